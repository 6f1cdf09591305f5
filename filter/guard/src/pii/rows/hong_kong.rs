//! Hong Kong.

use crate::pii::checksum::{alphanumeric, digit, weighted, weighted_values};
use crate::pii::entity::{Entity, Rule};

pub(super) const ENTITIES: &[Entity] = &[Entity {
    name: "HK_ID",
    title: "Hong Kong identity card number",
    proof: "modulus 11",
    family: "HK",
    rules: &[
        Rule::new("A{1,2}9{6}([0-9A])", 65, hong_kong),
        Rule::new("A{1,2}9{6} ([0-9A])", 65, hong_kong),
        Rule::new("A{1,2} 9{6}([0-9A])", 60, hong_kong),
        Rule::new("A{1,2}-9{6}([0-9A])", 60, hong_kong),
        Rule::proof("A{1,2}9{6}-[0-9A]", 15, hong_kong),
        Rule::proof("A{1,2}9{6}[0-9A]", 10, hong_kong),
    ],
    context: &[
        "hkid",
        "hong kong identity",
        "hong kong id",
        "identity card",
        "身份證",
        "身份證號碼",
    ],
    ..Entity::NONE
}];

/// Hong Kong: one letter or two, six digits, and a check digit or `A`.
fn hong_kong(id: &[u8]) -> bool {
    let Some((&last, body)) = id.split_last() else {
        return false;
    };
    let letters = body.len().saturating_sub(6);
    let (head, tail) = body.split_at(letters);
    let check = if last == b'A' { Some(10) } else { digit(last) };
    let head_sum = match head {
        // What stands for the letter that is not there.
        [one] => weighted_values(&[*one], &[8], alphanumeric).map(|sum| sum + 36 * 9),
        two => weighted_values(two, &[9, 8], alphanumeric),
    };
    head.iter().all(u8::is_ascii_uppercase)
        && match (head_sum, weighted(tail, &[7, 6, 5, 4, 3, 2]), check) {
            (Some(head), Some(tail), Some(check)) => (head + tail + check) % 11 == 0,
            _ => false,
        }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cards_of_hong_kong_have_one_letter_or_two() {
        assert!(hong_kong(b"A1234563"));
        assert!(hong_kong(b"G123456A"));
        assert!(hong_kong(b"AB9876543"));
        assert!(!hong_kong(b"A1234564"));
        assert!(!hong_kong(b"1234563"));
        assert!(!hong_kong(b""));
    }
}
