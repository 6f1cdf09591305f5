//! Events to stream bytes.
//!
//! Blocks of this format come one after the other, parts of the hub may be open
//! side by side. So the blocks stand in a queue, of which only the first is told.
//! Text and reasoning give way to the next part and are taken up again in a block
//! of their own; a call cannot be cut, so the others wait for its end.

use crate::chat::{ApiError, ErrorKind, Event, FinishReason, Origin, PartKind, Start, Usage};
use crate::codec::{AnswerContext, EncodeStream};
use crate::json::{Text, Value, Writer};
use crate::sse::write_event;

use super::error::write_members;
use super::response::write_stop_sequence;
use super::stream_queue::{MOST_OPEN, Prose, Queue, write_frame};
use super::usage::{write_delta_usage, write_message_usage};
use super::words::{is_citation, is_native_block, stop_reason};
use super::write::write_id;

/// Writes a Messages stream.
#[derive(Debug)]
pub(super) struct Encoder {
    id: String,
    model: String,
    started: bool,
    over: bool,
    has_calls: bool,
    has_refusal: bool,
    finish: Option<FinishReason<'static>>,
    usage: Usage,
    queue: Queue,
    /// Parts that are open but have no block: nothing has come of them yet, or
    /// their block gave way to another.
    dormant: Vec<(u32, Prose)>,
    /// The part whose signature has begun.
    signed: Option<u32>,
}

impl Encoder {
    /// An encoder at the start of a stream.
    #[must_use]
    pub(super) fn new(context: &AnswerContext<'_>) -> Self {
        Self {
            id: context.id.to_owned(),
            model: context.model.to_owned(),
            started: false,
            over: false,
            has_calls: false,
            has_refusal: false,
            finish: None,
            usage: Usage::default(),
            queue: Queue::default(),
            dormant: Vec::new(),
            signed: None,
        }
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
            } => {
                self.start(&Start::default(), out);
                self.part_start(*part, kind, out);
            }
            Event::PartDelta {
                choice: 0,
                part,
                text,
            } => self.delta(*part, text, out),
            Event::Signature {
                choice: 0,
                part,
                signature,
            } => {
                // A tag stands in front of the first piece.
                let text = if self.signed.replace(*part) == Some(*part) {
                    signature.data.clone()
                } else {
                    signature.to_wire(Origin::Anthropic)
                };
                let member = ("signature_delta", "signature", &text);
                self.prose(*part, Prose::Thinking, out, |writer| {
                    write_delta(writer, member);
                });
            }
            Event::Citation {
                choice: 0,
                part,
                value,
            } if is_citation(*value) => {
                self.prose(*part, Prose::Text, out, |writer| {
                    writer.key("type");
                    writer.str("citations_delta");
                    writer.key("citation");
                    writer.value(*value);
                });
            }
            Event::PartStop { choice: 0, part } => self.part_stop(*part, out),
            Event::Finish { choice: 0, reason } => {
                self.finish = Some(reason.clone().into_owned());
            }
            Event::Usage(usage) => self.usage.merge(usage),
            Event::Ping if self.started => {
                write_frame(out, "ping", |_| {});
            }
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
        if self.queue.is_full() {
            let error = ApiError::new(ErrorKind::Server, "the answer's parts are too entangled");
            self.fail(&error.with_status(502), out);
        }
    }
}

impl Encoder {
    fn start(&mut self, start: &Start<'_>, out: &mut Vec<u8>) {
        if self.started {
            return;
        }
        self.started = true;
        self.usage.merge(&start.usage);
        let or = |writer: &mut Writer<'_>, text: &Option<Text<'_>>, fallback: &str| match text
            .as_ref()
            .filter(|text| !text.is_empty())
        {
            Some(text) => writer.text(text),
            None => writer.str(fallback),
        };
        write_frame(out, "message_start", |writer| {
            writer.key("message");
            writer.begin_object();
            writer.key("id");
            or(writer, &start.id, &self.id);
            writer.key("type");
            writer.str("message");
            writer.key("role");
            writer.str("assistant");
            writer.key("model");
            or(writer, &start.model, &self.model);
            writer.key("content");
            writer.raw(b"[]");
            writer.key("stop_reason");
            writer.null();
            writer.key("stop_sequence");
            writer.null();
            writer.key("usage");
            write_message_usage(writer, &self.usage, start.service_tier.as_ref());
            writer.end_object();
        });
    }

