//! Refuses what Google AI Studio refuses: credentials, the form of the body, the
//! table of keys, and the rules that join several keys.

use serde_json::{Map, Value};

use crate::check::check_fields;
use crate::formats::Arrival;

use super::error::{Refusal, bad, no_key, wrong_key};
use super::{at, contents, fields, is_new, keys, list};

/// Checks the key, in the header or in the query.
pub(super) fn credentials(arrival: &Arrival<'_>) -> Result<(), Refusal> {
    let query = arrival.path.split_once('?').map_or("", |(_, query)| query);
    let in_query = query.split('&').find_map(|pair| pair.strip_prefix("key="));
    let key = arrival.header("x-goog-api-key").or(in_query);
    match key.filter(|key| !key.is_empty()) {
        None => Err(no_key()),
        Some(key) if arrival.key.is_some_and(|expected| expected != key) => Err(wrong_key()),
        Some(_) => Ok(()),
    }
}

/// Checks everything about the body.
pub(super) fn body(arrival: &Arrival<'_>, model: &str) -> Result<Map<String, Value>, Refusal> {
    let mut body = serde_json::from_slice(arrival.body).unwrap_or_default();
    keys::camel(&mut body);
    let Value::Object(body) = body else {
        return Err(bad("Invalid JSON payload received. Unexpected token."));
    };
    check_fields(&body, fields::REQUEST, &[])?;
    let names = functions(&body)?;
    calling(&body, &names)?;
    generation(&body, model, !names.is_empty())?;
    contents::validate(list(body.get("contents")), model)?;
    Ok(body)
}

/// The names of the functions that are declared.
fn functions(body: &Map<String, Value>) -> Result<Vec<String>, Refusal> {
    let mut names: Vec<String> = Vec::new();
    let tools = list(body.get("tools")).iter();
    for function in tools.flat_map(|tool| list(tool.get("functionDeclarations"))) {
        let name = function
            .get("name")
            .and_then(Value::as_str)
            .unwrap_or_default();
        let is_name = name.len() <= 64
            && name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && name
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"_-.:".contains(&byte));
        if !is_name {
            return Err(bad(
                "* GenerateContentRequest.tools[0].function_declarations[0].name: Invalid function name. Must start with a letter or an underscore. Must be alphameric (a-z, A-Z, 0-9), underscores (_), dots (.), colons (:), or dashes (-), with a maximum length of 64.",
            ));
        }
        if names.iter().any(|known| known == name) {
            return Err(bad(format!("Duplicate function declaration found: {name}")));
        }
        let schema = function.get("parametersJsonSchema");
        if schema.is_some() && function.get("parameters").is_some() {
            return Err(bad(
                "Only one of parameters and parameters_json_schema can be set.",
            ));
        }
        let is_object = |schema: &Value| schema.get("type").is_some_and(|kind| kind == "object");
        if !schema.is_none_or(is_object) {
            return Err(bad(
                "* GenerateContentRequest.tools[0].function_declarations[0].parameters_json_schema: must be of type object",
            ));
        }
        names.push(name.to_owned());
    }
    Ok(names)
}

fn calling(body: &Map<String, Value>, names: &[String]) -> Result<(), Refusal> {
    let Some(config) = at(body, "toolConfig/functionCallingConfig") else {
        return Ok(());
    };
    let mode = config
        .get("mode")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let allowed = list(config.get("allowedFunctionNames"));
    if !allowed.is_empty() && mode != "ANY" && mode != "VALIDATED" {
        return Err(bad(
            "Please set allowed_function_names only when function calling mode is ANY or VALIDATED.",
        ));
    }
    if mode == "ANY" && names.is_empty() {
        return Err(bad(
            "Function calling config is set without function_declarations.",
        ));
    }
    let is_declared = |name: &Value| names.iter().any(|known| name == known.as_str());
    match allowed.iter().find(|name| !is_declared(name)) {
        Some(_) => Err(bad(
            "allowed_function_names contains a function that is not declared.",
        )),
        None => Ok(()),
    }
}

fn generation(body: &Map<String, Value>, model: &str, has_functions: bool) -> Result<(), Refusal> {
    let get = |key: &str| at(body, &format!("generationConfig/{key}"));
    let is_json = get("responseMimeType").is_some_and(|kind| kind == "application/json");
    if is_json && has_functions && !is_new(model) {
        return Err(bad(
            "Function calling with a response mime type: 'application/json' is unsupported",
        ));
    }
    let schemas = ["responseSchema", "responseJsonSchema"];
    let given = schemas.iter().filter(|key| get(key).is_some()).count();
    if given > 1 {
        return Err(bad(
            "Only one of response_schema and response_json_schema can be set.",
        ));
    }
    if given == 1 && !is_json {
        return Err(bad(
            "GenerationConfig.response_mime_type must be application/json when a response schema is set.",
        ));
    }
    if get("logprobs").is_some() && get("responseLogprobs") != Some(&Value::Bool(true)) {
        return Err(bad("Please set response_logprobs to use logprobs."));
    }
    let level = get("thinkingConfig/thinkingLevel");
    let budget = get("thinkingConfig/thinkingBudget").and_then(Value::as_i64);
    if level.is_some() && budget.is_some() {
        return Err(bad(
            "You can only set only one of thinking budget and thinking level.",
        ));
    }
    if level.is_some() && !is_new(model) {
        return Err(bad("Thinking level is not supported for this model."));
    }
    if level.is_some_and(|level| level == "MINIMAL") && model.contains("pro") {
        return Err(bad(
            "Thinking level MINIMAL is not supported for this model.",
        ));
    }
    if budget == Some(0) && model.contains("pro") {
        return Err(bad(
            "Budget 0 is invalid. This model only works in thinking mode.",
        ));
    }
    Ok(())
}
