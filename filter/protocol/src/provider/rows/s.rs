//! S to U.

use crate::provider::{Auth, Change, Chat, Kind, Quirk};

/// SambaNova.
///
/// - Penalties, `logit_bias`, `n`, `seed`, log-probabilities and the role
///   `developer` are not known: <https://docs.sambanova.ai/docs/en/features/openai-compatibility>
pub(super) const SAMBANOVA: Kind = Kind {
    name: "sambanova",
    title: "SambaNova",
    endpoint: "https://api.sambanova.ai",
    auth: Auth::Bearer("SAMBANOVA_API_KEY"),
    chat: &[Chat::OPENAI.with(&[
        Quirk::LIMIT_IS_MAX_TOKENS,
        Quirk::NO_DEVELOPER,
        Quirk::NO_REASONING,
        Quirk::clamp("temperature", "0", "1"),
        Quirk::clamp("n", "1", "1"),
        Quirk::drop("frequency_penalty"),
        Quirk::drop("presence_penalty"),
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

/// Scaleway's generative APIs.
///
/// - `n`, `logit_bias` and `user` are not taken:
///   <https://www.scaleway.com/en/docs/generative-apis/api-cli/using-chat-api/>
pub(super) const SCALEWAY: Kind = Kind {
    name: "scaleway",
    title: "Scaleway",
    endpoint: "https://api.scaleway.ai",
    auth: Auth::Bearer("SCW_SECRET_KEY"),
    chat: &[Chat::OPENAI.with(&[
        Quirk::LIMIT_IS_MAX_TOKENS,
        Quirk::NO_DEVELOPER,
        Quirk::clamp("n", "1", "1"),
        Quirk::drop("logit_bias"),
        Quirk::drop("user"),
    ])],
    ..Kind::USUAL
};

/// An SGLang server.
///
/// - The API is OpenAI's: <https://docs.sglang.ai/basic_usage/openai_api_completions.html>
pub(super) const SGLANG: Kind = Kind {
    name: "sglang",
    title: "SGLang",
    endpoint: "http://127.0.0.1:30000",
    chat: &[Chat::OPENAI.with(&[Quirk::NO_DEVELOPER])],
    ..Kind::USUAL
};

/// SiliconFlow, whose API speaks Anthropic's Messages too.
///
/// - The limit is `max_tokens`; `stop` has four items at most; reasoning comes as
///   `reasoning_content`: <https://docs.siliconflow.com/en/api-reference/chat-completions/chat-completions>
/// - Messages: <https://docs.siliconflow.com/en/api-reference/chat-completions/messages>
pub(super) const SILICONFLOW: Kind = Kind {
    name: "siliconflow",
    title: "SiliconFlow",
    endpoint: "https://api.siliconflow.com",
    auth: Auth::Bearer("SILICONFLOW_API_KEY"),
    chat: &[
        Chat::OPENAI.with(&[
            Quirk::LIMIT_IS_MAX_TOKENS,
            Quirk::NO_DEVELOPER,
            Quirk::new(Change::Words {
                field: "tool_choice",
                known: &["auto", "none", "required"],
            }),
            Quirk::drop("logit_bias"),
            Quirk::drop("service_tier"),
            Quirk::drop("store"),
        ]),
        Chat::ANTHROPIC,
    ],
    ..Kind::USUAL
};

/// StepFun.
///
/// - Neither `logit_bias` nor `seed` nor log-probabilities are known, and reasoning
///   comes as `reasoning`: <https://platform.stepfun.ai/docs/en/api-reference/chat/chat-completion-create>
pub(super) const STEPFUN: Kind = Kind {
    name: "stepfun",
    title: "StepFun",
    endpoint: "https://api.stepfun.ai",
    auth: Auth::Bearer("STEPFUN_API_KEY"),
    chat: &[Chat::OPENAI.with(&[
        Quirk::LIMIT_IS_MAX_TOKENS,
        Quirk::NO_DEVELOPER,
        Quirk::NO_STRICT,
        Quirk::drop("logit_bias"),
        Quirk::drop("logprobs"),
        Quirk::drop("top_logprobs"),
        Quirk::drop("seed"),
    ])],
    ..Kind::USUAL
};

/// Tencent Hunyuan.
///
/// - The API is OpenAI's; penalties, `logit_bias` and `n` are not known:
///   <https://cloud.tencent.com/document/product/1729/111007>
pub(super) const TENCENT: Kind = Kind {
    name: "tencent",
    title: "Tencent Hunyuan",
    endpoint: "https://api.hunyuan.cloud.tencent.com",
    auth: Auth::Bearer("HUNYUAN_API_KEY"),
    chat: &[Chat::OPENAI.with(&[
        Quirk::LIMIT_IS_MAX_TOKENS,
        Quirk::NO_DEVELOPER,
        Quirk::NO_STRICT,
        Quirk::clamp("n", "1", "1"),
        Quirk::drop("frequency_penalty"),
        Quirk::drop("presence_penalty"),
        Quirk::drop("logit_bias"),
        Quirk::drop("parallel_tool_calls"),
    ])],
    ..Kind::USUAL
};

/// Together.
///
/// - The limit is `max_tokens`, the role of instructions `system`; reasoning comes
///   as `reasoning`: <https://docs.together.ai/reference/chat-completions-1>
pub(super) const TOGETHER: Kind = Kind {
    name: "together",
    title: "Together AI",
    endpoint: "https://api.together.xyz",
    auth: Auth::Bearer("TOGETHER_API_KEY"),
    chat: &[Chat::OPENAI.with(&[
        Quirk::LIMIT_IS_MAX_TOKENS,
        Quirk::NO_DEVELOPER,
        Quirk::NO_REASONING,
        Quirk::drop("service_tier"),
        Quirk::drop("store"),
    ])],
    ..Kind::USUAL
};

/// Upstage.
///
/// - The API is OpenAI's: <https://console.upstage.ai/api/chat>
pub(super) const UPSTAGE: Kind = Kind {
    name: "upstage",
    title: "Upstage",
    endpoint: "https://api.upstage.ai",
    auth: Auth::Bearer("UPSTAGE_API_KEY"),
    chat: &[Chat::OPENAI.with(&[
        Quirk::LIMIT_IS_MAX_TOKENS,
        Quirk::NO_DEVELOPER,
        Quirk::clamp("n", "1", "1"),
        Quirk::drop("logit_bias"),
    ])],
    ..Kind::USUAL
};
