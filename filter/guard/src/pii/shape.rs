//! Shapes: how a number or code is written, in one line.
//!
//! | written | means |
//! |---|---|
//! | `9` | a digit |
//! | `A` | a letter, capital or not |
//! | `X` | a digit or a letter |
//! | `[1-9AB]` | one of these; letters capital or not |
//! | `~` | a separator: a blank, `-` or `.`, the same at every `~`, or at none of them |
//! | `?` | what is before it may be missing |
//! | `{3}`, `{2,5}` | what is before it, so often; as often as possible |
//! | small letters, blanks, other punctuation | themselves; letters capital or not |
//!
//! What a repetition has taken it does not give back: `9{2,3}9` never matches. A shape
//! begins with a letter or a digit, or with some punctuation and then a letter or a
//! digit. What it matches is bounded by [`may_begin`] and [`may_end`] on both sides, and
//! has a digit in its first or second run of letters and digits; if it begins with
//! letters alone they are at most [`MAX_HEAD`].

use super::run::{before, byte, may_begin, may_end};

/// How long what a shape matches may be.
pub(crate) const MAX_LENGTH: usize = 64;

/// How many letters may stand before the first digit, where a separator is between them.
pub(crate) const MAX_HEAD: usize = 4;

/// How much may stand between the first two runs of letters and digits.
pub(crate) const MAX_GAP: usize = 2;

/// A shape, made ready.
#[derive(Debug)]
pub(crate) struct Shape {
    parts: Vec<Part>,
    /// How many parts before the first letter or digit.
    lead: usize,
    /// How long the first run of letters and digits may be, a bit a length, by what comes
    /// behind it.
    first_runs: [u64; 3],
    /// The same of first runs without a digit.
    first_words: [u64; 3],
    /// The letters and digits it may begin with.
    begins: u128,
}

#[derive(Debug, Clone, Copy)]
enum Part {
    /// A byte of this set of ASCII, so often.
    One {
        set: u128,
        least: usize,
        most: usize,
    },
    Separator,
}

/// What comes behind a run of letters and digits, with at most [`MAX_GAP`] bytes between.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Behind {
    Nothing,
    Digit,
    Letter,
}

impl Behind {
    pub(crate) const ALL: [Self; 3] = [Self::Nothing, Self::Digit, Self::Letter];

    /// What comes behind a run that ends at a place.
    pub(crate) fn run(text: &[u8], end: usize) -> Self {
        let mut bytes = (end..=end + MAX_GAP).map(|at| byte(text, at));
        match bytes.find(u8::is_ascii_alphanumeric) {
            Some(b'0'..=b'9') => Self::Digit,
            Some(_) => Self::Letter,
            None => Self::Nothing,
        }
    }
}

/// What a shape has matched.
#[derive(Debug)]
pub(crate) struct Hit {
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// Whether there are more groups of digits on one of its sides, as there are between
    /// its own.
    pub(crate) goes_on: bool,
    bytes: [u8; MAX_LENGTH],
    len: usize,
}

impl Hit {
    /// Its digits and letters, the letters capital.
    pub(crate) fn bytes(&self) -> &[u8] {
        self.bytes.get(..self.len).unwrap_or_default()
    }
}

const DIGITS: u128 = range(b'0', b'9');
const LETTERS: u128 = range(b'a', b'z') | range(b'A', b'Z');

const fn range(first: u8, last: u8) -> u128 {
    (u128::MAX >> (127 - last as u32)) & (u128::MAX << first as u32)
}

/// A byte as a set; letters in both cases.
const fn just(byte: u8) -> u128 {
    1 << (byte.to_ascii_lowercase() & 127) as u32 | 1 << (byte.to_ascii_uppercase() & 127) as u32
}

const fn holds(set: u128, byte: u8) -> bool {
    byte < 128 && set >> byte & 1 == 1
}

