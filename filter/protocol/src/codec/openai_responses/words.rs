//! The format's own words, as tables.

use crate::chat::{FinishReason, Role};
use crate::json::{Text, Value};

/// Items that only this format knows, beside messages, reasoning, function calls
/// and their results: tools that the provider runs, tools with a form of their
/// own, and bookkeeping.
const NATIVE_ITEMS: &[&str] = &[
    "additional_tools",
    "apply_patch_call",
    "apply_patch_call_output",
    "code_interpreter_call",
    "compaction",
    "compaction_trigger",
    "computer_call",
    "computer_call_output",
    "configuration_update",
    "custom_tool_call",
    "custom_tool_call_output",
    "file_search_call",
    "image_generation_call",
    "local_shell_call",
    "local_shell_call_output",
    "mcp_approval_request",
    "mcp_approval_response",
    "mcp_call",
    "mcp_list_tools",
    "program",
    "program_output",
    "shell_call",
    "shell_call_output",
    "tool_search_call",
    "tool_search_output",
    "web_search_call",
];

/// Whether an item of this type is one of this format. What is compacted is told in
/// another form elsewhere, by the same name.
pub(super) fn is_native_item(kind: &Text<'_>, item: Value<'_>) -> bool {
    let kind = kind.to_str();
    NATIVE_ITEMS.contains(&&*kind)
        && (kind != "compaction" || item.get("encrypted_content").is_some())
}

/// Native items that the client writes; all others the model or the provider does.
const CLIENT_ITEMS: &[&str] = &[
    "additional_tools",
    "apply_patch_call_output",
    "compaction_trigger",
    "computer_call_output",
    "configuration_update",
    "custom_tool_call_output",
    "local_shell_call_output",
    "mcp_approval_response",
    "shell_call_output",
];

/// Who writes a native item of this type.
pub(super) fn role_of_native(kind: &Text<'_>) -> Role {
    if CLIENT_ITEMS.contains(&&*kind.to_str()) {
        Role::User
    } else {
        Role::Assistant
    }
}

/// Types of tools that only this format knows.
const NATIVE_TOOLS: &[&str] = &[
    "apply_patch",
    "code_interpreter",
    "computer",
    "computer_use",
    "computer_use_preview",
    "custom",
    "file_search",
    "image_generation",
    "local_shell",
    "mcp",
    "namespace",
    "programmatic_tool_calling",
    "shell",
    "tool_search",
    "web_search",
    "web_search_2025_08_26",
    "web_search_preview",
    "web_search_preview_2025_03_11",
];

/// Whether a tool type is one of this format.
pub(super) fn is_native_tool(kind: &Text<'_>) -> bool {
    NATIVE_TOOLS.contains(&&*kind.to_str())
}

/// Types of annotations of text.
const ANNOTATIONS: &[&str] = &[
    "container_file_citation",
    "file_citation",
    "file_path",
    "url_citation",
];

/// Whether an annotation type is one of this format.
pub(super) fn is_annotation(kind: &Text<'_>) -> bool {
    ANNOTATIONS.contains(&&*kind.to_str())
}

/// Why an answer is not complete.
const INCOMPLETE: &[(&str, FinishReason<'static>)] = &[
    ("max_output_tokens", FinishReason::Length),
    ("max_tokens", FinishReason::Length),
    ("content_filter", FinishReason::ContentFilter),
];

/// What the reason of an incomplete answer means.
pub(super) fn incomplete_reason(word: Option<Text<'_>>) -> FinishReason<'_> {
    let Some(word) = word.filter(|word| !word.is_blank()) else {
        return FinishReason::Length;
    };
    let known = INCOMPLETE.iter().find(|(known, _)| word == **known);
    match known {
        Some((_, reason)) => reason.clone(),
        None => FinishReason::Other(word),
    }
}

/// Why an answer that ended for `reason` is incomplete, if it is.
///
/// An answer that was declined or cut by a filter is told as filtered, since the
/// format has no word for a model that declines and `completed` would pass it
/// for whole.
pub(super) fn incomplete_word(reason: &FinishReason<'_>) -> Option<&'static str> {
    match reason {
        FinishReason::Length | FinishReason::ContextLength => Some("max_output_tokens"),
        FinishReason::ContentFilter | FinishReason::Refusal => Some("content_filter"),
        FinishReason::Stop
        | FinishReason::StopSequence(_)
        | FinishReason::ToolCalls
        | FinishReason::Pause
        | FinishReason::Other(_) => None,
    }
}
