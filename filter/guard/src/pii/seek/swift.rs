//! BIC, or SWIFT code (ISO 9362): four letters of a bank, two of a country, two of a
//! place, and maybe three of a branch. There is no checksum.

use super::iban::is_country;
use crate::pii::entity::{Found, Place};
use crate::pii::run::{may_begin, may_end};

/// Without a digit in it.
pub(in crate::pii) fn seek(text: &[u8], place: Place) -> Option<Found> {
    let (start, end) = (place.run.start, place.run.end);
    let is_one = matches!(place.run.len(), 8 | 11)
        && is_bic(text.get(start..end)?)
        && may_begin(text, start)
        && may_end(text, end);
    is_one.then_some(Found {
        start,
        end,
        score: 15,
    })
}

/// Whether capital letters, with digits at the end, name a country where a BIC does.
pub(in crate::pii) fn is_bic(bytes: &[u8]) -> bool {
    bytes.iter().all(|byte| !byte.is_ascii_lowercase()) && bytes.get(4..6).is_some_and(is_country)
}
