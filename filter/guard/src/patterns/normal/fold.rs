//! How one character reads.

use super::table::{ROWS, Read, Row};

/// How a character reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Folded {
    /// As if it were not there.
    Nothing,
    /// As white space.
    Space,
    /// As this one, in lower case.
    One(char),
    /// As these.
    Text(&'static str),
}

/// How a character reads: without case, marks, width and style, and letters of other
/// scripts that look like Latin ones as those.
#[must_use]
pub fn fold(character: char) -> Folded {
    if character.is_ascii() {
        return match character {
            '\t'..='\r' | ' ' => Folded::Space,
            '\0'..='\u{1f}' | '\u{7f}' => Folded::Nothing,
            _ => Folded::One(character.to_ascii_lowercase()),
        };
    }
    if let Some(folded) = read(character) {
        return folded;
    }
    if character.is_whitespace() {
        return Folded::Space;
    }
    let lower = lower(character);
    if lower != character
        && let Some(folded) = read(lower)
    {
        return folded;
    }
    Folded::One(lower)
}

/// How a character reads if nothing but its case is looked past.
pub(crate) fn fold_case(character: char) -> Folded {
    if character.is_whitespace() {
        Folded::Space
    } else {
        Folded::One(lower(character))
    }
}

/// The letters that a letter of another script may stand for as well.
pub(crate) const fn also(character: char) -> &'static str {
    match character {
        'б' | 'Б' | 'ь' | 'Ь' => "b",
        'г' | 'Г' | 'я' | 'Я' => "r",
        'и' | 'И' => "nu",
        'п' | 'П' | 'ν' | 'Ν' | 'π' => "n",
        'ш' | 'Ш' => "w",
        'η' | 'Η' => "h",
        'μ' => "u",
        'υ' | 'Υ' | 'γ' => "y",
        'σ' | 'ο' => "o",
        _ => "",
    }
}

/// The letters that a digit or a sign may stand for.
pub(crate) const fn leet(character: char) -> &'static str {
    match character {
        '0' => "o",
        '1' | '!' | '|' => "il",
        '2' => "z",
        '3' | '€' => "e",
        '4' | '@' => "a",
        '5' | '$' => "s",
        '6' | '9' => "g",
        '7' | '+' => "t",
        '8' => "b",
        '¢' => "c",
        '£' => "l",
        '¥' => "y",
        _ => "",
    }
}

fn lower(character: char) -> char {
    if character.is_ascii() {
        return character.to_ascii_lowercase();
    }
    character.to_lowercase().next().unwrap_or(character)
}

fn read(character: char) -> Option<Folded> {
    let code = u32::from(character);
    let after = ROWS.partition_point(|Row(first, _, _)| *first <= code);
    let Row(first, last, read) = ROWS.get(after.checked_sub(1)?)?;
    if code > *last {
        return None;
    }
    let nth = code - first;
    Some(match read {
        Read::Nothing => Folded::Nothing,
        Read::Space => Folded::Space,
        Read::Text(text) => Folded::Text(text),
        Read::Letters => Folded::One(from('a', nth % 26)),
        Read::Digits => Folded::One(from('0', nth % 10)),
        Read::Wide => Folded::One(from('!', nth).to_ascii_lowercase()),
        Read::Each(each) => {
            let byte = each.as_bytes().get(usize::try_from(nth).ok()?)?;
            if *byte == b'.' {
                return None;
            }
            Folded::One(char::from(*byte))
        }
    })
}

fn from(first: char, nth: u32) -> char {
    char::from_u32(u32::from(first) + nth).unwrap_or(first)
}
