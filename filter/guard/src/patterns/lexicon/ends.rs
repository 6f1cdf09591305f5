//! Where words begin and end.

use super::super::normal::{Folded, fold};

/// Invisible characters that are looked past at most.
const INVISIBLE: usize = 4;
/// How many bytes that can be, with the character that decides.
pub(super) const LOOK: usize = (INVISIBLE + 1) * 4;

/// What stands beside a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Beside {
    /// More letters or digits.
    Word,
    /// Something else, or nothing.
    Other,
    /// What is not known yet.
    Unknown,
}

/// What the first of some characters says, that go away from a word. `is_edge` tells
/// whether there is nothing more behind them.
pub(super) fn beside(mut characters: impl Iterator<Item = char>, is_edge: bool) -> Beside {
    for _ in 0..=INVISIBLE {
        let Some(character) = characters.next() else {
            return if is_edge {
                Beside::Other
            } else {
                Beside::Unknown
            };
        };
        if character.is_ascii() {
            return if character.is_ascii_alphanumeric() {
                Beside::Word
            } else {
                Beside::Other
            };
        }
        match fold(character) {
            Folded::Nothing => {}
            Folded::Space => return Beside::Other,
            Folded::One(one) if !one.is_alphanumeric() || is_unspaced(character) => {
                return Beside::Other;
            }
            Folded::Text(text) if !text.starts_with(char::is_alphanumeric) => {
                return Beside::Other;
            }
            Folded::One(_) | Folded::Text(_) => return Beside::Word,
        }
    }
    Beside::Other
}

/// Whether words of the character's script are written without spaces between them, or
/// grow at their ends: Thai, Lao, Burmese, Khmer, Chinese, Japanese, Korean.
pub(super) const fn is_unspaced(character: char) -> bool {
    matches!(
        character as u32,
        0x0e00..=0x0eff | 0x1000..=0x109f | 0x1780..=0x17ff | 0x1100..=0x11ff
            | 0x2e80..=0x2fff | 0x3005..=0x3007 | 0x3040..=0x318f | 0x31a0..=0x31ff
            | 0x3400..=0x4dbf | 0x4e00..=0x9fff | 0xac00..=0xd7af | 0xf900..=0xfaff
            | 0xff66..=0xff9f | 0x0002_0000..=0x0003_ffff
    )
}
