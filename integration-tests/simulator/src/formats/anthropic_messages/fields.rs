//! The keys of a request, their types and their ranges.
//!
//! Source: `anthropic.types.message_create_params`, Python library 2.12.0, and
//! the API reference for the ranges. `temperature`, `top_p` and `top_k` have
//! left the library's types, but older models still take them.

use crate::check::{Field, Kind, TEXT, Variant, nullable, optional, required};

const NAME: Kind = Kind::Name { max: 128 };
const FILLED: Kind = Kind::Str {
    min: 1,
    max: usize::MAX,
};

const CACHE: Field = nullable(
    "cache_control",
    Kind::Tagged {
        tag: "type",
        variants: &[("ephemeral", &[optional("ttl", Kind::OneOf(&["5m", "1h"]))])],
    },
);

/// The keys of a text block.
const TEXT_BLOCK: &[Field] = &[
    required("text", TEXT),
    CACHE,
    nullable("citations", Kind::Any),
];

const IMAGE: &[Field] = &[
    required(
        "source",
        Kind::Tagged {
            tag: "type",
            variants: &[
                (
                    "base64",
                    &[
                        required(
                            "media_type",
                            Kind::OneOf(&["image/jpeg", "image/png", "image/gif", "image/webp"]),
                        ),
                        required("data", TEXT),
                    ],
                ),
                ("url", &[required("url", TEXT)]),
                ("file", &[required("file_id", TEXT)]),
            ],
        },
    ),
    CACHE,
    nullable("transformations", Kind::Open),
];

const DOCUMENT: &[Field] = &[
    required(
        "source",
        Kind::Tagged {
            tag: "type",
            variants: &[
                (
                    "base64",
                    &[
                        required("media_type", Kind::OneOf(&["application/pdf"])),
                        required("data", TEXT),
                    ],
                ),
                (
                    "text",
                    &[
                        required("media_type", Kind::OneOf(&["text/plain"])),
                        required("data", TEXT),
                    ],
                ),
                ("content", &[required("content", Kind::Any)]),
                ("url", &[required("url", TEXT)]),
                ("file", &[required("file_id", TEXT)]),
            ],
        },
    ),
    CACHE,
    nullable("citations", Kind::Open),
    nullable("context", TEXT),
    nullable("title", TEXT),
];

const SEARCH_RESULT: &[Field] = &[
    required("content", Kind::Any),
    required("source", TEXT),
    required("title", TEXT),
    CACHE,
    optional("citations", Kind::Open),
];

const RESULT_BLOCKS: &[Variant] = &[
    ("text", TEXT_BLOCK),
    ("image", IMAGE),
    ("document", DOCUMENT),
    ("search_result", SEARCH_RESULT),
    ("tool_reference", &[required("tool_name", NAME), CACHE]),
];

const BLOCKS: &[Variant] = &[
    ("text", TEXT_BLOCK),
    ("image", IMAGE),
    ("document", DOCUMENT),
    ("search_result", SEARCH_RESULT),
    (
        "thinking",
        &[required("thinking", TEXT), required("signature", TEXT)],
    ),
    ("redacted_thinking", &[required("data", TEXT)]),
    (
        "tool_use",
        &[
            required("id", NAME),
            required("name", Kind::Str { min: 1, max: 200 }),
            required("input", Kind::Open),
            CACHE,
            optional("caller", Kind::Open),
            nullable("toolset_name", TEXT),
        ],
    ),
    (
        "tool_result",
        &[
            required("tool_use_id", NAME),
            optional(
                "content",
                Kind::Either(&[
                    TEXT,
                    Kind::List {
                        min: 0,
                        max: usize::MAX,
                        item: &Kind::Tagged {
                            tag: "type",
                            variants: RESULT_BLOCKS,
                        },
                    },
                ]),
            ),
            optional("is_error", Kind::Bool),
            CACHE,
            nullable("toolset_name", TEXT),
        ],
    ),
];

const CONTENT: Kind = Kind::Either(&[
    TEXT,
    Kind::List {
        min: 0,
        max: usize::MAX,
        item: &Kind::Tagged {
            tag: "type",
            variants: BLOCKS,
        },
    },
]);

