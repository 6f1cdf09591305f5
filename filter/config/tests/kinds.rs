//! Providers that are named by their kind.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests fail by panicking")]

use serde_json::{Value, json};
use sluice_config::{
    Auth, AwsCredentials, ConfigError, Options, PluginConfig, Provider, SecretSource, from_value,
    raw_from_value,
};
use sluice_protocol::WireFormat::{AnthropicMessages, OpenAiChat};

fn document(provider: &Value) -> Value {
    json!({
        "version": "v1",
        "access": "open",
        "providers": {"p": provider},
        "models": {"m": {"targets": [{"provider": "p", "model": "a model"}]}},
    })
}

fn resolved(provider: &Value) -> Result<Provider, Vec<ConfigError>> {
    let config = from_value(&document(provider), Options::default())?;
    Ok(config.provider("p").unwrap().as_ref().clone())
}

fn known(provider: &Value) -> Provider {
    resolved(provider).unwrap_or_else(|errors| panic!("{errors:?}"))
}

/// One error, at `path` below the provider, that says `words`.
#[track_caller]
fn refused(provider: &Value, path: &str, words: &str) {
    let errors = resolved(provider).unwrap_err();
    assert_eq!(errors.len(), 1, "{errors:?}");
    assert_eq!(errors[0].path.to_string(), format!("$.providers.p{path}"));
    assert!(errors[0].to_string().contains(words), "{}", errors[0]);
}

#[test]
fn a_kind_is_all_that_is_needed_where_there_is_one_of_it() {
    let openai = known(&json!({"kind": "openai"}));
    assert_eq!(openai.endpoint.authority(), "api.openai.com");
    assert!(openai.endpoint.tls);
    assert_eq!(openai.surface(AnthropicMessages).format, OpenAiChat);
    assert_eq!(
        openai.surfaces.first.path("m", false),
        "/v1/chat/completions"
    );
    let key = openai.key().unwrap();
    assert_eq!(
        (key.header.as_str(), key.prefix),
        ("authorization", "Bearer ")
    );
    assert_eq!(key.secret, SecretSource::Env("OPENAI_API_KEY".to_owned()));

    let anthropic = known(&json!({"kind": "anthropic", "auth": {"file": "/key"}}));
    let key = anthropic.key().unwrap();
    assert_eq!((key.header.as_str(), key.prefix), ("x-api-key", ""));
    assert_eq!(key.secret, SecretSource::File("/key".to_owned()));
    let surface = anthropic.surface(OpenAiChat);
    assert_eq!(surface.anthropic_version.as_deref(), Some("2023-06-01"));

    let local = known(&json!({"kind": "ollama"}));
    assert_eq!(local.endpoint.authority(), "127.0.0.1:11434");
    assert_eq!(local.auth, None);
}

#[test]
fn a_provider_of_several_formats_has_a_surface_for_each() {
    let deepseek = known(&json!({"kind": "deepseek"}));
    let path = |client| deepseek.surface(client).path("m", true).into_owned();
    assert_eq!(path(OpenAiChat), "/v1/chat/completions");
    assert_eq!(path(AnthropicMessages), "/anthropic/v1/messages");
    let one = known(&json!({"kind": "deepseek", "format": "openai-chat"}));
    assert_eq!(one.surface(AnthropicMessages).format, OpenAiChat);
    refused(
        &json!({"kind": "groq", "format": "anthropic-messages"}),
        ".format",
        "use openai-chat",
    );
}

#[test]
fn a_path_in_the_endpoint_takes_the_place_of_the_base_path() {
    let path = |provider: Value| {
        let provider = known(&provider);
        provider.surfaces.first.path("m", false).into_owned()
    };
    let vllm = |endpoint: &str| path(json!({"kind": "groq", "endpoint": endpoint}));
    assert_eq!(vllm("http://proxy:1"), "/openai/v1/chat/completions");
    assert_eq!(vllm("http://proxy:1/groq/v1/"), "/groq/v1/chat/completions");
    assert_eq!(
        path(json!({"kind": "groq", "path": "/x/{model}?a=1"})),
        "/x/m?a=1"
    );
    refused(
        &json!({"kind": "deepseek", "path": "/x"}),
        ".path",
        "say which one by `format`",
    );
    refused(
        &json!({"kind": "bedrock-claude", "region": "r", "path": "/x"}),
        ".path",
        "one path for streams",
    );
    refused(
        &json!({"kind": "groq", "path": "/{who}"}),
        ".path",
        "remove {who}",
    );
}

