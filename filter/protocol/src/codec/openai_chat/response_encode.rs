//! The hub to a whole answer.
//!
//! Source: OpenAI API reference, "The chat completion object". Every field that
//! OpenAI's libraries demand is there; the only one they do not know is
//! `reasoning_content`, where clients of DeepSeek and LiteLLM look for reasoning.

use super::details;
use super::extra_content;
use super::finish;
use super::message_encode::tool_call;
use crate::chat::log_probs;
use crate::chat::{Choice, Detail, FinishReason, Part, Response};
use crate::codec::AnswerContext;
use crate::codec::openai::{CustomCall, encode_usage, service_tier};
use crate::json::{Text, Value, Writer};
use crate::loss::Losses;

/// Appends the answer.
pub(super) fn encode_response(
    response: &Response<'_>,
    context: &AnswerContext<'_>,
    out: &mut Vec<u8>,
    losses: &mut Losses,
) {
    let mut writer = Writer::new(out);
    writer.begin_object();
    writer.key("id");
    text_or(response.id.as_ref(), context.id, &mut writer);
    writer.key("object");
    writer.raw(br#""chat.completion""#);
    writer.key("created");
    writer.u64(response.created.unwrap_or(context.created));
    writer.key("model");
    text_or(response.model.as_ref(), context.model, &mut writer);
    writer.key("choices");
    writer.begin_array();
    let several = response.choices.len() > 1;
    for choice in &response.choices {
        let at = if several {
            format!("choices[{}].", choice.index)
        } else {
            String::new()
        };
        encode_choice(choice, &at, &mut writer, losses);
    }
    writer.end_array();
    if !response.usage.is_empty() {
        writer.key("usage");
        encode_usage(&response.usage, &mut writer);
    }
    if let Some(tier) = &response.service_tier {
        match service_tier(tier) {
            Some(word) => {
                writer.key("service_tier");
                writer.str(word);
            }
            None => losses.dropped("service_tier", "no such tier in this format"),
        }
    }
    writer.end_object();
    response
        .usage
        .list_uncounted(&[Detail::HourCacheWrite], losses);
    for extra in &response.extra {
        losses.dropped(
            extra.name.to_str().into_owned(),
            "this format has no such field",
        );
    }
}

/// Writes the text, or what stands in for it.
pub(super) fn text_or(text: Option<&Text<'_>>, otherwise: &str, writer: &mut Writer<'_>) {
    match text {
        Some(text) => writer.text(text),
        None => writer.str(otherwise),
    }
}

fn encode_choice(choice: &Choice<'_>, at: &str, writer: &mut Writer<'_>, losses: &mut Losses) {
    let parts = choice.parts.as_slice();
    list_losses(choice, at, losses);
    writer.begin_object();
    writer.key("index");
    writer.u64(choice.index);
    writer.key("message");
    let has_calls = encode_message(parts, writer);
    writer.key("logprobs");
    if !choice
        .log_probs
        .is_some_and(|value| write_log_probs(value, writer))
    {
        writer.null();
    }
    writer.key("finish_reason");
    writer.str(match &choice.finish {
        Some(reason) => finish::encode(reason),
        None if has_calls => "tool_calls",
        None => "stop",
    });
    writer.end_object();
}

/// Writes the message; says whether it calls tools.
fn encode_message(parts: &[Part<'_>], writer: &mut Writer<'_>) -> bool {
    let has = |test: fn(&Part<'_>) -> bool| parts.iter().any(test);
    let has_calls = has(|part| matches!(part, Part::ToolCall { .. }) || custom(part).is_some());
    let has_refusal = has(|part| matches!(part, Part::Refusal { .. }));
    writer.begin_object();
    writer.key("role");
    writer.raw(br#""assistant""#);
    writer.key("content");
    if has(|part| matches!(part, Part::Text { .. })) {
        writer.concat(parts.iter().filter_map(|part| match part {
            Part::Text { text, .. } => Some(text),
            _ => None,
        }));
    } else if has_calls || has_refusal {
        writer.null();
    } else {
        writer.str("");
    }
    writer.key("refusal");
    if has_refusal {
        writer.concat(parts.iter().filter_map(|part| match part {
            Part::Refusal { text } => Some(text),
            _ => None,
        }));
    } else {
        writer.null();
    }
    if has(|part| matches!(part, Part::Reasoning { text, .. } if !text.is_empty())) {
        writer.key("reasoning_content");
        writer.concat(parts.iter().filter_map(|part| match part {
            Part::Reasoning { text, .. } => Some(text),
            _ => None,
        }));
    }
    details::write(parts, writer);
    annotations(parts, writer);
    if has_calls {
        writer.key("tool_calls");
        writer.begin_array();
        for (index, part) in parts.iter().enumerate() {
            if let Part::ToolCall {
                id,
                name,
                arguments,
                ..
            } = part
            {
                let signature = extra_content::signature_before(parts, index);
                tool_call(id, name, arguments, signature, writer);
            } else if let Some(call) = custom(part) {
                writer.begin_object();
                call.write_members(writer);
                writer.end_object();
            }
        }
        writer.end_array();
    }
    writer.end_object();
    has_calls
}

fn custom<'p>(part: &'p Part<'_>) -> Option<CustomCall<'p>> {
    match part {
        Part::Native { kind, value } => CustomCall::of(kind, *value),
        _ => None,
    }
}

/// Whether these are log-probabilities as this format has them.
fn is_log_probs(value: &Value<'_>) -> bool {
    value.is_object()
        && value
            .members()
            .all(|(name, _)| name == "content" || name == "refusal")
}

/// Writes log-probabilities, if there are any.
pub(super) fn write_log_probs(value: Value<'_>, writer: &mut Writer<'_>) -> bool {
    if is_log_probs(&value) {
        writer.value(value);
        return true;
    }
    let Some(entries) = log_probs::entries(value) else {
        return false;
    };
    writer.begin_object();
    writer.key("content");
    writer.value(entries.value());
    writer.key("refusal");
    writer.null();
    writer.end_object();
    true
}

/// Whether this is a citation of a URL in OpenAI's form: that of this format, or that
/// of Responses, which have its members one level higher.
pub(super) fn is_annotation(value: &Value<'_>) -> bool {
    let is = |object: &Value<'_>, key: &str| object.get(key).is_some_and(|v| !v.is_null());
    let is_url = value
        .get("type")
        .and_then(|kind| kind.text())
        .is_some_and(|kind| kind == "url_citation");
    let is_flat = ["url", "title", "start_index", "end_index"]
        .iter()
        .all(|key| is(value, key));
    let nested = value.get("url_citation");
    is_url && (is_flat || nested.is_some_and(|citation| citation.is_object()))
}

pub(super) fn write_annotation(value: Value<'_>, writer: &mut Writer<'_>) {
    if value.get_some("url_citation").is_some() {
        writer.value(value);
        return;
    }
    writer.begin_object();
    writer.key("type");
    writer.raw(br#""url_citation""#);
    writer.key("url_citation");
    writer.begin_object();
    for (key, value) in value.members().filter(|(key, _)| *key != "type") {
        writer.key_text(&key);
        writer.value(value);
    }
    writer.end_object();
    writer.end_object();
}

fn citations<'p>(parts: &'p [Part<'_>]) -> impl Iterator<Item = Value<'p>> {
    parts.iter().flat_map(|part| {
        let list = match part {
            Part::Text { citations, .. } => citations.as_ref(),
            _ => None,
        };
        list.into_iter().flat_map(|list| list.items())
    })
}

fn annotations(parts: &[Part<'_>], writer: &mut Writer<'_>) {
    let mut own = citations(parts).filter(is_annotation).peekable();
    if own.peek().is_none() {
        return;
    }
    writer.key("annotations");
    writer.begin_array();
    own.for_each(|citation| write_annotation(citation, writer));
    writer.end_array();
}

fn list_losses(choice: &Choice<'_>, at: &str, losses: &mut Losses) {
    for (index, part) in choice.parts.iter().enumerate() {
        let path = |field: &str| format!("{at}content[{index}]{field}");
        match part {
            Part::Text {
                citations: Some(list),
                ..
            } if !list.items().all(|item| is_annotation(&item)) => {
                losses.dropped(
                    path(".citations"),
                    "only URL citations of this format are carried",
                );
            }
            part if custom(part).is_some() => {}
            Part::Image { .. }
            | Part::Document { .. }
            | Part::Audio { .. }
            | Part::ToolResult { .. }
            | Part::Native { .. } => {
                losses.dropped(path(""), "a kind of content that this format does not have");
            }
            Part::Text { .. }
            | Part::Reasoning { .. }
            | Part::RedactedReasoning { .. }
            | Part::Refusal { .. }
            | Part::ToolCall { .. } => {}
        }
    }
    let is_own = |value: &Value<'_>| value.is_array() || is_log_probs(value);
    if let Some(value) = choice.log_probs.filter(|value| !is_own(value)) {
        log_probs::list_loss(value, format!("{at}logprobs"), losses);
    }
    match &choice.finish {
        Some(FinishReason::StopSequence(Some(_))) => {
            losses.dropped(
                format!("{at}stop_sequence"),
                "this format does not say which one",
            );
        }
        Some(FinishReason::Other(_)) => {
            losses.dropped(
                format!("{at}finish_reason"),
                "no such reason in this format",
            );
        }
        _ => {}
    }
    for extra in &choice.extra {
        losses.dropped(
            format!("{at}{}", extra.name),
            "this format has no such field",
        );
    }
}
