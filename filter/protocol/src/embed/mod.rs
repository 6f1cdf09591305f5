//! Embeddings: an own small hub beside the chat.
//!
//! A request is a list of inputs, an answer a list of vectors, so this hub is a
//! few fields; it shares [`Usage`], [`Losses`] and the errors with the chat.
//! Formats, and what one call of each takes at most:
//!
//! | format | inputs | what it cannot carry |
//! |---|---|---|
//! | `openai-embeddings` | 2,048 | tasks, truncation, titles, images |
//! | `cohere-embed` | 96 | tokens, users, titles |
//! | `gemini-embed` | 100 | tokens, users, truncation |
//! | `vertex-embed` | 250, or 1 of a Gemini model | tokens, users, images, truncation at the start |
//! | `bedrock-titan-embed` | 1 | tokens, users, tasks, truncation |
//! | `bedrock-cohere-embed` | 96 | as `cohere-embed` |
//!
//! More inputs than one call takes are refused and not spread over several calls:
//! one request is one call, with one answer and one bill.
//!
//! Use [`translate_request`] and [`translate_response`] between two formats. Where
//! both are the same, send the client's bytes with [`model_edits`] and pass the
//! answer on, reading [`usage_of`] it.

mod cohere;
mod cohere_input;
mod format;
mod gemini;
mod openai;
mod request;
mod response;
mod shared;
mod titan;
mod vector;
mod vertex;

pub use format::{EmbedFormat, UnknownEmbedFormat};
pub use request::{Content, Encoding, Input, Piece, Request, Task, Truncate};
pub use response::Response;
pub use vector::{Broken, Vector};

use crate::chat::{ApiError, Usage};
use crate::error::DecodeError;
use crate::json::{Document, Edits, JsonError, Limits, Text, Value};
use crate::loss::Losses;
use crate::native::model_edit;
use crate::translate::Refusal;

/// The few fields of a request that Sluice acts on before any translation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outline<'a> {
    /// The model as the client wrote it; empty where it stands in the path.
    pub model: Text<'a>,
    /// The form of vectors that the client wants.
    pub encoding: Encoding,
}

/// What an encoder of answers needs to know beside the answer itself.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct AnswerContext<'a> {
    /// Model name to use if the provider gave none.
    pub model: &'a str,
    /// Id to use if the provider gave none (formats that have one).
    pub id: &'a str,
    /// The form of vectors that the client asked for: [`Outline::encoding`].
    pub encoding: Encoding,
    /// Input tokens that a header told, for providers whose body tells none
    /// (Bedrock's `x-amzn-bedrock-input-token-count`).
    pub input_tokens: Option<u64>,
}

impl EmbedFormat {
    /// Reads the few fields of a request that Sluice acts on.
    ///
    /// # Errors
    /// A body that is no request of this format, as far as these fields tell.
    pub fn outline(self, root: Value<'_>) -> Result<Outline<'_>, DecodeError> {
        self.codec().outline(root)
    }

    /// Reads a request body.
    ///
    /// # Errors
    /// A body that this format does not allow.
    pub fn decode_request(self, root: Value<'_>) -> Result<Request<'_>, DecodeError> {
        self.codec().decode_request(root)
    }

    /// Appends a request body that asks for `model`, and lists what it cannot carry.
    ///
    /// # Errors
    /// What has no form in this format at all, and more inputs than one call takes.
    pub fn encode_request(
        self,
        request: &Request<'_>,
        model: &str,
        out: &mut Vec<u8>,
        losses: &mut Losses,
    ) -> Result<(), Refusal> {
        Ok(self.codec().encode_request(request, model, out, losses)?)
    }

    /// Indexes an answer as deep as it has to be read.
    ///
    /// # Errors
    /// Bytes that are not JSON, or too large to be indexed.
    pub fn parse_response(self, bytes: &[u8]) -> Result<Document, JsonError> {
        Document::upper(bytes, Limits::default(), self.codec().levels())
    }

    /// Reads an answer, which [`EmbedFormat::parse_response`] has indexed.
    ///
    /// # Errors
    /// A body that is no answer of this format.
    pub fn decode_response(self, root: Value<'_>) -> Result<Response<'_>, DecodeError> {
        self.codec().decode_response(root)
    }

    /// Appends an answer in this format, and lists what it cannot carry.
    ///
    /// # Errors
    /// A vector that is none; `out` may then hold a part of the answer.
    pub fn encode_response(
        self,
        response: &Response<'_>,
        context: &AnswerContext<'_>,
        out: &mut Vec<u8>,
        losses: &mut Losses,
    ) -> Result<(), Broken> {
        self.codec().encode_response(response, context, out, losses)
    }

    /// Reads an error answer; any body is one.
    #[must_use]
    pub fn decode_error(self, status: u16, body: &[u8]) -> ApiError {
        self.errors().codec().decode_error(status, body)
    }

    /// Appends an error body in this format.
    pub fn encode_error(self, error: &ApiError, out: &mut Vec<u8>) {
        self.errors().codec().encode_error(error, out);
    }
}

/// Appends the request that asks `provider` for what a client asks in `client`
/// format, naming `model` where the format names one in its body.
///
/// # Errors
/// A body that the client's format does not allow, or that the provider cannot
/// take in one call; the answer is 400, and the message names the field.
pub fn translate_request(
    client: EmbedFormat,
    provider: EmbedFormat,
    root: Value<'_>,
    model: &str,
    out: &mut Vec<u8>,
    losses: &mut Losses,
) -> Result<(), Refusal> {
    let request = client.decode_request(root)?;
    provider.encode_request(&request, model, out, losses)
}

/// Appends the answer of `provider` in the `client` format, and returns its token
/// counts.
///
/// # Errors
/// A body that is no answer: the provider's fault, which is a 502.
pub fn translate_response(
    client: EmbedFormat,
    provider: EmbedFormat,
    bytes: &[u8],
    context: &AnswerContext<'_>,
    out: &mut Vec<u8>,
    losses: &mut Losses,
) -> Result<Usage, Refusal> {
    let document = provider.parse_response(bytes).map_err(DecodeError::from)?;
    let mut response = provider.decode_response(document.root(bytes))?;
    response.usage.input_tokens = response.usage.input_tokens.or(context.input_tokens);
    client
        .encode_response(&response, context, out, losses)
        .map_err(|Broken| {
            DecodeError::value(
                "embedding",
                "not a list of finite numbers, nor base64 of 32-bit floats",
            )
        })?;
    Ok(response.usage)
}

/// What must change in a request of a client for a provider of the same format, so
/// that it asks for `model`.
#[must_use]
pub fn model_edits(root: Value<'_>, model: &str) -> Edits {
    let mut edits = Edits::default();
    model_edit(root, model, &mut edits);
    edits
}

/// The token counts in an answer that passes as it came.
#[must_use]
pub fn usage_of(format: EmbedFormat, bytes: &[u8]) -> Usage {
    match format.parse_response(bytes) {
        Ok(document) => format.codec().usage(document.root(bytes)),
        Err(_) => Usage::default(),
    }
}

#[cfg(test)]
mod tests;
