//! Hub parts to content blocks.

use crate::chat::arguments::write_arguments;
use crate::chat::turns::{Placed, is_blank};
use crate::chat::{CacheControl, MediaSource, Origin, Part, Signature};
use crate::claude::search_result::SearchResult;
use crate::error::EncodeError;
use crate::format::WireFormat;
use crate::json::{Json, Text, Writer};
use crate::loss::{LossAction, Losses};

use super::TOOL_NAMES;
use super::blob::to_blob;
use super::citations;
use super::documents::Names;
use super::ids::write_id;
use super::media;
use super::words::is_native;

const NO_URL: &str = "media by URL is not fetched; send it as base64, or as an s3:// URI";

const NO_FILE: &str = "the file was uploaded to another provider; send its content as base64";

/// Something this format has no form for.
pub(super) fn refuse(at: String, problem: &'static str) -> EncodeError {
    EncodeError {
        at: at.into(),
        format: WireFormat::BedrockConverse,
        problem: problem.into(),
    }
}

/// What stands behind the parts of one request.
pub(super) struct Blocks<'l> {
    /// What is lost.
    pub(super) losses: &'l mut Losses,
    /// Whether cache points are taken.
    pub(super) caches: bool,
    /// Names of documents.
    pub(super) names: Names,
}

/// Writes a member that is a string.
pub(super) fn member(writer: &mut Writer<'_>, key: &str, text: &Text<'_>) {
    writer.key(key);
    writer.text(text);
}

/// Writes an object with one member.
fn begin(writer: &mut Writer<'_>, kind: &str) {
    writer.begin_object();
    writer.key(kind);
}

/// Writes a text block.
pub(super) fn write_text(writer: &mut Writer<'_>, text: &Text<'_>) {
    begin(writer, "text");
    writer.text(text);
    writer.end_object();
}

/// Writes a text block with the places it is taken from, if there are any.
pub(super) fn write_cited(writer: &mut Writer<'_>, text: &Text<'_>, citations: Option<&Json<'_>>) {
    let Some(citations) = citations else {
        return write_text(writer, text);
    };
    begin(writer, "citationsContent");
    begin(writer, "content");
    writer.begin_array();
    write_text(writer, text);
    writer.end_array();
    writer.key("citations");
    writer.value(citations.value());
    writer.end_object();
    writer.end_object();
}

/// Writes a block of reasoning.
pub(super) fn write_reasoning(
    writer: &mut Writer<'_>,
    text: &Text<'_>,
    signature: Option<&Signature<'_>>,
) {
    begin(writer, "reasoningContent");
    begin(writer, "reasoningText");
    writer.begin_object();
    member(writer, "text", text);
    if let Some(signature) = signature {
        member(writer, "signature", &signature.to_wire(Origin::Anthropic));
    }
    writer.end_object();
    writer.end_object();
    writer.end_object();
}

/// Writes a block of reasoning that only its maker can read.
pub(super) fn write_redacted(writer: &mut Writer<'_>, data: &Signature<'_>) {
    begin(writer, "reasoningContent");
    begin(writer, "redactedContent");
    writer.text(&to_blob(data));
    writer.end_object();
    writer.end_object();
}

/// Writes the members of a call in front of its input.
pub(super) fn write_call(
    writer: &mut Writer<'_>,
    id: &Text<'_>,
    suffix: Option<usize>,
    name: &Text<'_>,
) {
    writer.key("toolUseId");
    write_id(writer, id, suffix);
    member(writer, "name", name);
}

/// Writes a cache point.
pub(super) fn write_point(writer: &mut Writer<'_>, cache: &CacheControl<'_>) {
    begin(writer, "cachePoint");
    writer.begin_object();
    writer.key("type");
    writer.str("default");
    if let Some(ttl) = &cache.ttl {
        member(writer, "ttl", ttl);
    }
    writer.end_object();
    writer.end_object();
}

