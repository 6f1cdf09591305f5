//! Headers of HTTP, and what curl makes of its arguments.

use base64::Engine as _;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};
use base64::{alphabet, engine::DecodePaddingMode};

use super::charset::Charset;
use super::found::Found;
use super::shape;
use super::url::BASIC_AUTH;
use super::view::{Step, View};

pub(super) const BEARER_TOKEN: &str = "BEARER_TOKEN";

const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// `Bearer …` and the like: what follows, if it looks drawn rather than spoken.
pub(super) fn bearer(view: &View<'_>, start: usize) -> Step<Option<Found>> {
    let word = view.end_of(start, 12, |byte| byte.is_ascii_alphabetic())?;
    let token = view.end_of(word, 3, |byte| byte == b' ')?;
    let body = view.end_of(token, 2048, |byte| Charset::Token.has(byte))?;
    let mut end = view.end_of(body, 2, |byte| byte == b'=')?;
    while end > token && view.slice(end - 1, end) == b"." {
        end -= 1;
    }
    let secret = view.slice(token, end);
    let has_digit = secret.iter().any(u8::is_ascii_digit);
    let is_header = is_in_header(view, start);
    let least = if is_header { 8 } else { 16 };
    let is_secret = token > word
        && secret.len() >= least
        && shape::is_body(secret)
        && (has_digit || (is_header && secret.len() >= 16))
        && !shape::is_stand_in(secret);
    Ok(is_secret.then(|| Found::new(BEARER_TOKEN, token, end, if is_header { 90 } else { 70 })))
}

/// `Basic …`: what follows, if it decodes to a user and a password.
pub(super) fn basic(view: &View<'_>, start: usize) -> Step<Option<Found>> {
    let token = view.end_of(start + b"Basic".len(), 3, |byte| byte == b' ')?;
    let body = view.end_of(token, 1024, |byte| Charset::Base64.has(byte))?;
    let end = view.end_of(body, 2, |byte| byte == b'=')?;
    if end - token < 6 || token == start + b"Basic".len() {
        return Ok(None);
    }
    let is_pair = LENIENT.decode(view.slice(token, end)).is_ok_and(|pair| {
        pair.contains(&b':')
            && std::str::from_utf8(&pair).is_ok_and(|pair| !pair.contains(char::is_control))
    });
    Ok(is_pair.then(|| Found::new(BASIC_AUTH, token, end, 90)))
}

/// `curl -u user:password`: both.
pub(super) fn curl(view: &View<'_>, start: usize) -> Step<Option<Found>> {
    let option = view.end_of(start, 8, |byte| byte == b'-' || byte.is_ascii_alphabetic())?;
    let gap = view.end_of(option, 2, |byte| matches!(byte, b' ' | b'='))?;
    let quoted = view.end_of(gap, 1, |byte| matches!(byte, b'"' | b'\''))?;
    let end = view.end_of(quoted, 256, |byte| {
        byte.is_ascii_graphic() && !matches!(byte, b'"' | b'\'' | b'\\')
    })?;
    let pair = view.slice(quoted, end);
    let password = memchr::memchr(b':', pair).and_then(|colon| pair.get(colon + 1..));
    let is_pair = gap > option
        && password.is_some_and(|password| password.len() >= 3 && !shape::is_stand_in(password));
    let is_curl = is_pair && shape::has(view.behind(start, 200), b"curl");
    Ok(is_curl.then(|| Found::new(BASIC_AUTH, quoted, end, 80)))
}

fn is_in_header(view: &View<'_>, start: usize) -> bool {
    let behind = view.behind(start, 32).to_ascii_lowercase();
    shape::has(&behind, b"authorization")
}
