//! The Luhn formula (ISO/IEC 7812-1, annex B), over digits and over 36 characters.

use super::{alphanumeric, digit};

/// Whether digits, the last of them the check digit, satisfy the Luhn formula.
pub(crate) fn luhn(digits: &[u8]) -> bool {
    !digits.is_empty() && sum(digits, 10, digit).is_some_and(|sum| sum.is_multiple_of(10))
}

/// Whether digits and capital letters satisfy it over 36 characters.
pub(crate) fn luhn_36(bytes: &[u8]) -> bool {
    !bytes.is_empty() && sum(bytes, 36, alphanumeric).is_some_and(|sum| sum.is_multiple_of(36))
}

fn sum(bytes: &[u8], base: u32, worth: fn(u8) -> Option<u32>) -> Option<u32> {
    bytes
        .iter()
        .rev()
        .enumerate()
        .try_fold(0, |sum, (at, &byte)| {
            let twice = worth(byte)? << (at % 2);
            Some(sum + twice / base + twice % base)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_wrong_digit_and_two_swapped_ones_fail() {
        assert!(luhn(b"79927398713"));
        assert!(!luhn(b"79927398714"));
        assert!(!luhn(b"97927398713"));
        assert!(!luhn(b""));
        assert!(!luhn(b"7992739871a"));
    }

    #[test]
    fn letters_count_in_base_thirty_six() {
        assert!(luhn_36(b"27AAPFU0939F1ZV"));
        assert!(!luhn_36(b"27AAPFU0939F1ZU"));
        assert!(!luhn_36(b"27aapfu0939f1zv"));
    }
}
