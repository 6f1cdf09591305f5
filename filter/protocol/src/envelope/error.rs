//! Errors of the clouds, and of the model behind them.

use super::Envelope;
use crate::aws;
use crate::chat::{ApiError, ErrorKind};
use crate::format::WireFormat;
use crate::json::{Document, Limits, Value};

/// Words of Google's APIs for a status, which tell more than the number.
const WORDS: &[(&str, ErrorKind)] = &[
    ("DEADLINE_EXCEEDED", ErrorKind::Timeout),
    ("NOT_FOUND", ErrorKind::NotFound),
    ("PERMISSION_DENIED", ErrorKind::Permission),
    ("RESOURCE_EXHAUSTED", ErrorKind::RateLimit),
    ("UNAUTHENTICATED", ErrorKind::Authentication),
    ("UNAVAILABLE", ErrorKind::Overloaded),
];

pub(super) fn decode(
    envelope: Envelope,
    status: u16,
    error_type: Option<&str>,
    body: &[u8],
) -> ApiError {
    let document = Document::parse(body, Limits::default()).unwrap_or_default();
    let root = (!document.is_empty()).then(|| document.root(body));
    let root = root.map(|root| root.items().next().unwrap_or(root));
    let error = root.and_then(|root| root.get_some("error"));
    match envelope {
        // What is in no `error` comes from the cloud.
        Envelope::ClaudeOnBedrock if error.is_none() => aws::decode_error(status, error_type, body),
        Envelope::ClaudeOnBedrock | Envelope::ClaudeOnVertex => {
            let mut decoded = WireFormat::AnthropicMessages
                .codec()
                .decode_error(status, body);
            let refinable = matches!(decoded.kind, ErrorKind::InvalidRequest | ErrorKind::Server);
            let word = error.and_then(google_word).filter(|_| refinable);
            if let Some(kind) = word {
                decoded.kind = kind;
            }
            // Google's own errors tell it where the model's have no place for it.
            if envelope == Envelope::ClaudeOnVertex {
                let google = WireFormat::GeminiGenerate.codec();
                decoded.retry_after = google.decode_error(status, body).retry_after;
            }
            decoded
        }
    }
}

fn google_word(error: Value<'_>) -> Option<ErrorKind> {
    let word = error.get_some("status")?.text()?;
    WORDS
        .iter()
        .find(|(known, _)| word == **known)
        .map(|(_, kind)| *kind)
}
