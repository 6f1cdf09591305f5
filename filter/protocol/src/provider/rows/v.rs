//! V to Z.

use crate::provider::{Auth, Change, Chat, Kind, Quirk};

/// Vercel's AI Gateway, which speaks Anthropic's Messages too.
///
/// - <https://vercel.com/docs/ai-gateway/openai-compatible-api>
/// - Messages: <https://vercel.com/docs/ai-gateway/anthropic-compatible-api>
pub(super) const VERCEL: Kind = Kind {
    name: "vercel-ai-gateway",
    title: "Vercel AI Gateway",
    endpoint: "https://ai-gateway.vercel.sh",
    auth: Auth::Bearer("AI_GATEWAY_API_KEY"),
    chat: &[Chat::OPENAI, Chat::ANTHROPIC],
    ..Kind::USUAL
};

/// A vLLM server, which speaks Anthropic's Messages too.
///
/// - `user` is passed over, names go to the template:
///   <https://docs.vllm.ai/en/latest/serving/openai_compatible_server/>
pub(super) const VLLM: Kind = Kind {
    name: "vllm",
    title: "vLLM",
    endpoint: "http://127.0.0.1:8000",
    chat: &[
        Chat::OPENAI.with(&[Quirk::NO_DEVELOPER]),
        Chat::ANTHROPIC,
        Chat::RESPONSES,
    ],
    ..Kind::USUAL
};

/// Volcengine Ark, where Doubao is.
///
/// - The limit is `max_tokens`, and reasoning comes as `reasoning_content`; `n`,
///   `seed` and `user` are not known:
///   <https://www.volcengine.com/docs/82379/1494384>
pub(super) const VOLCENGINE: Kind = Kind {
    name: "volcengine",
    title: "Volcengine Ark",
    endpoint: "https://ark.cn-beijing.volces.com",
    base: "/api/v3",
    auth: Auth::Bearer("ARK_API_KEY"),
    chat: &[Chat::OPENAI.with(&[
        Quirk::NO_DEVELOPER,
        Quirk::clamp("n", "1", "1"),
        Quirk::drop("seed"),
        Quirk::drop("user"),
        Quirk::drop("store"),
    ])],
    ..Kind::USUAL
};

/// Models of xAI that do not reason.
const NOT_REASONING: &[&str] = &[
    "*non-reasoning",
    "grok-2",
    "grok-3$",
    "grok-3-fast",
    "grok-3-latest",
    "grok-beta",
    "grok-vision",
];

/// Models of xAI whose effort cannot be chosen.
const FIXED_EFFORT: &[&str] = &[
    "*non-reasoning",
    "grok-2",
    "grok-3$",
    "grok-3-fast",
    "grok-3-latest",
    "grok-4$",
    "grok-4-",
    "grok-4.20",
    "grok-code",
];

/// xAI.
///
/// - Reasoning models refuse penalties and `stop`, and few of them know
///   `reasoning_effort`: <https://docs.x.ai/docs/guides/reasoning>
/// - `logit_bias` is not taken, and reasoning comes as `reasoning_content`, whose
///   tokens are counted beside those of the answer:
///   <https://docs.x.ai/docs/api-reference#chat-completions>
/// - Responses: <https://docs.x.ai/docs/api-reference#create-new-response>
pub(super) const XAI: Kind = Kind {
    name: "xai",
    title: "xAI",
    endpoint: "https://api.x.ai",
    auth: Auth::Bearer("XAI_API_KEY"),
    chat: &[
        Chat::OPENAI.with(&[
            Quirk::NO_DEVELOPER,
            Quirk::except(NOT_REASONING, Change::Drop("presence_penalty")),
            Quirk::except(NOT_REASONING, Change::Drop("frequency_penalty")),
            Quirk::except(NOT_REASONING, Change::Drop("stop")),
            Quirk::of(FIXED_EFFORT, Change::Drop("reasoning_effort")),
            Quirk::drop("logit_bias"),
            Quirk::drop("store"),
            Quirk::drop("metadata"),
        ]),
        Chat::RESPONSES.with(&[Quirk::drop("metadata")]),
    ],
    ..Kind::USUAL
};

/// Zhipu, outside of China known as Z.ai.
///
/// - `temperature` is from 0 to 1, `stop` has one item, `tool_choice` is `auto`, and
///   neither `n` nor penalties nor log-probabilities are known:
///   <https://docs.z.ai/api-reference/llm/chat-completion>
/// - Messages: <https://docs.z.ai/devpack/tool/claude>
pub(super) const ZHIPU: Kind = Kind {
    name: "zhipu",
    title: "Zhipu",
    endpoint: "https://api.z.ai",
    base: "/api/paas/v4",
    auth: Auth::Bearer("ZAI_API_KEY"),
    chat: &[
        Chat::OPENAI.with(&[
            Quirk::LIMIT_IS_MAX_TOKENS,
            Quirk::NO_DEVELOPER,
            Quirk::NO_NAMES,
            Quirk::NO_STRICT,
            Quirk::new(Change::ReasoningBack),
            Quirk::clamp("temperature", "0", "1"),
            Quirk::new(Change::Most {
                field: "stop",
                count: 1,
            }),
            Quirk::new(Change::Words {
                field: "tool_choice",
                known: &["auto"],
            }),
            Quirk::clamp("n", "1", "1"),
            Quirk::drop("frequency_penalty"),
            Quirk::drop("presence_penalty"),
            Quirk::drop("logit_bias"),
            Quirk::drop("logprobs"),
            Quirk::drop("top_logprobs"),
            Quirk::drop("seed"),
            Quirk::drop("parallel_tool_calls"),
            Quirk::drop("service_tier"),
            Quirk::drop("store"),
        ]),
        Chat::anthropic_at("/api/anthropic/v1/messages"),
    ],
    ..Kind::USUAL
};
