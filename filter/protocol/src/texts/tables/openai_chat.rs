//! Chat Completions: requests and whole answers.

use PieceKind::{Answer, Other, Reasoning, System, ToolArguments, User};
use Step::{Choices, Free, Into, Marks, Media, Messages, Opaque, Text, Tokens, Word};

use super::super::marks::{Marks as Places, Unit};
use super::super::piece::PieceKind;
use super::super::shape::{Rest, Shape, Step};
use super::shared::{CACHE, CALL, FILE, OUTPUT_FORMAT, PART_TYPES, ROLES, TOLD, TOOL};

pub(super) static REQUEST: Shape = Shape {
    tells: &[],
    rows: &[
        ("model", Word),
        ("messages", Messages(Some(User), &MESSAGE)),
        ("tools", Into(Some(System), &TOOL)),
        ("functions", Into(Some(System), &TOOL)),
        ("tool_choice", Into(Some(Other), &CHOICE)),
        ("function_call", Into(Some(Other), &CHOICE)),
        ("response_format", Into(Some(System), &OUTPUT_FORMAT)),
        ("prediction", Into(Some(Answer), &MESSAGE)),
        ("stop", Text(Some(Other))),
        ("user", Text(Some(Other))),
        ("metadata", Free(Some(Other))),
        ("stream_options", Into(Some(Other), &TOLD)),
        ("service_tier", Word),
        ("reasoning_effort", Word),
        ("verbosity", Word),
        ("modalities", Word),
        ("audio", Into(Some(Other), &FILE)),
        ("reasoning", Into(Some(Other), &TOLD)),
    ],
    rest: Rest::Free,
};

/// Which tool to call.
pub(super) static CHOICE: Shape = Shape {
    tells: &[],
    rows: &[
        ("type", Word),
        ("mode", Word),
        ("name", Text(None)),
        ("function", Into(None, &CHOICE)),
        ("custom", Into(None, &CHOICE)),
        ("tool", Into(None, &CHOICE)),
        ("tools", Into(None, &CHOICE)),
        ("allowed_tools", Into(None, &CHOICE)),
    ],
    rest: Rest::Free,
};

pub(super) static MESSAGE: Shape = Shape {
    tells: &[ROLES],
    rows: &[
        ("role", Word),
        ("type", Word),
        ("content", Into(None, &PART)),
        ("name", Text(Some(Other))),
        ("tool_call_id", Word),
        ("tool_calls", Into(Some(ToolArguments), &CALL)),
        ("function_call", Into(Some(ToolArguments), &CALL)),
        ("refusal", Into(Some(Answer), &PART)),
        ("audio", Into(None, &FILE)),
        ("reasoning", Into(Some(Reasoning), &DETAIL)),
        ("reasoning_content", Into(Some(Reasoning), &DETAIL)),
        ("reasoning_details", Into(Some(Reasoning), &DETAIL)),
        ("thinking_blocks", Into(Some(Reasoning), &DETAIL)),
        ("annotations", Marks(&ANNOTATIONS)),
        ("cache_control", Into(None, &CACHE)),
        ("images", Into(None, &PART)),
    ],
    rest: Rest::Free,
};

static ANNOTATIONS: Places = Places {
    within: Some("url_citation"),
    start: "start_index",
    end: "end_index",
    text: None,
    unit: Unit::Chars,
};

pub(super) static PART: Shape = Shape {
    tells: &[PART_TYPES],
    rows: &[
        ("type", Word),
        ("text", Into(None, &PART)),
        ("refusal", Into(None, &PART)),
        ("thinking", Into(Some(Reasoning), &DETAIL)),
        ("image_url", Media),
        ("video_url", Media),
        ("audio_url", Media),
        ("input_audio", Into(None, &FILE)),
        ("file", Into(None, &FILE)),
        ("cache_control", Into(None, &CACHE)),
    ],
    rest: Rest::Free,
};

/// Reasoning with its proof.
static DETAIL: Shape = Shape {
    tells: &[],
    rows: &[
        ("type", Word),
        ("id", Word),
        ("format", Word),
        ("index", Word),
        ("text", Into(None, &DETAIL)),
        ("summary", Into(None, &DETAIL)),
        ("thinking", Into(None, &DETAIL)),
        ("data", Opaque),
        ("signature", Opaque),
    ],
    rest: Rest::Free,
};

pub(super) static ANSWER: Shape = Shape {
    tells: &[],
    rows: &[
        ("id", Word),
        ("object", Word),
        ("created", Word),
        ("model", Word),
        ("service_tier", Word),
        ("system_fingerprint", Word),
        ("choices", Choices(Some(Answer), &ANSWERED)),
        ("usage", Into(Some(Other), &TOLD)),
    ],
    rest: Rest::Told,
};

static ANSWERED: Shape = Shape {
    tells: &[],
    rows: &[
        ("index", Word),
        ("finish_reason", Word),
        ("native_finish_reason", Word),
        ("logprobs", Tokens("null")),
        ("message", Into(None, &MESSAGE)),
        ("delta", Into(None, &MESSAGE)),
        ("text", Into(None, &PART)),
    ],
    rest: Rest::Told,
};
