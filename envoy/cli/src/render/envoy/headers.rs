//! What of a request's headers a provider must not get, and what it gets beside them.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde_json::{Value, json};
use sluice_config::Provider;
use sluice_protocol::WireFormat;

use super::typed;

/// Request headers that are the client's or Envoy's own business. Keys stand
/// here since attempts share their headers: without it, the key for the first
/// provider would reach the second one too.
///
/// Providers are not asked for a compressed answer, which the filter could not read.
const PRIVATE_HEADERS: &[&str] = &[
    "accept-encoding",
    "authorization",
    "proxy-authorization",
    "x-api-key",
    "api-key",
    "x-goog-api-key",
    "cookie",
    "forwarded",
    "via",
    "x-real-ip",
];
/// What a client of AWS has signed is not what goes on the wire.
const PRIVATE_PREFIXES: &[&str] = &["x-amz-", "x-envoy-", "x-forwarded-", "x-sluice-"];

/// Headers of the formats' own, which mean nothing to providers of other formats.
/// The filter writes them anew for each attempt.
const FORMAT_PREFIXES: &[(&[WireFormat], &str)] = &[
    (
        &[
            WireFormat::OpenAiChat,
            WireFormat::OpenAiResponses,
            WireFormat::OpenAiCompletions,
        ],
        "openai-",
    ),
    (&[WireFormat::AnthropicMessages], "anthropic-"),
];

/// The names of all headers that none of the providers gets from a client, or from an
/// attempt at another provider.
pub(super) fn private(providers: &[Arc<Provider>]) -> BTreeSet<&str> {
    let keys = providers
        .iter()
        .filter_map(|provider| Some(provider.key()?.header.as_str()));
    // What is added for one provider must not reach the next one.
    let added = providers
        .iter()
        .flat_map(|provider| provider.headers.iter().map(|(name, _)| name.as_str()));
    PRIVATE_HEADERS
        .iter()
        .copied()
        .chain(keys)
        .chain(added)
        .collect()
}

/// The filter that removes what is not the provider's business, and adds what the
/// configuration says.
pub(super) fn mutation(provider: &Provider, private: &BTreeSet<&str>) -> Value {
    let foreign = FORMAT_PREFIXES
        .iter()
        .filter(|(formats, _)| {
            !formats
                .iter()
                .any(|format| provider.surfaces.speak(*format))
        })
        .map(|(_, prefix)| prefix);
    let names = private.iter().map(|name| json!({"remove": name}));
    let prefixes = PRIVATE_PREFIXES
        .iter()
        .chain(foreign)
        .map(|prefix| json!({"remove_on_match": {"key_matcher": {"prefix": prefix}}}));
    filter(
        names
            .chain(prefixes)
            .chain(own(&provider.headers))
            .collect(),
    )
}

/// The filter that removes from a call of the gateway's own what Envoy has added, and adds
/// what the configuration says.
pub(super) fn of_service(headers: &[(String, String)]) -> Value {
    let prefixes = PRIVATE_PREFIXES.iter();
    let prefixes =
        prefixes.map(|prefix| json!({"remove_on_match": {"key_matcher": {"prefix": prefix}}}));
    filter(prefixes.chain(own(headers)).collect())
}

/// Headers of the configuration's.
fn own(headers: &[(String, String)]) -> impl Iterator<Item = Value> {
    headers
        .iter()
        // A percent sign would begin a format of Envoy's.
        .map(|(name, value)| set(name, &value.replace('%', "%%")))
}

/// A header that replaces others of its name; its value is a format of Envoy's.
pub(super) fn set(name: &str, value: &str) -> Value {
    json!({"append": {
        "header": {"key": name, "value": value},
        "append_action": "OVERWRITE_IF_EXISTS_OR_ADD",
    }})
}

/// The filter that does this to the headers of requests.
pub(super) fn filter(mutations: Vec<Value>) -> Value {
    json!({
        "name": "envoy.filters.http.header_mutation",
        "typed_config": typed(
            "envoy.extensions.filters.http.header_mutation.v3.HeaderMutation",
            json!({"mutations": {"request_mutations": mutations}}),
        ),
    })
}
