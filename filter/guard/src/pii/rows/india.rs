//! India.

use crate::pii::checksum::{
    field, is_letters, is_monotone, is_number, luhn_36, number, number_at, verhoeff,
};
use crate::pii::entity::{Entity, Rule};

pub(super) const ENTITIES: &[Entity] = &[
    Entity {
        name: "IN_PAN",
        title: "Indian permanent account number",
        proof: "the kind of its holder",
        family: "IN",
        rules: &[Rule::new("AAA[ABCFGHJLPT]A9999A", 60, pan)],
        context: &["pan", "permanent account number", "income tax", "pan card"],
        ..Entity::NONE
    },
    Entity {
        name: "IN_AADHAAR",
        title: "Indian Aadhaar number",
        proof: "Verhoeff",
        family: "IN",
        rules: &[
            Rule::proof("9999 9999 9999", 46, aadhaar),
            Rule::proof("9999~9999~9999", 10, aadhaar),
        ],
        context: &["aadhaar", "aadhar", "uidai", "adhaar", "आधार"],
        ..Entity::NONE
    },
    Entity {
        name: "IN_GSTIN",
        title: "Indian goods and services tax number",
        proof: "check character, and the PAN inside",
        family: "IN",
        rules: &[Rule::new("99AAAAA9999AXZX", 85, gstin)],
        context: &["gstin", "gst", "gst number"],
        ..Entity::NONE
    },
    Entity {
        name: "IN_VEHICLE_REGISTRATION",
        title: "Indian number plate",
        proof: "states that there are",
        family: "IN",
        rules: &[
            Rule::new("AA~9{1,2}~A{1,3}~9999", 52, vehicle),
            Rule::new("AA9{1,2} A{1,3} 9999", 52, vehicle),
            Rule::new("AA 9{1,2}A{1,3} 9999", 52, vehicle),
            Rule::new("AA 9{1,2}A A{1,2} 9999", 52, vehicle),
            Rule::new("AA-9{1,2} A{1,3} 9999", 52, vehicle),
            Rule::new("AA9{1,2}A{1,3}-9999", 52, vehicle),
            Rule::new("99~BH~9999~A{1,2}", 55, vehicle),
        ],
        context: &[
            "vehicle",
            "vehicle number",
            "registration",
            "number plate",
            "license plate",
            "plate",
            "rto",
            "car",
            "bike",
            "scooter",
        ],
        ..Entity::NONE
    },
    Entity {
        name: "IN_VOTER",
        title: "Indian voter number",
        family: "IN",
        rules: &[Rule::new("AAA9{7}", 6, voter)],
        context: &["voter", "voter id", "epic", "election", "elector"],
        ..Entity::NONE
    },
    Entity {
        name: "IN_PASSPORT",
        title: "Indian passport number",
        family: "IN",
        rules: &[
            Rule::new("[A-PR-WY][1-9]9 ?9{4}[1-9]", 3, passport),
            Rule::new("[A-PR-WY] [1-9]9{5}[1-9]", 2, passport),
        ],
        context: &["passport", "indian passport", "passport number"],
        ..Entity::NONE
    },
];

/// Five letters, the fourth of them the kind of holder, four digits, a letter.
fn pan(id: &[u8]) -> bool {
    id.len() == 10
        && is_letters(field(id, 0..5))
        && id.get(3).is_some_and(|kind| b"ABCFGHJLPT".contains(kind))
        && number_at(id, 5..9).is_some_and(|serial| serial > 0)
        && is_letters(field(id, 9..10))
}

/// Twelve digits, the first at least 2, Verhoeff; no palindrome.
fn aadhaar(id: &[u8]) -> bool {
    id.len() == 12
        && matches!(id.first(), Some(b'2'..=b'9'))
        && !id.iter().eq(id.iter().rev())
        && verhoeff(id)
}

/// State, PAN, number of the registration, `Z`, and a check character.
fn gstin(id: &[u8]) -> bool {
    id.len() == 15
        && matches!(number_at(id, 0..2), Some(1..=38 | 97 | 99))
        && pan(field(id, 2..12))
        && id.get(12).is_some_and(|&byte| byte != b'0')
        && id.get(13) == Some(&b'Z')
        && luhn_36(id)
}

/// The states and territories on number plates.
const STATES: &[u8] =
    b"ANAPARASBRCGCHDDDLDNGAGJHPHRJHJKKAKLLALDMHMLMNMPMZNLODORPBPYRJSKTGTNTRTSUAUKUPWB";

/// State, district, series and four digits; or year, `BH`, four digits and a series.
fn vehicle(id: &[u8]) -> bool {
    let is_state = STATES.chunks(2).any(|state| state == field(id, 0..2));
    let rest = field(id, 2..id.len());
    let digits = rest.iter().take(2).take_while(|byte| byte.is_ascii_digit());
    let (district, rest) = rest.split_at(digits.count());
    let (series, serial) = rest.split_at(rest.len().saturating_sub(4));
    let is_plate = is_state
        && number(district).is_some_and(|district| district > 0)
        && matches!(series.len(), 1..=3)
        && is_letters(series)
        && number(serial).is_some_and(|serial| serial > 0);
    let is_bharat = matches!(id.len(), 9 | 10)
        && number_at(id, 0..2).is_some_and(|year| year >= 21)
        && field(id, 2..4) == b"BH"
        && is_number(field(id, 4..8))
        && is_letters(field(id, 8..id.len()));
    is_plate || is_bharat
}

/// Three letters and seven digits (EPIC).
fn voter(id: &[u8]) -> bool {
    id.len() == 10
        && is_letters(field(id, 0..3))
        && is_number(field(id, 3..10))
        && !is_monotone(field(id, 3..10))
}

/// A letter and seven digits.
fn passport(id: &[u8]) -> bool {
    matches!(
        id,
        [
            b'A'..=b'P' | b'R'..=b'W' | b'Y',
            b'1'..=b'9',
            ..,
            b'1'..=b'9',
        ]
    ) && id.len() == 8
        && is_number(field(id, 1..8))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pan_names_the_kind_of_its_holder() {
        assert!(pan(b"AAAPL1234C"));
        assert!(!pan(b"AAAXL1234C"));
        assert!(!pan(b"AAAPL0000C"));
    }

    #[test]
    fn an_aadhaar_is_checked_and_no_palindrome() {
        assert!(aadhaar(b"234123412346"));
        assert!(!aadhaar(b"234123412347"));
        assert!(!aadhaar(b"123412341234"));
    }

    #[test]
    fn a_gstin_holds_a_pan() {
        assert!(gstin(b"27AAPFU0939F1ZV"));
        assert!(!gstin(b"27AAPFU0939F1ZW"));
        assert!(!gstin(b"40AAPFU0939F1ZV"));
    }

    #[test]
    fn plates_begin_with_a_state_or_are_of_all_india() {
        assert!(vehicle(b"KA01AB1234") && vehicle(b"DL3CAB1234"));
        assert!(vehicle(b"22BH1234AA"));
        assert!(!vehicle(b"QQ01AB1234"));
        assert!(!vehicle(b"KA00AB1234"));
        assert!(passport(b"A1234567") && !passport(b"Q1234567"));
        assert!(voter(b"ABC1234567") && !voter(b"AB12345678"));
    }
}
