//! Australia.

use crate::pii::checksum::{digit, divisible, field, is_monotone, weighted};
use crate::pii::entity::{Entity, Rule};

pub(super) const ENTITIES: &[Entity] = &[
    Entity {
        name: "AU_ABN",
        title: "Australian business number",
        proof: "modulus 89",
        family: "AU",
        rules: &[
            Rule::new("99 999 999 999", 60, abn),
            Rule::proof("99~999~999~999", 20, abn),
        ],
        context: &["abn", "australian business number", "business number"],
        ..Entity::NONE
    },
    Entity {
        name: "AU_ACN",
        title: "Australian company number",
        proof: "modulus 10",
        family: "AU",
        rules: &[Rule::proof("999~999~999", 8, acn)],
        context: &["acn", "australian company number", "company number"],
        ..Entity::NONE
    },
    Entity {
        name: "AU_TFN",
        title: "Australian tax file number",
        proof: "modulus 11",
        family: "AU",
        rules: &[Rule::proof("999~999~999", 8, tfn)],
        context: &["tfn", "tax file", "tax file number", "australian tax"],
        ..Entity::NONE
    },
    Entity {
        name: "AU_MEDICARE",
        title: "Australian Medicare number",
        proof: "check digit",
        family: "AU",
        rules: &[
            Rule::proof("9999 99999 9", 45, medicare),
            Rule::proof("9999~9{5}~9", 8, medicare),
            Rule::new("9999 9{5} 9[/-]9", 55, medicare),
            Rule::proof("9999~9{5}~9~9", 8, medicare),
        ],
        context: &["medicare", "medicare number", "medicare card"],
        ..Entity::NONE
    },
];

/// Eleven digits, modulus 89, with one taken off the first (Australian Business Register).
fn abn(id: &[u8]) -> bool {
    let sum = weighted(id, &[10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19]);
    !id.starts_with(b"0") && sum.is_some_and(|sum| sum >= 10 && (sum - 10).is_multiple_of(89))
}

/// Nine digits, modulus 10 (Australian Securities and Investments Commission).
fn acn(id: &[u8]) -> bool {
    divisible(id, &[8, 7, 6, 5, 4, 3, 2, 1, 1], 10) && !is_monotone(id)
}

/// Nine digits, modulus 11.
fn tfn(id: &[u8]) -> bool {
    divisible(id, &[1, 4, 3, 7, 5, 8, 6, 9, 10], 11) && !is_monotone(id)
}

/// Nine digits, the last of them the check digit, the number of the card's issue, and
/// perhaps the person's on the card.
fn medicare(id: &[u8]) -> bool {
    let check = id.get(8).and_then(|&byte| digit(byte));
    matches!(id, [b'2'..=b'6', .., b'1'..=b'9'])
        && matches!(id.len(), 10 | 11)
        && weighted(field(id, 0..8), &[1, 3, 7, 9, 1, 3, 7, 9]).map(|sum| sum % 10) == check
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_has_a_modulus_of_its_own() {
        assert!(abn(b"51824753556") && !abn(b"51824753557"));
        assert!(acn(b"004085616") && !acn(b"004085617"));
        assert!(tfn(b"123456782") && !tfn(b"123456789"));
        assert!(medicare(b"2123456701") && !medicare(b"2123456711"));
        assert!(medicare(b"21234567011"));
        assert!(!medicare(b"7123456701"));
    }
}
