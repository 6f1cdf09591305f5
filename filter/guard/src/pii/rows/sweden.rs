//! Sweden.

use crate::pii::checksum::{date, field, luhn, number_at};
use crate::pii::entity::{Entity, Rule};

pub(super) const ENTITIES: &[Entity] = &[
    Entity {
        name: "SE_PERSONNUMMER",
        title: "Swedish personal identity number",
        proof: "Luhn and the birth date inside",
        family: "SE",
        rules: &[
            Rule::new("9{6}[-+]9999", 65, personnummer),
            Rule::new("9{8}[-+]9999", 78, personnummer),
            Rule::new("9{12}", 58, personnummer),
            Rule::new("9{10}", 50, resident),
            Rule::proof("9{6} 9{4}", 45, resident),
            Rule::proof("9{10}", 8, personnummer),
        ],
        context: &[
            "personnummer",
            "person nummer",
            "pnr",
            "samordningsnummer",
            "personal identity number",
            "personal number",
        ],
        ..Entity::NONE
    },
    Entity {
        name: "SE_ORGANISATIONSNUMMER",
        title: "Swedish number of a company",
        proof: "Luhn",
        family: "SE",
        rules: &[
            Rule::proof("9{6}-9999", 25, organisationsnummer),
            Rule::proof("9{10}", 8, organisationsnummer),
        ],
        context: &[
            "organisationsnummer",
            "org nr",
            "orgnr",
            "org nummer",
            "bolag",
            "organisation number",
            "company number",
        ],
        ..Entity::NONE
    },
];

/// A Swedish number: birth date of six or eight digits, serial, and a check digit, Luhn
/// over the last ten. 60 is added to the day of who is not resident.
fn personnummer(id: &[u8]) -> bool {
    let short = match id.len() {
        12 if id.starts_with(b"18") || id.starts_with(b"19") || id.starts_with(b"20") => {
            field(id, 2..12)
        }
        10 => id,
        _ => return false,
    };
    let (Some(month), Some(day)) = (number_at(short, 2..4), number_at(short, 4..6)) else {
        return false;
    };
    let day = if day > 60 { day - 60 } else { day };
    let year = match id.len() {
        12 => number_at(id, 0..4),
        _ => number_at(id, 0..2).map(|year| 2000 + year),
    };
    year.is_some_and(|year| date(year, month, day)) && luhn(short)
}

/// One without 60 in the day, as nearly all are.
fn resident(id: &[u8]) -> bool {
    number_at(id, 4..6).is_some_and(|day| day < 60) && personnummer(id)
}

/// A Swedish company's: ten digits, Luhn, the third at least 2.
fn organisationsnummer(id: &[u8]) -> bool {
    matches!(id, [b'1'..=b'9', _, b'2'..=b'9', ..]) && id.len() == 10 && luhn(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn swedish_numbers_are_long_or_short() {
        assert!(personnummer(b"8803200016"));
        assert!(personnummer(b"198803200016"));
        assert!(!personnummer(b"8803200018"));
        assert!(!personnummer(b"8813200016"));
        assert!(!personnummer(b"218803200016"));
    }

    #[test]
    fn a_company_is_no_person() {
        assert!(organisationsnummer(b"5560360793"));
        assert!(!organisationsnummer(b"5560360792"));
        assert!(!organisationsnummer(b"8803200016"));
    }
}