impl Shape {
    /// Reads a shape. What is not understood of it matches nothing; a test over all rows
    /// holds them to [`Shape::is_sound`].
    pub(crate) fn new(written: &str) -> Self {
        let parts = parts(written.as_bytes());
        let is_lead =
            |part: &&Part| matches!(part, Part::One { set, .. } if set & (DIGITS | LETTERS) == 0);
        let lead = parts.iter().take_while(is_lead).count();
        let mut begins = 0;
        for part in parts.iter().skip(lead) {
            let Part::One { set, least, .. } = *part else {
                break;
            };
            begins |= set & (DIGITS | LETTERS);
            if least > 0 {
                break;
            }
        }
        Self {
            first_runs: first_runs(parts.get(lead..).unwrap_or_default(), DIGITS | LETTERS),
            first_words: first_runs(parts.get(lead..).unwrap_or_default(), LETTERS),
            parts,
            lead,
            begins,
        }
    }

    /// Whether a run of so many letters and digits may be its first, given what comes
    /// behind it.
    pub(crate) fn may_have(&self, length: usize, with_letter: bool, behind: Behind) -> bool {
        let [alone, digit, letter] = self.first_runs;
        let runs = match behind {
            Behind::Nothing => alone,
            Behind::Digit => alone | digit,
            Behind::Letter => alone | letter,
        };
        let kind = if with_letter { LETTERS } else { DIGITS };
        length < 64 && runs >> length & 1 == 1 && self.begins & kind != 0
    }

    /// Whether a word of so many letters, with more behind it, may be its first run.
    pub(crate) const fn may_have_word(&self, length: usize) -> bool {
        let [_, digit, letter] = self.first_words;
        length < 64 && (digit | letter) >> length & 1 == 1 && self.begins & LETTERS != 0
    }

    /// Whether it may begin with a letter or digit.
    pub(crate) const fn may_begin_with(&self, byte: u8) -> bool {
        holds(self.begins, byte)
    }

    /// What stands where a run begins at `at`, if it is of this shape.
    pub(crate) fn match_at(&self, text: &[u8], at: usize) -> Option<Hit> {
        let mut hit = Hit {
            start: at.checked_sub(self.lead)?,
            end: 0,
            goes_on: false,
            bytes: [0; MAX_LENGTH],
            len: 0,
        };
        let mut here = hit.start;
        // 0 for none, once it is known.
        let mut separator: Option<u8> = None;
        for part in &self.parts {
            match *part {
                Part::Separator => {
                    let next = byte(text, here);
                    let known = *separator.get_or_insert(match next {
                        b' ' | b'-' | b'.' => next,
                        _ => 0,
                    });
                    if known != 0 {
                        if next != known {
                            return None;
                        }
                        here += 1;
                    }
                }
                Part::One { set, least, most } => {
                    let mut count = 0;
                    while count < most {
                        let next = byte(text, here);
                        if here >= text.len() || !holds(set, next) {
                            break;
                        }
                        if next.is_ascii_alphanumeric() {
                            *hit.bytes.get_mut(hit.len)? = next.to_ascii_uppercase();
                            hit.len += 1;
                        }
                        here += 1;
                        count += 1;
                    }
                    if count < least {
                        return None;
                    }
                }
            }
        }
        hit.end = here;
        hit.goes_on = goes_on(text, &hit);
        (may_begin(text, hit.start) && may_end(text, hit.end)).then_some(hit)
    }

    /// Digits and letters of this shape, by an endless row of numbers.
    #[cfg(test)]
    pub(crate) fn sample(&self, mut next: impl FnMut() -> usize) -> Vec<u8> {
        let mut bytes = Vec::new();
        for part in &self.parts {
            let Part::One { set, least, most } = *part else {
                continue;
            };
            let all: Vec<u8> = (0..128_u8)
                .filter(|byte| holds(set, *byte) && !byte.is_ascii_lowercase())
                .collect();
            for _ in 0..least + next() % (most - least + 1) {
                bytes.extend(all.get(next() % all.len()));
            }
        }
        bytes.retain(u8::is_ascii_alphanumeric);
        bytes
    }

