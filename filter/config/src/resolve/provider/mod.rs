//! Providers: what they are, where, what they speak there, and the key.

mod auth;
mod endpoint;
mod headers;
mod hosts;
mod parts;
mod sigv4;
mod surfaces;

use std::sync::Arc;
use std::time::Duration;

use sluice_protocol::WireFormat;
use sluice_protocol::provider::{self, Kind};

use self::endpoint::endpoint;
use self::parts::Parts;
use super::{Problems, Timer, data, suggest};
use crate::{Auth, Concurrency, Endpoint, Host, Path, Provider, raw};

const DEFAULT_MAX_TOKENS: u64 = 4096;
const MAX_PATH: usize = 1024;
const MAX_NAME: usize = 64;
const MAX_IN_FLIGHT: u32 = 100_000;
const QUEUE: Timer = Timer {
    least: Duration::ZERO,
    most: Duration::from_secs(60),
    range: "from 0s to 1m",
};

pub(super) fn all(
    raw: &raw::Named<raw::Provider>,
    path: &Path,
    problems: &mut Problems<'_>,
) -> Vec<Arc<Provider>> {
    if raw.0.is_empty() {
        problems.add_if_whole(path.clone(), "there is no provider", "add one");
    }
    let providers = raw
        .0
        .iter()
        .map(|(name, provider)| one(name, provider, &path.key(name.clone()), problems));
    let mut providers: Vec<Provider> = providers.collect();
    providers.sort_by(|a, b| a.name.cmp(&b.name));
    for (slot, provider) in providers.iter_mut().enumerate() {
        provider.slot = slot;
    }
    providers.into_iter().map(Arc::new).collect()
}

fn one(name: &str, raw: &raw::Provider, path: &Path, problems: &mut Problems<'_>) -> Provider {
    if !is_provider_name(name) {
        problems.add(
            path.clone(),
            format!("{name:?} cannot be the name of a provider"),
            "use 1 to 64 of a-z 0-9 . _ -, and a letter or digit first",
        );
    }
    let kind = raw
        .kind
        .as_deref()
        .and_then(|kind| known_kind(kind, path, problems));
    let format = raw
        .format
        .as_deref()
        .and_then(|format| known_format(format, path, problems));
    if raw.kind.is_none() && raw.format.is_none() {
        problems.add_if_whole(
            path.key("kind"),
            "neither `kind` nor `format`",
            "name the provider by `kind`, or what it speaks by `format`",
        );
    }
    let mut parts = Parts::read(raw, kind, path, problems);
    let (endpoint, base) = place(raw, kind, &mut parts, path, problems);
    let mut builder = surfaces::Builder {
        raw,
        base: &base,
        parts: &mut parts,
        path,
        problems,
    };
    let surfaces = builder.build(kind, format);
    if raw.default_max_tokens == Some(0) {
        problems.add(
            path.key("default_max_tokens"),
            "0 leaves no room for an answer",
            "remove it",
        );
    }
    let outlier_detection = raw.outlier_detection.as_ref().map(|written| {
        let path = path.key("outlier_detection");
        hosts::outliers(written, &endpoint, &path, problems)
    });
    let auth = auth::authorization(raw.auth.as_ref(), kind, &mut parts, path, problems);
    parts.complain_of_unused(raw, kind, path, problems);
    Provider {
        name: name.to_owned(),
        kind,
        endpoint,
        base,
        surfaces,
        headers: headers::all(&raw.headers, &path.key("headers"), problems),
        auth,
        default_max_tokens: raw.default_max_tokens.unwrap_or(DEFAULT_MAX_TOKENS),
        data: data::policy(raw, path, problems),
        concurrency: concurrency(raw, path, problems),
        circuit_breaker: hosts::breaker(
            &raw.circuit_breaker,
            &path.key("circuit_breaker"),
            problems,
        ),
        outlier_detection,
        slot: 0,
    }
}

fn concurrency(
    raw: &raw::Provider,
    path: &Path,
    problems: &mut Problems<'_>,
) -> Option<Concurrency> {
    let Some(max) = raw.max_in_flight else {
        if raw.queue.is_some() && !problems.is_written(&path.key("max_in_flight")) {
            problems.add(
                path.key("queue"),
                "nothing waits where any number may be under way",
                "add `max_in_flight`, or remove it",
            );
        }
        return None;
    };
    if !(1..=MAX_IN_FLIGHT).contains(&max) {
        problems.add(
            path.key("max_in_flight"),
            format!("{max} is not a number from 1 to {MAX_IN_FLIGHT}"),
            "remove it to allow any number",
        );
    }
    let queue = raw.queue.as_deref();
    Some(Concurrency {
        max,
        queue: queue.map_or(Duration::ZERO, |queue| {
            QUEUE.read(queue, path.key("queue"), problems)
        }),
    })
}

