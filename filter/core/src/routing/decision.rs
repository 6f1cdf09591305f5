//! Which targets are asked, in which order, and why the others are not.

use std::time::Duration;

use sluice_config::{Config, Group, Model, Node};

use super::caller::{Caller, Moment};
use super::facts::Facts;
use super::hash;
use super::order::Walk;
use super::refusal::NoTarget;
use super::rules::{Ask, Gate, Rule};
use super::state::State;

/// Which targets a request goes to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Decision {
    /// Indexes into [`Model::targets`], each once, at most as many as a request may have
    /// attempts: the first is asked, the others are what it falls back to.
    pub order: Vec<usize>,
    /// Every target of the tree that may not be asked, in the order of the model.
    pub excluded: Vec<Excluded>,
    /// Whether every target is left alone for a while, and those for which that is a
    /// guess are asked all the same. To be said in log and metric.
    pub is_last_resort: bool,
    /// How long a request may wait for a free place, and then decide anew, before it
    /// makes do with `order`: set if all accounts that are well have as many requests
    /// under way as they may.
    pub queue: Option<Duration>,
    /// Index of the target that gets a copy.
    pub shadow: Option<usize>,
    /// Indexes of targets that fail as canaries, which was not known before. For those
    /// [`super::TargetState::stopped`] is to be set to now.
    pub stopped: Vec<usize>,
}

/// A target that may not be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Excluded {
    /// Index into [`Model::targets`].
    pub target: usize,
    /// Why.
    pub rule: Rule,
}

/// Decides which targets of `model` a request goes to.
///
/// The same input gives the same decision.
#[must_use]
pub fn decide(
    config: &Config,
    model: &Model,
    facts: &Facts,
    caller: &Caller<'_>,
    state: &State,
    moment: Moment,
) -> Decision {
    let ask = Ask {
        model,
        facts,
        caller,
        state,
        moment,
    };
    Decision::of(ask, config.reliability().max_attempts)
}

impl Decision {
    fn of(ask: Ask<'_>, max_attempts: usize) -> Self {
        Self::of_walk(&mut Walk::new(ask), max_attempts)
    }

    pub(super) fn of_walk(walk: &mut Walk<'_>, max_attempts: usize) -> Self {
        let mut order = walk.order(false);
        let mut queue = None;
        let mut is_last_resort = false;
        if order.is_empty() {
            queue = longest_queue(walk);
            order = walk.order(true);
            order.sort_by_key(|target| until(walk, *target));
            is_last_resort = !order.is_empty();
        }
        let excluded = excluded(walk, &order);
        order.truncate(max_attempts);
        Self {
            order,
            excluded,
            is_last_resort,
            queue,
            shadow: shadow(walk),
            stopped: std::mem::take(&mut walk.stopped),
        }
    }

    /// What the client is told if there is nothing to ask.
    #[must_use]
    pub fn refusal(&self, now: Duration) -> Option<NoTarget> {
        self.order
            .is_empty()
            .then(|| NoTarget::of(&self.excluded, now))
    }
}

/// When a target of the last resort is no longer left alone.
fn until(walk: &Walk<'_>, target: usize) -> Duration {
    match walk.standings.get(target).map(|standing| standing.gate) {
        Some(Gate::LastResort(Rule::Cooling { until, .. })) => until,
        _ => Duration::MAX,
    }
}

/// How long the most patient of the accounts that are merely full lets a request wait.
fn longest_queue(walk: &Walk<'_>) -> Option<Duration> {
    let standings = walk.standings.iter().zip(&walk.ask.model.targets);
    standings
        .filter(|(standing, _)| standing.is_reached && standing.gate == Gate::Shut(Rule::Busy))
        .filter_map(|(_, target)| Some(target.provider.concurrency?.queue))
        .filter(|queue| !queue.is_zero())
        .max()
}

fn excluded(walk: &Walk<'_>, order: &[usize]) -> Vec<Excluded> {
    let standings = walk.standings.iter().enumerate();
    let left = standings.filter(|(target, _)| !order.contains(target));
    left.filter_map(|(target, standing)| {
        let rule = if standing.is_reached {
            let stopped = standing.is_stopped.then_some(Rule::CanaryStopped);
            stopped.or_else(|| standing.gate.rule())?
        } else if stands_in(&walk.ask.model.route, target) {
            Rule::Condition
        } else {
            return None;
        };
        Some(Excluded { target, rule })
    })
    .collect()
}

/// Whether a target stands anywhere in a tree.
fn stands_in(group: &Group, target: usize) -> bool {
    group.members.iter().any(|member| match &member.node {
        Node::Target(index) => *index == target,
        Node::Group(group) => stands_in(group, target),
    })
}

/// A copy obeys the same rules as the request itself.
fn shadow(walk: &Walk<'_>) -> Option<usize> {
    const SALT: u64 = 5;
    let shadow = walk.ask.model.shadow?;
    let is_chosen =
        hash::below(hash::pair(walk.ask.moment.seed, SALT), 10_000) < u64::from(shadow.share);
    let standing = walk.standings.get(shadow.target)?;
    (is_chosen && standing.gate == Gate::Open).then_some(shadow.target)
}
