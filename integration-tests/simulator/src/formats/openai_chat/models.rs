//! The models, and the rules that come with them.
//!
//! Source: OpenAI documentation, "Models" and "Reasoning".

use serde_json::{Value, json};

/// Whether a model reasons, and what follows from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::formats) enum Reasoning {
    /// It does not, and does not know `reasoning_effort`.
    Never,
    /// It does unless told otherwise; sampling parameters are refused.
    Always,
    /// Only when asked; sampling parameters are refused while it does.
    OnDemand,
}

/// Prefixes of model names; the longest that fits counts.
const FAMILIES: &[(&str, Reasoning)] = &[
    ("chatgpt-", Reasoning::Never),
    ("gpt-", Reasoning::OnDemand),
    ("gpt-3", Reasoning::Never),
    ("gpt-4", Reasoning::Never),
    ("gpt-5", Reasoning::Always),
    ("gpt-5.", Reasoning::OnDemand),
    ("o1", Reasoning::Always),
    ("o3", Reasoning::Always),
    ("o4", Reasoning::Always),
];

/// What `GET /v1/models` lists.
const LISTED: &[&str] = &["gpt-4.1", "gpt-4o", "gpt-5", "gpt-5.2", "gpt-5-mini", "o3"];

/// How the model reasons; `None` where there is no such model.
pub(in crate::formats) fn reasoning(model: &str) -> Option<Reasoning> {
    FAMILIES
        .iter()
        .filter(|(prefix, _)| model.starts_with(prefix))
        .max_by_key(|(prefix, _)| prefix.len())
        .map(|(_, reasoning)| *reasoning)
}

/// The list of models.
pub(in crate::formats) fn list() -> Value {
    let models: Vec<Value> = LISTED
        .iter()
        .map(|id| json!({"id": id, "object": "model", "created": super::answer::CREATED, "owned_by": "openai"}))
        .collect();
    json!({"object": "list", "data": models})
}
