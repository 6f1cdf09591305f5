//! Reasoning of one streamed choice that a client has to send back as it was.
//!
//! Its text goes out as it comes. What proves it comes behind, and is sent with the
//! text once more, as one detail: clients that only collect details then have whole
//! ones.

use super::details;
use crate::chat::{Origin, Signature};
use crate::json::{Text, Writer};

/// Most bytes kept of one choice; what is longer is not repeated, and so cannot be
/// sent back.
const MOST_KEPT: usize = 1 << 20;

/// What is known of the reasoning of a choice.
#[derive(Debug, Default)]
pub(super) struct Reasoning {
    /// The open part.
    part: u32,
    text: String,
    signature: Option<(Origin, String)>,
    is_too_long: bool,
    /// A signature that may belong to a call behind it.
    waiting: Option<String>,
    /// Details sent so far.
    sent: u64,
}

impl Reasoning {
    pub(super) fn start(&mut self, part: u32) {
        *self = Self {
            part,
            sent: self.sent,
            ..Self::default()
        };
    }

    /// More text of a part.
    pub(super) fn text(&mut self, part: u32, text: &Text<'_>) {
        if part == self.part {
            let kept = self.text.len() + self.signature_len();
            keep(&mut self.text, kept, text, &mut self.is_too_long);
        }
    }

    /// More of a part's signature.
    pub(super) fn signature(&mut self, part: u32, piece: &Signature<'_>) {
        if part == self.part {
            let kept = self.text.len() + self.signature_len();
            let known = self
                .signature
                .get_or_insert_with(|| (piece.origin, String::new()));
            keep(&mut known.1, kept, &piece.data, &mut self.is_too_long);
        }
    }

    fn signature_len(&self) -> usize {
        self.signature.as_ref().map_or(0, |(_, data)| data.len())
    }

    /// Ends a part. What comes back are its details, unless it is a signature that
    /// waits for its call.
    pub(super) fn stop(&mut self, part: u32) -> Option<Vec<u8>> {
        if part != self.part || self.is_too_long {
            return None;
        }
        let (origin, data) = self.signature.take()?;
        if origin == Origin::Google && self.text.is_empty() {
            self.waiting = Some(data);
            return None;
        }
        let text = Text::from(std::mem::take(&mut self.text));
        let signature = Signature {
            origin,
            data: Text::from(data),
        };
        Some(self.list(|number, writer| {
            details::write_signed(number, &text, &signature, writer);
        }))
    }

    /// The signature of the call that begins now.
    pub(super) fn take_for_call(&mut self) -> Option<Text<'static>> {
        self.waiting.take().map(Text::from)
    }

    /// The details of a signature for which no call has come.
    pub(super) fn take_waiting(&mut self) -> Option<Vec<u8>> {
        let data = Signature {
            origin: Origin::Google,
            data: Text::from(self.waiting.take()?),
        };
        Some(self.sealed(&data))
    }

    /// The details of sealed reasoning.
    pub(super) fn sealed(&mut self, data: &Signature<'_>) -> Vec<u8> {
        self.list(|number, writer| details::write_sealed(number, data, writer))
    }

    fn list(&mut self, write: impl FnOnce(u64, &mut Writer<'_>)) -> Vec<u8> {
        let mut list = Vec::with_capacity(256);
        let mut writer = Writer::new(&mut list);
        writer.begin_array();
        write(self.sent, &mut writer);
        writer.end_array();
        self.sent += 1;
        list
    }
}

fn keep(kept: &mut String, so_far: usize, piece: &Text<'_>, is_too_long: &mut bool) {
    let piece = piece.to_str();
    if so_far + piece.len() > MOST_KEPT {
        *is_too_long = true;
        kept.clear();
    }
    if !*is_too_long {
        kept.push_str(&piece);
    }
}