    /// How much may stand between the first two runs.
    #[cfg(test)]
    fn gap(&self) -> usize {
        let is_run =
            |part: &&Part| matches!(part, Part::One { set, .. } if set & (DIGITS | LETTERS) != 0);
        let behind = self.parts.iter().skip(self.lead).skip_while(is_run);
        behind
            .take_while(|part| !is_run(part))
            .map(|part| match part {
                Part::One { most, .. } => *most,
                Part::Separator => 1,
            })
            .sum()
    }

    /// Whether it keeps the rules of shapes.
    #[cfg(test)]
    pub(crate) fn is_sound(&self) -> bool {
        let longest: usize = self
            .parts
            .iter()
            .map(|part| match part {
                Part::One { most, .. } => *most,
                Part::Separator => 1,
            })
            .sum();
        self.first_runs != [0; 3]
            && self.gap() <= MAX_GAP
            && longest <= MAX_LENGTH
            && self.parts.len() > self.lead
    }
}

/// Whether a hit with blanks in it has more groups of digits on one of its sides.
fn goes_on(text: &[u8], hit: &Hit) -> bool {
    let matched = text.get(hit.start..hit.end).unwrap_or_default();
    let is_digit = |byte: u8| byte.is_ascii_digit();
    matched.contains(&b' ')
        && (before(text, hit.start, 1) == b' '
            && is_digit(before(text, hit.start, 2))
            && is_digit(byte(text, hit.start))
            || byte(text, hit.end) == b' '
                && is_digit(byte(text, hit.end + 1))
                && is_digit(before(text, hit.end, 1)))
}

fn parts(written: &[u8]) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut rest = written;
    while let Some((&first, mut tail)) = rest.split_first() {
        if first == b'~' {
            parts.push(Part::Separator);
            rest = tail;
            continue;
        }
        let set = match first {
            b'9' => DIGITS,
            b'A' => LETTERS,
            b'X' => DIGITS | LETTERS,
            b'[' => {
                let end = tail.iter().position(|&byte| byte == b']').unwrap_or(0);
                let set = set_of(tail.get(..end).unwrap_or_default());
                tail = tail.get(end + 1..).unwrap_or_default();
                set
            }
            other => just(other),
        };
        let (least, most) = match tail.first() {
            Some(b'?') => {
                tail = tail.get(1..).unwrap_or_default();
                (0, 1)
            }
            Some(b'{') => {
                let end = tail.iter().position(|&byte| byte == b'}').unwrap_or(0);
                let counts = tail.get(1..end).unwrap_or_default();
                tail = tail.get(end + 1..).unwrap_or_default();
                counts_of(counts)
            }
            _ => (1, 1),
        };
        parts.push(Part::One { set, least, most });
        rest = tail;
    }
    parts
}

fn set_of(written: &[u8]) -> u128 {
    let mut set = 0;
    let mut rest = written;
    loop {
        rest = match rest {
            [first, b'-', last, tail @ ..] => {
                for byte in *first..=*last {
                    set |= just(byte);
                }
                tail
            }
            [one, tail @ ..] => {
                set |= just(*one);
                tail
            }
            [] => return set,
        };
    }
}

fn counts_of(written: &[u8]) -> (usize, usize) {
    let text = std::str::from_utf8(written).unwrap_or_default();
    let (least, most) = text.split_once(',').unwrap_or((text, text));
    (least.parse().unwrap_or(0), most.parse().unwrap_or(0))
}