fn known_kind(name: &str, path: &Path, problems: &mut Problems<'_>) -> Option<&'static Kind> {
    let kind = provider::named(name);
    if kind.is_none() {
        let names = provider::all().iter().map(|kind| kind.name);
        let hint = match suggest(name, names) {
            near if near.starts_with("did") => near,
            _ => "docs/reference/providers.md lists them; others are configured by `format` and `endpoint`".to_owned(),
        };
        problems.add(
            path.key("kind"),
            format!("unknown kind of provider {name:?}"),
            hint,
        );
    }
    kind
}

fn known_format(name: &str, path: &Path, problems: &mut Problems<'_>) -> Option<WireFormat> {
    let format = name.parse().ok();
    if format.is_none() {
        let hint = if provider::named(name).is_some() {
            format!("that is a kind: write `kind: {name}`")
        } else {
            suggest(name, WireFormat::ALL.iter().map(|format| format.name()))
        };
        problems.add(
            path.key("format"),
            format!("unknown wire format {name:?}"),
            hint,
        );
    }
    format
}

/// Where it is, and the path that its API stands below.
fn place(
    raw: &raw::Provider,
    kind: Option<&Kind>,
    parts: &mut Parts<'_>,
    path: &Path,
    problems: &mut Problems<'_>,
) -> (Endpoint, String) {
    let own = kind.filter(|kind| !kind.endpoint.is_empty());
    let url = match (&raw.endpoint, own) {
        (Some(url), _) => url.clone(),
        (None, Some(kind)) => parts.fill(kind.endpoint, path, problems),
        (None, None) => {
            let hint = match kind {
                Some(kind) => format!("only you know where your {} is: add `endpoint`", kind.title),
                None => "add `endpoint`".to_owned(),
            };
            // Who has neither a kind nor a format has heard of it.
            if raw.kind.is_none() == kind.is_none() && (kind.is_some() || raw.format.is_some()) {
                problems.add_missing(path.key("endpoint"), &hint);
            }
            return (nowhere(), String::new());
        }
    };
    let (found, base) = endpoint(&url).unwrap_or_else(|problem| {
        // With a part missing the kind's own is no URL either, which has been told.
        if raw.endpoint.is_some() {
            problems.add(
                path.key("endpoint"),
                problem,
                "write it like https://api.example.com",
            );
        }
        (nowhere(), String::new())
    });
    let base = match kind {
        Some(kind) if base.is_empty() => parts.fill(kind.base, path, problems),
        _ => base,
    };
    (found, base)
}

/// A server that is no provider: where it is, and the path that its API stands below.
pub(super) fn server(url: &str, path: &Path, problems: &mut Problems<'_>) -> (Endpoint, String) {
    endpoint(url).unwrap_or_else(|problem| {
        problems.add(
            path.key("endpoint"),
            problem,
            "write it like https://api.example.com",
        );
        (nowhere(), String::new())
    })
}

/// How calls to a server that is no provider are authorized; `path` is the server's.
pub(super) fn auth_alone(
    raw: &raw::Auth,
    path: &Path,
    problems: &mut Problems<'_>,
) -> Option<Auth> {
    let nothing = raw::Provider::default();
    let mut parts = Parts::read(&nothing, None, path, problems);
    auth::authorization(Some(raw), None, &mut parts, path, problems)
}

/// Headers that every call to a server that is no provider carries.
pub(super) fn headers_alone(
    raw: &raw::Named<String>,
    path: &Path,
    problems: &mut Problems<'_>,
) -> Vec<(String, String)> {
    headers::all(raw, path, problems)
}

fn nowhere() -> Endpoint {
    Endpoint {
        tls: true,
        host: Host::Dns(String::new()),
        port: 443,
    }
}

pub(super) fn is_provider_name(name: &str) -> bool {
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit();
    name.len() <= MAX_NAME
        && name.bytes().next().is_some_and(plain)
        && name.bytes().all(|b| plain(b) || b"._-".contains(&b))
}

fn is_path(text: &str) -> bool {
    text.starts_with('/')
        && text.len() <= MAX_PATH
        && text.bytes().all(|b| b.is_ascii_graphic() && b != b'#')
}
