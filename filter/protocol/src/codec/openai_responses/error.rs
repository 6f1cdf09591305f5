//! Errors inside of a stream. An error answer looks as in OpenAI's other formats.
//!
//! Source: OpenAI API reference, streaming events `error` and `response.failed`.

use crate::chat::{ApiError, ErrorKind};
use crate::codec::openai::{code_word, from_value, type_word};
use crate::json::{Value, Writer};

/// Reads `error`, whose members stand at the top or in an object of their own, and
/// `response.failed`.
pub(super) fn of_event(root: Value<'_>) -> ApiError {
    let response = root.get_some("response");
    let inner = response
        .and_then(|response| response.get_some("error"))
        .or_else(|| root.get_some("error"));
    from_value(None, inner.unwrap_or(root))
}

/// Whether an event of a stream, or a whole answer, tells of a failure.
pub(super) fn is_failure(root: Value<'_>) -> bool {
    let is = |kind: &str| {
        let found = root.get_some("type").and_then(|kind| kind.text());
        found.is_some_and(|found| found == kind)
    };
    is("error") || is("response.failed") || root.get_some("error").is_some()
}

/// The codes that the error of a response may have.
pub(super) fn response_code(kind: ErrorKind) -> &'static str {
    match kind {
        ErrorKind::RateLimit => "rate_limit_exceeded",
        // Not among the documented ones, but sent, and looked for.
        ErrorKind::ContextLength => "context_length_exceeded",
        ErrorKind::InvalidRequest | ErrorKind::ContentPolicy | ErrorKind::TooLarge => {
            "invalid_prompt"
        }
        ErrorKind::Authentication
        | ErrorKind::Billing
        | ErrorKind::Permission
        | ErrorKind::NotFound
        | ErrorKind::Timeout
        | ErrorKind::Overloaded
        | ErrorKind::Server => "server_error",
    }
}

/// Writes the members of an `error` event: at the top, as they are documented, and
/// in an object, at which OpenAI's libraries raise.
pub(super) fn write_members(error: &ApiError, writer: &mut Writer<'_>) {
    write_fields(error, writer);
    writer.key("error");
    writer.begin_object();
    writer.key("type");
    writer.str(type_word(error));
    write_fields(error, writer);
    writer.end_object();
}

fn write_fields(error: &ApiError, writer: &mut Writer<'_>) {
    let code = match (code_word(error), error.kind) {
        (Some(code), _) => code,
        (None, ErrorKind::Overloaded) => "server_overloaded",
        (None, kind) => response_code(kind),
    };
    writer.key("code");
    writer.str(code);
    writer.key("message");
    writer.str(&error.message);
    writer.key("param");
    match error.param.as_deref() {
        Some(param) => writer.str(param),
        None => writer.null(),
    }
}
