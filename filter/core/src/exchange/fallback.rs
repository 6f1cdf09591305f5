//! What makes the next target be tried, and which one that is.

use std::time::Duration;

use sluice_protocol::chat::{ApiError, ErrorKind};

use super::again;
use super::answer::Answering;
use super::deliver::{concealed, set_wait};
use super::hand_over::RETRY_HEADER;
use super::judge::{ended_by, judge, may_try_next};
use super::shared::{Answer, Exchange, TARGET};
use crate::host::{Host, Side};
use crate::worker::Ended;

/// What is wrong with an attempt's answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// It is an error, as its status says.
    Status,
    /// Its stream begins with an error.
    StreamError,
    /// It claims to be an answer and cannot be used as one.
    Unusable,
    /// A guardrail has stopped it.
    Stopped(Course),
}

/// Why an answer does not pass, and what the client is told if no other helps.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Problem {
    pub(super) error: Box<ApiError>,
    pub(super) fault: Fault,
}

impl Problem {
    pub(super) fn new(fault: Fault, error: ApiError) -> Self {
        let error = Box::new(error);
        Self { error, fault }
    }

    /// Of an answer that is none.
    pub(super) fn unusable(error: ApiError) -> Self {
        Self::new(Fault::Unusable, error)
    }
}

/// What is done about an answer that a guardrail has stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Course {
    /// The client is told.
    Refuse,
    /// The next target is asked, if there is one.
    NextTarget,
    /// The next attempt is at the same target.
    SameTarget,
}

/// Judges the attempt by its error, and says whether the next target is to be asked.
pub(super) fn falls_back(
    host: &mut impl Host,
    exchange: &mut Exchange,
    fault: Fault,
    error: &ApiError,
) -> bool {
    let ended = match fault {
        // What a guardrail thinks of an answer says nothing of the account.
        Fault::Stopped(_) => Ended::Answered,
        // Nor does what a prompt brings about.
        Fault::Unusable if error.kind == ErrorKind::ContentPolicy => Ended::Answered,
        Fault::Unusable => Ended::Failed,
        Fault::Status | Fault::StreamError => ended_by(error, exchange.tried.wait),
    };
    judge(host, exchange, ended);
    // One that goes on at the same time may answer yet, whatever this one's error.
    if exchange.is_hedged && exchange.has_others() {
        return true;
    }
    if let Fault::Stopped(course) = fault {
        let goes_on = matches!(course, Course::NextTarget | Course::SameTarget);
        return goes_on && may_try_next(host, exchange);
    }
    let policy = &exchange.model.fallback;
    let is_trigger = match error.kind {
        ErrorKind::ContextLength => policy.on_context_length() && leave_longer(exchange),
        ErrorKind::ContentPolicy => policy.on_content_policy(),
        kind => match fault {
            Fault::Status => policy.retries_status(error.status),
            Fault::StreamError => policy.on_stream_error() && !is_callers(kind),
            Fault::Unusable | Fault::Stopped(_) => {
                policy.on_unusable() || policy.retries_status(error.status)
            }
        },
    };
    is_trigger && may_try_next(host, exchange)
}

/// Asks Envoy for the next target.
pub(super) fn give_up(host: &mut impl Host, exchange: &mut Exchange, error: ApiError) -> Answering {
    // Attempts at the same time have their places in headers.
    if !exchange.is_hedged {
        let now = host.now();
        exchange.put_cooling_last(now);
        if let Some(next) = exchange.next() {
            host.set_property(TARGET, next.provider.name.as_bytes());
        }
        again::hand_on(host, exchange);
    }
    exchange.tried.is_over = true;
    exchange.answer = Answer::GivenUp(concealed(error));
    host.set_header(Side::Response, RETRY_HEADER, Some(b"1"));
    Answering::GivenUp
}

/// Tells the client of an error when it may come again: when the first of the accounts
/// that could serve it takes requests again.
pub(super) fn tell_earliest(host: &mut impl Host, exchange: &Exchange, status: u16) {
    /// A client that comes at once meets the same.
    const SOONEST: Duration = Duration::from_secs(1);
    if status != 429 && status != 503 {
        return;
    }
    let now = host.now();
    let current = exchange.current().map(|target| target.provider.slot);
    let ledger = exchange.worker.ledger().borrow();
    let waits = exchange.servers().map(|target| {
        let slot = target.provider.slot;
        let cooling = ledger.state().account(slot).cooling;
        let wait = cooling.map_or(Duration::ZERO, |cooling| cooling.until.saturating_sub(now));
        match exchange.tried.wait {
            // It may have told of more than a cool-down lasts.
            Some(told) if current == Some(slot) => wait.max(told),
            _ => wait,
        }
    });
    // Those that have failed without a word about time say nothing of it.
    if let Some(earliest) = waits.filter(|wait| !wait.is_zero()).min() {
        set_wait(host, earliest.max(SOONEST));
    }
}

/// Whether the request itself is at fault, so that no other target would take it.
const fn is_callers(kind: ErrorKind) -> bool {
    matches!(
        kind,
        ErrorKind::InvalidRequest | ErrorKind::NotFound | ErrorKind::TooLarge
    )
}

/// Leaves, of the targets still to come, those that take more than the one that the
/// request was too long for. `false` if there is none.
fn leave_longer(exchange: &mut Exchange) -> bool {
    let window = exchange
        .current()
        .and_then(|target| target.card.context_window);
    let place = exchange.tried.place;
    let model = &exchange.model;
    let takes_more = |index: usize| {
        let longer = model.targets.get(index)?.card.context_window;
        // What is not known is worth a try.
        Some(
            longer
                .zip(window)
                .is_none_or(|(longer, window)| longer > window),
        )
    };
    if exchange.is_hedged {
        let next = exchange.order.get(place + 1);
        return next.is_some_and(|index| takes_more(*index).unwrap_or(false));
    }
    let mut at = 0;
    exchange.order.retain(|index| {
        at += 1;
        at <= place + 1 || takes_more(*index).unwrap_or(false)
    });
    exchange.next().is_some()
}
