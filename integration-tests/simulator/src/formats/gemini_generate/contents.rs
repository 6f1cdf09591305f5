//! The order of a conversation.

use serde_json::Value;

use crate::formats::base64;

use super::error::{Refusal, bad};
use super::fields::DATA;
use super::{is_new, list};

/// Values that skip the check of a signature.
const SKIPPED: &[&str] = &[
    "skip_thought_signature_validator",
    "context_engineering_is_the_way_to_go",
];

fn parts(content: &Value) -> &[Value] {
    list(content.get("parts"))
}

fn is_model(content: &Value) -> bool {
    content.get("role").is_some_and(|role| role == "model")
}

fn has(content: &Value, key: &str) -> usize {
    let of_kind = parts(content).iter().filter(|part| part.get(key).is_some());
    of_kind.count()
}

/// Checks the contents of a request.
pub(super) fn validate(contents: &[Value], model: &str) -> Result<(), Refusal> {
    for (index, content) in contents.iter().enumerate() {
        for (number, part) in parts(content).iter().enumerate() {
            check_part(part, &format!("contents[{index}].parts[{number}]"))?;
        }
        let next = contents.get(index + 1);
        let calls = has(content, "functionCall");
        if calls > 0 && !is_model(content) {
            return Err(bad(
                "Please ensure that function call turn comes from the model.",
            ));
        }
        if calls > 0 && index == 0 {
            return Err(bad(
                "Please ensure that function call turn comes immediately after a user turn or after a function response turn.",
            ));
        }
        let results = next.map_or(0, |next| has(next, "functionResponse"));
        if calls != results && (calls > 0 || next.is_some()) {
            return Err(bad(
                "Please ensure that the number of function response parts is equal to the number of function call parts of the function call turn.",
            ));
        }
    }
    if contents
        .first()
        .is_some_and(|first| has(first, "functionResponse") > 0)
    {
        return Err(bad(
            "Please ensure that function response turn comes immediately after a function call turn.",
        ));
    }
    if is_new(model) {
        signatures(contents)?;
    }
    Ok(())
}

fn check_part(part: &Value, place: &str) -> Result<(), Refusal> {
    let data: Vec<&&str> = DATA
        .iter()
        .filter(|key| part.get(**key).is_some())
        .collect();
    match data.as_slice() {
        [_] => {}
        [] => {
            return Err(bad(format!(
                "* GenerateContentRequest.{place}.data: required oneof field 'data' must have one initialized field"
            )));
        }
        _ => {
            return Err(bad(format!(
                "Invalid value at '{place}' (oneof), oneof field 'data' is already set."
            )));
        }
    }
    let inline = part.pointer("/inlineData/data").and_then(Value::as_str);
    if inline.is_some_and(|data| !base64::is_valid(data)) {
        return Err(bad(format!(
            "Invalid value at '{place}.inline_data.data' (TYPE_BYTES), Base64 decoding failed"
        )));
    }
    let signature = part.get("thoughtSignature").and_then(Value::as_str);
    if signature.is_some_and(|text| !SKIPPED.contains(&text) && !base64::is_valid(text)) {
        return Err(bad("Corrupted thought signature."));
    }
    Ok(())
}

/// The first call of each step of the turn that goes on must have a signature.
fn signatures(contents: &[Value]) -> Result<(), Refusal> {
    let is_words = |content: &Value| !is_model(content) && has(content, "functionResponse") == 0;
    let begin = contents.iter().rposition(is_words).unwrap_or(0);
    for content in contents.iter().skip(begin) {
        let first = parts(content)
            .iter()
            .find(|part| part.get("functionCall").is_some());
        if let Some(part) = first
            && part.get("thoughtSignature").is_none()
        {
            let name = part
                .pointer("/functionCall/name")
                .and_then(Value::as_str)
                .unwrap_or_default();
            return Err(bad(format!(
                "Function call is missing a thought_signature in functionCall parts. This is required for tools to work correctly, and missing thought_signature may lead to degraded model performance. Additional data, function call `default_api:{name}`."
            )));
        }
    }
    Ok(())
}
