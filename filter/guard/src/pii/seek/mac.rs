//! MAC addresses: six pairs of hexadecimal digits between colons or dashes, or three
//! groups of four between dots.

use crate::pii::entity::{Found, Place};
use crate::pii::run::{before, byte, may_begin, may_end};

pub(in crate::pii) fn seek(text: &[u8], place: Place) -> Option<Found> {
    match place.run.len() {
        2 => groups(text, place, 2, b":-"),
        4 => groups(text, place, 4, b"."),
        _ => None,
    }
}

/// Those without a digit, from their first colon or dot on.
pub(in crate::pii) fn seek_letters(text: &[u8], place: Place) -> Option<Found> {
    let size = if byte(text, place.at) == b':' { 2 } else { 4 };
    let start = place.at.checked_sub(size)?;
    let found = groups(text, Place { at: start, ..place }, size, b":.")?;
    let has_digit = text
        .get(found.start..found.end)?
        .iter()
        .any(u8::is_ascii_digit);
    (found.start == start && !has_digit).then_some(found)
}

fn groups(text: &[u8], place: Place, size: usize, separators: &[u8]) -> Option<Found> {
    let is_group =
        |start: usize| (start..start + size).all(|at| byte(text, at).is_ascii_hexdigit());
    // The groups before the first with a digit in it are letters.
    let mut start = place.at;
    let by = |separator: u8| separators.contains(&separator).then_some(separator);
    let separator = by(byte(text, start + size)).or_else(|| by(before(text, start, 1)))?;
    let step = size + 1;
    let count = 12 / size;
    for _ in 1..count {
        let Some(earlier) = start.checked_sub(step) else {
            break;
        };
        if byte(text, start - 1) != separator || !is_group(earlier) {
            break;
        }
        start = earlier;
    }
    let all = (0..count).all(|nth| {
        let at = start + nth * step;
        is_group(at) && (nth + 1 == count || byte(text, at + size) == separator)
    });
    let end = start + count * step - 1;
    let goes_on =
        |separator_at: u8, beyond: u8| separator_at == separator && beyond.is_ascii_hexdigit();
    let is_part = goes_on(before(text, start, 1), before(text, start, 2))
        || goes_on(byte(text, end), byte(text, end + 1));
    (all && !is_part && may_begin(text, start) && may_end(text, end)).then_some(Found {
        start,
        end,
        score: if size == 2 { 85 } else { 70 },
    })
}

/// Twelve hexadecimal digits in one: letters and digits.
pub(in crate::pii) fn is_plain(bytes: &[u8]) -> bool {
    bytes.iter().any(u8::is_ascii_digit) && bytes.iter().any(u8::is_ascii_alphabetic)
}
