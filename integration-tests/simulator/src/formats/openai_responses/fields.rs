//! The keys of a request, their types and their ranges.
//!
//! Source: `openai.types.responses.response_create_params`, Python library 3.54.0;
//! the ranges are those of the API reference. Ids of items are demanded by the
//! types and not by the API.

use crate::check::{Field, Kind, TEXT, Variant, nullable, optional, required};

const SHORT: Kind = Kind::Str { min: 0, max: 64 };
const NAME: Kind = Kind::Name { max: 64 };
const ID: Field = nullable("id", SHORT);
const STATUS: Field = nullable(
    "status",
    Kind::OneOf(&["in_progress", "completed", "incomplete"]),
);

const BREAKPOINT: Field = optional(
    "prompt_cache_breakpoint",
    Kind::Object(&[
        required("mode", Kind::OneOf(&["explicit"])),
        optional("ttl", Kind::OneOf(&["30m", "12h"])),
    ]),
);

const INPUT_PARTS: &[Variant] = &[
    ("input_text", &[required("text", TEXT), BREAKPOINT]),
    (
        "input_image",
        &[
            nullable("image_url", TEXT),
            nullable("file_id", TEXT),
            nullable("detail", Kind::OneOf(&["auto", "low", "high", "original"])),
            BREAKPOINT,
        ],
    ),
    (
        "input_file",
        &[
            nullable("file_data", TEXT),
            nullable("file_id", TEXT),
            nullable("file_url", TEXT),
            nullable("filename", TEXT),
            optional("detail", Kind::OneOf(&["auto", "low", "high"])),
            BREAKPOINT,
        ],
    ),
    (
        "output_text",
        &[
            required("text", TEXT),
            optional("annotations", LIST),
            nullable("logprobs", LIST),
        ],
    ),
    ("refusal", &[required("refusal", TEXT)]),
];

const LIST: Kind = Kind::List {
    min: 0,
    max: usize::MAX,
    item: &Kind::Any,
};

const CONTENT: Kind = Kind::Either(&[
    TEXT,
    Kind::List {
        min: 0,
        max: usize::MAX,
        item: &Kind::Tagged {
            tag: "type",
            variants: INPUT_PARTS,
        },
    },
]);

const MESSAGE: &[Field] = &[
    required(
        "role",
        Kind::OneOf(&["user", "assistant", "system", "developer"]),
    ),
    required("content", CONTENT),
    nullable("phase", Kind::OneOf(&["commentary", "final_answer"])),
    ID,
    STATUS,
];

const TEXTS: Kind = Kind::List {
    min: 0,
    max: usize::MAX,
    item: &Kind::Tagged {
        tag: "type",
        variants: &[
            ("summary_text", &[required("text", TEXT)]),
            ("reasoning_text", &[required("text", TEXT)]),
        ],
    },
};

/// Items by type; a message need not say its type.
pub(super) const ITEMS: &[Variant] = &[
    ("message", MESSAGE),
    (
        "function_call",
        &[
            required("call_id", SHORT),
            required("name", NAME),
            required("arguments", TEXT),
            ID,
            STATUS,
        ],
    ),
    (
        "function_call_output",
        &[
            required("call_id", SHORT),
            required("output", CONTENT),
            ID,
            STATUS,
        ],
    ),
    (
        "reasoning",
        &[
            required("summary", TEXTS),
            nullable("content", TEXTS),
            nullable("encrypted_content", TEXT),
            ID,
            STATUS,
        ],
    ),
    (
        "custom_tool_call",
        &[
            required("call_id", SHORT),
            required("name", NAME),
            required("input", TEXT),
            ID,
            STATUS,
        ],
    ),
    (
        "custom_tool_call_output",
        &[required("call_id", SHORT), required("output", CONTENT), ID],
    ),
    (
        "web_search_call",
        &[required("action", Kind::Open), ID, STATUS],
    ),
    ("item_reference", &[required("id", SHORT)]),
];

const FORMATS: &[Variant] = &[
    ("text", &[]),
    ("json_object", &[]),
    (
        "json_schema",
        &[
            required("name", NAME),
            required("schema", Kind::Open),
            optional("description", TEXT),
            nullable("strict", Kind::Bool),
        ],
    ),
];

const TOOLS: &[Variant] = &[
    (
        "function",
        &[
            required("name", NAME),
            nullable("description", TEXT),
            nullable("parameters", Kind::Open),
            nullable("strict", Kind::Bool),
        ],
    ),
    (
        "custom",
        &[
            required("name", NAME),
            optional("description", TEXT),
            optional("format", Kind::Open),
        ],
    ),
    (
        "web_search",
        &[
            nullable("filters", Kind::Open),
            nullable("user_location", Kind::Open),
            optional("search_context_size", TEXT),
        ],
    ),
];

