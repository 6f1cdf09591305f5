//! A chat request.

use super::signature::Signature;
use crate::json::{Json, Text, Value};

/// What a client asks of a model.
#[derive(Debug, Clone, Default)]
pub struct Request<'a> {
    /// The model as the client wrote it.
    pub model: Option<Text<'a>>,
    /// The conversation. System and developer messages stand where they were
    /// written; a format with one top-level system prompt puts it first.
    pub messages: Vec<Message<'a>>,
    /// Tools the model may call, in order.
    pub tools: Vec<Tool<'a>>,
    /// Which tool the model may or must call; `None` if not said.
    pub tool_choice: Option<ToolChoice<'a>>,
    /// Whether several tools may be called at once; `None` if not said.
    pub parallel_tool_calls: Option<bool>,
    /// The form the answer must have; `None` for plain text.
    pub output: Option<OutputFormat<'a>>,
    /// Sampling parameters.
    pub sampling: Sampling<'a>,
    /// Most tokens to generate, reasoning included.
    pub max_output_tokens: Option<u64>,
    /// How many answers to generate; `None` means one.
    pub candidates: Option<u64>,
    /// Sequences that end the answer.
    pub stop: Vec<Text<'a>>,
    /// How much to reason; `None` if not said.
    pub reasoning: Option<Reasoning<'a>>,
    /// Token log-probabilities asked for.
    pub log_probs: Option<LogProbs>,
    /// Whether the answer is to be streamed.
    pub stream: bool,
    /// Whether the stream is to end with a usage event (formats where this is an option).
    pub include_usage: bool,
    /// Service tier, in the words of the source format.
    pub service_tier: Option<Text<'a>>,
    /// Stable id of the end user.
    pub user: Option<Text<'a>>,
    /// Key-value pairs to store with the request: always a JSON object.
    pub metadata: Option<Value<'a>>,
    /// Top-level fields that have no place above.
    pub extra: Vec<Extra<'a>>,
}

/// Who speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Instructions of the platform.
    System,
    /// Instructions of the developer (OpenAI's newer word for system).
    Developer,
    /// The user; tool results too, as parts.
    User,
    /// The model.
    Assistant,
}

/// One turn. Tool results are [`Part::ToolResult`] in a [`Role::User`] message.
#[derive(Debug, Clone)]
pub struct Message<'a> {
    /// Who speaks.
    pub role: Role,
    /// What is said, in order. May be empty.
    pub parts: Vec<Part<'a>>,
    /// Name of the speaker, where the format has one.
    pub name: Option<Text<'a>>,
    /// Index in the source body's list of messages, for error paths; `None` for
    /// a top-level system prompt.
    pub index: Option<usize>,
    /// Fields of the message that have no place above.
    pub extra: Vec<Extra<'a>>,
}

/// A piece of a message or of an answer.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Part<'a> {
    /// Text.
    Text {
        /// The text.
        text: Text<'a>,
        /// Cache marker behind this part.
        cache: Option<CacheControl<'a>>,
        /// Citations or annotations, as the source format wrote them (a JSON array).
        /// One of a web page may also have the form that every format reads, that of
        /// Chat Completions: `{"type": "url_citation", "url_citation": {"url", "title",
        /// "start_index", "end_index"}}`, with indexes in characters of the answer's text.
        citations: Option<Json<'a>>,
    },
    /// An image.
    Image {
        /// Where it is.
        source: MediaSource<'a>,
        /// Resolution asked for (`low`, `high`, `auto`, …).
        detail: Option<Text<'a>>,
        /// Cache marker behind this part.
        cache: Option<CacheControl<'a>>,
    },
    /// A document, PDF mostly.
    Document {
        /// Where it is.
        source: MediaSource<'a>,
        /// File name or title.
        name: Option<Text<'a>>,
        /// Cache marker behind this part.
        cache: Option<CacheControl<'a>>,
    },
    /// Sound.
    Audio {
        /// Base64 data.
        data: Text<'a>,
        /// `wav`, `mp3`, …
        format: Text<'a>,
    },
    /// The model calls a tool.
    ToolCall {
        /// Id that the result refers to.
        id: Text<'a>,
        /// The tool.
        name: Text<'a>,
        /// The arguments as the text of a JSON object. What a model wrote need
        /// not be valid; an encoder that needs an object must check.
        arguments: Text<'a>,
        /// Cache marker behind this part.
        cache: Option<CacheControl<'a>>,
    },
    /// What a tool answered.
    ToolResult {
        /// Id of the call.
        call_id: Text<'a>,
        /// Text, image and document parts.
        content: Vec<Self>,
        /// Whether the tool failed; `None` if not said.
        is_error: Option<bool>,
        /// Cache marker behind this part.
        cache: Option<CacheControl<'a>>,
    },
    /// The model's reasoning. One without text whose signature is Google's proves
    /// the part behind it.
    Reasoning {
        /// What it thought; may be empty where the provider keeps it to itself.
        text: Text<'a>,
        /// Proof that the provider made it, to be sent back with it.
        signature: Option<Signature<'a>>,
    },
    /// Reasoning that only the provider can read.
    RedactedReasoning {
        /// Opaque data, to be sent back as it is.
        data: Signature<'a>,
    },
    /// The model declines, in its own words.
    Refusal {
        /// What it says.
        text: Text<'a>,
    },
    /// A kind of part that only the source format knows.
    Native {
        /// Its name there: `server_tool_use`, `search_result`, …
        kind: Text<'a>,
        /// The whole part as it was written.
        value: Value<'a>,
    },
}

