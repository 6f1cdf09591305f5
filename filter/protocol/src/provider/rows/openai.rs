//! OpenAI itself.

use crate::provider::{Auth, Change, Chat, Kind, Quirk};

/// Models that reason before they answer, by how their names begin.
const REASONING: &[&str] = &["o1", "o3", "o4", "gpt-5"];

/// Those of them that always reason, and so take no sampling parameters.
const ALWAYS_REASONING: &[&str] = &[
    "o1",
    "o3",
    "o4",
    "gpt-5$",
    "gpt-5-2025",
    "gpt-5-mini",
    "gpt-5-nano",
];

/// What OpenAI's models refuse of what its API knows.
///
/// - Reasoning models know the limit as `max_completion_tokens` only:
///   <https://platform.openai.com/docs/api-reference/chat/create>
/// - Those that cannot but reason refuse sampling parameters:
///   <https://platform.openai.com/docs/guides/latest-model>
/// - What a message may hold is named by the reference, so what other providers
///   return as `reasoning_content` cannot go back:
///   <https://platform.openai.com/docs/api-reference/chat/create>
pub(super) const QUIRKS: &[Quirk] = &[
    Quirk::of(REASONING, Change::LimitIs("max_completion_tokens")),
    Quirk::of(ALWAYS_REASONING, Change::Drop("temperature")),
    Quirk::of(ALWAYS_REASONING, Change::Drop("top_p")),
    Quirk::of(ALWAYS_REASONING, Change::Drop("presence_penalty")),
    Quirk::of(ALWAYS_REASONING, Change::Drop("frequency_penalty")),
    Quirk::of(ALWAYS_REASONING, Change::Drop("logprobs")),
    Quirk::of(ALWAYS_REASONING, Change::Drop("top_logprobs")),
    Quirk::of(ALWAYS_REASONING, Change::Drop("logit_bias")),
    Quirk::NO_REASONING,
];

/// The same of Responses, which know the limit by one name only.
///
/// - <https://platform.openai.com/docs/guides/latest-model>
pub(super) const RESPONSES_QUIRKS: &[Quirk] = &[
    Quirk::of(ALWAYS_REASONING, Change::Drop("temperature")),
    Quirk::of(ALWAYS_REASONING, Change::Drop("top_p")),
    Quirk::of(ALWAYS_REASONING, Change::Drop("top_logprobs")),
];

/// OpenAI.
pub(super) const OPENAI: Kind = Kind {
    name: "openai",
    title: "OpenAI",
    endpoint: "https://api.openai.com",
    auth: Auth::Bearer("OPENAI_API_KEY"),
    chat: &[
        Chat::OPENAI.with(QUIRKS),
        Chat::RESPONSES.with(RESPONSES_QUIRKS),
    ],
    ..Kind::USUAL
};
