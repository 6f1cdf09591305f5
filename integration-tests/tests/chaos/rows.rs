//! What goes wrong, a row each: what a provider does, and what the network does to it.

use sluice_harness::faulty::{FAULTS, FaultyUpstream, HEADER, Identity, TlsProvider};
use sluice_harness::free_port;

/// One way to fail.
#[derive(Clone, Copy)]
pub(crate) struct Row {
    pub(crate) name: &'static str,
    pub(crate) stage: &'static str,
    /// What the provider does, in a few words.
    pub(crate) about: &'static str,
    /// It only goes wrong in a stream.
    pub(crate) of_streams: bool,
    /// When it goes wrong, the client of a stream has bytes already.
    pub(crate) has_begun: bool,
    /// Formats beside the first two are tried with it too.
    pub(crate) is_for_all: bool,
    /// The endpoint of such a provider, where it is not the faulty upstream.
    endpoint: Option<fn(&Places) -> String>,
}

/// Where providers are.
pub(crate) struct Places {
    pub(crate) faulty: FaultyUpstream,
    pub(crate) untrusted: TlsProvider,
}

impl Places {
    pub(crate) fn start() -> Self {
        Self {
            faulty: FaultyUpstream::start(),
            untrusted: TlsProvider::start(Identity::Unknown, None),
        }
    }
}

/// A provider that cannot even be reached.
const fn unreachable(
    name: &'static str,
    about: &'static str,
    endpoint: fn(&Places) -> String,
) -> Row {
    Row {
        name,
        stage: "connection",
        about,
        of_streams: false,
        has_begun: false,
        is_for_all: false,
        endpoint: Some(endpoint),
    }
}

const UNREACHABLE: &[Row] = &[
    unreachable("refused", "listens nowhere", |_| {
        format!("http://127.0.0.1:{}", free_port())
    }),
    // By RFC 7686 such a name is resolved by nobody, and resolvers say so at once.
    unreachable("no-address", "has a name without an address", |_| {
        "http://provider.onion".to_owned()
    }),
    unreachable("no-tls", "does not speak TLS", |places| {
        format!("https://{}", places.faulty.address())
    }),
    unreachable("untrusted", "has a certificate nobody signed", |places| {
        places.untrusted.url()
    }),
];

/// Faults that are tried with every client format.
const FOR_ALL: &[&str] = &[
    "reset",
    "stall",
    "reset-mid-answer",
    "429-seconds",
    "429-retry-info",
    "500",
    "529",
    "error-as-200",
    "broken-json",
    "truncated-gzip",
    "error-first",
    "error-mid-stream",
    "ends-early",
];

impl Row {
    /// Every row.
    pub(crate) fn all() -> Vec<Self> {
        let faults = FAULTS.iter().map(|fault| Self {
            name: fault.name,
            stage: fault.stage.name(),
            about: fault.about,
            of_streams: fault.stage.is_of_streams(),
            has_begun: fault.stage.has_begun(),
            is_for_all: FOR_ALL.contains(&fault.name),
            endpoint: None,
        });
        UNREACHABLE.iter().copied().chain(faults).collect()
    }

    /// Such a provider, in the words of `gateway.yaml`.
    pub(crate) fn provider(&self, format: &str, places: &Places) -> String {
        match self.endpoint {
            Some(endpoint) => format!("{{format: {format}, endpoint: \"{}\"}}", endpoint(places)),
            None => format!(
                "{{format: {format}, endpoint: \"{}\", headers: {{{HEADER}: \"{}\"}}}}",
                places.faulty.url(),
                self.name
            ),
        }
    }
}
