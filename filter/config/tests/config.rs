//! What a gateway.yaml may say, and what is said about one that may not.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "helpers of tests"
)]

use std::net::SocketAddr;
use std::time::Duration;

use serde_json::{Value, json};
use sluice_config::{
    Access, Allowed, ConfigError, Host, Options, PluginConfig, SecretSource, from_json, from_value,
    raw_from_value,
};
use sluice_protocol::WireFormat;

const HASH: &str = "00112233445566778899aabbccddeeff00112233445566778899AABBCCDDEEFF";

fn small() -> Value {
    json!({
        "version": "v1",
        "providers": {
            "openai": {"format": "openai-chat", "endpoint": "https://api.openai.com",
                       "auth": {"bearer": {"env": "OPENAI_API_KEY"}}},
            "claude": {"format": "anthropic-messages", "endpoint": "https://api.anthropic.com",
                       "auth": {"header": "X-Api-Key", "file": "/keys/claude"}},
        },
        "models": {"smart": {"targets": [
            {"provider": "claude", "model": "claude-opus-5"},
            {"provider": "openai", "model": "gpt-5.2"},
        ]}},
        "consumers": [{"name": "checkout", "team": "payments", "key_sha256": HASH, "models": ["smart"]}],
    })
}

/// The small one with `value` at `pointer`.
fn with(pointer: &str, value: Value) -> Value {
    let mut document = small();
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    match document.pointer_mut(parent).unwrap() {
        Value::Object(map) => drop(map.insert(key.to_owned(), value)),
        Value::Array(items) => items[key.parse::<usize>().unwrap()] = value,
        other => panic!("{other} holds nothing"),
    }
    document
}

fn errors(document: &Value) -> Vec<ConfigError> {
    from_value(document, Options::default()).expect_err("it is refused")
}

/// One error, at `path`, that says `words`.
#[track_caller]
fn refused(document: &Value, path: &str, words: &str) {
    let errors = errors(document);
    assert_eq!(errors.len(), 1, "{errors:?}");
    assert_eq!(errors[0].path.to_string(), path, "{errors:?}");
    assert!(errors[0].to_string().contains(words), "{}", errors[0]);
}

#[test]
fn the_small_case_gets_its_defaults() {
    let config = from_json(small().to_string().as_bytes()).unwrap();
    assert_eq!(config.listener().port, 10_000);
    assert_eq!(
        config.admin(),
        Some(SocketAddr::from(([127, 0, 0, 1], 9901)))
    );
    assert_eq!(config.access_log(), Some("/dev/stdout"));
    assert_eq!(config.access(), Access::Keys);
    assert_eq!(config.limits().request_body, 16 << 20);
    assert_eq!(config.limits().envoy_buffer(), 32 << 20);
    assert_eq!(config.timeouts().connect, Duration::from_secs(5));

    let claude = config.provider("claude").unwrap();
    let messages = claude.surface(WireFormat::OpenAiChat);
    assert_eq!(messages.format, WireFormat::AnthropicMessages);
    assert_eq!(messages.path("claude-opus-5", true), "/v1/messages");
    assert_eq!(
        claude.endpoint.host,
        Host::Dns("api.anthropic.com".to_owned())
    );
    assert_eq!(claude.default_max_tokens, 4096);
    assert_eq!(messages.anthropic_version.as_deref(), Some("2023-06-01"));
    let auth = claude.key().unwrap();
    assert_eq!((auth.header.as_str(), auth.prefix), ("x-api-key", ""));
    assert_eq!(auth.secret, SecretSource::File("/keys/claude".to_owned()));

    let openai = config.provider("openai").unwrap();
    assert_eq!(openai.surfaces.first.anthropic_version, None);
    assert_eq!(openai.key().unwrap().prefix, "Bearer ");

    let smart = config.model("smart").unwrap();
    assert_eq!(smart.targets[0].provider.name, "claude");
    assert_eq!(smart.targets[1].model, "gpt-5.2");
    assert!(!smart.strict);

    let checkout = &config.consumers()[0];
    assert_eq!(checkout.team.as_deref(), Some("payments"));
    assert_eq!(checkout.key_hashes[0][..3], [0x00, 0x11, 0x22]);
    assert_eq!(checkout.models, Allowed::Listed(vec!["smart".to_owned()]));
    assert!(checkout.models.includes("smart") && !checkout.models.includes("other"));
}

