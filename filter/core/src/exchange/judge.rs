//! What an attempt tells of its account: noted once an attempt, told to all workers.

use std::time::Duration;

use sluice_protocol::chat::ApiError;

use super::deliver::is_about_key;
use super::shared::Exchange;
use crate::endpoint::Operation;
use crate::host::Host;
use crate::telemetry::{self, Metric};
use crate::worker::{Ended, Of, Pace};

/// Notes how the attempt that is looked at has turned out.
pub(super) fn judge(host: &mut impl Host, exchange: &mut Exchange, ended: Ended) {
    // A copy may fail for reasons of its own, which the clients' requests do not share.
    if std::mem::replace(&mut exchange.tried.is_judged, true) || exchange.is_copy {
        return;
    }
    let Some(target) = exchange.current() else {
        return;
    };
    let worker = &exchange.worker;
    let now = host.now();
    let limits = worker.config().reliability().cool_down;
    let of = Of {
        account: target.provider.slot,
        target: target.slot,
        is_probe: exchange.tried.is_probe,
    };
    let (begun, is_urgent) = worker.ledger().borrow_mut().judge(of, ended, limits, now);
    if let Some(begun) = begun {
        let name = &target.provider.name;
        let labels = telemetry::account_labels(name);
        host.measure(&labels, &[(Metric::CoolDowns, 1)]);
        let left_out = worker.models_without_account(now);
        let last = match left_out.as_slice() {
            [] => String::new(),
            models => format!("; no other account is left for {}", models.join(", ")),
        };
        let seconds = begun.wait.as_secs_f64();
        let reason = begun.reason.name();
        host.warn(&format!(
            "account {name} is left alone for {seconds:.1} s: {reason}{last}"
        ));
    }
    if is_urgent {
        worker.sync(host, now);
    }
}

/// The same for an attempt that has been taken for a good one.
pub(super) fn judge_again(host: &mut impl Host, exchange: &mut Exchange, ended: Ended) {
    exchange.tried.is_judged = false;
    judge(host, exchange, ended);
}

/// What an error tells of the account that it comes from. `wait` is how long a header
/// tells to leave it alone.
#[must_use]
pub fn ended_by(error: &ApiError, wait: Option<Duration>) -> Ended {
    let wait = wait.or(error.retry_after).filter(|wait| !wait.is_zero());
    match error.status {
        429 => Ended::RateLimited(wait),
        402 => Ended::KeyRefused,
        _ if is_about_key(error) => Ended::KeyRefused,
        500.. if wait.is_some() => Ended::RateLimited(wait),
        408 | 500.. => Ended::Failed,
        _ => Ended::Answered,
    }
}

/// Notes how fast the attempt that is looked at has answered, now that it has ended.
pub(super) fn measure(exchange: &Exchange, now: Duration) {
    let (Some(target), tried) = (exchange.current(), &exchange.tried) else {
        return;
    };
    let is_chat = exchange.endpoint.operation == Operation::Chat;
    let is_answer = (200..300).contains(&tried.status);
    let is_winner = exchange.winner == Some(tried.number);
    if !is_chat || (is_winner && !is_answer) {
        return;
    }
    let elapsed = now.saturating_sub(tried.started);
    let mut ledger = exchange.worker.ledger().borrow_mut();
    let known = ledger.state().target(target.slot);
    let tokens = tried.usage.output_tokens.unwrap_or_default();
    let pace = if !is_winner {
        if tried.status == 0 {
            Pace::of_silence(elapsed, &known)
        } else {
            Pace::default()
        }
    } else if let Some(first) = tried.first_token {
        let first_token = first.saturating_sub(tried.started);
        Pace::of_stream(first_token, now.saturating_sub(first), tokens)
    } else {
        // Of a whole answer it is not known which part of the time each token took.
        let writing = tokens as f64 * known.token_ms.unwrap_or_default();
        Pace {
            first_token_ms: Some((elapsed.as_secs_f64() * 1e3 - writing).max(0.0)),
            token_ms: None,
        }
    };
    ledger.measure(target.slot, pace, now);
}

/// Whether one more attempt may be made: there is another target, and the retry
/// budget allows for it, which is charged.
pub(super) fn may_try_next(host: &mut impl Host, exchange: &mut Exchange) -> bool {
    if exchange.next().is_none() {
        return false;
    }
    if !exchange.is_retry_taken && !exchange.tried.is_denied {
        let now = host.now();
        exchange.is_retry_taken = exchange.worker.take_retry(now);
        if !exchange.is_retry_taken {
            exchange.tried.is_denied = true;
            note_denied(host, exchange);
        }
    }
    exchange.is_retry_taken
}

/// Counts an attempt that the retry budget does not allow for.
pub(super) fn note_denied(host: &mut impl Host, exchange: &Exchange) {
    let name = exchange
        .current()
        .map_or("", |target| &target.provider.name);
    let labels = telemetry::account_labels(name);
    host.measure(&labels, &[(Metric::RetriesDenied, 1)]);
}
