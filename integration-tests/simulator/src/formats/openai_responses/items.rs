//! The rules about the order and the content of items.

use serde_json::{Map, Value};

use crate::check::{Kind, Step, check};
use crate::formats::openai_chat::error::{Refusal, bad};
use crate::formats::openai_chat::messages::image_url;

use super::fields::ITEMS;

pub(super) fn validate(body: &Map<String, Value>) -> Result<(), Refusal> {
    let Some(input) = body.get("input") else {
        return Err(bad(
            "Missing required parameter: 'input'.",
            "input",
            Some("missing_required_parameter"),
        ));
    };
    let items = input.as_array().map(Vec::as_slice).unwrap_or_default();
    if input.is_array() && items.is_empty() {
        return Err(bad(
            "One of \"input\" or \"previous_response_id\" or 'prompt' or 'conversation' must be provided.",
            "input",
            Some("missing_required_parameter"),
        ));
    }
    // Calls without an output yet.
    let mut open: Vec<&str> = Vec::new();
    for (index, item) in items.iter().enumerate() {
        item_type(item, index)?;
        let text = |key: &str| item.get(key).and_then(Value::as_str).unwrap_or_default();
        match text("type") {
            "function_call" | "custom_tool_call" => open.push(text("call_id")),
            "function_call_output" | "custom_tool_call_output" => {
                let id = text("call_id");
                let Some(at) = open.iter().position(|known| *known == id) else {
                    return Err(bad(
                        format!("No tool call found for function call output with call_id {id}."),
                        "input",
                        None,
                    ));
                };
                open.remove(at);
            }
            "reasoning" => reasoning(item, index)?,
            "item_reference" => {
                return Err(bad(
                    format!("Item with id '{}' not found.", text("id")),
                    "input",
                    None,
                ));
            }
            _ => message(item, index)?,
        }
    }
    match open.first() {
        Some(id) => Err(bad(
            format!("No tool output found for function call {id}."),
            "input",
            None,
        )),
        None => Ok(()),
    }
}

/// The keys of one item.
fn item_type(item: &Value, index: usize) -> Result<(), Refusal> {
    let mut item = item.clone();
    if let Some(members) = item.as_object_mut()
        && members.contains_key("role")
    {
        members.entry("type").or_insert_with(|| "message".into());
    }
    let mut path = vec![Step::Key("input".to_owned()), Step::Index(index)];
    let kind = Kind::Tagged {
        tag: "type",
        variants: ITEMS,
    };
    Ok(check(&item, &kind, &mut path)?)
}

/// Nothing is stored, so reasoning has to bring itself.
fn reasoning(item: &Value, index: usize) -> Result<(), Refusal> {
    let encrypted = item.get("encrypted_content").and_then(Value::as_str);
    match encrypted {
        Some(data) if data.starts_with(super::answer::ENCRYPTED) => Ok(()),
        Some(_) => Err(bad(
            "The encrypted content could not be verified.",
            &format!("input[{index}].encrypted_content"),
            Some("invalid_encrypted_content"),
        )),
        None => Err(bad(
            format!(
                "Item with id '{}' not found. Items are not persisted when `store` is set to false. \
                 Try again with `store` set to true, or remove this item from your input.",
                item.get("id").and_then(Value::as_str).unwrap_or_default()
            ),
            "input",
            None,
        )),
    }
}

/// Who may say what.
fn message(item: &Value, index: usize) -> Result<(), Refusal> {
    let is_assistant = item.get("role").and_then(Value::as_str) == Some("assistant");
    let parts = item.get("content").and_then(Value::as_array);
    for (number, part) in parts.into_iter().flatten().enumerate() {
        let kind = part.get("type").and_then(Value::as_str).unwrap_or_default();
        let is_output = matches!(kind, "output_text" | "refusal");
        let at = format!("input[{index}].content[{number}]");
        if is_output != is_assistant {
            let known = if is_assistant {
                "'output_text' and 'refusal'"
            } else {
                "'input_text', 'input_image', and 'input_file'"
            };
            return Err(bad(
                format!("Invalid value: '{kind}'. Supported values are: {known}."),
                &at,
                Some("invalid_value"),
            ));
        }
        if let Some(url) = part.get("image_url").and_then(Value::as_str) {
            image_url(url, &format!("{at}.image_url"))?;
        }
        let given = |key: &str| part.get(key).is_some_and(|value| !value.is_null());
        let sources: &[&str] = match kind {
            "input_image" => &["image_url", "file_id"],
            "input_file" => &["file_data", "file_url", "file_id"],
            _ => continue,
        };
        if sources.iter().filter(|key| given(key)).count() != 1 {
            return Err(bad(
                format!("Expected exactly one of {} in '{at}'.", sources.join(", ")),
                &at,
                Some("invalid_value"),
            ));
        }
        if given("file_data") && !given("filename") {
            return Err(bad(
                format!("Missing required parameter: '{at}.filename'."),
                &format!("{at}.filename"),
                Some("missing_required_parameter"),
            ));
        }
    }
    Ok(())
}
