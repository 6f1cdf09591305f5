//! What a service has answered, and what that comes to.

use sluice_protocol::json::{Document, Limits, Value};

use crate::find::Match;

/// The answer to one ask.
#[derive(Debug, Clone, Copy)]
pub struct Answer<'b> {
    /// The status; 503 where there was no connection, 504 where time was up.
    pub status: u16,
    /// The body of a server's answer; of a model's, what it said.
    pub body: &'b [u8],
}

/// What a service has come to.
#[derive(Debug, Clone, PartialEq)]
pub enum Verdict {
    /// Nothing is wrong.
    Passed,
    /// Something is. `reason` names categories and numbers, never text of the subject.
    Failed {
        /// What, as a sentence without a full stop.
        reason: String,
        /// How sure that is, from 0 to 1.
        score: f32,
    },
    /// Something was found at these places: for each piece of the subject its matches, in
    /// order of their beginnings. There is at least one.
    Found(Vec<Vec<Match>>),
    /// For each piece of the subject, what should stand in its place; none where it stays.
    /// There is at least one, and none is empty.
    Replaced(Vec<Option<String>>),
}

/// Why there is no verdict.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ServiceError {
    /// Too much text.
    #[error("the texts would take more than {most} calls")]
    TooMuch {
        /// How many are made at most.
        most: usize,
    },
    /// It could not be asked at all.
    #[error("the service cannot be reached")]
    Unreachable,
    /// Not the status of success.
    #[error("the service answered with status {0}")]
    Status(u16),
    /// Not JSON.
    #[error("the answer is not JSON")]
    NotJson,
    /// Nothing at all where there should be something.
    #[error("the answer has no {what} at `{at}`")]
    Missing {
        /// Where.
        at: &'static str,
        /// What should be there.
        what: &'static str,
    },
    /// Not one for each.
    #[error("the answer has {got} at `{at}` where {wanted} were asked about")]
    Count {
        /// Where.
        at: &'static str,
        /// How many there are.
        got: usize,
        /// How many there should be.
        wanted: usize,
    },
    /// A replacement without text.
    #[error("the answer has an empty text at `{at}`")]
    EmptyText {
        /// Where.
        at: &'static str,
    },
    /// A place that is none.
    #[error("the answer has a place outside of the text")]
    Place,
    /// A question that the provider's format cannot carry.
    #[error("the question has no form in the provider's format")]
    NoForm,
    /// A provider's answer that is none.
    #[error("the provider's answer is not one of its format")]
    NoAnswer,
    /// A text that means nothing.
    #[error("the model's answer is not {0}")]
    Words(&'static str),
}

/// Reads an answer of success.
///
/// # Errors
/// Another status, what is not JSON, and what `read` finds wrong.
pub(super) fn json<T>(
    answer: &Answer<'_>,
    read: impl FnOnce(Value<'_>) -> Result<T, ServiceError>,
) -> Result<T, ServiceError> {
    check_status(answer)?;
    let document = Document::parse(answer.body, Limits::default());
    let document = document.map_err(|_| ServiceError::NotJson)?;
    read(document.root(answer.body))
}

/// # Errors
/// Another status than one of success.
pub(super) const fn check_status(answer: &Answer<'_>) -> Result<(), ServiceError> {
    match answer.status {
        200..=299 => Ok(()),
        status => Err(ServiceError::Status(status)),
    }
}

/// What stands at a path of members: `result.text`; the value itself at an empty one.
///
/// # Errors
/// None of the path, or `null`.
pub(super) fn at<'a>(
    value: Value<'a>,
    path: &'static str,
    what: &'static str,
) -> Result<Value<'a>, ServiceError> {
    path.split('.')
        .filter(|key| !key.is_empty())
        .try_fold(value, |value, key| value.get_some(key))
        .ok_or(ServiceError::Missing { at: path, what })
}

