//! D to F.

use crate::format::WireFormat;
use crate::provider::{Auth, Change, Chat, Kind, Quirk};

/// Databricks model serving: the endpoint's name is the model.
///
/// - `resource` is the host name of the workspace without `.cloud.databricks.com`;
///   other clouds need `endpoint`:
///   <https://docs.databricks.com/aws/en/machine-learning/foundation-model-apis/api-reference>
/// - The reference knows neither `store` nor `service_tier` nor `seed`:
///   <https://docs.databricks.com/aws/en/machine-learning/foundation-model-apis/api-reference>
pub(super) const DATABRICKS: Kind = Kind {
    name: "databricks",
    title: "Databricks",
    endpoint: "https://{resource}.cloud.databricks.com",
    base: "/serving-endpoints",
    auth: Auth::Bearer("DATABRICKS_TOKEN"),
    chat: &[
        Chat::of(WireFormat::OpenAiChat, "{base}/chat/completions").with(&[
            Quirk::LIMIT_IS_MAX_TOKENS,
            Quirk::NO_DEVELOPER,
            Quirk::NO_REASONING,
            Quirk::drop("service_tier"),
            Quirk::drop("store"),
            Quirk::drop("seed"),
            Quirk::drop("metadata"),
        ]),
    ],
    ..Kind::USUAL
};

/// DeepInfra.
///
/// - The API is OpenAI's; reasoning comes as `reasoning_content`:
///   <https://deepinfra.com/docs/openai_api>
pub(super) const DEEPINFRA: Kind = Kind {
    name: "deepinfra",
    title: "DeepInfra",
    endpoint: "https://api.deepinfra.com",
    base: "/v1/openai",
    auth: Auth::Bearer("DEEPINFRA_API_KEY"),
    chat: &[Chat::OPENAI.with(&[
        Quirk::LIMIT_IS_MAX_TOKENS,
        Quirk::NO_DEVELOPER,
        Quirk::clamp("n", "1", "4"),
    ])],
    ..Kind::USUAL
};

/// DeepSeek, whose API speaks Anthropic's Messages too.
///
/// - Reasoning must be sent back with tool calls as `reasoning_content`, which is
///   passed over elsewhere; the first reasoning model refused it:
///   <https://api-docs.deepseek.com/guides/thinking_mode>
/// - The role `developer`, `n`, `seed`, `logit_bias` and `parallel_tool_calls` are
///   not known: <https://api-docs.deepseek.com/api/create-chat-completion>
/// - Messages: <https://api-docs.deepseek.com/guides/anthropic_api>
pub(super) const DEEPSEEK: Kind = Kind {
    name: "deepseek",
    title: "DeepSeek",
    endpoint: "https://api.deepseek.com",
    auth: Auth::Bearer("DEEPSEEK_API_KEY"),
    chat: &[
        Chat::OPENAI.with(&[
            Quirk::LIMIT_IS_MAX_TOKENS,
            Quirk::NO_DEVELOPER,
            Quirk::of(&["deepseek-r1"], Change::NoReasoning),
            Quirk::except(&["deepseek-r1"], Change::ReasoningBack),
            Quirk::NO_STRICT,
            Quirk::clamp("n", "1", "1"),
            Quirk::drop("seed"),
            Quirk::drop("logit_bias"),
            Quirk::drop("parallel_tool_calls"),
            Quirk::drop("service_tier"),
            Quirk::drop("store"),
        ]),
        Chat::anthropic_at("/anthropic/v1/messages"),
    ],
    ..Kind::USUAL
};

/// Featherless.
///
/// - The API is OpenAI's: <https://featherless.ai/docs/overview>
pub(super) const FEATHERLESS: Kind = Kind {
    name: "featherless",
    title: "Featherless",
    endpoint: "https://api.featherless.ai",
    auth: Auth::Bearer("FEATHERLESS_API_KEY"),
    chat: &[Chat::OPENAI.with(&[Quirk::LIMIT_IS_MAX_TOKENS, Quirk::NO_DEVELOPER])],
    ..Kind::USUAL
};

/// Fireworks, whose API speaks Anthropic's Messages too.
///
/// - Reasoning comes and goes back as `reasoning_content`; usage comes with every
///   stream: <https://docs.fireworks.ai/api-reference/post-chatcompletions>
/// - Messages: <https://docs.fireworks.ai/tools-sdks/anthropic-compatibility>
pub(super) const FIREWORKS: Kind = Kind {
    name: "fireworks",
    title: "Fireworks AI",
    endpoint: "https://api.fireworks.ai",
    base: "/inference/v1",
    auth: Auth::Bearer("FIREWORKS_API_KEY"),
    chat: &[
        Chat::OPENAI.with(&[
            Quirk::NO_DEVELOPER,
            Quirk::new(Change::ReasoningBack),
            Quirk::drop("store"),
        ]),
        Chat::anthropic_at("/inference/v1/messages"),
    ],
    ..Kind::USUAL
};

/// Friendli's serverless endpoints.
///
/// - The API is OpenAI's: <https://friendli.ai/docs/openapi/serverless/chat-completions>
pub(super) const FRIENDLI: Kind = Kind {
    name: "friendli",
    title: "Friendli",
    endpoint: "https://api.friendli.ai",
    base: "/serverless/v1",
    auth: Auth::Bearer("FRIENDLI_TOKEN"),
    chat: &[Chat::OPENAI.with(&[Quirk::LIMIT_IS_MAX_TOKENS, Quirk::NO_DEVELOPER])],
    ..Kind::USUAL
};
