//! The keys of a request, their types and their ranges.

use crate::check::{Field, Kind, TEXT, optional, required};

const FILLED: Kind = Kind::Str {
    min: 1,
    max: usize::MAX,
};

const BLOB: &[Field] = &[required("mimeType", FILLED), required("data", FILLED)];

const FILE: &[Field] = &[optional("mimeType", FILLED), required("fileUri", FILLED)];

const CALL: &[Field] = &[
    optional("id", TEXT),
    required("name", FILLED),
    optional("args", Kind::Open),
];

const MEDIA: &[Field] = &[
    optional("inlineData", Kind::Object(BLOB)),
    optional("fileData", Kind::Object(FILE)),
];

const RESULT: &[Field] = &[
    optional("id", TEXT),
    required("name", FILLED),
    required("response", Kind::Open),
    optional("parts", list(&Kind::Object(MEDIA))),
];

const RESOLUTION: &[Field] = &[required(
    "level",
    Kind::OneOf(&[
        "MEDIA_RESOLUTION_LOW",
        "MEDIA_RESOLUTION_MEDIUM",
        "MEDIA_RESOLUTION_HIGH",
        "MEDIA_RESOLUTION_ULTRA_HIGH",
    ]),
)];

const PART: &[Field] = &[
    optional("text", TEXT),
    optional("thought", Kind::Bool),
    optional("thoughtSignature", FILLED),
    optional("inlineData", Kind::Object(BLOB)),
    optional("fileData", Kind::Object(FILE)),
    optional("functionCall", Kind::Object(CALL)),
    optional("functionResponse", Kind::Object(RESULT)),
    optional("executableCode", Kind::Open),
    optional("codeExecutionResult", Kind::Open),
    optional("videoMetadata", Kind::Open),
    optional("mediaResolution", Kind::Object(RESOLUTION)),
];

/// What a part may be; exactly one of these is there.
pub(super) const DATA: &[&str] = &[
    "text",
    "inlineData",
    "fileData",
    "functionCall",
    "functionResponse",
    "executableCode",
    "codeExecutionResult",
];

const fn list(item: &'static Kind) -> Kind {
    Kind::List {
        min: 0,
        max: usize::MAX,
        item,
    }
}

const CONTENT: &[Field] = &[
    optional("role", Kind::OneOf(&["user", "model"])),
    required(
        "parts",
        Kind::List {
            min: 1,
            max: usize::MAX,
            item: &Kind::Object(PART),
        },
    ),
];

const SYSTEM_PART: &[Field] = &[required("text", TEXT)];

const SYSTEM: &[Field] = &[
    optional("role", TEXT),
    required("parts", list(&Kind::Object(SYSTEM_PART))),
];

const FUNCTION: &[Field] = &[
    required("name", FILLED),
    optional("description", TEXT),
    optional("parameters", Kind::Open),
    optional("parametersJsonSchema", Kind::Open),
];

const TOOL: &[Field] = &[
    optional("functionDeclarations", list(&Kind::Object(FUNCTION))),
    optional("googleSearch", Kind::Open),
    optional("codeExecution", Kind::Open),
    optional("urlContext", Kind::Open),
];

const CALLING: &[Field] = &[
    optional("mode", Kind::OneOf(&["AUTO", "ANY", "NONE", "VALIDATED"])),
    optional("allowedFunctionNames", list(&TEXT)),
];

const TOOL_CONFIG: &[Field] = &[optional("functionCallingConfig", Kind::Object(CALLING))];

const THINKING: &[Field] = &[
    optional("includeThoughts", Kind::Bool),
    optional(
        "thinkingBudget",
        Kind::Int {
            min: -1,
            max: 32_768,
        },
    ),
    optional(
        "thinkingLevel",
        Kind::OneOf(&["MINIMAL", "LOW", "MEDIUM", "HIGH"]),
    ),
];

const fn number(min: f64, max: f64) -> Kind {
    Kind::Num { min, max }
}

const GENERATION: &[Field] = &[
    optional("temperature", number(0.0, 2.0)),
    optional("topP", number(0.0, 1.0)),
    optional("topK", number(1.0, 2_147_483_647.0)),
    optional("candidateCount", Kind::Int { min: 1, max: 8 }),
    optional(
        "maxOutputTokens",
        Kind::Int {
            min: 1,
            max: 65_536,
        },
    ),
    optional(
        "stopSequences",
        Kind::List {
            min: 0,
            max: 5,
            item: &FILLED,
        },
    ),
    optional(
        "responseMimeType",
        Kind::OneOf(&["text/plain", "application/json", "text/x.enum"]),
    ),
    optional("responseSchema", Kind::Open),
    optional("responseJsonSchema", Kind::Open),
    optional("presencePenalty", number(-2.0, 1.999)),
    optional("frequencyPenalty", number(-2.0, 1.999)),
    optional(
        "seed",
        Kind::Int {
            min: -2_147_483_648,
            max: 2_147_483_647,
        },
    ),
    optional("responseLogprobs", Kind::Bool),
    optional("logprobs", Kind::Int { min: 0, max: 20 }),
    optional("responseModalities", list(&TEXT)),
    optional("thinkingConfig", Kind::Object(THINKING)),
];

const SAFETY: &[Field] = &[required("category", TEXT), required("threshold", TEXT)];

/// The keys of a request.
pub(super) const REQUEST: &[Field] = &[
    required(
        "contents",
        Kind::List {
            min: 1,
            max: usize::MAX,
            item: &Kind::Object(CONTENT),
        },
    ),
    optional("systemInstruction", Kind::Object(SYSTEM)),
    optional("tools", list(&Kind::Object(TOOL))),
    optional("toolConfig", Kind::Object(TOOL_CONFIG)),
    optional("generationConfig", Kind::Object(GENERATION)),
    optional("safetySettings", list(&Kind::Object(SAFETY))),
    optional("cachedContent", TEXT),
];
