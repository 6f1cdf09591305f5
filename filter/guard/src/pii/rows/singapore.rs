//! Singapore.

use crate::pii::checksum::{alphanumeric, field, letter_at, number_at, weighted, weighted_values};
use crate::pii::entity::{Entity, Rule};

pub(super) const ENTITIES: &[Entity] = &[
    Entity {
        name: "SG_NRIC_FIN",
        title: "Singaporean identity number",
        proof: "check letter",
        family: "SG",
        rules: &[
            Rule::new("[STFGM]9{7}A", 65, nric_fin),
            Rule::new("[STFGM]~9{7}~A", 55, nric_fin),
        ],
        context: &[
            "nric",
            "fin",
            "ic",
            "identity card",
            "identification number",
        ],
        ..Entity::NONE
    },
    Entity {
        name: "SG_UEN",
        title: "Singaporean number of an entity",
        proof: "check letter",
        family: "SG",
        rules: &[
            Rule::proof("9{8}A", 12, uen_business),
            Rule::new("9{9}A", 55, uen_company),
            Rule::new("[RST]99AA9999A", 65, uen_other),
        ],
        context: &[
            "uen",
            "unique entity number",
            "acra",
            "business registration",
            "company registration",
        ],
        ..Entity::NONE
    },
];

/// Letter, seven digits and a check letter: of citizens and residents `S` and `T`, of
/// foreigners `F`, `G` and, since 2022, `M`.
fn nric_fin(id: &[u8]) -> bool {
    let Some(sum) = weighted(field(id, 1..8), &[2, 7, 6, 5, 4, 3, 2]) else {
        return false;
    };
    let check = match id.first() {
        Some(b'S') => letter_at(b"JZIHGFEDCBA", u64::from(sum % 11)),
        Some(b'T') => letter_at(b"JZIHGFEDCBA", u64::from((sum + 4) % 11)),
        Some(b'F') => letter_at(b"XWUTRQPNMLK", u64::from(sum % 11)),
        Some(b'G') => letter_at(b"XWUTRQPNMLK", u64::from((sum + 4) % 11)),
        Some(b'M') => letter_at(b"XWUTRQPNJLK", u64::from((sum + 3) % 11)),
        _ => None,
    };
    id.len() == 9 && check.is_some() && id.last().copied() == check
}

/// A business: eight digits and a check letter.
fn uen_business(id: &[u8]) -> bool {
    checked(id, 8, |body| {
        let sum = weighted(body, &[10, 4, 9, 3, 8, 2, 7, 1])?;
        letter_at(b"XMKECAWLJDB", u64::from(sum % 11))
    })
}

/// A company: the year, five digits and a check letter.
fn uen_company(id: &[u8]) -> bool {
    matches!(number_at(id, 0..4), Some(1800..=2099))
        && checked(id, 9, |body| {
            let sum = weighted(body, &[10, 8, 6, 4, 9, 7, 5, 3, 1])?;
            letter_at(b"ZKCMDNERGWH", u64::from(sum % 11))
        })
}

/// What the characters of other entities are worth, by their places.
const ALPHABET: &[u8] = b"ABCDEFGHJKLMNPQRSTUVWX0123456789";

fn place(byte: u8) -> Option<u32> {
    let at = ALPHABET.iter().position(|&letter| letter == byte)?;
    u32::try_from(at).ok()
}

/// Any other entity: `T08PQ1234A`.
fn uen_other(id: &[u8]) -> bool {
    matches!(id, [b'R' | b'S' | b'T', ..])
        && field(id, 1..3).iter().all(u8::is_ascii_digit)
        && field(id, 3..5)
            .iter()
            .all(|&byte| alphanumeric(byte).is_some_and(|worth| worth > 9))
        && checked(id, 9, |body| {
            let sum = weighted_values(body, &[4, 3, 5, 3, 10, 2, 2, 5, 7], place)?;
            letter_at(ALPHABET, u64::from((sum + 6) % 11))
        })
}

fn checked(id: &[u8], body: usize, check: fn(&[u8]) -> Option<u8>) -> bool {
    let letter = check(field(id, 0..body));
    id.len() == body + 1 && letter.is_some() && id.last().copied() == letter
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_first_letter_has_its_check_letters() {
        assert!(nric_fin(b"S1234567D") && !nric_fin(b"S1234567E"));
        assert!(nric_fin(b"T1234567J"));
        assert!(nric_fin(b"F1234567N"));
        assert!(nric_fin(b"G1234567X"));
        assert!(nric_fin(b"M1234567K"));
        assert!(!nric_fin(b"A1234567D"));
    }

    #[test]
    fn entities_are_of_three_kinds() {
        assert!(uen_business(b"53125226D") && !uen_business(b"53125226E"));
        assert!(uen_company(b"196800306E") && !uen_company(b"196800306F"));
        assert!(uen_other(b"T01FC6132D") && !uen_other(b"T01FC6132E"));
    }
}
