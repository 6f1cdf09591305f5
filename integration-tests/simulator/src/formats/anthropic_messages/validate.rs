//! Refuses what Anthropic refuses: credentials, the form of the body, the table
//! of keys, and the rules that join several keys.

use serde_json::{Map, Value};

use crate::check::{Step, check_fields};
use crate::formats::Arrival;

use super::error::{Refusal, bad, not_found, unauthorized};
use super::models::{self, Model};
use super::{fields, messages};

/// Versions of the API that there are.
const VERSIONS: &[&str] = &["2023-06-01", NEWEST];

/// The version without sampling parameters.
const NEWEST: &str = "2026-10-21";

/// Parameters that [`NEWEST`] does not have, whatever their value.
const REMOVED: &[&str] = &["temperature", "top_p", "top_k"];

/// How deep a schema may nest.
const DEPTH: usize = 64;

/// Checks the API key and the version. The key may stand in either header: the
/// libraries have moved from `x-api-key` to `authorization`.
pub(super) fn credentials(arrival: &Arrival<'_>) -> Result<(), Refusal> {
    let bearer = arrival.header("authorization").unwrap_or_default();
    let bearer = bearer.strip_prefix("Bearer ").unwrap_or_default().trim();
    let key = arrival.header("x-api-key").unwrap_or(bearer);
    if key.is_empty() {
        return Err(unauthorized("x-api-key header is required"));
    }
    if arrival.key.is_some_and(|expected| expected != key) {
        return Err(unauthorized("invalid x-api-key"));
    }
    match arrival.header("anthropic-version") {
        None => Err(bad("anthropic-version: header is required")),
        Some(version) if !VERSIONS.contains(&version) => Err(bad(format!(
            "anthropic-version: \"{version}\" is not a valid version"
        ))),
        Some(_) => Ok(()),
    }
}

/// Checks everything about the body.
pub(super) fn body(arrival: &Arrival<'_>) -> Result<Map<String, Value>, Refusal> {
    if !arrival.is_json() {
        return Err(bad("content-type: must be application/json"));
    }
    let body = match serde_json::from_slice(arrival.body) {
        Ok(Value::Object(body)) => body,
        Ok(_) => return Err(bad("Input should be a valid dictionary")),
        Err(_) => return Err(bad("The request body is not valid JSON.")),
    };
    let is_newest = arrival.header("anthropic-version") == Some(NEWEST);
    if let Some(key) = REMOVED
        .iter()
        .find(|key| is_newest && body.contains_key(**key))
    {
        return Err(bad(format!("{key}: Extra inputs are not permitted")));
    }
    check_fields(&body, fields::REQUEST, &[])?;
    let name = body
        .get("model")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let model = models::rules(name).ok_or_else(|| not_found(&format!("model: {name}")))?;
    let max_tokens = body.get("max_tokens").and_then(Value::as_i64).unwrap_or(0);
    if max_tokens > model.max_tokens {
        return Err(bad(format!(
            "max_tokens: {max_tokens} > {}, which is the maximum allowed number of output tokens for {name}",
            model.max_tokens
        )));
    }
    sampling(&body, model)?;
    thinking(&body, model, max_tokens)?;
    tools(&body)?;
    stop_sequences(&body)?;
    if let Some(schema) = body
        .get("output_config")
        .and_then(|config| config.pointer("/format/schema"))
    {
        closed(schema, DEPTH)
            .map_err(|problem| bad(format!("output_config.format.schema: {problem}")))?;
    }
    messages::validate(&body, model, is_newest)?;
    Ok(body)
}

/// Models without sampling parameters still take the defaults.
fn sampling(body: &Map<String, Value>, model: &Model) -> Result<(), Refusal> {
    if model.sampling {
        return Ok(());
    }
    let number = |key: &str| body.get(key).and_then(Value::as_f64);
    let refused = [
        (
            "temperature",
            number("temperature").is_some_and(|value| value != 1.0),
        ),
        ("top_p", number("top_p").is_some_and(|value| value < 0.95)),
        ("top_k", number("top_k").is_some()),
    ];
    match refused.iter().find(|(_, refused)| *refused) {
        Some((key, _)) => Err(bad(format!("`{key}` is deprecated for this model."))),
        None => Ok(()),
    }
}

