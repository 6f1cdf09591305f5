//! Content blocks of requests and answers, to hub parts.

use std::borrow::Cow;
use std::fmt::Write as _;

use crate::chat::{CacheControl, Extra, MediaSource, Origin, Part, Signature};
use crate::data_uri::may_be_base64;
use crate::error::DecodeError;
use crate::json::{Text, Value};

/// Where a block stands, put into words only when somebody asks.
#[derive(Clone, Copy)]
pub(super) enum At<'p> {
    /// A top-level field.
    Field(&'static str),
    /// `messages[i]`
    Message(usize),
    /// A member of a place.
    Member(&'p Self, &'static str),
    /// An item of a place.
    Item(&'p Self, usize),
}

impl At<'_> {
    fn write(&self, out: &mut String) {
        match self {
            Self::Field(name) => out.push_str(name),
            Self::Message(index) => {
                let _ = write!(out, "messages[{index}]");
            }
            Self::Member(of, name) => {
                of.write(out);
                out.push('.');
                out.push_str(name);
            }
            Self::Item(of, index) => {
                of.write(out);
                let _ = write!(out, "[{index}]");
            }
        }
    }

    /// The path of the member `name` here.
    pub(super) fn member(&self, name: &str) -> String {
        let mut out = self.path();
        out.push('.');
        out.push_str(name);
        out
    }

    /// The path.
    pub(super) fn path(&self) -> String {
        let mut out = String::new();
        self.write(&mut out);
        out
    }

    pub(super) fn missing(&self, name: &str) -> DecodeError {
        DecodeError::missing(self.member(name))
    }
}

/// The member `name`, which must be a string.
pub(super) fn required_text<'a>(
    block: Value<'a>,
    name: &str,
    at: &At<'_>,
) -> Result<Text<'a>, DecodeError> {
    let value = block.get(name).ok_or_else(|| at.missing(name))?;
    value
        .text()
        .ok_or_else(|| DecodeError::expected(at.member(name), "a string"))
}

/// The member `name`, which must be a string if it is there and not `null`.
pub(super) fn optional_text<'a>(
    block: Value<'a>,
    name: &str,
    at: &At<'_>,
) -> Result<Option<Text<'a>>, DecodeError> {
    block
        .get_some(name)
        .map(|value| {
            value
                .text()
                .ok_or_else(|| DecodeError::expected(at.member(name), "a string"))
        })
        .transpose()
}

/// Reads content, which is a string or an array of blocks. Members of blocks that
/// the hub has no place for are added to `extra` under their whole path.
pub(super) fn decode_content<'a>(
    content: Value<'a>,
    at: &At<'_>,
    extra: &mut Vec<Extra<'a>>,
) -> Result<Vec<Part<'a>>, DecodeError> {
    if let Some(text) = content.text() {
        return Ok(vec![Part::Text {
            text,
            cache: None,
            citations: None,
        }]);
    }
    if !content.is_array() {
        return Err(DecodeError::expected(
            at.path(),
            "a string or an array of blocks",
        ));
    }
    content
        .items()
        .enumerate()
        .map(|(index, block)| decode_block(block, &At::Item(at, index), extra))
        .collect()
}

/// Reads one block.
pub(super) fn decode_block<'a>(
    block: Value<'a>,
    at: &At<'_>,
    extra: &mut Vec<Extra<'a>>,
) -> Result<Part<'a>, DecodeError> {
    if !block.is_object() {
        return Err(DecodeError::expected(at.path(), "an object"));
    }
    let kind = required_text(block, "type", at)?;
    let known: &[&str];
    let part = match &*kind.to_str() {
        "text" => {
            known = &["text", "citations"];
            Part::Text {
                text: required_text(block, "text", at)?,
                cache: cache_control(block, at)?,
                citations: block
                    .get_some("citations")
                    .filter(Value::is_array)
                    .map(Into::into),
            }
        }
        "image" => {
            known = &["source"];
            Part::Image {
                source: image_source(block, at)?,
                detail: None,
                cache: cache_control(block, at)?,
            }
        }
        "document" => {
            let Some(source) = document_source(block, at)? else {
                return Ok(Part::Native { kind, value: block });
            };
            known = &["source", "title"];
            Part::Document {
                source,
                name: optional_text(block, "title", at)?,
                cache: cache_control(block, at)?,
            }
        }
        "tool_use" => {
            known = &["id", "name", "input", "caller"];
            Part::ToolCall {
                id: required_text(block, "id", at)?,
                name: required_text(block, "name", at)?,
                arguments: arguments(block, at)?,
                cache: cache_control(block, at)?,
            }
        }
        "tool_result" => {
            known = &["tool_use_id", "content", "is_error"];
            tool_result(block, at, extra)?
        }
        "thinking" => {
            known = &["thinking", "signature"];
            Part::Reasoning {
                text: required_text(block, "thinking", at)?,
                signature: optional_text(block, "signature", at)?
                    .filter(|signature| !signature.is_empty())
                    .map(|signature| Signature::from_wire(Origin::Anthropic, signature)),
            }
        }
        "redacted_thinking" => {
            known = &["data"];
            Part::RedactedReasoning {
                data: Signature::from_wire(Origin::Anthropic, required_text(block, "data", at)?),
            }
        }
        _ => return Ok(Part::Native { kind, value: block }),
    };
    keep_unknown(block, known, at, extra);
    Ok(part)
}

