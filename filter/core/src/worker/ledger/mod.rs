//! What a worker has learnt of accounts and targets.

mod share;

use std::time::Duration;

use sluice_config::{Config, CoolDown, Model};

use super::pace::Pace;
use super::record::key;
use crate::routing::{AccountState, CoolReason, Cooling, Quota, State};

/// The weight of a new measurement.
const WEIGHT: f64 = 0.3;
/// Attempts that there must have been before a part of them that failed means something.
const RECENT: f64 = 20.0;
/// Cool-downs double so often at most.
const MOST_DOUBLINGS: u16 = 16;
/// An account whose key is refused is not mended in seconds.
const KEY_REFUSED_FACTOR: u32 = 6;

/// How an attempt ended, as far as it tells of the account and the target.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Ended {
    /// With an answer, be it an error of the client's making.
    Answered,
    /// It was called off, so that it tells nothing.
    CalledOff,
    /// Without an answer that can be used.
    Failed,
    /// The account is over its rate limit; how long it is, if it was told.
    RateLimited(Option<Duration>),
    /// The account's key is refused, or has no credit.
    KeyRefused,
}

/// What an attempt was made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Of {
    /// Its account's slot.
    pub account: usize,
    /// Its target's slot.
    pub target: usize,
    /// Whether [`Ledger::begin`] has said that it probes the account.
    pub is_probe: bool,
}

/// A cool-down that has begun.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Begun {
    /// Why the account is left alone.
    pub reason: CoolReason,
    /// How long.
    pub wait: Duration,
}

/// What has been learnt, and what of it the other workers have not been told.
#[derive(Debug)]
pub struct Ledger {
    /// By which the other workers know this one.
    id: u64,
    state: State,
    accounts: Vec<Account>,
    targets: Vec<Target>,
}

#[derive(Debug, Clone, Copy)]
struct Account {
    key: u64,
    /// Requests under way at this worker.
    in_flight: u32,
    /// Those of the other workers, as they told last.
    others: u32,
    /// Failures in a row.
    failures: u16,
    /// Cool-downs in a row.
    level: u16,
    /// When something was learnt of it last, here or elsewhere. Never the same twice, so
    /// that what is newer can be told from what is known, and never back with the clock.
    changed: Duration,
    /// What of that had been shared when it was adopted last.
    adopted: Duration,
    probing: Duration,
    is_shown: bool,
}

#[derive(Debug, Clone, Copy)]
struct Target {
    key: u64,
    first_token: Batch,
    token: Batch,
    attempts: f64,
    failures: f64,
}

/// Measurements that are still to be told, folded as they will be weighed.
#[derive(Debug, Clone, Copy, Default)]
struct Batch {
    sum: f64,
    weight: f64,
}

impl Account {
    /// Something has been learnt of it.
    fn touch(&mut self, now: Duration) {
        self.changed = now.max(self.changed + Duration::from_millis(1));
    }
}

impl Batch {
    fn add(&mut self, value: f64) {
        self.sum = self.sum.mul_add(1.0 - WEIGHT, value * WEIGHT);
        self.weight = self.weight.mul_add(1.0 - WEIGHT, WEIGHT);
    }

    /// An average that has taken in these.
    fn fold(self, known: Option<f64>) -> Option<f64> {
        match known {
            _ if self.weight <= 0.0 => known,
            Some(known) => Some(known.mul_add(1.0 - self.weight, self.sum)),
            None => Some(self.sum / self.weight),
        }
    }
}

impl Ledger {
    /// One in which nothing is known.
    pub(crate) fn new(config: &Config, id: u64) -> Self {
        let accounts = config.providers().iter().map(|provider| Account {
            key: key(&[&provider.name]),
            in_flight: 0,
            others: 0,
            failures: 0,
            level: 0,
            changed: Duration::ZERO,
            adopted: Duration::ZERO,
            probing: Duration::ZERO,
            is_shown: false,
        });
        let mut targets = vec![
            Target {
                key: 0,
                first_token: Batch::default(),
                token: Batch::default(),
                attempts: 0.0,
                failures: 0.0,
            };
            config.slots()
        ];
        for target in config.models().iter().flat_map(|model| &model.targets) {
            if let Some(entry) = targets.get_mut(target.slot) {
                entry.key = key(&[&target.provider.name, &target.model]);
            }
        }
        Self {
            id,
            state: State::new(config.providers().len(), config.slots()),
            accounts: accounts.collect(),
            targets,
        }
    }

