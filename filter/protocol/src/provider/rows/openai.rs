//! OpenAI itself.

use crate::provider::{Auth, Change, Chat, Kind, Quirk};

/// Models that reason before they answer, by how their names begin.
const REASONING: &[&str] = &["o1", "o3", "o4", "gpt-5"];

/// What OpenAI's models refuse of what its API knows.
///
/// - Reasoning models know the limit as `max_completion_tokens` only:
///   <https://platform.openai.com/docs/api-reference/chat/create>
/// - What a message may hold is named by the reference, so what other providers
///   return as `reasoning_content` cannot go back:
///   <https://platform.openai.com/docs/api-reference/chat/create>
pub(super) const QUIRKS: &[Quirk] = &[
    Quirk::of(REASONING, Change::LimitIs("max_completion_tokens")),
    Quirk::NO_REASONING,
];

/// OpenAI.
pub(super) const OPENAI: Kind = Kind {
    name: "openai",
    title: "OpenAI",
    endpoint: "https://api.openai.com",
    auth: Auth::Bearer("OPENAI_API_KEY"),
    chat: &[Chat::OPENAI.with(QUIRKS)],
    ..Kind::USUAL
};
