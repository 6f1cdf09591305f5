//! Tools and the choice among them, both ways.

use crate::chat::{Message, Part, Request, Tool, ToolChoice};
use crate::claude::schema::{ANY_OBJECT, write_input};
use crate::error::{DecodeError, EncodeError};
use crate::json::{Json, Text, Value, Writer};
use crate::loss::{LossAction, Losses};

use super::TOOL_NAMES;
use super::blocks::{At, cache_control, keep_unknown, optional_text, required_text};
use super::words::is_native_tool;
use super::write::{refuse, write_cache};

/// Reads `tools`.
pub(super) fn decode_tools<'a>(
    tools: Value<'a>,
    request: &mut Request<'a>,
) -> Result<(), DecodeError> {
    if !tools.is_array() {
        return Err(DecodeError::expected("tools", "an array"));
    }
    for (index, tool) in tools.items().enumerate() {
        let list = At::Field("tools");
        let at = At::Item(&list, index);
        if !tool.is_object() {
            return Err(DecodeError::expected(at.path(), "an object"));
        }
        let kind = optional_text(tool, "type", &at)?;
        if let Some(kind) = kind.filter(|kind| *kind != "custom") {
            request.tools.push(Tool::Native { kind, value: tool });
            continue;
        }
        let schema = tool
            .get("input_schema")
            .ok_or_else(|| at.missing("input_schema"))?;
        if !schema.is_object() {
            return Err(DecodeError::expected(
                at.member("input_schema"),
                "an object",
            ));
        }
        let strict = tool.get_some("strict").map(|flag| {
            flag.bool()
                .ok_or_else(|| DecodeError::expected(at.member("strict"), "a boolean"))
        });
        request.tools.push(Tool::Function {
            name: required_text(tool, "name", &at)?,
            description: optional_text(tool, "description", &at)?,
            parameters: Some(schema.into()),
            strict: strict.transpose()?,
            cache: cache_control(tool, &at)?,
        });
        keep_unknown(
            tool,
            &["name", "description", "input_schema", "strict"],
            &at,
            &mut request.extra,
        );
    }
    Ok(())
}

/// Reads `tool_choice`.
pub(super) fn decode_choice<'a>(
    choice: Value<'a>,
    request: &mut Request<'a>,
) -> Result<(), DecodeError> {
    let at = At::Field("tool_choice");
    if !choice.is_object() {
        return Err(DecodeError::expected("tool_choice", "an object"));
    }
    request.tool_choice = Some(match &*required_text(choice, "type", &at)?.to_str() {
        "auto" => ToolChoice::Auto,
        "any" => ToolChoice::Required,
        "none" => ToolChoice::None,
        "tool" => ToolChoice::Named(required_text(choice, "name", &at)?),
        _ => {
            return Err(DecodeError::value(
                "tool_choice.type",
                "must be auto, any, tool or none",
            ));
        }
    });
    if let Some(flag) = choice.get_some("disable_parallel_tool_use") {
        let disabled = flag.bool().ok_or_else(|| {
            DecodeError::expected("tool_choice.disable_parallel_tool_use", "a boolean")
        })?;
        request.parallel_tool_calls = Some(!disabled);
    }
    Ok(())
}

