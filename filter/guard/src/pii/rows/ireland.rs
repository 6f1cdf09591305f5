//! Ireland.

use crate::pii::checksum::{field, letter_at, weighted};
use crate::pii::entity::{Entity, Rule};

pub(super) const ENTITIES: &[Entity] = &[Entity {
    name: "IE_PPS",
    title: "Irish personal public service number",
    proof: "letter modulo 23",
    family: "IE",
    rules: &[
        Rule::proof("9{7}A{1,2}", 42, pps),
        Rule::proof("9{7}-A{1,2}", 35, pps),
        Rule::proof("9{7} A{1,2}", 15, pps),
    ],
    context: &[
        "pps",
        "ppsn",
        "personal public service",
        "pps number",
        "revenue",
    ],
    ..Entity::NONE
}];

/// Seven digits, a check letter modulo 23, and since 2013 one more letter.
fn pps(id: &[u8]) -> bool {
    let extra = match field(id, 8..id.len()) {
        [] | [b'W'] => 0,
        [letter @ b'A'..=b'I'] => u32::from(letter - b'A') + 1,
        _ => return false,
    };
    weighted(field(id, 0..7), &[8, 7, 6, 5, 4, 3, 2]).and_then(|sum| {
        letter_at(
            b"WABCDEFGHIJKLMNOPQRSTUV",
            u64::from((sum + extra * 9) % 23),
        )
    }) == id.get(7).copied()
        && id.len() > 7
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_letter_counts_in() {
        assert!(pps(b"6433435F"));
        assert!(pps(b"6433435OA"));
        assert!(pps(b"6433435FW"));
        assert!(!pps(b"6433435E"));
        assert!(!pps(b"6433435VH"));
        assert!(!pps(b"6433435"));
    }
}
