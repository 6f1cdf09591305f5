//! A text as it reads, and the way back.

use std::ops::Range;

use super::fold::{Folded, fold, leet};
use super::spelled;

/// How freely a text is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Reading {
    /// Digits and signs inside of words are the letters that they look like: `b4d`,
    /// `p@ss`. Words that have digits of their own (`mp3`) change as well.
    pub leet: bool,
    /// Letters that stand alone, three and more one after the other, are a word:
    /// `b.a.d`, `b a d`.
    pub spelled: bool,
}

impl Reading {
    /// As freely as can be.
    pub const FREE: Self = Self {
        leet: true,
        spelled: true,
    };
}

/// A text as it reads: in lower case, without marks and invisible characters, any white
/// space as one space, letters in the style and of the scripts that only look like
/// Latin ones as those.
#[derive(Debug, Clone)]
pub struct View {
    text: String,
    marks: Vec<Mark>,
}

/// From where on a view goes along with its original.
#[derive(Debug, Clone, Copy)]
struct Mark {
    /// Where in the view.
    view: usize,
    /// Where in the original.
    raw: usize,
    /// How much of the original this is, if not byte by byte.
    len: Option<usize>,
}

impl View {
    /// Reads a text.
    #[must_use]
    pub fn of(text: &str, reading: Reading) -> Self {
        let gaps = if reading.spelled {
            spelled::gaps(text)
        } else {
            Vec::new()
        };
        let mut view = Self {
            text: String::with_capacity(text.len()),
            marks: Vec::new(),
        };
        let mut at = 0;
        for gap in gaps {
            view.read(text, at..gap.start);
            at = gap.end;
        }
        view.read(text, at..text.len());
        if reading.leet {
            view.read_leet();
        }
        view
    }

    /// The text as it reads.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Where in the original a place of the view stands, on boundaries of characters.
    #[must_use]
    pub fn raw_span(&self, view: Range<usize>) -> Range<usize> {
        let start = match self.mark(view.start) {
            Some(Mark {
                raw, len: Some(_), ..
            }) => raw,
            Some(mark) => mark.raw + (view.start - mark.view),
            None => view.start,
        };
        let Some(last) = view.end.checked_sub(1).filter(|last| *last >= view.start) else {
            return start..start;
        };
        let end = match self.mark(last) {
            Some(Mark {
                raw,
                len: Some(len),
                ..
            }) => raw + len,
            Some(mark) => mark.raw + (view.end - mark.view),
            None => view.end,
        };
        start..end
    }

    /// The last mark at a place of the view or before it.
    fn mark(&self, view: usize) -> Option<Mark> {
        let after = self.marks.partition_point(|mark| mark.view <= view);
        self.marks.get(after.checked_sub(1)?).copied()
    }

    fn read(&mut self, text: &str, range: Range<usize>) {
        let bytes = text.as_bytes();
        let mut at = range.start;
        let mut is_after_space = self.text.ends_with(' ');
        while at < range.end {
            // Plain text goes along byte by byte.
            let mut plain = at;
            while let Some(byte) = bytes.get(plain).filter(|_| plain < range.end) {
                let is_space = *byte == b' ';
                if !(byte.is_ascii_graphic() || (is_space && !is_after_space)) {
                    break;
                }
                is_after_space = is_space;
                plain += 1;
            }
            if plain > at {
                self.along(text.get(at..plain).unwrap_or_default(), at);
                at = plain;
                continue;
            }
            let Some(character) = text.get(at..).and_then(|rest| rest.chars().next()) else {
                return;
            };
            let len = character.len_utf8();
            let folded = fold(character);
            match folded {
                Folded::Nothing => {}
                Folded::Space if is_after_space => {}
                Folded::Space => self.instead(" ", at, len),
                Folded::One(one) => self.instead(one.encode_utf8(&mut [0; 4]), at, len),
                Folded::Text(text) => self.instead(text, at, len),
            }
            if folded != Folded::Nothing {
                is_after_space = folded == Folded::Space;
            }
            at += len;
        }
    }

