//! `generationConfig`: sampling, limits, the form of the answer, thinking.

use crate::chat::{Effort, OutputFormat, Reasoning, Request};
use crate::json::{Text, Value, Writer};
use crate::loss::{LossAction, Losses};

use super::config_decode::LEVELS;
use super::models::{Rules, Thinking};
use super::schema_write;

/// What an effort costs in tokens, for models that take a budget. Source: "OpenAI
/// compatibility" of the Gemini API, on `reasoning_effort`.
const BUDGETS: &[(Effort, u64)] = &[
    (Effort::Minimal, 1024),
    (Effort::Low, 1024),
    (Effort::Medium, 8192),
    (Effort::High, 24_576),
    (Effort::XHigh, 24_576),
    (Effort::Max, 24_576),
];

/// Most stop sequences.
const MOST_STOPS: usize = 5;

/// Most candidates.
const MOST_CANDIDATES: u64 = 8;

/// Most alternatives of a token.
const MOST_LOG_PROBS: u64 = 20;

/// Writes `generationConfig`, unless there is nothing in it. `in_words` leaves out
/// the form of the answer, which is then asked for in words.
pub(super) fn write(
    writer: &mut Writer<'_>,
    request: &Request<'_>,
    rules: Rules,
    in_words: bool,
    losses: &mut Losses,
) {
    let mut config = Vec::new();
    let mut inner = Writer::new(&mut config);
    inner.begin_object();
    sampling(&mut inner, request, losses);
    if let Some(count) = request.candidates {
        if count > MOST_CANDIDATES {
            losses.push(LossAction::Clamped, "n", "at most eight answers a request");
        }
        inner.key("candidateCount");
        inner.u64(count.clamp(1, MOST_CANDIDATES));
    }
    if let Some(tokens) = request.max_output_tokens {
        inner.key("maxOutputTokens");
        inner.u64(tokens);
    }
    stop(&mut inner, &request.stop, losses);
    if let Some(format) = request.output.as_ref().filter(|_| !in_words) {
        output(&mut inner, format, losses);
    }
    log_probs(&mut inner, request, losses);
    if let Some(reasoning) = &request.reasoning {
        thinking(&mut inner, reasoning, rules, losses);
    }
    inner.end_object();
    if config.len() > 2 {
        writer.key("generationConfig");
        writer.raw(&config);
    }
}

fn sampling(writer: &mut Writer<'_>, request: &Request<'_>, losses: &mut Losses) {
    /// The range of both penalties; the upper end is not within.
    const PENALTY: (f64, f64) = (-2.0, 1.99);
    let sampling = &request.sampling;
    let mut number = |key: &str, field: &'static str, value: Option<Value<'_>>, range| {
        let (least, most): (f64, f64) = range;
        let Some((value, number)) = value.and_then(|value| Some((value, value.f64()?))) else {
            return;
        };
        writer.key(key);
        if (least..=most).contains(&number) {
            writer.value(value);
            return;
        }
        losses.push(LossAction::Clamped, field, "out of the provider's range");
        writer.f64(number.clamp(least, most));
    };
    number(
        "temperature",
        "temperature",
        sampling.temperature,
        (0.0, 2.0),
    );
    number("topP", "top_p", sampling.top_p, (0.0, 1.0));
    number("topK", "top_k", sampling.top_k, (1.0, f64::from(i32::MAX)));
    number(
        "presencePenalty",
        "presence_penalty",
        sampling.presence_penalty,
        PENALTY,
    );
    number(
        "frequencyPenalty",
        "frequency_penalty",
        sampling.frequency_penalty,
        PENALTY,
    );
    if let Some(seed) = sampling.seed {
        let fits = seed
            .number()
            .is_some_and(|number| number.parse::<i32>().is_ok());
        if fits {
            writer.key("seed");
            writer.value(seed);
        } else {
            losses.dropped("seed", "the provider takes 32 bits");
        }
    }
}

fn stop(writer: &mut Writer<'_>, stop: &[Text<'_>], losses: &mut Losses) {
    if stop.iter().any(Text::is_empty) || stop.len() > MOST_STOPS {
        losses.dropped("stop", "at most five sequences, none of them empty");
    }
    let mut kept = stop
        .iter()
        .filter(|sequence| !sequence.is_empty())
        .take(MOST_STOPS)
        .peekable();
    if kept.peek().is_none() {
        return;
    }
    writer.key("stopSequences");
    writer.begin_array();
    kept.for_each(|sequence| writer.text(sequence));
    writer.end_array();
}

