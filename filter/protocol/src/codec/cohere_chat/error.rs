//! Errors: `{"message"}`, with an `id` in front at times.
//!
//! Source: <https://docs.cohere.com/reference/errors>. There are no codes; what is
//! wrong is told by the status and the words. 498 is an invalid token, 499 a client
//! that went away.

use crate::chat::{ApiError, ErrorKind};
use crate::json::{Document, Limits, Value, Writer};

/// Most bytes of a message that is passed on.
const LONGEST_MESSAGE: usize = 4096;

/// Phrases by which Cohere says that the prompt is too long, in small letters.
const TOO_LONG: &[&str] = &[
    "too many tokens",
    "maximum context length",
    "exceeds the context",
    "prompt is too long",
    "context length exceeded",
];

/// Phrases by which it says that its policy forbids it.
const FORBIDDEN: &[&str] = &["content policy", "blocked by our", "blocked output"];

/// Reads an error answer; understands any body, the empty one too.
pub(super) fn decode_error(status: u16, body: &[u8]) -> ApiError {
    let document = Document::parse(body, Limits::default()).ok();
    let root = document.as_ref().map(|document| document.root(body));
    if let Some(root) = root.filter(|root| root.is_object()) {
        let mut error = told(Some(status), message(root));
        error.request_id = root
            .get_some("id")
            .or_else(|| root.get_some("request_id"))
            .and_then(word)
            .map(Into::into);
        return error;
    }
    let text = std::str::from_utf8(body).unwrap_or_default().trim();
    let is_plain = root.is_none()
        && !text.is_empty()
        && text.len() <= 512
        && !text.contains(['<', '{'])
        && !text.contains(|c: char| c.is_control() && !c.is_whitespace());
    told(Some(status), is_plain.then(|| text.to_owned()))
}

/// Reads what an event of a stream says is wrong.
pub(super) fn of_event(root: Value<'_>) -> ApiError {
    let error = told(None, message(root));
    let status = if error.kind == ErrorKind::Server {
        502
    } else {
        error.kind.status()
    };
    error.with_status(status)
}

/// The words of an error, wherever Cohere or a proxy in front of it puts them.
fn message(root: Value<'_>) -> Option<String> {
    let delta = root.get_some("delta");
    let error = root.get_some("error");
    let places = [
        root.get_some("message"),
        error.and_then(|error| error.get_some("message")),
        error,
        delta.and_then(|delta| delta.get_some("error")),
        root.get_some("detail"),
    ];
    places.into_iter().flatten().find_map(word)
}

/// A string or a number, as text; nothing if empty.
fn word(value: Value<'_>) -> Option<String> {
    let word = match value.text() {
        Some(text) => text.to_str().into_owned(),
        None => value.number()?.to_owned(),
    };
    Some(word).filter(|word| !word.trim().is_empty())
}

fn told(status: Option<u16>, message: Option<String>) -> ApiError {
    let mut message = message.unwrap_or_else(|| without_words(status.unwrap_or(500)));
    let end = message.floor_char_boundary(LONGEST_MESSAGE);
    message.truncate(end);
    let mut error = ApiError::new(kind(status, &message), message);
    if let Some(status) = status.filter(|status| *status >= 400) {
        error.status = status;
    }
    error
}

fn kind(status: Option<u16>, message: &str) -> ErrorKind {
    let by_status = match status {
        Some(498) => ErrorKind::Authentication,
        Some(499) => ErrorKind::Timeout,
        Some(status) => ErrorKind::from_status(status),
        None => ErrorKind::Server,
    };
    let lower = message.to_lowercase();
    let says = |phrases: &[&str]| phrases.iter().any(|phrase| lower.contains(phrase));
    match by_status {
        ErrorKind::InvalidRequest | ErrorKind::TooLarge if says(TOO_LONG) => {
            ErrorKind::ContextLength
        }
        ErrorKind::InvalidRequest | ErrorKind::Permission if says(FORBIDDEN) => {
            ErrorKind::ContentPolicy
        }
        ErrorKind::Server if status.is_none() && says(TOO_LONG) => ErrorKind::ContextLength,
        kind => kind,
    }
}

/// What to say where the provider said nothing that can be passed on.
fn without_words(status: u16) -> String {
    let what = match ErrorKind::from_status(status) {
        ErrorKind::Authentication => "the provider refused the credentials",
        ErrorKind::RateLimit => "the provider's rate limit is reached",
        ErrorKind::Timeout => "the provider timed out",
        ErrorKind::Overloaded => "the provider is overloaded",
        ErrorKind::Server => "the provider failed",
        _ => "the provider refused the request",
    };
    format!("{what} (status {status})")
}

/// Appends an error body: `{"id", "message"}`.
pub(super) fn encode_error(error: &ApiError, out: &mut Vec<u8>) {
    let mut writer = Writer::new(out);
    writer.begin_object();
    if let Some(id) = &error.request_id {
        writer.key("id");
        writer.str(id);
    }
    writer.key("message");
    writer.str(&error.message);
    writer.end_object();
}
