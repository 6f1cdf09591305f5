//! Small and capital letters.

use serde::{Deserialize, Serialize};

use super::failed;
use super::said::said;
use crate::judge::{Judge, Judged, Subject};

/// Whether what is said is in small or capital letters. Letters without case and all
/// other characters are looked past.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(rename = "CaseCheck")
)]
#[serde(deny_unknown_fields)]
pub struct Spec {
    /// Which letters it has to have.
    pub case: Case,
}

/// Which letters a text has to have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Case {
    /// Small ones only.
    Lower,
    /// Capitals only.
    Upper,
    /// A capital at the beginning of each sentence, and not all capitals.
    Sentence,
}

impl Judge for Spec {
    fn judge(&self, subject: &Subject<'_>) -> Judged {
        for text in said(subject) {
            let count = |is: fn(char) -> bool| text.chars().filter(|one| is(*one)).count();
            let (upper, lower) = (count(char::is_uppercase), count(char::is_lowercase));
            match self.case {
                Case::Lower if upper > 0 => {
                    return failed(format!(
                        "the text has {upper} capital letters, and may have none"
                    ));
                }
                Case::Upper if lower > 0 => {
                    return failed(format!(
                        "the text has {lower} small letters, and may have none"
                    ));
                }
                Case::Sentence => {
                    let small = small_sentences(&text);
                    if small > 0 {
                        return failed(format!("{small} sentences begin with a small letter"));
                    }
                    if lower == 0 && upper > 3 {
                        return failed("the text has capital letters only");
                    }
                }
                Case::Lower | Case::Upper => {}
            }
        }
        Judged::Passed
    }
}

/// How many sentences begin with a small letter.
fn small_sentences(text: &str) -> usize {
    let mut small = 0;
    let mut is_first = true;
    let mut is_ended = false;
    for character in text.chars() {
        if matches!(character, '.' | '!' | '?' | '…') {
            is_ended = true;
        } else if character.is_whitespace() {
            // `3.5` and `a.b` go on.
            is_first |= is_ended;
            is_ended = false;
        } else if character.is_alphanumeric() {
            small += usize::from(is_first && character.is_lowercase());
            is_first = false;
            is_ended = false;
        } else if matches!(character, ',' | ';' | ':') {
            is_ended = false;
        }
    }
    small
}
