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

use super::run::{Run, before, byte, may_begin, may_end};

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
    /// Its first run of letters and digits.
    first_run: FirstRun,
    /// The same of first runs without a letter.
    first_number: FirstRun,
    /// The same of first runs without a digit.
    first_word: FirstRun,
    /// The letters and digits it may begin with.
    begins: Set,
}

/// How long the first run of a shape may be, a bit a length.
#[derive(Debug, Default)]
struct FirstRun {
    /// By what comes behind it.
    lengths: [u64; 3],
    /// Of runs that are all there is of what is matched.
    ends: u64,
    /// Of others, with what may come directly behind them.
    follows: Vec<(u64, Set)>,
    /// What may be in it.
    holds: Set,
}

/// What the first run of letters and digits in a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Nothing but digits.
    Number,
    /// It begins with a digit.
    Mixed,
    /// It begins with a letter.
    Word,
}

impl Kind {
    pub(crate) const ALL: [Self; 3] = [Self::Number, Self::Mixed, Self::Word];

    /// What a run is.
    pub(crate) fn of(text: &[u8], run: Run) -> Self {
        match byte(text, run.start) {
            _ if run.is_number() => Self::Number,
            b'0'..=b'9' => Self::Mixed,
            _ => Self::Word,
        }
    }
}

