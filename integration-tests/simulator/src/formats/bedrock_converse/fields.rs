//! The keys of a request, their types and their ranges.
//!
//! Source: the service model of botocore 1.44.5, `ConverseRequest` and
//! `ConverseStreamRequest`. Unions have all their members optional here; that
//! exactly one is there is checked in `messages.rs`.

use crate::check::{Field, Kind, TEXT, nullable, optional, required};

const FILLED: Kind = Kind::Str {
    min: 1,
    max: usize::MAX,
};

const NAME: Kind = Kind::Name { max: 64 };

const S3: &[Field] = &[
    required("uri", Kind::Str { min: 1, max: 1024 }),
    optional("bucketOwner", TEXT),
];

const MEDIA_SOURCE: &[Field] = &[
    optional("bytes", FILLED),
    optional("s3Location", Kind::Object(S3)),
];

const IMAGE: &[Field] = &[
    required("format", Kind::OneOf(&["png", "jpeg", "gif", "webp"])),
    required("source", Kind::Object(MEDIA_SOURCE)),
];

const DOCUMENT: &[Field] = &[
    nullable(
        "format",
        Kind::OneOf(&[
            "pdf", "csv", "doc", "docx", "xls", "xlsx", "html", "txt", "md",
        ]),
    ),
    required("name", Kind::Str { min: 1, max: 200 }),
    required(
        "source",
        Kind::Object(&[
            optional("bytes", FILLED),
            optional("s3Location", Kind::Object(S3)),
            optional("text", TEXT),
            optional("content", Kind::Any),
        ]),
    ),
    optional("context", TEXT),
    optional(
        "citations",
        Kind::Object(&[required("enabled", Kind::Bool)]),
    ),
];

const VIDEO: &[Field] = &[
    required(
        "format",
        Kind::OneOf(&[
            "mkv", "mov", "mp4", "webm", "flv", "mpeg", "mpg", "wmv", "three_gp",
        ]),
    ),
    required("source", Kind::Object(MEDIA_SOURCE)),
];

const AUDIO: &[Field] = &[
    required(
        "format",
        Kind::OneOf(&[
            "mp3", "opus", "wav", "aac", "flac", "mp4", "ogg", "mkv", "mka", "x-aac", "m4a",
            "mpeg", "mpga", "pcm", "webm",
        ]),
    ),
    required("source", Kind::Object(MEDIA_SOURCE)),
];

const CACHE_POINT: Kind = Kind::Object(&[
    required("type", Kind::OneOf(&["default"])),
    optional("ttl", Kind::OneOf(&["5m", "1h"])),
]);

const SEARCH_RESULT: &[Field] = &[
    required("source", TEXT),
    required("title", TEXT),
    required("content", Kind::Any),
    optional(
        "citations",
        Kind::Object(&[required("enabled", Kind::Bool)]),
    ),
];

const TOOL_RESULT: &[Field] = &[
    required("toolUseId", NAME),
    required(
        "content",
        Kind::List {
            min: 0,
            max: usize::MAX,
            item: &Kind::Object(&[
                optional("text", TEXT),
                optional("json", Kind::Open),
                optional("image", Kind::Object(IMAGE)),
                optional("document", Kind::Object(DOCUMENT)),
                optional("video", Kind::Object(VIDEO)),
                optional("searchResult", Kind::Object(SEARCH_RESULT)),
            ]),
        },
    ),
    optional("status", Kind::OneOf(&["success", "error"])),
    optional("type", TEXT),
];

const GUARD_CONTENT: Kind = Kind::Object(&[
    optional(
        "text",
        Kind::Object(&[required("text", TEXT), optional("qualifiers", Kind::Any)]),
    ),
    optional("image", Kind::Object(IMAGE)),
]);

const BLOCK: &[Field] = &[
    optional("text", TEXT),
    optional("image", Kind::Object(IMAGE)),
    optional("document", Kind::Object(DOCUMENT)),
    optional("video", Kind::Object(VIDEO)),
    optional("audio", Kind::Object(AUDIO)),
    optional(
        "toolUse",
        Kind::Object(&[
            required("toolUseId", NAME),
            required("name", NAME),
            required("input", Kind::Open),
            optional("type", Kind::OneOf(&["server_tool_use"])),
        ]),
    ),
    optional("toolResult", Kind::Object(TOOL_RESULT)),
    optional("guardContent", GUARD_CONTENT),
    optional("cachePoint", CACHE_POINT),
    optional(
        "reasoningContent",
        Kind::Object(&[
            optional(
                "reasoningText",
                Kind::Object(&[required("text", TEXT), optional("signature", TEXT)]),
            ),
            optional("redactedContent", TEXT),
        ]),
    ),
    optional(
        "citationsContent",
        Kind::Object(&[
            optional("content", Kind::Any),
            optional("citations", Kind::Any),
        ]),
    ),
    optional("searchResult", Kind::Object(SEARCH_RESULT)),
];

