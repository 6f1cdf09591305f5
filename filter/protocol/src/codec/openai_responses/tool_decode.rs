//! Tools, the choice among them, and the form of the answer.
//!
//! Source: OpenAI API reference, "Create a model response", `tools`,
//! `tool_choice`, `text`; and "Function calling", "Strict mode".

use super::words::is_native_tool;
use crate::at::At;
use crate::chat::{Extra, OutputFormat, Tool, ToolChoice};
use crate::codec::openai::Known;
use crate::error::DecodeError;
use crate::json::{Text, Value};

/// What is read of tools.
pub(super) const TOOLS: &[Known] = &[Known {
    kind: "function",
    members: &["name", "description", "parameters", "strict"],
    inner: &[],
}];

/// How deep a schema is looked into.
const DEEPEST: usize = 32;

/// Reads `tools`.
pub(super) fn tools<'a>(list: Value<'a>, at: &At<'_>) -> Result<Vec<Tool<'a>>, DecodeError> {
    at.array(list)?
        .items()
        .enumerate()
        .map(|(index, item)| tool(item, &at.item(index)))
        .collect()
}

fn tool<'a>(value: Value<'a>, at: &At<'_>) -> Result<Tool<'a>, DecodeError> {
    at.object(value)?;
    let kind = at.required_text(value, "type")?;
    if kind != "function" {
        return Ok(Tool::Native { kind, value });
    }
    let parameters = value
        .get_some("parameters")
        .map(|value| at.key("parameters").object(value))
        .transpose()?;
    // Strict is the default here, but of a schema that is not made for it the API
    // makes another one; elsewhere such a schema would be refused as strict.
    let strict = at
        .optional_bool(value, "strict")?
        .or_else(|| parameters.is_some_and(is_strict).then_some(true));
    Ok(Tool::Function {
        name: at.required_text(value, "name")?,
        description: at.optional_text(value, "description")?,
        parameters: parameters.map(Into::into),
        strict,
        cache: None,
    })
}

/// Whether a schema is one that strict mode takes: every object in it is closed and
/// has all its properties required.
fn is_strict(schema: Value<'_>) -> bool {
    schema.get_some("properties").is_some() && is_closed(schema, DEEPEST)
}

fn is_closed(schema: Value<'_>, depth: usize) -> bool {
    let Some(depth) = depth.checked_sub(1) else {
        return false;
    };
    for (key, value) in schema.members() {
        let is_fine = match &*key.to_str() {
            "properties" => {
                let is_required = |name: &Text<'_>| {
                    let required = schema.get("required");
                    let mut names = required.into_iter().flat_map(|list| list.items());
                    names.any(|item| item.text().is_some_and(|item| item == *name))
                };
                schema.get("additionalProperties").and_then(|v| v.bool()) == Some(false)
                    && value
                        .members()
                        .all(|(name, inner)| is_required(&name) && is_closed(inner, depth))
            }
            "$defs" | "definitions" => value.members().all(|(_, inner)| is_closed(inner, depth)),
            "items" => is_closed(value, depth),
            "anyOf" => value.items().all(|inner| is_closed(inner, depth)),
            "allOf" | "oneOf" | "patternProperties" | "not" | "if" => false,
            _ => true,
        };
        if !is_fine {
            return false;
        }
    }
    true
}

/// A choice as it was written, and the tools it narrows the list down to.
pub(super) struct Choice<'a> {
    pub(super) choice: ToolChoice<'a>,
    pub(super) allowed: Option<Vec<Allowed<'a>>>,
    /// What narrows it further, for which the hub has no place.
    pub(super) extra: Vec<Extra<'a>>,
}

/// One of the allowed tools.
pub(super) struct Allowed<'a> {
    kind: Text<'a>,
    /// Its name, or the label of its server.
    name: Option<Text<'a>>,
}

impl<'a> From<ToolChoice<'a>> for Choice<'a> {
    fn from(choice: ToolChoice<'a>) -> Self {
        Self {
            choice,
            allowed: None,
            extra: Vec::new(),
        }
    }
}

