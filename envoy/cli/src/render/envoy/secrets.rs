//! Provider keys, as Envoy reads them. The filter never sees one.

use serde_json::{Value, json};
use sluice_config::{Config, Key, Provider, SecretSource};

use super::{Place, typed, watch};

/// The file of a provider's key in the folder form.
pub(super) fn file_name(provider: &Provider) -> String {
    format!("secrets/{}.yaml", provider.name)
}

/// Whether the file of the key holds the key itself.
pub(super) fn is_inline(provider: &Provider) -> bool {
    let secret = provider.key().map(|key| &key.secret);
    matches!(secret, Some(SecretSource::Inline(_)))
}

/// Every key, for the static form.
pub(super) fn all(config: &Config) -> Vec<Value> {
    config
        .providers()
        .iter()
        .filter_map(|provider| Some(secret(provider, provider.key()?, false)))
        .collect()
}

/// The key of a provider, as a resource of its own.
pub(super) fn watched(provider: &Provider) -> Option<Value> {
    Some(secret(provider, provider.key()?, true))
}

fn secret(provider: &Provider, key: &Key, watched: bool) -> Value {
    let source = match &key.secret {
        SecretSource::Env(name) => json!({"environment_variable": name}),
        SecretSource::Inline(secret) => json!({"inline_string": secret.expose()}),
        SecretSource::File(path) => file(path, watched),
    };
    json!({"name": name(provider), "generic_secret": {"secret": source}})
}

/// A file, and whether Envoy reads it again when another is moved into its place.
pub(super) fn file(path: &str, watched: bool) -> Value {
    if !watched {
        return json!({"filename": path});
    }
    let (path, folder) = match path.rsplit_once('/') {
        Some(("", _)) => (path.to_owned(), "/"),
        Some((folder, _)) => (path.to_owned(), folder),
        // A name without a folder is no path to what watches it.
        None => (format!("./{path}"), "."),
    };
    json!({"filename": path, "watched_directory": {"path": folder}})
}

fn name(provider: &Provider) -> String {
    format!("provider-{}", provider.name)
}

/// The filter that puts the key into its header.
pub(super) fn injector(provider: &Provider, key: &Key, place: &Place) -> Value {
    let mut secret = json!({"name": name(provider)});
    if let Place::Folder(folder) = place {
        secret["sds_config"] = watch(folder, &file_name(provider));
    }
    let mut credential = json!({"header": key.header, "credential": secret});
    if !key.prefix.is_empty() {
        credential["header_value_prefix"] = json!(key.prefix);
    }
    json!({
        "name": "envoy.filters.http.credential_injector",
        "typed_config": typed(
            "envoy.extensions.filters.http.credential_injector.v3.CredentialInjector",
            json!({
                "overwrite": true,
                "credential": {
                    "name": "envoy.http.injected_credentials.generic",
                    "typed_config": typed(
                        "envoy.extensions.http.injected_credentials.generic.v3.Generic",
                        credential,
                    ),
                },
            }),
        ),
    })
}
