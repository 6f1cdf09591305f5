//! Which targets an exchange is for, asked of the rules once it has been read.

use std::time::Duration;

use sluice_config::Model;

use super::shared::Exchange;
use crate::endpoint::Operation;
use crate::host::Host;
use crate::rejection::Rejection;
use crate::routing::{self, Caller, Decision, Facts, Moment};
use crate::telemetry::{self, Labels, Metric};

/// Puts the targets of an exchange in order. If `may_wait`, this may be how long it is
/// worth waiting for a free place first. `excluded` says for the operator which rule
/// kept the request from which target, if none is left or those that are are the last
/// resort.
///
/// # Errors
/// No target may be asked.
pub(super) fn choose(
    host: &mut impl Host,
    exchange: &mut Exchange,
    caller: &Caller<'_>,
    excluded: &mut String,
    may_wait: bool,
) -> Result<Option<Duration>, Rejection> {
    // One that waits is read once, however often it looks for a place.
    let facts = match exchange.facts.take() {
        Some(facts) => facts,
        None => facts(exchange)?,
    };
    let model = exchange.model.clone();
    let worker = exchange.worker.clone();
    let config = worker.config();
    let moment = Moment {
        now: host.now(),
        seed: worker.random(),
    };
    let decision = {
        let ledger = worker.ledger().borrow();
        let decision = routing::decide(config, &model, &facts, caller, ledger.state(), moment);
        host.debug(|| {
            let explained =
                routing::explain(config, &model, &facts, caller, ledger.state(), moment);
            format!("model {}: {}", model.name, explained.lines().join("; "))
        });
        decision
    };
    for index in &decision.stopped {
        if let Some(target) = model.targets.get(*index) {
            let mut ledger = worker.ledger().borrow_mut();
            ledger.stop(target.slot, moment.now);
            let (provider, model) = (&target.provider.name, &target.model);
            host.warn(&format!(
                "the canary {provider}/{model} fails too often: it gets nothing for a while"
            ));
        }
    }
    if may_wait && decision.queue.is_some() {
        exchange.facts = Some(facts);
        return Ok(decision.queue);
    }
    if let Some(refusal) = decision.refusal(moment.now) {
        *excluded = told(&model, &decision);
        return Err(Rejection::NoTarget(refusal));
    }
    if decision.is_last_resort {
        *excluded = last_resort(&model, &decision);
        let labels = telemetry::labels(Labels {
            model: &model.name,
            consumer: caller.consumer.map_or("", |consumer| &consumer.name),
            ..Labels::default()
        });
        host.measure(&labels, &[(Metric::LastResorts, 1)]);
    }
    exchange.cooling = decision
        .excluded
        .iter()
        .filter(|excluded| matches!(excluded.rule, routing::Rule::Cooling { .. }))
        .map(|excluded| excluded.target)
        .collect();
    exchange.order = decision.order;
    if exchange.endpoint.operation.is_bound_to_account() {
        exchange.order.truncate(1);
    }
    exchange.estimated_input = facts.input_tokens;
    let is_chat = exchange.endpoint.operation == Operation::Chat;
    exchange.is_hedged =
        is_chat && exchange.order.len() > 1 && exchange.model.hedge_after.is_some();
    exchange.shadow = decision.shadow.filter(|_| is_chat);
    Ok(None)
}

/// What a request asks for, read as far as the rules of its model need it.
fn facts(exchange: &Exchange) -> Result<Facts, Rejection> {
    let body = exchange.body.as_ref().ok_or(Rejection::Internal)?;
    let (stream, bytes) = (exchange.stream, body.bytes.as_slice());
    if exchange.endpoint.operation != Operation::Chat {
        return Ok(Facts::outline(stream, bytes.len()));
    }
    let seen = Facts::at_a_glance(&exchange.model, stream, body.outline(), bytes);
    if let Some(facts) = seen {
        return Ok(facts);
    }
    let mut request = exchange.client.codec().decode_request(body.whole()?)?;
    // Some formats say it in the path.
    request.stream = exchange.stream;
    Ok(Facts::of_request(&request))
}

/// `openai/gpt-x: last_resort, claude/claude-x: region`.
fn last_resort(model: &Model, decision: &Decision) -> String {
    let asked = decision.order.iter().filter_map(|index| {
        let target = model.targets.get(*index)?;
        Some(format!(
            "{}/{}: last_resort",
            target.provider.name, target.model
        ))
    });
    let others = told(model, decision);
    let all = asked.chain(Some(others).filter(|others| !others.is_empty()));
    all.collect::<Vec<_>>().join(", ")
}

/// `claude/claude-x: region, openai/gpt-x: cool_down`.
fn told(model: &Model, decision: &Decision) -> String {
    let each = decision.excluded.iter().filter_map(|excluded| {
        let target = model.targets.get(excluded.target)?;
        let rule = excluded.rule.name();
        Some(format!("{}/{}: {rule}", target.provider.name, target.model))
    });
    each.collect::<Vec<_>>().join(", ")
}
