//! Hub parts to the content blocks of a request.

use crate::chat::arguments::write_arguments;
use crate::chat::turns::{Placed, is_blank};
use crate::chat::{CacheControl, Origin, Part};
use crate::claude::search_result::SearchResult;
use crate::error::EncodeError;
use crate::format::WireFormat;
use crate::json::{Json, Text, Value, Writer};
use crate::loss::{LossAction, Losses};

use super::media::{write_document_source, write_image_source};
use super::words::{is_citation, is_native_block};

/// Something this format has no form for.
pub(super) fn refuse(at: String, problem: &'static str) -> EncodeError {
    EncodeError {
        at: at.into(),
        format: WireFormat::AnthropicMessages,
        problem: problem.into(),
    }
}

/// Writes a `cache_control` member if there is a marker.
pub(super) fn write_cache(writer: &mut Writer<'_>, cache: Option<&CacheControl<'_>>) {
    let Some(cache) = cache else {
        return;
    };
    writer.key("cache_control");
    writer.begin_object();
    writer.key("type");
    writer.str("ephemeral");
    if let Some(ttl) = &cache.ttl {
        writer.key("ttl");
        writer.text(ttl);
    }
    writer.end_object();
}

/// Begins a block or source of this type.
pub(super) fn begin(writer: &mut Writer<'_>, kind: &str) {
    writer.begin_object();
    writer.key("type");
    writer.str(kind);
}

/// Writes a member that is a string.
pub(super) fn member(writer: &mut Writer<'_>, key: &str, text: &Text<'_>) {
    writer.key(key);
    writer.text(text);
}

/// Writes a text block.
pub(super) fn write_text(
    writer: &mut Writer<'_>,
    text: &Text<'_>,
    citations: Option<Value<'_>>,
    cache: Option<&CacheControl<'_>>,
) {
    writer.open(r#"{"type":"text","text":"#);
    writer.text(text);
    if let Some(citations) = citations {
        writer.key("citations");
        writer.value(citations);
    }
    write_cache(writer, cache);
    writer.end_object();
}

/// The citations that this format understands; others are told as lost.
pub(super) fn own_citations<'a>(
    citations: Option<Value<'a>>,
    path: impl FnOnce() -> String,
    losses: &mut Losses,
) -> Option<Value<'a>> {
    let citations = citations.filter(|list| list.items().next().is_some())?;
    if citations.items().all(is_citation) {
        return Some(citations);
    }
    losses.dropped(path(), "citations of another provider");
    None
}

/// Writes one part.
///
/// # Errors
/// The part has no form in this format.
pub(super) fn write_part(
    writer: &mut Writer<'_>,
    placed: &Placed<'_, '_>,
    losses: &mut Losses,
) -> Result<(), EncodeError> {
    match placed.part {
        Part::ToolCall {
            id,
            name,
            arguments,
            cache,
        } => {
            let name =
                super::tools::tool_name(name, || format!("{}.function.name", placed.path()))?;
            begin(writer, "tool_use");
            writer.key("id");
            write_id(writer, id, placed.suffix);
            member(writer, "name", name);
            writer.key("input");
            write_arguments(writer, arguments, losses, || {
                format!("{}.function.arguments", placed.path())
            });
            write_cache(writer, cache.as_ref());
            writer.end_object();
        }
        Part::ToolResult {
            call_id,
            content,
            is_error,
            cache,
        } => {
            begin(writer, "tool_result");
            writer.key("tool_use_id");
            write_id(writer, call_id, placed.suffix);
            let has_content = content.iter().any(|part| !is_empty(part));
            if has_content {
                writer.key("content");
                writer.begin_array();
                write_result_content(writer, placed, content, losses)?;
                writer.end_array();
            }
            if let Some(is_error) = is_error {
                if *is_error && !has_content {
                    // An error must say something.
                    writer.key("content");
                    writer.str("error");
                }
                writer.key("is_error");
                writer.bool(*is_error);
            }
            write_cache(writer, cache.as_ref());
            writer.end_object();
        }
        part => write_plain(writer, part, &|| placed.path(), losses)?,
    }
    Ok(())
}

