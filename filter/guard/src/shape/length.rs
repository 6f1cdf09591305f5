//! How long texts are.

use serde::{Deserialize, Serialize};

use super::said::{Of, groups};
use super::{error, failed};
use crate::judge::{Judge, Judged, Subject};
use crate::spec::SpecError;

/// Bytes a token, about: no tokenizer of any model.
const BYTES_A_TOKEN: usize = 4;

/// How long what is said may be, and has to be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(rename = "LengthCheck")
)]
#[serde(deny_unknown_fields)]
pub struct Spec {
    /// Unicode characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub characters: Option<Bounds>,
    /// Words: what stands between white space and has a letter or digit. In Chinese and
    /// Japanese each character counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<Bounds>,
    /// Sentences: what ends with `.`, `!`, `?` or the like, or with an empty line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sentences: Option<Bounds>,
    /// Tokens, about: a quarter of the bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tokens: Option<Bounds>,
    /// What is counted together: `latest`, of a request its last message, of an answer
    /// each choice, as if left out; `each` message on its own; `all` together.
    #[serde(default)]
    pub of: Of,
}

/// From how many to how many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(rename = "LengthBounds")
)]
#[serde(deny_unknown_fields)]
pub struct Bounds {
    /// At least.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<usize>,
    /// At most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<usize>,
}

/// A unit, its bounds and how it is counted.
type Unit = (&'static str, Option<Bounds>, fn(&str) -> usize);

impl Spec {
    const fn units(&self) -> [Unit; 4] {
        [
            ("characters", self.characters, characters),
            ("words", self.words, words),
            ("sentences", self.sentences, sentences),
            ("tokens", self.tokens, str::len),
        ]
    }

    /// Makes it ready.
    ///
    /// # Errors
    /// If it has no rule, or one that nothing keeps.
    pub fn compile(&self) -> Result<Self, Vec<SpecError>> {
        let given = self
            .units()
            .into_iter()
            .filter_map(|(unit, bounds, _)| Some((unit, bounds?)));
        let given: Vec<_> = given.collect();
        let mut errors = Vec::new();
        if given.is_empty() {
            let mend = "give `characters`, `words`, `sentences` or `tokens`";
            errors.push(error("length", "no rule is given", mend));
        }
        for (unit, bounds) in given {
            let at = format!("length.{unit}");
            match (bounds.min, bounds.max) {
                (None, None) => {
                    errors.push(error(at, "no bound is given", "give `min`, `max` or both"))
                }
                (Some(min), Some(max)) if min > max => errors.push(error(
                    at,
                    format!("min {min} is more than max {max}"),
                    "lower `min` or raise `max`",
                )),
                _ => {}
            }
        }
        if errors.is_empty() {
            Ok(self.clone())
        } else {
            Err(errors)
        }
    }
}

impl Judge for Spec {
    fn judge(&self, subject: &Subject<'_>) -> Judged {
        let mut groups = groups(subject, self.of);
        if groups.is_empty() {
            // Nothing is a text, too: an empty one.
            groups.push(Vec::new());
        }
        for group in groups {
            for (unit, bounds, count) in self.units() {
                let Some(bounds) = bounds else { continue };
                let count = group.iter().map(|piece| count(piece.text)).sum::<usize>();
                let count = if unit == "tokens" {
                    count.div_ceil(BYTES_A_TOKEN)
                } else {
                    count
                };
                if let Some(min) = bounds.min.filter(|min| count < *min) {
                    return failed(format!("the text has {count} {unit}, fewer than {min}"));
                }
                if let Some(max) = bounds.max.filter(|max| count > *max) {
                    return failed(format!("the text has {count} {unit}, more than {max}"));
                }
            }
        }
        Judged::Passed
    }
}

fn characters(text: &str) -> usize {
    text.chars().count()
}

fn words(text: &str) -> usize {
    let mut words = 0;
    let mut is_inside = false;
    for character in text.chars() {
        if character.is_whitespace() {
            is_inside = false;
        } else if is_ideograph(character) {
            words += 1;
            is_inside = false;
        } else if character.is_alphanumeric() && !is_inside {
            words += 1;
            is_inside = true;
        }
    }
    words
}

const fn is_ideograph(character: char) -> bool {
    matches!(character, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}')
}

fn sentences(text: &str) -> usize {
    let mut sentences = 0;
    // Whether there is something to end, whether it has ended, and empty lines since.
    let (mut is_open, mut is_ended, mut lines) = (false, false, 0);
    for character in text.chars() {
        match character {
            '。' | '！' | '？' | '।' | '؟' => {
                sentences += usize::from(is_open);
                is_open = false;
            }
            '.' | '!' | '?' | '…' => is_ended = is_open,
            _ if character.is_whitespace() => {
                lines += usize::from(character == '\n');
                if is_open && (is_ended || lines > 1) {
                    sentences += 1;
                    is_open = false;
                }
                is_ended = false;
            }
            _ if character.is_alphanumeric() => {
                // `3.5` and `a.b` go on.
                (is_open, is_ended, lines) = (true, false, 0);
            }
            // Quotes and brackets may close behind the end.
            _ => {}
        }
    }
    sentences + usize::from(is_open)
}
