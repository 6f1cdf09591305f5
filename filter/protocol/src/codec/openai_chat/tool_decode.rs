//! Tools, the choice among them, and the form of the answer.
//!
//! Source: OpenAI API reference, "Create chat completion", `tools`,
//! `tool_choice`, `response_format`, and the older `functions`, `function_call`.

use super::part_decode::cache_control;
use crate::at::At;
use crate::chat::{OutputFormat, Tool, ToolChoice};
use crate::codec::openai::Known;
use crate::error::DecodeError;
use crate::json::{Text, Value};

/// What is read of tools.
pub(super) const TOOLS: &[Known] = &[Known {
    kind: "function",
    members: &["cache_control", "prompt_cache_breakpoint"],
    inner: &[
        "name",
        "description",
        "parameters",
        "strict",
        "cache_control",
        "prompt_cache_breakpoint",
    ],
}];

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
    let object = at.required(value, "function")?;
    let at_function = at.key("function");
    let mut tool = function(object, &at_function)?;
    if let Tool::Function { cache, .. } = &mut tool {
        *cache = match cache_control(value, at)? {
            Some(marker) => Some(marker),
            None => cache_control(object, &at_function)?,
        };
    }
    Ok(tool)
}

fn function<'a>(object: Value<'a>, at: &At<'_>) -> Result<Tool<'a>, DecodeError> {
    at.object(object)?;
    Ok(Tool::Function {
        name: at.required_text(object, "name")?,
        description: at.optional_text(object, "description")?,
        parameters: object
            .get_some("parameters")
            .map(|value| at.key("parameters").object(value))
            .transpose()?
            .map(Into::into),
        strict: at.optional_bool(object, "strict")?,
        cache: None,
    })
}

/// Reads the older `functions`.
pub(super) fn functions<'a>(list: Value<'a>, at: &At<'_>) -> Result<Vec<Tool<'a>>, DecodeError> {
    at.array(list)?
        .items()
        .enumerate()
        .map(|(index, item)| function(item, &at.item(index)))
        .collect()
}

/// A choice as it was written, and the tools it narrows the list down to.
pub(super) struct Choice<'a> {
    pub(super) choice: ToolChoice<'a>,
    pub(super) allowed: Option<Vec<Text<'a>>>,
}

impl<'a> From<ToolChoice<'a>> for Choice<'a> {
    fn from(choice: ToolChoice<'a>) -> Self {
        Self {
            choice,
            allowed: None,
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
        kind @ ("function" | "custom") => {
            let named = at.required(value, kind)?;
            let at = at.key(kind);
            at.object(named)?;
            Ok(ToolChoice::Named(at.required_text(named, "name")?).into())
        }
        "allowed_tools" => {
            let at = at.key("allowed_tools");
            // Some clients leave out the inner object.
            allowed(value.get_some("allowed_tools").unwrap_or(value), &at)
        }
        word @ ("auto" | "none" | "required") => {
            choice_word(&Text::from(word), at).map(Choice::from)
        }
        _ => Err(at
            .key("type")
            .problem("unsupported; must be function, custom or allowed_tools")),
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
    at.object(value)?;
    let mode = at.required_text(value, "mode")?;
    let choice = match &*mode.to_str() {
        "auto" => ToolChoice::Auto,
        "required" => ToolChoice::Required,
        _ => return Err(at.key("mode").problem("must be auto or required")),
    };
    let at_tools = at.key("tools");
    let list = at_tools.array(at.required(value, "tools")?)?;
    let mut names = Vec::new();
    for (index, item) in list.items().enumerate() {
        let at = at_tools.item(index);
        let inner = ["function", "custom"]
            .iter()
            .find_map(|kind| item.get_some(kind))
            .unwrap_or(item);
        names.push(at.required_text(inner, "name")?);
    }
    Ok(Choice {
        choice,
        allowed: Some(names),
    })
}

/// Leaves only the tools with these names.
pub(super) fn retain_allowed(tools: &mut Vec<Tool<'_>>, allowed: &[Text<'_>]) {
    tools.retain(|tool| {
        let name = match tool {
            Tool::Function { name, .. } => Some(name.clone()),
            Tool::Native { kind, value } => value
                .get_some(&kind.to_str())
                .and_then(|inner| inner.get_some("name"))
                .and_then(|name| name.text()),
        };
        name.is_some_and(|name| allowed.contains(&name))
    });
}

/// Reads the older `function_call`.
pub(super) fn function_choice<'a>(
    value: Value<'a>,
    at: &At<'_>,
) -> Result<ToolChoice<'a>, DecodeError> {
    match value.text() {
        Some(word) => choice_word(&word, at),
        None if value.is_object() => Ok(ToolChoice::Named(at.required_text(value, "name")?)),
        None => Err(at.expected("a string or an object")),
    }
}

/// Reads `response_format`; `text` is what no format at all means.
pub(super) fn response_format<'a>(
    value: Value<'a>,
    at: &At<'_>,
) -> Result<Option<OutputFormat<'a>>, DecodeError> {
    at.object(value)?;
    let kind = at.required_text(value, "type")?;
    match &*kind.to_str() {
        "text" => Ok(None),
        "json_object" => Ok(Some(OutputFormat::JsonObject)),
        "json_schema" => {
            let object = at.required(value, "json_schema")?;
            let at = at.key("json_schema");
            at.object(object)?;
            Ok(Some(OutputFormat::JsonSchema {
                name: at.optional_text(object, "name")?,
                description: at.optional_text(object, "description")?,
                schema: at
                    .key("schema")
                    .object(at.required(object, "schema")?)?
                    .into(),
                strict: at.optional_bool(object, "strict")?,
            }))
        }
        _ => Err(at
            .key("type")
            .problem("unsupported; must be text, json_object or json_schema")),
    }
}
