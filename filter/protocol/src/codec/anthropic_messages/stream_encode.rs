//! Events to stream bytes.
//!
//! Blocks of this format come one after the other, parts of the hub may be open
//! side by side. So each block is a segment in a queue: what belongs to the first
//! goes straight out, what belongs to the others is written behind it and waits.
//! Text and reasoning give way to the next part and are taken up again in a block
//! of their own; a call cannot be cut, so the others wait for its end.

use std::collections::VecDeque;

use crate::chat::{ApiError, ErrorKind, Event, FinishReason, PartKind, Start, Usage};
use crate::codec::{AnswerContext, EncodeStream};
use crate::json::{Text, Value, Writer};
use crate::sse::write_event;

use super::error::write_members;
use super::response::write_stop_sequence;
use super::usage::{write_delta_usage, write_message_usage};
use super::words::{is_citation, is_native_block, stop_reason};
use super::write::write_id;

/// Most bytes that wait for the end of a call.
const MOST_WAITING: usize = 16 << 20;

/// Most parts that may be open at once.
const MOST_OPEN: usize = 1024;

/// Writes a Messages stream.
#[derive(Debug)]
pub struct Encoder {
    id: String,
    model: String,
    started: bool,
    over: bool,
    has_calls: bool,
    has_refusal: bool,
    finish: Option<FinishReason<'static>>,
    usage: Usage,
    next_index: u64,
    /// Blocks that are begun; the first one is live.
    queue: VecDeque<Segment>,
    /// Parts that are open but have no block: nothing has come of them yet, or
    /// their block gave way to another.
    dormant: Vec<(u32, Prose)>,
    waiting: usize,
}

/// A part that is made of nothing but words, so that it can be cut anywhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Prose {
    Text,
    Thinking,
}

#[derive(Debug)]
struct Segment {
    part: u32,
    index: u64,
    /// `None` for a block that must not be cut.
    prose: Option<Prose>,
    stopped: bool,
    /// Frames that wait until the segment is live.
    frames: Vec<u8>,
}

impl Encoder {
    /// An encoder at the start of a stream.
    #[must_use]
    pub fn new(context: &AnswerContext<'_>) -> Self {
        Self {
            id: context.id.to_owned(),
            model: context.model.to_owned(),
            started: false,
            over: false,
            has_calls: false,
            has_refusal: false,
            finish: None,
            usage: Usage::default(),
            next_index: 0,
            queue: VecDeque::new(),
            dormant: Vec::new(),
            waiting: 0,
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
                let member = ("signature_delta", "signature", signature);
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
        if self.waiting > MOST_WAITING {
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
                    writer.text(data);
                });
                self.part_stop(part, out);
                return;
            }
            PartKind::Native { kind, value } => {
                if is_native_block(kind) && value.is_object() {
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
        if let Some(at) = self.live(part, None) {
            self.write(at, out, |writer| {
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

    /// What an open part of words is.
    fn prose_of(&self, part: u32) -> Option<Prose> {
        let in_queue = |segment: &&Segment| segment.part == part && !segment.stopped;
        let queued = self.queue.iter().rev().find(in_queue);
        queued.and_then(|segment| segment.prose).or_else(|| {
            let dormant = self.dormant.iter().rev();
            dormant
                .clone()
                .find(|(known, _)| *known == part)
                .map(|(_, prose)| *prose)
        })
    }

    /// Where the open segment of a part is.
    fn live(&self, part: u32, prose: Option<Prose>) -> Option<usize> {
        self.queue
            .iter()
            .rposition(|segment| segment.part == part && segment.prose == prose && !segment.stopped)
    }

    /// Writes a delta of a part of words, in a new block if it has none.
    fn prose(
        &mut self,
        part: u32,
        prose: Prose,
        out: &mut Vec<u8>,
        delta: impl FnOnce(&mut Writer<'_>),
    ) {
        if self.live(part, Some(prose)).is_none() {
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
        if let Some(at) = self.live(part, Some(prose)) {
            self.write(at, out, delta);
        }
    }

    /// Begins a block behind the others; one of words in front of it gives way.
    fn open(
        &mut self,
        part: u32,
        prose: Option<Prose>,
        out: &mut Vec<u8>,
        block: impl FnOnce(&mut Writer<'_>),
    ) {
        if self.queue.len() >= MOST_OPEN {
            self.waiting = usize::MAX;
            return;
        }
        if let Some((last, gives_way)) = self.queue.back().and_then(|last| {
            let prose = last.prose.filter(|_| !last.stopped)?;
            Some((last.part, prose))
        }) {
            self.part_stop(last, out);
            self.dormant.push((last, gives_way));
        }
        let index = self.next_index;
        self.next_index += 1;
        self.queue.push_back(Segment {
            part,
            index,
            prose,
            stopped: false,
            frames: Vec::new(),
        });
        let at = self.queue.len() - 1;
        self.frame(at, out, "content_block_start", |writer| {
            writer.key("content_block");
            writer.begin_object();
            block(writer);
            writer.end_object();
        });
    }

    fn write(&mut self, at: usize, out: &mut Vec<u8>, delta: impl FnOnce(&mut Writer<'_>)) {
        self.frame(at, out, "content_block_delta", |writer| {
            writer.key("delta");
            writer.begin_object();
            delta(writer);
            writer.end_object();
        });
    }

    /// Writes one event of a block, to the client or behind its segment.
    fn frame(
        &mut self,
        at: usize,
        out: &mut Vec<u8>,
        name: &'static str,
        members: impl FnOnce(&mut Writer<'_>),
    ) {
        let Some(segment) = self.queue.get_mut(at) else {
            return;
        };
        let index = segment.index;
        let sink = if at == 0 { out } else { &mut segment.frames };
        let before = sink.len();
        write_frame(sink, name, |writer| {
            writer.key("index");
            writer.u64(index);
            members(writer);
        });
        if at > 0 {
            self.waiting = self.waiting.saturating_add(sink.len() - before);
        }
    }

    fn part_stop(&mut self, part: u32, out: &mut Vec<u8>) {
        let open = |segment: &Segment| segment.part == part && !segment.stopped;
        let Some(at) = self.queue.iter().rposition(open) else {
            self.dormant.retain(|(known, _)| *known != part);
            return;
        };
        self.frame(at, out, "content_block_stop", |_| {});
        if let Some(segment) = self.queue.get_mut(at) {
            segment.stopped = true;
        }
        while self.queue.front().is_some_and(|first| first.stopped) {
            self.queue.pop_front();
            if let Some(first) = self.queue.front_mut() {
                self.waiting = self.waiting.saturating_sub(first.frames.len());
                out.append(&mut first.frames);
            }
        }
    }

    fn end(&mut self, out: &mut Vec<u8>) {
        self.start(&Start::default(), out);
        while let Some(part) = self
            .queue
            .iter()
            .find(|segment| !segment.stopped)
            .map(|segment| segment.part)
        {
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

/// Writes an event whose data begins with its name as `type`.
fn write_frame(out: &mut Vec<u8>, name: &'static str, members: impl FnOnce(&mut Writer<'_>)) {
    write_event(out, Some(name), |out| {
        let mut writer = Writer::new(out);
        writer.begin_object();
        writer.key("type");
        writer.str(name);
        members(&mut writer);
        writer.end_object();
    });
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
