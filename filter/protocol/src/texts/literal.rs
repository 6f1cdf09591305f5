//! From places in a text to places in the literal it was read from.

use crate::json::escape_sequence;

/// Walks along a literal.
#[derive(Debug)]
pub(super) struct Cursor<'l> {
    rest: &'l [u8],
    raw: usize,
    plain: usize,
}

impl<'l> Cursor<'l> {
    /// At the start of the inside of a literal.
    pub(super) fn new(literal: &'l [u8]) -> Self {
        Self {
            rest: literal,
            raw: 0,
            plain: 0,
        }
    }

    /// The place in the literal of a place in its text, which must not be before the
    /// one asked for last. One inside a character becomes its beginning.
    pub(super) fn seek(&mut self, plain: usize) -> usize {
        while self.plain < plain && !self.rest.is_empty() {
            let missing = plain - self.plain;
            let near = self.rest.get(..missing).unwrap_or(self.rest);
            let run = memchr::memchr(b'\\', near).unwrap_or(near.len());
            self.step(run, run);
            if run < missing && self.rest.first() == Some(&b'\\') {
                let (character, used) = escape_sequence(self.rest);
                if character.len_utf8() > missing - run {
                    break;
                }
                self.step(used, character.len_utf8());
            }
        }
        self.raw
    }

    fn step(&mut self, raw: usize, plain: usize) {
        self.rest = self.rest.get(raw..).unwrap_or_default();
        self.raw += raw;
        self.plain += plain;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::json::Text;

    #[test]
    fn an_escape_is_one_place_in_the_text() {
        let literal = br"a\u00e9b\ud83d\ude00\n";
        let mut cursor = Cursor::new(literal);
        let places: Vec<_> = [0, 1, 3, 4, 8, 9].map(|plain| cursor.seek(plain)).into();
        assert_eq!(places, [0, 1, 7, 8, 20, 22]);
    }

    proptest! {
        #[test]
        fn what_is_cut_from_a_literal_means_what_is_cut_from_its_text(
            literal in r#"([a-zé]|\\n|\\u0065|\\ud83d\\ude00|\\\\|\\"){0,20}"#,
            cut in any::<prop::sample::Index>(),
        ) {
            let text = Text::Literal(literal.as_bytes()).to_str().into_owned();
            let mut at = cut.index(text.len() + 1);
            while !text.is_char_boundary(at) {
                at -= 1;
            }
            let raw = Cursor::new(literal.as_bytes()).seek(at);
            let head = Text::Literal(&literal.as_bytes()[..raw]).to_str().into_owned();
            prop_assert_eq!(head, &text[..at]);
        }
    }
}
