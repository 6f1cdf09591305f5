//! Models: targets, and when the next one is tried.

use std::sync::Arc;

use super::{NAME_HINT, Problems, is_name, sorted, suggest};
use crate::{
    Card, DataRules, FallbackPolicy, Group, Member, Model, Needs, Node, Path, Provider, Strategy,
    Target, raw,
};

/// As many as Envoy is told to try.
const MAX_TARGETS: usize = 4;
const MAX_MODEL: usize = 256;

/// Statuses below 500 that another provider may answer better: they tell of the
/// account (401, 402, 403), of time (408) or of load (429), not of the request.
const RETRIABLE_BELOW_500: &[u16] = &[401, 402, 403, 408, 429];

pub(super) fn all(
    gateway: &raw::Gateway,
    providers: &[Arc<Provider>],
    path: &Path,
    problems: &mut Problems<'_>,
) -> (Vec<Arc<Model>>, usize) {
    if gateway.models.0.is_empty() {
        problems.add_if_whole(path.clone(), "there is no model", "add one");
    }
    let mut slots = Vec::new();
    let models = gateway.models.0.iter().map(|(name, raw)| {
        let path = path.key(name.clone());
        if !is_name(name) {
            problems.add(
                path.clone(),
                format!("{name:?} cannot be the name of a model"),
                NAME_HINT,
            );
        }
        let mut targets = targets(&raw.targets, providers, &path.key("targets"), problems);
        for target in &mut targets {
            target.slot = slot(&mut slots, target);
        }
        let members = (0..targets.len()).map(|index| Member {
            when: None,
            weight: 1,
            node: Node::Target(index),
        });
        Arc::new(Model {
            name: name.clone(),
            route: Group {
                strategy: Strategy::Priority,
                members: members.collect(),
            },
            targets,
            data: DataRules::default(),
            hedge_after: None,
            shadow: None,
            needs: Needs::default(),
            fallback: fallback(
                raw.fallback_on.as_deref(),
                &path.key("fallback_on"),
                problems,
            ),
            strict: raw.translation.unwrap_or(gateway.translation) == raw::Translation::Strict,
        })
    });
    let models = sorted(models.collect(), |model| &model.name);
    (models, slots.len())
}

/// The number of a target's pair of provider and model.
fn slot(slots: &mut Vec<(usize, String)>, target: &Target) -> usize {
    let pair = (target.provider.slot, target.model.clone());
    slots
        .iter()
        .position(|known| *known == pair)
        .unwrap_or_else(|| {
            slots.push(pair);
            slots.len() - 1
        })
}

fn targets(
    raw: &[raw::Target],
    providers: &[Arc<Provider>],
    path: &Path,
    problems: &mut Problems<'_>,
) -> Vec<Target> {
    if raw.is_empty() {
        problems.add_if_whole(path.clone(), "there is no target", "add one");
    }
    if raw.len() > MAX_TARGETS {
        problems.add(
            path.clone(),
            format!(
                "{} targets, but at most {MAX_TARGETS} can be tried",
                raw.len()
            ),
            "remove the last ones",
        );
    }
    let mut targets: Vec<Target> = Vec::new();
    for (index, target) in raw.iter().enumerate() {
        let path = path.index(index);
        if target.model.is_empty()
            || target.model.len() > MAX_MODEL
            || target.model.chars().any(char::is_control)
        {
            problems.add(
                path.key("model"),
                "not the name of a model",
                "use 1 to 256 characters",
            );
        }
        let provider = providers
            .binary_search_by(|provider| provider.name.as_str().cmp(&target.provider))
            .ok()
            .and_then(|at| providers.get(at));
        let Some(provider) = provider else {
            if !problems.known.providers.contains(&target.provider) {
                let names = providers.iter().map(|provider| provider.name.as_str());
                problems.add(
                    path.key("provider"),
                    format!("unknown provider {:?}", target.provider),
                    suggest(&target.provider, names),
                );
            }
            continue;
        };
        let target = Target {
            provider: Arc::clone(provider),
            model: target.model.clone(),
            card: Card::default(),
            slot: 0,
        };
        if targets.contains(&target) {
            problems.add(path, "the same target twice", "remove one of them");
        }
        targets.push(target);
    }
    targets
}

fn fallback(
    raw: Option<&[raw::Trigger]>,
    path: &Path,
    problems: &mut Problems<'_>,
) -> FallbackPolicy {
    let Some(raw) = raw else {
        return FallbackPolicy {
            statuses: vec![429],
            server_errors: true,
            connect: true,
            reset: true,
            stream_error: true,
            context_length: true,
            content_policy: false,
            unusable: true,
        };
    };
    let mut policy = FallbackPolicy::default();
    for (index, trigger) in raw.iter().enumerate() {
        let path = path.index(index);
        let name = match trigger {
            raw::Trigger::Status(status) => {
                add_status(*status, &mut policy, path, problems);
                continue;
            }
            raw::Trigger::Name(name) => name.as_str(),
        };
        match name {
            "5xx" => policy.server_errors = true,
            "connect" => policy.connect = true,
            "reset" | "timeout" => policy.reset = true,
            "stream_error" => policy.stream_error = true,
            "context_length" => policy.context_length = true,
            "content_policy" => policy.content_policy = true,
            "unusable" => policy.unusable = true,
            _ => match name.parse() {
                Ok(status) => add_status(status, &mut policy, path, problems),
                Err(_) => problems.add(
                    path,
                    format!("unknown trigger {name:?}"),
                    "known are 5xx, connect, reset, timeout, stream_error, context_length, \
                     content_policy, unusable and statuses",
                ),
            },
        }
    }
    policy.statuses.sort_unstable();
    policy.statuses.dedup();
    policy
}

fn add_status(status: u16, policy: &mut FallbackPolicy, path: Path, problems: &mut Problems<'_>) {
    match status {
        500..=599 => policy.statuses.push(status),
        _ if RETRIABLE_BELOW_500.contains(&status) => policy.statuses.push(status),
        400..=499 => problems.add(
            path,
            format!("{status} is an error of the client's making, which no other provider mends"),
            "remove it; of 4xx only 401, 402, 403, 408 and 429 may fall back",
        ),
        _ => problems.add(
            path,
            format!("{status} is not the status of an error"),
            "remove it; statuses are 401, 402, 403, 408, 429 and 500 to 599",
        ),
    }
}
