//! The hub to a request body.
//!
//! Source: OpenAI API reference, "Create chat completion". Fields of another
//! format that have no counterpart are listed as losses, never passed on: the
//! API refuses what it does not know.

use super::message_encode::MessageEncoder;
use super::tool_encode;
use crate::chat::{Effort, Reasoning, Request};
use crate::codec::Target;
use crate::error::EncodeError;
use crate::json::{Value, Writer};
use crate::loss::{LossAction, Losses};

/// Most stop sequences.
const MOST_STOPS: usize = 4;
/// Most alternatives a token.
const MOST_TOP_LOGPROBS: u64 = 20;
/// Most pairs of metadata, and the most characters of a key and of a value.
const MOST_METADATA: (usize, usize, usize) = (16, 64, 512);

/// Service tiers of OpenAI, and what those of other formats are called there.
const SERVICE_TIERS: &[(&str, &str)] = &[
    ("auto", "auto"),
    ("default", "default"),
    ("flex", "flex"),
    ("scale", "scale"),
    ("priority", "priority"),
    ("fast", "fast"),
    ("standard_only", "default"),
    ("standard", "default"),
];

/// The effort that stands for a budget of reasoning tokens, up to each number:
/// the middles between 2,048, 8,192 and 16,384, which go for `low`, `medium` and
/// `high` where a budget has to stand for an effort. The efforts beyond these are
/// not chosen, since many models do not know them.
const EFFORT_OF_BUDGET: &[(u64, Effort)] = &[
    (0, Effort::None),
    (5_120, Effort::Low),
    (12_288, Effort::Medium),
    (u64::MAX, Effort::High),
];

/// Appends the body that asks `target` for what `request` asks.
///
/// A stream always asks for the usage event, since Sluice counts by it.
///
/// # Errors
/// Content that has no form here and whose absence would change what is asked.
pub(super) fn encode_request(
    request: &Request<'_>,
    target: &Target<'_>,
    out: &mut Vec<u8>,
    losses: &mut Losses,
) -> Result<(), EncodeError> {
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
        writer.key("stream_options");
        writer.raw(br#"{"include_usage":true}"#);
    }
    tool_encode::tools(request, &mut writer, losses)?;
    tool_encode::output(request.output.as_ref(), &mut writer, losses);
    limits(request, &mut writer, losses);
    sampling(request, &mut writer, losses);
    if let Some(reasoning) = &request.reasoning {
        encode_reasoning(reasoning, &mut writer, losses);
    }
    account(request, &mut writer, losses);
    writer.end_object();
    for extra in &request.extra {
        losses.dropped(
            extra.name.to_str().into_owned(),
            "this format has no such field",
        );
    }
    Ok(())
}

fn limits(request: &Request<'_>, writer: &mut Writer<'_>, losses: &mut Losses) {
    if let Some(limit) = request.max_output_tokens {
        if limit == 0 {
            // Elsewhere a way to fill the prompt cache and no more.
            losses.push(LossAction::Clamped, "max_tokens", "at least 1");
        }
        writer.key("max_completion_tokens");
        writer.u64(limit.max(1));
    }
    if let Some(candidates) = request.candidates {
        writer.key("n");
        writer.u64(candidates);
    }
    if !request.stop.is_empty() {
        writer.key("stop");
        writer.begin_array();
        request
            .stop
            .iter()
            .take(MOST_STOPS)
            .for_each(|sequence| writer.text(sequence));
        writer.end_array();
        if request.stop.len() > MOST_STOPS {
            losses.push(
                LossAction::Clamped,
                "stop",
                "at most 4 sequences, the first are kept",
            );
        }
    }
    if let Some(log_probs) = request.log_probs {
        writer.key("logprobs");
        writer.bool(true);
        if let Some(top) = log_probs.top {
            writer.key("top_logprobs");
            writer.u64(top.min(MOST_TOP_LOGPROBS));
            if top > MOST_TOP_LOGPROBS {
                losses.push(LossAction::Clamped, "top_logprobs", "at most 20");
            }
        }
    }
}