/// Writes `tools` and `tool_choice`.
///
/// A history with calls but no tools gets the called names back as tools that
/// cannot be chosen, since the API wants every `tool_use` to have a definition.
pub(super) fn write_tools(
    writer: &mut Writer<'_>,
    request: &Request<'_>,
    choice: Option<&ToolChoice<'_>>,
    takes_strict: bool,
    losses: &mut Losses,
) -> Result<(), EncodeError> {
    if request.tools.is_empty() {
        return write_called(writer, &request.messages, choice, losses);
    }
    writer.key("tools");
    writer.begin_array();
    for (index, tool) in request.tools.iter().enumerate() {
        match tool {
            Tool::Function {
                name,
                description,
                parameters,
                strict,
                cache,
            } => {
                writer.begin_object();
                writer.key("name");
                writer.text(tool_name(name, || format!("tools[{index}].function.name"))?);
                if let Some(description) = description.as_ref().filter(|text| !text.is_empty()) {
                    writer.key("description");
                    writer.text(description);
                }
                writer.key("input_schema");
                let strict = strict.filter(|strict| {
                    if *strict && !takes_strict {
                        losses.dropped(
                            format!("tools[{index}].function.strict"),
                            "this model does not hold itself to schemas",
                        );
                    }
                    takes_strict
                });
                let field = || format!("tools[{index}].function.parameters");
                let schema = parameters.as_ref().map(Json::value);
                write_input(writer, schema, strict == Some(true), field, losses)
                    .map_err(|problem| refuse(field(), problem))?;
                if let Some(strict) = strict {
                    writer.key("strict");
                    writer.bool(strict);
                }
                write_cache(writer, cache.as_ref());
                writer.end_object();
            }
            Tool::Native { kind, value } if is_native_tool(kind) => writer.value(*value),
            Tool::Native { .. } => {
                return Err(refuse(
                    format!("tools[{index}].type"),
                    "a tool of this type exists only at another provider; use a function",
                ));
            }
        }
    }
    writer.end_array();
    let forced_single = request.parallel_tool_calls == Some(false);
    let choice = choice.or(if forced_single {
        Some(&ToolChoice::Auto)
    } else {
        None
    });
    if let Some(choice) = choice {
        write_choice(writer, choice, request.parallel_tool_calls)?;
    }
    Ok(())
}

fn not_offered() -> EncodeError {
    refuse(
        "tool_choice".to_owned(),
        "names a tool that is not among those this format can offer",
    )
}

fn write_choice(
    writer: &mut Writer<'_>,
    choice: &ToolChoice<'_>,
    parallel: Option<bool>,
) -> Result<(), EncodeError> {
    let (kind, name) = match choice {
        ToolChoice::Auto => ("auto", None),
        ToolChoice::None => ("none", None),
        ToolChoice::Required => ("any", None),
        ToolChoice::Named(name) => ("tool", Some(name)),
        ToolChoice::Native { .. } => return Err(not_offered()),
    };
    writer.key("tool_choice");
    writer.begin_object();
    writer.key("type");
    writer.str(kind);
    if let Some(name) = name {
        writer.key("name");
        writer.text(tool_name(name, || "tool_choice.function.name".to_owned())?);
    }
    if let Some(parallel) = parallel.filter(|_| *choice != ToolChoice::None) {
        writer.key("disable_parallel_tool_use");
        writer.bool(!parallel);
    }
    writer.end_object();
    Ok(())
}

fn write_called(
    writer: &mut Writer<'_>,
    messages: &[Message<'_>],
    choice: Option<&ToolChoice<'_>>,
    losses: &mut Losses,
) -> Result<(), EncodeError> {
    let is_demand =
        |choice: &ToolChoice<'_>| !matches!(choice, ToolChoice::Auto | ToolChoice::None);
    if choice.is_some_and(is_demand) {
        return Err(refuse(
            "tool_choice".to_owned(),
            "a call is demanded, but there are no tools",
        ));
    }
    let mut names: Vec<&Text<'_>> = Vec::new();
    for part in messages.iter().flat_map(|message| &message.parts) {
        if let Part::ToolCall { name, .. } = part
            && !names.contains(&name)
        {
            names.push(name);
        }
    }
    if names.is_empty() {
        return Ok(());
    }
    losses.push(
        LossAction::Defaulted,
        "tools",
        "the tools called before must be defined, so they are, without being callable",
    );
    writer.key("tools");
    writer.begin_array();
    for name in names {
        writer.begin_object();
        writer.key("name");
        writer.text(tool_name(name, || "messages".to_owned())?);
        writer.key("input_schema");
        writer.raw(ANY_OBJECT);
        writer.end_object();
    }
    writer.end_array();
    write_choice(writer, &ToolChoice::None, None)
}

/// Checks a tool name against `^[a-zA-Z0-9_-]{1,128}$`.
pub(super) fn tool_name<'r, 'a>(
    name: &'r Text<'a>,
    at: impl FnOnce() -> String,
) -> Result<&'r Text<'a>, EncodeError> {
    if TOOL_NAMES.allows(&name.to_str()) {
        return Ok(name);
    }
    Err(refuse(
        at(),
        "a tool name has 1 to 128 letters, digits, underscores or hyphens",
    ))
}
