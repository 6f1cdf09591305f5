//! Token counts.
//!
//! `promptTokenCount` counts what a cache held, and leaves out what tools of the
//! provider brought in; `candidatesTokenCount` leaves out the thoughts. A count of 0
//! is left out on the wire, so that the total tells whether it was one.

use crate::chat::Usage;
use crate::json::{Value, Writer};

use super::key::{count, list, member, text, word};

/// What is read of a `usageMetadata`.
pub(super) const COUNTED: &[&str] = &[
    "promptTokenCount",
    "candidatesTokenCount",
    "responseTokenCount",
    "totalTokenCount",
    "cachedContentTokenCount",
    "thoughtsTokenCount",
    "toolUsePromptTokenCount",
    "promptTokensDetails",
    "candidatesTokensDetails",
];

/// Reads a `usageMetadata`.
pub(super) fn decode_usage(usage: Value<'_>) -> Usage {
    let of = |name: &str| member(usage, name).and_then(count);
    let sum = |counts: [Option<u64>; 2]| counts.into_iter().flatten().reduce(u64::saturating_add);
    let input = sum([of("promptTokenCount"), of("toolUsePromptTokenCount")]);
    let reasoning = of("thoughtsTokenCount");
    let said = of("candidatesTokenCount").or_else(|| of("responseTokenCount"));
    let rest = || Some(of("totalTokenCount")?.saturating_sub(input?));
    let output = match (said, reasoning) {
        (None, None) => rest(),
        (said, reasoning) => sum([said, reasoning]),
    };
    let sound = |name: &str| {
        let details = member(usage, name)?;
        let sound = list(details)
            .find(|item| text(*item, "modality").is_some_and(|kind| word(&kind) == "AUDIO"))?;
        member(sound, "tokenCount").and_then(count)
    };
    Usage {
        input_tokens: input,
        output_tokens: output,
        cache_read_input_tokens: of("cachedContentTokenCount"),
        reasoning_output_tokens: reasoning,
        audio_input_tokens: sound("promptTokensDetails"),
        audio_output_tokens: sound("candidatesTokensDetails"),
        ..Usage::default()
    }
}

/// Writes a `usageMetadata`, with what is known.
pub(super) fn write_usage(writer: &mut Writer<'_>, usage: &Usage) {
    let reasoning = usage.reasoning_output_tokens;
    let said = usage
        .output_tokens
        .map(|output| output.saturating_sub(reasoning.unwrap_or(0)));
    writer.begin_object();
    for (key, count) in [
        ("promptTokenCount", usage.input_tokens),
        ("candidatesTokenCount", said),
        (
            "totalTokenCount",
            usage
                .total()
                .filter(|_| usage.input_tokens.and(said).is_some()),
        ),
        ("cachedContentTokenCount", usage.cache_read_input_tokens),
        ("thoughtsTokenCount", reasoning),
    ] {
        if let Some(count) = count {
            writer.key(key);
            writer.u64(count);
        }
    }
    let input = usage.input_tokens;
    write_details(
        writer,
        "promptTokensDetails",
        input,
        usage.audio_input_tokens,
    );
    write_details(
        writer,
        "candidatesTokensDetails",
        said,
        usage.audio_output_tokens,
    );
    writer.end_object();
}

fn write_details(writer: &mut Writer<'_>, key: &str, all: Option<u64>, sound: Option<u64>) {
    let Some(sound) = sound else { return };
    writer.key(key);
    writer.begin_array();
    let rest = all.map(|all| all.saturating_sub(sound));
    for (modality, count) in [("TEXT", rest), ("AUDIO", Some(sound))] {
        let Some(count) = count else { continue };
        writer.begin_object();
        writer.key("modality");
        writer.str(modality);
        writer.key("tokenCount");
        writer.u64(count);
        writer.end_object();
    }
    writer.end_array();
}
