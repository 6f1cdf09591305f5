//! `generateContent`: requests and whole answers.

use PieceKind::{Answer, Other, Reasoning, System, ToolArguments, ToolResult, User};
use Step::{Choices, Free, Into, Marks, Media, Messages, Opaque, Text, Tokens, Word};

use super::super::marks::{Marks as Places, Unit};
use super::super::piece::PieceKind;
use super::super::shape::{Rest, Shape, Step, Tell};
use super::shared::{ROLES, SCHEMA, TOLD, TOOL};

pub(super) static REQUEST: Shape = Shape {
    tells: &[],
    rows: &[
        ("model", Word),
        ("generateContentRequest", Into(Some(Other), &REQUEST)),
        ("systemInstruction", Into(Some(System), &INSTRUCTION)),
        ("contents", Messages(Some(User), &CONTENT)),
        ("tools", Into(Some(System), &TOOL)),
        ("toolConfig", Into(Some(Other), &CONFIG)),
        ("generationConfig", Into(Some(Other), &CONFIG)),
        ("safetySettings", Into(Some(Other), &CONFIG)),
        ("cachedContent", Word),
        ("serviceTier", Word),
        ("labels", Free(Some(Other))),
    ],
    rest: Rest::Free,
};

static CONFIG: Shape = Shape {
    tells: &[],
    rows: &[
        ("functionCallingConfig", Into(None, &CONFIG)),
        ("mode", Word),
        ("allowedFunctionNames", Text(None)),
        ("stopSequences", Text(None)),
        ("responseMimeType", Word),
        ("responseModalities", Word),
        ("mediaResolution", Word),
        ("responseSchema", Into(Some(System), &SCHEMA)),
        ("responseJsonSchema", Into(Some(System), &SCHEMA)),
        ("thinkingConfig", Into(None, &TOLD)),
        ("category", Word),
        ("threshold", Word),
        ("method", Word),
    ],
    rest: Rest::Free,
};

/// Its role says `user` in many samples, and is of no meaning.
static INSTRUCTION: Shape = Shape {
    tells: &[],
    rows: &[
        ("role", Word),
        ("parts", Into(None, &PART)),
        ("text", Into(None, &PART)),
    ],
    rest: Rest::Free,
};

pub(super) static CONTENT: Shape = Shape {
    tells: &[ROLES],
    rows: &[
        ("role", Word),
        ("parts", Into(None, &PART)),
        ("text", Into(None, &PART)),
    ],
    rest: Rest::Free,
};

pub(super) static PART: Shape = Shape {
    tells: &[Tell {
        member: "thought",
        rows: &[("true", Reasoning)],
    }],
    rows: &[
        ("text", Into(None, &PART)),
        ("thoughtSignature", Opaque),
        ("inlineData", Into(None, &DATA)),
        ("fileData", Into(None, &DATA)),
        ("functionCall", Into(Some(ToolArguments), &CALL)),
        ("functionResponse", Into(Some(ToolResult), &RESPONSE)),
        ("executableCode", Into(Some(ToolArguments), &CODE)),
        ("codeExecutionResult", Into(Some(ToolResult), &CODE)),
        ("mediaResolution", Into(Some(Other), &TOLD)),
        ("videoMetadata", Into(Some(Other), &TOLD)),
    ],
    rest: Rest::Free,
};

static DATA: Shape = Shape {
    tells: &[],
    rows: &[
        ("mimeType", Word),
        ("data", Media),
        ("fileUri", Media),
        ("displayName", Text(Some(Other))),
    ],
    rest: Rest::Free,
};

static CALL: Shape = Shape {
    tells: &[],
    rows: &[
        ("id", Word),
        ("name", Text(Some(Other))),
        ("args", Free(Some(ToolArguments))),
    ],
    rest: Rest::Free,
};

static RESPONSE: Shape = Shape {
    tells: &[],
    rows: &[
        ("id", Word),
        ("name", Text(Some(Other))),
        ("response", Free(Some(ToolResult))),
        ("parts", Into(Some(ToolResult), &PART)),
        ("scheduling", Word),
    ],
    rest: Rest::Free,
};

static CODE: Shape = Shape {
    tells: &[],
    rows: &[
        ("id", Word),
        ("language", Word),
        ("outcome", Word),
        ("code", Text(None)),
        ("output", Text(None)),
    ],
    rest: Rest::Free,
};

pub(super) static ANSWER: Shape = Shape {
    tells: &[],
    rows: &[
        ("candidates", Choices(Some(Answer), &CANDIDATE)),
        ("usageMetadata", Into(Some(Other), &TOLD)),
        ("modelVersion", Word),
        ("responseId", Word),
        ("createTime", Word),
    ],
    rest: Rest::Told,
};

static CANDIDATE: Shape = Shape {
    tells: &[],
    rows: &[
        ("content", Into(None, &CONTENT)),
        ("finishReason", Word),
        ("index", Word),
        ("citationMetadata", Into(Some(Other), &GROUNDING)),
        ("groundingMetadata", Into(Some(Other), &GROUNDING)),
        ("logprobsResult", Tokens("{}")),
        ("safetyRatings", Into(Some(Other), &TOLD)),
    ],
    rest: Rest::Told,
};

static GROUNDING: Shape = Shape {
    tells: &[],
    rows: &[
        ("groundingSupports", Marks(&SUPPORTS)),
        ("citationSources", Marks(&SOURCES)),
        ("citations", Marks(&SOURCES)),
    ],
    rest: Rest::Told,
};

static SUPPORTS: Places = Places {
    within: Some("segment"),
    start: "startIndex",
    end: "endIndex",
    text: Some("text"),
    unit: Unit::Bytes,
};

static SOURCES: Places = Places {
    within: None,
    start: "startIndex",
    end: "endIndex",
    text: None,
    unit: Unit::Bytes,
};
