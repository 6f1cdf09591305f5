//! Services that guardrails ask, as they are written.

use serde::{Deserialize, Serialize};

use super::{Auth, Named};

/// A service that guardrails ask: a server by its `endpoint`, or a `model` of one of the
/// providers.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Service {
    /// `https://host[:port][/base/path]`; `http://` for servers nearby.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub endpoint: Option<String>,
    /// With `endpoint`: how calls are authorized. Envoy adds the key, the filter never
    /// sees it. With `sigv4`, its `region` and `service` are needed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub auth: Option<Auth>,
    /// With `endpoint`: headers that every call carries. No keys: they belong into `auth`.
    #[serde(default, skip_serializing_if = "Named::is_empty")]
    pub headers: Named<String>,
    /// The provider whose model is asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provider: Option<String>,
    /// With `provider`: the model, by the provider's own name for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// How long a request waits for an answer, up to `1m`; `3s` if left out, `10s` for a
    /// model.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timeout: Option<String>,
}
