//! Shapes that several formats share.

use PieceKind::{Answer, Other, Reasoning, System, ToolArguments, ToolResult, User};
use Step::{Free, Into, Media, Named, Opaque, Text, Word};

use super::super::piece::PieceKind;
use super::super::shape::{Rest, Shape, Step, Tell};

/// What a peer tells of itself: counts, ratings, states.
pub(super) static TOLD: Shape = Shape {
    tells: &[],
    rows: &[
        ("service_tier", Word),
        ("inference_geo", Word),
        ("trafficType", Word),
        ("modality", Word),
        ("promptTokensDetails", Into(None, &TOLD)),
        ("candidatesTokensDetails", Into(None, &TOLD)),
        ("cacheTokensDetails", Into(None, &TOLD)),
        ("toolUsePromptTokensDetails", Into(None, &TOLD)),
    ],
    rest: Rest::Told,
};

/// A marker for the prompt cache.
pub(super) static CACHE: Shape = Shape {
    tells: &[],
    rows: &[("type", Word), ("ttl", Word)],
    rest: Rest::Free,
};

/// Who speaks.
pub(super) const ROLES: Tell = Tell {
    member: "role",
    rows: &[
        ("user", User),
        ("system", System),
        ("developer", System),
        ("assistant", Answer),
        ("model", Answer),
        ("chatbot", Answer),
        ("tool", ToolResult),
        ("function", ToolResult),
    ],
};

/// What the parts of OpenAI's formats say, where their type tells.
pub(super) const PART_TYPES: Tell = Tell {
    member: "type",
    rows: &[
        ("reasoning", Reasoning),
        ("reasoning_text", Reasoning),
        ("summary_text", Reasoning),
        ("thinking", Reasoning),
        ("reasoning.text", Reasoning),
        ("reasoning.summary", Reasoning),
        ("output_text", Answer),
        ("refusal", Answer),
    ],
};

/// A JSON Schema (draft 2020-12 and those before, and the dialect of OpenAPI).
pub(super) static SCHEMA: Shape = Shape {
    tells: &[],
    rows: &[
        ("type", Word),
        ("format", Word),
        ("$schema", Word),
        ("$id", Word),
        ("$ref", Word),
        ("$anchor", Word),
        ("$dynamicRef", Word),
        ("$dynamicAnchor", Word),
        ("contentEncoding", Word),
        ("contentMediaType", Word),
        ("title", Text(None)),
        ("description", Text(None)),
        ("$comment", Text(None)),
        ("pattern", Text(None)),
        ("enum", Free(None)),
        ("const", Free(None)),
        ("default", Free(None)),
        ("example", Free(None)),
        ("examples", Free(None)),
        ("required", Text(None)),
        ("propertyOrdering", Text(None)),
        ("properties", Named(None, &SCHEMA)),
        ("patternProperties", Named(None, &SCHEMA)),
        ("dependentSchemas", Named(None, &SCHEMA)),
        ("$defs", Named(None, &SCHEMA)),
        ("definitions", Named(None, &SCHEMA)),
        ("additionalProperties", Into(None, &SCHEMA)),
        ("unevaluatedProperties", Into(None, &SCHEMA)),
        ("unevaluatedItems", Into(None, &SCHEMA)),
        ("propertyNames", Into(None, &SCHEMA)),
        ("items", Into(None, &SCHEMA)),
        ("prefixItems", Into(None, &SCHEMA)),
        ("additionalItems", Into(None, &SCHEMA)),
        ("contains", Into(None, &SCHEMA)),
        ("anyOf", Into(None, &SCHEMA)),
        ("oneOf", Into(None, &SCHEMA)),
        ("allOf", Into(None, &SCHEMA)),
        ("not", Into(None, &SCHEMA)),
        ("if", Into(None, &SCHEMA)),
        ("then", Into(None, &SCHEMA)),
        ("else", Into(None, &SCHEMA)),
        ("minimum", Word),
        ("maximum", Word),
        ("exclusiveMinimum", Word),
        ("exclusiveMaximum", Word),
        ("multipleOf", Word),
        ("minLength", Word),
        ("maxLength", Word),
        ("minItems", Word),
        ("maxItems", Word),
        ("minProperties", Word),
        ("maxProperties", Word),
        ("uniqueItems", Word),
        ("nullable", Word),
        ("deprecated", Word),
        ("readOnly", Word),
        ("writeOnly", Word),
    ],
    rest: Rest::Free,
};

