//! A whole answer to the hub.
//!
//! Source: OpenAI API reference, "The chat completion object". Read leniently:
//! the bill is paid, so what can be understood of an odd answer is kept.

use super::extra_content;
use super::finish;
use super::message_decode::{cite_last, reasoning as add_reasoning};
use super::part_decode::plain;
use crate::at::At;
use crate::chat::{Choice, Extra, Part, Response};
use crate::codec::openai::arguments;
use crate::codec::openai::{decode_usage, keep_uncounted};
use crate::error::DecodeError;
use crate::json::{Text, Value};

/// Reads a whole answer.
///
/// # Errors
/// A body that is no answer at all: no object, or an error in its place.
pub(super) fn decode_response(body: Value<'_>) -> Result<Response<'_>, DecodeError> {
    let root = At::Root;
    root.object(body)?;
    let mut response = Response::default();
    let mut has_choices = false;
    let mut has_error = false;
    for (name, value) in body.members().filter(|(_, value)| !value.is_null()) {
        match &*name.to_str() {
            "id" => response.id = value.text().filter(|id| !id.is_empty()),
            "model" => response.model = value.text().filter(|model| !model.is_empty()),
            "created" => response.created = value.u64(),
            "service_tier" => response.service_tier = value.text(),
            "usage" => {
                response.usage = decode_usage(value);
                keep_uncounted(value, &mut response.extra);
            }
            "object" => {}
            "choices" => {
                has_choices = value.is_array();
                let at = root.key("choices");
                for (index, item) in value.items().enumerate() {
                    response.choices.push(choice(item, index, &at.item(index))?);
                }
            }
            key => {
                has_error |= key == "error";
                response.extra.push(Extra { name, value });
            }
        }
    }
    if has_error && !has_choices {
        return Err(root.key("error").problem("an error in place of an answer"));
    }
    if body.get("choices").is_none() && body.get_some("object").is_none() {
        return Err(DecodeError::missing("choices"));
    }
    Ok(response)
}

fn choice<'a>(value: Value<'a>, position: usize, at: &At<'_>) -> Result<Choice<'a>, DecodeError> {
    at.object(value)?;
    let mut out = Choice {
        index: position as u64,
        ..Choice::default()
    };
    for (name, value) in value.members().filter(|(_, value)| !value.is_null()) {
        match &*name.to_str() {
            "index" => out.index = value.u64().unwrap_or(out.index),
            "finish_reason" => out.finish = value.text().and_then(finish::decode),
            "logprobs" => out.log_probs = value.is_object().then_some(value),
            "message" => {}
            _ => out.extra.push(Extra { name, value }),
        }
    }
    if let Some(message) = value.get_some("message") {
        let at = at.key("message");
        Message {
            choice: out.index,
            parts: &mut out.parts,
            extra: &mut out.extra,
        }
        .read(at.object(message)?, &at)?;
    }
    let calls_tools = out
        .parts
        .iter()
        .any(|part| matches!(part, Part::ToolCall { .. }));
    out.finish = finish::with_tools(out.finish, calls_tools);
    Ok(out)
}

struct Message<'c, 'a> {
    choice: u64,
    parts: &'c mut Vec<Part<'a>>,
    extra: &'c mut Vec<Extra<'a>>,
}

impl<'a> Message<'_, 'a> {
    fn read(self, message: Value<'a>, at: &At<'_>) -> Result<(), DecodeError> {
        let reasoning = ["reasoning_content", "reasoning"]
            .iter()
            .find_map(|key| message.get_some(key)?.text());
        let details = message.get_some("reasoning_details");
        let details = details.filter(Value::is_array);
        add_reasoning(reasoning, details, self.parts);
        let mut annotations = None;
        // The order of members says nothing; a refusal stands before calls.
        let (mut behind, mut calls) = (Vec::new(), Vec::new());
        for (name, value) in message.members().filter(|(_, value)| !value.is_null()) {
            match &*name.to_str() {
                "role" => {}
                "content" => content(value, &at.key("content"), self.parts)?,
                "refusal" => behind.extend(refusal(value)),
                "audio" => behind.push(native("audio", value)),
                "tool_calls" => {
                    for (number, call) in value.items().enumerate() {
                        calls.extend(extra_content::part_of(call));
                        calls.push(tool_call(call, self.choice, number));
                    }
                }
                "function_call" => calls.push(function_call(value, self.choice)),
                "annotations" => annotations = value.items().next().map(|_| value),
                "reasoning_content" | "reasoning" if value.text().is_some() => {}
                "reasoning_details" if value.is_array() => {}
                _ => self.extra.push(Extra { name, value }),
            }
        }
        cite_last(self.parts, annotations);
        self.parts.append(&mut behind);
        self.parts.append(&mut calls);
        Ok(())
    }
}

