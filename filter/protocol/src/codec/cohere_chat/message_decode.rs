//! Messages of a request to the hub's messages.
//!
//! Source: Cohere API reference, "Chat", `messages`.

use crate::at::At;
use crate::chat::{Extra, MediaSource, Message, Part, Role};
use crate::codec::openai::{Known, keep_unknown};
use crate::data_uri;
use crate::error::DecodeError;
use crate::json::{Text, Value};

/// What is read of blocks.
const BLOCKS: &[Known] = &[
    block_of("text", &[]),
    block_of("thinking", &[]),
    block_of("image_url", &["url", "detail"]),
    block_of("document", &["id", "data"]),
];

/// What is read of calls.
const CALLS: &[Known] = &[Known {
    kind: "function",
    members: &["id"],
    inner: &["name", "arguments"],
}];

const fn block_of(kind: &'static str, inner: &'static [&'static str]) -> Known {
    Known {
        kind,
        members: &[],
        inner,
    }
}

/// Reads the list of messages.
pub(super) fn messages<'a>(list: Value<'a>, at: &At<'_>) -> Result<Vec<Message<'a>>, DecodeError> {
    let items = at.array(list)?.items().enumerate();
    let out = items
        .map(|(index, item)| message(item, index, &at.item(index)))
        .collect::<Result<Vec<_>, _>>()?;
    if out.is_empty() {
        return Err(at.problem("empty array, but at least one message is needed"));
    }
    Ok(out)
}

fn message<'a>(value: Value<'a>, index: usize, at: &At<'_>) -> Result<Message<'a>, DecodeError> {
    let role = at.required_text(at.object(value)?, "role")?;
    let content = value.get_some("content");
    let at_content = at.key("content");
    let mut parts = Vec::new();
    let (role, known): (Role, &[&str]) = match &*role.to_str() {
        "system" | "developer" => {
            plain(content, &at_content, &mut parts)?;
            (Role::System, &[])
        }
        "user" => {
            plain(content, &at_content, &mut parts)?;
            (Role::User, &[])
        }
        "assistant" => {
            assistant(value, at, &mut parts)?;
            (Role::Assistant, &["tool_plan", "tool_calls", "citations"])
        }
        "tool" => {
            let mut inner = Vec::new();
            plain(content, &at_content, &mut inner)?;
            parts.push(Part::ToolResult {
                call_id: at.required_text(value, "tool_call_id")?,
                content: inner,
                is_error: None,
                cache: None,
            });
            (Role::User, &["tool_call_id"])
        }
        _ => {
            return Err(at
                .key("role")
                .problem("must be one of system, user, assistant, tool"));
        }
    };
    let is_known = |name: &Text<'_>| {
        *name == "role" || *name == "content" || known.iter().any(|key| *name == *key)
    };
    let mut extra: Vec<Extra<'a>> = value
        .members()
        .filter(|(name, value)| !value.is_null() && !is_known(name))
        .map(|(name, value)| Extra { name, value })
        .collect();
    if let Some(list) = content {
        keep_unknown(list, "content", BLOCKS, &mut extra);
    }
    if let Some(list) = value.get_some("tool_calls") {
        keep_unknown(list, "tool_calls", CALLS, &mut extra);
    }
    Ok(Message {
        role,
        parts,
        name: None,
        index: Some(index),
        extra,
    })
}

/// Reads `content`: a string, an array of blocks, or nothing.
fn plain<'a>(
    content: Option<Value<'a>>,
    at: &At<'_>,
    parts: &mut Vec<Part<'a>>,
) -> Result<(), DecodeError> {
    let Some(content) = content else {
        return Ok(());
    };
    if let Some(text) = content.text() {
        if !text.is_empty() {
            parts.push(text_part(text));
        }
        return Ok(());
    }
    if !content.is_array() {
        return Err(at.expected("a string or an array of blocks"));
    }
    for (index, item) in content.items().enumerate() {
        parts.push(block(item, &at.item(index))?);
    }
    Ok(())
}