fn sampling(request: &Request<'_>, writer: &mut Writer<'_>, losses: &mut Losses) {
    let sampling = &request.sampling;
    let ranged = [
        ("temperature", sampling.temperature, "0", "2"),
        ("top_p", sampling.top_p, "0", "1"),
        ("frequency_penalty", sampling.frequency_penalty, "-2", "2"),
        ("presence_penalty", sampling.presence_penalty, "-2", "2"),
    ];
    for (key, value, least, most) in ranged {
        let Some(value) = value else { continue };
        writer.key(key);
        match clamped(value, least, most) {
            None => writer.value(value),
            Some(bound) => {
                writer.raw(bound.as_bytes());
                losses.push(LossAction::Clamped, key, "out of the range of this format");
            }
        }
    }
    if let Some(seed) = sampling.seed {
        writer.key("seed");
        writer.value(seed);
    }
    if sampling.top_k.is_some() {
        losses.dropped("top_k", "this format has no such field");
    }
}

/// The bound that a number passes, if it does.
fn clamped(value: Value<'_>, least: &'static str, most: &'static str) -> Option<&'static str> {
    let number = value.f64()?;
    if least.parse().is_ok_and(|least: f64| number < least) {
        Some(least)
    } else if most.parse().is_ok_and(|most: f64| number > most) {
        Some(most)
    } else {
        None
    }
}

fn encode_reasoning(reasoning: &Reasoning<'_>, writer: &mut Writer<'_>, losses: &mut Losses) {
    let of_budget = |budget: u64| {
        EFFORT_OF_BUDGET
            .iter()
            .find(|(most, _)| budget <= *most)
            .map(|(_, effort)| *effort)
    };
    let effort = match (reasoning.effort, reasoning.budget_tokens) {
        (Some(effort), budget) => {
            if budget.is_some() {
                losses.dropped(
                    "thinking.budget_tokens",
                    "the effort says it in this format",
                );
            }
            Some(effort)
        }
        (None, Some(budget)) => {
            losses.push(
                LossAction::Renamed,
                "thinking.budget_tokens",
                "reasoning_effort takes its place",
            );
            of_budget(budget)
        }
        (None, None) if reasoning.adaptive => {
            losses.push(
                LossAction::Renamed,
                "thinking.type",
                "reasoning_effort medium takes its place",
            );
            Some(Effort::Medium)
        }
        (None, None) => None,
    };
    if let Some(effort) = effort {
        writer.key("reasoning_effort");
        writer.str(effort.name());
    }
    if reasoning.display.is_some() {
        losses.dropped(
            "thinking.display",
            "reasoning is never shown in this format",
        );
    }
}

/// Who asks, and how it is billed and filed.
fn account(request: &Request<'_>, writer: &mut Writer<'_>, losses: &mut Losses) {
    if let Some(tier) = &request.service_tier {
        match SERVICE_TIERS.iter().find(|(name, _)| *tier == *name) {
            Some((name, word)) => {
                writer.key("service_tier");
                writer.str(word);
                if name != word {
                    losses.push(LossAction::Renamed, "service_tier", "called default here");
                }
            }
            None => losses.dropped("service_tier", "no such tier in this format"),
        }
    }
    if let Some(user) = &request.user {
        writer.key("user");
        writer.text(user);
    }
    if let Some(metadata) = request.metadata {
        encode_metadata(metadata, writer, losses);
    }
}

/// Writes the pairs that OpenAI takes; the rest is listed.
fn encode_metadata(metadata: Value<'_>, writer: &mut Writer<'_>, losses: &mut Losses) {
    let (pairs, key_length, value_length) = MOST_METADATA;
    let mut kept = Vec::new();
    let mut all = 0;
    for (key, value) in metadata.members() {
        all += 1;
        let Some(text) = value.text() else { continue };
        let fits = key.to_str().chars().count() <= key_length
            && text.to_str().chars().count() <= value_length;
        if fits && kept.len() < pairs {
            kept.push((key, text));
        }
    }
    if kept.len() < all {
        losses.dropped("metadata", "only 16 pairs of short strings are taken");
    }
    if kept.is_empty() {
        return;
    }
    writer.key("metadata");
    writer.begin_object();
    for (key, value) in &kept {
        writer.key_text(key);
        writer.text(value);
    }
    writer.end_object();
}
