//! A chat format as one provider speaks it.

use super::Way;
use super::quirk::Quirks;
use crate::envelope::Envelope;
use crate::format::WireFormat;

/// A chat format, where it is spoken, and how it departs from its specification.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chat {
    /// What is spoken.
    pub format: WireFormat,
    /// What is called for a whole answer, as a template that starts with `/` or
    /// with `{base}`.
    pub path: &'static str,
    /// What is called for a stream, where that is another path.
    pub stream_path: Option<&'static str>,
    /// What is wrapped around the format.
    pub envelope: Option<Envelope>,
    /// What is different here.
    pub quirks: Quirks,
}

impl Chat {
    /// Chat Completions below the base path.
    pub(super) const OPENAI: Self = Self::of(WireFormat::OpenAiChat, "{base}/chat/completions");
    /// Responses below the base path.
    pub(super) const RESPONSES: Self = Self::of(WireFormat::OpenAiResponses, "{base}/responses");
    /// Messages below the base path.
    pub(super) const ANTHROPIC: Self = Self::of(WireFormat::AnthropicMessages, "{base}/messages");

    /// Converse, whose model stands in the path.
    pub(super) const BEDROCK: Self = Self {
        stream_path: Some("{base}/model/{model}/converse-stream"),
        ..Self::of(WireFormat::BedrockConverse, "{base}/model/{model}/converse")
    };
    /// Cohere's chat below the base path.
    pub(super) const COHERE: Self = Self::of(WireFormat::CohereChat, "{base}/chat");

    /// `generateContent`, whose model stands in the path.
    pub(super) const GEMINI: Self = Self {
        stream_path: Some("{base}/models/{model}:streamGenerateContent?alt=sse"),
        ..Self::of(
            WireFormat::GeminiGenerate,
            "{base}/models/{model}:generateContent",
        )
    };

    /// Messages at a path of its own, beside an OpenAI-like API.
    pub(super) const fn anthropic_at(path: &'static str) -> Self {
        Self::of(WireFormat::AnthropicMessages, path)
    }

    /// A format at one path for all answers.
    pub(super) const fn of(format: WireFormat, path: &'static str) -> Self {
        Self {
            format,
            path,
            stream_path: None,
            envelope: None,
            quirks: Quirks::NONE,
        }
    }

    /// Messages in an envelope, with a path for streams.
    pub(super) const fn enveloped(
        envelope: Envelope,
        path: &'static str,
        stream_path: &'static str,
    ) -> Self {
        Self {
            stream_path: Some(stream_path),
            envelope: Some(envelope),
            ..Self::of(WireFormat::AnthropicMessages, path)
        }
    }

    /// The same with quirks.
    pub(super) const fn with(self, quirks: &'static [super::Quirk]) -> Self {
        Self {
            quirks: Quirks::new(quirks),
            ..self
        }
    }

    /// How requests get there.
    #[must_use]
    pub const fn way(&self) -> Way {
        Way {
            format: self.format,
            quirks: self.quirks,
            envelope: self.envelope,
        }
    }

    /// The format as its owner serves it, for providers that are configured by
    /// their format alone.
    ///
    /// `{base}` there ends in the API's version, see [`Chat::version`].
    #[must_use]
    pub const fn plain(format: WireFormat) -> Self {
        match format {
            WireFormat::OpenAiChat => Self::OPENAI,
            WireFormat::OpenAiResponses => Self::RESPONSES,
            WireFormat::AnthropicMessages => Self::ANTHROPIC,
            WireFormat::BedrockConverse => Self::BEDROCK,
            WireFormat::GeminiGenerate => Self::GEMINI,
            WireFormat::CohereChat => Self::COHERE,
            WireFormat::OpenAiCompletions => Self::of(format, "{base}/completions"),
        }
    }

    /// What a base path that does not end in the version of the API lacks.
    #[must_use]
    pub const fn version(format: WireFormat) -> &'static str {
        match format {
            WireFormat::OpenAiChat
            | WireFormat::OpenAiResponses
            | WireFormat::OpenAiCompletions
            | WireFormat::AnthropicMessages => "/v1",
            WireFormat::BedrockConverse => "",
            WireFormat::GeminiGenerate => "/v1beta",
            WireFormat::CohereChat => "/v2",
        }
    }
}
