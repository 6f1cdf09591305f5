//! Where data may go, and where accounts compute.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{Problems, suggest};
use crate::{DataPolicy, DataRules, Path, Provider, raw};

const MAX_REGION: usize = 32;

/// Beginnings of the names that clouds give to regions, and where those are. The
/// longest counts. London and Zurich are not in the EU.
const REGIONS: &[(&str, &str)] = &[
    ("af-", "af"),
    ("africa-", "af"),
    ("ap-", "ap"),
    ("asia-", "ap"),
    ("australia-", "ap"),
    ("ca-", "ca"),
    ("cn-", "cn"),
    ("eu", "eu"),
    ("eu-central-2", "ch"),
    ("eu-west-2", "uk"),
    ("europe-west2", "uk"),
    ("europe-west6", "ch"),
    ("il-", "il"),
    ("me-", "me"),
    ("mx-", "mx"),
    ("northamerica-northeast", "ca"),
    ("northamerica-south", "mx"),
    ("sa-", "sa"),
    ("southamerica-", "sa"),
    ("us", "us"),
];

/// Kinds of providers with models that compute in all regions at once.
const WORLDWIDE_PROFILES: &[&str] = &["bedrock", "bedrock-claude"];

/// What a model or a consumer asks of accounts.
pub(super) fn rules(
    regions: Option<&[String]>,
    data: raw::DataRules,
    providers: &[Arc<Provider>],
    path: &Path,
    problems: &mut Problems<'_>,
) -> DataRules {
    let path = path.key("regions");
    if regions.is_some_and(<[String]>::is_empty) {
        problems.add_if_whole(path.clone(), "there is no region", "remove it, or add one");
    }
    let known: BTreeSet<&str> = providers
        .iter()
        .filter_map(|provider| provider.data.residency.as_deref())
        .collect();
    for (index, region) in regions.unwrap_or_default().iter().enumerate() {
        if !known.contains(region.as_str()) {
            let hint = match suggest(region, known.iter().copied()) {
                hint if hint.is_empty() => "add `residency` to the providers that do".to_owned(),
                hint => hint,
            };
            let problem = format!("no provider is known to compute in {region:?}");
            problems.add_if_whole(path.index(index), &problem, &hint);
        }
    }
    DataRules {
        regions: regions.map(|regions| {
            let sorted: BTreeSet<&String> = regions.iter().collect();
            sorted.into_iter().cloned().collect()
        }),
        no_training: data.no_training,
        zdr: data.zdr,
    }
}

/// What an account promises.
pub(super) fn policy(raw: &raw::Provider, path: &Path, problems: &mut Problems<'_>) -> DataPolicy {
    if let Some(residency) = &raw.residency {
        let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-_".contains(&b);
        if !(1..=MAX_REGION).contains(&residency.len()) || !residency.bytes().all(plain) {
            problems.add(
                path.key("residency"),
                format!("{residency:?} cannot be the name of a region"),
                "use 1 to 32 of a-z 0-9 - _, such as eu",
            );
        }
    }
    let derived = || raw.region.as_deref().and_then(residency_of);
    DataPolicy {
        residency: raw
            .residency
            .clone()
            .or_else(|| derived().map(str::to_owned)),
        no_training: raw.data.no_training,
        zdr: raw.data.zdr,
    }
}

/// The account as it is for one of its models: a worldwide profile of Bedrock computes
/// in any region, whichever one the account is in.
pub(crate) fn account_for(provider: &Arc<Provider>, model: &str) -> Arc<Provider> {
    let is_worldwide = provider.data.residency.is_some()
        && model.starts_with("global.")
        && provider
            .kind
            .is_some_and(|kind| WORLDWIDE_PROFILES.contains(&kind.name));
    if !is_worldwide {
        return Arc::clone(provider);
    }
    let mut provider = Provider::clone(provider);
    provider.data.residency = None;
    Arc::new(provider)
}

/// Where a cloud's region is.
fn residency_of(region: &str) -> Option<&'static str> {
    let fits = REGIONS
        .iter()
        .filter(|(start, _)| region.starts_with(start));
    fits.max_by_key(|(start, _)| start.len())
        .map(|(_, residency)| *residency)
}
