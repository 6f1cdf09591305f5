//! Refuses what OpenAI refuses: the form of the body, the table of keys, and the
//! rules that join several keys.

use serde_json::{Map, Value};

use crate::check::check_fields;
use crate::formats::Arrival;
use crate::formats::openai_chat::error::{Refusal, bad, unknown_model, unsupported};
use crate::formats::openai_chat::models::{Reasoning, reasoning};
use crate::formats::openai_chat::tools::{DEPTH, function_schema, strict};

use super::{fields, items};

/// What is never there to be found.
const STORED: &[(&str, &str, &str)] = &[
    (
        "previous_response_id",
        "Previous response not found.",
        "previous_response_not_found",
    ),
    ("conversation", "Conversation not found.", "not_found"),
    ("prompt", "Prompt not found.", "not_found"),
];

/// Checks everything about the body.
pub(super) fn body(arrival: &Arrival<'_>) -> Result<Map<String, Value>, Refusal> {
    if !arrival.is_json() {
        return Err(bad(
            "Unsupported content type. This API method only accepts 'application/json' requests.",
            "",
            Some("unsupported_content_type"),
        ));
    }
    let Ok(Value::Object(body)) = serde_json::from_slice(arrival.body) else {
        return Err(bad(
            "We could not parse the JSON body of your request.",
            "",
            None,
        ));
    };
    check_fields(&body, fields::REQUEST, &[])?;
    for (key, message, code) in STORED {
        if body.get(*key).is_some_and(|value| !value.is_null()) {
            return Err(bad(*message, key, Some(code)));
        }
    }
    let is_on = |key: &str| body.get(key).and_then(Value::as_bool) == Some(true);
    if is_on("background") && body.get("store").and_then(Value::as_bool) == Some(false) {
        return Err(bad(
            "Background mode requires 'store' to be true.",
            "background",
            None,
        ));
    }
    if body.get("stream_options").is_some_and(Value::is_object) && !is_on("stream") {
        return Err(bad(
            "The 'stream_options' parameter is only allowed when 'stream' is enabled.",
            "stream_options",
            None,
        ));
    }
    model(&body)?;
    items::validate(&body)?;
    tools(&body)?;
    format(&body)?;
    Ok(body)
}

/// The rules that depend on the model.
fn model(body: &Map<String, Value>) -> Result<(), Refusal> {
    let model = body
        .get("model")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let effort = body.get("reasoning").and_then(|asked| asked.get("effort"));
    let effort = effort.and_then(Value::as_str);
    let reasons = match reasoning(model) {
        None => return Err(unknown_model(model)),
        Some(Reasoning::Never) => {
            if body.get("reasoning").is_some_and(Value::is_object) {
                return Err(unsupported("reasoning.effort", ""));
            }
            let include = body.get("include").and_then(Value::as_array);
            let mut include = include.into_iter().flatten();
            if include.any(|what| what == "reasoning.encrypted_content") {
                return Err(bad(
                    "Encrypted content is not supported with this model.",
                    "include",
                    None,
                ));
            }
            false
        }
        Some(Reasoning::Always) => true,
        Some(Reasoning::OnDemand) => effort.is_some_and(|effort| effort != "none"),
    };
    for key in ["temperature", "top_p"] {
        let is_other = |value: &Value| !value.is_null() && value.as_f64() != Some(1.0);
        if reasons && body.get(key).is_some_and(is_other) {
            return Err(unsupported(key, ""));
        }
    }
    Ok(())
}

fn tools(body: &Map<String, Value>) -> Result<(), Refusal> {
    let tools = body.get("tools").and_then(Value::as_array);
    let tools = tools.map(Vec::as_slice).unwrap_or_default();
    for (index, tool) in tools.iter().enumerate() {
        let schema = tool.get("parameters").filter(|schema| !schema.is_null());
        let Some(schema) = schema.filter(|_| tool.get("type") == Some(&"function".into())) else {
            continue;
        };
        let name = tool.get("name").and_then(Value::as_str).unwrap_or_default();
        let param = format!("tools[{index}].parameters");
        function_schema(name, schema, &param)?;
        if tool.get("strict").and_then(Value::as_bool) == Some(true) {
            strict(schema, DEPTH).map_err(|problem| {
                bad(
                    format!("Invalid schema for function '{name}': {problem}"),
                    &param,
                    Some("invalid_function_parameters"),
                )
            })?;
        }
    }
    let choice = body.get("tool_choice");
    let kind = choice.and_then(|choice| choice.get("type")?.as_str());
    let named = choice.and_then(|choice| choice.get("name")?.as_str());
    let is_offered = tools.iter().any(|tool| {
        let of_kind = tool.get("type").and_then(Value::as_str) == kind;
        of_kind && (named.is_none() || tool.get("name").and_then(Value::as_str) == named)
    });
    match (choice.and_then(Value::as_str), kind) {
        (Some("required"), _) if tools.is_empty() => Err(bad(
            "Tool choice 'required' must be specified with 'tools' parameter.",
            "tool_choice",
            None,
        )),
        (_, Some(kind)) if kind != "allowed_tools" && !is_offered => Err(bad(
            format!("Tool choice '{kind}' not found in 'tools' parameter."),
            "tool_choice",
            None,
        )),
        _ => Ok(()),
    }
}

fn format(body: &Map<String, Value>) -> Result<(), Refusal> {
    let format = body.get("text").and_then(|text| text.get("format"));
    let kind = format.and_then(|format| format.get("type")?.as_str());
    match kind {
        Some("json_object") => {
            let input = body.get("input").map(Value::to_string).unwrap_or_default();
            if input.to_lowercase().contains("json") {
                return Ok(());
            }
            Err(bad(
                "Response input messages must contain the word 'json' in some form to use \
                 'text.format' of type 'json_object'.",
                "input",
                None,
            ))
        }
        Some("json_schema") => {
            let schema = format.and_then(|format| format.get("schema"));
            let is_strict = format.and_then(|format| format.get("strict")?.as_bool());
            match schema.filter(|_| is_strict == Some(true)) {
                Some(schema) => strict(schema, DEPTH).map_err(|problem| {
                    bad(
                        format!("Invalid schema for response_format: {problem}"),
                        "text.format.schema",
                        Some("invalid_json_schema"),
                    )
                }),
                None => Ok(()),
            }
        }
        _ => Ok(()),
    }
}
