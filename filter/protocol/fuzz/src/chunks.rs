//! Ways to cut an input, chosen by the input itself so that a failure repeats.

/// The same bytes in one piece, byte by byte, and in pieces of uneven length.
pub fn cuts(data: &[u8]) -> [Vec<&[u8]>; 3] {
    let mut uneven = Vec::new();
    let mut rest = data;
    // FNV-1a over the input seeds a xorshift.
    let mut state = data.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    }) | 1;
    while !rest.is_empty() {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        // Mostly small pieces, now and then a large or an empty one.
        let length = match state % 8 {
            0 => 0,
            1 => 1000,
            other => usize::try_from((state >> 8) % (other * other * 4)).unwrap_or(1),
        };
        let (piece, tail) = rest.split_at(length.min(rest.len()));
        uneven.push(piece);
        rest = tail;
    }
    [vec![data], data.chunks(1).collect(), uneven]
}
