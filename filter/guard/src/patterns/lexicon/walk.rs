//! The walk from one place of a text through the trie, by every reading.

use super::super::normal::{Folded, also, fold, fold_case, leet};
use super::Lexicon;
use super::ends::{Beside, beside, is_unspaced};
use super::seen::{Key, Seen};
use super::trie::{At, SPACE, Trie, symbol};
use crate::find::Window;

/// Letters that stand alone before they are a word.
const SPELLED: u8 = 3;
/// Characters between two of them at most.
const GAP: u8 = 3;
/// Readings of one place that are followed at most.
const STEPS: usize = 1024;
/// So many are followed before it pays to remember them.
const FEW: usize = 32;

/// What begins at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Found {
    /// No word.
    None,
    /// What follows decides.
    Open,
    /// The longest word.
    Word {
        /// Its value.
        value: u32,
        /// Where it ends.
        end: usize,
    },
}

/// Walks from places of a text.
pub(super) struct Walk<'l, 't> {
    lexicon: &'l Lexicon,
    window: Window<'t>,
    /// Whether the place walked from is the beginning of a word of the text.
    begins: bool,
    open: Vec<State>,
    seen: Seen,
}

/// How far one reading has come.
#[derive(Debug, Clone, Copy)]
struct State {
    /// The next character of the text.
    at: usize,
    node: At,
    gap: Gap,
    style: Style,
    /// Letters of words that are written letter by letter.
    spelled: u8,
    /// Whether a letter was read as itself, and a digit as a letter.
    has_letter: bool,
    has_digit: bool,
}

/// What the last characters were.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Gap {
    /// Letters.
    None,
    /// This many others, between the letters of one word.
    Letters(u8),
    /// Others, between the words of a phrase.
    Words { white: bool, joint: bool, other: u8 },
}

/// How the current word is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Style {
    /// Not begun.
    Empty,
    /// One letter, so far.
    Letter,
    /// Plainly.
    Solid,
    /// Letter by letter.
    Spelled,
}

/// One way to read a character.
#[derive(Debug, Clone, Copy)]
struct Reading {
    letter: char,
    /// Where the text goes on.
    next: usize,
    /// Whether it is what is written.
    itself: bool,
    /// Whether a digit is written.
    digit: bool,
}

impl<'l, 't> Walk<'l, 't> {
    pub(super) const fn new(lexicon: &'l Lexicon, window: Window<'t>) -> Self {
        Self {
            lexicon,
            window,
            begins: false,
            open: Vec::new(),
            seen: Seen::new(),
        }
    }

    /// Whether a word may begin at a place, as far as what is before it decides.
    pub(super) fn may_begin(&mut self, at: usize) -> bool {
        let bytes = self.window.text.as_bytes();
        let before = at.checked_sub(1).and_then(|before| bytes.get(before));
        self.begins = match before {
            None => true,
            Some(byte) if byte.is_ascii_alphanumeric() => false,
            // What shows nothing is among the controls.
            Some(byte) if byte.is_ascii_graphic() || *byte == b' ' => true,
            Some(_) => {
                let text = self.window.text.get(..at).unwrap_or_default();
                beside(text.chars().rev(), true) == Beside::Other
            }
        };
        if self.begins || !self.lexicon.options.whole {
            return true;
        }
        match bytes.get(at) {
            Some(byte) if byte.is_ascii() => !byte.is_ascii_alphanumeric(),
            _ => self
                .character(at)
                .is_some_and(|character| is_unspaced(character) || !character.is_alphanumeric()),
        }
    }

    /// Whether plain letters tell already that no word begins here: nearly always.
    /// `is_attached`: it follows a letter.
    pub(super) fn is_plainly_none(&self, at: usize, is_attached: bool) -> bool {
        let trie = &self.lexicon.trie;
        let mut node = Trie::ROOT;
        let rest = self.window.text.as_bytes().get(at..).unwrap_or_default();
        for (letters, byte) in rest.iter().enumerate() {
            if !byte.is_ascii_alphabetic() {
                let is_plain = matches!(byte, b' ' | b'.' | b',' | b'\n')
                    && (letters > 1 || (letters == 1 && is_attached));
                return is_plain
                    && trie.child(node, SPACE).is_none()
                    && trie.step(node, char::from(*byte)).is_none();
            }
            let symbol = symbol(byte.to_ascii_lowercase()).unwrap_or(SPACE);
            match trie.child(node, symbol) {
                None => return true,
                Some(child) if trie.value(child).is_some() => return false,
                Some(child) => node = child,
            }
        }
        false
    }

