//! A decision with its reasons, for operators. The client is told none of it.

use std::fmt::Write;
use std::time::Duration;

use sluice_config::{Config, Group, Measure, Model, Node, Target};

use super::caller::{Caller, Moment};
use super::decision::Decision;
use super::facts::Facts;
use super::order::Walk;
use super::refusal::NoTarget;
use super::rules::{Ask, CHECKS, Rule};
use super::state::State;
use super::trace::{Fate, Trace};
use super::{why, words};

/// A decision with its reasons.
#[derive(Debug, Clone, PartialEq)]
pub struct Explanation {
    /// The decision.
    pub decision: Decision,
    /// What the request asks for.
    pub request: String,
    /// When it was made, since the Unix epoch.
    now: Duration,
    /// Each target of the model, by index.
    pub targets: Vec<ExplainedTarget>,
    /// The tree.
    pub tree: ExplainedGroup,
}

/// A target, and what each rule said of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExplainedTarget {
    /// The account.
    pub provider: String,
    /// The model, in the provider's words.
    pub model: String,
    /// The rule that excludes it from this request; none if it may be asked.
    pub excluded: Option<Rule>,
    /// What each rule that applies looked at.
    pub findings: Vec<Finding>,
}

/// What a rule said of a target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The rule's name.
    pub rule: &'static str,
    /// Whether it lets the request to the target.
    pub admits: bool,
    /// What it looked at.
    pub why: String,
}

/// A group of the tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExplainedGroup {
    /// Its strategy.
    pub strategy: String,
    /// Its members: those that are asked in their order, then the others.
    pub members: Vec<ExplainedMember>,
}

/// A member of a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExplainedMember {
    /// Whether something of it is asked.
    pub is_placed: bool,
    /// Its condition.
    pub when: Option<String>,
    /// What put it where it is, or keeps it out.
    pub why: Option<String>,
    /// What it stands for.
    pub node: ExplainedNode,
}

/// A target or another group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ExplainedNode {
    /// Provider and model.
    Target(String),
    /// A group of its own.
    Group(ExplainedGroup),
}

/// Decides as [`super::decide`] does, and says why.
#[must_use]
pub fn explain(
    config: &Config,
    model: &Model,
    facts: &Facts,
    caller: &Caller<'_>,
    state: &State,
    moment: Moment,
) -> Explanation {
    let ask = Ask {
        model,
        facts,
        caller,
        state,
        moment,
    };
    let mut walk = Walk::new(ask);
    walk.trace = Some(Trace::default());
    let decision = Decision::of_walk(&mut walk, config.reliability().max_attempts);
    let trace = walk.trace.take().unwrap_or_default();
    let targets = model.targets.iter().enumerate();
    Explanation {
        request: request(facts),
        now: moment.now,
        targets: targets
            .map(|(index, target)| explained(&ask, &decision, index, target))
            .collect(),
        tree: group(&ask, &trace, &model.route, Some(0)),
        decision,
    }
}

fn request(facts: &Facts) -> String {
    if !facts.is_complete {
        return format!(
            "no rule needs its body, of at most {} tokens",
            facts.input_tokens
        );
    }
    let features: Vec<&str> = facts.features.iter().map(why::feature_name).collect();
    let mut text = match features.as_slice() {
        [] => "no features".to_owned(),
        features => features.join(", "),
    };
    for (measure, name) in Measure::ALL {
        if let Some(number) = facts.measure(*measure) {
            let _infallible = write!(text, "; {name} {number}");
        }
    }
    text
}

fn name(target: &Target) -> String {
    format!("{}/{}", target.provider.name, target.model)
}

fn explained(ask: &Ask<'_>, decision: &Decision, index: usize, target: &Target) -> ExplainedTarget {
    let excluded = decision.excluded.iter();
    let excludes = |rule: &str| {
        let mut checks = CHECKS.iter().filter(|check| check.name == rule);
        checks.any(|check| (check.excludes)(ask, target).is_some())
    };
    let findings = CHECKS.iter().filter_map(|check| {
        Some(Finding {
            rule: check.name,
            admits: !excludes(check.name),
            why: (check.why)(ask, target)?,
        })
    });
    ExplainedTarget {
        provider: target.provider.name.clone(),
        model: target.model.clone(),
        excluded: excluded
            .clone()
            .find(|excluded| excluded.target == index)
            .map(|excluded| excluded.rule),
        findings: findings.collect(),
    }
}

