//! Wraps bytes in gzip without making them smaller: stored blocks only. Enough
//! for a client that has to notice and undo a compression it did not ask for.
//!
//! Source: RFC 1952 (gzip) and RFC 1951, section 3.2.4 (stored blocks).

/// Compresses piece by piece.
pub(crate) struct Gzip {
    checksum: u32,
    length: u32,
    begun: bool,
}

impl Gzip {
    pub(crate) fn new() -> Self {
        Self {
            checksum: 0xffff_ffff,
            length: 0,
            begun: false,
        }
    }

    /// The compressed form of the next piece.
    pub(crate) fn piece(&mut self, bytes: &[u8]) -> Vec<u8> {
        let mut out = Vec::with_capacity(bytes.len() + 32);
        if !self.begun {
            self.begun = true;
            out.extend([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]);
        }
        for block in bytes.chunks(0xffff) {
            let length = block.len() as u16;
            out.push(0);
            out.extend(length.to_le_bytes());
            out.extend((!length).to_le_bytes());
            out.extend(block);
        }
        self.checksum = bytes.iter().fold(self.checksum, |sum, byte| {
            (0..8).fold(sum ^ u32::from(*byte), |sum, _| {
                (sum >> 1) ^ (0xedb8_8320 & (sum & 1).wrapping_neg())
            })
        });
        self.length = self.length.wrapping_add(bytes.len() as u32);
        out
    }

    /// The last, empty block and the check sum.
    pub(crate) fn finish(mut self) -> Vec<u8> {
        let mut out = self.piece(b"");
        out.extend([1, 0, 0, 0xff, 0xff]);
        out.extend((!self.checksum).to_le_bytes());
        out.extend(self.length.to_le_bytes());
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bytes_of_a_short_text_are_those_of_the_specification() {
        let mut gzip = Gzip::new();
        let mut bytes = gzip.piece(b"hello");
        bytes.extend(gzip.finish());
        let expected = [
            &[0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255, 0, 5, 0, 0xfa, 0xff][..],
            b"hello",
            &[1, 0, 0, 0xff, 0xff, 0x86, 0xa6, 0x10, 0x36, 5, 0, 0, 0],
        ];
        assert_eq!(bytes, expected.concat());
    }
}
