//! A webhook of the operator's own, in the shape that Portkey documents for its own:
//! `{"verdict": bool, "transformedData": {…}}`.
//!
//! It is asked about a chat in the form of Chat Completions, whatever the client
//! speaks: one message or choice a text, so that what comes back has a place.

use serde::{Deserialize, Serialize};
use sluice_protocol::json::{Value, Writer};

use super::answer::{flag, json, list_of, replaced, replacement};
use super::{Answer, Ask, Call, Direction, Service, ServiceError, Verdict};
use crate::judge::{PieceKind, Subject};

/// A webhook of your own. It is sent
/// `{"request": {"json", "text"}, "response": {"json", "text"}, "metadata", "eventType"}`
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

impl Service for Webhook {
    fn name(&self) -> &str {
        &self.spec.service
    }

    fn finds_places(&self) -> bool {
        true
    }

    fn asks(&self, subject: &Subject<'_>, direction: Direction) -> Result<Vec<Ask>, ServiceError> {
        if subject.pieces.is_empty() {
            return Ok(Vec::new());
        }
        Ok(vec![Ask::Call(Call {
            path: String::new(),
            body: body(subject, direction),
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
            if !flag(root, "verdict")? {
                return Ok(Verdict::Failed {
                    reason: "the webhook's verdict is false".to_owned(),
                    score: 1.0,
                });
            }
            let side = match direction {
                Direction::Input => "request",
                Direction::Output => "response",
            };
            let transformed = root
                .get_some("transformedData")
                .and_then(|data| data.get_some(side)?.get_some("json"));
            match transformed {
                Some(body) => transform(subject, direction, body),
                None => Ok(Verdict::Passed),
            }
        })
    }
}

/// Reads the body that the webhook has made of the one it was sent.
fn transform(
    subject: &Subject<'_>,
    direction: Direction,
    body: Value<'_>,
) -> Result<Verdict, ServiceError> {
    let (list, text) = match direction {
        Direction::Input => ("messages", "content"),
        Direction::Output => ("choices", "message.content"),
    };
    let all = list_of(body, list, subject.pieces.len())?;
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

fn body(subject: &Subject<'_>, direction: Direction) -> Vec<u8> {
    let size: usize = subject
        .pieces
        .iter()
        .map(|piece| piece.text.len() + 64)
        .sum();
    let mut out = Vec::with_capacity(size + 512);
    let mut writer = Writer::new(&mut out);
    let is_input = direction == Direction::Input;
    writer.begin_object();
    writer.key("eventType");
    writer.str(if is_input {
        "beforeRequestHook"
    } else {
        "afterRequestHook"
    });
    writer.key("requestType");
    writer.str("chatComplete");
    writer.key("request");
    writer.begin_object();
    writer.key("json");
    writer.begin_object();
    writer.key("model");
    writer.str(subject.model);
    if is_input {
        write_messages(&mut writer, subject);
    }
    writer.end_object();
    writer.key("text");
    writer.str(last(subject, is_input));
    writer.key("isStreamingRequest");
    writer.bool(subject.capabilities.contains(&"stream"));
    writer.key("isTransformed");
    writer.bool(false);
    writer.end_object();
    writer.key("response");
    writer.begin_object();
    writer.key("json");
    writer.begin_object();
    if !is_input {
        write_choices(&mut writer, subject);
    }
    writer.end_object();
    writer.key("text");
    writer.str(last(subject, !is_input));
    writer.key("statusCode");
    if is_input {
        writer.null();
    } else {
        writer.u64(200);
    }
    writer.key("isTransformed");
    writer.bool(false);
    writer.end_object();
    writer.key("metadata");
    writer.begin_object();
    for (name, value) in subject.metadata {
        writer.key(name);
        writer.str(value);
    }
    writer.end_object();
    writer.key("parts");
    writer.begin_array();
    for piece in subject.pieces {
        writer.str(part(piece.kind));
    }
    writer.end_array();
    writer.end_object();
    out
}

fn last<'t>(subject: &Subject<'t>, is_asked: bool) -> &'t str {
    let last = subject.pieces.last().filter(|_| is_asked);
    last.map_or("", |piece| piece.text)
}

fn write_messages(writer: &mut Writer<'_>, subject: &Subject<'_>) {
    writer.key("messages");
    writer.begin_array();
    for piece in subject.pieces {
        writer.begin_object();
        writer.key("role");
        writer.str(role(piece.kind));
        writer.key("content");
        writer.str(piece.text);
        writer.end_object();
    }
    writer.end_array();
}

fn write_choices(writer: &mut Writer<'_>, subject: &Subject<'_>) {
    writer.key("choices");
    writer.begin_array();
    for (index, piece) in subject.pieces.iter().enumerate() {
        writer.begin_object();
        writer.key("index");
        writer.u64(index as u64);
        writer.open(r#""message":{"role":"assistant","content":"#);
        writer.str(piece.text);
        writer.close("}}");
    }
    writer.end_array();
}

const fn role(kind: PieceKind) -> &'static str {
    match kind {
        PieceKind::User | PieceKind::Other => "user",
        PieceKind::System => "system",
        PieceKind::ToolResult => "tool",
        PieceKind::ToolArguments | PieceKind::Reasoning | PieceKind::Answer => "assistant",
    }
}

/// The sort of a text, in the words of the option `parts`.
const fn part(kind: PieceKind) -> &'static str {
    match kind {
        PieceKind::User => "user",
        PieceKind::System => "system",
        PieceKind::ToolArguments => "tool_arguments",
        PieceKind::ToolResult => "tool_results",
        PieceKind::Reasoning => "reasoning",
        PieceKind::Answer => "answer",
        PieceKind::Other => "other",
    }
}
