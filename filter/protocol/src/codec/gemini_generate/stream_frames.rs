//! A stream's bytes to its chunks: server-sent events, or one JSON array.
//!
//! Without `alt=sse` the API streams an array whose items come as they are made. The
//! first byte tells which it is; a lone object, as an answer that is not streamed, is
//! an array of one.

use crate::error::FrameError;
use crate::sse::{Frame, Framer};

/// Largest chunk, in bytes.
const MOST: usize = 16 << 20;

/// What comes out of a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    /// The JSON of one chunk.
    Chunk(&'a [u8]),
    /// A sign of life.
    Ping,
    /// Bytes that belong to no chunk.
    Garbage,
}

/// Cuts a stream into chunks.
#[derive(Debug)]
pub(super) enum Frames {
    /// No byte has come that tells.
    Unknown,
    /// Server-sent events.
    Events(Framer),
    /// A JSON array.
    Array(Items),
}

impl Frames {
    /// Reads the next bytes.
    ///
    /// # Errors
    /// A chunk over the bound.
    pub(super) fn feed(
        &mut self,
        chunk: &[u8],
        each: &mut dyn FnMut(Piece<'_>),
    ) -> Result<(), FrameError> {
        if matches!(self, Self::Unknown) {
            let is_told =
                |byte: &&u8| !byte.is_ascii_whitespace() && !b"\xef\xbb\xbf".contains(byte);
            match chunk.iter().find(is_told) {
                None => return Ok(()),
                Some(b'[' | b'{') => *self = Self::Array(Items::default()),
                Some(_) => *self = Self::Events(Framer::new(MOST)),
            }
        }
        match self {
            Self::Unknown => Ok(()),
            Self::Events(framer) => framer.feed(chunk, |frame| event(frame, each)),
            Self::Array(items) => items.feed(chunk, each),
        }
    }

    /// The bytes are over.
    pub(super) fn finish(&mut self, each: &mut dyn FnMut(Piece<'_>)) {
        match self {
            Self::Unknown => {}
            Self::Events(framer) => framer.finish(|frame| event(frame, each)),
            Self::Array(items) => items.finish(each),
        }
    }
}

fn event(frame: Frame<'_>, each: &mut dyn FnMut(Piece<'_>)) {
    match frame.data {
        // What servers of other formats end with.
        Some(data) if data.trim_ascii() == b"[DONE]" => {}
        Some(data) => each(Piece::Chunk(data)),
        None if frame.comment => each(Piece::Ping),
        None => {}
    }
}

/// Cuts a JSON array into its items, which are objects.
#[derive(Debug, Default)]
pub(super) struct Items {
    /// The item that is open, from its brace on.
    pending: Vec<u8>,
    depth: usize,
    in_string: bool,
    escaped: bool,
    /// Bytes between items that should not be there have been told.
    told: bool,
}

impl Items {
    fn feed(&mut self, chunk: &[u8], each: &mut dyn FnMut(Piece<'_>)) -> Result<(), FrameError> {
        let mut start = (self.depth > 0).then_some(0);
        for (at, byte) in chunk.iter().enumerate() {
            if self.depth == 0 {
                match byte {
                    b'{' => {
                        self.depth = 1;
                        self.told = false;
                        start = Some(at);
                    }
                    b'[' | b']' | b',' | b' ' | b'\n' | b'\r' | b'\t' | 0xef | 0xbb | 0xbf => {}
                    _ if self.told => {}
                    _ => {
                        self.told = true;
                        each(Piece::Garbage);
                    }
                }
                continue;
            }
            if self.step(*byte) {
                let from = start.take().unwrap_or(at);
                let tail = chunk.get(from..=at).unwrap_or_default();
                if self.pending.is_empty() {
                    each(Piece::Chunk(tail));
                } else {
                    self.pending.extend_from_slice(tail);
                    each(Piece::Chunk(&std::mem::take(&mut self.pending)));
                }
            }
        }
        if let Some(from) = start {
            self.pending
                .extend_from_slice(chunk.get(from..).unwrap_or_default());
            if self.pending.len() > MOST {
                self.pending = Vec::new();
                return Err(FrameError::TooLarge(MOST));
            }
        }
        Ok(())
    }

    /// Takes the next byte of an item; `true` if it is the last.
    fn step(&mut self, byte: u8) -> bool {
        if self.in_string {
            match byte {
                _ if self.escaped => self.escaped = false,
                b'\\' => self.escaped = true,
                b'"' => self.in_string = false,
                _ => {}
            }
            return false;
        }
        match byte {
            b'"' => self.in_string = true,
            b'{' | b'[' => self.depth += 1,
            b'}' | b']' => self.depth -= 1,
            _ => {}
        }
        self.depth == 0
    }

    fn finish(&mut self, each: &mut dyn FnMut(Piece<'_>)) {
        if self.depth > 0 {
            self.depth = 0;
            each(Piece::Garbage);
        }
        self.pending = Vec::new();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chunks(stream: &[u8], size: usize) -> Vec<String> {
        let mut frames = Frames::Unknown;
        let mut found = Vec::new();
        let mut each = |piece: Piece<'_>| {
            found.push(match piece {
                Piece::Chunk(json) => String::from_utf8_lossy(json).into_owned(),
                other => format!("{other:?}"),
            });
        };
        for chunk in stream.chunks(size) {
            frames.feed(chunk, &mut each).unwrap();
        }
        frames.finish(&mut each);
        found
    }

    #[test]
    fn an_array_and_events_give_the_same_chunks_however_they_are_cut() {
        let items = [r#"{"a":"}]\"{"}"#, r#"{"b":[{}]}"#];
        let array = format!("\n[{}\n,\r\n{}]\n", items[0], items[1]);
        let events = format!("data: {}\r\n\r\ndata: {}\n\n", items[0], items[1]);
        for stream in [array, events] {
            for size in 1..stream.len() {
                assert_eq!(chunks(stream.as_bytes(), size), items, "{size} of {stream}");
            }
        }
    }

    #[test]
    fn what_is_no_item_is_told_once() {
        assert_eq!(chunks(b"[oops,{}", 3), ["Garbage", "{}"]);
        assert_eq!(chunks(b"[{},{\"a\":", 2), ["{}", "Garbage"]);
        assert_eq!(chunks(b"{}", 1), ["{}"]);
        assert_eq!(chunks(b": ping\n\n", 4), ["Ping"]);
        assert!(chunks(b" \n", 1).is_empty());
    }
}
