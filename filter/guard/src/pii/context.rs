//! What stands near a match and speaks for it or against it.

use std::ops::Range;

use super::entity::Entity;
use super::run::{before, byte};

/// How many bytes before a match words are looked for.
pub(super) const BEFORE: usize = 100;

/// How many bytes behind a match words are looked for.
pub(super) const AFTER: usize = 48;

/// How many blanks and quotes may stand around what stands alone.
const MARGIN: usize = 8;

/// How many words are looked at.
const WORDS: usize = 20;

/// How many words behind a match are looked at.
const WORDS_BEHIND: usize = 8;

/// What a word of the context adds, in percent.
pub(super) const RAISED: u8 = 40;
/// What standing alone adds, as in a field of a form.
const ALONE: u8 = 35;
/// What a word that speaks against it takes.
const LOWERED: u8 = 30;
/// No word takes anything from a score as high as this.
pub(super) const SURE: u8 = 80;
/// No word makes surer than this.
const HIGHEST: u8 = 99;

/// Words that speak against any number being personal data.
pub(crate) const AGAINST: &[&str] = &[
    "amount",
    "article",
    "barcode",
    "batch",
    "build",
    "byte",
    "catalog",
    "checksum",
    "commit",
    "ean",
    "error",
    "firmware",
    "frame",
    "hash",
    "invoice",
    "isbn",
    "issn",
    "issue",
    "item",
    "job",
    "lag",
    "lot",
    "offset",
    "order",
    "part",
    "partition",
    "po",
    "port",
    "price",
    "process",
    "product",
    "quantity",
    "receipt",
    "revenue",
    "revision",
    "row",
    "seed",
    "sequence",
    "sha",
    "sku",
    "ticket",
    "timestamp",
    "total",
    "tracking",
    "transaction",
    "upc",
    "version",
    "volume",
];

/// Whether the ends of the whole text are in what is looked at.
#[derive(Debug, Clone, Copy)]
pub(super) struct Known {
    pub(super) is_start: bool,
    pub(super) is_end: bool,
}

/// How sure something is, once its surroundings are known.
#[derive(Debug, Clone, Copy)]
pub(super) struct Weight {
    pub(super) score: u8,
    /// Whether a word near it says what it is.
    pub(super) is_named: bool,
}

/// How sure what has been found is, given what it is without its surroundings.
pub(super) fn weigh(
    text: &[u8],
    known: Known,
    span: &Range<usize>,
    entity: &Entity,
    score: u8,
) -> Weight {
    let highest = score.max(HIGHEST);
    let spoken = speaks(text, known.is_end, span, entity);
    let score = match spoken {
        Some(true) => score.saturating_add(RAISED).min(highest),
        None if known.is_start && known.is_end && is_alone(text, span) => {
            score.saturating_add(ALONE).min(highest)
        }
        Some(false) if score < SURE => score.saturating_sub(LOWERED),
        _ => score,
    };
    Weight {
        score,
        is_named: spoken == Some(true),
    }
}

/// Whether what stands near speaks for it; `None` if it says nothing. The nearest word
/// before it has the say, then those behind.
fn speaks(text: &[u8], is_end: bool, span: &Range<usize>, entity: &Entity) -> Option<bool> {
    let mut words = [&[][..]; WORDS];
    let mut count = 0;
    let mut words_before = Words {
        text,
        first: span.start.saturating_sub(BEFORE),
        end: span.start,
    };
    for (slot, word) in words.iter_mut().zip(&mut words_before) {
        *slot = word;
        count += 1;
    }
    let words = words.get(..count).unwrap_or_default();
    for nth in 0..words.len() {
        let nearest = words.get(nth..).unwrap_or_default();
        let for_it = longest(nearest, entity.context);
        let against = longest(nearest, entity.against).max(longest(nearest, AGAINST));
        if for_it.is_some() || against.is_some() {
            return Some(for_it >= against);
        }
    }
    let tail = text.get(span.end..).unwrap_or_default();
    let is_end = is_end && tail.len() <= AFTER;
    let tail = tail.get(..AFTER).unwrap_or(tail);
    let clause = (0..tail.len()).find(|&at| match byte(tail, at) {
        b'\n' | b';' | b'0'..=b'9' => true,
        // Not behind the single letter of an abbreviation.
        b'.' => !is_word(before(tail, at, 1)) || is_word(before(tail, at, 2)),
        _ => false,
    });
    let clause = tail.get(..clause.unwrap_or(tail.len())).unwrap_or_default();
    let words = clause
        .split(|byte| !is_word(*byte))
        // The last may go on behind what is looked at.
        .filter(|word| !word.is_empty() && (is_end || !tail.ends_with(word)));
    // Filled from behind, so that from each word on the nearest before it come first.
    let mut behind = [&[][..]; WORDS_BEHIND];
    for (at, word) in (0..WORDS_BEHIND).rev().zip(words) {
        if let Some(slot) = behind.get_mut(at) {
            *slot = word;
        }
        let nearest = behind.get(at..).unwrap_or_default();
        let for_it = longest(nearest, entity.context);
        let against = longest(nearest, entity.against);
        if for_it.is_some() || against.is_some() {
            return Some(for_it >= against);
        }
    }
    is_argument(text, span.start).then_some(false)
}

