//! Prompt injection as it is written in gateway.yaml.

use serde::{Deserialize, Serialize};

use super::Injection;
use crate::spec::SpecError;

/// Prompt injection and jailbreaks, told by scored signals.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(rename = "InjectionCheck")
)]
#[serde(default, deny_unknown_fields)]
pub struct Spec {
    /// The score from which on a text fails, from 0 to 1; 0.5 without it. Lower finds
    /// more, and refuses more that is harmless.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub threshold: Option<f32>,
}

/// The threshold where nobody says otherwise.
pub(super) const THRESHOLD: f32 = 0.5;

impl Spec {
    /// Makes it ready.
    ///
    /// # Errors
    /// A threshold that is none.
    pub fn compile(&self) -> Result<Injection, Vec<SpecError>> {
        let threshold = self.threshold.unwrap_or(THRESHOLD);
        let is_one = threshold > 0.0 && threshold <= 1.0;
        let reader = super::reader::Reader::new().filter(|_| is_one);
        reader
            .map(|reader| Injection { reader, threshold })
            .ok_or_else(|| {
                vec![SpecError {
                    at: "injection.threshold".to_owned(),
                    problem: "is not above 0 and at most 1".to_owned(),
                    mend: "write a number such as 0.5".to_owned(),
                }]
            })
    }
}
