//! Code of programs in texts, by language.
//!
//! A fenced block counts as what its fence says. Where that says nothing, and outside of
//! fences, marks that each language bears and lines that are code as a whole are counted.

mod lines;
mod table;

use std::collections::BTreeSet;

use aho_corasick::{AhoCorasick, MatchKind};
use regex_automata::meta::Regex;
use regex_automata::{Input, PatternSet};
use serde::{Deserialize, Serialize};

use super::fences::{Part, parts};
use super::{error, failed};
use crate::judge::{Judge, Judged, Subject};
use crate::spec::SpecError;
use lines::LINES;
use table::{At, LANGUAGES};

/// The weight of different marks from which a text is code.
const ENOUGH: u32 = 5;
/// Lines of a text that are looked at as a whole: so many, of so many bytes. Code that
/// is longer than that bears marks enough.
const MOST_LINES: usize = 200;
const LONGEST_LINE: usize = 400;

/// Which languages code may be in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(rename = "CodeCheck")
)]
#[serde(deny_unknown_fields)]
pub struct Spec {
    /// Languages that are allowed. None if both lists are left out: no code at all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub allow: Vec<String>,
    /// Languages that are not, whatever `allow` says. All others are if `allow` is left
    /// out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub deny: Vec<String>,
}

impl Spec {
    /// Makes it ready.
    ///
    /// # Errors
    /// Languages that are not known.
    pub fn compile(&self) -> Result<Code, Vec<SpecError>> {
        let mut errors = Vec::new();
        for (field, names) in [("allow", &self.allow), ("deny", &self.deny)] {
            for (nth, name) in names.iter().enumerate() {
                if !LANGUAGES.iter().any(|language| language.name == name) {
                    let known: Vec<_> = LANGUAGES.iter().map(|language| language.name).collect();
                    errors.push(error(
                        format!("code.{field}[{nth}]"),
                        "the language is not known",
                        format!("give one of {}", known.join(", ")),
                    ));
                }
            }
        }
        if !errors.is_empty() {
            return Err(errors);
        }
        let markers = LANGUAGES.iter().flat_map(|language| language.markers);
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            .build(markers.map(|(_, text, _)| text))
            .map_err(|_| vec![error("code", "it needs too much memory", "take it away")])?;
        let lines = Regex::new_many(&LINES.iter().map(|(_, line, _)| *line).collect::<Vec<_>>())
            .map_err(|_| vec![error("code", "it needs too much memory", "take it away")])?;
        let rows = LANGUAGES.iter().enumerate().flat_map(|(nth, language)| {
            language
                .markers
                .iter()
                .map(move |(at, _, weight)| (nth, *at, *weight))
        });
        Ok(Code {
            spec: self.clone(),
            automaton,
            rows: rows.collect(),
            lines,
        })
    }
}

/// A check of code.
#[derive(Debug)]
pub struct Code {
    spec: Spec,
    automaton: AhoCorasick,
    /// Of each marker its language, by its number, its place and its weight.
    rows: Vec<(usize, At, u32)>,
    /// [`LINES`], made ready.
    lines: Regex,
}

impl Code {
    fn is_allowed(&self, name: &str) -> bool {
        let is_in = |names: &[String]| names.iter().any(|one| one == name);
        if is_in(&self.spec.deny) {
            return false;
        }
        match (self.spec.allow.is_empty(), self.spec.deny.is_empty()) {
            (true, true) => false,
            (true, false) => true,
            (false, _) => is_in(&self.spec.allow),
        }
    }

    /// The language of a text, if it is code.
    fn told(&self, text: &str) -> Option<&'static str> {
        let mut seen = vec![false; self.rows.len()];
        let mut weights = vec![0_u32; LANGUAGES.len()];
        for found in self.automaton.find_overlapping_iter(text) {
            let marker = found.pattern().as_usize();
            let (Some((language, at, weight)), Some(seen)) =
                (self.rows.get(marker), seen.get_mut(marker))
            else {
                continue;
            };
            if *seen || !stands(text, found.start(), found.end(), *at) {
                continue;
            }
            *seen = true;
            if let Some(sum) = weights.get_mut(*language) {
                *sum += weight;
            }
        }
        for line in self.lines_in(text) {
            let Some((name, _, weight)) = LINES.get(line) else {
                continue;
            };
            let of = LANGUAGES.iter().zip(&mut weights);
            for (_, sum) in of.filter(|(language, _)| language.name == *name) {
                *sum += weight;
            }
        }
        let (weight, language) = weights
            .into_iter()
            .zip(LANGUAGES)
            .max_by_key(|(weight, _)| *weight)?;
        (weight >= ENOUGH).then_some(language.name)
    }
}

impl Code {
    /// The forms of lines that are in a text, each once.
    fn lines_in(&self, text: &str) -> BTreeSet<usize> {
        let mut all = BTreeSet::new();
        let mut found = PatternSet::new(LINES.len());
        let lines = text.lines().filter(|line| !line.trim().is_empty());
        for line in lines.take(MOST_LINES) {
            if line.len() <= LONGEST_LINE {
                found.clear();
                self.lines
                    .which_overlapping_matches(&Input::new(line), &mut found);
                all.extend(found.iter().map(|line| line.as_usize()));
            }
        }
        all
    }
}

/// Whether something stands where it has to in its line, and is no part of a word.
fn stands(text: &str, start: usize, end: usize, at: At) -> bool {
    let before = text.as_bytes().get(..start).unwrap_or_default();
    let after = text.as_bytes().get(end..).unwrap_or_default();
    let is_letter = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
    let begins_word = is_letter(text.as_bytes().get(start));
    if begins_word && is_letter(before.last()) {
        return false;
    }
    match at {
        At::Any => true,
        At::Start => {
            let blank = before
                .iter()
                .rev()
                .take_while(|byte| matches!(byte, b' ' | b'\t'))
                .count();
            let is_first = before
                .len()
                .checked_sub(blank + 1)
                .and_then(|last| before.get(last));
            is_first.is_none_or(|byte| *byte == b'\n')
        }
        At::End => after
            .first()
            .is_none_or(|byte| matches!(byte, b'\n' | b'\r')),
    }
}

impl Judge for Code {
    fn judge(&self, subject: &Subject<'_>) -> Judged {
        let mut blocks = 0;
        for piece in subject.pieces {
            for Part { fence, text } in parts(piece.text) {
                blocks += usize::from(fence.is_some());
                let label = fence.map_or("", |fence| fence.language);
                let of_label = LANGUAGES.iter().find(|language| {
                    language
                        .fences
                        .iter()
                        .any(|fence| fence.eq_ignore_ascii_case(label))
                });
                // What a fence says need not be true: what is forbidden is looked for too.
                let told = [of_label.map(|language| language.name), self.told(text)];
                let denied = told
                    .into_iter()
                    .flatten()
                    .find(|name| !self.is_allowed(name));
                if let Some(name) = denied {
                    let place = if fence.is_some() {
                        format!("fenced block {blocks}")
                    } else {
                        "a text outside of fences".to_owned()
                    };
                    return failed(format!("{place} is code in `{name}`, which is not allowed"));
                }
            }
        }
        Judged::Passed
    }
}

#[cfg(test)]
mod tests;
