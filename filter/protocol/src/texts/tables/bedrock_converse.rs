//! Converse: requests and whole answers.

use PieceKind::{Answer, Other, Reasoning, System, ToolArguments, ToolResult, User};
use Step::{Free, Into, Media, Messages, Opaque, Text, Word};

use super::super::piece::PieceKind;
use super::super::shape::{Rest, Shape, Step};
use super::shared::{CACHE, OUTPUT_FORMAT, ROLES, TOLD, TOOL};

pub(super) static REQUEST: Shape = Shape {
    tells: &[],
    rows: &[
        ("modelId", Word),
        // CountTokens has the request in these.
        ("input", Into(Some(Other), &REQUEST)),
        ("converse", Into(Some(Other), &REQUEST)),
        ("invokeModel", Into(Some(User), &INVOKE)),
        ("system", Into(Some(System), &BLOCK)),
        ("messages", Messages(Some(User), &MESSAGE)),
        ("toolConfig", Into(Some(System), &TOOL)),
        ("outputConfig", Into(Some(System), &OUTPUT_FORMAT)),
        ("inferenceConfig", Into(Some(Other), &INFERENCE)),
        ("promptVariables", Free(Some(User))),
        ("requestMetadata", Free(Some(Other))),
        ("additionalModelRequestFields", Free(Some(Other))),
        ("additionalModelResponseFieldPaths", Word),
        ("guardrailConfig", Into(Some(Other), &TOLD)),
        ("performanceConfig", Into(Some(Other), &TOLD)),
        ("serviceTier", Into(Some(Other), &TOLD)),
    ],
    rest: Rest::Free,
};

static INVOKE: Shape = Shape {
    tells: &[],
    rows: &[("body", Media)],
    rest: Rest::Free,
};

static INFERENCE: Shape = Shape {
    tells: &[],
    rows: &[("stopSequences", Text(None))],
    rest: Rest::Free,
};

static MESSAGE: Shape = Shape {
    tells: &[ROLES],
    rows: &[("role", Word), ("content", Into(None, &BLOCK))],
    rest: Rest::Free,
};

pub(super) static BLOCK: Shape = Shape {
    tells: &[],
    rows: &[
        ("text", Into(None, &BLOCK)),
        ("image", Into(None, &FILE)),
        ("document", Into(None, &FILE)),
        ("video", Into(None, &FILE)),
        ("audio", Into(None, &FILE)),
        ("toolUse", Into(Some(ToolArguments), &CALL)),
        ("toolResult", Into(Some(ToolResult), &RESULT)),
        ("reasoningContent", Into(Some(Reasoning), &THOUGHT)),
        ("guardContent", Into(None, &BLOCK)),
        ("citationsContent", Into(None, &BLOCK)),
        ("searchResult", Into(None, &BLOCK)),
        ("content", Into(None, &BLOCK)),
        ("json", Free(Some(ToolResult))),
        ("qualifiers", Word),
        ("cachePoint", Into(None, &CACHE)),
        ("citations", Free(Some(Other))),
    ],
    rest: Rest::Free,
};

static FILE: Shape = Shape {
    tells: &[],
    rows: &[
        ("format", Word),
        ("name", Text(None)),
        ("context", Text(None)),
        ("source", Into(None, &FILE)),
        ("bytes", Media),
        ("text", Text(None)),
        ("content", Into(None, &BLOCK)),
        ("s3Location", Into(Some(Other), &TOLD)),
        ("citations", Into(Some(Other), &TOLD)),
    ],
    rest: Rest::Free,
};

static CALL: Shape = Shape {
    tells: &[],
    rows: &[
        ("toolUseId", Word),
        ("type", Word),
        ("name", Text(Some(Other))),
        ("input", Free(Some(ToolArguments))),
    ],
    rest: Rest::Free,
};

static RESULT: Shape = Shape {
    tells: &[],
    rows: &[
        ("toolUseId", Word),
        ("type", Word),
        ("status", Word),
        ("content", Into(None, &BLOCK)),
    ],
    rest: Rest::Free,
};

static THOUGHT: Shape = Shape {
    tells: &[],
    rows: &[
        ("reasoningText", Into(None, &THOUGHT)),
        ("text", Into(None, &THOUGHT)),
        ("signature", Opaque),
        ("redactedContent", Opaque),
    ],
    rest: Rest::Free,
};

pub(super) static ANSWER: Shape = Shape {
    tells: &[],
    rows: &[
        ("output", Into(Some(Answer), &OUTPUT)),
        ("stopReason", Word),
        ("usage", Into(Some(Other), &TOLD)),
        ("metrics", Into(Some(Other), &TOLD)),
        ("additionalModelResponseFields", Free(Some(Other))),
    ],
    rest: Rest::Told,
};

static OUTPUT: Shape = Shape {
    tells: &[],
    rows: &[("message", Into(None, &MESSAGE))],
    rest: Rest::Told,
};
