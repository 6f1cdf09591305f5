//! What a cloud wraps around another provider's wire format.
//!
//! Claude on Vertex AI and on Amazon Bedrock speaks the Messages format, but the
//! model stands in the path, a version in the body, and on Bedrock a stream comes
//! as AWS event stream frames. So the codec stays that of the format, and an
//! envelope goes around it:
//!
//! | step | call |
//! |---|---|
//! | request body, native or encoded | [`Envelope::edits`] on its bytes |
//! | `anthropic-beta` of the client | [`Envelope::betas`]: into the body ([`Envelope::edits`]) or on as a header, as [`Envelope::beta_in_header`] says |
//! | media type of a stream | [`Envelope::stream_type`] |
//! | stream bytes | [`Envelope::unwrapper`], whose output is the stream of the format itself |
//! | whole answer | as it is |
//! | error answer | [`Envelope::decode_error`] |
//!
//! Sources: Google Cloud, "Anthropic Claude models" of Vertex AI; AWS, "Anthropic
//! Claude Messages API" of the Bedrock user guide; Anthropic, "Claude on Amazon
//! Bedrock" and "Claude on Vertex AI", and the types of its Python library.

mod claude;
mod error;
mod unwrap;

use crate::chat::ApiError;
use crate::eventstream;
use crate::json::{Edits, Value};
use crate::loss::Losses;

pub use unwrap::Unwrapper;

/// What is wrapped around the Messages format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Envelope {
    /// Claude on Vertex AI: `…/models/MODEL:rawPredict` and `:streamRawPredict`.
    ClaudeOnVertex,
    /// Claude on Amazon Bedrock: `/model/MODEL/invoke` and
    /// `/model/MODEL/invoke-with-response-stream`.
    ClaudeOnBedrock,
}

impl Envelope {
    /// Every envelope.
    pub const ALL: &[Self] = &[Self::ClaudeOnVertex, Self::ClaudeOnBedrock];

    /// What must change in `root`, a request body in the Messages format, whose
    /// `model` stands in the path from now on. `betas` are those that the client
    /// asked for in its header and [`Envelope::betas`] let pass.
    ///
    /// Every other byte stays as it was.
    #[must_use]
    pub fn edits(self, root: Value<'_>, betas: &[&str], losses: &mut Losses) -> Edits {
        claude::edits(self, root, betas, losses)
    }

    /// The beta features of a client's `anthropic-beta` header that this cloud
    /// takes, each once. It refuses requests for any other, so these are left out
    /// and listed.
    pub fn betas<'h>(self, header: &'h str, losses: &mut Losses) -> Vec<&'h str> {
        claude::betas(header, losses)
    }

    /// Whether beta features stay in the header; else they belong in the body.
    #[must_use]
    pub const fn beta_in_header(self) -> bool {
        matches!(self, Self::ClaudeOnVertex)
    }

    /// The media type of a stream as the cloud sends it.
    #[must_use]
    pub const fn stream_type(self) -> &'static str {
        match self {
            Self::ClaudeOnVertex => "text/event-stream",
            Self::ClaudeOnBedrock => eventstream::MEDIA_TYPE,
        }
    }

    /// What takes the wrapping off a stream; `None` if it has none.
    #[must_use]
    pub fn unwrapper(self) -> Option<Unwrapper> {
        match self {
            Self::ClaudeOnVertex => None,
            Self::ClaudeOnBedrock => Some(Unwrapper::default()),
        }
    }

    /// Reads an error answer: the cloud's own, or the model's. `error_type` is the
    /// header `x-amzn-errortype`, if there is one.
    #[must_use]
    pub fn decode_error(self, status: u16, error_type: Option<&str>, body: &[u8]) -> ApiError {
        error::decode(self, status, error_type, body)
    }
}

#[cfg(test)]
mod tests;