/// A text part with nothing beside the text.
pub(super) fn text_part(text: Text<'_>) -> Part<'_> {
    Part::Text {
        text,
        cache: None,
        citations: None,
    }
}

fn block<'a>(value: Value<'a>, at: &At<'_>) -> Result<Part<'a>, DecodeError> {
    let kind = at.required_text(at.object(value)?, "type")?;
    Ok(match &*kind.to_str() {
        "text" => text_part(at.required_text(value, "text")?),
        "thinking" => Part::Reasoning {
            text: at.required_text(value, "thinking")?,
            signature: None,
        },
        "image_url" => {
            let image = at.required(value, "image_url")?;
            let at = at.key("image_url");
            let url = at.required(at.object(image)?, "url")?;
            Part::Image {
                source: data_uri::media_url(url, &at.key("url"))?,
                detail: at.optional_text(image, "detail")?,
                cache: None,
            }
        }
        "document" => {
            let document = at.required(value, "document")?;
            document_part(document, &at.key("document"))?
        }
        _ => Part::Native { kind, value },
    })
}

/// A document with `data` of any fields: its `text` if it has nothing else but a
/// title, else all of them as JSON, as the model gets them.
fn document_part<'a>(document: Value<'a>, at: &At<'_>) -> Result<Part<'a>, DecodeError> {
    let data = at.required(at.object(document)?, "data")?;
    let text = |key: &str| data.get_some(key).and_then(|value| value.text());
    let is_plain = data
        .members()
        .all(|(name, _)| name == "text" || name == "title");
    let content = match (text("text"), data.text()) {
        (Some(text), _) if is_plain => text,
        (_, Some(text)) => text,
        _ => Text::from(String::from_utf8_lossy(data.raw())),
    };
    Ok(Part::Document {
        source: MediaSource::Text(content),
        name: match text("title") {
            Some(title) => Some(title),
            None => at.optional_text(document, "id")?,
        },
        cache: None,
    })
}

fn assistant<'a>(
    message: Value<'a>,
    at: &At<'_>,
    parts: &mut Vec<Part<'a>>,
) -> Result<(), DecodeError> {
    plain(message.get_some("content"), &at.key("content"), parts)?;
    let plan = at.optional_text(message, "tool_plan")?;
    if let Some(plan) = plan.filter(|plan| !plan.is_empty()) {
        // Thinking comes first, then what the model is about to do.
        let place = parts
            .iter()
            .take_while(|part| matches!(part, Part::Reasoning { .. }))
            .count();
        parts.insert(place, text_part(plan));
    }
    cite_last(parts, message.get_some("citations"));
    if let Some(calls) = message.get_some("tool_calls") {
        let at = at.key("tool_calls");
        for (index, call) in at.array(calls)?.items().enumerate() {
            let at = at.item(index);
            let function = at.required(at.object(call)?, "function")?;
            parts.push(Part::ToolCall {
                id: at.required_text(call, "id")?,
                name: at.key("function").required_text(function, "name")?,
                arguments: arguments(function.get("arguments")),
                cache: None,
            });
        }
    }
    Ok(())
}

/// Gives citations to the text they belong to; Cohere writes one text a message.
pub(super) fn cite_last<'a>(parts: &mut Vec<Part<'a>>, list: Option<Value<'a>>) {
    let Some(list) = list.filter(|list| list.items().next().is_some()) else {
        return;
    };
    if !parts.iter().any(|part| matches!(part, Part::Text { .. })) {
        parts.push(text_part(Text::from("")));
    }
    let last = parts.iter_mut().rev().find_map(|part| match part {
        Part::Text { citations, .. } => Some(citations),
        _ => None,
    });
    if let Some(citations) = last {
        *citations = Some(list.into());
    }
}

/// The arguments of a call as JSON text. None, and the `null` that models write for
/// tools without parameters, are an empty object.
pub(super) fn arguments(value: Option<Value<'_>>) -> Text<'_> {
    let empty = Text::Literal(b"{}");
    let Some(value) = value.filter(|value| !value.is_null()) else {
        return empty;
    };
    match value.text() {
        Some(text) if is_nothing(&text) => empty,
        Some(text) => text,
        None => Text::from(String::from_utf8_lossy(value.raw())),
    }
}

/// Whether a text says `null`, or nothing. Long ones are not looked through.
pub(super) fn is_nothing(text: &Text<'_>) -> bool {
    let is_short = match text {
        Text::Literal(bytes) => bytes.len() < 64,
        Text::Plain(text) => text.len() < 64,
    };
    is_short && matches!(text.to_str().trim(), "" | "null")
}
