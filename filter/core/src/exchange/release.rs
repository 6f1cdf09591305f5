//! A whole answer on its way past the guardrails.

use sluice_config::GuardrailAction;
use sluice_protocol::json::{Document, Limits};
use sluice_protocol::{WireFormat, native};

use super::fallback::{Course, Fault, Problem};
use super::read::{Body, Depth};
use super::shared::Exchange;
use crate::endpoint::Operation;
use crate::guard::{self, Asking, Direction, Stop, Watch};
use crate::host::{CallId, Host};
use crate::rejection::Rejection;

/// Whether answers have to be looked at before they go to the client.
pub(super) fn is_guarded(exchange: &Exchange) -> bool {
    !exchange.is_copy && exchange.guarded.is_active()
}

/// Whether a stream must not begin before all of it has been looked at.
pub(super) fn holds_all(exchange: &Exchange) -> bool {
    let guards = exchange.worker.guards();
    !exchange.is_copy && guards.holds_all(&exchange.guarded.output)
}

/// What stops an answer that no guardrail can read, if one has to.
pub(super) fn unread(exchange: &mut Exchange) -> Option<Problem> {
    if exchange.is_copy {
        return None;
    }
    let worker = exchange.worker.clone();
    let mut plan = exchange.guarded.output.iter();
    let closed = plan.find(|index| worker.guards().is_closed(**index))?;
    let stop = Stop::unreadable(*closed);
    Some(stopped(exchange, &stop))
}

/// What a stream has to pass that a provider sends in its format, if it has to.
///
/// # Errors
/// What the client is told in its place, and what to do instead.
pub(super) fn watch(exchange: &mut Exchange, format: WireFormat) -> Result<Option<Watch>, Problem> {
    if !is_guarded(exchange) {
        return Ok(None);
    }
    let worker = exchange.worker.clone();
    let client = exchange.client;
    let made = Watch::new(format, client, worker.guards(), &mut exchange.guarded);
    made.map(Some).map_err(|stop| stopped(exchange, &stop))
}

/// An answer that the guardrails of the module have let pass.
#[derive(Debug)]
pub(super) enum Released {
    /// As it is.
    Unchanged,
    /// With this in its place.
    Changed(Vec<u8>),
    /// Services are asked about it.
    Waits(Box<Held>),
}

/// A whole answer in the client's format that waits for services.
#[derive(Debug)]
pub(super) struct Held {
    asking: Asking,
    bytes: Vec<u8>,
}

impl Held {
    /// Takes the answer of a service. `true` once all have answered.
    pub(super) fn take(&mut self, call: CallId, status: u16, body: &[u8]) -> bool {
        self.asking.take(call, status, body);
        self.asking.is_done()
    }

    /// Does what they have said.
    ///
    /// # Errors
    /// What the client is told in place of the answer, and what to do instead.
    pub(super) fn conclude(
        self,
        host: &mut impl Host,
        exchange: &mut Exchange,
    ) -> Result<Vec<u8>, Problem> {
        let worker = exchange.worker.clone();
        let guards = worker.guards();
        let document = read(&self.bytes)?;
        let body = guard::Body {
            format: exchange.endpoint.body_format(),
            root: document.root(&self.bytes),
        };
        let concluded = self
            .asking
            .conclude(host, guards, body, &mut exchange.guarded);
        match concluded {
            Ok(changed) => checked(exchange, changed.unwrap_or(self.bytes)),
            Err(stop) => Err(stopped(exchange, &stop)),
        }
    }
}

/// Lets an answer in the client's format pass the guardrails.
///
/// # Errors
/// What the client is told in its place, and what to do instead.
pub(super) fn release(
    host: &mut impl Host,
    exchange: &mut Exchange,
    bytes: &[u8],
) -> Result<Released, Problem> {
    let worker = exchange.worker.clone();
    let guards = worker.guards();
    let plan = exchange.guarded.output.clone();
    let document = read(bytes)?;
    let root = document.root(bytes);
    if guards.ask_about(&plan) && exchange.endpoint.operation == Operation::Chat {
        let answer = exchange.client.codec().decode_response(root);
        let answer = answer.map_err(|error| unreadable(error.to_string()))?;
        exchange.guarded.about = exchange.guarded.about.with_calls(&answer);
    }
    let body = guard::Body {
        format: exchange.endpoint.body_format(),
        root,
    };
    let direction = Direction::Output;
    let passed = guard::pass_body(guards, &plan, direction, body, &mut exchange.guarded);
    let changed = passed.map_err(|stop| stopped(exchange, &stop))?;
    let changed = changed.map(|bytes| checked(exchange, bytes)).transpose()?;
    if guards.asks_services(&plan) {
        return ask(
            host,
            exchange,
            &plan,
            changed.unwrap_or_else(|| bytes.to_vec()),
        );
    }
    Ok(changed.map_or(Released::Unchanged, Released::Changed))
}

