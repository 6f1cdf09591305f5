//! A request on its way past the guardrails.

use sluice_protocol::json::Value;

use super::read::{Body, Depth};
use super::shared::Exchange;
use crate::endpoint::Operation;
use crate::guard::{self, About, Direction, Stop};
use crate::host::{Host, Side};
use crate::rejection::Rejection;

/// Lets a request pass the guardrails that are for it, and notes those that its answer
/// has to pass. What they take out is gone for every attempt.
///
/// # Errors
/// A guardrail refuses it.
pub(super) fn screen(
    host: &mut impl Host,
    exchange: &mut Exchange,
    consumer: Option<&str>,
) -> Result<(), Rejection> {
    let worker = exchange.worker.clone();
    let guards = worker.guards();
    let plan =
        |direction| guards.plan(direction, &exchange.model.key, consumer, || worker.random());
    let (input, output) = (plan(Direction::Input), plan(Direction::Output));
    exchange.guarded.output = output;
    if input.is_empty() && exchange.guarded.output.is_empty() {
        return Ok(());
    }
    let stopped = if exchange.endpoint.operation.is_upgrade() {
        // Neither side of it can be read.
        let both = input.iter().chain(&exchange.guarded.output);
        let closed = both.copied().find(|index| guards.is_closed(*index));
        closed.map(Stop::unreadable)
    } else {
        pass(host, exchange, &input)?
    };
    match stopped {
        Some(stop) => Err(stop.rejection(guards)),
        None => Ok(()),
    }
}

/// The same for a request with a body. Returns what stops it.
fn pass(
    host: &mut impl Host,
    exchange: &mut Exchange,
    plan: &[usize],
) -> Result<Option<Stop>, Rejection> {
    let worker = exchange.worker.clone();
    let guards = worker.guards();
    let Some(body) = &exchange.body else {
        return Err(Rejection::Internal);
    };
    if body.bytes.is_empty() {
        return Ok(None);
    }
    if body.is_form() {
        let closed = plan.iter().copied().find(|index| guards.is_closed(*index));
        return Ok(closed.map(Stop::unreadable));
    }
    let root = body.whole()?;
    if guards.ask_about(plan) || guards.ask_about(&exchange.guarded.output) {
        exchange.guarded.about = about(exchange, root)?;
    }
    let format = exchange.endpoint.body_format();
    let guarded = &mut exchange.guarded;
    let passed = guard::pass_body(
        guards,
        plan,
        Direction::Input,
        guard::Body { format, root },
        guarded,
    );
    match passed {
        Ok(None) => Ok(None),
        Ok(Some(bytes)) => {
            replace(host, exchange, bytes)?;
            Ok(None)
        }
        Err(stop) => Ok(Some(stop)),
    }
}

fn about(exchange: &Exchange, root: Value<'_>) -> Result<About, Rejection> {
    let model = &exchange.model.key;
    if exchange.endpoint.operation != Operation::Chat {
        return Ok(About::of_nothing(model));
    }
    let mut request = exchange.client.codec().decode_request(root)?;
    request.stream = exchange.stream;
    Ok(About::of_request(model, &request))
}

/// Puts another body in the place of the request's, for every attempt and for copies.
fn replace(host: &mut impl Host, exchange: &mut Exchange, bytes: Vec<u8>) -> Result<(), Rejection> {
    let limit = exchange.limits.envoy_buffer();
    if bytes.len() > limit {
        return Err(Rejection::BodyTooLarge { limit });
    }
    host.write_body(Side::Request, limit, &bytes);
    exchange.wire.set_length(host, bytes.len());
    exchange.body = Some(Body::json(bytes, Depth::Whole)?);
    Ok(())
}
