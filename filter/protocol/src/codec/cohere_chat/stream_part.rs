//! The parts of a stream that are open, and what is held back of a call.

use super::message_decode::is_nothing;
use super::response_decode::made_up_id;
use crate::chat::{Event, PartKind};
use crate::json::{Text, Value};

/// Most tool calls of one answer.
const MOST_CALLS: usize = 256;
/// Most bytes of arguments that are held back until it is clear that they say something.
const MOST_HELD: usize = 32;

/// Cohere has one answer a stream.
const CHOICE: u32 = 0;

type Each<'e> = &'e mut dyn FnMut(&Event<'_>);

/// What is open now.
#[derive(Debug, Default)]
pub(super) struct Parts {
    next: u32,
    /// Blocks of content by Cohere's number; the plan has none.
    texts: Vec<OpenText>,
    calls: Vec<OpenCall>,
    /// How many calls have begun.
    pub(super) call_count: usize,
}

#[derive(Debug)]
struct OpenText {
    index: Option<u64>,
    part: u32,
    is_thinking: bool,
}

#[derive(Debug)]
struct OpenCall {
    index: u64,
    part: u32,
    /// Arguments that may still turn out to be `null`.
    held: Option<String>,
}

impl Parts {
    fn number(&mut self) -> u32 {
        let part = self.next;
        self.next = part.saturating_add(1);
        part
    }

    /// Opens a block of text, one after the other: whatever text is open has ended.
    pub(super) fn begin_text(&mut self, index: Option<u64>, is_thinking: bool, each: Each<'_>) {
        self.end_texts(each);
        let part = self.number();
        each(&Event::PartStart {
            choice: CHOICE,
            part,
            kind: if is_thinking {
                PartKind::Reasoning
            } else {
                PartKind::Text
            },
        });
        self.texts.push(OpenText {
            index,
            part,
            is_thinking,
        });
    }

    /// More text of a block; one that is not open is opened by it.
    pub(super) fn text(
        &mut self,
        index: Option<u64>,
        is_thinking: bool,
        text: Text<'_>,
        each: Each<'_>,
    ) {
        if text.is_empty() {
            return;
        }
        let open = self
            .texts
            .iter()
            .find(|open| open.index == index && open.is_thinking == is_thinking);
        let part = match open {
            Some(open) => open.part,
            None => {
                self.begin_text(index, is_thinking, each);
                self.next.saturating_sub(1)
            }
        };
        each(&Event::PartDelta {
            choice: CHOICE,
            part,
            text,
        });
    }

    /// A block has ended.
    pub(super) fn end_text(&mut self, index: u64, each: Each<'_>) {
        let at = self.texts.iter().position(|open| open.index == Some(index));
        if let Some(at) = at {
            let part = self.texts.swap_remove(at).part;
            each(&Event::PartStop {
                choice: CHOICE,
                part,
            });
        }
    }

    fn end_texts(&mut self, each: Each<'_>) {
        for open in self.texts.drain(..) {
            each(&Event::PartStop {
                choice: CHOICE,
                part: open.part,
            });
        }
    }

    /// A citation belongs to the text that is open.
    pub(super) fn cite(&mut self, value: Value<'_>, each: Each<'_>) {
        match self.texts.iter().rev().find(|open| !open.is_thinking) {
            Some(open) => each(&Event::Citation {
                choice: CHOICE,
                part: open.part,
                value,
            }),
            None => each(&Event::Unknown {
                kind: Text::Literal(b"citation-start"),
            }),
        }
    }

    /// A call begins. One without a name cannot be told.
    pub(super) fn begin_call(&mut self, index: u64, call: Value<'_>, each: Each<'_>) {
        self.end_texts(each);
        self.end_call(index, each);
        let text = |value: Option<Value<'_>>, key: &str| {
            let text = value?.get_some(key)?.text()?;
            Some(text.into_owned()).filter(|text| !text.is_empty())
        };
        let function = call.get_some("function");
        let name = text(function, "name").filter(|_| self.call_count < MOST_CALLS);
        let Some(name) = name else {
            each(&Event::Malformed);
            return;
        };
        let id = text(Some(call), "id").unwrap_or_else(|| made_up_id(self.call_count));
        self.call_count += 1;
        let part = self.number();
        each(&Event::PartStart {
            choice: CHOICE,
            part,
            kind: PartKind::ToolCall { id, name },
        });
        self.calls.push(OpenCall {
            index,
            part,
            held: Some(String::new()),
        });
        if let Some(arguments) = text(function, "arguments") {
            self.arguments(index, &arguments, each);
        }
    }

    /// More arguments of a call.
    pub(super) fn arguments(&mut self, index: u64, text: &Text<'_>, each: Each<'_>) {
        let open = self.calls.iter_mut().find(|open| open.index == index);
        let Some(open) = open.filter(|_| !text.is_empty()) else {
            return;
        };
        let part = open.part;
        let mut tell = |text: Text<'_>| {
            each(&Event::PartDelta {
                choice: CHOICE,
                part,
                text,
            });
        };
        let Some(held) = &mut open.held else {
            return tell(text.clone());
        };
        held.push_str(&text.to_str());
        if held.len() > MOST_HELD || !"null".starts_with(held.trim()) {
            tell(Text::from(held.as_str()));
            open.held = None;
        }
    }

    /// A call has ended. What is held back and says nothing is no arguments.
    pub(super) fn end_call(&mut self, index: u64, each: Each<'_>) {
        let at = self.calls.iter().position(|open| open.index == index);
        let Some(open) = at.map(|at| self.calls.remove(at)) else {
            return;
        };
        let held = open.held.map(Text::from);
        if let Some(text) = held.filter(|text| !is_nothing(text)) {
            each(&Event::PartDelta {
                choice: CHOICE,
                part: open.part,
                text,
            });
        }
        each(&Event::PartStop {
            choice: CHOICE,
            part: open.part,
        });
    }

    /// Whatever is open has ended.
    pub(super) fn end(&mut self, each: Each<'_>) {
        self.end_texts(each);
        while let Some(index) = self.calls.first().map(|open| open.index) {
            self.end_call(index, each);
        }
    }
}
