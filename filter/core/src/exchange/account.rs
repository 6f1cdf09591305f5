//! The end of an exchange: what is counted and what is logged.

use std::time::Duration;

use sluice_config::Consumer;
use sluice_protocol::WireFormat;

use super::shared::{Exchange, LOG, TOKENS};
use crate::host::Host;
use crate::telemetry::{self, Labels, LogFields, Metric};

/// What the gateway role knows of a request beside its [`Exchange`].
#[derive(Debug)]
pub(super) struct Account<'a> {
    pub(super) format: WireFormat,
    /// What was asked for; empty if that is nothing served.
    pub(super) operation: &'static str,
    pub(super) consumer: Option<&'a Consumer>,
    /// When the request arrived.
    pub(super) started: Duration,
    /// Which targets were not to be asked, and why; empty if one was that is well.
    pub(super) excluded: &'a str,
    /// What guardrails have found, for the log; empty for nothing.
    pub(super) guardrails: &'a str,
    /// Status and code of an answer that no provider gave.
    pub(super) own: Option<(u16, &'a str)>,
}

impl Account<'_> {
    /// Counts and logs. `exchange` is none for a request that was never forwarded.
    pub(super) fn settle(&self, host: &mut impl Host, exchange: Option<&Exchange>) {
        let fields = self.fields(exchange);
        let text = telemetry::labels(fields.labels);
        let elapsed = milliseconds(host.now().saturating_sub(self.started));
        let values = [
            (Metric::Requests, Some(1)),
            (Metric::RequestDuration, Some(elapsed)),
            (Metric::InputTokens, fields.usage.input_tokens),
            (Metric::OutputTokens, fields.usage.output_tokens),
            (Metric::TimeToFirstToken, fields.time_to_first_token_ms),
            (
                Metric::Losses,
                Some(fields.losses as u64).filter(|losses| *losses > 0),
            ),
        ];
        let known = values
            .into_iter()
            .filter_map(|(metric, value)| Some((metric, value?)));
        host.measure(&text, &known.collect::<Vec<_>>());
        host.set_property(LOG, &telemetry::log_fragment(&fields));
        if let Some(total) = fields.usage.total() {
            host.set_property(TOKENS, total.to_string().as_bytes());
        }
    }

    fn fields<'f>(&'f self, exchange: Option<&'f Exchange>) -> LogFields<'f> {
        let target = exchange
            .filter(|exchange| exchange.attempts > 0)
            .and_then(Exchange::current);
        let status = match (self.own, exchange) {
            (Some((status, _)), _) => status,
            (None, Some(exchange)) => exchange.tried.status,
            (None, None) => 0,
        };
        let own_code = self.own.map(|(_, code)| code);
        let code =
            own_code.or_else(|| exchange.and_then(|exchange| exchange.tried.error.as_deref()));
        let first_token = exchange.and_then(|exchange| exchange.tried.first_token);
        LogFields {
            labels: Labels {
                provider: target.map_or("", |target| &target.provider.name),
                model: exchange.map_or("", |exchange| &exchange.model.name),
                consumer: self.consumer.map_or("", |consumer| &consumer.name),
                operation: self.operation,
                status,
            },
            team: self
                .consumer
                .and_then(|consumer| consumer.team.as_deref())
                .unwrap_or_default(),
            request_model: target.map_or("", |target| &target.model),
            formats: (
                self.format.name(),
                target.map_or("", |target| {
                    target.provider.surface(self.format).format.name()
                }),
            ),
            stream: exchange.is_some_and(|exchange| exchange.stream),
            attempts: exchange.map_or(0, |exchange| exchange.attempts),
            usage: exchange
                .map(|exchange| exchange.tried.usage)
                .unwrap_or_default(),
            time_to_first_token_ms: first_token
                .map(|first| milliseconds(first.saturating_sub(self.started))),
            error: code.unwrap_or_default(),
            excluded: self.excluded,
            losses: exchange.map_or(0, |exchange| exchange.tried.losses.len()),
            guardrails: self.guardrails,
        }
    }
}

fn milliseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
