//! From the gateway role to the router and the provider role: what each has to know of
//! an exchange, written where it reads it.

use std::time::Duration;

use super::release::holds_all;
use super::shared::{
    EXCHANGE, Exchange, MODE, MODE_HEDGE, MODE_STREAM, MODE_WEBSOCKET, SHADOW, TAKEN, TARGET,
    Ticket,
};
use crate::host::{Host, Side};

/// In place of the property of the same meaning, for attempts that do not see it: those
/// behind the internal listener, and copies.
pub(super) const EXCHANGE_HEADER: &str = "x-sluice-exchange";
/// The number of an attempt among those that are made at the same time. The internal
/// listener has it from Envoy; on an answer it says whose it is.
pub(super) const ATTEMPT_HEADER: &str = "x-sluice-attempt";
/// On an answer: the router is to ask the next target.
pub(super) const RETRY_HEADER: &str = "x-sluice-retry";
/// On an answer: the internal listener gives it in place of a provider.
pub(super) const FAILURE_HEADER: &str = "x-sluice-failure";

const PER_TRY: &str = "x-envoy-upstream-rq-per-try-timeout-ms";
const OVERALL: &str = "x-envoy-upstream-rq-timeout-ms";

/// Tells the router and the provider role of an exchange.
pub(super) fn hand_over(host: &mut impl Host, exchange: &Exchange, ticket: &Ticket) {
    let ticket = ticket.write();
    let first = exchange.candidates().next();
    let provider = first.map_or("", |target| &target.provider.name);
    host.set_property(TARGET, provider.as_bytes());
    host.set_property(EXCHANGE, ticket.as_bytes());
    if exchange.guarded.vault.restores() {
        host.set_property(TAKEN, &exchange.guarded.vault.written());
    }
    let retries = if exchange.endpoint.operation.is_bound_to_account() {
        0
    } else {
        let guards = exchange.worker.guards();
        exchange.order.len().saturating_sub(1) + guards.retries(&exchange.guarded.output)
    };
    let retry_on = exchange.model.fallback.envoy_retry_on();
    if exchange.is_hedged {
        host.set_property(MODE, MODE_HEDGE.as_bytes());
        announce_targets(host, exchange, retry_on);
    } else {
        // Streams have another time-out than whole answers.
        if exchange.stream {
            host.set_property(MODE, MODE_STREAM.as_bytes());
        } else if exchange.endpoint.operation.is_upgrade() {
            host.set_property(MODE, MODE_WEBSOCKET.as_bytes());
        }
        bound_attempts(host, exchange);
    }
    let shadow = exchange
        .shadow
        .and_then(|at| exchange.model.targets.get(at));
    if let Some(shadow) = shadow {
        host.set_property(SHADOW, shadow.provider.name.as_bytes());
        bound_copy(host, exchange);
    }
    if exchange.is_hedged || shadow.is_some() {
        host.set_header(Side::Request, EXCHANGE_HEADER, Some(ticket.as_bytes()));
    }
    // The router reads both, and changing a header makes it choose the route anew.
    let text = retries.to_string();
    host.set_header(Side::Request, "x-envoy-max-retries", Some(text.as_bytes()));
    if retries > 0 && !retry_on.is_empty() && !exchange.is_hedged {
        host.set_header(Side::Request, "x-envoy-retry-on", Some(retry_on.as_bytes()));
    }
}

/// How long an attempt may wait for what lets its headers go: the first event of a
/// stream, all of a whole answer. The routes know the bound of whole answers.
fn bound_attempts(host: &mut impl Host, exchange: &Exchange) {
    let of_routes = exchange.worker.config().timeouts().answer;
    let is_bounded =
        exchange.endpoint.operation.is_upgrade() || exchange.model.timeouts.answer == of_routes;
    if is_bounded && !exchange.stream {
        return;
    }
    let wait = wait(exchange).as_millis().to_string();
    host.set_header(Side::Request, PER_TRY, Some(wait.as_bytes()));
}

/// That time.
fn wait(exchange: &Exchange) -> Duration {
    let timeouts = exchange.model.timeouts;
    // The headers of a stream that is held wait for its end.
    if exchange.stream && !holds_all(exchange) {
        timeouts.first_token
    } else {
        timeouts.answer
    }
}

/// Nothing but the time-out over all bounds a copy, and it bounds the exchange as well:
/// it must leave each attempt its time.
fn bound_copy(host: &mut impl Host, exchange: &Exchange) {
    /// As many attempts as there are mostly, and time for long streams.
    const LEAST: usize = 3;
    let times = u32::try_from(exchange.order.len().max(LEAST)).unwrap_or(u32::MAX);
    let wait = exchange.model.timeouts.answer.saturating_mul(times);
    let wait = wait.as_millis().to_string();
    host.set_header(Side::Request, OVERALL, Some(wait.as_bytes()));
}

/// Tells both routers of attempts at the same time, see ADR 0008.
fn announce_targets(host: &mut impl Host, exchange: &Exchange, retry_on: &str) {
    let mut set = |name: &str, value: &str| {
        host.set_header(Side::Request, name, Some(value.as_bytes()));
    };
    for (number, target) in (1..).zip(exchange.candidates()) {
        set(&format!("x-sluice-target-{number}"), &target.provider.name);
    }
    let delay = exchange.model.hedge_after.unwrap_or_default();
    set(PER_TRY, &delay.as_millis().to_string());
    if exchange.stream {
        set("x-sluice-answer", MODE_STREAM);
    }
    let wait = wait(exchange).as_millis().to_string();
    set("x-sluice-first-token-ms", &wait);
    let failures: Vec<&str> = [("connect-failure", "connect"), ("reset", "reset")]
        .into_iter()
        .filter(|(of_envoy, _)| retry_on.split(',').any(|word| word == *of_envoy))
        .map(|(_, name)| name)
        .collect();
    if !failures.is_empty() {
        set("x-sluice-retry-on", &failures.join(","));
    }
}
