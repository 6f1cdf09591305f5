//! Sums of digits times weights, which most national schemes begin with.

use super::digit;

/// The sum of each digit times the weight at its place; `None` where there is another
/// byte, or not as many digits as weights.
pub(crate) fn weighted(digits: &[u8], weights: &[u32]) -> Option<u32> {
    weighted_values(digits, weights, digit)
}

/// Whether that sum, the check digit's part in it, is a multiple of `modulus`.
pub(crate) fn divisible(digits: &[u8], weights: &[u32], modulus: u32) -> bool {
    weighted(digits, weights).is_some_and(|sum| sum.is_multiple_of(modulus))
}

/// [`weighted`] over other characters, each worth what `worth` says.
pub(crate) fn weighted_values(
    bytes: &[u8],
    weights: &[u32],
    worth: fn(u8) -> Option<u32>,
) -> Option<u32> {
    if bytes.len() != weights.len() {
        return None;
    }
    bytes
        .iter()
        .zip(weights)
        .try_fold(0, |sum, (&byte, weight)| Some(sum + worth(byte)? * weight))
}

/// The sum of the digits of each product of a digit and its weight.
pub(crate) fn cross_sum(digits: &[u8], weights: &[u32]) -> Option<u32> {
    if digits.len() != weights.len() {
        return None;
    }
    digits
        .iter()
        .zip(weights)
        .try_fold(0, |sum, (&byte, weight)| {
            let product = digit(byte)? * weight;
            Some(sum + product / 10 + product % 10)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sum_wants_as_many_digits_as_weights() {
        assert_eq!(weighted(b"123", &[1, 2, 3]), Some(14));
        assert_eq!(weighted(b"12", &[1, 2, 3]), None);
        assert_eq!(weighted(b"12x", &[1, 2, 3]), None);
    }

    #[test]
    fn a_cross_sum_adds_the_digits_of_each_product() {
        assert_eq!(cross_sum(b"79", &[2, 5]), Some(1 + 4 + 4 + 5));
    }
}
