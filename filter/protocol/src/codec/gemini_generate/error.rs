//! Error answers, both ways: `google.rpc.Status` in JSON.
//!
//! Source: "Errors" of the Google API design guide, and "Troubleshooting" of the
//! Gemini API. A stream that is a JSON array tells its error as an item.

use std::borrow::Cow;
use std::time::Duration;

use crate::chat::{ApiError, ErrorKind};
use crate::json::{Document, Limits, Value, Writer};

use super::key::{list, member, text, word};
use super::time::{duration, duration_text};

/// Longest message that is taken over, in bytes.
const LONGEST_MESSAGE: usize = 4096;

/// Codes of `google.rpc.Code`, their kinds, and the HTTP status that goes with them.
const CODES: &[(&str, ErrorKind, u16)] = &[
    ("INVALID_ARGUMENT", ErrorKind::InvalidRequest, 400),
    ("FAILED_PRECONDITION", ErrorKind::InvalidRequest, 400),
    ("OUT_OF_RANGE", ErrorKind::InvalidRequest, 400),
    ("UNAUTHENTICATED", ErrorKind::Authentication, 401),
    ("PERMISSION_DENIED", ErrorKind::Permission, 403),
    ("NOT_FOUND", ErrorKind::NotFound, 404),
    ("ALREADY_EXISTS", ErrorKind::InvalidRequest, 409),
    ("RESOURCE_EXHAUSTED", ErrorKind::RateLimit, 429),
    ("CANCELLED", ErrorKind::Server, 499),
    ("INTERNAL", ErrorKind::Server, 500),
    ("UNKNOWN", ErrorKind::Server, 500),
    ("DATA_LOSS", ErrorKind::Server, 500),
    ("ABORTED", ErrorKind::Overloaded, 409),
    ("UNIMPLEMENTED", ErrorKind::InvalidRequest, 501),
    ("UNAVAILABLE", ErrorKind::Overloaded, 503),
    ("DEADLINE_EXCEEDED", ErrorKind::Timeout, 504),
];

/// Reasons of an `ErrorInfo`, and codes of other formats that stand there in answers
/// written here, that tell a kind more closely than the code does.
const REASONS: &[(&str, ErrorKind)] = &[
    ("API_KEY_INVALID", ErrorKind::Authentication),
    ("API_KEY_EXPIRED", ErrorKind::Authentication),
    ("ACCESS_TOKEN_EXPIRED", ErrorKind::Authentication),
    ("BILLING_DISABLED", ErrorKind::Billing),
    ("INSUFFICIENT_QUOTA", ErrorKind::Billing),
    ("CONTEXT_LENGTH_EXCEEDED", ErrorKind::ContextLength),
    ("CONTENT_POLICY_VIOLATION", ErrorKind::ContentPolicy),
    ("CONTENT_FILTER", ErrorKind::ContentPolicy),
];

/// Signs in a message that tell it.
const SIGNS: &[(&str, ErrorKind)] = &[
    ("api key not valid", ErrorKind::Authentication),
    ("api key expired", ErrorKind::Authentication),
    ("api key not found", ErrorKind::Authentication),
    (
        "exceeds the maximum number of tokens",
        ErrorKind::ContextLength,
    ),
    ("input token count", ErrorKind::ContextLength),
    ("context window", ErrorKind::ContextLength),
    ("maximum context length", ErrorKind::ContextLength),
    ("prompt is too long", ErrorKind::ContextLength),
    ("enable billing", ErrorKind::Billing),
    ("billing account", ErrorKind::Billing),
    ("safety", ErrorKind::ContentPolicy),
    ("prohibited content", ErrorKind::ContentPolicy),
    ("usage guidelines", ErrorKind::ContentPolicy),
    ("model is overloaded", ErrorKind::Overloaded),
];

/// Reads an error answer of whatever shape. A body that is not JSON is not quoted: it
/// is mostly a page of some proxy.
pub(super) fn decode_error(status: u16, body: &[u8]) -> ApiError {
    let document = Document::parse(body, Limits::default()).unwrap_or_default();
    if document.is_empty() {
        return plain(status);
    }
    let mut error = read(document.root(body), Some(status));
    if status >= 400 {
        error.status = status_of(status, error.code.as_deref());
    }
    error
}

