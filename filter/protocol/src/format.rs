//! The closed set of chat wire formats.

use std::fmt;
use std::str::FromStr;

use crate::codec::{
    Codec, anthropic_messages, bedrock_converse, cohere_chat, gemini_generate, openai_chat,
    openai_completions, openai_responses,
};

/// A wire format: what bytes mean, on either side of the gateway.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum WireFormat {
    /// OpenAI Chat Completions, `POST /v1/chat/completions`.
    OpenAiChat,
    /// OpenAI Responses, `POST /v1/responses`.
    OpenAiResponses,
    /// Anthropic Messages, `POST /v1/messages`.
    AnthropicMessages,
    /// Amazon Bedrock Converse, `POST /model/MODEL/converse`.
    BedrockConverse,
    /// Gemini `generateContent`, `POST /v1beta/models/MODEL:generateContent`.
    GeminiGenerate,
    /// Cohere Chat, `POST /v2/chat`.
    CohereChat,
    /// OpenAI Completions, `POST /v1/completions`.
    OpenAiCompletions,
}

/// The table of formats: the name used in configuration, on the command line and
/// in metrics, and the codec. In the order of the variants.
const FORMATS: &[(WireFormat, &str, &dyn Codec)] = &[
    (
        WireFormat::OpenAiChat,
        "openai-chat",
        &openai_chat::OpenAiChat,
    ),
    (
        WireFormat::OpenAiResponses,
        "openai-responses",
        &openai_responses::OpenAiResponses,
    ),
    (
        WireFormat::AnthropicMessages,
        "anthropic-messages",
        &anthropic_messages::AnthropicMessages,
    ),
    (
        WireFormat::BedrockConverse,
        "bedrock-converse",
        &bedrock_converse::BedrockConverse,
    ),
    (
        WireFormat::GeminiGenerate,
        "gemini-generate",
        &gemini_generate::GeminiGenerate,
    ),
    (
        WireFormat::CohereChat,
        "cohere-chat",
        &cohere_chat::CohereChat,
    ),
    (
        WireFormat::OpenAiCompletions,
        "openai-completions",
        &openai_completions::OpenAiCompletions,
    ),
];

impl WireFormat {
    /// Every format, in the order of the table.
    pub const ALL: &[Self] = &{
        let mut all = [Self::OpenAiChat; FORMATS.len()];
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

    /// What speaks it.
    #[must_use]
    pub const fn codec(self) -> &'static dyn Codec {
        FORMATS[self as usize].2
    }
}

/// Every variant has its own row: `name` and `codec` may look it up by number.
const _: () = {
    let mut at = 0;
    while at < FORMATS.len() {
        assert!(FORMATS[at].0 as usize == at, "a row out of order");
        at += 1;
    }
};

impl fmt::Display for WireFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A format name that is not one of [`WireFormat::ALL`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown wire format {0:?}; known are {known}", known = known_names())]
pub struct UnknownFormat(pub String);

fn known_names() -> String {
    let names: Vec<&str> = WireFormat::ALL.iter().map(|format| format.name()).collect();
    names.join(", ")
}

impl FromStr for WireFormat {
    type Err = UnknownFormat;

    fn from_str(name: &str) -> Result<Self, UnknownFormat> {
        Self::ALL
            .iter()
            .copied()
            .find(|format| format.name() == name)
            .ok_or_else(|| UnknownFormat(name.to_owned()))
    }
}
