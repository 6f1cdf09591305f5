//! Finds the next byte of a string that is not plain text.
//!
//! Base64 images and long prompts are most of what a gateway reads, so long
//! runs go by blocks whose loop has no branch inside, which the compiler turns
//! into SIMD for every target. Text with an escape every few words goes by
//! machine words, which need no start-up.

const BLOCK: usize = 64;
const WORD: usize = size_of::<u64>();
/// Words looked at before blocks pay.
const SHORT: usize = 4;

/// What a run of plain string bytes ended in.
pub(super) struct Run {
    /// Offset of the first `"`, `\` or control character at or after the start;
    /// the length of the input if there is none.
    pub(super) end: usize,
    /// Whether a byte of the run is outside ASCII (so UTF-8 must be checked).
    pub(super) non_ascii: bool,
}

/// Skips the plain bytes of a string from `start` on.
pub(super) fn plain_run(bytes: &[u8], start: usize) -> Run {
    let mut rest = bytes.get(start..).unwrap_or_default();
    let length = rest.len();
    let mut high = 0;
    let mut words = 0;
    while let Some((word, tail)) = rest.split_first_chunk::<WORD>() {
        let word = u64::from_le_bytes(*word);
        let stops = stops(word);
        if stops != 0 {
            // Little endian: the lowest mark belongs to the first byte.
            let plain = stops.trailing_zeros() / 8;
            high |= word & !(u64::MAX << (plain * 8));
            let end = start + length - rest.len() + plain as usize;
            return Run {
                end,
                non_ascii: high & HIGH != 0,
            };
        }
        high |= word;
        rest = tail;
        words += 1;
        if words == SHORT {
            let (blocks, any_high) = plain_blocks(rest);
            high |= u64::from(any_high) << 56;
            rest = rest.get(blocks..).unwrap_or_default();
        }
    }
    let plain = rest
        .iter()
        .take_while(|byte| **byte >= 0x20 && **byte != b'"' && **byte != b'\\');
    let mut count = 0;
    for byte in plain {
        high |= u64::from(*byte);
        count += 1;
    }
    Run {
        end: start + length - rest.len() + count,
        non_ascii: high & HIGH != 0,
    }
}

const ONES: u64 = 0x0101_0101_0101_0101;
const HIGH: u64 = 0x8080_8080_8080_8080;

/// Marks the high bit of each byte that ends a run. Bytes after the first marked
/// one may be marked wrongly, those before it are not.
const fn stops(word: u64) -> u64 {
    let quote = word ^ (ONES * b'"' as u64);
    let slash = word ^ (ONES * b'\\' as u64);
    let is_quote = quote.wrapping_sub(ONES) & !quote;
    let is_slash = slash.wrapping_sub(ONES) & !slash;
    let is_control = word.wrapping_sub(ONES * 0x20) & !word;
    (is_quote | is_slash | is_control) & HIGH
}

/// How many bytes of whole plain blocks come first, and their bytes or-ed.
fn plain_blocks(bytes: &[u8]) -> (usize, u8) {
    let mut count = 0;
    let mut high = 0;
    for block in bytes.chunks_exact(BLOCK) {
        let mut stop = 0u8;
        let mut or = 0u8;
        for &byte in block {
            stop |= u8::from(byte == b'"') | u8::from(byte == b'\\') | u8::from(byte < 0x20);
            or |= byte;
        }
        if stop != 0 {
            break;
        }
        high |= or;
        count += BLOCK;
    }
    (count, high)
}
