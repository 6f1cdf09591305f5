//! Media: which type a part has here, and which kind of part it is in the hub.

use crate::chat::{MediaSource, Part};
use crate::json::Text;

/// Endings of file names and the media types that go with them, of those that the
/// API takes. Source: "Gemini API: file input methods" and the pages on images,
/// documents, audio and video.
const ENDINGS: &[(&str, &str)] = &[
    ("png", "image/png"),
    ("jpg", "image/jpeg"),
    ("jpeg", "image/jpeg"),
    ("webp", "image/webp"),
    ("heic", "image/heic"),
    ("heif", "image/heif"),
    ("gif", "image/gif"),
    ("bmp", "image/bmp"),
    ("pdf", "application/pdf"),
    ("txt", "text/plain"),
    ("md", "text/markdown"),
    ("html", "text/html"),
    ("htm", "text/html"),
    ("csv", "text/csv"),
    ("xml", "text/xml"),
    ("json", "application/json"),
    ("wav", "audio/wav"),
    ("mp3", "audio/mp3"),
    ("m4a", "audio/m4a"),
    ("flac", "audio/flac"),
    ("ogg", "audio/ogg"),
    ("aac", "audio/aac"),
    ("aiff", "audio/aiff"),
    ("mp4", "video/mp4"),
    ("mov", "video/mov"),
    ("mpeg", "video/mpeg"),
    ("webm", "video/webm"),
];

/// The media type that the path of a URL tells by its ending.
pub(super) fn type_of_url(url: &str) -> Option<&'static str> {
    let path = url.split(['?', '#']).next().unwrap_or_default();
    let name = path.rsplit('/').next().unwrap_or_default();
    let (_, ending) = name.rsplit_once('.')?;
    ENDINGS
        .iter()
        .find(|(known, _)| known.eq_ignore_ascii_case(ending))
        .map(|(_, kind)| *kind)
}

/// Hosts whose pages the API takes for the video on them. Source: Gemini API, "Video
/// understanding", YouTube URLs.
const VIDEO_HOSTS: &[&str] = &[
    "youtube.com",
    "www.youtube.com",
    "m.youtube.com",
    "youtu.be",
];

/// Whether a URL is that of a page with a video, which nobody else looks at.
pub(super) fn is_video_page(url: &str) -> bool {
    let host = url.split_once("://").map_or(url, |(_, rest)| rest);
    let host = host.split(['/', '?', '#', ':']).next().unwrap_or_default();
    VIDEO_HOSTS
        .iter()
        .any(|known| known.eq_ignore_ascii_case(host))
}

/// Words for sound that are not what stands behind `audio/`, there and here.
const SOUNDS: &[(&str, &str)] = &[
    ("mpeg", "mp3"),
    ("x-wav", "wav"),
    ("wave", "wav"),
    ("vnd.wave", "wav"),
    ("x-flac", "flac"),
    ("x-aac", "aac"),
    ("l16", "pcm16"),
];

/// The hub's part for media of this type; `None` if only this format knows it.
pub(super) fn part<'a>(
    media_type: &str,
    source: MediaSource<'a>,
    name: Option<Text<'a>>,
) -> Option<Part<'a>> {
    let (family, kind) = media_type.split_once('/').unwrap_or((media_type, ""));
    match (family.to_ascii_lowercase().as_str(), source) {
        ("image", source) => Some(Part::Image {
            source,
            detail: None,
            cache: None,
        }),
        ("audio", MediaSource::Base64 { data, .. }) => {
            let kind = kind.split(';').next().unwrap_or_default().trim();
            let kind = kind.to_ascii_lowercase();
            let known = SOUNDS.iter().find(|(theirs, _)| *theirs == kind);
            let format = known.map_or_else(|| kind.clone(), |(_, ours)| (*ours).to_owned());
            Some(Part::Audio {
                data,
                format: Text::from(format),
            })
        }
        ("audio" | "video", _) => None,
        (_, source) => Some(Part::Document {
            source,
            name,
            cache: None,
        }),
    }
}

/// The media type of sound in this format of the hub (`wav`, `mp3`, …).
pub(super) fn sound_type(format: &str) -> String {
    match format {
        "pcm16" => "audio/l16".to_owned(),
        format => format!("audio/{format}"),
    }
}

/// Base64 in the standard alphabet: JSON of protocol buffers also takes that for
/// URLs, with or without padding.
pub(super) fn standard_base64(data: Text<'_>) -> Text<'_> {
    let is_for_urls = |bytes: &[u8]| memchr::memchr2(b'-', b'_', bytes).is_some();
    let mend = match &data {
        Text::Literal(literal) => is_for_urls(literal),
        Text::Plain(text) => is_for_urls(text.as_bytes()),
    };
    if !mend {
        return data;
    }
    let mut mended = data.to_str().replace('-', "+").replace('_', "/");
    while !mended.len().is_multiple_of(4) {
        mended.push('=');
    }
    Text::from(mended)
}

/// Where the Files API keeps uploads.
const UPLOADS: &str = "https://generativelanguage.googleapis.com/";

/// Whether a URI names an upload of this provider, which nobody else can read.
pub(super) fn is_upload(uri: &str) -> bool {
    uri.starts_with(UPLOADS) || uri.starts_with("files/")
}

/// Whether the API fetches what stands at this URI: uploads, Cloud Storage and the
/// open web. Source: "Gemini API: file input methods", and `FileData` of Vertex AI.
pub(super) fn is_fetched(uri: &str) -> bool {
    let begins = |scheme: &str| {
        uri.get(..scheme.len())
            .is_some_and(|head| head.eq_ignore_ascii_case(scheme))
    };
    begins("https://") || begins("http://") || begins("gs://") || is_upload(uri)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ending_of_a_url_tells_its_type() {
        for (url, expected) in [
            ("https://a.example/x/cat.PNG?size=1#top", Some("image/png")),
            ("gs://bucket/report.pdf", Some("application/pdf")),
            ("gs://bucket/report", None),
            ("https://a.example/", None),
            ("https://a.png/", None),
        ] {
            assert_eq!(type_of_url(url), expected, "{url}");
        }
    }

    #[test]
    fn base64_for_urls_becomes_standard() {
        assert_eq!(standard_base64(Text::from("-_8")), "+/8=");
        assert_eq!(standard_base64(Text::from("+/8=")), "+/8=");
    }
}
