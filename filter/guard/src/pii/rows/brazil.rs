//! Brazil.

use crate::pii::checksum::{digit, field, is_monotone, weighted};
use crate::pii::entity::{Entity, Rule};

pub(super) const ENTITIES: &[Entity] = &[
    Entity {
        name: "BR_CPF",
        title: "Brazilian taxpayer number of a person",
        proof: "two check digits modulo 11",
        family: "BR",
        rules: &[
            Rule::new("999.999.999-99", 80, cpf),
            Rule::new("999 999 999-99", 70, cpf),
            Rule::new("999 999 999 99", 60, cpf),
            Rule::new("999-999-999-99", 60, cpf),
            Rule::proof("999.999.999.99", 45, cpf),
            Rule::new("9{9}-99", 65, cpf),
            Rule::new("9{11}", 50, cpf),
        ],
        context: &["cpf", "cadastro de pessoas físicas", "contribuinte"],
        ..Entity::NONE
    },
    Entity {
        name: "BR_CNPJ",
        title: "Brazilian number of a company",
        proof: "two check digits modulo 11",
        family: "BR",
        rules: &[
            Rule::new("X{2}.X{3}.X{3}/X{4}-99", 80, cnpj),
            Rule::new("X{8}/X{4}-99", 75, cnpj),
            Rule::proof("99 999 999 9999 99", 45, cnpj),
            Rule::proof("9{14}", 25, cnpj),
            Rule::proof("X{12}99", 10, cnpj),
        ],
        context: &["cnpj", "cadastro nacional", "pessoa jurídica"],
        ..Entity::NONE
    },
];

/// A check digit, modulus 11, where what would be 10 or 11 is 0.
fn eleven(sum: u32) -> u32 {
    match sum % 11 {
        0 | 1 => 0,
        rest => 11 - rest,
    }
}

/// Brazil, people: eleven digits, the last two of them check digits.
fn cpf(id: &[u8]) -> bool {
    let tenth = weighted(field(id, 0..9), &[10, 9, 8, 7, 6, 5, 4, 3, 2]).map(eleven);
    let last = weighted(field(id, 0..10), &[11, 10, 9, 8, 7, 6, 5, 4, 3, 2]).map(eleven);
    let stands = |at: usize| id.get(at).and_then(|&byte| digit(byte));
    id.len() == 11
        && tenth.is_some()
        && tenth == stands(9)
        && last == stands(10)
        && !is_monotone(id)
}

/// Brazil, companies: twelve digits, or letters since July 2026, and two check digits.
fn cnpj(id: &[u8]) -> bool {
    let sum = |length: usize| {
        let weights = (2..=9).cycle();
        let body = field(id, 0..length).iter().rev();
        body.zip(weights)
            .map(|(byte, weight)| u32::from(byte.saturating_sub(b'0')) * weight)
            .sum::<u32>()
    };
    let stands = |at: usize| id.get(at).and_then(|&byte| digit(byte));
    id.len() == 14
        && !is_monotone(field(id, 0..12))
        && stands(12) == Some(eleven(sum(12)))
        && stands(13) == Some(eleven(sum(13)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brazilian_numbers_have_two_check_digits() {
        assert!(cpf(b"11144477735") && !cpf(b"11144477736") && !cpf(b"11111111111"));
        assert!(cnpj(b"11222333000181") && !cnpj(b"11222333000182"));
        assert!(cnpj(b"12ABC34501DE35") && !cnpj(b"12ABC34501DE36"));
    }
}