/// Reads `tool_choice`.
pub(super) fn tool_choice<'a>(value: Value<'a>, at: &At<'_>) -> Result<Choice<'a>, DecodeError> {
    if let Some(word) = value.text() {
        return choice_word(&word, at).map(Choice::from);
    }
    if !value.is_object() {
        return Err(at.expected("a string or an object"));
    }
    let kind = at.required_text(value, "type")?;
    match &*kind.to_str() {
        "function" | "custom" => {
            // Some clients write it as Chat Completions has it.
            let inner = value.get_some("function").unwrap_or(value);
            Ok(ToolChoice::Named(at.required_text(inner, "name")?).into())
        }
        "allowed_tools" => allowed(value, at),
        "mcp" => Ok(ToolChoice::Native {
            server: Some(at.required_text(value, "server_label")?),
            name: at.optional_text(value, "name")?,
            kind,
        }
        .into()),
        _ if is_native_tool(&kind) => Ok(ToolChoice::Native {
            kind,
            server: None,
            name: None,
        }
        .into()),
        _ => Err(at.key("type").problem(
            "unsupported; must be function, custom, mcp, allowed_tools or the type of a tool",
        )),
    }
}

fn choice_word(word: &Text<'_>, at: &At<'_>) -> Result<ToolChoice<'static>, DecodeError> {
    match &*word.to_str() {
        "auto" => Ok(ToolChoice::Auto),
        "none" => Ok(ToolChoice::None),
        "required" => Ok(ToolChoice::Required),
        _ => Err(at.problem("must be auto, none, required or an object")),
    }
}

/// Reads `allowed_tools`. The hub has no list beside the list of tools, so the
/// caller leaves out the others, which is what it means to the model.
fn allowed<'a>(value: Value<'a>, at: &At<'_>) -> Result<Choice<'a>, DecodeError> {
    let mode = at.required_text(value, "mode")?;
    let choice = match &*mode.to_str() {
        "auto" => ToolChoice::Auto,
        "required" => ToolChoice::Required,
        _ => return Err(at.key("mode").problem("must be auto or required")),
    };
    let at_tools = at.key("tools");
    let list = at_tools.array(at.required(value, "tools")?)?;
    let (mut names, mut extra) = (Vec::new(), Vec::new());
    for (index, item) in list.items().enumerate() {
        let at = at_tools.item(index);
        let kind = at.required_text(item, "type")?;
        let key = name_key(&kind);
        if let Some(value) = item.get_some("name").filter(|_| key != "name") {
            let name = Text::from(format!("tool_choice.tools[{index}].name"));
            extra.push(Extra { name, value });
        }
        names.push(Allowed {
            name: at.optional_text(item, key)?,
            kind,
        });
    }
    Ok(Choice {
        choice,
        allowed: Some(names),
        extra,
    })
}

/// Leaves only the tools that are allowed.
pub(super) fn retain_allowed(tools: &mut Vec<Tool<'_>>, allowed: &[Allowed<'_>]) {
    tools.retain(|tool| {
        let (kind, name) = match tool {
            Tool::Function { name, .. } => (Text::Literal(b"function"), Some(name.clone())),
            Tool::Native { kind, value } => (kind.clone(), native_name(kind, *value)),
        };
        allowed
            .iter()
            .any(|one| one.kind == kind && (one.name.is_none() || one.name == name))
    });
}

/// The member that tells tools of one type apart.
fn name_key(kind: &Text<'_>) -> &'static str {
    if *kind == "mcp" {
        "server_label"
    } else {
        "name"
    }
}

/// The name by which a tool that only this format knows is chosen, beside its type.
pub(super) fn native_name<'a>(kind: &Text<'_>, tool: Value<'a>) -> Option<Text<'a>> {
    tool.get_some(name_key(kind)).and_then(|name| name.text())
}

/// Reads `text.format`; `text` is what no format at all means.
pub(super) fn output_format<'a>(
    value: Value<'a>,
    at: &At<'_>,
) -> Result<Option<OutputFormat<'a>>, DecodeError> {
    at.object(value)?;
    let kind = at.required_text(value, "type")?;
    match &*kind.to_str() {
        "text" => Ok(None),
        "json_object" => Ok(Some(OutputFormat::JsonObject)),
        "json_schema" => Ok(Some(OutputFormat::JsonSchema {
            name: at.optional_text(value, "name")?,
            description: at.optional_text(value, "description")?,
            schema: at
                .key("schema")
                .object(at.required(value, "schema")?)?
                .into(),
            strict: at.optional_bool(value, "strict")?,
        })),
        _ => Err(at
            .key("type")
            .problem("unsupported; must be text, json_object or json_schema")),
    }
}
