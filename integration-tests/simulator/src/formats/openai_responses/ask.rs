//! What the plan of an answer needs to know about a request.

use serde_json::{Value, json};

use crate::formats::openai_chat::models::{Reasoning, reasoning};
use crate::plan::{Ask, Choice, Form, Tool};

use super::Request;

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

pub(super) fn of(request: &Request) -> Ask {
    let whole = request
        .text("input")
        .map(|text| json!([{"role": "user", "content": text}]));
    let items: Vec<Value> = match &whole {
        Some(items) => items.as_array().cloned().unwrap_or_default(),
        None => request.list("input").to_vec(),
    };
    let is =
        |item: &Value, key: &str, word: &str| item.get(key).and_then(Value::as_str) == Some(word);
    let last_user = items.iter().rev().find(|item| is(item, "role", "user"));
    let content = last_user.and_then(|item| item.get("content"));
    let mut results: Vec<String> = items
        .iter()
        .rev()
        .take_while(|item| is(item, "type", "function_call_output"))
        .map(|item| text(item.get("output")))
        .collect();
    results.reverse();
    let parts = content.and_then(Value::as_array).into_iter().flatten();
    Ask {
        text: text(content),
        tools: tools(request),
        choice: choice(request),
        parallel: request.get("parallel_tool_calls") != Some(&Value::Bool(false)),
        results,
        form: form(request),
        reasoning: effort(request),
        max_tokens: request.number("max_output_tokens"),
        stops: Vec::new(),
        media: parts.filter(|part| part.get("text").is_none()).count(),
        bytes: None,
    }
}

/// The text of a content, its parts joined by a line end.
fn text(content: Option<&Value>) -> String {
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
    let tools = request.list("tools").iter();
    tools
        .filter_map(|tool| {
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
        Some(choice) => match choice.get("name").and_then(Value::as_str) {
            Some(name) => Choice::Named(name.to_owned()),
            None if choice.get("mode") == Some(&json!("required")) => Choice::Required,
            None => Choice::Auto,
        },
        None => Choice::Auto,
    }
}

fn form(request: &Request) -> Form {
    let format = request.get("text").and_then(|text| text.get("format"));
    match format.and_then(|format| format.get("type")?.as_str()) {
        Some("json_object") => Form::JsonObject,
        Some("json_schema") => {
            let schema = format.and_then(|format| format.get("schema")).cloned();
            Form::Schema(schema.unwrap_or(Value::Null))
        }
        _ => Form::Text,
    }
}

fn effort(request: &Request) -> u64 {
    let default = match reasoning(request.text("model").unwrap_or_default()) {
        Some(Reasoning::Always) => "medium",
        _ => "none",
    };
    let asked = request
        .get("reasoning")
        .and_then(|asked| asked.get("effort"));
    let effort = asked.and_then(Value::as_str).unwrap_or(default);
    EFFORTS
        .iter()
        .find(|(name, _)| *name == effort)
        .map_or(0, |(_, tokens)| *tokens)
}