    /// One for a new configuration, that keeps what is known of what is still in it.
    pub(crate) fn renewed(&self, config: &Config) -> Self {
        let mut new = Self::new(config, self.id.wrapping_add(1));
        for (account, state) in new.accounts.iter_mut().zip(&mut new.state.accounts) {
            let same = |old: &Account| old.key == account.key;
            let at = self.accounts.iter().position(same);
            let old = at.and_then(|at| self.accounts.get(at).zip(self.state.accounts.get(at)));
            if let Some((old, known)) = old {
                // Attempts under way end where they have begun.
                *account = Account {
                    in_flight: 0,
                    ..*old
                };
                *state = AccountState {
                    in_flight: old.others,
                    ..*known
                };
            }
        }
        for (target, state) in new.targets.iter_mut().zip(&mut new.state.targets) {
            let same = |old: &Target| old.key == target.key;
            let at = self.targets.iter().position(same);
            let old = at.and_then(|at| self.targets.get(at).zip(self.state.targets.get(at)));
            if let Some((old, known)) = old {
                *target = *old;
                *state = *known;
            }
        }
        new
    }

    /// What is known now.
    #[must_use]
    pub const fn state(&self) -> &State {
        &self.state
    }

    /// Puts those of the targets still to come whose accounts are left alone behind the
    /// others. They are indexes into the model's targets.
    pub fn put_cooling_last(&self, model: &Model, to_come: &mut [usize], now: Duration) {
        to_come.sort_by_key(|index| {
            let target = model.targets.get(*index);
            let cooling =
                target.and_then(|target| self.state.account(target.provider.slot).cooling);
            cooling.is_some_and(|cooling| cooling.until > now)
        });
    }

    /// An attempt at an account begins. Whether it is a probe that the other workers
    /// should know of.
    pub fn begin(&mut self, account: usize, now: Duration) -> bool {
        let now = whole(now);
        self.reserve(account);
        let (Some(log), Some(state)) = (
            self.accounts.get_mut(account),
            self.state.accounts.get_mut(account),
        ) else {
            return false;
        };
        match &mut state.cooling {
            Some(cooling) if cooling.until <= now && !cooling.is_probing => {
                cooling.is_probing = true;
                log.probing = now;
                log.touch(now);
                true
            }
            _ => false,
        }
    }

    /// An attempt at an account is about to begin.
    pub(crate) fn reserve(&mut self, account: usize) {
        if let (Some(log), Some(state)) = (
            self.accounts.get_mut(account),
            self.state.accounts.get_mut(account),
        ) {
            log.in_flight = log.in_flight.saturating_add(1);
            state.in_flight = log.in_flight.saturating_add(log.others);
        }
    }

    /// An attempt at an account has ended, or does not begin after all.
    pub fn end(&mut self, account: usize) {
        if let (Some(log), Some(state)) = (
            self.accounts.get_mut(account),
            self.state.accounts.get_mut(account),
        ) {
            log.in_flight = log.in_flight.saturating_sub(1);
            state.in_flight = log.in_flight.saturating_add(log.others);
        }
    }

