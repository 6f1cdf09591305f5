//! The hub to a whole answer.

use super::item_decode::redacted_to_wire;
use super::words::{incomplete_word, is_native_item};
use super::write::{
    Head, Status, write_annotation, write_call, write_log_prob, write_message, write_reasoning,
    write_response, write_said, write_text,
};
use crate::chat::log_probs;
use crate::chat::{Choice, Detail, FinishReason, Origin, Part, Response, Start};
use crate::codec::AnswerContext;
use crate::codec::openai::{is_blank, service_tier};
use crate::json::{Json, Text, Value, Writer};
use crate::loss::Losses;

/// Appends the answer: the first of its choices, since a response is one.
pub(super) fn encode_response(
    response: &Response<'_>,
    context: &AnswerContext<'_>,
    out: &mut Vec<u8>,
    losses: &mut Losses,
) {
    let start = Start {
        id: response.id.clone(),
        model: response.model.clone(),
        created: response.created,
        service_tier: response.service_tier.clone(),
        ..Start::default()
    };
    let head = Head::new(&start, context);
    let nothing = Choice::default();
    let first = response.choices.iter().min_by_key(|choice| choice.index);
    let choice = first.unwrap_or(&nothing);
    list_losses(response, choice, losses);
    let reason = choice.finish.as_ref().and_then(incomplete_word);
    let status = reason.map_or(Status::Completed, Status::Incomplete);
    write_response(
        &head,
        status,
        &response.usage,
        &mut Writer::new(out),
        |writer| {
            write_items(choice, &head, status, writer);
        },
    );
}

/// Writes the items; texts that follow each other are one message.
fn write_items(choice: &Choice<'_>, head: &Head, status: Status<'_>, writer: &mut Writer<'_>) {
    let is_said = |part: &Part<'_>| matches!(part, Part::Text { .. } | Part::Refusal { .. });
    let mut log_probs = choice.log_probs;
    let mut number = 0;
    let parts: Vec<&Part<'_>> = choice.parts.iter().filter(|part| has_item(part)).collect();
    let runs: Vec<_> = parts.chunk_by(|a, b| is_said(a) && is_said(b)).collect();
    for (index, run) in runs.iter().enumerate() {
        let is_last = index + 1 == runs.len();
        let word = if is_last { status.word() } else { "completed" };
        match run {
            [Part::Text { .. } | Part::Refusal { .. }, ..] => {
                write_message(&head.item_id("msg", number), word, writer, |writer| {
                    for part in run.iter() {
                        content_part(part, &mut log_probs, writer);
                    }
                });
            }
            [Part::Reasoning { text, signature }] => {
                let encrypted = signature
                    .as_ref()
                    .map(|signature| signature.to_wire(Origin::OpenAi));
                let id = head.item_id("rs", number);
                write_reasoning(&id, text, encrypted.as_ref(), writer);
            }
            [Part::RedactedReasoning { data }] => {
                let id = head.item_id("rs", number);
                let data = redacted_to_wire(data);
                write_reasoning(&id, &Text::Literal(b""), Some(&data), writer);
            }
            [
                Part::ToolCall {
                    id,
                    name,
                    arguments,
                    ..
                },
            ] => {
                let empty = Text::Literal(b"{}");
                let arguments = if is_blank(arguments) {
                    &empty
                } else {
                    arguments
                };
                let item = head.item_id("fc", number);
                write_call(&item, word, (id, name, arguments), writer);
            }
            [Part::Native { value, .. }] => writer.value(*value),
            _ => continue,
        }
        number += 1;
    }
}

/// Whether a part is told in this format.
fn has_item(part: &Part<'_>) -> bool {
    match part {
        Part::Native { kind, value } => is_native_item(kind, *value),
        Part::Image { .. }
        | Part::Document { .. }
        | Part::Audio { .. }
        | Part::ToolResult { .. } => false,
        Part::Text { .. }
        | Part::Reasoning { .. }
        | Part::RedactedReasoning { .. }
        | Part::Refusal { .. }
        | Part::ToolCall { .. } => true,
    }
}

/// Writes a text or a refusal. The log-probabilities go with the first text.
fn content_part(part: &Part<'_>, log_probs: &mut Option<Value<'_>>, writer: &mut Writer<'_>) {
    match part {
        Part::Text {
            text, citations, ..
        } => write_text(
            text,
            writer,
            |writer| {
                for citation in citations.iter().flat_map(Json::items) {
                    write_annotation(citation, writer);
                }
            },
            |writer| {
                let entries = log_probs.take().and_then(log_probs::entries);
                for entry in entries.iter().flat_map(Json::items) {
                    write_log_prob(entry, true, writer);
                }
            },
        ),
        Part::Refusal { text } => write_said("refusal", "refusal", text, writer),
        _ => {}
    }
}

fn list_losses(response: &Response<'_>, choice: &Choice<'_>, losses: &mut Losses) {
    response.usage.list_uncounted(
        &[Detail::HourCacheWrite, Detail::Audio, Detail::Prediction],
        losses,
    );
    for extra in response.extra.iter().chain(&choice.extra) {
        losses.dropped(
            extra.name.to_str().into_owned(),
            "this format has no such field",
        );
    }
    for other in &response.choices {
        if other.index != choice.index {
            losses.dropped(
                format!("choices[{}]", other.index),
                "one request gets one answer in this format",
            );
        }
    }
    if let Some(tier) = &response.service_tier
        && service_tier(tier).is_none()
    {
        losses.dropped("service_tier", "no such tier in this format");
    }
    for (index, part) in choice.parts.iter().enumerate() {
        match part {
            Part::Text {
                citations: Some(list),
                ..
            } => {
                let mut unused = Vec::new();
                let mut writer = Writer::new(&mut unused);
                if !list.items().all(|item| write_annotation(item, &mut writer)) {
                    losses.dropped(
                        format!("content[{index}].citations"),
                        "only annotations of OpenAI's formats are carried",
                    );
                }
            }
            part if has_item(part) => {}
            _ => losses.dropped(
                format!("content[{index}]"),
                "a kind of content that this format does not have",
            ),
        }
    }
    let is_of_chat = |value: &Value<'_>| value.get_some("content").is_some();
    if let Some(value) = choice.log_probs.filter(|value| !is_of_chat(value)) {
        log_probs::list_loss(value, "logprobs".to_owned(), losses);
    }
    match &choice.finish {
        Some(FinishReason::StopSequence(Some(_))) => {
            losses.dropped("stop_sequence", "this format does not say which one");
        }
        Some(FinishReason::Other(_)) => {
            losses.dropped("finish_reason", "no such reason in this format");
        }
        _ => {}
    }
}
