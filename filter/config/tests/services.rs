//! Services that guardrails ask.
#![expect(clippy::expect_used, reason = "a helper of tests")]

use std::time::Duration;

use serde_json::{Value, json};
use sluice_config::{
    Auth, Config, ConfigError, Options, PluginConfig, ServicePlace, from_value, raw_from_value,
};

fn gateway(services: &Value, check: &Value) -> Value {
    let mut gateway = json!({
        "version": "v1",
        "access": "open",
        "providers": {"groq": {"kind": "groq"}},
        "models": {"m": {"targets": [{"provider": "groq", "model": "x"}]}},
        "services": services,
    });
    if !check.is_null() {
        gateway["guardrails"] = json!({"g": {"check": {"service": check}}});
    }
    gateway
}

fn read(services: &Value, check: &Value) -> Result<Config, Vec<ConfigError>> {
    from_value(&gateway(services, check), Options::default())
}

/// The path and the words of each problem.
fn problems(services: &Value, check: &Value) -> Vec<(String, String)> {
    let problems = read(services, check).expect_err("it is refused");
    let told = problems
        .into_iter()
        .map(|problem| (problem.path.to_string(), problem.problem));
    told.collect()
}

#[track_caller]
fn refused(service: &Value, path: &str, words: &str) {
    let problems = problems(&json!({"s": service}), &Value::Null);
    assert_eq!(problems.len(), 1, "{problems:?}");
    assert_eq!(problems[0].0, format!("$.services.s{path}"));
    assert!(problems[0].1.contains(words), "{problems:?}");
}

#[test]
fn a_service_is_a_server_or_a_model() {
    let services = json!({
        "pii": {"endpoint": "https://presidio.example/base/", "timeout": "500ms",
                "auth": {"bearer": {"env": "TOKEN"}}, "headers": {"x-team": "search"}},
        "aws": {"endpoint": "https://bedrock-runtime.us-east-1.amazonaws.com",
                "auth": {"sigv4": {"region": "us-east-1", "service": "bedrock"}}},
        "safety": {"provider": "groq", "model": "meta-llama/llama-guard-4-12b"},
    });
    let config = read(&services, &Value::Null).unwrap();
    let pii = config.service("pii").unwrap();
    assert_eq!(pii.timeout, Duration::from_millis(500));
    assert_eq!(pii.cluster(), "service-pii");
    let server = pii.server().unwrap();
    assert_eq!(server.base, "/base");
    assert_eq!(server.endpoint.authority(), "presidio.example");
    assert_eq!(server.headers, [("x-team".to_owned(), "search".to_owned())]);
    assert_eq!(server.key().unwrap().prefix, "Bearer ");
    let aws = config.service("aws").unwrap();
    assert_eq!(aws.timeout, Duration::from_secs(3));
    assert!(matches!(aws.server().unwrap().auth, Some(Auth::SigV4(_))));
    let safety = config.service("safety").unwrap();
    assert_eq!(safety.timeout, Duration::from_secs(10));
    assert_eq!(safety.cluster(), "service-safety");
    assert!(matches!(&safety.place, ServicePlace::Model { model, .. }
        if model == "meta-llama/llama-guard-4-12b"));
}

