//! The tree, walked once: each group puts in order what its members stand for.

use sluice_config::{Group, Node};

use super::condition;
use super::rules::{Ask, Gate};
use super::strategy::{self, Stopped};
use super::trace::{Fate, Trace};

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
    /// Targets that were found to fail as canaries.
    pub(super) stopped: Vec<usize>,
    /// What is to be told of the walk, if anybody asks.
    pub(super) trace: Option<Trace>,
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
            stopped: Vec::new(),
            trace: None,
        }
    }

    /// The targets that are open, or those of the last resort, each once.
    pub(super) fn order(&mut self, is_last_resort: bool) -> Vec<usize> {
        self.is_last_resort = is_last_resort;
        self.order.clear();
        if let Some(trace) = &mut self.trace {
            trace.clear();
        }
        self.group(&self.ask.model.route, 0);
        let mut unique = Vec::with_capacity(self.order.len());
        for target in self.order.drain(..) {
            if !unique.contains(&target) {
                unique.push(target);
            }
        }
        unique
    }

    /// `entry` is the number of the group in the trace.
    fn group(&mut self, group: &'a Group, entry: usize) {
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
                self.note(entry, member, Fate::NotMeant);
                continue;
            }
            let begin = self.order.len();
            match &inner.node {
                Node::Target(target) => self.leaf(*target),
                Node::Group(inner) => {
                    let inside = self.trace.as_mut().map(|trace| trace.enter(entry, member));
                    self.group(inner, inside.unwrap_or_default());
                }
            }
            match self.order.get(begin) {
                Some(head) => candidates.push(Candidate {
                    member,
                    head: *head,
                    score: 0.0,
                    begin,
                    end: self.order.len(),
                }),
                None => self.note(entry, member, Fate::Empty),
            }
        }
        if let Some(stopped) = strategy::arrange(&self.ask, group, &mut candidates) {
            self.stop(&stopped);
            self.note(entry, stopped.candidate.member, Fate::Stopped);
        }
        if let Some(trace) = &mut self.trace {
            for Candidate {
                member,
                head,
                score,
                ..
            } in &candidates
            {
                let (head, score) = (*head, *score);
                trace.note(entry, *member, Fate::Placed { head, score });
            }
        }
        self.take(start, &candidates);
    }

    fn note(&mut self, entry: usize, member: usize, fate: Fate) {
        if let Some(trace) = &mut self.trace {
            trace.note(entry, member, fate);
        }
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

    fn stop(&mut self, stopped: &Stopped) {
        let Candidate {
            begin, end, head, ..
        } = stopped.candidate;
        if stopped.is_new && !self.stopped.contains(&head) {
            self.stopped.push(head);
        }
        for target in self.order.get(begin..end).unwrap_or_default() {
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
