//! What is said about routing beside the models, as it is written.

use serde::{Deserialize, Serialize};

use super::is_default;
use super::number::Dollars;

/// How failures are absorbed, for all models.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Routing {
    /// Attempts that a request may have, 1 to 8; 4 if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 8)))]
    pub max_attempts: Option<u32>,
    /// How many attempts beyond the first there may be, so that an outage does not
    /// multiply the load.
    #[serde(default, skip_serializing_if = "is_default")]
    pub retry_budget: RetryBudget,
    /// When an account that fails is left alone for a while.
    #[serde(default, skip_serializing_if = "is_default")]
    pub cool_down: CoolDown,
}

/// Attempts beyond the first, of one worker in a sliding window.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RetryBudget {
    /// Of a hundred requests, how many may have one; 20 if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub percent: Option<u32>,
    /// How many there may be in a window however few the requests; 10 if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<u32>,
    /// The length of the window, 1s to 1m; `10s` if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub window: Option<String>,
}

/// When an account is left alone for a while. What the provider itself says, such as
/// `retry-after`, comes first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CoolDown {
    /// Failures in a row that begin one; 5 if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failures: Option<u32>,
    /// Of a hundred recent attempts at a model of it, more failures than this begin one
    /// as well, once there have been 20 attempts; 20 if left out, 100 for never.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 100)))]
    pub failure_percent: Option<u32>,
    /// How long the first one lasts, each further one twice as long; `5s` if left
    /// out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base: Option<String>,
    /// How long one lasts at most, whatever the provider says; `5m` if left out. `0s`
    /// turns cool-downs off.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<String>,
}

/// What a model or a consumer asks of accounts that see its requests, and what an
/// account promises.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct DataRules {
    /// The provider does not train on the data.
    #[serde(default, skip_serializing_if = "is_default")]
    pub no_training: bool,
    /// The provider retains no data.
    #[serde(default, skip_serializing_if = "is_default")]
    pub zdr: bool,
}

/// What is known of a provider's model. What is left out is taken from the
/// [catalogue](catalogue.md) that comes with Sluice; what that does not know either
/// excludes nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Card {
    /// Tokens of input and output together.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub context_window: Option<u64>,
    /// Tokens of output.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_output: Option<u64>,
    /// It can call tools.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tools: Option<bool>,
    /// It reads images.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image: Option<bool>,
    /// It reads documents, such as PDFs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<bool>,
    /// It listens to sound.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub audio_input: Option<bool>,
    /// It answers in sound.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub audio_output: Option<bool>,
    /// It can be held to JSON of any shape.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub json_mode: Option<bool>,
    /// It can be held to JSON of a given schema.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub json_schema: Option<bool>,
    /// It can be asked to reason.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reasoning: Option<bool>,
    /// What it costs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price: Option<Price>,
}

/// What a million tokens cost, in US dollars.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Price {
    /// Of input.
    #[cfg_attr(feature = "schema", schemars(with = "f64"))]
    pub input: Dollars,
    /// Of output.
    #[cfg_attr(feature = "schema", schemars(with = "f64"))]
    pub output: Dollars,
    /// Of input that is read from the provider's cache; as `input` if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<f64>"))]
    pub cache_read: Option<Dollars>,
    /// Of input that is written to it; as `input` if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<f64>"))]
    pub cache_write: Option<Dollars>,
}
