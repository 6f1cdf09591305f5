//! Checks as they are written in gateway.yaml.

use serde::{Deserialize, Serialize};

use crate::check::Check;
use crate::injection;
use crate::patterns::{metadata, regex, words};
use crate::pii;
use crate::secrets;
use crate::services;
use crate::shape;

/// What a guardrail looks for: exactly one of these.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(rename = "Check")
)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum CheckSpec {
    /// Personal data and other identifiers.
    Pii(pii::Spec),
    /// Keys, tokens, passwords.
    Secrets(secrets::Spec),
    /// Prompt injection and jailbreaks.
    Injection(injection::Spec),
    /// What a service says.
    Service(services::Spec),
    /// Regular expressions of your own.
    Regex(regex::Spec),
    /// Words and phrases of your own.
    Words(words::Spec),
    /// Keys and values of a request's metadata.
    Metadata(metadata::Spec),
    /// Whether what is said is JSON, by a schema.
    Json(shape::json::Spec),
    /// How long what is said is.
    Length(shape::length::Spec),
    /// Small and capital letters.
    Case(shape::case::Spec),
    /// How what is said begins and ends.
    Affix(shape::affix::Spec),
    /// Whether anything is said.
    NotNull(shape::not_null::Spec),
    /// Tools by name and number.
    Tools(shape::tools::Spec),
    /// Models by name.
    Models(shape::models::Spec),
    /// What a request needs of a model.
    Capabilities(shape::capabilities::Spec),
    /// Which language texts are in.
    Language(shape::language::Spec),
    /// Code of programs.
    Code(shape::code::Spec),
    /// Links and where they lead.
    Urls(shape::urls::Spec),
    /// What texts are about.
    Topics(shape::topics::Spec),
}

/// What is wrong with a check as it is written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{problem}")]
pub struct SpecError {
    /// The field, from the check's own name on: `pii.entities[2]`.
    pub at: String,
    /// What is wrong.
    pub problem: String,
    /// How to mend it.
    pub mend: String,
}

impl CheckSpec {
    /// Makes the check ready: compiles its patterns, looks its entities up.
    ///
    /// # Errors
    /// Every problem found.
    pub fn compile(&self) -> Result<Check, Vec<SpecError>> {
        match self {
            Self::Pii(spec) => Ok(Check::Find(Box::new(spec.compile()?))),
            Self::Secrets(spec) => Ok(Check::Find(Box::new(spec.compile()?))),
            Self::Injection(spec) => Ok(Check::Judge(Box::new(spec.compile()?))),
            Self::Service(spec) => spec.compile().map(Check::Service),
            Self::Regex(spec) => Ok(Check::Find(Box::new(spec.compile()?))),
            Self::Words(spec) => Ok(Check::Find(Box::new(spec.compile()?))),
            Self::Metadata(spec) => Ok(Check::Judge(Box::new(spec.compile()?))),
            Self::Json(spec) => Ok(Check::Judge(Box::new(spec.compile()?))),
            Self::Length(spec) => Ok(Check::Judge(Box::new(spec.compile()?))),
            Self::Case(spec) => Ok(Check::Judge(Box::new(spec.clone()))),
            Self::Affix(spec) => Ok(Check::Judge(Box::new(spec.compile()?))),
            Self::NotNull(spec) => Ok(Check::Judge(Box::new(spec.clone()))),
            Self::Tools(spec) => Ok(Check::Judge(Box::new(spec.compile()?))),
            Self::Models(spec) => Ok(Check::Judge(Box::new(spec.compile()?))),
            Self::Capabilities(spec) => Ok(Check::Judge(Box::new(spec.compile()?))),
            Self::Language(spec) => Ok(Check::Judge(Box::new(spec.compile()?))),
            Self::Code(spec) => Ok(Check::Judge(Box::new(spec.compile()?))),
            Self::Urls(spec) => Ok(Check::Judge(Box::new(spec.compile()?))),
            Self::Topics(spec) => Ok(Check::Judge(Box::new(spec.compile()?))),
        }
    }
}
