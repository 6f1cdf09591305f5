//! Attempts at the same time: an internal listener between the router that hedges and the
//! one that knows the targets.
//!
//! Envoy's router sends concurrent attempts of a request to one cluster only. So it
//! sends them here, and behind this listener, which no client can reach, each finds
//! its target by its number.

use std::time::Duration;

use serde_json::{Map, Value, json};

use super::names::{
    HEDGE, HEDGE_ANSWER_HEADER, HEDGE_ATTEMPT_HEADER, HEDGE_FAILURE_HEADER, HEDGE_RETRY_ON_HEADER,
    HEDGE_ROUTES_FILE, HEDGE_TARGET_HEADER, HEDGE_TIMEOUT_HEADER, MODE_STREAM, RETRY_HEADER,
};
use super::{Place, Rendering, filters, headers, local_reply, route, seconds, typed, watch};

/// Failures that Envoy knows by these flags, and what they are called in
/// [`HEDGE_RETRY_ON_HEADER`].
const FAILURES: &[(&str, &[&str])] = &[
    ("connect", &["UF", "UH", "UO", "NC"]),
    ("reset", &["UC", "UR", "LR", "UPE", "UT", "SI"]),
];

/// What [`HEDGE_RETRY_ON_HEADER`] may say. Each has routes of its own, named after it: when an
/// attempt fails, its request's headers are those that its provider gets, and
/// tell this no longer.
const RETRY_ON: &[&str] = &["connect,reset", "connect", "reset", ""];

/// More than the listener in front accepts, for what the filter adds.
const MAX_HEADERS: u32 = 200;
const MAX_HEADERS_KIB: u32 = 128;

pub(super) fn is_used(rendering: &Rendering<'_>) -> bool {
    let models = rendering.config.models();
    models.iter().any(|model| model.hedge_after.is_some())
}

/// What lets Envoy have listeners without a socket. It is there in any case, as a
/// running Envoy cannot take it over.
pub(super) fn extension() -> Value {
    json!({
        "name": "envoy.bootstrap.internal_listener",
        "typed_config": typed(
            "envoy.extensions.bootstrap.internal_listener.v3.InternalListener",
            json!({}),
        ),
    })
}

/// The way to the internal listener.
pub(super) fn cluster() -> Value {
    let number = (
        HEDGE_ATTEMPT_HEADER,
        "%UPSTREAM_REQUEST_ATTEMPT_COUNT%".to_owned(),
    );
    // The first router takes this header for itself.
    let wait = (
        "x-envoy-upstream-rq-per-try-timeout-ms",
        format!("%REQ({HEDGE_TIMEOUT_HEADER})%"),
    );
    let set = [number, wait].map(|(name, value)| headers::set(name, &value));
    json!({
        "name": HEDGE,
        "type": "STATIC",
        "connect_timeout": "1s",
        "circuit_breakers": super::cluster::open_breakers(),
        "load_assignment": {
            "cluster_name": HEDGE,
            "endpoints": [{"lb_endpoints": [{"endpoint": {"address": {
                "envoy_internal_address": {"server_listener_name": HEDGE},
            }}}]}],
        },
        "typed_extension_protocol_options": {
            "envoy.extensions.upstreams.http.v3.HttpProtocolOptions": typed(
                "envoy.extensions.upstreams.http.v3.HttpProtocolOptions",
                json!({
                    "common_http_protocol_options": {"max_headers_count": MAX_HEADERS},
                    "explicit_http_config": {"http_protocol_options": {}},
                    "http_filters": [headers::filter(set.to_vec()), filters::codec()],
                }),
            ),
        },
    })
}

