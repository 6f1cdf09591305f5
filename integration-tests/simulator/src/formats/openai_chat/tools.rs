//! The rules about tools, tool choice and schemas.

use serde_json::{Map, Value};

use super::error::{Refusal, bad};

/// How deep a schema may nest; OpenAI's own limit is 10 levels of objects.
pub(in crate::formats) const DEPTH: usize = 64;

pub(super) fn validate(body: &Map<String, Value>) -> Result<(), Refusal> {
    let tools = body.get("tools").and_then(Value::as_array);
    let tools = tools.map(Vec::as_slice).unwrap_or_default();
    for (index, tool) in tools.iter().enumerate() {
        let Some(function) = tool.get("function") else {
            continue;
        };
        let name = function
            .get("name")
            .and_then(Value::as_str)
            .unwrap_or_default();
        let Some(schema) = function
            .get("parameters")
            .filter(|schema| !schema.is_null())
        else {
            continue;
        };
        let param = format!("tools[{index}].function.parameters");
        function_schema(name, schema, &param)?;
        if function.get("strict").and_then(Value::as_bool) == Some(true) {
            strict(schema, DEPTH).map_err(|problem| {
                bad(
                    format!("Invalid schema for function '{name}': {problem}"),
                    &param,
                    Some("invalid_function_parameters"),
                )
            })?;
        }
    }
    choice(body, tools)?;
    response_format(body)
}

pub(in crate::formats) fn function_schema(
    name: &str,
    schema: &Value,
    param: &str,
) -> Result<(), Refusal> {
    let refuse = |problem: String| {
        bad(
            format!("Invalid schema for function '{name}': {problem}"),
            param,
            Some("invalid_function_parameters"),
        )
    };
    let empty = schema.as_object().is_none_or(Map::is_empty);
    match schema.get("type") {
        _ if empty => Ok(()),
        Some(Value::String(kind)) if kind == "object" => match schema.get("properties") {
            Some(properties) if !properties.is_object() => {
                Err(refuse(format!("{properties} is not of type 'object'.")))
            }
            None => Err(refuse(
                "In context=(), object schema missing properties.".to_owned(),
            )),
            Some(_) => Ok(()),
        },
        other => {
            let given = other.map_or_else(|| "None".to_owned(), Value::to_string);
            Err(refuse(format!(
                "schema must be a JSON Schema of 'type: \"object\"', got 'type: {given}'."
            )))
        }
    }
}

/// The rules of `strict: true`: objects are closed and all their properties required.
pub(in crate::formats) fn strict(schema: &Value, depth: usize) -> Result<(), String> {
    if depth == 0 {
        return Err("the schema nests too deep.".to_owned());
    }
    if let Some(properties) = schema.get("properties").and_then(Value::as_object) {
        if schema.get("additionalProperties") != Some(&Value::Bool(false)) {
            return Err(
                "In context=(), 'additionalProperties' is required to be supplied and to be false."
                    .to_owned(),
            );
        }
        let required = schema.get("required").and_then(Value::as_array);
        for (name, property) in properties {
            let listed = required.is_some_and(|names| names.iter().any(|known| known == name));
            if !listed {
                return Err(format!(
                    "In context=(), 'required' is required to be supplied and to be an array \
                     including every key in properties. Missing '{name}'."
                ));
            }
            strict(property, depth - 1)?;
        }
    }
    for key in ["anyOf", "oneOf", "allOf"] {
        for branch in schema
            .get(key)
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
        {
            if key != "anyOf" {
                return Err(format!("In context=(), '{key}' is not permitted."));
            }
            strict(branch, depth - 1)?;
        }
    }
    if let Some(items) = schema.get("items") {
        strict(items, depth - 1)?;
    }
    let definitions = schema.get("$defs").and_then(Value::as_object);
    for definition in definitions.into_iter().flat_map(Map::values) {
        strict(definition, depth - 1)?;
    }
    Ok(())
}

fn choice(body: &Map<String, Value>, tools: &[Value]) -> Result<(), Refusal> {
    let named = body.get("tool_choice").and_then(|choice| {
        let kind = choice.get("type")?.as_str()?;
        let name = choice.get(kind)?.get("name")?.as_str()?;
        Some((kind, name))
    });
    let Some((kind, name)) = named else {
        return Ok(());
    };
    let offered = tools.iter().any(|tool| {
        tool.get(kind)
            .and_then(|tool| tool.get("name"))
            .and_then(Value::as_str)
            == Some(name)
    });
    if offered {
        return Ok(());
    }
    Err(bad(
        format!("Tool choice '{kind}' not found in 'tools' parameter."),
        "tool_choice",
        None,
    ))
}

fn response_format(body: &Map<String, Value>) -> Result<(), Refusal> {
    let Some(format) = body
        .get("response_format")
        .and_then(|format| format.get("json_schema"))
    else {
        return Ok(());
    };
    let name = format
        .get("name")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let refuse = |problem: &str| {
        bad(
            format!("Invalid schema for response_format '{name}': {problem}"),
            "response_format",
            None,
        )
    };
    let Some(schema) = format.get("schema") else {
        return Err(bad(
            "Missing required parameter: 'response_format.json_schema.schema'.",
            "response_format.json_schema.schema",
            Some("missing_required_parameter"),
        ));
    };
    if format.get("strict").and_then(Value::as_bool) != Some(true) {
        return Ok(());
    }
    if schema.get("type").and_then(Value::as_str) != Some("object") {
        return Err(refuse(
            "schema must be a JSON Schema of 'type: \"object\"'.",
        ));
    }
    strict(schema, DEPTH).map_err(|problem| refuse(&problem))
}
