//! What the plan of an answer needs to know about a request.

use serde_json::Value;

use crate::plan::{Ask, Choice, Form, Tool};

use super::Request;
use super::blocks::{kind, text_of};

/// Reasoning tokens of adaptive thinking by effort.
const EFFORTS: &[(&str, u64)] = &[
    ("low", 64),
    ("medium", 256),
    ("high", 1024),
    ("xhigh", 2048),
    ("max", 4096),
];

/// The effort of adaptive thinking that is not told how much.
const DEFAULT_EFFORT: &str = "high";

/// The part of a budget that is used.
const BUDGET_SHARE: u64 = 8;

pub(super) fn of(request: &Request) -> Ask {
    let users = request
        .messages()
        .iter()
        .rev()
        .skip_while(|message| is(message, "system"))
        .take_while(|message| is(message, "user"));
    let mut blocks: Vec<&Value> = Vec::new();
    for message in users {
        let content = match message.get("content") {
            Some(Value::Array(blocks)) => blocks.iter().collect(),
            Some(text) => vec![text],
            None => Vec::new(),
        };
        blocks.splice(0..0, content);
    }
    let of_kind = |wanted: &'static str| blocks.iter().filter(move |block| kind(block) == wanted);
    let texts: Vec<&str> = of_kind("text").map(|block| text_of(block)).collect();
    Ask {
        text: if texts.is_empty() {
            earlier_text(request)
        } else {
            texts.join("\n")
        },
        tools: tools(request),
        choice: choice(request),
        parallel: request
            .get("tool_choice")
            .and_then(|choice| choice.get("disable_parallel_tool_use"))
            .and_then(Value::as_bool)
            != Some(true),
        results: of_kind("tool_result").map(|block| result(block)).collect(),
        form: request
            .get("output_config")
            .and_then(|config| config.pointer("/format/schema"))
            .map_or(Form::Text, |schema| Form::Schema(schema.clone())),
        reasoning: reasoning(request),
        max_tokens: request.get("max_tokens").and_then(Value::as_u64),
        stops: request
            .get("stop_sequences")
            .and_then(Value::as_array)
            .map(|stops| {
                stops
                    .iter()
                    .filter_map(|stop| stop.as_str().map(str::to_owned))
                    .collect()
            })
            .unwrap_or_default(),
        media: of_kind("image").count() + of_kind("document").count(),
        bytes: None,
    }
}

fn is(message: &Value, role: &str) -> bool {
    message.get("role").and_then(Value::as_str) == Some(role)
}

/// The last text that a user wrote, where the last turn has only tool results.
fn earlier_text(request: &Request) -> String {
    let users = request
        .messages()
        .iter()
        .rev()
        .filter(|message| is(message, "user"));
    let mut texts = users.filter_map(|message| match message.get("content") {
        Some(Value::Array(blocks)) => blocks.iter().map(text_of).find(|text| !text.is_empty()),
        Some(text) => text.as_str(),
        None => None,
    });
    texts.next().unwrap_or_default().to_owned()
}

/// The text of a tool result.
fn result(block: &Value) -> String {
    match block.get("content") {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Array(parts)) => {
            let texts: Vec<&str> = parts.iter().map(text_of).collect();
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
            Some(Tool {
                name: tool.get("name")?.as_str()?.to_owned(),
                schema: tool.get("input_schema").cloned().unwrap_or(Value::Null),
            })
        })
        .collect()
}

fn choice(request: &Request) -> Choice {
    let choice = request.get("tool_choice");
    match choice
        .and_then(|choice| choice.get("type"))
        .and_then(Value::as_str)
    {
        Some("none") => Choice::None,
        Some("any") => Choice::Required,
        Some("tool") => {
            let name = choice
                .and_then(|choice| choice.get("name"))
                .and_then(Value::as_str);
            Choice::Named(name.unwrap_or_default().to_owned())
        }
        _ => Choice::Auto,
    }
}

fn reasoning(request: &Request) -> u64 {
    let thinking = request.get("thinking").unwrap_or(&Value::Null);
    match thinking.get("type").and_then(Value::as_str) {
        Some("enabled") => {
            let budget = thinking.get("budget_tokens").and_then(Value::as_u64);
            budget.unwrap_or(0) / BUDGET_SHARE
        }
        Some("adaptive") => {
            let effort = request
                .get("output_config")
                .and_then(|config| config.get("effort"));
            let effort = effort.and_then(Value::as_str).unwrap_or(DEFAULT_EFFORT);
            EFFORTS
                .iter()
                .find(|(name, _)| *name == effort)
                .map_or(0, |(_, tokens)| *tokens)
        }
        _ => 0,
    }
}
