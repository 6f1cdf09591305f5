//! A request on its way past the guardrails.

use sluice_protocol::json::Value;

use super::read::{Body, Depth};
use super::shared::Exchange;
use crate::endpoint::Operation;
use crate::guard::{self, About, Asking, Direction, Stop, What};
use crate::host::{Host, Side};
use crate::rejection::Rejection;

/// Lets a request pass the guardrails that are for it, and notes those that its answer
/// has to pass. What they take out is gone for every attempt. Returns what has to be
/// waited for, if services are asked.
///
/// # Errors
/// A guardrail refuses it.
pub(super) fn screen(
    host: &mut impl Host,
    exchange: &mut Exchange,
    consumer: Option<&str>,
) -> Result<Option<Asking>, Rejection> {
    let worker = exchange.worker.clone();
    let guards = worker.guards();
    let model = &exchange.model.key;
    let plan = |direction| guards.plan(direction, model, consumer, || worker.random());
    let (input, output) = (plan(Direction::Input), plan(Direction::Output));
    exchange.guarded.output = output;
    if input.is_empty() && exchange.guarded.output.is_empty() {
        return Ok(None);
    }
    if exchange.endpoint.operation.is_upgrade() {
        // Neither side of it can be read.
        let mut both = input.iter().chain(&exchange.guarded.output);
        let closed = both.find(|index| guards.is_closed(**index));
        return match closed {
            Some(closed) => Err(Stop::unreadable(*closed).rejection(guards)),
            None => Ok(None),
        };
    }
    pass(host, exchange, &input)
}

/// The same for a request with a body.
fn pass(
    host: &mut impl Host,
    exchange: &mut Exchange,
    plan: &[usize],
) -> Result<Option<Asking>, Rejection> {
    let worker = exchange.worker.clone();
    let guards = worker.guards();
    let Some(body) = &exchange.body else {
        return Err(Rejection::Internal);
    };
    if body.bytes.is_empty() {
        return Ok(None);
    }
    if body.is_form() {
        let closed = plan.iter().find(|index| guards.is_closed(**index));
        return match closed {
            Some(closed) => Err(Stop::unreadable(*closed).rejection(guards)),
            None => Ok(None),
        };
    }
    let root = body.whole()?;
    if guards.ask_about(plan) || guards.ask_about(&exchange.guarded.output) {
        exchange.guarded.about = about(exchange, root)?;
    }
    let what = What::Message(exchange.endpoint.body_format());
    let guarded = &mut exchange.guarded;
    let passed = guard::pass_body(
        guards,
        plan,
        Direction::Input,
        guard::Body { what, root },
        guarded,
    );
    if let Some(bytes) = passed.map_err(|stop| stop.rejection(guards))? {
        replace(host, exchange, bytes)?;
    }
    let Some(body) = &exchange.body else {
        return Err(Rejection::Internal);
    };
    let root = body.whole()?;
    let asking = Asking::begin(
        host,
        worker.config(),
        guards,
        plan,
        Direction::Input,
        guard::Body { what, root },
        &mut exchange.guarded,
    );
    match asking.map_err(|stop| stop.rejection(guards))? {
        Some(asking) if asking.is_done() => {
            conclude(host, exchange, asking)?;
            Ok(None)
        }
        asking => Ok(asking),
    }
}

/// Does what services have said about a request.
///
/// # Errors
/// One of them refuses it.
pub(super) fn conclude(
    host: &mut impl Host,
    exchange: &mut Exchange,
    asking: Asking,
) -> Result<(), Rejection> {
    let worker = exchange.worker.clone();
    let guards = worker.guards();
    let Some(body) = &exchange.body else {
        return Err(Rejection::Internal);
    };
    let body = guard::Body {
        what: What::Message(exchange.endpoint.body_format()),
        root: body.whole()?,
    };
    let concluded = asking.conclude(host, guards, body, &mut exchange.guarded);
    if let Some(bytes) = concluded.map_err(|stop| stop.rejection(guards))? {
        replace(host, exchange, bytes)?;
    }
    Ok(())
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
