//! Names and words as the API reads them.
//!
//! Its JSON is that of protocol buffers: a member may be written `topP` or `top_p`,
//! one object may stand where a list of one belongs, and `null` is absence. Words
//! of enums are taken in either case, as Google's own samples write them.

use std::borrow::Cow;

use crate::at::At;
use crate::chat::Extra;
use crate::error::DecodeError;
use crate::json::{Text, Value};

/// Whether `key` is the member `camel`, in either spelling.
pub(super) fn is(key: &Text<'_>, camel: &str) -> bool {
    if *key == *camel {
        return true;
    }
    let key = key.to_str();
    let mut left = key.bytes();
    camel.bytes().all(|byte| {
        if byte.is_ascii_uppercase() {
            left.next() == Some(b'_') && left.next() == Some(byte.to_ascii_lowercase())
        } else {
            left.next() == Some(byte)
        }
    }) && left.next().is_none()
}

/// The member `camel`, unless it is missing or `null`; the last one if it is there
/// twice.
pub(super) fn member<'a>(object: Value<'a>, camel: &str) -> Option<Value<'a>> {
    object
        .members()
        .filter(|(key, value)| !value.is_null() && is(key, camel))
        .last()
        .map(|(_, value)| value)
}

/// The string `camel`, if there is one.
pub(super) fn text<'a>(object: Value<'a>, camel: &str) -> Option<Text<'a>> {
    member(object, camel)?.text()
}

/// The string `camel`, which must be one if it is there.
pub(super) fn optional_text<'a>(
    object: Value<'a>,
    camel: &str,
    at: &At<'_>,
) -> Result<Option<Text<'a>>, DecodeError> {
    member(object, camel)
        .map(|value| at.key(camel).text(value))
        .transpose()
}

/// The string `camel`, which must be there.
pub(super) fn required_text<'a>(
    object: Value<'a>,
    camel: &str,
    at: &At<'_>,
) -> Result<Text<'a>, DecodeError> {
    optional_text(object, camel, at)?.ok_or_else(|| DecodeError::missing(at.key(camel).path()))
}

/// The word of an enum in upper case.
pub(super) fn word(text: &Text<'_>) -> String {
    text.to_str().to_ascii_uppercase()
}

/// The items of a list, or the one value that stands in its place.
pub(super) fn list(value: Value<'_>) -> impl Iterator<Item = Value<'_>> {
    let single = (!value.is_array() && !value.is_null()).then_some(value);
    value.items().chain(single)
}

/// A whole number from 0 on. 64-bit numbers of protocol buffers are strings in JSON.
pub(super) fn count(value: Value<'_>) -> Option<u64> {
    value
        .u64()
        .or_else(|| value.text()?.to_str().trim().parse().ok())
}

/// Keeps the members of `object` that are not `known` as what only this format
/// knows, under their whole path.
pub(super) fn keep_unknown<'a>(
    object: Value<'a>,
    known: &[&str],
    at: &At<'_>,
    extra: &mut Vec<Extra<'a>>,
) {
    for (key, value) in object.members() {
        if !value.is_null() && !known.iter().any(|known| is(&key, known)) {
            let name = key.to_str();
            extra.push(Extra {
                name: Text::from(at.key(&name).path().0),
                value,
            });
        }
    }
}

/// A JSON value as a text that reads like it.
pub(super) fn raw_text(value: Value<'_>) -> Text<'_> {
    Text::Plain(match simdutf8::basic::from_utf8(value.raw()) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => String::from_utf8_lossy(value.raw()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_spellings_of_a_member_are_read() {
        for (key, camel, expected) in [
            ("topP", "topP", true),
            ("top_p", "topP", true),
            ("max_output_tokens", "maxOutputTokens", true),
            ("maxoutputtokens", "maxOutputTokens", false),
            ("top_", "topP", false),
            ("top_pp", "topP", false),
            ("", "topP", false),
        ] {
            assert_eq!(is(&Text::from(key), camel), expected, "{key} {camel}");
        }
    }
}
