//! ISO/IEC 7064: MOD 11-2 and MOD 11,10.

use super::digit;

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
    let Some((&last, body)) = bytes.split_last() else {
        return false;
    };
    let product = body.iter().try_fold(10, |product, &byte| {
        let sum = (product + digit(byte)?) % 10;
        Some(if sum == 0 { 10 } else { sum } * 2 % 11)
    });
    match (product, digit(last)) {
        (Some(product), Some(check)) => (product + check) % 10 == 1,
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
}
