//! Whole answers, both ways.

use crate::chat::arguments::write_arguments;
use crate::chat::{Choice, Detail, Extra, Origin, Part, Response};
use crate::codec::AnswerContext;
use crate::error::DecodeError;
use crate::json::{Json, Text, Value, Writer};
use crate::loss::{LossAction, Losses};

use super::blocks::{At, decode_content, keep_unknown, optional_text};
use super::usage::{COUNTED, decode_usage, write_message_usage};
use super::words::{finish_reason, is_native_block, response_tier, stop_reason};
use super::write::{own_citations, write_id, write_text};

/// Members of a message that have a place in the hub, or need none.
const KNOWN: &[&str] = &[
    "id",
    "type",
    "role",
    "model",
    "content",
    "stop_reason",
    "stop_sequence",
    "usage",
];

/// Reads a whole answer.
///
/// # Errors
/// It is no message, or a block of it is malformed.
pub(super) fn decode_response(body: Value<'_>) -> Result<Response<'_>, DecodeError> {
    if !body.is_object() {
        return Err(DecodeError::expected("", "an object"));
    }
    let kind = body.get_some("type").and_then(|kind| kind.text());
    if kind.is_some_and(|kind| kind != "message") {
        return Err(DecodeError::value("type", "must be message"));
    }
    let at = At::Field("message");
    let text = |name| optional_text(body, name, &at);
    let mut extra = Vec::new();
    let parts = match body.get_some("content") {
        Some(content) => decode_content(content, &At::Field("content"), &mut extra)?,
        // An answer without words is one as long as it says what it is.
        None if ["type", "content", "stop_reason"]
            .iter()
            .any(|key| body.get(key).is_some()) =>
        {
            Vec::new()
        }
        None => return Err(DecodeError::missing("content")),
    };
    let usage = body.get_some("usage");
    if let Some(usage) = usage {
        keep_unknown(usage, COUNTED, &At::Field("usage"), &mut extra);
    }
    let sequence = text("stop_sequence")?;
    let finish = text("stop_reason")?.and_then(|word| finish_reason(&word, sequence));
    for (name, value) in body.members() {
        if !value.is_null() && !KNOWN.iter().any(|known| name == **known) {
            extra.push(Extra { name, value });
        }
    }
    Ok(Response {
        id: text("id")?,
        model: text("model")?,
        created: None,
        choices: vec![Choice {
            index: 0,
            parts,
            finish,
            log_probs: None,
            extra: Vec::new(),
        }],
        usage: usage.map(decode_usage).unwrap_or_default(),
        service_tier: usage
            .and_then(|usage| usage.get_some("service_tier"))
            .and_then(|tier| tier.text()),
        extra,
    })
}

/// Writes a whole answer: the first of its choices, since a message is one.
pub(super) fn encode_response(
    response: &Response<'_>,
    context: &AnswerContext<'_>,
    out: &mut Vec<u8>,
    losses: &mut Losses,
) {
    let first = response.choices.iter().min_by_key(|choice| choice.index);
    let mut writer = Writer::new(out);
    writer.begin_object();
    writer.key("id");
    write_or(&mut writer, response.id.as_ref(), context.id);
    writer.key("type");
    writer.str("message");
    writer.key("role");
    writer.str("assistant");
    writer.key("model");
    write_or(&mut writer, response.model.as_ref(), context.model);
    writer.key("content");
    writer.begin_array();
    for (index, part) in first.iter().flat_map(|choice| &choice.parts).enumerate() {
        write_block(&mut writer, part, index, losses);
    }
    writer.end_array();
    write_stop(&mut writer, first);
    writer.key("usage");
    write_message_usage(&mut writer, &response.usage, response.service_tier.as_ref());
    writer.end_object();
    list_losses(response, first, losses);
}

fn write_or(writer: &mut Writer<'_>, text: Option<&Text<'_>>, fallback: &str) {
    match text.filter(|text| !text.is_empty()) {
        Some(text) => writer.text(text),
        None => writer.str(fallback),
    }
}

fn write_stop(writer: &mut Writer<'_>, choice: Option<&Choice<'_>>) {
    let has =
        |test: fn(&Part<'_>) -> bool| choice.is_some_and(|choice| choice.parts.iter().any(test));
    let finish = choice.and_then(|choice| choice.finish.as_ref());
    writer.key("stop_reason");
    writer.str(stop_reason(
        finish,
        has(|part| matches!(part, Part::ToolCall { .. })),
        has(|part| matches!(part, Part::Refusal { .. })),
    ));
    writer.key("stop_sequence");
    write_stop_sequence(writer, finish);
}

/// Writes the value of `stop_sequence`.
pub(super) fn write_stop_sequence(
    writer: &mut Writer<'_>,
    finish: Option<&crate::chat::FinishReason<'_>>,
) {
    match finish {
        Some(crate::chat::FinishReason::StopSequence(Some(sequence))) => writer.text(sequence),
        _ => writer.null(),
    }
}

fn write_block(writer: &mut Writer<'_>, part: &Part<'_>, index: usize, losses: &mut Losses) {
    let path = || format!("content[{index}]");
    match part {
        Part::Text {
            text, citations, ..
        } => {
            let citations = own_citations(
                citations.as_ref().map(Json::value),
                || format!("content[{index}].annotations"),
                losses,
            );
            if !text.is_empty() || citations.is_some() {
                write_text(writer, text, citations, None);
            }
        }
        Part::Refusal { text } if text.is_empty() => {}
        Part::Refusal { text } => {
            losses.push(LossAction::Renamed, path(), "a refusal is told as text");
            write_text(writer, text, None, None);
        }
        Part::Reasoning { text, signature } => {
            if text.is_empty() && signature.is_none() {
                return;
            }
            writer.begin_object();
            writer.key("type");
            writer.str("thinking");
            writer.key("thinking");
            writer.text(text);
            writer.key("signature");
            let signature = signature
                .as_ref()
                .map(|signature| signature.to_wire(Origin::Anthropic));
            write_or(writer, signature.as_ref(), "");
            writer.end_object();
        }
        Part::RedactedReasoning { data } => {
            writer.begin_object();
            writer.key("type");
            writer.str("redacted_thinking");
            writer.key("data");
            writer.text(&data.to_wire(Origin::Anthropic));
            writer.end_object();
        }
        Part::ToolCall {
            id,
            name,
            arguments,
            ..
        } => {
            writer.begin_object();
            writer.key("type");
            writer.str("tool_use");
            writer.key("id");
            write_id(writer, id, None);
            writer.key("name");
            writer.text(name);
            writer.key("input");
            write_arguments(writer, arguments, losses, || {
                format!("content[{index}].arguments")
            });
            writer.end_object();
        }
        Part::Native { kind, value } if is_native_block(kind, *value) => writer.value(*value),
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
    response
        .usage
        .list_uncounted(&[Detail::Audio, Detail::Prediction], losses);
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
        if let Some(crate::chat::FinishReason::Other(_)) = first.finish {
            losses.push(
                LossAction::Renamed,
                "finish_reason",
                "an unknown reason is told as the end of the turn",
            );
        }
    }
    let unknown_tier = response
        .service_tier
        .as_ref()
        .is_some_and(|tier| response_tier(tier).is_none());
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
