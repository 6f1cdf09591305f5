//! Content parts to the hub's parts.
//!
//! Source: OpenAI API reference, "Create a model response", `input`.

use crate::at::At;
use crate::chat::{CacheControl, MediaSource, Part};
use crate::codec::openai::{Known, audio};
use crate::data_uri;
use crate::error::DecodeError;
use crate::json::{Text, Value};

const TEXT: &[&str] = &["text", "annotations", "logprobs", "prompt_cache_breakpoint"];

/// What is read of content parts; log-probabilities of answers that are given back
/// ask for nothing.
pub(super) const PARTS: &[Known] = &[
    part_of("input_text", TEXT),
    part_of("output_text", TEXT),
    part_of("text", TEXT),
    part_of("refusal", &[]),
    part_of(
        "input_image",
        &["image_url", "file_id", "detail", "prompt_cache_breakpoint"],
    ),
    part_of(
        "input_file",
        &[
            "file_id",
            "file_url",
            "file_data",
            "filename",
            "prompt_cache_breakpoint",
        ],
    ),
    Known {
        kind: "input_audio",
        members: &["prompt_cache_breakpoint"],
        inner: &["data", "format"],
    },
];

const fn part_of(kind: &'static str, members: &'static [&'static str]) -> Known {
    Known {
        kind,
        members,
        inner: &[],
    }
}

/// Reads `content` of a message, or `output` of a call: a string or parts.
///
/// An empty string says as much as no content, so it makes no part.
pub(super) fn content<'a>(
    value: Value<'a>,
    at: &At<'_>,
    parts: &mut Vec<Part<'a>>,
) -> Result<(), DecodeError> {
    if let Some(text) = value.text() {
        if !text.is_empty() {
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
    let cache = marker(value);
    Ok(match &*kind.to_str() {
        // Clients that keep a conversation of their own mix these up.
        "input_text" | "output_text" | "text" => Part::Text {
            text: at.required_text(value, "text")?,
            cache,
            citations: citations(value).map(Into::into),
        },
        "refusal" => Part::Refusal {
            text: at.required_text(value, "refusal")?,
        },
        "input_image" => Part::Image {
            source: image(value, at)?,
            detail: at.optional_text(value, "detail")?,
            cache,
        },
        "input_file" => Part::Document {
            source: file(value, at)?,
            name: at.optional_text(value, "filename")?,
            cache,
        },
        "input_audio" => audio(at.required(value, "input_audio")?, &at.key("input_audio"))?,
        _ => Part::Native { kind, value },
    })
}

/// The annotations of a text; an empty list is none.
pub(super) fn citations(part: Value<'_>) -> Option<Value<'_>> {
    let list = part.get_some("annotations")?;
    list.items().next().map(|_| list)
}

/// The lifetimes of these markers are OpenAI's alone, so only the place is kept.
fn marker<'a>(part: Value<'_>) -> Option<CacheControl<'a>> {
    part.get_some("prompt_cache_breakpoint")
        .map(|_| CacheControl { ttl: None })
}

fn image<'a>(part: Value<'a>, at: &At<'_>) -> Result<MediaSource<'a>, DecodeError> {
    match part.get_some("image_url") {
        Some(url) => data_uri::media_url(url, &at.key("image_url")),
        None => match at.optional_text(part, "file_id")? {
            Some(id) => Ok(MediaSource::FileId(id)),
            None => Err(DecodeError::missing(at.key("image_url").path())),
        },
    }
}

fn file<'a>(part: Value<'a>, at: &At<'_>) -> Result<MediaSource<'a>, DecodeError> {
    if let Some(id) = at.optional_text(part, "file_id")? {
        return Ok(MediaSource::FileId(id));
    }
    if let Some(url) = part.get_some("file_url") {
        return data_uri::media_url(url, &at.key("file_url"));
    }
    match at.required_text(part, "file_data")? {
        Text::Literal(literal) => data_uri::base64(literal, &at.key("file_data")),
        Text::Plain(_) => Err(at.key("file_data").expected("a string")),
    }
}