fn output(writer: &mut Writer<'_>, format: &OutputFormat<'_>, losses: &mut Losses) {
    writer.key("responseMimeType");
    writer.str("application/json");
    let OutputFormat::JsonSchema {
        description,
        schema,
        ..
    } = format
    else {
        return;
    };
    if description.is_some() {
        losses.dropped(
            "response_format.json_schema.description",
            "a schema has no description beside its own",
        );
    }
    writer.key("responseJsonSchema");
    let field = "response_format.json_schema.schema".to_owned();
    schema_write::write(writer, schema.value(), false, field, losses);
}

fn log_probs(writer: &mut Writer<'_>, request: &Request<'_>, losses: &mut Losses) {
    let Some(wanted) = request.log_probs else {
        return;
    };
    writer.key("responseLogprobs");
    writer.bool(true);
    if let Some(top) = wanted.top {
        if top > MOST_LOG_PROBS {
            losses.push(LossAction::Clamped, "top_logprobs", "at most 20");
        }
        writer.key("logprobs");
        writer.u64(top.min(MOST_LOG_PROBS));
    }
}

/// Writes `thinkingConfig`.
fn thinking(writer: &mut Writer<'_>, reasoning: &Reasoning<'_>, rules: Rules, losses: &mut Losses) {
    let field = if reasoning.budget_tokens.is_some() {
        "thinking.budget_tokens"
    } else {
        "reasoning_effort"
    };
    let is_off = reasoning.effort == Some(Effort::None);
    let (key, value): (&str, Option<String>) = match rules.thinking {
        Thinking::None => {
            if !is_off {
                losses.dropped(field, "this model does not reason");
            }
            return;
        }
        Thinking::Budget { least, most, off } => {
            let wanted = match (reasoning.budget_tokens, reasoning.effort) {
                _ if is_off => Some(0),
                (Some(tokens), _) => Some(tokens),
                (None, Some(effort)) => BUDGETS
                    .iter()
                    .find(|(known, _)| *known == effort)
                    .map(|(_, tokens)| *tokens),
                (None, None) => None,
            };
            let tokens = wanted.map(|wanted| {
                let fitting = if wanted == 0 && off {
                    0
                } else {
                    wanted.clamp(least, most)
                };
                if fitting != wanted {
                    losses.push(LossAction::Clamped, field, "out of the model's range");
                }
                fitting.to_string()
            });
            let automatic = reasoning.adaptive.then(|| "-1".to_owned());
            ("thinkingBudget", tokens.or(automatic))
        }
        Thinking::Level { minimal } => match (reasoning.budget_tokens, reasoning.effort) {
            (Some(tokens), None) => ("thinkingBudget", Some(tokens.to_string())),
            (_, Some(effort)) => {
                let level = level(effort, minimal, field, losses);
                ("thinkingLevel", Some(format!("\"{level}\"")))
            }
            (None, None) => ("thinkingLevel", None),
        },
    };
    let is_hidden = reasoning
        .display
        .as_ref()
        .is_some_and(|display| *display == "omitted");
    if value.is_none() && is_hidden {
        // As it is without a word.
        return;
    }
    writer.key("thinkingConfig");
    writer.begin_object();
    if let Some(value) = value {
        writer.key(key);
        writer.raw(value.as_bytes());
    }
    writer.key("includeThoughts");
    writer.bool(!is_hidden && !is_off);
    writer.end_object();
}

/// The level for an effort. No model with levels can be told not to think at all,
/// and those called Pro know none below low.
fn level(effort: Effort, minimal: bool, field: &'static str, losses: &mut Losses) -> &'static str {
    let least = if minimal {
        Effort::Minimal
    } else {
        Effort::Low
    };
    let fitting = effort.clamp(least, Effort::High);
    if fitting != effort {
        losses.push(
            LossAction::Clamped,
            field,
            "this model has no such level of thinking",
        );
    }
    LEVELS
        .iter()
        .find(|(_, known)| *known == fitting)
        .map_or("HIGH", |(level, _)| level)
}
