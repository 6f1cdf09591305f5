//! The module as a filter, in its two roles.

use serde_json::{Value, json};
use sluice_config::PluginConfig;

use super::names::{FILTER_FILE, GATEWAY_ROLE, PROVIDER_ROLE, SLUICE, VM_ID};
use super::{Rendering, typed, watch};

const WASM: &str = "envoy.extensions.filters.http.wasm.v3.Wasm";

/// The filter on the listener.
pub(super) fn gateway(rendering: &Rendering<'_>) -> Value {
    let config = PluginConfig::write_gateway(&rendering.version, &rendering.raw);
    wasm(rendering, GATEWAY_ROLE, GATEWAY_ROLE, &config)
}

/// The filter in front of a provider.
pub(super) fn provider(rendering: &Rendering<'_>, provider: &str) -> Value {
    let config = PluginConfig::write_provider(&rendering.version, provider, &rendering.raw);
    wasm(
        rendering,
        &format!("{PROVIDER_ROLE}.{provider}"),
        PROVIDER_ROLE,
        &config,
    )
}

/// In place of the filter on the listener: where Envoy finds it.
pub(super) fn discovered(folder: &str) -> Value {
    json!({
        "name": SLUICE,
        "config_discovery": {
            "config_source": watch(folder, FILTER_FILE),
            "type_urls": [format!("type.googleapis.com/{WASM}")],
        },
    })
}

/// The filter that ends each chain of filters in front of a provider.
pub(super) fn codec() -> Value {
    json!({
        "name": "envoy.filters.http.upstream_codec",
        "typed_config": typed(
            "envoy.extensions.filters.http.upstream_codec.v3.UpstreamCodec",
            json!({}),
        ),
    })
}

fn wasm(rendering: &Rendering<'_>, name: &str, root_id: &str, config: &Value) -> Value {
    json!({
        "name": SLUICE,
        "typed_config": typed(WASM, json!({"config": {
            "name": name,
            "root_id": root_id,
            // Both roles hold headers back until they have seen a body.
            "allow_on_headers_stop_iteration": true,
            // A trap costs the requests in flight, not the worker.
            "failure_policy": "FAIL_RELOAD",
            "reload_config": {"backoff": {"base_interval": "0.5s", "max_interval": "10s"}},
            "configuration": typed(
                "google.protobuf.StringValue",
                json!({"value": config.to_string()}),
            ),
            // One VM for both roles, so that they share memory: this part must
            // be the same in every filter.
            "vm_config": {
                "vm_id": VM_ID,
                "runtime": "envoy.wasm.runtime.v8",
                "code": {"local": {"filename": rendering.settings.wasm}},
            },
        }})),
    })
}
