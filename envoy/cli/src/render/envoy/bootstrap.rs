//! What Envoy reads once, at its start.

use serde_json::{Value, json};

use super::{Rendering, hedge, stats, typed};

/// Connections of clients beyond this are not accepted: each costs memory before
/// it has proved anything.
const MAX_CONNECTIONS: u32 = 50_000;

pub(super) fn common(rendering: &Rendering<'_>) -> Value {
    let mut bootstrap = json!({
        // Envoy refuses to watch files without an identity.
        "node": {"id": "sluice", "cluster": "sluice"},
        "stats_config": stats::config(),
        "bootstrap_extensions": [hedge::extension()],
        "overload_manager": {
            "resource_monitors": [{
                "name": "envoy.resource_monitors.global_downstream_max_connections",
                "typed_config": typed(
                    "envoy.extensions.resource_monitors.downstream_connections.v3.DownstreamConnectionsConfig",
                    json!({"max_active_downstream_connections": MAX_CONNECTIONS}),
                ),
            }],
        },
    });
    if let Some(admin) = rendering.config.admin() {
        bootstrap["admin"] = json!({"address": {"socket_address": {
            "address": admin.ip(),
            "port_value": admin.port(),
        }}});
    } else if let Some(path) = &rendering.settings.admin_socket {
        bootstrap["admin"] = json!({"address": {"pipe": {"path": path, "mode": 0o600}}});
    }
    bootstrap
}
