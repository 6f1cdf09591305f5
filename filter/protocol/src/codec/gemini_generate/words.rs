//! Why an answer ended, in the words of the API and of the hub.

use crate::chat::FinishReason;
use crate::json::Text;

use super::key::word;

/// Reasons that a filter of the provider gives.
const FILTERED: &[&str] = &[
    "SAFETY",
    "RECITATION",
    "LANGUAGE",
    "BLOCKLIST",
    "PROHIBITED_CONTENT",
    "SPII",
    "IMAGE_SAFETY",
    "IMAGE_PROHIBITED_CONTENT",
    "IMAGE_RECITATION",
    "MODEL_ARMOR",
    "ESCALATION",
];

/// Reasons that only this format has words for.
const OTHER: &[&str] = &[
    "OTHER",
    "MALFORMED_FUNCTION_CALL",
    "UNEXPECTED_TOOL_CALL",
    "TOO_MANY_TOOL_CALLS",
    "MISSING_THOUGHT_SIGNATURE",
    "MALFORMED_RESPONSE",
    "IMAGE_OTHER",
    "NO_IMAGE",
];

/// The reason a word stands for; `None` if it says nothing.
pub(super) fn finish_reason(reason: &Text<'_>, has_calls: bool) -> Option<FinishReason<'static>> {
    let reason = word(reason);
    match reason.trim() {
        "" | "FINISH_REASON_UNSPECIFIED" => None,
        "STOP" if has_calls => Some(FinishReason::ToolCalls),
        "STOP" => Some(FinishReason::Stop),
        "MAX_TOKENS" => Some(FinishReason::Length),
        "CONTINUATION" => Some(FinishReason::Pause),
        reason if FILTERED.contains(&reason) => Some(FinishReason::ContentFilter),
        reason => Some(FinishReason::Other(Text::from(reason.to_owned()))),
    }
}

/// The word for a reason, and whether it says all of it.
pub(super) fn reason_word<'r>(reason: &'r FinishReason<'_>) -> (&'r str, bool) {
    match reason {
        FinishReason::Stop | FinishReason::ToolCalls => ("STOP", true),
        FinishReason::StopSequence(sequence) => ("STOP", sequence.is_none()),
        FinishReason::Pause => ("STOP", false),
        FinishReason::Length => ("MAX_TOKENS", true),
        FinishReason::ContextLength => ("MAX_TOKENS", false),
        FinishReason::ContentFilter => ("SAFETY", true),
        FinishReason::Refusal => ("SAFETY", false),
        FinishReason::Other(other) => {
            let known = OTHER.iter().find(|known| *other == ***known);
            known.map_or(("OTHER", false), |known| (known, true))
        }
    }
}
