//! Envoy's own configuration, version 3 API, for Envoy 1.40.
//!
//! Two forms from the same parts: one static file, for a look and for
//! `envoy --mode validate`, and a folder whose listeners, clusters and keys are
//! taken over by a running Envoy when they change.
//!
//! How a request finds its target: the filter writes the name of a provider to
//! filter state, the route's matcher maps it to a cluster, and on a retry the
//! matcher is asked again. Names that both sides must agree on stand in
//! [`names`].

mod access_log;
mod aws;
mod bootstrap;
mod cluster;
mod filters;
mod headers;
mod hedge;
mod listener;
mod local_reply;
mod names;
mod overlap;
mod route;
mod secrets;
mod service;
mod stats;

use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use sluice_config::{Config, raw};

use super::Files;
use crate::load::Gateway;

pub(crate) use names::{CLUSTERS_FILE, LISTENERS_FILE};
pub(crate) use overlap::overlap;

const CLUSTER: &str = "envoy.config.cluster.v3.Cluster";
const EXTENSION: &str = "envoy.config.core.v3.TypedExtensionConfig";
const LISTENER: &str = "envoy.config.listener.v3.Listener";
const ROUTES: &str = "envoy.config.route.v3.RouteConfiguration";
const SECRET: &str = "envoy.extensions.transport_sockets.tls.v3.Secret";

/// What Envoy needs to know beside the gateway.
#[derive(Debug, Clone)]
pub(crate) struct Settings {
    /// Where Envoy finds the module.
    pub(crate) wasm: String,
    /// Where Envoy finds the certificate authorities that providers are checked by.
    pub(crate) ca_file: String,
    /// Where the admin page is if the gateway has none: a socket for its owner.
    pub(crate) admin_socket: Option<String>,
}

/// Where the parts of a configuration are.
enum Place {
    /// In one file; read once.
    Static,
    /// In a file each, in this folder; read again when a file is replaced.
    Folder(String),
}

/// A gateway and everything its rendering depends on.
struct Rendering<'a> {
    config: &'a Config,
    raw: raw::Gateway,
    settings: &'a Settings,
    /// The same for all parts that were rendered together.
    version: String,
}

impl<'a> Rendering<'a> {
    fn new(gateway: &'a Gateway, settings: &'a Settings) -> Self {
        let raw = gateway.raw.clone().without_auth();
        let text = serde_json::to_string(&raw).unwrap_or_default();
        let digest = Sha256::digest(text.as_bytes());
        let version = digest
            .iter()
            .take(8)
            .map(|byte| format!("{byte:02x}"))
            .collect();
        Self {
            config: &gateway.config,
            raw,
            settings,
            version,
        }
    }
}

/// All in one file.
pub(crate) fn one_file(gateway: &Gateway, settings: &Settings) -> Value {
    let rendering = Rendering::new(gateway, settings);
    let mut bootstrap = bootstrap::common(&rendering);
    bootstrap["static_resources"] = json!({
        "listeners": listeners(&rendering, &Place::Static),
        "clusters": cluster::all(&rendering, &Place::Static),
        "secrets": secrets::all(rendering.config),
    });
    bootstrap
}

/// A folder of which a running Envoy takes over every change; `folder` is what
/// Envoy calls it.
pub(crate) fn folder(gateway: &Gateway, settings: &Settings, folder: &str) -> Files {
    let rendering = Rendering::new(gateway, settings);
    let mut files = Files::default();
    for (owner, key) in secrets::keys(rendering.config) {
        let (name, content) = (
            owner.file_name(),
            discovered(SECRET, vec![secrets::watched(owner, key)]),
        );
        if secrets::is_inline(key) {
            files.add_secret(name, content);
        } else {
            files.add(name, content);
        }
    }
    // What is named comes before what names it.
    let place = Place::Folder(folder.to_owned());
    let clusters = cluster::all(&rendering, &place);
    files.add(CLUSTERS_FILE, discovered(CLUSTER, clusters));
    if hedge::is_used(&rendering) {
        let routes = discovered(ROUTES, vec![hedge::routes(&rendering)]);
        files.add(names::HEDGE_ROUTES_FILE, routes);
    }
    let parts = [
        (ROUTES, names::ROUTES_FILE, vec![route::config(&rendering)]),
        (LISTENER, LISTENERS_FILE, listeners(&rendering, &place)),
        (
            EXTENSION,
            names::FILTER_FILE,
            vec![filters::gateway(&rendering)],
        ),
    ];
    for (kind, name, resources) in parts {
        files.add(name, discovered(kind, resources));
    }
    let mut bootstrap = bootstrap::common(&rendering);
    bootstrap["dynamic_resources"] = json!({
        "cds_config": watch(folder, CLUSTERS_FILE),
        "lds_config": watch(folder, LISTENERS_FILE),
    });
    files.add(names::BOOTSTRAP_FILE, bootstrap);
    files
}

fn listeners(rendering: &Rendering<'_>, place: &Place) -> Vec<Value> {
    let mut listeners = vec![listener::listener(rendering, place)];
    if hedge::is_used(rendering) {
        listeners.push(hedge::listener(rendering, place));
    }
    listeners
}

/// A source that Envoy reads again whenever a file is moved into its place.
fn watch(folder: &str, file: &str) -> Value {
    json!({
        "resource_api_version": "V3",
        "path_config_source": {"path": format!("{folder}/{file}")},
    })
}

/// What such a file holds: resources of one type.
fn discovered(kind: &str, resources: Vec<Value>) -> Value {
    let resources: Vec<Value> = resources
        .into_iter()
        .map(|resource| typed(kind, resource))
        .collect();
    json!({"resources": resources})
}

/// A protobuf message of a type that Envoy looks up by name.
fn typed(kind: &str, fields: Value) -> Value {
    let mut message = json!({"@type": format!("type.googleapis.com/{kind}")});
    if let (Some(message), Value::Object(fields)) = (message.as_object_mut(), fields) {
        message.extend(fields);
    }
    message
}

/// A duration in protobuf's JSON form.
fn seconds(duration: std::time::Duration) -> String {
    let text = format!("{}.{:03}", duration.as_secs(), duration.subsec_millis());
    format!("{}s", text.trim_end_matches('0').trim_end_matches('.'))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn durations_are_written_as_protobuf_wants_them() {
        assert_eq!(seconds(Duration::from_secs(600)), "600s");
        assert_eq!(seconds(Duration::from_millis(1500)), "1.5s");
        assert_eq!(seconds(Duration::from_millis(1)), "0.001s");
    }
}
