//! A whole answer to the hub, and back.
//!
//! Source: OpenAI API reference, "The completion object". Read leniently: the bill is
//! paid, so what can be understood of an odd answer is kept.

use super::{finish, log_probs};
use crate::chat::log_probs::list_loss;
use crate::chat::{Choice, Detail, Extra, FinishReason, Part, Response};
use crate::codec::AnswerContext;
use crate::codec::openai::{decode_usage, encode_usage};
use crate::error::DecodeError;
use crate::json::{Text, Value, Writer};
use crate::loss::{LossAction, Losses};

/// Reads a whole answer.
///
/// # Errors
/// A body that is no answer at all: no object, or an error in its place.
pub(super) fn decode_response(body: Value<'_>) -> Result<Response<'_>, DecodeError> {
    if !body.is_object() {
        return Err(DecodeError::expected("", "an object"));
    }
    let mut response = Response::default();
    let choices = body.get_some("choices").filter(|list| list.is_array());
    if body.get_some("error").is_some() && choices.is_none() {
        return Err(DecodeError::value(
            "error",
            "an error in place of an answer",
        ));
    }
    let choices = choices.ok_or_else(|| DecodeError::missing("choices"))?;
    for (position, item) in choices.items().enumerate() {
        response.choices.push(choice(item, position)?);
    }
    for (name, value) in body.members().filter(|(_, value)| !value.is_null()) {
        match &*name.to_str() {
            "id" => response.id = value.text().filter(|id| !id.is_empty()),
            "model" => response.model = value.text().filter(|model| !model.is_empty()),
            "created" => response.created = value.u64(),
            "service_tier" => response.service_tier = value.text(),
            "usage" => response.usage = decode_usage(value),
            "object" | "choices" => {}
            _ => response.extra.push(Extra { name, value }),
        }
    }
    Ok(response)
}

fn choice(value: Value<'_>, position: usize) -> Result<Choice<'_>, DecodeError> {
    if !value.is_object() {
        return Err(DecodeError::expected(
            format!("choices[{position}]"),
            "an object",
        ));
    }
    let mut out = Choice {
        index: position as u64,
        ..Choice::default()
    };
    for (name, value) in value.members().filter(|(_, value)| !value.is_null()) {
        match &*name.to_str() {
            "index" => out.index = value.u64().unwrap_or(out.index),
            "finish_reason" => out.finish = value.text().and_then(finish::decode),
            "logprobs" => out.log_probs = value.is_object().then_some(value),
            "text" => {
                let text = value.text().filter(|text| !text.is_empty());
                out.parts.extend(text.map(|text| Part::Text {
                    text,
                    cache: None,
                    citations: None,
                }));
            }
            _ => out.extra.push(Extra { name, value }),
        }
    }
    Ok(out)
}

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
    writer.raw(br#""text_completion""#);
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
        list_losses(choice, &at, losses);
        encode_choice(choice, &mut writer);
    }
    writer.end_array();
    if !response.usage.is_empty() {
        writer.key("usage");
        encode_usage(&response.usage, &mut writer);
    }
    writer.end_object();
    response
        .usage
        .list_uncounted(&[Detail::HourCacheWrite], losses);
    if response.service_tier.is_some() {
        losses.dropped("service_tier", "this format has no such field");
    }
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

fn encode_choice(choice: &Choice<'_>, writer: &mut Writer<'_>) {
    writer.begin_object();
    writer.key("text");
    writer.concat(choice.parts.iter().filter_map(|part| match part {
        Part::Text { text, .. } | Part::Refusal { text } => Some(text),
        _ => None,
    }));
    writer.key("index");
    writer.u64(choice.index);
    writer.key("logprobs");
    match choice.log_probs {
        Some(value) => log_probs::write(value, &mut 0, writer),
        None => writer.null(),
    }
    writer.key("finish_reason");
    writer.str(choice.finish.as_ref().map_or("stop", finish::encode));
    writer.end_object();
}

fn list_losses(choice: &Choice<'_>, at: &str, losses: &mut Losses) {
    for (index, part) in choice.parts.iter().enumerate() {
        let path = |field: &str| format!("{at}content[{index}]{field}");
        match part {
            Part::Text { citations, .. } => {
                if citations.is_some() {
                    losses.dropped(path(".citations"), "this format has no such field");
                }
            }
            Part::Refusal { .. } => losses.push(
                LossAction::Renamed,
                path(""),
                "a refusal is text in this format",
            ),
            _ => losses.dropped(path(""), "a completion holds text only"),
        }
    }
    let is_of_chat = |value: &Value<'_>| value.get_some("content").is_some();
    let other = choice
        .log_probs
        .filter(|value| !log_probs::is_own(*value) && !is_of_chat(value));
    if let Some(value) = other {
        list_loss(value, format!("{at}logprobs"), losses);
    }
    match &choice.finish {
        Some(FinishReason::StopSequence(Some(_))) => losses.dropped(
            format!("{at}stop_sequence"),
            "this format does not say which one",
        ),
        Some(FinishReason::Other(_) | FinishReason::ToolCalls | FinishReason::Pause) => losses
            .dropped(
                format!("{at}finish_reason"),
                "no such reason in this format",
            ),
        _ => {}
    }
    for extra in &choice.extra {
        losses.dropped(
            format!("{at}{}", extra.name),
            "this format has no such field",
        );
    }
}
