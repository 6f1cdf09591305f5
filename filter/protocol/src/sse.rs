//! Server-sent events: bytes cut anywhere to whole frames.
//!
//! Format: WHATWG HTML, "Server-sent events". More is accepted than written
//! there, because providers send it: white space before a field name, and a
//! last event without its blank line. Deliberately absent: `id` and `retry`,
//! which no LLM API uses.

use std::borrow::Cow;

use crate::error::FrameError;

/// One event as it came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Frame<'a> {
    /// Value of the last `event` field.
    pub event: Option<&'a [u8]>,
    /// Values of the `data` fields, joined by line feeds; `None` if there was none.
    pub data: Option<&'a [u8]>,
    /// Whether there was a comment line: a sign of life if there is no data.
    pub comment: bool,
    /// The frame as it came, its blank line included. Those of all frames, one
    /// after the other, are the stream.
    pub raw: &'a [u8],
}

/// Most lines in one frame; more would make reading one quadratic.
const MOST_LINES: usize = 1024;

const BOM: &[u8] = b"\xef\xbb\xbf";

/// Cuts a stream into frames. Holds at most one incomplete frame.
#[derive(Debug)]
pub struct Framer {
    /// The incomplete frame so far.
    pending: Vec<u8>,
    /// Where the last line of `pending` starts; all before it are whole lines.
    last_line: usize,
    /// Largest frame, in bytes.
    limit: usize,
    /// Nothing has been read yet, so a byte order mark may come.
    fresh: bool,
}

impl Framer {
    /// A framer that refuses frames of more than `limit` bytes.
    #[must_use]
    pub fn new(limit: usize) -> Self {
        Self {
            pending: Vec::new(),
            last_line: 0,
            limit,
            fresh: true,
        }
    }

    /// Reads the next bytes and hands over every frame that is complete with them.
    ///
    /// # Errors
    /// A frame over the limit. The framer is then empty; the stream cannot be read on.
    pub fn feed(
        &mut self,
        chunk: &[u8],
        mut each: impl FnMut(Frame<'_>),
    ) -> Result<(), FrameError> {
        if self.pending.is_empty() {
            let used = self.frames(chunk, 0, &mut each)?;
            self.pending
                .extend_from_slice(chunk.get(used..).unwrap_or_default());
            return Ok(());
        }
        let mut pending = std::mem::take(&mut self.pending);
        let scanned = pending.len();
        pending.extend_from_slice(chunk);
        let used = self.frames(&pending, scanned, &mut each)?;
        pending.drain(..used);
        self.pending = pending;
        Ok(())
    }

    /// Ends the stream: what is pending is handed over as a last frame, even
    /// without its blank line.
    pub fn finish(&mut self, mut each: impl FnMut(Frame<'_>)) {
        let pending = std::mem::take(&mut self.pending);
        self.last_line = 0;
        if pending.is_empty() {
            return;
        }
        let mut lines = Lines::default();
        let mut at = 0;
        while at < pending.len() {
            let (end, next) = match line_end(&pending, at, at) {
                Some(ends) => ends,
                None => (pending.len(), pending.len()),
            };
            lines.read(self.without_bom(pending.get(at..end).unwrap_or_default()));
            at = next;
        }
        each(lines.frame(&pending));
    }

    /// Whether part of a frame is waiting for its end.
    #[must_use]
    pub fn has_pending(&self) -> bool {
        !self.pending.is_empty()
    }

    fn too_large(&mut self) -> FrameError {
        self.pending = Vec::new();
        self.last_line = 0;
        FrameError::TooLarge(self.limit)
    }

    fn without_bom<'a>(&mut self, line: &'a [u8]) -> &'a [u8] {
        let fresh = std::mem::replace(&mut self.fresh, false);
        if fresh {
            line.strip_prefix(BOM).unwrap_or(line)
        } else {
            line
        }
    }

