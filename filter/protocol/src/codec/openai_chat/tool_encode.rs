//! Tools, the choice among them, and the form of the answer, as OpenAI takes them.

use super::TOOL_NAMES;
use crate::chat::{OutputFormat, Request, Tool, ToolChoice};
use crate::codec::openai::write_parameters;
use crate::error::EncodeError;
use crate::format::WireFormat;
use crate::json::{Text, Writer};
use crate::loss::{LossAction, Losses};

/// An error of this codec.
pub(super) fn error(at: String, problem: &'static str) -> EncodeError {
    EncodeError {
        at: at.into(),
        format: WireFormat::OpenAiChat,
        problem: problem.into(),
    }
}

/// Refuses a tool name that OpenAI does not take.
pub(super) fn check_name(name: &Text<'_>, at: impl FnOnce() -> String) -> Result<(), EncodeError> {
    if TOOL_NAMES.allows(&name.to_str()) {
        return Ok(());
    }
    Err(error(
        at(),
        "a tool's name may have 64 letters, digits, underscores and dashes at most",
    ))
}

/// Writes `tools` and what only goes with them.
pub(super) fn tools(
    request: &Request<'_>,
    writer: &mut Writer<'_>,
    losses: &mut Losses,
) -> Result<(), EncodeError> {
    let mut any = false;
    for (index, tool) in request.tools.iter().enumerate() {
        if matches!(tool, Tool::Native { .. }) {
            losses.dropped(
                format!("tools[{index}]"),
                "a tool that only its own format knows",
            );
            continue;
        }
        if !any {
            writer.key("tools");
            writer.begin_array();
            any = true;
        }
        function(tool, index, writer, losses)?;
    }
    if any {
        writer.end_array();
    }
    choice(request, any, writer, losses)?;
    match request.parallel_tool_calls {
        Some(parallel) if any => {
            writer.key("parallel_tool_calls");
            writer.bool(parallel);
        }
        // Without tools the API refuses the field, and it would mean nothing.
        _ => {}
    }
    Ok(())
}

fn function(
    tool: &Tool<'_>,
    index: usize,
    writer: &mut Writer<'_>,
    losses: &mut Losses,
) -> Result<(), EncodeError> {
    let Tool::Function {
        name,
        description,
        parameters,
        strict,
        cache,
    } = tool
    else {
        return Ok(());
    };
    check_name(name, || format!("tools[{index}].name"))?;
    if cache.is_some() {
        losses.dropped(
            format!("tools[{index}].cache_control"),
            "the provider caches by itself",
        );
    }
    writer.begin_object();
    writer.key("type");
    writer.raw(br#""function""#);
    writer.key("function");
    writer.begin_object();
    writer.key("name");
    writer.text(name);
    if let Some(description) = description {
        writer.key("description");
        writer.text(description);
    }
    if let Some(parameters) = parameters {
        writer.key("parameters");
        write_parameters(parameters.value(), writer);
    }
    if let Some(strict) = strict {
        writer.key("strict");
        writer.bool(*strict);
    }
    writer.end_object();
    writer.end_object();
    Ok(())
}

fn choice(
    request: &Request<'_>,
    any: bool,
    writer: &mut Writer<'_>,
    losses: &mut Losses,
) -> Result<(), EncodeError> {
    let Some(choice) = &request.tool_choice else {
        return Ok(());
    };
    let word = match choice {
        ToolChoice::Named(name) => return named(request, name, writer),
        ToolChoice::Native { .. } => return Err(not_offered()),
        ToolChoice::Auto => "auto",
        ToolChoice::None => "none",
        ToolChoice::Required if any => "required",
        ToolChoice::Required => {
            losses.dropped("tool_choice", "there are no tools to choose from");
            return Ok(());
        }
    };
    if any {
        writer.key("tool_choice");
        writer.str(word);
    }
    Ok(())
}

fn named(
    request: &Request<'_>,
    wanted: &Text<'_>,
    writer: &mut Writer<'_>,
) -> Result<(), EncodeError> {
    let is_wanted = |tool: &Tool<'_>| match tool {
        Tool::Function { name, .. } => name == wanted,
        Tool::Native { .. } => false,
    };
    if !request.tools.iter().any(is_wanted) {
        return Err(not_offered());
    }
    writer.key("tool_choice");
    writer.begin_object();
    writer.key("type");
    writer.raw(br#""function""#);
    writer.key("function");
    writer.begin_object();
    writer.key("name");
    writer.text(wanted);
    writer.end_object();
    writer.end_object();
    Ok(())
}

fn not_offered() -> EncodeError {
    error(
        "tool_choice".to_owned(),
        "names a tool that is not among those this format can offer",
    )
}

/// Writes `response_format`.
pub(super) fn output(
    format: Option<&OutputFormat<'_>>,
    writer: &mut Writer<'_>,
    losses: &mut Losses,
) {
    let Some(format) = format else { return };
    writer.key("response_format");
    match format {
        OutputFormat::JsonObject => writer.raw(br#"{"type":"json_object"}"#),
        OutputFormat::JsonSchema {
            name,
            description,
            schema,
            strict,
        } => {
            writer.begin_object();
            writer.key("type");
            writer.raw(br#""json_schema""#);
            writer.key("json_schema");
            writer.begin_object();
            writer.key("name");
            match name {
                Some(name) => writer.text(name),
                None => {
                    writer.str("response");
                    losses.push(
                        LossAction::Defaulted,
                        "response_format.json_schema.name",
                        "this format demands a name",
                    );
                }
            }
            if let Some(description) = description {
                writer.key("description");
                writer.text(description);
            }
            writer.key("schema");
            writer.value(schema.value());
            if let Some(strict) = strict {
                writer.key("strict");
                writer.bool(*strict);
            }
            writer.end_object();
            writer.end_object();
        }
    }
}
