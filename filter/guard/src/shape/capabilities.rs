//! What a request needs of a model.

use serde::{Deserialize, Serialize};

use super::{error, failed};
use crate::judge::{Judge, Judged, Subject};
use crate::spec::SpecError;

/// What a request must not need of a model.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(rename = "CapabilitiesCheck")
)]
#[serde(deny_unknown_fields)]
pub struct Spec {
    /// What it must not need.
    pub deny: Vec<Capability>,
}

/// Something that a request may need of a model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Capability {
    /// Tools.
    Tools,
    /// Images.
    Images,
    /// Documents.
    Documents,
    /// Sound.
    Audio,
    /// An answer by a JSON Schema.
    JsonSchema,
    /// Reasoning.
    Reasoning,
    /// An answer as a stream.
    Stream,
}

impl Capability {
    const fn name(self) -> &'static str {
        match self {
            Self::Tools => "tools",
            Self::Images => "images",
            Self::Documents => "documents",
            Self::Audio => "audio",
            Self::JsonSchema => "json_schema",
            Self::Reasoning => "reasoning",
            Self::Stream => "stream",
        }
    }
}

impl Spec {
    /// Makes it ready.
    ///
    /// # Errors
    /// If it has no rule.
    pub fn compile(&self) -> Result<Self, Vec<SpecError>> {
        if self.deny.is_empty() {
            return Err(vec![error(
                "capabilities.deny",
                "nothing is denied",
                "give one or more",
            )]);
        }
        Ok(self.clone())
    }
}

impl Judge for Spec {
    fn judge(&self, subject: &Subject<'_>) -> Judged {
        let needed = self
            .deny
            .iter()
            .find(|denied| subject.capabilities.contains(&denied.name()));
        needed.map_or(Judged::Passed, |needed| {
            failed(format!(
                "the request needs `{}`, which is not allowed",
                needed.name()
            ))
        })
    }
}
