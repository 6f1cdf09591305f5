//! The one constructor: raw types in, [`Config`] or every problem out.

mod access;
mod data;
mod guardrail;
mod model;
mod names;
mod provider;
mod routing;
mod service;

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;

use crate::error::Segment;
use crate::shape::Taken;
use crate::{Config, ConfigError, Limits, Listener, Path, Timeouts, raw, units};

pub(crate) use self::data::account_for;
pub(crate) use self::model::needs;

/// Larger bodies would not leave the filter room for a translation of them in
/// its 256 MiB.
const MAX_BODY: u64 = 32 << 20;
const DEFAULT_ADMIN: &str = "127.0.0.1:9901";

/// What is allowed on request only.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Options {
    /// Accept `inline` keys of providers.
    pub allow_inline_secrets: bool,
    /// Leave out what takes time and was done before the filter was handed the file: to
    /// compile the patterns of guardrails.
    pub is_rendered: bool,
}

/// Checks a gateway, with the default options.
///
/// # Errors
///
/// Every problem found.
pub fn resolve(gateway: &raw::Gateway) -> Result<Config, Vec<ConfigError>> {
    resolve_with(gateway, Options::default())
}

/// Checks a gateway.
///
/// # Errors
///
/// Every problem found.
pub fn resolve_with(gateway: &raw::Gateway, options: Options) -> Result<Config, Vec<ConfigError>> {
    let mut problems = Problems {
        all: Vec::new(),
        options,
        known: &Known::default(),
    };
    let config = build(gateway, &mut problems);
    if problems.all.is_empty() {
        Ok(config)
    } else {
        Err(problems.all)
    }
}

/// The problems of a gateway of which parts were taken out because of faults of
/// shape. Nothing is said about what only those parts could tell.
pub(crate) fn resolve_partial(
    gateway: &raw::Gateway,
    options: Options,
    known: &Known,
) -> Vec<ConfigError> {
    let mut problems = Problems {
        all: Vec::new(),
        options,
        known,
    };
    build(gateway, &mut problems);
    problems.all
}

/// The names in a document, whether or not what they stand for could be read.
#[derive(Default)]
pub(crate) struct Known {
    document: Option<Value>,
    taken: Taken,
    providers: Vec<String>,
    models: Vec<String>,
    services: Vec<String>,
}

impl Known {
    pub(crate) fn of(document: &Value, taken: &Taken) -> Self {
        let names = |key| match document.get(key) {
            Some(Value::Object(map)) => map.keys().cloned().collect(),
            _ => Vec::new(),
        };
        Self {
            document: Some(document.clone()),
            taken: taken.clone(),
            providers: names("providers"),
            models: names("models"),
            services: names("services"),
        }
    }
}

/// Collects problems on the way, and says what may be left unsaid.
struct Problems<'a> {
    all: Vec<ConfigError>,
    options: Options,
    known: &'a Known,
}

impl Problems<'_> {
    fn add(&mut self, path: Path, problem: impl Into<String>, hint: impl Into<String>) {
        self.all.push(ConfigError::new(path, problem, hint));
    }

    /// Adds a problem that may come from a part that was taken out.
    fn add_if_whole(&mut self, path: Path, problem: &str, hint: &str) {
        if self.known.document.is_none() {
            self.add(path, problem, hint);
        }
    }

    /// Adds that the value at `path` is missing, unless it is there and was taken out.
    fn add_missing(&mut self, path: Path, hint: &str) {
        if !self.is_written(&path) {
            self.add(path, "required and missing", hint);
        }
    }

    /// Whether parts were taken out, and this was in the document before.
    fn is_written(&self, path: &Path) -> bool {
        let Some(document) = &self.known.document else {
            return false;
        };
        let mut at = Some(document);
        for segment in self.known.taken.original(path).segments() {
            at = match segment {
                Segment::Key(key) => at.and_then(|value| value.get(key)),
                Segment::Index(index) => at.and_then(|value| value.get(index)),
            };
        }
        at.is_some()
    }
}

/// Where there is a problem the result is not to be used.
fn build(gateway: &raw::Gateway, problems: &mut Problems<'_>) -> Config {
    let root = Path::root();
    let listener = listener(&gateway.listener, &root.key("listener"), problems);
    let admin = admin(gateway.admin.as_deref(), &root.key("admin"), problems);
    if let Some(admin) = admin
        && admin.port() == listener.port
        && (admin.ip() == listener.address || listener.address.is_unspecified())
    {
        problems.add(
            root.key("admin"),
            format!("port {} is the listener's too", listener.port),
            "choose another port",
        );
    }
    let limits = limits(&gateway.limits, &root.key("limits"), problems);
    let timeouts = timeouts(&gateway.timeouts, &root.key("timeouts"), problems);
    let providers = provider::all(&gateway.providers, &root.key("providers"), problems);
    let reliability = routing::reliability(&gateway.routing, &root.key("routing"), problems);
    let catalogue = routing::catalogue(&gateway.catalogue, &root.key("catalogue"), problems);
    let parts = model::Parts {
        gateway,
        providers: &providers,
        catalogue: &catalogue,
        timeouts,
    };
    let (models, direct, slots) = model::all(&parts, &root.key("models"), problems);
    let names = names::all(gateway, &models, &root.key("models"), problems);
    let (access, consumers) = access::all(gateway, &providers, problems);
    let services_path = root.key("services");
    let services = service::all(&gateway.services, &providers, &services_path, problems);
    let guardrails = guardrail::all(gateway, &root.key("guardrails"), problems);
    Config {
        listener,
        admin,
        access_log: Some(gateway.access_log.path.clone()).filter(|path| !path.is_empty()),
        access,
        limits,
        timeouts,
        providers,
        models,
        consumers,
        services,
        guardrails,
        reliability,
        catalogue,
        direct,
        names,
        slots,
    }
}

