//! G to H.

use crate::provider::{Auth, Change, Chat, Kind, Quirk};

/// GitHub Models.
///
/// - The API is OpenAI's, without `/v1`; models are named `maker/model`:
///   <https://docs.github.com/en/rest/models/inference>
pub(super) const GITHUB: Kind = Kind {
    name: "github-models",
    title: "GitHub Models",
    endpoint: "https://models.github.ai",
    base: "/inference",
    auth: Auth::Bearer("GITHUB_TOKEN"),
    chat: &[Chat::OPENAI.with(&[
        Quirk::NO_REASONING,
        Quirk::drop("service_tier"),
        Quirk::drop("store"),
        Quirk::drop("metadata"),
    ])],
    ..Kind::USUAL
};

/// Groq.
///
/// - `logprobs`, `top_logprobs`, `logit_bias` and names of speakers are refused, and
///   `n` above 1: <https://console.groq.com/docs/openai>
/// - What a message may hold is named by the reference, and reasoning is called
///   `reasoning`; a stream's usage may stand in `x_groq.usage`; tiers of service have
///   other names:
///   <https://console.groq.com/docs/api-reference#chat-create>
pub(super) const GROQ: Kind = Kind {
    name: "groq",
    title: "Groq",
    endpoint: "https://api.groq.com",
    base: "/openai/v1",
    auth: Auth::Bearer("GROQ_API_KEY"),
    chat: &[Chat::OPENAI.with(&[
        Quirk::NO_DEVELOPER,
        Quirk::NO_REASONING,
        Quirk::NO_NAMES,
        Quirk::drop("logprobs"),
        Quirk::drop("top_logprobs"),
        Quirk::drop("logit_bias"),
        Quirk::clamp("n", "1", "1"),
        Quirk::new(Change::Words {
            field: "service_tier",
            known: &["auto", "flex", "on_demand", "performance"],
        }),
    ])],
    ..Kind::USUAL
};

/// Hugging Face's router to inference providers.
///
/// - The API is OpenAI's; a model may be followed by `:provider`:
///   <https://huggingface.co/docs/inference-providers/tasks/chat-completion>
pub(super) const HUGGING_FACE: Kind = Kind {
    name: "huggingface",
    title: "Hugging Face",
    endpoint: "https://router.huggingface.co",
    auth: Auth::Bearer("HF_TOKEN"),
    chat: &[Chat::OPENAI.with(&[Quirk::LIMIT_IS_MAX_TOKENS, Quirk::NO_DEVELOPER])],
    ..Kind::USUAL
};

/// Hyperbolic.
///
/// - The reference knows `max_tokens` and the roles `system`, `user` and
///   `assistant`: <https://docs.hyperbolic.xyz/docs/rest-api>
pub(super) const HYPERBOLIC: Kind = Kind {
    name: "hyperbolic",
    title: "Hyperbolic",
    endpoint: "https://api.hyperbolic.xyz",
    auth: Auth::Bearer("HYPERBOLIC_API_KEY"),
    chat: &[Chat::OPENAI.with(&[Quirk::LIMIT_IS_MAX_TOKENS, Quirk::NO_DEVELOPER])],
    ..Kind::USUAL
};
