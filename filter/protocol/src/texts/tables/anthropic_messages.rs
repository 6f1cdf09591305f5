//! Messages: requests and whole answers, whose blocks are the same.

use PieceKind::{Answer, Other, Reasoning, System, ToolArguments, ToolResult, User};
use Step::{Free, Into, Media, Messages, Opaque, Text, Word};

use super::super::piece::PieceKind;
use super::super::shape::{Rest, Shape, Step, Tell};
use super::shared::{CACHE, OUTPUT_FORMAT, ROLES, TOLD, TOOL};

pub(super) static REQUEST: Shape = Shape {
    tells: &[],
    rows: &[
        ("model", Word),
        ("anthropic_version", Word),
        ("anthropic_beta", Word),
        ("system", Into(Some(System), &BLOCK)),
        ("messages", Messages(Some(User), &MESSAGE)),
        ("tools", Into(Some(System), &TOOL)),
        ("tool_choice", Into(Some(Other), &CHOICE)),
        ("mcp_servers", Into(Some(Other), &TOOL)),
        ("output_format", Into(Some(System), &OUTPUT_FORMAT)),
        ("output_config", Into(Some(System), &OUTPUT_FORMAT)),
        ("stop_sequences", Text(Some(Other))),
        ("metadata", Free(Some(Other))),
        ("service_tier", Word),
        ("container", Word),
        ("inference_geo", Word),
        ("thinking", Into(Some(Other), &TOLD)),
        ("cache_control", Into(None, &CACHE)),
    ],
    rest: Rest::Free,
};

static CHOICE: Shape = Shape {
    tells: &[],
    rows: &[("type", Word), ("name", Text(None))],
    rest: Rest::Free,
};

static MESSAGE: Shape = Shape {
    tells: &[ROLES],
    rows: &[("role", Word), ("content", Into(None, &BLOCK))],
    rest: Rest::Free,
};

/// What the server's tools answer; what the client's do is told by `tool_result`.
const BLOCK_TYPES: Tell = Tell {
    member: "type",
    rows: &[
        ("thinking", Reasoning),
        ("tool_use", ToolArguments),
        ("server_tool_use", ToolArguments),
        ("mcp_tool_use", ToolArguments),
        ("tool_result", ToolResult),
        ("mcp_tool_result", ToolResult),
        ("web_search_tool_result", ToolResult),
        ("web_fetch_tool_result", ToolResult),
        ("code_execution_tool_result", ToolResult),
        ("bash_code_execution_tool_result", ToolResult),
        ("text_editor_code_execution_tool_result", ToolResult),
        ("tool_search_tool_result", ToolResult),
    ],
};

pub(super) static BLOCK: Shape = Shape {
    tells: &[BLOCK_TYPES],
    rows: &[
        ("type", Word),
        ("id", Word),
        ("tool_use_id", Word),
        ("media_type", Word),
        ("file_id", Word),
        ("text", Into(None, &BLOCK)),
        ("thinking", Into(Some(Reasoning), &BLOCK)),
        ("signature", Opaque),
        ("data", Media),
        ("encrypted_content", Opaque),
        ("encrypted_index", Opaque),
        ("name", Text(Some(Other))),
        ("server_name", Text(Some(Other))),
        ("input", Free(Some(ToolArguments))),
        ("content", Into(None, &BLOCK)),
        ("source", Into(None, &BLOCK)),
        ("url", Media),
        ("title", Text(None)),
        ("context", Text(None)),
        ("stdout", Text(None)),
        ("stderr", Text(None)),
        ("citations", Free(Some(Other))),
        ("cache_control", Into(None, &CACHE)),
        ("caller", Into(Some(Other), &TOLD)),
    ],
    rest: Rest::Free,
};

pub(super) static ANSWER: Shape = Shape {
    tells: &[],
    rows: &[
        ("id", Word),
        ("type", Word),
        ("role", Word),
        ("model", Word),
        ("content", Into(Some(Answer), &BLOCK)),
        ("stop_reason", Word),
        ("stop_sequence", Text(Some(Other))),
        ("usage", Into(Some(Other), &TOLD)),
    ],
    rest: Rest::Told,
};
