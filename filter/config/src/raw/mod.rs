//! gateway.yaml as it is written: the serde types, and nothing checked beyond shape.
//!
//! The doc comments here are what users read: the JSON Schema and the reference
//! page are made from them.

mod condition;
mod guardrail;
mod hosts;
mod model;
mod number;
mod provider;
mod routing;
mod service;

use std::fmt;

use serde::de::{Deserializer, MapAccess, Visitor};
use serde::ser::{SerializeMap, Serializer};
use serde::{Deserialize, Serialize};

pub use self::condition::{Bounds, Condition, Day, TimeWindow};
pub use self::guardrail::{
    Action, Deny, Flag, Guardrail, Hold, Mode, On, OnError, Part, Redact, Retry, With,
};
pub use self::hosts::{CircuitBreaker, OutlierDetection};
pub use self::model::{
    CanaryStop, Model, ModelTimeouts, Shadow, Sticky, Strategy, Target, Trigger,
};
pub use self::number::{Dollars, Percent};
pub use self::provider::{Auth, AwsSource, Provider, SigV4, Source};
pub use self::routing::{Card, CoolDown, DataRules, Price, RetryBudget, Routing};
pub use self::service::Service;

/// A gateway: who may call which models, and which providers serve them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Gateway {
    /// The version of this file's format.
    pub version: Version,
    /// Where clients connect.
    #[serde(default, skip_serializing_if = "is_default")]
    pub listener: Listener,
    /// Where Envoy's admin page and `/stats/prometheus` listen, `127.0.0.1:9901`
    /// if left out. `none` closes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub admin: Option<String>,
    /// One JSON line a request.
    #[serde(default, skip_serializing_if = "is_default")]
    pub access_log: AccessLog,
    /// `keys` (the default): callers prove who they are, see `consumers`.
    /// `open`: anybody who reaches the listener may use every model.
    #[serde(default, skip_serializing_if = "is_default")]
    pub access: Access,
    /// What happens when a provider cannot express a part of a request: `lenient`
    /// (the default) leaves it out and lists it in the header `x-sluice-losses`,
    /// `strict` refuses the request with status 400, unless all there is to list are
    /// defaults for what the client left open.
    #[serde(default, skip_serializing_if = "is_default")]
    pub translation: Translation,
    /// The largest bodies that are accepted.
    #[serde(default, skip_serializing_if = "is_default")]
    pub limits: Limits,
    /// How long to wait for what.
    #[serde(default, skip_serializing_if = "is_default")]
    pub timeouts: Timeouts,
    /// How failures are absorbed.
    #[serde(default, skip_serializing_if = "is_default")]
    pub routing: Routing,
    /// `true`: clients may also ask for `provider/model`, any model of a provider by
    /// the provider's own name. In `models` of a consumer `provider/*` is all of them.
    #[serde(default, skip_serializing_if = "is_default")]
    pub direct_models: bool,
    /// What is known of the providers' models, by the name that targets use, or by
    /// `provider/model` for one account alone; a `*` at the end stands for anything,
    /// and of several names that fit the longest counts.
    #[serde(default, skip_serializing_if = "Named::is_empty")]
    pub catalogue: Named<Card>,
    /// Provider accounts by name: lowercase letters, digits, `.`, `_` and `-`.
    pub providers: Named<Provider>,
    /// The models that clients may ask for, by the name they use.
    pub models: Named<Model>,
    /// Services that guardrails ask, by name: lowercase letters, digits, `.`, `_` and `-`.
    #[serde(default, skip_serializing_if = "Named::is_empty")]
    pub services: Named<Service>,
    /// What is looked for in requests and answers, and what is done about it; in this
    /// order.
    #[serde(default, skip_serializing_if = "Named::is_empty")]
    pub guardrails: Named<Guardrail>,
    /// Who may call, with which key.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub consumers: Vec<Consumer>,
}

/// The version of the file's format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Version {
    /// The only one so far.
    #[serde(rename = "v1")]
    V1,
}

/// Where clients connect.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Listener {
    /// An IP address of this machine; `0.0.0.0` is all of them.
    pub address: String,
    /// A TCP port.
    pub port: u16,
}

impl Default for Listener {
    fn default() -> Self {
        Self {
            address: "0.0.0.0".to_owned(),
            port: 10_000,
        }
    }
}

/// One JSON line a request: never a prompt, an answer or a key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct AccessLog {
    /// The file to append to; an empty string writes none.
    pub path: String,
}

impl Default for AccessLog {
    fn default() -> Self {
        Self {
            path: "/dev/stdout".to_owned(),
        }
    }
}

