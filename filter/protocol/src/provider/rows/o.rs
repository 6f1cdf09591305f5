//! O to R.

use crate::provider::{Auth, Change, Chat, Kind, Quirk};

/// Ollama, whose server speaks Anthropic's Messages too.
///
/// - `tool_choice`, `logit_bias`, `user` and `n` are not known:
///   <https://docs.ollama.com/api/openai-compatibility>
/// - Messages: <https://docs.ollama.com/api/anthropic-compatibility>
/// - Responses, without state: <https://docs.ollama.com/api/openai-compatibility>
pub(super) const OLLAMA: Kind = Kind {
    name: "ollama",
    title: "Ollama",
    endpoint: "http://127.0.0.1:11434",
    chat: &[
        Chat::OPENAI.with(&[
            Quirk::LIMIT_IS_MAX_TOKENS,
            Quirk::NO_DEVELOPER,
            Quirk::drop("tool_choice"),
            Quirk::drop("parallel_tool_calls"),
            Quirk::drop("logit_bias"),
            Quirk::drop("user"),
            Quirk::clamp("n", "1", "1"),
        ]),
        Chat::ANTHROPIC,
        Chat::RESPONSES,
    ],
    ..Kind::USUAL
};

/// OpenRouter, which speaks Anthropic's Messages too.
///
/// - Parameters that a model does not know are passed over; reasoning comes as
///   `reasoning` and goes back as such:
///   <https://openrouter.ai/docs/api-reference/parameters>
/// - Messages: <https://openrouter.ai/docs/api/api-reference/anthropic-messages/create-messages>
/// - Responses, without state: <https://openrouter.ai/docs/api/reference/responses/overview>
pub(super) const OPENROUTER: Kind = Kind {
    name: "openrouter",
    title: "OpenRouter",
    endpoint: "https://openrouter.ai",
    base: "/api/v1",
    auth: Auth::Bearer("OPENROUTER_API_KEY"),
    chat: &[
        Chat::OPENAI.with(&[Quirk::new(Change::ReasoningBack)]),
        Chat::anthropic_at("/api/v1/messages"),
        Chat::RESPONSES,
    ],
    ..Kind::USUAL
};

/// Parasail.
///
/// - The API is OpenAI's: <https://docs.parasail.io/parasail-docs/serverless/serverless>
pub(super) const PARASAIL: Kind = Kind {
    name: "parasail",
    title: "Parasail",
    endpoint: "https://api.parasail.io",
    auth: Auth::Bearer("PARASAIL_API_KEY"),
    chat: &[Chat::OPENAI.with(&[Quirk::LIMIT_IS_MAX_TOKENS, Quirk::NO_DEVELOPER])],
    ..Kind::USUAL
};

/// Perplexity.
///
/// - The path has no version; there are neither tools nor `n`, `logprobs` and
///   seeds, and `temperature` ends below 2:
///   <https://docs.perplexity.ai/api-reference/chat-completions-post>
pub(super) const PERPLEXITY: Kind = Kind {
    name: "perplexity",
    title: "Perplexity",
    endpoint: "https://api.perplexity.ai",
    base: "",
    auth: Auth::Bearer("PERPLEXITY_API_KEY"),
    chat: &[Chat::OPENAI.with(&[
        Quirk::LIMIT_IS_MAX_TOKENS,
        Quirk::NO_DEVELOPER,
        Quirk::NO_REASONING,
        Quirk::NO_NAMES,
        Quirk::NO_STREAM_OPTIONS,
        Quirk::clamp("temperature", "0", "1.99"),
        Quirk::clamp("n", "1", "1"),
        Quirk::drop("tools"),
        Quirk::drop("tool_choice"),
        Quirk::drop("parallel_tool_calls"),
        Quirk::drop("logit_bias"),
        Quirk::drop("logprobs"),
        Quirk::drop("top_logprobs"),
        Quirk::drop("seed"),
        Quirk::drop("service_tier"),
        Quirk::drop("store"),
        Quirk::drop("user"),
    ])],
    ..Kind::USUAL
};
