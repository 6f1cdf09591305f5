//! Who may call: consumers and their keys.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{NAME_HINT, Problems, data, is_name, suggest};
use crate::resolved::Wildcard;
use crate::{Access, Allowed, Consumer, Path, Provider, raw};

const KEY_HINT: &str = "make it with: printf %s \"$KEY\" | sha256sum";

pub(super) fn all(
    gateway: &raw::Gateway,
    providers: &[Arc<Provider>],
    problems: &mut Problems<'_>,
) -> (Access, Vec<Arc<Consumer>>) {
    let path = Path::root().key("consumers");
    let access = match gateway.access {
        raw::Access::Keys => {
            if gateway.consumers.is_empty() {
                problems.add_if_whole(
                    path.clone(),
                    "nobody could call: there is no consumer",
                    "add one, or write `access: open` to let everybody in",
                );
            }
            Access::Keys
        }
        raw::Access::Open => {
            if !gateway.consumers.is_empty() {
                problems.add(
                    Path::root().key("access"),
                    "`open` lets everybody in, so the consumers would mean nothing",
                    "remove `access: open` or the consumers",
                );
            }
            Access::Open
        }
    };
    let mut names = BTreeSet::new();
    let mut owners: BTreeMap<[u8; 32], &str> = BTreeMap::new();
    let mut consumers = Vec::new();
    for (index, raw) in gateway.consumers.iter().enumerate() {
        let path = path.index(index);
        if !is_name(&raw.name) {
            problems.add(
                path.key("name"),
                "cannot be the name of a consumer",
                NAME_HINT,
            );
        } else if !names.insert(raw.name.as_str()) {
            problems.add(
                path.key("name"),
                format!("{:?} is the name of two consumers", raw.name),
                "rename one; several keys of one consumer are a list in `key_sha256`",
            );
        }
        if raw.team.as_deref().is_some_and(|team| !is_name(team)) {
            problems.add(path.key("team"), "cannot be the name of a team", NAME_HINT);
        }
        let key_hashes = key_hashes(raw, &path.key("key_sha256"), &mut owners, problems);
        consumers.push(Arc::new(Consumer {
            name: raw.name.clone(),
            team: raw.team.clone(),
            key_hashes,
            models: allowed(
                raw.models.as_deref(),
                gateway,
                &path.key("models"),
                problems,
            ),
            data: data::rules(raw.regions.as_deref(), raw.data, providers, &path, problems),
        }));
    }
    (access, consumers)
}

fn key_hashes<'a>(
    raw: &'a raw::Consumer,
    path: &Path,
    owners: &mut BTreeMap<[u8; 32], &'a str>,
    problems: &mut Problems<'_>,
) -> Vec<[u8; 32]> {
    let written = raw.key_sha256.as_slice();
    if written.is_empty() {
        problems.add(path.clone(), "there is no key", KEY_HINT);
    }
    let mut hashes = Vec::new();
    for (index, text) in written.iter().enumerate() {
        let path = match raw.key_sha256 {
            raw::OneOrMore::One(_) => path.clone(),
            raw::OneOrMore::Several(_) => path.index(index),
        };
        // The text is not repeated: it may be the key itself.
        let Some(hash) = hash(text) else {
            problems.add(path, "not a SHA-256 of 64 hexadecimal digits", KEY_HINT);
            continue;
        };
        if let Some(owner) = owners.insert(hash, &raw.name) {
            problems.add(
                path,
                format!("the key of {owner:?} already"),
                "give each consumer a key of its own",
            );
        }
        hashes.push(hash);
    }
    hashes
}

fn hash(text: &str) -> Option<[u8; 32]> {
    let mut hash = [0; 32];
    let mut digits = text.chars().map(|digit| digit.to_digit(16));
    for byte in &mut hash {
        let (high, low) = (digits.next()??, digits.next()??);
        *byte = u8::try_from(high * 16 + low).ok()?;
    }
    digits.next().is_none().then_some(hash)
}

fn allowed(
    raw: Option<&[String]>,
    gateway: &raw::Gateway,
    path: &Path,
    problems: &mut Problems<'_>,
) -> Allowed {
    let Some(raw) = raw else { return Allowed::All };
    if raw.iter().any(|name| name == "*") {
        if raw.len() > 1 {
            problems.add(
                path.clone(),
                "`*` beside names",
                "write `*` alone, or names only",
            );
        }
        return Allowed::All;
    }
    let mut names = BTreeSet::new();
    for (index, name) in raw.iter().enumerate() {
        let path = path.index(index);
        if !exists(name, gateway) && !problems.known.models.contains(name) {
            let mut models = gateway.models.0.iter();
            let owner = models.find(|(_, model)| model.aliases.contains(name));
            let hint = match owner {
                Some((owner, _)) => format!("it is another name of `{owner}`: write that"),
                None => suggest(name, gateway.models.0.iter().map(|(name, _)| name.as_str())),
            };
            problems.add(path, format!("unknown model {name:?}"), hint);
        } else if !names.insert(name.clone()) {
            problems.add(path, format!("{name:?} twice"), "remove one");
        }
    }
    Allowed::Listed(names.into_iter().collect())
}

/// Whether a model has this name, or it is what a `*` in one may stand for.
fn exists(name: &str, gateway: &raw::Gateway) -> bool {
    let mut models = gateway.models.0.iter();
    let is_model = models.any(|(model, _)| {
        let wildcard = Wildcard::new(model);
        model == name || wildcard.is_some_and(|wildcard| wildcard.matched(name).is_some())
    });
    let direct = name.split_once('/').filter(|_| gateway.direct_models);
    let mut providers = gateway.providers.0.iter();
    is_model
        || direct.is_some_and(|(provider, model)| {
            !model.is_empty() && providers.any(|(known, _)| known == provider)
        })
}
