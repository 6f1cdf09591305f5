//! Argentina.

use crate::pii::checksum::{field, weighted};
use crate::pii::entity::{Entity, Rule};

pub(super) const ENTITIES: &[Entity] = &[Entity {
    name: "AR_CUIT",
    title: "Argentine tax or labour number",
    proof: "modulus 11",
    family: "AR",
    rules: &[
        Rule::new("99-9{8}-9", 68, cuit),
        Rule::proof("9{11}", 25, cuit),
        Rule::new("99 9{8} 9", 50, cuit),
        Rule::proof("99.9{8}.9", 45, cuit),
    ],
    context: &["cuit", "cuil", "clave única", "identificación tributaria"],
    ..Entity::NONE
}];

/// Argentina: kind, document number, check digit, modulus 11.
fn cuit(id: &[u8]) -> bool {
    let kinds: [&[u8]; 9] = [
        b"20", b"23", b"24", b"25", b"26", b"27", b"30", b"33", b"34",
    ];
    kinds.contains(&field(id, 0..2))
        && id.len() == 11
        && weighted(id, &[5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1]).is_some_and(|sum| sum % 11 == 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cuit_counts_modulo_eleven() {
        assert!(cuit(b"20055361682") && !cuit(b"20055361683") && !cuit(b"21055361682"));
    }
}
