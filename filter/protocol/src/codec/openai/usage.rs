//! Token counts. Source: OpenAI API reference, `CompletionUsage`; and the names
//! that DeepSeek, Moonshot and xAI add or change.

use super::unknown::keep_members;
use crate::chat::{Extra, Usage};
use crate::json::{Value, Writer};

/// Reads a `usage` object. What is not reported stays `None`.
#[must_use]
pub(crate) fn decode_usage(usage: Value<'_>) -> Usage {
    let mut out = Usage::default();
    let mut total = None;
    for (key, value) in usage.members() {
        match &*key.to_str() {
            "prompt_tokens" => out.input_tokens = value.u64(),
            "completion_tokens" => out.output_tokens = value.u64(),
            "total_tokens" => total = value.u64(),
            "prompt_tokens_details" => input_details(value, &mut out),
            "completion_tokens_details" => output_details(value, &mut out),
            // DeepSeek and Moonshot; OpenAI's own place wins where both are given.
            "prompt_cache_hit_tokens" | "cached_tokens" => {
                out.cache_read_input_tokens = out.cache_read_input_tokens.or_else(|| value.u64());
            }
            _ => {}
        }
    }
    // xAI leaves reasoning out of `completion_tokens`; the total gives it away.
    if let (Some(input), Some(output), Some(reasoning), Some(total)) = (
        out.input_tokens,
        out.output_tokens,
        out.reasoning_output_tokens,
        total,
    ) {
        let with_reasoning = output.saturating_add(reasoning);
        if input.saturating_add(with_reasoning) == total {
            out.output_tokens = Some(with_reasoning);
        }
    }
    out
}

/// What is read of a `usage` object, and of its details.
const COUNTED: &[&str] = &[
    "prompt_tokens",
    "completion_tokens",
    "total_tokens",
    "prompt_tokens_details",
    "completion_tokens_details",
    "prompt_cache_hit_tokens",
    "prompt_cache_miss_tokens",
    "cached_tokens",
];
const COUNTED_IN: &[&str] = &["cached_tokens", "cache_write_tokens", "audio_tokens"];
const COUNTED_OUT: &[&str] = &[
    "reasoning_tokens",
    "audio_tokens",
    "accepted_prediction_tokens",
    "rejected_prediction_tokens",
];

/// Keeps what is told beside the counts, so that it can be listed.
pub(crate) fn keep_uncounted<'a>(usage: Value<'a>, extra: &mut Vec<Extra<'a>>) {
    keep_members(usage, "usage", COUNTED, extra);
    for (key, known) in [
        ("prompt_tokens_details", COUNTED_IN),
        ("completion_tokens_details", COUNTED_OUT),
    ] {
        if let Some(details) = usage.get_some(key) {
            keep_members(details, &format!("usage.{key}"), known, extra);
        }
    }
}

fn input_details(details: Value<'_>, out: &mut Usage) {
    for (key, value) in details.members() {
        let Some(count) = value.u64() else { continue };
        match &*key.to_str() {
            "cached_tokens" => out.cache_read_input_tokens = Some(count),
            "cache_write_tokens" => out.cache_creation_input_tokens = Some(count),
            "audio_tokens" => out.audio_input_tokens = Some(count),
            _ => {}
        }
    }
}

fn output_details(details: Value<'_>, out: &mut Usage) {
    for (key, value) in details.members() {
        let Some(count) = value.u64() else { continue };
        match &*key.to_str() {
            "reasoning_tokens" => out.reasoning_output_tokens = Some(count),
            "audio_tokens" => out.audio_output_tokens = Some(count),
            "accepted_prediction_tokens" => out.accepted_prediction_tokens = Some(count),
            "rejected_prediction_tokens" => out.rejected_prediction_tokens = Some(count),
            _ => {}
        }
    }
}

/// Writes a `usage` object. The three counts that OpenAI's clients demand are
/// always there; details only where something was reported.
pub(crate) fn encode_usage(usage: &Usage, writer: &mut Writer<'_>) {
    writer.begin_object();
    let counts = [
        ("prompt_tokens", usage.input_tokens),
        ("completion_tokens", usage.output_tokens),
        ("total_tokens", usage.total()),
    ];
    for (key, count) in counts {
        writer.key(key);
        writer.u64(count.unwrap_or(0));
    }
    encode_details(
        writer,
        "prompt_tokens_details",
        &[
            ("cached_tokens", usage.cache_read_input_tokens),
            ("cache_write_tokens", usage.cache_creation_input_tokens),
            ("audio_tokens", usage.audio_input_tokens),
        ],
    );
    encode_details(
        writer,
        "completion_tokens_details",
        &[
            ("reasoning_tokens", usage.reasoning_output_tokens),
            ("audio_tokens", usage.audio_output_tokens),
            (
                "accepted_prediction_tokens",
                usage.accepted_prediction_tokens,
            ),
            (
                "rejected_prediction_tokens",
                usage.rejected_prediction_tokens,
            ),
        ],
    );
    writer.end_object();
}

fn encode_details(writer: &mut Writer<'_>, key: &str, counts: &[(&str, Option<u64>)]) {
    if counts.iter().all(|(_, count)| count.is_none()) {
        return;
    }
    writer.key(key);
    writer.begin_object();
    for (name, count) in counts {
        if let Some(count) = count {
            writer.key(name);
            writer.u64(*count);
        }
    }
    writer.end_object();
}
