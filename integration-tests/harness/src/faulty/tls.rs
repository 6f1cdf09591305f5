//! Providers over TLS: one that shows who it is, and ones that do not.

use std::fs;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use serde_json::json;

use crate::envoy::Envoy;
use crate::ports::free_port;
use crate::setup::{Setup, root};

/// What a server shows. Each certificate is signed by itself and good for a hundred
/// years; the keys protect nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Identity {
    /// Of `127.0.0.1`, by nobody whom a client trusts.
    Unknown,
    /// Of `localhost`; [`TlsProvider::ca_file`] vouches for it.
    Localhost,
    /// Of another host; [`TlsProvider::ca_file`] vouches for it too.
    Elsewhere,
}

impl Identity {
    /// Certificate and key.
    const fn files(self) -> (&'static str, &'static str) {
        match self {
            Self::Unknown => (
                include_str!("tls/nobody.crt.pem"),
                include_str!("tls/nobody.key.pem"),
            ),
            Self::Localhost => (
                include_str!("tls/localhost.crt.pem"),
                include_str!("tls/localhost.key.pem"),
            ),
            Self::Elsewhere => (
                include_str!("tls/elsewhere.crt.pem"),
                include_str!("tls/elsewhere.key.pem"),
            ),
        }
    }
}

/// A TLS server; it ends when dropped.
pub struct TlsProvider {
    envoy: Envoy,
    address: SocketAddr,
    folder: PathBuf,
}

impl TlsProvider {
    /// Starts an Envoy that answers 200 to whoever gets through to it, or that passes
    /// requests on.
    ///
    /// # Panics
    /// Envoy is missing or does not start.
    #[must_use]
    pub fn start(identity: Identity, behind: Option<SocketAddr>) -> Self {
        let (port, admin) = (free_port(), free_port());
        let folder = root().join(format!(".sluice/tests/tls-{port}"));
        let written = fs::create_dir_all(&folder).and_then(|()| {
            let config = config(port, admin, identity, behind).to_string();
            fs::write(
                folder.join("ca.pem"),
                VOUCHED.map(|one| one.files().0).concat(),
            )?;
            fs::write(folder.join("envoy.json"), config)
        });
        written.unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        let config = folder.join("envoy.json");
        Self {
            envoy: Envoy::start(&Setup::envoy(), &folder, &config, admin, 1, &[]),
            address: SocketAddr::from((Ipv4Addr::LOCALHOST, port)),
            folder,
        }
    }

    /// Its URL, without a path.
    #[must_use]
    pub fn url(&self) -> String {
        format!("https://{}", self.address)
    }

    /// The same with a name in place of its address.
    #[must_use]
    pub fn named_url(&self) -> String {
        format!("https://localhost:{}", self.address.port())
    }

    /// Whom a client is to trust.
    #[must_use]
    pub fn ca_file(&self) -> PathBuf {
        self.folder.join("ca.pem")
    }

    /// How many requests have got through to it.
    ///
    /// # Panics
    /// The admin interface does not answer.
    #[must_use]
    pub fn requests(&self) -> u64 {
        self.envoy.stat("http.tls.downstream_rq_total")
    }
}

impl Drop for TlsProvider {
    fn drop(&mut self) {
        // What is left behind is only untidy.
        let _removed = fs::remove_dir_all(&self.folder);
    }
}

/// Those for whom the file of authorities vouches.
const VOUCHED: [Identity; 2] = [Identity::Localhost, Identity::Elsewhere];

fn config(
    port: u16,
    admin: u16,
    identity: Identity,
    behind: Option<SocketAddr>,
) -> serde_json::Value {
    let (certificate, key) = identity.files();
    let address = |port| json!({"socket_address": {"address": "127.0.0.1", "port_value": port}});
    let mut route = json!({"match": {"prefix": "/"}});
    match behind {
        Some(_) => route["route"] = json!({"cluster": "behind", "timeout": "0s"}),
        None => {
            route["direct_response"] = json!({"status": 200, "body": {"inline_string": "{}"}});
        }
    }
    let clusters = behind.into_iter().map(|behind| {
        let host = json!({"endpoint": {"address": address(behind.port())}});
        json!({
            "name": "behind",
            "load_assignment": {"cluster_name": "behind", "endpoints": [{"lb_endpoints": [host]}]},
        })
    });
    let clusters: Vec<_> = clusters.collect();
    let manager = json!({
        "@type": "type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager",
        "stat_prefix": "tls",
        "route_config": {"virtual_hosts": [{"name": "all", "domains": ["*"], "routes": [route]}]},
        "http_filters": [{"name": "envoy.filters.http.router", "typed_config": {
            "@type": "type.googleapis.com/envoy.extensions.filters.http.router.v3.Router",
        }}],
    });
    let tls = json!({
        "@type": "type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext",
        "common_tls_context": {"tls_certificates": [{
            "certificate_chain": {"inline_string": certificate},
            "private_key": {"inline_string": key},
        }]},
    });
    json!({
        "admin": {"address": address(admin)},
        "static_resources": {"clusters": clusters, "listeners": [{
            "name": "tls",
            "address": address(port),
            "filter_chains": [{
                "filters": [{"name": "http", "typed_config": manager}],
                "transport_socket": {"name": "envoy.transport_sockets.tls", "typed_config": tls},
            }],
        }]},
    })
}
