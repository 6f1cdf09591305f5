//! Norway.

use crate::pii::checksum::{date, divisible, field, number_at};
use crate::pii::entity::{Entity, Rule};

pub(super) const ENTITIES: &[Entity] = &[Entity {
    name: "NO_FNR",
    title: "Norwegian national identity number",
    proof: "two check digits modulo 11 and the birth date inside",
    family: "NO",
    rules: &[Rule::new("9{6}~9{5}", 60, fnr)],
    context: &[
        "fødselsnummer",
        "personnummer",
        "fnr",
        "d nummer",
        "fodselsnummer",
        "national identity",
    ],
    ..Entity::NONE
}];

/// A Norwegian number: birth date, serial, two check digits, modulus 11. 40 is added to
/// the day of who is not resident, and to the month by hospitals.
fn fnr(id: &[u8]) -> bool {
    let (Some(day), Some(month), Some(year)) = (
        number_at(id, 0..2),
        number_at(id, 2..4),
        number_at(id, 4..6),
    ) else {
        return false;
    };
    let less = |value: u64| if value > 40 { value - 40 } else { value };
    date(2000 + year, less(month), less(day))
        && divisible(field(id, 0..10), &[3, 7, 6, 1, 8, 9, 4, 5, 2, 1], 11)
        && divisible(id, &[5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1], 11)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn norwegian_numbers_have_two_check_digits() {
        assert!(fnr(b"15108695088"));
        assert!(!fnr(b"15108695089"));
        assert!(!fnr(b"15138695088"));
    }
}