fn listener(raw: &raw::Listener, path: &Path, problems: &mut Problems<'_>) -> Listener {
    let address = raw.address.parse().unwrap_or_else(|_| {
        problems.add(
            path.key("address"),
            format!("{:?} is not an IP address", raw.address),
            "0.0.0.0 is every address of this machine, 127.0.0.1 only itself",
        );
        IpAddr::from([0, 0, 0, 0])
    });
    if raw.port == 0 {
        problems.add(path.key("port"), "0 is not a port", "choose 1 to 65535");
    }
    Listener {
        address,
        port: raw.port,
    }
}

fn admin(raw: Option<&str>, path: &Path, problems: &mut Problems<'_>) -> Option<SocketAddr> {
    let written = raw.unwrap_or(DEFAULT_ADMIN);
    if written == "none" {
        return None;
    }
    let address = written
        .parse::<SocketAddr>()
        .ok()
        .filter(|address| address.port() != 0);
    if address.is_none() {
        problems.add(
            path.clone(),
            format!("{written:?} is not an address and port"),
            format!("write {DEFAULT_ADMIN}, or none"),
        );
    }
    address
}

fn limits(raw: &raw::Limits, path: &Path, problems: &mut Problems<'_>) -> Limits {
    let mut read = |key: &str, written: &str| {
        let bytes = units::size(written).filter(|bytes| (1024..=MAX_BODY).contains(bytes));
        if bytes.is_none() {
            problems.add(
                path.key(key),
                format!("{written:?} is not a size from 1KiB to 32MiB"),
                "write it like 16MiB",
            );
        }
        bytes
            .and_then(|bytes| usize::try_from(bytes).ok())
            .unwrap_or_default()
    };
    Limits {
        request_body: read("request_body", &raw.request_body),
        response_body: read("response_body", &raw.response_body),
    }
}

fn timeouts(raw: &raw::Timeouts, path: &Path, problems: &mut Problems<'_>) -> Timeouts {
    let mut read = |key: &str, written: &str| Timer::WAIT.read(written, path.key(key), problems);
    let idle = read("idle", &raw.idle);
    Timeouts {
        connect: read("connect", &raw.connect),
        first_token: raw
            .first_token
            .as_deref()
            .map_or(idle, |written| read("first_token", written)),
        idle,
        answer: read("answer", &raw.answer),
    }
}

/// What durations are accepted.
struct Timer {
    least: Duration,
    most: Duration,
    /// Both, for people.
    range: &'static str,
}

impl Timer {
    /// For something to happen.
    const WAIT: Self = Self {
        least: Duration::from_millis(1),
        most: Duration::from_secs(24 * 60 * 60),
        range: "from 1ms to 24h",
    };

    fn read(&self, written: &str, path: Path, problems: &mut Problems<'_>) -> Duration {
        let range = self.least..=self.most;
        let found = units::duration(written).filter(|found| range.contains(found));
        found.unwrap_or_else(|| {
            problems.add(
                path,
                format!("{written:?} is not a duration {}", self.range),
                "write it like 500ms, 5s or 10m",
            );
            // Nothing more is to be said about it.
            self.most
        })
    }
}

/// Names of models and consumers.
fn is_name(name: &str) -> bool {
    (1..=128).contains(&name.len())
        && name
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"._:/-".contains(&b))
}

const NAME_HINT: &str = "use 1 to 128 of a-z A-Z 0-9 . _ : / -";

/// A hint that names the entry most like `written`, or all of them.
fn suggest<'a>(written: &str, names: impl Iterator<Item = &'a str>) -> String {
    let names: Vec<&str> = names.collect();
    if let Some(near) = names
        .iter()
        .find(|name| crate::shape::distance(name, written) <= 2)
    {
        return format!("did you mean `{near}`?");
    }
    match names.len() {
        0 => String::new(),
        1..=8 => format!("known are {}", names.join(", ")),
        _ => format!("{} are known, none is alike", names.len()),
    }
}

/// Sorts by name. Duplicates cannot be, as the names were keys of a map.
fn sorted<T>(mut items: Vec<Arc<T>>, name_of: fn(&T) -> &str) -> Vec<Arc<T>> {
    items.sort_by(|a, b| name_of(a).cmp(name_of(b)));
    items
}
