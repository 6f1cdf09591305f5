//! Denmark.

use crate::pii::checksum::{date, divisible, field, number_at, short_date};
use crate::pii::entity::{Entity, Rule};

pub(super) const ENTITIES: &[Entity] = &[Entity {
    name: "DK_CPR",
    title: "Danish personal number",
    proof: "modulus 11 where it is there, and the birth date inside",
    family: "DK",
    rules: &[
        Rule::new("9{6}-9999", 55, cpr),
        Rule::proof("9{6} 9999", 25, cpr),
        Rule::proof("9{6}-9999", 30, any_cpr),
        Rule::proof("9{6}~9999", 5, any_cpr),
    ],
    context: &["cpr", "cpr nummer", "cpr nr", "personal number"],
    ..Entity::NONE
}];

/// Birth date and serial, without a look at the check digit: Denmark gives out numbers
/// that fail it since 2007. 60 is added to the day of numbers for the time being.
fn any_cpr(id: &[u8]) -> bool {
    let (Some(day), Some(month)) = (number_at(id, 0..2), number_at(id, 2..4)) else {
        return false;
    };
    let is_date = if day > 60 {
        date(2000, month, day - 60)
    } else {
        short_date(field(id, 4..6), field(id, 2..4), field(id, 0..2))
    };
    id.len() == 10 && is_date && number_at(id, 6..10).is_some_and(|serial| serial > 0)
}

/// A Danish number that is checked, modulus 11.
fn cpr(id: &[u8]) -> bool {
    any_cpr(id) && divisible(id, &[4, 3, 2, 7, 6, 5, 4, 3, 2, 1], 11)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn danish_numbers_may_fail_their_check_digit() {
        assert!(cpr(b"2110625629"));
        assert!(!cpr(b"2110625628") && any_cpr(b"2110625628"));
        assert!(!any_cpr(b"3213625629"));
    }
}