/// A prompt-cache marker: everything up to and including this part may be cached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CacheControl<'a> {
    /// How long (`5m`, `1h`), if said.
    pub ttl: Option<Text<'a>>,
}

/// Where media is.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum MediaSource<'a> {
    /// To be fetched by the provider.
    Url(Text<'a>),
    /// In the body.
    Base64 {
        /// `image/png`, …
        media_type: Text<'a>,
        /// Base64, standard alphabet. Its length has been checked, its alphabet not.
        data: Text<'a>,
    },
    /// Uploaded before.
    FileId(Text<'a>),
    /// Plain text in the body (documents only).
    Text(Text<'a>),
}

/// A tool the model may call.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Tool<'a> {
    /// A function with a JSON Schema.
    Function {
        /// Its name.
        name: Text<'a>,
        /// What it is for.
        description: Option<Text<'a>>,
        /// JSON Schema of the arguments (an object); `None` if not given.
        parameters: Option<Json<'a>>,
        /// Whether arguments must match the schema exactly; `None` if not said.
        strict: Option<bool>,
        /// Cache marker behind this tool.
        cache: Option<CacheControl<'a>>,
    },
    /// A tool that only the source format knows (server tools, custom grammars).
    Native {
        /// Its type there.
        kind: Text<'a>,
        /// The whole tool as it was written.
        value: Value<'a>,
    },
}

/// Which tool the model may or must call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ToolChoice<'a> {
    /// As it likes.
    Auto,
    /// None.
    None,
    /// At least one, any.
    Required,
    /// The function, or the custom tool, of this name.
    Named(Text<'a>),
    /// One that only its own format knows ([`Tool::Native`]).
    Native {
        /// Its type.
        kind: Text<'a>,
        /// The label of its server; `None` where the type says all.
        server: Option<Text<'a>>,
        /// Which of the server's tools; `None` for any of them.
        name: Option<Text<'a>>,
    },
}

/// The form the answer must have.
#[derive(Debug, Clone)]
pub enum OutputFormat<'a> {
    /// Any JSON object.
    JsonObject,
    /// JSON that matches a schema.
    JsonSchema {
        /// Name of the schema.
        name: Option<Text<'a>>,
        /// What it is for.
        description: Option<Text<'a>>,
        /// The schema.
        schema: Json<'a>,
        /// Whether the answer must match exactly; `None` if not said.
        strict: Option<bool>,
    },
}

/// Sampling parameters, each a JSON number as written; `None` if not said.
#[derive(Debug, Clone, Default)]
pub struct Sampling<'a> {
    /// Randomness.
    pub temperature: Option<Value<'a>>,
    /// Nucleus.
    pub top_p: Option<Value<'a>>,
    /// Most likely tokens to choose from.
    pub top_k: Option<Value<'a>>,
    /// Penalty by count.
    pub frequency_penalty: Option<Value<'a>>,
    /// Penalty by presence.
    pub presence_penalty: Option<Value<'a>>,
    /// For repeatable answers.
    pub seed: Option<Value<'a>>,
}

/// How much to reason: an effort, a budget in tokens, or off.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reasoning<'a> {
    /// An effort on the neutral scale.
    pub effort: Option<Effort>,
    /// Most tokens to spend on it.
    pub budget_tokens: Option<u64>,
    /// The provider chooses how much (`thinking: {"type": "adaptive"}`).
    pub adaptive: bool,
    /// Whether the client wants to see it (`summarized`, `omitted`, …), as written.
    pub display: Option<Text<'a>>,
}

/// Reasoning effort, least first. Ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Effort {
    /// No reasoning.
    None,
    /// As little as possible.
    Minimal,
    /// A little.
    Low,
    /// The usual.
    Medium,
    /// A lot.
    High,
    /// More than a lot.
    XHigh,
    /// As much as possible.
    Max,
}

impl Effort {
    const NAMES: &[(&'static str, Self)] = &[
        ("none", Self::None),
        ("minimal", Self::Minimal),
        ("low", Self::Low),
        ("medium", Self::Medium),
        ("high", Self::High),
        ("xhigh", Self::XHigh),
        ("max", Self::Max),
    ];

    /// The word that OpenAI and Anthropic share for it.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::NAMES
            .iter()
            .find(|(_, effort)| *effort == self)
            .map_or("medium", |(name, _)| name)
    }

    /// The effort a word stands for.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::NAMES
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, effort)| *effort)
    }
}

/// Token log-probabilities asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LogProbs {
    /// How many alternatives a token.
    pub top: Option<u64>,
}

/// A field that the hub has no place for.
#[derive(Debug, Clone)]
pub struct Extra<'a> {
    /// Its name.
    pub name: Text<'a>,
    /// Its value.
    pub value: Value<'a>,
}
