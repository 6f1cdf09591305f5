//! Bodies change where they must and nowhere else; streams come out as they were
//! before they were wrapped.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use proptest::prelude::*;

use super::Envelope::{ClaudeOnBedrock, ClaudeOnVertex};
use super::*;
use crate::chat::ErrorKind;
use crate::eventstream::{HeaderValue, write_message};
use crate::json::{Document, Limits};

#[track_caller]
fn check(envelope: Envelope, body: &str, betas: &[&str], expected: &str) {
    let document = Document::parse(body.as_bytes(), Limits::default()).unwrap();
    let mut losses = Losses::default();
    let edits = envelope.edits(document.root(body.as_bytes()), betas, &mut losses);
    let out = String::from_utf8(edits.apply(body.as_bytes())).unwrap();
    assert_eq!(out, expected);
}

#[test]
fn the_model_gives_way_to_a_version() {
    check(
        ClaudeOnVertex,
        r#"{"model":"m","max_tokens":1.0,"stream":true}"#,
        &[],
        r#"{"anthropic_version":"vertex-2023-10-16","max_tokens":1.0,"stream":true}"#,
    );
    check(
        ClaudeOnBedrock,
        r#"{"model":"m","stream":true,"max_tokens":1.0}"#,
        &[],
        r#"{"anthropic_version":"bedrock-2023-05-31","max_tokens":1.0}"#,
    );
    check(
        ClaudeOnBedrock,
        r#"{ "max_tokens" : 1 , "model" : "m", "x":"\u00e9", "stream":false }"#,
        &[],
        r#"{"anthropic_version":"bedrock-2023-05-31", "max_tokens" : 1 , "x":"\u00e9" }"#,
    );
    check(
        ClaudeOnBedrock,
        r#"{"model":"m"}"#,
        &[],
        r#"{"anthropic_version":"bedrock-2023-05-31"}"#,
    );
    check(
        ClaudeOnVertex,
        "{}",
        &[],
        r#"{"anthropic_version":"vertex-2023-10-16"}"#,
    );
}

#[test]
fn a_version_that_the_client_wrote_is_replaced() {
    check(
        ClaudeOnVertex,
        r#"{"anthropic_version":"2023-06-01","a":1,"model":"m"}"#,
        &[],
        r#"{"anthropic_version":"vertex-2023-10-16","a":1}"#,
    );
}

#[test]
fn beta_features_go_into_the_body_on_bedrock_and_stay_a_header_on_vertex() {
    let betas = ["context-1m-2025-08-07", "effort-2025-11-24"];
    check(
        ClaudeOnBedrock,
        r#"{"model":"m","a":1,"anthropic_beta":["effort-2025-11-24","x"]}"#,
        &betas,
        r#"{"anthropic_version":"bedrock-2023-05-31","anthropic_beta":["effort-2025-11-24","x","context-1m-2025-08-07"],"a":1}"#,
    );
    check(
        ClaudeOnVertex,
        r#"{"model":"m","a":1}"#,
        &betas,
        r#"{"anthropic_version":"vertex-2023-10-16","a":1}"#,
    );
    assert!(ClaudeOnVertex.beta_in_header() && !ClaudeOnBedrock.beta_in_header());
}

#[test]
fn beta_features_that_a_cloud_does_not_know_are_left_out_and_listed() {
    let mut losses = Losses::default();
    let header = "claude-code-20250219, context-1m-2025-08-07,,context-1m-2025-08-07";
    for envelope in Envelope::ALL {
        let betas = envelope.betas(header, &mut losses);
        assert_eq!(betas, ["context-1m-2025-08-07"]);
    }
    assert_eq!(losses.header(), "anthropic-beta;dropped");
}

#[test]
fn what_only_the_providers_own_api_has_is_listed() {
    let body = br#"{"model":"m","service_tier":"auto"}"#;
    let document = Document::parse(body, Limits::default()).unwrap();
    let mut losses = Losses::default();
    let edits = ClaudeOnBedrock.edits(document.root(body), &[], &mut losses);
    assert_eq!(
        edits.apply(body),
        br#"{"anthropic_version":"bedrock-2023-05-31"}"#
    );
    assert_eq!(losses.header(), "service_tier;dropped");
}

