//! Finish reasons and token counts in Cohere's words.

use crate::chat::{FinishReason, Usage};
use crate::json::{Text, Value, Writer};

/// What the words for the end of an answer mean. Version 2 knows the first four and
/// the two failures; the others are those of version 1.
const FINISH: &[(&str, FinishReason<'static>)] = &[
    ("COMPLETE", FinishReason::Stop),
    ("STOP_SEQUENCE", FinishReason::StopSequence(None)),
    ("MAX_TOKENS", FinishReason::Length),
    ("TOOL_CALL", FinishReason::ToolCalls),
    ("ERROR_TOXIC", FinishReason::ContentFilter),
    ("ERROR_LIMIT", FinishReason::ContextLength),
];

/// The words for an answer that failed while it was made.
pub(super) const FAILURES: &[&str] = &["ERROR", "TIMEOUT"];

/// Reads a finish reason; an empty word is none.
pub(super) fn decode_finish(word: Text<'_>) -> Option<FinishReason<'_>> {
    if word.is_blank() {
        return None;
    }
    let known = FINISH.iter().find(|(name, _)| word == *name);
    Some(known.map_or(FinishReason::Other(word), |(_, reason)| reason.clone()))
}

/// A complete answer that calls tools waits for their results.
pub(super) fn with_tools(reason: FinishReason<'_>, calls_tools: bool) -> FinishReason<'_> {
    match reason {
        FinishReason::Stop if calls_tools => FinishReason::ToolCalls,
        other => other,
    }
}

/// The word for a finish reason, and whether it says the same.
pub(super) fn encode_finish(reason: &FinishReason<'_>) -> (&'static str, bool) {
    match reason {
        FinishReason::Stop => ("COMPLETE", true),
        FinishReason::StopSequence(which) => ("STOP_SEQUENCE", which.is_none()),
        FinishReason::Length => ("MAX_TOKENS", true),
        FinishReason::ToolCalls => ("TOOL_CALL", true),
        FinishReason::ContentFilter => ("ERROR_TOXIC", true),
        FinishReason::Refusal => ("ERROR_TOXIC", false),
        FinishReason::ContextLength => ("ERROR_LIMIT", true),
        FinishReason::Pause | FinishReason::Other(_) => ("COMPLETE", false),
    }
}

/// Reads a `usage` object. What is not reported stays `None`.
pub(super) fn decode_usage(usage: Value<'_>) -> Usage {
    let count = |group: &str, key: &str| usage.get_some(group)?.get_some(key)?.u64();
    let either = |key: &str| count("tokens", key).or_else(|| count("billed_units", key));
    Usage {
        input_tokens: either("input_tokens"),
        output_tokens: either("output_tokens"),
        cache_read_input_tokens: usage
            .get_some("cached_tokens")
            .and_then(|count| count.u64()),
        ..Usage::default()
    }
}

/// Writes a `usage` object with the counts that are known.
pub(super) fn encode_usage(usage: &Usage, writer: &mut Writer<'_>) {
    writer.begin_object();
    if usage.input_tokens.is_some() || usage.output_tokens.is_some() {
        writer.key("tokens");
        writer.begin_object();
        for (key, count) in [
            ("input_tokens", usage.input_tokens),
            ("output_tokens", usage.output_tokens),
        ] {
            if let Some(count) = count {
                writer.key(key);
                writer.u64(count);
            }
        }
        writer.end_object();
    }
    if let Some(count) = usage.cache_read_input_tokens {
        writer.key("cached_tokens");
        writer.u64(count);
    }
    writer.end_object();
}
