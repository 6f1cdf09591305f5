//! Tools and the choice among them.

use crate::chat::{Request, Tool, ToolChoice};
use crate::error::EncodeError;
use crate::json::{Text, Value, Writer};
use crate::loss::Losses;

use super::conversation::refuse;
use super::key::member;
use super::schema_write;

/// Tools that the provider runs itself.
const NATIVE: &[&str] = &[
    "googleSearch",
    "googleSearchRetrieval",
    "googleMaps",
    "codeExecution",
    "urlContext",
    "computerUse",
    "fileSearch",
    "retrieval",
    "enterpriseWebSearch",
    "parallelAiSearch",
    "mcpServers",
];

/// Whether a tool is one of these. Others name theirs by a type, and some the same.
fn is_native(kind: &Text<'_>, tool: Value<'_>) -> bool {
    let mut known = NATIVE.iter();
    known.any(|known| super::key::is(kind, known) && member(tool, known).is_some())
}

/// Whether there is a function among the tools.
pub(super) fn has_functions(request: &Request<'_>) -> bool {
    let mut tools = request.tools.iter();
    tools.any(|tool| matches!(tool, Tool::Function { .. }))
}

/// Writes `tools` and `toolConfig`.
///
/// # Errors
/// Arguments that are no object; a forced call of a tool that is not there.
pub(super) fn write_tools(
    writer: &mut Writer<'_>,
    request: &Request<'_>,
    losses: &mut Losses,
) -> Result<(), EncodeError> {
    let has_functions = has_functions(request);
    let native =
        |tool: &&Tool<'_>| matches!(tool, Tool::Native { kind, value } if is_native(kind, *value));
    let has_tools = has_functions || request.tools.iter().any(|tool| native(&tool));
    if has_tools {
        writer.key("tools");
        writer.begin_array();
        if has_functions {
            writer.begin_object();
            writer.key("functionDeclarations");
            writer.begin_array();
            for (index, tool) in request.tools.iter().enumerate() {
                write_function(writer, tool, index, losses)?;
            }
            writer.end_array();
            writer.end_object();
        }
        for tool in request.tools.iter().filter(native) {
            if let Tool::Native { value, .. } = tool {
                writer.value(*value);
            }
        }
        writer.end_array();
    }
    for (index, tool) in request.tools.iter().enumerate() {
        if matches!(tool, Tool::Native { kind, value } if !is_native(kind, *value)) {
            losses.dropped(
                format!("tools[{index}]"),
                "a tool that only its own format knows",
            );
        }
    }
    if request.parallel_tool_calls == Some(false) && has_functions {
        losses.dropped(
            "parallel_tool_calls",
            "the provider calls as many at once as it likes",
        );
    }
    write_choice(writer, request, (has_functions, has_tools), losses)
}

fn write_function(
    writer: &mut Writer<'_>,
    tool: &Tool<'_>,
    index: usize,
    losses: &mut Losses,
) -> Result<(), EncodeError> {
    let Tool::Function {
        name,
        description,
        parameters,
        cache,
        ..
    } = tool
    else {
        return Ok(());
    };
    if cache.is_some() {
        losses.dropped(
            format!("tools[{index}].cache_control"),
            "the provider caches by itself",
        );
    }
    writer.begin_object();
    writer.key("name");
    writer.text(name);
    if let Some(description) = description.as_ref().filter(|text| !text.is_empty()) {
        writer.key("description");
        writer.text(description);
    }
    if let Some(parameters) = parameters {
        let schema = parameters.value();
        let field = format!("tools[{index}].function.parameters");
        let kind = schema.get("type");
        let is_object = kind.is_none_or(|kind| kind.text().is_some_and(|kind| kind == "object"));
        if !is_object || !schema.is_object() {
            return Err(refuse(
                field,
                "the schema of a tool's arguments must be of type object",
            ));
        }
        // An object without members says that there are no arguments, as does its
        // absence, which every model takes.
        if !is_without_arguments(schema) {
            writer.key("parametersJsonSchema");
            schema_write::write(writer, schema, true, field, losses);
        }
    }
    writer.end_object();
    Ok(())
}

fn is_without_arguments(schema: Value<'_>) -> bool {
    schema.members().all(|(key, value)| match &*key.to_str() {
        "type" => true,
        "properties" => value.members().next().is_none(),
        "required" => value.items().next().is_none(),
        "additionalProperties" => value.bool() == Some(false),
        "$schema" => true,
        _ => false,
    })
}

fn not_offered() -> EncodeError {
    refuse(
        "tool_choice".to_owned(),
        "names a tool that is not among those this format can offer",
    )
}

fn write_choice(
    writer: &mut Writer<'_>,
    request: &Request<'_>,
    (has_functions, has_tools): (bool, bool),
    losses: &mut Losses,
) -> Result<(), EncodeError> {
    let strict = request.tools.iter().filter_map(|tool| match tool {
        Tool::Function { strict, .. } => Some(*strict == Some(true)),
        Tool::Native { .. } => None,
    });
    let (all_strict, any_strict) = strict.fold((true, false), |(all, any), strict| {
        (all && strict, any || strict)
    });
    let mut is_checked = false;
    let (mode, name) = match &request.tool_choice {
        Some(ToolChoice::Native { .. }) => return Err(not_offered()),
        Some(ToolChoice::Named(name)) => {
            let is_there = request
                .tools
                .iter()
                .any(|tool| matches!(tool, Tool::Function { name: known, .. } if known == name));
            if !is_there {
                return Err(not_offered());
            }
            is_checked = true;
            ("ANY", Some(name))
        }
        Some(ToolChoice::Required) if has_functions => {
            is_checked = true;
            ("ANY", None)
        }
        Some(ToolChoice::Required) => {
            losses.dropped("tool_choice", "there are no functions to choose from");
            return Ok(());
        }
        Some(ToolChoice::None) if has_tools => ("NONE", None),
        Some(ToolChoice::Auto) | None if has_functions && all_strict => {
            is_checked = true;
            ("VALIDATED", None)
        }
        Some(ToolChoice::Auto) if has_tools => ("AUTO", None),
        Some(ToolChoice::None | ToolChoice::Auto) | None => ("", None),
    };
    if any_strict && !is_checked {
        for (index, tool) in request.tools.iter().enumerate() {
            if let Tool::Function {
                strict: Some(true), ..
            } = tool
            {
                losses.dropped(
                    format!("tools[{index}].function.strict"),
                    "arguments are held to their schemas for all tools or none",
                );
            }
        }
    }
    if mode.is_empty() {
        return Ok(());
    }
    writer.key("toolConfig");
    writer.begin_object();
    writer.key("functionCallingConfig");
    writer.begin_object();
    writer.key("mode");
    writer.str(mode);
    if let Some(name) = name {
        writer.key("allowedFunctionNames");
        writer.begin_array();
        writer.text(name);
        writer.end_array();
    }
    writer.end_object();
    writer.end_object();
    Ok(())
}