const TEXT_BLOCKS: Kind = Kind::Either(&[
    TEXT,
    Kind::List {
        min: 0,
        max: usize::MAX,
        item: &Kind::Tagged {
            tag: "type",
            variants: &[("text", TEXT_BLOCK)],
        },
    },
]);

const MESSAGES: &[Variant] = &[
    ("user", &[required("content", CONTENT)]),
    ("assistant", &[required("content", CONTENT)]),
    ("system", &[required("content", TEXT_BLOCKS)]),
];

/// The keys of a tool that the client runs.
pub(super) const TOOL: &[Field] = &[
    required("name", NAME),
    required("input_schema", Kind::Open),
    optional("allowed_callers", Kind::Any),
    CACHE,
    optional("defer_loading", Kind::Bool),
    optional("description", TEXT),
    nullable("eager_input_streaming", Kind::Bool),
    optional(
        "input_examples",
        Kind::List {
            min: 0,
            max: 100,
            item: &Kind::Open,
        },
    ),
    optional("strict", Kind::Bool),
    nullable("type", Kind::OneOf(&["custom"])),
];

const ONE_AT_A_TIME: Field = optional("disable_parallel_tool_use", Kind::Bool);

const DISPLAY: Field = nullable("display", Kind::OneOf(&["summarized", "omitted"]));

/// The keys of a request.
pub(super) const REQUEST: &[Field] = &[
    required("model", FILLED),
    required(
        "max_tokens",
        Kind::Int {
            min: 0,
            max: i64::MAX,
        },
    ),
    required(
        "messages",
        Kind::List {
            min: 1,
            max: 100_000,
            item: &Kind::Tagged {
                tag: "role",
                variants: MESSAGES,
            },
        },
    ),
    CACHE,
    nullable("container", Kind::Any),
    nullable("diagnostics", Kind::Open),
    nullable("inference_geo", TEXT),
    optional(
        "metadata",
        Kind::Object(&[nullable("user_id", Kind::Str { min: 0, max: 256 })]),
    ),
    optional(
        "output_config",
        Kind::Object(&[
            nullable(
                "effort",
                Kind::OneOf(&["low", "medium", "high", "xhigh", "max"]),
            ),
            nullable(
                "format",
                Kind::Tagged {
                    tag: "type",
                    variants: &[("json_schema", &[required("schema", Kind::Open)])],
                },
            ),
        ]),
    ),
    optional("service_tier", Kind::OneOf(&["auto", "standard_only"])),
    nullable("speed", Kind::OneOf(&["standard", "fast"])),
    optional(
        "stop_sequences",
        Kind::List {
            min: 0,
            max: 8191,
            item: &TEXT,
        },
    ),
    optional("stream", Kind::Bool),
    optional("system", TEXT_BLOCKS),
    optional("temperature", Kind::Num { min: 0.0, max: 1.0 }),
    optional(
        "thinking",
        Kind::Tagged {
            tag: "type",
            variants: &[
                (
                    "enabled",
                    &[
                        required(
                            "budget_tokens",
                            Kind::Int {
                                min: 1024,
                                max: i64::MAX,
                            },
                        ),
                        DISPLAY,
                    ],
                ),
                ("disabled", &[]),
                ("between_tools", &[]),
                ("adaptive", &[DISPLAY]),
            ],
        },
    ),
    optional(
        "tool_choice",
        Kind::Tagged {
            tag: "type",
            variants: &[
                ("auto", &[ONE_AT_A_TIME]),
                ("any", &[ONE_AT_A_TIME]),
                ("tool", &[required("name", NAME), ONE_AT_A_TIME]),
                ("none", &[]),
            ],
        },
    ),
    optional(
        "tools",
        Kind::List {
            min: 0,
            max: 10_000,
            item: &Kind::Open,
        },
    ),
    optional(
        "top_k",
        Kind::Int {
            min: 0,
            max: i64::MAX,
        },
    ),
    optional("top_p", Kind::Num { min: 0.0, max: 1.0 }),
    optional("user_profile_id", TEXT),
    optional("workspace_id", TEXT),
];