/// A wrong key is told as a wrong argument, which clients would not take for what it
/// is.
fn status_of(status: u16, code: Option<&str>) -> u16 {
    match code {
        Some("API_KEY_INVALID") if status == 400 => 401,
        _ => status,
    }
}

fn plain(status: u16) -> ApiError {
    let error = ApiError::new(
        ErrorKind::from_status(status),
        format!("the provider answered with status {status}"),
    );
    error.with_status(if status >= 400 { status } else { 502 })
}

/// Reads an error object, with or without its wrapper, or the first of a list.
pub(super) fn read(value: Value<'_>, status: Option<u16>) -> ApiError {
    let value = value.items().next().unwrap_or(value);
    let inner = member(value, "error").unwrap_or(value);
    let told = text(inner, "status").map(|status| word(&status));
    let by_code = CODES
        .iter()
        .find(|(code, _, _)| told.as_deref() == Some(*code));
    let number = member(inner, "code")
        .and_then(|code| code.u64())
        .and_then(|code| u16::try_from(code).ok());
    let number = number.filter(|number| (400..600).contains(number));
    let message = inner
        .text()
        .or_else(|| text(inner, "message"))
        .or_else(|| text(value, "message"))
        .or_else(|| text(value, "error_description"))
        .filter(|message| !message.is_blank())
        .map(|message| shortened(message.to_str().into_owned()));
    let details = Details::read(inner);
    let lower = message.as_deref().unwrap_or_default().to_ascii_lowercase();
    let by_status = status
        .filter(|status| *status >= 400)
        .or(number)
        .map(ErrorKind::from_status);
    let coarse = by_code.map(|(_, kind, _)| *kind).or(by_status);
    let may_refine = matches!(
        coarse,
        None | Some(
            ErrorKind::InvalidRequest
                | ErrorKind::TooLarge
                | ErrorKind::Permission
                | ErrorKind::Authentication
        )
    );
    let reason = details.reason.as_deref().map(str::to_ascii_uppercase);
    let by_reason = REASONS
        .iter()
        .find(|(known, _)| reason.as_deref() == Some(*known));
    let by_sign = SIGNS
        .iter()
        .find(|(sign, _)| may_refine && lower.contains(sign));
    let kind = by_reason
        .or(by_sign)
        .map(|(_, kind)| *kind)
        .or(coarse)
        .unwrap_or(ErrorKind::Server);
    let usual = by_code
        .filter(|(_, by_code, _)| *by_code == kind)
        .map(|(_, _, status)| *status);
    let message = message.unwrap_or_else(|| match status {
        Some(status) => plain(status).message.into_owned(),
        None => "the provider failed without a message".to_owned(),
    });
    let code = details.reason.or(told);
    let status = number.or(usual).unwrap_or_else(|| kind.status());
    ApiError {
        kind,
        status: status_of(status, code.as_deref()),
        message: Cow::Owned(message),
        code: code.map(Cow::Owned),
        param: details.field.map(Cow::Owned),
        request_id: details.request_id.map(Cow::Owned),
        retry_after: details.retry_after,
    }
}

/// What the `details` of an error tell.
#[derive(Debug, Default)]
struct Details {
    reason: Option<String>,
    field: Option<String>,
    request_id: Option<String>,
    retry_after: Option<Duration>,
}

impl Details {
    fn read(error: Value<'_>) -> Self {
        let mut found = Self::default();
        let owned = |object, name| text(object, name).map(|text| text.to_str().into_owned());
        for detail in member(error, "details").into_iter().flat_map(list) {
            let kind = text(detail, "@type");
            let kind = kind.as_ref().map(|kind| kind.to_str()).unwrap_or_default();
            match kind.rsplit('.').next() {
                Some("ErrorInfo") => found.reason = owned(detail, "reason").or(found.reason),
                Some("RequestInfo") => {
                    found.request_id = owned(detail, "requestId").or(found.request_id);
                }
                Some("RetryInfo") => {
                    let wait = owned(detail, "retryDelay").and_then(|wait| duration(&wait));
                    found.retry_after = wait.or(found.retry_after);
                }
                Some("BadRequest") => {
                    let first = member(detail, "fieldViolations").and_then(|all| list(all).next());
                    found.field = first
                        .and_then(|first| owned(first, "field"))
                        .or(found.field);
                }
                _ => {}
            }
        }
        found
    }
}