    /// Adds plain text.
    fn along(&mut self, plain: &str, raw: usize) {
        let view = self.text.len();
        self.note(Mark {
            view,
            raw,
            len: None,
        });
        self.text.push_str(plain);
        if let Some(added) = self.text.get_mut(view..) {
            added.make_ascii_lowercase();
        }
    }

    /// Adds how a character reads.
    fn instead(&mut self, folded: &str, raw: usize, len: usize) {
        self.note(Mark {
            view: self.text.len(),
            raw,
            len: (folded.len() != len || folded.chars().nth(1).is_some()).then_some(len),
        });
        self.text.push_str(folded);
    }

    /// Notes a mark, unless the one before it says the same.
    fn note(&mut self, mark: Mark) {
        let is_along = match self.marks.last() {
            Some(last) => last.len.is_none() && mark.raw - last.raw == mark.view - last.view,
            None => mark.raw == mark.view,
        };
        if mark.len.is_some() || !is_along {
            self.marks.push(mark);
        }
    }

    /// Reads digits and signs inside of words as letters. ASCII ones only, whose place
    /// does not change.
    fn read_leet(&mut self) {
        let is_leet = |byte: &u8| LEET.contains(byte);
        if !self.text.bytes().any(|byte| is_leet(&byte)) {
            return;
        }
        let mut bytes = std::mem::take(&mut self.text).into_bytes();
        let mut at = 0;
        while let Some(rest) = bytes.get_mut(at..).filter(|rest| !rest.is_empty()) {
            let len = rest
                .iter()
                .position(|byte| !(is_word(*byte) || is_leet(byte)))
                .unwrap_or(rest.len());
            if let Some(word) = rest.get_mut(..len) {
                read_word(word);
            }
            at += len + 1;
        }
        self.text = String::from_utf8(bytes).unwrap_or_default();
    }
}

const LEET: &[u8] = b"01234567889@$!|+";

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || !byte.is_ascii()
}

/// Reads the digits and signs of one word, if it has letters.
fn read_word(word: &mut [u8]) {
    if !word.iter().any(|byte| byte.is_ascii_alphabetic()) {
        return;
    }
    for at in 0..word.len() {
        let before = at
            .checked_sub(1)
            .and_then(|before| word.get(before))
            .copied();
        let after = word.get(at + 1).copied();
        let Some(byte) = word.get_mut(at) else { return };
        let is_sign = byte.is_ascii_punctuation();
        // `bad!` ends a sentence, and `a+` is a mark.
        let is_inside = after.is_some_and(|after| is_word(after) || is_at(after))
            && (before.is_some_and(is_word) || is_at(*byte));
        if is_sign && !is_inside {
            continue;
        }
        if let Some(letter) = letter(*byte, before, after) {
            *byte = letter;
        }
    }
}

/// `@` and `$` begin words as well, which `!` and `|` do not.
const fn is_at(byte: u8) -> bool {
    matches!(byte, b'@' | b'$')
}

/// The letter that a digit or a sign stands for, most likely.
fn letter(byte: u8, before: Option<u8>, after: Option<u8>) -> Option<u8> {
    let letters = leet(char::from(byte)).as_bytes();
    match letters {
        [one] => Some(*one),
        // `ru1e` and `p1ease`, but `prev1ous` and `1gnore`.
        [i, l] => {
            let before = before.unwrap_or(b' ');
            let is_l = is_vowel(before)
                || before == b'l'
                || (b"bcfgkp".contains(&before) && after.is_some_and(is_vowel));
            Some(if is_l { *l } else { *i })
        }
        _ => None,
    }
}

const fn is_vowel(byte: u8) -> bool {
    matches!(byte, b'a' | b'e' | b'i' | b'o' | b'u')
}
