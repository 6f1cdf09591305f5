//! Canada.

use crate::pii::checksum::{is_monotone, luhn};
use crate::pii::entity::{Entity, Rule};

pub(super) const ENTITIES: &[Entity] = &[Entity {
    name: "CA_SIN",
    title: "Canadian social insurance number",
    proof: "Luhn",
    family: "CA",
    rules: &[
        Rule::proof("999-999-999", 30, sin),
        Rule::proof("999 999 999", 8, sin),
        Rule::proof("999.999.999", 8, sin),
        Rule::proof("9{9}", 8, sin),
    ],
    context: &[
        "sin",
        "social insurance",
        "social insurance number",
        "assurance sociale",
        "nas",
        "numéro d assurance sociale",
    ],
    ..Entity::NONE
}];

/// Canada: nine digits, Luhn; none begins with 8; with 0 do tax numbers of the same form.
fn sin(id: &[u8]) -> bool {
    id.len() == 9 && !id.starts_with(b"8") && !is_monotone(id) && luhn(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sin_is_checked() {
        assert!(sin(b"130692544") && !sin(b"130692545") && sin(b"046454286"));
    }
}
