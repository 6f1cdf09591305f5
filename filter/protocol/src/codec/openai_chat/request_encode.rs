//! The hub to a request body.
//!
//! Source: OpenAI API reference, "Create chat completion". Fields of another
//! format that have no counterpart are listed as losses, never passed on: the
//! API refuses what it does not know.

use super::message_encode::MessageEncoder;
use super::tool_encode;
use crate::chat::{Reasoning, Request};
use crate::codec::Target;
use crate::codec::openai::{effort_of, write_account, write_ranged};
use crate::error::EncodeError;
use crate::json::Writer;
use crate::loss::{LossAction, Losses};

/// Most stop sequences.
const MOST_STOPS: usize = 4;
/// Most alternatives a token.
const MOST_TOP_LOGPROBS: u64 = 20;

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
        wants_reasoning: target.wants_reasoning,
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
    write_account(request, &mut writer, losses);
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
    for number in ranged {
        write_ranged(number, writer, losses);
    }
    if let Some(seed) = sampling.seed {
        writer.key("seed");
        writer.value(seed);
    }
    if sampling.top_k.is_some() {
        losses.dropped("top_k", "this format has no such field");
    }
}

fn encode_reasoning(reasoning: &Reasoning<'_>, writer: &mut Writer<'_>, losses: &mut Losses) {
    if let Some(effort) = effort_of(reasoning, losses) {
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
