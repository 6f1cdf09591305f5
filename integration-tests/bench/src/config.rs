//! The Envoy configuration of the two variants that Sluice is compared with.

use std::path::Path;

use serde_json::{Value, json};

use crate::rows::{Answer, Provider, Side};

/// A listener with what it forwards to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pass {
    /// Where the load connects.
    pub(crate) port: u16,
    /// Where the provider listens.
    pub(crate) upstream: u16,
    /// How the provider answers, for names.
    pub(crate) answer: Answer,
}

/// The filter that does nothing, and how.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Filter<'p> {
    /// Where it is.
    pub(crate) module: &'p Path,
    /// Empty, or `buffer`: then it waits for the whole request.
    pub(crate) configuration: &'static str,
}

/// Envoy that forwards and does nothing else, or, with a filter, passes
/// everything through it on the way.
pub(crate) fn forwarding(admin_port: u16, passes: &[Pass], filter: Option<Filter<'_>>) -> Value {
    json!({
        "admin": {"address": address(admin_port)},
        "static_resources": {
            "listeners": passes.iter().map(|pass| listener(pass, filter)).collect::<Vec<_>>(),
            "clusters": passes.iter().map(cluster).collect::<Vec<_>>(),
        },
    })
}

fn listener(pass: &Pass, filter: Option<Filter<'_>>) -> Value {
    let mut filters: Vec<Value> = filter.into_iter().map(wasm_filter).collect();
    filters.push(json!({
        "name": "envoy.filters.http.router",
        "typed_config": {
            "@type": "type.googleapis.com/envoy.extensions.filters.http.router.v3.Router",
        },
    }));
    let name = pass.answer.name();
    json!({
        "name": name,
        "address": address(pass.port),
        "filter_chains": [{"filters": [{
            "name": "envoy.filters.network.http_connection_manager",
            "typed_config": {
                "@type": "type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager",
                "stat_prefix": name,
                "http_filters": filters,
                "route_config": {"virtual_hosts": [{
                    "name": name,
                    "domains": ["*"],
                    "routes": [{"match": {"prefix": "/"}, "route": {"cluster": name, "timeout": "0s"}}],
                }]},
            },
        }]}],
    })
}

fn wasm_filter(filter: Filter<'_>) -> Value {
    json!({
        "name": "envoy.filters.http.wasm",
        "typed_config": {
            "@type": "type.googleapis.com/envoy.extensions.filters.http.wasm.v3.Wasm",
            "config": {
                "name": "empty",
                "configuration": {
                    "@type": "type.googleapis.com/google.protobuf.StringValue",
                    "value": filter.configuration,
                },
                "failure_policy": "FAIL_RELOAD",
                "allow_on_headers_stop_iteration": true,
                "vm_config": {
                    "vm_id": "empty",
                    "runtime": "envoy.wasm.runtime.v8",
                    "code": {"local": {"filename": filter.module}},
                },
            },
        },
    })
}

fn cluster(pass: &Pass) -> Value {
    let name = pass.answer.name();
    json!({
        "name": name,
        "type": "STATIC",
        "load_assignment": {
            "cluster_name": name,
            "endpoints": [{"lb_endpoints": [{"endpoint": {"address": address(pass.upstream)}}]}],
        },
    })
}

fn address(port: u16) -> Value {
    json!({"socket_address": {"address": "127.0.0.1", "port_value": port}})
}

/// The `gateway.yaml` that is measured: a model for each provider and manner of
/// answering, one client, and a guardrail if one is asked for.
pub(crate) fn gateway(
    port: u16,
    admin_port: u16,
    key_sha256: &str,
    upstreams: &[(Provider, Answer, u16)],
    guarded: Option<Side>,
) -> Value {
    let mut providers = serde_json::Map::new();
    let mut models = serde_json::Map::new();
    for (provider, answer, upstream) in upstreams {
        let name = format!("{}-{}", provider.name(), answer.name());
        let (format, auth) = match provider {
            Provider::OpenAi => ("openai-chat", json!({"bearer": {"env": KEY_VARIABLE}})),
            Provider::Anthropic => (
                "anthropic-messages",
                json!({"header": "x-api-key", "env": KEY_VARIABLE}),
            ),
        };
        let endpoint = format!("http://127.0.0.1:{upstream}");
        models.insert(
            name.clone(),
            json!({"targets": [{"provider": name, "model": "bench"}]}),
        );
        providers.insert(
            name,
            json!({"format": format, "endpoint": endpoint, "auth": auth}),
        );
    }
    let mut config = json!({
        "version": "v1",
        "listener": {"address": "127.0.0.1", "port": port},
        "admin": format!("127.0.0.1:{admin_port}"),
        "providers": providers,
        "models": models,
        "consumers": [{"name": "bench", "team": "bench", "key_sha256": key_sha256}],
    });
    if let Some(side) = guarded {
        config["guardrails"] = json!({
            "pii": {"check": {"pii": {}}, "on": side.name(), "action": "redact"},
        });
    }
    config
}

/// The environment variable that holds the providers' key.
pub(crate) const KEY_VARIABLE: &str = "SLUICE_BENCH_PROVIDER_KEY";
