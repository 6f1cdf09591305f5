//! Who is calling, and what they may use.

use std::sync::Arc;

use sha2::{Digest, Sha256};
use sluice_config::{Access, Config, Consumer, Model};
use sluice_protocol::WireFormat;
use sluice_protocol::json::Writer;

use crate::headers::Headers;
use crate::rejection::Rejection;

/// Longest part of an unknown model's name that is told back.
const LONGEST_NAME: usize = 128;

/// Finds the consumer whose key the request carries; none where access is open.
///
/// # Errors
/// No key, or one that is not known. Where a request carries two keys, both
/// must belong to the same consumer.
pub fn identify(config: &Config, headers: &Headers) -> Result<Option<Arc<Consumer>>, Rejection> {
    if config.access() == Access::Open {
        return Ok(None);
    }
    let bearer = headers.get("authorization").map(without_scheme);
    let header = headers.get("x-api-key").map(<[u8]>::trim_ascii);
    let mut found: Option<Arc<Consumer>> = None;
    for key in [bearer, header]
        .into_iter()
        .flatten()
        .filter(|key| !key.is_empty())
    {
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
        .cloned()
        .ok_or_else(|| Rejection::UnknownModel {
            model: name.chars().take(LONGEST_NAME).collect(),
        })
}

fn may_use(consumer: Option<&Consumer>, model: &Model) -> bool {
    consumer.is_none_or(|consumer| consumer.models.includes(&model.name))
}

/// The body of `GET /v1/models`: what this caller may use, in the shape of `format`.
#[must_use]
pub fn models_list(config: &Config, consumer: Option<&Consumer>, format: WireFormat) -> Vec<u8> {
    let models: Vec<&str> = config
        .models()
        .iter()
        .filter(|model| may_use(consumer, model))
        .map(|model| model.name.as_str())
        .collect();
    let mut out = Vec::with_capacity(64 + 96 * models.len());
    let mut writer = Writer::new(&mut out);
    writer.begin_object();
    match format {
        WireFormat::OpenAiChat => {
            writer.key("object");
            writer.str("list");
            writer.key("data");
            writer.begin_array();
            for model in models {
                openai_model(&mut writer, model);
            }
            writer.end_array();
        }
        WireFormat::AnthropicMessages => {
            writer.key("data");
            writer.begin_array();
            for model in &models {
                anthropic_model(&mut writer, model);
            }
            writer.end_array();
            writer.key("has_more");
            writer.bool(false);
            for (key, id) in [("first_id", models.first()), ("last_id", models.last())] {
                writer.key(key);
                match id {
                    Some(id) => writer.str(id),
                    None => writer.null(),
                }
            }
        }
    }
    writer.end_object();
    out
}

fn openai_model(writer: &mut Writer<'_>, model: &str) {
    writer.begin_object();
    for (key, value) in [("id", model), ("object", "model"), ("owned_by", "sluice")] {
        writer.key(key);
        writer.str(value);
    }
    // A virtual model has no date of its own; the API's shape demands one.
    writer.key("created");
    writer.u64(0);
    writer.end_object();
}

fn anthropic_model(writer: &mut Writer<'_>, model: &str) {
    writer.begin_object();
    for (key, value) in [
        ("type", "model"),
        ("id", model),
        ("display_name", model),
        ("created_at", "1970-01-01T00:00:00Z"),
    ] {
        writer.key(key);
        writer.str(value);
    }
    writer.end_object();
}
