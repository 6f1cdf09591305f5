//! How a request gets from a client's body to a provider's.

use super::Quirks;
use crate::envelope::Envelope;
use crate::format::WireFormat;
use crate::json::{Document, Edits, Limits, Value};
use crate::loss::Losses;

/// A format as one provider takes it: the departures from it, and what is wrapped
/// around it.
///
/// The same for both paths, so that they cannot differ: what is native is edited in
/// the client's own bytes, what is translated in the encoder's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Way {
    /// What is spoken.
    pub format: WireFormat,
    /// Departures from it.
    pub quirks: Quirks,
    /// What is wrapped around it.
    pub envelope: Option<Envelope>,
}

impl Way {
    /// A format as its owner takes it.
    #[must_use]
    pub const fn plain(format: WireFormat) -> Self {
        Self {
            format,
            quirks: Quirks::NONE,
            envelope: None,
        }
    }

    /// What must change in `bytes`, the body of a client that speaks the format, so
    /// that it asks for `model`. `outline` shows at least the top level of it;
    /// `betas` are what [`Envelope::betas`] let pass.
    pub fn native(
        self,
        model: &str,
        bytes: &[u8],
        outline: Value<'_>,
        betas: &[&str],
        losses: &mut Losses,
    ) -> Edits {
        let mut edits = match self.envelope {
            Some(envelope) => envelope.edits(outline, betas, losses),
            None => self.quirks.native(self.format, model, outline),
        };
        self.quirks.edit(model, bytes, outline, &mut edits, losses);
        edits
    }

    /// Changes a body for `model` that the format's encoder has written.
    pub fn rewrite(self, model: &str, body: &mut Vec<u8>, losses: &mut Losses) {
        if self.envelope.is_none() && self.quirks.changes(model).next().is_none() {
            return;
        }
        let Ok(document) = Document::outline(body, Limits::default()) else {
            return;
        };
        let root = document.root(body);
        let mut edits = match self.envelope {
            Some(envelope) => envelope.edits(root, &[], losses),
            None => Edits::default(),
        };
        self.quirks.edit(model, body, root, &mut edits, losses);
        if !edits.is_empty() {
            *body = edits.apply(body);
        }
    }

    /// The media type of a stream, as it comes.
    #[must_use]
    pub fn stream_type(self) -> &'static str {
        match self.envelope {
            Some(envelope) => envelope.stream_type(),
            None => self.format.codec().stream_type(),
        }
    }
}
