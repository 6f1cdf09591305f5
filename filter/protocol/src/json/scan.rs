//! Finds the next byte of a string that is not plain text.
//!
//! The block loop has no branch inside, so that the compiler turns it into
//! SIMD for every target: base64 images and long prompts are most of what a
//! gateway reads.

const BLOCK: usize = 32;

/// What a run of plain string bytes ended in.
pub(super) struct Run {
    /// Offset of the first `"`, `\` or control character at or after the start;
    /// the length of the input if there is none.
    pub(super) end: usize,
    /// Whether a byte of the run is outside ASCII (so UTF-8 must be checked).
    pub(super) non_ascii: bool,
}

/// Skips the plain bytes of a string from `start` on.
pub(super) fn plain_run(bytes: &[u8], start: usize) -> Run {
    let rest = bytes.get(start..).unwrap_or_default();
    let mut end = start;
    let mut high = 0u8;
    for block in rest.chunks_exact(BLOCK) {
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
        end += BLOCK;
    }
    for &byte in bytes.get(end..).unwrap_or_default() {
        if byte == b'"' || byte == b'\\' || byte < 0x20 {
            break;
        }
        high |= byte;
        end += 1;
    }
    Run {
        end,
        non_ascii: high & 0x80 != 0,
    }
}
