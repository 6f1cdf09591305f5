//! What a worker has learnt of accounts and targets.

use std::time::Duration;

use sluice_config::{Config, CoolDown, Model};

use super::pace::Pace;
use super::record::{self, Busy, Record, key};
use crate::routing::{AccountState, CoolReason, Cooling, Quota, State, TargetState};

/// The weight of a new measurement.
const WEIGHT: f64 = 0.3;
/// A probe that has not ended after this time is that of a worker that is gone.
const LONGEST_PROBE: Duration = Duration::from_secs(120);
/// What has not been touched for this time is forgotten.
const LONGEST_MEMORY: Duration = Duration::from_secs(3600);
/// A worker that has said nothing for this time has nothing under way.
const LONGEST_SILENCE: Duration = Duration::from_secs(3);
/// Cool-downs double so often at most.
const MOST_DOUBLINGS: u16 = 16;
/// An account whose key is refused is not mended in seconds.
const KEY_REFUSED_FACTOR: u32 = 6;

/// The numbers of reasons in a [`Record`], from 1.
const REASONS: &[CoolReason] = &[
    CoolReason::RateLimitTold,
    CoolReason::RateLimit,
    CoolReason::KeyRefused,
    CoolReason::Failing,
];

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
        slots: (usize, usize),
        ended: Ended,
        limits: CoolDown,
        now: Duration,
    ) -> (Option<Begun>, bool) {
        let now = whole(now);
        let (at, target) = slots;
        if let (Some(target), true) = (self.targets.get_mut(target), ended != Ended::CalledOff) {
            let failed = f64::from(u8::from(ended != Ended::Answered));
            target.attempts += 1.0;
            target.failures += failed;
        }
        if let (Some(target), true) = (
            self.state.targets.get_mut(target),
            ended != Ended::CalledOff,
        ) {
            target.attempts += 1.0;
            target.failures += f64::from(u8::from(ended != Ended::Answered));
        }
        let (Some(account), Some(state)) =
            (self.accounts.get_mut(at), self.state.accounts.get_mut(at))
        else {
            return (None, false);
        };
        let was_probing = state.cooling.is_some_and(|cooling| cooling.is_probing);
        let begun = match ended {
            Ended::CalledOff => {
                // A probe that tells nothing makes room for the next.
                if let Some(cooling) = &mut state.cooling {
                    cooling.is_probing = false;
                }
                if was_probing {
                    account.probing = Duration::ZERO;
                    account.touch(now);
                }
                return (None, was_probing);
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
                return (None, was_probing);
            }
            Ended::Failed | Ended::RateLimited(None) => {
                account.failures = account.failures.saturating_add(1);
                account.touch(now);
                let is_many = u32::from(account.failures) >= limits.failures || was_probing;
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

    /// Merges what is known here into what all workers know; and the bytes to share, if
    /// there is anything to share.
    pub(super) fn merge(&mut self, shared: &[u8], now: Duration) -> (Record, Option<Vec<u8>>) {
        let now = whole(now);
        let known = Record::read(shared);
        let mut record = self.record(&known, now);
        self.tell_busy(&mut record, now);
        record.forget_before(now.saturating_sub(LONGEST_MEMORY));
        let bytes = (record != known).then(|| record.write());
        (record, bytes)
    }

    /// Adopts what was merged, now that it has been shared.
    pub(super) fn merged(&mut self, record: &Record, now: Duration) {
        self.adopt(record, whole(now));
        for target in &mut self.targets {
            target.first_token = Batch::default();
            target.token = Batch::default();
            target.attempts = 0.0;
            target.failures = 0.0;
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

    /// Says how many requests are under way here, and takes over how many are elsewhere.
    /// A worker that is gone says nothing any more.
    fn tell_busy(&mut self, record: &mut Record, now: Duration) {
        record
            .busy
            .retain(|_, busy| now.saturating_sub(busy.told) < LONGEST_SILENCE);
        let id = self.id;
        let own = |account: &Account| account.key ^ id;
        for account in &mut self.accounts {
            let key = own(account);
            let others = record
                .busy
                .iter()
                .filter(|(known, busy)| busy.account == account.key && **known != key)
                .map(|(_, busy)| busy.in_flight);
            account.others = others.fold(0, u32::saturating_add);
            if account.in_flight == 0 {
                record.busy.remove(&key);
                continue;
            }
            let told = Busy {
                account: account.key,
                in_flight: account.in_flight,
                told: now,
            };
            record.busy.insert(key, told);
        }
        for (account, state) in self.accounts.iter().zip(&mut self.state.accounts) {
            state.in_flight = account.in_flight.saturating_add(account.others);
        }
    }

    /// `known`, with what was learnt here.
    fn record(&self, known: &Record, now: Duration) -> Record {
        let mut record = known.clone();
        for (account, state) in self.accounts.iter().zip(&self.state.accounts) {
            let entry = record.accounts.entry(account.key).or_default();
            let is_news = account.changed > account.adopted;
            let is_newer_there = entry.changed > account.adopted;
            if is_news && is_newer_there {
                *entry = told(account, state).merged_with(entry);
            } else if is_news || account.changed > entry.changed {
                *entry = told(account, state);
            }
        }
        for (target, state) in self.targets.iter().zip(&self.state.targets) {
            let is_silent = target.attempts <= 0.0
                && target.first_token.weight <= 0.0
                && target.token.weight <= 0.0;
            if is_silent && state.stopped.is_none() {
                continue;
            }
            let entry = record.targets.entry(target.key).or_default();
            entry.stopped = entry.stopped.max(state.stopped);
            if is_silent {
                continue;
            }
            entry.first_token_ms = target.first_token.fold(entry.first_token_ms);
            entry.token_ms = target.token.fold(entry.token_ms);
            entry.measured = entry.measured.max(state.measured);
            let faded = fade(now.saturating_sub(entry.counted));
            entry.attempts = entry.attempts.mul_add(faded, target.attempts);
            entry.failures = entry.failures.mul_add(faded, target.failures);
            entry.counted = now;
        }
        record
    }

    fn adopt(&mut self, record: &Record, now: Duration) {
        for (account, state) in self.accounts.iter_mut().zip(&mut self.state.accounts) {
            if let Some(entry) = record.accounts.get(&account.key) {
                adopt_account(account, state, entry, now);
            }
        }
        for (target, state) in self.targets.iter().zip(&mut self.state.targets) {
            if let Some(entry) = record.targets.get(&target.key) {
                let faded = fade(now.saturating_sub(entry.counted));
                *state = TargetState {
                    first_token_ms: entry.first_token_ms,
                    token_ms: entry.token_ms,
                    measured: entry.measured,
                    attempts: entry.attempts * faded,
                    failures: entry.failures * faded,
                    stopped: state.stopped.max(entry.stopped),
                };
            }
        }
    }
}

/// As it is told: in milliseconds. Finer, it would seem new each time it is compared.
fn whole(now: Duration) -> Duration {
    Duration::from_millis(u64::try_from(now.as_millis()).unwrap_or(u64::MAX))
}

/// What is left of a count after some time.
fn fade(age: Duration) -> f64 {
    (-age.as_secs_f64() / TargetState::HALF_LIFE.as_secs_f64()).exp2()
}

fn told(account: &Account, state: &AccountState) -> record::Account {
    let reason = state
        .cooling
        .and_then(|cooling| REASONS.iter().position(|reason| *reason == cooling.reason))
        .and_then(|at| u8::try_from(at + 1).ok());
    record::Account {
        changed: account.changed,
        until: state
            .cooling
            .map_or(Duration::ZERO, |cooling| cooling.until),
        reason: reason.unwrap_or_default(),
        failures: account.failures,
        level: account.level,
        probing: account.probing,
        remaining: state
            .quota
            .and_then(|quota| u16::try_from(quota.remaining).ok())
            .unwrap_or(u16::MAX),
        resets: state.quota.map_or(Duration::ZERO, |quota| quota.resets),
    }
}

fn adopt_account(
    account: &mut Account,
    state: &mut AccountState,
    entry: &record::Account,
    now: Duration,
) {
    account.changed = entry.changed;
    account.adopted = entry.changed;
    account.failures = entry.failures;
    account.level = entry.level;
    account.probing = entry.probing;
    let reason = usize::from(entry.reason)
        .checked_sub(1)
        .and_then(|at| REASONS.get(at));
    let is_probing = !entry.probing.is_zero() && now.saturating_sub(entry.probing) < LONGEST_PROBE;
    state.cooling = reason.map(|reason| Cooling {
        until: entry.until,
        reason: *reason,
        is_probing,
    });
    state.quota = (entry.remaining <= 100).then(|| Quota {
        remaining: u32::from(entry.remaining),
        resets: entry.resets,
    });
}
