//! The rules about the order and the content of messages.

use serde_json::{Map, Value};

use crate::formats::anthropic_messages::answer::is_own_signature;
use crate::formats::base64;

use super::error::{Refusal, bad};
use super::{list, model};

/// Most cache points.
const POINTS: usize = 4;

/// Blocks that a role may not have.
const FOREIGN: &[(&str, &[&str])] = &[
    ("user", &["toolUse", "reasoningContent", "citationsContent"]),
    (
        "assistant",
        &["toolResult", "document", "video", "guardContent"],
    ),
];

pub(super) fn validate(body: &Map<String, Value>, model: &str) -> Result<(), Refusal> {
    for (index, block) in list(body.get("system")).iter().enumerate() {
        let at = format!("system.{index}");
        one_member(block, &at)?;
        blank(block, &at)?;
    }
    let messages = list(body.get("messages"));
    if messages.first().map(role) != Some("user") {
        return Err(bad(
            "A conversation must start with a user message. Try again with a conversation that starts with a user message.",
        ));
    }
    let mut names: Vec<&str> = Vec::new();
    let mut has_tools = false;
    for (index, message) in messages.iter().enumerate() {
        let before = index.checked_sub(1).and_then(|before| messages.get(before));
        if before.is_some_and(|before| role(before) == role(message)) {
            return Err(bad(
                "A conversation must alternate between user and assistant roles. Make sure the conversation alternates between user and assistant roles and try again.",
            ));
        }
        contents(message, index, model, &mut names)?;
        results(before, message, index)?;
        has_tools |= blocks(message).iter().any(|block| {
            ["toolUse", "toolResult"]
                .iter()
                .any(|kind| block.get(kind).is_some())
        });
    }
    let calls = messages.last().map(calls).unwrap_or_default();
    if !calls.is_empty() {
        return Err(missing_results(messages.len(), &calls));
    }
    if has_tools && body.get("toolConfig").is_none_or(Value::is_null) {
        return Err(bad(
            "The toolConfig field must be defined when using toolUse and toolResult content blocks.",
        ));
    }
    points(body, model)
}

fn role(message: &Value) -> &str {
    let role = message.get("role").and_then(Value::as_str);
    role.unwrap_or_default()
}

fn blocks(message: &Value) -> &[Value] {
    list(message.get("content"))
}

/// A union has exactly one of its members.
pub(super) fn one_member(union: &Value, at: &str) -> Result<(), Refusal> {
    match union.as_object().map(Map::len) {
        Some(1) => Ok(()),
        _ => Err(bad(format!(
            "Exactly one member of the union at {at} must be set."
        ))),
    }
}

fn text<'v>(value: &'v Value, pointer: &str) -> Option<&'v str> {
    value.pointer(pointer).and_then(Value::as_str)
}

fn blank(block: &Value, at: &str) -> Result<(), Refusal> {
    match text(block, "/text") {
        Some(text) if text.trim().is_empty() => Err(bad(format!(
            "The text field in the ContentBlock object at {at} is blank. Add text to the text field, and try again."
        ))),
        _ => Ok(()),
    }
}

/// The rules that need only one message.
fn contents<'v>(
    message: &'v Value,
    index: usize,
    model: &str,
    names: &mut Vec<&'v str>,
) -> Result<(), Refusal> {
    let at = format!("messages.{index}");
    if blocks(message).is_empty() {
        return Err(bad(format!(
            "The content field in the Message object at {at} is empty. Add a ContentBlock object to the content field and try again."
        )));
    }
    for (place, block) in blocks(message).iter().enumerate() {
        let at = format!("{at}.content.{place}");
        one_member(block, &at)?;
        blank(block, &at)?;
        let foreign = FOREIGN.iter().find(|(known, _)| *known == role(message));
        let kinds = foreign.map(|(_, kinds)| *kinds).unwrap_or_default();
        if let Some(kind) = kinds.iter().find(|kind| block.get(kind).is_some()) {
            return Err(bad(format!(
                "The {kind} block at {at} cannot be in a message of the role {}.",
                role(message)
            )));
        }
        media(block, &at)?;
        if let Some(name) = text(block, "/document/name") {
            document_name(name, &at, names)?;
        }
        signature(block, model, &at)?;
        if let Some(result) = block.get("toolResult") {
            for (place, inner) in list(result.get("content")).iter().enumerate() {
                let at = format!("{at}.toolResult.content.{place}");
                one_member(inner, &at)?;
                blank(inner, &at)?;
                media(inner, &at)?;
            }
            let is_error = text(result, "/status") == Some("error");
            if is_error && list(result.get("content")).is_empty() {
                return Err(bad(format!(
                    "The content field at {at}.toolResult cannot be empty when status value is error."
                )));
            }
        }
    }
    let has = |kind: &str| {
        blocks(message)
            .iter()
            .any(|block| block.get(kind).is_some())
    };
    if has("document") && !has("text") {
        return Err(bad(format!(
            "The message at {at} has a document, so it must have a text block too."
        )));
    }
    Ok(())
}

