//! Secrets that begin with a number.

use super::charset::Charset;
use super::found::Found;
use super::shape::is_body;
use super::view::{Step, View};

/// `123456789:AA…`, the token of a bot of Telegram.
pub(super) fn telegram(view: &View<'_>, start: usize) -> Step<Option<Found>> {
    let colon = view.end_of(start, 11, |byte| byte.is_ascii_digit())?;
    if !(8..=10).contains(&(colon - start)) || !view.has(colon, b":A")? {
        return Ok(None);
    }
    let end = view.end_of(colon + 1, 36, |byte| Charset::Url.has(byte))?;
    let is_token = end - colon == 36 && is_body(view.slice(colon + 3, end));
    Ok(is_token.then(|| Found::new("TELEGRAM_BOT_TOKEN", start, end, 90)))
}

/// `1/1200000000000:…`, a token of Asana.
pub(super) fn asana(view: &View<'_>, start: usize) -> Step<Option<Found>> {
    if !matches!(view.slice(start, start + 1), b"0" | b"1" | b"2") || !view.has(start + 1, b"/")? {
        return Ok(None);
    }
    let colon = view.end_of(start + 2, 40, |byte| byte.is_ascii_digit() || byte == b'/')?;
    if colon - start < 12 || !view.has(colon, b":")? {
        return Ok(None);
    }
    let end = view.end_of(colon + 1, 33, |byte| Charset::LowerHex.has(byte))?;
    let is_token = end - colon == 33 && is_body(view.slice(colon + 1, end));
    Ok(is_token.then(|| Found::new("ASANA_TOKEN", start, end, 90)))
}