    /// How the latest attempt at an account has turned out. A cool-down that this
    /// begins, and whether the other workers should know at once.
    pub fn judge(
        &mut self,
        of: Of,
        ended: Ended,
        limits: CoolDown,
        now: Duration,
    ) -> (Option<Begun>, bool) {
        let now = whole(now);
        let Of {
            account: at,
            target,
            is_probe,
        } = of;
        if let (Some(target), true) = (self.targets.get_mut(target), ended != Ended::CalledOff) {
            let failed = f64::from(u8::from(ended != Ended::Answered));
            target.attempts += 1.0;
            target.failures += failed;
        }
        let mut fails_often = false;
        if let (Some(target), true) = (
            self.state.targets.get_mut(target),
            ended != Ended::CalledOff,
        ) {
            target.attempts += 1.0;
            target.failures += f64::from(u8::from(ended != Ended::Answered));
            fails_often = target.attempts >= RECENT
                && target.failures * 100.0 > target.attempts * f64::from(limits.failure_percent);
        }
        let (Some(account), Some(state)) =
            (self.accounts.get_mut(at), self.state.accounts.get_mut(at))
        else {
            return (None, false);
        };
        let begun = match ended {
            Ended::CalledOff => {
                // A probe that tells nothing makes room for the next.
                if is_probe {
                    if let Some(cooling) = &mut state.cooling {
                        cooling.is_probing = false;
                    }
                    account.probing = Duration::ZERO;
                    account.touch(now);
                }
                return (None, is_probe);
            }
            Ended::Answered => {
                let was_known = state.cooling.is_some() || account.failures > 0;
                let is_over = state.cooling.is_none_or(|cooling| cooling.until <= now);
                account.failures = 0;
                if is_over {
                    account.level = 0;
                    account.probing = Duration::ZERO;
                    state.cooling = None;
                }
                if was_known {
                    account.touch(now);
                }
                return (None, is_probe);
            }
            // What was under way before a cool-down may still fail, which is no news.
            Ended::Failed | Ended::RateLimited(None) if state.cooling.is_some() && !is_probe => {
                None
            }
            Ended::Failed | Ended::RateLimited(None) => {
                account.failures = account.failures.saturating_add(1);
                account.touch(now);
                let is_in_a_row = u32::from(account.failures) >= limits.failures;
                let is_many = is_in_a_row || fails_often || is_probe;
                let reason = if ended == Ended::Failed {
                    CoolReason::Failing
                } else {
                    CoolReason::RateLimit
                };
                is_many.then_some((reason, limits.base))
            }
            Ended::RateLimited(Some(wait)) => Some((CoolReason::RateLimitTold, wait)),
            Ended::KeyRefused => Some((CoolReason::KeyRefused, limits.base * KEY_REFUSED_FACTOR)),
        };
        let Some((reason, wait)) = begun.filter(|_| !limits.max.is_zero()) else {
            return (None, false);
        };
        let wait = match reason {
            CoolReason::RateLimitTold => wait.min(limits.max),
            _ => (wait * (1u32 << account.level.min(MOST_DOUBLINGS))).min(limits.max),
        };
        // Requests that were under way when it began tell the same once more.
        if let Some(cooling) = state.cooling
            && cooling.until > now
            && cooling.until >= now + wait
        {
            return (None, false);
        }
        let is_new = state.cooling.is_none_or(|cooling| cooling.until <= now);
        if is_new {
            account.level = account.level.saturating_add(1);
        }
        account.failures = 0;
        account.touch(now);
        account.probing = Duration::ZERO;
        state.cooling = Some(Cooling {
            until: now + wait,
            reason,
            is_probing: false,
        });
        (is_new.then_some(Begun { reason, wait }), true)
    }

    /// How fast a target has answered.
    pub fn measure(&mut self, target: usize, pace: Pace, now: Duration) {
        let now = whole(now);
        let (Some(log), Some(state)) = (
            self.targets.get_mut(target),
            self.state.targets.get_mut(target),
        ) else {
            return;
        };
        let values = [
            (
                pace.first_token_ms,
                &mut log.first_token,
                &mut state.first_token_ms,
            ),
            (pace.token_ms, &mut log.token, &mut state.token_ms),
        ];
        for (value, batch, average) in values {
            let Some(value) = value.filter(|value| value.is_finite() && *value >= 0.0) else {
                continue;
            };
            batch.add(value);
            let mut one = Batch::default();
            one.add(value);
            *average = one.fold(*average);
            state.measured = now;
        }
    }

    /// A target is stopped as a canary.
    pub fn stop(&mut self, target: usize, now: Duration) {
        if let Some(state) = self.state.targets.get_mut(target) {
            state.stopped = Some(whole(now));
        }
    }

    /// What an account has told of its rate limit.
    pub fn note_quota(&mut self, account: usize, quota: Quota, now: Duration) {
        if let (Some(log), Some(state)) = (
            self.accounts.get_mut(account),
            self.state.accounts.get_mut(account),
        ) {
            state.quota = Some(quota);
            log.touch(whole(now));
        }
    }

    /// Accounts of which it is not shown yet whether they are left alone.
    pub(super) fn changes(&mut self, now: Duration) -> Vec<(usize, bool)> {
        let mut changes = Vec::new();
        for (slot, (account, state)) in self
            .accounts
            .iter_mut()
            .zip(&self.state.accounts)
            .enumerate()
        {
            let is_cooling = state.cooling.is_some_and(|cooling| cooling.until > now);
            if account.is_shown != is_cooling {
                account.is_shown = is_cooling;
                changes.push((slot, is_cooling));
            }
        }
        changes
    }
}

/// As it is told: in milliseconds. Finer, it would seem new each time it is compared.
fn whole(now: Duration) -> Duration {
    Duration::from_millis(u64::try_from(now.as_millis()).unwrap_or(u64::MAX))
}
