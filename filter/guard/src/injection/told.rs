//! What is said of others, or asked about, and not asked for.

use super::class::Class;
use super::reader::Hit;

/// Who does what follows, if it is not the reader.
const OTHERS: &[&str] = &[
    "i",
    "we",
    "they",
    "he",
    "she",
    "it",
    "who",
    "which",
    "users",
    "user",
    "attackers",
    "people",
    "someone",
    "anyone",
    "customers",
    "attacker",
    "didnt",
    "cant",
];

/// Words between the one who does something and what is done.
const HELPERS: &[&str] = &[
    "can", "could", "may", "might", "will", "would", "should", "must", "to", "not", "also", "just",
];

/// The reader, before such words.
const READER: &[&str] = &[
    "you",
    "u",
    "youre",
    "youll",
    "your",
    "model",
    "ai",
    "assistant",
    "agents",
];

/// How far a question reaches.
const QUESTION: usize = 70;

/// How many words before one are looked at, and how many bytes.
const WORDS: usize = 4;
const BYTES: usize = 32;

/// Whether a meaning is something that one does.
const fn is_deed(class: Class) -> bool {
    matches!(
        class,
        Class::Override
            | Class::Undo
            | Class::Persona
            | Class::Reveal
            | Class::Rework
            | Class::Enter
            | Class::Suppress
    )
}

/// Whether the words before a place say that somebody else does what follows.
pub(super) fn by_others(class: Class, plain: &str, start: usize) -> bool {
    if !is_deed(class) {
        return false;
    }
    let mut from = start.saturating_sub(BYTES);
    while !plain.is_char_boundary(from) {
        from += 1;
    }
    let before = plain.get(from..start).unwrap_or_default();
    let mut words = before.rsplit(' ').filter(|word| !word.is_empty());
    let Some(last) = words.next() else {
        return false;
    };
    if OTHERS.contains(&last) {
        return true;
    }
    HELPERS.contains(&last) && from < start && !words.take(WORDS).any(|word| READER.contains(&word))
}

/// Marks what is asked about.
pub(super) fn questions(hits: &mut [Hit]) {
    let mut end = None;
    for hit in hits {
        if hit.class == Class::Question {
            end = Some(hit.end + QUESTION);
        }
        if end.is_some_and(|end| hit.start < end) {
            hit.is_told = true;
        }
    }
}
