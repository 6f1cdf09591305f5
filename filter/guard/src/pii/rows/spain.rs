//! Spain.

use crate::pii::checksum::{alphanumeric, cross_sum, digit, field, is_number, letter_at, number};
use crate::pii::entity::{Entity, Rule};

pub(super) const ENTITIES: &[Entity] = &[
    Entity {
        name: "ES_NIF",
        title: "Spanish tax number of a citizen",
        proof: "letter modulo 23",
        family: "ES",
        rules: &[
            Rule::new("9{8}~A", 60, nif),
            Rule::new("99.999.999-?A", 70, nif),
            Rule::new("99.999.999 A", 65, nif),
            Rule::new("[KLM]9{7}A", 50, nif),
            Rule::proof("9{7}~A", 3, short_nif),
        ],
        context: &[
            "dni",
            "nif",
            "documento nacional",
            "documento nacional de identidad",
            "identidad",
            "número de identificación fiscal",
            "documento",
        ],
        ..Entity::NONE
    },
    Entity {
        name: "ES_NIE",
        title: "Spanish number of a foreigner",
        proof: "letter modulo 23",
        family: "ES",
        rules: &[
            Rule::new("[XYZ]~9{7}~A", 65, nie),
            Rule::new("[XYZ]9{7}-A", 65, nie),
            Rule::new("[XYZ]9{7} A", 60, nie),
        ],
        context: &[
            "nie",
            "extranjero",
            "número de identidad de extranjero",
            "foreigner",
            "residencia",
        ],
        ..Entity::NONE
    },
    Entity {
        name: "ES_CIF",
        title: "Spanish tax number of a company",
        proof: "digit or letter, Luhn",
        family: "ES",
        rules: &[Rule::proof("[ABCDEFGHJNPQRSUVW]~9{7}[0-9A-J]", 20, cif)],
        context: &[
            "cif",
            "nif",
            "empresa",
            "sociedad",
            "identificación fiscal",
            "company tax",
        ],
        ..Entity::NONE
    },
    Entity {
        name: "ES_PASSPORT",
        title: "Spanish passport number",
        family: "ES",
        rules: &[Rule::new("AAA9{6}", 2, passport)],
        context: &["pasaporte", "passport"],
        ..Entity::NONE
    },
];

/// The control letters of a DNI number, by its remainder modulo 23.
const LETTERS: &[u8] = b"TRWAGMYFPDXBNJZSQVHLCKE";

fn has_letter(digits: &[u8], lead: u64, last: u8) -> bool {
    number(digits).and_then(|number| {
        let scale = 10_u64.pow(u32::try_from(digits.len()).ok()?);
        letter_at(LETTERS, (lead * scale + number) % 23)
    }) == Some(last)
}

/// Eight digits (or `K`, `L`, `M` and seven), and the letter of their remainder by 23.
fn nif(id: &[u8]) -> bool {
    match id {
        [b'K' | b'L' | b'M', body @ .., last] => body.len() == 7 && has_letter(body, 0, *last),
        [body @ .., last] => body.len() == 8 && has_letter(body, 0, *last),
        [] => false,
    }
}

/// A NIF that is written without its leading nought.
fn short_nif(id: &[u8]) -> bool {
    matches!(id, [body @ .., last] if body.len() == 7 && has_letter(body, 0, *last))
}

/// `X`, `Y` or `Z`, seven digits, and the letter.
fn nie(id: &[u8]) -> bool {
    match id {
        [first @ b'X'..=b'Z', body @ .., last] => {
            body.len() == 7 && has_letter(body, u64::from(first - b'X'), *last)
        }
        _ => false,
    }
}

/// The letter of a kind of company, seven digits, and a digit or a letter.
fn cif(id: &[u8]) -> bool {
    let &[kind, ref body @ .., last] = id else {
        return false;
    };
    let Some(sum) = cross_sum(body, &[2, 1, 2, 1, 2, 1, 2]) else {
        return false;
    };
    let check = (10 - sum % 10) % 10;
    let is_digit = digit(last) == Some(check);
    let is_letter = letter_at(b"JABCDEFGHI", u64::from(check)) == Some(last);
    match kind {
        b'A' | b'B' | b'E' | b'H' => is_digit,
        b'N' | b'P' | b'Q' | b'R' | b'S' | b'W' => is_letter,
        b'C' | b'D' | b'F' | b'G' | b'J' | b'U' | b'V' => is_digit || is_letter,
        _ => false,
    }
}

/// Three letters and six digits.
fn passport(id: &[u8]) -> bool {
    id.len() == 9
        && field(id, 0..3)
            .iter()
            .all(|&byte| alphanumeric(byte).is_some_and(|worth| worth > 9))
        && is_number(field(id, 3..9))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nif_ends_with_the_letter_of_its_remainder() {
        assert!(nif(b"12345678Z"));
        assert!(nif(b"54362315K"));
        assert!(nif(b"M1234567L"));
        assert!(short_nif(b"1234567L"));
        assert!(!nif(b"12345678A"));
        assert!(!nif(b"21345678Z"));
    }

    #[test]
    fn a_nie_counts_its_first_letter() {
        assert!(nie(b"X1234567L"));
        assert!(nie(b"Y1234567X"));
        assert!(nie(b"Z1234567R"));
        assert!(!nie(b"Y1234567L"));
        assert!(!nie(b"W1234567L"));
    }

    #[test]
    fn a_cif_has_a_digit_or_a_letter_by_its_kind() {
        assert!(cif(b"A13585625"));
        assert!(cif(b"Q2818002D"));
        assert!(!cif(b"A13585620"));
        assert!(!cif(b"A1358562E"));
    }
}
