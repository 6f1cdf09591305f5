//! The keys of a request, their types and their ranges.
//!
//! Source: `openai.types.chat.completion_create_params`, Python library 3.54.0;
//! the ranges are those of the API reference.

use crate::check::{Field, Kind, TEXT, Variant, nullable, optional, required};

const NUMBER_2: Kind = Kind::Num {
    min: -2.0,
    max: 2.0,
};
const ANY_INT: Kind = Kind::Int {
    min: i64::MIN,
    max: i64::MAX,
};
const POSITIVE: Kind = Kind::Int {
    min: 1,
    max: i64::MAX,
};
const SHORT: Kind = Kind::Str { min: 0, max: 64 };
const NAME: Kind = Kind::Name { max: 64 };

const BREAKPOINT: Field = optional(
    "prompt_cache_breakpoint",
    Kind::Object(&[
        required("mode", Kind::OneOf(&["explicit"])),
        optional("ttl", Kind::OneOf(&["30m", "12h"])),
    ]),
);

const TEXT_PART: &[Field] = &[required("text", TEXT), BREAKPOINT];

/// Content of system, developer and tool messages.
const TEXT_PARTS: Kind = Kind::Either(&[
    TEXT,
    Kind::List {
        min: 1,
        max: usize::MAX,
        item: &Kind::Tagged {
            tag: "type",
            variants: &[("text", TEXT_PART)],
        },
    },
]);

const USER_PARTS: &[Variant] = &[
    ("text", TEXT_PART),
    (
        "image_url",
        &[
            required(
                "image_url",
                Kind::Object(&[
                    required("url", TEXT),
                    optional("detail", Kind::OneOf(&["auto", "low", "high", "original"])),
                ]),
            ),
            BREAKPOINT,
        ],
    ),
    (
        "input_audio",
        &[
            required(
                "input_audio",
                Kind::Object(&[
                    required("data", TEXT),
                    required("format", Kind::OneOf(&["wav", "mp3"])),
                ]),
            ),
            BREAKPOINT,
        ],
    ),
    (
        "file",
        &[
            required(
                "file",
                Kind::Object(&[
                    optional("file_data", TEXT),
                    optional("file_id", TEXT),
                    optional("filename", TEXT),
                ]),
            ),
            BREAKPOINT,
        ],
    ),
];

const ASSISTANT_PARTS: &[Variant] = &[
    ("text", TEXT_PART),
    ("refusal", &[required("refusal", TEXT)]),
];

const TOOL_CALLS: &[Variant] = &[
    (
        "function",
        &[
            required("id", TEXT),
            required(
                "function",
                Kind::Object(&[required("name", NAME), required("arguments", TEXT)]),
            ),
        ],
    ),
    (
        "custom",
        &[
            required("id", TEXT),
            required(
                "custom",
                Kind::Object(&[required("name", NAME), required("input", TEXT)]),
            ),
        ],
    ),
];

/// Messages by role.
const MESSAGES: &[Variant] = &[
    (
        "system",
        &[required("content", TEXT_PARTS), optional("name", TEXT)],
    ),
    (
        "developer",
        &[required("content", TEXT_PARTS), optional("name", TEXT)],
    ),
    (
        "user",
        &[
            required(
                "content",
                Kind::Either(&[
                    TEXT,
                    Kind::List {
                        min: 1,
                        max: usize::MAX,
                        item: &Kind::Tagged {
                            tag: "type",
                            variants: USER_PARTS,
                        },
                    },
                ]),
            ),
            optional("name", TEXT),
        ],
    ),
    (
        "assistant",
        &[
            nullable(
                "content",
                Kind::Either(&[
                    TEXT,
                    Kind::List {
                        min: 1,
                        max: usize::MAX,
                        item: &Kind::Tagged {
                            tag: "type",
                            variants: ASSISTANT_PARTS,
                        },
                    },
                ]),
            ),
            nullable("refusal", TEXT),
            optional("name", TEXT),
            // Sent back by clients that keep the whole answer.
            nullable("annotations", Kind::Any),
            nullable("audio", Kind::Object(&[required("id", TEXT)])),
            nullable(
                "function_call",
                Kind::Object(&[required("name", NAME), required("arguments", TEXT)]),
            ),
            nullable(
                "tool_calls",
                Kind::List {
                    min: 1,
                    max: 128,
                    item: &Kind::Tagged {
                        tag: "type",
                        variants: TOOL_CALLS,
                    },
                },
            ),
        ],
    ),
    (
        "tool",
        &[
            required("content", TEXT_PARTS),
            required("tool_call_id", TEXT),
        ],
    ),
    (
        "function",
        &[nullable("content", TEXT), required("name", NAME)],
    ),
];

const FUNCTION: &[Field] = &[
    required("name", NAME),
    optional("description", TEXT),
    nullable("parameters", Kind::Open),
    nullable("strict", Kind::Bool),
];

