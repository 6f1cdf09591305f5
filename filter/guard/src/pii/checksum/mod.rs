//! Check digits and dates, as pure functions over ASCII.
//!
//! Callers have taken separators off and made letters capital. A byte that is not what
//! a scheme is made of fails it.

use std::ops::Range;

mod date;
mod iso7064;
mod luhn;
mod verhoeff;
mod weighted;

pub(crate) use date::{date, short_date};
pub(crate) use iso7064::{mod_11_2, mod_11_10};
pub(crate) use luhn::{luhn, luhn_36};
pub(crate) use verhoeff::verhoeff;
pub(crate) use weighted::{cross_sum, divisible, weighted, weighted_values};

/// What an ASCII digit is worth.
pub(crate) const fn digit(byte: u8) -> Option<u32> {
    if byte.is_ascii_digit() {
        Some((byte - b'0') as u32)
    } else {
        None
    }
}

/// What a digit or a capital letter is worth: 0 to 9, then A = 10 to Z = 35.
pub(crate) const fn alphanumeric(byte: u8) -> Option<u32> {
    match byte {
        b'0'..=b'9' => Some((byte - b'0') as u32),
        b'A'..=b'Z' => Some((byte - b'A') as u32 + 10),
        _ => None,
    }
}

/// The number that up to 19 digits write.
pub(crate) fn number(digits: &[u8]) -> Option<u64> {
    if digits.is_empty() || digits.len() > 19 {
        return None;
    }
    digits.iter().try_fold(0_u64, |sum, &byte| {
        let worth = u64::from(digit(byte)?);
        sum.checked_mul(10)?.checked_add(worth)
    })
}

/// A part of an identifier; empty where it is too short.
pub(crate) fn field(id: &[u8], at: Range<usize>) -> &[u8] {
    id.get(at).unwrap_or_default()
}

/// The number that a part of an identifier writes.
pub(crate) fn number_at(id: &[u8], at: Range<usize>) -> Option<u64> {
    number(field(id, at))
}

/// Whether the bytes are digits, all of them.
pub(crate) fn is_number(bytes: &[u8]) -> bool {
    !bytes.is_empty() && bytes.iter().all(u8::is_ascii_digit)
}

/// Whether the bytes are capital letters, all of them.
pub(crate) fn is_letters(bytes: &[u8]) -> bool {
    !bytes.is_empty() && bytes.iter().all(u8::is_ascii_uppercase)
}

/// Whether one byte is repeated from end to end, as in what people type to fill a field.
pub(crate) fn is_monotone(bytes: &[u8]) -> bool {
    bytes.windows(2).all(|pair| pair.first() == pair.last())
}

/// The letter or digit that stands at a place of an alphabet.
pub(crate) fn letter_at(alphabet: &[u8], at: u64) -> Option<u8> {
    alphabet.get(usize::try_from(at).ok()?).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_read_as_a_number_up_to_nineteen_of_them() {
        assert_eq!(number(b"0042"), Some(42));
        assert_eq!(
            number(b"9999999999999999999"),
            Some(9_999_999_999_999_999_999)
        );
        assert_eq!(number(b"10000000000000000000"), None);
        assert_eq!(number(b""), None);
        assert_eq!(number(b"4x"), None);
    }

    #[test]
    fn one_digit_over_and_over_is_monotone() {
        assert!(is_monotone(b"0000"));
        assert!(!is_monotone(b"0001"));
    }
}