impl Blocks<'_> {
    /// Writes a cache point if there is a marker and the model takes it.
    pub(super) fn point(
        &mut self,
        writer: &mut Writer<'_>,
        cache: Option<&CacheControl<'_>>,
        path: impl FnOnce() -> String,
    ) {
        let Some(cache) = cache else {
            return;
        };
        if self.caches {
            write_point(writer, cache);
        } else {
            let field = format!("{}.cache_control", path());
            self.losses.dropped(field, "this model caches no prompts");
        }
    }

    /// Writes one part of a turn, and the cache point behind it.
    pub(super) fn part(
        &mut self,
        writer: &mut Writer<'_>,
        placed: &Placed<'_, '_>,
    ) -> Result<(), EncodeError> {
        let path = || placed.path();
        match placed.part {
            Part::ToolCall {
                id,
                name,
                arguments,
                cache,
            } => {
                if !TOOL_NAMES.allows(&name.to_str()) {
                    return Err(refuse(
                        format!("{}.function.name", path()),
                        "a tool name has 1 to 64 letters, digits, underscores or hyphens",
                    ));
                }
                begin(writer, "toolUse");
                writer.begin_object();
                write_call(writer, id, placed.suffix, name);
                writer.key("input");
                write_arguments(writer, arguments, self.losses, || {
                    format!("{}.function.arguments", placed.path())
                });
                writer.end_object();
                writer.end_object();
                self.point(writer, cache.as_ref(), path);
            }
            Part::ToolResult {
                call_id,
                content,
                is_error,
                cache,
            } => {
                begin(writer, "toolResult");
                writer.begin_object();
                writer.key("toolUseId");
                write_id(writer, call_id, placed.suffix);
                writer.key("content");
                writer.begin_array();
                self.result_content(writer, placed, content)?;
                if *is_error == Some(true) {
                    if content.iter().all(is_empty) {
                        // An error must say something.
                        write_text(writer, &Text::from("error"));
                    }
                    writer.end_array();
                    writer.key("status");
                    writer.str("error");
                } else {
                    writer.end_array();
                }
                writer.end_object();
                writer.end_object();
                let inner = content.iter().rev().find_map(cache_of);
                self.point(writer, cache.as_ref().or(inner), path);
            }
            part => {
                self.plain(writer, part, &path)?;
                self.point(writer, cache_of(part), path);
            }
        }
        Ok(())
    }

    /// Writes the content of a tool result as blocks, one after the other.
    pub(super) fn result_content(
        &mut self,
        writer: &mut Writer<'_>,
        placed: &Placed<'_, '_>,
        content: &[Part<'_>],
    ) -> Result<(), EncodeError> {
        content
            .iter()
            .filter(|part| !is_empty(part))
            .try_for_each(|part| match part {
                Part::Text { text, .. } => {
                    write_text(writer, text);
                    Ok(())
                }
                part => self.plain(writer, part, &|| placed.path()),
            })
    }

    /// Writes a part that is neither a call nor a result.
    fn plain(
        &mut self,
        writer: &mut Writer<'_>,
        part: &Part<'_>,
        path: &dyn Fn() -> String,
    ) -> Result<(), EncodeError> {
        match part {
            Part::Text {
                text, citations, ..
            } => {
                let citations = citations::own(citations.as_ref()).unwrap_or_else(|()| {
                    let field = format!("{}.annotations", path());
                    self.losses.dropped(field, "citations of another provider");
                    None
                });
                write_cited(writer, text, citations.as_ref());
            }
            Part::Refusal { text } => {
                self.losses
                    .push(LossAction::Renamed, path(), "a refusal is sent as text");
                write_text(writer, text);
            }
            Part::Image { source, detail, .. } => {
                if detail.as_ref().is_some_and(|detail| *detail != "auto") {
                    let field = format!("{}.image_url.detail", path());
                    self.losses.dropped(field, "images have no level of detail");
                }
                write_image(writer, source, path)?;
            }
            Part::Document { source, name, .. } => {
                self.document(writer, source, name.as_ref(), path)?;
            }
            Part::Audio { data, format } => {
                let Some(format) = media::sound(format) else {
                    return Err(refuse(
                        path(),
                        "sound of this format is not taken; wav and mp3 are",
                    ));
                };
                begin(writer, "audio");
                begin(writer, "format");
                writer.str(format);
                media::write_bytes(writer, data);
                writer.end_object();
                writer.end_object();
            }
            Part::Reasoning { text, signature } => {
                write_reasoning(writer, text, signature.as_ref());
            }
            Part::RedactedReasoning { data } => write_redacted(writer, data),
            Part::Native { kind, value } if is_native(kind, *value) => writer.value(*value),
            Part::Native { kind, value } if let Some(found) = SearchResult::of(kind, *value) => {
                found.write_converse(&path(), writer, self.losses);
            }
            Part::Native { .. } | Part::ToolCall { .. } | Part::ToolResult { .. } => {
                return Err(refuse(path(), "a part of this type has no form there"));
            }
        }
        Ok(())
    }

    fn document(
        &mut self,
        writer: &mut Writer<'_>,
        source: &MediaSource<'_>,
        name: Option<&Text<'_>>,
        path: &dyn Fn() -> String,
    ) -> Result<(), EncodeError> {
        let format = match source {
            MediaSource::Text(_) => Some("txt"),
            MediaSource::Base64 { media_type, .. } => {
                let Some(format) = media::format_of(media_type, true) else {
                    return Err(refuse(
                        path(),
                        "documents are PDF, CSV, Word, Excel, HTML, Markdown or plain text",
                    ));
                };
                Some(format)
            }
            MediaSource::Url(uri) => {
                let uri = uri.to_str();
                let ending = uri.rsplit_once('.').map_or("", |(_, ending)| ending);
                media::media_type(ending, true)
                    .and_then(|known| media::format_of(&Text::from(known), true))
            }
            MediaSource::FileId(_) => None,
        };
        let named = self.names.name(name);
        if named.changed {
            let field = format!("{}.name", path());
            let (action, reason) = match name {
                None => (LossAction::Defaulted, "a document must have a name"),
                Some(_) => (
                    LossAction::Renamed,
                    "a document's name is unique, of letters, digits, hyphens and brackets",
                ),
            };
            self.losses.push(action, field, reason);
        }
        begin(writer, "document");
        writer.begin_object();
        if let Some(format) = format {
            writer.key("format");
            writer.str(format);
        }
        writer.key("name");
        writer.str(&named.name);
        match source {
            MediaSource::Text(text) => media::write_text_bytes(writer, text),
            MediaSource::Base64 { data, .. } => media::write_bytes(writer, data),
            MediaSource::Url(_) | MediaSource::FileId(_) => write_s3(writer, source, path)?,
        }
        writer.end_object();
        writer.end_object();
        Ok(())
    }
}

