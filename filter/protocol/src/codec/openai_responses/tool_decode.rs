//! Tools, the choice among them, and the form of the answer.
//!
//! Source: OpenAI API reference, "Create a model response", `tools`,
//! `tool_choice`, `text`; and "Function calling", "Strict mode".

use super::words::is_native_tool;
use crate::at::At;
use crate::chat::{OutputFormat, Tool, ToolChoice};
use crate::error::DecodeError;
use crate::json::{Text, Value};

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
        }
    }
}

/// Reads `tool_choice`. A tool of the provider has its type for a name.
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
        "mcp" => Ok(ToolChoice::Named(at.required_text(value, "server_label")?).into()),
        _ if is_native_tool(&kind) => Ok(ToolChoice::Named(kind).into()),
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
    let choice = match choice_word(&mode, &at.key("mode"))? {
        ToolChoice::Required => ToolChoice::Required,
        ToolChoice::Auto | ToolChoice::None | ToolChoice::Named(_) => ToolChoice::Auto,
    };
    let at_tools = at.key("tools");
    let list = at_tools.array(at.required(value, "tools")?)?;
    let mut names = Vec::new();
    for (index, item) in list.items().enumerate() {
        let at = at_tools.item(index);
        let name = match at.optional_text(item, "name")? {
            Some(name) => Some(name),
            None => at.optional_text(item, "server_label")?,
        };
        names.push(Allowed {
            kind: at.required_text(item, "type")?,
            name,
        });
    }
    Ok(Choice {
        choice,
        allowed: Some(names),
    })
}

/// Leaves only the tools that are allowed.
pub(super) fn retain_allowed(tools: &mut Vec<Tool<'_>>, allowed: &[Allowed<'_>]) {
    tools.retain(|tool| {
        let (kind, name) = match tool {
            Tool::Function { name, .. } => (Text::Literal(b"function"), Some(name.clone())),
            Tool::Native { kind, value } => (kind.clone(), native_name(*value)),
        };
        allowed
            .iter()
            .any(|one| one.kind == kind && (one.name.is_none() || one.name == name))
    });
}

/// The name by which a tool that only this format knows is chosen, beside its type.
pub(super) fn native_name(tool: Value<'_>) -> Option<Text<'_>> {
    let name = tool
        .get_some("name")
        .or_else(|| tool.get_some("server_label"));
    name.and_then(|name| name.text())
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
