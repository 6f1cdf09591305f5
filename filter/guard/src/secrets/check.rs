//! What a secret must be besides well-formed. Each takes the whole secret and tells how
//! sure it is in percent, 0 for none.

const BASE62: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// A checksum that holds.
const SURE: u8 = 99;

/// One that does not, behind a prefix that says enough: a typing error, or a token that
/// was made up. It is better hidden than passed.
const UNSURE: u8 = 60;

/// GitHub's tokens end with the CRC-32 of their random characters, in six digits of
/// base 62.
pub(super) fn github(token: &[u8]) -> u8 {
    checksummed(token, 40)
}

/// npm's tokens do as GitHub's.
pub(super) fn npm(token: &[u8]) -> u8 {
    checksummed(token, 40)
}

fn checksummed(token: &[u8], classic: usize) -> u8 {
    if token.len() != classic {
        return 80;
    }
    let Some((random, digits)) = token.get(4..).and_then(|body| body.split_at_checked(30)) else {
        return 0;
    };
    if base62(crc32fast::hash(random)) == digits {
        SURE
    } else {
        UNSURE
    }
}

/// A number in six digits of base 62.
pub(super) fn base62(mut number: u32) -> [u8; 6] {
    let mut digits = [b'0'; 6];
    for digit in digits.iter_mut().rev() {
        let value = (number % 62) as usize;
        *digit = BASE62.get(value).copied().unwrap_or(b'0');
        number /= 62;
    }
    digits
}

/// Digits, and letters of both cases.
pub(super) fn mixed(token: &[u8]) -> u8 {
    let has = |want: fn(&u8) -> bool| token.iter().skip(3).any(want);
    let is_mixed = has(u8::is_ascii_digit) && has(u8::is_ascii_alphabetic);
    if is_mixed { 85 } else { 0 }
}

/// Digits, a few of them, and letters.
pub(super) fn digits(token: &[u8]) -> u8 {
    let digits = token.iter().filter(|byte| byte.is_ascii_digit()).count();
    let capitals = token
        .iter()
        .filter(|byte| byte.is_ascii_uppercase())
        .count();
    if digits >= 3 && capitals >= 3 { 80 } else { 0 }
}

/// Digits and small letters in a mixture.
pub(super) fn mixed_small(token: &[u8]) -> u8 {
    let digits = token.iter().filter(|byte| byte.is_ascii_digit()).count();
    if (4..=token.len() - 4).contains(&digits) {
        85
    } else {
        0
    }
}

/// A signature of 32 bytes in base64, as it stands in a URL.
pub(super) fn sas(token: &[u8]) -> u8 {
    let is_end = token.ends_with(b"=") || token.to_ascii_lowercase().ends_with(b"%3d");
    if is_end { 85 } else { 0 }
}

/// A UUID behind a prefix of four characters.
pub(super) fn uuid_behind(token: &[u8]) -> u8 {
    if token.get(4..).is_some_and(is_uuid) {
        70
    } else {
        0
    }
}

/// `8-4-4-4-12` digits of base 16.
pub(super) fn is_uuid(token: &[u8]) -> bool {
    token.len() == 36
        && token.iter().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => *byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}
