//! Errors: OpenAI's form, the forms of servers that imitate it, and pages that
//! are no JSON at all.
//!
//! Source: OpenAI, "Error codes". Never passed on: HTML, which comes from proxies
//! and says nothing to a program.

use crate::chat::{ApiError, ErrorKind};
use crate::json::{Document, Limits, Value, Writer};

/// Most bytes of a message that is passed on.
const LONGEST_MESSAGE: usize = 4096;

/// Codes and types that tell the kind better than the status does.
const KINDS: &[(&str, ErrorKind)] = &[
    ("context_length_exceeded", ErrorKind::ContextLength),
    ("content_policy_violation", ErrorKind::ContentPolicy),
    ("content_filter", ErrorKind::ContentPolicy),
    ("content_filter_error", ErrorKind::ContentPolicy),
    ("moderation_blocked", ErrorKind::ContentPolicy),
    ("insufficient_quota", ErrorKind::RateLimit),
    ("rate_limit_exceeded", ErrorKind::RateLimit),
    ("rate_limit_error", ErrorKind::RateLimit),
    ("model_not_found", ErrorKind::NotFound),
    ("not_found_error", ErrorKind::NotFound),
    ("invalid_api_key", ErrorKind::Authentication),
    ("authentication_error", ErrorKind::Authentication),
    ("permission_error", ErrorKind::Permission),
    ("permission_denied", ErrorKind::Permission),
    ("billing_hard_limit_reached", ErrorKind::Billing),
    ("billing_error", ErrorKind::Billing),
    ("request_too_large", ErrorKind::TooLarge),
    ("timeout_error", ErrorKind::Timeout),
    ("overloaded_error", ErrorKind::Overloaded),
    ("engine_overloaded", ErrorKind::Overloaded),
    ("server_overloaded", ErrorKind::Overloaded),
    ("service_unavailable", ErrorKind::Overloaded),
];

/// Types that tell something only where no status did: in a stream.
const KINDS_WITHOUT_STATUS: &[(&str, ErrorKind)] = &[
    ("invalid_request_error", ErrorKind::InvalidRequest),
    ("requests", ErrorKind::RateLimit),
    ("tokens", ErrorKind::RateLimit),
    ("server_error", ErrorKind::Server),
    ("api_error", ErrorKind::Server),
];

/// Phrases by which servers without codes say that the prompt is too long.
const TOO_LONG: &[&str] = &[
    "maximum context length",
    "context length exceeded",
    "exceeds the context window",
    "prompt is too long",
];

/// Reads an error answer; understands any body, the empty one too.
#[must_use]
pub(crate) fn decode_error(status: u16, body: &[u8]) -> ApiError {
    let document = Document::parse(body, Limits::default()).ok();
    let root = document.as_ref().map(|document| document.root(body));
    // Google's endpoint for this format wraps the error in a list.
    let root = root.map(|root| root.items().next().unwrap_or(root));
    if let Some(root) = root.filter(|root| root.is_object() || root.text().is_some()) {
        return from_value(Some(status), root);
    }
    let text = std::str::from_utf8(body).unwrap_or_default().trim();
    let is_plain = root.is_none()
        && !text.is_empty()
        && text.len() <= 512
        && !text.contains(['<', '{'])
        && !text.contains(|c: char| c.is_control() && !c.is_whitespace());
    let message = if is_plain {
        text.to_owned()
    } else {
        message_of_status(status)
    };
    finish(Some(status), None, None, message)
}

/// Reads an error value: the whole body, or the data of an event of a stream.
pub(crate) fn from_value(status: Option<u16>, root: Value<'_>) -> ApiError {
    let inner = root.get_some("error").unwrap_or(root);
    let field = |key: &str| {
        [inner, root]
            .iter()
            .find_map(|value| value.get_some(key))
            .and_then(word)
    };
    let code = field("code").or_else(|| inner.get_some("status").and_then(word));
    let status_word = field("status");
    let code_status = code
        .as_deref()
        .or(status_word.as_deref())
        .and_then(|code| code.parse::<u16>().ok())
        .filter(|code| (400..600).contains(code));
    let status = status.filter(|status| *status >= 400).or(code_status);
    let code = code.filter(|_| code_status.is_none());
    let kind = inner.get_some("type").and_then(word);
    let (message, place) = message(inner, root);
    let message = message.unwrap_or_else(|| message_of_status(status.unwrap_or(500)));
    let mut error = finish(status, code, kind, message);
    error.param = inner
        .get_some("param")
        .and_then(word)
        .or(place)
        .map(Into::into);
    error.request_id = field("request_id").map(Into::into);
    error
}

/// A string or a number, as text; nothing if empty.
fn word(value: Value<'_>) -> Option<String> {
    let word = match value.text() {
        Some(text) => text.to_str().into_owned(),
        None => value.number()?.to_owned(),
    };
    Some(word).filter(|word| !word.trim().is_empty())
}

/// The message, and the place it speaks of where the list form tells one.
fn message(inner: Value<'_>, root: Value<'_>) -> (Option<String>, Option<String>) {
    if let Some(message) = word(inner) {
        return (Some(message), None);
    }
    let plain = ["message", "detail", "msg", "error", "title"]
        .iter()
        .flat_map(|key| [inner.get_some(key), root.get_some(key)])
        .flatten()
        .find_map(word);
    if plain.is_some() {
        return (plain, None);
    }
    // FastAPI: {"detail": [{"loc": ["body", "messages"], "msg": "…"}]}
    let first = inner
        .get_some("detail")
        .and_then(|list| list.items().next());
    let message = first.and_then(|item| item.get_some("msg")).and_then(word);
    let place = first.and_then(|item| item.get_some("loc")).map(|list| {
        let steps: Vec<_> = list.items().filter_map(word).collect();
        steps.join(".")
    });
    (message, place.filter(|place| !place.is_empty()))
}

