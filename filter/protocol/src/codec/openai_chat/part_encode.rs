//! Parts of a user message as OpenAI takes them.

use super::tool_encode::error;
use crate::chat::{MediaSource, Part};
use crate::codec::openai::{DEFAULT_FILE_NAME, PartAt, write_data_uri};
use crate::data_uri::is_http;
use crate::error::EncodeError;
use crate::json::{Text, Writer};
use crate::loss::{LossAction, Losses};

/// A part that had to leave its tool result.
pub(super) struct Moved<'m, 'a> {
    pub(super) part: &'m Part<'a>,
    /// Where it stood.
    pub(super) at: PartAt<'m, 'a>,
}

/// Writes one part.
pub(super) fn user_part(
    part: &Part<'_>,
    at: PartAt<'_, '_>,
    writer: &mut Writer<'_>,
    losses: &mut Losses,
) -> Result<(), EncodeError> {
    let refuse = |problem| Err(error(at.to_string(), problem));
    match part {
        Part::Text { text, .. } => {
            write_text(text, writer);
            Ok(())
        }
        Part::Image { source, detail, .. } => image(source, detail.as_ref(), at, writer),
        Part::Document { source, name, .. } => document(source, name.as_ref(), at, writer, losses),
        Part::Audio { data, format } => {
            begin(writer, "input_audio");
            writer.key("data");
            writer.text(data);
            writer.key("format");
            writer.text(format);
            end(writer);
            Ok(())
        }
        Part::Native { .. } => refuse("a kind of content that only its own format knows"),
        Part::ToolCall { .. }
        | Part::ToolResult { .. }
        | Part::Reasoning { .. }
        | Part::RedactedReasoning { .. }
        | Part::Refusal { .. } => refuse("a user message can hold text and media only"),
    }
}

/// `{"type": kind, kind: {`
fn begin(writer: &mut Writer<'_>, kind: &'static str) {
    writer.begin_object();
    writer.key("type");
    writer.str(kind);
    writer.key(kind);
    writer.begin_object();
}

fn end(writer: &mut Writer<'_>) {
    writer.end_object();
    writer.end_object();
}

fn write_text(text: &Text<'_>, writer: &mut Writer<'_>) {
    writer.begin_object();
    writer.key("type");
    writer.raw(br#""text""#);
    writer.key("text");
    writer.text(text);
    writer.end_object();
}

/// Writes base64 data as a `data:` URI, whose head must be one.
fn data_uri(
    media_type: &Text<'_>,
    data: &Text<'_>,
    at: PartAt<'_, '_>,
    writer: &mut Writer<'_>,
) -> Result<(), EncodeError> {
    if write_data_uri(media_type, data, writer) {
        return Ok(());
    }
    Err(error(
        at.to_string(),
        "base64 data needs a media type, as in image/png",
    ))
}

fn image(
    source: &MediaSource<'_>,
    detail: Option<&Text<'_>>,
    at: PartAt<'_, '_>,
    writer: &mut Writer<'_>,
) -> Result<(), EncodeError> {
    begin(writer, "image_url");
    writer.key("url");
    match source {
        MediaSource::Base64 { media_type, data } => data_uri(media_type, data, at, writer)?,
        MediaSource::Url(url) if is_http(url) => writer.text(url),
        MediaSource::Url(_) => {
            return Err(error(
                at.to_string(),
                "an image's URL must be an http or https URL",
            ));
        }
        MediaSource::FileId(_) | MediaSource::Text(_) => {
            return Err(error(
                at.to_string(),
                "an image must be a URL or base64 data; uploads of another provider are out of reach",
            ));
        }
    }
    if let Some(detail) = detail {
        writer.key("detail");
        writer.text(detail);
    }
    end(writer);
    Ok(())
}

fn document(
    source: &MediaSource<'_>,
    name: Option<&Text<'_>>,
    at: PartAt<'_, '_>,
    writer: &mut Writer<'_>,
    losses: &mut Losses,
) -> Result<(), EncodeError> {
    match source {
        MediaSource::Base64 { media_type, data } => {
            begin(writer, "file");
            writer.key("filename");
            match name {
                Some(name) => writer.text(name),
                None => {
                    writer.str(DEFAULT_FILE_NAME);
                    losses.push(
                        LossAction::Defaulted,
                        format!("{at}.title"),
                        "this format demands a file name",
                    );
                }
            }
            writer.key("file_data");
            data_uri(media_type, data, at, writer)?;
            end(writer);
            Ok(())
        }
        MediaSource::Text(text) => {
            losses.push(
                LossAction::Renamed,
                at.to_string(),
                "a document of plain text becomes text",
            );
            write_text(text, writer);
            Ok(())
        }
        MediaSource::Url(_) => Err(error(
            at.to_string(),
            "a document must be in the body as base64; this format takes no URL of one",
        )),
        MediaSource::FileId(_) => Err(error(
            at.to_string(),
            "a document must be in the body; uploads of another provider are out of reach",
        )),
    }
}
