//! JSON Web Tokens, signed or encrypted.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::charset::Charset;
use super::found::Found;
use super::shape::has;
use super::view::{REACH, Step, View};

pub(super) const LABEL: &str = "JWT";

/// The longest header that is decoded.
const HEADER: usize = 1024;

/// A header that decodes to JSON and names its algorithm, and a payload. Of a token that
/// is longer than the reach the match is what is within it.
pub(super) fn token(view: &View<'_>, start: usize) -> Step<Option<Found>> {
    let header = view.end_of(start, HEADER, |byte| Charset::Url.has(byte))?;
    if view.byte(header)? != Some(b'.') || !is_header(view.slice(start, header)) {
        return Ok(None);
    }
    let most = REACH - 1 - (header - start);
    let mut end = view.end_of(header, most, |byte| Charset::UrlDots.has(byte))?;
    while view.slice(end - 1, end) == b"." && end - 1 > header {
        end -= 1;
    }
    let rest = view.slice(header + 1, end);
    let payload = rest.split(|byte| *byte == b'.').next().unwrap_or_default();
    let has_parts = payload.len() >= 8 || (payload.is_empty() && rest.len() >= 40);
    Ok(has_parts.then(|| Found::new(LABEL, start, end, 95)))
}

fn is_header(encoded: &[u8]) -> bool {
    URL_SAFE_NO_PAD.decode(encoded).is_ok_and(|json| {
        let json = json.trim_ascii();
        json.starts_with(b"{")
            && json.ends_with(b"}")
            && has(json, b"\"alg\"")
            && std::str::from_utf8(json).is_ok()
    })
}
