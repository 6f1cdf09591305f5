//! Taiwan.

use crate::pii::checksum::weighted;
use crate::pii::entity::{Entity, Rule};

pub(super) const ENTITIES: &[Entity] = &[Entity {
    name: "TW_ID",
    title: "Taiwanese identity number",
    proof: "check digit",
    family: "TW",
    rules: &[Rule::proof("A[1289]9{8}", 25, taiwanese)],
    context: &[
        "身分證",
        "身分證字號",
        "身份證字號",
        "taiwan id",
        "national id",
        "taiwanese id",
    ],
    ..Entity::NONE
}];

/// Taiwan: a letter, sex or kind of residence, seven digits and a check digit.
fn taiwanese(id: &[u8]) -> bool {
    const LETTERS: &[u8] = b"ABCDEFGHJKLMNPQRSTUVXYWZIO";
    let Some((first, rest)) = id.split_first() else {
        return false;
    };
    let place = LETTERS.iter().position(|letter| letter == first);
    let Some(worth) = place.and_then(|at| u32::try_from(at + 10).ok()) else {
        return false;
    };
    matches!(rest.first(), Some(b'1' | b'2' | b'8' | b'9'))
        && weighted(rest, &[8, 7, 6, 5, 4, 3, 2, 1, 1])
            .is_some_and(|sum| (sum + worth / 10 + worth % 10 * 9).is_multiple_of(10))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cards_of_taiwan_count_their_letter() {
        assert!(taiwanese(b"A123456789"));
        assert!(!taiwanese(b"A123456788"));
        assert!(!taiwanese(b"A323456789"));
    }
}
