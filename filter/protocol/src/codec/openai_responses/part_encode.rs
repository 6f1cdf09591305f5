//! Parts of a message and of a tool's result as this format takes them.

use super::tool_encode::error;
use crate::chat::{MediaSource, Part};
use crate::codec::openai::{DEFAULT_FILE_NAME, PartAt, write_data_uri};
use crate::data_uri::is_http;
use crate::error::EncodeError;
use crate::json::{Text, Writer};
use crate::loss::{LossAction, Losses};

/// Writes one part of what the user says.
pub(super) fn user_part(
    part: &Part<'_>,
    at: PartAt<'_, '_>,
    writer: &mut Writer<'_>,
    losses: &mut Losses,
) -> Result<(), EncodeError> {
    media_part(
        part,
        at,
        writer,
        losses,
        "a user message can hold text, images and documents only",
    )
}

/// Writes one part of what a tool answered.
pub(super) fn result_part(
    part: &Part<'_>,
    at: PartAt<'_, '_>,
    writer: &mut Writer<'_>,
    losses: &mut Losses,
) -> Result<(), EncodeError> {
    media_part(
        part,
        at,
        writer,
        losses,
        "a tool result can hold text, images and documents only",
    )
}

fn media_part(
    part: &Part<'_>,
    at: PartAt<'_, '_>,
    writer: &mut Writer<'_>,
    losses: &mut Losses,
    otherwise: &'static str,
) -> Result<(), EncodeError> {
    match part {
        Part::Text { text, .. } => {
            write_text(text, writer);
            Ok(())
        }
        Part::Image { source, detail, .. } => image(source, detail.as_ref(), at, writer),
        Part::Document { source, name, .. } => document(source, name.as_ref(), at, writer, losses),
        Part::Audio { .. } => Err(error(
            at.to_string(),
            "this format takes no sound; ask a model by openai-chat for that",
        )),
        Part::Native { .. } => Err(error(
            at.to_string(),
            "a kind of content that only its own format knows",
        )),
        Part::ToolCall { .. }
        | Part::ToolResult { .. }
        | Part::Reasoning { .. }
        | Part::RedactedReasoning { .. }
        | Part::Refusal { .. } => Err(error(at.to_string(), otherwise)),
    }
}

fn begin(writer: &mut Writer<'_>, kind: &'static str) {
    writer.begin_object();
    writer.key("type");
    writer.str(kind);
}

fn write_text(text: &Text<'_>, writer: &mut Writer<'_>) {
    begin(writer, "input_text");
    writer.key("text");
    writer.text(text);
    writer.end_object();
}

fn image(
    source: &MediaSource<'_>,
    detail: Option<&Text<'_>>,
    at: PartAt<'_, '_>,
    writer: &mut Writer<'_>,
) -> Result<(), EncodeError> {
    let refuse = |problem| Err(error(at.to_string(), problem));
    begin(writer, "input_image");
    writer.key("image_url");
    match source {
        MediaSource::Base64 { media_type, data } => {
            if !write_data_uri(media_type, data, writer) {
                return refuse("base64 data needs a media type, as in image/png");
            }
        }
        MediaSource::Url(url) if is_http(url) => writer.text(url),
        MediaSource::Url(_) => return refuse("an image's URL must be an http or https URL"),
        MediaSource::FileId(_) | MediaSource::Text(_) => {
            return refuse(
                "an image must be a URL or base64 data; uploads of another provider are out of reach",
            );
        }
    }
    writer.key("detail");
    match detail {
        Some(detail) => writer.text(detail),
        None => writer.str("auto"),
    }
    writer.end_object();
    Ok(())
}

fn document(
    source: &MediaSource<'_>,
    name: Option<&Text<'_>>,
    at: PartAt<'_, '_>,
    writer: &mut Writer<'_>,
    losses: &mut Losses,
) -> Result<(), EncodeError> {
    let refuse = |problem| Err(error(at.to_string(), problem));
    match source {
        MediaSource::Base64 { media_type, data } => {
            begin(writer, "input_file");
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
            if !write_data_uri(media_type, data, writer) {
                return refuse("base64 data needs a media type, as in application/pdf");
            }
            writer.end_object();
            Ok(())
        }
        MediaSource::Url(url) if is_http(url) => {
            begin(writer, "input_file");
            writer.key("file_url");
            writer.text(url);
            if name.is_some() {
                // The API takes a name only beside the data.
                losses.dropped(format!("{at}.title"), "a document by URL has no name here");
            }
            writer.end_object();
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
        MediaSource::Url(_) => refuse("a document's URL must be an http or https URL"),
        MediaSource::FileId(_) => refuse(
            "a document must be a URL or base64 data; uploads of another provider are out of reach",
        ),
    }
}
