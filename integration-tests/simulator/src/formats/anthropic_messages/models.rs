//! The models, and the rules that come with them.
//!
//! Source: Anthropic documentation, "Models overview", "Extended thinking",
//! "Adaptive thinking" and the migration guides.

use serde_json::{Value, json};

/// What a family of models accepts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::formats) struct Model {
    /// The start of the names.
    prefix: &'static str,
    /// Most output tokens.
    pub(in crate::formats) max_tokens: i64,
    /// `temperature`, `top_p` and `top_k` other than their defaults.
    pub(in crate::formats) sampling: bool,
    /// Thinking with a budget.
    pub(in crate::formats) budgets: bool,
    /// Thinking of type `adaptive`.
    pub(in crate::formats) adaptive: bool,
    /// Thinking may be switched off.
    pub(in crate::formats) may_not_think: bool,
    /// An assistant message at the end, to be continued.
    pub(in crate::formats) prefill: bool,
    /// System messages among the messages.
    pub(in crate::formats) system_messages: bool,
}

const fn model(prefix: &'static str, max_tokens: i64) -> Model {
    Model {
        prefix,
        max_tokens,
        sampling: true,
        budgets: true,
        adaptive: false,
        may_not_think: true,
        prefill: true,
        system_messages: false,
    }
}

/// Models that think adaptively but still take budgets.
const fn transitional(prefix: &'static str) -> Model {
    Model {
        adaptive: true,
        prefill: false,
        ..model(prefix, 128_000)
    }
}

/// Models that think adaptively only, and take no sampling parameters.
const fn adaptive(prefix: &'static str, may_not_think: bool, system_messages: bool) -> Model {
    Model {
        sampling: false,
        budgets: false,
        may_not_think,
        system_messages,
        ..transitional(prefix)
    }
}

/// The longest prefix that fits counts.
const MODELS: &[Model] = &[
    Model {
        budgets: false,
        ..model("claude-3", 8_192)
    },
    model("claude-3-7", 64_000),
    model("claude-sonnet-4", 64_000),
    model("claude-opus-4", 32_000),
    model("claude-opus-4-5", 64_000),
    model("claude-haiku-4", 64_000),
    transitional("claude-opus-4-6"),
    transitional("claude-sonnet-4-6"),
    adaptive("claude-opus-4-7", true, false),
    adaptive("claude-opus-4-8", true, true),
    adaptive("claude-opus-5", true, true),
    adaptive("claude-opus-5-5", false, true),
    adaptive("claude-sonnet-5", true, true),
    adaptive("claude-haiku-5", true, true),
    adaptive("claude-fable-", false, true),
    adaptive("claude-mythos-", false, true),
];

/// What `GET /v1/models` lists.
const LISTED: &[(&str, &str)] = &[
    ("claude-opus-5", "Claude Opus 5"),
    ("claude-sonnet-5", "Claude Sonnet 5"),
    ("claude-opus-4-6", "Claude Opus 4.6"),
    ("claude-sonnet-4-5-20250929", "Claude Sonnet 4.5"),
    ("claude-haiku-4-5-20251001", "Claude Haiku 4.5"),
];

/// The rules of a model; `None` where there is no such model.
pub(in crate::formats) fn rules(name: &str) -> Option<&'static Model> {
    MODELS
        .iter()
        .filter(|model| name.starts_with(model.prefix))
        .max_by_key(|model| model.prefix.len())
}

/// The list of models.
pub(in crate::formats) fn list() -> Value {
    let models: Vec<Value> = LISTED
        .iter()
        .map(|(id, name)| {
            json!({
                "type": "model",
                "id": id,
                "display_name": name,
                "created_at": "2026-01-02T03:04:05Z",
                "lifecycle": "active",
            })
        })
        .collect();
    json!({
        "data": models,
        "has_more": false,
        "first_id": LISTED.first().map(|(id, _)| id),
        "last_id": LISTED.last().map(|(id, _)| id),
    })
}
