//! In which order the members of a group are asked.

use sluice_config::{CanaryStop, Group, Node, Sticky, Strategy, Target};

use super::hash;
use super::latency;
use super::order::Candidate;
use super::rules::Ask;
use super::state::TargetState;

/// What tells the members of one strategy from those of another when they share a key.
mod salt {
    pub(super) const GROUP: u64 = 1;
    pub(super) const CANARY: u64 = 2;
    pub(super) const BUSY: u64 = 3;
}

/// Which member of a canary group is the canary.
pub(super) const CANARY: usize = 1;

/// A canary that is not to be asked at all.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stopped {
    pub(super) candidate: Candidate,
    /// Whether that was not known before.
    pub(super) is_new: bool,
}

/// Puts the candidates in order, which are in the order of the file. A canary
/// that is stopped is taken out and returned.
pub(super) fn arrange(
    ask: &Ask<'_>,
    group: &Group,
    candidates: &mut Vec<Candidate>,
) -> Option<Stopped> {
    match &group.strategy {
        Strategy::Priority => {}
        Strategy::Weighted { sticky } => weighted(ask, group, sticky.as_ref(), candidates),
        Strategy::LowestLatency { exploration } => {
            latency::arrange(ask, *exploration, candidates);
        }
        Strategy::LowestCost => {
            ascending(candidates, |one| {
                target_of(ask, one).map_or(f64::INFINITY, |target| cost(ask, target))
            });
        }
        Strategy::LeastBusy => least_busy(ask, candidates),
        Strategy::FillFirst { spill_below } => {
            ascending(candidates, |one| used_up(ask, one, *spill_below));
        }
        Strategy::Canary {
            share,
            sticky,
            stop,
        } => {
            return canary(ask, *share, sticky.as_ref(), *stop, candidates);
        }
    }
    None
}

/// The least score first; equal ones as they are.
fn ascending(candidates: &mut [Candidate], score: impl Fn(&Candidate) -> f64) {
    for candidate in &mut *candidates {
        candidate.score = score(candidate);
    }
    candidates.sort_by(|one, other| one.score.total_cmp(&other.score));
}

fn target_of<'a>(ask: &Ask<'a>, candidate: &Candidate) -> Option<&'a Target> {
    ask.target(candidate.head)
}

/// What stays with the same member as long as it can; without it, chance.
fn key(ask: &Ask<'_>, sticky: Option<&Sticky>) -> u64 {
    let value = match sticky {
        None => None,
        Some(Sticky::Consumer) => ask.caller.consumer.map(|consumer| consumer.name.as_bytes()),
        Some(Sticky::Header(name)) => ask.caller.headers.get(name),
        Some(Sticky::User) => ask.facts.user.as_deref().map(str::as_bytes),
    };
    value.map_or(ask.moment.seed, hash::text)
}

/// Weighted rendezvous hashing: each member draws a number from the key and itself
/// alone, so that a change of one weight moves requests to or from that member only.
fn weighted(ask: &Ask<'_>, group: &Group, sticky: Option<&Sticky>, candidates: &mut [Candidate]) {
    let key = key(ask, sticky);
    for candidate in &mut *candidates {
        let Some(member) = group.members.get(candidate.member) else {
            continue;
        };
        let draw = hash::unit(hash::pair(key, name_of(ask, &member.node, 0)));
        candidate.score = -f64::from(member.weight) / draw.ln();
    }
    candidates.sort_by(|one, other| other.score.total_cmp(&one.score));
}

/// A number for what a member stands for. That of a group is its first target's at its
/// depth: what is added behind that moves nothing in the group above.
fn name_of(ask: &Ask<'_>, node: &Node, depth: u64) -> u64 {
    match node {
        Node::Target(index) => {
            let name = ask.target(*index).map_or(0, |target| {
                let provider = hash::text(target.provider.name.as_bytes());
                hash::pair(provider, hash::text(target.model.as_bytes()))
            });
            hash::pair(name, salt::GROUP + depth)
        }
        Node::Group(group) => group
            .members
            .first()
            .map_or(0, |member| name_of(ask, &member.node, depth + 1)),
    }
}

/// Estimated price in billionths of a dollar; infinite if not known.
fn cost(ask: &Ask<'_>, target: &Target) -> f64 {
    let Some(price) = target.card.price else {
        return f64::INFINITY;
    };
    let most = target.card.max_output.unwrap_or(u64::MAX);
    let output = output_tokens(ask).min(most);
    let input = price.input.saturating_mul(ask.facts.input_tokens);
    let total = input.saturating_add(price.output.saturating_mul(output));
    #[expect(clippy::cast_precision_loss, reason = "it is compared only")]
    let total = total as f64;
    total
}

/// Tokens that an answer is expected to have.
pub(super) fn output_tokens(ask: &Ask<'_>) -> u64 {
    const USUAL: u64 = 256;
    ask.facts.max_tokens.unwrap_or(USUAL)
}

fn least_busy(ask: &Ask<'_>, candidates: &mut [Candidate]) {
    for candidate in &mut *candidates {
        let account = target_of(ask, candidate).map(|target| ask.account(target));
        candidate.score = account.map_or(f64::INFINITY, |account| f64::from(account.in_flight));
    }
    let chance = |one: &Candidate| {
        let member = u64::try_from(one.member).unwrap_or_default();
        hash::pair(ask.moment.seed ^ salt::BUSY, member)
    };
    candidates.sort_by(|one, other| {
        let by_load = one.score.total_cmp(&other.score);
        by_load.then_with(|| chance(one).cmp(&chance(other)))
    });
}

/// 1 if less than `spill_below` percent of the account's rate limit remain, else 0.
fn used_up(ask: &Ask<'_>, candidate: &Candidate, spill_below: u32) -> f64 {
    let quota = target_of(ask, candidate).and_then(|target| ask.account(target).quota);
    let is_used =
        quota.is_some_and(|quota| quota.remaining < spill_below && quota.resets > ask.moment.now);
    f64::from(u8::from(is_used))
}

/// The second of two members gets its share, unless it is stopped.
fn canary(
    ask: &Ask<'_>,
    share: u32,
    sticky: Option<&Sticky>,
    stop: CanaryStop,
    candidates: &mut Vec<Candidate>,
) -> Option<Stopped> {
    let at = candidates.iter().position(|one| one.member == CANARY)?;
    let state = |one: &Candidate| target_of(ask, one).map(|target| ask.state.target(target.slot));
    let canary = candidates.get(at).and_then(state)?;
    let is_stopped = canary.is_stopped(ask.moment.now);
    let stable = candidates.iter().find(|one| one.member != CANARY);
    let is_over = stable
        .and_then(state)
        .is_some_and(|stable| is_over(stop, stable, canary));
    if is_stopped || is_over {
        return Some(Stopped {
            candidate: candidates.remove(at),
            is_new: !is_stopped,
        });
    }
    let key = hash::pair(key(ask, sticky), salt::CANARY);
    if hash::below(key, 10_000) < u64::from(share) {
        let canary = candidates.remove(at);
        candidates.insert(0, canary);
    }
    None
}

/// Whether a canary fails so much more often than the stable member that it is stopped.
fn is_over(stop: CanaryStop, stable: TargetState, canary: TargetState) -> bool {
    canary.attempts >= f64::from(stop.min_requests)
        && (failing(canary) - failing(stable)) * 100.0 > f64::from(stop.excess)
}

/// The part of attempts that failed.
pub(super) fn failing(state: TargetState) -> f64 {
    if state.attempts > 0.0 {
        state.failures / state.attempts
    } else {
        0.0
    }
}
