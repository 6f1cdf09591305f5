//! What keeps a request from a target, whatever the tree says.

use std::time::Duration;

use sluice_config::{Consumer, DataRules, Feature, Model, Target};

use super::caller::{Caller, Moment};
use super::facts::Facts;
use super::state::{AccountState, CoolReason, State};
use super::why;

/// All that a decision is made from.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ask<'a> {
    pub(super) model: &'a Model,
    pub(super) facts: &'a Facts,
    pub(super) caller: &'a Caller<'a>,
    pub(super) state: &'a State,
    pub(super) moment: Moment,
}

impl<'a> Ask<'a> {
    pub(super) fn target(&self, index: usize) -> Option<&'a Target> {
        self.model.targets.get(index)
    }

    pub(super) fn account(&self, target: &Target) -> AccountState {
        self.state.account(target.provider.slot)
    }

    /// The rules on data that bind this request: the model's and the consumer's.
    pub(super) fn data(&self) -> impl Iterator<Item = &'a DataRules> + use<'a> {
        let of_consumer = self
            .caller
            .consumer
            .map(|consumer: &Consumer| &consumer.data);
        std::iter::once(&self.model.data).chain(of_consumer)
    }
}

/// Why a target is not asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Rule {
    /// The conditions of the tree admit it nowhere.
    Condition,
    /// Its account computes elsewhere than the consumer or the model allows.
    Region,
    /// Its provider may train on the data.
    NoTraining,
    /// Its account retains data.
    Zdr,
    /// Its model lacks something that the request asks for.
    Capability(Feature),
    /// Its model writes less than the request allows it to.
    MaxOutput {
        /// Tokens that the request allows.
        asked: u64,
        /// Tokens that the model writes at most.
        most: u64,
    },
    /// The request is too long for its model.
    ContextWindow {
        /// Estimated tokens of input, and the output that the request allows.
        needed: u64,
        /// Tokens that the model takes.
        window: u64,
    },
    /// Its account is left alone for a while.
    Cooling {
        /// Why.
        reason: CoolReason,
        /// Until then, since the Unix epoch; in the past while one request probes it.
        until: Duration,
    },
    /// Its account has as many requests under way as it may have.
    Busy,
    /// It is a canary that fails more often than what it is compared with.
    CanaryStopped,
}

impl Rule {
    /// Its name in logs and metrics.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Condition => "condition",
            Self::Region => "region",
            Self::NoTraining => "no_training",
            Self::Zdr => "zdr",
            Self::Capability(_) => "capability",
            Self::MaxOutput { .. } => "max_output",
            Self::ContextWindow { .. } => "context_window",
            Self::Cooling { .. } => "cool_down",
            Self::Busy => "concurrency",
            Self::CanaryStopped => "canary",
        }
    }
}

/// Whether the rules let a request to a target.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Gate {
    Open,
    /// Only while nothing else is open it is: that its account fails is a guess.
    LastResort(Rule),
    Shut(Rule),
}

impl Gate {
    /// What all rules say of a target: the first that excludes it decides.
    pub(super) fn of(ask: &Ask<'_>, target: &Target) -> Self {
        let excluding = CHECKS
            .iter()
            .find_map(|check| (check.excludes)(ask, target));
        match excluding {
            None => Self::Open,
            Some(rule) if is_guess(rule, ask.moment.now) => Self::LastResort(rule),
            Some(rule) => Self::Shut(rule),
        }
    }

    pub(super) const fn rule(self) -> Option<Rule> {
        match self {
            Self::Open => None,
            Self::LastResort(rule) | Self::Shut(rule) => Some(rule),
        }
    }
}

/// Whether a rule is but a guess that asking would be in vain.
fn is_guess(rule: Rule, now: Duration) -> bool {
    match rule {
        // When the time that it told is over, that it still takes none is a guess.
        Rule::Cooling { reason, until } => reason != CoolReason::RateLimitTold || until <= now,
        // Tokens are estimated, and a tokenizer may count half of them.
        Rule::ContextWindow { needed, window } => needed <= window.saturating_mul(2),
        _ => false,
    }
}

