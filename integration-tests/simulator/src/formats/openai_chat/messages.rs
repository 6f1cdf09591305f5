//! The rules about the order and the content of messages.

use serde_json::{Map, Value};

use crate::formats::base64;

use super::error::{Refusal, bad};

/// Image types that OpenAI reads.
const IMAGES: &[&str] = &["image/png", "image/jpeg", "image/gif", "image/webp"];

pub(super) fn validate(body: &Map<String, Value>) -> Result<(), Refusal> {
    let messages = body.get("messages").and_then(Value::as_array);
    let messages = messages.map(Vec::as_slice).unwrap_or_default();
    // The calls that have no result yet.
    let mut open: Vec<&str> = Vec::new();
    // Whether tool messages may stand here.
    let mut after_calls = false;
    for (index, message) in messages.iter().enumerate() {
        let role = message
            .get("role")
            .and_then(Value::as_str)
            .unwrap_or_default();
        if role == "tool" {
            if !after_calls {
                return Err(bad(
                    "Invalid parameter: messages with role 'tool' must be a response to a preceeding message with 'tool_calls'.",
                    &format!("messages.[{index}].role"),
                    None,
                ));
            }
            let id = message.get("tool_call_id").and_then(Value::as_str);
            let Some(at) = open.iter().position(|known| Some(*known) == id) else {
                return Err(bad(
                    format!(
                        "Invalid parameter: 'tool_call_id' of '{}' not found in 'tool_calls' of previous message.",
                        id.unwrap_or_default()
                    ),
                    &format!("messages.[{index}].tool_call_id"),
                    None,
                ));
            };
            open.remove(at);
            continue;
        }
        all_answered(&open, index)?;
        after_calls = false;
        if role == "assistant" {
            let calls = message.get("tool_calls").and_then(Value::as_array);
            for call in calls.into_iter().flatten() {
                after_calls = true;
                open.extend(call.get("id").and_then(Value::as_str));
            }
            assistant(message, index)?;
        }
        if role == "user" {
            let parts = message.get("content").and_then(Value::as_array);
            for (part_index, part) in parts.into_iter().flatten().enumerate() {
                image(
                    part,
                    &format!("messages[{index}].content[{part_index}].image_url.url"),
                )?;
            }
        }
    }
    all_answered(&open, messages.len())?;
    json_is_mentioned(body, messages)
}

fn all_answered(open: &[&str], index: usize) -> Result<(), Refusal> {
    if open.is_empty() {
        return Ok(());
    }
    Err(bad(
        format!(
            "An assistant message with 'tool_calls' must be followed by tool messages responding to each \
             'tool_call_id'. The following tool_call_ids did not have response messages: {}",
            open.join(", ")
        ),
        &format!("messages.[{index}].role"),
        None,
    ))
}

/// An assistant message has to say something.
fn assistant(message: &Value, index: usize) -> Result<(), Refusal> {
    let says = ["content", "tool_calls", "function_call", "refusal", "audio"]
        .iter()
        .any(|key| message.get(key).is_some_and(|value| !value.is_null()));
    if says {
        return Ok(());
    }
    Err(bad(
        "Invalid value for 'content': expected a string, got null.",
        &format!("messages.[{index}].content"),
        None,
    ))
}

/// A data URI has to hold an image in base64.
fn image(part: &Value, param: &str) -> Result<(), Refusal> {
    let url = part.pointer("/image_url/url").and_then(Value::as_str);
    url.map_or(Ok(()), |url| image_url(url, param))
}

/// A URL has to be one of the web, or to hold an image in base64.
pub(in crate::formats) fn image_url(url: &str, param: &str) -> Result<(), Refusal> {
    if url.starts_with("http://") || url.starts_with("https://") {
        return Ok(());
    }
    let data = url
        .strip_prefix("data:")
        .and_then(|rest| rest.split_once(";base64,"));
    let Some((media, data)) = data else {
        return Err(bad(
            format!(
                "Invalid '{param}'. Expected a valid URL, but got a value with an invalid format."
            ),
            param,
            Some("invalid_value"),
        ));
    };
    if !IMAGES.contains(&media) {
        return Err(bad(
            "You uploaded an unsupported image. Please make sure your image has of one the following \
             formats: ['png', 'jpeg', 'gif', 'webp'].",
            param,
            Some("invalid_image_format"),
        ));
    }
    if !base64::is_valid(data) {
        return Err(bad(
            "Invalid base64 image_url.",
            param,
            Some("invalid_base64"),
        ));
    }
    Ok(())
}

/// JSON mode wants the word in the conversation.
fn json_is_mentioned(body: &Map<String, Value>, messages: &[Value]) -> Result<(), Refusal> {
    let mode = body
        .get("response_format")
        .and_then(|format| format.get("type"));
    if mode.and_then(Value::as_str) != Some("json_object") {
        return Ok(());
    }
    let mentioned = messages
        .iter()
        .filter_map(|message| message.get("content"))
        .any(|content| content.to_string().to_lowercase().contains("json"));
    if mentioned {
        return Ok(());
    }
    Err(bad(
        "'messages' must contain the word 'json' in some form, to use 'response_format' of type 'json_object'.",
        "messages",
        None,
    ))
}
