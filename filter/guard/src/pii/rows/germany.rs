//! Germany.

use crate::pii::checksum::{
    alphanumeric, cross_sum, digit, field, is_number, mod_11_10, number_at, weighted_values,
};
use crate::pii::entity::{Entity, Rule};

pub(super) const ENTITIES: &[Entity] = &[
    Entity {
        name: "DE_TAX_ID",
        title: "German tax identification number",
        proof: "ISO 7064 MOD 11,10, and one digit only that is repeated",
        family: "DE",
        rules: &[
            Rule::new("99~999~999~999", 50, tax_id),
            Rule::new("99 999 999 999", 60, tax_id),
            Rule::new("99/999/999/999", 55, tax_id),
        ],
        context: &[
            "steuer id",
            "steuerid",
            "steueridentifikationsnummer",
            "identifikationsnummer",
            "steuernummer",
            "idnr",
            "steuerliche identifikationsnummer",
            "steuer identifikationsnummer",
            "tax id",
            "tax identification",
        ],
        ..Entity::NONE
    },
    Entity {
        name: "DE_SOCIAL_SECURITY",
        title: "German pension insurance number",
        proof: "check digit, the area and the birth date inside",
        family: "DE",
        rules: &[
            Rule::new("99~9{6}~A~99~9", 80, social_security),
            Rule::new("99~9{6}~A~999", 80, social_security),
            Rule::new("9{8} A 9{3}", 80, social_security),
            Rule::new("99 99 99 99 A 999", 80, social_security),
        ],
        context: &[
            "rentenversicherungsnummer",
            "sozialversicherungsnummer",
            "versicherungsnummer",
            "rvnr",
            "svnr",
            "vsnr",
            "sv nummer",
            "rentenversicherung",
            "sozialversicherung",
            "social security",
        ],
        ..Entity::NONE
    },
    Entity {
        name: "DE_VAT_ID",
        title: "German value added tax number",
        proof: "ISO 7064 MOD 11,10",
        family: "DE",
        rules: &[
            Rule::new("DE~9{9}", 80, vat_id),
            Rule::new("DE~999~999~999", 80, vat_id),
        ],
        context: &[
            "ust idnr",
            "ustidnr",
            "ust id",
            "umsatzsteuer",
            "umsatzsteuer identifikationsnummer",
            "vat",
            "vat number",
        ],
        ..Entity::NONE
    },
    Entity {
        name: "DE_PASSPORT",
        title: "German passport number",
        proof: "the check digit where it is there",
        family: "DE",
        rules: &[Rule::new(
            "[CFGHJK][CFGHJKLMNPRTVWXYZ0-9]{8}9?",
            2,
            passport,
        )],
        context: &[
            "reisepass",
            "reisepassnummer",
            "passnummer",
            "pass nr",
            "passport",
        ],
        ..Entity::NONE
    },
    Entity {
        name: "DE_ID_CARD",
        title: "German identity card number",
        proof: "the check digit where it is there",
        family: "DE",
        rules: &[Rule::new(
            "[LMNPRTVWXY][CFGHJKLMNPRTVWXYZ0-9]{8}9?",
            2,
            id_card,
        )],
        context: &[
            "personalausweis",
            "personalausweisnummer",
            "ausweisnummer",
            "ausweis",
            "perso",
            "identity card",
            "id card",
        ],
        ..Entity::NONE
    },
    Entity {
        name: "DE_HEALTH_INSURANCE",
        title: "German health insurance number",
        proof: "check digit",
        family: "DE",
        rules: &[
            Rule::proof("A9{9}", 20, health_insurance),
            Rule::proof("A 9{9}", 15, health_insurance),
        ],
        context: &[
            "krankenversicherung",
            "krankenversichertennummer",
            "versichertennummer",
            "krankenkasse",
            "kvnr",
            "gesundheitskarte",
            "health insurance",
        ],
        ..Entity::NONE
    },
];

/// Eleven digits: of the first ten one comes twice or thrice and all others once, and
/// ISO 7064 (§ 139b AO, Steueridentifikationsnummerverordnung).
fn tax_id(id: &[u8]) -> bool {
    let mut counts = [0_u8; 10];
    let body = field(id, 0..10);
    for &byte in body {
        let place = usize::from(byte.wrapping_sub(b'0'));
        if let Some(count) = counts.get_mut(place) {
            *count += 1;
        }
    }
    let of = |times| counts.iter().filter(|&&count| count == times).count();
    let in_a_row = body
        .windows(3)
        .any(|three| three.iter().all(|byte| Some(byte) == three.first()));
    let is_drawn = (of(2) == 1 && of(1) == 8) || (of(3) == 1 && of(1) == 7 && !in_a_row);
    id.len() == 11 && !id.starts_with(b"0") && is_drawn && mod_11_10(id)
}

