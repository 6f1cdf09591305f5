//! The closed set of rerank formats.

use std::fmt;
use std::str::FromStr;

use super::AnswerContext;
use super::bedrock::Bedrock;
use super::flat::Flat;
use super::hub::{Request, Response};
use crate::error::{DecodeError, Uncarried};
use crate::format::WireFormat;
use crate::json::{Text, Value};
use crate::loss::Losses;

/// A wire format for rerank, on either side of the gateway.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RerankFormat {
    /// Cohere v2, `POST /v2/rerank`.
    Cohere,
    /// Jina and those that took over its body: Together, vLLM, Infinity, SiliconFlow.
    Jina,
    /// Voyage.
    Voyage,
    /// The agent runtime of Bedrock, `POST /rerank`.
    Bedrock,
    /// Rerank models on Bedrock, `model/{model}/invoke`.
    BedrockInvoke,
}

/// What each format does. A format whose model stands in the path reads none and
/// writes none.
pub(super) trait RerankCodec: Sync {
    /// Whose errors these are.
    fn errors(&self) -> WireFormat;

    fn model<'a>(&self, root: Value<'a>) -> Result<Text<'a>, DecodeError>;

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
    );
}

/// The table of formats: variant, name, codec. In the order of the variants.
const FORMATS: &[(RerankFormat, &str, &dyn RerankCodec)] = &[
    (RerankFormat::Cohere, "cohere-rerank", &Flat::COHERE),
    (RerankFormat::Jina, "jina-rerank", &Flat::JINA),
    (RerankFormat::Voyage, "voyage-rerank", &Flat::VOYAGE),
    (RerankFormat::Bedrock, "bedrock-rerank", &Bedrock),
    (
        RerankFormat::BedrockInvoke,
        "bedrock-invoke-rerank",
        &Flat::BEDROCK_INVOKE,
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

impl RerankFormat {
    /// Every format, in the order of the table.
    pub const ALL: &[Self] = &{
        let mut all = [Self::Cohere; FORMATS.len()];
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

    pub(super) const fn codec(self) -> &'static dyn RerankCodec {
        FORMATS[self as usize].2
    }
}

impl fmt::Display for RerankFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A format name that is not one of [`RerankFormat::ALL`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown rerank format {0:?}; known are {known}", known = known())]
pub struct UnknownRerankFormat(pub String);

fn known() -> String {
    let names: Vec<&str> = RerankFormat::ALL.iter().map(|f| f.name()).collect();
    names.join(", ")
}

impl FromStr for RerankFormat {
    type Err = UnknownRerankFormat;

    fn from_str(name: &str) -> Result<Self, UnknownRerankFormat> {
        Self::ALL
            .iter()
            .copied()
            .find(|format| format.name() == name)
            .ok_or_else(|| UnknownRerankFormat(name.to_owned()))
    }
}
