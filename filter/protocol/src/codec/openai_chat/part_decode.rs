//! Content parts to the hub's parts.
//!
//! Source: OpenAI API reference, "Create chat completion", message content; and
//! `cache_control` as clients of OpenRouter and LiteLLM write it.

use crate::at::At;
use crate::chat::{CacheControl, MediaSource, Part};
use crate::codec::openai::{Known, audio};
use crate::data_uri;
use crate::error::DecodeError;
use crate::json::{Text, Value};

/// Both spellings of a cache marker, which every part may have.
const MARKERS: &[&str] = &["cache_control", "prompt_cache_breakpoint"];

/// What is read of content parts.
pub(super) const PARTS: &[Known] = &[
    part_of("text", &[]),
    part_of("refusal", &[]),
    part_of("image_url", &["url", "detail"]),
    part_of("input_audio", &["data", "format"]),
    part_of("file", &["file_id", "file_data", "filename"]),
];

const fn part_of(kind: &'static str, inner: &'static [&'static str]) -> Known {
    Known {
        kind,
        members: MARKERS,
        inner,
    }
}

/// Reads `content`: a string, an array of parts, or nothing.
///
/// An empty string says as much as no content, so it makes no part.
pub(super) fn content<'a>(
    value: Option<Value<'a>>,
    at: &At<'_>,
    parts: &mut Vec<Part<'a>>,
) -> Result<(), DecodeError> {
    let Some(value) = value.filter(|value| !value.is_null()) else {
        return Ok(());
    };
    if let Some(text) = value.text() {
        if !text.is_empty() {
            // Most messages are one string; room for four parts would be wasted.
            parts.reserve_exact(1);
            parts.push(plain(text));
        }
        return Ok(());
    }
    if !value.is_array() {
        return Err(at.expected("a string or an array of parts"));
    }
    for (index, item) in value.items().enumerate() {
        parts.push(part(item, &at.item(index))?);
    }
    Ok(())
}

/// A text part with nothing beside the text.
pub(super) fn plain(text: Text<'_>) -> Part<'_> {
    Part::Text {
        text,
        cache: None,
        citations: None,
    }
}

fn part<'a>(value: Value<'a>, at: &At<'_>) -> Result<Part<'a>, DecodeError> {
    at.object(value)?;
    let kind = at.required_text(value, "type")?;
    let cache = cache_control(value, at)?;
    Ok(match &*kind.to_str() {
        "text" => Part::Text {
            text: at.required_text(value, "text")?,
            cache,
            citations: None,
        },
        "refusal" => Part::Refusal {
            text: at.required_text(value, "refusal")?,
        },
        "image_url" => image(
            at.required(value, "image_url")?,
            &at.key("image_url"),
            cache,
        )?,
        "input_audio" => audio(at.required(value, "input_audio")?, &at.key("input_audio"))?,
        "file" => file(at.required(value, "file")?, &at.key("file"), cache)?,
        _ => Part::Native { kind, value },
    })
}

/// Reads `image_url`, an object; a bare string is understood too.
fn image<'a>(
    value: Value<'a>,
    at: &At<'_>,
    cache: Option<CacheControl<'a>>,
) -> Result<Part<'a>, DecodeError> {
    if value.text().is_some() {
        return Ok(Part::Image {
            source: data_uri::media_url(value, at)?,
            detail: None,
            cache,
        });
    }
    let object = at.object(value)?;
    Ok(Part::Image {
        source: data_uri::media_url(at.required(object, "url")?, &at.key("url"))?,
        detail: at.optional_text(object, "detail")?,
        cache,
    })
}

/// Reads `file`: either the id of an upload, or the data itself.
fn file<'a>(
    object: Value<'a>,
    at: &At<'_>,
    cache: Option<CacheControl<'a>>,
) -> Result<Part<'a>, DecodeError> {
    at.object(object)?;
    let source = match at.optional_text(object, "file_id")? {
        Some(id) => MediaSource::FileId(id),
        None => match at.required_text(object, "file_data")? {
            Text::Literal(literal) => data_uri::base64(literal, &at.key("file_data"))?,
            Text::Plain(_) => return Err(at.key("file_data").expected("a string")),
        },
    };
    Ok(Part::Document {
        source,
        name: at.optional_text(object, "filename")?,
        cache,
    })
}

/// Reads a cache marker: `cache_control`, or OpenAI's own `prompt_cache_breakpoint`.
pub(super) fn cache_control<'a>(
    object: Value<'a>,
    at: &At<'_>,
) -> Result<Option<CacheControl<'a>>, DecodeError> {
    if let Some(value) = object.get_some("cache_control") {
        let at = at.key("cache_control");
        return Ok(Some(CacheControl {
            ttl: at.optional_text(at.object(value)?, "ttl")?,
        }));
    }
    // Its lifetimes (30m, 12h) are OpenAI's alone, so only the place is kept.
    Ok(object
        .get_some("prompt_cache_breakpoint")
        .map(|_| CacheControl { ttl: None }))
}

/// Puts a marker of a whole message behind its last part.
pub(super) fn mark_last<'a>(parts: &mut [Part<'a>], marker: Option<CacheControl<'a>>) {
    let Some(marker) = marker else { return };
    if let Some(
        Part::Text { cache, .. }
        | Part::Image { cache, .. }
        | Part::Document { cache, .. }
        | Part::ToolCall { cache, .. }
        | Part::ToolResult { cache, .. },
    ) = parts.last_mut()
    {
        *cache = Some(marker);
    }
}
