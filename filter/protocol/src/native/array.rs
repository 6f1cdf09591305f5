//! Server-sent events as one JSON array, whose items are the events' data as it came.

use crate::error::FrameError;
use crate::sse::{Frame, Framer};

/// Largest event; the same bound that the codecs use.
const LARGEST_EVENT: usize = 16 << 20;

/// Puts a stream of events into the form of an array, for clients that ask for that
/// (Gemini without `alt=sse`).
#[derive(Debug)]
pub struct ArrayForm {
    framer: Framer,
    has_items: bool,
}

impl Default for ArrayForm {
    fn default() -> Self {
        Self {
            framer: Framer::new(LARGEST_EVENT),
            has_items: false,
        }
    }
}

impl ArrayForm {
    /// Reads the next bytes, and gives the items that are complete with them.
    ///
    /// # Errors
    /// An event over the bound.
    pub fn feed(&mut self, chunk: &[u8]) -> Result<Vec<u8>, FrameError> {
        let mut out = Vec::with_capacity(chunk.len());
        let has_items = &mut self.has_items;
        self.framer
            .feed(chunk, |frame| item(&frame, has_items, &mut out))?;
        Ok(out)
    }

    /// The bytes are over: the last item, and the end of the array.
    pub fn finish(&mut self) -> Vec<u8> {
        let mut out = Vec::new();
        let has_items = &mut self.has_items;
        self.framer
            .finish(|frame| item(&frame, has_items, &mut out));
        out.extend_from_slice(if *has_items { b"]" } else { b"[]" });
        out
    }
}

fn item(frame: &Frame<'_>, has_items: &mut bool, out: &mut Vec<u8>) {
    let Some(data) = frame.data else { return };
    out.extend_from_slice(if *has_items { b",\r\n" } else { b"[" });
    *has_items = true;
    out.extend_from_slice(data);
    out.push(b'\n');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_become_items_however_they_are_cut() {
        let stream = "data: {\"a\": 1.0}\r\n\r\n: ping\n\ndata: {\"b\":\"é\"}\n\n";
        for size in 1..stream.len() {
            let mut form = ArrayForm::default();
            let mut out = Vec::new();
            for chunk in stream.as_bytes().chunks(size) {
                out.extend(form.feed(chunk).unwrap());
            }
            out.extend(form.finish());
            assert_eq!(
                String::from_utf8(out).unwrap(),
                "[{\"a\": 1.0}\n,\r\n{\"b\":\"é\"}\n]"
            );
        }
        assert_eq!(ArrayForm::default().finish(), b"[]");
    }
}
