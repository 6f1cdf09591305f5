//! From a request to the cluster of its next target.

use std::collections::BTreeSet;
use std::time::Duration;

use serde_json::{Map, Value, json};
use sluice_config::Provider;

use super::cluster::needs_own_websockets;
use super::names::{
    ATTEMPTS_HEADER, HEDGE, MAX_RETRIES_HEADER, MODE, MODE_HEDGE, MODE_STREAM, MODE_WEBSOCKET,
    RETRY_HEADER, SHADOW, SLUICE, TARGET, websocket_cluster,
};
use super::{Rendering, hedge, seconds, typed};

pub(super) fn config(rendering: &Rendering<'_>) -> Value {
    let mut routes = Vec::new();
    let providers = rendering.config.providers();
    if providers
        .iter()
        .any(|provider| needs_own_websockets(provider))
    {
        let once = json!({"num_retries": 0});
        let place = to_target(rendering, websocket_target);
        let matched = state(&[(MODE, MODE_WEBSOCKET)]);
        routes.push(route(rendering, matched, once, place));
    }
    for shadow in shadows(rendering) {
        routes.extend(with_shadow(rendering, Some(shadow)));
    }
    routes.extend(with_shadow(rendering, None));
    json!({
        "name": SLUICE,
        "virtual_hosts": [{"name": SLUICE, "domains": ["*"], "routes": routes}],
    })
}

/// The providers that get copies of requests.
fn shadows<'a>(rendering: &'a Rendering<'_>) -> BTreeSet<&'a str> {
    let models = rendering.config.models().iter();
    models
        .filter_map(|model| model.targets.get(model.shadow?.target))
        .map(|target| target.provider.name.as_str())
        .collect()
}

/// The routes of requests of which that provider gets a copy.
///
/// A header could name the cluster as well, but Envoy reads it when the filters in
/// front of the first target have taken it off.
fn with_shadow(rendering: &Rendering<'_>, shadow: Option<&str>) -> Vec<Value> {
    let timeouts = rendering.config.timeouts();
    let of_streams = ("per_try_idle_timeout", longest_silence(rendering));
    let of_answers = ("per_try_timeout", timeouts.answer);
    let matching = |mode: Option<&str>| {
        let mode = mode.map(|mode| (MODE, mode));
        let wanted: Vec<_> = shadow
            .map(|name| (SHADOW, name))
            .into_iter()
            .chain(mode)
            .collect();
        state(&wanted)
    };
    let copied = |mut place: Value| {
        if let Some(name) = shadow {
            place["request_mirror_policies"] = json!([{
                "cluster": Provider::cluster_of(name),
                "disable_shadow_host_suffix_append": true,
            }]);
        }
        place
    };
    let mut routes = Vec::new();
    if hedge::is_used(rendering) {
        let place = json!({
            "cluster": HEDGE,
            "hedge_policy": {"hedge_on_per_try_timeout": true},
        });
        // In place of this time-out the filter sets the one after which a model hedges.
        let policy = again(rendering, of_answers);
        let matched = matching(Some(MODE_HEDGE));
        routes.push(route(rendering, matched, policy, copied(place)));
    }
    for (mode, bound) in [(Some(MODE_STREAM), of_streams), (None, of_answers)] {
        let place = copied(to_target(rendering, target));
        // To ask again, Envoy copies each body that passes. Where there is no
        // other target it need not, and the filter says so by this header.
        let mut alone = matching(mode);
        alone["headers"] = json!([{"name": MAX_RETRIES_HEADER, "string_match": {"exact": "0"}}]);
        routes.push(route(rendering, alone, once(bound), place.clone()));
        let mut in_turn = again(rendering, bound);
        in_turn["refresh_cluster_on_retry"] = json!(true);
        routes.push(route(rendering, matching(mode), in_turn, place));
    }
    routes
}

/// The longest that any model may be silent in a stream. It counts until the first byte too;
/// what a model has of its own, the filter sees to: by a header that bounds the wait
/// for the first token, and then by the clock, as that header switches this guard off.
pub(super) fn longest_silence(rendering: &Rendering<'_>) -> Duration {
    let models = rendering.config.models().iter();
    models
        .map(|model| model.timeouts)
        .chain([rendering.config.timeouts()])
        .map(|timeouts| timeouts.idle.max(timeouts.first_token))
        .max()
        .unwrap_or_default()
}

