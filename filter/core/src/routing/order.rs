//! The tree, walked once: each group puts in order what its members stand for.

use sluice_config::{Group, Node};

use super::condition;
use super::rules::{Ask, Gate};
use super::strategy;

/// What is known of a target while the tree is walked.
#[derive(Debug, Clone, Copy)]
pub(super) struct Standing {
    /// What the rules say of it.
    pub(super) gate: Gate,
    /// Whether the conditions of some place in the tree admit it.
    pub(super) is_reached: bool,
    /// Whether it was taken out of the order as a canary that fails.
    pub(super) is_stopped: bool,
}

/// A member of a group that stands for at least one target.
#[derive(Debug, Clone, Copy)]
pub(super) struct Candidate {
    /// Its index in the group.
    pub(super) member: usize,
    /// The first target it stands for.
    pub(super) head: usize,
    /// What it was ordered by, in the unit of the strategy.
    pub(super) score: f64,
    /// Where its targets are in the order so far.
    begin: usize,
    end: usize,
}

/// A walk through the tree.
#[derive(Debug)]
pub(super) struct Walk<'a> {
    pub(super) ask: Ask<'a>,
    /// By index of target.
    pub(super) standings: Vec<Standing>,
    /// Whether the targets of the last resort are meant, or those that are open.
    is_last_resort: bool,
    /// Indexes of targets, a target may be in it several times.
    order: Vec<usize>,
}

impl<'a> Walk<'a> {
    pub(super) fn new(ask: Ask<'a>) -> Self {
        let targets = &ask.model.targets;
        let standings = targets.iter().map(|target| Standing {
            gate: Gate::of(&ask, target),
            is_reached: false,
            is_stopped: false,
        });
        Self {
            standings: standings.collect(),
            ask,
            is_last_resort: false,
            order: Vec::with_capacity(targets.len()),
        }
    }

    /// The targets that are open, or those of the last resort, each once.
    pub(super) fn order(&mut self, is_last_resort: bool) -> Vec<usize> {
        self.is_last_resort = is_last_resort;
        self.order.clear();
        self.group(&self.ask.model.route);
        let mut unique = Vec::with_capacity(self.order.len());
        for target in self.order.drain(..) {
            if !unique.contains(&target) {
                unique.push(target);
            }
        }
        unique
    }

    fn group(&mut self, group: &Group) {
        let start = self.order.len();
        let mut candidates = Vec::with_capacity(group.members.len());
        for (member, inner) in group.members.iter().enumerate() {
            let Ask {
                facts,
                caller,
                moment,
                ..
            } = self.ask;
            let is_meant = inner
                .when
                .as_ref()
                .is_none_or(|when| condition::holds(when, facts, caller, moment));
            if !is_meant {
                continue;
            }
            let begin = self.order.len();
            match &inner.node {
                Node::Target(target) => self.leaf(*target),
                Node::Group(inner) => self.group(inner),
            }
            if let Some(head) = self.order.get(begin) {
                candidates.push(Candidate {
                    member,
                    head: *head,
                    score: 0.0,
                    begin,
                    end: self.order.len(),
                });
            }
        }
        let stopped = strategy::arrange(&self.ask, group, &mut candidates);
        self.stop(stopped);
        self.take(start, &candidates);
    }

    fn leaf(&mut self, target: usize) {
        let Some(standing) = self.standings.get_mut(target) else {
            return;
        };
        standing.is_reached = true;
        let is_in = match standing.gate {
            Gate::Open => !self.is_last_resort,
            Gate::LastResort(_) => self.is_last_resort,
            Gate::Shut(_) => false,
        };
        if is_in {
            self.order.push(target);
        }
    }

    fn stop(&mut self, stopped: Option<Candidate>) {
        let range = stopped.map_or(0..0, |candidate| candidate.begin..candidate.end);
        for target in self.order.get(range).unwrap_or_default() {
            if let Some(standing) = self.standings.get_mut(*target) {
                standing.is_stopped = true;
            }
        }
    }

    /// Puts the targets behind `start` in the order of `candidates`.
    fn take(&mut self, start: usize, candidates: &[Candidate]) {
        let is_same = candidates.is_sorted_by_key(|candidate| candidate.member);
        let is_all = candidates
            .iter()
            .map(|one| one.end - one.begin)
            .sum::<usize>()
            == self.order.len() - start;
        if is_same && is_all {
            return;
        }
        let parts = candidates
            .iter()
            .filter_map(|candidate| self.order.get(candidate.begin..candidate.end));
        let taken: Vec<usize> = parts.flatten().copied().collect();
        self.order.truncate(start);
        self.order.extend(taken);
    }
}
