//! Frames are the same however the bytes are cut.

use sluice_protocol::FrameError;
use sluice_protocol::sse::{Frame, Framer};

use super::chunks::cuts;

/// One input.
pub fn run(data: &[u8]) {
    let [whole, cut @ ..] = cuts(data);
    for limit in [40, 1 << 16] {
        // A CRLF cut in two counts as one byte less in its frame, so what fits
        // whole is compared under a bound with room for that.
        let Ok(expected) = read(&whole, limit) else {
            continue;
        };
        assert_eq!(expected.raw, data, "frames do not add up to the stream");
        for chunks in &cut {
            let seen = read(chunks, limit + 1);
            assert_eq!(seen.as_ref(), Ok(&expected), "{data:?}");
        }
    }
}

/// Event name, data, whether there was a comment.
pub type Fields = (Option<Vec<u8>>, Option<Vec<u8>>, bool);

/// What a stream is made of.
#[derive(Debug, Default, PartialEq)]
pub struct Seen {
    /// The fields of each frame that has any.
    pub frames: Vec<Fields>,
    raw: Vec<u8>,
}

/// Reads a stream that comes in these chunks.
///
/// # Errors
/// A frame over the limit.
pub fn read(chunks: &[&[u8]], limit: usize) -> Result<Seen, FrameError> {
    let mut framer = Framer::new(limit);
    let mut seen = Seen::default();
    let mut each = |frame: Frame<'_>| {
        seen.raw.extend_from_slice(frame.raw);
        let event = frame.event.map(<[u8]>::to_vec);
        let data = frame.data.map(<[u8]>::to_vec);
        if event.is_some() || data.is_some() || frame.comment {
            seen.frames.push((event, data, frame.comment));
        }
    };
    for chunk in chunks {
        framer.feed(chunk, &mut each)?;
    }
    framer.finish(&mut each);
    assert!(!framer.has_pending(), "something is left after the end");
    Ok(seen)
}
