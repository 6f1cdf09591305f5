//! What a cloud wraps around the Messages format comes on and off without a trace.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sluice_protocol::chat::Event;
use sluice_protocol::envelope::Envelope;
use sluice_protocol::eventstream::{HeaderValue, write_message};
use sluice_protocol::json::{Document, Limits, Value};
use sluice_protocol::{Losses, WireFormat};

use super::DEEP;
use super::chunks::cuts;
use super::order::Order;

/// One input: as a request body, as a header, as an error, as a stream, and as the
/// lines that stand in the frames of one.
pub fn run(data: &[u8]) {
    for envelope in Envelope::ALL {
        request(*envelope, data);
        error(*envelope, data);
    }
    stream(data);
    stream(&framed(data));
}

fn request(envelope: Envelope, data: &[u8]) {
    let mut losses = Losses::default();
    let header = String::from_utf8_lossy(data);
    let betas = envelope.betas(&header, &mut losses);
    let Ok(document) = Document::parse(data, Limits::default()) else {
        return;
    };
    let root = document.root(data);
    if WireFormat::AnthropicMessages.codec().outline(root).is_err() {
        return;
    }
    let out = envelope.edits(root, &betas, &mut losses).apply(data);
    let shown = || format!("{envelope:?}: {}", String::from_utf8_lossy(&out));
    let again = Document::parse(&out, DEEP);
    assert!(again.is_ok(), "not JSON: {}", shown());
    let Ok(again) = again else { return };
    let after = again.root(&out);
    assert!(after.get("model").is_none(), "a model: {}", shown());
    assert!(
        after.get("anthropic_version").is_some(),
        "no version: {}",
        shown()
    );
    assert_eq!(others(after), others(root), "{}", shown());
}

/// The members that no envelope touches.
fn others(root: Value<'_>) -> Vec<(String, Vec<u8>)> {
    const TOUCHED: &[&str] = &[
        "anthropic_beta",
        "anthropic_version",
        "inference_geo",
        "model",
        "service_tier",
        "stream",
    ];
    root.members()
        .filter(|(key, _)| !TOUCHED.iter().any(|touched| *key == **touched))
        .map(|(key, value)| (key.to_str().into_owned(), value.raw().to_vec()))
        .collect()
}

fn error(envelope: Envelope, data: &[u8]) {
    for status in [0, 400, 403, 424, 429, 500, 999] {
        for error_type in [None, Some("ThrottlingException:http://internal/")] {
            let error = envelope.decode_error(status, error_type, data);
            assert!(!error.message.is_empty(), "{envelope:?}: no message");
        }
    }
}

fn stream(data: &[u8]) {
    let [whole, cut @ ..] = cuts(data);
    let expected = unwrapped(&whole);
    for chunks in &cut {
        assert_eq!(
            unwrapped(chunks),
            expected,
            "another stream in other chunks: {data:?}"
        );
    }
    let mut order = Order::default();
    let mut decoder = WireFormat::AnthropicMessages.codec().stream_decoder();
    let mut each = |event: &Event<'_>| order.see(event);
    decoder.feed(&expected, &mut each);
    decoder.finish(&mut each);
    order.done();
}

fn unwrapped(chunks: &[&[u8]]) -> Vec<u8> {
    let mut out = Vec::new();
    let Some(mut unwrapper) = Envelope::ClaudeOnBedrock.unwrapper() else {
        return out;
    };
    for chunk in chunks {
        unwrapper.feed(chunk, &mut out);
    }
    unwrapper.finish(&mut out);
    out
}

/// A frame a line: a line in base64 as the cloud has it, but one that begins with
/// `!` as it is.
fn framed(data: &[u8]) -> Vec<u8> {
    let headers = [
        (":event-type", HeaderValue::Text("chunk")),
        (":message-type", HeaderValue::Text("event")),
    ];
    let mut out = Vec::new();
    for line in data.split(|byte| *byte == b'\n') {
        let payload = match line.strip_prefix(b"!") {
            Some(payload) => payload.to_vec(),
            None => {
                let line = line.strip_prefix(b"data: ").unwrap_or(line);
                format!(r#"{{"bytes":"{}"}}"#, STANDARD.encode(line)).into_bytes()
            }
        };
        write_message(&mut out, &headers, |out| out.extend_from_slice(&payload));
    }
    out
}
