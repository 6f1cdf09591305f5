//! Who is calling, and what they may use.

use std::sync::Arc;

use sha2::{Digest, Sha256};
use sluice_config::{Access, Allowed, Config, Consumer, Model};

use crate::headers::Headers;
use crate::rejection::Rejection;

/// Longest part of an unknown model's name that is told back.
const LONGEST_NAME: usize = 128;

/// Headers that hold a key and nothing else: Anthropic's, Azure's and Google's.
const KEY_HEADERS: &[&str] = &["x-api-key", "api-key", "x-goog-api-key"];

/// Finds the consumer whose key the request carries, in a header or, as `in_query`,
/// where Google's clients may put it; none where access is open.
///
/// # Errors
/// No key, or one that is not known. Where a request carries several keys, all
/// must belong to the same consumer.
pub fn identify(
    config: &Config,
    headers: &Headers,
    in_query: Option<&str>,
) -> Result<Option<Arc<Consumer>>, Rejection> {
    if config.access() == Access::Open {
        return Ok(None);
    }
    let bearer = headers.get("authorization").map(without_scheme);
    let alone = KEY_HEADERS
        .iter()
        .filter_map(|name| headers.get(name))
        .map(<[u8]>::trim_ascii);
    let keys = bearer
        .into_iter()
        .chain(alone)
        .chain(in_query.map(str::as_bytes));
    let mut found: Option<Arc<Consumer>> = None;
    for key in keys.filter(|key| !key.is_empty()) {
        let consumer = consumer_of(config, key).ok_or(Rejection::UnknownKey)?;
        if found
            .as_ref()
            .is_some_and(|other| !Arc::ptr_eq(other, consumer))
        {
            return Err(Rejection::UnknownKey);
        }
        found = Some(Arc::clone(consumer));
    }
    found.map(Some).ok_or(Rejection::MissingKey)
}

/// The key in an `authorization` header; `Bearer` may be missing.
fn without_scheme(value: &[u8]) -> &[u8] {
    let value = value.trim_ascii();
    match value.split_at_checked(7) {
        Some((scheme, key)) if scheme.eq_ignore_ascii_case(b"bearer ") => key.trim_ascii(),
        _ if value.eq_ignore_ascii_case(b"bearer") => b"",
        _ => value,
    }
}

/// Compares with every known hash, and each in full, so that the time taken
/// tells nothing of which one nearly fits.
fn consumer_of<'c>(config: &'c Config, key: &[u8]) -> Option<&'c Arc<Consumer>> {
    let hash: [u8; 32] = Sha256::digest(key).into();
    let mut found = None;
    for consumer in config.consumers() {
        for known in &consumer.key_hashes {
            let difference = known
                .iter()
                .zip(&hash)
                .fold(0u8, |acc, (a, b)| acc | (a ^ b));
            if difference == 0 {
                found = Some(consumer);
            }
        }
    }
    found
}

/// The model a request names, if its caller may use it.
///
/// # Errors
/// [`Rejection::UnknownModel`] for both: what a caller may not use does not
/// exist for it.
pub fn model(
    config: &Config,
    consumer: Option<&Consumer>,
    name: &str,
) -> Result<Arc<Model>, Rejection> {
    config
        .model(name)
        .filter(|model| may_use(consumer, model))
        .ok_or_else(|| {
            let allowed = consumer.map_or(&Allowed::All, |consumer| &consumer.models);
            let nearest = config.nearest(name, allowed).into_iter();
            Rejection::UnknownModel {
                model: name.chars().take(LONGEST_NAME).collect(),
                nearest: nearest.map(str::to_owned).collect(),
            }
        })
}

/// The models that a caller may use.
pub(crate) fn models<'c>(
    config: &'c Config,
    consumer: Option<&Consumer>,
) -> impl Iterator<Item = &'c str> {
    let names = config.names();
    names
        .filter(move |(_, model)| may_use(consumer, model))
        .map(|(name, _)| name)
}

fn may_use(consumer: Option<&Consumer>, model: &Model) -> bool {
    consumer.is_none_or(|consumer| consumer.models.include(model))
}
