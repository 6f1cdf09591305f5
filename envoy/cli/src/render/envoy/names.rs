//! Names that the rendered configuration shares with the filter or with itself.

/// Both roles run in the VM of this id.
pub(super) const VM_ID: &str = "sluice";
/// `root_id` of the filter on the listener.
pub(super) const GATEWAY_ROLE: &str = "gateway";
/// `root_id` of the filter in front of a provider.
pub(super) const PROVIDER_ROLE: &str = "provider";

/// Filter state: the provider that the next attempt goes to. The filter writes
/// `sluice.target`; Envoy puts `wasm.` before the names of a filter's properties.
pub(super) const TARGET: &str = "wasm.sluice.target";
/// Filter state: `stream` if the answer is to be streamed.
pub(super) const MODE: &str = "wasm.sluice.mode";
/// The value of [`MODE`] for streams.
pub(super) const MODE_STREAM: &str = "stream";
/// The value of [`MODE`] for WebSockets.
pub(super) const MODE_WEBSOCKET: &str = "websocket";
/// The value of [`MODE`] for requests that hedge, streams or not.
pub(super) const MODE_HEDGE: &str = "hedge";
/// Filter state: the provider that gets a copy of the request.
pub(super) const SHADOW: &str = "wasm.sluice.shadow";
/// Filter state: the filter's part of the access log, members of a JSON object
/// with a comma after each.
pub(super) const LOG: &str = "wasm.sluice.log";

/// Request header by which the filter says how many targets are left.
pub(super) const MAX_RETRIES_HEADER: &str = "x-envoy-max-retries";
/// Response header by which the filter makes Envoy try the next target.
pub(super) const RETRY_HEADER: &str = "x-sluice-retry";
/// Response header that tells the client how many attempts there were.
pub(super) const ATTEMPTS_HEADER: &str = "x-sluice-attempts";

/// The internal listener of attempts that may run at the same time, its cluster and its
/// route configuration.
pub(super) const HEDGE: &str = "hedge";
/// Request headers of such attempts. Their providers in order; a number follows.
pub(super) const HEDGE_TARGET_HEADER: &str = "x-sluice-target-";
/// Which attempt it is; written by Envoy.
pub(super) const HEDGE_ATTEMPT_HEADER: &str = "x-sluice-attempt";
/// `stream` if the answer is to be streamed.
pub(super) const HEDGE_ANSWER_HEADER: &str = "x-sluice-answer";
/// The time-out of an attempt.
pub(super) const HEDGE_TIMEOUT_HEADER: &str = "x-sluice-first-token-ms";
/// What makes the next target be tried of that which only Envoy sees.
pub(super) const HEDGE_RETRY_ON_HEADER: &str = "x-sluice-retry-on";
/// Response header of such attempts: why Envoy answered in place of a provider.
pub(super) const HEDGE_FAILURE_HEADER: &str = "x-sluice-failure";

/// The namespace of the endpoints' metadata.
pub(super) const METADATA: &str = "sluice";

/// Files of the folder form.
pub(super) const BOOTSTRAP_FILE: &str = "envoy.yaml";
pub(crate) const CLUSTERS_FILE: &str = "clusters.yaml";
pub(super) const FILTER_FILE: &str = "filter.yaml";
pub(super) const HEDGE_ROUTES_FILE: &str = "hedge-routes.yaml";
pub(crate) const LISTENERS_FILE: &str = "listeners.yaml";
pub(super) const ROUTES_FILE: &str = "routes.yaml";

/// The listener, its route configuration and its filter.
pub(super) const SLUICE: &str = "sluice";

/// The cluster of a provider for WebSockets, where it needs one of its own.
pub(super) fn websocket_cluster(provider: &str) -> String {
    format!("websocket-{provider}")
}

/// The cluster of a provider's host, within the one that requests go to.
pub(super) fn host_cluster(cluster: &str) -> String {
    format!("host-{cluster}")
}

/// The cluster to which no connection can be made.
pub(super) const NOWHERE: &str = "nowhere";
