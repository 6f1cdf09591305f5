//! A provider: where it is, what it speaks there, and how calls are authorized.

use std::borrow::Cow;
use std::net::IpAddr;

use sluice_protocol::chat::ApiError;
use sluice_protocol::envelope::Envelope;
use sluice_protocol::provider::{Kind, Quirks, Template, Way};
use sluice_protocol::{WireFormat, aws};

use super::hosts::{CircuitBreaker, OutlierDetection};
use super::routing::{Concurrency, DataPolicy};
use crate::Secret;

/// An account at a provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Provider {
    /// Its name: `[a-z0-9][a-z0-9._-]*`, at most 64 bytes.
    pub name: String,
    /// Its row in the table of providers, unless it is known by its format alone.
    pub kind: Option<&'static Kind>,
    /// Where it is.
    pub endpoint: Endpoint,
    /// The path that its API stands below; empty, or starts with `/` and does not
    /// end with it.
    pub base: String,
    /// What it speaks.
    pub surfaces: Surfaces,
    /// Headers that every call carries, by lowercase name. Always none in the filter.
    pub headers: Vec<(String, String)>,
    /// How calls are authorized. Means nothing in the filter, which never sees a key.
    pub auth: Option<Auth>,
    /// The output limit sent where the format demands one and the client gave none.
    pub default_max_tokens: u64,
    /// What it promises about data.
    pub data: DataPolicy,
    /// How many requests it may have under way; any number if none.
    pub concurrency: Option<Concurrency>,
    /// Envoy's own limits. Means nothing in the filter.
    pub circuit_breaker: CircuitBreaker,
    /// When Envoy leaves one of its hosts alone. Means nothing in the filter.
    pub outlier_detection: Option<OutlierDetection>,
    /// Its place in [`crate::Config::providers`], by which what is measured of it is found.
    pub slot: usize,
}

impl Provider {
    /// The key that calls carry, if they are authorized by one.
    #[must_use]
    pub const fn key(&self) -> Option<&Key> {
        match &self.auth {
            Some(Auth::Key(key)) => Some(key),
            Some(Auth::SigV4(_)) | None => None,
        }
    }

    /// Envoy's cluster for requests to it.
    #[must_use]
    pub fn cluster(&self) -> String {
        Self::cluster_of(&self.name)
    }

    /// Envoy's cluster for requests to the provider of this name.
    #[must_use]
    pub fn cluster_of(name: &str) -> String {
        format!("provider-{name}")
    }

    /// How to speak with it on behalf of a client: in the client's own format if it
    /// knows that, else in its first.
    #[must_use]
    pub fn surface(&self, client: WireFormat) -> &Surface {
        self.surfaces
            .iter()
            .find(|surface| surface.format == client)
            .unwrap_or(&self.surfaces.first)
    }
}

/// The chat formats that a provider speaks, at least one, each once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Surfaces {
    /// What requests in other formats are translated to.
    pub first: Surface,
    /// The others, in which requests pass as they are.
    pub others: Vec<Surface>,
}

impl Surfaces {
    /// All of them, the first one first.
    pub fn iter(&self) -> impl Iterator<Item = &Surface> {
        std::iter::once(&self.first).chain(&self.others)
    }

    /// Whether this format is among them.
    #[must_use]
    pub fn speak(&self, format: WireFormat) -> bool {
        self.iter().any(|surface| surface.format == format)
    }
}

/// A chat format as a provider speaks it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Surface {
    /// What is spoken.
    pub format: WireFormat,
    /// Departures from the format.
    pub quirks: Quirks,
    /// What is wrapped around the format.
    pub envelope: Option<Envelope>,
    /// The `anthropic-version` header, for the formats that have one.
    pub anthropic_version: Option<String>,
    /// Starts with `/`; nothing but the model is open in it.
    pub(crate) path: String,
    pub(crate) stream_path: Option<String>,
}

impl Surface {
    /// How requests get there.
    #[must_use]
    pub const fn way(&self) -> Way {
        Way {
            format: self.format,
            quirks: self.quirks,
            envelope: self.envelope,
        }
    }

    /// Reads an error answer. `error_type` is the header `x-amzn-errortype`, in which
    /// AWS says what the body may not.
    #[must_use]
    pub fn decode_error(&self, status: u16, error_type: Option<&str>, body: &[u8]) -> ApiError {
        match (self.envelope, error_type) {
            (Some(envelope), _) => envelope.decode_error(status, error_type, body),
            (None, Some(_)) => aws::decode_error(status, error_type, body),
            (None, None) => self.format.codec().decode_error(status, body),
        }
    }

    /// What is called to ask for `model`; starts with `/`, may have a query.
    #[must_use]
    pub fn path(&self, model: &str, stream: bool) -> Cow<'_, str> {
        let of_streams = self.stream_path.as_deref().filter(|_| stream);
        Template::new(of_streams.unwrap_or(&self.path)).fill_model(model)
    }
}

/// The machine a provider is on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    /// Whether to speak TLS.
    pub tls: bool,
    /// Its name or address.
    pub host: Host,
    /// Its TCP port, not 0.
    pub port: u16,
}

impl Endpoint {
    /// The `:authority` header: the host, and the port where it is not the
    /// scheme's own.
    #[must_use]
    pub fn authority(&self) -> String {
        let host = match &self.host {
            Host::Dns(name) => name.clone(),
            Host::Ip(IpAddr::V4(ip)) => ip.to_string(),
            Host::Ip(IpAddr::V6(ip)) => format!("[{ip}]"),
        };
        let default_port = if self.tls { 443 } else { 80 };
        if self.port == default_port {
            host
        } else {
            format!("{host}:{}", self.port)
        }
    }
}

/// A host, by name or by address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Host {
    /// A DNS name, lowercase.
    Dns(String),
    /// An address.
    Ip(IpAddr),
}

/// How calls to a provider are authorized.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Auth {
    /// By a key.
    Key(Key),
    /// By a signature over each request, AWS Signature Version 4.
    SigV4(SigV4),
}

/// A signature over each request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SigV4 {
    /// The region signed for.
    pub region: String,
    /// The service signed for.
    pub service: String,
    /// Where Envoy takes the credentials from.
    pub credentials: AwsCredentials,
}

/// Where AWS credentials are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AwsCredentials {
    /// Wherever AWS's own tools look, in their order.
    Chain,
    /// In Envoy's environment.
    Environment,
    /// With the metadata service of a container.
    Container,
    /// With the metadata service of a machine.
    Instance,
    /// In a credentials file.
    File {
        /// Where it is.
        file: String,
        /// Which profile of it, if not the default.
        profile: Option<String>,
    },
    /// Those of a role, for a token of another identity provider.
    WebIdentity {
        /// The file of the token.
        token_file: String,
        /// The role.
        role_arn: String,
        /// What the session is called in AWS's logs.
        session_name: Option<String>,
    },
    /// Those of a role, for the credentials of the chain.
    Role {
        /// The role.
        role_arn: String,
        /// What the session is called in AWS's logs.
        session_name: Option<String>,
    },
}

/// A key in a header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// The header, lowercase.
    pub header: String,
    /// What stands before the key, `"Bearer "` or nothing.
    pub prefix: &'static str,
    /// Where the key is.
    pub secret: SecretSource,
}

/// Where a key is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SecretSource {
    /// In an environment variable of Envoy.
    Env(String),
    /// In a file.
    File(String),
    /// In the configuration, which had to be asked for.
    Inline(Secret),
}
