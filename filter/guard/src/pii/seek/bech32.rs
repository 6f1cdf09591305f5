//! Bech32 and Bech32m (BIP 173, BIP 350): how Bitcoin writes newer addresses.

const ALPHABET: &[u8; 32] = b"qpzry9x8gf2tvdw0s3jn54khce6mua7l";
const GENERATORS: [u32; 5] = [
    0x3b6a_57b2,
    0x2650_8e6d,
    0x1ea1_19fa,
    0x3d42_33dd,
    0x2a14_62b3,
];
const BECH32: u32 = 1;
const BECH32M: u32 = 0x2bc8_30a3;

/// Whether the checksum of an address is right. `part` is how long it is before the `1`
/// that ends its human-readable part.
pub(super) fn is_address(written: &[u8], part: usize) -> bool {
    let mixed =
        written.iter().any(u8::is_ascii_lowercase) && written.iter().any(u8::is_ascii_uppercase);
    let Some((name, [b'1', data @ ..])) = written.split_at_checked(part) else {
        return false;
    };
    let name = name.iter().map(|byte| u32::from(byte.to_ascii_lowercase()));
    let mut sum = 1;
    for value in name.clone().map(|byte| byte >> 5) {
        sum = step(sum, value);
    }
    sum = step(sum, 0);
    for value in name.map(|byte| byte & 31) {
        sum = step(sum, value);
    }
    for byte in data {
        let lower = byte.to_ascii_lowercase();
        let Some(value) = ALPHABET.iter().position(|known| *known == lower) else {
            return false;
        };
        sum = step(sum, value as u32);
    }
    // The first value is the version of the witness: 0 has the older checksum.
    let is_first = matches!(data.first(), Some(b'q' | b'Q'));
    !mixed && data.len() > 6 && sum == if is_first { BECH32 } else { BECH32M }
}

fn step(sum: u32, value: u32) -> u32 {
    let top = sum >> 25;
    let next = (sum & 0x01ff_ffff) << 5 ^ value;
    GENERATORS
        .iter()
        .enumerate()
        .filter(|(bit, _)| top >> bit & 1 == 1)
        .fold(next, |next, (_, generator)| next ^ generator)
}
