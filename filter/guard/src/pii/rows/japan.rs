//! Japan.

use crate::pii::checksum::{digit, field, is_monotone, weighted};
use crate::pii::entity::{Entity, Rule};

pub(super) const ENTITIES: &[Entity] = &[Entity {
    name: "JP_MY_NUMBER",
    title: "Japanese individual number",
    proof: "modulus 11",
    family: "JP",
    rules: &[Rule::proof("9999~9999~9999", 9, my_number)],
    context: &[
        "マイナンバー",
        "個人番号",
        "my number",
        "mynumber",
        "individual number",
    ],
    ..Entity::NONE
}];

/// Japan: "My Number", twelve digits, modulus 11.
fn my_number(id: &[u8]) -> bool {
    let sum = weighted(field(id, 0..11), &[6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2]);
    let check = sum.map(|sum| match sum % 11 {
        0 | 1 => 0,
        rest => 11 - rest,
    });
    id.len() == 12
        && check.is_some()
        && check == id.last().and_then(|&last| digit(last))
        && !is_monotone(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn my_number_has_its_check_digit() {
        assert!(my_number(b"123456789018") && !my_number(b"123456789019"));
    }
}
