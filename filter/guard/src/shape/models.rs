//! Models by name.

use serde::{Deserialize, Serialize};

use super::glob::is_allowed;
use super::{error, failed};
use crate::judge::{Judge, Judged, Subject};
use crate::spec::SpecError;

/// Which models may be asked for, by the names that clients use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(rename = "ModelsCheck")
)]
#[serde(deny_unknown_fields)]
pub struct Spec {
    /// Names that are allowed; `*` stands for any characters. All if left out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub allow: Vec<String>,
    /// Names that are not, whatever `allow` says.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub deny: Vec<String>,
}

impl Spec {
    /// Makes it ready.
    ///
    /// # Errors
    /// If it has no rule.
    pub fn compile(&self) -> Result<Self, Vec<SpecError>> {
        if self.allow.is_empty() && self.deny.is_empty() {
            return Err(vec![error(
                "models",
                "no rule is given",
                "give `allow` or `deny`",
            )]);
        }
        Ok(self.clone())
    }
}

impl Judge for Spec {
    fn judge(&self, subject: &Subject<'_>) -> Judged {
        if is_allowed(subject.model, &self.allow, &self.deny) {
            Judged::Passed
        } else {
            failed("the model is not allowed")
        }
    }
}
