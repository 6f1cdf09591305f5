//! Token counts. Anthropic's `input_tokens` leaves out what a cache held; the
//! hub's counts it in.

use crate::chat::Usage;
use crate::json::{Text, Value, Writer};

use super::words::response_tier;

/// The counts as Anthropic gives them. In a stream they are cumulative, and a
/// later report may leave out what has not changed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Counts {
    input: Option<u64>,
    cache_read: Option<u64>,
    cache_creation: Option<u64>,
    cache_creation_5m: Option<u64>,
    cache_creation_1h: Option<u64>,
    output: Option<u64>,
    thinking: Option<u64>,
}

/// What is read of a usage object.
pub(super) const COUNTED: &[&str] = &[
    "input_tokens",
    "output_tokens",
    "cache_read_input_tokens",
    "cache_creation_input_tokens",
    "cache_creation",
    "output_tokens_details",
    "service_tier",
];

impl Counts {
    /// Takes over what `usage`, a usage object, reports.
    pub(super) fn read(&mut self, usage: Value<'_>) {
        for (key, value) in usage.members() {
            let count = value.u64();
            let slot = match &*key.to_str() {
                "input_tokens" => &mut self.input,
                "output_tokens" => &mut self.output,
                "cache_read_input_tokens" => &mut self.cache_read,
                "cache_creation_input_tokens" => &mut self.cache_creation,
                "cache_creation" => {
                    let part = |name| value.get(name).and_then(|part| part.u64());
                    let (short, long) = (
                        part("ephemeral_5m_input_tokens"),
                        part("ephemeral_1h_input_tokens"),
                    );
                    self.cache_creation_5m = short.or(self.cache_creation_5m);
                    self.cache_creation_1h = long.or(self.cache_creation_1h);
                    continue;
                }
                "output_tokens_details" => {
                    let thinking = value.get("thinking_tokens").and_then(|part| part.u64());
                    self.thinking = thinking.or(self.thinking);
                    continue;
                }
                _ => continue,
            };
            *slot = count.or(*slot);
        }
    }

    /// The same in the hub's reading.
    pub(super) fn usage(&self) -> Usage {
        let created = self
            .cache_creation
            .or_else(|| sum([self.cache_creation_5m, self.cache_creation_1h]));
        Usage {
            input_tokens: sum([self.input, self.cache_read, created]),
            output_tokens: self.output,
            cache_read_input_tokens: self.cache_read,
            cache_creation_input_tokens: created,
            cache_creation_5m_input_tokens: self.cache_creation_5m,
            cache_creation_1h_input_tokens: self.cache_creation_1h,
            reasoning_output_tokens: self.thinking,
            ..Usage::default()
        }
    }
}

/// The sum of what is known; `None` if nothing is.
fn sum<const N: usize>(counts: [Option<u64>; N]) -> Option<u64> {
    counts
        .into_iter()
        .flatten()
        .reduce(|total, count| total.saturating_add(count))
}

/// Reads a usage object; a missing or `null` count stays unknown.
#[must_use]
pub(super) fn decode_usage(value: Value<'_>) -> Usage {
    let mut counts = Counts::default();
    counts.read(value);
    counts.usage()
}

/// Input tokens in Anthropic's reading.
fn uncached_input(usage: &Usage) -> Option<u64> {
    let cached = usage
        .cache_read_input_tokens
        .unwrap_or(0)
        .saturating_add(usage.cache_creation_input_tokens.unwrap_or(0));
    usage.input_tokens.map(|input| input.saturating_sub(cached))
}

fn write_count(writer: &mut Writer<'_>, key: &str, count: Option<u64>) {
    writer.key(key);
    match count {
        Some(count) => writer.u64(count),
        None => writer.null(),
    }
}

/// Writes the usage of a whole message. Input and output are required there, so
/// an unknown one is written as 0; an unknown cache count as `null`.
pub(super) fn write_message_usage(writer: &mut Writer<'_>, usage: &Usage, tier: Option<&Text<'_>>) {
    writer.begin_object();
    writer.key("input_tokens");
    writer.u64(uncached_input(usage).unwrap_or(0));
    write_count(
        writer,
        "cache_creation_input_tokens",
        usage.cache_creation_input_tokens,
    );
    write_count(
        writer,
        "cache_read_input_tokens",
        usage.cache_read_input_tokens,
    );
    write_lifetimes(writer, usage);
    writer.key("output_tokens");
    writer.u64(usage.output_tokens.unwrap_or(0));
    write_details(writer, usage);
    if let Some(tier) = tier.and_then(response_tier) {
        writer.key("service_tier");
        writer.str(tier);
    }
    writer.end_object();
}

/// How long what was written to the cache is kept.
fn write_lifetimes(writer: &mut Writer<'_>, usage: &Usage) {
    let Some(total) = sum([
        usage.cache_creation_5m_input_tokens,
        usage.cache_creation_1h_input_tokens,
    ]) else {
        return;
    };
    let long = usage.cache_creation_1h_input_tokens.unwrap_or(0);
    writer.key("cache_creation");
    writer.begin_object();
    writer.key("ephemeral_5m_input_tokens");
    writer.u64(total.saturating_sub(long));
    writer.key("ephemeral_1h_input_tokens");
    writer.u64(long);
    writer.end_object();
}

/// Writes the usage of a `message_delta`: cumulative, and only what is known. How
/// long a cache keeps what was written stands here too, for a provider that tells
/// it at the end.
pub(super) fn write_delta_usage(writer: &mut Writer<'_>, usage: &Usage) {
    writer.begin_object();
    for (key, count) in [
        ("input_tokens", uncached_input(usage)),
        (
            "cache_creation_input_tokens",
            usage.cache_creation_input_tokens,
        ),
        ("cache_read_input_tokens", usage.cache_read_input_tokens),
    ] {
        if let Some(count) = count {
            writer.key(key);
            writer.u64(count);
        }
    }
    write_lifetimes(writer, usage);
    writer.key("output_tokens");
    writer.u64(usage.output_tokens.unwrap_or(0));
    write_details(writer, usage);
    writer.end_object();
}

fn write_details(writer: &mut Writer<'_>, usage: &Usage) {
    if let Some(thinking) = usage.reasoning_output_tokens {
        writer.key("output_tokens_details");
        writer.begin_object();
        writer.key("thinking_tokens");
        writer.u64(thinking);
        writer.end_object();
    }
}
