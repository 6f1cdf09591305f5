//! The format's own words, as tables.

use crate::chat::FinishReason;
use crate::json::{Text, Value};

const STOP_REASONS: &[(&str, FinishReason<'static>)] = &[
    ("end_turn", FinishReason::Stop),
    ("tool_use", FinishReason::ToolCalls),
    ("max_tokens", FinishReason::Length),
    ("stop_sequence", FinishReason::StopSequence(None)),
    ("content_filtered", FinishReason::ContentFilter),
    ("guardrail_intervened", FinishReason::ContentFilter),
    ("model_context_window_exceeded", FinishReason::ContextLength),
    // Claude's own words, which some models let through.
    ("refusal", FinishReason::Refusal),
    ("pause_turn", FinishReason::Pause),
];

/// Reasons that mean something to clients of this format only.
const MALFORMED: &[&str] = &["malformed_model_output", "malformed_tool_use"];

/// What a `stopReason` means. Clients of any format run tools only where the answer
/// ended for them, so calls in front of a plain end are one.
pub(super) fn finish_reason<'a>(
    word: &Text<'a>,
    sequence: Option<Text<'a>>,
    has_calls: bool,
) -> Option<FinishReason<'a>> {
    if word.is_blank() || *word == "null" {
        return None;
    }
    let known = STOP_REASONS
        .iter()
        .find(|(known, _)| *word == **known)
        .map(|(_, reason)| reason.clone());
    Some(match known {
        Some(FinishReason::StopSequence(_)) => FinishReason::StopSequence(sequence),
        Some(FinishReason::Stop) if has_calls => FinishReason::ToolCalls,
        Some(reason) => reason,
        None => FinishReason::Other(word.clone()),
    })
}

/// The `stopReason` of an answer. Clients run tools only on `tool_use`, and some
/// providers say "stop" in front of tool calls; so the calls decide.
pub(super) fn stop_reason(reason: Option<&FinishReason<'_>>, has_calls: bool) -> &'static str {
    match reason {
        Some(FinishReason::Other(word)) if MALFORMED.iter().any(|known| *word == **known) => {
            MALFORMED
                .iter()
                .find(|known| *word == ***known)
                .copied()
                .unwrap_or("end_turn")
        }
        None | Some(FinishReason::Stop | FinishReason::ToolCalls | FinishReason::Other(_)) => {
            if has_calls {
                "tool_use"
            } else {
                "end_turn"
            }
        }
        Some(FinishReason::StopSequence(_)) => "stop_sequence",
        Some(FinishReason::Refusal) => "content_filtered",
        Some(FinishReason::Pause) => "end_turn",
        Some(other) => STOP_REASONS
            .iter()
            .find(|(_, known)| known == other)
            .map_or("end_turn", |(word, _)| word),
    }
}

/// Whether a reason is told in other words than it came in.
pub(super) fn is_renamed(reason: &FinishReason<'_>) -> bool {
    match reason {
        FinishReason::Other(word) => !MALFORMED.iter().any(|known| *word == **known),
        FinishReason::Pause | FinishReason::Refusal => true,
        FinishReason::Stop
        | FinishReason::StopSequence(_)
        | FinishReason::Length
        | FinishReason::ContextLength
        | FinishReason::ToolCalls
        | FinishReason::ContentFilter => false,
    }
}

/// Service tiers, from the words of any format.
const TIERS: &[(&str, &str)] = &[
    ("default", "default"),
    ("flex", "flex"),
    ("priority", "priority"),
    ("reserved", "reserved"),
    ("standard", "default"),
    ("standard_only", "default"),
];

/// The service tier of this name.
pub(super) fn tier(word: &Text<'_>) -> Option<&'static str> {
    TIERS
        .iter()
        .find(|(known, _)| *word == **known)
        .map(|(_, ours)| *ours)
}

/// Kinds of native parts, and the members that such a block may have.
const NATIVE: &[(&str, &[&str])] = &[
    ("documentContent", &["document"]),
    ("reasoningContent", &["reasoningContent"]),
    ("s3Location", &["image", "document", "audio"]),
    ("searchResult", &["searchResult"]),
    ("toolAddition", &["toolAddition"]),
    ("toolRemoval", &["toolRemoval"]),
    ("toolResult", &["toolResult"]),
    ("toolUse", &["toolUse"]),
    ("video", &["video"]),
];

/// Whether a part is a block of this format that the hub has no part for.
pub(super) fn is_native(kind: &Text<'_>, block: Value<'_>) -> bool {
    NATIVE.iter().any(|(known, members)| {
        *kind == **known
            && members
                .iter()
                .any(|member| block.get(member).is_some_and(|value| value.is_object()))
    })
}
