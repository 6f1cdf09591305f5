//! The native path changes the keys that Sluice owns and no other byte.

use sluice_protocol::json::{Document, Limits};
use sluice_protocol::native::StreamTap;
use sluice_protocol::{FrameError, WireFormat};

use super::DEEP;
use super::chunks::cuts;
use super::pairs::Pairs;
use super::sse;

/// One input, as every pair of formats.
pub fn run(data: &[u8]) {
    check(Pairs::ALL, Pairs::named_by(data).1);
}

/// One input, as the pair of formats that it names.
pub fn run_pair(data: &[u8]) {
    let (pairs, data) = Pairs::named_by(data);
    check(pairs, data);
}

/// The input as a request body and as a stream.
fn check(pairs: Pairs, data: &[u8]) {
    for format in pairs.targets {
        request(*format, data);
        stream(*format, data);
    }
}

fn request(format: WireFormat, data: &[u8]) {
    let Ok(document) = Document::parse(data, Limits::default()) else {
        return;
    };
    let root = document.root(data);
    let Ok(outline) = format.codec().outline(root) else {
        return;
    };
    let out = format.codec().native_edits(root, "a-model").apply(data);
    let shown = || format!("{format}: {}", String::from_utf8_lossy(&out));
    let again = Document::parse(&out, DEEP);
    assert!(again.is_ok(), "not JSON: {}", shown());
    let Ok(again) = again else { return };
    let after = again.root(&out);
    let seen = format.codec().outline(after);
    // A format whose model stands in the path has none in the body.
    let model = if outline.model.is_empty() {
        ""
    } else {
        "a-model"
    };
    assert!(
        seen.is_ok_and(|seen| (seen.model == model || seen.model == "a-model")
            && seen.stream == outline.stream
            && (seen.include_usage || !seen.stream)),
        "{}",
        shown()
    );
    let others = |value: sluice_protocol::json::Value<'_>| -> Vec<(String, Vec<u8>)> {
        value
            .members()
            .filter(|(key, _)| *key != "model" && *key != "stream_options")
            .map(|(key, value)| (key.to_str().into_owned(), value.raw().to_vec()))
            .collect()
    };
    assert_eq!(others(after), others(root), "{}", shown());
}

fn stream(format: WireFormat, data: &[u8]) {
    let [whole, cut @ ..] = cuts(data);
    // What is no stream of this format may be refused, but never changed.
    let passed = tap(format, false, &whole);
    assert!(
        passed.as_deref().is_ok_and(|passed| passed == data) || is_refused(format, &passed),
        "{format}: a stream that only passes is changed"
    );
    let expected = told(format, &whole);
    for chunks in &cut {
        assert_eq!(
            told(format, chunks),
            expected,
            "{format}: other events in other chunks: {:?}",
            String::from_utf8_lossy(data)
        );
    }
}

/// Whether a stream is refused that has checksums, as bytes of any kind have not.
fn is_refused(format: WireFormat, passed: &Result<Vec<u8>, FrameError>) -> bool {
    passed.is_err() && format.codec().stream_type() != "text/event-stream"
}

/// What a client reads that did not ask for usage. Whether `"usage":null`, which
/// says nothing, is still there in what is no JSON may hang on the chunks.
fn told(format: WireFormat, chunks: &[&[u8]]) -> Result<Vec<sse::Fields>, FrameError> {
    let out = tap(format, true, chunks)?;
    let out = String::from_utf8_lossy(&out).replace(",\"usage\":null", "");
    Ok(sse::read(&[out.as_bytes()], usize::MAX)?.frames)
}

fn tap(format: WireFormat, hide_usage: bool, chunks: &[&[u8]]) -> Result<Vec<u8>, FrameError> {
    let mut tap = StreamTap::new(format, hide_usage);
    let mut out = Vec::new();
    for chunk in chunks {
        match tap.feed(chunk)? {
            Some(changed) => out.extend_from_slice(&changed),
            None => out.extend_from_slice(chunk),
        }
    }
    out.extend(tap.finish().into_iter().flatten());
    Ok(out)
}
