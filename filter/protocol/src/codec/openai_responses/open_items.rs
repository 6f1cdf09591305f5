//! The items of a stream that is being written, until they are told to their end.

use super::write::{Status, write_call, write_message, write_reasoning, write_said, write_text};
use crate::json::{Text, Writer};

/// A string that is being put together: the inside of its literal.
#[derive(Debug, Default)]
pub(super) struct Literal(Vec<u8>);

impl Literal {
    pub(super) fn push(&mut self, text: &Text<'_>) {
        match text {
            Text::Literal(bytes) => self.0.extend_from_slice(bytes),
            Text::Plain(plain) => {
                let start = self.0.len();
                Writer::new(&mut self.0).str(plain);
                // Without the quotes.
                self.0.pop();
                self.0.remove(start);
            }
        }
    }

    pub(super) fn text(&self) -> Text<'_> {
        Text::Literal(&self.0)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Takes the place of what is there.
    pub(super) fn replace(&mut self, text: &Text<'_>) {
        self.0.clear();
        self.push(text);
    }
}

/// The items of a JSON array that is being put together.
#[derive(Debug, Default)]
pub(super) struct List {
    bytes: Vec<u8>,
    pub(super) count: u64,
}

impl List {
    /// Appends what `item` writes, if it writes anything, and hands it over.
    pub(super) fn push(&mut self, item: impl FnOnce(&mut Writer<'_>)) -> &[u8] {
        let comma = self.bytes.len();
        if comma > 0 {
            self.bytes.push(b',');
        }
        let start = self.bytes.len();
        item(&mut Writer::new(&mut self.bytes));
        if self.bytes.len() == start {
            self.bytes.truncate(comma);
            return &[];
        }
        self.count += 1;
        self.bytes.get(start..).unwrap_or_default()
    }

    pub(super) fn write(&self, writer: &mut Writer<'_>) {
        if !self.bytes.is_empty() {
            writer.raw(&self.bytes);
        }
    }
}

/// A text or a refusal within a message.
#[derive(Debug)]
pub(super) struct Content {
    pub(super) part: u32,
    pub(super) is_refusal: bool,
    pub(super) text: Literal,
    pub(super) annotations: List,
    pub(super) log_probs: List,
    /// The same as events have them.
    pub(super) event_log_probs: List,
    /// Whether its part has stopped.
    pub(super) is_stopped: bool,
    /// Whether its end has been told.
    pub(super) is_told: bool,
}

impl Content {
    pub(super) fn new(part: u32, is_refusal: bool) -> Self {
        Self {
            part,
            is_refusal,
            text: Literal::default(),
            annotations: List::default(),
            log_probs: List::default(),
            event_log_probs: List::default(),
            is_stopped: false,
            is_told: false,
        }
    }

    pub(super) fn write(&self, writer: &mut Writer<'_>) {
        if self.is_refusal {
            write_said("refusal", "refusal", &self.text.text(), writer);
        } else {
            write_text(
                &self.text.text(),
                writer,
                |writer| self.annotations.write(writer),
                |writer| self.log_probs.write(writer),
            );
        }
    }
}

/// What an item is made of.
#[derive(Debug)]
pub(super) enum Body {
    Message(Vec<Content>),
    Reasoning {
        part: u32,
        text: Literal,
        encrypted: Option<Literal>,
        is_stopped: bool,
    },
    Call {
        part: u32,
        call_id: Text<'static>,
        name: Text<'static>,
        arguments: Literal,
        is_stopped: bool,
    },
}

/// An item that has begun.
#[derive(Debug)]
pub(super) struct Item {
    pub(super) index: u64,
    pub(super) id: String,
    pub(super) body: Body,
}

impl Item {
    /// Whether all its parts have stopped.
    pub(super) fn is_stopped(&self) -> bool {
        match &self.body {
            Body::Message(contents) => contents.iter().all(|content| content.is_stopped),
            Body::Reasoning { is_stopped, .. } | Body::Call { is_stopped, .. } => *is_stopped,
        }
    }

    /// Whether `part` is open in it.
    pub(super) fn has_open(&self, wanted: u32) -> bool {
        match &self.body {
            Body::Message(contents) => contents
                .iter()
                .any(|content| content.part == wanted && !content.is_stopped),
            Body::Reasoning {
                part, is_stopped, ..
            }
            | Body::Call {
                part, is_stopped, ..
            } => *part == wanted && !is_stopped,
        }
    }

    /// Ends the part, which is open in it.
    pub(super) fn stop(&mut self, wanted: u32) {
        match &mut self.body {
            Body::Message(contents) => {
                let found = contents.iter_mut().find(|content| content.part == wanted);
                if let Some(content) = found {
                    content.is_stopped = true;
                }
            }
            Body::Reasoning { is_stopped, .. } | Body::Call { is_stopped, .. } => {
                *is_stopped = true;
            }
        }
    }

    /// Writes the item as it is now.
    pub(super) fn write(&self, status: Status<'_>, writer: &mut Writer<'_>) {
        match &self.body {
            Body::Message(contents) => {
                write_message(&self.id, status.word(), writer, |writer| {
                    contents.iter().for_each(|content| content.write(writer));
                });
            }
            Body::Reasoning {
                text, encrypted, ..
            } => {
                let encrypted = encrypted.as_ref().map(Literal::text);
                write_reasoning(&self.id, &text.text(), encrypted.as_ref(), writer);
            }
            Body::Call {
                call_id,
                name,
                arguments,
                ..
            } => {
                let call = (call_id, name, &arguments.text());
                write_call(&self.id, status.word(), call, writer);
            }
        }
    }
}
