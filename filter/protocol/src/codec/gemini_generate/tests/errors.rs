//! Errors, by status, code, reason and words.

use std::time::Duration;

use super::GeminiGenerate;
use crate::chat::{ApiError, ErrorKind};
use crate::codec::Codec as _;

#[test]
fn errors_are_told_by_what_they_say() {
    for (status, body, kind, told) in [
        (
            400,
            r#"{"error":{"code":400,"message":"API key not valid. Please pass a valid API key.","status":"INVALID_ARGUMENT","details":[{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"API_KEY_INVALID"}]}}"#,
            ErrorKind::Authentication,
            401,
        ),
        (
            400,
            r#"{"error":{"code":400,"message":"The input token count (9) exceeds the maximum number of tokens allowed (1).","status":"INVALID_ARGUMENT"}}"#,
            ErrorKind::ContextLength,
            400,
        ),
        (
            400,
            r#"{"error":{"code":400,"message":"Bad field","status":"INVALID_ARGUMENT"}}"#,
            ErrorKind::InvalidRequest,
            400,
        ),
        (
            403,
            r#"{"error":{"code":403,"message":"No","status":"PERMISSION_DENIED"}}"#,
            ErrorKind::Permission,
            403,
        ),
        (
            429,
            r#"[{"error":{"code":429,"message":"Slow","status":"RESOURCE_EXHAUSTED"}}]"#,
            ErrorKind::RateLimit,
            429,
        ),
        (
            503,
            r#"{"error":{"code":503,"message":"Busy","status":"UNAVAILABLE"}}"#,
            ErrorKind::Overloaded,
            503,
        ),
        (502, "<html>", ErrorKind::Server, 502),
        (404, "", ErrorKind::NotFound, 404),
    ] {
        let error = GeminiGenerate.decode_error(status, body.as_bytes());
        assert_eq!((error.kind, error.status), (kind, told), "{body}");
        assert!(!error.message.is_empty());
    }
}

#[test]
fn an_error_that_was_written_is_read_as_the_same_kind() {
    for kind in [
        ErrorKind::InvalidRequest,
        ErrorKind::ContextLength,
        ErrorKind::ContentPolicy,
        ErrorKind::Authentication,
        ErrorKind::Billing,
        ErrorKind::Permission,
        ErrorKind::NotFound,
        ErrorKind::RateLimit,
        ErrorKind::Timeout,
        ErrorKind::Overloaded,
        ErrorKind::Server,
    ] {
        let mut error = ApiError::new(kind, "words");
        error.param = Some("contents[0]".into());
        error.request_id = Some("r".into());
        error.retry_after = Some(Duration::from_millis(34_070));
        let mut out = Vec::new();
        GeminiGenerate.encode_error(&error, &mut out);
        let read = GeminiGenerate.decode_error(error.status, &out);
        assert_eq!((read.kind, read.status), (kind, error.status));
        assert_eq!(
            (read.param, read.request_id, read.retry_after),
            (error.param, error.request_id, error.retry_after)
        );
    }
}
