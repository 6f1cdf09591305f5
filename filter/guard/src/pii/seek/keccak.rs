//! Keccak-256 of short messages, as Ethereum uses it: the padding is the one from before
//! FIPS 202.

/// How many bytes of a message a block takes.
const RATE: usize = 136;

/// Keccak-256 of a message that is shorter than a block.
pub(super) fn hash(message: &[u8]) -> Option<[u8; 32]> {
    let mut block = [0_u8; RATE];
    block.get_mut(..message.len())?.copy_from_slice(message);
    *block.get_mut(message.len())? ^= 1;
    *block.last_mut()? ^= 0x80;
    let mut state = [0_u64; 25];
    let (words, _) = block.as_chunks::<8>();
    for (lane, word) in state.iter_mut().zip(words) {
        *lane = u64::from_le_bytes(*word);
    }
    permute(&mut state);
    let mut out = [0; 32];
    let (slots, _) = out.as_chunks_mut::<8>();
    for (slot, lane) in slots.iter_mut().zip(state) {
        *slot = lane.to_le_bytes();
    }
    Some(out)
}

fn permute(state: &mut [u64; 25]) {
    let mut register = 1_u8;
    for _ in 0..24 {
        // Theta.
        let columns: [u64; 5] =
            std::array::from_fn(|x| (0..5).fold(0, |sum, y| sum ^ state[x + 5 * y]));
        for (at, lane) in state.iter_mut().enumerate() {
            let x = at % 5;
            *lane ^= columns[(x + 4) % 5] ^ columns[(x + 1) % 5].rotate_left(1);
        }
        // Rho and pi.
        let (mut x, mut y) = (1, 0);
        let mut held = state[1];
        for turn in 1..=24_u32 {
            (x, y) = (y, (2 * x + 3 * y) % 5);
            std::mem::swap(&mut state[x + 5 * y], &mut held);
            let turned = &mut state[x + 5 * y];
            *turned = turned.rotate_left(turn * (turn + 1) / 2 % 64);
        }
        // Chi.
        for row in state.as_chunks_mut::<5>().0 {
            let old = *row;
            for (x, lane) in row.iter_mut().enumerate() {
                *lane ^= !old[(x + 1) % 5] & old[(x + 2) % 5];
            }
        }
        // Iota: its bits are those of a shift register.
        for bit in 0..7_u32 {
            if register & 1 == 1 {
                state[0] ^= 1 << ((1_u32 << bit) - 1);
            }
            let carries = register & 0x80 != 0;
            register <<= 1;
            if carries {
                register ^= 0x71;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_of_nothing_is_the_known_one() {
        let hash = hash(b"").unwrap();
        assert_eq!(hash[..4], [0xc5, 0xd2, 0x46, 0x01]);
        assert_eq!(hash[28..], [0x5d, 0x85, 0xa4, 0x70]);
    }
}
