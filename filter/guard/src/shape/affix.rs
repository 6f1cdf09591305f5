//! How answers begin and end.

use serde::{Deserialize, Serialize};

use super::said::said;
use super::{error, failed};
use crate::judge::{Judge, Judged, Subject};
use crate::spec::SpecError;

/// How what is said has to begin and end. White space around it is looked past.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(rename = "AffixCheck")
)]
#[serde(deny_unknown_fields)]
pub struct Spec {
    /// How it has to begin.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prefix: Option<String>,
    /// How it has to end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suffix: Option<String>,
    /// Whether small and capital letters of ASCII are the same.
    #[serde(default)]
    pub case_insensitive: bool,
}

impl Spec {
    /// Makes it ready.
    ///
    /// # Errors
    /// If there is nothing to look for.
    pub fn compile(&self) -> Result<Self, Vec<SpecError>> {
        let is_given =
            |affix: &Option<String>| affix.as_ref().is_some_and(|affix| !affix.is_empty());
        if !is_given(&self.prefix) && !is_given(&self.suffix) {
            return Err(vec![error(
                "affix",
                "neither a prefix nor a suffix is given",
                "give `prefix`, `suffix` or both",
            )]);
        }
        Ok(self.clone())
    }

    fn is_equal(&self, one: &str, other: &str) -> bool {
        if self.case_insensitive {
            one.eq_ignore_ascii_case(other)
        } else {
            one == other
        }
    }
}

impl Judge for Spec {
    fn judge(&self, subject: &Subject<'_>) -> Judged {
        for text in said(subject) {
            let text = text.trim();
            let begins = self.prefix.as_ref().is_none_or(|prefix| {
                text.get(..prefix.len())
                    .is_some_and(|start| self.is_equal(start, prefix))
            });
            if !begins {
                return failed("the text does not begin with the prefix that it has to");
            }
            let ends = self.suffix.as_ref().is_none_or(|suffix| {
                let at = text.len().checked_sub(suffix.len());
                at.and_then(|at| text.get(at..))
                    .is_some_and(|end| self.is_equal(end, suffix))
            });
            if !ends {
                return failed("the text does not end with the suffix that it has to");
            }
        }
        Judged::Passed
    }
}
