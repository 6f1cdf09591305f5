//! Names of what is measured, and the fields of the access log.
//!
//! A proxy-wasm metric is a flat name; labels are written behind it as
//! `|name=value`, and the rendered `stats_tags` turn them into Prometheus
//! labels. Every label value comes from the configuration or is a number, so
//! that no caller can make up new series.

use sluice_protocol::chat::Usage;
use sluice_protocol::json::Writer;

/// One measured thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Metric {
    /// Requests that have ended, by the status the client saw.
    Requests,
    /// Attempts that have ended, by the status the provider gave (`0`: none).
    Attempts,
    /// Attempts after the first of a request.
    Fallbacks,
    /// Input tokens, as providers count them.
    InputTokens,
    /// Output tokens, as providers count them.
    OutputTokens,
    /// Input tokens of answers that nobody got, as told or estimated.
    LostInputTokens,
    /// Output tokens of such answers, as far as they were told.
    LostOutputTokens,
    /// Copies of requests whose answers nobody gets.
    ShadowRequests,
    /// Their input tokens.
    ShadowInputTokens,
    /// Their output tokens.
    ShadowOutputTokens,
    /// From the begin of a copy to its end, in milliseconds.
    ShadowDuration,
    /// Fields that a target could not carry.
    Losses,
    /// Cool-downs of accounts that have begun.
    CoolDowns,
    /// Attempts that were not made because the retry budget was used up.
    RetriesDenied,
    /// Requests for which every target was left alone, and some were asked all the same.
    LastResorts,
    /// Checks of guardrails, by what was done.
    Guardrails,
    /// Whether an account is left alone, 1 or 0.
    Cooling,
    /// From the arrival of the request to its end, in milliseconds.
    RequestDuration,
    /// From the arrival of the request to the first token, in milliseconds.
    TimeToFirstToken,
}

/// How a metric is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MetricKind {
    /// A sum.
    Counter,
    /// A number that goes up and down.
    Gauge,
    /// A distribution of whole numbers.
    Histogram,
}

impl Metric {
    /// Every metric.
    pub const ALL: &[Self] = &[
        Self::Requests,
        Self::Attempts,
        Self::Fallbacks,
        Self::InputTokens,
        Self::OutputTokens,
        Self::LostInputTokens,
        Self::LostOutputTokens,
        Self::ShadowRequests,
        Self::ShadowInputTokens,
        Self::ShadowOutputTokens,
        Self::ShadowDuration,
        Self::Losses,
        Self::CoolDowns,
        Self::RetriesDenied,
        Self::LastResorts,
        Self::Guardrails,
        Self::Cooling,
        Self::RequestDuration,
        Self::TimeToFirstToken,
    ];

    /// Its name, as Prometheus shows it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Requests => "sluice_requests_total",
            Self::Attempts => "sluice_attempts_total",
            Self::Fallbacks => "sluice_fallbacks_total",
            Self::InputTokens => "sluice_input_tokens_total",
            Self::OutputTokens => "sluice_output_tokens_total",
            Self::LostInputTokens => "sluice_lost_input_tokens_total",
            Self::LostOutputTokens => "sluice_lost_output_tokens_total",
            Self::ShadowRequests => "sluice_shadow_requests_total",
            Self::ShadowInputTokens => "sluice_shadow_input_tokens_total",
            Self::ShadowOutputTokens => "sluice_shadow_output_tokens_total",
            Self::ShadowDuration => "sluice_shadow_duration_ms",
            Self::Losses => "sluice_losses_total",
            Self::CoolDowns => "sluice_cool_downs_total",
            Self::RetriesDenied => "sluice_retries_denied_total",
            Self::LastResorts => "sluice_last_resorts_total",
            Self::Guardrails => "sluice_guardrails_total",
            Self::Cooling => "sluice_account_cooling",
            Self::RequestDuration => "sluice_request_duration_ms",
            Self::TimeToFirstToken => "sluice_time_to_first_token_ms",
        }
    }

    /// How it is kept.
    #[must_use]
    pub const fn kind(self) -> MetricKind {
        match self {
            Self::RequestDuration | Self::TimeToFirstToken | Self::ShadowDuration => {
                MetricKind::Histogram
            }
            Self::Cooling => MetricKind::Gauge,
            Self::Requests
            | Self::Attempts
            | Self::Fallbacks
            | Self::InputTokens
            | Self::OutputTokens
            | Self::LostInputTokens
            | Self::LostOutputTokens
            | Self::ShadowRequests
            | Self::ShadowInputTokens
            | Self::ShadowOutputTokens
            | Self::Losses
            | Self::CoolDowns
            | Self::RetriesDenied
            | Self::LastResorts
            | Self::Guardrails => MetricKind::Counter,
        }
    }
}

/// Names of the labels, in the order they are written.
pub const LABELS: &[&str] = &["provider", "model", "consumer", "operation", "status"];

/// Those of what is counted of guardrails, besides `model` and `consumer`.
pub const GUARDRAIL_LABELS: &[&str] = &["guardrail", "side", "action", "mode"];

/// What an exchange is counted under. Empty where it is not known.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Labels<'a> {
    /// Provider that answered, by its name in the configuration.
    pub provider: &'a str,
    /// Virtual model, by its name in the configuration.
    pub model: &'a str,
    /// Consumer, by its name in the configuration.
    pub consumer: &'a str,
    /// What was asked for: OpenTelemetry's `gen_ai.operation.name`.
    pub operation: &'a str,
    /// HTTP status; 0 for none.
    pub status: u16,
}

