//! Nigeria.

use crate::pii::checksum::{is_monotone, verhoeff};
use crate::pii::entity::{Entity, Rule};

pub(super) const ENTITIES: &[Entity] = &[Entity {
    name: "NG_NIN",
    title: "Nigerian identity number",
    proof: "Verhoeff",
    family: "NG",
    rules: &[Rule::proof("9{11}", 8, nin)],
    context: &[
        "nin",
        "national identification number",
        "national identity number",
        "nimc",
    ],
    ..Entity::NONE
}];

/// Nigeria: eleven digits, Verhoeff.
fn nin(id: &[u8]) -> bool {
    id.len() == 11 && !is_monotone(id) && verhoeff(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nigerian_number_has_a_check_digit() {
        let passing = (b'0'..=b'9').filter(|last| nin(&[b"1234567890", &[*last][..]].concat()));
        assert_eq!(passing.count(), 1);
        assert!(!nin(b"00000000000"));
    }
}
