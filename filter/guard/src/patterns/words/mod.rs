//! Words and phrases of the operator's own.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::lexicon::{LONGEST_WORD, Lexicon, Options, is_word};
use super::name::check_name;
use crate::find::{Find, Label, Match, Window};
use crate::spec::SpecError;

/// Words and phrases in all lists together.
const MOST: usize = 50_000;

/// Words and phrases.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(rename = "WordsCheck")
)]
#[serde(deny_unknown_fields)]
pub struct Spec {
    /// The words and phrases. In a phrase any white space may stand between words.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub words: Vec<String>,
    /// What `words` are called in verdicts and placeholders: capital letters, digits
    /// and `_`.
    #[serde(default = "default_name")]
    pub name: String,
    /// More lists, each under the name that its words are called by.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub lists: BTreeMap<String, Vec<String>>,
    /// Where words are looked for: `word` (default), between others, or `substring`,
    /// inside of them as well. In scripts without spaces it is always `substring`.
    #[serde(default)]
    pub r#match: Where,
    /// Whether words count that are written so as to be overlooked: in full-width and
    /// other styles, with letters of other scripts, marks, invisible characters,
    /// digits for letters, and letter by letter.
    #[serde(default = "default_evasions")]
    pub evasions: bool,
}

/// Where words are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Where {
    /// As whole words.
    #[default]
    Word,
    /// Inside of words as well.
    Substring,
}

fn default_name() -> String {
    "WORD".to_owned()
}

const fn default_evasions() -> bool {
    true
}

impl Spec {
    /// Makes it ready.
    ///
    /// # Errors
    /// Every problem found.
    pub fn compile(&self) -> Result<Words, Vec<SpecError>> {
        let at = "words";
        let mut errors = Vec::new();
        let mut lists = Vec::new();
        if !self.words.is_empty() {
            lists.push((
                format!("{at}.name"),
                format!("{at}.words"),
                &self.name,
                &self.words,
            ));
        }
        for (name, words) in &self.lists {
            let field = format!("{at}.lists.{name}");
            lists.push((field.clone(), field, name, words));
        }
        let count: usize = lists.iter().map(|(_, _, _, words)| words.len()).sum();
        if count == 0 || count > MOST {
            errors.push(SpecError {
                at: at.to_owned(),
                problem: format!("{count} words are given"),
                mend: format!("give at least one and at most {MOST} in `words` and `lists`"),
            });
        }
        for (name_at, words_at, name, words) in &lists {
            errors.extend(check_name(name_at, name));
            let bad = words.iter().enumerate().filter_map(|(nth, word)| {
                problem(word, self.evasions).map(|(problem, mend)| SpecError {
                    at: format!("{words_at}[{nth}]"),
                    problem,
                    mend,
                })
            });
            errors.extend(bad);
        }
        if !errors.is_empty() {
            return Err(errors);
        }
        let words = (0..).zip(&lists).flat_map(|(list, (_, _, _, words))| {
            words.iter().map(move |word| (word.as_str(), list))
        });
        let options = Options {
            whole: self.r#match == Where::Word,
            evasions: self.evasions,
        };
        Ok(Words {
            lexicon: Lexicon::new(words, options),
            labels: lists
                .iter()
                .map(|(_, _, name, _)| Label::Named(Arc::from(name.as_str())))
                .collect(),
        })
    }
}

/// What is wrong with a word, and how to mend it.
fn problem(word: &str, evasions: bool) -> Option<(String, String)> {
    let length = word.chars().count();
    if length > LONGEST_WORD {
        return Some((
            format!("the phrase has {length} characters"),
            format!("give at most {LONGEST_WORD}, or use a `regex` check"),
        ));
    }
    (!is_word(word, evasions)).then(|| {
        (
            "there is nothing to look for in it".to_owned(),
            "give a word or a phrase, or take it away".to_owned(),
        )
    })
}

/// A check that finds words.
#[derive(Debug)]
pub struct Words {
    lexicon: Lexicon,
    labels: Vec<Label>,
}

impl Find for Words {
    fn find(&self, window: Window<'_>, each: &mut dyn FnMut(Match)) -> usize {
        self.lexicon.find(window, &mut |list, span| {
            let label = usize::try_from(list)
                .ok()
                .and_then(|list| self.labels.get(list));
            if let Some(label) = label {
                each(Match {
                    label: label.clone(),
                    span,
                    score: 1.0,
                });
            }
        })
    }

    fn look_behind(&self) -> usize {
        self.lexicon.look_behind()
    }

    fn reach(&self) -> usize {
        self.lexicon.reach()
    }
}

#[cfg(test)]
mod tests;
