//! What the plan of an answer needs to know about a request.

use serde_json::Value;

use crate::plan::{Ask, Choice, Form, Tool};

use super::{Request, list};

/// Reasoning tokens by effort.
const EFFORTS: &[(&str, u64)] = &[
    ("low", 64),
    ("medium", 256),
    ("high", 1024),
    ("xhigh", 2048),
    ("max", 4096),
];

/// The part of a budget that is used.
const BUDGET_SHARE: u64 = 8;

pub(super) fn of(request: &Request) -> Ask {
    let last = request.messages().last();
    let blocks = list(last.and_then(|message| message.get("content")));
    let texts = texts(blocks);
    let results = blocks.iter().filter_map(|block| block.get("toolResult"));
    let has = |kind: &str| {
        blocks
            .iter()
            .filter(|block| block.get(kind).is_some())
            .count()
    };
    Ask {
        text: if texts.is_empty() {
            earlier_text(request)
        } else {
            texts.join("\n")
        },
        tools: tools(request),
        choice: choice(request),
        parallel: true,
        results: results.map(result).collect(),
        form: form(request),
        reasoning: reasoning(request),
        max_tokens: request
            .at("inferenceConfig/maxTokens")
            .and_then(Value::as_u64),
        stops: list(request.at("inferenceConfig/stopSequences"))
            .iter()
            .filter_map(|stop| stop.as_str().map(str::to_owned))
            .collect(),
        media: ["image", "document", "video", "audio"]
            .map(has)
            .iter()
            .sum(),
        bytes: None,
    }
}

/// The texts of blocks, guarded ones included.
fn texts(blocks: &[Value]) -> Vec<&str> {
    blocks
        .iter()
        .filter_map(|block| {
            let plain = block.get("text");
            let text = plain.or_else(|| block.pointer("/guardContent/text/text"));
            text.and_then(Value::as_str)
        })
        .collect()
}

/// The last text that a user wrote, where the last turn has only tool results.
fn earlier_text(request: &Request) -> String {
    let users = request.messages().iter().rev();
    let users = users.filter(|message| message.get("role").and_then(Value::as_str) == Some("user"));
    let mut found =
        users.filter_map(|message| texts(list(message.get("content"))).first().copied());
    found.next().unwrap_or_default().to_owned()
}

/// The text of a tool result.
fn result(result: &Value) -> String {
    let parts = list(result.get("content")).iter();
    let texts: Vec<String> = parts
        .filter_map(|part| match part.get("text") {
            Some(text) => text.as_str().map(str::to_owned),
            None => part.get("json").map(Value::to_string),
        })
        .collect();
    texts.join("\n")
}

fn tools(request: &Request) -> Vec<Tool> {
    list(request.at("toolConfig/tools"))
        .iter()
        .filter_map(|tool| {
            let spec = tool.get("toolSpec")?;
            Some(Tool {
                name: spec.get("name")?.as_str()?.to_owned(),
                schema: spec.pointer("/inputSchema/json").cloned()?,
            })
        })
        .collect()
}

fn choice(request: &Request) -> Choice {
    let choice = request.at("toolConfig/toolChoice");
    let named = choice.and_then(|choice| choice.pointer("/tool/name"));
    match named.and_then(Value::as_str) {
        Some(name) => Choice::Named(name.to_owned()),
        None if choice.is_some_and(|choice| choice.get("any").is_some()) => Choice::Required,
        None => Choice::Auto,
    }
}

fn form(request: &Request) -> Form {
    let schema = request
        .at("outputConfig/textFormat/structure/jsonSchema/schema")
        .and_then(Value::as_str);
    match schema.map(serde_json::from_str) {
        Some(Ok(schema)) => Form::Schema(schema),
        Some(Err(_)) | None => Form::Text,
    }
}

fn reasoning(request: &Request) -> u64 {
    let own = request.at("additionalModelRequestFields");
    let own = own.unwrap_or(&Value::Null);
    let word = |pointer: &str| own.pointer(pointer).and_then(Value::as_str);
    let effort = match word("/thinking/type") {
        Some("enabled") => {
            let budget = own
                .pointer("/thinking/budget_tokens")
                .and_then(Value::as_u64);
            return budget.unwrap_or(0) / BUDGET_SHARE;
        }
        Some("adaptive") => {
            let effort = request.at("outputConfig/effort").and_then(Value::as_str);
            Some(effort.unwrap_or("high"))
        }
        _ => word("/reasoning_effort").or_else(|| word("/reasoningConfig/maxReasoningEffort")),
    };
    EFFORTS
        .iter()
        .find(|(name, _)| Some(*name) == effort)
        .map_or(0, |(_, tokens)| *tokens)
}
