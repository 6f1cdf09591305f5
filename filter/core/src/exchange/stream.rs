//! A streamed answer: held until its first event, then relayed.

use sluice_protocol::chat::ApiError;

use super::answer::{Answering, Step};
use super::deliver::{deliver, note_first_token, replace};
use super::fallback::{Fault, falls_back, give_up};
use super::judge::judge_again;
use super::relay::{Guarding, Relay};
use super::release::withheld_by;
use super::shared::Exchange;
use crate::host::{Flow, Host, Side};
use crate::rejection::Rejection;
use crate::worker::Ended;

/// Holds a stream until its first event tells whether it is an answer.
pub(super) fn open(
    host: &mut impl Host,
    exchange: &mut Exchange,
    mut relay: Relay,
    mut held: Vec<u8>,
    size: usize,
    end_of_stream: bool,
) -> Step {
    let chunk = if size > 0 {
        host.body(Side::Response, size)
    } else {
        Vec::new()
    };
    let (fed, tail) = advance(exchange, &mut relay, &chunk, end_of_stream);
    // With nothing held and nothing changed the chunk can pass where it is.
    let passes = fed.is_none() && held.is_empty();
    match fed {
        Some(bytes) => held.extend_from_slice(&bytes),
        None => held.extend_from_slice(&chunk),
    }
    held.extend_from_slice(&tail);
    exchange.tried.usage.merge(&relay.usage());
    let failed = relay.error_first().cloned().or_else(|| {
        (end_of_stream && !relay.has_started()).then(|| {
            Rejection::BadAnswer {
                problem: "the stream ended before its first event".into(),
            }
            .to_error()
        })
    });
    let failed = failed.map(|error| match relay.stopped() {
        Some(stop) => withheld_by(exchange, &error, stop),
        None => error,
    });
    if let Some(error) = failed {
        return fail_open(host, exchange, error, size);
    }
    if !relay.has_started() {
        if size > 0 {
            host.write_body(Side::Response, size, b"");
        }
        // Signs of life alone may go on for long, but not without bound.
        if held.len() > exchange.limits.response_body {
            let error = Rejection::BadAnswer {
                problem: "its first event is too large".into(),
            }
            .to_error();
            return fail_open(host, exchange, error, 0);
        }
        return (Answering::Opening(relay, held), Flow::Pause);
    }
    if held.len() > exchange.limits.envoy_buffer() {
        let error = Rejection::BadAnswer {
            problem: "its first event is too large".into(),
        }
        .to_error();
        return fail_open(host, exchange, error, size);
    }
    deliver(host, exchange);
    host.set_header(Side::Response, "content-length", None);
    if relay.has_content() {
        note_first_token(host, exchange);
    }
    if !passes || !tail.is_empty() {
        host.write_body(Side::Response, size, &held);
    }
    (Answering::Relaying(relay), Flow::Continue)
}

/// Lets a stream read the next bytes: what stands in their place, if they do not pass as
/// they are, and what is still to be sent at its end.
fn advance(
    exchange: &mut Exchange,
    relay: &mut Relay,
    chunk: &[u8],
    end_of_stream: bool,
) -> (Option<Vec<u8>>, Vec<u8>) {
    let worker = exchange.worker.clone();
    let mut guarding = Guarding {
        guards: worker.guards(),
        guarded: &mut exchange.guarded,
    };
    let fed = relay.feed(chunk, &mut guarding);
    let tail = if end_of_stream {
        relay.finish(&mut guarding)
    } else {
        Vec::new()
    };
    (fed, tail)
}

/// Retries a stream that began with an error, or answers with that error.
fn fail_open(host: &mut impl Host, exchange: &mut Exchange, error: ApiError, size: usize) -> Step {
    exchange.tried.status = error.status;
    if falls_back(host, exchange, Fault::StreamError, &error) {
        return (give_up(host, exchange, error), Flow::Continue);
    }
    replace(host, exchange, &error, size);
    (Answering::Replaced, Flow::Continue)
}

/// Passes on the next part of a stream.
pub(super) fn relay_on(
    host: &mut impl Host,
    exchange: &mut Exchange,
    mut relay: Relay,
    size: usize,
    end_of_stream: bool,
) -> Answering {
    let chunk = if size > 0 {
        host.body(Side::Response, size)
    } else {
        Vec::new()
    };
    let (fed, tail) = advance(exchange, &mut relay, &chunk, end_of_stream);
    match (fed, tail.is_empty()) {
        (None, true) => {}
        (fed, _) => {
            let mut out = fed.unwrap_or(chunk);
            out.extend_from_slice(&tail);
            if size > 0 || !out.is_empty() {
                host.write_body(Side::Response, size, &out);
            }
        }
    }
    note(host, exchange, &relay);
    Answering::Relaying(relay)
}

/// Ends a stream whose last bytes have passed.
pub(super) fn end(host: &mut impl Host, exchange: &mut Exchange, mut relay: Relay) -> Answering {
    advance(exchange, &mut relay, b"", true);
    note(host, exchange, &relay);
    Answering::Relaying(relay)
}

/// Takes over what a stream on its way has told.
fn note(host: &mut impl Host, exchange: &mut Exchange, relay: &Relay) {
    exchange.tried.usage.merge(&relay.usage());
    if exchange.tried.first_token.is_none() && relay.has_content() {
        note_first_token(host, exchange);
    }
    if exchange.tried.error.is_none() && relay.stopped().is_some() {
        exchange.tried.error = Some("guardrail_denied".to_owned());
    }
    if exchange.tried.error.is_none() && relay.error().is_some() {
        exchange.tried.error = Some("stream_error".to_owned());
        judge_again(host, exchange, Ended::Failed);
    }
}
