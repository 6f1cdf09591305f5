//! Words and phrases in a text, as it reads.
//!
//! All words are one trie. It is walked from every place where a word may begin, and
//! most places are left after two or three letters. While evasions are looked through,
//! a character of the text has several readings (`1` is itself, `i` or `l`), each of
//! which is walked; the readings of one place are bounded, and none is walked twice.

mod ends;
mod seen;
mod trie;
mod walk;

use crate::find::Window;

use super::normal::{Folded, fold, fold_case};
use trie::{SPACE, Trie};
use walk::Walk;

/// How words are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Options {
    /// As whole words only.
    pub(crate) whole: bool,
    /// Also as they read when they are written to be overlooked.
    pub(crate) evasions: bool,
}

/// The longest word or phrase, in characters.
pub(crate) const LONGEST_WORD: usize = 128;
/// How many bytes of a text one character of a word may take, with all that is between.
const SPREAD: usize = 16;
const SHORTEST_REACH: usize = 64;

/// A word may begin with the byte. All do that begin a character beyond ASCII.
const FIRST: u8 = 1;
/// It is a letter of ASCII.
const LETTER: u8 = 2;
/// It is a letter or digit of ASCII.
const WORD: u8 = 4;

/// Words and phrases, each with a value.
#[derive(Debug)]
pub(crate) struct Lexicon {
    trie: Trie,
    options: Options,
    /// What each byte is: [`FIRST`], [`LETTER`] and [`WORD`].
    kinds: [u8; 256],
    /// Which three letters a word may begin with: two choose the row, one the bit.
    /// Nearly all places of a text are passed over by it.
    triples: Box<[u32; 1024]>,
    /// How long a match may be, in bytes.
    longest: usize,
}

impl Lexicon {
    /// Makes a lexicon. Words that have no letter are not in it; see [`is_word`].
    pub(crate) fn new<'w>(
        words: impl IntoIterator<Item = (&'w str, u32)>,
        options: Options,
    ) -> Self {
        let mut longest = 0;
        let mut entries = Vec::new();
        for (word, value) in words {
            longest = longest.max(word.chars().count().min(LONGEST_WORD));
            let symbols = symbols(word, options.evasions);
            if !symbols.is_empty() {
                entries.push((symbols, value));
            }
        }
        let mut lexicon = Self {
            trie: Trie::new(entries),
            options,
            kinds: [0; 256],
            triples: Box::new([0; 1024]),
            longest: (longest * SPREAD).max(SHORTEST_REACH),
        };
        for (byte, kind) in (0..=u8::MAX).zip(lexicon.kinds) {
            let mut kind = kind;
            if lexicon.may_begin_with(byte) {
                kind |= FIRST;
            }
            if byte.is_ascii_alphabetic() {
                kind |= LETTER;
            }
            if byte.is_ascii_alphanumeric() {
                kind |= WORD;
            }
            if let Some(of_byte) = lexicon.kinds.get_mut(usize::from(byte)) {
                *of_byte = kind;
            }
        }
        lexicon.learn_triples();
        lexicon
    }

    fn learn_triples(&mut self) {
        let letters = || (b'a'..=b'z').filter_map(|letter| Some((letter, trie::symbol(letter)?)));
        for (first, symbol) in letters() {
            let Some(one) = self.trie.child(Trie::ROOT, symbol) else {
                continue;
            };
            for (second, symbol) in letters() {
                let two = self.trie.child(one, symbol);
                let is_whole = [Some(one), two]
                    .into_iter()
                    .flatten()
                    .any(|at| self.ends(at));
                let bits = letters().filter(|(_, symbol)| {
                    is_whole || two.is_some_and(|two| self.trie.child(two, *symbol).is_some())
                });
                let bits = bits.fold(0, |bits, (third, _)| bits | bit(third));
                if let Some(row) = self.triples.get_mut(row(first, second)) {
                    *row = bits;
                }
            }
        }
    }

    /// Whether a word ends here, whatever letter follows.
    fn ends(&self, at: trie::At) -> bool {
        !self.options.whole && self.trie.value(at).is_some()
    }

