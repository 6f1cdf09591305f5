//! Services that guardrails ask: what they are, where, and the key.

use std::sync::Arc;
use std::time::Duration;

use sluice_guard::CheckSpec;
use sluice_guard::services::Needs;

use super::provider::{self, is_provider_name};
use super::{Problems, Timer, suggest};
use crate::{Path, Provider, Server, Service, ServicePlace, raw};

const MAX_MODEL: usize = 256;
const OF_SERVER: Duration = Duration::from_secs(3);
const OF_MODEL: Duration = Duration::from_secs(10);
const TIMEOUT: Timer = Timer {
    least: Duration::from_millis(1),
    most: Duration::from_secs(60),
    range: "from 1ms to 1m",
};

pub(super) fn all(
    raw: &raw::Named<raw::Service>,
    providers: &[Arc<Provider>],
    path: &Path,
    problems: &mut Problems<'_>,
) -> Vec<Arc<Service>> {
    let all = raw.0.iter();
    let all = all.filter_map(|(name, service)| {
        one(name, service, providers, &path.key(name.clone()), problems).map(Arc::new)
    });
    let all = all.collect();
    super::sorted(all, |service: &Service| &service.name)
}

fn one(
    name: &str,
    raw: &raw::Service,
    providers: &[Arc<Provider>],
    path: &Path,
    problems: &mut Problems<'_>,
) -> Option<Service> {
    if !is_provider_name(name) {
        problems.add(
            path.clone(),
            format!("{name:?} cannot be the name of a service"),
            "use 1 to 64 of a-z 0-9 . _ -, and a letter or digit first",
        );
    }
    let timeout = raw
        .timeout
        .as_deref()
        .map(|written| TIMEOUT.read(written, path.key("timeout"), problems));
    let (place, usual) = match (&raw.endpoint, &raw.provider) {
        (Some(_), Some(_)) => {
            problems.add(
                path.clone(),
                "both `endpoint` and `provider`",
                "a service is a server or a model",
            );
            return None;
        }
        (None, None) => {
            problems.add_if_whole(
                path.clone(),
                "neither `endpoint` nor `provider`",
                "name a server by `endpoint`, or a model by `provider` and `model`",
            );
            return None;
        }
        (Some(url), None) => (server(url, raw, path, problems), OF_SERVER),
        (None, Some(provider)) => (model(provider, raw, providers, path, problems)?, OF_MODEL),
    };
    Some(Service {
        name: name.to_owned(),
        timeout: timeout.unwrap_or(usual),
        place,
    })
}

fn server(url: &str, raw: &raw::Service, path: &Path, problems: &mut Problems<'_>) -> ServicePlace {
    if raw.model.is_some() {
        problems.add(
            path.key("model"),
            "a server has none",
            "remove it, or write `provider` in place of `endpoint`",
        );
    }
    let (endpoint, base) = provider::server(url, path, problems);
    let headers = provider::headers_alone(&raw.headers, &path.key("headers"), problems);
    ServicePlace::Server(Server {
        endpoint,
        base,
        headers,
        auth: auth(raw, path, problems),
    })
}

fn auth(raw: &raw::Service, path: &Path, problems: &mut Problems<'_>) -> Option<crate::Auth> {
    let auth = raw.auth.as_ref()?;
    if let Some(sigv4) = &auth.sigv4 {
        let at = path.key("auth").key("sigv4");
        if sigv4.region.is_none() {
            problems.add_missing(at.key("region"), "add the region to sign for, `us-east-1`");
            return None;
        }
        if sigv4.service.is_none() {
            problems.add_missing(at.key("service"), "add the service to sign for, `bedrock`");
            return None;
        }
    }
    provider::auth_alone(auth, path, problems)
}

fn model(
    name: &str,
    raw: &raw::Service,
    providers: &[Arc<Provider>],
    path: &Path,
    problems: &mut Problems<'_>,
) -> Option<ServicePlace> {
    for (key, is_written) in [
        ("auth", raw.auth.is_some()),
        ("headers", !raw.headers.is_empty()),
    ] {
        if is_written {
            problems.add(path.key(key), "the provider has its own", "remove it");
        }
    }
    let model = match raw.model.as_deref() {
        Some(model)
            if model.is_empty()
                || model.len() > MAX_MODEL
                || model.chars().any(|char| char.is_control() || char == '*') =>
        {
            let hint = "use 1 to 256 characters";
            problems.add(path.key("model"), "not the name of a model", hint);
            None
        }
        Some(model) => Some(model.to_owned()),
        None => {
            problems.add_missing(path.key("model"), "add the model to ask");
            None
        }
    };
    let found = providers.iter().find(|provider| provider.name == name);
    if found.is_none() && !problems.known.providers.iter().any(|known| known == name) {
        let names = providers.iter().map(|provider| provider.name.as_str());
        problems.add(
            path.key("provider"),
            format!("unknown provider {name:?}"),
            suggest(name, names),
        );
    }
    Some(ServicePlace::Model {
        provider: Arc::clone(found?),
        model: model?,
    })
}

/// Whether the service that a check asks is there, and is what the check needs.
pub(super) fn check(
    check: &CheckSpec,
    gateway: &raw::Gateway,
    path: &Path,
    problems: &mut Problems<'_>,
) {
    let CheckSpec::Service(spec) = check else {
        return;
    };
    let path = path.key("service").key("service");
    let all = &gateway.services.0;
    let name = spec.service();
    let Some((_, service)) = all.iter().find(|(known, _)| known == name) else {
        if !problems.known.services.iter().any(|known| known == name) {
            let hint = if all.is_empty() {
                "add it to `services`".to_owned()
            } else {
                suggest(name, all.iter().map(|(name, _)| name.as_str()))
            };
            problems.add(path, format!("unknown service {name:?}"), hint);
        }
        return;
    };
    match spec.needs() {
        Needs::Endpoint if service.endpoint.is_none() && service.provider.is_some() => {
            problems.add(
                path,
                format!("{name:?} is a model, and a server is needed"),
                "name a service with an `endpoint`",
            );
        }
        Needs::Model if service.provider.is_none() && service.endpoint.is_some() => {
            problems.add(
                path,
                format!("{name:?} is a server, and a model is needed"),
                "name a service with `provider` and `model`",
            );
        }
        Needs::Endpoint | Needs::Model => {}
    }
}
