//! Whole answers, both ways.

use crate::at::At;
use crate::chat::arguments::write_arguments;
use crate::chat::{Choice, Detail, FinishReason, Part, Response};
use crate::codec::AnswerContext;
use crate::error::DecodeError;
use crate::json::{Text, Value, Writer};
use crate::loss::{LossAction, Losses};

use super::blocks::{decode_blocks, keep, keep_unknown};
use super::citations;
use super::usage::{COUNTED, decode_usage, write_metrics, write_usage};
use super::words::{finish_reason, is_native, is_renamed, stop_reason, tier};
use super::write::{write_call, write_cited, write_reasoning, write_redacted, write_text};

/// Members of an answer that have a place in the hub, or need none.
const KNOWN: &[&str] = &[
    "output",
    "stopReason",
    "usage",
    "metrics",
    "serviceTier",
    "additionalModelResponseFields",
];

/// Reads a whole answer.
///
/// # Errors
/// It is none, or a block of it is malformed.
pub(super) fn decode_response(body: Value<'_>) -> Result<Response<'_>, DecodeError> {
    let root = At::Root;
    let output = root.required(root.object(body)?, "output")?;
    let at = root.key("output");
    let mut extra = Vec::new();
    // A guardrail may leave nothing to say.
    let parts = match at.object(output)?.get_some("message") {
        None => Vec::new(),
        Some(message) => {
            let at = at.key("message");
            keep_unknown(message, &["role", "content"], &at, &mut extra);
            match at.object(message)?.get_some("content") {
                None => Vec::new(),
                Some(content) => decode_blocks(content, &at.key("content"), &mut extra)?,
            }
        }
    };
    let fields = body.get_some("additionalModelResponseFields");
    let sequence = fields.and_then(stop_sequence);
    let has_calls = has_calls(&parts);
    let finish = root
        .optional_text(body, "stopReason")?
        .and_then(|word| finish_reason(&word, sequence, has_calls));
    if let Some(fields) = fields {
        let at = root.key("additionalModelResponseFields");
        if fields.is_object() {
            keep_unknown(fields, &["stop_sequence"], &at, &mut extra);
        } else {
            keep(&at, fields, &mut extra);
        }
    }
    keep_unknown(body, KNOWN, &root, &mut extra);
    if let Some(usage) = body.get_some("usage") {
        keep_unknown(usage, COUNTED, &root.key("usage"), &mut extra);
    }
    Ok(Response {
        id: None,
        model: None,
        created: None,
        choices: vec![Choice {
            index: 0,
            parts,
            finish,
            log_probs: None,
            extra: Vec::new(),
        }],
        usage: body.get_some("usage").map(decode_usage).unwrap_or_default(),
        service_tier: service_tier(body),
        extra,
    })
}

fn has_calls(parts: &[Part<'_>]) -> bool {
    parts
        .iter()
        .any(|part| matches!(part, Part::ToolCall { .. }))
}

/// The sequence that ended an answer of Claude's, where the client asked for it.
pub(super) fn stop_sequence(fields: Value<'_>) -> Option<Text<'_>> {
    fields.get_some("stop_sequence")?.text()
}

/// The tier that was used.
pub(super) fn service_tier(body: Value<'_>) -> Option<Text<'_>> {
    body.get_some("serviceTier")?.get_some("type")?.text()
}

/// Writes a whole answer: the first of its choices, since a message is one. Its id
/// and model have no place: the client knows what it asked for.
pub(super) fn encode_response(
    response: &Response<'_>,
    _context: &AnswerContext<'_>,
    out: &mut Vec<u8>,
    losses: &mut Losses,
) {
    let first = response.choices.iter().min_by_key(|choice| choice.index);
    let mut writer = Writer::new(out);
    writer.begin_object();
    writer.key("output");
    writer.begin_object();
    writer.key("message");
    writer.begin_object();
    writer.key("role");
    writer.str("assistant");
    writer.key("content");
    writer.begin_array();
    for (index, part) in first.iter().flat_map(|choice| &choice.parts).enumerate() {
        write_block(&mut writer, part, index, losses);
    }
    writer.end_array();
    writer.end_object();
    writer.end_object();
    let has_calls = first.is_some_and(|choice| has_calls(&choice.parts));
    write_end(
        &mut writer,
        first.and_then(|choice| choice.finish.as_ref()),
        has_calls,
    );
    writer.key("usage");
    write_usage(&mut writer, &response.usage);
    write_metrics(&mut writer);
    write_tier(&mut writer, response.service_tier.as_ref());
    writer.end_object();
    list_losses(response, first, losses);
}

/// Writes why an answer ended.
pub(super) fn write_end(
    writer: &mut Writer<'_>,
    finish: Option<&FinishReason<'_>>,
    has_calls: bool,
) {
    writer.key("stopReason");
    writer.str(stop_reason(finish, has_calls));
    if let Some(FinishReason::StopSequence(Some(sequence))) = finish {
        writer.key("additionalModelResponseFields");
        writer.begin_object();
        writer.key("stop_sequence");
        writer.text(sequence);
        writer.end_object();
    }
}

/// Writes the service tier, if it is one of this format.
pub(super) fn write_tier(writer: &mut Writer<'_>, word: Option<&Text<'_>>) {
    if let Some(tier) = word.and_then(tier) {
        writer.key("serviceTier");
        writer.begin_object();
        writer.key("type");
        writer.str(tier);
        writer.end_object();
    }
}

fn write_block(writer: &mut Writer<'_>, part: &Part<'_>, index: usize, losses: &mut Losses) {
    let path = || format!("content[{index}]");
    match part {
        Part::Text {
            text, citations, ..
        } => {
            let citations = citations::own(citations.as_ref()).unwrap_or_else(|()| {
                losses.dropped(
                    format!("{}.annotations", path()),
                    "citations of another provider",
                );
                None
            });
            if !text.is_empty() || citations.is_some() {
                write_cited(writer, text, citations.as_ref());
            }
        }
        Part::Refusal { text } if text.is_empty() => {}
        Part::Refusal { text } => {
            losses.push(LossAction::Renamed, path(), "a refusal is told as text");
            write_text(writer, text);
        }
        Part::Reasoning { text, signature } => {
            if !text.is_empty() || signature.is_some() {
                write_reasoning(writer, text, signature.as_ref());
            }
        }
        Part::RedactedReasoning { data } => write_redacted(writer, data),
        Part::ToolCall {
            id,
            name,
            arguments,
            ..
        } => {
            writer.begin_object();
            writer.key("toolUse");
            writer.begin_object();
            write_call(writer, id, None, name);
            writer.key("input");
            write_arguments(writer, arguments, losses, || {
                format!("content[{index}].arguments")
            });
            writer.end_object();
            writer.end_object();
        }
        Part::Native { kind, value } if is_native(kind, *value) => writer.value(*value),
        Part::Native { .. }
        | Part::Image { .. }
        | Part::Document { .. }
        | Part::Audio { .. }
        | Part::ToolResult { .. } => {
            losses.dropped(path(), "answers have no part of this type");
        }
    }
}

fn list_losses(response: &Response<'_>, first: Option<&Choice<'_>>, losses: &mut Losses) {
    response.usage.list_uncounted(
        &[Detail::Reasoning, Detail::Audio, Detail::Prediction],
        losses,
    );
    for choice in &response.choices {
        if first.is_none_or(|first| !std::ptr::eq(first, choice)) {
            losses.dropped(
                format!("choices[{}]", choice.index),
                "a message is one answer",
            );
        }
    }
    if let Some(first) = first {
        if first.log_probs.is_some() {
            losses.dropped("logprobs", "a message has no log-probabilities");
        }
        if first.finish.as_ref().is_some_and(is_renamed) {
            losses.push(
                LossAction::Renamed,
                "finish_reason",
                "a reason without a word of its own is told in the nearest",
            );
        }
    }
    let unknown_tier = response
        .service_tier
        .as_ref()
        .is_some_and(|word| tier(word).is_none());
    if unknown_tier {
        losses.dropped("service_tier", "no such tier is known");
    }
    let of_choice = first.iter().flat_map(|choice| &choice.extra);
    for extra in response.extra.iter().chain(of_choice) {
        losses.dropped(
            extra.name.to_str().into_owned(),
            "a message has no such field",
        );
    }
}
