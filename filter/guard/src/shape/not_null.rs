//! Answers that say nothing.

use serde::{Deserialize, Serialize};

use super::failed;
use super::said::said;
use crate::judge::{Judge, Judged, Subject};
use crate::patterns::normal::{Folded, fold};

/// What is said must not be empty or blank. An answer that calls a tool need not say
/// anything.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(rename = "NotNullCheck")
)]
#[serde(deny_unknown_fields)]
pub struct Spec {}

impl Judge for Spec {
    fn judge(&self, subject: &Subject<'_>) -> Judged {
        let said = said(subject);
        let blank = said.iter().filter(|text| is_blank(text)).count();
        let is_nothing = said.is_empty() || blank > 0;
        if is_nothing && subject.tools.is_empty() {
            return failed(format!(
                "{} texts are blank, of {}",
                blank.max(1),
                said.len().max(1)
            ));
        }
        Judged::Passed
    }
}

fn is_blank(text: &str) -> bool {
    text.chars()
        .all(|character| matches!(fold(character), Folded::Nothing | Folded::Space))
}