#[test]
fn falling_back_on_everything_that_may_be_the_providers_fault_is_the_default() {
    let config = from_value(&small(), Options::default()).unwrap();
    let policy = &config.model("smart").unwrap().fallback;
    for status in [429, 500, 503, 529, 599] {
        assert!(policy.retries_status(status), "{status}");
    }
    for status in [200, 400, 401, 403, 404, 422, 600] {
        assert!(!policy.retries_status(status), "{status}");
    }
    assert!(policy.on_stream_error());
    assert_eq!(policy.envoy_retry_on(), "connect-failure,reset");
}

#[test]
fn triggers_are_statuses_and_names() {
    let document = with(
        "/models/smart/fallback_on",
        json!([529, "503", "timeout", 429, 429]),
    );
    let config = from_value(&document, Options::default()).unwrap();
    let policy = &config.model("smart").unwrap().fallback;
    let retried: Vec<u16> = (100..700)
        .filter(|status| policy.retries_status(*status))
        .collect();
    assert_eq!(retried, [429, 503, 529]);
    assert!(policy.on_reset() && !policy.on_connect() && !policy.on_stream_error());
    assert_eq!(policy.envoy_retry_on(), "reset");
}

#[test]
fn a_client_error_never_falls_back() {
    for status in [400, 404, 409, 413, 422] {
        let document = with("/models/smart/fallback_on", json!(["5xx", status]));
        refused(
            &document,
            "$.models.smart.fallback_on[1]",
            "client's making",
        );
    }
    let document = with("/models/smart/fallback_on", json!([200]));
    refused(
        &document,
        "$.models.smart.fallback_on[0]",
        "not the status of an error",
    );
    let document = with("/models/smart/fallback_on", json!(["4xx"]));
    refused(
        &document,
        "$.models.smart.fallback_on[0]",
        "unknown trigger",
    );
}

#[test]
fn an_unknown_key_is_refused_with_its_likely_meaning() {
    let document = with("/providers/openai/endpiont", json!("https://x"));
    refused(
        &document,
        "$.providers.openai.endpiont",
        "did you mean `endpoint`?",
    );
    let document = with("/teapots", json!({}));
    refused(&document, "$.teapots", "known here: version, listener");
}

#[test]
fn a_missing_key_is_named() {
    let mut document = small();
    document["providers"]["openai"]
        .as_object_mut()
        .unwrap()
        .remove("endpoint");
    refused(
        &document,
        "$.providers.openai.endpoint",
        "required and missing",
    );
}

#[test]
fn an_unknown_reference_is_refused_with_what_is_known() {
    let document = with("/models/smart/targets/1/provider", json!("opnai"));
    refused(
        &document,
        "$.models.smart.targets[1].provider",
        "did you mean `openai`?",
    );
    let document = with("/consumers/0/models", json!(["gpt"]));
    refused(&document, "$.consumers[0].models[0]", "known are smart");
}

#[test]
fn every_problem_is_told_in_one_run() {
    let mut document = small();
    document["listener"] = json!({"port": 70_000});
    document["providers"]["openai"]["format"] = json!("openai");
    document["providers"]["claude"]["colour"] = json!("blue");
    document["models"]["smart"]["targets"][0] = json!({"provider": 5, "model": "m"});
    document["models"]["smart"]["targets"][1]["provider"] = json!("nobody");
    document["consumers"][0]["key_sha256"] = json!("sk-not-a-hash");
    let mut paths: Vec<String> = errors(&document)
        .iter()
        .map(|error| error.path.to_string())
        .collect();
    paths.sort();
    assert_eq!(
        paths,
        [
            "$.consumers[0].key_sha256",
            "$.listener.port",
            "$.models.smart.targets[0].provider",
            "$.models.smart.targets[1].provider",
            "$.providers.claude.colour",
            "$.providers.openai.format",
        ]
    );
}