/// The area numbers of the pension insurance, as a bit each.
const AREAS: u128 = bits(&[
    (2, 4),
    (8, 21),
    (23, 26),
    (28, 29),
    (38, 40),
    (42, 44),
    (48, 61),
    (63, 66),
    (68, 69),
    (78, 82),
    (89, 89),
]);

const fn bits(ranges: &[(u32, u32)]) -> u128 {
    let mut bits = 0;
    let mut rest = ranges;
    while let [(first, last), tail @ ..] = rest {
        let mut at = *first;
        while at <= *last {
            bits |= 1 << at;
            at += 1;
        }
        rest = tail;
    }
    bits
}

/// Area, birth date, letter, serial and check digit (VKVV § 2). Where a birth date is
/// not known or used up, its day and month may be 0, and 32 or 64 is added to the day.
fn social_security(id: &[u8]) -> bool {
    let (Some(area), Some(day), Some(month)) = (
        number_at(id, 0..2),
        number_at(id, 2..4),
        number_at(id, 4..6),
    ) else {
        return false;
    };
    let Ok(
        &[
            a1,
            a2,
            b1,
            b2,
            b3,
            b4,
            b5,
            b6,
            letter @ b'A'..=b'Z',
            s1,
            s2,
            last,
        ],
    ) = <&[u8; 12]>::try_from(id)
    else {
        return false;
    };
    let place = letter - b'A' + 1;
    let (l1, l2) = (b'0' + place / 10, b'0' + place % 10);
    let whole = [a1, a2, b1, b2, b3, b4, b5, b6, l1, l2, s1, s2];
    AREAS >> area & 1 == 1
        && day <= 95
        && month <= 12
        && cross_sum(&whole, &[2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1]).map(|sum| sum % 10)
            == digit(last)
}

/// `DE` and nine digits, ISO 7064.
fn vat_id(id: &[u8]) -> bool {
    matches!(id.strip_prefix(b"DE"), Some(body) if body.len() == 9
        && !body.starts_with(b"0")
        && mod_11_10(body))
}

/// Letter, eight digits and a check digit (§ 290 SGB V).
fn health_insurance(id: &[u8]) -> bool {
    let Some((&letter @ b'A'..=b'Z', rest)) = id.split_first() else {
        return false;
    };
    let place = letter - b'A' + 1;
    let mut whole = vec![b'0' + place / 10, b'0' + place % 10];
    whole.extend_from_slice(field(rest, 0..8));
    rest.len() == 9
        && cross_sum(&whole, &[1, 2, 1, 2, 1, 2, 1, 2, 1, 2]).map(|sum| sum % 10)
            == rest.last().and_then(|&last| digit(last))
}

/// The serial number of a passport or identity card: nine characters without vowels and
/// the like, and perhaps the check digit of ICAO 9303.
fn document(id: &[u8], firsts: &[u8]) -> bool {
    let body = field(id, 0..9);
    let is_known = |byte: &u8| byte.is_ascii_digit() || b"CFGHJKLMNPRTVWXYZ".contains(byte);
    let check = weighted_values(body, &[7, 3, 1, 7, 3, 1, 7, 3, 1], alphanumeric);
    body.iter().all(is_known)
        && body.first().is_some_and(|first| firsts.contains(first))
        && body.iter().any(u8::is_ascii_digit)
        && match field(id, 9..id.len()) {
            [] => true,
            [last] => check.map(|sum| sum % 10) == digit(*last),
            _ => false,
        }
}

/// A passport.
fn passport(id: &[u8]) -> bool {
    document(id, b"CFGHJK")
}

/// An identity card.
fn id_card(id: &[u8]) -> bool {
    document(id, b"LMNPRTVWXY")
        || id.len() == 9 && id.starts_with(b"T") && is_number(field(id, 1..9))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tax_id_repeats_one_digit_only() {
        assert!(tax_id(b"86095742719"));
        assert!(!tax_id(b"86095742718"));
        assert!(!tax_id(b"12345678903"));
        assert!(!tax_id(b"06095742719"));
    }

    #[test]
    fn a_social_security_number_counts_its_letter() {
        assert!(social_security(b"15070649C103"));
        assert!(!social_security(b"15070649C104"));
        assert!(!social_security(b"15071349C103"));
        assert!(!social_security(b"01070649C103"));
    }

    #[test]
    fn a_vat_id_is_checked() {
        assert!(vat_id(b"DE136695976"));
        assert!(!vat_id(b"DE136695978"));
        assert!(!vat_id(b"136695976"));
    }

    #[test]
    fn documents_may_carry_their_check_digit() {
        assert!(passport(b"C01X00T47") && passport(b"C01X00T478"));
        assert!(!passport(b"C01X00T477"));
        assert!(id_card(b"L01X00T471") && !passport(b"L01X00T47"));
        assert!(id_card(b"T22000129"));
        assert!(health_insurance(b"A000500015") && !health_insurance(b"A000500016"));
    }
}
