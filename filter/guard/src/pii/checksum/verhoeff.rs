//! Verhoeff's scheme: the dihedral group of the pentagon.

use super::digit;

/// Where each round of the permutation takes a digit.
const ROUNDS: [[u8; 10]; 8] = rounds();

const fn rounds() -> [[u8; 10]; 8] {
    let first = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];
    let mut all = [[0_u8; 10]; 8];
    let mut at = 0;
    while at < 10 {
        all[0][at] = at as u8;
        at += 1;
    }
    let mut round = 1;
    while round < 8 {
        let mut at = 0;
        while at < 10 {
            all[round][at] = first[all[round - 1][at] as usize];
            at += 1;
        }
        round += 1;
    }
    all
}

/// The product of two symmetries of the pentagon: 0 to 4 turn it, 5 to 9 turn it over.
const fn product(a: u32, b: u32) -> u32 {
    match (a < 5, b < 5) {
        (true, true) => (a + b) % 5,
        (true, false) => 5 + (a + b - 5) % 5,
        (false, true) => 5 + (a - 5 + 5 - b) % 5,
        (false, false) => (a + 5 - b) % 5,
    }
}

/// Whether digits, the last of them the check digit, satisfy Verhoeff's scheme.
pub(crate) fn verhoeff(digits: &[u8]) -> bool {
    let rounds = ROUNDS.iter().cycle();
    let sum = digits
        .iter()
        .rev()
        .zip(rounds)
        .try_fold(0, |sum, (&byte, round)| {
            let place = usize::try_from(digit(byte)?).ok()?;
            Some(product(sum, u32::from(*round.get(place)?)))
        });
    !digits.is_empty() && sum == Some(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_swap_of_neighbours_and_every_wrong_digit_fails() {
        let good = *b"2363";
        assert!(verhoeff(&good));
        for at in 0..good.len() {
            for other in b'0'..=b'9' {
                let mut bad = good;
                bad[at] = other;
                assert_eq!(verhoeff(&bad), bad == good);
            }
        }
        assert!(!verhoeff(b"3263"));
        assert!(!verhoeff(b""));
        assert!(!verhoeff(b"23 3"));
    }
}
