//! The format's own words, as tables.

use crate::chat::{ApiError, ErrorKind, FinishReason};
use crate::json::{Text, Value};

const STOP_REASONS: &[(&str, FinishReason<'static>)] = &[
    ("end_turn", FinishReason::Stop),
    ("max_tokens", FinishReason::Length),
    ("stop_sequence", FinishReason::StopSequence(None)),
    ("tool_use", FinishReason::ToolCalls),
    ("pause_turn", FinishReason::Pause),
    ("refusal", FinishReason::Refusal),
    ("model_context_window_exceeded", FinishReason::ContextLength),
];

/// What a `stop_reason` means. An empty one, or the word "null" that some
/// compatible servers send, is none.
pub(super) fn finish_reason<'a>(
    word: &Text<'a>,
    sequence: Option<Text<'a>>,
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
        Some(reason) => reason,
        None => FinishReason::Other(word.clone()),
    })
}

/// The `stop_reason` of an answer.
///
/// A client runs the tools only on `tool_use`, and some providers say "stop" in
/// front of tool calls; so the calls decide between the two.
pub(super) fn stop_reason(
    reason: Option<&FinishReason<'_>>,
    has_calls: bool,
    has_refusal: bool,
) -> &'static str {
    match reason {
        None | Some(FinishReason::Stop | FinishReason::ToolCalls | FinishReason::Other(_)) => {
            if has_calls {
                "tool_use"
            } else if has_refusal {
                "refusal"
            } else {
                "end_turn"
            }
        }
        Some(FinishReason::ContentFilter) => "refusal",
        Some(FinishReason::StopSequence(_)) => "stop_sequence",
        Some(other) => STOP_REASONS
            .iter()
            .find(|(_, known)| known == other)
            .map_or("end_turn", |(word, _)| word),
    }
}

/// `type` of an error, its kind, and the HTTP status it goes with.
const ERROR_TYPES: &[(&str, ErrorKind, u16)] = &[
    ("invalid_request_error", ErrorKind::InvalidRequest, 400),
    ("authentication_error", ErrorKind::Authentication, 401),
    ("billing_error", ErrorKind::Billing, 402),
    ("permission_error", ErrorKind::Permission, 403),
    ("not_found_error", ErrorKind::NotFound, 404),
    ("request_too_large", ErrorKind::TooLarge, 413),
    ("rate_limit_error", ErrorKind::RateLimit, 429),
    ("api_error", ErrorKind::Server, 500),
    ("timeout_error", ErrorKind::Timeout, 504),
    ("overloaded_error", ErrorKind::Overloaded, 529),
];

/// Kind and status of an error `type`.
pub(super) fn error_kind(word: &str) -> Option<(ErrorKind, u16)> {
    ERROR_TYPES
        .iter()
        .find(|(known, ..)| *known == word)
        .map(|(_, kind, status)| (*kind, *status))
}

/// The error `type` for an error.
pub(super) fn error_type(error: &ApiError) -> &'static str {
    ERROR_TYPES
        .iter()
        .find(|(_, kind, _)| *kind == error.kind)
        .map_or("invalid_request_error", |(word, ..)| word)
}

/// Types of content blocks that the hub has no part for, and a member that each has:
/// other formats have blocks of the same name.
const NATIVE_BLOCKS: &[(&str, &str)] = &[
    ("compaction", "content"),
    ("container_upload", "file_id"),
    ("document", "source"),
    ("mcp_tool_use", "server_name"),
    ("search_result", "source"),
    ("server_tool_use", "input"),
    ("tool_reference", "tool_name"),
];

/// Whether a block is one of this format: with those above, every result of a tool.
pub(super) fn is_native_block(kind: &Text<'_>, block: Value<'_>) -> bool {
    let kind = kind.to_str();
    let mut known = NATIVE_BLOCKS.iter();
    let member = known.find(|(name, _)| kind == *name).map(|(_, key)| *key);
    let member = member.or_else(|| kind.ends_with("_tool_result").then_some("tool_use_id"));
    member.is_some_and(|key| block.get(key).is_some())
}

/// How the types of the provider's own tools begin; a date follows.
const NATIVE_TOOLS: &[&str] = &[
    "advisor_20",
    "bash_20",
    "browser_toolset_20",
    "code_execution_20",
    "computer_20",
    "computer_toolset_20",
    "mcp_toolset",
    "memory_20",
    "text_editor_20",
    "tool_search_tool_",
    "web_fetch_20",
    "web_search_20",
];

/// Whether a tool type is one of this format.
pub(super) fn is_native_tool(kind: &Text<'_>) -> bool {
    let kind = kind.to_str();
    NATIVE_TOOLS.iter().any(|prefix| kind.starts_with(prefix))
}

/// Types of citations.
const CITATIONS: &[&str] = &[
    "char_location",
    "content_block_location",
    "page_location",
    "search_result_location",
    "web_search_result_location",
];

/// Whether a citation has this format's shape, and not that of another one.
pub(super) fn is_citation(citation: Value<'_>) -> bool {
    citation
        .get_some("type")
        .and_then(|kind| kind.text())
        .is_some_and(|kind| CITATIONS.contains(&&*kind.to_str()))
}

/// The service tier to ask for, from the words of either format; the last member
/// tells whether it means quite the same.
const REQUEST_TIERS: &[(&str, &str, bool)] = &[
    ("auto", "auto", true),
    ("standard_only", "standard_only", true),
    ("default", "standard_only", true),
    ("priority", "auto", false),
];

/// The word for a service tier in a request, and whether it means the same.
pub(super) fn request_tier(tier: &Text<'_>) -> Option<(&'static str, bool)> {
    REQUEST_TIERS
        .iter()
        .find(|(word, ..)| *tier == **word)
        .map(|(_, ours, same)| (*ours, *same))
}

const RESPONSE_TIERS: &[(&str, &str)] = &[
    ("standard", "standard"),
    ("priority", "priority"),
    ("batch", "batch"),
    ("default", "standard"),
];

/// The word for the service tier that was used.
pub(super) fn response_tier(tier: &Text<'_>) -> Option<&'static str> {
    RESPONSE_TIERS
        .iter()
        .find(|(word, _)| *tier == **word)
        .map(|(_, ours)| *ours)
}
