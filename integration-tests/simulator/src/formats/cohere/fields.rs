//! The keys that Cohere's endpoints take.

use crate::check::Kind::{Bool, Either, Int, List, Name, Num, Object, OneOf, Open, Str, Tagged};
use crate::check::{Field, Kind, TEXT, nullable, optional, required};

const WORD: Kind = Str {
    min: 1,
    max: usize::MAX,
};

const fn number(min: f64, max: f64) -> Kind {
    Num { min, max }
}

const fn whole(min: i64, max: i64) -> Kind {
    Int { min, max }
}

const fn list(item: &'static Kind) -> Kind {
    List {
        min: 0,
        max: usize::MAX,
        item,
    }
}

const DATA: Kind = Either(&[Open, TEXT]);
const DOCUMENT: Kind = Object(&[required("data", DATA), optional("id", TEXT)]);
const IMAGE: Kind = Object(&[
    required("url", WORD),
    optional("detail", OneOf(&["auto", "low", "high"])),
]);
const TEXT_BLOCK: &[Field] = &[required("text", TEXT)];

const SYSTEM: Kind = Either(&[
    TEXT,
    List {
        min: 1,
        max: usize::MAX,
        item: &Tagged {
            tag: "type",
            variants: &[("text", TEXT_BLOCK)],
        },
    },
]);
const USER: Kind = Either(&[
    TEXT,
    List {
        min: 1,
        max: usize::MAX,
        item: &Tagged {
            tag: "type",
            variants: &[
                ("text", TEXT_BLOCK),
                ("image_url", &[required("image_url", IMAGE)]),
            ],
        },
    },
]);
const ASSISTANT: Kind = Either(&[
    TEXT,
    list(&Tagged {
        tag: "type",
        variants: &[
            ("text", TEXT_BLOCK),
            ("thinking", &[required("thinking", TEXT)]),
        ],
    }),
]);
const RESULT: Kind = Either(&[
    TEXT,
    List {
        min: 1,
        max: usize::MAX,
        item: &Tagged {
            tag: "type",
            variants: &[
                ("text", TEXT_BLOCK),
                ("document", &[required("document", DOCUMENT)]),
            ],
        },
    },
]);

const CALL: Kind = Object(&[
    required("id", WORD),
    required("type", OneOf(&["function"])),
    required(
        "function",
        Object(&[required("name", WORD), required("arguments", TEXT)]),
    ),
]);

const MESSAGE: Kind = Tagged {
    tag: "role",
    variants: &[
        ("system", &[required("content", SYSTEM)]),
        ("user", &[required("content", USER)]),
        (
            "assistant",
            &[
                nullable("content", ASSISTANT),
                nullable("tool_plan", TEXT),
                nullable("tool_calls", list(&CALL)),
                nullable("citations", list(&Open)),
            ],
        ),
        (
            "tool",
            &[required("tool_call_id", WORD), required("content", RESULT)],
        ),
    ],
};

const TOOL: Kind = Object(&[
    required("type", OneOf(&["function"])),
    required(
        "function",
        Object(&[
            required("name", Name { max: 64 }),
            nullable("description", TEXT),
            required("parameters", Open),
        ]),
    ),
]);

const FORMAT: Kind = Tagged {
    tag: "type",
    variants: &[
        ("text", &[]),
        ("json_object", &[optional("json_schema", Open)]),
    ],
};

/// `POST /v2/chat`
pub(super) const CHAT: &[Field] = &[
    required("model", WORD),
    required(
        "messages",
        List {
            min: 1,
            max: usize::MAX,
            item: &MESSAGE,
        },
    ),
    nullable("stream", Bool),
    nullable("tools", list(&TOOL)),
    nullable("strict_tools", Bool),
    nullable("documents", list(&Either(&[TEXT, DOCUMENT]))),
    nullable(
        "citation_options",
        Object(&[optional(
            "mode",
            OneOf(&["ENABLED", "DISABLED", "FAST", "ACCURATE", "OFF"]),
        )]),
    ),
    nullable("response_format", FORMAT),
    nullable("safety_mode", OneOf(&["CONTEXTUAL", "STRICT", "OFF"])),
    nullable("max_tokens", whole(1, i64::MAX)),
    nullable(
        "stop_sequences",
        List {
            min: 0,
            max: 5,
            item: &TEXT,
        },
    ),
    nullable("temperature", number(0.0, f64::MAX)),
    nullable("seed", whole(0, i64::MAX)),
    nullable("frequency_penalty", number(0.0, 1.0)),
    nullable("presence_penalty", number(0.0, 1.0)),
    nullable("k", whole(0, 500)),
    nullable("p", number(0.01, 0.99)),
    nullable("logprobs", Bool),
    nullable("tool_choice", OneOf(&["REQUIRED", "NONE"])),
    nullable(
        "thinking",
        Object(&[
            required("type", OneOf(&["enabled", "disabled"])),
            nullable("token_budget", whole(1, i64::MAX)),
        ]),
    ),
    nullable("priority", whole(0, 999)),
];

const INPUT: Kind = Object(&[required(
    "content",
    List {
        min: 1,
        max: usize::MAX,
        item: &Tagged {
            tag: "type",
            variants: &[
                ("text", TEXT_BLOCK),
                (
                    "image_url",
                    &[required("image_url", Object(&[required("url", WORD)]))],
                ),
            ],
        },
    },
)]);

const fn inputs(item: &'static Kind) -> Kind {
    List {
        min: 1,
        max: 96,
        item,
    }
}

/// `POST /v2/embed`
pub(super) const EMBED: &[Field] = &[
    required("model", WORD),
    required(
        "input_type",
        OneOf(&[
            "search_document",
            "search_query",
            "classification",
            "clustering",
            "image",
        ]),
    ),
    nullable("texts", inputs(&TEXT)),
    nullable("images", inputs(&WORD)),
    nullable("inputs", inputs(&INPUT)),
    nullable("max_tokens", whole(1, i64::MAX)),
    nullable("output_dimension", whole(1, i64::MAX)),
    nullable(
        "embedding_types",
        List {
            min: 1,
            max: 6,
            item: &OneOf(&["float", "int8", "uint8", "binary", "ubinary", "base64"]),
        },
    ),
    nullable("truncate", OneOf(&["NONE", "START", "END"])),
    nullable("priority", whole(0, 999)),
];

/// `POST /v2/rerank`
pub(super) const RERANK: &[Field] = &[
    required("model", WORD),
    required("query", WORD),
    required(
        "documents",
        List {
            min: 1,
            max: 10_000,
            item: &TEXT,
        },
    ),
    nullable("top_n", whole(1, i64::MAX)),
    nullable("max_tokens_per_doc", whole(1, i64::MAX)),
    nullable("priority", whole(0, 999)),
];
