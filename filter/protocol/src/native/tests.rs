//! Only owned keys change; everything else passes byte for byte.

use super::*;
use crate::format::WireFormat::{AnthropicMessages, OpenAiChat};
use crate::json::{Document, Limits};

#[track_caller]
fn edited(body: &str, format: crate::WireFormat, expected: &str) {
    let document = Document::parse(body.as_bytes(), Limits::default()).unwrap();
    let edits = format
        .codec()
        .native_edits(document.root(body.as_bytes()), "m2");
    assert_eq!(
        String::from_utf8(edits.apply(body.as_bytes())).unwrap(),
        expected
    );
}

#[test]
fn only_the_model_changes_in_a_whole_request() {
    edited(
        r#"{ "model" : "m1", "x":1.0, "stream":false}"#,
        OpenAiChat,
        r#"{ "model" : "m2", "x":1.0, "stream":false}"#,
    );
    edited(
        r#"{"a":"\u00e9","model":"m1"}"#,
        AnthropicMessages,
        r#"{"a":"\u00e9","model":"m2"}"#,
    );
}

#[test]
fn a_body_that_already_says_it_is_not_touched() {
    let body = br#"{"model":"m2","stream":true,"stream_options":{"include_usage":true}}"#;
    let document = Document::parse(body, Limits::default()).unwrap();
    assert!(
        OpenAiChat
            .codec()
            .native_edits(document.root(body), "m2")
            .is_empty()
    );
}

#[test]
fn a_stream_is_asked_for_its_usage() {
    edited(
        r#"{"model":"m1","stream":true}"#,
        OpenAiChat,
        r#"{"model":"m2","stream_options":{"include_usage":true},"stream":true}"#,
    );
    edited(
        r#"{"stream":true,"stream_options":{"x":1},"model":"m2"}"#,
        OpenAiChat,
        r#"{"stream":true,"stream_options":{"include_usage":true,"x":1},"model":"m2"}"#,
    );
    edited(
        r#"{"stream":true,"stream_options":{"include_usage":false},"model":"m2"}"#,
        OpenAiChat,
        r#"{"stream":true,"stream_options":{"include_usage":true},"model":"m2"}"#,
    );
    edited(
        r#"{"stream":true,"stream_options":null,"model":"m2"}"#,
        OpenAiChat,
        r#"{"stream":true,"stream_options":{"include_usage":true},"model":"m2"}"#,
    );
    edited(
        r#"{"stream":true,"model":"m2"}"#,
        AnthropicMessages,
        r#"{"stream":true,"model":"m2"}"#,
    );
}

/// Feeds a stream in pieces of `size` bytes and returns what the client sees.
fn tapped(stream: &str, hide: bool, size: usize) -> (String, StreamTap) {
    let mut tap = StreamTap::new(OpenAiChat, hide);
    let mut out = Vec::new();
    for chunk in stream.as_bytes().chunks(size) {
        match tap.feed(chunk).unwrap() {
            None => out.extend_from_slice(chunk),
            Some(bytes) => out.extend_from_slice(&bytes),
        }
    }
    out.extend_from_slice(&tap.finish().unwrap_or_default());
    (String::from_utf8(out).unwrap(), tap)
}

const STREAM: &str = concat!(
    "data: {\"choices\":[{\"delta\":{\"role\":\"assistant\",\"content\":\"\"}}],\"usage\":null}\r\n\r\n",
    ": ping\n\n",
    "data: {\"usage\":null,\"choices\":[{\"delta\":{\"content\":\"say \\\"usage\\\"\"}}]}\n\n",
    "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":2}}\n\n",
    "data: [DONE]\n\n",
);

#[test]
fn usage_that_only_sluice_asked_for_is_hidden_in_any_chunking() {
    let expected = concat!(
        "data: {\"choices\":[{\"delta\":{\"role\":\"assistant\",\"content\":\"\"}}]}\r\n\r\n",
        ": ping\n\n",
        "data: {\"choices\":[{\"delta\":{\"content\":\"say \\\"usage\\\"\"}}]}\n\n",
        "data: [DONE]\n\n",
    );
    for size in 1..STREAM.len() {
        let (seen, tap) = tapped(STREAM, true, size);
        assert_eq!(seen, expected, "chunks of {size}");
        assert_eq!(
            (tap.usage().input_tokens, tap.usage().output_tokens),
            (Some(3), Some(2))
        );
        assert!(tap.has_started() && tap.has_content());
    }
}

#[test]
fn usage_that_the_client_asked_for_passes() {
    for size in 1..STREAM.len() {
        let (seen, tap) = tapped(STREAM, false, size);
        assert_eq!(seen, STREAM);
        assert_eq!(tap.usage().output_tokens, Some(2));
    }
}

/// What the end of a stream is, where the provider has left it out.
#[track_caller]
fn closed(format: crate::WireFormat, stream: &str, expected: &str) {
    for size in [1, 7, stream.len()] {
        let mut tap = StreamTap::new(format, false);
        for chunk in stream.as_bytes().chunks(size) {
            assert_eq!(tap.feed(chunk), Ok(None));
        }
        assert_eq!(tap.finish(), None);
        let mut out = Vec::new();
        tap.close(&mut out);
        let out = String::from_utf8(out).unwrap();
        assert!(out.starts_with(expected), "{stream}: {out}");
        assert_eq!(out.is_empty(), expected.is_empty(), "{stream}: {out}");
        let is_error = out.contains("broke off");
        assert_eq!(tap.error().is_some(), is_error, "{stream}");
    }
}