/// A tool or function, in the words of any format.
pub(super) static TOOL: Shape = Shape {
    tells: &[],
    rows: &[
        ("type", Word),
        ("name", Text(Some(Other))),
        ("description", Text(Some(System))),
        ("parameters", Into(Some(System), &SCHEMA)),
        ("parametersJsonSchema", Into(Some(System), &SCHEMA)),
        ("response", Into(Some(System), &SCHEMA)),
        ("responseJsonSchema", Into(Some(System), &SCHEMA)),
        ("inputSchema", Into(Some(System), &TOOL_SCHEMA)),
        ("outputSchema", Into(Some(System), &TOOL_SCHEMA)),
        ("parameterDefinitions", Free(Some(System))),
        ("inputExamples", Free(Some(System))),
        ("function", Into(Some(System), &TOOL)),
        ("toolSpec", Into(Some(System), &TOOL)),
        ("custom", Into(Some(System), &TOOL)),
        ("functionDeclarations", Into(Some(System), &TOOL)),
        ("tools", Into(Some(System), &TOOL)),
        ("format", Into(Some(System), &GRAMMAR)),
        ("cacheControl", Into(None, &CACHE)),
        ("cachePoint", Into(None, &CACHE)),
        ("authorization", Opaque),
        ("authorizationToken", Opaque),
        ("strict", Word),
        ("maxUses", Word),
        ("maxNumResults", Word),
        ("displayWidthPx", Word),
        ("displayHeightPx", Word),
        ("vectorStoreIds", Word),
        ("connectorId", Word),
        ("behavior", Word),
    ],
    rest: Rest::Free,
};

/// A schema, or one wrapped as Bedrock does.
static TOOL_SCHEMA: Shape = Shape {
    tells: &[],
    rows: &[
        ("json", Into(None, &SCHEMA)),
        ("type", Word),
        ("title", Text(None)),
        ("description", Text(None)),
        ("properties", Named(None, &SCHEMA)),
        ("patternProperties", Named(None, &SCHEMA)),
        ("$defs", Named(None, &SCHEMA)),
        ("definitions", Named(None, &SCHEMA)),
        ("additionalProperties", Into(None, &SCHEMA)),
        ("items", Into(None, &SCHEMA)),
        ("anyOf", Into(None, &SCHEMA)),
        ("oneOf", Into(None, &SCHEMA)),
        ("allOf", Into(None, &SCHEMA)),
        ("required", Text(None)),
        ("$schema", Word),
    ],
    rest: Rest::Free,
};

/// The grammar of a custom tool.
static GRAMMAR: Shape = Shape {
    tells: &[],
    rows: &[
        ("type", Word),
        ("syntax", Word),
        ("definition", Text(None)),
        ("grammar", Into(None, &GRAMMAR)),
    ],
    rest: Rest::Free,
};

/// The form that an answer must have, in the words of any format.
pub(super) static OUTPUT_FORMAT: Shape = Shape {
    tells: &[],
    rows: &[
        ("type", Word),
        ("verbosity", Word),
        ("effort", Word),
        ("name", Text(Some(Other))),
        ("description", Text(Some(System))),
        ("schema", Into(Some(System), &SCHEMA)),
        ("json_schema", Into(Some(System), &OUTPUT_FORMAT)),
        ("format", Into(Some(System), &OUTPUT_FORMAT)),
        ("strict", Word),
        ("properties", Named(Some(System), &SCHEMA)),
        ("required", Text(Some(System))),
    ],
    rest: Rest::Free,
};

/// A tool call of Chat Completions, or its function.
pub(super) static CALL: Shape = Shape {
    tells: &[],
    rows: &[
        ("id", Word),
        ("type", Word),
        ("index", Word),
        ("name", Text(Some(Other))),
        ("function", Into(Some(ToolArguments), &CALL)),
        ("custom", Into(Some(ToolArguments), &CALL)),
        ("arguments", Free(Some(ToolArguments))),
        ("input", Free(Some(ToolArguments))),
        ("extra_content", Into(Some(Other), &EXTRA_CONTENT)),
    ],
    rest: Rest::Free,
};

/// What Google adds to a call of Chat Completions.
static EXTRA_CONTENT: Shape = Shape {
    tells: &[],
    rows: &[
        ("google", Into(None, &EXTRA_CONTENT)),
        ("thought_signature", Opaque),
    ],
    rest: Rest::Free,
};

/// A file or sound, with its data or a place where it is.
pub(super) static FILE: Shape = Shape {
    tells: &[],
    rows: &[
        ("url", Media),
        ("data", Media),
        ("file_data", Media),
        ("file_id", Word),
        ("id", Word),
        ("filename", Text(Some(Other))),
        ("format", Word),
        ("detail", Word),
        ("transcript", Text(None)),
        ("expires_at", Word),
    ],
    rest: Rest::Free,
};
