//! Keys of providers and services, as Envoy reads them. The filter never sees one.

use serde_json::{Value, json};
use sluice_config::{Config, Key, SecretSource};

use super::{Place, typed, watch};

/// Whose key it is.
#[derive(Debug, Clone, Copy)]
pub(super) enum Owner<'a> {
    /// The provider of this name.
    Provider(&'a str),
    /// The service of this name.
    Service(&'a str),
}

impl Owner<'_> {
    /// The file of the key in the folder form.
    pub(super) fn file_name(self) -> String {
        match self {
            Self::Provider(name) => format!("secrets/{name}.yaml"),
            Self::Service(name) => format!("secrets/services/{name}.yaml"),
        }
    }

    /// What Envoy calls the key.
    fn name(self) -> String {
        match self {
            Self::Provider(name) => format!("provider-{name}"),
            Self::Service(name) => format!("service-{name}"),
        }
    }
}

/// Every key, and whose it is.
pub(super) fn keys(config: &Config) -> impl Iterator<Item = (Owner<'_>, &Key)> {
    let providers = config.providers().iter();
    let of_providers =
        providers.filter_map(|provider| Some((Owner::Provider(&provider.name), provider.key()?)));
    let services = config.services().iter();
    let of_services = services
        .filter_map(|service| Some((Owner::Service(&service.name), service.server()?.key()?)));
    of_providers.chain(of_services)
}

/// Whether the file of the key holds the key itself.
pub(super) const fn is_inline(key: &Key) -> bool {
    matches!(key.secret, SecretSource::Inline(_))
}

/// Every key, for the static form.
pub(super) fn all(config: &Config) -> Vec<Value> {
    let keys = keys(config);
    keys.map(|(owner, key)| secret(owner, key, false)).collect()
}

/// A key as a resource of its own.
pub(super) fn watched(owner: Owner<'_>, key: &Key) -> Value {
    secret(owner, key, true)
}

fn secret(owner: Owner<'_>, key: &Key, watched: bool) -> Value {
    let source = match &key.secret {
        SecretSource::Env(name) => json!({"environment_variable": name}),
        SecretSource::Inline(secret) => json!({"inline_string": secret.expose()}),
        SecretSource::File(path) => file(path, watched),
    };
    json!({"name": owner.name(), "generic_secret": {"secret": source}})
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

/// The filter that puts the key into its header.
pub(super) fn injector(owner: Owner<'_>, key: &Key, place: &Place) -> Value {
    let mut secret = json!({"name": owner.name()});
    if let Place::Folder(folder) = place {
        secret["sds_config"] = watch(folder, &owner.file_name());
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
