//! The configuration as the gateway uses it: checked, looked up, without serde.
//!
//! Values of these types are made by [`crate::resolve()`] only, so whatever they
//! say holds: every target's provider exists, every path starts with `/`.

mod guardrail;
mod hosts;
mod names;
mod provider;
mod routing;
mod service;

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use crate::catalogue::Catalogue;

pub use guardrail::{Guardrail, GuardrailAction, NamePattern, Replacement};
pub use hosts::{CircuitBreaker, OutlierDetection};
pub(crate) use names::{Names, Wildcard};
pub use provider::{
    Auth, AwsCredentials, Endpoint, Host, Key, Provider, SecretSource, SigV4, Surface, Surfaces,
};
pub use routing::{
    Bounds, CanaryStop, Capabilities, Card, Concurrency, Condition, CoolDown, DataPolicy,
    DataRules, Feature, Group, Measure, Member, Needs, Node, Pattern, Price, Reliability,
    RetryBudget, Shadow, Sticky, Strategy, TimeWindow,
};

pub use service::{Server, Service, ServicePlace};

/// A checked gateway.yaml.
#[derive(Debug, Clone, PartialEq)]
pub struct Config {
    pub(crate) listener: Listener,
    pub(crate) admin: Option<SocketAddr>,
    pub(crate) access_log: Option<String>,
    pub(crate) access: Access,
    pub(crate) limits: Limits,
    pub(crate) timeouts: Timeouts,
    pub(crate) providers: Vec<Arc<Provider>>,
    pub(crate) models: Vec<Arc<Model>>,
    pub(crate) consumers: Vec<Arc<Consumer>>,
    pub(crate) services: Vec<Arc<Service>>,
    pub(crate) guardrails: Vec<Guardrail>,
    pub(crate) reliability: Reliability,
    pub(crate) catalogue: Catalogue,
    /// One a provider, for `provider/model`; none where that is not allowed.
    pub(crate) direct: Vec<Arc<Model>>,
    pub(crate) names: Names,
    pub(crate) slots: usize,
}

impl Config {
    /// Where clients connect.
    #[must_use]
    pub const fn listener(&self) -> Listener {
        self.listener
    }

    /// Where Envoy's admin page listens; none if it is off.
    #[must_use]
    pub const fn admin(&self) -> Option<SocketAddr> {
        self.admin
    }

    /// The file of the access log; none if it is off.
    #[must_use]
    pub fn access_log(&self) -> Option<&str> {
        self.access_log.as_deref()
    }

    /// Who may call.
    #[must_use]
    pub const fn access(&self) -> Access {
        self.access
    }

    /// The largest bodies that are accepted.
    #[must_use]
    pub const fn limits(&self) -> Limits {
        self.limits
    }

    /// How long to wait for what.
    #[must_use]
    pub const fn timeouts(&self) -> Timeouts {
        self.timeouts
    }

    /// Every provider, sorted by name.
    #[must_use]
    pub fn providers(&self) -> &[Arc<Provider>] {
        &self.providers
    }

    /// The provider of this name.
    #[must_use]
    pub fn provider(&self, name: &str) -> Option<&Arc<Provider>> {
        find(&self.providers, name, |provider| &provider.name)
    }

    /// Every service that guardrails ask, sorted by name.
    #[must_use]
    pub fn services(&self) -> &[Arc<Service>] {
        &self.services
    }

    /// The service of this name.
    #[must_use]
    pub fn service(&self, name: &str) -> Option<&Arc<Service>> {
        find(&self.services, name, |service| &service.name)
    }

    /// Every model of the file, sorted by name; names may have a `*`.
    #[must_use]
    pub fn models(&self) -> &[Arc<Model>] {
        &self.models
    }

    /// How failures are absorbed.
    #[must_use]
    pub const fn reliability(&self) -> &Reliability {
        &self.reliability
    }

    /// What is known of providers' models.
    #[must_use]
    pub const fn catalogue(&self) -> &Catalogue {
        &self.catalogue
    }

    /// How many different targets there are: each [`Target::slot`] is below it.
    #[must_use]
    pub const fn slots(&self) -> usize {
        self.slots
    }

    /// What is looked for in requests and answers, in the order of the file.
    #[must_use]
    pub fn guardrails(&self) -> &[Guardrail] {
        &self.guardrails
    }

    /// Every consumer, in the order of the file; empty if access is open.
    #[must_use]
    pub fn consumers(&self) -> &[Arc<Consumer>] {
        &self.consumers
    }
}

/// Looks up in a slice that is sorted by name.
fn find<'a, T>(items: &'a [Arc<T>], name: &str, name_of: fn(&T) -> &str) -> Option<&'a Arc<T>> {
    let at = items
        .binary_search_by(|item| name_of(item).cmp(name))
        .ok()?;
    items.get(at)
}

/// Where clients connect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Listener {
    /// The address to bind.
    pub address: IpAddr,
    /// The TCP port, not 0.
    pub port: u16,
}

/// Who may call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Callers with a key of one of [`Config::consumers`].
    Keys,
    /// Anybody.
    Open,
}

/// The largest bodies that are accepted, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Of a request.
    pub request_body: usize,
    /// Of a whole answer. Streams may be of any length.
    pub response_body: usize,
}

impl Limits {
    /// What Envoy is told to buffer at most: twice the larger limit, so that a
    /// translated body fits too. Nothing longer may ever be written to a body.
    #[must_use]
    pub const fn envoy_buffer(self) -> usize {
        let larger = if self.request_body > self.response_body {
            self.request_body
        } else {
            self.response_body
        };
        larger.saturating_mul(2)
    }
}

