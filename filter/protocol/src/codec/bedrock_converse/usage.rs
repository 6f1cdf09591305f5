//! Token counts. The API's `inputTokens` leaves out what a cache held; the hub's
//! counts it in.

use crate::chat::Usage;
use crate::json::{Value, Writer};

/// What is read of a usage object.
pub(super) const COUNTED: &[&str] = &[
    "inputTokens",
    "outputTokens",
    "totalTokens",
    "cacheReadInputTokens",
    "cacheWriteInputTokens",
    "cacheDetails",
];

/// Reads a usage object; a missing or `null` count stays unknown.
pub(super) fn decode_usage(usage: Value<'_>) -> Usage {
    let count = |name: &str| usage.get_some(name).and_then(|count| count.u64());
    let read = count("cacheReadInputTokens");
    let mut written = count("cacheWriteInputTokens");
    let (mut short, mut long) = (None, None);
    for detail in usage.get("cacheDetails").iter().flat_map(Value::items) {
        let tokens = detail.get_some("inputTokens").and_then(|count| count.u64());
        match detail.get_some("ttl").and_then(|ttl| ttl.text()) {
            Some(ttl) if ttl == "5m" => short = tokens.or(short),
            Some(ttl) if ttl == "1h" => long = tokens.or(long),
            Some(_) | None => {}
        }
    }
    written = written.or_else(|| sum([short, long]));
    Usage {
        input_tokens: sum([count("inputTokens"), read, written]),
        output_tokens: count("outputTokens"),
        cache_read_input_tokens: read,
        cache_creation_input_tokens: written,
        cache_creation_5m_input_tokens: short,
        cache_creation_1h_input_tokens: long,
        ..Usage::default()
    }
}

/// The sum of what is known; `None` if nothing is.
fn sum<const N: usize>(counts: [Option<u64>; N]) -> Option<u64> {
    counts
        .into_iter()
        .flatten()
        .reduce(|total, count| total.saturating_add(count))
}

/// Writes a usage object. Input, output and total are required there, so an
/// unknown one is written as 0.
pub(super) fn write_usage(writer: &mut Writer<'_>, usage: &Usage) {
    let cached = sum([
        usage.cache_read_input_tokens,
        usage.cache_creation_input_tokens,
    ]);
    let input = usage.input_tokens.unwrap_or(0);
    writer.begin_object();
    writer.key("inputTokens");
    writer.u64(input.saturating_sub(cached.unwrap_or(0)));
    writer.key("outputTokens");
    writer.u64(usage.output_tokens.unwrap_or(0));
    writer.key("totalTokens");
    writer.u64(usage.total().unwrap_or(0));
    for (key, count) in [
        ("cacheReadInputTokens", usage.cache_read_input_tokens),
        ("cacheWriteInputTokens", usage.cache_creation_input_tokens),
    ] {
        if let Some(count) = count {
            writer.key(key);
            writer.u64(count);
        }
    }
    let details = [
        ("1h", usage.cache_creation_1h_input_tokens),
        ("5m", usage.cache_creation_5m_input_tokens),
    ];
    if details.iter().any(|(_, count)| count.is_some()) {
        writer.key("cacheDetails");
        writer.begin_array();
        for (ttl, count) in details {
            if let Some(count) = count {
                writer.begin_object();
                writer.key("ttl");
                writer.str(ttl);
                writer.key("inputTokens");
                writer.u64(count);
                writer.end_object();
            }
        }
        writer.end_array();
    }
    writer.end_object();
}

/// Writes the metrics that must be there. How long the provider took is not known.
pub(super) fn write_metrics(writer: &mut Writer<'_>) {
    writer.key("metrics");
    writer.begin_object();
    writer.key("latencyMs");
    writer.u64(0);
    writer.end_object();
}
