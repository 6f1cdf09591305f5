//! Tools, the choice among them, and the form of the answer, as Cohere takes them.

use crate::chat::{OutputFormat, Request, Tool, ToolChoice};
use crate::error::EncodeError;
use crate::format::WireFormat;
use crate::json::{Json, Text, Writer};
use crate::loss::{LossAction, Losses};

/// An error of this codec.
pub(super) fn error(at: String, problem: &'static str) -> EncodeError {
    EncodeError {
        at: at.into(),
        format: WireFormat::CohereChat,
        problem: problem.into(),
    }
}

/// Writes `tools`, `strict_tools` and `tool_choice`.
pub(super) fn tools(
    request: &Request<'_>,
    writer: &mut Writer<'_>,
    losses: &mut Losses,
) -> Result<(), EncodeError> {
    let wanted = match &request.tool_choice {
        Some(ToolChoice::Named(name)) => Some(name),
        _ => None,
    };
    let mut strict = Vec::new();
    for (index, tool) in request.tools.iter().enumerate() {
        let Tool::Function {
            name,
            description,
            parameters,
            strict: own,
            cache,
        } = tool
        else {
            losses.dropped(
                format!("tools[{index}]"),
                "a tool that only its own format knows",
            );
            continue;
        };
        if wanted.is_some_and(|wanted| wanted != name) {
            continue;
        }
        if cache.is_some() {
            losses.dropped(
                format!("tools[{index}].cache_control"),
                "the provider caches by itself",
            );
        }
        if strict.is_empty() {
            writer.key("tools");
            writer.begin_array();
        }
        strict.push(*own);
        function(name, description.as_ref(), parameters.as_ref(), writer);
    }
    if !strict.is_empty() {
        writer.end_array();
        strictness(&strict, writer, losses);
    }
    choice(request, !strict.is_empty(), writer, losses)?;
    if request.parallel_tool_calls == Some(false) && !strict.is_empty() {
        losses.dropped(
            "parallel_tool_calls",
            "the model decides how many tools it calls",
        );
    }
    Ok(())
}

fn function(
    name: &Text<'_>,
    description: Option<&Text<'_>>,
    parameters: Option<&Json<'_>>,
    writer: &mut Writer<'_>,
) {
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
    // Demanded, also of a function without parameters.
    writer.key("parameters");
    match parameters {
        Some(schema) => writer.value(schema.value()),
        None => writer.raw(br#"{"type":"object","properties":{}}"#),
    }
    writer.end_object();
    writer.end_object();
}

/// One flag for all tools.
fn strictness(tools: &[Option<bool>], writer: &mut Writer<'_>, losses: &mut Losses) {
    let all = |wanted: bool| tools.iter().all(|strict| *strict == Some(wanted));
    if all(true) || all(false) {
        writer.key("strict_tools");
        writer.bool(all(true));
    } else if tools.contains(&Some(true)) {
        losses.dropped("tools.strict", "strictness is for all tools or none here");
    }
}

fn choice(
    request: &Request<'_>,
    any: bool,
    writer: &mut Writer<'_>,
    losses: &mut Losses,
) -> Result<(), EncodeError> {
    let word = match &request.tool_choice {
        None | Some(ToolChoice::Auto) => return Ok(()),
        Some(ToolChoice::Native { .. }) => return Err(not_offered()),
        Some(ToolChoice::Named(_)) if !any => return Err(not_offered()),
        Some(ToolChoice::Named(_)) => {
            if request.tools.len() > 1 {
                losses.push(
                    LossAction::Renamed,
                    "tool_choice",
                    "the tool is offered alone and required",
                );
            }
            "REQUIRED"
        }
        Some(ToolChoice::Required) => "REQUIRED",
        Some(ToolChoice::None) => "NONE",
    };
    if any {
        writer.key("tool_choice");
        writer.str(word);
    } else if word == "REQUIRED" {
        losses.dropped("tool_choice", "there are no tools to choose from");
    }
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
    request: &Request<'_>,
    writer: &mut Writer<'_>,
    losses: &mut Losses,
) -> Result<(), EncodeError> {
    let Some(format) = &request.output else {
        return Ok(());
    };
    let offers_tools = request
        .tools
        .iter()
        .any(|tool| matches!(tool, Tool::Function { .. }));
    if offers_tools {
        return Err(error(
            "response_format".to_owned(),
            "JSON output and tools exclude each other here; leave out one of them",
        ));
    }
    writer.key("response_format");
    writer.begin_object();
    writer.key("type");
    writer.raw(br#""json_object""#);
    if let OutputFormat::JsonSchema {
        schema,
        description,
        ..
    } = format
    {
        if description.is_some() {
            losses.dropped(
                "response_format.json_schema.description",
                "a schema has no description beside its own",
            );
        }
        writer.key("json_schema");
        writer.value(schema.value());
    }
    writer.end_object();
    Ok(())
}
