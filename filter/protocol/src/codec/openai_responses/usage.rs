//! Token counts. Source: OpenAI API reference, "The response object", `usage`.

use crate::chat::Usage;
use crate::json::{Value, Writer};

/// Reads a `usage` object. What is not reported stays `None`.
pub(super) fn decode_usage(usage: Value<'_>) -> Usage {
    let count = |object: Option<Value<'_>>, key: &str| object?.get_some(key)?.u64();
    let input = usage.get_some("input_tokens_details");
    let output = usage.get_some("output_tokens_details");
    Usage {
        input_tokens: count(Some(usage), "input_tokens"),
        output_tokens: count(Some(usage), "output_tokens"),
        cache_read_input_tokens: count(input, "cached_tokens"),
        cache_creation_input_tokens: count(input, "cache_write_tokens"),
        reasoning_output_tokens: count(output, "reasoning_tokens"),
        ..Usage::default()
    }
}

/// Writes a `usage` object. OpenAI's libraries demand every count, so one that was
/// not reported is zero.
pub(super) fn encode_usage(usage: &Usage, writer: &mut Writer<'_>) {
    writer.begin_object();
    writer.key("input_tokens");
    writer.u64(usage.input_tokens.unwrap_or(0));
    details(
        "input_tokens_details",
        &[
            ("cached_tokens", usage.cache_read_input_tokens),
            ("cache_write_tokens", usage.cache_creation_input_tokens),
        ],
        writer,
    );
    writer.key("output_tokens");
    writer.u64(usage.output_tokens.unwrap_or(0));
    details(
        "output_tokens_details",
        &[("reasoning_tokens", usage.reasoning_output_tokens)],
        writer,
    );
    writer.key("total_tokens");
    writer.u64(usage.total().unwrap_or(0));
    writer.end_object();
}

fn details(key: &str, counts: &[(&str, Option<u64>)], writer: &mut Writer<'_>) {
    writer.key(key);
    writer.begin_object();
    for (key, count) in counts {
        writer.key(key);
        writer.u64(count.unwrap_or(0));
    }
    writer.end_object();
}
