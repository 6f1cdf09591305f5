//! A provider over TLS that nobody has vouched for.

use std::fs;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use serde_json::json;

use crate::envoy::Envoy;
use crate::ports::free_port;
use crate::setup::{Setup, root};

/// Signed by itself, for `127.0.0.1` and a hundred years. The key protects nothing.
const CERTIFICATE: &str = include_str!("tls/certificate.pem");
const KEY: &str = include_str!("tls/key.pem");

/// A TLS server with a certificate that no client trusts; it ends when dropped.
pub struct Untrusted {
    envoy: Envoy,
    address: SocketAddr,
    folder: PathBuf,
}

impl Untrusted {
    /// Starts an Envoy that answers 200 to whoever gets through to it.
    ///
    /// # Panics
    /// Envoy is missing or does not start.
    #[must_use]
    pub fn start() -> Self {
        let (port, admin) = (free_port(), free_port());
        let folder = root().join(format!(".sluice/tests/untrusted-{port}"));
        let written = fs::create_dir_all(&folder).and_then(|()| {
            let config = config(port, admin).to_string();
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

    /// How many requests have got through to it.
    ///
    /// # Panics
    /// The admin interface does not answer.
    #[must_use]
    pub fn requests(&self) -> u64 {
        self.envoy.stat("http.untrusted.downstream_rq_total")
    }
}

impl Drop for Untrusted {
    fn drop(&mut self) {
        // What is left behind is only untidy.
        let _removed = fs::remove_dir_all(&self.folder);
    }
}

fn config(port: u16, admin: u16) -> serde_json::Value {
    let address = |port| json!({"socket_address": {"address": "127.0.0.1", "port_value": port}});
    let route = json!({"match": {"prefix": "/"}, "direct_response": {"status": 200, "body": {"inline_string": "{}"}}});
    let manager = json!({
        "@type": "type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager",
        "stat_prefix": "untrusted",
        "route_config": {"virtual_hosts": [{"name": "all", "domains": ["*"], "routes": [route]}]},
        "http_filters": [{"name": "envoy.filters.http.router", "typed_config": {
            "@type": "type.googleapis.com/envoy.extensions.filters.http.router.v3.Router",
        }}],
    });
    let tls = json!({
        "@type": "type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext",
        "common_tls_context": {"tls_certificates": [{
            "certificate_chain": {"inline_string": CERTIFICATE},
            "private_key": {"inline_string": KEY},
        }]},
    });
    json!({
        "admin": {"address": address(admin)},
        "static_resources": {"listeners": [{
            "name": "untrusted",
            "address": address(port),
            "filter_chains": [{
                "filters": [{"name": "http", "typed_config": manager}],
                "transport_socket": {"name": "envoy.transport_sockets.tls", "typed_config": tls},
            }],
        }]},
    })
}