/// How long to wait in one attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timeouts {
    /// For a connection.
    pub connect: Duration,
    /// For the first token of a streamed answer.
    pub first_token: Duration,
    /// For the next bytes of a streamed answer.
    pub idle: Duration,
    /// For a whole answer.
    pub answer: Duration,
}

/// A model that clients may ask for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Model {
    /// What the file calls it, which may have a `*`.
    pub name: String,
    /// The name by which [`Config::model`] finds this very model: what the client
    /// wrote where the file's has a `*`, else the file's.
    pub key: String,
    /// Every target of the tree, each once, and the shadow's.
    pub targets: Vec<Target>,
    /// How they are put in order.
    pub route: Group,
    /// What makes the next target be tried.
    pub fallback: FallbackPolicy,
    /// Where its requests may go.
    pub data: DataRules,
    /// After which time without a token a second target is asked as well.
    pub hedge_after: Option<Duration>,
    /// What gets copies of its requests.
    pub shadow: Option<Shadow>,
    /// What has to be read of a request to put the targets in order.
    pub needs: Needs,
    /// How long to wait in one attempt.
    pub timeouts: Timeouts,
    /// Whether a request that a target cannot express in full is refused.
    pub strict: bool,
}

/// A provider, and the model to ask it for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// Whom to ask.
    pub provider: Arc<Provider>,
    /// For what, in the provider's words.
    pub model: String,
    /// What is known of that model.
    pub card: Card,
    /// The number of this pair of provider and model in the configuration, by which
    /// what is measured of it is found.
    pub slot: usize,
}

/// What makes the next target be tried.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FallbackPolicy {
    /// Sorted.
    pub(crate) statuses: Vec<u16>,
    pub(crate) server_errors: bool,
    pub(crate) connect: bool,
    pub(crate) reset: bool,
    pub(crate) stream_error: bool,
    pub(crate) context_length: bool,
    pub(crate) content_policy: bool,
    pub(crate) unusable: bool,
}

impl FallbackPolicy {
    /// Whatever may be the provider's fault.
    pub(crate) fn usual() -> Self {
        Self {
            statuses: vec![429],
            server_errors: true,
            connect: true,
            reset: true,
            stream_error: true,
            context_length: true,
            content_policy: false,
            unusable: true,
        }
    }

    /// Whether an answer with this status makes the next target be tried.
    #[must_use]
    pub fn retries_status(&self, status: u16) -> bool {
        (self.server_errors && (500..600).contains(&status))
            || self.statuses.binary_search(&status).is_ok()
    }

    /// Whether an error as the first event of a stream does.
    #[must_use]
    pub const fn on_stream_error(&self) -> bool {
        self.stream_error
    }

    /// Whether a refused or failed connection does.
    #[must_use]
    pub const fn on_connect(&self) -> bool {
        self.connect
    }

    /// Whether a cut connection or a time-out does; Envoy knows them as one.
    #[must_use]
    pub const fn on_reset(&self) -> bool {
        self.reset
    }

    /// Whether a request that is too long for a target goes to those that take more.
    #[must_use]
    pub const fn on_context_length(&self) -> bool {
        self.context_length
    }

    /// Whether a target's refusal of the content makes the next one be tried.
    #[must_use]
    pub const fn on_content_policy(&self) -> bool {
        self.content_policy
    }

    /// Whether an answer that is empty or cannot be read does.
    #[must_use]
    pub const fn on_unusable(&self) -> bool {
        self.unusable
    }

    /// All of it, in the words of `fallback_on`.
    #[must_use]
    pub fn triggers(&self) -> Vec<String> {
        let named = [
            (self.server_errors, "5xx"),
            (self.connect, "connect"),
            (self.reset, "timeout"),
            (self.stream_error, "stream_error"),
            (self.context_length, "context_length"),
            (self.content_policy, "content_policy"),
            (self.unusable, "unusable"),
        ];
        let names = named.into_iter().filter(|(is_on, _)| *is_on);
        let statuses = self.statuses.iter().map(ToString::to_string);
        statuses
            .chain(names.map(|(_, name)| name.to_owned()))
            .collect()
    }

    /// What Envoy has to retry by itself, as the value of `x-envoy-retry-on`;
    /// empty if nothing.
    #[must_use]
    pub const fn envoy_retry_on(&self) -> &'static str {
        match (self.connect, self.reset) {
            (true, true) => "connect-failure,reset",
            (true, false) => "connect-failure",
            (false, true) => "reset",
            (false, false) => "",
        }
    }
}

/// A caller.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consumer {
    /// Its name in logs and metrics.
    pub name: String,
    /// The team it belongs to.
    pub team: Option<String>,
    /// SHA-256 of each of its keys; at least one.
    pub key_hashes: Vec<[u8; 32]>,
    /// What it may use.
    pub models: Allowed,
    /// Where its requests may go.
    pub data: DataRules,
}

/// The models a consumer may use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Allowed {
    /// Every model.
    All,
    /// These, by name, sorted.
    Listed(Vec<String>),
}

impl Allowed {
    /// Whether a model is among them: by its name in the file, or what a `*` in that
    /// stands for in this request.
    #[must_use]
    pub fn include(&self, model: &Model) -> bool {
        self.includes(&model.name) || (model.key != model.name && self.includes(&model.key))
    }

    /// Whether the model of this name is among them.
    #[must_use]
    pub fn includes(&self, model: &str) -> bool {
        match self {
            Self::All => true,
            Self::Listed(names) => names
                .binary_search_by(|name| name.as_str().cmp(model))
                .is_ok(),
        }
    }
}
