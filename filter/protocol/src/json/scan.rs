//! Finds the end of a string, 64 bytes at a time.
//!
//! Each block of the input becomes bit masks, one bit a byte: where quotes are,
//! where backslashes, where control characters, where bytes beyond ASCII. From
//! them the end of a string is arithmetic instead of a walk, for base64 of a
//! megabyte as for prose with an escape in every line. Method: Langdale and
//! Lemire, "Parsing Gigabytes of JSON per Second", section 3.1.1.

/// Bytes in one block, one bit of a mask each.
pub(super) const BLOCK: usize = 64;

/// Block number `number` of the input; bytes behind the end are spaces.
#[inline(always)]
pub(super) fn block_at(bytes: &[u8], number: usize) -> [u8; BLOCK] {
    let rest = bytes.get(number * BLOCK..).unwrap_or_default();
    if let Some(full) = rest.first_chunk::<BLOCK>() {
        return *full;
    }
    let mut padded = [b' '; BLOCK];
    for (to, from) in padded.iter_mut().zip(rest) {
        *to = *from;
    }
    padded
}

/// What matters of one block to the end of a string; bit n stands for byte n.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Masks {
    quote: u64,
    slash: u64,
    control: u64,
    high: u64,
}

impl Masks {
    #[inline(always)]
    fn of(block: &[u8; BLOCK]) -> Self {
        Self {
            quote: mask::equal(block, b'"'),
            slash: mask::equal(block, b'\\'),
            // Where they are is seldom asked, since there are seldom any.
            control: if mask::has_control(block) {
                mask::control(block)
            } else {
                0
            },
            high: if mask::has_high(block) {
                mask::high(block)
            } else {
                0
            },
        }
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
            self.masks = Masks::of(&block_at(self.bytes, block));
        }
        self.masks
    }
}

/// How many whole blocks without anything to stop at come first, and their bytes
/// or-ed. Cheaper than masks, and most blocks of a long string are like that.
fn plain_blocks(bytes: &[u8]) -> (usize, u8) {
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

/// Questions to a block, each answered by one bit a byte.
#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
pub(super) mod mask {
    use super::BLOCK;

    #[inline(always)]
    fn ask(block: &[u8; BLOCK], is: impl Fn(u8) -> bool) -> u64 {
        (0..)
            .zip(block)
            .fold(0, |mask, (bit, byte)| mask | u64::from(is(*byte)) << bit)
    }

    /// Where `wanted` stands.
    #[inline(always)]
    pub(crate) fn equal(block: &[u8; BLOCK], wanted: u8) -> u64 {
        ask(block, |byte| byte == wanted)
    }

    /// Whether `wanted` stands anywhere.
    #[inline(always)]
    pub(crate) fn has(block: &[u8; BLOCK], wanted: u8) -> bool {
        block
            .iter()
            .fold(false, |has, byte| has | (*byte == wanted))
    }

    /// Where `curly` or the square bracket of the same direction stands.
    #[inline(always)]
    pub(crate) fn bracket(block: &[u8; BLOCK], curly: u8) -> u64 {
        ask(block, |byte| byte | 0x20 == curly)
    }

    /// Where control characters stand.
    #[inline(always)]
    pub(crate) fn control(block: &[u8; BLOCK]) -> u64 {
        ask(block, |byte| byte < 0x20)
    }

    /// Whether one stands anywhere.
    #[inline(always)]
    pub(crate) fn has_control(block: &[u8; BLOCK]) -> bool {
        block.iter().fold(u8::MAX, |least, byte| least.min(*byte)) < 0x20
    }

    /// Whether a byte beyond ASCII stands anywhere.
    #[inline(always)]
    pub(crate) fn has_high(block: &[u8; BLOCK]) -> bool {
        block.iter().fold(0, |or, byte| or | byte) > 0x7f
    }

    /// Where bytes beyond ASCII stand.
    #[inline(always)]
    pub(crate) fn high(block: &[u8; BLOCK]) -> u64 {
        ask(block, |byte| byte > 0x7f)
    }
}

/// The same in the vector instructions that Envoy's V8 has; the compiler does
/// not find the mask instruction by itself.
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
pub(super) mod mask {
    use core::arch::wasm32::{
        u8x16, u8x16_bitmask, u8x16_eq, u8x16_lt, u8x16_min, u8x16_splat, v128, v128_any_true,
        v128_or,
    };

    use super::BLOCK;

    #[inline(always)]
    fn ask(block: &[u8; BLOCK], is: impl Fn(v128) -> v128) -> u64 {
        let (lanes, _) = block.as_chunks::<16>();
        (0..).zip(lanes).fold(0, |mask, (lane, bytes)| {
            let [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p] = *bytes;
            let vector = u8x16(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p);
            mask | u64::from(u8x16_bitmask(is(vector))) << (lane * 16)
        })
    }

    /// Where `wanted` stands.
    #[inline(always)]
    pub(crate) fn equal(block: &[u8; BLOCK], wanted: u8) -> u64 {
        ask(block, |bytes| u8x16_eq(bytes, u8x16_splat(wanted)))
    }

    /// Where `curly` or the square bracket of the same direction stands.
    #[inline(always)]
    pub(crate) fn bracket(block: &[u8; BLOCK], curly: u8) -> u64 {
        // The bit that tells `[` from `{`, and `]` from `}`.
        ask(block, |bytes| {
            u8x16_eq(v128_or(bytes, u8x16_splat(0x20)), u8x16_splat(curly))
        })
    }

    /// Where control characters stand.
    #[inline(always)]
    pub(crate) fn control(block: &[u8; BLOCK]) -> u64 {
        ask(block, |bytes| u8x16_lt(bytes, u8x16_splat(0x20)))
    }

    /// Whether `wanted` stands anywhere.
    #[inline(always)]
    pub(crate) fn has(block: &[u8; BLOCK], wanted: u8) -> bool {
        let wanted = u8x16_splat(wanted);
        v128_any_true(join(block, 0, |any, bytes| {
            v128_or(any, u8x16_eq(bytes, wanted))
        }))
    }

    /// All lanes of a block in one.
    #[inline(always)]
    fn join(block: &[u8; BLOCK], start: u8, join: impl Fn(v128, v128) -> v128) -> v128 {
        let (lanes, _) = block.as_chunks::<16>();
        lanes.iter().fold(u8x16_splat(start), |joined, bytes| {
            let [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p] = *bytes;
            join(
                joined,
                u8x16(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p),
            )
        })
    }

    /// Whether one stands anywhere.
    #[inline(always)]
    pub(crate) fn has_control(block: &[u8; BLOCK]) -> bool {
        let least = join(block, u8::MAX, |a, b| u8x16_min(a, b));
        v128_any_true(u8x16_lt(least, u8x16_splat(0x20)))
    }

    /// Whether a byte beyond ASCII stands anywhere.
    #[inline(always)]
    pub(crate) fn has_high(block: &[u8; BLOCK]) -> bool {
        u8x16_bitmask(join(block, 0, |a, b| v128_or(a, b))) != 0
    }

    /// Where bytes beyond ASCII stand.
    #[inline(always)]
    pub(crate) fn high(block: &[u8; BLOCK]) -> u64 {
        ask(block, |bytes| bytes)
    }
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
