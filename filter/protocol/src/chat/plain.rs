//! Documents that are text, for formats that take no others.

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use super::request::MediaSource;
use crate::json::Text;

/// Reads base64 with and without its padding.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Media types of text that do not begin with `text/`.
const TEXTS: &[&str] = &["application/json", "application/xml", "application/yaml"];

impl<'a> MediaSource<'a> {
    /// The text, if that is what it is: as it stands in the body, or in base64.
    #[must_use]
    pub(crate) fn plain(&self) -> Option<Text<'a>> {
        let (media_type, data) = match self {
            Self::Text(text) => return Some(text.clone()),
            Self::Base64 { media_type, data } => (media_type.to_str(), data.to_str()),
            Self::Url(_) | Self::FileId(_) => return None,
        };
        let essence = media_type.split(';').next().unwrap_or_default().trim();
        let essence = essence.to_ascii_lowercase();
        if !essence.starts_with("text/") && !TEXTS.contains(&&*essence) {
            return None;
        }
        let bytes = LENIENT.decode(data.as_bytes()).ok()?;
        String::from_utf8(bytes).ok().map(Text::from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn base64(media_type: &'static str, data: &'static str) -> MediaSource<'static> {
        MediaSource::Base64 {
            media_type: Text::from(media_type),
            data: Text::from(data),
        }
    }

    #[test]
    fn text_in_base64_is_read() {
        for media_type in ["text/plain", "TEXT/CSV; charset=utf-8", "application/json"] {
            let text = base64(media_type, "aGk=").plain();
            assert_eq!(text, Some(Text::from("hi")), "{media_type}");
        }
        assert_eq!(base64("text/plain", "aGk").plain(), Some(Text::from("hi")));
    }

    #[test]
    fn what_is_no_text_is_not() {
        for (media_type, data) in [
            ("application/pdf", "aGk="),
            ("text/plain", "/w=="),
            ("text/plain", "?"),
        ] {
            assert_eq!(
                base64(media_type, data).plain(),
                None,
                "{media_type} {data}"
            );
        }
    }
}
