//! How answers begin and end.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::said::said;
use super::{error, failed};
use crate::judge::{Judge, Judged, Subject};
use crate::spec::SpecError;

/// How what is said has to begin and end. White space around it, and around what is
/// written here, is looked past.
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
    /// Whether small and capital letters are the same.
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
            |affix: &Option<String>| affix.as_ref().is_some_and(|affix| !affix.trim().is_empty());
        if !is_given(&self.prefix) && !is_given(&self.suffix) {
            return Err(vec![error(
                "affix",
                "neither a prefix nor a suffix is given",
                "give `prefix`, `suffix` or both",
            )]);
        }
        Ok(self.clone())
    }

    fn holds(&self, text: &str, affix: Option<&String>, is_equal: fn(&str, &str) -> bool) -> bool {
        affix.is_none_or(|affix| is_equal(text, &self.read(affix)))
    }

    /// A text as it is compared.
    fn read<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let text = text.trim();
        if !self.case_insensitive {
            return Cow::Borrowed(text);
        }
        // By way of capitals, so that `ß` is `SS` and `ς` is `σ`.
        let capitals = text.chars().flat_map(char::to_uppercase);
        Cow::Owned(capitals.flat_map(char::to_lowercase).collect())
    }
}

impl Judge for Spec {
    fn judge(&self, subject: &Subject<'_>) -> Judged {
        for text in said(subject) {
            let text = self.read(&text);
            if !self.holds(&text, self.prefix.as_ref(), |text, prefix| {
                text.starts_with(prefix)
            }) {
                return failed("the text does not begin with the prefix that it has to");
            }
            if !self.holds(&text, self.suffix.as_ref(), |text, suffix| {
                text.ends_with(suffix)
            }) {
                return failed("the text does not end with the suffix that it has to");
            }
        }
        Judged::Passed
    }
}
