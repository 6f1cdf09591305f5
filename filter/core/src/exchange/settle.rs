//! The begin and the end of an attempt: what is booked.

use std::time::Duration;

use super::judge::{judge, measure};
use super::shared::Exchange;
use crate::host::Host;
use crate::telemetry::Metric;
use crate::worker::Ended;

/// Counts an attempt as under way.
pub(super) fn enter(host: &mut impl Host, exchange: &mut Exchange, now: Duration) {
    exchange.release();
    let Some(target) = exchange.current() else {
        return;
    };
    let worker = &exchange.worker;
    if exchange.is_copy {
        // A copy is no probe: it is not judged.
        worker.ledger().borrow_mut().reserve(target.provider.slot);
        return;
    }
    let is_probe = worker
        .ledger()
        .borrow_mut()
        .begin(target.provider.slot, now);
    if is_probe {
        worker.sync(host, now);
    }
    exchange.tried.is_probe = is_probe;
}

/// Notes what the attempt that is looked at, and has ended, tells of its account, and
/// books what it cost if nobody got its answer.
pub(super) fn settle(host: &mut impl Host, exchange: &mut Exchange, labels: &str) {
    leave(exchange);
    if exchange.tried.is_refused {
        return;
    }
    let is_winner = exchange.winner == Some(exchange.tried.number);
    // Where the gateway role's memory is out of reach, who has called it off is not known.
    let is_unknown = !exchange.is_shared && exchange.tried.status == 0;
    let is_called_off = !is_winner && (exchange.is_over || exchange.winner.is_some() || is_unknown);
    let is_answer = (200..300).contains(&exchange.tried.status);
    if !is_winner && (is_answer || (is_called_off && exchange.tried.status == 0)) {
        book_lost(host, exchange, labels);
    }
    if is_called_off {
        judge(host, exchange, Ended::CalledOff);
        return;
    }
    let now = host.now();
    measure(exchange, now);
    let ended = if exchange.tried.status > 0 {
        Ended::Answered
    } else {
        Ended::Failed
    };
    judge(host, exchange, ended);
}

/// Books a copy, whose answer nobody gets.
pub(super) fn book_copy(host: &mut impl Host, exchange: &mut Exchange, labels: &str) {
    leave(exchange);
    let now = host.now();
    let elapsed = now.saturating_sub(exchange.tried.started);
    let usage = exchange.tried.usage;
    let values = [
        (Metric::ShadowRequests, Some(1)),
        (Metric::ShadowInputTokens, usage.input_tokens),
        (Metric::ShadowOutputTokens, usage.output_tokens),
        (
            Metric::ShadowDuration,
            u64::try_from(elapsed.as_millis()).ok(),
        ),
    ];
    let known = values
        .into_iter()
        .filter_map(|(metric, value)| Some((metric, value?)));
    host.measure(labels, &known.collect::<Vec<_>>());
}

/// Books an answer that nobody got: as its provider has told, or as it is estimated.
fn book_lost(host: &mut impl Host, exchange: &Exchange, labels: &str) {
    let usage = &exchange.tried.usage;
    let input = usage.input_tokens.unwrap_or(exchange.estimated_input);
    let values = [
        (Metric::LostInputTokens, input),
        (
            Metric::LostOutputTokens,
            usage.output_tokens.unwrap_or_default(),
        ),
    ];
    let told = values.into_iter().filter(|(_, tokens)| *tokens > 0);
    host.measure(labels, &told.collect::<Vec<_>>());
}

/// Counts the attempt that is looked at as under way no longer.
fn leave(exchange: &Exchange) {
    if let Some(target) = exchange.current() {
        let account = target.provider.slot;
        exchange.worker.ledger().borrow_mut().end(account);
    }
}
