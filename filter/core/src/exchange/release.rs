//! A whole answer on its way past the guardrails.

use sluice_config::GuardrailAction;
use sluice_protocol::json::{Document, Limits};
use sluice_protocol::native;

use super::fallback::{Course, Fault, Problem};
use super::read::{Body, Depth};
use super::shared::Exchange;
use crate::endpoint::Operation;
use crate::guard::{self, Direction, Stop};
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

/// Lets an answer in the client's format pass the guardrails. `None` if it passes as it
/// is, else what stands in its place.
///
/// # Errors
/// What the client is told in its place, and what to do instead.
pub(super) fn release(exchange: &mut Exchange, bytes: &[u8]) -> Result<Option<Vec<u8>>, Problem> {
    let worker = exchange.worker.clone();
    let guards = worker.guards();
    let plan = exchange.guarded.output.clone();
    let unreadable = |problem: String| {
        let problem = problem.into();
        Problem::unusable(Rejection::BadAnswer { problem }.to_error())
    };
    let document =
        Document::parse(bytes, Limits::default()).map_err(|error| unreadable(error.to_string()))?;
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
    let passed = guard::pass_body(
        guards,
        &plan,
        Direction::Output,
        body,
        &mut exchange.guarded,
    );
    match passed {
        Ok(Some(changed)) if changed.len() > exchange.limits.envoy_buffer() => {
            Err(unreadable("it is too large".to_owned()))
        }
        Ok(changed) => Ok(changed),
        Err(stop) => {
            let course = course(exchange, &stop);
            let error = stop.rejection(guards).to_error();
            Err(Problem::new(Fault::Stopped(course), error))
        }
    }
}

/// What is done about an answer that a guardrail has stopped.
pub(super) fn course(exchange: &mut Exchange, stop: &Stop) -> Course {
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
