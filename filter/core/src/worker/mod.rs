//! What one worker keeps while requests come and go: its configuration, the
//! exchanges under way, and what it has learnt of accounts and targets.
//!
//! Every instance of the filter in a VM that was given the same configuration holds
//! the same [`Worker`]. Workers tell each other what they learn through the proxy's
//! shared data, see [`Worker::sync`].

mod budget;
mod ledger;
mod pace;
mod record;
#[cfg(test)]
mod tests;

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;

use sluice_config::Config;

pub(crate) use budget::Budget;
pub use ledger::{Begun, Ended, Ledger, Of};
pub use pace::Pace;

use crate::exchange::Exchanges;
use crate::guard::Guards;
use crate::host::Host;
use crate::telemetry::{self, Metric};

/// The shared data in which workers tell each other what they learn.
const SHARED: &str = "sluice.accounts";
/// How often a write is tried that another worker's gets in the way of.
const MOST_TRIES: usize = 8;

/// The requests and answers that wait, for a free place or for services.
#[derive(Debug, Clone, Copy, Default)]
struct Waiting {
    requests: usize,
    /// Of their bodies.
    bytes: usize,
}

impl Waiting {
    /// Past these, none is let wait. They are kept in the VM's memory.
    const MOST: usize = 1024;
    const MOST_BYTES: usize = 32 << 20;
}

/// A place among those that wait, given back when dropped.
#[derive(Debug)]
pub(crate) struct Waiter {
    all: Rc<Cell<Waiting>>,
    bytes: usize,
}

impl Waiter {
    fn new(worker: &Worker, bytes: usize) -> Self {
        let all = Rc::clone(&worker.waiting);
        let mut waiting = all.get();
        waiting.requests += 1;
        waiting.bytes = waiting.bytes.saturating_add(bytes);
        all.set(waiting);
        Self { all, bytes }
    }
}

impl Drop for Waiter {
    fn drop(&mut self) {
        let mut waiting = self.all.get();
        waiting.requests = waiting.requests.saturating_sub(1);
        waiting.bytes = waiting.bytes.saturating_sub(self.bytes);
        self.all.set(waiting);
    }
}

/// What one VM keeps for one configuration.
#[derive(Debug)]
pub struct Worker {
    config: Config,
    guards: Guards,
    exchanges: Rc<RefCell<Exchanges>>,
    ledger: RefCell<Ledger>,
    budget: RefCell<Budget>,
    random: Cell<u64>,
    waiting: Rc<Cell<Waiting>>,
    synced: Cell<Duration>,
}

impl Worker {
    /// How often workers tell each other what they learn.
    pub const SYNC_PERIOD: Duration = Duration::from_millis(250);

    /// A worker that has learnt nothing. `seed` should differ from worker to worker.
    #[must_use]
    pub fn new(config: Config, seed: u64) -> Self {
        Self {
            ledger: RefCell::new(Ledger::new(&config, mixed(seed))),
            budget: RefCell::default(),
            exchanges: Rc::new(RefCell::new(Exchanges::of(seed))),
            random: Cell::new(seed),
            waiting: Rc::default(),
            synced: Cell::default(),
            guards: Guards::new(&config),
            config,
        }
    }

    /// One for a new configuration, that keeps what this one knows.
    #[must_use]
    pub fn renewed(&self, config: Config) -> Self {
        Self {
            ledger: RefCell::new(self.ledger.borrow().renewed(&config)),
            budget: RefCell::new(self.budget.borrow().clone()),
            exchanges: Rc::clone(&self.exchanges),
            random: Cell::new(self.random.get()),
            waiting: Rc::clone(&self.waiting),
            synced: Cell::default(),
            guards: Guards::new(&config),
            config,
        }
    }

    /// The configuration.
    #[must_use]
    pub const fn config(&self) -> &Config {
        &self.config
    }

    /// Its guardrails.
    #[must_use]
    pub const fn guards(&self) -> &Guards {
        &self.guards
    }

    pub(crate) fn exchanges(&self) -> &RefCell<Exchanges> {
        &self.exchanges
    }

    /// What it has learnt of accounts and targets.
    #[must_use]
    pub const fn ledger(&self) -> &RefCell<Ledger> {
        &self.ledger
    }

    /// Whether one more request may wait.
    pub(crate) fn has_room_to_wait(&self) -> bool {
        let waiting = self.waiting.get();
        waiting.requests < Waiting::MOST && waiting.bytes < Waiting::MOST_BYTES
    }

    /// A place among those that wait, for a body of so many bytes, if there is one.
    pub(crate) fn place_to_wait(&self, bytes: usize) -> Option<Waiter> {
        self.has_room_to_wait().then(|| Waiter::new(self, bytes))
    }

    /// A number that cannot be told from chance by what is done with it here.
    pub fn random(&self) -> u64 {
        let state = self.random.get().wrapping_add(0x9e37_79b9_7f4a_7c15);
        self.random.set(state);
        mixed(state)
    }

    /// Counts the first attempt of a request.
    pub fn note_first_attempt(&self, now: Duration) {
        let limits = self.config.reliability().retry_budget;
        self.budget.borrow_mut().note_first(limits, now);
    }

    /// Whether there may be one more attempt beyond the first of some request; if so
    /// it is counted.
    pub fn take_retry(&self, now: Duration) -> bool {
        let limits = self.config.reliability().retry_budget;
        self.budget.borrow_mut().take(limits, now)
    }

    /// Tells the other workers what was learnt, and learns what they have, if it is
    /// time to.
    pub fn tick(&self, host: &mut impl Host) {
        let now = host.now();
        let synced = self.synced.get();
        // Also when the clock has gone back.
        if now >= synced && now - synced < Self::SYNC_PERIOD / 2 {
            return;
        }
        self.sync(host, now);
        self.show(host, now);
    }

    /// The same at once: an account's cool-down concerns every worker.
    pub fn sync(&self, host: &mut impl Host, now: Duration) {
        self.synced.set(now);
        for _ in 0..MOST_TRIES {
            let (shared, version) = host.shared(SHARED);
            let (record, bytes) = self.ledger.borrow_mut().merge(&shared, now);
            if bytes.is_none_or(|bytes| host.set_shared(SHARED, &bytes, version)) {
                self.ledger.borrow_mut().merged(&record, now);
                return;
            }
        }
    }

    /// The models for which every account is left alone.
    pub(crate) fn models_without_account(&self, now: Duration) -> Vec<&str> {
        let ledger = self.ledger.borrow();
        let is_out = |slot: usize| {
            let cooling = ledger.state().account(slot).cooling;
            cooling.is_some_and(|cooling| cooling.until > now)
        };
        let models = self.config.models().iter();
        models
            .filter(|model| {
                let mut targets = model.targets.iter();
                targets.all(|target| is_out(target.provider.slot))
            })
            .map(|model| model.name.as_str())
            .collect()
    }

    /// Shows in a gauge which accounts are left alone.
    fn show(&self, host: &mut impl Host, now: Duration) {
        for (slot, is_cooling) in self.ledger.borrow_mut().changes(now) {
            if let Some(provider) = self.config.providers().get(slot) {
                let labels = telemetry::account_labels(&provider.name);
                host.measure(&labels, &[(Metric::Cooling, u64::from(is_cooling))]);
            }
        }
    }
}

/// The output function of SplitMix64.
const fn mixed(state: u64) -> u64 {
    let state = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let state = (state ^ (state >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    state ^ (state >> 31)
}