    /// The longest word from a place on.
    pub(super) fn longest(&mut self, start: usize) -> Found {
        let mut best = Found::None;
        // Whether all has been followed to its end, and ends for any beginning.
        let mut is_settled = true;
        let mut steps = 0;
        self.open.clear();
        self.open.push(State {
            at: start,
            node: Trie::ROOT,
            gap: Gap::None,
            style: Style::Empty,
            spelled: 0,
            has_letter: false,
            has_digit: false,
        });
        while let Some(state) = self.open.pop() {
            if self.seen.is_on() && !self.seen.is_new(self.key(state)) {
                continue;
            }
            steps += 1;
            if steps == FEW {
                self.seen.turn_on();
            }
            if steps > STEPS || state.at - start >= self.lexicon.longest {
                is_settled = false;
                if steps > STEPS {
                    break;
                }
                continue;
            }
            let Some(character) = self.character(state.at) else {
                if self.window.is_end {
                    continue;
                }
                return Found::Open;
            };
            if !self.go_on(state, character, &mut best) {
                return Found::Open;
            }
        }
        if !is_settled || best != Found::None {
            self.seen.forget();
        }
        best
    }

    /// What of a reading decides where it leads.
    fn key(&self, state: State) -> Key {
        let gap = match state.gap {
            Gap::None => 0,
            Gap::Letters(so_far) => u32::from(so_far),
            Gap::Words {
                white,
                joint,
                other,
            } => 8 | u32::from(white) | u32::from(joint) << 1 | u32::from(other) << 2,
        };
        let parts = [
            (gap, 16),
            (state.style as u32, 4),
            (u32::from(state.spelled.min(SPELLED)), 4),
            (u32::from(state.has_letter), 2),
            (u32::from(state.has_digit), 2),
            (u32::from(self.begins), 2),
        ];
        let At(node) = state.node;
        Key {
            at: state.at,
            node,
            rest: parts.iter().fold(0, |all, (part, many)| all * many + part),
        }
    }

    fn character(&self, at: usize) -> Option<char> {
        self.window.text.get(at..)?.chars().next()
    }

    /// Goes on with a character. Whether what is known of the text suffices.
    fn go_on(&mut self, state: State, character: char, best: &mut Found) -> bool {
        let next = state.at + character.len_utf8();
        let evasions = self.lexicon.options.evasions;
        let folded = if evasions {
            fold(character)
        } else {
            fold_case(character)
        };
        match folded {
            Folded::Nothing if state.style == Style::Empty && state.gap == Gap::None => true,
            Folded::Nothing => {
                self.open.push(State { at: next, ..state });
                true
            }
            Folded::Space => {
                self.between(state, next, ' ');
                true
            }
            // A dash or dots: as it is, or as what stands between letters or words.
            Folded::Text(sign) if !sign.contains(char::is_alphanumeric) => {
                let letters = sign.chars();
                let read = letters
                    .map(|letter| Reading::itself(letter, next))
                    .try_fold(state, |state, letter| self.letter(state, letter));
                if let Some(read) = read
                    && !self.arrive(read, best)
                {
                    return false;
                }
                self.between(state, next, '-');
                true
            }
            Folded::Text(text) => {
                let mut state = state;
                for letter in text.chars() {
                    match self.letter(state, Reading::itself(letter, next)) {
                        Some(read) => state = read,
                        None => return true,
                    }
                }
                self.arrive(state, best)
            }
            Folded::One(one) => {
                let digit = one.is_ascii_digit();
                let others = if evasions {
                    [leet(one), also(character)]
                } else {
                    [""; 2]
                };
                let others = others
                    .into_iter()
                    .flat_map(str::chars)
                    .map(|letter| Reading {
                        letter,
                        next,
                        itself: false,
                        digit,
                    });
                for reading in std::iter::once(Reading::itself(one, next)).chain(others) {
                    if let Some(read) = self.letter(state, reading)
                        && !self.arrive(read, best)
                    {
                        return false;
                    }
                }
                if !one.is_alphanumeric() {
                    self.between(state, next, one);
                }
                true
            }
        }
    }

