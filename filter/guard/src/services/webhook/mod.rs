//! A webhook of the operator's own, in the shape that Portkey documents for its own:
//! `{"verdict": bool, "transformedData": {…}}`.
//!
//! It is told of requests and answers in OpenAI's form, whatever the client speaks: one
//! message, prompt or choice a text, so that what comes back has a place.

mod told;

use serde::{Deserialize, Serialize};
use sluice_protocol::json::Value;

use super::answer::{flag, json, list_of, replaced, replacement};
use super::{Answer, Ask, Call, Direction, Service, ServiceError, Verdict};
use crate::judge::{Purpose, Subject};

/// A webhook of your own. It is sent
/// `{"request": {"json", "text"}, "response": {"json", "text"}, "provider", "metadata", "eventType"}`
/// and answers `{"verdict": true}`, or `false`, or with `transformedData` beside it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Spec {
    /// Its name in `services`.
    pub service: String,
}

/// The row.
#[derive(Debug)]
pub(super) struct Webhook {
    pub(super) spec: Spec,
}

/// How OpenAI's API writes requests of one purpose, and their answers.
#[derive(Debug)]
struct Shape {
    /// Portkey's word for it.
    name: &'static str,
    /// The member that holds the texts of a request: messages, or else texts.
    list: &'static str,
    has_messages: bool,
    /// Where the text of a choice stands, if that is not in a message.
    text: &'static str,
}

static CHAT: Shape = Shape {
    name: "chatComplete",
    list: "messages",
    has_messages: true,
    text: "message.content",
};

static COMPLETION: Shape = Shape {
    name: "complete",
    list: "prompt",
    has_messages: false,
    text: "text",
};

static EMBEDDING: Shape = Shape {
    name: "embed",
    list: "input",
    has_messages: false,
    text: "text",
};

fn shape(subject: &Subject<'_>) -> &'static Shape {
    match subject.beside.purpose {
        Purpose::Chat => &CHAT,
        Purpose::Completion => &COMPLETION,
        Purpose::Embedding => &EMBEDDING,
    }
}

impl Service for Webhook {
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
        if subject.pieces.is_empty() {
            return Ok(Vec::new());
        }
        Ok(vec![Ask::Call(Call {
            path: String::new(),
            body: told::body(subject, direction),
        })])
    }

    fn read(
        &self,
        subject: &Subject<'_>,
        direction: Direction,
        answers: &[Answer<'_>],
    ) -> Result<Verdict, ServiceError> {
        let Some(answer) = answers.first() else {
            return Ok(Verdict::Passed);
        };
        json(answer, |root| {
            let passes = flag(root, "verdict")?;
            match (transformed(subject, direction, root)?, passes) {
                (Verdict::Passed, false) => Ok(Verdict::Failed {
                    reason: "the webhook's verdict is false".to_owned(),
                    score: 1.0,
                }),
                (verdict, _) => Ok(verdict),
            }
        })
    }
}

/// Reads the texts that the webhook has put in the place of those it was sent, if it has.
fn transformed(
    subject: &Subject<'_>,
    direction: Direction,
    root: Value<'_>,
) -> Result<Verdict, ServiceError> {
    let Some(data) = object(root.get_some("transformedData"), "transformedData")? else {
        return Ok(Verdict::Passed);
    };
    let (side, at) = match direction {
        Direction::Input => ("request", "transformedData.request"),
        Direction::Output => ("response", "transformedData.response"),
    };
    let Some(side) = object(data.get_some(side), at)? else {
        return Ok(Verdict::Passed);
    };
    match object(side.get_some("json"), "json")? {
        Some(body) => transform(subject, direction, body),
        None if side.get_some("text").is_none() => Ok(Verdict::Passed),
        // A text alone has no place.
        None => Err(ServiceError::Missing {
            at: "json",
            what: "object",
        }),
    }
}

/// # Errors
/// Something else than an object.
fn object<'v>(
    value: Option<Value<'v>>,
    at: &'static str,
) -> Result<Option<Value<'v>>, ServiceError> {
    match value {
        Some(value) if !value.is_object() => Err(ServiceError::Missing { at, what: "object" }),
        value => Ok(value),
    }
}

/// Reads the body that the webhook has made of the one it was sent.
fn transform(
    subject: &Subject<'_>,
    direction: Direction,
    body: Value<'_>,
) -> Result<Verdict, ServiceError> {
    let shape = shape(subject);
    let count = subject.pieces.len();
    let (list, text) = match direction {
        Direction::Input if shape.has_messages => (shape.list, "content"),
        Direction::Input => (shape.list, ""),
        Direction::Output => ("choices", shape.text),
    };
    let alone = body.get_some(list).filter(|value| value.text().is_some());
    let all = match alone {
        Some(alone) if text.is_empty() && count == 1 => vec![alone],
        _ => list_of(body, list, count)?,
    };
    let mut pairs = Vec::with_capacity(all.len());
    for (piece, item) in subject.pieces.iter().zip(all) {
        let came = if piece.text.is_empty() {
            None
        } else {
            Some(replacement(item, text)?)
        };
        pairs.push((piece.text, came));
    }
    Ok(replaced(pairs.into_iter()))
}
