//! Which meanings stand where in a text.

use std::collections::BTreeMap;

use aho_corasick::{AhoCorasick, MatchKind};

use super::class::Class;
use super::terms;
use super::{compounds, encoded, told};
use crate::normal::{Reading, View};

/// A meaning at a place.
#[derive(Debug, Clone, Copy)]
pub(super) struct Hit {
    pub(super) class: Class,
    pub(super) start: usize,
    pub(super) end: usize,
    /// Whether somebody else is said to do it, or it is asked about.
    pub(super) is_told: bool,
}

/// The meanings in a text.
#[derive(Debug)]
pub(super) struct Hits {
    /// In order.
    pub(super) all: Vec<Hit>,
    /// How many bytes eight letters of words have.
    pub(super) wide: usize,
}

/// A word from this length on may be several, written without blanks.
const GLUED: usize = 20;

/// Terms from this length on are looked for within such words.
const LONG_TERM: usize = 5;

/// Finds meanings.
#[derive(Debug)]
pub(super) struct Reader {
    terms: AhoCorasick,
    /// What each term means, and whether the end of its last word is open.
    meanings: Vec<Meaning>,
    glued: AhoCorasick,
    glued_meanings: Vec<Vec<Class>>,
}

#[derive(Debug, Clone, Default)]
struct Meaning {
    classes: Vec<Class>,
    is_open: bool,
}

impl Reader {
    /// Makes the terms ready; `None` if they are too many, which they are not.
    pub(super) fn new() -> Option<Self> {
        let mut meanings = BTreeMap::<String, Meaning>::new();
        let mut glued = BTreeMap::<String, Vec<Class>>::new();
        let mut add = |term: &str, class: Class| {
            let is_open = term.ends_with('*');
            let read = plain(term.trim_end_matches('*'));
            let word = read.trim();
            let is_latin = word.is_ascii();
            let pattern = if is_latin || word.chars().all(is_spaced) {
                format!(" {word}")
            } else {
                word.to_owned()
            };
            let meaning = meanings.entry(pattern).or_default();
            meaning.is_open |= is_open;
            if !meaning.classes.contains(&class) {
                meaning.classes.push(class);
            }
            if is_latin && word.len() >= LONG_TERM {
                glued.entry(word.replace(' ', "")).or_default().push(class);
            }
        };
        for language in terms::ALL {
            for (class, words) in *language {
                words.split('|').for_each(|word| add(word, *class));
            }
        }
        for word in terms::HIDDEN {
            add(&encoded::rot13(word), Class::Rotated);
            add(&encoded::reversed(word), Class::Reversed);
        }
        let automaton = |patterns: Vec<&String>, kind: MatchKind| {
            AhoCorasick::builder().match_kind(kind).build(patterns).ok()
        };
        Some(Self {
            terms: automaton(meanings.keys().collect(), MatchKind::Standard)?,
            meanings: meanings.values().cloned().collect(),
            glued: automaton(glued.keys().collect(), MatchKind::LeftmostLongest)?,
            glued_meanings: glued.values().cloned().collect(),
        })
    }

    /// Every meaning in a text that has been made plain, in order.
    pub(super) fn hits(&self, plain: &str) -> Hits {
        let mut hits = Vec::new();
        let bytes = plain.as_bytes();
        for found in self.terms.find_overlapping_iter(plain) {
            let Some(meaning) = self.meanings.get(found.pattern().as_usize()) else {
                continue;
            };
            let is_word = plain
                .get(found.start()..)
                .is_some_and(|rest| rest.starts_with(' '));
            let goes_on = is_word
                && !meaning.is_open
                && plain
                    .get(found.end()..)
                    .and_then(|rest| rest.chars().next())
                    .is_some_and(|next| {
                        next.is_ascii_alphanumeric() || (!next.is_ascii() && is_spaced(next))
                    });
            if !goes_on {
                let (start, end) = (found.start(), found.end());
                hits.extend(meaning.classes.iter().map(|class| Hit {
                    class: *class,
                    start,
                    end,
                    is_told: told::by_others(*class, plain, start),
                }));
            }
        }
        let mut at = 0;
        for word in plain.split(' ') {
            if word.len() >= GLUED && word.bytes().all(|byte| byte.is_ascii_alphabetic()) {
                self.glued(word, at, &mut hits);
            }
            at += word.len() + 1;
        }
        debug_assert!(at <= bytes.len() + 1);
        hits.sort_by_key(|hit| hit.start);
        told::questions(&mut hits);
        compounds::add_to(&mut hits);
        Hits {
            all: hits,
            wide: wideness(plain),
        }
    }

