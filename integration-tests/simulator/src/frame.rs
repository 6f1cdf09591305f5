//! Messages of an AWS event stream.
//!
//! Source: Smithy specification, "Amazon event stream encoding". Written apart
//! from the gateway's own, so that neither is checked against itself.

/// One message: an event or an exception of that name, with JSON as its payload.
pub(crate) fn message(name: &str, exception: bool, payload: &str) -> Vec<u8> {
    let (key, kind) = if exception {
        (":exception-type", "exception")
    } else {
        (":event-type", "event")
    };
    let mut headers = Vec::new();
    for (key, value) in [
        (key, name),
        (":content-type", "application/json"),
        (":message-type", kind),
    ] {
        // The lengths of these words fit whatever they are.
        headers.push(u8::try_from(key.len()).unwrap_or(u8::MAX));
        headers.extend(key.as_bytes());
        headers.push(STRING);
        headers.extend(u16::try_from(value.len()).unwrap_or(u16::MAX).to_be_bytes());
        headers.extend(value.as_bytes());
    }
    let total = PRELUDE + headers.len() + payload.len() + CHECKSUM;
    let mut out = Vec::with_capacity(total);
    out.extend(length(total));
    out.extend(length(headers.len()));
    out.extend(crc32fast::hash(&out).to_be_bytes());
    out.extend(headers);
    out.extend(payload.as_bytes());
    out.extend(crc32fast::hash(&out).to_be_bytes());
    out
}

/// The type of a header whose value is text.
const STRING: u8 = 7;

/// Two lengths and their checksum.
const PRELUDE: usize = 12;

const CHECKSUM: usize = 4;

fn length(bytes: usize) -> [u8; 4] {
    u32::try_from(bytes).unwrap_or(u32::MAX).to_be_bytes()
}
