//! Content blocks to hub parts.
//!
//! A block is an object with one member, whose name tells what it is. Other
//! members (a `type`, as some clients write) do not count.

use std::borrow::Cow;

use crate::at::At;
use crate::chat::{CacheControl, Extra, MediaSource, Origin, Part, Signature};
use crate::data_uri::may_be_base64;
use crate::error::DecodeError;
use crate::json::{Text, Value};

use super::blob::from_blob;
use super::citations::all_neutral;
use super::media;

/// The kinds of blocks that are read. The order decides where a block has two.
const KINDS: &[&str] = &[
    "text",
    "image",
    "document",
    "audio",
    "toolUse",
    "toolResult",
    "reasoningContent",
    "guardContent",
    "citationsContent",
    "json",
    "cachePoint",
];

/// Where fields go that the hub has no place for, under their whole path.
pub(super) type Extras<'a> = Vec<Extra<'a>>;

/// Keeps a field under its path.
pub(super) fn keep<'a>(at: &At<'_>, value: Value<'a>, extra: &mut Extras<'a>) {
    extra.push(Extra {
        name: Text::from(at.path().0.into_owned()),
        value,
    });
}

/// Keeps the members of `object` that are not `known`.
pub(super) fn keep_unknown<'a>(
    object: Value<'a>,
    known: &[&str],
    at: &At<'_>,
    extra: &mut Extras<'a>,
) {
    for (name, value) in object.members() {
        if !value.is_null() && !known.iter().any(|known| name == **known) {
            keep(&at.key(&name.to_str()), value, extra);
        }
    }
}

/// Reads an array of blocks.
pub(super) fn decode_blocks<'a>(
    blocks: Value<'a>,
    at: &At<'_>,
    extra: &mut Extras<'a>,
) -> Result<Vec<Part<'a>>, DecodeError> {
    let mut parts = Vec::new();
    for (index, block) in at.array(blocks)?.items().enumerate() {
        decode_block(block, &at.item(index), &mut parts, extra)?;
    }
    Ok(parts)
}

fn decode_block<'a>(
    block: Value<'a>,
    at: &At<'_>,
    parts: &mut Vec<Part<'a>>,
    extra: &mut Extras<'a>,
) -> Result<(), DecodeError> {
    at.object(block)?;
    let known = KINDS
        .iter()
        .find_map(|kind| Some((*kind, block.get_some(kind)?)));
    let Some((kind, value)) = known else {
        let (kind, _) = block
            .members()
            .next()
            .ok_or_else(|| at.problem("a block has one member that tells its kind"))?;
        parts.push(Part::Native { kind, value: block });
        return Ok(());
    };
    let at = at.key(kind);
    parts.push(match kind {
        "text" => text(at.text(value)?),
        "image" => image(value, block, &at, extra)?,
        "document" => document(value, block, &at, extra)?,
        "audio" => audio(value, block, &at)?,
        "toolUse" => tool_use(value, block, &at, extra)?,
        "toolResult" => tool_result(value, block, &at, extra)?,
        "reasoningContent" => reasoning(value, block, &at)?,
        "guardContent" => {
            keep(&at, value, extra);
            guarded(value, &at, extra)?
        }
        "citationsContent" => cited(value, &at, said(parts))?,
        "json" => text(raw_text(value)),
        _ => {
            if !mark(parts.last_mut(), cache_point(value, &at)?) {
                keep(&at, value, extra);
            }
            return Ok(());
        }
    });
    Ok(())
}

fn text(text: Text<'_>) -> Part<'_> {
    Part::Text {
        text,
        cache: None,
        citations: None,
    }
}

/// A JSON value as a text that reads like it.
pub(super) fn raw_text(value: Value<'_>) -> Text<'_> {
    Text::Plain(match simdutf8::basic::from_utf8(value.raw()) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => String::from_utf8_lossy(value.raw()),
    })
}

/// Reads a cache point.
pub(super) fn cache_point<'a>(
    value: Value<'a>,
    at: &At<'_>,
) -> Result<CacheControl<'a>, DecodeError> {
    Ok(CacheControl {
        ttl: at.optional_text(at.object(value)?, "ttl")?,
    })
}

