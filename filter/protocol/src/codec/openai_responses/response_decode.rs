//! A whole answer to the hub.
//!
//! Source: OpenAI API reference, "The response object". Read leniently: the bill
//! is paid, so what can be understood of an odd answer is kept.

use super::decode_usage;
use super::item_decode::reasoning;
use super::part_decode::citations;
use super::words::incomplete_reason;
use crate::at::At;
use crate::chat::{Choice, Extra, FinishReason, Part, Response};
use crate::codec::openai::{CUSTOM_ITEM, arguments};
use crate::error::DecodeError;
use crate::json::{Text, Value};

/// Members of a response that repeat the request, or say when it was made; they
/// tell nothing of the answer.
const ECHOES: &[&str] = &[
    "background",
    "billing",
    "completed_at",
    "conversation",
    "error",
    "frequency_penalty",
    "image",
    "incomplete_details",
    "instructions",
    "max_output_tokens",
    "max_tool_calls",
    "metadata",
    "object",
    "output_text",
    "parallel_tool_calls",
    "presence_penalty",
    "previous_response_id",
    "prompt",
    "prompt_cache_key",
    "prompt_cache_options",
    "prompt_cache_retention",
    "reasoning",
    "safety_identifier",
    "status",
    "store",
    "temperature",
    "text",
    "tool_choice",
    "tools",
    "top_logprobs",
    "top_p",
    "truncation",
    "user",
];

/// Reads a whole answer.
///
/// # Errors
/// A body that is no answer at all: no object, or a failure in its place.
pub(super) fn decode_response(body: Value<'_>) -> Result<Response<'_>, DecodeError> {
    let root = At::Root;
    root.object(body)?;
    if body
        .get_some("error")
        .is_some_and(|error| error.is_object())
    {
        return Err(root.key("error").problem("an error in place of an answer"));
    }
    let output = body.get_some("output");
    if output.is_none() && body.get_some("object").is_none() {
        return Err(DecodeError::missing("output"));
    }
    let mut response = Response::default();
    for (name, value) in body.members().filter(|(_, value)| !value.is_null()) {
        match &*name.to_str() {
            "id" => response.id = told(value),
            "model" => response.model = told(value),
            "created_at" => response.created = value.u64(),
            "service_tier" => response.service_tier = told(value),
            "usage" => response.usage = decode_usage(value),
            "output" => {}
            key if ECHOES.contains(&key) => {}
            _ => response.extra.push(Extra { name, value }),
        }
    }
    let mut choice = Choice::default();
    for (number, item) in output.iter().flat_map(Value::items).enumerate() {
        output_item(item, number, &mut choice);
    }
    choice.finish = finish(body, has_calls(&choice.parts));
    response.choices.push(choice);
    Ok(response)
}

/// A string that says something.
pub(super) fn told(value: Value<'_>) -> Option<Text<'_>> {
    value.text().filter(|text| !text.is_empty())
}

fn has_calls(parts: &[Part<'_>]) -> bool {
    parts.iter().any(|part| match part {
        Part::ToolCall { .. } => true,
        Part::Native { kind, .. } => *kind == CUSTOM_ITEM,
        _ => false,
    })
}

/// Why a response ended; `None` if it has not, as far as it says.
pub(super) fn finish(response: Value<'_>, has_calls: bool) -> Option<FinishReason<'_>> {
    let status = response.get_some("status").and_then(|status| status.text());
    let status = status.unwrap_or(Text::Literal(b"completed"));
    match &*status.to_str() {
        "completed" if has_calls => Some(FinishReason::ToolCalls),
        "completed" => Some(FinishReason::Stop),
        "incomplete" => {
            let details = response.get_some("incomplete_details");
            let reason = details.and_then(|details| details.get_some("reason")?.text());
            Some(incomplete_reason(reason))
        }
        "in_progress" | "queued" => None,
        _ => Some(FinishReason::Other(status)),
    }
}

/// Reads an item of the output.
fn output_item<'a>(item: Value<'a>, number: usize, choice: &mut Choice<'a>) {
    let kind = item.get_some("type").and_then(|kind| kind.text());
    let kind = kind.unwrap_or(Text::Literal(b"message"));
    match &*kind.to_str() {
        "message" => {
            for part in item.get_some("content").iter().flat_map(Value::items) {
                content_part(part, choice);
            }
        }
        "reasoning" => choice.parts.extend(reasoning(item)),
        "function_call" => choice.parts.push(Part::ToolCall {
            id: call_id(item, number),
            name: item
                .get_some("name")
                .and_then(|name| name.text())
                .unwrap_or(Text::Literal(b"")),
            arguments: arguments(item.get("arguments")),
            cache: None,
        }),
        _ => choice.parts.push(Part::Native { kind, value: item }),
    }
}

/// The id that the result of a call refers to; one that is the same each time it is
/// read where the provider gave none.
pub(super) fn call_id(item: Value<'_>, number: usize) -> Text<'_> {
    ["call_id", "id"]
        .iter()
        .find_map(|key| item.get_some(key).and_then(told))
        .unwrap_or_else(|| Text::from(format!("call_0_{number}")))
}

fn content_part<'a>(part: Value<'a>, choice: &mut Choice<'a>) {
    let text = |key: &str| part.get_some(key).and_then(|text| text.text());
    let Some(kind) = text("type") else { return };
    match &*kind.to_str() {
        "output_text" | "text" => {
            let text = text("text").unwrap_or(Text::Literal(b""));
            let citations = citations(part);
            if !text.is_empty() || citations.is_some() {
                choice.parts.push(Part::Text {
                    text,
                    cache: None,
                    citations: citations.map(Into::into),
                });
            }
            if let Some(value) = log_probs(part) {
                if choice.log_probs.is_none() {
                    choice.log_probs = Some(value);
                } else {
                    // The hub has one list for an answer.
                    let name = Text::Literal(b"logprobs");
                    choice.extra.push(Extra { name, value });
                }
            }
        }
        "refusal" => {
            let text = text("refusal").filter(|text| !text.is_empty());
            choice.parts.extend(text.map(|text| Part::Refusal { text }));
        }
        _ => choice.parts.push(Part::Native { kind, value: part }),
    }
}

/// The log-probabilities of a text, if there are any.
pub(super) fn log_probs(part: Value<'_>) -> Option<Value<'_>> {
    let list = part.get_some("logprobs")?;
    list.items().next().map(|_| list)
}
