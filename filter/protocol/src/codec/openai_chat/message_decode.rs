//! Messages of a request to the hub's messages.
//!
//! Source: OpenAI API reference, "Create chat completion", `messages`.

use super::details;
use super::extra_content;
use super::part_decode::{PARTS, cache_control, content, mark_last, plain};
use crate::at::At;
use crate::chat::{Extra, Message, Part, Role};
use crate::codec::openai::{Known, arguments, keep_unknown};
use crate::error::DecodeError;
use crate::json::{Text, Value};

/// What is read of calls. Libraries that put streams together keep their numbers.
const CALLS: &[Known] = &[Known {
    kind: "function",
    members: &[
        "id",
        "index",
        "extra_content",
        "cache_control",
        "prompt_cache_breakpoint",
    ],
    inner: &["name", "arguments"],
}];

/// Reads the list of messages.
pub(super) fn messages<'a>(list: Value<'a>, at: &At<'_>) -> Result<Vec<Message<'a>>, DecodeError> {
    at.array(list)?;
    let mut out: Vec<Message<'a>> = Vec::with_capacity(list.items().count());
    let mut legacy = LegacyCall::default();
    for (index, item) in list.items().enumerate() {
        out.push(message(item, index, &at.item(index), &mut legacy)?);
    }
    if out.is_empty() {
        return Err(at.problem("empty array, but at least one message is needed"));
    }
    Ok(out)
}

/// The last `function_call`, which has no id that its answer could name.
#[derive(Default)]
struct LegacyCall(Option<String>);

fn message<'a>(
    value: Value<'a>,
    index: usize,
    at: &At<'_>,
    legacy: &mut LegacyCall,
) -> Result<Message<'a>, DecodeError> {
    at.object(value)?;
    let fields = Fields::read(value, at)?;
    let role = fields
        .role
        .ok_or_else(|| DecodeError::missing(at.key("role").path()))?;
    let role = at.key("role").text(role)?;
    let mut parts = Vec::new();
    let role = match &*role.to_bytes() {
        b"system" => fields.plain(Role::System, at, &mut parts)?,
        b"developer" => fields.plain(Role::Developer, at, &mut parts)?,
        b"user" => fields.plain(Role::User, at, &mut parts)?,
        b"assistant" => {
            assistant(&fields, index, at, legacy, &mut parts)?;
            Role::Assistant
        }
        b"tool" => {
            let call_id = fields
                .tool_call_id
                .ok_or_else(|| DecodeError::missing(at.key("tool_call_id").path()))?;
            parts.push(fields.tool_result(at.key("tool_call_id").text(call_id)?, at)?);
            Role::User
        }
        b"function" => {
            let id = legacy.0.take().unwrap_or_else(|| made_up_id(index));
            parts.push(fields.tool_result(Text::from(id), at)?);
            Role::User
        }
        _ => {
            return Err(at
                .key("role")
                .problem("must be one of system, developer, user, assistant, tool, function"));
        }
    };
    let mut extra = fields.extra;
    if let Some(list) = fields.content {
        keep_unknown(list, "content", PARTS, &mut extra);
    }
    if let Some(list) = fields.tool_calls {
        keep_unknown(list, "tool_calls", CALLS, &mut extra);
    }
    if fields.is_marked {
        mark_last(&mut parts, cache_control(value, at)?);
    }
    let is_result = matches!(parts.first(), Some(Part::ToolResult { .. }));
    Ok(Message {
        role,
        parts,
        // Beside a result it is the function's name, which its call tells already.
        name: fields.name.filter(|_| !is_result),
        index: Some(index),
        extra,
    })
}

fn made_up_id(index: usize) -> String {
    format!("call_{index}")
}

/// The members of one message, found in one walk.
#[derive(Default)]
struct Fields<'a> {
    role: Option<Value<'a>>,
    /// Whether there is a cache marker.
    is_marked: bool,
    content: Option<Value<'a>>,
    name: Option<Text<'a>>,
    tool_call_id: Option<Value<'a>>,
    tool_calls: Option<Value<'a>>,
    function_call: Option<Value<'a>>,
    refusal: Option<Text<'a>>,
    reasoning: Option<Text<'a>>,
    details: Option<Value<'a>>,
    audio: Option<Value<'a>>,
    annotations: Option<Value<'a>>,
    extra: Vec<Extra<'a>>,
}

