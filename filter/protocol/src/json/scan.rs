//! Finds the end of a string, 64 bytes at a time.
//!
//! Each block of the input becomes bit masks, one bit a byte: where quotes are,
//! where backslashes, where control characters, where bytes beyond ASCII. From
//! them the end of a string is arithmetic instead of a walk, for base64 of a
//! megabyte as for prose with an escape in every line. Method: Langdale and
//! Lemire, "Parsing Gigabytes of JSON per Second", section 3.1.1.

/// Bytes in one block, one bit of a mask each.
pub(super) const BLOCK: usize = 64;

/// What one block holds; bit n stands for byte n.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Masks {
    pub(super) quote: u64,
    pub(super) slash: u64,
    /// `{` and `[`.
    pub(super) open: u64,
    /// `}` and `]`.
    pub(super) close: u64,
    control: u64,
    high: u64,
}

impl Masks {
    /// The masks of block number `block`; bytes behind the end count as spaces.
    // Inlined, so that a caller pays only for the masks it uses.
    #[inline(always)]
    pub(super) fn at(bytes: &[u8], block: usize) -> Self {
        let rest = bytes.get(block * BLOCK..).unwrap_or_default();
        if let Some(full) = rest.first_chunk::<BLOCK>() {
            return masks_of(full);
        }
        let mut padded = [b' '; BLOCK];
        for (to, from) in padded.iter_mut().zip(rest) {
            *to = *from;
        }
        masks_of(&padded)
    }
}

/// What was found out about a string.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Scanned {
    /// Offset of the closing quote, or of the first control character, or the
    /// length of the input.
    pub(super) end: usize,
    /// Whether a backslash stands before `end`.
    pub(super) has_escape: bool,
    /// Whether a byte beyond ASCII stands before `end`.
    pub(super) non_ascii: bool,
}

/// Scans the strings of one input, front to back.
#[derive(Debug)]
pub(super) struct Scanner<'a> {
    bytes: &'a [u8],
    /// The block that `masks` was made from.
    block: usize,
    masks: Masks,
}

impl<'a> Scanner<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self {
            bytes,
            block: usize::MAX,
            masks: Masks::default(),
        }
    }

    /// Scans the string whose first byte, behind the quote, is at `start`.
    /// `each_escape` gets the offset of every backslash that starts an escape,
    /// and stops the scan there by returning `false`.
    pub(super) fn string(
        &mut self,
        start: usize,
        mut each_escape: impl FnMut(usize) -> bool,
    ) -> Scanned {
        let mut block = start / BLOCK;
        let mut inside = u64::MAX << (start % BLOCK);
        let mut carry = 0;
        let mut has_escape = false;
        let mut high = 0;
        let mut was_plain = false;
        while block * BLOCK < self.bytes.len() {
            if was_plain {
                let (blocks, or) =
                    plain_blocks(self.bytes.get(block * BLOCK..).unwrap_or_default());
                block += blocks;
                high |= u64::from(or & 0x80);
            }
            let masks = self.masks(block);
            let slash = masks.slash & inside;
            let escaped = if slash | carry == 0 {
                0
            } else {
                escaped(slash, &mut carry, inside)
            };
            let stops = (masks.quote & !escaped | masks.control) & inside;
            let end = stops.trailing_zeros() as usize;
            let before = if stops == 0 { u64::MAX } else { (1 << end) - 1 };
            high |= masks.high & inside & before;
            let mut starts = slash & !escaped & before;
            has_escape |= starts != 0;
            while starts != 0 {
                let at = block * BLOCK + starts.trailing_zeros() as usize;
                if !each_escape(at) {
                    return Scanned {
                        end: at,
                        has_escape,
                        non_ascii: high != 0,
                    };
                }
                starts &= starts - 1;
            }
            if stops != 0 {
                return Scanned {
                    end: block * BLOCK + end,
                    has_escape,
                    non_ascii: high != 0,
                };
            }
            was_plain = slash == 0 && carry == 0;
            block += 1;
            inside = u64::MAX;
        }
        Scanned {
            end: self.bytes.len(),
            has_escape,
            non_ascii: high != 0,
        }
    }

    /// The masks of a block; those of the last one are kept, since short strings
    /// share one.
    fn masks(&mut self, block: usize) -> Masks {
        if self.block != block {
            self.block = block;
            self.masks = Masks::at(self.bytes, block);
        }
        self.masks
    }
}

