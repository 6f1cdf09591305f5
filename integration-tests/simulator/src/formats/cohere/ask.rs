//! What the plan of an answer needs to know about a request.

use serde_json::Value;

use crate::plan::{Ask, Choice, Form, Tool};

use super::Request;

/// Tokens of thinking where no budget is given.
const THINKING: u64 = 64;

pub(super) fn of(request: &Request) -> Ask {
    let messages = request.list("messages");
    let is = |message: &&Value, wanted: &str| {
        message.get("role").and_then(Value::as_str) == Some(wanted)
    };
    let last_user = messages.iter().rev().find(|message| is(message, "user"));
    let content = last_user.and_then(|message| message.get("content"));
    let mut results: Vec<String> = messages
        .iter()
        .rev()
        .take_while(|message| is(message, "tool"))
        .map(|message| text(message.get("content")))
        .collect();
    results.reverse();
    let blocks = content.and_then(Value::as_array);
    let images = blocks
        .into_iter()
        .flatten()
        .filter(|block| block.get("image_url").is_some());
    let stops = request.list("stop_sequences").iter();
    Ask {
        text: text(content),
        tools: tools(request),
        choice: match request.get("tool_choice").and_then(Value::as_str) {
            Some("REQUIRED") => Choice::Required,
            Some("NONE") => Choice::None,
            _ => Choice::Auto,
        },
        parallel: true,
        results,
        form: form(request),
        reasoning: thinking(request),
        max_tokens: request.number("max_tokens"),
        stops: stops
            .filter_map(|stop| stop.as_str().map(str::to_owned))
            .collect(),
        media: images.count(),
        bytes: None,
    }
}

/// The text of a content, its blocks joined by a line end.
fn text(content: Option<&Value>) -> String {
    match content {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Array(blocks)) => {
            let texts: Vec<String> = blocks
                .iter()
                .filter_map(|block| {
                    let text = block.get("text").and_then(Value::as_str);
                    let data = block.pointer("/document/data").map(Value::to_string);
                    text.map(str::to_owned).or(data)
                })
                .collect();
            texts.join("\n")
        }
        _ => String::new(),
    }
}

fn tools(request: &Request) -> Vec<Tool> {
    let functions = request.list("tools").iter();
    functions
        .filter_map(|tool| {
            let function = tool.get("function")?;
            Some(Tool {
                name: function.get("name")?.as_str()?.to_owned(),
                schema: function.get("parameters").cloned().unwrap_or(Value::Null),
            })
        })
        .collect()
}

fn form(request: &Request) -> Form {
    let format = request.get("response_format");
    match format.and_then(|format| format.get("type")?.as_str()) {
        Some("json_object") => match format.and_then(|format| format.get("json_schema")) {
            Some(schema) => Form::Schema(schema.clone()),
            None => Form::JsonObject,
        },
        _ => Form::Text,
    }
}

fn thinking(request: &Request) -> u64 {
    let thinking = request.get("thinking");
    let budget = thinking.and_then(|thinking| thinking.get("token_budget")?.as_u64());
    match thinking.and_then(|thinking| thinking.get("type")?.as_str()) {
        Some("enabled") => budget.unwrap_or(THINKING).min(THINKING),
        _ => 0,
    }
}
