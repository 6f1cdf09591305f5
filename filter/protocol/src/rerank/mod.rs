//! Rerank: documents put in order by how well they answer a query.
//!
//! An own small hub beside the chat; it shares [`Usage`], [`Losses`] and the errors.
//! Cohere's v2 body is what clients send; most providers took it over and changed a
//! few names, so that they are rows of one codec, and only Bedrock's own API has one
//! for itself.
//!
//! | format | where | what it cannot carry |
//! |---|---|---|
//! | `cohere-rerank` | `POST /v2/rerank` | documents with fields, `return_documents` |
//! | `jina-rerank` | `POST /v1/rerank` of Jina, Together, vLLM and others | `max_tokens_per_doc` |
//! | `voyage-rerank` | `POST /v1/rerank` of Voyage | documents with fields, `max_tokens_per_doc` |
//! | `bedrock-rerank` | `POST /rerank` of Bedrock's agent runtime | `return_documents` |
//! | `bedrock-invoke-rerank` | `model/{model}/invoke` | documents with fields, `return_documents` |
//!
//! Use [`translate_request`] and [`translate_response`] between two formats, and
//! [`crate::embed::model_edits`] and [`usage_of`] where both are the same.

mod bedrock;
mod flat;
mod format;
mod hub;

pub use format::{RerankFormat, UnknownRerankFormat};
pub use hub::{Document, Ranked, Request, Response};

use crate::chat::{ApiError, Usage};
use crate::error::DecodeError;
use crate::json::{self, Limits, Text, Value};
use crate::loss::Losses;
use crate::translate::Refusal;

/// What an encoder of answers needs to know beside the answer itself.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct AnswerContext<'a> {
    /// Model name to use if the provider gave none (formats that name it).
    pub model: &'a str,
    /// Id to use if the provider gave none (formats that have one).
    pub id: &'a str,
}

impl RerankFormat {
    /// The model that a request asks for; empty where it stands in the path.
    ///
    /// # Errors
    /// A body that is no request of this format, as far as this tells.
    pub fn model(self, root: Value<'_>) -> Result<Text<'_>, DecodeError> {
        self.codec().model(root)
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
    /// What has no form in this format at all, and more documents than one call takes.
    pub fn encode_request(
        self,
        request: &Request<'_>,
        model: &str,
        out: &mut Vec<u8>,
        losses: &mut Losses,
    ) -> Result<(), Refusal> {
        Ok(self.codec().encode_request(request, model, out, losses)?)
    }

    /// Reads an answer.
    ///
    /// # Errors
    /// A body that is no answer of this format.
    pub fn decode_response(self, root: Value<'_>) -> Result<Response<'_>, DecodeError> {
        self.codec().decode_response(root)
    }

    /// Appends an answer in this format, and lists what it cannot carry.
    pub fn encode_response(
        self,
        response: &Response<'_>,
        context: &AnswerContext<'_>,
        out: &mut Vec<u8>,
        losses: &mut Losses,
    ) {
        self.codec().encode_response(response, context, out, losses);
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
    client: RerankFormat,
    provider: RerankFormat,
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
    client: RerankFormat,
    provider: RerankFormat,
    bytes: &[u8],
    context: &AnswerContext<'_>,
    out: &mut Vec<u8>,
    losses: &mut Losses,
) -> Result<Usage, Refusal> {
    let document = json::Document::parse(bytes, Limits::default()).map_err(DecodeError::from)?;
    let response = provider.decode_response(document.root(bytes))?;
    client.encode_response(&response, context, out, losses);
    Ok(response.usage)
}

/// The token counts in an answer that passes as it came.
#[must_use]
pub fn usage_of(format: RerankFormat, bytes: &[u8]) -> Usage {
    let Ok(document) = json::Document::parse(bytes, Limits::default()) else {
        return Usage::default();
    };
    format
        .decode_response(document.root(bytes))
        .map(|response| response.usage)
        .unwrap_or_default()
}

#[cfg(test)]
mod tests;
