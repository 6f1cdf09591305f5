//! Belgium.

use crate::pii::checksum::{date, number_at};
use crate::pii::entity::{Entity, Rule};

pub(super) const ENTITIES: &[Entity] = &[Entity {
    name: "BE_NATIONAL_NUMBER",
    title: "Belgian national register number",
    proof: "modulus 97 and the birth date inside",
    family: "BE",
    rules: &[
        Rule::new("99.99.99-999.99", 80, national_number),
        Rule::new("99 99 99 999 99", 70, national_number),
        Rule::new("99-99-99-999-99", 70, national_number),
        Rule::new("9{6}-999-99", 70, national_number),
        Rule::new("9{6}-999.99", 70, national_number),
        Rule::new("9{6} 999 99", 60, national_number),
        Rule::new("99.99.99.999.99", 60, national_number),
        Rule::new("9{11}", 50, national_number),
    ],
    context: &[
        "rijksregisternummer",
        "rijksregister",
        "registre national",
        "numéro national",
        "insz",
        "niss",
        "national register",
        "national number",
    ],
    ..Entity::NONE
}];

/// Birth date, serial and what its remainder by 97 lacks to 97; those born since 2000
/// have a 2 before. The month of who is not in the register is 20 or 40 more.
fn national_number(id: &[u8]) -> bool {
    let (Some(body), Some(check)) = (number_at(id, 0..9), number_at(id, 9..11)) else {
        return false;
    };
    let (year, month, day) = (body / 10_000_000, body / 100_000 % 100, body / 1000 % 100);
    let serial = body % 1000;
    let is_checked = |century: u64, lead: u64| {
        let has_date = month % 20 == 0 || day == 0 || date(century + year, month % 20, day);
        has_date && check == 97 - (lead * 1_000_000_000 + body) % 97
    };
    id.len() == 11
        && matches!(month, 0..=12 | 20..=32 | 40..=52)
        && day <= 31
        && matches!(serial, 1..=998)
        && (is_checked(1900, 0) || is_checked(2000, 2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_checked_with_either_century() {
        assert!(national_number(b"85073003328"));
        assert!(national_number(b"17073003384"));
        assert!(!national_number(b"85073003329"));
        assert!(!national_number(b"85073203328"));
        assert!(!national_number(b"00000000097"));
    }
}
