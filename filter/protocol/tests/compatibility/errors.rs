//! How each kind of error is told to clients of each format: written, and read again.

use std::fmt::Write as _;

use serde_json::Value;
use sluice_protocol::WireFormat;
use sluice_protocol::chat::{ApiError, ErrorKind};

/// What the page calls the kinds.
const KINDS: &[(ErrorKind, &str)] = &[
    (ErrorKind::InvalidRequest, "the request is wrong"),
    (ErrorKind::ContextLength, "the prompt is too long"),
    (ErrorKind::ContentPolicy, "the content policy refuses it"),
    (ErrorKind::Authentication, "no or wrong credentials"),
    (ErrorKind::Billing, "the account has to pay"),
    (ErrorKind::Permission, "the caller may not do this"),
    (ErrorKind::NotFound, "no such model"),
    (ErrorKind::TooLarge, "the request is too large"),
    (ErrorKind::RateLimit, "too many requests"),
    (ErrorKind::Timeout, "the provider timed out"),
    (ErrorKind::Overloaded, "the provider is overloaded"),
    (ErrorKind::Server, "the provider failed"),
];

/// Where the formats have a word for the kind; the most telling first.
const WORDS: &[&str] = &[
    "/error/details/0/reason",
    "/error/code",
    "/error/status",
    "/error/type",
    "/__type",
];

/// The table of all kinds in all formats.
pub fn table() -> String {
    let mut out = String::from(HEAD);
    out.push_str("\n| what happened | status |");
    for client in WireFormat::ALL {
        let _ = write!(out, " {client} |");
    }
    out.push_str("\n|---|---|");
    out.push_str(&"---|".repeat(WireFormat::ALL.len()));
    out.push('\n');
    for (kind, name) in KINDS {
        let error = ApiError::new(*kind, "words");
        let _ = write!(out, "| {name} | {} |", error.status);
        for client in WireFormat::ALL {
            let _ = write!(out, " {} |", cell(&error, *client));
        }
        out.push('\n');
    }
    out
}

fn cell(error: &ApiError, client: WireFormat) -> String {
    let mut body = Vec::new();
    client.codec().encode_error(error, &mut body);
    let json: Value = serde_json::from_slice(&body).unwrap_or_default();
    // A number is the status once more.
    let mut words = WORDS.iter().filter_map(|at| json.pointer(at)?.as_str());
    let word = words.next();
    let word = word.map_or_else(|| "–".to_owned(), |word| format!("`{word}`"));
    let read = client.codec().decode_error(error.status, &body);
    if read.kind == error.kind {
        return word;
    }
    let mut names = KINDS.iter().filter(|(kind, _)| *kind == read.kind);
    let name = names.next().map_or("another", |(_, name)| *name);
    format!("{word}, as where {name}")
}

const HEAD: &str = "
## Errors

A provider's error is recognised by its status, its codes and, where there is nothing
else, its words, and told in the client's format. The table has the word that the body
then says; where the format has none, or one for several kinds, clients see the status
and the message, and the cell says what it reads like. How long to wait is in
`retry-after`, and for clients of `gemini-generate` in `RetryInfo` too.
";