/// Who may call.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Access {
    /// Callers with a key of `consumers`.
    #[default]
    Keys,
    /// Anybody who reaches the listener.
    Open,
}

/// What happens when a provider cannot express a part of a request.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Translation {
    /// The part is left out and listed in the header `x-sluice-losses`.
    #[default]
    Lenient,
    /// The request is refused with status 400.
    Strict,
}

/// The largest bodies that are accepted, as `16MiB` or `512KiB`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
    /// A larger request is answered with status 413.
    pub request_body: String,
    /// A larger whole answer of a provider is answered with status 502. Streams
    /// may be of any length.
    pub response_body: String,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            request_body: "16MiB".to_owned(),
            response_body: "16MiB".to_owned(),
        }
    }
}

/// How long to wait for what, as `500ms`, `5s` or `10m`. Each counts for one attempt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Timeouts {
    /// For a connection to the provider.
    pub connect: String,
    /// For the first token of a streamed answer; as `idle` if left out. Some models
    /// think for a minute before they write.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_token: Option<String>,
    /// For the next bytes of a streamed answer.
    pub idle: String,
    /// For an answer that is not streamed, which models take minutes to write.
    pub answer: String,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            connect: "5s".to_owned(),
            first_token: None,
            idle: "2m".to_owned(),
            answer: "10m".to_owned(),
        }
    }
}

/// A caller: an application, a person, a team's service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Consumer {
    /// Its name in the access log and in metrics.
    pub name: String,
    /// The team it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub team: Option<String>,
    /// The SHA-256 of its key, 64 hexadecimal digits, or a list of them while a
    /// key is being changed: `printf %s "$KEY" | sha256sum`.
    pub key_sha256: OneOrMore,
    /// The models it may use, by their names in `models`, or by what a `*` in one stands
    /// for; all if left out or `["*"]`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub models: Option<Vec<String>>,
    /// Its requests go to accounts with one of these residencies only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub regions: Option<Vec<String>>,
    /// Its requests go to accounts that promise this only.
    #[serde(default, skip_serializing_if = "is_default")]
    pub data: DataRules,
}

/// One text or a list of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum OneOrMore {
    /// One.
    One(String),
    /// Several.
    Several(Vec<String>),
}

impl OneOrMore {
    /// As a slice, whichever way it was written.
    #[must_use]
    pub fn as_slice(&self) -> &[String] {
        match self {
            Self::One(text) => std::slice::from_ref(text),
            Self::Several(texts) => texts,
        }
    }
}

/// A map in the order of the file, without duplicates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named<T>(pub Vec<(String, T)>);

impl<T> Default for Named<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> Named<T> {
    /// Whether there is nothing in it.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Gateway {
    /// The same without `headers` and, but for how it is done, without `auth`: what the
    /// filter is given, which has no use for where keys are and for what Envoy adds.
    #[must_use]
    pub fn without_auth(mut self) -> Self {
        for (_, provider) in &mut self.providers.0 {
            let auth = provider.auth.take();
            provider.auth = auth.and_then(|auth| auth.without_sources(provider.kind.as_deref()));
            provider.headers = Named::default();
        }
        for (_, service) in &mut self.services.0 {
            service.auth = None;
            service.headers = Named::default();
        }
        self
    }
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

impl<T: Serialize> Serialize for Named<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, value) in &self.0 {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Named<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct NamedVisitor<T>(std::marker::PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for NamedVisitor<T> {
            type Value = Named<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a map of names")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Named<T>, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    entries.push(entry);
                }
                Ok(Named(entries))
            }
        }

        deserializer.deserialize_map(NamedVisitor(std::marker::PhantomData))
    }
}

#[cfg(feature = "schema")]
impl<T: schemars::JsonSchema> schemars::JsonSchema for Named<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        format!("NamedOf{}", T::schema_name()).into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "object",
            "additionalProperties": generator.subschema_for::<T>(),
        })
    }
}

impl<'de> Deserialize<'de> for OneOrMore {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OneOrMoreVisitor;

        impl<'de> Visitor<'de> for OneOrMoreVisitor {
            type Value = OneOrMore;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text or a list of texts")
            }

            fn visit_str<E>(self, text: &str) -> Result<OneOrMore, E> {
                Ok(OneOrMore::One(text.to_owned()))
            }

            fn visit_seq<A: serde::de::SeqAccess<'de>>(
                self,
                seq: A,
            ) -> Result<OneOrMore, A::Error> {
                Vec::deserialize(serde::de::value::SeqAccessDeserializer::new(seq))
                    .map(OneOrMore::Several)
            }
        }

        deserializer.deserialize_any(OneOrMoreVisitor)
    }
}