const NAMED: &[Field] = &[required("name", TEXT)];

const TOOL_CHOICE: Kind = Kind::Either(&[
    Kind::OneOf(&["none", "auto", "required"]),
    Kind::Tagged {
        tag: "type",
        variants: &[
            ("function", NAMED),
            ("custom", NAMED),
            (
                "allowed_tools",
                &[
                    required("mode", Kind::OneOf(&["auto", "required"])),
                    required("tools", LIST),
                ],
            ),
            ("file_search", &[]),
            ("web_search", &[]),
            ("web_search_preview", &[]),
            ("code_interpreter", &[]),
            ("image_generation", &[]),
        ],
    },
]);

/// What may be asked for beside the usual.
const INCLUDE: &[&str] = &[
    "file_search_call.results",
    "web_search_call.results",
    "web_search_call.action.sources",
    "message.input_image.image_url",
    "computer_call_output.output.image_url",
    "code_interpreter_call.outputs",
    "reasoning.encrypted_content",
    "message.output_text.logprobs",
];

/// Every key of a request.
pub(super) const REQUEST: &[Field] = &[
    required("model", TEXT),
    optional("input", Kind::Either(&[TEXT, LIST])),
    nullable("background", Kind::Bool),
    nullable("context_management", LIST),
    nullable("conversation", Kind::Either(&[TEXT, Kind::Open])),
    nullable(
        "include",
        Kind::List {
            min: 0,
            max: usize::MAX,
            item: &Kind::OneOf(INCLUDE),
        },
    ),
    nullable("instructions", TEXT),
    nullable(
        "max_output_tokens",
        Kind::Int {
            min: 16,
            max: i64::MAX,
        },
    ),
    nullable(
        "max_tool_calls",
        Kind::Int {
            min: 1,
            max: i64::MAX,
        },
    ),
    nullable(
        "metadata",
        Kind::Map {
            entries: 16,
            key: 64,
            value: &Kind::Str { min: 0, max: 512 },
        },
    ),
    nullable("moderation", Kind::Open),
    nullable("parallel_tool_calls", Kind::Bool),
    nullable("previous_response_id", TEXT),
    nullable("prompt", Kind::Open),
    nullable("prompt_cache_key", SHORT),
    optional("prompt_cache_options", Kind::Open),
    nullable("prompt_cache_retention", Kind::OneOf(&["in_memory", "24h"])),
    nullable(
        "reasoning",
        Kind::Object(&[
            nullable(
                "effort",
                Kind::OneOf(&["none", "minimal", "low", "medium", "high", "xhigh", "max"]),
            ),
            nullable("summary", Kind::OneOf(&["auto", "concise", "detailed"])),
            nullable(
                "generate_summary",
                Kind::OneOf(&["auto", "concise", "detailed"]),
            ),
            nullable(
                "context",
                Kind::OneOf(&["auto", "current_turn", "all_turns"]),
            ),
            optional("mode", TEXT),
        ]),
    ),
    nullable("safety_identifier", SHORT),
    nullable(
        "service_tier",
        Kind::OneOf(&["auto", "default", "flex", "scale", "priority", "fast"]),
    ),
    nullable("store", Kind::Bool),
    nullable("stream", Kind::Bool),
    nullable(
        "stream_options",
        Kind::Object(&[optional("include_obfuscation", Kind::Bool)]),
    ),
    nullable("temperature", Kind::Num { min: 0.0, max: 2.0 }),
    optional(
        "text",
        Kind::Object(&[
            optional(
                "format",
                Kind::Tagged {
                    tag: "type",
                    variants: FORMATS,
                },
            ),
            nullable("verbosity", Kind::OneOf(&["low", "medium", "high"])),
        ]),
    ),
    optional("tool_choice", TOOL_CHOICE),
    optional(
        "tools",
        Kind::List {
            min: 0,
            max: 128,
            item: &Kind::Tagged {
                tag: "type",
                variants: TOOLS,
            },
        },
    ),
    nullable("top_logprobs", Kind::Int { min: 0, max: 20 }),
    nullable("top_p", Kind::Num { min: 0.0, max: 1.0 }),
    nullable("truncation", Kind::OneOf(&["auto", "disabled"])),
    optional("user", TEXT),
];
