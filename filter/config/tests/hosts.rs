//! What Envoy itself does with the hosts of a provider.
#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use std::time::Duration;

use serde_json::{Value, json};
use sluice_config::{Config, ConfigError, Options, from_value};

fn read(provider: &Value) -> Result<Config, Vec<ConfigError>> {
    let gateway = json!({
        "version": "v1",
        "access": "open",
        "providers": {"p": provider},
        "models": {"m": {"targets": [{"provider": "p", "model": "x"}]}},
    });
    from_value(&gateway, Options::default())
}

fn paths(provider: &Value) -> Vec<String> {
    let problems = read(provider).unwrap_err();
    let mut paths: Vec<String> = problems
        .iter()
        .map(|problem| problem.path.to_string())
        .collect();
    paths.sort();
    paths
}

#[test]
fn limits_are_high_and_no_host_is_left_alone_unless_the_file_says_so() {
    let config = read(&json!({"format": "openai-chat", "endpoint": "http://a.example"})).unwrap();
    let provider = config.provider("p").unwrap();
    assert_eq!(provider.circuit_breaker.max_requests, 50_000);
    assert!(provider.outlier_detection.is_none());

    let config = read(&json!({
        "format": "openai-chat",
        "endpoint": "http://a.example",
        "circuit_breaker": {"max_connections": 7},
        "outlier_detection": {"interval": "1s"},
    }))
    .unwrap();
    let provider = config.provider("p").unwrap();
    assert_eq!(provider.circuit_breaker.max_connections, 7);
    assert_eq!(provider.circuit_breaker.max_requests, 50_000);
    let detection = provider.outlier_detection.unwrap();
    assert_eq!(detection.interval, Duration::from_secs(1));
    assert_eq!(detection.ejection, Duration::from_secs(30));
    assert_eq!(detection.consecutive_5xx, 5);
}

#[test]
fn limits_of_nothing_and_a_single_address_are_refused() {
    let found = paths(&json!({
        "format": "openai-chat",
        "endpoint": "http://10.0.0.1",
        "circuit_breaker": {"max_requests": 0},
        "outlier_detection": {"consecutive_5xx": 0, "ejection": "soon"},
    }));
    assert_eq!(
        found,
        [
            "$.providers.p.circuit_breaker.max_requests",
            "$.providers.p.outlier_detection",
            "$.providers.p.outlier_detection.consecutive_5xx",
            "$.providers.p.outlier_detection.ejection",
        ]
        .map(str::to_owned)
    );
}
