//! Austria.

use crate::pii::checksum::{digit, field, number_at, short_date, weighted};
use crate::pii::entity::{Entity, Rule};

pub(super) const ENTITIES: &[Entity] = &[Entity {
    name: "AT_SVNR",
    title: "Austrian social insurance number",
    proof: "modulus 11 and the birth date inside",
    family: "AT",
    rules: &[
        Rule::new("9999~9{6}", 50, svnr),
        Rule::new("9999 99 99 99", 55, svnr),
    ],
    context: &[
        "svnr",
        "sozialversicherungsnummer",
        "sv nummer",
        "versicherungsnummer",
        "sozialversicherung",
        "social security",
        "social insurance",
    ],
    ..Entity::NONE
}];

/// Serial, check digit, birth date (ASVG § 30c). Where a day's serials are used up, the
/// month is 13 to 15.
fn svnr(id: &[u8]) -> bool {
    let is_date = matches!(number_at(id, 6..8), Some(13..=15))
        && matches!(number_at(id, 4..6), Some(1..=31))
        || short_date(field(id, 8..10), field(id, 6..8), field(id, 4..6));
    is_date
        && number_at(id, 0..3).is_some_and(|serial| serial >= 100)
        && weighted(id, &[3, 7, 9, 0, 5, 8, 4, 2, 1, 6]).map(|sum| sum % 11)
            == id.get(3).and_then(|&check| digit(check))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_has_its_check_digit_in_the_middle() {
        assert!(svnr(b"1237010180"));
        assert!(!svnr(b"1238010180"));
        assert!(!svnr(b"1237320180"));
        assert!(!svnr(b"0997010180"));
    }
}