    /// Hands over the whole frames in `bytes`, whose first `scanned` bytes are what
    /// was pending. Returns how many bytes they took.
    fn frames(
        &mut self,
        bytes: &[u8],
        scanned: usize,
        each: &mut impl FnMut(Frame<'_>),
    ) -> Result<usize, FrameError> {
        let fresh = self.fresh;
        // The pending last line has been searched before, so that one huge line in
        // many chunks is not searched again from its start with each of them.
        let known = self.last_line;
        let mut start = 0;
        let mut at = 0;
        let mut lines = Lines::default();
        while let Some((end, next)) = line_end(bytes, at, if at == known { scanned } else { at }) {
            let line = self.without_bom(bytes.get(at..end).unwrap_or_default());
            at = next;
            if at - start > self.limit || lines.count > MOST_LINES {
                return Err(self.too_large());
            }
            if !line.is_empty() {
                lines.read(line);
                continue;
            }
            each(std::mem::take(&mut lines).frame(bytes.get(start..at).unwrap_or_default()));
            start = at;
        }
        if bytes.len() - start > self.limit {
            return Err(self.too_large());
        }
        if start == 0 {
            self.fresh = fresh;
        }
        self.last_line = at - start;
        Ok(start)
    }
}

/// Finds the end of the line that starts at `at`, looking from `from` on: where
/// it ends, and where the next one starts.
///
/// A CR at the very end counts: if its LF comes later, that LF is an empty line
/// of its own in front of the next frame, which harms nobody.
fn line_end(bytes: &[u8], at: usize, from: usize) -> Option<(usize, usize)> {
    let from = from.max(at);
    let end = from + memchr::memchr2(b'\n', b'\r', bytes.get(from..)?)?;
    let is_crlf = bytes.get(end..end + 2) == Some(b"\r\n");
    Some((end, if is_crlf { end + 2 } else { end + 1 }))
}

/// The fields of one frame, as far as its lines have been read.
#[derive(Default)]
struct Lines<'a> {
    event: Option<&'a [u8]>,
    data: Option<Cow<'a, [u8]>>,
    comment: bool,
    count: usize,
}

impl<'a> Lines<'a> {
    fn read(&mut self, line: &'a [u8]) {
        self.count += 1;
        let line = line.trim_ascii_start();
        let (name, value) = match memchr::memchr(b':', line) {
            Some(colon) => (
                line.get(..colon).unwrap_or_default(),
                line.get(colon + 1..).unwrap_or_default(),
            ),
            None => (line, &b""[..]),
        };
        let value = value.strip_prefix(b" ").unwrap_or(value);
        match name {
            b"data" => match &mut self.data {
                None => self.data = Some(Cow::Borrowed(value)),
                Some(data) => {
                    let data = data.to_mut();
                    data.push(b'\n');
                    data.extend_from_slice(value);
                }
            },
            b"event" => self.event = Some(value),
            b"" => self.comment = true,
            _ => {}
        }
    }

    fn frame<'f>(&'f self, raw: &'f [u8]) -> Frame<'f> {
        Frame {
            event: self.event,
            data: self.data.as_deref(),
            comment: self.comment,
            raw,
        }
    }
}

