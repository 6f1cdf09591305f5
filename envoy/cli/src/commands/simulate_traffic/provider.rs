//! How providers behave: how fast they are, how much they take, and what ails them.

use std::time::Duration;

use sluice_config::{Model, Target};
use sluice_core::routing::Quota;

use super::chance::Chance;
use super::clock;
use super::faults::{Effect, Fault, names};
use super::load::{Ask, Load};

/// How fast an idle provider is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Latency {
    pub(super) first_ms: f64,
    pub(super) token_ms: f64,
}

/// What is taken for a provider's usual latency, by what the name of its kind begins with. Orders of
/// magnitude, to be replaced by one's own measurements.
const LATENCIES: &[(&str, Latency)] = &[
    (
        "anthropic",
        Latency {
            first_ms: 900.0,
            token_ms: 15.0,
        },
    ),
    (
        "azure",
        Latency {
            first_ms: 600.0,
            token_ms: 12.0,
        },
    ),
    (
        "bedrock",
        Latency {
            first_ms: 1_000.0,
            token_ms: 16.0,
        },
    ),
    (
        "cerebras",
        Latency {
            first_ms: 300.0,
            token_ms: 1.0,
        },
    ),
    (
        "gemini",
        Latency {
            first_ms: 500.0,
            token_ms: 7.0,
        },
    ),
    (
        "groq",
        Latency {
            first_ms: 250.0,
            token_ms: 2.5,
        },
    ),
    (
        "openai",
        Latency {
            first_ms: 600.0,
            token_ms: 12.0,
        },
    ),
    (
        "vertex",
        Latency {
            first_ms: 700.0,
            token_ms: 9.0,
        },
    ),
];

/// That of every other.
const USUAL: Latency = Latency {
    first_ms: 700.0,
    token_ms: 12.0,
};

/// The table, for `--help`.
pub(super) fn latencies() -> String {
    let of = |Latency { first_ms, token_ms }: &Latency| format!("{first_ms} and {token_ms}");
    let mut known: Vec<String> = LATENCIES
        .iter()
        .map(|(name, latency)| format!("{name} {}", of(latency)))
        .collect();
    known.push(format!("any other {}", of(&USUAL)));
    known.join(", ")
}

/// An account with so many requests under way takes twice as long.
pub(super) const DOUBLE_AT: f64 = 200.0;

/// How far the logarithms of latencies deviate.
const FIRST_SIGMA: f64 = 0.3;
const TOKEN_SIGMA: f64 = 0.15;

/// A refused connection, in seconds.
const REFUSED: f64 = 0.005;
/// What an error or a 429 takes, as part of the time to the first token.
const ERROR: f64 = 0.2;

/// A setting for one provider, or for one target as `provider/model`.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct For<T> {
    pub(super) whom: String,
    pub(super) value: T,
}

impl<T: Copy> For<T> {
    /// The last setting that concerns a target; one for just this target goes first.
    fn find(all: &[Self], target: &Target) -> Option<T> {
        let named = all.iter().filter(|one| names(&one.whom, target));
        named
            .max_by_key(|one| one.whom.contains('/'))
            .map(|one| one.value)
    }
}

/// What comes of an attempt.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Outcome {
    /// A stream.
    Answers {
        first_token: Duration,
        /// From the first token to the last.
        further: Duration,
    },
    /// No connection.
    Refuses(Duration),
    /// An error with a status and perhaps `retry-after`.
    Errs(Duration, u16, Option<Duration>),
}

/// The providers of a model on one day.
#[derive(Debug)]
pub(super) struct World<'a> {
    faults: &'a [Fault],
    /// By target of the model.
    latencies: Vec<Latency>,
    limits: Vec<Option<f64>>,
    /// By account.
    buckets: Vec<Bucket>,
    load: &'a Load,
}

impl<'a> World<'a> {
    pub(super) fn new(
        model: &Model,
        accounts: usize,
        faults: &'a [Fault],
        latencies: &[For<Latency>],
        limits: &[For<f64>],
        load: &'a Load,
    ) -> Self {
        let targets = || model.targets.iter();
        let latency = |target| For::find(latencies, target).unwrap_or_else(|| usual(target));
        Self {
            faults,
            latencies: targets().map(latency).collect(),
            limits: targets().map(|target| For::find(limits, target)).collect(),
            buckets: vec![Bucket::default(); accounts],
            load,
        }
    }

