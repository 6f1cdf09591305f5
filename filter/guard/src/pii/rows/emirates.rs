//! The United Arab Emirates.

use crate::pii::checksum::{is_number, luhn, number_at};
use crate::pii::entity::{Entity, Rule};

pub(super) const ENTITIES: &[Entity] = &[Entity {
    name: "AE_EMIRATES_ID",
    title: "Emirates identity number",
    proof: "Luhn, country 784 and a year",
    family: "AE",
    rules: &[Rule::new("784~9999~9{7}~9", 85, emirates)],
    context: &["emirates id", "eid", "uae id", "الهوية", "هوية"],
    ..Entity::NONE
}];

/// The Emirates: 784, the year of birth, seven digits, Luhn.
fn emirates(id: &[u8]) -> bool {
    id.len() == 15
        && id.starts_with(b"784")
        && matches!(number_at(id, 3..7), Some(1900..=2099))
        && is_number(id)
        && luhn(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_begins_with_the_country_and_a_year() {
        let passing =
            (b'0'..=b'9').filter(|last| emirates(&[b"78419701234567", &[*last][..]].concat()));
        assert_eq!(passing.count(), 1);
        assert!(!emirates(b"785197012345674"));
    }
}
