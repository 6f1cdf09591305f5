//! Which formats one input is tried as: all of them in a test, and one pair, which the
//! input itself names, where a fuzzer wants many cheap runs.

use sluice_protocol::WireFormat;

/// Formats that are read, and formats that are written from each of them.
#[derive(Debug, Clone, Copy)]
pub struct Pairs {
    /// What the input is read as.
    pub sources: &'static [WireFormat],
    /// What is written.
    pub targets: &'static [WireFormat],
}

impl Pairs {
    /// Every pair.
    pub const ALL: Self = Self {
        sources: WireFormat::ALL,
        targets: WireFormat::ALL,
    };

    /// The pair that an input names, and the input without the name. A last byte that
    /// ends no ASCII text is one; any other input is hashed, so that what is plain
    /// text stays as it is.
    pub fn named_by(data: &[u8]) -> (Self, &[u8]) {
        let (number, rest) = match data.split_last() {
            Some((last, rest)) if !last.is_ascii() => (usize::from(last & 0x7f), rest),
            _ => (hash(data), data),
        };
        let count = WireFormat::ALL.len();
        let one = |number: usize| {
            let at = number % count;
            WireFormat::ALL.get(at..=at).unwrap_or_default()
        };
        let pair = Self {
            sources: one(number / count),
            targets: one(number),
        };
        (pair, rest)
    }
}

/// FNV-1a, of which the lowest bits are the least mixed.
fn hash(data: &[u8]) -> usize {
    let hash = data.iter().fold(0x811c_9dc5_u32, |hash, byte| {
        (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193)
    });
    usize::try_from(hash >> 8).unwrap_or(0)
}
