//! The closed set of embedding formats.

use std::fmt;
use std::str::FromStr;

use super::cohere::Cohere;
use super::gemini::Gemini;
use super::openai::OpenAi;
use super::request::Request;
use super::response::Response;
use super::titan::Titan;
use super::vertex::Vertex;
use super::{AnswerContext, Broken, Outline};
use crate::chat::Usage;
use crate::error::{DecodeError, Uncarried};
use crate::format::WireFormat;
use crate::json::Value;
use crate::loss::Losses;

/// A wire format for embeddings, on either side of the gateway.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EmbedFormat {
    /// OpenAI, `POST /v1/embeddings`, and the many servers that speak it.
    OpenAi,
    /// Cohere v2, `POST /v2/embed`.
    Cohere,
    /// Gemini API, `models/{model}:batchEmbedContents` and `:embedContent`.
    Gemini,
    /// Vertex AI, `publishers/google/models/{model}:predict`.
    Vertex,
    /// Titan models on Bedrock, `model/{model}/invoke`.
    BedrockTitan,
    /// Cohere's models on Bedrock, `model/{model}/invoke`.
    BedrockCohere,
}

/// What each format does. A format whose model stands in the path reads none and
/// writes none.
pub(super) trait EmbedCodec: Sync {
    /// Whose errors these are.
    fn errors(&self) -> WireFormat;

    /// How deep an answer must be read; vectors below are left unread.
    fn levels(&self) -> usize {
        usize::MAX
    }

    fn outline<'a>(&self, root: Value<'a>) -> Result<Outline<'a>, DecodeError>;

    fn decode_request<'a>(&self, root: Value<'a>) -> Result<Request<'a>, DecodeError>;

    fn encode_request(
        &self,
        request: &Request<'_>,
        model: &str,
        out: &mut Vec<u8>,
        losses: &mut Losses,
    ) -> Result<(), Uncarried>;

    fn decode_response<'a>(&self, root: Value<'a>) -> Result<Response<'a>, DecodeError>;

    fn encode_response(
        &self,
        response: &Response<'_>,
        context: &AnswerContext<'_>,
        out: &mut Vec<u8>,
        losses: &mut Losses,
    ) -> Result<(), Broken>;

    /// Token counts of an answer.
    fn usage(&self, root: Value<'_>) -> Usage;
}

/// The table of formats: variant, name, codec. In the order of the variants.
const FORMATS: &[(EmbedFormat, &str, &dyn EmbedCodec)] = &[
    (EmbedFormat::OpenAi, "openai-embeddings", &OpenAi),
    (EmbedFormat::Cohere, "cohere-embed", &Cohere::API),
    (EmbedFormat::Gemini, "gemini-embed", &Gemini),
    (EmbedFormat::Vertex, "vertex-embed", &Vertex),
    (EmbedFormat::BedrockTitan, "bedrock-titan-embed", &Titan),
    (
        EmbedFormat::BedrockCohere,
        "bedrock-cohere-embed",
        &Cohere::BEDROCK,
    ),
];

/// Every variant has its own row: it may be looked up by number.
const _: () = {
    let mut at = 0;
    while at < FORMATS.len() {
        assert!(FORMATS[at].0 as usize == at, "a row out of order");
        at += 1;
    }
};

impl EmbedFormat {
    /// Every format, in the order of the table.
    pub const ALL: &[Self] = &{
        let mut all = [Self::OpenAi; FORMATS.len()];
        let mut at = 0;
        while at < all.len() {
            all[at] = FORMATS[at].0;
            at += 1;
        }
        all
    };

    /// The name used in configuration, on the command line and in metrics.
    #[must_use]
    pub const fn name(self) -> &'static str {
        FORMATS[self as usize].1
    }

    /// The chat format whose error bodies this one shares.
    #[must_use]
    pub fn errors(self) -> WireFormat {
        self.codec().errors()
    }

    pub(super) const fn codec(self) -> &'static dyn EmbedCodec {
        FORMATS[self as usize].2
    }
}

impl fmt::Display for EmbedFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A format name that is not one of [`EmbedFormat::ALL`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown embedding format {0:?}; known are {known}", known = known())]
pub struct UnknownEmbedFormat(pub String);

fn known() -> String {
    let names: Vec<&str> = EmbedFormat::ALL.iter().map(|f| f.name()).collect();
    names.join(", ")
}

impl FromStr for EmbedFormat {
    type Err = UnknownEmbedFormat;

    fn from_str(name: &str) -> Result<Self, UnknownEmbedFormat> {
        Self::ALL
            .iter()
            .copied()
            .find(|format| format.name() == name)
            .ok_or_else(|| UnknownEmbedFormat(name.to_owned()))
    }
}
