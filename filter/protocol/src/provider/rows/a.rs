//! A.

use crate::provider::{Auth, Chat, Kind, Quirk};

/// AI21 Labs.
///
/// - `n` above 1 needs a temperature above 0; penalties and seeds are not known:
///   <https://docs.ai21.com/reference/jamba-1-6-api-ref>
pub(super) const AI21: Kind = Kind {
    name: "ai21",
    title: "AI21 Labs",
    endpoint: "https://api.ai21.com",
    base: "/studio/v1",
    auth: Auth::Bearer("AI21_API_KEY"),
    chat: &[Chat::OPENAI.with(&[
        Quirk::LIMIT_IS_MAX_TOKENS,
        Quirk::NO_DEVELOPER,
        Quirk::NO_REASONING,
        Quirk::NO_STREAM_OPTIONS,
        Quirk::drop("frequency_penalty"),
        Quirk::drop("presence_penalty"),
        Quirk::drop("logit_bias"),
        Quirk::drop("logprobs"),
        Quirk::drop("top_logprobs"),
        Quirk::drop("seed"),
        Quirk::drop("parallel_tool_calls"),
        Quirk::drop("service_tier"),
        Quirk::drop("store"),
        Quirk::drop("metadata"),
        Quirk::drop("user"),
    ])],
    ..Kind::USUAL
};

/// Alibaba Cloud Model Studio, international.
///
/// - One answer by default; `n` is 1 to 4:
///   <https://www.alibabacloud.com/help/en/model-studio/qwen-api-reference>
/// - `temperature` ends below 2:
///   <https://www.alibabacloud.com/help/en/model-studio/qwen-api-reference>
/// - Messages of the system have the role `system`:
///   <https://www.alibabacloud.com/help/en/model-studio/qwen-api-reference>
pub(super) const ALIBABA: Kind = Kind {
    name: "alibaba",
    title: "Alibaba Cloud Model Studio",
    endpoint: "https://dashscope-intl.aliyuncs.com",
    base: "/compatible-mode/v1",
    auth: Auth::Bearer("DASHSCOPE_API_KEY"),
    chat: &[
        Chat::OPENAI.with(&[
            Quirk::LIMIT_IS_MAX_TOKENS,
            Quirk::NO_DEVELOPER,
            Quirk::clamp("temperature", "0", "1.99"),
            Quirk::clamp("n", "1", "4"),
        ]),
        Chat::anthropic_at("/apps/anthropic/v1/messages"),
    ],
    ..Kind::USUAL
};

/// Anthropic itself.
pub(super) const ANTHROPIC: Kind = Kind {
    name: "anthropic",
    title: "Anthropic",
    endpoint: "https://api.anthropic.com",
    auth: Auth::Header("x-api-key", "ANTHROPIC_API_KEY"),
    chat: &[Chat::ANTHROPIC],
    ..Kind::USUAL
};
