//! ISO/IEC 7064: MOD 11-2, MOD 11,10 and MOD 37,36.

use super::{alphanumeric, digit};

/// MOD 11-2: digits and at the end a digit or `X`.
pub(crate) fn mod_11_2(bytes: &[u8]) -> bool {
    let Some((&last, body)) = bytes.split_last() else {
        return false;
    };
    let check = if last == b'X' { Some(10) } else { digit(last) };
    let sum = body
        .iter()
        .try_fold(0, |sum, &byte| Some((sum + digit(byte)?) * 2 % 11));
    match (sum, check) {
        (Some(sum), Some(check)) => (sum + check) % 11 == 1,
        _ => false,
    }
}

/// MOD 11,10: digits only.
pub(crate) fn mod_11_10(bytes: &[u8]) -> bool {
    hybrid(bytes, 10, digit)
}

/// MOD 37,36: digits and capital letters.
pub(crate) fn mod_37_36(bytes: &[u8]) -> bool {
    hybrid(bytes, 36, alphanumeric)
}

fn hybrid(bytes: &[u8], modulus: u32, worth: fn(u8) -> Option<u32>) -> bool {
    let Some((&last, body)) = bytes.split_last() else {
        return false;
    };
    let product = body.iter().try_fold(modulus, |product, &byte| {
        let sum = (product + worth(byte)?) % modulus;
        Some(if sum == 0 { modulus } else { sum } * 2 % (modulus + 1))
    });
    match (product, worth(last)) {
        (Some(product), Some(check)) => (product + check) % modulus == 1,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mod_11_2_knows_the_roman_ten() {
        assert!(mod_11_2(b"07940"));
        assert!(mod_11_2(b"079X"));
        assert!(!mod_11_2(b"0791"));
        assert!(!mod_11_2(b"07X40"));
        assert!(!mod_11_2(b""));
    }

    #[test]
    fn mod_11_10_fails_on_any_other_check_digit() {
        let passing = (b'0'..=b'9')
            .filter(|&check| mod_11_10(&[b'0', b'7', b'9', b'4', check]))
            .count();
        assert_eq!(passing, 1);
        assert!(mod_11_10(b"07945"));
    }

    #[test]
    fn mod_37_36_takes_letters() {
        assert!(mod_37_36(b"A12425GABC1234002M"));
        assert!(!mod_37_36(b"A12425GABC1234002N"));
    }
}
