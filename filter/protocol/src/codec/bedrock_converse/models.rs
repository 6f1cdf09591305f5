//! What the models behind this API accept, where they differ.
//!
//! Source: Amazon Bedrock user guide, "Supported models and model features",
//! "Prompt caching", "Structured output", and the pages on the parameters of
//! Anthropic Claude, Amazon Nova and OpenAI models.

use crate::claude::models::{self, Thinking};

/// Who made a model, as far as it matters how it is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Family {
    /// Anthropic's Claude: `additionalModelRequestFields` are those of its own API.
    Claude,
    /// The reasoning ones of Amazon's Nova: `reasoningConfig`.
    Nova,
    /// OpenAI's open models: `reasoning_effort`.
    GptOss,
    /// Any other, or one whose name is not in its ARN.
    Other,
}

/// Rules of a model.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rules {
    /// Who made it.
    pub(super) family: Family,
    /// How it thinks and what it samples by.
    pub(super) claude: models::Rules,
    /// Whether cache points are taken.
    pub(super) caches: bool,
    /// Whether `top_k` stands in an `inferenceConfig` of the model's own.
    pub(super) nested_top_k: bool,
}

/// What a maker's models have: cache points, schemas for answers and tools.
const MAKERS: &[(&str, bool, bool)] = &[
    ("ai21.", false, false),
    ("amazon.nova", true, false),
    ("amazon.", false, false),
    ("cohere.", false, false),
    ("deepseek.r1", false, false),
    ("deepseek.", false, true),
    ("google.", false, true),
    ("meta.", false, false),
    ("minimax.", false, true),
    ("mistral.", false, true),
    ("moonshot", false, true),
    ("nvidia.", false, true),
    ("openai.", false, true),
    ("qwen.", false, true),
    ("writer.", false, false),
    ("zai.", false, true),
];

/// The rules of a model, by its id or ARN.
pub(super) fn rules_of(model: &str) -> Rules {
    if model.contains("claude") {
        return Rules {
            family: Family::Claude,
            claude: models::rules_of(model),
            caches: true,
            nested_top_k: false,
        };
    }
    let family = if model.contains("amazon.nova-2") {
        Family::Nova
    } else if model.contains("openai.gpt-oss") {
        Family::GptOss
    } else {
        Family::Other
    };
    let maker = MAKERS.iter().find(|(maker, ..)| model.contains(maker));
    // What a profile's ARN does not name may be any model.
    let (caches, schema) = maker.map_or((true, false), |(_, caches, schema)| (*caches, *schema));
    Rules {
        family,
        claude: models::Rules {
            thinking: Thinking::None,
            sampling: true,
            both: true,
            prefill: true,
            schema,
        },
        caches,
        nested_top_k: model.contains("amazon.nova"),
    }
}
