//! Messages to bytes.

use super::PRELUDE;
use super::header::HeaderValue;

/// Appends one message. `payload` appends its payload.
///
/// A header whose name or value is longer than the format can say is left out,
/// and so is one without a name.
pub fn write_message(
    out: &mut Vec<u8>,
    headers: &[(&str, HeaderValue<'_>)],
    payload: impl FnOnce(&mut Vec<u8>),
) {
    let start = out.len();
    out.extend_from_slice(&[0; PRELUDE]);
    for (name, value) in headers {
        write_header(out, name, value);
    }
    let headers = out.len() - start - PRELUDE;
    payload(out);
    // A message is far below what four bytes can say.
    let size = |length: usize| u32::try_from(length).unwrap_or(u32::MAX).to_be_bytes();
    let mut prelude = Vec::with_capacity(PRELUDE);
    prelude.extend_from_slice(&size(out.len() - start + 4));
    prelude.extend_from_slice(&size(headers));
    let checksum = crc32fast::hash(&prelude);
    prelude.extend_from_slice(&checksum.to_be_bytes());
    if let Some(place) = out.get_mut(start..start + PRELUDE) {
        place.copy_from_slice(&prelude);
    }
    let checksum = crc32fast::hash(out.get(start..).unwrap_or_default());
    out.extend_from_slice(&checksum.to_be_bytes());
}

fn write_header(out: &mut Vec<u8>, name: &str, value: &HeaderValue<'_>) {
    let Some(length) = u8::try_from(name.len()).ok().filter(|length| *length > 0) else {
        return;
    };
    let before = out.len();
    out.push(length);
    out.extend_from_slice(name.as_bytes());
    match value {
        HeaderValue::Bool(true) => out.push(0),
        HeaderValue::Bool(false) => out.push(1),
        HeaderValue::Byte(number) => tagged(out, 2, &number.to_be_bytes()),
        HeaderValue::Short(number) => tagged(out, 3, &number.to_be_bytes()),
        HeaderValue::Integer(number) => tagged(out, 4, &number.to_be_bytes()),
        HeaderValue::Long(number) => tagged(out, 5, &number.to_be_bytes()),
        HeaderValue::Bytes(bytes) => sized(out, 6, bytes, before),
        HeaderValue::Text(text) => sized(out, 7, text.as_bytes(), before),
        HeaderValue::Timestamp(time) => tagged(out, 8, &time.to_be_bytes()),
        HeaderValue::Uuid(bytes) => tagged(out, 9, bytes),
    }
}

fn tagged(out: &mut Vec<u8>, kind: u8, bytes: &[u8]) {
    out.push(kind);
    out.extend_from_slice(bytes);
}

/// Writes a value behind its length, or takes the header back that began at `before`.
fn sized(out: &mut Vec<u8>, kind: u8, bytes: &[u8], before: usize) {
    let Ok(length) = u16::try_from(bytes.len()) else {
        out.truncate(before);
        return;
    };
    tagged(out, kind, &length.to_be_bytes());
    out.extend_from_slice(bytes);
}
