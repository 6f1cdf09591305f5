//! Secrets as they are written in gateway.yaml.

use serde::{Deserialize, Serialize};

use super::Secrets;
use super::kind::KINDS;
use crate::spec::SpecError;

/// What all kinds are together.
pub(super) const FAMILY: &str = "SECRETS";

/// Secrets: keys and tokens of clouds and services, private keys, passwords.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(rename = "SecretsCheck")
)]
#[serde(default, deny_unknown_fields)]
pub struct Spec {
    /// What to look for: names of kinds as in docs/guardrails/secrets.md, `default` or
    /// `all`. Without any, the default set.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub kinds: Vec<String>,
    /// How sure a match must be to count, from 0 to 1; 0.4 without it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_score: Option<f32>,
    /// Values that are never reported, such as keys of a test account; exactly as they
    /// stand in the text.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub allow: Vec<String>,
}

impl Spec {
    /// Makes it ready.
    ///
    /// # Errors
    /// Every problem found.
    pub fn compile(&self) -> Result<Secrets, Vec<SpecError>> {
        let mut errors = Vec::new();
        let mut labels = Vec::new();
        for (at, name) in self.kinds.iter().enumerate() {
            let before = labels.len();
            labels.extend(named(name));
            if labels.len() == before {
                errors.push(SpecError {
                    at: format!("secrets.kinds[{at}]"),
                    problem: format!("there is no kind of secret {name:?}"),
                    mend: format!("the nearest is {}", nearest(name)),
                });
            }
        }
        if self.kinds.is_empty() {
            labels.extend(named("default"));
        }
        let min_score = self.min_score.unwrap_or(crate::pii::MIN_SCORE);
        if !(0.0..=1.0).contains(&min_score) {
            errors.push(SpecError {
                at: "secrets.min_score".to_owned(),
                problem: "is not between 0 and 1".to_owned(),
                mend: "write a number from 0 to 1, such as 0.4".to_owned(),
            });
        }
        if let Some(at) = self.allow.iter().position(|value| value.trim().is_empty()) {
            errors.push(SpecError {
                at: format!("secrets.allow[{at}]"),
                problem: "is empty".to_owned(),
                mend: "write a value that is not to be reported, or take the line out".to_owned(),
            });
        }
        if !errors.is_empty() {
            return Err(errors);
        }
        labels.sort_unstable();
        labels.dedup();
        Ok(Secrets::new(labels, min_score, &self.allow))
    }
}

/// The kinds that a name stands for: their own, their family's, `default`, `all`.
pub(crate) fn named(name: &str) -> impl Iterator<Item = &'static str> {
    KINDS
        .iter()
        .filter(move |kind| {
            kind.label == name
                || name == FAMILY
                || name.eq_ignore_ascii_case("all")
                || (name.eq_ignore_ascii_case("default") && !kind.is_noisy)
        })
        .map(|kind| kind.label)
}

fn nearest(name: &str) -> &'static str {
    KINDS
        .iter()
        .map(|kind| kind.label)
        .min_by_key(|label| crate::pii::distance(label, name))
        .unwrap_or_default()
}
