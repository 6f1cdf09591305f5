//! Finds the first byte that a JSON string must escape, a machine word at a time.

const WORD: usize = size_of::<u64>();
const ONES: u64 = 0x0101_0101_0101_0101;
const HIGH: u64 = 0x8080_8080_8080_8080;

/// How many bytes at the start of `bytes` can stand in a string as they are.
pub(super) fn plain_prefix(bytes: &[u8]) -> usize {
    let mut count = 0;
    let (words, rest) = bytes.as_chunks::<WORD>();
    for word in words {
        let stops = stops(u64::from_le_bytes(*word));
        if stops != 0 {
            // Little endian: the lowest mark belongs to the first byte.
            return count + stops.trailing_zeros() as usize / 8;
        }
        count += WORD;
    }
    count + rest.iter().take_while(|byte| is_plain(**byte)).count()
}

const fn is_plain(byte: u8) -> bool {
    byte >= 0x20 && byte != b'"' && byte != b'\\'
}

/// Marks the high bit of each byte that must be escaped. Bytes after the first
/// marked one may be marked wrongly, those before it are not.
const fn stops(word: u64) -> u64 {
    let quote = word ^ (ONES * b'"' as u64);
    let slash = word ^ (ONES * b'\\' as u64);
    let is_quote = quote.wrapping_sub(ONES) & !quote;
    let is_slash = slash.wrapping_sub(ONES) & !slash;
    let is_control = word.wrapping_sub(ONES * 0x20) & !word;
    (is_quote | is_slash | is_control) & HIGH
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_at_every_place_is_judged_alike() {
        for byte in 0..=u8::MAX {
            for place in 0..20 {
                for filler in [b'a', 0xff, b'!', b'#'] {
                    let mut bytes = [filler; 20];
                    bytes[place] = byte;
                    let expected = if is_plain(byte) { 20 } else { place };
                    assert_eq!(plain_prefix(&bytes), expected, "{byte} at {place}");
                }
            }
        }
    }
}