fn chunk(data: &str) -> Vec<u8> {
    let mut out = Vec::new();
    let headers = [
        (":event-type", HeaderValue::Text("chunk")),
        (":content-type", HeaderValue::Text("application/json")),
        (":message-type", HeaderValue::Text("event")),
    ];
    write_message(&mut out, &headers, |out| {
        let payload = format!(r#"{{"bytes":"{}","p":"abc"}}"#, STANDARD.encode(data));
        out.extend_from_slice(payload.as_bytes());
    });
    out
}

fn exception(name: &str, message: &str) -> Vec<u8> {
    let mut out = Vec::new();
    let headers = [
        (":exception-type", HeaderValue::Text(name)),
        (":content-type", HeaderValue::Text("application/json")),
        (":message-type", HeaderValue::Text("exception")),
    ];
    write_message(&mut out, &headers, |out| {
        out.extend_from_slice(format!(r#"{{"message":"{message}"}}"#).as_bytes());
    });
    out
}

fn unwrapped(bytes: &[u8], size: usize) -> String {
    let mut unwrapper = ClaudeOnBedrock.unwrapper().unwrap();
    let mut out = Vec::new();
    for piece in bytes.chunks(size.max(1)) {
        unwrapper.feed(piece, &mut out);
    }
    unwrapper.finish(&mut out);
    String::from_utf8(out).unwrap()
}

#[test]
fn a_stream_is_the_same_without_its_frames_however_it_is_cut() {
    let stream = [
        chunk(r#"{"type":"message_start","message":{"id":"é"}}"#),
        chunk("{\"type\":\"ping\",\n\"a\":1}"),
        chunk(
            r#"{"type":"message_stop","amazon-bedrock-invocationMetrics":{"inputTokenCount":1}}"#,
        ),
    ]
    .concat();
    let expected = concat!(
        "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"id\":\"é\"}}\n\n",
        "event: ping\ndata: {\"type\":\"ping\", \"a\":1}\n\n",
        "event: message_stop\ndata: {\"type\":\"message_stop\",\"amazon-bedrock-invocationMetrics\":{\"inputTokenCount\":1}}\n\n",
    );
    for size in 1..=stream.len() {
        assert_eq!(unwrapped(&stream, size), expected, "chunks of {size}");
    }
}

#[test]
fn exceptions_become_error_events_and_end_the_stream() {
    for (name, kind) in [
        ("throttlingException", "rate_limit_error"),
        ("validationException", "invalid_request_error"),
        ("internalServerException", "api_error"),
        ("modelStreamErrorException", "api_error"),
        ("modelTimeoutException", "timeout_error"),
        ("serviceUnavailableException", "overloaded_error"),
    ] {
        let stream = [exception(name, "busy"), chunk(r#"{"type":"ping"}"#)].concat();
        let expected = format!(
            "event: error\ndata: {{\"type\":\"error\",\"error\":{{\"type\":\"{kind}\",\"message\":\"busy\"}}}}\n\n"
        );
        assert_eq!(unwrapped(&stream, 11), expected);
    }
}

#[test]
fn a_damaged_or_truncated_stream_ends_with_an_error() {
    let mut stream = [chunk(r#"{"type":"ping"}"#), chunk(r#"{"type":"ping"}"#)].concat();
    let whole = stream.clone();
    if let Some(last) = stream.last_mut() {
        *last ^= 1;
    }
    for bytes in [&stream[..], &whole[..whole.len() - 3]] {
        let out = unwrapped(bytes, 50);
        assert!(
            out.starts_with("event: ping") && out.contains("event: error"),
            "{out}"
        );
        assert_eq!(out.matches("api_error").count(), 1);
    }
}

#[test]
fn a_stream_that_a_relay_has_unwrapped_passes() {
    let sse = "event: ping\ndata: {\"type\":\"ping\"}\n\n";
    assert_eq!(unwrapped(sse.as_bytes(), 3), sse);
}

#[test]
fn errors_of_clouds_and_models_are_recognised() {
    for (envelope, status, body, kind) in [
        (
            ClaudeOnVertex,
            429,
            r#"{"error":{"code":429,"message":"Quota exceeded","status":"RESOURCE_EXHAUSTED"}}"#,
            ErrorKind::RateLimit,
        ),
        (
            ClaudeOnVertex,
            400,
            r#"[{"error":{"code":400,"message":"prompt is too long","status":"INVALID_ARGUMENT"}}]"#,
            ErrorKind::ContextLength,
        ),
        (
            ClaudeOnVertex,
            500,
            r#"{"error":{"code":500,"message":"x","status":"UNAVAILABLE"}}"#,
            ErrorKind::Overloaded,
        ),
        (
            ClaudeOnVertex,
            529,
            r#"{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}"#,
            ErrorKind::Overloaded,
        ),
        (
            ClaudeOnBedrock,
            400,
            r#"{"message":"Input is too long for requested model."}"#,
            ErrorKind::ContextLength,
        ),
        (
            ClaudeOnBedrock,
            400,
            r#"{"type":"error","error":{"type":"invalid_request_error","message":"x"}}"#,
            ErrorKind::InvalidRequest,
        ),
        (ClaudeOnBedrock, 403, "", ErrorKind::Permission),
    ] {
        let error = envelope.decode_error(status, None, body.as_bytes());
        assert_eq!((error.kind, error.status), (kind, status), "{body}");
    }
    let wait = r#"{"error":{"code":429,"message":"x","status":"RESOURCE_EXHAUSTED","details":[{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"2.5s"}]}}"#;
    let error = ClaudeOnVertex.decode_error(429, None, wait.as_bytes());
    assert_eq!(
        error.retry_after,
        Some(std::time::Duration::from_millis(2500))
    );
    let error = ClaudeOnBedrock.decode_error(403, Some("UnrecognizedClientException"), b"{}");
    assert_eq!(error.kind, ErrorKind::Authentication);
}

/// An object of a few of the names that matter and others.
fn body() -> impl Strategy<Value = String> {
    let name = prop::sample::select(
        &[
            "model",
            "stream",
            "anthropic_version",
            "anthropic_beta",
            "service_tier",
            "a",
            "b",
            "max_tokens",
        ][..],
    );
    let member = (name, "[ \n]{0,2}").prop_map(|(name, space)| {
        let value = if name == "anthropic_beta" {
            "[\"x\"]"
        } else {
            "\"v\""
        };
        format!("{space}\"{name}\"{space}:{space}{value}{space}")
    });
    prop::collection::vec(member, 0..7).prop_map(|members| format!("{{{}}}", members.join(",")))
}

proptest! {
    #[test]
    fn what_comes_out_is_json_with_the_members_that_stay(body in body()) {
        for envelope in Envelope::ALL {
            let document = Document::parse(body.as_bytes(), Limits::default()).unwrap();
            let edits = envelope.edits(document.root(body.as_bytes()), &[], &mut Losses::default());
            let out = edits.apply(body.as_bytes());
            let text = String::from_utf8_lossy(&out).into_owned();
            let after = Document::parse(&out, Limits::default());
            prop_assert!(after.is_ok(), "{body} became {text}");
            let after = after.unwrap();
            let names = |document: &Document, bytes: &[u8]| -> Vec<String> {
                document.root(bytes).members().map(|(name, _)| name.to_str().into_owned()).collect()
            };
            let gone = |name: &String| {
                let always = ["model", "anthropic_version", "service_tier"].contains(&&**name);
                always || *envelope == ClaudeOnBedrock && ["stream", "anthropic_beta"].contains(&&**name)
            };
            let mut expected = names(&document, body.as_bytes());
            let has_beta = expected.iter().any(|name| name == "anthropic_beta");
            expected.retain(|name| !gone(name));
            let mut front = vec!["anthropic_version".to_owned()];
            if has_beta && *envelope == ClaudeOnBedrock {
                front.push("anthropic_beta".to_owned());
            }
            front.extend(expected);
            prop_assert_eq!(names(&after, &out), front, "{} became {}", body, text);
        }
    }
}
