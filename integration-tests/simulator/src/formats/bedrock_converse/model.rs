//! The models, and the rules that come with them.

use super::error::{Refusal, bad};
use crate::formats::anthropic_messages::models::{self as claude, Model};

/// Makers whose models take requests of this format.
const MAKERS: &[&str] = &[
    "ai21.",
    "amazon.",
    "anthropic.",
    "cohere.",
    "deepseek.",
    "google.",
    "meta.",
    "minimax.",
    "mistral.",
    "moonshot",
    "nvidia.",
    "openai.",
    "qwen.",
    "writer.",
    "zai.",
];

/// Makers whose models take cache points.
const CACHING: &[&str] = &["anthropic.", "amazon.nova"];

/// Refuses a model that there is none of.
pub(super) fn check(model: &str) -> Result<(), Refusal> {
    let is_known = MAKERS.iter().any(|maker| model.contains(maker))
        && (!model.contains("claude") || rules(model).is_some());
    if is_known || model.starts_with("arn:aws:bedrock:") {
        return Ok(());
    }
    Err(bad("The provided model identifier is invalid."))
}

/// The rules of Claude, if it is one.
pub(super) fn rules(model: &str) -> Option<&'static Model> {
    let at = model.find("claude-")?;
    claude::rules(model.get(at..)?)
}

/// Whether prompts can be cached.
pub(super) fn caches(model: &str) -> bool {
    CACHING.iter().any(|maker| model.contains(maker)) || model.contains("application-inference")
}
