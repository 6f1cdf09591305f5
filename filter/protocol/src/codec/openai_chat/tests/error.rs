//! Error answers of OpenAI, of servers like it, and of proxies in between.

use serde_json::json;

use super::*;
use crate::chat::ErrorKind;

#[test]
fn an_error_of_the_format_is_read_whole() {
    let body = json!({"error": {"message": "no", "type": "invalid_request_error",
        "param": "messages", "code": "odd_value"}, "request_id": "r1"});
    let error = error(400, &body.to_string());
    assert_eq!(error.kind, ErrorKind::InvalidRequest);
    assert_eq!((error.status, &*error.message), (400, "no"));
    assert_eq!(error.code.as_deref(), Some("odd_value"));
    assert_eq!(error.param.as_deref(), Some("messages"));
    assert_eq!(error.request_id.as_deref(), Some("r1"));
}

#[test]
fn codes_tell_the_kind_better_than_the_status() {
    for (status, code, kind) in [
        (400, "context_length_exceeded", ErrorKind::ContextLength),
        (400, "content_policy_violation", ErrorKind::ContentPolicy),
        (400, "content_filter", ErrorKind::ContentPolicy),
        (429, "insufficient_quota", ErrorKind::RateLimit),
        (400, "model_not_found", ErrorKind::NotFound),
        (400, "invalid_api_key", ErrorKind::Authentication),
    ] {
        let body =
            json!({"error": {"message": "m", "type": "invalid_request_error", "code": code}});
        let error = error(status, &body.to_string());
        assert_eq!((error.kind, error.status), (kind, status), "{code}");
        assert_eq!(error.code.as_deref(), Some(code));
    }
}

#[test]
fn every_status_has_a_kind_and_a_message_without_a_body() {
    for (status, kind) in [
        (400, ErrorKind::InvalidRequest),
        (401, ErrorKind::Authentication),
        (402, ErrorKind::Billing),
        (403, ErrorKind::Permission),
        (404, ErrorKind::NotFound),
        (408, ErrorKind::Timeout),
        (413, ErrorKind::TooLarge),
        (422, ErrorKind::InvalidRequest),
        (429, ErrorKind::RateLimit),
        (500, ErrorKind::Server),
        (502, ErrorKind::Server),
        (503, ErrorKind::Overloaded),
        (504, ErrorKind::Timeout),
        (529, ErrorKind::Overloaded),
    ] {
        for body in [
            "",
            "{}",
            "[]",
            "null",
            r#"{"error":null}"#,
            r#"{"error":{}}"#,
        ] {
            let error = error(status, body);
            assert_eq!((error.kind, error.status), (kind, status), "{body}");
            assert!(!error.message.is_empty() && error.message.contains(&status.to_string()));
        }
    }
}

#[test]
fn html_is_never_passed_on() {
    for page in [
        "<html><body><h1>502 Bad Gateway</h1></body></html>",
        "\n <!DOCTYPE html><p>oops",
        "oops <b>bold</b>",
    ] {
        let error = error(502, page);
        assert_eq!(error.message, "the provider failed (status 502)");
    }
}

#[test]
fn a_short_plain_text_is_the_message() {
    assert_eq!(
        error(503, "upstream connect error\n").message,
        "upstream connect error"
    );
    assert!(error(500, "\u{1}\u{2}").message.contains("status 500"));
    assert!(error(500, &"x".repeat(600)).message.contains("status 500"));
    assert!(
        decode_error(500, b"\xff\xfe")
            .message
            .contains("status 500")
    );
    assert!(
        error(500, r#"{"error": {"mess"#)
            .message
            .contains("status 500")
    );
}

#[test]
fn foreign_shapes_are_understood() {
    let listed = error(400, r#"[{"error": {"code": 400, "message": "in a list"}}]"#);
    assert_eq!(listed.message, "in a list");
    for body in [
        json!({"error": "went wrong"}),
        json!({"message": "went wrong"}),
        json!({"detail": "went wrong"}),
        json!({"object": "error", "message": "went wrong", "type": "x", "param": null, "code": null}),
        json!({"type": "error", "error": {"type": "api_error", "message": "went wrong"}}),
        json!({"error": {"code": 500, "message": "went wrong", "status": "INTERNAL"}}),
        json!({"detail": [{"loc": ["body", "n"], "msg": "went wrong", "type": "x"}]}),
        json!("went wrong"),
    ] {
        let error = error(500, &body.to_string());
        assert_eq!(error.message, "went wrong", "{body}");
        assert_eq!(error.kind, ErrorKind::Server);
    }
    let placed = error(422, r#"{"detail":[{"loc":["body","n"],"msg":"no"}]}"#);
    assert_eq!(placed.param.as_deref(), Some("body.n"));
}

#[test]
fn codes_may_be_strings_numbers_or_null() {
    let code = |code: Json| {
        let body = json!({"error": {"message": "m", "code": code}});
        error(400, &body.to_string()).code
    };
    assert_eq!(code(json!("x")).as_deref(), Some("x"));
    assert_eq!(code(json!(1234)).as_deref(), Some("1234"));
    assert_eq!(code(json!(429)), None);
    assert_eq!(code(json!(null)), None);
    assert_eq!(code(json!("")), None);
}

#[test]
fn a_prompt_that_is_too_long_is_told_by_its_message_too() {
    let body = json!({"error": {"message": "This model's Maximum context length is 8 tokens"}});
    assert_eq!(error(400, &body.to_string()).kind, ErrorKind::ContextLength);
    assert_eq!(error(500, &body.to_string()).kind, ErrorKind::Server);
}

#[test]
fn a_message_is_bounded() {
    let body = json!({"error": {"message": "é".repeat(5000)}});
    let error = error(400, &body.to_string());
    assert!(error.message.len() <= 4096 && error.message.starts_with('é'));
}

#[test]
fn an_error_is_written_in_the_words_of_the_format() {
    let written = |error: &ApiError| {
        let mut out = Vec::new();
        encode_error(error, &mut out);
        serde_json::from_slice::<Json>(&out).unwrap()
    };
    let error = ApiError::new(ErrorKind::InvalidRequest, "no \"x\"").with_param("n");
    assert_eq!(
        written(&error),
        json!({"error": {"message": "no \"x\"", "type": "invalid_request_error", "param": "n", "code": null}})
    );
    for (kind, word) in [
        (ErrorKind::ContextLength, "invalid_request_error"),
        (ErrorKind::ContentPolicy, "invalid_request_error"),
        (ErrorKind::Authentication, "authentication_error"),
        (ErrorKind::Billing, "billing_error"),
        (ErrorKind::Permission, "permission_error"),
        (ErrorKind::NotFound, "invalid_request_error"),
        (ErrorKind::TooLarge, "invalid_request_error"),
        (ErrorKind::RateLimit, "rate_limit_error"),
        (ErrorKind::Timeout, "timeout_error"),
        (ErrorKind::Overloaded, "overloaded_error"),
        (ErrorKind::Server, "server_error"),
    ] {
        let error = ApiError::new(kind, "m");
        assert_eq!(written(&error)["error"]["type"], word);
        let mut out = Vec::new();
        encode_error(&error, &mut out);
        assert_eq!(decode_error(error.status, &out).kind, kind, "{word}");
    }
    let quota = ApiError::new(ErrorKind::RateLimit, "m").with_code("insufficient_quota");
    assert_eq!(written(&quota)["error"]["type"], "insufficient_quota");
    let long = ApiError::new(ErrorKind::ContextLength, "m");
    assert_eq!(written(&long)["error"]["code"], "context_length_exceeded");
}
