//! The rules about single content blocks.

use serde_json::Value;

use crate::formats::base64;

use super::answer::is_own_signature;
use super::error::{Refusal, bad};

/// The blocks that a role may not have.
const FOREIGN: &[(&str, &[&str])] = &[
    ("user", &["tool_use", "thinking", "redacted_thinking"]),
    ("assistant", &["tool_result", "image", "search_result"]),
];

/// The blocks of a message; none where the content is a string.
pub(super) fn blocks(message: &Value) -> &[Value] {
    let blocks = message.get("content").and_then(Value::as_array);
    blocks.map(Vec::as_slice).unwrap_or_default()
}

/// The type of a block; a string is a text block.
pub(super) fn kind(block: &Value) -> &str {
    match block {
        Value::String(_) => "text",
        block => block
            .get("type")
            .and_then(Value::as_str)
            .unwrap_or_default(),
    }
}

/// The text of a text block.
pub(super) fn text_of(block: &Value) -> &str {
    match block {
        Value::String(text) => text,
        block => block
            .get("text")
            .and_then(Value::as_str)
            .unwrap_or_default(),
    }
}

/// Checks a block; `at` is its path.
pub(super) fn validate(block: &Value, role: &str, at: &str) -> Result<(), Refusal> {
    let kind = kind(block);
    let foreign = FOREIGN
        .iter()
        .any(|(known, kinds)| *known == role && kinds.contains(&kind));
    if foreign {
        let other = if role == "user" { "assistant" } else { "user" };
        return Err(bad(format!(
            "{at}: `{kind}` blocks can only be in `{other}` messages"
        )));
    }
    match kind {
        "text" => text(block),
        "image" => image(block, at),
        "thinking" => {
            let part = |key: &str| block.get(key).and_then(Value::as_str).unwrap_or_default();
            if is_own_signature(part("thinking"), part("signature")) {
                return Ok(());
            }
            Err(bad(format!(
                "{at}: Invalid `signature` in `thinking` block"
            )))
        }
        "tool_result" => {
            let inner = block.get("content").and_then(Value::as_array);
            for (place, block) in inner.into_iter().flatten().enumerate() {
                validate(block, "user", &format!("{at}.tool_result.content.{place}"))?;
            }
            Ok(())
        }
        _ => Ok(()),
    }
}

/// The rules that version 2026-10-21 adds.
///
/// Source: Anthropic documentation, "Migrating to API version 2026-10-21".
pub(super) fn validate_newest(message: &Value, index: usize) -> Result<(), Refusal> {
    let role = message.get("role").and_then(Value::as_str);
    for (place, block) in blocks(message).iter().enumerate() {
        let at = format!("messages.{index}.content.{place}");
        if role == Some("assistant") && kind(block) == "document" {
            return Err(bad(format!(
                "{at}: `document` blocks are not allowed in `assistant` messages"
            )));
        }
        let inner = block
            .get("content")
            .and_then(Value::as_array)
            .into_iter()
            .flatten();
        let texts = std::iter::once(block).chain(inner);
        let cited = texts.filter_map(|block| block.get("citations").and_then(Value::as_array));
        if role == Some("user") && cited.into_iter().any(|citations| !citations.is_empty()) {
            return Err(bad(format!(
                "{at}: `citations` are not allowed in `user` messages"
            )));
        }
    }
    Ok(())
}

fn text(block: &Value) -> Result<(), Refusal> {
    let text = text_of(block);
    let marked = block
        .get("cache_control")
        .is_some_and(|marker| !marker.is_null());
    if text.is_empty() && marked {
        return Err(bad("cache_control cannot be set for empty text blocks"));
    }
    if text.is_empty() {
        return Err(bad("messages: text content blocks must be non-empty"));
    }
    if text.trim().is_empty() {
        return Err(bad(
            "messages: text content blocks must contain non-whitespace text",
        ));
    }
    Ok(())
}

fn image(block: &Value, at: &str) -> Result<(), Refusal> {
    let source = block.get("source").unwrap_or(&Value::Null);
    let part = |key: &str| source.get(key).and_then(Value::as_str);
    if let Some(url) = part("url")
        && !url.starts_with("https://")
        && !url.starts_with("http://")
    {
        return Err(bad(format!(
            "{at}.image.source.url.url: Only HTTPS URLs are supported."
        )));
    }
    if let Some(data) = part("data")
        && !base64::is_valid(data)
    {
        return Err(bad(format!(
            "{at}.image.source.base64.data: invalid base64 data"
        )));
    }
    Ok(())
}