    /// Reads a letter, if a word has it here.
    fn letter(&self, state: State, reading: Reading) -> Option<State> {
        let style = match (state.style, state.gap) {
            (Style::Spelled, Gap::None) => return None,
            (_, Gap::Words { other: 0, .. }) | (Style::Empty, _) => Style::Letter,
            (
                _,
                Gap::Words {
                    white: false,
                    joint: false,
                    other: 1,
                },
            ) => Style::Letter,
            (_, Gap::Words { .. }) => return None,
            (_, Gap::Letters(_)) => Style::Spelled,
            (Style::Letter | Style::Solid, Gap::None) => Style::Solid,
        };
        // `gr@ss` does not begin with `@` as a letter.
        if state.style == Style::Empty && !reading.itself && !self.may_be_first() {
            return None;
        }
        let node = self.lexicon.trie.step(state.node, reading.letter)?;
        let spelled = match (style, state.style) {
            (Style::Spelled, Style::Spelled) => state.spelled.saturating_add(1),
            (Style::Spelled, _) => state.spelled.saturating_add(2),
            _ => state.spelled,
        };
        Some(State {
            at: reading.next,
            node,
            gap: Gap::None,
            style,
            spelled,
            has_letter: state.has_letter || (reading.itself && reading.letter.is_alphabetic()),
            has_digit: state.has_digit || (!reading.itself && reading.digit),
        })
    }

    const fn may_be_first(&self) -> bool {
        self.begins || !self.lexicon.options.whole
    }

    /// Goes on behind a character that is no letter.
    fn between(&mut self, state: State, next: usize, character: char) {
        let evasions = self.lexicon.options.evasions;
        let with = |white, joint, other| match character {
            ' ' => Some(Gap::Words {
                white: true,
                joint,
                other,
            }),
            '-' | '_' if evasions => Some(Gap::Words {
                white,
                joint: true,
                other,
            }),
            _ if evasions && other == 0 && !white => Some(Gap::Words {
                white,
                joint,
                other: 1,
            }),
            _ => None,
        };
        let at_next = State { at: next, ..state };
        match state.gap {
            Gap::Words {
                white,
                joint,
                other,
            } => {
                if let Some(gap) = with(white, joint, other) {
                    self.open.push(State { gap, ..at_next });
                }
                return;
            }
            Gap::None => {
                if let Some(node) = self.lexicon.trie.child(state.node, SPACE)
                    && let Some(gap) = with(false, false, 0)
                {
                    self.open.push(State {
                        gap,
                        node,
                        ..at_next
                    });
                }
            }
            Gap::Letters(_) => {}
        }
        let so_far = match state.gap {
            Gap::Letters(so_far) => so_far,
            Gap::None | Gap::Words { .. } => 0,
        };
        let is_alone = matches!(state.style, Style::Letter | Style::Spelled);
        if evasions && self.begins && is_alone && so_far < GAP {
            let gap = Gap::Letters(so_far + 1);
            self.open.push(State { gap, ..at_next });
        }
    }

    /// Looks whether a word ends where a letter has led, and goes on. Whether what is
    /// known of the text suffices.
    fn arrive(&mut self, state: State, best: &mut Found) -> bool {
        self.open.push(state);
        let Some(value) = self.lexicon.trie.value(state.node) else {
            return true;
        };
        // `455` is a number, and `i t` two letters.
        let is_number = state.has_digit && !state.has_letter;
        if is_number || (1..SPELLED).contains(&state.spelled) {
            return true;
        }
        if matches!(*best, Found::Word { end, .. } if end >= state.at) {
            return true;
        }
        if self.lexicon.options.whole || state.spelled > 0 {
            match self.after(state.at) {
                Beside::Unknown => return false,
                Beside::Word => return true,
                Beside::Other => {}
            }
        }
        *best = Found::Word {
            value,
            end: state.at,
        };
        true
    }

    /// What stands behind a word.
    fn after(&self, end: usize) -> Beside {
        let before = self.window.text.get(..end).unwrap_or_default();
        let is_open = before.chars().next_back().is_some_and(|last| {
            is_unspaced(last) || (!last.is_alphanumeric() && leet(last).is_empty())
        });
        if is_open {
            return Beside::Other;
        }
        let after = self.window.text.get(end..).unwrap_or_default();
        beside(after.chars(), self.window.is_end)
    }
}

impl Reading {
    const fn itself(letter: char, next: usize) -> Self {
        Self {
            letter,
            next,
            itself: true,
            digit: false,
        }
    }
}
