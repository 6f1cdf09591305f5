//! Refuses what Cohere refuses: credentials, the form of the body, and the rules that
//! join several keys.

use serde_json::{Map, Value};

use crate::check::check_fields;
use crate::formats::Arrival;

use super::error::{Refusal, bad, refusal};
use super::{Request, fields};

/// How the models of each endpoint begin.
const CHAT_MODELS: &str = "command-";
/// Keys of chat that need `tools`.
const NEED_TOOLS: &[&str] = &["tool_choice", "strict_tools"];

/// Checks the API key.
pub(super) fn credentials(arrival: &Arrival<'_>) -> Result<(), Refusal> {
    let header = arrival.header("authorization").unwrap_or_default();
    let key = header
        .strip_prefix("Bearer ")
        .or_else(|| header.strip_prefix("bearer "))
        .map(str::trim)
        .filter(|key| !key.is_empty())
        .ok_or_else(|| refusal(401, "no api key supplied"))?;
    match arrival.key {
        Some(expected) if expected != key => Err(refusal(401, "invalid api token")),
        _ => Ok(()),
    }
}

/// Reads the body, which must be an object.
pub(super) fn body(arrival: &Arrival<'_>) -> Result<Map<String, Value>, Refusal> {
    if !arrival.is_json() {
        return Err(refusal(415, "content type must be application/json"));
    }
    match serde_json::from_slice(arrival.body) {
        Ok(Value::Object(body)) => Ok(body),
        _ => Err(bad("invalid request: body must be a JSON object")),
    }
}

/// Refuses a model that an endpoint does not have.
pub(super) fn model(request: &Request, start: &str) -> Result<(), Refusal> {
    let model = request.get("model").and_then(Value::as_str);
    let model = model.unwrap_or_default();
    if model.starts_with(start) {
        return Ok(());
    }
    Err(refusal(
        404,
        format!(
            "model '{model}' not found, make sure the correct model ID was used and that you have access to the model."
        ),
    ))
}

/// Checks a chat request.
pub(super) fn chat(request: &Request) -> Result<(), Refusal> {
    check_fields(&request.body, fields::CHAT, &[])?;
    model(request, CHAT_MODELS)?;
    let has_tools = !request.list("tools").is_empty();
    for key in NEED_TOOLS {
        if request
            .get(key)
            .is_some_and(|value| *value != Value::Bool(false))
            && !has_tools
        {
            return Err(bad(format!(
                "invalid request: '{key}' cannot be specified without tools"
            )));
        }
    }
    let format = request
        .get("response_format")
        .and_then(|format| format.get("type"));
    let has_documents = !request.list("documents").is_empty();
    if format.is_some_and(|kind| kind == "json_object") && (has_tools || has_documents) {
        return Err(bad(
            "invalid request: response_format is not supported with tools or documents",
        ));
    }
    if request.get("safety_mode").is_some() && (has_tools || has_documents) {
        return Err(bad(
            "invalid request: safety_mode is not supported with tools or documents",
        ));
    }
    messages(request.list("messages"))
}

fn role(message: &Value) -> &str {
    message
        .get("role")
        .and_then(Value::as_str)
        .unwrap_or_default()
}

fn messages(messages: &[Value]) -> Result<(), Refusal> {
    let mut waiting: Vec<&str> = Vec::new();
    for (index, message) in messages.iter().enumerate() {
        if role(message) == "tool" {
            let id = message.get("tool_call_id").and_then(Value::as_str);
            let at = waiting.iter().position(|known| Some(*known) == id);
            let Some(at) = at else {
                return Err(bad(format!(
                    "invalid request: tool call id at messages[{index}] not found in previous tool calls"
                )));
            };
            waiting.remove(at);
            continue;
        }
        if !waiting.is_empty() {
            return Err(bad(format!(
                "invalid request: messages[{index}] must be a tool message, since tool calls wait for their results"
            )));
        }
        if role(message) == "assistant" {
            waiting = assistant(message, index)?;
        }
        images(message, index)?;
    }
    let Some(last) = messages.last() else {
        return Ok(());
    };
    let is_empty = last.get("content").and_then(Value::as_str) == Some("");
    if role(last) == "user" && is_empty {
        return Err(bad(
            "invalid request: message must be at least 1 token long or tool results must be specified.",
        ));
    }
    Ok(())
}

/// The ids of the calls that an assistant's message makes.
fn assistant(message: &Value, index: usize) -> Result<Vec<&str>, Refusal> {
    let calls = message.get("tool_calls").and_then(Value::as_array);
    let calls = calls.map(Vec::as_slice).unwrap_or_default();
    let has_plan = message.get("tool_plan").is_some_and(Value::is_string);
    if has_plan && calls.is_empty() {
        return Err(bad(format!(
            "invalid request: messages[{index}] has a tool_plan without tool_calls"
        )));
    }
    let mut ids: Vec<&str> = Vec::new();
    for call in calls {
        let id = call.get("id").and_then(Value::as_str).unwrap_or_default();
        let arguments = call
            .pointer("/function/arguments")
            .and_then(Value::as_str)
            .unwrap_or_default();
        let parsed: Option<Value> = serde_json::from_str(arguments).ok();
        if !parsed.is_some_and(|value| value.is_object() || value.is_null()) {
            return Err(bad(format!(
                "invalid request: tool call arguments at messages[{index}] must be a JSON object"
            )));
        }
        if ids.contains(&id) {
            return Err(bad(format!(
                "invalid request: tool call id at messages[{index}] is used twice"
            )));
        }
        ids.push(id);
    }
    Ok(ids)
}

fn images(message: &Value, index: usize) -> Result<(), Refusal> {
    let blocks = message.get("content").and_then(Value::as_array);
    for block in blocks.into_iter().flatten() {
        let url = block.pointer("/image_url/url").and_then(Value::as_str);
        if url.is_some_and(|url| !is_image(url)) {
            return Err(bad(format!(
                "invalid request: image url at messages[{index}] must be a web URL or a base64 data URI"
            )));
        }
    }
    Ok(())
}

/// Whether this is where an image can be.
pub(super) fn is_image(url: &str) -> bool {
    url.starts_with("https://")
        || url.starts_with("http://")
        || (url.starts_with("data:image/") && url.contains(";base64,"))
}
