//! Guardrails, as they are written.

use serde::{Deserialize, Serialize};
use sluice_guard::CheckSpec;

use super::is_default;
use super::number::Percent;

/// A guardrail: what is looked for, where, and what is done about it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Guardrail {
    /// What is looked for.
    pub check: CheckSpec,
    /// Where: what goes in, what comes out, or `both`, as if left out.
    #[serde(default, skip_serializing_if = "is_default")]
    pub on: On,
    /// Which texts; all if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parts: Option<Vec<Part>>,
    /// `true`: of a conversation that goes in only what stands behind the model's last
    /// turn, and what stands beside the turns. Not with `redact`: clients send the turns
    /// before again as they were.
    #[serde(default, skip_serializing_if = "is_default")]
    pub latest: bool,
    /// What is done about it; `deny` if left out.
    #[serde(default, skip_serializing_if = "is_default")]
    pub action: Action,
    /// How `deny` is told.
    #[serde(default, skip_serializing_if = "is_default")]
    pub deny: Deny,
    /// How `flag` is told.
    #[serde(default, skip_serializing_if = "is_default")]
    pub flag: Flag,
    /// How `redact` is done.
    #[serde(default, skip_serializing_if = "is_default")]
    pub redact: Redact,
    /// How often `retry` asks again.
    #[serde(default, skip_serializing_if = "is_default")]
    pub retry: Retry,
    /// `monitor`: the same work, the verdict is logged, and nothing changes.
    #[serde(default, skip_serializing_if = "is_default")]
    pub mode: Mode,
    /// Part of the requests that are checked, in percent; 100 if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<f64>"))]
    pub percent: Option<Percent>,
    /// What happens where the check cannot be made: a service does not answer, or a
    /// body has no text that can be read.
    #[serde(default, skip_serializing_if = "is_default")]
    pub on_error: OnError,
    /// The models it is for, by their names in `models`; a `*` stands for anything. All
    /// if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub models: Option<Vec<String>>,
    /// The consumers it is for, by name; a `*` stands for anything. All if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consumers: Option<Vec<String>>,
    /// How much of a streamed answer is held back.
    #[serde(default, skip_serializing_if = "is_default")]
    pub hold: Hold,
}

/// Which side of an exchange.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum On {
    /// What the client sends.
    Input,
    /// What the model answers.
    Output,
    /// Both.
    #[default]
    Both,
}

/// A sort of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// What the user says; the input of embeddings and other operations.
    User,
    /// Instructions of the application, descriptions of tools.
    System,
    /// Arguments of tool calls.
    ToolArguments,
    /// What tools have answered.
    ToolResults,
    /// What the model has thought.
    Reasoning,
    /// What the model has said.
    Answer,
    /// Any other text: metadata, names, fields that no format knows.
    Other,
}

/// What is done about a finding.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// The request or the answer is refused.
    #[default]
    Deny,
    /// What was found is taken out, the rest goes on.
    Redact,
    /// It is told in the header `x-sluice-guardrails` and in the log, and goes on.
    Flag,
    /// The answer counts as failed, and the next target is asked. Answers only.
    Fallback,
    /// The same target is asked again and told what was wrong. Answers only.
    Retry,
}

/// How a refusal is told.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Deny {
    /// The status; 400 if left out. Some clients know 446 as the one of guardrails.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// What the client is told; the guardrail's name if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
}

/// How a flag is told.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Flag {
    /// The status of an answer in place of the provider's 2xx, which stays if left out.
    /// Some clients know 246 as the one of an answer that a guardrail has let pass
    /// although it found something. An answer whose headers have gone keeps its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
}

/// What stands in the place of what was found.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum With {
    /// What it was, and a number: `[EMAIL_ADDRESS_1]`. The same text has the same number
    /// throughout a request.
    #[default]
    Placeholder,
    /// As many `*` as it had characters.
    Mask,
    /// What it was, and a hash: `[EMAIL_ADDRESS_3f29c81b]`. The same text has the same
    /// hash in every request.
    Hash,
    /// Nothing.
    Remove,
}

/// How what was found is taken out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Redact {
    /// What stands in its place.
    #[serde(default, skip_serializing_if = "is_default")]
    pub with: With,
    /// `true`: where the answer has a placeholder, the client gets what it stood for.
    #[serde(default, skip_serializing_if = "is_default")]
    pub restore: bool,
    /// What hashes are mixed with, so that nobody who has not got it can try out what
    /// they were made of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub salt: Option<String>,
}

/// How often is asked again.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Retry {
    /// Times at most, 1 to 3; 1 if left out. After that the answer is refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attempts: Option<u8>,
}

/// Whether a guardrail acts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// It does.
    #[default]
    Enforce,
    /// It only logs.
    Monitor,
}

/// What happens where a check cannot be made.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum OnError {
    /// It is refused, with status 503 for a service and 400 for a body.
    #[default]
    Deny,
    /// It goes on unchecked, which is logged.
    Pass,
}

/// How much of a streamed answer is held back.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Hold {
    /// As long as a finding may still begin in it, a few hundred bytes at most. For checks
    /// that judge an answer as a whole it is `full` all the same.
    #[default]
    Window,
    /// All of it, until it has been checked.
    Full,
}