#[test]
fn what_could_not_be_read_is_not_called_missing_as_well() {
    let mut document = small();
    document["providers"]["claude"] = json!({"format": "anthropic-messages"});
    document["consumers"] = json!([{"name": "a"}]);
    let paths: Vec<String> = errors(&document)
        .iter()
        .map(|error| error.path.to_string())
        .collect();
    assert_eq!(
        paths,
        ["$.consumers[0].key_sha256", "$.providers.claude.endpoint"]
    );
}

#[test]
fn a_list_is_no_map_whose_keys_were_left_out() {
    let document = with("/listener", json!(["0.0.0.0", 10_000]));
    refused(&document, "$.listener", "a list is not expected");
    let target = json!(["claude", "claude-opus-5"]);
    let document = with("/models/smart/targets/0", target);
    refused(
        &document,
        "$.models.smart.targets[0]",
        "a list is not expected",
    );
}

#[test]
fn having_no_consumer_must_be_meant() {
    let document = with("/consumers", json!([]));
    refused(&document, "$.consumers", "access: open");
    let mut document = with("/access", json!("open"));
    refused(&document, "$.access", "would mean nothing");
    document.as_object_mut().unwrap().remove("consumers");
    assert_eq!(
        from_value(&document, Options::default()).unwrap().access(),
        Access::Open
    );
}

#[test]
fn one_key_belongs_to_one_consumer() {
    let mut document = small();
    document["consumers"] = json!([
        {"name": "a", "key_sha256": [HASH, HASH.to_lowercase().replace("00", "01")]},
        {"name": "b", "key_sha256": HASH.to_lowercase()},
    ]);
    refused(
        &document,
        "$.consumers[1].key_sha256",
        "the key of \"a\" already",
    );
    document["consumers"][1] = json!({"name": "a", "key_sha256": "f".repeat(64)});
    refused(&document, "$.consumers[1].name", "two consumers");
}

#[test]
fn what_may_be_a_key_is_never_repeated_in_an_error() {
    let mut document = with("/consumers/0/key_sha256", json!("sk-secret-1"));
    document["providers"]["openai"]["auth"] = json!({"bearer": {"env": "sk-secret-2"}});
    document["providers"]["claude"]["auth"] =
        json!({"header": "x-api-key", "inline": "sk-secret-3"});
    let errors = errors(&document);
    assert_eq!(errors.len(), 3);
    document["providers"]["claude"]["auth"] = json!({"bearer": "sk-secret-3"});
    document["providers"]["openai"]["auth"] = json!("sk-secret-2");
    document["consumers"][0]["key_sha256"] = json!({"sk": "sk-secret-1"});
    let errors = [errors, self::errors(&document)].concat();
    assert_eq!(errors.len(), 6, "{errors:#?}");
    let told = format!("{errors:?}");
    assert!(!told.contains("sk-secret"), "{told}");
}

#[test]
fn an_inline_key_must_be_asked_for_and_is_not_printed() {
    let document = with(
        "/providers/openai/auth",
        json!({"bearer": {"inline": "sk-secret"}}),
    );
    refused(
        &document,
        "$.providers.openai.auth.bearer.inline",
        "--allow-inline-secrets",
    );
    let config = from_value(
        &document,
        Options {
            allow_inline_secrets: true,
            is_rendered: false,
        },
    )
    .unwrap();
    assert!(!format!("{config:?}").contains("sk-secret"));
}

#[test]
fn a_key_is_in_one_place() {
    let at = "$.providers.openai.auth";
    let auth = |auth: Value| with("/providers/openai/auth", auth);
    refused(&auth(json!({})), at, "neither");
    refused(
        &auth(json!({"bearer": {"env": "A"}, "header": "x"})),
        at,
        "both",
    );
    refused(
        &auth(json!({"bearer": {"env": "A"}, "env": "B"})),
        at,
        "not used",
    );
    refused(
        &auth(json!({"header": "x-api-key"})),
        at,
        "one of env, file",
    );
    refused(
        &auth(json!({"header": "x-api-key", "env": "A", "file": "B"})),
        at,
        "one of env, file",
    );
    let path = "$.providers.openai.auth.header";
    refused(
        &auth(json!({"header": "x-sluice-key", "env": "A"})),
        path,
        "cannot hold a key",
    );
}