#[test]
fn a_service_that_is_neither_or_both_is_refused() {
    refused(&json!({}), "", "neither `endpoint` nor `provider`");
    let both = json!({"endpoint": "http://a", "provider": "groq", "model": "x"});
    refused(&both, "", "both `endpoint` and `provider`");
    refused(&json!({"endpoint": "a.example"}), ".endpoint", "no scheme");
    let timeout = json!({"endpoint": "http://a", "timeout": "2m"});
    refused(&timeout, ".timeout", "from 1ms to 1m");
    let model = json!({"endpoint": "http://a", "model": "x"});
    refused(&model, ".model", "a server has none");
    refused(&json!({"provider": "groq"}), ".model", "required");
    let unknown = json!({"provider": "grok", "model": "x"});
    refused(&unknown, ".provider", "unknown provider");
    let auth = json!({"provider": "groq", "model": "x", "auth": {"bearer": {"env": "A"}}});
    refused(&auth, ".auth", "the provider has its own");
    let header = json!({"endpoint": "http://a", "headers": {"x-key": "1"}});
    refused(&header, ".headers.x-key", "looks like a key");
    let inline = json!({"endpoint": "http://a", "auth": {"bearer": {"inline": "k"}}});
    refused(
        &inline,
        ".auth.bearer.inline",
        "in the configuration itself",
    );
    let region = json!({"endpoint": "http://a", "auth": {"sigv4": {"service": "bedrock"}}});
    refused(&region, ".auth.sigv4.region", "required");
    let service = json!({"endpoint": "http://a", "auth": {"sigv4": {"region": "eu-west-1"}}});
    refused(&service, ".auth.sigv4.service", "required");
    let env = json!({"endpoint": "http://a", "auth": {"env": "KEY"}});
    refused(&env, ".auth", "neither `bearer` nor `header`");
}

#[test]
fn a_check_s_service_must_be_there_and_be_what_it_needs() {
    let services = json!({
        "pii": {"endpoint": "http://a"},
        "safety": {"provider": "groq", "model": "x"},
    });
    let check = |check: Value, words: &str| {
        let problems = problems(&services, &check);
        let path = "$.guardrails.g.check.service.service".to_owned();
        assert_eq!(problems, [(path, words.to_owned())]);
    };
    check(
        json!({"kind": "presidio", "service": "pi"}),
        "unknown service \"pi\"",
    );
    check(
        json!({"kind": "presidio", "service": "safety"}),
        "\"safety\" is a model, and a server is needed",
    );
    check(
        json!({"kind": "llama_guard", "service": "pii"}),
        "\"pii\" is a server, and a model is needed",
    );
    for check in [
        json!({"kind": "presidio", "service": "pii", "entities": ["PERSON"]}),
        json!({"kind": "llama_guard", "service": "safety", "hazards": ["S1"]}),
    ] {
        assert!(read(&services, &check).is_ok(), "{check}");
    }
}

#[test]
fn what_is_wrong_with_a_check_is_told_where_it_stands() {
    let services = json!({"safety": {"provider": "groq", "model": "x"}});
    let check = json!({"kind": "llama_guard", "service": "safety", "hazards": ["S1", "S0"]});
    let path = "$.guardrails.g.check.service.hazards[1]".to_owned();
    assert_eq!(
        problems(&services, &check),
        [(path, "not the code of a hazard".to_owned())]
    );
}

#[test]
fn what_only_judges_has_nothing_to_take_out() {
    let redact = |services: Value, check: Value| {
        let mut gateway = gateway(&services, &check);
        gateway["guardrails"]["g"]["action"] = json!("redact");
        from_value(&gateway, Options::default())
    };
    let model = json!({"s": {"provider": "groq", "model": "x"}});
    let refused = redact(model, json!({"kind": "llama_guard", "service": "s"}));
    let problems = refused.expect_err("it is refused");
    assert_eq!(problems[0].path.to_string(), "$.guardrails.g.action");
    let server = json!({"s": {"endpoint": "http://a"}});
    assert!(redact(server, json!({"kind": "webhook", "service": "s"})).is_ok());
}

#[test]
fn the_filter_is_told_of_services_and_not_of_their_keys() {
    let services = json!({"pii": {"endpoint": "http://a", "headers": {"x-team": "search"},
        "auth": {"bearer": {"env": "THE_VARIABLE"}}}});
    let check = json!({"kind": "presidio", "service": "pii"});
    let raw = raw_from_value(&gateway(&services, &check)).unwrap();
    let written = PluginConfig::write_gateway("1", &raw).to_string();
    assert!(!written.contains("THE_VARIABLE") && !written.contains("x-team"));
    let read = PluginConfig::from_json(written.as_bytes()).unwrap();
    let server = read.config().service("pii").unwrap();
    assert_eq!(server.server().unwrap().auth, None);
}
