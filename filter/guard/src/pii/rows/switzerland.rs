//! Switzerland.

use crate::pii::checksum::divisible;
use crate::pii::entity::{Entity, Rule};

pub(super) const ENTITIES: &[Entity] = &[Entity {
    name: "CH_AHV",
    title: "Swiss social insurance number",
    proof: "EAN-13, country 756",
    family: "CH",
    rules: &[Rule::new("756~9999~9999~99", 80, ahv)],
    context: &[
        "ahv",
        "ahv nummer",
        "avs",
        "sozialversicherungsnummer",
        "numéro avs",
    ],
    ..Entity::NONE
}];

/// Thirteen digits from 756 on, checked as an EAN is.
fn ahv(id: &[u8]) -> bool {
    id.starts_with(b"756") && divisible(id, &[1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1], 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_begins_with_the_country() {
        assert!(ahv(b"7569217076985"));
        assert!(!ahv(b"7569217076984"));
        assert!(!ahv(b"7669217076985"));
    }
}
