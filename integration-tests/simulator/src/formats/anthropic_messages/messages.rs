//! The rules about the order and the content of messages.
//!
//! Turns of the same role are joined before they are judged, as the API does.

use serde_json::{Map, Value};

use super::blocks::{self, blocks, kind, text_of};
use super::error::{Refusal, bad};
use super::models::Model;

/// Most blocks with a cache marker.
const MARKERS: usize = 4;

/// Consecutive messages of one role, with the place of the first.
struct Turn<'a> {
    role: &'a str,
    index: usize,
    blocks: Vec<Block<'a>>,
}

/// A block and where it stands; a string counts as a text block.
struct Block<'a> {
    value: &'a Value,
    message: usize,
    place: usize,
}

/// `is_newest` adds the rules of version 2026-10-21.
pub(super) fn validate(
    body: &Map<String, Value>,
    model: &Model,
    is_newest: bool,
) -> Result<(), Refusal> {
    system(body)?;
    let messages = body.get("messages").and_then(Value::as_array);
    let messages = messages.map(Vec::as_slice).unwrap_or_default();
    for (index, message) in messages.iter().enumerate() {
        contents(message, index, index + 1 == messages.len(), model)?;
        if is_newest {
            blocks::validate_newest(message, index)?;
        }
    }
    if messages.first().is_some_and(|first| role(first) != "user") {
        return Err(bad("messages: first message must use the \"user\" role"));
    }
    let turns = turns(messages);
    tool_pairs(&turns)?;
    end(body, &turns, model)?;
    markers(body)
}

fn role(message: &Value) -> &str {
    message
        .get("role")
        .and_then(Value::as_str)
        .unwrap_or_default()
}

fn system(body: &Map<String, Value>) -> Result<(), Refusal> {
    let parts = body.get("system").and_then(Value::as_array);
    let blank = parts
        .into_iter()
        .flatten()
        .any(|part| part.get("text").and_then(Value::as_str) == Some(""));
    if blank {
        return Err(bad("system: text content blocks must be non-empty"));
    }
    Ok(())
}

/// The rules that need only one message.
fn contents(message: &Value, index: usize, last: bool, model: &Model) -> Result<(), Refusal> {
    let role = role(message);
    if role == "system" && !model.system_messages {
        return Err(bad(
            "messages: Unexpected role \"system\". The Messages API accepts a top-level `system` \
             parameter, not \"system\" as an input message role.",
        ));
    }
    let empty = match message.get("content") {
        Some(Value::String(text)) => text.is_empty(),
        Some(Value::Array(blocks)) => blocks.is_empty(),
        _ => true,
    };
    if empty && !(last && role == "assistant") {
        return Err(bad(format!(
            "messages.{index}: all messages must have non-empty content except for the optional final assistant message"
        )));
    }
    if let Some(Value::String(text)) = message.get("content")
        && !text.is_empty()
        && text.trim().is_empty()
    {
        return Err(bad(
            "messages: text content blocks must contain non-whitespace text",
        ));
    }
    for (place, block) in blocks(message).iter().enumerate() {
        blocks::validate(block, role, &format!("messages.{index}.content.{place}"))?;
    }
    Ok(())
}

fn turns(messages: &[Value]) -> Vec<Turn<'_>> {
    let mut turns: Vec<Turn<'_>> = Vec::new();
    for (index, message) in messages.iter().enumerate() {
        let role = role(message);
        let content: Vec<&Value> = match message.get("content") {
            Some(Value::Array(blocks)) => blocks.iter().collect(),
            Some(text) => vec![text],
            None => Vec::new(),
        };
        let content = content.into_iter().enumerate().map(|(place, value)| Block {
            value,
            message: index,
            place,
        });
        match turns.last_mut() {
            Some(turn) if turn.role == role => turn.blocks.extend(content),
            _ => turns.push(Turn {
                role,
                index,
                blocks: content.collect(),
            }),
        }
    }
    turns
}