#[test]
fn paths_join_base_and_format_unless_given() {
    let path = |endpoint: &str, path: Option<&str>| {
        let mut document = with("/providers/openai/endpoint", json!(endpoint));
        if let Some(path) = path {
            document["providers"]["openai"]["path"] = json!(path);
        }
        let config = from_value(&document, Options::default()).unwrap();
        let surface = &config.provider("openai").unwrap().surfaces.first;
        surface.path("gpt-5.2", false).into_owned()
    };
    assert_eq!(path("https://h", None), "/v1/chat/completions");
    assert_eq!(
        path("https://h/openai", None),
        "/openai/v1/chat/completions"
    );
    assert_eq!(path("https://h/api/v1/", None), "/api/v1/chat/completions");
    assert_eq!(
        path("https://h/api", Some("/x?api-version=1")),
        "/x?api-version=1"
    );
}

#[test]
fn units_and_bounds_are_checked() {
    refused(
        &with("/limits", json!({"request_body": "64MiB"})),
        "$.limits.request_body",
        "32MiB",
    );
    refused(
        &with("/timeouts", json!({"idle": "0s"})),
        "$.timeouts.idle",
        "not a duration",
    );
    refused(
        &with("/listener", json!({"address": "localhost"})),
        "$.listener.address",
        "IP",
    );
    refused(
        &with("/admin", json!("127.0.0.1:10000")),
        "$.admin",
        "the listener's too",
    );
    assert_eq!(
        from_value(&with("/admin", json!("none")), Options::default())
            .unwrap()
            .admin(),
        None
    );
}

#[test]
fn a_duplicate_key_is_refused() {
    let text = small().to_string().replacen(
        "\"version\":\"v1\"",
        "\"version\":\"v1\",\"version\":\"v1\"",
        1,
    );
    let errors = from_json(text.as_bytes()).unwrap_err();
    assert!(errors[0].problem.contains("duplicate key"), "{errors:?}");
}

#[test]
fn the_filter_reads_what_the_command_writes() {
    let gateway = raw_from_value(&small()).unwrap();
    let written = PluginConfig::write_provider("abc", "claude", &gateway).to_string();
    assert!(
        !written.contains("OPENAI_API_KEY") && !written.contains("/keys/claude"),
        "{written}"
    );
    let read = PluginConfig::from_json(written.as_bytes()).unwrap();
    assert_eq!(read.version(), "abc");
    assert!(matches!(&read, PluginConfig::Provider { provider, .. } if provider == "claude"));
    assert_eq!(
        read.config().models(),
        from_value(
            &serde_json::to_value(gateway.clone().without_auth()).unwrap(),
            Options::default()
        )
        .unwrap()
        .models()
    );

    let written = PluginConfig::write_gateway("abc", &gateway).to_string();
    let read = PluginConfig::from_json(written.as_bytes()).unwrap();
    assert!(matches!(read, PluginConfig::Gateway { .. }));
}

#[test]
fn a_role_for_an_unknown_provider_is_refused() {
    let gateway = raw_from_value(&small()).unwrap();
    let written = PluginConfig::write_provider("abc", "nobody", &gateway).to_string();
    let errors = PluginConfig::from_json(written.as_bytes()).unwrap_err();
    assert_eq!(errors[0].path.to_string(), "$.providers.nobody");
}

mod never_panics {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn on_any_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = from_json(&bytes);
            let _ = PluginConfig::from_json(&bytes);
        }

        #[test]
        fn on_any_value_in_any_place(
            place in prop::sample::select(vec![
                "/version", "/listener", "/admin", "/limits", "/providers", "/providers/claude",
                "/providers/claude/auth", "/providers/claude/endpoint", "/models", "/models/smart",
                "/models/smart/targets", "/models/smart/targets/1", "/models/smart/fallback_on",
                "/consumers", "/consumers/0", "/consumers/0/key_sha256",
            ]),
            value in prop::sample::select(vec![
                json!(null), json!(true), json!(-1), json!(1e300), json!(""), json!("é\u{0}"),
                json!([]), json!({}), json!([[]]), json!([{}, null]), json!({"": {}}),
                json!([429, "429", {"a": 1}]),
            ]),
        ) {
            let _ = from_value(&with(place, value), Options { allow_inline_secrets: true, is_rendered: false });
        }
    }
}
