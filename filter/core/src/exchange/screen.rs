//! A request on its way past the guardrails.

use super::shared::Exchange;
use crate::endpoint::Operation;
use crate::guard::{self, About, Asking, Direction, Sides, What};
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
    let Sides { input, output } = guards.plan(&exchange.model.key, consumer, || worker.random());
    if input.is_empty() && output.is_empty() {
        return Ok(None);
    }
    if exchange.endpoint.operation.is_upgrade() {
        // Neither side of it can be read.
        let verdicts = &mut exchange.guarded.verdicts;
        let unread = guards
            .unread(&input, Direction::Input, verdicts)
            .and_then(|()| guards.unread(&output, Direction::Output, verdicts));
        return match unread {
            Err(stop) => Err(stop.rejection(guards)),
            Ok(()) => Ok(None),
        };
    }
    exchange.guarded.output = output;
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
    if exchange
        .body
        .as_ref()
        .is_none_or(|body| body.bytes.is_empty())
    {
        return Ok(None);
    }
    learn(exchange, plan)?;
    let Some(body) = &exchange.body else {
        return Err(Rejection::Internal);
    };
    let verdicts = &mut exchange.guarded.verdicts;
    let content = match body.content() {
        Ok(content) => content,
        Err(error) => {
            let unread = guards.unread(plan, Direction::Input, verdicts);
            unread.map_err(|_| error)?;
            return Ok(None);
        }
    };
    let what = What::Message(exchange.endpoint.body_format());
    let guarded = &mut exchange.guarded;
    let passed = guard::pass_body(
        guards,
        plan,
        Direction::Input,
        guard::Body { what, content },
        guarded,
    );
    if let Some(bytes) = passed.map_err(|stop| stop.rejection(guards))? {
        replace(host, exchange, bytes)?;
        learn(exchange, plan)?;
    }
    let Some(body) = &exchange.body else {
        return Err(Rejection::Internal);
    };
    let content = body.content()?;
    let asking = Asking::begin(
        host,
        &worker,
        plan,
        guard::Side::request(guard::Body { what, content }),
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
        content: body.content()?,
    };
    let concluded = asking.conclude(host, guards, body, &mut exchange.guarded);
    if let Some(bytes) = concluded.map_err(|stop| stop.rejection(guards))? {
        replace(host, exchange, bytes)?;
        learn(exchange, &[])?;
    }
    Ok(())
}

/// Learns what the request tells beside its texts, where these guardrails or those of the
/// answer ask about that.
///
/// # Errors
/// It cannot be read, and must be.
pub(super) fn learn(exchange: &mut Exchange, plan: &[usize]) -> Result<(), Rejection> {
    let worker = exchange.worker.clone();
    let guards = worker.guards();
    let mut asking = guards.asking_about(plan);
    asking.extend(guards.asking_about(&exchange.guarded.output));
    if asking.is_empty() {
        return Ok(());
    }
    exchange.guarded.about = match about(exchange) {
        Ok(about) => about,
        Err(rejection) if guards.closed(&asking).is_some() => return Err(rejection),
        Err(_) => About::of_unread(&exchange.model.key),
    };
    Ok(())
}

fn about(exchange: &Exchange) -> Result<About, Rejection> {
    let model = &exchange.model.key;
    let (Operation::Chat, Some(body)) = (exchange.endpoint.operation, &exchange.body) else {
        return Ok(About::of_nothing(model));
    };
    let mut request = exchange.client.codec().decode_request(body.whole()?)?;
    request.stream = exchange.stream;
    Ok(About::of_request(model, &request))
}

/// Puts another body in the place of the request's, for every attempt and for copies.
fn replace(host: &mut impl Host, exchange: &mut Exchange, bytes: Vec<u8>) -> Result<(), Rejection> {
    let limit = exchange.limits.envoy_buffer();
    if bytes.len() > limit {
        return Err(Rejection::BodyTooLarge { limit });
    }
    let Some(body) = &exchange.body else {
        return Err(Rejection::Internal);
    };
    let body = body.changed(bytes)?;
    host.write_body(Side::Request, limit, &body.bytes);
    exchange.wire.set_length(host, body.bytes.len());
    exchange.body = Some(body);
    Ok(())
}