    /// Asks a target, an index into the model's, that has so many requests under way.
    pub(super) fn ask(
        &mut self,
        (index, target): (usize, &Target),
        ask: &Ask,
        at: f64,
        in_flight: u32,
    ) -> Outcome {
        let number = u64::try_from(target.slot).unwrap_or_default();
        let mut chance = Chance::new(ask.seed, 2 + number);
        let idle = self.latencies.get(index).copied().unwrap_or(USUAL);
        let mut pace = 1.0 + f64::from(in_flight) / DOUBLE_AT;
        let mut is_out = false;
        let mut errors = 0.0;
        for fault in self.faults.iter().filter(|fault| fault.hits(target, at)) {
            match fault.effect {
                Effect::Outage => is_out = true,
                Effect::Slow(times) => pace *= times,
                Effect::Errors(part) => errors = 1.0 - (1.0 - errors) * (1.0 - part),
                Effect::RateLimit(_) | Effect::Price(_) => {}
            }
        }
        let first = chance.log_normal(idle.first_ms, FIRST_SIGMA) * pace / 1e3;
        let token = chance.log_normal(idle.token_ms, TOKEN_SIGMA) * pace / 1e3;
        if is_out {
            return Outcome::Refuses(clock::span(REFUSED));
        }
        if let Err(wait) = self.take((index, target), at) {
            return Outcome::Errs(clock::span(first * ERROR), 429, Some(wait));
        }
        if chance.is(errors) {
            return Outcome::Errs(clock::span(first * ERROR), 500, None);
        }
        #[expect(clippy::cast_precision_loss, reason = "at most some thousand tokens")]
        let others = ask.output_tokens.saturating_sub(1) as f64;
        Outcome::Answers {
            first_token: clock::span(first),
            further: clock::span(token * others),
        }
    }

    /// By how much a target's price is multiplied.
    pub(super) fn price(&self, target: &Target, at: f64) -> f64 {
        let faults = self.faults.iter().filter(|fault| fault.hits(target, at));
        let times = faults.map(|fault| match fault.effect {
            Effect::Price(times) => times,
            _ => 1.0,
        });
        times.product()
    }

    /// What an answer tells of the account's rate limit, if it has one.
    pub(super) fn quota(&self, (index, target): (usize, &Target), at: f64) -> Option<Quota> {
        let limit = self.limit((index, target), at)?;
        let bucket = self.buckets.get(target.provider.slot)?;
        let missing = (limit - bucket.left).max(0.0) / limit;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a percentage between 0 and 100"
        )]
        let remaining = ((1.0 - missing) * 100.0).clamp(0.0, 100.0) as u32;
        Some(Quota {
            remaining,
            resets: clock::moment(at + missing * 60.0),
        })
    }

    /// The tightest rate limit, in requests a minute.
    fn limit(&self, (index, target): (usize, &Target), at: f64) -> Option<f64> {
        let told = self.faults.iter().filter_map(|fault| match fault.effect {
            Effect::RateLimit(limit) if fault.hits(target, at) => Some(limit),
            _ => None,
        });
        let own = self.limits.get(index).copied().flatten();
        told.chain(own).min_by(f64::total_cmp)
    }

    /// Takes one request out of what the account may; else how long to wait.
    fn take(&mut self, target: (usize, &Target), at: f64) -> Result<(), Duration> {
        let Some(limit) = self.limit(target, at) else {
            return Ok(());
        };
        let now = self.load.elapsed(at);
        let Some(bucket) = self.buckets.get_mut(target.1.provider.slot) else {
            return Ok(());
        };
        bucket.take(limit, now).map_err(clock::span)
    }
}

fn usual(target: &Target) -> Latency {
    let kind = target.provider.kind.map_or("", |kind| kind.name);
    let known = LATENCIES.iter().find(|(name, _)| kind.starts_with(name));
    known.map_or(USUAL, |(_, latency)| *latency)
}

/// A rate limit that fills up evenly, to a minute's requests at most.
#[derive(Debug, Clone, Copy, Default)]
struct Bucket {
    left: f64,
    /// None before it is first asked of: it is full then.
    filled: Option<f64>,
}

impl Bucket {
    /// Takes one, or says in how many seconds there is one, rounded up as
    /// `retry-after` is.
    fn take(&mut self, limit: f64, now: f64) -> Result<(), f64> {
        let since = self.filled.map_or(60.0, |filled| (now - filled).max(0.0));
        self.left = (self.left + since / 60.0 * limit).min(limit);
        self.filled = Some(now);
        if self.left < 1.0 {
            return Err(((1.0 - self.left) / limit * 60.0).ceil());
        }
        self.left -= 1.0;
        Ok(())
    }
}
