//! B and C.

use crate::provider::{Auth, Change, Chat, Kind, Quirk};

/// Baidu Qianfan, version 2.
///
/// - `temperature` is above 0 and at most 1; `n`, `logprobs` and `seed` are not
///   known to all models: <https://cloud.baidu.com/doc/qianfan-api/s/3m7of64lb>
pub(super) const BAIDU: Kind = Kind {
    name: "baidu",
    title: "Baidu Qianfan",
    endpoint: "https://qianfan.baidubce.com",
    base: "/v2",
    auth: Auth::Bearer("QIANFAN_API_KEY"),
    chat: &[Chat::OPENAI.with(&[
        Quirk::NO_DEVELOPER,
        Quirk::clamp("temperature", "0.01", "1"),
        Quirk::clamp("n", "1", "1"),
        Quirk::drop("logit_bias"),
        Quirk::drop("service_tier"),
        Quirk::drop("store"),
    ])],
    ..Kind::USUAL
};

/// Baseten's model APIs.
///
/// - The API is OpenAI's: <https://docs.baseten.co/inference/model-apis/overview>
pub(super) const BASETEN: Kind = Kind {
    name: "baseten",
    title: "Baseten",
    endpoint: "https://inference.baseten.co",
    auth: Auth::Bearer("BASETEN_API_KEY"),
    chat: &[Chat::OPENAI.with(&[Quirk::NO_DEVELOPER])],
    ..Kind::USUAL
};

/// Cerebras.
///
/// - Penalties, `logit_bias` and `service_tier` are refused, and there is no role
///   `developer`: <https://inference-docs.cerebras.ai/resources/openai>
/// - What a message may hold is named by the reference, and reasoning is called
///   `reasoning`: <https://inference-docs.cerebras.ai/api-reference/chat-completions>
pub(super) const CEREBRAS: Kind = Kind {
    name: "cerebras",
    title: "Cerebras",
    endpoint: "https://api.cerebras.ai",
    auth: Auth::Bearer("CEREBRAS_API_KEY"),
    chat: &[Chat::OPENAI.with(&[
        Quirk::NO_DEVELOPER,
        Quirk::NO_REASONING,
        Quirk::drop("frequency_penalty"),
        Quirk::drop("presence_penalty"),
        Quirk::drop("logit_bias"),
        Quirk::drop("service_tier"),
        Quirk::drop("store"),
        Quirk::clamp("temperature", "0", "1.5"),
        Quirk::clamp("n", "1", "1"),
    ])],
    ..Kind::USUAL
};

/// Cloudflare Workers AI.
///
/// - The API is OpenAI's, below the account:
///   <https://developers.cloudflare.com/workers-ai/configuration/open-ai-compatibility/>
pub(super) const CLOUDFLARE: Kind = Kind {
    name: "cloudflare",
    title: "Cloudflare Workers AI",
    endpoint: "https://api.cloudflare.com",
    base: "/client/v4/accounts/{account}/ai/v1",
    auth: Auth::Bearer("CLOUDFLARE_API_TOKEN"),
    chat: &[Chat::OPENAI.with(&[
        Quirk::LIMIT_IS_MAX_TOKENS,
        Quirk::NO_DEVELOPER,
        Quirk::new(Change::NoReasoning),
        Quirk::clamp("n", "1", "1"),
    ])],
    ..Kind::USUAL
};

/// Cohere.
///
/// - <https://docs.cohere.com/reference/chat>
pub(super) const COHERE: Kind = Kind {
    name: "cohere",
    title: "Cohere",
    endpoint: "https://api.cohere.com",
    base: "/v2",
    auth: Auth::Bearer("CO_API_KEY"),
    chat: &[Chat::COHERE],
    ..Kind::USUAL
};