#[derive(Debug, Clone, Copy)]
enum Part {
    /// A byte of this set of ASCII, so often.
    One {
        set: Set,
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

/// A set of ASCII, in words that wasm has instructions for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Set([u64; 2]);

const DIGITS: Set = Set::range(b'0', b'9');
const LETTERS: Set = Set::range(b'a', b'z').and(Set::range(b'A', b'Z'));
const BOTH: Set = DIGITS.and(LETTERS);
const SEPARATORS: Set = Set::just(b' ').and(Set::just(b'-')).and(Set::just(b'.'));

impl Set {
    const fn of(bits: u128) -> Self {
        Self([bits as u64, (bits >> 64) as u64])
    }

    const fn range(first: u8, last: u8) -> Self {
        Self::of((u128::MAX >> (127 - last as u32)) & (u128::MAX << first as u32))
    }

    /// A byte; letters in both cases.
    const fn just(byte: u8) -> Self {
        let (small, capital) = (byte.to_ascii_lowercase(), byte.to_ascii_uppercase());
        Self::of(1 << (small & 127) as u32 | 1 << (capital & 127) as u32)
    }

    const fn and(self, other: Self) -> Self {
        let ([low, high], [more, more_high]) = (self.0, other.0);
        Self([low | more, high | more_high])
    }

    const fn meets(self, other: Self) -> bool {
        let ([low, high], [other, other_high]) = (self.0, other.0);
        (low & other) | (high & other_high) != 0
    }

    pub(crate) const fn holds(self, byte: u8) -> bool {
        let [low, high] = self.0;
        let word = if byte < 64 { low } else { high };
        byte < 128 && word >> (byte & 63) & 1 == 1
    }
}

impl Shape {
    /// Reads a shape. What is not understood of it matches nothing; a test over all rows
    /// holds them to [`Shape::is_sound`].
    pub(crate) fn new(written: &str) -> Self {
        let parts = parts(written.as_bytes());
        let is_lead = |part: &&Part| matches!(part, Part::One { set, .. } if !set.meets(BOTH));
        let lead = parts.iter().take_while(is_lead).count();
        let mut begins = Set::default();
        for part in parts.iter().skip(lead) {
            let Part::One { set, least, .. } = *part else {
                break;
            };
            begins = begins.and(set);
            if least > 0 {
                break;
            }
        }
        Self {
            first_run: FirstRun::new(parts.get(lead..).unwrap_or_default(), BOTH),
            first_number: FirstRun::new(parts.get(lead..).unwrap_or_default(), DIGITS),
            first_word: FirstRun::new(parts.get(lead..).unwrap_or_default(), LETTERS),
            parts,
            lead,
            begins,
        }
    }

    /// How long its first run may be, a bit a length, given what that is and what comes
    /// behind it, and first of that this byte.
    pub(crate) fn first_runs(&self, kind: Kind, behind: Behind, next: u8) -> u64 {
        let (run, begins) = match kind {
            Kind::Number => (&self.first_number, DIGITS),
            Kind::Mixed => (&self.first_run, DIGITS),
            Kind::Word => (&self.first_run, LETTERS),
        };
        if !self.begins.meets(begins) || kind == Kind::Mixed && !run.holds.meets(LETTERS) {
            return 0;
        }
        let [alone, digit, letter] = run.lengths;
        let lengths = match behind {
            Behind::Nothing => alone,
            Behind::Digit => alone | digit,
            Behind::Letter => alone | letter,
        };
        let follows = run.follows.iter().filter(|(_, set)| set.holds(next));
        lengths & follows.fold(run.ends, |all, (lengths, _)| all | lengths)
    }

    /// What may come directly behind a first run.
    pub(crate) fn follows(&self) -> impl Iterator<Item = Set> {
        self.first_run.follows.iter().map(|(_, set)| *set)
    }

    /// Whether punctuation comes before the first letter or digit.
    pub(crate) const fn has_lead(&self) -> bool {
        self.lead > 0
    }

    /// Whether a word of so many letters, with more behind it, may be its first run.
    pub(crate) const fn may_have_word(&self, length: usize) -> bool {
        let [_, digit, letter] = self.first_word.lengths;
        length < MAX_LENGTH && (digit | letter) >> length & 1 == 1 && self.begins.meets(LETTERS)
    }

    /// Whether it may begin with a letter or digit.
    pub(crate) const fn may_begin_with(&self, byte: u8) -> bool {
        self.begins.holds(byte)
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
                        if !set.holds(next) || here >= text.len() {
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
                .filter(|byte| set.holds(*byte) && !byte.is_ascii_lowercase())
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
        let is_run = |part: &&Part| matches!(part, Part::One { set, .. } if set.meets(BOTH));
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
        self.first_run.lengths != [0; 3]
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
            b'X' => BOTH,
            b'[' => {
                let end = tail.iter().position(|&byte| byte == b']').unwrap_or(0);
                let set = set_of(tail.get(..end).unwrap_or_default());
                tail = tail.get(end + 1..).unwrap_or_default();
                set
            }
            other => Set::just(other),
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

fn set_of(written: &[u8]) -> Set {
    let mut set = Set::default();
    let mut rest = written;
    loop {
        rest = match rest {
            [first, b'-', last, tail @ ..] => {
                for byte in *first..=*last {
                    set = set.and(Set::just(byte));
                }
                tail
            }
            [one, tail @ ..] => {
                set = set.and(Set::just(*one));
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

impl FirstRun {
    /// Of runs whose characters are all among `of`.
    fn new(parts: &[Part], of: Set) -> Self {
        let mut this = Self::default();
        let mut lengths = 1_u64;
        for (at, part) in parts.iter().enumerate() {
            let gap = match *part {
                Part::Separator => Some(SEPARATORS),
                Part::One { set, .. } => (!set.meets(BOTH)).then_some(set),
            };
            if let Some(set) = gap {
                let next = next(parts.get(at + 1..).unwrap_or_default());
                for (run, may_come) in this.lengths.iter_mut().zip(next) {
                    *run |= if may_come { lengths & !1 } else { 0 };
                }
                this.follows.push((lengths & !1, set));
            }
            match *part {
                Part::One { least, .. } if gap.is_some() && least > 0 => return this,
                Part::One { set, least, .. } if gap.is_none() && !set.meets(of) => {
                    if least > 0 {
                        return this;
                    }
                }
                Part::One { set, least, most } if gap.is_none() => {
                    this.holds = this.holds.and(set);
                    lengths = (least..=most.min(63)).fold(0, |all, count| all | lengths << count);
                }
                Part::One { .. } | Part::Separator => {}
            }
        }
        this.ends = lengths & !1;
        let [nothing, ..] = &mut this.lengths;
        *nothing |= this.ends;
        this
    }
}

/// Whether nothing, a digit or a letter may come next.
fn next(parts: &[Part]) -> [bool; 3] {
    let mut digit = false;
    let mut letter = false;
    for part in parts {
        if let Part::One { set, least, .. } = *part {
            digit |= set.meets(DIGITS);
            letter |= set.meets(LETTERS);
            if least > 0 && set.meets(BOTH) {
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
            let run = Run::around(text.as_bytes(), at, 64);
            let behind = Behind::run(text.as_bytes(), run.end);
            let next = byte(text.as_bytes(), run.end);
            let lengths = ready.first_runs(Kind::of(text.as_bytes(), run), behind, next);
            assert!(lengths >> run.len() & 1 == 1, "{shape} on {text:?}");
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
