//! What workers tell each other of accounts and targets, as bytes.
//!
//! `version: u8`, then entries of [`Entry::SIZE`] bytes: `kind: u8`, `key: u64`, seven
//! numbers of eight bytes, all little-endian. The key is a hash of names, so that
//! workers of two configurations understand each other while one replaces the other.

use std::collections::BTreeMap;
use std::time::Duration;

/// Changes with the layout; bytes of another version are forgotten.
const VERSION: u8 = 1;
/// Most entries that are read, and kept.
const MOST: usize = 4096;

/// All that is told, by key.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Record {
    pub(super) accounts: BTreeMap<u64, Account>,
    pub(super) targets: BTreeMap<u64, Target>,
    /// By a key of the worker and the account.
    pub(super) busy: BTreeMap<u64, Busy>,
}

/// What is told of an account.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Account {
    /// When the rest was learnt; the later word counts.
    pub(super) changed: Duration,
    /// The end of its cool-down; zero for none.
    pub(super) until: Duration,
    /// The number of the reason.
    pub(super) reason: u8,
    /// Failures in a row.
    pub(super) failures: u16,
    /// Cool-downs in a row.
    pub(super) level: u16,
    /// When a probe began; zero for none.
    pub(super) probing: Duration,
    /// What remains of its quota, in percent; more than a hundred is not known.
    pub(super) remaining: u16,
    /// When that is whole again.
    pub(super) resets: Duration,
}

/// What is told of a target.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Target {
    /// Milliseconds to the first token.
    pub(super) first_token_ms: Option<f64>,
    /// Milliseconds a token.
    pub(super) token_ms: Option<f64>,
    /// When they were measured.
    pub(super) measured: Duration,
    /// Attempts, as they weigh at `counted`.
    pub(super) attempts: f64,
    /// Those that failed.
    pub(super) failures: f64,
    pub(super) counted: Duration,
    /// When it was stopped as a canary.
    pub(super) stopped: Option<Duration>,
}

/// How many requests one worker has under way at one account.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Busy {
    /// The account's key.
    pub(super) account: u64,
    pub(super) in_flight: u32,
    /// When the worker said so last.
    pub(super) told: Duration,
}

const BUSY: u8 = 3;
const ACCOUNT: u8 = 1;
const TARGET: u8 = 2;
const NUMBERS: usize = 7;
const SIZE: usize = 1 + 8 + 8 * NUMBERS;

impl Record {
    /// Reads what [`Self::write`] has written. What cannot be read is not known.
    pub(super) fn read(bytes: &[u8]) -> Self {
        let mut record = Self::default();
        let Some((&VERSION, entries)) = bytes.split_first() else {
            return record;
        };
        for entry in entries.chunks_exact(SIZE).take(MOST) {
            let Some((&kind, rest)) = entry.split_first() else {
                break;
            };
            let mut words = rest
                .chunks_exact(8)
                .map(|word| u64::from_le_bytes(word.try_into().unwrap_or_default()));
            let mut word = || words.next().unwrap_or_default();
            let key = word();
            let numbers: [u64; NUMBERS] = std::array::from_fn(|_| word());
            match kind {
                ACCOUNT => {
                    record.accounts.insert(key, Account::from_numbers(numbers));
                }
                TARGET => {
                    record.targets.insert(key, Target::from_numbers(numbers));
                }
                BUSY => {
                    record.busy.insert(key, Busy::from_numbers(numbers));
                }
                _ => {}
            }
        }
        record
    }

    pub(super) fn write(&self) -> Vec<u8> {
        let entries = self.accounts.len() + self.targets.len() + self.busy.len();
        let entries = entries.min(MOST);
        let mut out = Vec::with_capacity(1 + SIZE * entries);
        out.push(VERSION);
        let accounts = self
            .accounts
            .iter()
            .map(|(key, account)| (ACCOUNT, *key, account.numbers()));
        let targets = self
            .targets
            .iter()
            .map(|(key, target)| (TARGET, *key, target.numbers()));
        let busy = self
            .busy
            .iter()
            .map(|(key, busy)| (BUSY, *key, busy.numbers()));
        for (kind, key, numbers) in accounts.chain(targets).chain(busy).take(MOST) {
            out.push(kind);
            out.extend_from_slice(&key.to_le_bytes());
            for number in numbers {
                out.extend_from_slice(&number.to_le_bytes());
            }
        }
        out
    }

    /// Forgets what nobody has touched for long: of configurations that are gone.
    pub(super) fn forget_before(&mut self, then: Duration) {
        self.accounts
            .retain(|_, account| account.changed >= then || account.until >= then);
        self.targets
            .retain(|_, target| target.measured >= then || target.counted >= then);
    }
}

