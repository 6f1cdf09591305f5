//! Which language a text is written in.
//!
//! First its script decides; where several languages share it, small words, letters and
//! endings of each are counted. Code between fences is no language.

mod table;

use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, Serialize};

use super::fences::parts;
use super::said::{Of, groups};
use super::{error, failed};
use crate::judge::{Judge, Judged, Subject};
use crate::spec::SpecError;
use table::{LANGUAGES, SCRIPTS, Script};

/// Letters of a text from which its language is told.
const MIN_LETTERS: usize = 20;
/// What a small word counts that one language alone has.
const WORD: f32 = 1.0;
/// What a letter and an ending count.
const LETTER: f32 = 0.6;
const ENDING: f32 = 0.4;
/// Below this share of a text's words nothing is told.
const LEAST: f32 = 0.1;
/// Languages this near to the best one may be it as well.
const NEAR: f32 = 0.85;

/// Which languages a text may be in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(rename = "LanguageCheck")
)]
#[serde(deny_unknown_fields)]
pub struct Spec {
    /// Languages that are allowed, by ISO 639-1: `en`, `de`. All if left out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub allow: Vec<String>,
    /// Languages that are not, whatever `allow` says.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub deny: Vec<String>,
    /// What becomes of a text whose language cannot be told: `pass`, as if left out, or
    /// `fail`.
    #[serde(default)]
    pub unknown: Unknown,
    /// How many letters a text must have for its language to be told: 20 if left out.
    #[serde(default = "min_letters")]
    pub min_letters: usize,
    /// What is judged together, as in `length`.
    #[serde(default)]
    pub of: Of,
}

/// What becomes of a text whose language cannot be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Unknown {
    /// It passes.
    #[default]
    Pass,
    /// It fails.
    Fail,
}

const fn min_letters() -> usize {
    MIN_LETTERS
}

impl Spec {
    /// Makes it ready.
    ///
    /// # Errors
    /// Languages that are not known.
    pub fn compile(&self) -> Result<Language, Vec<SpecError>> {
        let mut errors = Vec::new();
        if self.allow.is_empty() && self.deny.is_empty() {
            errors.push(error(
                "language",
                "no rule is given",
                "give `allow` or `deny`",
            ));
        }
        for (field, codes) in [("allow", &self.allow), ("deny", &self.deny)] {
            for (nth, code) in codes.iter().enumerate() {
                if !LANGUAGES.iter().any(|language| language.code == code) {
                    let known: Vec<_> = LANGUAGES.iter().map(|language| language.code).collect();
                    errors.push(error(
                        format!("language.{field}[{nth}]"),
                        "the language is not known",
                        format!("give one of {}", known.join(", ")),
                    ));
                }
            }
        }
        if errors.is_empty() {
            Ok(Language {
                spec: self.clone(),
                profiles: Profiles::new(),
            })
        } else {
            Err(errors)
        }
    }
}

/// A check of languages.
#[derive(Debug)]
pub struct Language {
    spec: Spec,
    profiles: Profiles,
}

impl Judge for Language {
    fn judge(&self, subject: &Subject<'_>) -> Judged {
        for group in groups(subject, self.spec.of) {
            let mut count = Count::default();
            for piece in &group {
                self.profiles.count(piece.text, &mut count);
            }
            let letters: usize = count.scripts.values().sum();
            let told = if letters < self.spec.min_letters {
                Vec::new()
            } else {
                count.told()
            };
            let Some(best) = told.first() else {
                if self.spec.unknown == Unknown::Fail {
                    return failed(format!(
                        "the language of a text of {letters} letters cannot be told"
                    ));
                }
                continue;
            };
            let is_in = |codes: &[String], code: &str| codes.iter().any(|one| one == code);
            if is_in(&self.spec.deny, best) {
                return failed(format!("the text is in `{best}`, which is denied"));
            }
            let is_allowed = told.iter().any(|code| is_in(&self.spec.allow, code));
            if !self.spec.allow.is_empty() && !is_allowed {
                return failed(format!("the text is in `{best}`, which is not allowed"));
            }
        }
        Judged::Passed
    }
}

/// What is looked for in texts.
#[derive(Debug)]
struct Profiles {
    /// Languages by a small word, by their numbers in the table.
    words: HashMap<&'static str, Vec<usize>>,
    letters: HashMap<char, Vec<usize>>,
    endings: HashMap<&'static str, Vec<usize>>,
}

/// What has been counted.
#[derive(Debug, Default)]
struct Count {
    /// Letters.
    scripts: BTreeMap<Script, usize>,
    /// Words of each script.
    words: BTreeMap<Script, usize>,
    /// By the numbers of languages in the table.
    scores: BTreeMap<usize, f32>,
}

