//! What the plan of an answer needs to know about a request.

use serde_json::{Value, json};

use crate::plan::{Ask, Choice, Form, Tool};

use super::Request;
use super::models::{Reasoning, reasoning};

/// Reasoning tokens by effort.
const EFFORTS: &[(&str, u64)] = &[
    ("none", 0),
    ("minimal", 16),
    ("low", 64),
    ("medium", 256),
    ("high", 1024),
    ("xhigh", 2048),
    ("max", 4096),
];

/// The effort of a model that reasons and is not told how much.
const DEFAULT_EFFORT: &str = "medium";

pub(super) fn of(request: &Request) -> Ask {
    let messages = request.messages();
    let last_user = messages
        .iter()
        .rev()
        .find(|message| role(message) == "user");
    let mut results: Vec<String> = messages
        .iter()
        .rev()
        .take_while(|message| role(message) == "tool")
        .map(|message| text(message.get("content")))
        .collect();
    results.reverse();
    let media = last_user
        .and_then(|message| message.get("content"))
        .and_then(Value::as_array)
        .map_or(0, |parts| {
            parts
                .iter()
                .filter(|part| part.get("text").is_none())
                .count()
        });
    Ask {
        text: text(last_user.and_then(|message| message.get("content"))),
        tools: tools(request),
        choice: choice(request),
        parallel: request.get("parallel_tool_calls") != Some(&Value::Bool(false)),
        results,
        form: form(request),
        reasoning: effort(request),
        max_tokens: request
            .number("max_completion_tokens")
            .or_else(|| request.number("max_tokens")),
        stops: match request.get("stop") {
            Some(Value::String(stop)) => vec![stop.clone()],
            Some(Value::Array(stops)) => stops
                .iter()
                .filter_map(|stop| stop.as_str().map(str::to_owned))
                .collect(),
            _ => Vec::new(),
        },
        media,
        bytes: None,
    }
}

fn role(message: &Value) -> &str {
    message
        .get("role")
        .and_then(Value::as_str)
        .unwrap_or_default()
}

/// The text of a content, its parts joined by a line end.
pub(super) fn text(content: Option<&Value>) -> String {
    match content {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Array(parts)) => {
            let texts: Vec<&str> = parts
                .iter()
                .filter_map(|part| part.get("text").and_then(Value::as_str))
                .collect();
            texts.join("\n")
        }
        _ => String::new(),
    }
}

fn tools(request: &Request) -> Vec<Tool> {
    let tools = request.get("tools").and_then(Value::as_array);
    tools
        .into_iter()
        .flatten()
        .filter_map(|tool| {
            let tool = tool.get("function").or_else(|| tool.get("custom"))?;
            Some(Tool {
                name: tool.get("name")?.as_str()?.to_owned(),
                schema: tool.get("parameters").cloned().unwrap_or(Value::Null),
            })
        })
        .collect()
}

fn choice(request: &Request) -> Choice {
    match request.get("tool_choice") {
        Some(Value::String(choice)) if choice == "none" => Choice::None,
        Some(Value::String(choice)) if choice == "required" => Choice::Required,
        Some(Value::Object(choice)) => {
            let kind = choice
                .get("type")
                .and_then(Value::as_str)
                .unwrap_or_default();
            let inner = choice.get(kind).unwrap_or(&Value::Null);
            match inner.get("name").and_then(Value::as_str) {
                Some(name) => Choice::Named(name.to_owned()),
                None if inner.get("mode") == Some(&json!("required")) => Choice::Required,
                None => Choice::Auto,
            }
        }
        _ => Choice::Auto,
    }
}

fn form(request: &Request) -> Form {
    let format = request.get("response_format");
    let kind = format
        .and_then(|format| format.get("type"))
        .and_then(Value::as_str);
    match kind {
        Some("json_object") => Form::JsonObject,
        Some("json_schema") => Form::Schema(
            format
                .and_then(|format| format.pointer("/json_schema/schema"))
                .cloned()
                .unwrap_or(Value::Null),
        ),
        _ => Form::Text,
    }
}

fn effort(request: &Request) -> u64 {
    let default = match reasoning(request.model()) {
        Some(Reasoning::Always) => DEFAULT_EFFORT,
        _ => "none",
    };
    let effort = request.text("reasoning_effort").unwrap_or(default);
    EFFORTS
        .iter()
        .find(|(name, _)| *name == effort)
        .map_or(0, |(_, tokens)| *tokens)
}
