//! AWS event stream framing, `application/vnd.amazon.eventstream`: bytes cut
//! anywhere to whole messages, and back.
//!
//! A message is a prelude (whole length, length of the headers, CRC-32 of these
//! eight bytes), headers, a payload, and a CRC-32 of all before it; numbers are
//! big endian. Specified in "Amazon event stream encoding" of the Smithy
//! specification. A stream in which one length or checksum is wrong cannot be
//! read on, for nothing marks where the next message begins.

mod frame;
mod header;
mod write;

pub use frame::{Framer, Message};
pub use header::{HeaderValue, Headers};
pub use write::write_message;

/// The media type of such a stream.
pub const MEDIA_TYPE: &str = "application/vnd.amazon.eventstream";

/// Largest message that AWS sends, in bytes: 24 MiB of payload, 128 KiB of headers.
pub const LARGEST: usize = (24 << 20) + LARGEST_HEADERS + OVERHEAD;

/// Most bytes of headers in one message.
const LARGEST_HEADERS: usize = 128 << 10;

/// The prelude: two lengths and their checksum.
const PRELUDE: usize = 12;

/// What a message has beside headers and payload.
const OVERHEAD: usize = PRELUDE + 4;

#[cfg(test)]
mod tests;