/// Appends one event: an optional name, and one line of data.
///
/// `data` appends JSON. Line ends in it, which a value that is copied as it was
/// written may hold between its tokens, become spaces: they would end the line.
pub fn write_event(out: &mut Vec<u8>, event: Option<&str>, data: impl FnOnce(&mut Vec<u8>)) {
    if let Some(event) = event {
        out.extend_from_slice(b"event: ");
        out.extend_from_slice(event.as_bytes());
        out.push(b'\n');
    }
    out.extend_from_slice(b"data: ");
    let start = out.len();
    data(out);
    let mut rest = out.get_mut(start..).unwrap_or_default();
    while let Some(end) = memchr::memchr2(b'\n', b'\r', rest) {
        let (line, tail) = std::mem::take(&mut rest).split_at_mut(end + 1);
        if let Some(byte) = line.last_mut() {
            *byte = b' ';
        }
        rest = tail;
    }
    out.extend_from_slice(b"\n\n");
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    type Seen = (Option<String>, Option<String>, bool);

    fn read(chunks: &[&[u8]], limit: usize) -> Result<(Vec<Seen>, Vec<u8>), FrameError> {
        let mut framer = Framer::new(limit);
        let mut seen = Vec::new();
        let mut raw = Vec::new();
        let string = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let mut each = |frame: Frame<'_>| {
            raw.extend_from_slice(frame.raw);
            if frame.event.is_some() || frame.data.is_some() || frame.comment {
                seen.push((
                    frame.event.map(string),
                    frame.data.map(string),
                    frame.comment,
                ));
            }
        };
        for chunk in chunks {
            framer.feed(chunk, &mut each)?;
        }
        framer.finish(&mut each);
        Ok((seen, raw))
    }

    fn data(text: &str) -> Seen {
        (None, Some(text.to_owned()), false)
    }

    #[track_caller]
    fn check(stream: &str, expected: &[Seen]) {
        assert_eq!(
            read(&[stream.as_bytes()], 1 << 16).unwrap().0,
            expected,
            "{stream:?}"
        );
    }

    #[test]
    fn every_line_end_ends_a_line() {
        for end in ["\n", "\r\n", "\r"] {
            let stream = format!("event: e{end}data: 1{end}{end}data: 2{end}{end}");
            check(
                &stream,
                &[
                    (Some("e".to_owned()), Some("1".to_owned()), false),
                    data("2"),
                ],
            );
        }
        check("data: 1\r\n\ndata: 2\n\r\n", &[data("1"), data("2")]);
    }

    #[test]
    fn only_the_first_space_is_framing() {
        check("data:1\n\ndata:  2\n\n", &[data("1"), data(" 2")]);
    }

    #[test]
    fn several_data_lines_are_joined() {
        check("data: a\ndata\ndata: b\n\n", &[data("a\n\nb")]);
    }

    #[test]
    fn a_comment_is_a_sign_of_life() {
        check(": hello\n\n", &[(None, None, true)]);
    }

    #[test]
    fn a_byte_order_mark_and_leading_space_are_skipped() {
        check("\u{feff}data: 1\n\n  data: 2\n\n", &[data("1"), data("2")]);
    }

    #[test]
    fn a_last_event_needs_no_blank_line() {
        check("data: 1\n\ndata: 2", &[data("1"), data("2")]);
    }

    #[test]
    fn unknown_fields_are_passed_over() {
        check("id: 7\nretry: 1\nfoo\ndata: 1\n\n", &[data("1")]);
    }

    #[test]
    fn a_huge_frame_in_many_chunks_is_read_and_bounded() {
        let text = "x".repeat(100_000);
        let stream = format!("data: {text}\n\n");
        let chunks: Vec<&[u8]> = stream.as_bytes().chunks(7).collect();
        assert_eq!(read(&chunks, 200_000).unwrap().0, [data(&text)]);
        assert_eq!(read(&chunks, 50_000), Err(FrameError::TooLarge(50_000)));
        assert_eq!(
            read(&[stream.as_bytes().strip_suffix(b"\n").unwrap()], 50_000),
            Err(FrameError::TooLarge(50_000))
        );
    }

    #[test]
    fn json_of_several_lines_is_written_as_one() {
        let mut out = Vec::new();
        write_event(&mut out, Some("e"), |out| {
            out.extend_from_slice(b"{\r\n\"a\":\n\n1\r}");
        });
        let text = String::from_utf8(out).unwrap();
        check(
            &text,
            &[(
                Some("e".to_owned()),
                Some("{  \"a\":  1 }".to_owned()),
                false,
            )],
        );
    }

    #[test]
    fn a_frame_of_endless_lines_is_refused() {
        let stream = "data: x\n".repeat(5000);
        assert!(read(&[stream.as_bytes()], 1 << 20).is_err());
    }

    proptest! {
        #[test]
        fn any_chunking_gives_the_same_frames_and_bytes(
            stream in "(\u{feff})?(data: ?[a-zé\u{1f600}]{0,5}|event:e|:c|x|\r|\n|\r\n|\n\n|\r\n\r\n){0,24}",
            cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..12),
        ) {
            let bytes = stream.as_bytes();
            let mut places: Vec<usize> = cuts.iter().map(|cut| cut.index(bytes.len() + 1)).collect();
            places.sort_unstable();
            let mut chunks = Vec::new();
            let mut from = 0;
            for place in places {
                chunks.push(&bytes[from..place]);
                from = place;
            }
            chunks.push(&bytes[from..]);
            let whole = read(&[bytes], 1 << 16).unwrap();
            prop_assert_eq!(&whole.1, &bytes);
            prop_assert_eq!(read(&chunks, 1 << 16).unwrap(), whole);
        }
    }
}