/// The listener, which takes each request for what the filter has made of it.
pub(super) fn listener(rendering: &Rendering<'_>, place: &Place) -> Value {
    let everybody = ["0.0.0.0", "::"].map(|net| json!({"address_prefix": net, "prefix_len": 0}));
    let mut manager = json!({
        "stat_prefix": HEDGE,
        "use_remote_address": false,
        "internal_address_config": {"cidr_ranges": everybody},
        "skip_xff_append": true,
        "generate_request_id": false,
        "server_header_transformation": "PASS_THROUGH",
        "path_with_escaped_slashes_action": "KEEP_UNCHANGED",
        "max_request_headers_kb": MAX_HEADERS_KIB,
        "common_http_protocol_options": {"max_headers_count": MAX_HEADERS},
        "stream_idle_timeout": "0s",
        "local_reply_config": {"mappers": mappers()},
        "http_filters": [{
            "name": "envoy.filters.http.router",
            "typed_config": typed(
                "envoy.extensions.filters.http.router.v3.Router",
                json!({"suppress_envoy_headers": true}),
            ),
        }],
    });
    match place {
        Place::Static => manager["route_config"] = routes(rendering),
        // A change of targets leaves the attempts under way alone.
        Place::Folder(folder) => {
            manager["rds"] = json!({
                "route_config_name": HEDGE,
                "config_source": watch(folder, HEDGE_ROUTES_FILE),
            });
        }
    }
    json!({
        "name": HEDGE,
        "internal_listener": {},
        "filter_chains": [{"filters": [{
            "name": "envoy.filters.network.http_connection_manager",
            "typed_config": typed(
                "envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager",
                manager,
            ),
        }]}],
    })
}

/// Marks what Envoy says in place of a provider, so that the router in front asks the
/// next target, or the filter writes it anew.
fn mappers() -> Vec<Value> {
    let because = json!({"header": {"key": HEDGE_FAILURE_HEADER, "value": "%RESPONSE_FLAGS%"}});
    let again = json!({"header": {"key": RETRY_HEADER, "value": "1"}});
    let retried = FAILURES.iter().map(|(name, flags)| {
        json!({
            "filter": {"and_filter": {"filters": [
                {"response_flag_filter": {"flags": flags}},
                local_reply::of_envoy(&format!("xds.route_name.contains('{name}')")),
            ]}},
            "headers_to_add": [because, again],
        })
    });
    let any = json!({
        "filter": local_reply::of_envoy("response.code_details != ''"),
        "headers_to_add": [because],
    });
    retried.chain([any]).collect()
}

/// From the number of an attempt to the cluster of its target.
pub(super) fn routes(rendering: &Rendering<'_>) -> Value {
    let timeouts = rendering.config.timeouts();
    let is_stream = json!([{
        "name": HEDGE_ANSWER_HEADER,
        "string_match": {"exact": MODE_STREAM},
    }]);
    let silence = ("per_try_idle_timeout", route::longest_silence(rendering));
    let mut routes = Vec::new();
    for (answer, bound) in [
        (&is_stream, silence),
        (&json!([]), ("per_try_timeout", timeouts.answer)),
    ] {
        for retry_on in RETRY_ON {
            routes.push(route(rendering, answer, retry_on, bound));
        }
    }
    json!({
        "name": HEDGE,
        "virtual_hosts": [{"name": HEDGE, "domains": ["*"], "routes": routes}],
    })
}

fn route(
    rendering: &Rendering<'_>,
    answer: &Value,
    retry_on: &str,
    (bound, wait): (&str, Duration),
) -> Value {
    let mut headers = answer.as_array().cloned().unwrap_or_default();
    if !retry_on.is_empty() {
        headers.push(json!({
            "name": HEDGE_RETRY_ON_HEADER,
            "string_match": {"exact": retry_on},
        }));
    }
    let attempts = rendering.config.reliability().max_attempts;
    let targets: Map<String, Value> = (1..=attempts)
        .map(|number| {
            let target = input(&format!("{HEDGE_TARGET_HEADER}{number}"));
            let matcher = route::by_provider(rendering, &target, route::target);
            (number.to_string(), json!({"matcher": matcher}))
        })
        .collect();
    let mut place = route::by_matcher(&json!({"matcher_tree": {
        "input": input(HEDGE_ATTEMPT_HEADER),
        "exact_match_map": {"map": targets},
    }}));
    place["timeout"] = json!("0s");
    // The router in front tries again, not this one.
    place["retry_policy"] = json!({"num_retries": 0, bound: seconds(wait)});
    json!({
        "name": retry_on,
        "match": {"prefix": "/", "headers": headers},
        "request_body_buffer_limit": rendering.config.limits().envoy_buffer(),
        "route": place,
    })
}

fn input(header: &str) -> Value {
    json!({
        "name": header,
        "typed_config": typed(
            "envoy.type.matcher.v3.HttpRequestHeaderMatchInput",
            json!({"header_name": header}),
        ),
    })
}
