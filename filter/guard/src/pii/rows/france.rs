//! France.

use crate::pii::checksum::{digit, field, is_monotone, is_number, luhn, number, number_at};
use crate::pii::entity::{Entity, Rule};

pub(super) const ENTITIES: &[Entity] = &[
    Entity {
        name: "FR_NIR",
        title: "French social security number",
        proof: "key modulo 97",
        family: "FR",
        rules: &[
            Rule::new("9~99~99~9X~999~999~99", 75, nir),
            Rule::new("9{5}9X9{6} 99", 75, nir),
        ],
        context: &[
            "nir",
            "sécurité sociale",
            "securite sociale",
            "numéro de sécurité sociale",
            "carte vitale",
            "insee",
            "social security",
        ],
        ..Entity::NONE
    },
    Entity {
        name: "FR_SIREN",
        title: "French number of a company",
        proof: "Luhn",
        family: "FR",
        rules: &[Rule::proof("999~999~999", 8, siren)],
        context: &["siren", "rcs", "entreprise", "société"],
        ..Entity::NONE
    },
    Entity {
        name: "FR_SIRET",
        title: "French number of an establishment",
        proof: "Luhn, also of the SIREN inside",
        family: "FR",
        rules: &[
            Rule::proof("999~999~999~99999", 30, siret),
            Rule::proof("999 999 999 99999", 45, siret),
            Rule::proof("999 999 999 999 99", 30, siret),
        ],
        context: &["siret", "établissement", "etablissement"],
        ..Entity::NONE
    },
    Entity {
        name: "FR_VAT_ID",
        title: "French value added tax number",
        proof: "key modulo 97, and Luhn",
        family: "FR",
        rules: &[
            Rule::new("FR~99~999~999~999", 80, vat_id),
            Rule::new("FR~99~9{9}", 80, vat_id),
            Rule::new("FR99 9{9}", 80, vat_id),
        ],
        context: &["tva", "vat", "intracommunautaire"],
        ..Entity::NONE
    },
];

/// Fifteen characters: sex, year, month, place, serial, and a key modulo 97 (INSEE).
/// Corsica's departments are 2A and 2B.
fn nir(id: &[u8]) -> bool {
    let Ok(whole) = <&[u8; 15]>::try_from(id) else {
        return false;
    };
    let mut digits = *whole;
    let island = match field(id, 5..7) {
        b"2A" => Some(b'9'),
        b"2B" => Some(b'8'),
        _ => None,
    };
    if let Some(second) = island {
        digits[5] = b'1';
        digits[6] = second;
    }
    let (Some(body), Some(key)) = (number_at(&digits, 0..13), number_at(&digits, 13..15)) else {
        return false;
    };
    let is_month = matches!(number_at(id, 3..5), Some(1..=12 | 20..=42 | 50..=99));
    let is_place = island.is_some() || matches!(number_at(id, 5..7), Some(1..=99));
    matches!(digits[0], b'1'..=b'4' | b'7' | b'8') && is_month && is_place && key == 97 - body % 97
}

/// Nine digits, Luhn: a company's.
fn siren(id: &[u8]) -> bool {
    id.len() == 9 && !is_monotone(id) && luhn(id)
}

/// Fourteen digits, Luhn: a SIREN and the number of an establishment. The post office's
/// many have a check of their own.
fn siret(id: &[u8]) -> bool {
    let (head, tail) = (field(id, 0..9), field(id, 9..14));
    let sum = id.iter().filter_map(|&byte| digit(byte)).sum::<u32>();
    let is_post = head == b"356000000" && sum.is_multiple_of(5);
    id.len() == 14 && is_number(tail) && siren(head) && (luhn(id) || is_post)
}

/// `FR`, a key of two digits and a SIREN.
fn vat_id(id: &[u8]) -> bool {
    let Some(id) = id.strip_prefix(b"FR") else {
        return false;
    };
    let body = field(id, 2..11);
    id.len() == 11
        && siren(body)
        && number(body).map(|body| (12 + 3 * (body % 97)) % 97) == number_at(id, 0..2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nir_has_a_key_on_the_island_as_well() {
        assert!(nir(b"295109912611193"));
        assert!(nir(b"253072B07300470"));
        assert!(!nir(b"253072C07300470"));
        assert!(!nir(b"295109912611192"));
        assert!(!nir(b"995109912611193"));
    }

    #[test]
    fn companies_and_their_establishments_are_checked() {
        assert!(siren(b"732829320") && !siren(b"732829321"));
        assert!(siret(b"73282932000074") && !siret(b"73282932000075"));
        assert!(siret(b"35600000049837"));
        assert!(vat_id(b"FR40303265045") && !vat_id(b"FR41303265045"));
    }
}
