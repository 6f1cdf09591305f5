//! M and N.

use crate::provider::{Auth, Change, Chat, Kind, Quirk};

/// MiniMax, whose API speaks Anthropic's Messages too.
///
/// - `temperature` is above 0 and at most 1, `n` is 1, penalties and `logit_bias` are
///   passed over, the limit is `max_completion_tokens`:
///   <https://platform.minimax.io/docs/api-reference/text-openai-api>
/// - Messages: <https://platform.minimax.io/docs/api-reference/text-anthropic-api>
pub(super) const MINIMAX: Kind = Kind {
    name: "minimax",
    title: "MiniMax",
    endpoint: "https://api.minimax.io",
    auth: Auth::Bearer("MINIMAX_API_KEY"),
    chat: &[
        Chat::OPENAI.with(&[
            Quirk::new(Change::LimitIs("max_completion_tokens")),
            Quirk::NO_DEVELOPER,
            Quirk::clamp("temperature", "0.01", "1"),
            Quirk::clamp("n", "1", "1"),
            Quirk::drop("presence_penalty"),
            Quirk::drop("frequency_penalty"),
            Quirk::drop("logit_bias"),
        ]),
        Chat::anthropic_at("/anthropic/v1/messages"),
    ],
    ..Kind::USUAL
};

/// Mistral.
///
/// - The body is checked strictly. The seed is called `random_seed`; `max_tokens`,
///   `n`, penalties, `stop` and `parallel_tool_calls` are OpenAI's, what OpenAI has
///   beside them is refused; `temperature` is at most 1.5; messages have no names,
///   and streams tell their usage unasked: <https://docs.mistral.ai/api/endpoint/chat>
pub(super) const MISTRAL: Kind = Kind {
    name: "mistral",
    title: "Mistral AI",
    endpoint: "https://api.mistral.ai",
    auth: Auth::Bearer("MISTRAL_API_KEY"),
    chat: &[Chat::OPENAI.with(&[
        Quirk::LIMIT_IS_MAX_TOKENS,
        Quirk::NO_DEVELOPER,
        Quirk::NO_REASONING,
        Quirk::NO_NAMES,
        Quirk::NO_STREAM_OPTIONS,
        Quirk::new(Change::Rename {
            from: "seed",
            to: "random_seed",
        }),
        Quirk::clamp("temperature", "0", "1.5"),
        Quirk::drop("logit_bias"),
        Quirk::drop("logprobs"),
        Quirk::drop("top_logprobs"),
        Quirk::drop("service_tier"),
        Quirk::drop("store"),
        Quirk::drop("user"),
        Quirk::drop("verbosity"),
    ])],
    ..Kind::USUAL
};

/// Models whose sampling Moonshot has fixed.
const KIMI: &[&str] = &["kimi-"];

/// Moonshot, whose API speaks Anthropic's Messages too.
///
/// - Kimi models refuse other sampling parameters than their own; the older ones take
///   a temperature up to 1; reasoning goes back as `reasoning_content`; the limit is
///   `max_completion_tokens`; `tool_choice` has no `required`:
///   <https://platform.kimi.ai/docs/api/chat>
/// - Messages: <https://platform.kimi.ai/docs/api/overview>
pub(super) const MOONSHOT: Kind = Kind {
    name: "moonshot",
    title: "Moonshot AI",
    endpoint: "https://api.moonshot.ai",
    auth: Auth::Bearer("MOONSHOT_API_KEY"),
    chat: &[
        Chat::OPENAI.with(&[
            Quirk::new(Change::LimitIs("max_completion_tokens")),
            Quirk::NO_DEVELOPER,
            Quirk::NO_STRICT,
            Quirk::new(Change::ReasoningBack),
            Quirk::new(Change::Words {
                field: "tool_choice",
                known: &["auto", "none"],
            }),
            Quirk::of(KIMI, Change::Drop("temperature")),
            Quirk::of(KIMI, Change::Drop("top_p")),
            Quirk::of(KIMI, Change::Drop("n")),
            Quirk::of(KIMI, Change::Drop("presence_penalty")),
            Quirk::of(KIMI, Change::Drop("frequency_penalty")),
            Quirk::clamp("temperature", "0", "1"),
            Quirk::clamp("n", "1", "5"),
            Quirk::drop("logit_bias"),
            Quirk::drop("logprobs"),
            Quirk::drop("top_logprobs"),
            Quirk::drop("seed"),
        ]),
        Chat::anthropic_at("/anthropic/v1/messages"),
    ],
    ..Kind::USUAL
};

/// Nebius Token Factory.
///
/// - The API is OpenAI's: <https://docs.tokenfactory.nebius.com/api-reference/inference/create-chat-completion>
pub(super) const NEBIUS: Kind = Kind {
    name: "nebius",
    title: "Nebius",
    endpoint: "https://api.tokenfactory.nebius.com",
    auth: Auth::Bearer("NEBIUS_API_KEY"),
    chat: &[Chat::OPENAI.with(&[Quirk::LIMIT_IS_MAX_TOKENS, Quirk::NO_DEVELOPER])],
    ..Kind::USUAL
};

/// Novita.
///
/// - The API is OpenAI's, and `max_tokens` its limit:
///   <https://novita.ai/docs/api-reference/model-apis-llm-create-chat-completion>
pub(super) const NOVITA: Kind = Kind {
    name: "novita",
    title: "Novita AI",
    endpoint: "https://api.novita.ai",
    base: "/openai/v1",
    auth: Auth::Bearer("NOVITA_API_KEY"),
    chat: &[Chat::OPENAI.with(&[Quirk::LIMIT_IS_MAX_TOKENS, Quirk::NO_DEVELOPER])],
    ..Kind::USUAL
};

/// NVIDIA's API catalogue, and NIM containers by `endpoint`.
///
/// - The reference knows `max_tokens` and no role `developer`, and models differ in
///   what else they take: <https://docs.api.nvidia.com/nim/reference/llm-apis>
pub(super) const NVIDIA: Kind = Kind {
    name: "nvidia",
    title: "NVIDIA NIM",
    endpoint: "https://integrate.api.nvidia.com",
    auth: Auth::Bearer("NVIDIA_API_KEY"),
    chat: &[Chat::OPENAI.with(&[
        Quirk::LIMIT_IS_MAX_TOKENS,
        Quirk::NO_DEVELOPER,
        Quirk::NO_REASONING,
        Quirk::drop("service_tier"),
        Quirk::drop("store"),
        Quirk::drop("user"),
    ])],
    ..Kind::USUAL
};
