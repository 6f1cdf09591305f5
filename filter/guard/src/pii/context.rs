//! What stands near a match and speaks for it or against it.

use std::ops::Range;

use super::lexicon::{Lexicon, Said, speak};
use super::run::{before, byte};
use crate::find::Window;

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
    "artikel",
    "barcode",
    "batch",
    "bestellung",
    "build",
    "byte",
    "catalog",
    "checksum",
    "commande",
    "commit",
    "cusip",
    "ean",
    "error",
    "firmware",
    "frame",
    "hash",
    "invoice",
    "isbn",
    "isin",
    "issn",
    "issue",
    "item",
    "job",
    "lag",
    "lot",
    "offset",
    "order",
    "ordine",
    "part",
    "partition",
    "pedido",
    "po",
    "population",
    "port",
    "price",
    "process",
    "product",
    "quantity",
    "receipt",
    "revenue",
    "revision",
    "row",
    "sedol",
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

/// What a text says near what is found in it.
#[derive(Debug)]
pub(super) struct Context<'t> {
    text: &'t [u8],
    /// Whether the whole text begins and ends with this one.
    is_start: bool,
    is_end: bool,
    lexicon: &'t Lexicon,
    /// Where a match began and what is said before it: many rules find the same digits.
    before: (usize, Vec<Said>),
    /// The same behind a match that ended there.
    behind: (usize, Vec<Said>),
}

/// How sure something is, once its surroundings are known.
#[derive(Debug, Clone, Copy)]
pub(super) struct Weight {
    pub(super) score: u8,
    /// Whether a word near it says what it is.
    pub(super) is_named: bool,
}

impl<'t> Context<'t> {
    pub(super) fn new(window: &Window<'t>, lexicon: &'t Lexicon) -> Self {
        Self {
            text: window.text.as_bytes(),
            is_start: window.is_start,
            is_end: window.is_end,
            lexicon,
            before: (usize::MAX, Vec::new()),
            behind: (usize::MAX, Vec::new()),
        }
    }

    /// How sure it is that a place is an entity, given how sure that is without what
    /// stands around.
    pub(super) fn weigh(&mut self, span: &Range<usize>, entity: u16, score: u8) -> Weight {
        let highest = score.max(HIGHEST);
        let spoken = self.speaks(span, entity);
        let score = match spoken {
            Some(true) => score.saturating_add(RAISED).min(highest),
            None if self.is_start && self.is_end && is_alone(self.text, span) => {
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
    fn speaks(&mut self, span: &Range<usize>, entity: u16) -> Option<bool> {
        if self.before.0 != span.start {
            self.read_before(span.start);
        }
        if let Some(spoken) = speak(&self.before.1, entity, false) {
            return Some(spoken);
        }
        if self.behind.0 != span.end {
            self.read_behind(span.end);
        }
        speak(&self.behind.1, entity, true)
            .or_else(|| is_argument(self.text, span.start).then_some(false))
    }

    fn read_before(&mut self, end: usize) {
        let (place, said) = &mut self.before;
        *place = end;
        said.clear();
        let mut words = [&[][..]; WORDS];
        let mut count = 0;
        let mut found = Words {
            text: self.text,
            first: end.saturating_sub(BEFORE),
            end,
        };
        for (slot, word) in words.iter_mut().zip(&mut found) {
            *slot = word;
            count += 1;
        }
        for nth in 0..count {
            let nearest = words.get(nth..count).unwrap_or_default();
            self.lexicon.look_up(nth, nearest, said);
        }
    }

    fn read_behind(&mut self, start: usize) {
        let (place, said) = &mut self.behind;
        *place = start;
        said.clear();
        let tail = self.text.get(start..).unwrap_or_default();
        let is_end = self.is_end && tail.len() <= AFTER;
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
        for (nth, word) in (0..WORDS_BEHIND).zip(words) {
            let at = WORDS_BEHIND - 1 - nth;
            if let Some(slot) = behind.get_mut(at) {
                *slot = word;
            }
            let nearest = behind.get(at..).unwrap_or_default();
            self.lexicon.look_up(nth, nearest, said);
        }
    }
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
    use crate::pii::entity::Entity;

    const PIN: Entity = Entity {
        context: &["pin", "social security", "番号"],
        against: &["cheese", "rolling pin"],
        ..Entity::NONE
    };

    #[track_caller]
    fn check(text: &str, expected: u8) {
        let start = text.find('4').unwrap();
        let lexicon = Lexicon::new([&PIN].iter());
        let mut context = Context::new(&Window::whole(text), &lexicon);
        let weight = context.weigh(&(start..start + 2), 0, 20);
        assert_eq!(weight.score, expected, "{text:?}");
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