impl<'a> Fields<'a> {
    fn read(message: Value<'a>, at: &At<'_>) -> Result<Self, DecodeError> {
        let mut fields = Self::default();
        for (name, value) in message.members().filter(|(_, value)| !value.is_null()) {
            let key = name.to_bytes();
            match &*key {
                b"role" => fields.role = Some(value),
                b"cache_control" | b"prompt_cache_breakpoint" => fields.is_marked = true,
                b"content" => fields.content = Some(value),
                b"name" => fields.name = Some(at.key("name").text(value)?),
                b"tool_call_id" => fields.tool_call_id = Some(value),
                b"tool_calls" => fields.tool_calls = Some(value),
                b"function_call" => fields.function_call = Some(value),
                b"refusal" => fields.refusal = Some(at.key("refusal").text(value)?),
                b"reasoning_details" if value.is_array() => fields.details = Some(value),
                b"audio" => fields.audio = Some(value),
                // Clients send answers back as their library holds them: with `[]`.
                b"annotations" => fields.annotations = value.items().next().map(|_| value),
                b"reasoning_content" | b"reasoning" if value.text().is_some() => {
                    // Some servers write both, with the same text.
                    if fields.reasoning.is_none() || *key == *b"reasoning_content" {
                        fields.reasoning = value.text();
                    }
                }
                _ => {
                    drop(key);
                    fields.extra.push(Extra { name, value });
                }
            }
        }
        Ok(fields)
    }

    fn plain(
        &self,
        role: Role,
        at: &At<'_>,
        parts: &mut Vec<Part<'a>>,
    ) -> Result<Role, DecodeError> {
        content(self.content, &at.key("content"), parts)?;
        Ok(role)
    }

    fn tool_result(&self, call_id: Text<'a>, at: &At<'_>) -> Result<Part<'a>, DecodeError> {
        let mut parts = Vec::new();
        content(self.content, &at.key("content"), &mut parts)?;
        Ok(Part::ToolResult {
            call_id,
            content: parts,
            is_error: None,
            cache: None,
        })
    }
}

fn assistant<'a>(
    fields: &Fields<'a>,
    index: usize,
    at: &At<'_>,
    legacy: &mut LegacyCall,
    parts: &mut Vec<Part<'a>>,
) -> Result<(), DecodeError> {
    reasoning(fields.reasoning.clone(), fields.details, parts);
    content(fields.content, &at.key("content"), parts)?;
    cite_last(parts, fields.annotations);
    if let Some(text) = fields.refusal.clone().filter(|text| !text.is_empty()) {
        parts.push(Part::Refusal { text });
    }
    if let Some(value) = fields.audio {
        parts.push(Part::Native {
            kind: Text::from("audio"),
            value,
        });
    }
    if let Some(calls) = fields.tool_calls {
        let at = at.key("tool_calls");
        for (number, call) in at.array(calls)?.items().enumerate() {
            parts.extend(extra_content::part_of(call));
            parts.push(tool_call(call, &at.item(number))?);
        }
    }
    if let Some(call) = fields.function_call {
        let at = at.key("function_call");
        let id = made_up_id(index);
        legacy.0 = Some(id.clone());
        parts.push(Part::ToolCall {
            id: Text::from(id),
            name: at.required_text(at.object(call)?, "name")?,
            arguments: arguments(call.get("arguments")),
            cache: None,
        });
    }
    Ok(())
}

/// Adds the reasoning of a message: its details, which have the same text with its
/// signature, or the text alone.
pub(super) fn reasoning<'a>(
    text: Option<Text<'a>>,
    details: Option<Value<'a>>,
    parts: &mut Vec<Part<'a>>,
) {
    let mut detailed = details.map(details::read).unwrap_or_default();
    let has_text =
        |part: &Part<'_>| matches!(part, Part::Reasoning { text, .. } if !text.is_empty());
    if let Some(text) = text.filter(|text| !text.is_empty() && !detailed.iter().any(has_text)) {
        parts.push(Part::Reasoning {
            text,
            signature: None,
        });
    }
    parts.append(&mut detailed);
}

/// Gives annotations to the text they belong to; OpenAI writes one text a message.
pub(super) fn cite_last<'a>(parts: &mut Vec<Part<'a>>, annotations: Option<Value<'a>>) {
    if annotations.is_none() {
        return;
    }
    if !matches!(parts.last(), Some(Part::Text { .. })) {
        parts.push(plain(Text::from("")));
    }
    if let Some(Part::Text { citations, .. }) = parts.last_mut() {
        *citations = annotations.map(Into::into);
    }
}

fn tool_call<'a>(call: Value<'a>, at: &At<'_>) -> Result<Part<'a>, DecodeError> {
    at.object(call)?;
    let kind = at
        .optional_text(call, "type")?
        .unwrap_or(Text::Literal(b"function"));
    if kind != "function" {
        return Ok(Part::Native { kind, value: call });
    }
    let function = at.required(call, "function")?;
    let at_function = at.key("function");
    at_function.object(function)?;
    Ok(Part::ToolCall {
        id: at.required_text(call, "id")?,
        name: at_function.required_text(function, "name")?,
        arguments: arguments(function.get("arguments")),
        cache: cache_control(call, at)?,
    })
}