#[test]
fn what_only_the_user_knows_is_asked_for() {
    refused(
        &json!({"kind": "azure-openai"}),
        ".resource",
        "add `resource`",
    );
    refused(
        &json!({"kind": "vertex-claude"}),
        ".project",
        "add `project`",
    );
    refused(&json!({"kind": "bedrock"}), ".region", "add `region`");
    refused(&json!({"kind": "cloudflare"}), ".account", "add `account`");
    refused(
        &json!({"kind": "groq", "region": "us"}),
        ".region",
        "Groq has no place for it",
    );
    refused(
        &json!({"kind": "bedrock", "region": "eu/west"}),
        ".region",
        "cannot be a part of a URL",
    );
    // The region is signed for even if it is not in the address.
    refused(
        &json!({"kind": "bedrock", "endpoint": "https://vpce-1.example.com"}),
        ".region",
        "add `region`",
    );
}

#[test]
fn parts_go_into_address_and_paths() {
    let vertex = json!({"kind": "vertex-claude", "project": "p-1", "region": "europe-west1"});
    let vertex = known(&vertex);
    assert_eq!(
        vertex.endpoint.authority(),
        "europe-west1-aiplatform.googleapis.com"
    );
    assert_eq!(
        vertex.surfaces.first.path("claude@1", true),
        "/v1/projects/p-1/locations/europe-west1/publishers/anthropic/models/claude@1:streamRawPredict"
    );
    let global = known(&json!({"kind": "vertex-claude", "project": "p-1"}));
    assert_eq!(global.endpoint.authority(), "aiplatform.googleapis.com");

    let azure = json!({"kind": "azure-openai-deployments", "resource": "r", "deployment": "d", "api_version": "v"});
    let azure = known(&azure);
    assert_eq!(azure.endpoint.authority(), "r.openai.azure.com");
    assert_eq!(
        azure.surfaces.first.path("m", false),
        "/openai/deployments/d/chat/completions?api-version=v"
    );
}

#[test]
fn a_kind_or_a_format_is_needed_and_must_be_known() {
    refused(
        &json!({"endpoint": "https://h"}),
        ".kind",
        "neither `kind` nor `format`",
    );
    refused(&json!({"kind": "grok"}), ".kind", "did you mean `groq`?");
    refused(&json!({"kind": "nobody"}), ".kind", "providers.md");
    refused(
        &json!({"format": "mistral", "endpoint": "https://h"}),
        ".format",
        "write `kind: mistral`",
    );
    refused(
        &json!({"format": "openai-chat"}),
        ".endpoint",
        "required and missing",
    );
    refused(
        &json!({"kind": "groq", "anthropic_version": "1"}),
        ".anthropic_version",
        "no such header",
    );
}

#[test]
fn requests_are_signed_with_credentials_from_one_place() {
    let signed = |sigv4: Value| {
        let provider = json!({"kind": "bedrock", "region": "eu-west-1", "auth": {"sigv4": sigv4}});
        match known(&provider).auth {
            Some(Auth::SigV4(sigv4)) => sigv4,
            other => panic!("{other:?}"),
        }
    };
    let usual = signed(json!({}));
    assert_eq!(
        (usual.region.as_str(), usual.service.as_str()),
        ("eu-west-1", "bedrock")
    );
    assert_eq!(usual.credentials, AwsCredentials::Chain);
    assert_eq!(
        Some(Auth::SigV4(usual)),
        known(&json!({"kind": "bedrock", "region": "eu-west-1"})).auth
    );
    assert_eq!(signed(json!({"region": "us-east-1"})).region, "us-east-1");
    assert_eq!(
        signed(json!({"credentials": "container"})).credentials,
        AwsCredentials::Container
    );
    assert_eq!(
        signed(json!({"role_arn": "arn:aws:iam::1:role/r", "token_file": "/t"})).credentials,
        AwsCredentials::WebIdentity {
            token_file: "/t".to_owned(),
            role_arn: "arn:aws:iam::1:role/r".to_owned(),
            session_name: None,
        }
    );
    for (sigv4, path, words) in [
        (json!({"profile": "p"}), ".profile", "add `file`"),
        (json!({"token_file": "/t"}), ".token_file", "add `role_arn`"),
        (json!({"role_arn": "r"}), ".role_arn", "arn:aws:iam"),
        (json!({"region": "EU"}), ".region", "a-z 0-9 -"),
        (
            json!({"file": "/f", "credentials": "instance"}),
            "",
            "more than once",
        ),
        (
            json!({"credentials": "magic"}),
            ".credentials",
            "unknown value",
        ),
    ] {
        let provider = json!({"kind": "bedrock", "region": "r-1", "auth": {"sigv4": sigv4}});
        refused(&provider, &format!(".auth.sigv4{path}"), words);
    }
    refused(
        &json!({"kind": "groq", "region": "r", "auth": {"sigv4": {}}}),
        ".auth.sigv4.service",
        "`bedrock`",
    );
    refused(
        &json!({"kind": "bedrock", "region": "r", "auth": {"sigv4": {}, "env": "K"}}),
        ".auth",
        "both `sigv4` and a key",
    );
    let bearer = json!({"kind": "bedrock", "region": "r", "auth": {"bearer": {"env": "AWS_BEARER_TOKEN_BEDROCK"}}});
    assert_eq!(known(&bearer).key().unwrap().prefix, "Bearer ");
}

