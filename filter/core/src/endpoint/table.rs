//! What stands behind each path.

use sluice_protocol::WireFormat;
use sluice_protocol::embed::EmbedFormat;
use sluice_protocol::provider::ListFormat;
use sluice_protocol::rerank::RerankFormat;

/// What is to be done with a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operation {
    /// Asking a model, in any format that a provider speaks.
    Chat,
    /// Embeddings or rerank, in this format of the client's.
    List(ListFormat),
    /// Counting the tokens of a chat request.
    CountTokens,
    /// Listing the models that the caller may use.
    ListModels,
    /// Describing one of them.
    ShowModel,
    /// Anything else of OpenAI's API: routed, counted, and passed as it is.
    Pass(&'static Pass),
}

/// An operation that is passed on as it is.
#[derive(Debug, PartialEq, Eq)]
pub struct Pass {
    /// Its name in the log and in metrics.
    pub name: &'static str,
    /// What its body is.
    pub media: Media,
    /// Where it names a model.
    pub model: ModelAt,
}

/// What a body is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Media {
    /// Nothing, mostly; what is there passes.
    Nothing,
    /// JSON.
    Json,
    /// `multipart/form-data`.
    Form,
    /// One of the two.
    JsonOrForm,
    /// The connection becomes a WebSocket.
    Upgrade,
}

/// Where a model is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ModelAt {
    /// In the body, as the member or field `model`.
    Body,
    /// In the query.
    Query,
    /// Nowhere: what the request is about belongs to an account.
    Nowhere,
}

impl Operation {
    /// Its name in the log and in metrics: OpenTelemetry's where it has one.
    ///
    /// Source: OpenTelemetry, "Semantic conventions for generative AI",
    /// `gen_ai.operation.name`.
    #[must_use]
    pub const fn name(self, format: WireFormat) -> &'static str {
        match self {
            Self::Chat => match format {
                WireFormat::OpenAiCompletions => "text_completion",
                WireFormat::OpenAiChat
                | WireFormat::OpenAiResponses
                | WireFormat::AnthropicMessages
                | WireFormat::BedrockConverse
                | WireFormat::CohereChat => "chat",
                WireFormat::GeminiGenerate => "generate_content",
            },
            Self::List(ListFormat::Embed(_)) => "embeddings",
            Self::List(ListFormat::Rerank(_)) => "rerank",
            Self::CountTokens => "count_tokens",
            Self::ListModels | Self::ShowModel => "models",
            Self::Pass(pass) => pass.name,
        }
    }

    /// Whether the answer is the gateway's own.
    #[must_use]
    pub const fn is_own(self) -> bool {
        matches!(self, Self::ListModels | Self::ShowModel)
    }

    /// Whether a request is whole without a body.
    #[must_use]
    pub const fn needs_no_body(self) -> bool {
        matches!(self, Self::Pass(pass) if matches!(pass.media, Media::Nothing | Media::Upgrade))
    }

    /// Whether the connection becomes a WebSocket.
    #[must_use]
    pub const fn is_upgrade(self) -> bool {
        matches!(self, Self::Pass(pass) if matches!(pass.media, Media::Upgrade))
    }

    /// Whether it is about what one account keeps, so that no other can take its place.
    #[must_use]
    pub const fn is_bound_to_account(self) -> bool {
        matches!(self, Self::Pass(pass) if matches!(pass.model, ModelAt::Nowhere | ModelAt::Query))
    }

    /// Whether it is asked for below the path of an Azure deployment too.
    pub(super) const fn is_openai(self) -> bool {
        matches!(
            self,
            Self::Chat | Self::Pass(_) | Self::List(ListFormat::Embed(EmbedFormat::OpenAi))
        )
    }

    pub(super) const fn model_in_query(self) -> bool {
        matches!(self, Self::Pass(pass) if matches!(pass.model, ModelAt::Query))
    }
}

/// A path below the version, the method it takes, and what it means.
pub(super) struct Row {
    pub(super) method: &'static str,
    pub(super) path: &'static str,
    pub(super) operation: Operation,
    /// None if it is that of the caller.
    pub(super) format: Option<WireFormat>,
    pub(super) stream: Option<bool>,
    pub(super) is_array_without_alt: bool,
}

impl Row {
    const fn new(method: &'static str, path: &'static str, operation: Operation) -> Self {
        Self {
            method,
            path,
            operation,
            format: None,
            stream: None,
            is_array_without_alt: false,
        }
    }

    /// A chat format whose body says all.
    const fn chat(path: &'static str, format: WireFormat) -> Self {
        Self {
            format: Some(format),
            ..Self::new("POST", path, Operation::Chat)
        }
    }

    /// Embeddings or rerank; errors are those of a chat format.
    const fn list(path: &'static str, format: ListFormat, errors: WireFormat) -> Self {
        Self {
            format: Some(errors),
            ..Self::new("POST", path, Operation::List(format))
        }
    }

    const fn count(path: &'static str, format: WireFormat) -> Self {
        Self {
            format: Some(format),
            ..Self::new("POST", path, Operation::CountTokens)
        }
    }

