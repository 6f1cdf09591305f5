//! The United States.

use crate::pii::checksum::{is_monotone, number};
use crate::pii::entity::{Entity, Rule};

pub(super) const ENTITIES: &[Entity] = &[Entity {
    name: "US_SSN",
    title: "US social security number",
    proof: "no area, group or serial that is not given out, none that became known by adverts",
    family: "US",
    rules: &[
        Rule {
            shape: "999-99-9999",
            check: ssn,
            score: 60,
        },
        Rule {
            shape: "999 99 9999",
            check: ssn,
            score: 50,
        },
        Rule {
            shape: "999.99.9999",
            check: ssn,
            score: 40,
        },
        Rule {
            shape: "9{9}",
            check: ssn,
            score: 5,
        },
    ],
    context: &["ssn", "ssns", "social security", "social", "taxpayer"],
    ..Entity::NONE
}];

/// Social Security Administration: no area 000, 666 or 9xx, no group 00, no serial 0000.
fn ssn(digits: &[u8]) -> bool {
    const ADVERTS: &[u64] = &[78_051_120, 219_099_999];
    let Some(value) = number(digits) else {
        return false;
    };
    let (area, group, serial) = (value / 1_000_000, value / 10_000 % 100, value % 10_000);
    area != 0
        && area != 666
        && area < 900
        && group != 0
        && serial != 0
        && !is_monotone(digits)
        && !ADVERTS.contains(&value)
        && value != 123_456_789
}
