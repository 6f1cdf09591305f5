//! UK postcodes with a blank in them, told from words by their case.

use crate::pii::entity::{Found, Place};
use crate::pii::rows::postcode;
use crate::pii::run::{byte, may_begin, may_end};

/// What the last two letters are where sizes are told: `M1 8GB`.
const SIZES: &[&[u8]] = &[b"GB", b"TB", b"PB", b"EB", b"HZ"];
/// What they may be in small letters: words, hours, measures.
const WORDS: &[&[u8]] = &[
    b"AD", b"AH", b"AN", b"AS", b"AT", b"BE", b"BY", b"DO", b"ED", b"EX", b"FT", b"GO", b"HA",
    b"HE", b"HR", b"HS", b"LB", b"PT", b"PX", b"TH", b"UP", b"US", b"WE", b"YD", b"YR",
];

pub(in crate::pii) fn seek(text: &[u8], place: Place) -> Option<Found> {
    let run = place.run;
    let end = run.end + 4;
    let is_area = byte(text, run.start).is_ascii_alphabetic();
    if !is_area || !(2..=4).contains(&run.len()) || byte(text, run.end) != b' ' {
        return None;
    }
    let written = text.get(run.start..end)?;
    let mut id: Vec<u8> = written.to_ascii_uppercase();
    id.retain(|byte| *byte != b' ');
    let unit = id.get(id.len().checked_sub(2)?..)?;
    let is_ordinal = [&b"1ST"[..], b"2ND", b"3RD"]
        .iter()
        .any(|ordinal| id.ends_with(ordinal));
    let is_capital = !written.iter().any(u8::is_ascii_lowercase);
    // `to e3 4us` and `M5 8TH` are hardly ever places.
    let is_word = WORDS.contains(&unit) && (!is_capital || unit == b"TH");
    let is_likely = !is_ordinal
        && !SIZES.contains(&unit)
        && (run.len() > 2 || is_capital)
        && (!is_word || is_capital && run.len() > 2);
    (is_likely && postcode(&id) && may_begin(text, run.start) && may_end(text, end)).then_some(
        Found {
            start: run.start,
            end,
            score: 48,
        },
    )
}
