//! Israel.

use crate::pii::checksum::{is_monotone, luhn};
use crate::pii::entity::{Entity, Rule};

pub(super) const ENTITIES: &[Entity] = &[Entity {
    name: "IL_ID",
    title: "Israeli identity number",
    proof: "Luhn",
    family: "IL",
    rules: &[
        Rule::proof("9{9}", 8, israeli),
        Rule::proof("9{8}-9", 10, israeli),
        Rule::proof("9-9{7}-9", 20, israeli),
    ],
    context: &[
        "תעודת זהות",
        "מספר זהות",
        "ת ז",
        "teudat zehut",
        "israeli id",
    ],
    ..Entity::NONE
}];

/// Israel: nine digits, Luhn.
fn israeli(id: &[u8]) -> bool {
    id.len() == 9 && luhn(id) && !is_monotone(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_checked() {
        assert!(israeli(b"123456782") && !israeli(b"123456783"));
    }
}