/// How long the longest of some phrases is that words, the nearest first, end in.
fn longest(nearest: &[&[u8]], phrases: &[&str]) -> Option<usize> {
    let fitting = phrases.iter().filter(|phrase| ends(nearest, phrase));
    fitting.map(|phrase| phrase.len()).max()
}

/// Whether it is what a function is called with: numbers in code are not people's.
fn is_argument(text: &[u8], start: usize) -> bool {
    let name = before(text, start, 2);
    before(text, start, 1) == b'(' && (name.is_ascii_alphanumeric() || name == b'_')
}

/// Words that end before a place, the nearest first. A change from small letters to a
/// capital one parts two words.
struct Words<'t> {
    text: &'t [u8],
    first: usize,
    end: usize,
}

impl<'t> Iterator for Words<'t> {
    type Item = &'t [u8];

    fn next(&mut self) -> Option<&'t [u8]> {
        let area = self.text.get(self.first..self.end)?;
        let end = self.first + area.iter().rposition(|byte| is_word(*byte))? + 1;
        let mut start = end - 1;
        while start > self.first && is_word(byte(self.text, start - 1)) {
            let pair = (byte(self.text, start - 1), byte(self.text, start));
            if pair.0.is_ascii_lowercase() && pair.1.is_ascii_uppercase() {
                break;
            }
            start -= 1;
        }
        self.end = start;
        // What began before the area is not a whole word.
        let is_cut = start == self.first && start > 0 && is_word(byte(self.text, start - 1));
        if is_cut {
            return None;
        }
        self.text.get(start..end)
    }
}

const fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte >= 0x80
}

/// Whether words, the nearest first, end in a phrase.
fn ends(nearest: &[&[u8]], phrase: &str) -> bool {
    // Scripts without blanks: the phrase is somewhere in what looks like one word.
    if phrase.as_bytes().first().is_some_and(|&byte| byte >= 0xE0) {
        let word = nearest.first().copied().unwrap_or_default();
        return memchr::memmem::find(word, phrase.as_bytes()).is_some();
    }
    let mut parts = phrase.rsplit(' ').zip(nearest.iter());
    let wanted = phrase.split(' ').count();
    nearest.len() >= wanted && parts.all(|(part, word)| is_same(word, part.as_bytes()))
}

/// Whether a word is another one, or its plural.
fn is_same(word: &[u8], other: &[u8]) -> bool {
    match word.len().checked_sub(other.len()) {
        Some(0) => word.eq_ignore_ascii_case(other),
        Some(1) => {
            matches!(word.split_last(), Some((b's', stem)) if stem.eq_ignore_ascii_case(other))
        }
        _ => false,
    }
}

/// Whether a match is all there is of a text, but for blanks and quotes.
fn is_alone(text: &[u8], span: &Range<usize>) -> bool {
    let is_margin = |bytes: Option<&[u8]>| {
        bytes.is_some_and(|bytes| {
            bytes.len() <= MARGIN
                && bytes
                    .iter()
                    .all(|byte| byte.is_ascii_whitespace() || matches!(byte, b'"' | b'\''))
        })
    };
    is_margin(text.get(..span.start)) && is_margin(text.get(span.end..))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PIN: Entity = Entity {
        context: &["pin", "social security", "番号"],
        against: &["cheese", "rolling pin"],
        ..Entity::NONE
    };

    const WHOLE: Known = Known {
        is_start: true,
        is_end: true,
    };

    #[track_caller]
    fn check(text: &str, expected: u8) {
        let start = text.find('4').unwrap();
        let span = start..start + 2;
        assert_eq!(
            weigh(text.as_bytes(), WHOLE, &span, &PIN, 20).score,
            expected,
            "{text:?}"
        );
    }

    #[test]
    fn the_nearest_word_has_the_say() {
        check("my pin is 42", 60);
        check("the pins: 42", 60);
        check("my pinhead is 42", 20);
        check("pin and order 42", 0);
        check("order and pin 42", 60);
        check("cheese 42", 0);
        check("rolling pin 42", 0);
        check("userPin=42", 60);
        check("user_pin: 42", 60);
        check("pin1 42", 60);
        check("Social Security 42", 60);
        check("security 42", 20);
        check("我的番号是 42", 60);
        check("42 (pin)", 60);
        check("42 is her social security", 60);
        check("42 (rolling pin)", 0);
        check("range(42)", 0);
        check("range (42)", 20);
        check("42. Pin it", 20);
    }

    #[test]
    fn what_is_far_away_says_nothing() {
        let far = |blanks: usize| format!("pin{}42 and more", " ".repeat(blanks));
        check(&far(BEFORE - 3), 60);
        check(&far(BEFORE - 2), 20);
        check(&far(BEFORE), 20);
    }

    #[test]
    fn standing_alone_raises() {
        check(" \"42\"\n", 55);
        check("42 is it", 20);
    }
}
