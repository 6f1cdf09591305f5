//! Models and the trees of their targets as they are written.

use std::fmt;

use serde::de::{Deserializer, Visitor};
use serde::{Deserialize, Serialize};

use super::number::Percent;
use super::{Condition, DataRules, Translation, is_default};

/// A model that clients may ask for, and who serves it.
///
/// One `*` in its name stands for anything: `"openai/*"`. A `*` in the model of a
/// target is what it stood for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Model {
    /// How the targets are put in order: the first is asked, the others are what it
    /// falls back to. `priority` if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub strategy: Option<Strategy>,
    /// Targets, and groups of targets; up to 16 different ones.
    #[cfg_attr(feature = "schema", schemars(length(min = 1, max = 64)))]
    pub targets: Vec<Target>,
    /// With `weighted` or `canary`: what stays with the same target as long as it
    /// can.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sticky: Option<Sticky>,
    /// With `lowest_latency`: percent of the requests that go to any target by
    /// chance, so that each is measured again; 5 if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<f64>"))]
    pub exploration: Option<Percent>,
    /// With `fill_first`: a target is full when less than this percentage of its
    /// rate limit remains; 5 if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spill_below: Option<u32>,
    /// With `canary`: percent of the requests that the second target gets.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<f64>"))]
    pub percent: Option<Percent>,
    /// With `canary`: when the second target gets none any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stop: Option<CanaryStop>,
    /// Other names of this model; one `*` in each stands for anything.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
    /// Requests go to accounts with one of these residencies only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub regions: Option<Vec<String>>,
    /// Requests go to accounts that promise this only.
    #[serde(default, skip_serializing_if = "is_default")]
    pub data: DataRules,
    /// What makes the next target be tried: a status (`429`, `529`), all server
    /// errors (`5xx`), a refused or failed connection (`connect`), a cut
    /// connection or a time-out (`reset` and `timeout`, which are one trigger),
    /// an error as the first event of a stream (`stream_error`), a request that is
    /// too long for the target (`context_length`, which goes on to targets that take
    /// more), an answer that is empty or cannot be read (`unusable`), the provider's
    /// refusal of the content (`content_policy`). If left out: `429`, `5xx` and
    /// every named one but `content_policy`. Errors of the client's making, such as
    /// 400 and 404, never do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fallback_on: Option<Vec<Trigger>>,
    /// Ask a second target as well when the first has not sent a token after this
    /// time, as `3s`, and take whichever is first. Both are paid for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hedge_after: Option<String>,
    /// Copy requests to another target, whose answers are measured and dropped.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shadow: Option<Shadow>,
    /// Overrides the gateway's `timeouts` for this model.
    #[serde(default, skip_serializing_if = "is_default")]
    pub timeouts: ModelTimeouts,
    /// Overrides the gateway's `translation` for this model.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub translation: Option<Translation>,
}

/// How targets are put in order.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Strategy {
    /// As they are written.
    #[default]
    Priority,
    /// By chance, in proportion to their weights.
    Weighted,
    /// The fastest of two that chance picks, by measured time to the first token and
    /// for each further one.
    LowestLatency,
    /// The cheapest for the tokens that the request is estimated to take.
    LowestCost,
    /// The one with the fewest requests under way.
    LeastBusy,
    /// As they are written, but those whose rate limit is used up come last.
    FillFirst,
    /// The first of two, but for a part of the requests the second.
    Canary,
}

impl Strategy {
    /// Its name in gateway.yaml.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Priority => "priority",
            Self::Weighted => "weighted",
            Self::LowestLatency => "lowest_latency",
            Self::LowestCost => "lowest_cost",
            Self::LeastBusy => "least_busy",
            Self::FillFirst => "fill_first",
            Self::Canary => "canary",
        }
    }
}

/// A target, which has `provider` and `model`; or a group of targets, which has
/// `targets` and takes the place of a target in the order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(extend("oneOf" = [
    {"required": ["provider", "model"]},
    {"required": ["targets"]},
])))]
#[serde(deny_unknown_fields)]
pub struct Target {
    /// Of a target: a name of `providers`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provider: Option<String>,
    /// Of a target: the model, in the provider's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// Its share among the others, 1 if left out, where the strategy is `weighted`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weight: Option<u32>,
    /// It is there for requests of which this holds; for all if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<Condition>,
    /// Of a group: how its targets are put in order; `priority` if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub strategy: Option<Strategy>,
    /// Of a group: its targets, or further groups, four deep at most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(length(min = 1, max = 64)))]
    pub targets: Option<Vec<Self>>,
    /// Of a group, as for a model.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sticky: Option<Sticky>,
    /// Of a group, as for a model.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<f64>"))]
    pub exploration: Option<Percent>,
    /// Of a group, as for a model.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spill_below: Option<u32>,
    /// Of a group, as for a model.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<f64>"))]
    pub percent: Option<Percent>,
    /// Of a group, as for a model.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stop: Option<CanaryStop>,
}

/// What stays with the same target: requests of one `consumer`, of one end `user`
/// that the body names, or with the same value of a header, `{header: x-session}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Sticky {
    /// Requests of one consumer.
    Consumer,
    /// Requests of one end user: OpenAI's `user` or `safety_identifier`, Anthropic's
    /// `metadata.user_id`.
    User,
    /// Requests with the same value of this header.
    Header(String),
}

/// When a canary is stopped, which is told in the log and the metrics.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CanaryStop {
    /// Its share of errors is larger than that of the first target by this many
    /// percentage points; 10 if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub excess: Option<u32>,
    /// Not before it has answered so many requests; 50 if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_requests: Option<u32>,
}

/// A second target that gets copies of requests.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Shadow {
    /// A name of `providers`.
    pub provider: String,
    /// The model, in the provider's words.
    pub model: String,
    /// Percent of the requests that are copied. Each copy is paid for.
    #[cfg_attr(feature = "schema", schemars(with = "f64"))]
    pub percent: Percent,
}

/// How long to wait for what, as `500ms`, `5s` or `10m`, in place of the gateway's.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ModelTimeouts {
    /// For the first token of a streamed answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_token: Option<String>,
    /// For the next bytes of a streamed answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub idle: Option<String>,
    /// For an answer that is not streamed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<String>,
}

/// A status as a number, or the name of a trigger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum Trigger {
    /// An HTTP status.
    Status(u16),
    /// `5xx`, `connect`, `reset`, `timeout`, `stream_error`, `context_length`,
    /// `content_policy` or `unusable`.
    Name(String),
}

impl<'de> Deserialize<'de> for Trigger {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct TriggerVisitor;

        impl Visitor<'_> for TriggerVisitor {
            type Value = Trigger;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(
                    "a status or one of 5xx, connect, reset, timeout, stream_error, \
                     context_length, content_policy, unusable",
                )
            }

            fn visit_u64<E: serde::de::Error>(self, status: u64) -> Result<Trigger, E> {
                u16::try_from(status)
                    .map(Trigger::Status)
                    .map_err(|_| E::invalid_value(serde::de::Unexpected::Unsigned(status), &self))
            }

            fn visit_str<E>(self, name: &str) -> Result<Trigger, E> {
                Ok(Trigger::Name(name.to_owned()))
            }
        }

        deserializer.deserialize_any(TriggerVisitor)
    }
}
