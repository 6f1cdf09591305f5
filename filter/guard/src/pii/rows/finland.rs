//! Finland.

use crate::pii::checksum::{field, letter_at, number, short_date};
use crate::pii::entity::{Entity, Rule};

pub(super) const ENTITIES: &[Entity] = &[Entity {
    name: "FI_PERSONAL_IDENTITY_CODE",
    title: "Finnish personal identity code",
    proof: "check character modulo 31 and the birth date inside",
    family: "FI",
    rules: &[
        Rule::new("9{6}[-+]9{3}[A-Y]", 80, personal_identity_code),
        Rule::new("9{6}[-+]9{4}", 65, personal_identity_code),
        Rule::new("9{6}[A-FU-Y]9{3}X", 75, personal_identity_code),
    ],
    context: &[
        "hetu",
        "henkilötunnus",
        "henkilötunnu",
        "personbeteckning",
        "personal identity code",
    ],
    ..Entity::NONE
}];

/// Birth date, the sign of a century, three digits and a check character (Digital and
/// Population Data Services Agency; more signs since 2023). The signs `-` and `+` are
/// taken off as separators are.
fn personal_identity_code(id: &[u8]) -> bool {
    let (date, rest) = id.split_at_checked(6).unwrap_or_default();
    let rest = match rest {
        [b'A'..=b'F' | b'U'..=b'Y', rest @ ..] if rest.len() == 4 => rest,
        rest => rest,
    };
    let Some((&last, serial)) = rest.split_last() else {
        return false;
    };
    let whole = [date, serial].concat();
    short_date(field(date, 4..6), field(date, 2..4), field(date, 0..2))
        && serial.len() == 3
        && number(serial).is_some_and(|serial| serial >= 2)
        && number(&whole)
            .and_then(|number| letter_at(b"0123456789ABCDEFHJKLMNPRSTUVWXY", number % 31))
            == Some(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_a_date_a_century_and_a_check_character() {
        assert!(personal_identity_code(b"131052308T"));
        assert!(personal_identity_code(b"131052A308T"));
        assert!(!personal_identity_code(b"131052308U"));
        assert!(!personal_identity_code(b"131052G308T"));
        assert!(!personal_identity_code(b"311152308T"));
        assert!(!personal_identity_code(b""));
    }
}