/// A rule that may exclude a target.
pub(super) struct Check {
    /// Its name.
    pub(super) name: &'static str,
    /// What excludes the target, if it does.
    pub(super) excludes: fn(&Ask<'_>, &Target) -> Option<Rule>,
    /// What it looked at, for people; none if it has nothing to say to this request.
    pub(super) why: fn(&Ask<'_>, &Target) -> Option<String>,
}

/// Every rule: first those that hold for good, the nearest misses last, so that the
/// first that excludes says what would have to change. That a cool-down is last lets
/// a guess stand back behind what is sure.
pub(super) const CHECKS: &[Check] = &[
    Check {
        name: "region",
        excludes: region,
        why: why::region,
    },
    Check {
        name: "no_training",
        excludes: no_training,
        why: why::no_training,
    },
    Check {
        name: "zdr",
        excludes: zdr,
        why: why::zdr,
    },
    Check {
        name: "capability",
        excludes: capability,
        why: why::capability,
    },
    Check {
        name: "max_output",
        excludes: max_output,
        why: why::max_output,
    },
    Check {
        name: "context_window",
        excludes: surely_too_long,
        why: why::context_window,
    },
    Check {
        name: "cool_down",
        excludes: told_rate_limit,
        why: |_, _| None,
    },
    Check {
        name: "concurrency",
        excludes: busy,
        why: why::concurrency,
    },
    Check {
        name: "cool_down",
        excludes: cooling,
        why: why::cool_down,
    },
    Check {
        name: "context_window",
        excludes: context_window,
        why: |_, _| None,
    },
];

fn region(ask: &Ask<'_>, target: &Target) -> Option<Rule> {
    let residency = &target.provider.data.residency;
    let is_allowed = |regions: &Vec<String>| {
        residency
            .as_ref()
            .is_some_and(|residency| regions.contains(residency))
    };
    let mut limits = ask.data().filter_map(|rules| rules.regions.as_ref());
    (!limits.all(is_allowed)).then_some(Rule::Region)
}

fn no_training(ask: &Ask<'_>, target: &Target) -> Option<Rule> {
    let is_asked = ask.data().any(|rules| rules.no_training);
    (is_asked && !target.provider.data.no_training).then_some(Rule::NoTraining)
}

fn zdr(ask: &Ask<'_>, target: &Target) -> Option<Rule> {
    let is_asked = ask.data().any(|rules| rules.zdr);
    (is_asked && !target.provider.data.zdr).then_some(Rule::Zdr)
}

fn capability(ask: &Ask<'_>, target: &Target) -> Option<Rule> {
    let capabilities = target.card.capabilities;
    if !capabilities.lacks_any() {
        return None;
    }
    let mut asked = ask.facts.features.iter();
    asked
        .find(|feature| capabilities.get(*feature) == Some(false))
        .map(Rule::Capability)
}

fn max_output(ask: &Ask<'_>, target: &Target) -> Option<Rule> {
    let (asked, most) = (ask.facts.max_tokens?, target.card.max_output?);
    (asked > most).then_some(Rule::MaxOutput { asked, most })
}

fn context_window(ask: &Ask<'_>, target: &Target) -> Option<Rule> {
    // The size of a body that was not read says nothing of what its media cost.
    let window = target
        .card
        .context_window
        .filter(|_| ask.facts.is_complete)?;
    let output = ask.facts.max_tokens.unwrap_or(0);
    let needed = ask.facts.input_tokens.saturating_add(output);
    (needed > window).then_some(Rule::ContextWindow { needed, window })
}

fn surely_too_long(ask: &Ask<'_>, target: &Target) -> Option<Rule> {
    context_window(ask, target).filter(|rule| !is_guess(*rule, ask.moment.now))
}

fn told_rate_limit(ask: &Ask<'_>, target: &Target) -> Option<Rule> {
    cooling(ask, target).filter(|rule| !is_guess(*rule, ask.moment.now))
}

fn busy(ask: &Ask<'_>, target: &Target) -> Option<Rule> {
    let most = target.provider.concurrency?.max;
    (ask.account(target).in_flight >= most).then_some(Rule::Busy)
}

/// After its time an account is probed by one request at a time.
fn cooling(ask: &Ask<'_>, target: &Target) -> Option<Rule> {
    let cooling = ask.account(target).cooling?;
    let (reason, until) = (cooling.reason, cooling.until);
    (until > ask.moment.now || cooling.is_probing).then_some(Rule::Cooling { reason, until })
}