const BLOCKS: Kind = Kind::List {
    min: 0,
    max: usize::MAX,
    item: &Kind::Object(BLOCK),
};

const TOOLS: Kind = Kind::List {
    min: 1,
    max: usize::MAX,
    item: &Kind::Object(&[
        optional(
            "toolSpec",
            Kind::Object(&[
                required("name", NAME),
                optional("description", FILLED),
                required("inputSchema", Kind::Object(&[required("json", Kind::Open)])),
                optional("strict", Kind::Bool),
            ]),
        ),
        optional("systemTool", Kind::Object(&[required("name", NAME)])),
        optional("cachePoint", CACHE_POINT),
    ]),
};

/// The keys of a request.
pub(super) const REQUEST: &[Field] = &[
    required(
        "messages",
        Kind::List {
            min: 1,
            max: usize::MAX,
            item: &Kind::Object(&[
                required("role", Kind::OneOf(&["user", "assistant", "system"])),
                required("content", BLOCKS),
            ]),
        },
    ),
    nullable(
        "system",
        Kind::List {
            min: 0,
            max: usize::MAX,
            item: &Kind::Object(&[
                optional("text", FILLED),
                optional("guardContent", GUARD_CONTENT),
                optional("cachePoint", CACHE_POINT),
            ]),
        },
    ),
    nullable(
        "inferenceConfig",
        Kind::Object(&[
            nullable(
                "maxTokens",
                Kind::Int {
                    min: 1,
                    max: i32::MAX as i64,
                },
            ),
            nullable("temperature", Kind::Num { min: 0.0, max: 1.0 }),
            nullable("topP", Kind::Num { min: 0.0, max: 1.0 }),
            nullable(
                "stopSequences",
                Kind::List {
                    min: 0,
                    max: 2500,
                    item: &FILLED,
                },
            ),
        ]),
    ),
    nullable(
        "toolConfig",
        Kind::Object(&[
            required("tools", TOOLS),
            nullable(
                "toolChoice",
                Kind::Object(&[
                    optional("auto", Kind::Object(&[])),
                    optional("any", Kind::Object(&[])),
                    optional("tool", Kind::Object(&[required("name", NAME)])),
                ]),
            ),
        ]),
    ),
    nullable(
        "guardrailConfig",
        Kind::Object(&[
            optional("guardrailIdentifier", TEXT),
            optional("guardrailVersion", TEXT),
            optional(
                "trace",
                Kind::OneOf(&["enabled", "disabled", "enabled_full"]),
            ),
            optional("streamProcessingMode", Kind::OneOf(&["sync", "async"])),
        ]),
    ),
    nullable("additionalModelRequestFields", Kind::Open),
    nullable("promptVariables", Kind::Open),
    nullable(
        "additionalModelResponseFieldPaths",
        Kind::List {
            min: 0,
            max: 10,
            item: &Kind::Str { min: 1, max: 256 },
        },
    ),
    nullable(
        "requestMetadata",
        Kind::Map {
            entries: 16,
            key: 256,
            value: &Kind::Str { min: 0, max: 256 },
        },
    ),
    nullable(
        "performanceConfig",
        Kind::Object(&[optional("latency", Kind::OneOf(&["standard", "optimized"]))]),
    ),
    nullable(
        "serviceTier",
        Kind::Object(&[required(
            "type",
            Kind::OneOf(&["priority", "default", "flex", "reserved"]),
        )]),
    ),
    nullable(
        "outputConfig",
        Kind::Object(&[
            nullable(
                "textFormat",
                Kind::Object(&[
                    required("type", Kind::OneOf(&["json_schema"])),
                    required(
                        "structure",
                        Kind::Object(&[required(
                            "jsonSchema",
                            Kind::Object(&[
                                required("schema", FILLED),
                                optional("name", TEXT),
                                optional("description", TEXT),
                            ]),
                        )]),
                    ),
                ]),
            ),
            nullable(
                "effort",
                Kind::OneOf(&["low", "medium", "high", "xhigh", "max"]),
            ),
        ]),
    ),
];