impl Profiles {
    fn new() -> Self {
        let mut profiles = Self {
            words: HashMap::new(),
            letters: HashMap::new(),
            endings: HashMap::new(),
        };
        for (nth, language) in LANGUAGES.iter().enumerate() {
            let note = |known: &mut HashMap<&'static str, Vec<usize>>, text: &'static str| {
                for one in text.split(' ').filter(|one| !one.is_empty()) {
                    let of_one = known.entry(one).or_default();
                    if !of_one.contains(&nth) {
                        of_one.push(nth);
                    }
                }
            };
            note(&mut profiles.words, language.words);
            note(&mut profiles.endings, language.endings);
            for letter in language.letters.chars() {
                profiles.letters.entry(letter).or_default().push(nth);
            }
        }
        profiles
    }

    fn count(&self, text: &str, count: &mut Count) {
        for part in parts(text).filter(|part| part.fence.is_none()) {
            for word in part
                .text
                .split(|one: char| !(one.is_alphabetic() || is_mark(one)))
            {
                self.word(word, count);
            }
        }
    }

    fn word(&self, word: &str, count: &mut Count) {
        const LONGEST: usize = 64;
        let mut of_word = None;
        for character in word.chars() {
            if let Some(script) = script(character) {
                *count.scripts.entry(script).or_default() += weight(script);
                of_word = of_word.or(Some(script));
            }
        }
        let Some(script) = of_word.filter(|_| word.len() <= LONGEST) else {
            return;
        };
        *count.words.entry(script).or_default() += 1;
        let lower = word.to_lowercase();
        let mut add = |languages: Option<&Vec<usize>>, score: f32| {
            let Some(languages) = languages else { return };
            // What fewer languages have says more.
            let share = score / to_f32(languages.len()).sqrt();
            for language in languages {
                *count.scores.entry(*language).or_default() += share;
            }
        };
        add(self.words.get(lower.as_str()), WORD);
        for letter in lower.chars().filter(|letter| !letter.is_ascii()) {
            add(self.letters.get(&letter), LETTER);
        }
        let ends = lower
            .char_indices()
            .rev()
            .map(|(at, _)| at)
            .take(5)
            .filter(|at| *at > 1);
        for ending in ends.filter_map(|at| lower.get(at..)) {
            add(self.endings.get(ending), ENDING);
        }
    }
}

impl Count {
    /// The languages that a text may be in, the likeliest first. None if it cannot be
    /// told.
    fn told(&self) -> Vec<&'static str> {
        let Some(script) = self.script() else {
            return Vec::new();
        };
        let of_script = || {
            LANGUAGES
                .iter()
                .enumerate()
                .filter(move |(_, language)| language.script == script)
        };
        if of_script().count() == 1 {
            return of_script().map(|(_, language)| language.code).collect();
        }
        let mut scores: Vec<_> = of_script()
            .filter_map(|(nth, language)| Some((*self.scores.get(&nth)?, language.code)))
            .collect();
        scores.sort_by(|one, other| other.0.total_cmp(&one.0));
        let words = self.words.get(&script).copied().unwrap_or(0);
        let best = scores.first().map_or(0.0, |(score, _)| *score);
        if best < LEAST * to_f32(words) {
            return Vec::new();
        }
        scores.retain(|(score, _)| *score >= NEAR * best);
        scores.into_iter().map(|(_, code)| code).collect()
    }

    /// The script of most letters. Japanese has more letters of Chinese than of its own.
    fn script(&self) -> Option<Script> {
        let of = |script: &Script| self.scripts.get(script).copied().unwrap_or(0);
        let (script, _) = self.scripts.iter().max_by_key(|(_, letters)| **letters)?;
        if *script == Script::Han && of(&Script::Kana) * 10 > of(&Script::Han) {
            return Some(Script::Kana);
        }
        Some(*script)
    }
}

/// How much a letter counts: where one is a syllable or a word, as much as several.
const fn weight(script: Script) -> usize {
    match script {
        Script::Han | Script::Kana | Script::Hangul => 3,
        _ => 1,
    }
}

fn script(character: char) -> Option<Script> {
    let code = u32::from(character);
    let after = SCRIPTS.partition_point(|(first, _, _)| *first <= code);
    let (_, last, script) = SCRIPTS.get(after.checked_sub(1)?)?;
    (code <= *last).then_some(*script)
}

/// Signs of vowels that stand inside of words.
const fn is_mark(character: char) -> bool {
    matches!(character, '\u{0300}'..='\u{036f}' | '\u{0900}'..='\u{0e7f}')
}

#[expect(clippy::cast_precision_loss, reason = "counts of words")]
const fn to_f32(count: usize) -> f32 {
    count as f32
}

#[cfg(test)]
mod tests;