/// Every length that the first run of letters and digits may have, a bit a length, by
/// what comes [behind](Behind) it. Its characters are all among `of`.
fn first_runs(parts: &[Part], of: u128) -> [u64; 3] {
    let mut runs = [0_u64; 3];
    let mut lengths = 1_u64;
    for (at, part) in parts.iter().enumerate() {
        let is_gap = match *part {
            Part::Separator => true,
            Part::One { set, .. } => set & (DIGITS | LETTERS) == 0,
        };
        if is_gap {
            let next = next(parts.get(at + 1..).unwrap_or_default());
            for (run, may_come) in runs.iter_mut().zip(next) {
                *run |= if may_come { lengths } else { 0 };
            }
        }
        match *part {
            Part::One { least, .. } if is_gap && least > 0 => return runs.map(|run| run & !1),
            Part::One { set, least, .. } if !is_gap && set & of == 0 => {
                if least > 0 {
                    return runs.map(|run| run & !1);
                }
            }
            Part::One { least, most, .. } if !is_gap => {
                lengths = (least..=most.min(63)).fold(0, |all, count| all | lengths << count);
            }
            Part::One { .. } | Part::Separator => {}
        }
    }
    let [nothing, ..] = &mut runs;
    *nothing |= lengths;
    runs.map(|run| run & !1)
}

/// Whether nothing, a digit or a letter may come next.
fn next(parts: &[Part]) -> [bool; 3] {
    let mut digit = false;
    let mut letter = false;
    for part in parts {
        if let Part::One { set, least, .. } = *part {
            digit |= set & DIGITS != 0;
            letter |= set & LETTERS != 0;
            if least > 0 && set & (DIGITS | LETTERS) != 0 {
                return [false, digit, letter];
            }
        }
    }
    [true, digit, letter]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(shape: &str, text: &str, expected: Option<&str>) {
        let ready = Shape::new(shape);
        let at = text.find(|c: char| c.is_ascii_alphanumeric()).unwrap();
        let hit = ready.match_at(text.as_bytes(), at);
        let hit = hit.filter(|hit| !hit.goes_on);
        let found = hit.as_ref().map(|hit| &text[hit.start..hit.end]);
        assert_eq!(found, expected, "{shape} on {text:?}");
        if hit.is_some() {
            let run = super::super::run::Run::around(text.as_bytes(), at, 64);
            let letter = text.as_bytes()[at].is_ascii_alphabetic();
            let behind = Behind::run(text.as_bytes(), run.end);
            assert!(
                ready.may_have(run.len(), letter, behind),
                "{shape} on {text:?}"
            );
        }
    }

    #[test]
    fn separators_are_the_same_everywhere_or_nowhere() {
        let shape = "999~99~9999";
        check(shape, "123-45-6789", Some("123-45-6789"));
        check(shape, "123 45 6789.", Some("123 45 6789"));
        check(shape, "123456789", Some("123456789"));
        check(shape, "123-45 6789", None);
        check(shape, "12345-6789", None);
        check(shape, "123-45-67890", None);
        check(shape, "123 45 6789 0", None);
    }

    #[test]
    fn what_is_optional_or_repeated_is_taken_if_it_is_there() {
        check("A{1,2}9{6}A?", "ab123456c", Some("ab123456c"));
        check("A{1,2}9{6}A?", "A123456", Some("A123456"));
        check("A{1,2}9{6}A?", "123456", None);
        check("(999) ?999-9999", "(212) 555-0100", Some("(212) 555-0100"));
        check("(999) ?999-9999", "(212)555-0100", Some("(212)555-0100"));
        check("(999) ?999-9999", "212 555-0100", None);
        check("999.999.999-99", "123.456.789-09", Some("123.456.789-09"));
        check("[ABCEGHJ]9A~9A9", "k1a 0b1", None);
        check("[ABCEGHJ-K]9A~9A9", "k1a 0b1", Some("k1a 0b1"));
        check("de9{9}", "DE123456789", Some("DE123456789"));
    }

    #[test]
    fn letters_become_capital_and_separators_go() {
        let hit = Shape::new("A9~99").match_at(b"x1-23", 0).unwrap();
        assert_eq!(hit.bytes(), b"X123");
    }

    #[test]
    fn a_shape_that_is_too_long_is_not_sound() {
        assert!(!Shape::new("9{60}~9{20}").is_sound());
        assert!(!Shape::new("~").is_sound());
        assert!(Shape::new("9{3}~9{3}").is_sound());
    }
}