/// What a route matches: these values in filter state.
fn state(wanted: &[(&str, &str)]) -> Value {
    let wanted: Vec<Value> = wanted
        .iter()
        .map(|(key, value)| json!({"key": key, "string_match": {"exact": value}}))
        .collect();
    if wanted.is_empty() {
        json!({})
    } else {
        json!({"filter_state": wanted})
    }
}

/// A bound on each attempt, by the name of its field.
type Bound = (&'static str, Duration);

/// One attempt and no other.
fn once((bound, wait): Bound) -> Value {
    json!({"num_retries": 0, bound: seconds(wait)})
}

/// More attempts; how many, the filter says for each request.
fn again(rendering: &Rendering<'_>, (bound, wait): Bound) -> Value {
    let attempts = rendering.config.reliability().max_attempts;
    json!({
        // What else is retried depends on the model: the filter adds it to the
        // request.
        "retry_on": "retriable-headers",
        "retriable_headers": [{"name": RETRY_HEADER, "present_match": true}],
        "num_retries": attempts.saturating_sub(1),
        // The next attempt goes elsewhere, so there is nothing to wait for.
        "retry_back_off": {"base_interval": "0.001s", "max_interval": "0.005s"},
        bound: seconds(wait),
    })
}

/// Which cluster is a provider's.
pub(super) type ClusterOf = fn(&Provider) -> String;

pub(super) fn target(provider: &Provider) -> String {
    provider.cluster()
}

fn websocket_target(provider: &Provider) -> String {
    if needs_own_websockets(provider) {
        websocket_cluster(&provider.name)
    } else {
        provider.cluster()
    }
}

fn route(
    rendering: &Rendering<'_>,
    mut matched: Value,
    retry_policy: Value,
    mut place: Value,
) -> Value {
    matched["prefix"] = json!("/");
    place["timeout"] = json!("0s");
    place["retry_policy"] = retry_policy;
    json!({
        "match": matched,
        // Also the most that a filter may write as the body of an answer.
        "request_body_buffer_limit": rendering.config.limits().envoy_buffer(),
        "route": place,
        "response_headers_to_add": [{
            "header": {"key": ATTEMPTS_HEADER, "value": "%UPSTREAM_REQUEST_ATTEMPT_COUNT%"},
            "append_action": "OVERWRITE_IF_EXISTS_OR_ADD",
        }],
        "response_headers_to_remove": [RETRY_HEADER],
    })
}

/// To the cluster of the target that stands in filter state.
fn to_target(rendering: &Rendering<'_>, cluster_of: ClusterOf) -> Value {
    by_matcher(&targets(rendering, cluster_of))
}

/// To the cluster that a matcher names.
pub(super) fn by_matcher(matcher: &Value) -> Value {
    json!({
        "inline_cluster_specifier_plugin": {"extension": {
            "name": "envoy.router.cluster_specifier_plugin.matcher",
            "typed_config": typed(
                "envoy.extensions.router.cluster_specifiers.matcher.v3.MatcherClusterSpecifier",
                json!({"cluster_matcher": matcher}),
            ),
        }},
        "auto_host_rewrite": true,
    })
}

/// Read again before each retry, which is how another provider gets its turn.
fn targets(rendering: &Rendering<'_>, cluster_of: ClusterOf) -> Value {
    let input = json!({
        "name": "envoy.matching.inputs.filter_state",
        "typed_config": typed(
            "envoy.extensions.matching.common_inputs.network.v3.FilterStateInput",
            json!({"key": TARGET}),
        ),
    });
    by_provider(rendering, &input, cluster_of)
}

/// The cluster of the provider that an input names.
pub(super) fn by_provider(
    rendering: &Rendering<'_>,
    input: &Value,
    cluster_of: ClusterOf,
) -> Value {
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
    json!({"matcher_tree": {"input": input, "exact_match_map": {"map": clusters}}})
}