const TOOLS: &[Variant] = &[
    ("function", &[required("function", Kind::Object(FUNCTION))]),
    (
        "custom",
        &[required(
            "custom",
            Kind::Object(&[
                required("name", NAME),
                optional("description", TEXT),
                optional("format", Kind::Open),
            ]),
        )],
    ),
];

const NAMED: Kind = Kind::Object(&[required("name", NAME)]);

const TOOL_CHOICE: Kind = Kind::Either(&[
    Kind::OneOf(&["none", "auto", "required"]),
    Kind::Tagged {
        tag: "type",
        variants: &[
            ("function", &[required("function", NAMED)]),
            ("custom", &[required("custom", NAMED)]),
            (
                "allowed_tools",
                &[required(
                    "allowed_tools",
                    Kind::Object(&[
                        required("mode", Kind::OneOf(&["auto", "required"])),
                        required(
                            "tools",
                            Kind::List {
                                min: 1,
                                max: 128,
                                item: &Kind::Open,
                            },
                        ),
                    ]),
                )],
            ),
        ],
    },
]);

const RESPONSE_FORMAT: Kind = Kind::Tagged {
    tag: "type",
    variants: &[
        ("text", &[]),
        ("json_object", &[]),
        (
            "json_schema",
            &[required(
                "json_schema",
                Kind::Object(&[
                    required("name", NAME),
                    optional("description", TEXT),
                    optional("schema", Kind::Open),
                    nullable("strict", Kind::Bool),
                ]),
            )],
        ),
    ],
};

/// The keys of a request.
pub(super) const REQUEST: &[Field] = &[
    required("model", TEXT),
    required(
        "messages",
        Kind::List {
            min: 1,
            max: 2048,
            item: &Kind::Tagged {
                tag: "role",
                variants: MESSAGES,
            },
        },
    ),
    nullable("audio", Kind::Open),
    nullable("frequency_penalty", NUMBER_2),
    optional("function_call", Kind::Any),
    optional(
        "functions",
        Kind::List {
            min: 1,
            max: 128,
            item: &Kind::Object(FUNCTION),
        },
    ),
    nullable(
        "logit_bias",
        Kind::Map {
            entries: 1024,
            key: 16,
            value: &Kind::Int {
                min: -100,
                max: 100,
            },
        },
    ),
    nullable("logprobs", Kind::Bool),
    nullable("max_completion_tokens", POSITIVE),
    nullable("max_tokens", POSITIVE),
    nullable(
        "metadata",
        Kind::Map {
            entries: 16,
            key: 64,
            value: &Kind::Str { min: 0, max: 512 },
        },
    ),
    nullable(
        "modalities",
        Kind::List {
            min: 1,
            max: 2,
            item: &Kind::OneOf(&["text", "audio"]),
        },
    ),
    nullable("moderation", Kind::Open),
    nullable("n", Kind::Int { min: 1, max: 128 }),
    optional("parallel_tool_calls", Kind::Bool),
    nullable("prediction", Kind::Open),
    nullable("presence_penalty", NUMBER_2),
    nullable("prompt_cache_key", SHORT),
    optional("prompt_cache_options", Kind::Open),
    nullable("prompt_cache_retention", Kind::OneOf(&["in_memory", "24h"])),
    nullable(
        "reasoning_effort",
        Kind::OneOf(&["none", "minimal", "low", "medium", "high", "xhigh", "max"]),
    ),
    optional("response_format", RESPONSE_FORMAT),
    nullable("safety_identifier", SHORT),
    nullable("seed", ANY_INT),
    nullable(
        "service_tier",
        Kind::OneOf(&["auto", "default", "flex", "scale", "priority", "fast"]),
    ),
    nullable(
        "stop",
        Kind::Either(&[
            TEXT,
            Kind::List {
                min: 1,
                max: 4,
                item: &TEXT,
            },
        ]),
    ),
    nullable("store", Kind::Bool),
    nullable("stream", Kind::Bool),
    nullable(
        "stream_options",
        Kind::Object(&[
            optional("include_usage", Kind::Bool),
            optional("include_obfuscation", Kind::Bool),
        ]),
    ),
    nullable("temperature", Kind::Num { min: 0.0, max: 2.0 }),
    optional("tool_choice", TOOL_CHOICE),
    optional(
        "tools",
        Kind::List {
            min: 1,
            max: 128,
            item: &Kind::Tagged {
                tag: "type",
                variants: TOOLS,
            },
        },
    ),
    nullable("top_logprobs", Kind::Int { min: 0, max: 20 }),
    nullable("top_p", Kind::Num { min: 0.0, max: 1.0 }),
    optional("user", TEXT),
    nullable("verbosity", Kind::OneOf(&["low", "medium", "high"])),
    optional("web_search_options", Kind::Open),
];