/// Every call is answered at the beginning of the next turn, and nothing else is.
fn tool_pairs(turns: &[Turn<'_>]) -> Result<(), Refusal> {
    let mut calls: Vec<&str> = Vec::new();
    let mut asked_at = 0;
    let mut seen: Vec<&str> = Vec::new();
    for turn in turns {
        if turn.role == "assistant" {
            unanswered(&calls, asked_at)?;
            calls.clear();
            asked_at = turn.index;
            for block in turn
                .blocks
                .iter()
                .filter(|block| kind(block.value) == "tool_use")
            {
                let id = block
                    .value
                    .get("id")
                    .and_then(Value::as_str)
                    .unwrap_or_default();
                if seen.contains(&id) {
                    return Err(bad(format!(
                        "messages.{}.content.{}: `tool_use` ids must be unique",
                        block.message, block.place
                    )));
                }
                seen.push(id);
                calls.push(id);
            }
            continue;
        }
        if turn.role == "system" {
            continue;
        }
        let mut open = calls.clone();
        let mut leading = true;
        for block in &turn.blocks {
            if kind(block.value) != "tool_result" {
                leading = false;
                continue;
            }
            let id = block
                .value
                .get("tool_use_id")
                .and_then(Value::as_str)
                .unwrap_or_default();
            if !calls.contains(&id) {
                return Err(bad(format!(
                    "messages.{}.content.{}: unexpected `tool_use_id` found in `tool_result` blocks: {id}. \
                     Each `tool_result` block must have a corresponding `tool_use` block in the previous message.",
                    block.message, block.place
                )));
            }
            if !open.contains(&id) {
                return Err(bad(format!(
                    "messages.{}.content.{}: each tool_use must have a single result. Found multiple \
                     `tool_result` blocks with id: {id}",
                    block.message, block.place
                )));
            }
            if leading {
                open.retain(|known| *known != id);
            }
        }
        unanswered(&open, asked_at)?;
        calls.clear();
    }
    unanswered(&calls, asked_at)
}

fn unanswered(calls: &[&str], index: usize) -> Result<(), Refusal> {
    if calls.is_empty() {
        return Ok(());
    }
    Err(bad(format!(
        "messages.{index}: `tool_use` ids were found without `tool_result` blocks immediately after: {}. \
         Each `tool_use` block must have a corresponding `tool_result` block in the next message.",
        calls.join(", ")
    )))
}

/// The rules about the last turns: prefill, and thinking that has to be kept.
fn end(body: &Map<String, Value>, turns: &[Turn<'_>], model: &Model) -> Result<(), Refusal> {
    if let Some(last) = turns.last().filter(|turn| turn.role == "assistant") {
        if !model.prefill {
            return Err(bad(
                "This model does not support assistant message prefill. The conversation must end with a user message.",
            ));
        }
        let text = last
            .blocks
            .last()
            .map(|block| text_of(block.value))
            .unwrap_or_default();
        if text.ends_with(char::is_whitespace) {
            return Err(bad(
                "messages: final assistant content cannot end with trailing whitespace",
            ));
        }
    }
    let thinking = body
        .get("thinking")
        .and_then(|thinking| thinking.get("type"));
    if thinking.and_then(Value::as_str) != Some("enabled") {
        return Ok(());
    }
    let last = turns.iter().rev().find(|turn| turn.role == "assistant");
    let calls = last.filter(|turn| {
        turn.blocks
            .iter()
            .any(|block| kind(block.value) == "tool_use")
    });
    let Some(first) = calls.and_then(|turn| turn.blocks.first()) else {
        return Ok(());
    };
    let found = kind(first.value);
    if matches!(found, "thinking" | "redacted_thinking") {
        return Ok(());
    }
    Err(bad(format!(
        "messages.{}.content.{}.type: Expected `thinking` or `redacted_thinking`, but found `{found}`. When \
         `thinking` is enabled, a final `assistant` message must start with a thinking block (preceeding the \
         lastmost set of `tool_use` and `tool_result` blocks).",
        first.message, first.place
    )))
}

/// Counts the cache markers in tools, system and messages.
fn markers(body: &Map<String, Value>) -> Result<(), Refusal> {
    let mut lists: Vec<&Value> = ["tools", "system"]
        .iter()
        .filter_map(|key| body.get(*key))
        .collect();
    let messages = body.get("messages").and_then(Value::as_array);
    let contents = messages
        .into_iter()
        .flatten()
        .filter_map(|message| message.get("content"));
    for content in contents {
        lists.push(content);
        let blocks = content.as_array().into_iter().flatten();
        lists.extend(blocks.filter_map(|block| block.get("content")));
    }
    let marked = |value: &Value| {
        value
            .get("cache_control")
            .is_some_and(|marker| !marker.is_null())
    };
    let count = lists
        .iter()
        .filter_map(|list| list.as_array())
        .flatten()
        .filter(|block| marked(block))
        .count();
    let top = usize::from(
        body.get("cache_control")
            .is_some_and(|marker| !marker.is_null()),
    );
    if count + top > MARKERS {
        return Err(bad(format!(
            "A maximum of {MARKERS} blocks with cache_control may be provided. Found {}.",
            count + top
        )));
    }
    Ok(())
}