impl Account {
    /// This, and what another worker has learnt at the same time: the longer cool-down
    /// holds, and of anything else the later word.
    pub(super) fn merged_with(self, other: &Self) -> Self {
        let cooler = if other.until > self.until {
            other
        } else {
            &self
        };
        let later = if other.changed > self.changed {
            other
        } else {
            &self
        };
        Self {
            changed: self.changed.max(other.changed) + Duration::from_millis(1),
            until: cooler.until,
            reason: cooler.reason,
            failures: self.failures.max(other.failures),
            level: self.level.max(other.level),
            probing: cooler.probing,
            remaining: later.remaining,
            resets: later.resets,
        }
    }

    fn from_numbers(numbers: [u64; NUMBERS]) -> Self {
        let [changed, until, packed, probing, resets, ..] = numbers;
        let [reason, _, f0, f1, l0, l1, r0, r1] = packed.to_le_bytes();
        Self {
            changed: Duration::from_millis(changed),
            until: Duration::from_millis(until),
            reason,
            failures: u16::from_le_bytes([f0, f1]),
            level: u16::from_le_bytes([l0, l1]),
            probing: Duration::from_millis(probing),
            remaining: u16::from_le_bytes([r0, r1]),
            resets: Duration::from_millis(resets),
        }
    }

    fn numbers(&self) -> [u64; NUMBERS] {
        let [f0, f1] = self.failures.to_le_bytes();
        let [l0, l1] = self.level.to_le_bytes();
        let [r0, r1] = self.remaining.to_le_bytes();
        [
            milliseconds(self.changed),
            milliseconds(self.until),
            u64::from_le_bytes([self.reason, 0, f0, f1, l0, l1, r0, r1]),
            milliseconds(self.probing),
            milliseconds(self.resets),
            0,
            0,
        ]
    }
}

impl Target {
    fn from_numbers(numbers: [u64; NUMBERS]) -> Self {
        let [first, token, measured, attempts, failures, counted, stopped] = numbers;
        Self {
            first_token_ms: known(first),
            token_ms: known(token),
            measured: Duration::from_millis(measured),
            attempts: count(attempts),
            failures: count(failures),
            counted: Duration::from_millis(counted),
            stopped: (stopped > 0).then_some(Duration::from_millis(stopped)),
        }
    }

    fn numbers(&self) -> [u64; NUMBERS] {
        [
            self.first_token_ms.unwrap_or(UNKNOWN).to_bits(),
            self.token_ms.unwrap_or(UNKNOWN).to_bits(),
            milliseconds(self.measured),
            self.attempts.to_bits(),
            self.failures.to_bits(),
            milliseconds(self.counted),
            self.stopped.map_or(0, milliseconds),
        ]
    }
}

/// What is written for a time that is not known.
const UNKNOWN: f64 = -1.0;

fn known(bits: u64) -> Option<f64> {
    Some(f64::from_bits(bits)).filter(|value| value.is_finite() && *value >= 0.0)
}

fn count(bits: u64) -> f64 {
    let count = f64::from_bits(bits);
    if count.is_finite() {
        count.max(0.0)
    } else {
        0.0
    }
}

impl Busy {
    fn from_numbers(numbers: [u64; NUMBERS]) -> Self {
        let [account, in_flight, told, ..] = numbers;
        Self {
            account,
            in_flight: u32::try_from(in_flight).unwrap_or(u32::MAX),
            told: Duration::from_millis(told),
        }
    }

    fn numbers(&self) -> [u64; NUMBERS] {
        let told = milliseconds(self.told);
        [self.account, u64::from(self.in_flight), told, 0, 0, 0, 0]
    }
}

fn milliseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

/// The key of names, which are in no case prefixes of each other: each ends.
pub(super) fn key(names: &[&str]) -> u64 {
    // FNV-1a: the keys are of a configuration, nobody chooses them to collide.
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for name in names {
        for byte in name.bytes().chain([0]) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }
    hash
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let mut record = Record::default();
        let now = Duration::from_millis(1_700_000_000_123);
        record.accounts.insert(
            key(&["openai"]),
            Account {
                changed: now,
                until: now * 2,
                reason: 3,
                failures: 515,
                level: 1029,
                probing: Duration::from_millis(1_600_000_000_001),
                remaining: 77,
                resets: now + Duration::from_secs(1),
            },
        );
        record.targets.insert(
            key(&["openai", "gpt-x"]),
            Target {
                first_token_ms: Some(123.5),
                token_ms: None,
                measured: now,
                attempts: 10.5,
                failures: 0.5,
                counted: now,
                stopped: Some(now),
            },
        );
        record.busy.insert(
            key(&["worker", "openai"]),
            Busy {
                account: key(&["openai"]),
                in_flight: 4,
                told: now,
            },
        );
        assert_eq!(Record::read(&record.write()), record);
    }

    #[test]
    fn bytes_that_are_no_record_tell_nothing() {
        for bytes in [&b""[..], b"\x02", b"\x01short", &[0xff; 300], &[1; 4]] {
            let record = Record::read(bytes);
            assert!(record.accounts.is_empty() && record.targets.is_empty());
        }
    }

    #[test]
    fn two_names_are_not_one_long_one() {
        assert_ne!(key(&["a", "bc"]), key(&["ab", "c"]));
    }
}