    fn part_start(&mut self, part: u32, kind: &PartKind<'_>, out: &mut Vec<u8>) {
        let prose = match kind {
            PartKind::Text => Prose::Text,
            PartKind::Refusal => {
                self.has_refusal = true;
                Prose::Text
            }
            PartKind::Reasoning => Prose::Thinking,
            PartKind::ToolCall { id, name } => {
                self.has_calls = true;
                self.open(part, None, out, |writer| write_call(writer, id, name));
                return;
            }
            PartKind::RedactedReasoning { data } => {
                self.open(part, None, out, |writer| {
                    writer.key("type");
                    writer.str("redacted_thinking");
                    writer.key("data");
                    writer.text(&data.to_wire(Origin::Anthropic));
                });
                self.part_stop(part, out);
                return;
            }
            PartKind::Native { kind, value } => {
                if is_native_block(kind, *value) {
                    self.open(part, None, out, |writer| write_members_of(writer, *value));
                    self.part_stop(part, out);
                }
                return;
            }
        };
        // Begun with its first words, since the API takes no empty blocks back.
        if self.dormant.len() < MOST_OPEN {
            self.dormant.push((part, prose));
        }
    }

    fn delta(&mut self, part: u32, text: &Text<'_>, out: &mut Vec<u8>) {
        if text.is_empty() {
            return;
        }
        if let Some(at) = self.queue.find(part, None) {
            self.queue.delta(at, out, |writer| {
                write_delta(writer, ("input_json_delta", "partial_json", text));
            });
            return;
        }
        match self.prose_of(part) {
            Some(Prose::Text) => self.prose(part, Prose::Text, out, |writer| {
                write_delta(writer, ("text_delta", "text", text));
            }),
            Some(Prose::Thinking) => self.prose(part, Prose::Thinking, out, |writer| {
                write_delta(writer, ("thinking_delta", "thinking", text));
            }),
            None => {}
        }
    }

    /// Writes a delta of a part of words, in a new block if it has none.
    fn prose(
        &mut self,
        part: u32,
        prose: Prose,
        out: &mut Vec<u8>,
        delta: impl FnOnce(&mut Writer<'_>),
    ) {
        if self.queue.find(part, Some(prose)).is_none() {
            let dormant = (part, prose);
            let Some(at) = self.dormant.iter().rposition(|known| *known == dormant) else {
                return;
            };
            self.dormant.remove(at);
            let (kind, key) = match prose {
                Prose::Text => ("text", "text"),
                Prose::Thinking => ("thinking", "thinking"),
            };
            self.open(part, Some(prose), out, |writer| {
                writer.key("type");
                writer.str(kind);
                writer.key(key);
                writer.str("");
                if prose == Prose::Thinking {
                    writer.key("signature");
                    writer.str("");
                }
            });
        }
        if let Some(at) = self.queue.find(part, Some(prose)) {
            self.queue.delta(at, out, delta);
        }
    }

    /// What an open part of words is, whether it has a block or not.
    fn prose_of(&self, part: u32) -> Option<Prose> {
        let dormant = || {
            let known = self.dormant.iter().rev().find(|(known, _)| *known == part);
            known.map(|(_, prose)| *prose)
        };
        self.queue.prose_of(part).or_else(dormant)
    }

    fn open(
        &mut self,
        part: u32,
        prose: Option<Prose>,
        out: &mut Vec<u8>,
        block: impl FnOnce(&mut Writer<'_>),
    ) {
        let gave_way = self.queue.open(part, prose, out, block);
        self.dormant.extend(gave_way);
    }

    fn part_stop(&mut self, part: u32, out: &mut Vec<u8>) {
        if !self.queue.stop(part, out) {
            self.dormant.retain(|(known, _)| *known != part);
        }
    }

    fn end(&mut self, out: &mut Vec<u8>) {
        self.start(&Start::default(), out);
        while let Some(part) = self.queue.first_open() {
            self.part_stop(part, out);
        }
        self.over = true;
        let reason = stop_reason(self.finish.as_ref(), self.has_calls, self.has_refusal);
        write_frame(out, "message_delta", |writer| {
            writer.key("delta");
            writer.begin_object();
            writer.key("stop_reason");
            writer.str(reason);
            writer.key("stop_sequence");
            write_stop_sequence(writer, self.finish.as_ref());
            writer.end_object();
            writer.key("usage");
            write_delta_usage(writer, &self.usage);
        });
        write_frame(out, "message_stop", |_| {});
    }

    fn fail(&mut self, error: &ApiError, out: &mut Vec<u8>) {
        self.over = true;
        self.queue.clear();
        write_event(out, Some("error"), |out| {
            let mut writer = Writer::new(out);
            writer.begin_object();
            write_members(&mut writer, error);
            writer.end_object();
        });
    }
}

fn write_delta(writer: &mut Writer<'_>, (kind, key, text): (&str, &str, &Text<'_>)) {
    writer.key("type");
    writer.str(kind);
    writer.key(key);
    writer.text(text);
}

fn write_call(writer: &mut Writer<'_>, id: &Text<'_>, name: &Text<'_>) {
    writer.key("type");
    writer.str("tool_use");
    writer.key("id");
    write_id(writer, id, None);
    writer.key("name");
    writer.text(name);
    writer.key("input");
    writer.raw(b"{}");
}

fn write_members_of(writer: &mut Writer<'_>, value: Value<'_>) {
    for (name, value) in value.members() {
        writer.key_text(&name);
        writer.value(value);
    }
}