fn write_image(
    writer: &mut Writer<'_>,
    source: &MediaSource<'_>,
    path: &dyn Fn() -> String,
) -> Result<(), EncodeError> {
    let format = match source {
        MediaSource::Base64 { media_type, .. } => media::format_of(media_type, false),
        MediaSource::Url(uri) => {
            let uri = uri.to_str().to_ascii_lowercase();
            let ending = uri.rsplit_once('.').map_or("", |(_, ending)| ending);
            media::format_of(&Text::from(format!("image/{ending}")), false)
        }
        MediaSource::FileId(_) | MediaSource::Text(_) => None,
    };
    let Some(format) = format else {
        return Err(match source {
            MediaSource::Url(uri) if uri.to_str().starts_with("s3://") => refuse(
                path(),
                "an s3:// URI of an image ends in jpeg, png, gif or webp",
            ),
            MediaSource::Url(_) => refuse(path(), NO_URL),
            MediaSource::FileId(_) => refuse(path(), NO_FILE),
            MediaSource::Base64 { .. } | MediaSource::Text(_) => {
                refuse(path(), "images are JPEG, PNG, GIF or WebP")
            }
        });
    };
    begin(writer, "image");
    writer.begin_object();
    writer.key("format");
    writer.str(format);
    match source {
        MediaSource::Base64 { data, .. } => media::write_bytes(writer, data),
        _ => write_s3(writer, source, path)?,
    }
    writer.end_object();
    writer.end_object();
    Ok(())
}

/// Writes a source that stands in S3, which is the only place that is read.
fn write_s3(
    writer: &mut Writer<'_>,
    source: &MediaSource<'_>,
    path: &dyn Fn() -> String,
) -> Result<(), EncodeError> {
    match source {
        MediaSource::Url(uri) if uri.to_str().starts_with("s3://") => {
            writer.key("source");
            begin(writer, "s3Location");
            begin(writer, "uri");
            writer.text(uri);
            writer.end_object();
            writer.end_object();
            Ok(())
        }
        MediaSource::Url(_) => Err(refuse(path(), NO_URL)),
        _ => Err(refuse(path(), NO_FILE)),
    }
}

/// The cache marker of a part.
fn cache_of<'r, 'a>(part: &'r Part<'a>) -> Option<&'r CacheControl<'a>> {
    match part {
        Part::Text { cache, .. }
        | Part::Image { cache, .. }
        | Part::Document { cache, .. }
        | Part::ToolCall { cache, .. }
        | Part::ToolResult { cache, .. } => cache.as_ref(),
        Part::Audio { .. }
        | Part::Reasoning { .. }
        | Part::RedactedReasoning { .. }
        | Part::Refusal { .. }
        | Part::Native { .. } => None,
    }
}

/// Whether a part of a tool result says nothing, which the API refuses.
pub(super) fn is_empty(part: &Part<'_>) -> bool {
    matches!(part, Part::Text { text, .. } | Part::Refusal { text } if is_blank(text))
}