#[test]
fn headers_of_an_account_are_no_place_for_keys() {
    let headers = |headers: Value| json!({"kind": "openai", "headers": headers});
    let openai = known(&headers(
        json!({"OpenAI-Organization": "org-1", "x-team": "a b"}),
    ));
    assert_eq!(
        openai.headers,
        [
            ("openai-organization".to_owned(), "org-1".to_owned()),
            ("x-team".to_owned(), "a b".to_owned())
        ]
    );
    for (name, value) in [
        ("Authorization", "x"),
        ("x-api-key", "x"),
        ("x-goog-api-key", "x"),
        ("X-Auth-Token", "x"),
        ("x-team", "sk-hunter2"),
        ("x-team", "Bearer hunter2"),
    ] {
        let errors = resolved(&headers(json!({name: value}))).unwrap_err();
        assert!(
            errors[0].to_string().contains("move it to `auth`"),
            "{errors:?}"
        );
        assert!(!format!("{errors:?}").contains("hunter2"), "{errors:?}");
    }
    for (name, value) in [
        ("Host", "h"),
        ("x-sluice-target", "t"),
        ("x-a", "é"),
        ("x-a", ""),
    ] {
        let at = format!(".headers.{name}");
        refused(&headers(json!({name: value})), &at, "");
    }
    refused(
        &headers(json!({"X-A": "1", "x-a": "2"})),
        ".headers.x-a",
        "twice",
    );
}

#[test]
fn the_filter_takes_a_kind_as_the_command_does_but_no_keys_and_headers() {
    let provider = json!({"kind": "azure-openai", "resource": "r", "auth": {"env": "SECRET_NAME"}, "headers": {"x-team": "checkout"}});
    let gateway = raw_from_value(&document(&provider)).unwrap();
    let written = PluginConfig::write_provider("1", "p", &gateway).to_string();
    assert!(
        !written.contains("SECRET_NAME") && !written.contains("checkout"),
        "{written}"
    );
    let read = PluginConfig::from_json(written.as_bytes()).unwrap();
    let found = read.config().provider("p").unwrap();
    assert_eq!(found.surfaces, known(&provider).surfaces);
}

#[test]
fn the_filter_asks_for_no_part_that_the_command_did_not() {
    let moved = "http://127.0.0.1:1";
    for provider in [
        json!({"kind": "bedrock", "endpoint": moved, "auth": {"bearer": {"env": "SECRET_NAME"}}}),
        json!({"kind": "bedrock", "endpoint": moved, "auth": {"sigv4": {"region": "us-east-1", "file": "/secret"}}}),
        json!({"kind": "bedrock", "endpoint": moved, "region": "us-east-1"}),
        json!({"format": "bedrock-converse", "endpoint": moved, "region": "us-east-1", "auth": {"sigv4": {"service": "bedrock"}}}),
    ] {
        let gateway = raw_from_value(&document(&provider)).unwrap();
        let written = PluginConfig::write_provider("1", "p", &gateway).to_string();
        assert!(!written.to_lowercase().contains("secret"), "{written}");
        let read = PluginConfig::from_json(written.as_bytes());
        let found = read.map(|read| read.config().provider("p").unwrap().surfaces.clone());
        assert_eq!(
            found.ok(),
            Some(known(&provider).surfaces.clone()),
            "{provider}"
        );
    }
}

#[test]
fn every_kind_of_the_table_can_be_configured() {
    for kind in sluice_protocol::provider::all() {
        let mut provider = json!({"kind": kind.name});
        let mut missing = resolved(&provider).err().unwrap_or_default();
        while let Some(error) = missing.pop() {
            let path = error.path.to_string();
            let part = path.strip_prefix("$.providers.p.").unwrap();
            let value = if part == "endpoint" {
                "http://127.0.0.1:1"
            } else {
                "a"
            };
            assert!(provider.get(part).is_none(), "{}: {error}", kind.name);
            provider[part] = json!(value);
        }
        assert_eq!(known(&provider).kind.unwrap().name, kind.name);
    }
}
