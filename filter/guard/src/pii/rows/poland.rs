//! Poland.

use crate::pii::checksum::{
    alphanumeric, date, digit, divisible, field, is_monotone, number_at, weighted, weighted_values,
};
use crate::pii::entity::{Entity, Rule};

pub(super) const ENTITIES: &[Entity] = &[
    Entity {
        name: "PL_PESEL",
        title: "Polish PESEL number",
        proof: "check digit and the birth date inside",
        family: "PL",
        rules: &[
            Rule::new("9{11}", 50, living),
            Rule::proof("9{11}", 8, pesel),
            Rule::proof("9{6} 9{5}", 8, pesel),
        ],
        context: &["pesel", "numer pesel"],
        ..Entity::NONE
    },
    Entity {
        name: "PL_NIP",
        title: "Polish tax number",
        proof: "modulus 11",
        family: "PL",
        rules: &[
            Rule::new("PL~9{10}", 75, nip),
            Rule::new("PL ?999-999-99-99", 75, nip),
            Rule::new("PL ?999-99-99-999", 75, nip),
            Rule::proof("999-999-99-99", 45, nip),
            Rule::proof("999-99-99-999", 45, nip),
            Rule::proof("999 999 99 99", 15, nip),
            Rule::proof("9{10}", 8, nip),
        ],
        context: &[
            "nip",
            "numer identyfikacji podatkowej",
            "podatnik",
            "vat",
            "tax number",
        ],
        ..Entity::NONE
    },
    Entity {
        name: "PL_REGON",
        title: "Polish statistical number of a company",
        proof: "modulus 11",
        family: "PL",
        rules: &[
            Rule::proof("9{9}", 8, regon),
            Rule::proof("999~999~999", 8, regon),
            Rule::proof("9{14}", 10, long_regon),
        ],
        context: &["regon"],
        ..Entity::NONE
    },
    Entity {
        name: "PL_ID_CARD",
        title: "Polish identity card number",
        proof: "check digit",
        family: "PL",
        rules: &[Rule::proof("AAA~9{6}", 25, id_card)],
        context: &[
            "dowód",
            "dowodu",
            "dowodem",
            "dowód osobisty",
            "seria i numer",
            "identity card",
            "id card",
        ],
        ..Entity::NONE
    },
];

/// Eleven digits: birth date with the century in the month, serial, check digit (act of
/// 24 September 2010, art. 15).
fn pesel(id: &[u8]) -> bool {
    let (Some(year), Some(month), Some(day)) = (
        number_at(id, 0..2),
        number_at(id, 2..4),
        number_at(id, 4..6),
    ) else {
        return false;
    };
    let century = match month / 20 {
        0 => 1900,
        1 => 2000,
        2 => 2100,
        3 => 2200,
        _ => 1800,
    };
    date(century + year, month % 20, day) && divisible(id, &[1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1], 10)
}

/// One of who is born in this century or the last.
fn living(id: &[u8]) -> bool {
    let is_born = matches!(
        id,
        [_, _, b'0' | b'1', ..] | [b'0'..=b'3', _, b'2' | b'3', ..]
    );
    is_born && pesel(id)
}

/// Ten digits, modulus 11. `PL` may stand before them.
fn nip(id: &[u8]) -> bool {
    let id = id.strip_prefix(b"PL").unwrap_or(id);
    let Some((&last, body)) = id.split_last() else {
        return false;
    };
    !id.starts_with(b"0")
        && !is_monotone(id)
        && weighted(body, &[6, 5, 7, 2, 3, 4, 5, 6, 7]).map(|sum| sum % 11) == digit(last)
}

/// Nine digits, modulus 11.
fn regon(id: &[u8]) -> bool {
    let Some((&last, body)) = id.split_last() else {
        return false;
    };
    !is_monotone(id)
        && weighted(body, &[8, 9, 2, 3, 4, 5, 6, 7]).map(|sum| sum % 11 % 10) == digit(last)
}

/// That of a part of a company: the number of the whole, four digits, and one more that
/// checks them all.
fn long_regon(id: &[u8]) -> bool {
    let Some((&last, body)) = id.split_last() else {
        return false;
    };
    regon(field(id, 0..9))
        && weighted(body, &[2, 4, 8, 5, 0, 9, 7, 3, 6, 1, 2, 4, 8]).map(|sum| sum % 11 % 10)
            == digit(last)
}

/// Three letters and six digits, the first of them the check digit.
fn id_card(id: &[u8]) -> bool {
    let Some((series, rest)) = id.split_at_checked(3) else {
        return false;
    };
    series.iter().all(u8::is_ascii_uppercase)
        && rest.iter().all(u8::is_ascii_digit)
        && weighted_values(id, &[7, 3, 1, 9, 7, 3, 1, 7, 3], alphanumeric)
            .is_some_and(|sum| sum.is_multiple_of(10))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pesel_begins_with_a_birth_date_of_any_century() {
        assert!(pesel(b"44051401359"));
        assert!(pesel(b"02070803628"));
        assert!(!pesel(b"44051401358"));
        assert!(!pesel(b"44053201355"));
        assert!(!pesel(b"44131401350"));
    }

    #[test]
    fn a_nip_never_has_a_ten_for_a_check() {
        assert!(nip(b"8567346215"));
        assert!(nip(b"PL8567346215"));
        assert!(!nip(b"8567346216"));
    }

    #[test]
    fn cards_and_companies_have_check_digits() {
        assert!(id_card(b"ABA300000"));
        assert!(!id_card(b"ABA300001"));
        assert!(regon(b"192598184"));
        assert!(!regon(b"192598183"));
    }
}
