//! Where images and documents are, to the format's sources.

use crate::chat::MediaSource;
use crate::error::EncodeError;
use crate::json::{Text, Writer};

use super::write::{begin, member, refuse};

/// Media types of images, and how the API spells them.
const IMAGES: &[(&str, &str)] = &[
    ("image/jpeg", "image/jpeg"),
    ("image/jpg", "image/jpeg"),
    ("image/png", "image/png"),
    ("image/gif", "image/gif"),
    ("image/webp", "image/webp"),
];

/// Writes the source of an image.
pub(super) fn write_image_source(
    writer: &mut Writer<'_>,
    source: &MediaSource<'_>,
    path: &dyn Fn() -> String,
) -> Result<(), EncodeError> {
    match source {
        MediaSource::Base64 { media_type, data } => {
            let asked = media_type.to_str().to_ascii_lowercase();
            let Some((_, media_type)) = IMAGES.iter().find(|(known, _)| *known == asked) else {
                return Err(refuse(path(), "images are JPEG, PNG, GIF or WebP"));
            };
            write_base64(writer, media_type, data);
            Ok(())
        }
        MediaSource::Text(_) => Err(refuse(path(), "an image cannot be text")),
        MediaSource::Url(_) | MediaSource::FileId(_) => write_reference(writer, source, path),
    }
}

/// Writes the source of a document.
pub(super) fn write_document_source(
    writer: &mut Writer<'_>,
    source: &MediaSource<'_>,
    path: &dyn Fn() -> String,
) -> Result<(), EncodeError> {
    match source {
        MediaSource::Base64 { media_type, data } if *media_type == "application/pdf" => {
            write_base64(writer, "application/pdf", data);
        }
        MediaSource::Base64 { .. } | MediaSource::Text(_) => {
            let Some(text) = source.plain() else {
                return Err(refuse(path(), "documents are PDF, or text in UTF-8"));
            };
            begin(writer, "text");
            writer.key("media_type");
            writer.str("text/plain");
            member(writer, "data", &text);
            writer.end_object();
        }
        MediaSource::Url(_) | MediaSource::FileId(_) => write_reference(writer, source, path)?,
    }
    Ok(())
}

fn write_base64(writer: &mut Writer<'_>, media_type: &str, data: &Text<'_>) {
    begin(writer, "base64");
    writer.key("media_type");
    writer.str(media_type);
    member(writer, "data", data);
    writer.end_object();
}

/// Writes a URL or the id of an uploaded file. Ids of another provider's files
/// mean nothing here; those of this one begin with `file_`.
fn write_reference(
    writer: &mut Writer<'_>,
    source: &MediaSource<'_>,
    path: &dyn Fn() -> String,
) -> Result<(), EncodeError> {
    let (kind, key, text) = match source {
        MediaSource::Url(url) => ("url", "url", url),
        MediaSource::FileId(id) if id.to_str().starts_with("file_") => ("file", "file_id", id),
        _ => {
            return Err(refuse(
                path(),
                "the file was uploaded to another provider; send its content",
            ));
        }
    };
    begin(writer, kind);
    member(writer, key, text);
    writer.end_object();
    Ok(())
}
