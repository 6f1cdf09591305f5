//! Secrets that nobody has: drawn by a fixed rule, and put together here, so that no
//! scanner takes the tests for a leak.

use crate::secrets::charset::Charset;
use crate::secrets::row::{Part, Row};

/// So many characters of an alphabet.
pub(crate) fn drawn(charset: Charset, length: usize, seed: u64) -> String {
    let letters: Vec<char> = (0..=127_u8)
        .filter(|byte| charset.has(*byte) && byte.is_ascii_alphanumeric())
        .map(char::from)
        .collect();
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    (0..length)
        .map(|at| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            // Digits and letters take turns, so that what wants both has both.
            let wanted: Vec<char> = letters
                .iter()
                .copied()
                .filter(|letter| match at % 4 {
                    0 => letter.is_ascii_digit(),
                    1 => letter.is_ascii_uppercase() || !letters.contains(&'A'),
                    _ => true,
                })
                .collect();
            *wanted.get(state as usize % wanted.len()).unwrap()
        })
        .collect()
}

/// A secret that a row describes.
pub(crate) fn sample(row: &Row) -> String {
    let seed = row.prefix.bytes().map(u64::from).sum::<u64>();
    let mut secret = row.prefix.to_owned();
    for (at, part) in row.parts.iter().enumerate() {
        match *part {
            Part::Is(what) => secret.push_str(what),
            Part::Of(charset, least, most) => {
                let length = least.max(most.min(8)).max(least);
                secret.push_str(&drawn(charset, usize::from(length), seed + at as u64));
            }
        }
    }
    match (row.label, row.prefix) {
        ("AZURE_SAS_TOKEN", _) => secret.replace_range(secret.len() - 1.., "="),
        (_, "api-") => secret = format!("api-{}", uuid()),
        _ => {}
    }
    secret
}

/// A UUID.
pub(crate) fn uuid() -> String {
    let hex = drawn(Charset::LowerHex, 32, 5);
    let part = |from: usize, to: usize| hex.get(from..to).unwrap();
    [
        part(0, 8),
        part(8, 12),
        part(12, 16),
        part(16, 20),
        part(20, 32),
    ]
    .join("-")
}

/// Lines of base64 as a key has them.
pub(crate) fn lines(count: usize, width: usize, seed: u64) -> Vec<String> {
    (0..count)
        .map(|at| drawn(Charset::Base64, width, seed + at as u64))
        .collect()
}
