//! What the plan of an answer needs to know about a request.

use serde_json::Value;

use crate::plan::{Ask, Choice, Form, Tool};

use super::{Request, list};

/// Reasoning tokens by level.
const LEVELS: &[(&str, u64)] = &[
    ("MINIMAL", 16),
    ("LOW", 64),
    ("MEDIUM", 256),
    ("HIGH", 1024),
];

/// The part of a budget that is used.
const BUDGET_SHARE: u64 = 8;

pub(super) fn of(request: &Request) -> Ask {
    let last = request.contents().last();
    let parts = list(last.and_then(|content| content.get("parts")));
    let of_kind = |key: &'static str| parts.iter().filter_map(move |part| part.get(key));
    let texts: Vec<&str> = of_kind("text").filter_map(Value::as_str).collect();
    Ask {
        text: if texts.is_empty() {
            earlier_text(request)
        } else {
            texts.join("\n")
        },
        tools: tools(request),
        choice: choice(request),
        parallel: true,
        results: of_kind("functionResponse").map(result).collect(),
        form: form(request),
        reasoning: reasoning(request),
        max_tokens: request
            .at("generationConfig/maxOutputTokens")
            .and_then(Value::as_u64),
        stops: list(request.at("generationConfig/stopSequences"))
            .iter()
            .filter_map(|stop| stop.as_str().map(str::to_owned))
            .collect(),
        media: of_kind("inlineData").count() + of_kind("fileData").count(),
        bytes: None,
    }
}

/// The last text that a user wrote, where the last turn has only results.
fn earlier_text(request: &Request) -> String {
    let users = request.contents().iter().rev();
    let users = users.filter(|content| content.get("role").is_none_or(|role| role != "model"));
    let mut texts = users.flat_map(|content| list(content.get("parts")));
    let text = texts.find_map(|part| part.get("text").and_then(Value::as_str));
    text.unwrap_or_default().to_owned()
}

fn result(result: &Value) -> String {
    let response = result.get("response").unwrap_or(&Value::Null);
    let said = response.get("output").or_else(|| response.get("error"));
    match said.unwrap_or(response) {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn tools(request: &Request) -> Vec<Tool> {
    list(request.at("tools"))
        .iter()
        .flat_map(|tool| list(tool.get("functionDeclarations")))
        .filter_map(|function| {
            let schema = function.get("parametersJsonSchema");
            Some(Tool {
                name: function.get("name")?.as_str()?.to_owned(),
                schema: schema.cloned().unwrap_or(Value::Null),
            })
        })
        .collect()
}

fn choice(request: &Request) -> Choice {
    let config = |key: &str| request.at(&format!("toolConfig/functionCallingConfig/{key}"));
    match config("mode").and_then(Value::as_str) {
        Some("NONE") => Choice::None,
        Some("ANY") => match list(config("allowedFunctionNames")) {
            [name] => Choice::Named(name.as_str().unwrap_or_default().to_owned()),
            _ => Choice::Required,
        },
        _ => Choice::Auto,
    }
}

fn form(request: &Request) -> Form {
    let config = |key: &str| request.at(&format!("generationConfig/{key}"));
    match config("responseJsonSchema") {
        Some(schema) => Form::Schema(schema.clone()),
        None if config("responseMimeType").is_some_and(|kind| kind == "application/json") => {
            Form::JsonObject
        }
        None => Form::Text,
    }
}

fn reasoning(request: &Request) -> u64 {
    let config = |key: &str| request.at(&format!("generationConfig/thinkingConfig/{key}"));
    if let Some(level) = config("thinkingLevel").and_then(Value::as_str) {
        let known = LEVELS.iter().find(|(name, _)| *name == level);
        return known.map_or(0, |(_, tokens)| *tokens);
    }
    let budget = config("thinkingBudget").and_then(Value::as_u64);
    budget.unwrap_or(0) / BUDGET_SHARE
}
