//! Portugal.

use crate::pii::checksum::{digit, is_monotone, weighted};
use crate::pii::entity::{Entity, Rule};

pub(super) const ENTITIES: &[Entity] = &[Entity {
    name: "PT_NIF",
    title: "Portuguese tax number",
    proof: "modulus 11",
    family: "PT",
    rules: &[
        Rule::new("PT~9{9}", 65, nif),
        Rule::proof("999~999~999", 8, nif),
    ],
    context: &[
        "nif",
        "contribuinte",
        "número de contribuinte",
        "número de identificação fiscal",
        "identificação fiscal",
        "nipc",
        "tax number",
    ],
    ..Entity::NONE
}];

/// Nine digits, modulus 11; the first says what kind of taxpayer it is. `PT` may stand
/// before them.
fn nif(id: &[u8]) -> bool {
    let id = id.strip_prefix(b"PT").unwrap_or(id);
    let Some((&last, body)) = id.split_last() else {
        return false;
    };
    let check = |sum: u32| match sum % 11 {
        0 | 1 => 0,
        rest => 11 - rest,
    };
    matches!(
        id,
        [b'1' | b'2' | b'3' | b'5' | b'6' | b'8', ..]
            | [b'4', b'5', ..]
            | [
                b'7',
                b'0' | b'1' | b'2' | b'4' | b'5' | b'7' | b'8' | b'9',
                ..
            ]
            | [b'9', b'0' | b'1' | b'8' | b'9', ..]
    ) && !is_monotone(id)
        && weighted(body, &[9, 8, 7, 6, 5, 4, 3, 2]).map(check) == digit(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nif_has_a_kind_and_a_check_digit() {
        assert!(nif(b"501964843"));
        assert!(nif(b"PT501964843"));
        assert!(!nif(b"501964842"));
        assert!(!nif(b"401964843"));
    }
}
