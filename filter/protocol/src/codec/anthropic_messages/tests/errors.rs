//! Error bodies.

use super::*;
use crate::chat::{ApiError, ErrorKind};

#[test]
fn every_shape_and_status_is_read() {
    for (status, body, kind, message) in [
        (
            529,
            r#"{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}"#,
            ErrorKind::Overloaded,
            "Overloaded",
        ),
        (
            429,
            r#"{"type":"error","error":{"type":"rate_limit_error","message":"slow"}}"#,
            ErrorKind::RateLimit,
            "slow",
        ),
        (
            413,
            r#"{"type":"error","error":{"type":"request_too_large","message":"big"}}"#,
            ErrorKind::TooLarge,
            "big",
        ),
        (
            404,
            r#"{"type":"error","error":{"type":"not_found_error","message":"model: x"}}"#,
            ErrorKind::NotFound,
            "model: x",
        ),
        (
            504,
            r#"{"type":"error","error":{"type":"timeout_error","message":"late"}}"#,
            ErrorKind::Timeout,
            "late",
        ),
        (
            403,
            r#"{"type":"error","error":{"type":"permission_error","message":"no"}}"#,
            ErrorKind::Permission,
            "no",
        ),
        (
            401,
            r#"{"type":"error","error":{"type":"authentication_error","message":"invalid x-api-key"}}"#,
            ErrorKind::Authentication,
            "invalid x-api-key",
        ),
        (
            402,
            r#"{"type":"error","error":{"type":"billing_error","message":"pay"}}"#,
            ErrorKind::Billing,
            "pay",
        ),
        (
            500,
            r#"{"type":"error","error":{"type":"api_error","message":"oops"}}"#,
            ErrorKind::Server,
            "oops",
        ),
        (
            400,
            r#"{"type":"error","error":{"type":"invalid_request_error","message":"prompt is too long: 9 tokens > 8 maximum"}}"#,
            ErrorKind::ContextLength,
            "prompt is too long: 9 tokens > 8 maximum",
        ),
        (
            400,
            r#"{"type":"error","error":{"type":"invalid_request_error","message":"Your credit balance is too low"}}"#,
            ErrorKind::Billing,
            "Your credit balance is too low",
        ),
        (
            400,
            r#"{"error":{"message":"m","type":"invalid_request_error","code":"context_length_exceeded"}}"#,
            ErrorKind::ContextLength,
            "m",
        ),
        (
            429,
            r#"{"error":{"message":"m","code":429}}"#,
            ErrorKind::RateLimit,
            "m",
        ),
        (503, r#"{"error":"busy"}"#, ErrorKind::Overloaded, "busy"),
        (422, r#"{"detail":"bad"}"#, ErrorKind::InvalidRequest, "bad"),
        (
            500,
            r#"[{"error":{"message":"listed"}}]"#,
            ErrorKind::Server,
            "listed",
        ),
        (
            500,
            "{}",
            ErrorKind::Server,
            "the provider answered with status 500",
        ),
        (
            500,
            "7",
            ErrorKind::Server,
            "the provider answered with status 500",
        ),
        (
            502,
            "<html><body>secret proxy page</body></html>",
            ErrorKind::Server,
            "the provider answered with status 502",
        ),
        (
            503,
            "",
            ErrorKind::Overloaded,
            "the provider answered with status 503",
        ),
        (
            408,
            "upstream request timeout",
            ErrorKind::Timeout,
            "the provider answered with status 408",
        ),
    ] {
        let error = decode_error(status, body.as_bytes());
        assert_eq!(
            (error.kind, &*error.message, error.status),
            (kind, message, status),
            "{body}"
        );
    }
}

#[test]
fn codes_numeric_or_not_and_ids_are_kept() {
    let error = decode_error(
        429,
        br#"{"type":"error","error":{"type":"rate_limit_error","message":"m","code":1302,"param":"p"},"request_id":"req_1"}"#,
    );
    assert_eq!(error.code.as_deref(), Some("1302"));
    assert_eq!(error.param.as_deref(), Some("p"));
    assert_eq!(error.request_id.as_deref(), Some("req_1"));
}

#[test]
fn an_error_under_a_good_status_gets_the_status_of_its_kind() {
    let body = br#"{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}"#;
    assert_eq!(decode_error(200, body).status, 529);
    assert_eq!(decode_error(200, b"").status, 502);
}

#[test]
fn a_long_message_is_cut_between_characters() {
    let body = format!(r#"{{"error":{{"message":"{}"}}}}"#, "é".repeat(5000));
    let error = decode_error(500, body.as_bytes());
    assert_eq!(error.message.len(), 4096);
}

#[test]
fn every_kind_has_a_word_of_the_format() {
    for (kind, word) in [
        (ErrorKind::InvalidRequest, "invalid_request_error"),
        (ErrorKind::ContextLength, "invalid_request_error"),
        (ErrorKind::ContentPolicy, "invalid_request_error"),
        (ErrorKind::Authentication, "authentication_error"),
        (ErrorKind::Billing, "billing_error"),
        (ErrorKind::Permission, "permission_error"),
        (ErrorKind::NotFound, "not_found_error"),
        (ErrorKind::TooLarge, "request_too_large"),
        (ErrorKind::RateLimit, "rate_limit_error"),
        (ErrorKind::Timeout, "timeout_error"),
        (ErrorKind::Overloaded, "overloaded_error"),
        (ErrorKind::Server, "api_error"),
    ] {
        let mut out = Vec::new();
        encode_error(&ApiError::new(kind, "m"), &mut out);
        let body = json(&out);
        assert_eq!(body["type"], "error");
        assert_eq!(body["error"]["type"], word);
        assert!(body["request_id"].is_null());
    }
}

#[test]
fn a_full_context_is_told_in_the_words_that_clients_look_for() {
    let mut out = Vec::new();
    let error = ApiError::new(ErrorKind::ContextLength, "maximum context length is 8");
    encode_error(&error, &mut out);
    assert_eq!(
        json(&out)["error"]["message"],
        "prompt is too long: maximum context length is 8"
    );
    assert_eq!(decode_error(400, &out).kind, ErrorKind::ContextLength);
}
