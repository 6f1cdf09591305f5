//! The order of events that every decoder keeps, as `chat::Event` promises it.

use std::collections::{BTreeMap, BTreeSet};

use sluice_protocol::chat::{Event, PartKind};

/// Watches one stream and panics at the first event out of order.
#[derive(Debug, Default)]
pub struct Order {
    started: bool,
    over: bool,
    finished: BTreeSet<u32>,
    /// Open parts, and whether deltas may come.
    open: BTreeMap<(u32, u32), bool>,
    parts: BTreeMap<u32, u32>,
    /// Text that is open now, and whether two were open side by side.
    texts: BTreeSet<(u32, u32)>,
    mixed: bool,
}

impl Order {
    /// Takes the next event.
    pub fn see(&mut self, event: &Event<'_>) {
        assert!(!self.over, "{event:?} after the end");
        match event {
            Event::Start(_) => {
                assert!(!self.started, "a second start");
                self.started = true;
            }
            Event::PartStart { choice, part, kind } => {
                self.running(*choice, event);
                let next = self.parts.entry(*choice).or_default();
                assert_eq!(*part, *next, "parts are numbered in order of appearance");
                *next += 1;
                if let PartKind::ToolCall { id, name } = kind {
                    assert!(!id.is_empty(), "a tool call without an id");
                    assert!(!name.is_empty(), "a tool call without a name");
                }
                if !matches!(kind, PartKind::ToolCall { .. }) {
                    self.mixed |= self.texts.iter().any(|(other, _)| other == choice);
                    self.texts.insert((*choice, *part));
                }
                let text = !matches!(
                    kind,
                    PartKind::RedactedReasoning { .. } | PartKind::Native { .. }
                );
                self.open.insert((*choice, *part), text);
            }
            Event::PartDelta { choice, part, .. }
            | Event::Signature { choice, part, .. }
            | Event::Citation { choice, part, .. } => {
                assert_eq!(
                    self.open.get(&(*choice, *part)),
                    Some(&true),
                    "{event:?} in a part that is not open for it"
                );
            }
            Event::PartStop { choice, part } => {
                self.texts.remove(&(*choice, *part));
                assert!(
                    self.open.remove(&(*choice, *part)).is_some(),
                    "a part stops that is not open"
                );
            }
            Event::LogProbs { choice, .. } => self.running(*choice, event),
            Event::Finish { choice, .. } => {
                self.running(*choice, event);
                assert!(
                    self.open.keys().all(|(other, _)| other != choice),
                    "a choice finishes with a part open"
                );
                self.finished.insert(*choice);
            }
            Event::Usage(_) => {
                assert!(self.started, "usage before the start");
            }
            Event::End => {
                assert!(self.started, "an end without a start");
                assert!(self.open.is_empty(), "the end with a part open");
                self.over = true;
            }
            Event::Error(error) => {
                assert!(!error.message.is_empty(), "an error without a message");
                self.over = true;
            }
            Event::Ping | Event::Unknown { .. } | Event::Malformed => {}
            _ => {}
        }
    }

    /// The stream is over: its end must have been told.
    pub fn done(&self) {
        assert!(self.over, "neither an end nor an error");
    }

    /// Whether two texts of one choice were written side by side, as no provider
    /// does. A format with one text tells them in the order they came in.
    pub fn has_mixed_texts(&self) -> bool {
        self.mixed
    }

    fn running(&self, choice: u32, event: &Event<'_>) {
        assert!(self.started, "{event:?} before the start");
        assert!(
            !self.finished.contains(&choice),
            "{event:?} in a choice that has finished"
        );
    }
}
