//! Lines of `{"name": payload}` as frames of AWS.

use sluice_protocol::eventstream::{HeaderValue, write_message};
use sluice_protocol::json::{Document, Limits};

/// Most lines that become frames: each is many times as long as an empty line, and a law
/// that feeds them byte by byte would take a second for a few hundred bytes.
const MOST_LINES: usize = 64;

/// A frame for each member of each of the first lines; for a line that is no object, one
/// whose payload it is.
pub fn framed(data: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    for line in data.split(|byte| *byte == b'\n').take(MOST_LINES) {
        let document = Document::parse(line, Limits::default()).unwrap_or_default();
        let mut members = document.root(line).members().peekable();
        if members.peek().is_none() {
            frame("contentBlockDelta", line, &mut out);
        }
        for (name, value) in members {
            frame(&name.to_str(), value.raw(), &mut out);
        }
    }
    out
}

fn frame(name: &str, payload: &[u8], out: &mut Vec<u8>) {
    let (key, kind) = if name.ends_with("Exception") {
        (":exception-type", "exception")
    } else {
        (":event-type", "event")
    };
    let headers = [
        (key, HeaderValue::Text(name)),
        (":message-type", HeaderValue::Text(kind)),
    ];
    write_message(out, &headers, |out| out.extend_from_slice(payload));
}