    /// A way to ask a model of Gemini, whose path says all.
    const fn gemini(path: &'static str, is_stream: bool) -> Self {
        Self {
            stream: Some(is_stream),
            is_array_without_alt: is_stream,
            ..Self::chat(path, WireFormat::GeminiGenerate)
        }
    }

    const fn bedrock(path: &'static str, is_stream: bool) -> Self {
        Self {
            stream: Some(is_stream),
            ..Self::chat(path, WireFormat::BedrockConverse)
        }
    }

    const fn pass(method: &'static str, path: &'static str, pass: &'static Pass) -> Self {
        Self {
            format: Some(WireFormat::OpenAiChat),
            ..Self::new(method, path, Operation::Pass(pass))
        }
    }
}

const fn pass(name: &'static str, media: Media, model: ModelAt) -> Pass {
    Pass { name, media, model }
}

const IMAGE: Pass = pass("image_generation", Media::Json, ModelAt::Body);
const IMAGE_EDIT: Pass = pass("image_edit", Media::JsonOrForm, ModelAt::Body);
const IMAGE_VARIATION: Pass = pass("image_variation", Media::Form, ModelAt::Body);
const SPEECH: Pass = pass("speech", Media::Json, ModelAt::Body);
const TRANSCRIPTION: Pass = pass("transcription", Media::Form, ModelAt::Body);
const TRANSLATION: Pass = pass("audio_translation", Media::Form, ModelAt::Body);
const MODERATION: Pass = pass("moderation", Media::Json, ModelAt::Body);
const UPLOAD: Pass = pass("files", Media::Form, ModelAt::Nowhere);
const FILES: Pass = pass("files", Media::Nothing, ModelAt::Nowhere);
const BATCH: Pass = pass("batches", Media::Json, ModelAt::Nowhere);
const BATCHES: Pass = pass("batches", Media::Nothing, ModelAt::Nowhere);
const REALTIME: Pass = pass("realtime", Media::Upgrade, ModelAt::Query);

const OPENAI_EMBED: ListFormat = ListFormat::Embed(EmbedFormat::OpenAi);
const COHERE_EMBED: ListFormat = ListFormat::Embed(EmbedFormat::Cohere);
const COHERE_RERANK: ListFormat = ListFormat::Rerank(RerankFormat::Cohere);

/// Every path that is served, longer ones before those they begin with.
pub(super) const ROWS: &[Row] = &[
    Row::chat("/chat/completions", WireFormat::OpenAiChat),
    Row::chat("/responses", WireFormat::OpenAiResponses),
    Row::chat("/completions", WireFormat::OpenAiCompletions),
    Row::chat("/messages", WireFormat::AnthropicMessages),
    Row::chat("/chat", WireFormat::CohereChat),
    Row::list("/embeddings", OPENAI_EMBED, WireFormat::OpenAiChat),
    Row::list("/embed", COHERE_EMBED, WireFormat::CohereChat),
    Row::list("/rerank", COHERE_RERANK, WireFormat::CohereChat),
    Row::count("/messages/count_tokens", WireFormat::AnthropicMessages),
    Row::gemini("/models/{model}:generateContent", false),
    Row::gemini("/models/{model}:streamGenerateContent", true),
    Row::count("/models/{model}:countTokens", WireFormat::GeminiGenerate),
    Row::gemini(
        "/projects/{id}/locations/{id}/publishers/google/models/{model}:generateContent",
        false,
    ),
    Row::gemini(
        "/projects/{id}/locations/{id}/publishers/google/models/{model}:streamGenerateContent",
        true,
    ),
    Row::count(
        "/projects/{id}/locations/{id}/publishers/google/models/{model}:countTokens",
        WireFormat::GeminiGenerate,
    ),
    Row::bedrock("/model/{model}/converse", false),
    Row::count("/model/{model}/count-tokens", WireFormat::BedrockConverse),
    Row::bedrock("/model/{model}/converse-stream", true),
    Row::pass("POST", "/images/generations", &IMAGE),
    Row::pass("POST", "/images/edits", &IMAGE_EDIT),
    Row::pass("POST", "/images/variations", &IMAGE_VARIATION),
    Row::pass("POST", "/audio/speech", &SPEECH),
    Row::pass("POST", "/audio/transcriptions", &TRANSCRIPTION),
    Row::pass("POST", "/audio/translations", &TRANSLATION),
    Row::pass("POST", "/moderations", &MODERATION),
    Row::pass("POST", "/files", &UPLOAD),
    Row::pass("GET", "/files", &FILES),
    Row::pass("GET", "/files/{id}", &FILES),
    Row::pass("DELETE", "/files/{id}", &FILES),
    Row::pass("GET", "/files/{id}/content", &FILES),
    Row::pass("POST", "/batches", &BATCH),
    Row::pass("GET", "/batches", &BATCHES),
    Row::pass("GET", "/batches/{id}", &BATCHES),
    Row::pass("POST", "/batches/{id}/cancel", &BATCHES),
    Row::pass("GET", "/realtime", &REALTIME),
    Row::new("GET", "/models", Operation::ListModels),
    Row::new("GET", "/models/{model}", Operation::ShowModel),
];
