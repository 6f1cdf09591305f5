//! Services that guardrails ask.

use std::sync::Arc;
use std::time::Duration;

use super::provider::{Auth, Endpoint, Key, Provider};

/// A service that guardrails ask.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Service {
    /// Its name: `[a-z0-9][a-z0-9._-]*`, at most 64 bytes.
    pub name: String,
    /// How long a request waits for an answer.
    pub timeout: Duration,
    /// Who answers.
    pub place: ServicePlace,
}

/// Who answers for a service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ServicePlace {
    /// A server.
    Server(Server),
    /// A model of a provider.
    Model {
        /// Whose.
        provider: Arc<Provider>,
        /// By the provider's own name.
        model: String,
    },
}

/// A server that takes calls over HTTP.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Server {
    /// Where it is.
    pub endpoint: Endpoint,
    /// The path that its API stands below; empty, or starts with `/` and does not
    /// end with it.
    pub base: String,
    /// Headers that every call carries, by lowercase name. Always none in the filter.
    pub headers: Vec<(String, String)>,
    /// How calls are authorized. Means nothing in the filter, which never sees a key.
    pub auth: Option<Auth>,
}

impl Server {
    /// The key that calls carry, if they are authorized by one.
    #[must_use]
    pub const fn key(&self) -> Option<&Key> {
        match &self.auth {
            Some(Auth::Key(key)) => Some(key),
            Some(Auth::SigV4(_)) | None => None,
        }
    }
}

impl Service {
    /// The server, if it is one.
    #[must_use]
    pub const fn server(&self) -> Option<&Server> {
        match &self.place {
            ServicePlace::Server(server) => Some(server),
            ServicePlace::Model { .. } => None,
        }
    }

    /// Envoy's cluster for calls to it. A model's is not its provider's: in that one stands
    /// a filter of this very module, which a call from it would enter a second time.
    #[must_use]
    pub fn cluster(&self) -> String {
        format!("service-{}", self.name)
    }
}
