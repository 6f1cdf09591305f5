//! Coordinates of places: latitude and longitude, in decimals or in degrees, minutes and
//! seconds.

use crate::pii::entity::{Found, Place};
use crate::pii::run::{before, byte, may_begin, may_end};

/// One of the two angles.
struct Angle {
    end: usize,
    /// Whole degrees.
    degrees: u32,
    /// How many decimals there are; 0 with minutes.
    decimals: usize,
    /// Whether a letter or sign of degrees says that it is one.
    is_marked: bool,
}

pub(in crate::pii) fn seek(text: &[u8], place: Place) -> Option<Found> {
    let start = place.at - usize::from(matches!(before(text, place.at, 1), b'-' | b'+'));
    if !may_begin(text, start) || matches!(before(text, start, 1), b'-' | b'.') {
        return None;
    }
    let latitude = angle(text, start, b"NS")?;
    let mut from = latitude.end;
    while from < latitude.end + 3 && matches!(byte(text, from), b' ' | b',' | b';') {
        from += 1;
    }
    let longitude = angle(text, from, b"EW").filter(|_| from > latitude.end)?;
    let decimals = latitude.decimals.min(longitude.decimals);
    let score = match decimals {
        _ if latitude.is_marked && longitude.is_marked => 75,
        4.. => 60,
        3 => 45,
        2 => 15,
        _ => return None,
    };
    let is_one = latitude.degrees <= 90 && longitude.degrees <= 180;
    (is_one && may_end(text, longitude.end)).then_some(Found {
        start,
        end: longitude.end,
        score,
    })
}

fn angle(text: &[u8], at: usize, sides: &[u8]) -> Option<Angle> {
    let from = at + usize::from(matches!(byte(text, at), b'-' | b'+'));
    let whole = digits(text, from, 3);
    let degrees =
        (from..from + whole).fold(0, |sum, at| sum * 10 + u32::from(byte(text, at) - b'0'));
    let mut end = from + whole;
    let mut decimals = 0;
    if byte(text, end) == b'.' {
        decimals = digits(text, end + 1, 15);
        end += 1 + decimals;
    }
    if whole == 0 || byte(text, end).is_ascii_digit() {
        return None;
    }
    let mut is_marked = false;
    if let Some(behind) = mark(text, end, &["°", "º"]) {
        (end, is_marked) = (behind, true);
        for marks in [&["′", "'", "’"][..], &["″", "\"", "''", "”"]] {
            let gap = usize::from(byte(text, end) == b' ');
            let count = digits(text, end + gap, 2);
            let fraction = match byte(text, end + gap + count) {
                b'.' => 1 + digits(text, end + gap + count + 1, 6),
                _ => 0,
            };
            let behind = mark(text, end + gap + count + fraction, marks);
            if let Some(behind) = behind.filter(|_| count > 0) {
                end = behind;
            }
        }
    }
    let gap = usize::from(byte(text, end) == b' ');
    let side = byte(text, end + gap);
    if sides.contains(&side) && !byte(text, end + gap + 1).is_ascii_alphanumeric() {
        (end, is_marked) = (end + gap + 1, true);
    }
    Some(Angle {
        end,
        degrees,
        decimals,
        is_marked: is_marked && sides.contains(&byte(text, end - 1)),
    })
}

/// How many digits stand at a place, up to one more than there may be.
fn digits(text: &[u8], at: usize, most: usize) -> usize {
    (at..=at + most)
        .take_while(|&at| byte(text, at).is_ascii_digit())
        .count()
        .min(most)
}

/// Behind one of some signs.
fn mark(text: &[u8], at: usize, marks: &[&str]) -> Option<usize> {
    let tail = text.get(at..)?;
    marks
        .iter()
        .find(|mark| tail.starts_with(mark.as_bytes()))
        .map(|mark| at + mark.len())
}
