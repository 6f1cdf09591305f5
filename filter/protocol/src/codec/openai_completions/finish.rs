//! Why a completion ended.

use crate::chat::FinishReason;
use crate::json::Text;

/// What the words for it mean: OpenAI's three, and those of servers of this format.
const WORDS: &[(&str, FinishReason<'static>)] = &[
    ("stop", FinishReason::Stop),
    ("length", FinishReason::Length),
    ("content_filter", FinishReason::ContentFilter),
    ("eos", FinishReason::Stop),
];

/// Reads a finish reason. Empty words are none.
pub(super) fn decode(word: Text<'_>) -> Option<FinishReason<'_>> {
    let plain = word.to_str();
    let trimmed = plain.trim();
    if trimmed.is_empty() || trimmed == "null" {
        return None;
    }
    match WORDS.iter().find(|(name, _)| *name == trimmed) {
        Some((_, reason)) => Some(reason.clone()),
        None => Some(FinishReason::Other(word.clone())),
    }
}

/// The word for a finish reason: one of the three that OpenAI's libraries know.
///
/// A refusal is `content_filter`, since `stop` would pass for a whole continuation.
pub(super) fn encode(reason: &FinishReason<'_>) -> &'static str {
    match reason {
        FinishReason::Length | FinishReason::ContextLength => "length",
        FinishReason::ContentFilter | FinishReason::Refusal => "content_filter",
        FinishReason::Stop
        | FinishReason::StopSequence(_)
        | FinishReason::ToolCalls
        | FinishReason::Pause
        | FinishReason::Other(_) => "stop",
    }
}
