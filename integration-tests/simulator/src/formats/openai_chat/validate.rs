//! Refuses what OpenAI refuses: credentials, the form of the body, the table of
//! keys, and the rules that join several keys.

use serde_json::{Map, Value};

use crate::check::check_fields;
use crate::formats::Arrival;

use super::error::{Refusal, bad, no_key, unknown_model, unsupported, wrong_key};
use super::models::{Reasoning, reasoning};
use super::{fields, messages, tools};

/// Parameters that a model does not take while it reasons. `true` is a
/// parameter that may be given with the value 1.
const NOT_WITH_REASONING: &[(&str, bool)] = &[
    ("temperature", true),
    ("top_p", true),
    ("presence_penalty", false),
    ("frequency_penalty", false),
    ("logprobs", false),
    ("top_logprobs", false),
    ("logit_bias", false),
    ("stop", false),
];

/// Keys that need another key: `stream_options` needs `stream`, and so on.
const NEEDS: &[(&str, &str, &str)] = &[
    (
        "stream_options",
        "stream",
        "The 'stream_options' parameter is only allowed when 'stream' is enabled.",
    ),
    (
        "top_logprobs",
        "logprobs",
        "Invalid value for 'top_logprobs': 'top_logprobs' is only allowed when 'logprobs' is enabled.",
    ),
    (
        "metadata",
        "store",
        "The 'metadata' parameter is only allowed when 'store' is enabled.",
    ),
    (
        "tool_choice",
        "tools",
        "Invalid value for 'tool_choice': 'tool_choice' is only allowed when 'tools' are specified.",
    ),
    (
        "parallel_tool_calls",
        "tools",
        "Invalid value for 'parallel_tool_calls': 'parallel_tool_calls' is only allowed when 'tools' are specified.",
    ),
    (
        "function_call",
        "functions",
        "Invalid value for 'function_call': 'function_call' is only allowed when 'functions' are specified.",
    ),
];

/// Checks the API key.
pub(in crate::formats) fn credentials(arrival: &Arrival<'_>) -> Result<(), Refusal> {
    let header = arrival.header("authorization").unwrap_or_default();
    let key = header
        .strip_prefix("Bearer ")
        .or_else(|| header.strip_prefix("bearer "))
        .map(str::trim)
        .filter(|key| !key.is_empty())
        .ok_or_else(no_key)?;
    match arrival.key {
        Some(expected) if expected != key => Err(wrong_key(key)),
        _ => Ok(()),
    }
}

/// Checks everything about the body.
pub(super) fn body(arrival: &Arrival<'_>) -> Result<Map<String, Value>, Refusal> {
    if !arrival.is_json() {
        let given = arrival.header("content-type").unwrap_or_default();
        return Err(bad(
            format!(
                "Unsupported content type: '{given}'. This API method only accepts 'application/json' \
                 requests, but you specified the header 'Content-Type: {given}'."
            ),
            "",
            Some("unsupported_content_type"),
        ));
    }
    let Ok(Value::Object(body)) = serde_json::from_slice(arrival.body) else {
        return Err(bad(
            "We could not parse the JSON body of your request. (HINT: This likely means you aren't \
             using your HTTP library correctly. The OpenAI API expects a JSON payload, but what was \
             sent was not valid JSON.)",
            "",
            None,
        ));
    };
    check_fields(&body, fields::REQUEST, &[])?;
    let present = |key: &str| body.get(key).is_some_and(|value| !value.is_null());
    for (key, needed, message) in NEEDS {
        let there = match body.get(*needed) {
            Some(Value::Bool(on)) => *on,
            other => other.is_some_and(|value| !value.is_null()),
        };
        if present(key) && !there {
            return Err(bad(*message, key, None));
        }
    }
    if present("max_tokens") && present("max_completion_tokens") {
        return Err(bad(
            "Setting 'max_tokens' and 'max_completion_tokens' at the same time is not supported.",
            "max_tokens",
            Some("invalid_parameter_combination"),
        ));
    }
    model(&body)?;
    messages::validate(&body)?;
    tools::validate(&body)?;
    Ok(body)
}

/// The rules that depend on the model.
fn model(body: &Map<String, Value>) -> Result<(), Refusal> {
    let model = body
        .get("model")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let present = |key: &str| body.get(key).is_some_and(|value| !value.is_null());
    let reasons = match reasoning(model) {
        None => return Err(unknown_model(model)),
        Some(Reasoning::Never) => {
            if present("reasoning_effort") {
                return Err(bad(
                    "Unrecognized request argument supplied: reasoning_effort",
                    "",
                    None,
                ));
            }
            return Ok(());
        }
        Some(Reasoning::Always) => {
            if body.get("reasoning_effort").and_then(Value::as_str) == Some("none") {
                return Err(bad(
                    "Unsupported value: 'reasoning_effort' does not support 'none' with this model.",
                    "reasoning_effort",
                    Some("unsupported_value"),
                ));
            }
            true
        }
        Some(Reasoning::OnDemand) => body
            .get("reasoning_effort")
            .and_then(Value::as_str)
            .is_some_and(|effort| effort != "none"),
    };
    if present("max_tokens") {
        return Err(unsupported(
            "max_tokens",
            " Use 'max_completion_tokens' instead.",
        ));
    }
    if !reasons {
        return Ok(());
    }
    for (key, one_is_fine) in NOT_WITH_REASONING {
        let Some(value) = body.get(*key).filter(|value| !value.is_null()) else {
            continue;
        };
        if *one_is_fine && value.as_f64() == Some(1.0) || *value == Value::Bool(false) {
            continue;
        }
        if *one_is_fine {
            return Err(bad(
                format!(
                    "Unsupported value: '{key}' does not support {value} with this model. Only the default (1) value is supported."
                ),
                key,
                Some("unsupported_value"),
            ));
        }
        return Err(unsupported(key, ""));
    }
    Ok(())
}
