//! `tools` and `toolConfig` to the hub.

use crate::at::At;
use crate::chat::{Extra, Request, Tool, ToolChoice};
use crate::error::DecodeError;
use crate::json::{Text, Value};

use super::key::{is, keep_unknown, list, member, optional_text, required_text, word};
use super::schema_read;

/// Reads `tools`: lists of functions, and tools that only this provider runs.
pub(super) fn tools<'a>(tools: Value<'a>, request: &mut Request<'a>) -> Result<(), DecodeError> {
    let place = At::Root.key("tools");
    for (index, tool) in list(tools).enumerate() {
        let at = place.item(index);
        let mut native = None;
        for (key, value) in at.object(tool)?.members() {
            if value.is_null() {
                continue;
            }
            if is(&key, "functionDeclarations") {
                let at = at.key("functionDeclarations");
                for (index, function) in list(value).enumerate() {
                    read_function(function, &at.item(index), request)?;
                }
            } else if native.is_none() {
                native = Some(key);
            } else {
                return Err(at.problem("each of these tools needs an item of its own"));
            }
        }
        if let Some(kind) = native {
            if member(tool, "functionDeclarations").is_some() {
                return Err(at.problem("functions and other tools need an item each"));
            }
            request.tools.push(Tool::Native { kind, value: tool });
        }
    }
    Ok(())
}

fn read_function<'a>(
    function: Value<'a>,
    at: &At<'_>,
    request: &mut Request<'a>,
) -> Result<(), DecodeError> {
    let name = required_text(at.object(function)?, "name", at)?;
    let plain = member(function, "parametersJsonSchema");
    let own = member(function, "parameters");
    let parameters = match (plain, own) {
        (Some(_), Some(_)) => {
            return Err(at
                .key("parametersJsonSchema")
                .problem("given together with parameters"));
        }
        (Some(schema), None) => {
            at.key("parametersJsonSchema").object(schema)?;
            Some(schema.into())
        }
        (None, Some(schema)) => Some(schema_read::json_schema(schema, &at.key("parameters"))?),
        (None, None) => None,
    };
    request.tools.push(Tool::Function {
        name,
        description: optional_text(function, "description", at)?,
        parameters,
        strict: None,
        cache: None,
    });
    let known = ["name", "description", "parameters", "parametersJsonSchema"];
    keep_unknown(function, &known, at, &mut request.extra);
    Ok(())
}

/// Reads `toolConfig`.
pub(super) fn config<'a>(config: Value<'a>, request: &mut Request<'a>) -> Result<(), DecodeError> {
    let at = At::Root.key("toolConfig");
    at.object(config)?;
    if let Some(calling) = member(config, "functionCallingConfig") {
        read_calling(calling, &at.key("functionCallingConfig"), request)?;
    }
    keep_unknown(config, &["functionCallingConfig"], &at, &mut request.extra);
    Ok(())
}

fn read_calling<'a>(
    calling: Value<'a>,
    at: &At<'_>,
    request: &mut Request<'a>,
) -> Result<(), DecodeError> {
    let mode = optional_text(at.object(calling)?, "mode", at)?;
    let mode = mode.as_ref().map(word).unwrap_or_default();
    let place = at.key("allowedFunctionNames");
    let allowed = member(calling, "allowedFunctionNames")
        .into_iter()
        .flat_map(list)
        .enumerate()
        .map(|(index, name)| place.item(index).text(name))
        .collect::<Result<Vec<_>, _>>()?;
    let (choice, is_narrow) = match mode.as_str() {
        "AUTO" => (Some(ToolChoice::Auto), false),
        "NONE" => (Some(ToolChoice::None), false),
        "ANY" => (Some(ToolChoice::Required), true),
        // Schemas here are open; what others call strict takes closed ones only.
        "VALIDATED" => {
            request
                .extra
                .extend(member(calling, "mode").map(|value| Extra {
                    name: Text::from(at.key("mode").path().0),
                    value,
                }));
            (Some(ToolChoice::Auto), true)
        }
        "" | "MODE_UNSPECIFIED" => (None, false),
        _ => {
            return Err(at
                .key("mode")
                .problem("must be AUTO, ANY, NONE or VALIDATED"));
        }
    };
    request.tool_choice = choice;
    if !allowed.is_empty() {
        if !is_narrow {
            return Err(place.problem("goes with mode ANY or VALIDATED only"));
        }
        narrow(&allowed, &place, request)?;
    }
    keep_unknown(
        calling,
        &["mode", "allowedFunctionNames"],
        at,
        &mut request.extra,
    );
    Ok(())
}

/// Leaves the functions that may be called. The hub has no list beside the list of
/// tools; one forced function it calls by its name.
fn narrow<'a>(
    allowed: &[Text<'a>],
    at: &At<'_>,
    request: &mut Request<'a>,
) -> Result<(), DecodeError> {
    let is_declared = |name: &Text<'_>| {
        request
            .tools
            .iter()
            .any(|tool| matches!(tool, Tool::Function { name: known, .. } if known == name))
    };
    if let Some(index) = allowed.iter().position(|name| !is_declared(name)) {
        return Err(at
            .item(index)
            .problem("names a function that is not declared"));
    }
    match allowed {
        [name] if request.tool_choice == Some(ToolChoice::Required) => {
            request.tool_choice = Some(ToolChoice::Named(name.clone()));
        }
        _ => request.tools.retain(|tool| match tool {
            Tool::Function { name, .. } => allowed.contains(name),
            Tool::Native { .. } => true,
        }),
    }
    Ok(())
}
