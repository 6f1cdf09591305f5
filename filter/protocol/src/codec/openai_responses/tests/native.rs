//! Responses that pass as they came.

use crate::WireFormat::OpenAiResponses;
use crate::json::{Document, Limits};
use crate::native::{StreamTap, usage_of};

#[test]
fn only_the_model_of_a_request_changes() {
    let body =
        br#"{ "input":"a", "model" : "m1","stream":true, "previous_response_id":"r", "x":1.0}"#;
    let document = Document::parse(body, Limits::default()).unwrap();
    let codec = OpenAiResponses.codec();
    let edits = codec.native_edits(document.root(body), "m2");
    assert_eq!(
        String::from_utf8(edits.apply(body)).unwrap(),
        r#"{ "input":"a", "model" : "m2","stream":true, "previous_response_id":"r", "x":1.0}"#
    );
    assert!(codec.outline(document.root(body)).unwrap().include_usage);
}

#[test]
fn a_request_that_leaves_its_input_to_the_provider_passes() {
    let body = br#"{"model":"m","prompt":{"id":"p"}}"#;
    let document = Document::parse(body, Limits::default()).unwrap();
    assert!(OpenAiResponses.codec().outline(document.root(body)).is_ok());
}

const USAGE: &str =
    r#""usage":{"input_tokens":7,"input_tokens_details":{"cached_tokens":0},"output_tokens":3}"#;

#[test]
fn a_whole_answer_tells_its_usage() {
    let usage = usage_of(OpenAiResponses, format!("{{{USAGE}}}").as_bytes());
    assert_eq!(
        (usage.input_tokens, usage.output_tokens),
        (Some(7), Some(3))
    );
    assert_eq!(usage.cache_read_input_tokens, Some(0));
    assert_eq!(usage.reasoning_output_tokens, None);
}

fn tapped(stream: &str, size: usize) -> StreamTap {
    let mut tap = StreamTap::new(OpenAiResponses, true);
    for chunk in stream.as_bytes().chunks(size) {
        assert_eq!(tap.feed(chunk).unwrap(), None, "nothing is hidden");
    }
    assert_eq!(tap.finish(), None);
    tap
}

#[test]
fn a_stream_tells_its_usage_at_its_end_however_it_ends() {
    for end in ["completed", "incomplete", "failed"] {
        let stream = format!(
            "event: response.created\ndata: {{\"type\":\"response.created\",\"response\":{{\"error\":null,\"usage\":null}}}}\n\n\
             event: response.output_text.delta\ndata: {{\"type\":\"response.output_text.delta\",\"delta\":\"say \\\"usage\\\"\"}}\n\n\
             event: response.{end}\ndata: {{\"type\":\"response.{end}\",\"response\":{{\"error\":null,{USAGE}}}}}\n\n"
        );
        for size in [1, 7, 1000] {
            let tap = tapped(&stream, size);
            assert_eq!(tap.usage().output_tokens, Some(3), "{end}");
            assert!(tap.has_started() && tap.has_content());
            assert_eq!(tap.error().is_some(), end == "failed");
        }
    }
}

#[test]
fn an_opening_is_no_content() {
    let tap = tapped(
        "data: {\"type\":\"response.created\",\"response\":{\"usage\":null}}\n\n",
        9,
    );
    assert!(tap.has_started() && !tap.has_content());
}

#[test]
fn an_error_is_seen_in_each_of_its_forms() {
    for data in [
        r#"{"type":"error","code":"rate_limit_exceeded","message":"busy","param":null}"#,
        r#"{"type":"error","error":{"code":"rate_limit_exceeded","message":"busy"}}"#,
        r#"{"type":"response.failed","response":{"error":{"code":"rate_limit_exceeded","message":"busy"}}}"#,
    ] {
        let tap = tapped(&format!("event: error\ndata: {data}\n\n"), 11);
        let error = tap.error().expect("an error");
        assert_eq!((error.status, &*error.message), (429, "busy"), "{data}");
        assert!(!tap.has_content());
    }
}
