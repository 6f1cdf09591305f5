//! What the provider's models accept, where they differ.
//!
//! Source: the model pages and the pages "Adaptive thinking", "Effort" and
//! "Structured outputs" of the provider's documentation. A name that is not
//! listed is either of a newer generation (`claude-…`), which behaves like the
//! newest here, or of another maker that speaks this format, which is offered
//! the oldest and widest set.

/// How a model is told to think.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Thinking {
    /// Not at all.
    None,
    /// `{"type": "enabled", "budget_tokens": n}`.
    Budget,
    /// `{"type": "adaptive"}` with `output_config.effort`; a budget is taken too.
    AdaptiveOrBudget,
    /// `{"type": "adaptive"}` with `output_config.effort`, or `{"type": "disabled"}`.
    Adaptive,
    /// Always: `{"type": "adaptive"}` only.
    Always,
}

/// Rules of a family of models.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rules {
    /// How to ask for reasoning.
    pub(crate) thinking: Thinking,
    /// Takes `temperature`, `top_p` and `top_k`.
    pub(crate) sampling: bool,
    /// Takes `temperature` and `top_p` together.
    pub(crate) both: bool,
    /// Goes on from a last assistant message.
    pub(crate) prefill: bool,
    /// Holds itself to schemas: takes `output_config.format` and strict tools.
    pub(crate) schema: bool,
}

const fn rules(
    thinking: Thinking,
    sampling: bool,
    both: bool,
    prefill: bool,
    schema: bool,
) -> Rules {
    Rules {
        thinking,
        sampling,
        both,
        prefill,
        schema,
    }
}

#[rustfmt::skip]
const FAMILIES: &[(&str, Rules)] = &[
    //                                              thinking            sampling  both  prefill schema
    ("claude-2",          rules(Thinking::None,             true,  true,  true,  false)),
    ("claude-3-7",        rules(Thinking::Budget,           true,  true,  true,  false)),
    ("claude-3",          rules(Thinking::None,             true,  true,  true,  false)),
    ("claude-haiku-4-5",  rules(Thinking::Budget,           true,  false, true,  true)),
    ("claude-sonnet-4-5", rules(Thinking::Budget,           true,  false, true,  true)),
    ("claude-opus-4-5",   rules(Thinking::Budget,           true,  false, true,  true)),
    ("claude-sonnet-4-6", rules(Thinking::AdaptiveOrBudget, true,  false, false, true)),
    ("claude-opus-4-6",   rules(Thinking::AdaptiveOrBudget, true,  false, false, true)),
    ("claude-opus-4-7",   rules(Thinking::Adaptive,         false, false, false, true)),
    ("claude-opus-4-8",   rules(Thinking::Adaptive,         false, false, false, true)),
    ("claude-opus-4-1",   rules(Thinking::Budget,           true,  false, true,  true)),
    ("claude-opus-4",     rules(Thinking::Budget,           true,  true,  true,  false)),
    ("claude-sonnet-4",   rules(Thinking::Budget,           true,  true,  true,  false)),
    ("claude-opus-5-5",   rules(Thinking::Always,           false, false, false, true)),
    ("claude-fable",      rules(Thinking::Always,           false, false, false, true)),
    ("claude-mythos",     rules(Thinking::Always,           false, false, false, true)),
    ("claude-",           rules(Thinking::Adaptive,         false, false, false, true)),
    ("",                  rules(Thinking::Budget,           true,  true,  true,  true)),
];

/// The rules of a model. What stands before `claude-` (a region, a vendor) does
/// not count.
pub(crate) fn rules_of(model: &str) -> Rules {
    const WIDEST: Rules = rules(Thinking::Budget, true, true, true, true);
    let name = model
        .find("claude-")
        .and_then(|at| model.get(at..))
        .unwrap_or(model);
    FAMILIES
        .iter()
        .find(|(prefix, _)| name.starts_with(prefix))
        .map_or(WIDEST, |(_, rules)| *rules)
}
