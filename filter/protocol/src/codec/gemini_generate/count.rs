//! `models/MODEL:countTokens`: what a request would cost, without an answer.

use crate::at::At;
use crate::chat::Request;
use crate::error::DecodeError;
use crate::json::{Value, Writer};

use super::key::{count, member};
use super::request_decode::decode_request;

/// Reads a body of `countTokens`: contents alone, or a whole request in
/// `generateContentRequest`; Vertex AI has the members of a request beside them.
///
/// # Errors
/// As for the request itself; and if both are given.
pub fn decode_count_request(body: Value<'_>) -> Result<Request<'_>, DecodeError> {
    At::Root.object(body)?;
    let Some(inner) = member(body, "generateContentRequest") else {
        return decode_request(body);
    };
    if member(body, "contents").is_some() {
        return Err(DecodeError::value(
            "contents",
            "given together with generateContentRequest",
        ));
    }
    let mut request = decode_request(inner)?;
    let model = super::key::text(inner, "model");
    request.extra.retain(|extra| extra.name != "model");
    if let Some(model) = model {
        request.model = Some(model);
    }
    Ok(request)
}

/// What `countTokens` answers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counted {
    /// Tokens of the whole prompt.
    pub total: u64,
    /// Of these: in cached contents, if said.
    pub cached: Option<u64>,
}

/// Reads an answer of `countTokens`.
///
/// # Errors
/// It is none.
pub fn decode_counted(body: Value<'_>) -> Result<Counted, DecodeError> {
    let of = |name: &str| member(body, name).and_then(count);
    match of("totalTokens") {
        Some(total) => Ok(Counted {
            total,
            cached: of("cachedContentTokenCount"),
        }),
        None => Err(DecodeError::missing("totalTokens")),
    }
}

/// Appends an answer of `countTokens`.
pub fn encode_counted(counted: Counted, out: &mut Vec<u8>) {
    let mut writer = Writer::new(out);
    writer.begin_object();
    writer.key("totalTokens");
    writer.u64(counted.total);
    if let Some(cached) = counted.cached {
        writer.key("cachedContentTokenCount");
        writer.u64(cached);
    }
    writer.end_object();
}
