//! Provider keys, as Envoy reads them. The filter never sees one.

use serde_json::{Value, json};
use sluice_config::{Auth, Config, Provider, SecretSource};

use super::{Place, typed, watch};

/// The file of a provider's key in the folder form.
pub(super) fn file_name(provider: &Provider) -> String {
    format!("secrets/{}.yaml", provider.name)
}

/// Whether the file of the key holds the key itself.
pub(super) fn is_inline(provider: &Provider) -> bool {
    let secret = provider.auth.as_ref().map(|auth| &auth.secret);
    matches!(secret, Some(SecretSource::Inline(_)))
}

/// Every key, for the static form.
pub(super) fn all(config: &Config) -> Vec<Value> {
    config
        .providers()
        .iter()
        .filter_map(|provider| Some(secret(provider, provider.auth.as_ref()?, false)))
        .collect()
}

/// The key of a provider, as a resource of its own.
pub(super) fn watched(provider: &Provider) -> Option<Value> {
    Some(secret(provider, provider.auth.as_ref()?, true))
}

fn secret(provider: &Provider, auth: &Auth, watched: bool) -> Value {
    let source = match &auth.secret {
        SecretSource::Env(name) => json!({"environment_variable": name}),
        SecretSource::Inline(secret) => json!({"inline_string": secret.expose()}),
        SecretSource::File(file) if watched => {
            let folder = match file.rsplit_once('/') {
                Some(("", _)) => "/",
                Some((folder, _)) => folder,
                None => ".",
            };
            json!({"filename": file, "watched_directory": {"path": folder}})
        }
        SecretSource::File(file) => json!({"filename": file}),
    };
    json!({"name": name(provider), "generic_secret": {"secret": source}})
}

fn name(provider: &Provider) -> String {
    format!("provider-{}", provider.name)
}

/// The filter that puts the key into its header.
pub(super) fn injector(provider: &Provider, auth: &Auth, place: &Place) -> Value {
    let mut secret = json!({"name": name(provider)});
    if let Place::Folder(folder) = place {
        secret["sds_config"] = watch(folder, &file_name(provider));
    }
    let mut credential = json!({"header": auth.header, "credential": secret});
    if !auth.prefix.is_empty() {
        credential["header_value_prefix"] = json!(auth.prefix);
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
