//! The blocks of a stream that is being read.

use crate::chat::{Event, Origin, PartKind, Signature};
use crate::json::{Document, Limits, Text, Writer};

/// A block between its start and its stop.
#[derive(Debug)]
pub(super) struct Open {
    /// Its number in the stream.
    pub(super) index: u64,
    /// Its number in the hub, unless it is told with its end.
    pub(super) part: u32,
    /// What it is.
    pub(super) kind: Kind,
}

#[derive(Debug)]
pub(super) enum Kind {
    /// Text.
    Text,
    /// Reasoning.
    Thinking,
    /// A call.
    ToolCall,
    /// Told with its start.
    Told,
    /// A block of the provider's own whose `input` still comes in; told when whole.
    Native { block: Vec<u8>, input: Vec<u8> },
}

impl Open {
    /// How many bytes are held back for it.
    pub(super) fn held(&self) -> usize {
        match &self.kind {
            Kind::Native { block, input } => block.len() + input.len(),
            Kind::Text | Kind::Thinking | Kind::ToolCall | Kind::Told => 0,
        }
    }
}

/// Tells more characters of a part, if there are any.
pub(super) fn delta(part: u32, text: Option<Text<'_>>, each: &mut dyn FnMut(&Event<'_>)) {
    if let Some(text) = text.filter(|text| !text.is_empty()) {
        each(&Event::PartDelta {
            choice: 0,
            part,
            text,
        });
    }
}

/// Tells a piece of a signature, if it is not empty.
pub(super) fn signature(part: u32, signature: Option<Text<'_>>, each: &mut dyn FnMut(&Event<'_>)) {
    if let Some(signature) = signature.filter(|signature| !signature.is_empty()) {
        each(&Event::Signature {
            choice: 0,
            part,
            signature: Signature::from_wire(Origin::Anthropic, signature),
        });
    }
}

/// Ends a block; one that was held back is told now, as the part `next`.
pub(super) fn stop(block: Open, next: &mut u32, each: &mut dyn FnMut(&Event<'_>)) {
    let mut part = block.part;
    if let Kind::Native { block, input } = block.kind {
        let whole = with_input(&block, &input);
        let document = Document::parse(&whole, Limits::default()).unwrap_or_default();
        let value = document.root(&whole);
        part = *next;
        *next = next.saturating_add(1);
        let kind = value
            .get("type")
            .and_then(|kind| kind.text())
            .unwrap_or_else(|| Text::from(""));
        each(&Event::PartStart {
            choice: 0,
            part,
            kind: PartKind::Native { kind, value },
        });
    }
    each(&Event::PartStop { choice: 0, part });
}

/// The block with the `input` that came in pieces, if that is JSON.
fn with_input(block: &[u8], input: &[u8]) -> Vec<u8> {
    let Ok(document) = Document::parse(block, Limits::default()) else {
        return block.to_vec();
    };
    if Document::parse(input, Limits::default()).is_err() {
        return block.to_vec();
    }
    let mut out = Vec::with_capacity(block.len() + input.len());
    let mut writer = Writer::new(&mut out);
    writer.begin_object();
    for (name, value) in document.root(block).members() {
        writer.key_text(&name);
        if name == "input" {
            writer.raw(input);
        } else {
            writer.value(value);
        }
    }
    writer.end_object();
    out
}
