//! The hub's events to a stream of events.
//!
//! Source: Cohere API reference, "Chat", streaming. Text is content here even where
//! tool calls follow it, since nobody knows that yet; whoever reads the stream gets
//! the same words. Signatures, redacted reasoning and further candidates have no
//! place and are passed over.

use std::borrow::Cow;

use super::response_encode::{is_citation, log_probs_list};
use super::words::{encode_finish, encode_usage};
use crate::chat::{ApiError, Event, FinishReason, PartKind, Start, Usage};
use crate::codec::{AnswerContext, EncodeStream};
use crate::json::{Text, Value, Writer};

/// Writes the stream of a client.
#[derive(Debug)]
pub(super) struct Encoder {
    id: String,
    started: bool,
    over: bool,
    usage: Usage,
    finish: Option<FinishReason<'static>>,
    open: Vec<OpenPart>,
    blocks: u64,
    calls: u64,
    citations: u64,
}

#[derive(Debug, Clone, Copy)]
struct OpenPart {
    part: u32,
    kind: Open,
}

/// What is open, and its number among its kind.
#[derive(Debug, Clone, Copy)]
enum Open {
    Block { index: u64, key: &'static str },
    Call { index: u64, has_arguments: bool },
    Passed,
}

impl Encoder {
    /// An encoder for one stream.
    pub(super) fn new(context: &AnswerContext<'_>) -> Self {
        Self {
            id: context.id.to_owned(),
            started: false,
            over: false,
            usage: Usage::default(),
            finish: None,
            open: Vec::new(),
            blocks: 0,
            calls: 0,
            citations: 0,
        }
    }

