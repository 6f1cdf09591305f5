//! What workers tell each other: merged into what all know, and adopted from it.

use std::time::Duration;

use super::{Account, Batch, Ledger, whole};
use crate::routing::{AccountState, CoolReason, Cooling, Quota, TargetState};
use crate::worker::record::{self, Busy, Record};

/// A probe that has not ended after this time is that of a worker that is gone.
const LONGEST_PROBE: Duration = Duration::from_secs(120);
/// What has not been touched for this time is forgotten.
const LONGEST_MEMORY: Duration = Duration::from_secs(3600);
/// A worker that has said nothing for this time has nothing under way.
const LONGEST_SILENCE: Duration = Duration::from_secs(3);

/// The numbers of reasons in a [`Record`], from 1.
const REASONS: &[CoolReason] = &[
    CoolReason::RateLimitTold,
    CoolReason::RateLimit,
    CoolReason::KeyRefused,
    CoolReason::Failing,
];

impl Ledger {
    /// Merges what is known here into what all workers know; and the bytes to share, if
    /// there is anything to share.
    pub(in crate::worker) fn merge(
        &mut self,
        shared: &[u8],
        now: Duration,
    ) -> (Record, Option<Vec<u8>>) {
        let now = whole(now);
        let known = Record::read(shared);
        let mut record = self.record(&known, now);
        self.tell_busy(&mut record, now);
        record.forget_before(now.saturating_sub(LONGEST_MEMORY));
        let bytes = (record != known).then(|| record.write());
        (record, bytes)
    }

    /// Adopts what was merged, now that it has been shared.
    pub(in crate::worker) fn merged(&mut self, record: &Record, now: Duration) {
        self.adopt(record, whole(now));
        for target in &mut self.targets {
            target.first_token = Batch::default();
            target.token = Batch::default();
            target.attempts = 0.0;
            target.failures = 0.0;
        }
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
