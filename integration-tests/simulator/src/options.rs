//! What a simulator is started with.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::str::FromStr;

use crate::fault::Armed;

/// The API that a simulator speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// OpenAI's `POST /v1/chat/completions`.
    OpenAiChat,
    /// OpenAI's older `POST /v1/completions`, which the same host serves beside chat.
    OpenAiCompletions,
    /// OpenAI's `POST /v1/responses`.
    OpenAiResponses,
    /// Anthropic's `POST /v1/messages`.
    AnthropicMessages,
    /// Amazon Bedrock's `POST /model/MODEL/converse` and `converse-stream`, `invoke` and
    /// `invoke-with-response-stream` of Claude, and `invoke` of models that embed or
    /// rank.
    BedrockConverse,
    /// Cohere's `POST /v2/chat`, `/v2/embed` and `/v2/rerank`.
    CohereChat,
    /// Gemini's `POST /v1beta/models/MODEL:generateContent`,
    /// `:streamGenerateContent` and `:countTokens`.
    GeminiGenerate,
    /// Vertex AI: the same below `/v1/projects/P/locations/L/publishers/google`, and
    /// `:predict` of models that embed; `:rawPredict` and `:streamRawPredict` of
    /// Claude below `publishers/anthropic`.
    Vertex,
    /// Services that guardrails ask: `POST /hook`, `/v1/moderations`,
    /// `/contentsafety/text:…`, `/guardrail/ID/version/N/apply`,
    /// `/v1/projects/P/locations/L/templates/T:…` and `/analyze`.
    Guards,
}

impl Format {
    /// Every format of models that there is a simulator for.
    pub const ALL: &[Self] = &[
        Self::OpenAiChat,
        Self::OpenAiCompletions,
        Self::OpenAiResponses,
        Self::AnthropicMessages,
        Self::BedrockConverse,
        Self::CohereChat,
        Self::GeminiGenerate,
        Self::Vertex,
    ];

    /// The name used in `gateway.yaml` and on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::OpenAiChat => "openai-chat",
            Self::OpenAiCompletions => "openai-completions",
            Self::OpenAiResponses => "openai-responses",
            Self::AnthropicMessages => "anthropic-messages",
            Self::BedrockConverse => "bedrock-converse",
            Self::CohereChat => "cohere-chat",
            Self::GeminiGenerate => "gemini-generate",
            Self::Vertex => "vertex",
            Self::Guards => "guards",
        }
    }
}

/// A format name that no simulator has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownFormat(String);

impl fmt::Display for UnknownFormat {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = known().map(Format::name).collect();
        write!(
            formatter,
            "unknown format `{}`; known are {}",
            self.0,
            names.join(", ")
        )
    }
}

impl std::error::Error for UnknownFormat {}

impl FromStr for Format {
    type Err = UnknownFormat;

    fn from_str(text: &str) -> Result<Self, UnknownFormat> {
        known()
            .find(|format| format.name() == text)
            .ok_or_else(|| UnknownFormat(text.to_owned()))
    }
}

fn known() -> impl Iterator<Item = Format> {
    Format::ALL.iter().copied().chain([Format::Guards])
}

/// How to start a simulator.
#[derive(Debug, Clone)]
pub struct Options {
    /// The API it speaks.
    pub format: Format,
    /// Where it listens; port 0 takes a free one.
    pub address: SocketAddr,
    /// The only key it accepts; `None` accepts every key that is not empty.
    pub key: Option<String>,
    /// Faults set from the start.
    pub faults: Vec<Armed>,
}

impl Options {
    /// A simulator on a free port of the loopback address, with no faults.
    #[must_use]
    pub fn new(format: Format) -> Self {
        Self {
            format,
            address: SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0),
            key: None,
            faults: Vec::new(),
        }
    }

    /// Listens on that port.
    #[must_use]
    pub fn port(mut self, port: u16) -> Self {
        self.address.set_port(port);
        self
    }

    /// Accepts only that key.
    #[must_use]
    pub fn key(mut self, key: &str) -> Self {
        self.key = Some(key.to_owned());
        self
    }

    /// Starts with that fault set, beside those set before.
    #[must_use]
    pub fn fault(mut self, fault: Armed) -> Self {
        self.faults.push(fault);
        self
    }
}
