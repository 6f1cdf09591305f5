//! From a request to the cluster of its next target.

use std::time::Duration;

use serde_json::{Map, Value, json};
use sluice_config::Provider;

use super::cluster::needs_own_websockets;
use super::names::{
    ATTEMPTS_HEADER, MAX_RETRIES_HEADER, MODE, MODE_STREAM, MODE_WEBSOCKET, RETRY_HEADER, SLUICE,
    TARGET, cluster, websocket_cluster,
};
use super::{Rendering, seconds, typed};

/// Attempts after the first; the filter lowers it to what the model has.
const MAX_RETRIES: u32 = 3;

pub(super) fn config(rendering: &Rendering<'_>) -> Value {
    let timeouts = rendering.config.timeouts();
    let is_stream =
        json!({"filter_state": [{"key": MODE, "string_match": {"exact": MODE_STREAM}}]});
    // Counts until the first byte too. A per_try_timeout beside it would switch
    // it off once that time is over.
    let of_streams = ("per_try_idle_timeout", timeouts.idle);
    let of_answers = ("per_try_timeout", timeouts.answer);
    let mut routes = Vec::new();
    let providers = rendering.config.providers();
    if providers
        .iter()
        .any(|provider| needs_own_websockets(provider))
    {
        let matched =
            json!({"filter_state": [{"key": MODE, "string_match": {"exact": MODE_WEBSOCKET}}]});
        let once = json!({"num_retries": 0});
        routes.push(route(rendering, matched, once, websocket_target));
    }
    for (matched, bound) in [(is_stream, of_streams), (json!({}), of_answers)] {
        // To ask again, Envoy copies each body that passes. Where there is no
        // other target it need not, and the filter says so by this header.
        let mut alone = matched.clone();
        alone["headers"] = json!([{"name": MAX_RETRIES_HEADER, "string_match": {"exact": "0"}}]);
        routes.push(route(rendering, alone, once(bound), target));
        routes.push(route(rendering, matched, in_turn(bound), target));
    }
    json!({
        "name": SLUICE,
        "virtual_hosts": [{"name": SLUICE, "domains": ["*"], "routes": routes}],
    })
}

/// A bound on each attempt, by the name of its field.
type Bound = (&'static str, Duration);

/// One attempt and no other.
fn once((bound, wait): Bound) -> Value {
    json!({"num_retries": 0, bound: seconds(wait)})
}

/// The targets of a model one after the other.
fn in_turn((bound, wait): Bound) -> Value {
    json!({
        // What else is retried depends on the model: the filter adds it to the
        // request.
        "retry_on": "retriable-headers",
        "retriable_headers": [{"name": RETRY_HEADER, "present_match": true}],
        "num_retries": MAX_RETRIES,
        "refresh_cluster_on_retry": true,
        // The next attempt goes elsewhere, so there is nothing to wait for.
        "retry_back_off": {"base_interval": "0.001s", "max_interval": "0.005s"},
        bound: seconds(wait),
    })
}

/// Which cluster is a provider's.
type ClusterOf = fn(&Provider) -> String;

fn target(provider: &Provider) -> String {
    cluster(&provider.name)
}

fn websocket_target(provider: &Provider) -> String {
    if needs_own_websockets(provider) {
        websocket_cluster(&provider.name)
    } else {
        cluster(&provider.name)
    }
}

fn route(
    rendering: &Rendering<'_>,
    mut matched: Value,
    retry_policy: Value,
    cluster_of: ClusterOf,
) -> Value {
    matched["prefix"] = json!("/");
    json!({
        "match": matched,
        // Also the most that a filter may write as the body of an answer.
        "request_body_buffer_limit": rendering.config.limits().envoy_buffer(),
        "route": {
            "inline_cluster_specifier_plugin": {"extension": {
                "name": "envoy.router.cluster_specifier_plugin.matcher",
                "typed_config": typed(
                    "envoy.extensions.router.cluster_specifiers.matcher.v3.MatcherClusterSpecifier",
                    json!({"cluster_matcher": targets(rendering, cluster_of)}),
                ),
            }},
            "auto_host_rewrite": true,
            "timeout": "0s",
            "retry_policy": retry_policy,
        },
        "response_headers_to_add": [{
            "header": {"key": ATTEMPTS_HEADER, "value": "%UPSTREAM_REQUEST_ATTEMPT_COUNT%"},
            "append_action": "OVERWRITE_IF_EXISTS_OR_ADD",
        }],
        "response_headers_to_remove": [RETRY_HEADER],
    })
}

/// Read again before each retry, which is how another provider gets its turn.
fn targets(rendering: &Rendering<'_>, cluster_of: ClusterOf) -> Value {
    let clusters: Map<String, Value> = rendering
        .config
        .providers()
        .iter()
        .map(|provider| {
            let cluster = cluster_of(provider);
            let action = json!({"action": {
                "name": cluster,
                "typed_config": typed(
                    "envoy.extensions.router.cluster_specifiers.matcher.v3.ClusterAction",
                    json!({"cluster": cluster}),
                ),
            }});
            (provider.name.clone(), action)
        })
        .collect();
    json!({"matcher_tree": {
        "input": {
            "name": "envoy.matching.inputs.filter_state",
            "typed_config": typed(
                "envoy.extensions.matching.common_inputs.network.v3.FilterStateInput",
                json!({"key": TARGET}),
            ),
        },
        "exact_match_map": {"map": clusters},
    }})
}
