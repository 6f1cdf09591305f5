//! A whole answer to the hub.
//!
//! Source: Cohere API reference, "Chat". Read leniently: the bill is paid, so what can
//! be understood of an odd answer is kept.

use super::message_decode::{arguments, cite_last, text_part};
use super::words::{FAILURES, decode_finish, decode_usage, with_tools};
use crate::at::At;
use crate::chat::{Choice, Extra, Part, Response};
use crate::error::DecodeError;
use crate::json::{Text, Value};

/// Reads a whole answer.
///
/// # Errors
/// A body that is no answer at all, or one that failed before anything was said.
pub(super) fn decode_response(body: Value<'_>) -> Result<Response<'_>, DecodeError> {
    let root = At::Root;
    root.object(body)?;
    let message = body
        .get_some("message")
        .filter(|message| message.is_object())
        .ok_or_else(|| DecodeError::missing("message"))?;
    let mut response = Response::default();
    let mut choice = Choice::default();
    for (name, value) in body.members().filter(|(_, value)| !value.is_null()) {
        match &*name.to_str() {
            "id" => response.id = value.text().filter(|id| !id.is_empty()),
            "model" => response.model = value.text().filter(|model| !model.is_empty()),
            "finish_reason" => choice.finish = value.text().and_then(decode_finish),
            "usage" => response.usage = decode_usage(value),
            "logprobs" => choice.log_probs = value.items().next().map(|_| value),
            "message" => {}
            _ => response.extra.push(Extra { name, value }),
        }
    }
    said(message, &mut choice);
    let calls_tools = choice
        .parts
        .iter()
        .any(|part| matches!(part, Part::ToolCall { .. }));
    choice.finish = choice.finish.map(|reason| with_tools(reason, calls_tools));
    let has_failed = body
        .get_some("finish_reason")
        .and_then(|reason| reason.text())
        .is_some_and(|reason| FAILURES.iter().any(|word| reason == *word));
    if has_failed && choice.parts.is_empty() {
        return Err(root
            .key("finish_reason")
            .problem("a failure in place of an answer"));
    }
    response.choices.push(choice);
    Ok(response)
}

fn said<'a>(message: Value<'a>, choice: &mut Choice<'a>) {
    let parts = &mut choice.parts;
    let mut calls = Vec::new();
    for (name, value) in message.members().filter(|(_, value)| !value.is_null()) {
        match &*name.to_str() {
            "role" | "tool_plan" | "citations" => {}
            "content" => content(value, parts),
            "tool_calls" => calls.extend(value.items().enumerate().map(tool_call)),
            _ => choice.extra.push(Extra { name, value }),
        }
    }
    let plan = message.get_some("tool_plan").and_then(|plan| plan.text());
    if let Some(plan) = plan.filter(|plan| !plan.is_empty()) {
        let place = parts
            .iter()
            .take_while(|part| matches!(part, Part::Reasoning { .. }))
            .count();
        parts.insert(place, text_part(plan));
    }
    cite_last(parts, message.get_some("citations"));
    parts.append(&mut calls);
}

fn content<'a>(value: Value<'a>, parts: &mut Vec<Part<'a>>) {
    if let Some(text) = value.text() {
        if !text.is_empty() {
            parts.push(text_part(text));
        }
        return;
    }
    for item in value.items() {
        let text = |key: &str| item.get_some(key).and_then(|value| value.text());
        match &*text("type").unwrap_or_else(|| Text::from("")).to_str() {
            "text" => parts.extend(text("text").map(text_part)),
            "thinking" => parts.extend(text("thinking").map(|text| Part::Reasoning {
                text,
                signature: None,
            })),
            kind => parts.push(Part::Native {
                kind: Text::from(kind.to_owned()),
                value: item,
            }),
        }
    }
}

/// The id of a call whose provider gave none: the same each time it is read.
pub(super) fn made_up_id(number: usize) -> Text<'static> {
    Text::from(format!("call_{number}"))
}

fn tool_call((number, call): (usize, Value<'_>)) -> Part<'_> {
    let function = call.get_some("function");
    let id = call.get_some("id").and_then(|id| id.text());
    let name = function.and_then(|function| function.get_some("name")?.text());
    Part::ToolCall {
        id: id
            .filter(|id| !id.is_empty())
            .unwrap_or_else(|| made_up_id(number)),
        name: name.unwrap_or(Text::Literal(b"")),
        arguments: arguments(function.and_then(|function| function.get("arguments"))),
        cache: None,
    }
}
