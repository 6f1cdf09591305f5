//! Numbers that look random and are the same for the same input.
//!
//! Not for secrets: whoever chooses the input can choose the output. A caller who
//! does so chooses among the targets that a model may be asked of anyway.

/// A 64-bit number from any text: FNV-1a, then mixed, since FNV alone leaves the
/// high bits of short texts alike.
pub(super) fn text(bytes: &[u8]) -> u64 {
    let folded = bytes.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    mix(folded)
}

/// Spreads a number over all 64 bits: the finalizer of `SplitMix64`.
pub(super) const fn mix(number: u64) -> u64 {
    let number = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}

/// One number from two, whose order counts.
pub(super) const fn pair(first: u64, second: u64) -> u64 {
    mix(mix(first) ^ second)
}

/// A number of the open interval from 0 to 1.
pub(super) fn unit(hash: u64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "52 bits fit into the fraction")]
    let bits = (hash >> 12) as f64;
    (bits + 0.5) / 4_503_599_627_370_496.0
}

/// A number below `bound`; 0 if that is 0.
pub(super) const fn below(hash: u64, bound: u64) -> u64 {
    // The high half of the product is as evenly spread as the hash.
    ((hash as u128 * bound as u128) >> 64) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_texts_that_differ_in_one_letter_share_about_half_their_bits() {
        let shared: u32 = (0..1_000u32)
            .map(|n| {
                let one = text(format!("account-{n}").as_bytes());
                let other = text(format!("account-{}", n + 1).as_bytes());
                64 - (one ^ other).count_ones()
            })
            .sum();
        assert!((30_000..34_000).contains(&shared), "{shared} of 64,000");
    }

    #[test]
    fn a_unit_is_never_0_or_1() {
        assert!(unit(0) > 0.0);
        assert!(unit(u64::MAX) < 1.0);
    }

    #[test]
    fn numbers_below_a_bound_are_spread_evenly_and_never_reach_it() {
        let mut counts = [0u32; 10];
        for seed in 0..10_000 {
            counts[usize::try_from(below(mix(seed), 10)).unwrap()] += 1;
        }
        for count in counts {
            assert!((850..1_150).contains(&count), "{counts:?}");
        }
        assert_eq!(below(u64::MAX, 0), 0);
        assert_eq!(below(u64::MAX, 10), 9);
    }
}