/// Adds the members of `block` that are not `known` (`type` and `cache_control`
/// always are) to `extra`.
pub(super) fn keep_unknown<'a>(
    block: Value<'a>,
    known: &[&str],
    at: &At<'_>,
    extra: &mut Vec<Extra<'a>>,
) {
    for (name, value) in block.members() {
        let is_known =
            name == "type" || name == "cache_control" || known.iter().any(|known| name == **known);
        if !is_known && !value.is_null() {
            extra.push(Extra {
                name: Text::from(at.member(&name.to_str())),
                value,
            });
        }
    }
}

/// The `cache_control` of a block or tool.
pub(super) fn cache_control<'a>(
    block: Value<'a>,
    at: &At<'_>,
) -> Result<Option<CacheControl<'a>>, DecodeError> {
    let Some(marker) = block.get_some("cache_control") else {
        return Ok(None);
    };
    let at = At::Member(at, "cache_control");
    if !marker.is_object() {
        return Err(DecodeError::expected(at.path(), "an object"));
    }
    Ok(Some(CacheControl {
        ttl: optional_text(marker, "ttl", &at)?,
    }))
}

/// The `input` of a tool call as the text of its JSON.
fn arguments<'a>(block: Value<'a>, at: &At<'_>) -> Result<Text<'a>, DecodeError> {
    match block.get_some("input") {
        None => Ok(Text::from("{}")),
        Some(input) if input.is_object() => Ok(raw_text(input)),
        Some(_) => Err(DecodeError::expected(at.member("input"), "an object")),
    }
}

/// A JSON value as a text that reads like it.
pub(super) fn raw_text(value: Value<'_>) -> Text<'_> {
    Text::Plain(match simdutf8::basic::from_utf8(value.raw()) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => String::from_utf8_lossy(value.raw()),
    })
}

fn tool_result<'a>(
    block: Value<'a>,
    at: &At<'_>,
    extra: &mut Vec<Extra<'a>>,
) -> Result<Part<'a>, DecodeError> {
    let content = match block.get_some("content") {
        Some(content) => decode_content(content, &At::Member(at, "content"), extra)?,
        None => Vec::new(),
    };
    let is_error = match block.get_some("is_error") {
        None => None,
        Some(flag) => Some(
            flag.bool()
                .ok_or_else(|| DecodeError::expected(at.member("is_error"), "a boolean"))?,
        ),
    };
    Ok(Part::ToolResult {
        call_id: required_text(block, "tool_use_id", at)?,
        content,
        is_error,
        cache: cache_control(block, at)?,
    })
}

fn image_source<'a>(block: Value<'a>, at: &At<'_>) -> Result<MediaSource<'a>, DecodeError> {
    let source = block.get("source").ok_or_else(|| at.missing("source"))?;
    let at = At::Member(at, "source");
    match &*required_text(source, "type", &at)?.to_str() {
        "base64" => base64(source, &at),
        "url" => Ok(MediaSource::Url(required_text(source, "url", &at)?)),
        "file" => Ok(MediaSource::FileId(required_text(source, "file_id", &at)?)),
        _ => Err(DecodeError::value(
            at.member("type"),
            "must be base64, url or file",
        )),
    }
}

/// The source of a document; `None` for one made of content blocks, which only
/// this format knows.
fn document_source<'a>(
    block: Value<'a>,
    at: &At<'_>,
) -> Result<Option<MediaSource<'a>>, DecodeError> {
    let source = block.get("source").ok_or_else(|| at.missing("source"))?;
    let at = At::Member(at, "source");
    Ok(Some(match &*required_text(source, "type", &at)?.to_str() {
        "base64" => base64(source, &at)?,
        "text" => MediaSource::Text(required_text(source, "data", &at)?),
        "url" => MediaSource::Url(required_text(source, "url", &at)?),
        "file" => MediaSource::FileId(required_text(source, "file_id", &at)?),
        "content" => return Ok(None),
        _ => {
            return Err(DecodeError::value(
                at.member("type"),
                "must be base64, text, url, file or content",
            ));
        }
    }))
}

fn base64<'a>(source: Value<'a>, at: &At<'_>) -> Result<MediaSource<'a>, DecodeError> {
    let data = required_text(source, "data", at)?;
    if !may_be_base64(&data) {
        return Err(DecodeError::value(at.member("data"), "is not base64"));
    }
    Ok(MediaSource::Base64 {
        media_type: required_text(source, "media_type", at)?,
        data,
    })
}
