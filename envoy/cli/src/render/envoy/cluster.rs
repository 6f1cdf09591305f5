//! One cluster a provider, with the provider role, its key and its TLS.
//!
//! Envoy answers 503 by itself, and tries no other target, where the chosen cluster has no
//! host: a name that could never be resolved. So the cluster of a provider that
//! has a name holds two others: its own host, and one to which no connection can
//! be made. An attempt that ends there is a failed connection, which is retried.

use std::collections::BTreeSet;
use std::net::{IpAddr, Ipv4Addr};

use serde_json::{Value, json};
use sluice_config::{Auth, CircuitBreaker, Endpoint, Host, OutlierDetection, Provider};
use sluice_protocol::WireFormat;

use super::names::{METADATA, NOWHERE, host_cluster, websocket_cluster};
use super::secrets::Owner;
use super::{Place, Rendering, aws, filters, headers, hedge, seconds, secrets, service, typed};

/// Where a cluster has its HTTP options, and their type.
pub(super) const OPTIONS: &str = "typed_extension_protocol_options";
const OPTIONS_TYPE: &str = "envoy.extensions.upstreams.http.v3.HttpProtocolOptions";

/// Requests at a time, in all workers, that Envoy itself makes to its own listener, and attempts
/// after the first one: the filter has a budget for them.
const AT_A_TIME: u32 = 50_000;

/// Of the hosts of a provider with several and the one that is nowhere, the largest part
/// that may be left alone: of one none, of two one, of any number less than half.
const MAX_EJECTED: u32 = 49;

/// Hosts that are well take all requests, however few they are.
const NEVER_SPILL: u32 = 10_000;

pub(super) fn all(rendering: &Rendering<'_>, place: &Place) -> Vec<Value> {
    let providers = rendering.config.providers();
    let private = headers::private(providers);
    let mut clusters = Vec::new();
    for provider in providers {
        let name = provider.cluster();
        clusters.extend(of(rendering, provider, (name, false), &private, place));
        if needs_own_websockets(provider) {
            let name = websocket_cluster(&provider.name);
            clusters.extend(of(rendering, provider, (name, true), &private, place));
        }
    }
    clusters.extend(service::all(rendering, place));
    if hedge::is_used(rendering) {
        clusters.push(hedge::cluster());
    }
    if providers.iter().any(|provider| is_one_name(provider)) {
        clusters.push(nowhere(rendering));
    }
    clusters
}

/// Whether a provider has a name whose addresses are taken for one host.
fn is_one_name(provider: &Provider) -> bool {
    matches!(provider.endpoint.host, Host::Dns(_)) && provider.outlier_detection.is_none()
}

/// Whether WebSockets need a cluster of their own: over TLS a provider may prefer
/// HTTP/2, where hardly any speaks them. Those that have OpenAI's realtime API have its
/// Responses too; of one that is known by its format alone nobody knows.
pub(super) fn needs_own_websockets(provider: &Provider) -> bool {
    provider.endpoint.tls
        && provider.surfaces.speak(WireFormat::OpenAiChat)
        && (provider.kind.is_none() || provider.surfaces.speak(WireFormat::OpenAiResponses))
}

/// The cluster that requests are routed to, and those within it.
fn of(
    rendering: &Rendering<'_>,
    provider: &Provider,
    (name, is_http1): (String, bool),
    private: &BTreeSet<&str>,
    place: &Place,
) -> Vec<Value> {
    let chain = chain(rendering, provider, private, place);
    if !is_one_name(provider) {
        let mut only = host(rendering, provider, &name);
        if let Some(detection) = &provider.outlier_detection {
            several(&mut only, detection);
        }
        only[OPTIONS] = options(protocol(&provider.endpoint, is_http1), Some(chain));
        return vec![only];
    }
    let within = host_cluster(&name);
    let mut own = host(rendering, provider, &within);
    own[OPTIONS] = options(protocol(&provider.endpoint, is_http1), None);
    let both = json!({
        "name": name,
        "connect_timeout": seconds(rendering.config.timeouts().connect),
        "circuit_breakers": breakers(&provider.circuit_breaker),
        "lb_policy": "CLUSTER_PROVIDED",
        "cluster_type": {
            "name": "envoy.clusters.aggregate",
            "typed_config": typed(
                "envoy.extensions.clusters.aggregate.v3.ClusterConfig",
                json!({"clusters": [within, NOWHERE]}),
            ),
        },
        // Of the members' own, only what concerns the connection is heeded.
        OPTIONS: options(json!({"explicit_http_config": {"http_protocol_options": {}}}), Some(chain)),
    });
    vec![both, own]
}

/// The host of a provider, without filters.
fn host(rendering: &Rendering<'_>, provider: &Provider, name: &str) -> Value {
    let endpoint = &provider.endpoint;
    let mut cluster = server(rendering, endpoint, &provider.circuit_breaker, name);
    let host = cluster.pointer_mut("/load_assignment/endpoints/0/lb_endpoints/0");
    if let Some(host) = host {
        host["metadata"] = json!({"filter_metadata": {METADATA: {
            "provider": provider.name,
            "format": provider.surfaces.first.format.name(),
        }}});
    }
    cluster
}

