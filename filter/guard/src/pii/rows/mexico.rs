//! Mexico.

use crate::pii::checksum::{digit, field, is_letters, short_date};
use crate::pii::entity::{Entity, Rule};

pub(super) const ENTITIES: &[Entity] = &[Entity {
    name: "MX_CURP",
    title: "Mexican population register key",
    proof: "check digit, state and the birth date inside",
    family: "MX",
    rules: &[Rule::new("A{4}9{6}[HMX]A{5}X9", 85, curp)],
    context: &["curp", "clave única", "registro de población"],
    ..Entity::NONE
}];

/// Mexico's states, and `NE` for those born abroad.
const STATES: &[u8] = b"ASBCBSCCCLCMCSCHDFDGGTGRHGJCMCMNMSNTNLOCPLQTQRSPSLSRTCTSTLVZYNZSNE";

/// Mexico: name, birth date, sex, state, name, century and check digit (SEGOB, 18 June
/// 2008).
fn curp(id: &[u8]) -> bool {
    let Some((&last, body)) = id.split_last() else {
        return false;
    };
    let worth = |byte: u8| match byte {
        b'0'..=b'9' => Some(u32::from(byte - b'0')),
        b'A'..=b'N' => Some(u32::from(byte - b'A') + 10),
        // Ñ stands between.
        b'O'..=b'Z' => Some(u32::from(byte - b'A') + 11),
        _ => None,
    };
    let sum = body
        .iter()
        .zip((2..=18).rev())
        .try_fold(0, |sum, (&byte, weight)| Some(sum + worth(byte)? * weight));
    id.len() == 18
        && is_letters(field(id, 0..4))
        && short_date(field(id, 4..6), field(id, 6..8), field(id, 8..10))
        && matches!(id.get(10), Some(b'H' | b'M' | b'X'))
        && STATES.chunks(2).any(|state| state == field(id, 11..13))
        && is_letters(field(id, 13..16))
        && sum.map(|sum| (10 - sum % 10) % 10) == digit(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_curp_has_a_date_a_state_and_a_check_digit() {
        assert!(curp(b"BOXW310820HNERXN09"));
        assert!(!curp(b"BOXW310820HNERXN08"));
        assert!(!curp(b"BOXW311320HNERXN09"));
        assert!(!curp(b"BOXW310820HXXRXN09"));
    }
}
