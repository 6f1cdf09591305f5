//! `data:` URIs: media that travels inside the body (RFC 2397).
//!
//! The data is megabytes of base64 and stays the literal it is; only the short
//! head in front of the comma is looked at.

use crate::at::At;
use crate::chat::MediaSource;
use crate::error::DecodeError;
use crate::json::{Text, Value};

/// Whether the string starts a `data:` URI.
pub(crate) fn is_data_uri(literal: &[u8]) -> bool {
    literal
        .get(..5)
        .is_some_and(|head| head.eq_ignore_ascii_case(b"data:"))
}

/// Reads a URL of media: `http(s)` stays a URL, `data:` becomes base64.
pub(crate) fn media_url<'a>(value: Value<'a>, at: &At<'_>) -> Result<MediaSource<'a>, DecodeError> {
    let text = at.text(value)?;
    let Text::Literal(literal) = text else {
        return Err(at.expected("a string"));
    };
    if is_data_uri(literal) {
        return base64(literal, at);
    }
    if is_http(&text) {
        return Ok(MediaSource::Url(text));
    }
    Err(at.problem("must be an http or https URL, or a data: URI with base64 data"))
}

/// Reads a `data:` URI that must hold base64.
pub(crate) fn base64<'a>(literal: &'a [u8], at: &At<'_>) -> Result<MediaSource<'a>, DecodeError> {
    let body = literal.get(5..).filter(|_| is_data_uri(literal));
    let Some(body) = body else {
        return Err(at.problem("must be a data: URI, as in data:application/pdf;base64,…"));
    };
    let Some(comma) = memchr::memchr(b',', body) else {
        return Err(at.problem("data: URI without a comma before its data"));
    };
    let (head, data) = (
        body.get(..comma).unwrap_or_default(),
        body.get(comma + 1..).unwrap_or_default(),
    );
    let head = Text::Literal(head).to_str().into_owned();
    let Some((media_type, flag)) = head.rsplit_once(';') else {
        return Err(at.problem("data: URI without ;base64; only base64 data is read"));
    };
    if !flag.trim().eq_ignore_ascii_case("base64") {
        return Err(at.problem("data: URI without ;base64; only base64 data is read"));
    }
    let media_type = media_type.split(';').next().unwrap_or_default().trim();
    if !is_media_type(media_type) {
        return Err(at.problem("data: URI without a media type, as in image/png"));
    }
    if !may_be_base64(&Text::Literal(data)) {
        return Err(at.problem("data: URI whose base64 data is empty or cut short"));
    }
    Ok(MediaSource::Base64 {
        media_type: Text::from(media_type.to_owned()),
        data: Text::Literal(data),
    })
}

/// Whether this is an `http` or `https` URL.
pub(crate) fn is_http(url: &Text<'_>) -> bool {
    let bytes = match url {
        Text::Literal(literal) => literal,
        Text::Plain(text) => text.as_bytes(),
    };
    // A slash may be escaped in JSON, so only what stands before it is compared.
    ["http:", "https:"].iter().any(|scheme| {
        bytes
            .get(..scheme.len())
            .is_some_and(|head| head.eq_ignore_ascii_case(scheme.as_bytes()))
    })
}

/// Whether this is a type and a subtype, as in `image/png` (RFC 6838, 4.2).
pub(crate) fn is_media_type(text: &str) -> bool {
    let is_name = |name: &str| {
        !name.is_empty()
            && name
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"!#$&-^_.+".contains(&byte))
    };
    text.split_once('/')
        .is_some_and(|(kind, subtype)| is_name(kind) && is_name(subtype))
}

/// Whether this is as long as base64 of something can be: four characters hold three
/// bytes, and one character alone holds nothing. The characters are not looked at.
pub(crate) fn may_be_base64(data: &Text<'_>) -> bool {
    // An escaped literal (a line end, a slash) has another length than its text.
    let length = match data {
        Text::Literal(bytes) if memchr::memchr(b'\\', bytes).is_none() => bytes.len(),
        escaped => escaped.to_str().len(),
    };
    length > 0 && length % 4 != 1
}
