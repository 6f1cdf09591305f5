//! A snapshot of what the gateway has learnt, as a file says it: by the names of the
//! configuration, with times relative to the request.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use serde::Deserialize;
use sluice_config::{Config, Target};
use sluice_core::routing::{self, AccountState, CoolReason, Cooling, Quota, State};

use crate::failure::Failure;
use crate::input;

/// Longer ago, or later, than anything that matters.
const MOST_SECONDS: f64 = 1e9;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Snapshot {
    #[serde(default)]
    accounts: BTreeMap<String, RawAccount>,
    #[serde(default)]
    targets: BTreeMap<String, RawTarget>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawAccount {
    #[serde(default)]
    in_flight: u32,
    cooling: Option<RawCooling>,
    quota: Option<RawQuota>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawCooling {
    reason: String,
    /// Seconds from now; negative if they are over.
    seconds: f64,
    #[serde(default)]
    probing: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawQuota {
    remaining: u32,
    resets_in: f64,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawTarget {
    first_token_ms: Option<f64>,
    token_ms: Option<f64>,
    #[serde(default)]
    measured_ago: f64,
    #[serde(default)]
    attempts: f64,
    #[serde(default)]
    failures: f64,
    stopped_ago: Option<f64>,
}

/// Reads a snapshot for a request at `now`. `targets` are those that it may name.
pub(super) fn read(
    file: &Path,
    config: &Config,
    targets: &[Target],
    now: Duration,
) -> Result<State, Failure> {
    let bytes = input::read(Some(file))?;
    parse(&bytes, config, targets, now)
        .map_err(|problem| Failure::refused(format!("{}: {problem}", file.display())))
}

fn parse(
    bytes: &[u8],
    config: &Config,
    targets: &[Target],
    now: Duration,
) -> Result<State, String> {
    let snapshot: Snapshot = serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
    let mut state = State::new(config.providers().len(), config.slots());
    for (name, raw) in &snapshot.accounts {
        let provider = config
            .provider(name)
            .ok_or_else(|| format!("accounts: there is no provider {name:?}"))?;
        if let Some(account) = state.accounts.get_mut(provider.slot) {
            *account = raw
                .account(now)
                .map_err(|problem| format!("accounts.{name}.{problem}"))?;
        }
    }
    let every = || config.models().iter().flat_map(|model| &model.targets);
    for (name, raw) in &snapshot.targets {
        let is_named =
            |target: &&Target| *name == format!("{}/{}", target.provider.name, target.model);
        let target = targets
            .iter()
            .chain(every())
            .find(is_named)
            .ok_or_else(|| {
                format!("targets: no model has the target {name:?}; write it as provider/model")
            })?;
        if let Some(entry) = state.targets.get_mut(target.slot) {
            *entry = raw.target(now);
        }
    }
    Ok(state)
}

impl RawAccount {
    fn account(&self, now: Duration) -> Result<AccountState, String> {
        let cooling = self
            .cooling
            .as_ref()
            .map(|raw| raw.cooling(now))
            .transpose()?;
        Ok(AccountState {
            in_flight: self.in_flight,
            cooling,
            quota: self.quota.as_ref().map(|raw| Quota {
                remaining: raw.remaining,
                resets: after(now, raw.resets_in),
            }),
        })
    }
}

impl RawCooling {
    fn cooling(&self, now: Duration) -> Result<Cooling, String> {
        let mut reasons = CoolReason::ALL.iter();
        let reason = reasons
            .find(|reason| reason.name() == self.reason)
            .ok_or_else(|| {
                let known: Vec<&str> = CoolReason::ALL.iter().map(|one| one.name()).collect();
                format!(
                    "cooling.reason: unknown reason {:?}; known are {}",
                    self.reason,
                    known.join(", ")
                )
            })?;
        Ok(Cooling {
            until: after(now, self.seconds),
            reason: *reason,
            is_probing: self.probing,
        })
    }
}

impl RawTarget {
    fn target(&self, now: Duration) -> routing::TargetState {
        routing::TargetState {
            first_token_ms: self.first_token_ms,
            token_ms: self.token_ms,
            measured: after(now, -self.measured_ago),
            attempts: self.attempts,
            failures: self.failures,
            stopped: self.stopped_ago.map(|ago| after(now, -ago)),
        }
    }
}

/// So many seconds after, or before, a time.
fn after(now: Duration, seconds: f64) -> Duration {
    let distance = Duration::from_secs_f64(seconds.abs().min(MOST_SECONDS));
    if seconds < 0.0 {
        now.saturating_sub(distance)
    } else {
        now.saturating_add(distance)
    }
}