/// Writes the content of a tool result as blocks, one after the other.
pub(super) fn write_result_content(
    writer: &mut Writer<'_>,
    placed: &Placed<'_, '_>,
    content: &[Part<'_>],
    losses: &mut Losses,
) -> Result<(), EncodeError> {
    content
        .iter()
        .filter(|part| !is_empty(part))
        .try_for_each(|part| write_plain(writer, part, &|| placed.path(), losses))
}

/// Whether a part of a tool result says nothing, which the API refuses.
pub(super) fn is_empty(part: &Part<'_>) -> bool {
    matches!(part, Part::Text { text, .. } | Part::Refusal { text } if is_blank(text))
}

/// Writes a part that is neither a call nor a result.
fn write_plain(
    writer: &mut Writer<'_>,
    part: &Part<'_>,
    path: &dyn Fn() -> String,
    losses: &mut Losses,
) -> Result<(), EncodeError> {
    match part {
        Part::Text {
            text,
            cache,
            citations,
        } => {
            let path = || format!("{}.annotations", path());
            let citations = own_citations(citations.as_ref().map(Json::value), path, losses);
            write_text(writer, text, citations, cache.as_ref());
        }
        Part::Refusal { text } => {
            losses.push(LossAction::Renamed, path(), "a refusal is sent as text");
            write_text(writer, text, None, None);
        }
        Part::Image {
            source,
            detail,
            cache,
        } => {
            if detail.as_ref().is_some_and(|detail| *detail != "auto") {
                losses.dropped(
                    format!("{}.image_url.detail", path()),
                    "images have no level of detail",
                );
            }
            begin(writer, "image");
            writer.key("source");
            write_image_source(writer, source, path)?;
            write_cache(writer, cache.as_ref());
            writer.end_object();
        }
        Part::Document {
            source,
            name,
            cache,
        } => {
            begin(writer, "document");
            writer.key("source");
            write_document_source(writer, source, path)?;
            if let Some(name) = name.as_ref().filter(|name| !name.is_empty()) {
                member(writer, "title", name);
            }
            write_cache(writer, cache.as_ref());
            writer.end_object();
        }
        Part::Reasoning { text, signature } => {
            begin(writer, "thinking");
            member(writer, "thinking", text);
            writer.key("signature");
            match signature {
                Some(signature) => writer.text(&signature.to_wire(Origin::Anthropic)),
                None => writer.str(""),
            }
            writer.end_object();
        }
        Part::RedactedReasoning { data } => {
            begin(writer, "redacted_thinking");
            member(writer, "data", &data.to_wire(Origin::Anthropic));
            writer.end_object();
        }
        Part::Native { kind, value } if is_native_block(kind, *value) => writer.value(*value),
        Part::Native { kind, value } if let Some(found) = SearchResult::of(kind, *value) => {
            found.write_messages(&path(), writer, losses);
        }
        Part::Audio { .. } => return Err(refuse(path(), "the provider takes no sound")),
        Part::Native { .. } | Part::ToolCall { .. } | Part::ToolResult { .. } => {
            return Err(refuse(path(), "a part of this type has no form there"));
        }
    }
    Ok(())
}

/// Writes the id of a call, with the characters the API takes: letters, digits,
/// underscores and hyphens. Calls and results are changed alike, so they still fit.
pub(super) fn write_id(writer: &mut Writer<'_>, id: &Text<'_>, suffix: Option<usize>) {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
    let characters = id.to_str();
    if characters.bytes().all(fits) && suffix.is_none() {
        writer.text(id);
        return;
    }
    let mut mended: String = characters
        .chars()
        .map(|c| match u8::try_from(c) {
            Ok(byte) if fits(byte) => c,
            _ => '_',
        })
        .collect();
    if let Some(suffix) = suffix {
        mended.push_str(&format!("_{suffix}"));
    }
    writer.str(&mended);
}