/// A cluster of one host, without filters.
pub(super) fn server(
    rendering: &Rendering<'_>,
    endpoint: &Endpoint,
    breaker: &CircuitBreaker,
    name: &str,
) -> Value {
    let (discovery, address) = match &endpoint.host {
        Host::Ip(ip) => ("STATIC", ip.to_string()),
        Host::Dns(host) => ("LOGICAL_DNS", host.clone()),
    };
    let mut cluster = json!({
        "name": name,
        "type": discovery,
        "connect_timeout": seconds(rendering.config.timeouts().connect),
        "circuit_breakers": breakers(breaker),
        "load_assignment": {
            "cluster_name": name,
            "endpoints": [{"lb_endpoints": [{
                "endpoint": {
                    // What `auto_host_rewrite` sends as the host.
                    "hostname": endpoint.authority(),
                    "address": {"socket_address": {
                        "address": address,
                        "port_value": endpoint.port,
                    }},
                },
            }]}],
        },
    });
    if discovery == "LOGICAL_DNS" {
        // Both families, and whichever connects first.
        cluster["dns_lookup_family"] = json!("ALL");
    }
    if endpoint.tls {
        cluster["transport_socket"] = tls(rendering, &endpoint.host);
    }
    cluster
}

fn breakers(breaker: &CircuitBreaker) -> Value {
    json!({"thresholds": [{
        "max_connections": breaker.max_connections,
        "max_pending_requests": breaker.max_pending_requests,
        "max_requests": breaker.max_requests,
        "max_retries": AT_A_TIME,
    }]})
}

/// Breakers that let pass what is no provider's.
pub(super) const OPEN: CircuitBreaker = CircuitBreaker {
    max_connections: AT_A_TIME,
    max_requests: AT_A_TIME,
    max_pending_requests: AT_A_TIME,
};

pub(super) fn open_breakers() -> Value {
    breakers(&OPEN)
}

/// Makes of a cluster with one host one in which each address of its name is a host, with
/// one that is nowhere for when there is none.
fn several(cluster: &mut Value, detection: &OutlierDetection) {
    cluster["type"] = json!("STRICT_DNS");
    cluster["dns_lookup_family"] = json!("V4_PREFERRED");
    cluster["lb_policy"] = json!("LEAST_REQUEST");
    cluster["outlier_detection"] = json!({
        "consecutive_5xx": detection.consecutive_5xx,
        "interval": seconds(detection.interval),
        "base_ejection_time": seconds(detection.ejection),
        "max_ejection_percent": MAX_EJECTED,
        // What one host answers says nothing about what another should.
        "enforcing_success_rate": 0,
    });
    let assignment = &mut cluster["load_assignment"];
    assignment["policy"] = json!({"overprovisioning_factor": NEVER_SPILL});
    if let Some(endpoints) = assignment["endpoints"].as_array_mut() {
        endpoints.push(json!({"priority": 1, "lb_endpoints": [nobody()]}));
    }
}

/// Where no connection can be made to: no system connects to the broadcast address,
/// so that nobody can listen there and get what is meant for a provider.
fn nowhere(rendering: &Rendering<'_>) -> Value {
    json!({
        "name": NOWHERE,
        "type": "STATIC",
        "connect_timeout": seconds(rendering.config.timeouts().connect),
        "circuit_breakers": open_breakers(),
        "load_assignment": {
            "cluster_name": NOWHERE,
            "endpoints": [{"lb_endpoints": [nobody()]}],
        },
    })
}

fn nobody() -> Value {
    json!({"endpoint": {"address": {"socket_address": {
        "address": Ipv4Addr::BROADCAST.to_string(),
        "port_value": 1,
    }}}})
}

pub(super) fn options(mut protocol: Value, chain: Option<Vec<Value>>) -> Value {
    if let Some(chain) = chain {
        protocol["http_filters"] = json!(chain);
    }
    json!({OPTIONS_TYPE: typed(OPTIONS_TYPE, protocol)})
}

/// How a server is spoken to: as it likes best, unless it must be HTTP/1.
pub(super) fn protocol(endpoint: &Endpoint, is_http1: bool) -> Value {
    let mut options = json!({
        // Shorter than the idle time-outs of providers, so that no request
        // meets a connection that is being closed.
        "common_http_protocol_options": {"idle_timeout": "50s"},
    });
    if endpoint.tls && !is_http1 {
        options["auto_config"] = json!({});
    } else {
        options["explicit_http_config"] = json!({"http_protocol_options": {}});
    }
    options
}

/// The filters that each attempt passes.
fn chain(
    rendering: &Rendering<'_>,
    provider: &Provider,
    private: &BTreeSet<&str>,
    place: &Place,
) -> Vec<Value> {
    let mut chain = vec![
        filters::provider(rendering, &provider.name),
        headers::mutation(provider, private),
    ];
    let owner = Owner::Provider(&provider.name);
    chain.extend(credentials(
        owner,
        provider.auth.as_ref(),
        &provider.endpoint,
        place,
    ));
    chain.push(filters::codec());
    chain
}

/// The filter that authorizes requests.
pub(super) fn credentials(
    owner: Owner<'_>,
    auth: Option<&Auth>,
    endpoint: &Endpoint,
    place: &Place,
) -> Option<Value> {
    Some(match auth? {
        Auth::Key(key) => secrets::injector(owner, key, place),
        Auth::SigV4(sigv4) => aws::signer(endpoint, sigv4),
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
