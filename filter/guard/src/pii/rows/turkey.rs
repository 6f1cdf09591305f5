//! Turkey.

use crate::pii::checksum::{digit, field, weighted};
use crate::pii::entity::{Entity, Rule};

pub(super) const ENTITIES: &[Entity] = &[Entity {
    name: "TR_NATIONAL_ID",
    title: "Turkish identity number",
    proof: "two check digits",
    family: "TR",
    rules: &[Rule::new("9{11}", 50, turkish)],
    context: &[
        "tc kimlik",
        "tc kimlik no",
        "kimlik",
        "kimlik no",
        "kimlik numarası",
        "tckn",
        "tc",
        "turkish id",
        "turkish identity",
    ],
    ..Entity::NONE
}];

/// Turkey: eleven digits, the last two of them check digits.
fn turkish(id: &[u8]) -> bool {
    // Minus one is nine, modulo 10.
    let tenth = weighted(field(id, 0..9), &[7, 9, 7, 9, 7, 9, 7, 9, 7]).map(|sum| sum % 10);
    let last = weighted(field(id, 0..10), &[1; 10]).map(|sum| sum % 10);
    let stands = |at: usize| id.get(at).and_then(|&byte| digit(byte));
    id.len() == 11
        && !id.starts_with(b"0")
        && tenth.is_some()
        && tenth == stands(9)
        && last == stands(10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_turkish_number_has_two_check_digits() {
        assert!(turkish(b"10000000146"));
        assert!(!turkish(b"10000000147"));
        assert!(!turkish(b"10000000136"));
        assert!(!turkish(b"00000000000"));
    }
}
