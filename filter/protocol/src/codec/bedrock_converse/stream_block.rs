//! The blocks of a stream that is being read.

use crate::chat::{Event, Origin, PartKind, Signature};
use crate::json::{Document, Limits, Text, Value, Writer};

use super::blob::{decoded, encoded, from_blob};

/// A block between its start and its stop.
#[derive(Debug)]
pub(super) struct Open {
    /// Its number in the stream.
    pub(super) index: u64,
    /// Its number in the hub, unless it is told with its end.
    pub(super) part: u32,
    /// How many characters of text came before it.
    pub(super) from: u64,
    /// What it is.
    pub(super) kind: Kind,
}

#[derive(Debug)]
pub(super) enum Kind {
    /// Text.
    Text,
    /// Reasoning.
    Reasoning,
    /// A call.
    Call,
    /// Reasoning that only its maker can read; told when whole, from these pieces.
    Redacted(Vec<String>),
    /// A call of the provider's own: its start, and its input so far.
    ServerCall { start: Vec<u8>, input: Vec<u8> },
    /// The result of one: its start, and its content so far, an item after the other.
    ServerResult { start: Vec<u8>, content: Vec<u8> },
    /// Something else; passed over.
    Unknown,
}

impl Open {
    /// How many bytes are held back for it.
    pub(super) fn held(&self) -> usize {
        match &self.kind {
            Kind::Redacted(pieces) => pieces.iter().map(|piece| piece.len() + 24).sum(),
            Kind::ServerCall { start, input } => start.len() + input.len(),
            Kind::ServerResult { start, content } => start.len() + content.len(),
            Kind::Text | Kind::Reasoning | Kind::Call | Kind::Unknown => 0,
        }
    }

    /// Ends the block; one that was held back is told now, as the part `next`.
    pub(super) fn stop(self, next: &mut u32, each: &mut dyn FnMut(&Event<'_>)) {
        match self.kind {
            Kind::Unknown => {}
            Kind::Text | Kind::Reasoning | Kind::Call => each(&Event::PartStop {
                choice: 0,
                part: self.part,
            }),
            Kind::Redacted(pieces) => {
                let data = from_blob(Text::from(joined(&pieces)));
                whole(PartKind::RedactedReasoning { data }, next, each);
            }
            Kind::ServerCall { start, input } => {
                let input = match Document::parse(&input, Limits::default()) {
                    Ok(_) => input,
                    Err(_) => b"{}".to_vec(),
                };
                native("toolUse", &start, "input", &input, next, each);
            }
            Kind::ServerResult { start, content } => {
                let content = [b"[".as_slice(), &content, b"]"].concat();
                native("toolResult", &start, "content", &content, next, each);
            }
        }
    }
}

/// Tells a part that is complete with its start.
fn whole(kind: PartKind<'_>, next: &mut u32, each: &mut dyn FnMut(&Event<'_>)) {
    let part = *next;
    *next = next.saturating_add(1);
    each(&Event::PartStart {
        choice: 0,
        part,
        kind,
    });
    each(&Event::PartStop { choice: 0, part });
}

/// Tells a block that only this format knows: its start with one more member.
fn native(
    kind: &'static str,
    start: &[u8],
    member: &str,
    json: &[u8],
    next: &mut u32,
    each: &mut dyn FnMut(&Event<'_>),
) {
    let head = Document::parse(start, Limits::default()).unwrap_or_default();
    let mut block = Vec::with_capacity(start.len() + json.len());
    let mut writer = Writer::new(&mut block);
    writer.begin_object();
    writer.key(kind);
    writer.begin_object();
    for (name, value) in head.root(start).members() {
        if name != member {
            writer.key_text(&name);
            writer.value(value);
        }
    }
    writer.key(member);
    writer.raw(json);
    writer.end_object();
    writer.end_object();
    let Ok(document) = Document::parse(&block, Limits::default()) else {
        return;
    };
    let kind = PartKind::Native {
        kind: Text::from(kind),
        value: document.root(&block),
    };
    whole(kind, next, each);
}

/// One blob of several, each of which is base64 for itself.
fn joined(pieces: &[String]) -> String {
    if let [piece] = pieces {
        return piece.clone();
    }
    let bytes: Option<Vec<Vec<u8>>> = pieces.iter().map(|piece| decoded(piece)).collect();
    match bytes {
        Some(bytes) => encoded(&bytes.concat()),
        None => pieces.concat(),
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
pub(super) fn signature(
    part: u32,
    text: Option<Text<'_>>,
    origin: &mut Option<Origin>,
    each: &mut dyn FnMut(&Event<'_>),
) {
    let Some(text) = text.filter(|text| !text.is_empty()) else {
        return;
    };
    // A tag stands in front of the first piece only.
    let signature = match *origin {
        Some(origin) => Signature { origin, data: text },
        None => Signature::from_wire(Origin::Anthropic, text),
    };
    *origin = Some(signature.origin);
    each(&Event::Signature {
        choice: 0,
        part,
        signature,
    });
}

/// Appends the items of a delta of a result.
pub(super) fn append_items(content: &mut Vec<u8>, items: Value<'_>) {
    for item in items.items() {
        if !content.is_empty() {
            content.push(b',');
        }
        content.extend_from_slice(item.raw());
    }
}