fn thinking(body: &Map<String, Value>, model: &Model, max_tokens: i64) -> Result<(), Refusal> {
    let Some(thinking) = body.get("thinking") else {
        return Ok(());
    };
    let kind = thinking
        .get("type")
        .and_then(Value::as_str)
        .unwrap_or_default();
    match kind {
        "disabled" | "between_tools" if !model.may_not_think => {
            return Err(bad(format!(
                "\"thinking.type.{kind}\" is not supported for this model."
            )));
        }
        "disabled" | "between_tools" => return Ok(()),
        "enabled" if !model.budgets && model.adaptive => {
            return Err(bad(
                "\"thinking.type.enabled\" is not supported for this model. Use \"thinking.type.adaptive\" \
                 and \"output_config.effort\" to control thinking behavior.",
            ));
        }
        "enabled" if !model.budgets => {
            return Err(bad("thinking: this model does not support thinking"));
        }
        "adaptive" if !model.adaptive => {
            return Err(bad("adaptive thinking is not supported on this model"));
        }
        _ => {}
    }
    let budget = thinking.get("budget_tokens").and_then(Value::as_i64);
    if budget.is_some_and(|budget| budget >= max_tokens) {
        return Err(bad(
            "`max_tokens` must be greater than `thinking.budget_tokens`.",
        ));
    }
    let number = |key: &str| body.get(key).and_then(Value::as_f64);
    if number("temperature").is_some_and(|value| value != 1.0) {
        return Err(bad(
            "`temperature` may only be set to 1 when thinking is enabled or in adaptive mode.",
        ));
    }
    if number("top_p").is_some_and(|value| value < 0.95) {
        return Err(bad(
            "`top_p` must be greater than or equal to 0.95 or unset when thinking is enabled or in adaptive mode.",
        ));
    }
    if number("top_k").is_some() {
        return Err(bad(
            "`top_k` must be unset when thinking is enabled or in adaptive mode.",
        ));
    }
    let choice = body
        .get("tool_choice")
        .and_then(|choice| choice.get("type"));
    if matches!(choice.and_then(Value::as_str), Some("any" | "tool")) {
        return Err(bad(
            "Thinking may not be enabled when tool_choice forces tool use.",
        ));
    }
    Ok(())
}

fn tools(body: &Map<String, Value>) -> Result<(), Refusal> {
    let tools = body.get("tools").and_then(Value::as_array);
    let tools = tools.map(Vec::as_slice).unwrap_or_default();
    let mut names: Vec<&str> = Vec::new();
    for (index, tool) in tools.iter().enumerate() {
        let kind = tool.get("type").and_then(Value::as_str).unwrap_or("custom");
        if kind != "custom" {
            return Err(bad(format!(
                "tools.{index}: Input tag '{kind}' found using 'type' does not match any of the expected tags: 'custom'"
            )));
        }
        let path = [
            Step::Key("tools".to_owned()),
            Step::Index(index),
            Step::Tag("custom"),
        ];
        if let Some(tool) = tool.as_object() {
            check_fields(tool, fields::TOOL, &path)?;
        }
        let name = tool.get("name").and_then(Value::as_str).unwrap_or_default();
        if names.contains(&name) {
            return Err(bad("tools: Tool names must be unique."));
        }
        names.push(name);
        let schema = tool.get("input_schema").unwrap_or(&Value::Null);
        input_schema(schema)
            .map_err(|problem| bad(format!("tools.{index}.custom.input_schema{problem}")))?;
        if tool.get("strict") == Some(&Value::Bool(true)) {
            closed(schema, DEPTH)
                .map_err(|problem| bad(format!("tools.{index}.custom: {problem}")))?;
        }
    }
    let Some(choice) = body.get("tool_choice") else {
        return Ok(());
    };
    if tools.is_empty() {
        return Err(bad(
            "tool_choice may only be specified while providing tools.",
        ));
    }
    match choice.get("name").and_then(Value::as_str) {
        Some(name) if !names.contains(&name) => {
            Err(bad(format!("Tool '{name}' not found in provided tools")))
        }
        _ => Ok(()),
    }
}

fn input_schema(schema: &Value) -> Result<(), String> {
    if ["oneOf", "allOf", "anyOf"]
        .iter()
        .any(|key| schema.get(key).is_some())
    {
        return Err(
            ": input_schema does not support oneOf, allOf, or anyOf at the top level".to_owned(),
        );
    }
    match schema.get("type") {
        None => return Err(".type: Field required".to_owned()),
        Some(Value::String(kind)) if kind == "object" => {}
        Some(_) => return Err(".type: Input should be 'object'".to_owned()),
    }
    match schema.get("properties") {
        None | Some(Value::Null | Value::Object(_)) => Ok(()),
        Some(_) => Err(".properties: Input should be a valid dictionary".to_owned()),
    }
}

/// Structured output takes closed objects only.
fn closed(schema: &Value, depth: usize) -> Result<(), String> {
    if depth == 0 {
        return Err("Schema is too deeply nested".to_owned());
    }
    let is_object = schema.get("type").and_then(Value::as_str) == Some("object");
    if is_object && schema.get("additionalProperties") != Some(&Value::Bool(false)) {
        return Err(
            "For 'object' type, 'additionalProperties' must be explicitly set to false".to_owned(),
        );
    }
    for key in ["properties", "$defs"] {
        let children = schema.get(key).and_then(Value::as_object);
        for child in children.into_iter().flat_map(Map::values) {
            closed(child, depth - 1)?;
        }
    }
    for key in ["anyOf", "allOf"] {
        for child in schema
            .get(key)
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
        {
            closed(child, depth - 1)?;
        }
    }
    schema
        .get("items")
        .map_or(Ok(()), |items| closed(items, depth - 1))
}

fn stop_sequences(body: &Map<String, Value>) -> Result<(), Refusal> {
    let stops = body.get("stop_sequences").and_then(Value::as_array);
    let blank = stops
        .into_iter()
        .flatten()
        .any(|stop| stop.as_str().is_some_and(|stop| stop.trim().is_empty()));
    if blank {
        return Err(bad(
            "stop_sequences: each stop sequence must contain non-whitespace",
        ));
    }
    Ok(())
}
