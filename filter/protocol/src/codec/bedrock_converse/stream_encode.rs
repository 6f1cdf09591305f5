//! Events to stream bytes.
//!
//! Blocks have numbers, so that parts that are open side by side are told as they
//! come. Text and reasoning begin with their first words; only a call has a start.

use crate::chat::{ApiError, Event, FinishReason, PartKind, Start, Usage};
use crate::codec::{AnswerContext, EncodeStream};
use crate::eventstream::{HeaderValue, write_message};
use crate::json::{Text, Value, Writer};

use super::blob::to_blob;
use super::blocks::raw_text;
use super::citations;
use super::error::{stream_exception, write_exception};
use super::response::{write_end, write_tier};
use super::usage::{write_metrics, write_usage};
use super::words::is_native;
use super::write::write_call;

/// Most parts that may be open at once.
const MOST_OPEN: usize = 1024;

/// Writes a ConverseStream.
#[derive(Debug, Default)]
pub(super) struct Encoder {
    started: bool,
    over: bool,
    has_calls: bool,
    finish: Option<FinishReason<'static>>,
    service_tier: Option<Text<'static>>,
    usage: Usage,
    open: Vec<Open>,
    blocks: u64,
}

/// A part between its start and its stop.
#[derive(Debug)]
struct Open {
    part: u32,
    kind: Kind,
    /// The number of its block, once something of it has been told.
    block: Option<u64>,
    /// Whether the first piece of its signature has been told.
    signed: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Text,
    Reasoning,
    Call { has_input: bool },
}

impl Encoder {
    /// An encoder at the start of a stream.
    pub(super) fn new(_context: &AnswerContext<'_>) -> Self {
        Self::default()
    }

    fn start(&mut self, start: &Start<'_>, out: &mut Vec<u8>) {
        if self.started {
            return;
        }
        self.started = true;
        self.usage.merge(&start.usage);
        self.service_tier = start.service_tier.clone().map(Text::into_owned);
        frame(out, "messageStart", |writer| {
            writer.key("role");
            writer.str("assistant");
        });
    }

    fn part_start(&mut self, part: u32, kind: &PartKind<'_>, out: &mut Vec<u8>) {
        self.start(&Start::default(), out);
        if self.open.len() >= MOST_OPEN {
            return;
        }
        let kind = match kind {
            PartKind::Text | PartKind::Refusal => Kind::Text,
            PartKind::Reasoning => Kind::Reasoning,
            PartKind::ToolCall { id, name } => {
                self.has_calls = true;
                let block = self.next_block();
                frame(out, "contentBlockStart", |writer| {
                    writer.key("start");
                    writer.begin_object();
                    writer.key("toolUse");
                    writer.begin_object();
                    write_call(writer, id, None, name);
                    writer.end_object();
                    writer.end_object();
                    write_index(writer, block);
                });
                self.open.push(Open {
                    part,
                    kind: Kind::Call { has_input: false },
                    block: Some(block),
                    signed: false,
                });
                return;
            }
            PartKind::RedactedReasoning { data } => {
                let block = self.next_block();
                let data = to_blob(data);
                delta(out, block, |writer| {
                    writer.key("reasoningContent");
                    writer.begin_object();
                    writer.key("redactedContent");
                    writer.text(&data);
                    writer.end_object();
                });
                stop(out, block);
                return;
            }
            PartKind::Native { kind, value } => {
                if is_native(kind, *value) {
                    self.native(*value, out);
                }
                return;
            }
        };
        self.open.push(Open {
            part,
            kind,
            block: None,
            signed: false,
        });
    }

    /// Writes a call of the provider's own, or its result. Other blocks that only
    /// this format knows have no form in a stream.
    fn native(&mut self, block: Value<'_>, out: &mut Vec<u8>) {
        for (kind, rest) in [("toolUse", "input"), ("toolResult", "content")] {
            let Some(value) = block.get_some(kind) else {
                continue;
            };
            let index = self.next_block();
            frame(out, "contentBlockStart", |writer| {
                writer.key("start");
                writer.begin_object();
                writer.key(kind);
                writer.begin_object();
                for (name, value) in value.members().filter(|(name, _)| *name != rest) {
                    writer.key_text(&name);
                    writer.value(value);
                }
                writer.end_object();
                writer.end_object();
                write_index(writer, index);
            });
            match value.get_some(rest) {
                Some(input) if kind == "toolUse" => {
                    nested(out, index, (kind, rest), &raw_text(input));
                }
                Some(content) => delta(out, index, |writer| {
                    writer.key(kind);
                    writer.value(content);
                }),
                None => {}
            }
            stop(out, index);
        }
    }

    fn next_block(&mut self) -> u64 {
        let block = self.blocks;
        self.blocks += 1;
        block
    }

    /// The open part of this number, with a block of its own.
    fn begun(&mut self, part: u32) -> Option<(u64, &mut Open)> {
        let next = self.blocks;
        let open = self.open.iter_mut().rev().find(|open| open.part == part)?;
        let block = *open.block.get_or_insert_with(|| {
            self.blocks += 1;
            next
        });
        Some((block, open))
    }

