//! The hub to a request body.
//!
//! Source: Cohere API reference, "Chat", with the ranges it gives.

use super::message_encode::MessageEncoder;
use super::tool_encode::{self, error};
use crate::chat::{Effort, Reasoning, Request};
use crate::codec::Target;
use crate::error::EncodeError;
use crate::json::{Value, Writer};
use crate::loss::{LossAction, Losses};

/// Most stop sequences.
const MOST_STOPS: usize = 5;

/// Fields that only Cohere has, passed on as they were written. Clients of other
/// formats send them beside their own.
const OWN_FIELDS: &[&str] = &["documents", "citation_options", "safety_mode", "priority"];

/// The budget of thinking that stands for an effort, in tokens; none for the efforts
/// that are left to the model.
const BUDGETS: &[(Effort, Option<u64>)] = &[
    (Effort::Minimal, Some(1_024)),
    (Effort::Low, Some(2_048)),
    (Effort::Medium, Some(8_192)),
    (Effort::High, None),
    (Effort::XHigh, None),
    (Effort::Max, None),
];

/// Appends the body that asks `target` for what `request` asks.
///
/// # Errors
/// Content that has no form here and whose absence would change what is asked.
pub(super) fn encode_request(
    request: &Request<'_>,
    target: &Target<'_>,
    out: &mut Vec<u8>,
    losses: &mut Losses,
) -> Result<(), EncodeError> {
    if request.candidates.is_some_and(|candidates| candidates > 1) {
        return Err(error(
            "n".to_owned(),
            "one answer a request; ask several times for several",
        ));
    }
    let mut writer = Writer::new(out);
    writer.begin_object();
    writer.key("model");
    writer.str(target.model);
    writer.key("messages");
    MessageEncoder {
        writer: &mut writer,
        losses,
    }
    .messages(&request.messages)?;
    if request.stream {
        writer.key("stream");
        writer.bool(true);
    }
    tool_encode::tools(request, &mut writer, losses)?;
    tool_encode::output(request, &mut writer, losses)?;
    limits(request, &mut writer, losses);
    sampling(request, &mut writer, losses);
    if let Some(reasoning) = &request.reasoning {
        thinking(reasoning, &mut writer, losses);
    }
    for extra in &request.extra {
        let name = extra.name.to_str();
        match OWN_FIELDS.iter().find(|own| **own == &*name) {
            Some(own) => {
                writer.key(own);
                writer.value(extra.value);
            }
            None => losses.dropped(name.into_owned(), "this format has no such field"),
        }
    }
    writer.end_object();
    for (field, is_there) in [
        ("service_tier", request.service_tier.is_some()),
        ("user", request.user.is_some()),
        ("metadata", request.metadata.is_some()),
    ] {
        if is_there {
            losses.dropped(field, "this format has no such field");
        }
    }
    Ok(())
}

fn limits(request: &Request<'_>, writer: &mut Writer<'_>, losses: &mut Losses) {
    if let Some(limit) = request.max_output_tokens {
        if limit == 0 {
            // Elsewhere a way to fill the prompt cache and no more.
            losses.push(LossAction::Clamped, "max_tokens", "at least 1");
        }
        writer.key("max_tokens");
        writer.u64(limit.max(1));
    }
    if !request.stop.is_empty() {
        writer.key("stop_sequences");
        writer.begin_array();
        let kept = request.stop.iter().take(MOST_STOPS);
        kept.for_each(|sequence| writer.text(sequence));
        writer.end_array();
        if request.stop.len() > MOST_STOPS {
            losses.push(
                LossAction::Clamped,
                "stop",
                "at most 5 sequences, the first are kept",
            );
        }
    }
    if let Some(log_probs) = request.log_probs {
        writer.key("logprobs");
        writer.bool(true);
        if log_probs.top.is_some_and(|top| top > 0) {
            losses.dropped("top_logprobs", "this format tells no alternatives");
        }
    }
}

fn sampling(request: &Request<'_>, writer: &mut Writer<'_>, losses: &mut Losses) {
    let sampling = &request.sampling;
    let ranged = [
        (
            "temperature",
            "temperature",
            sampling.temperature,
            "0",
            "inf",
        ),
        ("p", "top_p", sampling.top_p, "0.01", "0.99"),
        ("k", "top_k", sampling.top_k, "0", "500"),
        (
            "frequency_penalty",
            "frequency_penalty",
            sampling.frequency_penalty,
            "0",
            "1",
        ),
        (
            "presence_penalty",
            "presence_penalty",
            sampling.presence_penalty,
            "0",
            "1",
        ),
    ];
    for (key, field, value, least, most) in ranged {
        let Some(value) = value else { continue };
        writer.key(key);
        match bound(value, least, most) {
            None => writer.value(value),
            Some(bound) => {
                writer.raw(bound.as_bytes());
                losses.push(
                    LossAction::Clamped,
                    field,
                    "out of the range of this format",
                );
            }
        }
    }
    if let Some(seed) = sampling.seed {
        if seed.u64().is_some() {
            writer.key("seed");
            writer.value(seed);
        } else {
            losses.dropped("seed", "must be a whole number from 0 on here");
        }
    }
}

/// The bound that a number passes, if it does.
fn bound(value: Value<'_>, least: &'static str, most: &'static str) -> Option<&'static str> {
    let number: f64 = value.number()?.parse().ok()?;
    if least.parse().is_ok_and(|least: f64| number < least) {
        Some(least)
    } else if most.parse().is_ok_and(|most: f64| number > most) {
        Some(most)
    } else {
        None
    }
}

fn thinking(reasoning: &Reasoning<'_>, writer: &mut Writer<'_>, losses: &mut Losses) {
    if reasoning.display.is_some() {
        losses.dropped("thinking.display", "thinking is always shown here");
    }
    let effort = reasoning.effort;
    let of_effort = BUDGETS
        .iter()
        .find(|(known, _)| Some(*known) == effort)
        .map(|(_, budget)| *budget);
    let budget = match (reasoning.budget_tokens, of_effort) {
        _ if effort == Some(Effort::None) => Some(0),
        (Some(budget), _) => Some(budget),
        (None, Some(budget)) => {
            losses.push(
                LossAction::Renamed,
                "reasoning_effort",
                "thinking, with a budget, takes its place",
            );
            budget
        }
        (None, None) if reasoning.adaptive => None,
        (None, None) => return,
    };
    writer.key("thinking");
    writer.begin_object();
    writer.key("type");
    writer.str(if budget == Some(0) {
        "disabled"
    } else {
        "enabled"
    });
    if let Some(budget) = budget.filter(|budget| *budget > 0) {
        writer.key("token_budget");
        writer.u64(budget);
    }
    writer.end_object();
}
