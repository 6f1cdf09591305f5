//! Whole answer to hub.

use crate::at::At;
use crate::chat::{Choice, Extra, FinishReason, Part, Response};
use crate::error::DecodeError;
use crate::json::{Text, Value};

use super::calls::Calls;
use super::citations::{self, Offsets};
use super::key::{keep_unknown, list, member, text};
use super::parts_decode::PartReader;
use super::time;
use super::usage::{COUNTED, decode_usage};
use super::words::finish_reason;

/// Members of an answer that have a place in the hub.
const KNOWN: &[&str] = &[
    "candidates",
    "usageMetadata",
    "modelVersion",
    "responseId",
    "createTime",
];

/// Members of a candidate that have one.
const KNOWN_OF_CANDIDATE: &[&str] = &["content", "finishReason", "index", "logprobsResult"];

/// Reads a whole answer.
///
/// # Errors
/// It is no answer, or a part of it is malformed.
pub(super) fn decode_response(body: Value<'_>) -> Result<Response<'_>, DecodeError> {
    At::Root.object(body)?;
    let is_answer = KNOWN.iter().any(|name| member(body, name).is_some());
    let is_blocked = is_blocked(body);
    if !is_answer && !is_blocked {
        return Err(DecodeError::missing("candidates"));
    }
    let id = text(body, "responseId");
    let mut calls = Calls::new(&id.as_ref().map(Text::to_str).unwrap_or_default());
    let mut response = Response {
        id,
        model: text(body, "modelVersion"),
        created: text(body, "createTime").and_then(|time| time::seconds(&time.to_str())),
        usage: member(body, "usageMetadata")
            .map(decode_usage)
            .unwrap_or_default(),
        ..Response::default()
    };
    let place = At::Root.key("candidates");
    let candidates = member(body, "candidates").into_iter().flat_map(list);
    for (position, candidate) in candidates.enumerate() {
        let at = place.item(position);
        let choice = decode_candidate(candidate, position, &at, &mut calls)?;
        response.choices.push(choice);
    }
    if response.choices.is_empty() && is_blocked {
        response.choices.push(Choice {
            finish: Some(FinishReason::ContentFilter),
            ..Choice::default()
        });
    }
    keep_unknown(body, KNOWN, &At::Root, &mut response.extra);
    if let Some(usage) = member(body, "usageMetadata") {
        let at = At::Root.key("usageMetadata");
        keep_unknown(usage, COUNTED, &at, &mut response.extra);
    }
    Ok(response)
}

/// Whether the prompt was refused: then there are no candidates.
pub(super) fn is_blocked(body: Value<'_>) -> bool {
    member(body, "promptFeedback")
        .and_then(|feedback| text(feedback, "blockReason"))
        .is_some_and(|reason| !reason.is_empty())
}

/// Gives the sources of a candidate to its last text.
fn cite<'a>(candidate: Value<'a>, parts: &mut [Part<'a>]) {
    let mut offsets = Offsets::default();
    for part in parts.iter() {
        if let Part::Text { text, .. } = part {
            offsets.add(&text.to_str());
        }
    }
    let last = parts.iter_mut().rev().find_map(|part| match part {
        Part::Text { citations, .. } => Some(citations),
        _ => None,
    });
    if let Some(citations) = last {
        *citations = citations::of_candidate(candidate, &offsets);
    }
}

fn decode_candidate<'a>(
    candidate: Value<'a>,
    position: usize,
    at: &At<'_>,
    calls: &mut Calls<'a>,
) -> Result<Choice<'a>, DecodeError> {
    at.object(candidate)?;
    let mut extra: Vec<Extra<'a>> = Vec::new();
    let mut reader = PartReader {
        parts: Vec::new(),
        calls,
        extra: &mut extra,
        is_answer: true,
    };
    if let Some(content) = member(candidate, "content") {
        let at = at.key("content");
        let place = at.key("parts");
        let parts = member(at.object(content)?, "parts");
        for (index, part) in parts.into_iter().flat_map(list).enumerate() {
            reader.read(part, &place.item(index))?;
        }
    }
    let mut parts = reader.parts;
    cite(candidate, &mut parts);
    let has_calls = parts
        .iter()
        .any(|part| matches!(part, Part::ToolCall { .. }));
    let finish = text(candidate, "finishReason");
    keep_unknown(candidate, KNOWN_OF_CANDIDATE, at, &mut extra);
    Ok(Choice {
        index: member(candidate, "index")
            .and_then(|index| index.u64())
            .unwrap_or(position as u64),
        finish: finish.and_then(|word| finish_reason(&word, has_calls)),
        log_probs: member(candidate, "logprobsResult").filter(Value::is_object),
        parts,
        extra,
    })
}
