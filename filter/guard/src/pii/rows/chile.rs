//! Chile.

use crate::pii::checksum::{digit, is_monotone};
use crate::pii::entity::{Entity, Rule};

pub(super) const ENTITIES: &[Entity] = &[Entity {
    name: "CL_RUT",
    title: "Chilean tax number",
    proof: "modulus 11",
    family: "CL",
    rules: &[
        Rule::new("99?.999.999-[0-9K]", 72, rut),
        Rule::new("99? 999 999-[0-9K]", 50, rut),
        Rule::proof("9{7,8}-[0-9K]", 30, rut),
        Rule::proof("9{7,8}[0-9K]", 1, rut),
    ],
    context: &[
        "rut",
        "run",
        "rol único",
        "rol unico tributario",
        "rol único tributario",
    ],
    ..Entity::NONE
}];

/// Chile: seven or eight digits, and a check digit or `K`, modulus 11.
fn rut(id: &[u8]) -> bool {
    let Some((&last, body)) = id.split_last() else {
        return false;
    };
    let sum = body
        .iter()
        .rev()
        .zip((2..=7).cycle())
        .try_fold(0, |sum, (&byte, weight)| Some(sum + digit(byte)? * weight));
    let check = sum.map(|sum: u32| match 11 - sum % 11 {
        11 => b'0',
        10 => b'K',
        rest => b"0123456789"
            .get(rest as usize)
            .copied()
            .unwrap_or_default(),
    });
    matches!(body.len(), 7 | 8) && !is_monotone(body) && check == Some(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rut_may_end_with_k() {
        assert!(rut(b"125319092") && !rut(b"125319093"));
        assert!(rut(b"10000013K") && !rut(b"K"));
    }
}
