//! What is known of accounts and targets at one moment: what a decision reads.

use std::time::Duration;

/// What has been measured and learnt, by the slots of the configuration. What is
/// missing in it is not known.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct State {
    /// By [`sluice_config::Provider::slot`].
    pub accounts: Vec<AccountState>,
    /// By [`sluice_config::Target::slot`].
    pub targets: Vec<TargetState>,
}

impl State {
    /// A state in which nothing is known, with room for everything.
    #[must_use]
    pub fn new(accounts: usize, targets: usize) -> Self {
        Self {
            accounts: vec![AccountState::default(); accounts],
            targets: vec![TargetState::default(); targets],
        }
    }

    /// What is known of an account.
    #[must_use]
    pub fn account(&self, slot: usize) -> AccountState {
        self.accounts.get(slot).copied().unwrap_or_default()
    }

    /// What is known of a target.
    #[must_use]
    pub fn target(&self, slot: usize) -> TargetState {
        self.targets.get(slot).copied().unwrap_or_default()
    }
}

/// What is known of an account.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct AccountState {
    /// Requests under way.
    pub in_flight: u32,
    /// Why and how long it is left alone; none if it is not.
    pub cooling: Option<Cooling>,
    /// What remains of the tightest of its rate limits, if it tells.
    pub quota: Option<Quota>,
}

/// What remains of a rate limit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Quota {
    /// In percent of the limit.
    pub remaining: u32,
    /// When it is whole again, since the Unix epoch. After that it is not known.
    pub resets: Duration,
}

/// An account that is left alone.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cooling {
    /// Until then, since the Unix epoch. After that one request at a time probes it,
    /// until one succeeds.
    pub until: Duration,
    /// What began it.
    pub reason: CoolReason,
    /// Whether a probe is under way.
    pub is_probing: bool,
}

/// Why an account is left alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CoolReason {
    /// It is over its rate limit and told when it takes requests again. Nothing else is
    /// so sure: an account is left alone for this even if no other is left.
    RateLimitTold,
    /// It is over its rate limit.
    RateLimit,
    /// Its key is refused (401, 403), or it has no credit (402).
    KeyRefused,
    /// Its answers fail, or it does not answer.
    Failing,
}

impl CoolReason {
    /// Every reason.
    pub const ALL: &[Self] = &[
        Self::RateLimitTold,
        Self::RateLimit,
        Self::KeyRefused,
        Self::Failing,
    ];

    /// Its name in logs, metrics and explanations.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::RateLimitTold => "rate_limit_told",
            Self::RateLimit => "rate_limit",
            Self::KeyRefused => "key_refused",
            Self::Failing => "failing",
        }
    }
}

/// What is measured of a target.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct TargetState {
    /// Milliseconds to the first token, exponentially weighted.
    pub first_token_ms: Option<f64>,
    /// Milliseconds from one output token to the next, exponentially weighted.
    pub token_ms: Option<f64>,
    /// When either was measured last, since the Unix epoch.
    pub measured: Duration,
    /// Attempts that have ended, each weighing half after [`TargetState::HALF_LIFE`].
    pub attempts: f64,
    /// Those of them that failed, weighed alike.
    pub failures: f64,
    /// When it was stopped as a canary, since the Unix epoch.
    pub stopped: Option<Duration>,
}

impl TargetState {
    /// After which time an attempt counts half.
    pub const HALF_LIFE: Duration = Duration::from_secs(60);

    /// How long a stopped canary gets nothing. What is counted of it has faded by then, so
    /// that it is judged anew.
    pub const STOP: Duration = Duration::from_secs(600);

    /// Whether it is a stopped canary.
    #[must_use]
    pub fn is_stopped(&self, now: Duration) -> bool {
        self.stopped
            .is_some_and(|since| now < since.saturating_add(Self::STOP))
    }
}
