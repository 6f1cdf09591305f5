//! Responses: requests and whole answers, whose items are the same.

use PieceKind::{Answer, Other, Reasoning, System, ToolArguments, ToolResult, User};
use Step::{Free, Into, Marks, Media, Messages, Opaque, Text, Tokens, Word};

use super::super::marks::{Marks as Places, Unit};
use super::super::piece::PieceKind;
use super::super::shape::{Rest, Shape, Step, Tell};
use super::openai_chat::CHOICE;
use super::shared::{FILE, OUTPUT_FORMAT, PART_TYPES, ROLES, TOLD, TOOL};

pub(super) static REQUEST: Shape = Shape {
    tells: &[],
    rows: &[
        ("model", Word),
        ("input", Messages(Some(User), &ITEM)),
        ("instructions", Messages(Some(System), &ITEM)),
        ("tools", Into(Some(System), &TOOL)),
        ("tool_choice", Into(Some(Other), &CHOICE)),
        ("text", Into(Some(System), &OUTPUT_FORMAT)),
        ("prompt", Into(Some(User), &PROMPT)),
        ("metadata", Free(Some(Other))),
        ("user", Text(Some(Other))),
        ("stream_options", Into(Some(Other), &TOLD)),
        ("include", Word),
        ("previous_response_id", Word),
        ("conversation", Word),
        ("service_tier", Word),
        ("truncation", Word),
        ("reasoning", Into(Some(Other), &TOLD)),
    ],
    rest: Rest::Free,
};

static PROMPT: Shape = Shape {
    tells: &[],
    rows: &[
        ("id", Word),
        ("version", Word),
        ("variables", Free(Some(User))),
    ],
    rest: Rest::Free,
};

/// What an item is. Those of the user's and the model's turns tell it by their role.
const ITEM_TYPES: Tell = Tell {
    member: "type",
    rows: &[
        ("reasoning", Reasoning),
        ("function_call", ToolArguments),
        ("custom_tool_call", ToolArguments),
        ("computer_call", ToolArguments),
        ("web_search_call", ToolArguments),
        ("file_search_call", ToolArguments),
        ("code_interpreter_call", ToolArguments),
        ("image_generation_call", ToolArguments),
        ("local_shell_call", ToolArguments),
        ("shell_call", ToolArguments),
        ("apply_patch_call", ToolArguments),
        ("mcp_call", ToolArguments),
        ("mcp_approval_request", ToolArguments),
        ("mcp_list_tools", System),
        ("function_call_output", ToolResult),
        ("custom_tool_call_output", ToolResult),
        ("computer_call_output", ToolResult),
        ("local_shell_call_output", ToolResult),
        ("shell_call_output", ToolResult),
        ("apply_patch_call_output", ToolResult),
        ("mcp_approval_response", User),
        ("output_text", Answer),
    ],
};

pub(super) static ITEM: Shape = Shape {
    tells: &[ITEM_TYPES, ROLES],
    rows: &[
        ("type", Word),
        ("role", Word),
        ("id", Word),
        ("status", Word),
        ("phase", Word),
        ("call_id", Word),
        ("server_label", Word),
        ("container_id", Word),
        ("approval_request_id", Word),
        ("content", Into(None, &PART)),
        ("text", Into(None, &PART)),
        ("summary", Into(Some(Reasoning), &PART)),
        ("encrypted_content", Opaque),
        ("name", Text(Some(Other))),
        ("arguments", Free(Some(ToolArguments))),
        ("input", Free(Some(ToolArguments))),
        ("action", Free(Some(ToolArguments))),
        ("queries", Free(Some(ToolArguments))),
        ("code", Text(Some(ToolArguments))),
        ("output", Into(Some(ToolResult), &PART)),
        ("outputs", Into(Some(ToolResult), &PART)),
        ("results", Free(Some(ToolResult))),
        ("result", Opaque),
        ("tools", Into(Some(System), &TOOL)),
        ("output_format", Word),
        ("size", Word),
        ("quality", Word),
        ("background", Word),
        ("detail", Word),
        ("image_url", Media),
        ("file_id", Word),
        ("file_url", Media),
        ("file_data", Media),
        ("filename", Text(Some(Other))),
    ],
    rest: Rest::Free,
};

static PART: Shape = Shape {
    tells: &[PART_TYPES],
    rows: &[
        ("type", Word),
        ("text", Into(None, &PART)),
        ("refusal", Into(None, &PART)),
        ("logs", Into(None, &PART)),
        ("stdout", Into(None, &PART)),
        ("stderr", Into(None, &PART)),
        ("detail", Word),
        ("image_url", Media),
        ("file_id", Word),
        ("file_url", Media),
        ("file_data", Media),
        ("filename", Text(Some(Other))),
        ("url", Media),
        ("input_audio", Into(None, &FILE)),
        ("annotations", Marks(&ANNOTATIONS)),
        ("logprobs", Tokens("[]")),
    ],
    rest: Rest::Free,
};

static ANNOTATIONS: Places = Places {
    within: None,
    start: "start_index",
    end: "end_index",
    text: None,
    unit: Unit::Chars,
};

pub(super) static ANSWER: Shape = Shape {
    tells: &[],
    rows: &[
        ("id", Word),
        ("object", Word),
        ("status", Word),
        ("model", Word),
        ("created_at", Word),
        ("completed_at", Word),
        ("output", Messages(Some(Answer), &ITEM)),
        ("output_text", Text(Some(Answer))),
        ("instructions", Into(Some(System), &ITEM)),
        ("tools", Into(Some(System), &TOOL)),
        ("tool_choice", Into(Some(Other), &CHOICE)),
        ("text", Into(Some(System), &OUTPUT_FORMAT)),
        ("metadata", Free(Some(Other))),
        ("user", Text(Some(Other))),
        ("previous_response_id", Word),
        ("service_tier", Word),
        ("truncation", Word),
        ("reasoning", Into(Some(Other), &TOLD)),
        ("incomplete_details", Into(Some(Other), &TOLD)),
        ("usage", Into(Some(Other), &TOLD)),
    ],
    rest: Rest::Told,
};
