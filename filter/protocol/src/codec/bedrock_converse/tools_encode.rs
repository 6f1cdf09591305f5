//! Hub to `toolConfig`.

use crate::chat::{Part, Request, Tool, ToolChoice};
use crate::claude::schema::{ANY_OBJECT, write_input};
use crate::error::EncodeError;
use crate::json::{Json, Text, Writer};
use crate::loss::{LossAction, Losses};

use super::TOOL_NAMES;
use super::models::Rules;
use super::write::{member, refuse, write_point};

/// Writes the tools and the choice among them.
///
/// Where calls stand in the history the API wants tools, and it has no way to
/// forbid a call. So tools that may not be called are left out if there are no
/// such calls, and the called ones are put in where the client gave none.
pub(super) fn write_tools(
    writer: &mut Writer<'_>,
    request: &Request<'_>,
    choice: Option<&ToolChoice<'_>>,
    rules: Rules,
    losses: &mut Losses,
) -> Result<(), EncodeError> {
    let called = called(request);
    if request.tools.is_empty() {
        return write_called(writer, &called, choice, losses);
    }
    if choice == Some(&ToolChoice::None) {
        if called.is_empty() {
            losses.push(
                LossAction::Renamed,
                "tool_choice",
                "tools that may not be called are left out",
            );
            return Ok(());
        }
        losses.dropped(
            "tool_choice",
            "calls cannot be forbidden where earlier turns have some",
        );
    }
    writer.key("toolConfig");
    writer.begin_object();
    writer.key("tools");
    writer.begin_array();
    for (index, tool) in request.tools.iter().enumerate() {
        write_tool(writer, tool, index, rules, losses)?;
    }
    writer.end_array();
    write_choice(writer, choice)?;
    writer.end_object();
    Ok(())
}

fn write_tool(
    writer: &mut Writer<'_>,
    tool: &Tool<'_>,
    index: usize,
    rules: Rules,
    losses: &mut Losses,
) -> Result<(), EncodeError> {
    match tool {
        Tool::Function {
            name,
            description,
            parameters,
            strict,
            cache,
        } => {
            begin_spec(writer, name, || format!("tools[{index}].function.name"))?;
            if let Some(description) = description.as_ref().filter(|text| !text.is_empty()) {
                member(writer, "description", description);
            }
            let takes_strict = rules.claude.schema;
            if *strict == Some(true) && !takes_strict {
                losses.dropped(
                    format!("tools[{index}].function.strict"),
                    "this model does not hold itself to schemas",
                );
            }
            let strict = strict.filter(|_| takes_strict);
            let field = || format!("tools[{index}].function.parameters");
            writer.key("inputSchema");
            writer.begin_object();
            writer.key("json");
            let schema = parameters.as_ref().map(Json::value);
            write_input(writer, schema, strict == Some(true), field, losses)
                .map_err(|problem| refuse(field(), problem))?;
            writer.end_object();
            if let Some(strict) = strict {
                writer.key("strict");
                writer.bool(strict);
            }
            end_spec(writer);
            match cache {
                Some(cache) if rules.caches => write_point(writer, cache),
                Some(_) => losses.dropped(
                    format!("tools[{index}].cache_control"),
                    "this model caches no prompts",
                ),
                None => {}
            }
        }
        Tool::Native { kind, value } if *kind == "systemTool" => writer.value(*value),
        Tool::Native { .. } => {
            return Err(refuse(
                format!("tools[{index}].type"),
                "a tool of this type exists only at another provider; use a function",
            ));
        }
    }
    Ok(())
}

fn begin_spec(
    writer: &mut Writer<'_>,
    name: &Text<'_>,
    at: impl FnOnce() -> String,
) -> Result<(), EncodeError> {
    if !TOOL_NAMES.allows(&name.to_str()) {
        return Err(refuse(
            at(),
            "a tool name has 1 to 64 letters, digits, underscores or hyphens",
        ));
    }
    writer.begin_object();
    writer.key("toolSpec");
    writer.begin_object();
    member(writer, "name", name);
    Ok(())
}

fn end_spec(writer: &mut Writer<'_>) {
    writer.end_object();
    writer.end_object();
}

fn not_offered() -> EncodeError {
    refuse(
        "tool_choice".to_owned(),
        "names a tool that is not among those this format can offer",
    )
}

fn write_choice(
    writer: &mut Writer<'_>,
    choice: Option<&ToolChoice<'_>>,
) -> Result<(), EncodeError> {
    let (kind, name) = match choice {
        None | Some(ToolChoice::None) => return Ok(()),
        Some(ToolChoice::Auto) => ("auto", None),
        Some(ToolChoice::Required) => ("any", None),
        Some(ToolChoice::Named(name)) => ("tool", Some(name)),
        Some(ToolChoice::Native { .. }) => return Err(not_offered()),
    };
    writer.key("toolChoice");
    writer.begin_object();
    writer.key(kind);
    writer.begin_object();
    if let Some(name) = name {
        if !TOOL_NAMES.allows(&name.to_str()) {
            return Err(refuse(
                "tool_choice.function.name".to_owned(),
                "a tool name has 1 to 64 letters, digits, underscores or hyphens",
            ));
        }
        member(writer, "name", name);
    }
    writer.end_object();
    writer.end_object();
    Ok(())
}

/// The names of the tools that were called before, each once.
fn called<'r, 'a>(request: &'r Request<'a>) -> Vec<&'r Text<'a>> {
    let mut names: Vec<&Text<'_>> = Vec::new();
    let parts = request.messages.iter().flat_map(|message| &message.parts);
    for part in parts {
        if let Part::ToolCall { name, .. } = part
            && !names.contains(&name)
        {
            names.push(name);
        }
    }
    names
}

fn write_called(
    writer: &mut Writer<'_>,
    called: &[&Text<'_>],
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
    if called.is_empty() {
        return Ok(());
    }
    losses.push(
        LossAction::Defaulted,
        "tools",
        "the tools called before must be defined, so they are, with any arguments",
    );
    writer.key("toolConfig");
    writer.begin_object();
    writer.key("tools");
    writer.begin_array();
    for name in called {
        begin_spec(writer, name, || "messages".to_owned())?;
        writer.key("inputSchema");
        writer.begin_object();
        writer.key("json");
        writer.raw(ANY_OBJECT);
        writer.end_object();
        end_spec(writer);
    }
    writer.end_array();
    writer.end_object();
    Ok(())
}
