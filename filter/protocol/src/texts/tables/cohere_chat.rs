//! Cohere's chat, version 2: requests and whole answers.

use PieceKind::{Answer, Other, Reasoning, System, ToolArguments, User};
use Step::{Free, Into, Marks, Media, Messages, Text, Tokens, Word};

use super::super::marks::{Marks as Places, Unit};
use super::super::piece::PieceKind;
use super::super::shape::{Rest, Shape, Step};
use super::shared::{CALL, OUTPUT_FORMAT, PART_TYPES, ROLES, TOLD, TOOL};

pub(super) static REQUEST: Shape = Shape {
    tells: &[],
    rows: &[
        ("model", Word),
        ("messages", Messages(Some(User), &MESSAGE)),
        ("documents", Into(Some(User), &DOCUMENT)),
        ("tools", Into(Some(System), &TOOL)),
        ("tool_choice", Word),
        ("response_format", Into(Some(System), &OUTPUT_FORMAT)),
        ("stop_sequences", Text(Some(Other))),
        ("safety_mode", Word),
        ("citation_options", Into(Some(Other), &TOLD)),
        ("thinking", Into(Some(Other), &TOLD)),
    ],
    rest: Rest::Free,
};

static MESSAGE: Shape = Shape {
    tells: &[ROLES],
    rows: &[
        ("role", Word),
        ("content", Into(None, &PART)),
        ("tool_call_id", Word),
        ("tool_calls", Into(Some(ToolArguments), &CALL)),
        ("tool_plan", Text(Some(Answer))),
        ("citations", Marks(&CITATIONS)),
    ],
    rest: Rest::Free,
};

pub(super) static PART: Shape = Shape {
    tells: &[PART_TYPES],
    rows: &[
        ("type", Word),
        ("text", Into(None, &PART)),
        ("thinking", Into(Some(Reasoning), &PART)),
        ("image_url", Media),
        ("document", Into(None, &DOCUMENT)),
    ],
    rest: Rest::Free,
};

static DOCUMENT: Shape = Shape {
    tells: &[],
    rows: &[("id", Word), ("data", Free(None))],
    rest: Rest::Free,
};

static CITATIONS: Places = Places {
    within: None,
    start: "start",
    end: "end",
    text: Some("text"),
    unit: Unit::Chars,
};

pub(super) static ANSWER: Shape = Shape {
    tells: &[],
    rows: &[
        ("id", Word),
        ("finish_reason", Word),
        ("message", Into(Some(Answer), &MESSAGE)),
        ("usage", Into(Some(Other), &TOLD)),
        ("logprobs", Tokens("[]")),
    ],
    rest: Rest::Told,
};
