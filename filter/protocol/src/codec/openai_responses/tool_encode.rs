//! Tools and the choice among them, as this format takes them.

use super::TOOL_NAMES;
use super::tool_decode::native_name;
use super::words::is_native_tool;
use crate::chat::{Request, Tool, ToolChoice};
use crate::codec::openai::write_parameters;
use crate::error::EncodeError;
use crate::format::WireFormat;
use crate::json::{Text, Value, Writer};
use crate::loss::Losses;

/// An error of this codec.
pub(super) fn error(at: String, problem: &'static str) -> EncodeError {
    EncodeError {
        at: at.into(),
        format: WireFormat::OpenAiResponses,
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
        if let Tool::Native { kind, .. } = tool
            && !is_native_tool(kind)
        {
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
        match tool {
            Tool::Native { value, .. } => native(*value, writer),
            function => self::function(function, index, writer, losses)?,
        }
    }
    if any {
        writer.end_array();
    }
    choice(request, any, writer, losses)?;
    if let Some(parallel) = request.parallel_tool_calls.filter(|_| any) {
        writer.key("parallel_tool_calls");
        writer.bool(parallel);
    }
    Ok(())
}

/// Writes a tool as it is; a custom one of Chat Completions, which has its members
/// one level deeper, as it is here.
fn native(tool: Value<'_>, writer: &mut Writer<'_>) {
    let Some(custom) = tool.get_some("custom").filter(Value::is_object) else {
        writer.value(tool);
        return;
    };
    writer.begin_object();
    writer.key("type");
    writer.raw(br#""custom""#);
    for (key, value) in custom.members() {
        writer.key_text(&key);
        let grammar = value.get_some("grammar").filter(|_| key == "format");
        let Some(grammar) = grammar else {
            writer.value(value);
            continue;
        };
        writer.begin_object();
        writer.key("type");
        writer.raw(br#""grammar""#);
        for (key, value) in grammar.members() {
            writer.key_text(&key);
            writer.value(value);
        }
        writer.end_object();
    }
    writer.end_object();
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
    writer.key("name");
    writer.text(name);
    if let Some(description) = description {
        writer.key("description");
        writer.text(description);
    }
    writer.key("parameters");
    match parameters {
        Some(parameters) => write_parameters(parameters.value(), writer),
        None if *strict == Some(true) => writer.raw(
            br#"{"type":"object","properties":{},"required":[],"additionalProperties":false}"#,
        ),
        None => writer.raw(br#"{"type":"object","properties":{}}"#),
    }
    // Said in any case: what is not said is strict here, and not so elsewhere.
    writer.key("strict");
    writer.bool(*strict == Some(true));
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
        ToolChoice::Native { kind, server, name } => {
            return hosted(request, (kind, server.as_ref(), name.as_ref()), writer);
        }
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

/// Writes the choice of a function or of a custom tool, which has a form of its own.
fn named(
    request: &Request<'_>,
    wanted: &Text<'_>,
    writer: &mut Writer<'_>,
) -> Result<(), EncodeError> {
    let kind = request.tools.iter().find_map(|tool| match tool {
        Tool::Function { name, .. } => (name == wanted).then_some("function"),
        Tool::Native { kind, value } if *kind == "custom" => {
            let inner = value.get_some("custom").filter(Value::is_object);
            let name = native_name(kind, inner.unwrap_or(*value));
            name.is_some_and(|name| name == *wanted).then_some("custom")
        }
        Tool::Native { .. } => None,
    });
    let kind = kind.ok_or_else(not_offered)?;
    writer.key("tool_choice");
    writer.begin_object();
    writer.key("type");
    writer.str(kind);
    writer.key("name");
    writer.text(wanted);
    writer.end_object();
    Ok(())
}

/// Writes the choice of a tool of the provider: its type, and which tool of which
/// server where there may be several.
fn hosted(
    request: &Request<'_>,
    (wanted, server, name): (&Text<'_>, Option<&Text<'_>>, Option<&Text<'_>>),
    writer: &mut Writer<'_>,
) -> Result<(), EncodeError> {
    let is_wanted = |tool: &Tool<'_>| match tool {
        Tool::Native { kind, value } => {
            kind == wanted && (server.is_none() || native_name(kind, *value).as_ref() == server)
        }
        Tool::Function { .. } => false,
    };
    if !is_native_tool(wanted) || !request.tools.iter().any(is_wanted) {
        return Err(not_offered());
    }
    writer.key("tool_choice");
    writer.begin_object();
    writer.key("type");
    writer.text(wanted);
    for (key, text) in [("server_label", server), ("name", name)] {
        if let Some(text) = text {
            writer.key(key);
            writer.text(text);
        }
    }
    writer.end_object();
    Ok(())
}

fn not_offered() -> EncodeError {
    error(
        "tool_choice".to_owned(),
        "names a tool that is not among those this format can offer",
    )
}