/// Reads `content`: a string, or an array of chunks as Mistral's reasoning models write it.
fn content<'a>(
    value: Value<'a>,
    at: &At<'_>,
    parts: &mut Vec<Part<'a>>,
) -> Result<(), DecodeError> {
    if let Some(text) = value.text() {
        if !text.is_empty() {
            parts.push(plain(text));
        }
        return Ok(());
    }
    if !value.is_array() {
        return Err(at.expected("a string or an array of parts"));
    }
    for item in value.items() {
        let kind = item.get_some("type").and_then(|kind| kind.text());
        let Some(kind) = kind else { continue };
        match &*kind.to_str() {
            "text" => parts.extend(item.get_some("text").and_then(|t| t.text()).map(plain)),
            "refusal" => parts.extend(item.get_some("refusal").and_then(refusal)),
            "thinking" => parts.push(Part::Reasoning {
                text: thinking(item),
                signature: None,
            }),
            _ => parts.push(Part::Native { kind, value: item }),
        }
    }
    Ok(())
}

/// The text of `{"type": "thinking", "thinking": [{"type": "text", "text": …}]}`.
pub(super) fn thinking(item: Value<'_>) -> Text<'_> {
    let Some(inner) = item.get_some("thinking") else {
        return Text::from("");
    };
    if let Some(text) = inner.text() {
        return text;
    }
    let pieces: Vec<_> = inner
        .items()
        .filter_map(|piece| piece.get_some("text")?.text())
        .collect();
    match pieces.as_slice() {
        [one] => one.clone(),
        pieces => Text::from(pieces.iter().map(Text::to_str).collect::<String>()),
    }
}

fn refusal(value: Value<'_>) -> Option<Part<'_>> {
    let text = value.text().filter(|text| !text.is_empty())?;
    Some(Part::Refusal { text })
}

fn native<'a>(kind: &'static str, value: Value<'a>) -> Part<'a> {
    Part::Native {
        kind: Text::from(kind),
        value,
    }
}

/// The id of a call whose provider gave none: the same each time it is read.
pub(super) fn made_up_id(choice: u64, number: usize) -> Text<'static> {
    Text::from(format!("call_{choice}_{number}"))
}

fn tool_call(call: Value<'_>, choice: u64, number: usize) -> Part<'_> {
    let kind = call.get_some("type").and_then(|kind| kind.text());
    let Some(function) = call.get_some("function") else {
        return Part::Native {
            kind: kind.unwrap_or(Text::Literal(b"tool_call")),
            value: call,
        };
    };
    let id = call
        .get_some("id")
        .and_then(|id| id.text())
        .filter(|id| !id.is_empty())
        .unwrap_or_else(|| made_up_id(choice, number));
    called(function, id)
}

fn function_call(function: Value<'_>, choice: u64) -> Part<'_> {
    called(function, made_up_id(choice, 0))
}

fn called<'a>(function: Value<'a>, id: Text<'a>) -> Part<'a> {
    Part::ToolCall {
        id,
        name: function
            .get_some("name")
            .and_then(|name| name.text())
            .unwrap_or(Text::Literal(b"")),
        arguments: arguments(function.get("arguments")),
        cache: None,
    }
}