/// The items of an array.
///
/// # Errors
/// None there.
pub(super) fn list<'a>(
    value: Value<'a>,
    path: &'static str,
) -> Result<Vec<Value<'a>>, ServiceError> {
    let what = "array";
    let found = at(value, path, what)?;
    if !found.is_array() {
        return Err(ServiceError::Missing { at: path, what });
    }
    Ok(found.items().collect())
}

/// The items of an array that has as many as were asked about.
///
/// # Errors
/// None there, or another number.
pub(super) fn list_of<'a>(
    value: Value<'a>,
    path: &'static str,
    wanted: usize,
) -> Result<Vec<Value<'a>>, ServiceError> {
    let all = list(value, path)?;
    if all.len() == wanted {
        Ok(all)
    } else {
        let (at, got) = (path, all.len());
        Err(ServiceError::Count { at, got, wanted })
    }
}

/// # Errors
/// Neither `true` nor `false` there.
pub(super) fn flag(value: Value<'_>, path: &'static str) -> Result<bool, ServiceError> {
    let what = "true or false";
    let found = at(value, path, what)?.bool();
    found.ok_or(ServiceError::Missing { at: path, what })
}

/// # Errors
/// No number there.
pub(super) fn number(value: Value<'_>, path: &'static str) -> Result<f64, ServiceError> {
    let what = "number";
    let found = at(value, path, what)?.f64();
    found.ok_or(ServiceError::Missing { at: path, what })
}

/// # Errors
/// No text there.
pub(super) fn text(value: Value<'_>, path: &'static str) -> Result<String, ServiceError> {
    let what = "text";
    let found = at(value, path, what)?.text();
    let found = found.ok_or(ServiceError::Missing { at: path, what })?;
    Ok(found.to_str().into_owned())
}

/// # Errors
/// No text there, or an empty one.
pub(super) fn replacement(value: Value<'_>, path: &'static str) -> Result<String, ServiceError> {
    let text = text(value, path)?;
    if text.is_empty() {
        return Err(ServiceError::EmptyText { at: path });
    }
    Ok(text)
}

/// A score between 0 and 1, whatever the service says.
pub(super) fn score(number: f64) -> f32 {
    #[expect(clippy::cast_possible_truncation, reason = "two digits of it are told")]
    let score = number as f32;
    if score.is_finite() {
        score.clamp(0.0, 1.0)
    } else {
        1.0
    }
}

/// A name of a service's, as it may be told: what is not a name is not, since it might be
/// text of the subject.
pub(super) fn name_of(value: Option<Value<'_>>) -> String {
    const LONGEST: usize = 64;
    let text = value.and_then(|value| value.text());
    let text = text.map(|text| text.to_str().into_owned());
    let is_name = |text: &String| {
        (1..=LONGEST).contains(&text.len())
            && text
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"_-/ .".contains(&b))
    };
    text.filter(is_name).unwrap_or_else(|| "unnamed".to_owned())
}

/// What has been found wrong, in one verdict.
#[derive(Debug, Default)]
pub(super) struct Faults {
    names: Vec<String>,
    score: f32,
}

impl Faults {
    /// As many are named.
    const TOLD: usize = 8;

    pub(super) fn add(&mut self, name: String, score: f32) {
        self.score = self.score.max(score);
        if self.names.len() < Self::TOLD && !self.names.contains(&name) {
            self.names.push(name);
        }
    }

    /// `who` has found them.
    pub(super) fn verdict(self, who: &str) -> Verdict {
        if self.names.is_empty() {
            return Verdict::Passed;
        }
        Verdict::Failed {
            reason: format!("{who}: {}", self.names.join(", ")),
            score: self.score,
        }
    }
}

/// The verdict on texts that came back: each that differs is a replacement.
pub(super) fn replaced<'t>(pairs: impl Iterator<Item = (&'t str, Option<String>)>) -> Verdict {
    let changed = |(original, text): (&str, Option<String>)| text.filter(|text| text != original);
    let all: Vec<Option<String>> = pairs.map(changed).collect();
    if all.iter().all(Option::is_none) {
        Verdict::Passed
    } else {
        Verdict::Replaced(all)
    }
}