    fn part_delta(&mut self, part: u32, text: &Text<'_>, out: &mut Vec<u8>) {
        if text.is_empty() {
            return;
        }
        let Some((block, open)) = self.begun(part) else {
            return;
        };
        let key = match &mut open.kind {
            Kind::Text => {
                return delta(out, block, |writer| {
                    writer.key("text");
                    writer.text(text);
                });
            }
            Kind::Reasoning => ("reasoningContent", "text"),
            Kind::Call { has_input } => {
                *has_input = true;
                ("toolUse", "input")
            }
        };
        nested(out, block, key, text);
    }

    fn part_stop(&mut self, part: u32, out: &mut Vec<u8>) {
        let Some(at) = self.open.iter().rposition(|open| open.part == part) else {
            return;
        };
        let open = self.open.remove(at);
        let Some(block) = open.block else {
            return;
        };
        if open.kind == (Kind::Call { has_input: false }) {
            // Clients read the input as JSON, which nothing is not.
            nested(out, block, ("toolUse", "input"), &Text::from("{}"));
        }
        stop(out, block);
    }

    fn end(&mut self, out: &mut Vec<u8>) {
        self.start(&Start::default(), out);
        while let Some(part) = self.open.first().map(|open| open.part) {
            self.part_stop(part, out);
        }
        self.over = true;
        frame(out, "messageStop", |writer| {
            write_end(writer, self.finish.as_ref(), self.has_calls);
        });
        frame(out, "metadata", |writer| {
            writer.key("usage");
            write_usage(writer, &self.usage);
            write_metrics(writer);
            write_tier(writer, self.service_tier.as_ref());
        });
    }

    fn fail(&mut self, error: &ApiError, out: &mut Vec<u8>) {
        self.over = true;
        let headers = [
            (
                ":exception-type",
                HeaderValue::Text(stream_exception(error.kind)),
            ),
            (":content-type", HeaderValue::Text("application/json")),
            (":message-type", HeaderValue::Text("exception")),
        ];
        write_message(out, &headers, |out| write_exception(error, out));
    }
}

impl EncodeStream for Encoder {
    fn event(&mut self, event: &Event<'_>, out: &mut Vec<u8>) {
        if self.over {
            return;
        }
        match event {
            Event::Start(start) => self.start(start, out),
            Event::PartStart {
                choice: 0,
                part,
                kind,
            } => self.part_start(*part, kind, out),
            Event::PartDelta {
                choice: 0,
                part,
                text,
            } => self.part_delta(*part, text, out),
            Event::Signature {
                choice: 0,
                part,
                signature,
            } => {
                if let Some((block, open)) = self.begun(*part) {
                    // A tag stands in front of the first piece.
                    let text = if std::mem::replace(&mut open.signed, true) {
                        signature.data.clone()
                    } else {
                        signature.to_wire(crate::chat::Origin::Anthropic)
                    };
                    nested(out, block, ("reasoningContent", "signature"), &text);
                }
            }
            Event::Citation {
                choice: 0,
                part,
                value,
            } if citations::is_known(*value) => {
                if let Some((block, _)) = self.begun(*part) {
                    delta(out, block, |writer| {
                        writer.key("citation");
                        citations::write(writer, *value);
                    });
                }
            }
            Event::PartStop { choice: 0, part } => self.part_stop(*part, out),
            Event::Finish { choice: 0, reason } => {
                self.finish = Some(reason.clone().into_owned());
            }
            Event::Usage(usage) => self.usage.merge(usage),
            Event::Error(error) => self.fail(error, out),
            Event::End => self.end(out),
            // Other choices have no place in a message, nor have the rest.
            Event::PartStart { .. }
            | Event::PartDelta { .. }
            | Event::Signature { .. }
            | Event::Citation { .. }
            | Event::PartStop { .. }
            | Event::Finish { .. }
            | Event::LogProbs { .. }
            | Event::Ping
            | Event::Unknown { .. }
            | Event::Malformed => {}
        }
    }
}

/// Writes the frame of an event.
fn frame(out: &mut Vec<u8>, name: &str, members: impl FnOnce(&mut Writer<'_>)) {
    let headers = [
        (":event-type", HeaderValue::Text(name)),
        (":content-type", HeaderValue::Text("application/json")),
        (":message-type", HeaderValue::Text("event")),
    ];
    write_message(out, &headers, |out| {
        let mut writer = Writer::new(out);
        writer.begin_object();
        members(&mut writer);
        writer.end_object();
    });
}

fn write_index(writer: &mut Writer<'_>, block: u64) {
    writer.key("contentBlockIndex");
    writer.u64(block);
}

fn delta(out: &mut Vec<u8>, block: u64, members: impl FnOnce(&mut Writer<'_>)) {
    frame(out, "contentBlockDelta", |writer| {
        writer.key("delta");
        writer.begin_object();
        members(writer);
        writer.end_object();
        write_index(writer, block);
    });
}

/// Writes a delta whose text stands in an object of its own.
fn nested(out: &mut Vec<u8>, block: u64, (outer, inner): (&str, &str), text: &Text<'_>) {
    delta(out, block, |writer| {
        writer.key(outer);
        writer.begin_object();
        writer.key(inner);
        writer.text(text);
        writer.end_object();
    });
}

fn stop(out: &mut Vec<u8>, block: u64) {
    frame(out, "contentBlockStop", |writer| write_index(writer, block));
}