/// Puts a cache marker behind a part; `false` if that part can have none.
fn mark<'a>(part: Option<&mut Part<'a>>, marker: CacheControl<'a>) -> bool {
    match part {
        Some(
            Part::Text { cache, .. }
            | Part::Image { cache, .. }
            | Part::Document { cache, .. }
            | Part::ToolCall { cache, .. }
            | Part::ToolResult { cache, .. },
        ) => {
            *cache = Some(marker);
            true
        }
        _ => false,
    }
}

/// The bytes of a source, if it has any; they must be there if nothing else is.
fn bytes<'a>(media: Value<'a>, at: &At<'_>) -> Result<Option<Text<'a>>, DecodeError> {
    let source = at.object(at.required(media, "source")?)?;
    let at = at.key("source");
    let bytes = at.optional_text(source, "bytes")?;
    if bytes.is_none() && source.members().next().is_none() {
        return Err(DecodeError::missing(at.key("bytes").path()));
    }
    if bytes.as_ref().is_some_and(|bytes| !may_be_base64(bytes)) {
        return Err(at.key("bytes").problem("is not base64"));
    }
    Ok(bytes)
}

/// What stands in S3 can be read by this provider only.
fn elsewhere<'a>(block: Value<'a>) -> Part<'a> {
    Part::Native {
        kind: Text::from("s3Location"),
        value: block,
    }
}

fn image<'a>(
    image: Value<'a>,
    block: Value<'a>,
    at: &At<'_>,
    extra: &mut Extras<'a>,
) -> Result<Part<'a>, DecodeError> {
    let format = at.required_text(at.object(image)?, "format")?;
    let media_type = media::media_type(&format.to_str(), false)
        .ok_or_else(|| at.key("format").problem("must be png, jpeg, gif or webp"))?;
    let Some(data) = bytes(image, at)? else {
        return Ok(elsewhere(block));
    };
    keep_unknown(image, &["format", "source"], at, extra);
    Ok(Part::Image {
        source: MediaSource::Base64 {
            media_type: Text::from(media_type),
            data,
        },
        detail: None,
        cache: None,
    })
}

fn document<'a>(
    document: Value<'a>,
    block: Value<'a>,
    at: &At<'_>,
    extra: &mut Extras<'a>,
) -> Result<Part<'a>, DecodeError> {
    let format = at.optional_text(at.object(document)?, "format")?;
    let name = at.optional_text(document, "name")?;
    let source = at.object(at.required(document, "source")?)?;
    let source = if let Some(text) = source.get_some("text") {
        MediaSource::Text(at.key("source").key("text").text(text)?)
    } else if let Some(data) = bytes(document, at)? {
        let format = format.unwrap_or_else(|| Text::from("txt"));
        media::document(&format.to_str(), data).ok_or_else(|| {
            at.key("format")
                .problem("must be pdf, csv, doc, docx, xls, xlsx, html, txt or md")
        })?
    } else if source.get_some("content").is_some() {
        return Ok(Part::Native {
            kind: Text::from("documentContent"),
            value: block,
        });
    } else {
        return Ok(elsewhere(block));
    };
    keep_unknown(document, &["format", "name", "source"], at, extra);
    Ok(Part::Document {
        source,
        name,
        cache: None,
    })
}

fn audio<'a>(audio: Value<'a>, block: Value<'a>, at: &At<'_>) -> Result<Part<'a>, DecodeError> {
    let format = at.required_text(at.object(audio)?, "format")?;
    Ok(match bytes(audio, at)? {
        Some(data) => Part::Audio { data, format },
        None => elsewhere(block),
    })
}