/// Asks services about an answer.
fn ask(
    host: &mut impl Host,
    exchange: &mut Exchange,
    plan: &[usize],
    bytes: Vec<u8>,
) -> Result<Released, Problem> {
    let worker = exchange.worker.clone();
    let guards = worker.guards();
    let document = read(&bytes)?;
    let body = guard::Body {
        format: exchange.endpoint.body_format(),
        root: document.root(&bytes),
    };
    let direction = Direction::Output;
    let (config, guarded) = (worker.config(), &mut exchange.guarded);
    let asking = Asking::begin(host, config, guards, plan, direction, body, guarded);
    let asking = asking.map_err(|stop| stopped(exchange, &stop))?;
    drop(document);
    let Some(asking) = asking else {
        return Ok(Released::Changed(bytes));
    };
    let is_done = asking.is_done();
    let held = Held { asking, bytes };
    if is_done {
        return held.conclude(host, exchange).map(Released::Changed);
    }
    Ok(Released::Waits(Box::new(held)))
}

fn read(bytes: &[u8]) -> Result<Document, Problem> {
    Document::parse(bytes, Limits::default()).map_err(|error| unreadable(error.to_string()))
}

fn unreadable(problem: String) -> Problem {
    let problem = problem.into();
    Problem::unusable(Rejection::BadAnswer { problem }.to_error())
}

/// Nothing longer may be written.
fn checked(exchange: &Exchange, bytes: Vec<u8>) -> Result<Vec<u8>, Problem> {
    if bytes.len() > exchange.limits.envoy_buffer() {
        return Err(unreadable("it is too large".to_owned()));
    }
    Ok(bytes)
}

/// What the client is told of a guardrail that stops an answer, and what to do instead.
fn stopped(exchange: &mut Exchange, stop: &Stop) -> Problem {
    let course = course(exchange, stop);
    let error = stop.rejection(exchange.worker.guards()).to_error();
    Problem::new(Fault::Stopped(course), error)
}

/// What is done about an answer that a guardrail has stopped.
fn course(exchange: &mut Exchange, stop: &Stop) -> Course {
    let worker = exchange.worker.clone();
    match stop.action(worker.guards()) {
        Some(GuardrailAction::Fallback) => Course::NextTarget,
        Some(GuardrailAction::Retry { attempts })
            if exchange.guarded.retries < *attempts && ask_again(exchange, stop) =>
        {
            Course::SameTarget
        }
        _ => Course::Refuse,
    }
}

/// Makes the next attempt one at the same target, that is told what was wrong. `false`
/// where that cannot be.
fn ask_again(exchange: &mut Exchange, stop: &Stop) -> bool {
    if exchange.is_hedged || exchange.endpoint.operation != Operation::Chat {
        return false;
    }
    let Some(index) = exchange.order.get(exchange.tried.place).copied() else {
        return false;
    };
    let reason = stop.reason().unwrap_or("it breaks a rule of this service");
    let text = format!(
        "Your last answer was not accepted: {reason}. Answer the same request again, so that it is."
    );
    let again = exchange.body.as_ref().and_then(|body| {
        let root = body.whole().ok()?;
        let edits = native::add_user_turn(exchange.client, root, &text)?;
        let mut again = Body::json(edits.apply(&body.bytes), Depth::Whole).ok()?;
        again.is_changed = true;
        Some(again)
    });
    let Some(again) = again.filter(|body| body.bytes.len() <= exchange.limits.envoy_buffer())
    else {
        return false;
    };
    exchange.body = Some(again);
    exchange.order.insert(exchange.tried.place + 1, index);
    exchange.guarded.retries += 1;
    true
}
