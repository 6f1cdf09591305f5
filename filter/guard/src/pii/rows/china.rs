//! China.

use crate::pii::checksum::{date, mod_11_2, number_at};
use crate::pii::entity::{Entity, Rule};

pub(super) const ENTITIES: &[Entity] = &[Entity {
    name: "CN_RESIDENT_ID",
    title: "Chinese resident identity number",
    proof: "ISO 7064 MOD 11-2, province and the birth date inside",
    family: "CN",
    rules: &[
        Rule::new("9{17}[0-9X]", 85, chinese),
        Rule::new("9{6} 9{8} 9{3}[0-9X]", 85, chinese),
    ],
    context: &[
        "身份证",
        "身份证号",
        "公民身份号码",
        "resident identity",
        "id card",
    ],
    ..Entity::NONE
}];

/// China: region, birth date, serial and a check character (GB 11643-1999).
fn chinese(id: &[u8]) -> bool {
    let (Some(region), Some(year), Some(month), Some(day)) = (
        number_at(id, 0..2),
        number_at(id, 6..10),
        number_at(id, 10..12),
        number_at(id, 12..14),
    ) else {
        return false;
    };
    let is_region = matches!(
        region,
        11..=15 | 21..=23 | 31..=37 | 41..=46 | 50..=54 | 61..=65 | 71 | 81..=83 | 91
    );
    id.len() == 18
        && is_region
        && matches!(year, 1850..=2099)
        && date(year, month, day)
        && mod_11_2(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chinese_number_may_end_with_x() {
        assert!(chinese(b"11010519491231002X"));
        assert!(!chinese(b"110105194912310021"));
        assert!(!chinese(b"11010519491331002X"));
        assert!(!chinese(b"99010519491231002X"));
    }
}
