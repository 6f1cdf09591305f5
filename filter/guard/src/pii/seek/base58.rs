//! Base58Check: how Bitcoin and its kin write a payload and its checksum.

use sha2::{Digest, Sha256};

const ALPHABET: &[u8; 58] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

/// The version, the hash and the checksum.
const LENGTH: usize = 25;

/// The version of an address whose checksum is right.
pub(super) fn version(written: &[u8]) -> Option<u8> {
    let mut bytes = [0_u8; LENGTH];
    for letter in written {
        let worth = ALPHABET.iter().position(|known| known == letter)?;
        let mut carry = worth as u32;
        for byte in bytes.iter_mut().rev() {
            carry += u32::from(*byte) * 58;
            *byte = carry as u8;
            carry >>= 8;
        }
        if carry != 0 {
            return None;
        }
    }
    // Every nought byte at the front is written as a `1`, and no `1` is anything else.
    let noughts = bytes.iter().take_while(|byte| **byte == 0).count();
    let ones = written.iter().take_while(|letter| **letter == b'1').count();
    let (payload, checksum) = bytes.split_at_checked(LENGTH - 4)?;
    let hash = Sha256::digest(Sha256::digest(payload));
    (noughts == ones && hash.get(..4)? == checksum).then_some(*payload.first()?)
}
