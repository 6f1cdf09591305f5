//! Identifiers that look like a provider's and depend on nothing but what the
//! request says, so that the same request gives the same answer.

/// 64-bit FNV-1a. Not for secrets.
///
/// Source: RFC 9923, "The FNV Non-Cryptographic Hash Algorithm".
pub(crate) fn hash(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

/// Letters and digits made from a seed and a number that tells apart the ids
/// of one answer.
pub(crate) fn id(prefix: &str, seed: u64, number: usize, length: usize) -> String {
    const ALPHABET: &[u8] = b"0123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    let mut state = hash(&[seed.to_le_bytes(), (number as u64).to_le_bytes()].concat());
    let mut text = prefix.to_owned();
    for _ in 0..length {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        let at = (state >> 33) as usize % ALPHABET.len();
        text.push(ALPHABET.get(at).copied().map_or('0', char::from));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_one_answer_differ_and_repeat_for_the_same_request() {
        assert_ne!(id("call_", 1, 0, 24), id("call_", 1, 1, 24));
        assert_ne!(id("call_", 1, 0, 24), id("call_", 2, 0, 24));
        assert_eq!(id("call_", 1, 0, 24), id("call_", 1, 0, 24));
        assert_eq!(id("call_", 1, 0, 24).len(), 29);
    }
}
