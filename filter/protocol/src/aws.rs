//! How AWS services say that something is wrong: an exception by name, in a
//! header, in the body or in a frame of a stream.
//!
//! Source: API reference of the Amazon Bedrock runtime, "Errors" of each
//! operation, and "Common Error Types". The type stands in the header
//! `x-amzn-errortype` or as `__type` in the body, with or without a namespace in
//! front and an address behind.

use std::borrow::Cow;

use crate::chat::{ApiError, ErrorKind};
use crate::eventstream::Headers;
use crate::json::{Document, Limits, Value};

/// Longest message that is taken over, in bytes.
const LONGEST_MESSAGE: usize = 4096;

/// Exceptions without their ending `Exception`, lower case, with kind and HTTP status.
const EXCEPTIONS: &[(&str, ErrorKind, u16)] = &[
    ("accessdenied", ErrorKind::Permission, 403),
    ("expiredtoken", ErrorKind::Authentication, 403),
    ("incompletesignature", ErrorKind::Authentication, 403),
    ("internalfailure", ErrorKind::Server, 500),
    ("internalserver", ErrorKind::Server, 500),
    ("invalidclienttokenid", ErrorKind::Authentication, 403),
    ("invalidsignature", ErrorKind::Authentication, 403),
    ("missingauthenticationtoken", ErrorKind::Authentication, 403),
    ("modelerror", ErrorKind::Server, 500),
    ("modelnotready", ErrorKind::Overloaded, 503),
    ("modelstreamerror", ErrorKind::Server, 500),
    ("modeltimeout", ErrorKind::Timeout, 408),
    ("notauthorized", ErrorKind::Permission, 403),
    ("optinrequired", ErrorKind::Permission, 403),
    ("requestentitytoolarge", ErrorKind::TooLarge, 413),
    ("resourcenotfound", ErrorKind::NotFound, 404),
    ("serializationexception", ErrorKind::InvalidRequest, 400),
    ("servicequotaexceeded", ErrorKind::RateLimit, 429),
    ("serviceunavailable", ErrorKind::Overloaded, 503),
    ("signaturedoesnotmatch", ErrorKind::Authentication, 403),
    ("throttling", ErrorKind::RateLimit, 429),
    ("toomanyrequests", ErrorKind::RateLimit, 429),
    ("unknownoperation", ErrorKind::NotFound, 404),
    ("unrecognizedclient", ErrorKind::Authentication, 403),
    ("validation", ErrorKind::InvalidRequest, 400),
];

/// Signs in the message of a request that was refused as wrong.
const SIGNS: &[(&str, ErrorKind)] = &[
    ("input is too long", ErrorKind::ContextLength),
    ("prompt is too long", ErrorKind::ContextLength),
    ("too many input tokens", ErrorKind::ContextLength),
    ("exceed context limit", ErrorKind::ContextLength),
    ("exceeds the context", ErrorKind::ContextLength),
    ("context window", ErrorKind::ContextLength),
    ("context length", ErrorKind::ContextLength),
    ("maximum number of input tokens", ErrorKind::ContextLength),
    ("expected maxlength", ErrorKind::ContextLength),
    ("content filtering policy", ErrorKind::ContentPolicy),
    ("content filters", ErrorKind::ContentPolicy),
    ("content policy", ErrorKind::ContentPolicy),
    ("responsible ai policy", ErrorKind::ContentPolicy),
];

/// Reads an error answer. `error_type` is the header `x-amzn-errortype`, where it
/// is known. A body that is not JSON is not quoted.
#[must_use]
pub fn decode_error(status: u16, error_type: Option<&str>, body: &[u8]) -> ApiError {
    let document = Document::parse(body, Limits::default()).unwrap_or_default();
    let root = (!document.is_empty()).then(|| document.root(body));
    let error = read(root, error_type, (status >= 400).then_some(status));
    if status >= 400 {
        error.with_status(status)
    } else {
        error
    }
}

/// Reads a frame that is an exception or an error; `None` if it is an event.
#[must_use]
pub(crate) fn frame_error(headers: &Headers<'_>, payload: &[u8]) -> Option<ApiError> {
    match headers.text(":message-type") {
        Some("exception") => {
            let kind = headers.text(":exception-type");
            let document = Document::parse(payload, Limits::default()).unwrap_or_default();
            let root = (!document.is_empty()).then(|| document.root(payload));
            Some(read(root, kind, None))
        }
        Some("error") => {
            let mut error = read(None, headers.text(":error-code"), None);
            let message = headers.text(":error-message");
            if let Some(message) = message.filter(|message| !message.trim().is_empty()) {
                error.message = Cow::Owned(shortened(message.to_owned()));
            }
            Some(error)
        }
        _ => None,
    }
}

