//! Italy.

use crate::pii::checksum::{
    alphanumeric, field, is_letters, is_monotone, is_number, luhn, number_at,
};
use crate::pii::entity::{Entity, Rule};

pub(super) const ENTITIES: &[Entity] = &[
    Entity {
        name: "IT_FISCAL_CODE",
        title: "Italian fiscal code",
        proof: "check letter and the birth date inside",
        family: "IT",
        rules: &[Rule::new("A{6}X{2}AX{2}AX{3}A", 85, fiscal_code)],
        context: &["codice fiscale", "cf", "fiscal code", "tax code"],
        ..Entity::NONE
    },
    Entity {
        name: "IT_VAT_CODE",
        title: "Italian value added tax number",
        proof: "Luhn, and offices that there are",
        family: "IT",
        rules: &[
            Rule::new("IT~9{11}", 80, vat_code),
            Rule::proof("9{11}", 15, vat_code),
            Rule::new("IT~9{11}", 60, old_vat_code),
        ],
        context: &["partita iva", "piva", "p iva", "iva", "vat", "vat number"],
        ..Entity::NONE
    },
    Entity {
        name: "IT_DRIVER_LICENSE",
        title: "Italian driving licence number",
        family: "IT",
        rules: &[
            Rule::new("AA9{7}A", 6, driver_license),
            Rule::new("U1X{7}A", 10, driver_license),
        ],
        context: &[
            "patente",
            "patente di guida",
            "licenza",
            "driving licence",
            "driver license",
            "driving license",
            "driver licence",
            "licence",
            "license",
        ],
        ..Entity::NONE
    },
    Entity {
        name: "IT_PASSPORT",
        title: "Italian passport number",
        family: "IT",
        rules: &[Rule::new("AA9{7}", 2, passport)],
        context: &["passaporto", "passport", "passaporti"],
        ..Entity::NONE
    },
    Entity {
        name: "IT_IDENTITY_CARD",
        title: "Italian identity card number",
        family: "IT",
        rules: &[
            Rule::new("AA9{7}", 2, identity_card),
            Rule::new("9{7}AA", 5, identity_card),
            Rule::new("AA9{5}AA", 20, identity_card),
            Rule::new("AA 9{5} ?AA", 15, identity_card),
        ],
        context: &[
            "carta identità",
            "carta d identità",
            "carta di identità",
            "carta d’identità",
            "carta identita",
            "carta d identita",
            "carta di identita",
            "cie",
            "identity card",
            "id card",
            "documento di identità",
            "documento",
        ],
        ..Entity::NONE
    },
];

/// What characters at odd places are worth; the first ten serve digits as well.
const ODD: [u32; 26] = [
    1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23,
];

/// The digit that a character stands for: itself, or one of the letters that are put in
/// the place of digits where two people would have the same code.
fn stands_for(byte: u8) -> Option<u64> {
    if byte.is_ascii_digit() {
        return Some(u64::from(byte - b'0'));
    }
    let at = b"LMNPQRSTUV".iter().position(|&letter| letter == byte)?;
    u64::try_from(at).ok()
}

/// Sixteen characters with name, birth date, place and a check letter (D.M. 12 March
/// 1974 and 23 December 1976).
fn fiscal_code(id: &[u8]) -> bool {
    let Ok(&[.., y1, y2, month, d1, d2, place, p1, p2, p3, last]) = <&[u8; 16]>::try_from(id)
    else {
        return false;
    };
    let (Some(tens), Some(ones)) = (stands_for(d1), stands_for(d2)) else {
        return false;
    };
    let day = tens * 10 + ones;
    let Some(sum) = id
        .iter()
        .take(15)
        .enumerate()
        .try_fold(0, |sum, (at, &byte)| {
            let worth = alphanumeric(byte)?;
            let even = if worth > 9 { worth - 10 } else { worth };
            let odd = ODD.get(usize::try_from(even).ok()?)?;
            Some(sum + if at % 2 == 0 { *odd } else { even })
        })
    else {
        return false;
    };
    is_letters(field(id, 0..6))
        && [y1, y2, p1, p2, p3]
            .iter()
            .all(|&byte| stands_for(byte).is_some())
        && b"ABCDEHLMPRST".contains(&month)
        && matches!(day, 1..=31 | 41..=71)
        && place.is_ascii_uppercase()
        && u32::from(last) == u32::from(b'A') + sum % 26
}

/// Eleven digits: Luhn, and the number of an office that gives them out. `IT` may stand
/// before them.
fn vat_code(id: &[u8]) -> bool {
    let office = id.len().checked_sub(4).map(|at| at..at + 3);
    let office = office.and_then(|place| number_at(id, place));
    matches!(office, Some(1..=100 | 120 | 121 | 888 | 999)) && old_vat_code(id)
}

/// The same of any office.
fn old_vat_code(id: &[u8]) -> bool {
    let id = id.strip_prefix(b"IT").unwrap_or(id);
    id.len() == 11 && !is_monotone(field(id, 0..7)) && luhn(id)
}

/// Two letters, seven digits and a letter, or `U1` and seven characters and a letter.
fn driver_license(id: &[u8]) -> bool {
    let body = field(id, 2..9);
    id.len() == 10
        && is_letters(field(id, 9..10))
        && (is_letters(field(id, 0..2)) && is_number(body)
            || id.starts_with(b"U1")
                && body.iter().all(|&byte| alphanumeric(byte).is_some())
                && body.iter().any(u8::is_ascii_digit))
}

/// Two letters and seven digits.
fn passport(id: &[u8]) -> bool {
    id.len() == 9 && is_letters(field(id, 0..2)) && is_number(field(id, 2..9))
}

/// A card of paper (`AA1234567`), or one of the two electronic ones (`1234567AA`,
/// `CA12345AA`).
fn identity_card(id: &[u8]) -> bool {
    passport(id)
        || id.len() == 9
            && is_letters(field(id, 7..9))
            && (is_number(field(id, 0..7))
                || is_letters(field(id, 0..2)) && is_number(field(id, 2..7)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fiscal_code_has_its_letter_and_its_date() {
        assert!(fiscal_code(b"RSSMRA85T10A562S"));
        assert!(!fiscal_code(b"RSSMRA85T10A562T"));
        assert!(!fiscal_code(b"RSSMRA85T39A562S"));
        assert!(!fiscal_code(b"RSSMRA85T10A562"));
    }

    #[test]
    fn letters_may_stand_for_digits() {
        assert!(fiscal_code(b"RSSMRA85T10A56NH"));
    }

    #[test]
    fn a_vat_code_names_an_office() {
        assert!(vat_code(b"00743110157"));
        assert!(vat_code(b"IT00743110157"));
        assert!(!vat_code(b"00743110158"));
        assert!(!vat_code(b"00000000000"));
    }

    #[test]
    fn documents_are_told_by_where_their_letters_stand() {
        assert!(identity_card(b"CA00000AA") && identity_card(b"1234567AA"));
        assert!(!identity_card(b"CA0000AAA"));
        assert!(driver_license(b"RM1234567X") && driver_license(b"U15H7T4C2A"));
        assert!(!driver_license(b"U1ABCDEFGA"));
    }
}
