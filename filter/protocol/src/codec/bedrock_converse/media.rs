//! Formats of media by name, and what they are called elsewhere.

use crate::chat::MediaSource;
use crate::json::{Text, Writer};

use super::blob::{decoded, encoded};

/// Media types of images and their formats; the first of a format is its own.
const IMAGES: &[(&str, &str)] = &[
    ("image/png", "png"),
    ("image/jpeg", "jpeg"),
    ("image/jpg", "jpeg"),
    ("image/gif", "gif"),
    ("image/webp", "webp"),
];

const DOCUMENTS: &[(&str, &str)] = &[
    ("application/pdf", "pdf"),
    ("text/csv", "csv"),
    ("application/csv", "csv"),
    ("application/msword", "doc"),
    (
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "docx",
    ),
    ("application/vnd.ms-excel", "xls"),
    (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "xlsx",
    ),
    ("text/html", "html"),
    ("text/plain", "txt"),
    ("text/markdown", "md"),
    ("text/x-markdown", "md"),
];

/// Formats of sound that this format has names for.
const SOUNDS: &[&str] = &[
    "aac", "flac", "m4a", "mka", "mkv", "mp3", "mp4", "mpeg", "mpga", "ogg", "opus", "pcm", "wav",
    "webm", "x-aac",
];

/// The media type of an image or a document in this format.
pub(super) fn media_type(format: &str, is_document: bool) -> Option<&'static str> {
    let table = if is_document { DOCUMENTS } else { IMAGES };
    table
        .iter()
        .find(|(_, known)| *known == format)
        .map(|(media_type, _)| *media_type)
}

/// The format of this media type.
pub(super) fn format_of(media_type: &Text<'_>, is_document: bool) -> Option<&'static str> {
    let asked = media_type.to_str().to_ascii_lowercase();
    let asked = asked.split(';').next().unwrap_or_default().trim();
    let table = if is_document { DOCUMENTS } else { IMAGES };
    table
        .iter()
        .find(|(known, _)| *known == asked)
        .map(|(_, format)| *format)
}

/// The name of a format of sound.
pub(super) fn sound(format: &Text<'_>) -> Option<&'static str> {
    let asked = format.to_str().to_ascii_lowercase();
    let asked = if asked == "pcm16" { "pcm" } else { &asked };
    SOUNDS.iter().find(|known| **known == asked).copied()
}

/// Bytes of a document as the hub has them: plain text as text.
pub(super) fn document<'a>(format: &str, bytes: Text<'a>) -> Option<MediaSource<'a>> {
    if format == "txt"
        && let Some(text) = decoded(&bytes.to_str()).and_then(|bytes| String::from_utf8(bytes).ok())
    {
        return Some(MediaSource::Text(Text::from(text)));
    }
    Some(MediaSource::Base64 {
        media_type: Text::from(media_type(format, true)?),
        data: bytes,
    })
}

/// Writes the member `source` with bytes in it.
pub(super) fn write_bytes(writer: &mut Writer<'_>, bytes: &Text<'_>) {
    writer.key("source");
    writer.begin_object();
    writer.key("bytes");
    writer.text(bytes);
    writer.end_object();
}

/// Writes the member `source` with a text as bytes in it.
pub(super) fn write_text_bytes(writer: &mut Writer<'_>, text: &Text<'_>) {
    write_bytes(writer, &Text::from(encoded(text.to_str().as_bytes())));
}