fn tool_use<'a>(
    call: Value<'a>,
    block: Value<'a>,
    at: &At<'_>,
    extra: &mut Extras<'a>,
) -> Result<Part<'a>, DecodeError> {
    let id = at.required_text(at.object(call)?, "toolUseId")?;
    let name = at.required_text(call, "name")?;
    if call.get_some("type").is_some() {
        // A call of the provider's own, which it has answered itself.
        return Ok(Part::Native {
            kind: Text::from("toolUse"),
            value: block,
        });
    }
    keep_unknown(call, &["toolUseId", "name", "input"], at, extra);
    let arguments = match call.get_some("input") {
        None => Text::from("{}"),
        Some(input) => raw_text(at.key("input").object(input)?),
    };
    Ok(Part::ToolCall {
        id,
        name,
        arguments,
        cache: None,
    })
}

fn tool_result<'a>(
    result: Value<'a>,
    block: Value<'a>,
    at: &At<'_>,
    extra: &mut Extras<'a>,
) -> Result<Part<'a>, DecodeError> {
    let call_id = at.required_text(at.object(result)?, "toolUseId")?;
    if result.get_some("type").is_some() {
        return Ok(Part::Native {
            kind: Text::from("toolResult"),
            value: block,
        });
    }
    let content = match result.get_some("content") {
        Some(content) => decode_blocks(content, &at.key("content"), extra)?,
        None => Vec::new(),
    };
    let is_error = match at.optional_text(result, "status")? {
        None => None,
        Some(status) if status == "success" => Some(false),
        Some(status) if status == "error" => Some(true),
        Some(_) => return Err(at.key("status").problem("must be success or error")),
    };
    keep_unknown(result, &["toolUseId", "content", "status"], at, extra);
    Ok(Part::ToolResult {
        call_id,
        content,
        is_error,
        cache: None,
    })
}

fn reasoning<'a>(
    content: Value<'a>,
    block: Value<'a>,
    at: &At<'_>,
) -> Result<Part<'a>, DecodeError> {
    at.object(content)?;
    if let Some(thought) = content.get_some("reasoningText") {
        let at = at.key("reasoningText");
        return Ok(Part::Reasoning {
            text: at.required_text(at.object(thought)?, "text")?,
            signature: at
                .optional_text(thought, "signature")?
                .filter(|signature| !signature.is_empty())
                .map(|signature| Signature::from_wire(Origin::Anthropic, signature)),
        });
    }
    Ok(match at.optional_text(content, "redactedContent")? {
        Some(data) => Part::RedactedReasoning {
            data: from_blob(data),
        },
        None => Part::Native {
            kind: Text::from("reasoningContent"),
            value: block,
        },
    })
}

/// What is guarded is said all the same.
fn guarded<'a>(
    content: Value<'a>,
    at: &At<'_>,
    extra: &mut Extras<'a>,
) -> Result<Part<'a>, DecodeError> {
    at.object(content)?;
    if let Some(guarded) = content.get_some("text") {
        let at = at.key("text");
        return Ok(text(at.required_text(at.object(guarded)?, "text")?));
    }
    let picture = at.required(content, "image")?;
    image(picture, content, &at.key("image"), extra)
}

/// Text with its sources; several texts are one.
fn cited<'a>(content: Value<'a>, at: &At<'_>, from: u64) -> Result<Part<'a>, DecodeError> {
    let mut texts = Vec::new();
    if let Some(pieces) = at.object(content)?.get_some("content") {
        let at = at.key("content");
        for (index, piece) in at.array(pieces)?.items().enumerate() {
            let at = at.item(index);
            texts.extend(at.optional_text(at.object(piece)?, "text")?);
        }
    }
    let text = match texts.len() {
        1 => texts.pop().unwrap_or_else(|| Text::from("")),
        _ => Text::from(texts.iter().map(Text::to_str).collect::<String>()),
    };
    let to = from.saturating_add(text.to_str().chars().count() as u64);
    Ok(Part::Text {
        text,
        cache: None,
        citations: content
            .get_some("citations")
            .filter(Value::is_array)
            .map(|list| all_neutral(list, (from, to))),
    })
}

/// How many characters of text are in these parts.
fn said(parts: &[Part<'_>]) -> u64 {
    parts
        .iter()
        .map(|part| match part {
            Part::Text { text, .. } => text.to_str().chars().count() as u64,
            _ => 0,
        })
        .sum()
}