/// Reads an error. Where no status came with it, it is that of its exception, or
/// the one that the model itself gave.
fn read(root: Option<Value<'_>>, error_type: Option<&str>, status: Option<u16>) -> ApiError {
    let text = |name: &str| {
        let text = root?.get_some(name)?.text()?.to_str().into_owned();
        (!text.trim().is_empty()).then_some(text)
    };
    let word = error_type.map(str::to_owned);
    let word = word.or_else(|| text("__type")).or_else(|| text("code"));
    let known = word.as_deref().and_then(exception);
    let original = root
        .and_then(|root| root.get_some("originalStatusCode"))
        .and_then(|status| u16::try_from(status.u64()?).ok())
        .filter(|status| (400..600).contains(status));
    let by_status = status.or(original).map(ErrorKind::from_status);
    let message = text("message")
        .or_else(|| text("Message"))
        .or_else(|| text("originalMessage"))
        .map(shortened);
    let kind = known
        .map(|(kind, _)| kind)
        .or(by_status)
        .unwrap_or(ErrorKind::Server);
    let kind = match (kind, &message) {
        (ErrorKind::InvalidRequest | ErrorKind::TooLarge, Some(message)) => {
            sign(message).unwrap_or(kind)
        }
        _ => kind,
    };
    let status = status
        .or(original)
        .or_else(|| known.map(|(_, status)| status))
        .unwrap_or_else(|| kind.status());
    let message = message.unwrap_or_else(|| match &word {
        Some(_) => "the provider failed without a message".to_owned(),
        None => format!("the provider answered with status {status}"),
    });
    let mut error = ApiError::new(kind, message).with_status(status);
    error.code = word.as_deref().map(bare).map(|code| code.to_owned().into());
    error
}

fn sign(message: &str) -> Option<ErrorKind> {
    let lower = message.to_ascii_lowercase();
    SIGNS
        .iter()
        .find(|(sign, _)| lower.contains(sign))
        .map(|(_, kind)| *kind)
}

/// The name of an exception, without namespace and address.
fn bare(word: &str) -> &str {
    let name = word.split(':').next().unwrap_or_default();
    name.rsplit('#').next().unwrap_or_default()
}

fn exception(word: &str) -> Option<(ErrorKind, u16)> {
    let name = bare(word).to_ascii_lowercase();
    let short = name.strip_suffix("exception").unwrap_or(&name);
    EXCEPTIONS
        .iter()
        .find(|(known, ..)| *known == short || *known == name)
        .map(|(_, kind, status)| (*kind, *status))
}

/// The exception that tells an error: its name, as it stands in a header.
pub(crate) fn exception_name(kind: ErrorKind) -> &'static str {
    match kind {
        ErrorKind::Authentication => "UnrecognizedClientException",
        ErrorKind::Billing | ErrorKind::Permission => "AccessDeniedException",
        ErrorKind::NotFound => "ResourceNotFoundException",
        ErrorKind::RateLimit => "ThrottlingException",
        ErrorKind::Timeout => "ModelTimeoutException",
        ErrorKind::Overloaded => "ServiceUnavailableException",
        ErrorKind::Server => "InternalServerException",
        ErrorKind::InvalidRequest
        | ErrorKind::ContextLength
        | ErrorKind::ContentPolicy
        | ErrorKind::TooLarge => "ValidationException",
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

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(status: u16, header: Option<&str>, body: &str, kind: ErrorKind, expected: u16) {
        let error = decode_error(status, header, body.as_bytes());
        assert_eq!((error.kind, error.status), (kind, expected), "{error:?}");
        assert!(!error.message.is_empty());
    }

    #[test]
    fn an_exception_is_known_by_its_header_and_by_its_body() {
        let body = r#"{"message":"Too many tokens"}"#;
        let header = Some("ThrottlingException:http://internal.amazon.com/coral/");
        check(429, header, body, ErrorKind::RateLimit, 429);
        let body = r#"{"__type":"com.amazon.coral.service#UnrecognizedClientException","message":"bad token"}"#;
        check(403, None, body, ErrorKind::Authentication, 403);
        let body = r#"{"Message":"no such operation"}"#;
        check(
            404,
            Some("UnknownOperationException"),
            body,
            ErrorKind::NotFound,
            404,
        );
        check(403, None, r#"{"message":"no"}"#, ErrorKind::Permission, 403);
        check(
            424,
            Some("ModelErrorException"),
            "{}",
            ErrorKind::Server,
            424,
        );
        check(
            429,
            Some("ModelNotReadyException"),
            "{}",
            ErrorKind::Overloaded,
            429,
        );
        check(
            400,
            Some("ServiceQuotaExceededException"),
            "{}",
            ErrorKind::RateLimit,
            400,
        );
    }

    #[test]
    fn a_full_context_and_a_content_policy_are_told_apart_from_other_refusals() {
        let long = [
            "Input is too long for requested model.",
            "The model returned the following errors: prompt is too long: 200049 tokens > 200000 maximum",
            "input length and `max_tokens` exceed context limit: 199000 + 20000 > 200000",
        ];
        for message in long {
            let body = format!(r#"{{"message":"{message}"}}"#);
            check(
                400,
                Some("ValidationException"),
                &body,
                ErrorKind::ContextLength,
                400,
            );
        }
        let body = r#"{"message":"Output blocked by content filtering policy"}"#;
        check(400, None, body, ErrorKind::ContentPolicy, 400);
        let body = r#"{"message":"The guardrail identifier is invalid"}"#;
        check(400, None, body, ErrorKind::InvalidRequest, 400);
        let body = r#"{"message":"Too many tokens, please wait: input is too long"}"#;
        check(
            429,
            Some("ThrottlingException"),
            body,
            ErrorKind::RateLimit,
            429,
        );
    }

    #[test]
    fn what_is_no_json_is_not_quoted() {
        let error = decode_error(502, None, b"<html>secret</html>");
        assert_eq!(error.message, "the provider answered with status 502");
        check(200, None, "", ErrorKind::Server, 500);
    }
}