#[test]
fn a_stream_that_the_provider_does_not_end_is_ended() {
    closed(OpenAiChat, STREAM, "");
    let finished = "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n";
    closed(OpenAiChat, finished, "data: [DONE]\n\n");
    let begun = "data: {\"choices\":[{\"delta\":{},\"finish_reason\":null}]}\n\n";
    closed(OpenAiChat, begun, "data: {\"error\":");
    // Half an event is ended before another begins.
    closed(
        OpenAiChat,
        &format!("{begun}data: {{\"cho"),
        "\n\ndata: {\"error\":",
    );
    let begun = "event: message_start\ndata: {\"type\":\"message_start\"}\n\n";
    closed(
        AnthropicMessages,
        begun,
        "event: error\ndata: {\"type\":\"error\"",
    );
    // What never began is no stream to be ended.
    closed(OpenAiChat, ": ping\n\ndata: {broken\n\n", "");
    let ping = "event: ping\ndata: {\"type\": \"ping\"}\n\n";
    closed(AnthropicMessages, ping, "");
}

#[test]
fn signs_of_life_and_garbage_do_not_begin_a_stream() {
    for stream in [
        ": ping\n\n",
        "data: {broken\n\n",
        "data: {\"type\":\"ping\"}\n\n",
    ] {
        let (_, tap) = tapped(stream, true, 5);
        assert!(!tap.has_started(), "{stream}");
    }
}

#[test]
fn an_error_as_first_event_is_seen_before_any_content() {
    let (_, tap) = tapped(
        "data: {\"error\":{\"message\":\"busy\",\"code\":503}}\n\n",
        true,
        9,
    );
    assert!(tap.has_started() && !tap.has_content());
    assert!(tap.error().is_some());
}

#[test]
fn a_model_is_replaced_or_put_in_front() {
    for (body, expected) in [
        (r#"{"input":1,"model":"a"}"#, r#"{"input":1,"model":"m"}"#),
        (r#"{ "input":1}"#, r#"{"model":"m", "input":1}"#),
        ("{}", r#"{"model":"m"}"#),
        ("[1]", "[1]"),
    ] {
        let document = Document::parse(body.as_bytes(), Limits::default()).unwrap();
        let edits = set_model(document.root(body.as_bytes()), "m");
        assert_eq!(
            String::from_utf8(edits.apply(body.as_bytes())).unwrap(),
            expected
        );
    }
}

#[test]
fn usage_is_read_by_either_names() {
    let usage = any_usage_of(br#"{"usage":{"input_tokens":3,"output_tokens":0}}"#);
    assert_eq!(
        (usage.input_tokens, usage.output_tokens),
        (Some(3), Some(0))
    );
    let usage = any_usage_of(br#"{"usage":{"prompt_tokens":3,"total_tokens":3}}"#);
    assert_eq!((usage.input_tokens, usage.output_tokens), (Some(3), None));
    assert!(any_usage_of(b"RIFF").is_empty());
}

/// A frame of AWS, as Bedrock sends them.
fn frame(key: &str, name: &str, kind: &str, payload: &str) -> Vec<u8> {
    use crate::eventstream::HeaderValue::Text;
    let mut out = Vec::new();
    let headers = [(key, Text(name)), (":message-type", Text(kind))];
    crate::eventstream::write_message(&mut out, &headers, |out| {
        out.extend_from_slice(payload.as_bytes());
    });
    out
}

#[test]
fn frames_pass_as_they_came_and_are_read_along() {
    let event = |name: &str, payload: &str| frame(":event-type", name, "event", payload);
    let stream = [
        event("messageStart", r#"{"role":"assistant"}"#),
        event("contentBlockDelta", r#"{"delta":{"text":"say \"usage\""}}"#),
        event(
            "metadata",
            r#"{"usage":{"inputTokens":3,"outputTokens":2,"cacheReadInputTokens":4}}"#,
        ),
    ]
    .concat();
    for size in 1..=stream.len() {
        let mut tap = StreamTap::new(crate::WireFormat::BedrockConverse, true);
        for chunk in stream.chunks(size) {
            assert_eq!(tap.feed(chunk), Ok(None));
        }
        assert_eq!(tap.finish(), None);
        let usage = tap.usage();
        assert_eq!(
            (usage.input_tokens, usage.output_tokens),
            (Some(7), Some(2))
        );
        assert!(tap.has_started() && tap.has_content() && tap.error().is_none());
    }
}

#[test]
fn an_exception_and_a_damaged_frame_are_seen_on_the_native_path() {
    let exception = frame(
        ":exception-type",
        "throttlingException",
        "exception",
        r#"{"message":"busy"}"#,
    );
    let mut tap = StreamTap::new(crate::WireFormat::BedrockConverse, false);
    assert_eq!(tap.feed(&exception), Ok(None));
    assert_eq!(tap.error().map(|error| error.status), Some(429));
    assert!(!tap.has_content());

    let mut damaged = exception.clone();
    damaged[20] ^= 1;
    let mut tap = StreamTap::new(crate::WireFormat::BedrockConverse, false);
    assert_eq!(tap.feed(&damaged), Err(crate::FrameError::Checksum));

    let mut tap = StreamTap::new(crate::WireFormat::BedrockConverse, false);
    assert_eq!(tap.feed(&exception[..30]), Ok(None));
    assert_eq!(tap.finish(), None);
    assert_eq!(tap.error().map(|error| error.status), Some(502));
}