fn shortened(mut message: String) -> String {
    if message.len() > LONGEST_MESSAGE {
        let mut end = LONGEST_MESSAGE;
        while !message.is_char_boundary(end) {
            end -= 1;
        }
        message.truncate(end);
    }
    message
}

/// Writes an error body.
pub(super) fn encode_error(error: &ApiError, out: &mut Vec<u8>) {
    let mut writer = Writer::new(out);
    write_error(&mut writer, error);
}

/// Writes the object that an error body, and an error in a stream, is.
pub(super) fn write_error(writer: &mut Writer<'_>, error: &ApiError) {
    let code = code_of(error);
    writer.begin_object();
    writer.key("error");
    writer.begin_object();
    writer.key("code");
    writer.u64(error.status.into());
    writer.key("message");
    writer.str(&error.message);
    writer.key("status");
    writer.str(code);
    write_details(writer, error, code);
    writer.end_object();
    writer.end_object();
}

fn code_of(error: &ApiError) -> &'static str {
    match error.kind {
        ErrorKind::InvalidRequest
        | ErrorKind::ContextLength
        | ErrorKind::ContentPolicy
        | ErrorKind::TooLarge => "INVALID_ARGUMENT",
        ErrorKind::Authentication => "UNAUTHENTICATED",
        ErrorKind::Billing => "FAILED_PRECONDITION",
        ErrorKind::Permission => "PERMISSION_DENIED",
        ErrorKind::NotFound => "NOT_FOUND",
        ErrorKind::RateLimit => "RESOURCE_EXHAUSTED",
        ErrorKind::Timeout => "DEADLINE_EXCEEDED",
        ErrorKind::Overloaded => "UNAVAILABLE",
        ErrorKind::Server => "INTERNAL",
    }
}

fn write_details(writer: &mut Writer<'_>, error: &ApiError, code: &str) {
    let by_kind = match error.kind {
        ErrorKind::ContextLength => Some("context_length_exceeded"),
        ErrorKind::ContentPolicy => Some("content_policy_violation"),
        ErrorKind::Billing => Some("insufficient_quota"),
        _ => None,
    };
    let reason = by_kind
        .or(error.code.as_deref())
        .map(str::to_ascii_uppercase)
        .filter(|reason| reason != code);
    let has_more =
        error.param.is_some() || error.request_id.is_some() || error.retry_after.is_some();
    if reason.is_none() && !has_more {
        return;
    }
    let begin = |writer: &mut Writer<'_>, kind: &str| {
        writer.begin_object();
        writer.key("@type");
        writer.str(&format!("type.googleapis.com/google.rpc.{kind}"));
    };
    writer.key("details");
    writer.begin_array();
    if let Some(reason) = reason {
        begin(writer, "ErrorInfo");
        writer.key("reason");
        writer.str(&reason);
        writer.end_object();
    }
    if let Some(param) = &error.param {
        begin(writer, "BadRequest");
        writer.key("fieldViolations");
        writer.begin_array();
        writer.begin_object();
        writer.key("field");
        writer.str(param);
        writer.key("description");
        writer.str(&error.message);
        writer.end_object();
        writer.end_array();
        writer.end_object();
    }
    if let Some(id) = &error.request_id {
        begin(writer, "RequestInfo");
        writer.key("requestId");
        writer.str(id);
        writer.end_object();
    }
    if let Some(wait) = error.retry_after {
        begin(writer, "RetryInfo");
        writer.key("retryDelay");
        writer.str(&duration_text(wait));
        writer.end_object();
    }
    writer.end_array();
}
