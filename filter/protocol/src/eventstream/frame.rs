//! Bytes cut anywhere to whole messages.

use super::header::Headers;
use super::{LARGEST_HEADERS, OVERHEAD, PRELUDE};
use crate::error::FrameError;

/// One message as it came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Message<'a> {
    /// Its headers.
    pub headers: Headers<'a>,
    /// Its payload.
    pub payload: &'a [u8],
    /// The message as it came. Those of all messages, one after the other, are
    /// the stream.
    pub raw: &'a [u8],
}

/// Cuts a stream into messages. Holds at most one incomplete message.
#[derive(Debug)]
pub struct Framer {
    pending: Vec<u8>,
    /// Largest message, in bytes.
    limit: usize,
}

impl Framer {
    /// A framer that refuses messages of more than `limit` bytes.
    #[must_use]
    pub fn new(limit: usize) -> Self {
        Self {
            pending: Vec::new(),
            limit,
        }
    }

    /// Reads the next bytes and hands over every message that is complete with them.
    ///
    /// # Errors
    /// A message that is over the limit or damaged. The framer is then empty; the
    /// stream cannot be read on.
    pub fn feed(
        &mut self,
        chunk: &[u8],
        mut each: impl FnMut(Message<'_>),
    ) -> Result<(), FrameError> {
        let mut pending = std::mem::take(&mut self.pending);
        if pending.is_empty() {
            let used = self.messages(chunk, &mut each)?;
            self.pending
                .extend_from_slice(chunk.get(used..).unwrap_or_default());
            return Ok(());
        }
        pending.extend_from_slice(chunk);
        let used = self.messages(&pending, &mut each)?;
        pending.drain(..used);
        self.pending = pending;
        Ok(())
    }

    /// Ends the stream.
    ///
    /// # Errors
    /// It ended within a message.
    pub fn finish(&mut self) -> Result<(), FrameError> {
        if std::mem::take(&mut self.pending).is_empty() {
            Ok(())
        } else {
            Err(FrameError::Truncated)
        }
    }

    /// Whether part of a message is waiting for its end.
    #[must_use]
    pub fn has_pending(&self) -> bool {
        !self.pending.is_empty()
    }

    /// Hands over the whole messages at the start of `bytes`. Returns how many
    /// bytes they took.
    fn messages(
        &self,
        bytes: &[u8],
        each: &mut impl FnMut(Message<'_>),
    ) -> Result<usize, FrameError> {
        let mut used = 0;
        loop {
            let rest = bytes.get(used..).unwrap_or_default();
            let Some((message, length)) = self.message(rest)? else {
                return Ok(used);
            };
            each(message);
            used += length;
        }
    }

    /// The message at the start of `bytes` and its length; `None` if more must come.
    fn message<'b>(&self, bytes: &'b [u8]) -> Result<Option<(Message<'b>, usize)>, FrameError> {
        let Some(prelude) = bytes.first_chunk::<PRELUDE>() else {
            return Ok(None);
        };
        let [l0, l1, l2, l3, h0, h1, h2, h3, c0, c1, c2, c3] = *prelude;
        let lengths = [l0, l1, l2, l3, h0, h1, h2, h3];
        if crc32fast::hash(&lengths) != u32::from_be_bytes([c0, c1, c2, c3]) {
            return Err(FrameError::Checksum);
        }
        let size = |bytes| usize::try_from(u32::from_be_bytes(bytes)).unwrap_or(usize::MAX);
        let (total, headers) = (size([l0, l1, l2, l3]), size([h0, h1, h2, h3]));
        if total > self.limit {
            return Err(FrameError::TooLarge(self.limit));
        }
        if headers > LARGEST_HEADERS {
            return Err(FrameError::TooLarge(LARGEST_HEADERS));
        }
        let payload = total
            .checked_sub(OVERHEAD)
            .and_then(|rest| rest.checked_sub(headers))
            .ok_or(FrameError::Length)?;
        let Some(raw) = bytes.get(..total) else {
            return Ok(None);
        };
        let Some((checked, checksum)) = raw.split_last_chunk::<4>() else {
            return Err(FrameError::Length);
        };
        if crc32fast::hash(checked) != u32::from_be_bytes(*checksum) {
            return Err(FrameError::Checksum);
        }
        let (before, payload) = checked
            .split_at_checked(checked.len().saturating_sub(payload))
            .ok_or(FrameError::Length)?;
        let message = Message {
            headers: Headers::checked(before.get(PRELUDE..).unwrap_or_default())?,
            payload,
            raw,
        };
        Ok(Some((message, total)))
    }
}
