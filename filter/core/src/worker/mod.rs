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

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;

use sluice_config::Config;

pub(crate) use budget::Budget;
pub use ledger::{Begun, Ended, Ledger};
pub use pace::Pace;

use crate::exchange::Exchanges;
use crate::host::Host;
use crate::telemetry::{self, Metric};

/// The shared data in which workers tell each other what they learn.
const SHARED: &str = "sluice.accounts";
/// How often a write is tried that another worker's gets in the way of.
const MOST_TRIES: usize = 8;

/// What one VM keeps for one configuration.
#[derive(Debug)]
pub struct Worker {
    config: Config,
    exchanges: Rc<RefCell<Exchanges>>,
    ledger: RefCell<Ledger>,
    budget: RefCell<Budget>,
    random: Cell<u64>,
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
            exchanges: Rc::default(),
            random: Cell::new(seed),
            synced: Cell::default(),
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
            synced: Cell::default(),
            config,
        }
    }

    /// The configuration.
    #[must_use]
    pub const fn config(&self) -> &Config {
        &self.config
    }

    pub(crate) fn exchanges(&self) -> &RefCell<Exchanges> {
        &self.exchanges
    }

    /// What it has learnt of accounts and targets.
    #[must_use]
    pub const fn ledger(&self) -> &RefCell<Ledger> {
        &self.ledger
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
        if now.saturating_sub(self.synced.get()) < Self::SYNC_PERIOD / 2 {
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
            let Some(merged) = self.ledger.borrow_mut().merge(&shared, now) else {
                return;
            };
            if host.set_shared(SHARED, &merged, version) {
                self.ledger.borrow_mut().merged();
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
