//! The harness itself, on an Envoy without the module.

use std::fs;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use sluice_harness::client::Request;
use sluice_harness::{Envoy, Setup, free_port};

#[test]
fn an_envoy_is_started_asked_and_stopped() {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("harness");
    fs::create_dir_all(&folder).unwrap();
    let (admin, listener) = (free_port(), free_port());
    let config = folder.join("envoy.yaml");
    let yaml = format!(
        r#"
admin: {{address: {{socket_address: {{address: 127.0.0.1, port_value: {admin}}}}}}}
static_resources:
  listeners:
  - address: {{socket_address: {{address: 127.0.0.1, port_value: {listener}}}}}
    filter_chains:
    - filters:
      - name: http
        typed_config:
          "@type": type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager
          stat_prefix: test
          http_filters:
          - name: router
            typed_config: {{"@type": type.googleapis.com/envoy.extensions.filters.http.router.v3.Router}}
          route_config:
            virtual_hosts:
            - name: all
              domains: ["*"]
              routes: [{{match: {{prefix: /}}, direct_response: {{status: 200, body: {{inline_string: hello}}}}}}]
"#
    );
    fs::write(&config, yaml).unwrap();
    let mut envoy = Envoy::start(&Setup::envoy(), &folder, &config, admin, 1, &[]);
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, listener));
    let answer = Request::new("GET", "/").send(address).unwrap();
    assert_eq!(answer.text(), "hello");
    assert_eq!(envoy.stat("http.test.downstream_rq_2xx"), 1);
    assert!(envoy.resident() > 1 << 20);
    assert!(envoy.allocated() > 1 << 10);
    assert_eq!(envoy.complaint(false), None);
    drop(envoy);
    assert!(Request::new("GET", "/").send(address).is_err());
}
