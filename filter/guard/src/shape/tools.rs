//! Tools by name and number.

use serde::{Deserialize, Serialize};

use super::glob::is_allowed;
use super::{error, failed};
use crate::judge::{Judge, Judged, Subject};
use crate::spec::SpecError;

/// Which tools a request may offer, or an answer may call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(rename = "ToolsCheck")
)]
#[serde(deny_unknown_fields)]
pub struct Spec {
    /// How many at most: calls of an answer, tools of a request.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<usize>,
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
        if self.max.is_none() && self.allow.is_empty() && self.deny.is_empty() {
            return Err(vec![error(
                "tools",
                "no rule is given",
                "give `max`, `allow` or `deny`",
            )]);
        }
        Ok(self.clone())
    }
}

impl Judge for Spec {
    fn judge(&self, subject: &Subject<'_>) -> Judged {
        let count = subject.tools.len();
        if let Some(max) = self.max.filter(|max| count > *max) {
            return failed(format!(
                "there are {count} tools or calls of them, more than {max}"
            ));
        }
        let is_denied = |name: &&&str| !is_allowed(name, &self.allow, &self.deny);
        match subject.tools.iter().filter(is_denied).count() {
            0 => Judged::Passed,
            denied => failed(format!("{denied} of {count} tools are not allowed")),
        }
    }
}