    /// Whether three letters begin no word.
    fn is_no_triple(&self, bytes: &[u8], at: usize) -> bool {
        let Some([first, second, third]) = bytes.get(at..at + 3) else {
            return false;
        };
        let is_letter = |byte: &u8| self.kind(*byte) & LETTER != 0;
        is_letter(first)
            && is_letter(second)
            && is_letter(third)
            && self
                .triples
                .get(row(*first, *second))
                .is_some_and(|bits| bits & bit(*third) == 0)
    }

    fn kind(&self, byte: u8) -> u8 {
        self.kinds.get(usize::from(byte)).copied().unwrap_or(0)
    }

    pub(crate) const fn look_behind(&self) -> usize {
        ends::LOOK
    }

    pub(crate) const fn reach(&self) -> usize {
        self.longest + ends::LOOK
    }

    /// Reports words as [`crate::Find::find`] asks for: the longest at each place, none
    /// that begins in another.
    pub(crate) fn find(
        &self,
        window: Window<'_>,
        each: &mut dyn FnMut(u32, std::ops::Range<usize>),
    ) -> usize {
        let bytes = window.text.as_bytes();
        let mut walk = Walk::new(self, window);
        let mut at = window.from;
        let mut before = at
            .checked_sub(1)
            .and_then(|before| bytes.get(before))
            .map_or(0, |byte| self.kind(*byte));
        let inside = if self.options.whole { WORD } else { 0 };
        while let Some(byte) = bytes.get(at) {
            let kind = self.kind(*byte);
            let is_inside = kind & before & inside != 0;
            let is_attached = before & WORD != 0;
            before = kind;
            if is_inside
                || kind & FIRST == 0
                || self.is_no_triple(bytes, at)
                || walk.is_plainly_none(at, is_attached)
                || !walk.may_begin(at)
            {
                at += 1;
                continue;
            }
            match walk.longest(at) {
                walk::Found::None => at += 1,
                walk::Found::Open => return at,
                walk::Found::Word { value, end } => {
                    each(value, at..end);
                    at = end;
                    before = bytes.get(end - 1).map_or(0, |byte| self.kind(*byte));
                }
            }
        }
        bytes.len()
    }

    fn may_begin_with(&self, byte: u8) -> bool {
        if !byte.is_ascii() {
            // The first of a character, not what follows it.
            return byte >= 0xc0;
        }
        let character = char::from(byte.to_ascii_lowercase());
        let root = Trie::ROOT;
        let leads = |character| self.trie.step(root, character).is_some();
        leads(character)
            || (self.options.evasions && super::normal::leet(character).chars().any(leads))
    }
}

/// The row of two letters.
fn row(first: u8, second: u8) -> usize {
    usize::from(first & 31) << 5 | usize::from(second & 31)
}

/// The bit of a letter, whatever its case.
const fn bit(letter: u8) -> u32 {
    1 << (letter & 31)
}

/// Whether there is something to look for in a word.
pub(crate) fn is_word(word: &str, evasions: bool) -> bool {
    !symbols(word, evasions).is_empty()
}

/// What two words have in common that are one while evasions are looked through.
pub(crate) fn key(word: &str) -> Vec<u8> {
    symbols(word, true)
}

/// A word or phrase as symbols, without white space around it.
fn symbols(word: &str, evasions: bool) -> Vec<u8> {
    let mut symbols = Vec::new();
    let mut is_between = false;
    let mut push = |character: char| {
        // What joins words is no part of them.
        if character == ' ' || (evasions && matches!(character, '-' | '_')) {
            is_between = true;
            return;
        }
        if is_between && !symbols.is_empty() {
            symbols.push(SPACE);
        }
        is_between = false;
        trie::push(&mut symbols, character);
    };
    for character in word.chars() {
        let folded = if evasions {
            fold(character)
        } else {
            fold_case(character)
        };
        match folded {
            Folded::Nothing => {}
            Folded::Space => push(' '),
            Folded::One(one) => push(one),
            Folded::Text(text) => text.chars().for_each(&mut push),
        }
    }
    symbols
}
