//! Thailand.

use crate::pii::checksum::{digit, field, is_monotone, weighted};
use crate::pii::entity::{Entity, Rule};

pub(super) const ENTITIES: &[Entity] = &[Entity {
    name: "TH_TNIN",
    title: "Thai national number",
    proof: "modulus 11",
    family: "TH",
    rules: &[
        Rule::new("9-9999-99999-99-9", 80, tnin),
        Rule::new("9 9999 99999 99 9", 80, tnin),
        Rule::proof("9{13}", 12, tnin),
    ],
    context: &[
        "เลขประจำตัวประชาชน",
        "บัตรประชาชน",
        "เลขบัตร",
        "thai national id",
        "thai id",
        "national id",
        "citizen id",
        "tnin",
    ],
    ..Entity::NONE
}];

/// Thailand: thirteen digits, modulus 11.
fn tnin(id: &[u8]) -> bool {
    let sum = weighted(field(id, 0..12), &[13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2]);
    id.len() == 13
        && matches!(id.first(), Some(b'1'..=b'8'))
        && sum.map(|sum| (11 - sum % 11) % 10) == id.last().and_then(|&last| digit(last))
        && !is_monotone(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thai_number_has_its_check_digit() {
        assert!(tnin(b"1101700230708"));
        assert!(!tnin(b"1101700230709"));
        assert!(!tnin(b"0000000000000"));
    }
}