/// How many whole blocks without anything to stop at come first, and their bytes
/// or-ed. Cheaper than masks, and most blocks of a long string are like that.
pub(super) fn plain_blocks(bytes: &[u8]) -> (usize, u8) {
    let mut count = 0;
    let mut high = 0;
    let (blocks, _) = bytes.as_chunks::<BLOCK>();
    for block in blocks {
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
        count += 1;
    }
    (count, high)
}

/// Which bytes are escaped by a backslash before them. `carry` tells, from block
/// to block, whether the first byte of the next one is.
pub(super) fn escaped(slash: u64, carry: &mut u64, inside: u64) -> u64 {
    const EVEN: u64 = 0x5555_5555_5555_5555;
    let slash = slash & !*carry;
    let follows = slash << 1 | *carry;
    // A run of backslashes escapes what is behind it if its length is odd. Adding
    // the run's start to it carries a bit to behind its end.
    let odd_starts = slash & !EVEN & !follows;
    let (ends, overflow) = odd_starts.overflowing_add(slash);
    *carry = u64::from(overflow);
    ((EVEN ^ (ends << 1)) & follows) & inside
}

#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
#[inline(always)]
fn masks_of(block: &[u8; BLOCK]) -> Masks {
    let mut masks = Masks::default();
    for (bit, &byte) in block.iter().enumerate() {
        masks.quote |= u64::from(byte == b'"') << bit;
        masks.slash |= u64::from(byte == b'\\') << bit;
        // The bit that tells `[` from `{`, and `]` from `}`.
        masks.open |= u64::from(byte | 0x20 == b'{') << bit;
        masks.close |= u64::from(byte | 0x20 == b'}') << bit;
        masks.control |= u64::from(byte < 0x20) << bit;
        masks.high |= u64::from(byte >> 7) << bit;
    }
    masks
}

/// The same in the vector instructions that Envoy's V8 has; the compiler does
/// not find the mask instruction by itself.
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
#[inline(always)]
fn masks_of(block: &[u8; BLOCK]) -> Masks {
    use core::arch::wasm32::{u8x16, u8x16_bitmask, u8x16_eq, u8x16_lt, u8x16_splat, v128_or};

    let mut masks = Masks::default();
    let (lanes, _) = block.as_chunks::<16>();
    for (lane, bytes) in lanes.iter().enumerate() {
        let [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p] = *bytes;
        let vector = u8x16(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p);
        let shift = lane * 16;
        masks.quote |= u64::from(u8x16_bitmask(u8x16_eq(vector, u8x16_splat(b'"')))) << shift;
        masks.slash |= u64::from(u8x16_bitmask(u8x16_eq(vector, u8x16_splat(b'\\')))) << shift;
        let bracket = v128_or(vector, u8x16_splat(0x20));
        masks.open |= u64::from(u8x16_bitmask(u8x16_eq(bracket, u8x16_splat(b'{')))) << shift;
        masks.close |= u64::from(u8x16_bitmask(u8x16_eq(bracket, u8x16_splat(b'}')))) << shift;
        masks.control |= u64::from(u8x16_bitmask(u8x16_lt(vector, u8x16_splat(0x20)))) << shift;
        masks.high |= u64::from(u8x16_bitmask(vector)) << shift;
    }
    masks
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The same, byte by byte.
    fn walked(bytes: &[u8], start: usize) -> (Scanned, Vec<usize>) {
        let mut at = start;
        let mut escapes = Vec::new();
        while at < bytes.len() && bytes[at] != b'"' && bytes[at] >= 0x20 {
            if bytes[at] == b'\\' {
                escapes.push(at);
                if bytes.get(at + 1).is_some_and(|next| *next < 0x20) {
                    at += 1;
                    break;
                }
                at += 1;
            }
            at += 1;
        }
        let end = at.min(bytes.len());
        let non_ascii = bytes[start..end].iter().any(|byte| *byte > 0x7f);
        (
            Scanned {
                end,
                has_escape: !escapes.is_empty(),
                non_ascii,
            },
            escapes,
        )
    }

    proptest! {
        #[test]
        fn blocks_find_what_a_walk_finds(
            text in r#"([a-z]{0,40}|\\|\\\\|"|é|\n){0,40}"#,
            cut in any::<prop::sample::Index>(),
        ) {
            let bytes = text.as_bytes();
            let start = cut.index(bytes.len() + 1);
            let mut escapes = Vec::new();
            let scanned = Scanner::new(bytes).string(start, |at| { escapes.push(at); true });
            prop_assert_eq!((scanned, escapes), walked(bytes, start));
        }
    }
}