/// `entry` is the number of the group in the trace; none if it was not come to.
fn group(ask: &Ask<'_>, trace: &Trace, group: &Group, entry: Option<usize>) -> ExplainedGroup {
    let fates: Vec<(usize, Option<Fate>)> = match entry {
        Some(entry) => trace
            .fates(entry)
            .map(|(member, fate)| (member, Some(fate)))
            .collect(),
        None => (0..group.members.len()).map(|at| (at, None)).collect(),
    };
    let members = fates.into_iter().filter_map(|(at, fate)| {
        let member = group.members.get(at)?;
        let node = match &member.node {
            Node::Target(index) => ExplainedNode::Target(name(ask.target(*index)?)),
            Node::Group(inner) => {
                let entry = entry.and_then(|entry| trace.inner(entry, at));
                ExplainedNode::Group(self::group(ask, trace, inner, entry))
            }
        };
        Some(ExplainedMember {
            is_placed: matches!(fate, Some(Fate::Placed { .. })),
            when: member.when.as_ref().map(words::condition),
            why: match fate {
                None => None,
                Some(Fate::NotMeant) => Some("its condition does not hold".to_owned()),
                Some(Fate::Empty) => Some("nothing of it may be asked".to_owned()),
                Some(Fate::Stopped) => Some("it fails too often and is stopped".to_owned()),
                Some(Fate::Placed { head, score }) => words::place(ask, group, at, head, score),
            },
            node,
        })
    });
    ExplainedGroup {
        strategy: words::strategy(&group.strategy),
        members: members.collect(),
    }
}

impl Explanation {
    /// What the client is told if there is nothing to ask.
    #[must_use]
    pub fn refusal(&self) -> Option<NoTarget> {
        self.decision.refusal(self.now)
    }

    /// The explanation as text, a line each.
    #[must_use]
    pub fn lines(&self) -> Vec<String> {
        let mut lines = vec![format!("request: {}", self.request)];
        let is_last_resort = self.decision.is_last_resort;
        let targets = self.targets.iter();
        lines.extend(targets.map(|target| target.line(is_last_resort)));
        lines.push(format!("tree: {}", self.tree.strategy));
        self.tree.lines(1, &mut lines);
        lines.push(self.outcome());
        lines
    }

    /// The order, or that there is none.
    fn outcome(&self) -> String {
        let names = |indexes: &[usize]| {
            let targets = indexes.iter().filter_map(|index| self.targets.get(*index));
            let names: Vec<String> = targets.map(ExplainedTarget::name).collect();
            names.join(", ")
        };
        let order = &self.decision.order;
        let mut line = if order.is_empty() {
            "order: none may be asked".to_owned()
        } else if self.decision.is_last_resort {
            format!("order, as the last resort: {}", names(order))
        } else {
            format!("order: {}", names(order))
        };
        if let Some(queue) = self.decision.queue {
            let _infallible = write!(
                line,
                "; waits up to {} ms for a free place",
                queue.as_millis()
            );
        }
        if let Some(shadow) = self.decision.shadow {
            let _infallible = write!(line, "; a copy to {}", names(&[shadow]));
        }
        line
    }
}

impl ExplainedTarget {
    /// `provider/model`.
    #[must_use]
    pub fn name(&self) -> String {
        format!("{}/{}", self.provider, self.model)
    }

    fn line(&self, is_last_resort: bool) -> String {
        let mut line = format!("target {}: ", self.name());
        match self.excluded {
            None if is_last_resort => line.push_str("admitted as the last resort"),
            None => line.push_str("admitted"),
            Some(rule) => line.push_str(&format!("excluded by {}", rule.name())),
        }
        for finding in &self.findings {
            let verdict = if finding.admits { "admits" } else { "excludes" };
            let Finding { rule, why, .. } = finding;
            let _infallible = write!(line, "; {rule} {verdict}: {why}");
        }
        line
    }
}

impl ExplainedGroup {
    fn lines(&self, depth: usize, lines: &mut Vec<String>) {
        let indent = "  ".repeat(depth);
        for (at, member) in (1..).zip(&self.members) {
            let mark = if member.is_placed {
                format!("{at}.")
            } else {
                "-".to_owned()
            };
            let name = match &member.node {
                ExplainedNode::Target(name) => name,
                ExplainedNode::Group(group) => &group.strategy,
            };
            let mut line = format!("{indent}{mark} {name}");
            if let Some(when) = &member.when {
                let _infallible = write!(line, "; when {when}");
            }
            if let Some(why) = &member.why {
                let _infallible = write!(line, "; {why}");
            }
            lines.push(line);
            if let ExplainedNode::Group(group) = &member.node {
                group.lines(depth + 1, lines);
            }
        }
    }
}
