//! Finds the end of an array or object without reading what is in it.
//!
//! Only strings and brackets are told apart, so what is skipped may be anything
//! that has them in balance. Same method as [`super::scan`].

use super::scan::{BLOCK, block_at, escaped, mask};

/// The offset behind the bracket that closes the container opened at `start`;
/// `None` if the input ends before it.
pub(super) fn container_end(bytes: &[u8], start: usize) -> Option<usize> {
    let mut block = start / BLOCK;
    let mut inside = u64::MAX << (start % BLOCK);
    let mut carry = 0;
    let mut in_string = 0;
    let mut depth = 0;
    let mut plain = 0u32;
    while block * BLOCK < bytes.len() {
        if plain > 2 {
            block += plain_blocks(bytes.get(block * BLOCK..).unwrap_or_default());
        }
        let bytes_of = block_at(bytes, block);
        let slash = mask::equal(&bytes_of, b'\\') & inside;
        let escaped = if slash | carry == 0 {
            0
        } else {
            escaped(slash, &mut carry, inside)
        };
        let any = mask::equal(&bytes_of, b'"') & inside;
        let quotes = any & !escaped;
        block += 1;
        if quotes == 0 && in_string != 0 {
            // Nothing but more of a string.
            plain = if any | carry == 0 { plain + 1 } else { 0 };
            inside = u64::MAX;
            continue;
        }
        plain = 0;
        let strings = prefix_xor(quotes) ^ in_string;
        let opens = mask::bracket(&bytes_of, b'{') & !strings & inside;
        let closes = mask::bracket(&bytes_of, b'}') & !strings & inside;
        if closes.count_ones() < depth {
            depth += opens.count_ones();
            depth -= closes.count_ones();
        } else {
            let mut brackets = opens | closes;
            while brackets != 0 {
                let bit = brackets.trailing_zeros();
                depth = if opens >> bit & 1 == 1 {
                    depth + 1
                } else {
                    depth.saturating_sub(1)
                };
                if depth == 0 {
                    return Some((block - 1) * BLOCK + bit as usize + 1);
                }
                brackets &= brackets - 1;
            }
        }
        // The last bit for all of the next block.
        in_string = 0u64.wrapping_sub(strings >> 63);
        inside = u64::MAX;
    }
    None
}

/// How many whole blocks without a quote come first. What they escape ends in them too,
/// but for a backslash at the end of a block, before which this stops.
fn plain_blocks(bytes: &[u8]) -> usize {
    let (blocks, _) = bytes.as_chunks::<BLOCK>();
    let is_plain = |block: &&[u8; BLOCK]| !mask::has(block, b'"') && !ends_in_slash(block);
    blocks.iter().take_while(is_plain).count()
}

const fn ends_in_slash(block: &[u8; BLOCK]) -> bool {
    block[BLOCK - 1] == b'\\'
}

/// Bit n of the result: whether an odd number of the bits up to n are set.
const fn prefix_xor(mut bits: u64) -> u64 {
    let mut shift = 1;
    while shift < 64 {
        bits ^= bits << shift;
        shift *= 2;
    }
    bits
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn brackets_in_strings_do_not_count() {
        let bytes = br#"{"a":["]}",{"b":"\"}"}],"c":"\\"} ,"#;
        assert_eq!(container_end(bytes, 0), Some(bytes.len() - 2));
        assert_eq!(container_end(bytes, 5), Some(23));
        assert_eq!(container_end(b"[[]", 0), None);
    }

    proptest! {
        #[test]
        fn a_container_ends_where_a_parser_ends_it(
            items in prop::collection::vec(r#"(\[|\{|\]|\}|"|\\|é|a{0,70}){0,30}"#, 0..6),
            before in "[ ,]{0,70}",
        ) {
            let value = serde_json::json!({ "list": items, "more": { "empty": [] } }).to_string();
            let text = format!("{before}{value}]}}");
            prop_assert_eq!(container_end(text.as_bytes(), before.len()), Some(before.len() + value.len()));
            prop_assert_eq!(container_end(&text.as_bytes()[..before.len() + value.len() - 1], before.len()), None);
        }

        #[test]
        fn a_long_string_ends_at_its_quote_whatever_it_escapes(
            text in r#"(\\|\"|\n|\|"|a{0,63}){0,12}"#,
            filler in "a{256,300}",
        ) {
            let value = serde_json::json!([format!("{filler}{text}{filler}{text}")]).to_string();
            let text = format!("{value}]\"");
            prop_assert_eq!(container_end(text.as_bytes(), 0), Some(value.len()));
        }

        #[test]
        fn any_bytes_are_survived(bytes in prop::collection::vec(any::<u8>(), 1..300), start in any::<prop::sample::Index>()) {
            let start = start.index(bytes.len());
            let end = container_end(&bytes, start);
            prop_assert!(end.is_none_or(|end| end > start && end <= bytes.len()));
        }
    }
}