    fn glued(&self, word: &str, at: usize, hits: &mut Vec<Hit>) {
        for found in self.glued.find_iter(word) {
            let classes = self.glued_meanings.get(found.pattern().as_usize());
            for class in classes.into_iter().flatten() {
                hits.push(Hit {
                    class: *class,
                    start: at + found.start(),
                    end: at + found.end(),
                    is_told: false,
                });
            }
        }
    }
}

/// How many bytes eight letters of a text have, those of scripts without blanks, which say
/// more each, aside.
fn wideness(plain: &str) -> usize {
    if plain.is_ascii() {
        return 8;
    }
    let more: usize = plain
        .chars()
        .filter(|character| is_spaced(*character))
        .map(|character| character.len_utf8() - 1)
        .sum();
    8 * plain.len() / (plain.len() - more).max(1)
}

/// Whether words of a character's script are parted by blanks.
const fn is_spaced(character: char) -> bool {
    matches!(character, '\0'..='\u{2e7f}')
}

/// A text as it reads, with nothing but letters, digits and single blanks, one of which
/// it begins with; long key words that are mistyped are mended.
pub(super) fn plain(text: &str) -> String {
    let view = View::of(text, Reading::FREE);
    let mut plain = String::with_capacity(view.text().len() + 1);
    for word in view
        .text()
        .split(|character: char| !character.is_alphanumeric() && character != '\'')
    {
        let start = plain.len() + 1;
        for part in word.split('\'') {
            if plain.len() < start && !part.is_empty() {
                plain.push(' ');
            }
            // `don't` reads `dont`, but `l'ia` is two words.
            if plain.len() == start + 1 && part.len() > 1 {
                plain.push(' ');
            }
            plain.push_str(part);
        }
        if let Some(mended) = plain.get(start..).and_then(mended) {
            plain.truncate(start);
            plain.push_str(mended);
        }
    }
    plain
}

/// The key word that a word is one or two slips away from.
fn mended(word: &str) -> Option<&'static str> {
    let first = word.bytes().next()?;
    if !(5..=14).contains(&word.len()) || !word.is_ascii() {
        return None;
    }
    terms::MENDED.iter().copied().find(|key| {
        let slips = if key.len() >= 9 { 2 } else { 1 };
        key.bytes().next() == Some(first)
            && word.len().abs_diff(key.len()) <= slips
            && word != *key
            && !terms::CORRECT.contains(&word)
            && word.strip_prefix(key).is_none()
            && key.strip_prefix(word).is_none()
            && are_near(word.as_bytes(), key.as_bytes(), slips)
    })
}

/// Whether so many letters changed, left out, added or swapped make one word the other.
fn are_near(one: &[u8], other: &[u8], slips: usize) -> bool {
    let same = one.iter().zip(other).take_while(|(a, b)| a == b).count();
    let (Some(one), Some(other)) = (one.get(same..), other.get(same..)) else {
        return false;
    };
    match (one, other) {
        ([], []) => true,
        _ if slips == 0 => false,
        ([], rest) | (rest, []) => rest.len() <= slips,
        ([_, one_rest @ ..], [_, other_rest @ ..]) => {
            are_swapped(one, other, slips)
                || are_near(one_rest, other_rest, slips - 1)
                || are_near(one, other_rest, slips - 1)
                || are_near(one_rest, other, slips - 1)
        }
    }
}

/// The same, if two letters that begin both are swapped.
fn are_swapped(one: &[u8], other: &[u8], slips: usize) -> bool {
    match (one, other) {
        ([a, b, one @ ..], [c, d, other @ ..]) if a == d && b == c => {
            are_near(one, other, slips - 1)
        }
        _ => false,
    }
}
