//! South Africa.

use crate::pii::checksum::{field, luhn, short_date};
use crate::pii::entity::{Entity, Rule};

pub(super) const ENTITIES: &[Entity] = &[Entity {
    name: "ZA_ID_NUMBER",
    title: "South African identity number",
    proof: "Luhn and the birth date inside",
    family: "ZA",
    rules: &[
        Rule::new("9{6}~9{4}~9{3}", 60, south_african),
        Rule::new("9{6} 9{4} 9{3}", 70, south_african),
        Rule::new("9{6} 9{4} 99 9", 70, south_african),
    ],
    context: &[
        "id number",
        "identity number",
        "south african id",
        "sa id",
        "said",
        "id no",
        "identity document",
        "rsa id",
    ],
    ..Entity::NONE
}];

/// South Africa: birth date, sex, citizenship, and a check digit, Luhn.
fn south_african(id: &[u8]) -> bool {
    id.len() == 13
        && short_date(field(id, 0..2), field(id, 2..4), field(id, 4..6))
        && matches!(id.get(10), Some(b'0'..=b'2'))
        && luhn(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_south_african_number_begins_with_a_birth_date() {
        assert!(south_african(b"8001015009087"));
        assert!(!south_african(b"8001015009086"));
        assert!(!south_african(b"8013015009087"));
        assert!(!south_african(b"8001015009387"));
    }
}
