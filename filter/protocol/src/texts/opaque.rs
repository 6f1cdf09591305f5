//! What is no text, by its looks.
//!
//! A member that should hold an id or base64 is passed over only while it looks like
//! that: whoever writes a sentence there does not hide it.

use base64::Engine;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use crate::data_uri::is_data_uri;
use crate::json::Text;

/// Longest word of a format; ids and names of models are shorter.
const LONGEST_WORD: usize = 256;

/// Whether this is a word, an id or a name of a model, as far as can be seen.
pub(super) fn is_word(text: &Text<'_>) -> bool {
    let bytes = text.to_bytes();
    bytes.len() <= LONGEST_WORD
        && bytes
            .iter()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-_.:/+=#|~*%".contains(byte))
}

/// Which bytes stand in base64 of either alphabet, in line ends, and in the tags and
/// dots that signed things are put together with.
const OPAQUE: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < table.len() {
        table[byte] = (byte as u8).is_ascii_alphanumeric();
        byte += 1;
    }
    let others = b"+/-_=.:~|\r\n";
    let mut at = 0;
    while at < others.len() {
        table[others[at] as usize] = true;
        at += 1;
    }
    table
};

/// Whether this is base64 or the like.
pub(super) fn is_opaque(bytes: &[u8]) -> bool {
    bytes
        .iter()
        .all(|byte| OPAQUE.get(usize::from(*byte)).is_some_and(|is| *is))
}

/// Types whose bytes a model reads as text.
const TEXTUAL: &[&str] = &[
    "text/",
    "application/json",
    "application/xml",
    "application/yaml",
    "application/x-yaml",
    "application/javascript",
    "application/x-ndjson",
    "application/rtf",
    "application/x-python",
    "application/typescript",
    "image/svg",
];

/// Whether media of this type are text.
pub(super) fn is_textual(media_type: &str) -> bool {
    let media_type = media_type.trim().to_ascii_lowercase();
    TEXTUAL.iter().any(|known| media_type.starts_with(known))
}

/// Base64 as it is read and written; padding may be missing.
pub(super) const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// The text that base64 holds; `None` if it holds none. Pictures and the like are found
/// out by their first bytes.
pub(super) fn decoded_text(data: &[u8]) -> Option<String> {
    /// As much as is looked at first: whole groups of four.
    const HEAD: usize = 64;
    if data.is_empty() {
        return None;
    }
    let head = BASE64.decode(data.get(..HEAD).unwrap_or(data)).ok()?;
    let valid = match std::str::from_utf8(&head) {
        Ok(text) => text,
        // A character may be cut by the end of the head.
        Err(error) if error.error_len().is_none() => {
            std::str::from_utf8(head.get(..error.valid_up_to())?).ok()?
        }
        Err(_) => return None,
    };
    let is_text = |c: char| !c.is_control() || c.is_ascii_whitespace();
    if !valid.chars().all(is_text) {
        return None;
    }
    String::from_utf8(BASE64.decode(data).ok()?).ok()
}

/// The same of media that are called text: in either alphabet, with line ends, and with
/// whatever control characters.
pub(super) fn declared_text(data: &[u8]) -> Option<String> {
    let standard: Vec<u8> = data
        .iter()
        .filter(|byte| !byte.is_ascii_whitespace())
        .map(|byte| match byte {
            b'-' => b'+',
            b'_' => b'/',
            other => *other,
        })
        .collect();
    String::from_utf8(BASE64.decode(standard).ok()?).ok()
}

/// A `data:` URI, cut: the type, and the base64 behind so many bytes.
pub(super) fn data_uri(text: &str) -> Option<(&str, usize)> {
    /// Longest head that is looked at.
    const LONGEST_HEAD: usize = 512;
    if !is_data_uri(text.as_bytes()) {
        return None;
    }
    let near = text.as_bytes().get(..LONGEST_HEAD);
    let comma = memchr::memchr(b',', near.unwrap_or(text.as_bytes()))?;
    let head = text.get(5..comma)?;
    let (media_type, flag) = head.rsplit_once(';')?;
    flag.trim()
        .eq_ignore_ascii_case("base64")
        .then_some((media_type, comma + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_is_neither_a_word_nor_opaque() {
        assert!(is_word(&Text::from(
            "claude-3-5-sonnet@20240620".get(..17).unwrap()
        )));
        assert!(!is_word(&Text::from("ana@example.com")));
        assert!(!is_word(&Text::from("two words")));
        assert!(is_opaque(b"EqoBCkgIARABGAIiQL+/=="));
        assert!(!is_opaque(b"call me, please"));
    }

    #[test]
    fn what_is_called_text_is_read_in_any_base64() {
        for data in ["G1szMW0_Pw==", "G1sz\nMW0/Pw", "G1szMW0/Pw=="] {
            assert_eq!(
                declared_text(data.as_bytes()).as_deref(),
                Some("\u{1b}[31m??"),
                "{data}"
            );
        }
        assert_eq!(declared_text(b"/w=="), None);
        assert_eq!(declared_text(b"no base64!"), None);
    }

    #[test]
    fn a_data_uri_is_cut_at_its_comma() {
        assert_eq!(
            data_uri("data:text/plain;base64,aGk="),
            Some(("text/plain", 23))
        );
        assert_eq!(data_uri("data:text/plain,hello"), None);
        assert_eq!(data_uri("https://example.com"), None);
    }
}
