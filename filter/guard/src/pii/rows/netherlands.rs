//! The Netherlands.

use crate::pii::checksum::{divisible, is_monotone};
use crate::pii::entity::{Entity, Rule};

pub(super) const ENTITIES: &[Entity] = &[Entity {
    name: "NL_BSN",
    title: "Dutch citizen service number",
    proof: "modulus 11",
    family: "NL",
    rules: &[
        Rule::proof("9{9}", 8, bsn),
        Rule::proof("9999.99.999", 35, bsn),
        Rule::proof("9999 99 999", 20, bsn),
        Rule::proof("999 999 999", 8, bsn),
    ],
    context: &[
        "bsn",
        "burgerservicenummer",
        "sofinummer",
        "sofi",
        "citizen service number",
    ],
    ..Entity::NONE
}];

/// Nine digits, the "eleven test" with the last digit taken off.
fn bsn(id: &[u8]) -> bool {
    // Ten is minus one, modulo 11.
    divisible(id, &[9, 8, 7, 6, 5, 4, 3, 2, 10], 11) && !is_monotone(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bsn_passes_the_eleven_test() {
        assert!(bsn(b"111222333"));
        assert!(!bsn(b"111222334"));
        assert!(!bsn(b"000000000"));
    }
}
