//! Error answers, both ways.

use std::borrow::Cow;

use crate::chat::{ApiError, ErrorKind};
use crate::json::{Document, Limits, Text, Value, Writer};

use super::words::{error_kind, error_type};

/// Longest message that is taken over, in bytes.
const LONGEST_MESSAGE: usize = 4096;

/// Signs in a message that tell a kind more closely than its `type` does.
const SIGNS: &[(&str, ErrorKind)] = &[
    ("prompt is too long", ErrorKind::ContextLength),
    ("exceed context limit", ErrorKind::ContextLength),
    ("context window", ErrorKind::ContextLength),
    ("maximum context length", ErrorKind::ContextLength),
    ("credit balance", ErrorKind::Billing),
    ("content filtering policy", ErrorKind::ContentPolicy),
];

/// Codes of other formats, which servers that speak this one send too.
const FOREIGN: &[(&str, ErrorKind)] = &[
    ("context_length_exceeded", ErrorKind::ContextLength),
    ("content_filter", ErrorKind::ContentPolicy),
    ("content_policy_violation", ErrorKind::ContentPolicy),
    ("insufficient_quota", ErrorKind::Billing),
    ("invalid_api_key", ErrorKind::Authentication),
    ("model_not_found", ErrorKind::NotFound),
    ("rate_limit_exceeded", ErrorKind::RateLimit),
    ("server_error", ErrorKind::Server),
];

/// Reads an error answer of whatever shape. A body that is not JSON is not
/// quoted: it is mostly a page of some proxy.
#[must_use]
pub(super) fn decode_error(status: u16, body: &[u8]) -> ApiError {
    let document = Document::parse(body, Limits::default()).unwrap_or_default();
    if document.is_empty() {
        return plain(status);
    }
    let mut error = read(document.root(body), Some(status));
    if status >= 400 {
        error.status = status;
    }
    error
}

fn plain(status: u16) -> ApiError {
    let kind = ErrorKind::from_status(status);
    let message = if status >= 400 {
        format!("the provider answered with status {status}")
    } else {
        format!("the provider answered with status {status} and no message")
    };
    let error = ApiError::new(kind, message);
    if status >= 400 {
        error.with_status(status)
    } else {
        error.with_status(502)
    }
}

/// Reads an error object: `{"error": {…}}`, with or without `"type": "error"`, or
/// what compatible servers make of it. The status is that of its kind.
pub(super) fn read(value: Value<'_>, status: Option<u16>) -> ApiError {
    let value = value.items().next().unwrap_or(value);
    let inner = value.get_some("error").unwrap_or(value);
    let word = |name| inner.get_some(name).and_then(scalar);
    let kind_word = word("type").filter(|word| word != "error");
    let code = word("code");
    let by_type = kind_word.as_deref().and_then(error_kind);
    let foreign = [code.as_deref(), kind_word.as_deref()]
        .into_iter()
        .flatten()
        .find_map(|word| lookup(FOREIGN, |known| known == word));
    let by_status = status
        .filter(|status| *status >= 400)
        .map(ErrorKind::from_status);
    let message = inner
        .text()
        .or_else(|| text_of(inner, "message"))
        .or_else(|| text_of(value, "message"))
        .or_else(|| text_of(value, "detail"))
        .filter(|message| !message.is_blank())
        .map(|message| shortened(message.to_str().into_owned()));
    let lower = message.as_deref().unwrap_or_default().to_ascii_lowercase();
    let may_refine = matches!(
        by_type.map(|(kind, _)| kind).or(by_status),
        None | Some(ErrorKind::InvalidRequest | ErrorKind::TooLarge | ErrorKind::Permission)
    );
    let by_sign = lookup(SIGNS, |sign| lower.contains(sign)).filter(|_| may_refine);
    let kind = by_sign
        .or(foreign)
        .or_else(|| by_type.map(|(kind, _)| kind))
        .or(by_status)
        .unwrap_or(ErrorKind::Server);
    let message = message.unwrap_or_else(|| match status {
        Some(status) => plain(status).message.into_owned(),
        None => "the provider failed without a message".to_owned(),
    });
    ApiError {
        kind,
        status: match by_type {
            Some((by_type, status)) if by_type == kind => status,
            _ => kind.status(),
        },
        message: Cow::Owned(message),
        code: code.map(Cow::Owned),
        param: text_of(inner, "param").map(|param| param.to_str().into_owned().into()),
        request_id: text_of(value, "request_id").map(|id| id.to_str().into_owned().into()),
        retry_after: None,
    }
}

fn lookup(table: &[(&str, ErrorKind)], test: impl Fn(&str) -> bool) -> Option<ErrorKind> {
    table
        .iter()
        .find(|(word, _)| test(word))
        .map(|(_, kind)| *kind)
}

/// A string or a number as characters: codes come as either.
fn scalar(value: Value<'_>) -> Option<String> {
    value
        .text()
        .map(|text| text.to_str().into_owned())
        .or_else(|| value.number().map(str::to_owned))
}

fn text_of<'a>(value: Value<'a>, name: &str) -> Option<Text<'a>> {
    value.get_some(name).and_then(|member| member.text())
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
    writer.begin_object();
    write_members(&mut writer, error);
    writer.key("request_id");
    match &error.request_id {
        Some(id) => writer.str(id),
        None => writer.null(),
    }
    writer.end_object();
}

/// Writes the members that an error body and an error event have in common.
pub(super) fn write_members(writer: &mut Writer<'_>, error: &ApiError) {
    /// What clients of this format look for to know that the context is full.
    const TOO_LONG: &str = "prompt is too long";
    writer.key("type");
    writer.str("error");
    writer.key("error");
    writer.begin_object();
    writer.key("type");
    writer.str(error_type(error));
    writer.key("message");
    if error.kind == ErrorKind::ContextLength && !error.message.contains(TOO_LONG) {
        writer.str(&format!("{TOO_LONG}: {}", error.message));
    } else {
        writer.str(&error.message);
    }
    writer.end_object();
}
