//! The hub to a whole answer.
//!
//! Source: Cohere API reference, "Chat". One answer; the format knows no more.

use super::message_encode::write_message;
use super::words::{encode_finish, encode_usage};
use crate::chat::log_probs;
use crate::chat::{Choice, Detail, FinishReason, Part, Response};
use crate::codec::AnswerContext;
use crate::json::{Json, Value, Writer};
use crate::loss::{LossAction, Losses};

/// Appends the answer.
pub(super) fn encode_response(
    response: &Response<'_>,
    context: &AnswerContext<'_>,
    out: &mut Vec<u8>,
    losses: &mut Losses,
) {
    let nothing = Choice::default();
    let first = response.choices.iter().min_by_key(|choice| choice.index);
    let choice = first.unwrap_or(&nothing);
    let parts = choice.parts.as_slice();
    let has_calls = parts.iter().any(|p| matches!(p, Part::ToolCall { .. }));
    let implied = if has_calls {
        FinishReason::ToolCalls
    } else {
        FinishReason::Stop
    };
    let (word, is_same) = encode_finish(choice.finish.as_ref().unwrap_or(&implied));
    let mut writer = Writer::new(out);
    writer.begin_object();
    writer.key("id");
    match &response.id {
        Some(id) => writer.text(id),
        None => writer.str(context.id),
    }
    writer.key("finish_reason");
    writer.str(word);
    writer.key("message");
    writer.begin_object();
    writer.key("role");
    writer.raw(br#""assistant""#);
    write_message(parts, false, &mut writer);
    writer.end_object();
    if !response.usage.is_empty() {
        writer.key("usage");
        encode_usage(&response.usage, &mut writer);
    }
    if let Some(list) = choice.log_probs.and_then(log_probs_list) {
        writer.key("logprobs");
        writer.value(list.value());
    }
    writer.end_object();
    if !is_same {
        losses.dropped("finish_reason", "no such reason in this format");
    }
    list_losses(response, choice, losses);
}

/// Whether these are log-probabilities in Cohere's form.
fn is_log_probs(value: &Value<'_>) -> bool {
    value.is_array() && value.items().all(|item| item.get("token_ids").is_some())
}

/// Log-probabilities in Cohere's form. What others tell has no ids of tokens.
pub(super) fn log_probs_list(value: Value<'_>) -> Option<Json<'_>> {
    if is_log_probs(&value) {
        return Some(value.into());
    }
    let entries = log_probs::entries(value)?;
    let mut out = Vec::new();
    let mut writer = Writer::new(&mut out);
    writer.begin_array();
    for entry in entries.items() {
        writer.begin_object();
        writer.key("token_ids");
        writer.raw(b"[]");
        writer.key("text");
        writer.text(&entry.get_some("token")?.text()?);
        writer.key("logprobs");
        writer.begin_array();
        writer.value(entry.get_some("logprob")?);
        writer.end_array();
        writer.end_object();
    }
    writer.end_array();
    Json::made(out).ok()
}

/// Whether this is a citation in Cohere's form.
pub(super) fn is_citation(value: &Value<'_>) -> bool {
    value
        .get_some("sources")
        .is_some_and(|list| list.is_array())
        && value
            .get_some("start")
            .is_some_and(|start| start.u64().is_some())
}

fn list_losses(response: &Response<'_>, choice: &Choice<'_>, losses: &mut Losses) {
    response.usage.list_uncounted(
        &[
            Detail::CacheWrite,
            Detail::HourCacheWrite,
            Detail::Reasoning,
            Detail::Audio,
            Detail::Prediction,
        ],
        losses,
    );
    for other in response.choices.iter().filter(|c| c.index != choice.index) {
        losses.dropped(
            format!("choices[{}]", other.index),
            "this format has one answer",
        );
    }
    for (index, part) in choice.parts.iter().enumerate() {
        let at = |field: &str| format!("content[{index}]{field}");
        match part {
            Part::Reasoning {
                signature: Some(_), ..
            } => losses.dropped(at(".signature"), "this format has no such field"),
            Part::Text {
                citations: Some(list),
                ..
            } if !list.items().all(|item| is_citation(&item)) => {
                losses.dropped(
                    at(".citations"),
                    "only citations of this format are carried",
                );
            }
            Part::Refusal { .. } => losses.push(
                LossAction::Renamed,
                at(""),
                "a refusal is text in this format",
            ),
            Part::RedactedReasoning { .. }
            | Part::Image { .. }
            | Part::Document { .. }
            | Part::Audio { .. }
            | Part::ToolResult { .. }
            | Part::Native { .. } => {
                losses.dropped(at(""), "a kind of content that this format does not have");
            }
            Part::Text { .. } | Part::Reasoning { .. } | Part::ToolCall { .. } => {}
        }
    }
    if let Some(value) = choice.log_probs.filter(|value| !is_log_probs(value)) {
        log_probs::list_loss(value, "logprobs".to_owned(), losses);
    }
    for (field, is_there) in [
        ("model", response.model.is_some()),
        ("service_tier", response.service_tier.is_some()),
    ] {
        if is_there {
            losses.dropped(field, "this format has no such field");
        }
    }
    for extra in choice.extra.iter().chain(&response.extra) {
        losses.dropped(
            extra.name.to_str().into_owned(),
            "this format has no such field",
        );
    }
}
