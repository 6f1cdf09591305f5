//! One cluster a provider, with the provider role, its key and its TLS.

use std::collections::BTreeSet;
use std::net::IpAddr;

use serde_json::{Value, json};
use sluice_config::{Auth, Host, Provider};
use sluice_protocol::WireFormat;

use super::names::{METADATA, cluster, websocket_cluster};
use super::{Place, Rendering, aws, filters, seconds, secrets, typed};

/// No breaker: an attempt that one stops is not tried elsewhere.
const UNLIMITED: u32 = 1_000_000;

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

pub(super) fn all(rendering: &Rendering<'_>, place: &Place) -> Vec<Value> {
    let providers = rendering.config.providers();
    let keys = providers
        .iter()
        .filter_map(|provider| Some(provider.key()?.header.as_str()));
    // What is added for one provider must not reach the next one.
    let added = providers
        .iter()
        .flat_map(|provider| provider.headers.iter().map(|(name, _)| name.as_str()));
    let private: BTreeSet<&str> = PRIVATE_HEADERS
        .iter()
        .copied()
        .chain(keys)
        .chain(added)
        .collect();
    let mut clusters = Vec::new();
    for provider in providers {
        let name = cluster(&provider.name);
        clusters.push(one(rendering, provider, (name, false), &private, place));
        if needs_own_websockets(provider) {
            let name = websocket_cluster(&provider.name);
            clusters.push(one(rendering, provider, (name, true), &private, place));
        }
    }
    clusters
}

/// Whether WebSockets need a cluster of their own: over TLS a provider may prefer
/// HTTP/2, where hardly any speaks them. Those that have OpenAI's realtime API have its
/// Responses too; of one that is known by its format alone nobody knows.
pub(super) fn needs_own_websockets(provider: &Provider) -> bool {
    provider.endpoint.tls
        && provider.surfaces.speak(WireFormat::OpenAiChat)
        && (provider.kind.is_none() || provider.surfaces.speak(WireFormat::OpenAiResponses))
}

fn one(
    rendering: &Rendering<'_>,
    provider: &Provider,
    (name, is_http1): (String, bool),
    private: &BTreeSet<&str>,
    place: &Place,
) -> Value {
    let (discovery, address) = match &provider.endpoint.host {
        Host::Ip(ip) => ("STATIC", ip.to_string()),
        Host::Dns(host) => ("LOGICAL_DNS", host.clone()),
    };
    let mut cluster = json!({
        "name": name,
        "type": discovery,
        "connect_timeout": seconds(rendering.config.timeouts().connect),
        "circuit_breakers": {"thresholds": [{
            "max_connections": UNLIMITED,
            "max_pending_requests": UNLIMITED,
            "max_requests": UNLIMITED,
            "max_retries": UNLIMITED,
        }]},
        "load_assignment": {
            "cluster_name": name,
            "endpoints": [{"lb_endpoints": [{
                "endpoint": {
                    // What `auto_host_rewrite` sends as the host.
                    "hostname": provider.endpoint.authority(),
                    "address": {"socket_address": {
                        "address": address,
                        "port_value": provider.endpoint.port,
                    }},
                },
                "metadata": {"filter_metadata": {METADATA: {
                    "provider": provider.name,
                    "format": provider.surfaces.first.format.name(),
                }}},
            }]}],
        },
        "typed_extension_protocol_options": {
            "envoy.extensions.upstreams.http.v3.HttpProtocolOptions": typed(
                "envoy.extensions.upstreams.http.v3.HttpProtocolOptions",
                protocol(rendering, provider, is_http1, private, place),
            ),
        },
    });
    if discovery == "LOGICAL_DNS" {
        // Both families, and whichever connects first.
        cluster["dns_lookup_family"] = json!("ALL");
    }
    if provider.endpoint.tls {
        cluster["transport_socket"] = tls(rendering, &provider.endpoint.host);
    }
    cluster
}

fn protocol(
    rendering: &Rendering<'_>,
    provider: &Provider,
    is_http1: bool,
    private: &BTreeSet<&str>,
    place: &Place,
) -> Value {
    let mut chain = vec![
        filters::provider(rendering, &provider.name),
        headers(provider, private),
    ];
    match &provider.auth {
        Some(Auth::Key(key)) => chain.push(secrets::injector(provider, key, place)),
        Some(Auth::SigV4(sigv4)) => chain.push(aws::signer(provider, sigv4)),
        None => {}
    }
    chain.push(json!({
        "name": "envoy.filters.http.upstream_codec",
        "typed_config": typed(
            "envoy.extensions.filters.http.upstream_codec.v3.UpstreamCodec",
            json!({}),
        ),
    }));
    let mut options = json!({
        // Shorter than the idle time-outs of providers, so that no request
        // meets a connection that is being closed.
        "common_http_protocol_options": {"idle_timeout": "50s"},
        "http_filters": chain,
    });
    if provider.endpoint.tls && !is_http1 {
        options["auto_config"] = json!({});
    } else {
        options["explicit_http_config"] = json!({"http_protocol_options": {}});
    }
    options
}

/// The filter that removes what is not the provider's business, and adds what the
/// configuration says.
fn headers(provider: &Provider, private: &BTreeSet<&str>) -> Value {
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
    let own = provider.headers.iter().map(|(name, value)| {
        json!({"append": {
            // A percent sign would begin a format of Envoy's.
            "header": {"key": name, "value": value.replace('%', "%%")},
            "append_action": "OVERWRITE_IF_EXISTS_OR_ADD",
        }})
    });
    let mutations: Vec<Value> = names.chain(prefixes).chain(own).collect();
    json!({
        "name": "envoy.filters.http.header_mutation",
        "typed_config": typed(
            "envoy.extensions.filters.http.header_mutation.v3.HeaderMutation",
            json!({"mutations": {"request_mutations": mutations}}),
        ),
    })
}

fn tls(rendering: &Rendering<'_>, host: &Host) -> Value {
    let (kind, name, sni) = match host {
        Host::Dns(name) => ("DNS", name.clone(), Some(name)),
        Host::Ip(IpAddr::V4(ip)) => ("IP_ADDRESS", ip.to_string(), None),
        Host::Ip(IpAddr::V6(ip)) => ("IP_ADDRESS", ip.to_string(), None),
    };
    let mut context = json!({
        "common_tls_context": {
            "tls_params": {"tls_minimum_protocol_version": "TLSv1_2"},
            "validation_context": {
                "trusted_ca": {"filename": rendering.settings.ca_file},
                "match_typed_subject_alt_names": [
                    {"san_type": kind, "matcher": {"exact": name}},
                ],
            },
        },
    });
    if let Some(sni) = sni {
        context["sni"] = json!(sni);
    }
    json!({
        "name": "envoy.transport_sockets.tls",
        "typed_config": typed(
            "envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext",
            context,
        ),
    })
}