/// The label part of a metric's name: `|provider=claude|model=smart|…`.
#[must_use]
pub fn labels(labels: Labels<'_>) -> String {
    let mut out = String::with_capacity(96);
    let status = labels.status.to_string();
    for (name, value) in LABELS.iter().zip([
        labels.provider,
        labels.model,
        labels.consumer,
        labels.operation,
        &status,
    ]) {
        out.push('|');
        out.push_str(name);
        out.push('=');
        out.push_str(if value.is_empty() { "none" } else { value });
    }
    out
}

/// The label part of what is measured of an account: `|provider=claude`.
#[must_use]
pub fn account_labels(provider: &str) -> String {
    format!("|provider={provider}")
}

/// What a guardrail's checks are counted under.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GuardrailLabels<'a> {
    /// Its name in the configuration.
    pub guardrail: &'a str,
    /// `input` or `output`.
    pub side: &'a str,
    /// `pass`, `error`, or what was done.
    pub action: &'a str,
    /// `enforce` or `monitor`.
    pub mode: &'a str,
    /// Virtual model, by its name in the configuration.
    pub model: &'a str,
    /// Consumer, by its name in the configuration.
    pub consumer: &'a str,
}

/// The label part of what is counted of guardrails.
#[must_use]
pub fn guardrail_labels(labels: GuardrailLabels<'_>) -> String {
    let GuardrailLabels {
        guardrail,
        side,
        action,
        mode,
        model,
        consumer,
    } = labels;
    let consumer = if consumer.is_empty() {
        "none"
    } else {
        consumer
    };
    format!(
        "|guardrail={guardrail}|side={side}|action={action}|mode={mode}|model={model}|consumer={consumer}"
    )
}

/// What the access log tells of an exchange beside what Envoy knows itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LogFields<'a> {
    /// Whose request.
    pub labels: Labels<'a>,
    /// Team of the consumer.
    pub team: &'a str,
    /// Model asked of the provider.
    pub request_model: &'a str,
    /// Client format and provider format.
    pub formats: (&'a str, &'a str),
    /// Whether the answer was streamed.
    pub stream: bool,
    /// Attempts made.
    pub attempts: u32,
    /// Token counts.
    pub usage: Usage,
    /// Milliseconds to the first token, if there was one.
    pub time_to_first_token_ms: Option<u64>,
    /// Stable code of an error that Sluice made or translated.
    pub error: &'a str,
    /// Which targets were not to be asked, and why; empty if one was that is well.
    pub excluded: &'a str,
    /// How many fields were lost.
    pub losses: usize,
    /// What guardrails have found, as in the header `x-sluice-guardrails`; empty for
    /// nothing.
    pub guardrails: &'a str,
}

/// The members that go into the JSON object of an access log line, each
/// followed by a comma.
#[must_use]
pub fn log_fragment(fields: &LogFields<'_>) -> Vec<u8> {
    let mut out = Vec::with_capacity(320);
    let mut writer = Writer::new(&mut out);
    writer.begin_object();
    let strings = [
        ("consumer", fields.labels.consumer),
        ("team", fields.team),
        ("operation", fields.labels.operation),
        ("model", fields.labels.model),
        ("provider", fields.labels.provider),
        ("request_model", fields.request_model),
        ("client_format", fields.formats.0),
        ("provider_format", fields.formats.1),
        ("error", fields.error),
        ("excluded", fields.excluded),
        ("guardrails", fields.guardrails),
    ];
    for (name, value) in strings.into_iter().filter(|(_, value)| !value.is_empty()) {
        writer.key(name);
        writer.str(value);
    }
    writer.key("stream");
    writer.bool(fields.stream);
    let usage = &fields.usage;
    let numbers = [
        ("attempts", Some(u64::from(fields.attempts))),
        ("input_tokens", usage.input_tokens),
        ("output_tokens", usage.output_tokens),
        ("cache_read_input_tokens", usage.cache_read_input_tokens),
        (
            "cache_creation_input_tokens",
            usage.cache_creation_input_tokens,
        ),
        ("reasoning_output_tokens", usage.reasoning_output_tokens),
        ("time_to_first_token_ms", fields.time_to_first_token_ms),
        (
            "losses",
            (fields.losses > 0).then_some(fields.losses as u64),
        ),
    ];
    for (name, value) in numbers {
        if let Some(value) = value {
            writer.key(name);
            writer.u64(value);
        }
    }
    let mut fragment = out.split_off(1);
    fragment.push(b',');
    fragment
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_that_are_not_known_are_named_none() {
        let text = labels(Labels {
            model: "smart",
            status: 401,
            ..Labels::default()
        });
        assert_eq!(
            text,
            "|provider=none|model=smart|consumer=none|operation=none|status=401"
        );
    }

    #[test]
    fn a_log_fragment_fits_into_an_object() {
        let fields = LogFields {
            labels: Labels {
                consumer: "a\"b",
                status: 200,
                ..Labels::default()
            },
            usage: Usage {
                input_tokens: Some(0),
                ..Usage::default()
            },
            attempts: 1,
            ..LogFields::default()
        };
        let fragment = String::from_utf8(log_fragment(&fields)).unwrap();
        assert_eq!(
            fragment,
            r#""consumer":"a\"b","stream":false,"attempts":1,"input_tokens":0,"#
        );
    }
}