    fn start(&mut self, start: &Start<'_>, out: &mut Vec<u8>) {
        self.usage.merge(&start.usage);
        if std::mem::replace(&mut self.started, true) {
            return;
        }
        if let Some(id) = &start.id {
            self.id = id.to_str().into_owned();
        }
        let id = std::mem::take(&mut self.id);
        event("message-start", None, out, |writer| {
            writer.key("id");
            writer.str(&id);
            writer.key("delta");
            writer.raw(br#"{"message":{"role":"assistant","content":[],"tool_plan":"","tool_calls":[],"citations":[]}}"#);
        });
        self.id = id;
    }

    fn begin(&mut self, out: &mut Vec<u8>) {
        if !self.started {
            self.start(&Start::default(), out);
        }
    }

    fn part_start(&mut self, part: u32, kind: &PartKind<'_>, out: &mut Vec<u8>) {
        let open = match kind {
            PartKind::Text | PartKind::Refusal => self.block("text", out),
            PartKind::Reasoning => self.block("thinking", out),
            PartKind::ToolCall { id, name } => {
                let index = self.calls;
                self.calls += 1;
                begin_call(index, id, name, out);
                Open::Call {
                    index,
                    has_arguments: false,
                }
            }
            PartKind::RedactedReasoning { .. } | PartKind::Native { .. } => Open::Passed,
        };
        self.open.push(OpenPart { part, kind: open });
    }

    fn block(&mut self, key: &'static str, out: &mut Vec<u8>) -> Open {
        let index = self.blocks;
        self.blocks += 1;
        event("content-start", Some(index), out, |writer| {
            in_message(writer, "content", |writer| {
                writer.begin_object();
                writer.key("type");
                writer.str(key);
                writer.key(key);
                writer.str("");
                writer.end_object();
            });
        });
        Open::Block { index, key }
    }

    fn delta(&mut self, part: u32, text: &Text<'_>, out: &mut Vec<u8>) {
        let open = self.open.iter_mut().find(|open| open.part == part);
        let Some(open) = open.filter(|_| !text.is_empty()) else {
            return;
        };
        match &mut open.kind {
            Open::Block { index, key } => {
                event("content-delta", Some(*index), out, |writer| {
                    in_message(writer, "content", |writer| {
                        writer.begin_object();
                        writer.key(key);
                        writer.text(text);
                        writer.end_object();
                    });
                });
            }
            Open::Call {
                index,
                has_arguments,
            } => {
                *has_arguments = true;
                arguments(*index, text, out);
            }
            Open::Passed => {}
        }
    }

    fn stop(&mut self, part: u32, out: &mut Vec<u8>) {
        let at = self.open.iter().position(|open| open.part == part);
        let Some(open) = at.map(|at| self.open.swap_remove(at)) else {
            return;
        };
        match open.kind {
            Open::Block { index, .. } => event("content-end", Some(index), out, |_| {}),
            Open::Call {
                index,
                has_arguments,
            } => {
                if !has_arguments {
                    arguments(index, &Text::Literal(b"{}"), out);
                }
                event("tool-call-end", Some(index), out, |_| {});
            }
            Open::Passed => {}
        }
    }

    fn citation(&mut self, value: Value<'_>, out: &mut Vec<u8>) {
        if !is_citation(&value) {
            return;
        }
        let index = self.citations;
        self.citations += 1;
        event("citation-start", Some(index), out, |writer| {
            in_message(writer, "citations", |writer| {
                writer.raw(&on_one_line(value.raw()));
            });
        });
        event("citation-end", Some(index), out, |_| {});
    }

    fn log_probs(&self, list: Value<'_>, out: &mut Vec<u8>) {
        let Some(list) = log_probs_list(list) else {
            return;
        };
        let index = self.blocks.saturating_sub(1);
        for item in list.items() {
            event("content-delta", Some(index), out, |writer| {
                in_message(writer, "content", |writer| {
                    writer.raw(br#"{"text":""}"#);
                });
                writer.key("logprobs");
                writer.raw(&on_one_line(item.raw()));
            });
        }
    }

    fn end(&mut self, error: Option<&ApiError>, out: &mut Vec<u8>) {
        self.begin(out);
        self.over = true;
        let word = match (&self.finish, error) {
            (_, Some(_)) => "ERROR",
            (Some(reason), None) => encode_finish(reason).0,
            (None, None) if self.calls > 0 => "TOOL_CALL",
            (None, None) => "COMPLETE",
        };
        event("message-end", None, out, |writer| {
            writer.key("id");
            writer.str(&self.id);
            writer.key("delta");
            writer.begin_object();
            if let Some(error) = error {
                writer.key("error");
                writer.str(&error.message);
            }
            writer.key("finish_reason");
            writer.str(word);
            if !self.usage.is_empty() {
                writer.key("usage");
                encode_usage(&self.usage, writer);
            }
            writer.end_object();
        });
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
                self.begin(out);
                self.part_start(*part, kind, out);
            }
            Event::PartDelta {
                choice: 0,
                part,
                text,
            } => self.delta(*part, text, out),
            Event::PartStop { choice: 0, part } => self.stop(*part, out),
            Event::Citation {
                choice: 0, value, ..
            } => self.citation(*value, out),
            Event::LogProbs { choice: 0, value } => self.log_probs(*value, out),
            Event::Finish { choice: 0, reason } => {
                self.finish = Some(reason.clone().into_owned());
            }
            Event::Usage(usage) => self.usage.merge(usage),
            Event::Ping => out.extend_from_slice(b": ping\n\n"),
            Event::Error(error) => self.end(Some(error), out),
            Event::End => self.end(None, out),
            _ => {}
        }
    }
}

/// Writes one event; `members` writes what it has beside its type and number.
fn event(
    kind: &'static str,
    index: Option<u64>,
    out: &mut Vec<u8>,
    members: impl FnOnce(&mut Writer<'_>),
) {
    out.extend_from_slice(b"event: ");
    out.extend_from_slice(kind.as_bytes());
    out.extend_from_slice(b"\ndata: ");
    let mut writer = Writer::new(out);
    writer.begin_object();
    writer.key("type");
    writer.str(kind);
    if let Some(index) = index {
        writer.key("index");
        writer.u64(index);
    }
    members(&mut writer);
    writer.end_object();
    out.extend_from_slice(b"\n\n");
}

/// `"delta": {"message": {key: …}}`
fn in_message(writer: &mut Writer<'_>, key: &'static str, write: impl FnOnce(&mut Writer<'_>)) {
    writer.key("delta");
    writer.begin_object();
    writer.key("message");
    writer.begin_object();
    writer.key(key);
    write(writer);
    writer.end_object();
    writer.end_object();
}

fn begin_call(index: u64, id: &Text<'_>, name: &Text<'_>, out: &mut Vec<u8>) {
    event("tool-call-start", Some(index), out, |writer| {
        in_message(writer, "tool_calls", |writer| {
            writer.begin_object();
            writer.key("id");
            writer.text(id);
            writer.key("type");
            writer.raw(br#""function""#);
            writer.key("function");
            writer.begin_object();
            writer.key("name");
            writer.text(name);
            writer.key("arguments");
            writer.str("");
            writer.end_object();
            writer.end_object();
        });
    });
}

fn arguments(index: u64, text: &Text<'_>, out: &mut Vec<u8>) {
    event("tool-call-delta", Some(index), out, |writer| {
        in_message(writer, "tool_calls", |writer| {
            writer.begin_object();
            writer.key("function");
            writer.begin_object();
            writer.key("arguments");
            writer.text(text);
            writer.end_object();
            writer.end_object();
        });
    });
}

/// The same JSON without line ends, which would end the line of the event. In JSON
/// they are white space only.
fn on_one_line(json: &[u8]) -> Cow<'_, [u8]> {
    if memchr::memchr2(b'\n', b'\r', json).is_none() {
        return Cow::Borrowed(json);
    }
    let is_line_end = |byte: &u8| matches!(byte, b'\n' | b'\r');
    Cow::Owned(
        json.iter()
            .copied()
            .filter(|byte| !is_line_end(byte))
            .collect(),
    )
}