fn finish(
    status: Option<u16>,
    code: Option<String>,
    kind_word: Option<String>,
    mut message: String,
) -> ApiError {
    let end = message.floor_char_boundary(LONGEST_MESSAGE);
    message.truncate(end);
    let kind = kind(status, code.as_deref(), kind_word.as_deref(), &message);
    let mut error = ApiError::new(kind, message);
    if let Some(status) = status.filter(|status| *status >= 400) {
        error.status = status;
    }
    error.code = code.map(Into::into);
    error
}

fn kind(status: Option<u16>, code: Option<&str>, word: Option<&str>, message: &str) -> ErrorKind {
    let look_up = |table: &[(&str, ErrorKind)], word: Option<&str>| {
        let word = word?;
        table
            .iter()
            .find(|(name, _)| name.eq_ignore_ascii_case(word))
            .map(|(_, kind)| *kind)
    };
    if let Some(kind) = look_up(KINDS, code).or_else(|| look_up(KINDS, word)) {
        return kind;
    }
    let by_status = status.map(ErrorKind::from_status);
    if matches!(
        by_status,
        None | Some(ErrorKind::InvalidRequest | ErrorKind::TooLarge)
    ) {
        let lower = message.to_lowercase();
        if TOO_LONG.iter().any(|phrase| lower.contains(phrase)) {
            return ErrorKind::ContextLength;
        }
    }
    by_status
        .or_else(|| look_up(KINDS_WITHOUT_STATUS, code))
        .or_else(|| look_up(KINDS_WITHOUT_STATUS, word))
        .unwrap_or(ErrorKind::Server)
}

/// What to say where the provider said nothing that can be passed on.
fn message_of_status(status: u16) -> String {
    let what = match ErrorKind::from_status(status) {
        ErrorKind::Authentication => "the provider refused the credentials",
        ErrorKind::Billing => "the provider asks for payment",
        ErrorKind::Permission => "the provider does not permit this",
        ErrorKind::NotFound => "the provider knows no such model or path",
        ErrorKind::Timeout => "the provider timed out",
        ErrorKind::TooLarge => "the request is too large for the provider",
        ErrorKind::RateLimit => "the provider's rate limit is reached",
        ErrorKind::Overloaded => "the provider is overloaded",
        ErrorKind::InvalidRequest | ErrorKind::ContextLength | ErrorKind::ContentPolicy => {
            "the provider refused the request"
        }
        ErrorKind::Server => "the provider failed",
    };
    format!("{what} (status {status})")
}

/// Appends an error body: `{"error": {"message", "type", "param", "code"}}`.
pub(crate) fn encode_error(error: &ApiError, out: &mut Vec<u8>) {
    let mut writer = Writer::new(out);
    writer.begin_object();
    writer.key("error");
    writer.begin_object();
    writer.key("message");
    writer.str(&error.message);
    writer.key("type");
    writer.str(type_word(error));
    let code = code_word(error);
    for (key, value) in [("param", error.param.as_deref()), ("code", code)] {
        writer.key(key);
        match value {
            Some(value) => writer.str(value),
            None => writer.null(),
        }
    }
    writer.end_object();
    writer.end_object();
}

/// OpenAI's word for the type of an error.
pub(crate) fn type_word(error: &ApiError) -> &'static str {
    match error.kind {
        ErrorKind::InvalidRequest
        | ErrorKind::ContextLength
        | ErrorKind::ContentPolicy
        | ErrorKind::NotFound
        | ErrorKind::TooLarge => "invalid_request_error",
        ErrorKind::Authentication => "authentication_error",
        ErrorKind::Permission => "permission_error",
        ErrorKind::Billing => "billing_error",
        ErrorKind::RateLimit if error.code.as_deref() == Some("insufficient_quota") => {
            "insufficient_quota"
        }
        ErrorKind::RateLimit => "rate_limit_error",
        ErrorKind::Timeout => "timeout_error",
        ErrorKind::Overloaded => "overloaded_error",
        ErrorKind::Server => "server_error",
    }
}

/// The code to write: the error's own, unless clients of OpenAI would not see the kind
/// in it.
pub(crate) fn code_word(error: &ApiError) -> Option<&str> {
    let own = error.code.as_deref();
    let is_telling = |own: &str| {
        let mut kinds = KINDS.iter();
        kinds.any(|(known, kind)| known.eq_ignore_ascii_case(own) && *kind == error.kind)
    };
    match default_code(error.kind) {
        Some(told) if !own.is_some_and(is_telling) => Some(told),
        _ => own,
    }
}

/// The code that clients of OpenAI look for, where the kind is told by it alone.
fn default_code(kind: ErrorKind) -> Option<&'static str> {
    match kind {
        ErrorKind::ContextLength => Some("context_length_exceeded"),
        ErrorKind::ContentPolicy => Some("content_policy_violation"),
        _ => None,
    }
}

/// Whether an `error` member tells of one; some servers write `""` or `{}` for none.
pub(crate) fn tells_error(error: &Value<'_>) -> bool {
    match error.text() {
        Some(text) => !text.is_empty(),
        None => error.members().next().is_some(),
    }
}
