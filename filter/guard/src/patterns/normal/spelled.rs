//! Words that are written letter by letter: `b.a.d`, `b a d`.

use std::ops::Range;

use super::fold::{Folded, fold};

/// Letters that stand alone, one after the other, before they count as one word.
const LETTERS: usize = 3;
/// Characters between two of them at most.
const GAP: usize = 3;

/// Where the characters stand that only keep the letters of such words apart, in order.
pub(super) fn gaps(text: &str) -> Vec<Range<usize>> {
    let mut run = Run {
        text,
        ..Run::default()
    };
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let word = Word::at_start(rest);
        if word.len == 0 {
            let len = rest.chars().next().map_or(1, char::len_utf8);
            run.between(len);
            at += len;
            continue;
        }
        if word.letters == 1 {
            run.letter(at..at + word.len, word.is_digit);
        } else {
            run.end();
        }
        at += word.len;
    }
    run.end();
    run.all
}

/// Letters and digits without anything between them.
struct Word {
    len: usize,
    letters: usize,
    is_digit: bool,
}

impl Word {
    fn at_start(text: &str) -> Self {
        let bytes = text.as_bytes();
        let mut word = Self {
            len: 0,
            letters: 0,
            is_digit: false,
        };
        while let Some(byte) = bytes.get(word.len) {
            // `I'm a` is not three letters.
            if byte.is_ascii_alphanumeric() || (*byte == b'\'' && word.letters > 0) {
                word.is_digit = byte.is_ascii_digit();
                word.len += 1;
                word.letters += 1;
                continue;
            }
            if byte.is_ascii() {
                break;
            }
            let Some(character) = text.get(word.len..).and_then(|rest| rest.chars().next()) else {
                break;
            };
            match fold(character) {
                Folded::Nothing if word.len > 0 => {}
                Folded::One(one) if one.is_alphanumeric() || one == '\'' => word.letters += 1,
                Folded::Text(text) if text.contains(char::is_alphanumeric) => word.letters += 2,
                Folded::Text(_) | Folded::One(_) | Folded::Nothing | Folded::Space => break,
            }
            word.len += character.len_utf8();
        }
        word
    }
}

/// Letters that stand alone, as far as they have been seen.
#[derive(Default)]
struct Run<'t> {
    text: &'t str,
    letters: usize,
    has_letter: bool,
    /// Where the last letter ended.
    end: usize,
    /// Characters since, and their bytes.
    gap: usize,
    gap_len: usize,
    gaps: Vec<Range<usize>>,
    all: Vec<Range<usize>>,
}

impl Run<'_> {
    fn letter(&mut self, at: Range<usize>, is_digit: bool) {
        let gap = self.end..self.end + self.gap_len;
        if self.letters > 0 && self.gap > 0 {
            if self
                .gaps
                .last()
                .is_some_and(|last| !self.is_like(last, &gap))
            {
                // The last letter may be the first of the next word.
                let end = self.end;
                self.end();
                self.letters = 1;
                self.end = end;
            }
            self.gaps.push(gap);
        }
        self.letters += 1;
        self.has_letter |= !is_digit;
        self.end = at.end;
        (self.gap, self.gap_len) = (0, 0);
    }

    fn between(&mut self, len: usize) {
        if self.letters == 0 {
            return;
        }
        self.gap += 1;
        self.gap_len += len;
        if self.gap > GAP {
            self.end();
        }
    }

    fn end(&mut self) {
        if self.letters >= LETTERS && self.has_letter {
            self.all.append(&mut self.gaps);
        }
        self.gaps.clear();
        self.letters = 0;
        self.has_letter = false;
        (self.gap, self.gap_len) = (0, 0);
    }

    /// White space is like other white space, and anything else like the same only.
    fn is_like(&self, one: &Range<usize>, other: &Range<usize>) -> bool {
        let [one, other] = [one, other].map(|gap| self.text.get(gap.clone()).unwrap_or_default());
        one == other || [one, other].iter().all(|gap| gap.trim().is_empty())
    }
}
