//! Google Cloud's Model Armor: `POST /v1/{template}:sanitizeUserPrompt` and
//! `:sanitizeModelResponse` with one text. Its filters match, or take out what is
//! sensitive.

use serde::{Deserialize, Serialize};
use sluice_protocol::json::{Value, Writer};

use super::answer::{Faults, at, json, replaced, replacement, text};
use super::asked::{Asked, tail};
use super::{Answer, Ask, Call, Direction, MOST_ASKS, Service, ServiceError, Verdict};
use crate::judge::Subject;
use crate::spec::SpecError;

/// Google Cloud's Model Armor. The endpoint of the service is that of the template's
/// region: `https://modelarmor.REGION.rep.googleapis.com`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Spec {
    /// Its name in `services`.
    pub service: String,
    /// The template: `projects/PROJECT/locations/REGION/templates/NAME`.
    pub template: String,
}

impl Spec {
    pub(super) fn check(&self, errors: &mut Vec<SpecError>) {
        let is_word = |word: &str| {
            (1..=64).contains(&word.len())
                && word
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || b"_-.:".contains(&b))
        };
        let parts: Vec<&str> = self.template.split('/').collect();
        let is_template = match parts.as_slice() {
            ["projects", project, "locations", region, "templates", name] => {
                [project, region, name].iter().all(|word| is_word(word))
            }
            _ => false,
        };
        if !is_template {
            errors.push(SpecError {
                at: "service.template".to_owned(),
                problem: "not the name of a template".to_owned(),
                mend: "write projects/PROJECT/locations/REGION/templates/NAME".to_owned(),
            });
        }
    }
}

/// The row.
#[derive(Debug)]
pub(super) struct ModelArmor {
    pub(super) spec: Spec,
}

/// As many characters of what was asked go along with each text of an answer.
const MOST_OF_QUESTION: usize = 10_000;

/// What is called, and what the text is a member of.
const fn method(direction: Direction) -> (&'static str, &'static str) {
    match direction {
        Direction::Input => ("sanitizeUserPrompt", "userPromptData"),
        Direction::Output => ("sanitizeModelResponse", "modelResponseData"),
    }
}

/// The pieces that are asked about, one call each: what comes back masked has no marks of
/// where one text ends.
fn asked<'t>(subject: &Subject<'t>) -> Result<Vec<(usize, &'t str)>, ServiceError> {
    let texts = subject.pieces.iter().map(|piece| piece.text).enumerate();
    let texts: Vec<_> = texts.filter(|(_, text)| !text.trim().is_empty()).collect();
    if texts.len() > MOST_ASKS {
        return Err(ServiceError::TooMuch { most: MOST_ASKS });
    }
    Ok(texts)
}

impl Service for ModelArmor {
    fn name(&self) -> &str {
        &self.spec.service
    }

    fn finds_places(&self) -> bool {
        true
    }

    fn wants_request(&self) -> bool {
        true
    }

    fn asks(&self, subject: &Subject<'_>, direction: Direction) -> Result<Vec<Ask>, ServiceError> {
        let (method, member) = method(direction);
        let question = match direction {
            Direction::Input => String::new(),
            Direction::Output => Asked::of(subject.beside.request).question(),
        };
        let question = tail(&question, MOST_OF_QUESTION);
        let ask = |(_, text): (usize, &str)| {
            let mut body = Vec::with_capacity(text.len() + question.len() + 64);
            let mut writer = Writer::new(&mut body);
            writer.begin_object();
            writer.key(member);
            writer.begin_object();
            writer.key("text");
            writer.str(text);
            writer.end_object();
            if !question.is_empty() {
                writer.key("userPrompt");
                writer.str(question);
            }
            writer.end_object();
            let path = format!("/v1/{}:{method}", self.spec.template);
            Ask::Call(Call { path, body })
        };
        Ok(asked(subject)?.into_iter().map(ask).collect())
    }

    fn read(
        &self,
        subject: &Subject<'_>,
        _: Direction,
        answers: &[Answer<'_>],
    ) -> Result<Verdict, ServiceError> {
        let mut faults = Faults::default();
        let mut texts = vec![None; subject.pieces.len()];
        for ((number, _), answer) in asked(subject)?.into_iter().zip(answers) {
            let text = json(answer, |root| judge(root, &mut faults))?;
            if let Some(slot) = texts.get_mut(number) {
                *slot = text;
            }
        }
        match faults.verdict("model armor") {
            Verdict::Passed => {
                let originals = subject.pieces.iter().map(|piece| piece.text);
                Ok(replaced(originals.zip(texts)))
            }
            failed => Ok(failed),
        }
    }
}

/// Reads one result: what matched goes to `faults`, but for what was only taken out, of
/// which the text that is left is returned.
fn judge(root: Value<'_>, faults: &mut Faults) -> Result<Option<String>, ServiceError> {
    let result = at(root, "sanitizationResult", "object")?;
    if text(result, "invocationResult")? != "SUCCESS" {
        return Err(ServiceError::Missing {
            at: "sanitizationResult.invocationResult",
            what: "SUCCESS",
        });
    }
    match text(result, "filterMatchState")?.as_str() {
        "NO_MATCH_FOUND" => return Ok(None),
        "MATCH_FOUND" => {}
        _ => {
            return Err(ServiceError::Missing {
                at: "sanitizationResult.filterMatchState",
                what: "state that is known",
            });
        }
    }
    let mut masked = None;
    let mut is_named = false;
    for (name, filter) in at(result, "filterResults", "object")?.members() {
        let Some((name, title)) = FILTERS.iter().find(|(known, _)| name == *known) else {
            continue;
        };
        // Each stands in an object that has the filter's own name.
        let Some((_, found)) = filter.members().next() else {
            continue;
        };
        let taken_out = found.get_some("deidentifyResult");
        if let Some(taken_out) = taken_out.filter(|_| *name == "sdp") {
            if is_match(taken_out) {
                masked = Some(replacement(taken_out, "data.text")?);
                is_named = true;
            }
            continue;
        }
        let inspected = found.get_some("inspectResult").unwrap_or(found);
        if is_match(inspected) {
            faults.add((*title).to_owned(), confidence(inspected));
            is_named = true;
        }
    }
    if !is_named {
        faults.add("a filter matched".to_owned(), 1.0);
    }
    Ok(masked)
}

/// The filters, and what we call them.
const FILTERS: &[(&str, &str)] = &[
    ("rai", "responsible AI"),
    ("pi_and_jailbreak", "prompt injection or jailbreak"),
    ("malicious_uris", "malicious URL"),
    ("csam", "child abuse"),
    ("sdp", "sensitive data"),
    ("virus_scan", "virus"),
];

fn is_match(found: Value<'_>) -> bool {
    let state = found.get_some("matchState").and_then(|state| state.text());
    state.is_some_and(|state| state == "MATCH_FOUND")
}

fn confidence(found: Value<'_>) -> f32 {
    let level = found
        .get_some("confidenceLevel")
        .and_then(|level| level.text());
    match level {
        Some(level) if level == "LOW_AND_ABOVE" => 0.5,
        Some(level) if level == "MEDIUM_AND_ABOVE" => 0.75,
        _ => 1.0,
    }
}
