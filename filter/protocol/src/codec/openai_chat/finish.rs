//! Why an answer ended: OpenAI's words, those of compatible servers, and the hub's.

use crate::chat::FinishReason;
use crate::json::Text;

/// What the words for it mean. OpenAI knows the first five; the others come from
/// servers that speak its format.
const WORDS: &[(&str, FinishReason<'static>)] = &[
    ("stop", FinishReason::Stop),
    ("length", FinishReason::Length),
    ("tool_calls", FinishReason::ToolCalls),
    ("function_call", FinishReason::ToolCalls),
    ("content_filter", FinishReason::ContentFilter),
    ("eos", FinishReason::Stop),
    ("end_turn", FinishReason::Stop),
    ("max_tokens", FinishReason::Length),
    ("model_length", FinishReason::ContextLength),
    ("tool_use", FinishReason::ToolCalls),
];

/// Reads a finish reason. Empty words are none: some servers send them in every chunk.
pub(super) fn decode(word: Text<'_>) -> Option<FinishReason<'_>> {
    let plain = word.to_str();
    let trimmed = plain.trim();
    if trimmed.is_empty() || trimmed == "null" {
        return None;
    }
    let known = WORDS.iter().find(|(name, _)| *name == trimmed);
    match known {
        Some((_, reason)) => Some(reason.clone()),
        None => Some(FinishReason::Other(word.clone())),
    }
}

/// A `stop` in an answer that calls tools means that it calls tools: OpenAI says
/// so when the request named the tool, and other servers always do.
pub(super) fn with_tools<'a>(
    reason: Option<FinishReason<'a>>,
    calls_tools: bool,
) -> Option<FinishReason<'a>> {
    match reason {
        Some(FinishReason::Stop) if calls_tools => Some(FinishReason::ToolCalls),
        other => other,
    }
}

/// The word for a finish reason. OpenAI's clients know five and no other.
///
/// A refusal becomes `content_filter`, since OpenAI has no word for a model that
/// declines and `stop` would pass for a complete answer.
pub(super) fn encode(reason: &FinishReason<'_>) -> &'static str {
    match reason {
        FinishReason::Length | FinishReason::ContextLength => "length",
        FinishReason::ToolCalls => "tool_calls",
        FinishReason::ContentFilter | FinishReason::Refusal => "content_filter",
        FinishReason::Stop
        | FinishReason::StopSequence(_)
        | FinishReason::Pause
        | FinishReason::Other(_) => "stop",
    }
}
