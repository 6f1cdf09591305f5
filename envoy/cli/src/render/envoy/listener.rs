//! The listener and its HTTP connection manager, as an edge proxy should have it.
//!
//! In the folder form its filter and its routes are discovered, so that most
//! changes leave the listener and the connections of clients alone: a key that
//! is taken from a consumer is refused from the next request on, whichever
//! connection it comes by.

use serde_json::{Value, json};

use super::names::{ROUTES_FILE, SLUICE};
use super::{Place, Rendering, access_log, filters, local_reply, route, typed, watch};

pub(super) fn listener(rendering: &Rendering<'_>, place: &Place) -> Value {
    let listener = rendering.config.listener();
    json!({
        "name": SLUICE,
        "address": {"socket_address": {
            "address": listener.address,
            "port_value": listener.port,
        }},
        "filter_chains": [{"filters": [{
            "name": "envoy.filters.network.http_connection_manager",
            "typed_config": typed(
                "envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager",
                connection_manager(rendering, place),
            ),
        }]}],
    })
}

fn connection_manager(rendering: &Rendering<'_>, place: &Place) -> Value {
    let filter = match place {
        Place::Static => filters::gateway(rendering),
        Place::Folder(folder) => filters::discovered(folder),
    };
    let mut manager = json!({
        "stat_prefix": "sluice",
        "server_name": "sluice",
        // Internal headers of clients are not believed.
        "use_remote_address": true,
        "always_set_request_id_in_response": true,
        "normalize_path": true,
        "merge_slashes": true,
        // No route looks at a path, and an escaped slash is part of the name of a
        // model that stands in one.
        "path_with_escaped_slashes_action": "KEEP_UNCHANGED",
        // OpenAI's realtime API; the filter refuses every other upgrade.
        "upgrade_configs": [{"upgrade_type": "websocket"}],
        "common_http_protocol_options": {
            "idle_timeout": "900s",
            "headers_with_underscores_action": "REJECT_REQUEST",
        },
        "http2_protocol_options": {
            "max_concurrent_streams": 100,
            "initial_stream_window_size": 1 << 20,
            "initial_connection_window_size": 4 << 20,
        },
        "request_headers_timeout": "10s",
        // For the request to arrive, whole; long contexts over slow lines.
        "request_timeout": "300s",
        // Models may be silent for minutes; the route bounds each attempt.
        "stream_idle_timeout": "0s",
        // A client that reads no more.
        "stream_flush_timeout": "120s",
        "access_log": access_log::all(rendering),
        "local_reply_config": local_reply::config(),
        "http_filters": [
            filter,
            {
                "name": "envoy.filters.http.router",
                "typed_config": typed(
                    "envoy.extensions.filters.http.router.v3.Router",
                    json!({"suppress_envoy_headers": true}),
                ),
            },
        ],
    });
    match place {
        Place::Static => manager["route_config"] = route::config(rendering),
        Place::Folder(folder) => {
            manager["rds"] = json!({
                "route_config_name": SLUICE,
                "config_source": watch(folder, ROUTES_FILE),
            });
        }
    }
    manager
}