fn media(block: &Value, at: &str) -> Result<(), Refusal> {
    for kind in ["image", "document", "video", "audio"] {
        let Some(source) = block.get(kind).and_then(|media| media.get("source")) else {
            continue;
        };
        one_member(source, &format!("{at}.{kind}.source"))?;
        let bytes = source.get("bytes").and_then(Value::as_str);
        if bytes.is_some_and(|bytes| !base64::is_valid(bytes)) {
            return Err(bad(format!("{at}.{kind}.source.bytes is not base64")));
        }
        let uri = text(source, "/s3Location/uri");
        if uri.is_some_and(|uri| !uri.starts_with("s3://")) {
            return Err(bad(format!(
                "{at}.{kind}.source.s3Location.uri is not in S3"
            )));
        }
    }
    Ok(())
}

fn document_name<'v>(name: &'v str, at: &str, names: &mut Vec<&'v str>) -> Result<(), Refusal> {
    let fits = |c: char| c.is_alphanumeric() || c.is_whitespace() || "-()[]".contains(c);
    if !name.chars().all(fits) || name.contains("  ") {
        return Err(bad(format!(
            "The document file name at {at} can only contain alphanumeric characters, whitespace characters, hyphens, parentheses, and square brackets. The name can't contain more than one consecutive whitespace character."
        )));
    }
    if names.contains(&name) {
        return Err(bad(
            "Duplicate document file names. Each document must have a name of its own.",
        ));
    }
    names.push(name);
    Ok(())
}

/// Claude takes back only what it has signed.
fn signature(block: &Value, model: &str, at: &str) -> Result<(), Refusal> {
    if model::rules(model).is_none() {
        return Ok(());
    }
    if let Some(thought) = block.pointer("/reasoningContent/reasoningText") {
        let (said, signed) = (text(thought, "/text"), text(thought, "/signature"));
        if !is_own_signature(said.unwrap_or_default(), signed.unwrap_or_default()) {
            return Err(bad(format!(
                "The model returned the following errors: {at}: Invalid `signature` in `thinking` block"
            )));
        }
    }
    match text(block, "/reasoningContent/redactedContent") {
        Some(blob) if !base64::is_valid(blob) => Err(bad(format!(
            "{at}.reasoningContent.redactedContent is not base64"
        ))),
        _ => Ok(()),
    }
}

/// The ids of the calls in a message.
fn calls(message: &Value) -> Vec<&str> {
    let blocks = blocks(message).iter();
    blocks
        .filter(|block| block.pointer("/toolUse/type").is_none())
        .filter_map(|block| text(block, "/toolUse/toolUseId"))
        .collect()
}

/// Every call is answered in the next turn, and nothing else is.
fn results(before: Option<&Value>, message: &Value, index: usize) -> Result<(), Refusal> {
    let calls = before.map(calls).unwrap_or_default();
    let results: Vec<&str> = blocks(message)
        .iter()
        .filter_map(|block| text(block, "/toolResult/toolUseId"))
        .collect();
    let missing: Vec<&str> = calls
        .iter()
        .filter(|id| !results.contains(id))
        .copied()
        .collect();
    if !missing.is_empty() {
        return Err(missing_results(index, &missing));
    }
    if results.len() > calls.len() {
        return Err(bad(format!(
            "The number of toolResult blocks at messages.{index}.content exceeds the number of toolUse blocks of previous turn."
        )));
    }
    Ok(())
}

fn missing_results(index: usize, ids: &[&str]) -> Refusal {
    bad(format!(
        "Expected toolResult blocks at messages.{index}.content for the following Ids: {}",
        ids.join(", ")
    ))
}

fn points(body: &Map<String, Value>, name: &str) -> Result<(), Refusal> {
    let in_messages = list(body.get("messages")).iter().flat_map(blocks);
    let tools = body
        .get("toolConfig")
        .and_then(|config| config.get("tools"));
    let count = in_messages
        .chain(list(body.get("system")))
        .chain(list(tools))
        .filter(|block| block.get("cachePoint").is_some())
        .count();
    if count > 0 && !model::caches(name) {
        return Err(super::error::forbidden(
            "AccessDeniedException",
            "You invoked an unsupported model or your request did not allow prompt caching.",
        ));
    }
    if count > POINTS {
        return Err(bad(format!(
            "You can define at most {POINTS} cache points in a request."
        )));
    }
    Ok(())
}
