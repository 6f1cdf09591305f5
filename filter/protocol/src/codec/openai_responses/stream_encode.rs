//! The hub's events to a stream of events.
//!
//! Source: OpenAI API reference, "Streaming events" of responses. The events that
//! end a part, an item and the response repeat all of it, so the answer is kept
//! until then, up to a bound. What ends is told when something else begins, since
//! more of it may belong to the same message.

use super::error::write_members;
use super::item_decode::redacted_to_wire;
use super::open_items::{Body, Content, Item, List, Literal};
use super::stream_frames::{CALL_DELTA, Frames, SUMMARY};
use super::words::{incomplete_word, is_native_item};
use super::write::{Head, Status, write_annotation, write_log_prob, write_response};
use crate::chat::log_probs;
use crate::chat::{ApiError, ErrorKind, Event, Origin, PartKind, Signature, Start, Usage};
use crate::codec::{AnswerContext, EncodeStream};
use crate::json::{Json, Text, Value, Writer};

/// Most bytes of an answer that are kept.
const MOST_KEPT: usize = 16 << 20;

/// Writes the stream of a client.
#[derive(Debug)]
pub(super) struct Encoder {
    head: Head,
    frames: Frames,
    started: bool,
    over: bool,
    usage: Usage,
    incomplete: Option<&'static str>,
    /// In the order in which they began.
    open: Vec<Item>,
    /// Items that are told to their end, by their index.
    done: Vec<(u64, Vec<u8>)>,
    next_index: u64,
    kept: usize,
}

impl Encoder {
    /// An encoder for one stream.
    pub(super) fn new(context: &AnswerContext<'_>) -> Self {
        Self {
            head: Head::new(&Start::default(), context),
            frames: Frames::default(),
            started: false,
            over: false,
            usage: Usage::default(),
            incomplete: None,
            open: Vec::new(),
            done: Vec::new(),
            next_index: 0,
            kept: 0,
        }
    }

    fn send_response(&mut self, kind: &'static str, status: Status<'_>, out: &mut Vec<u8>) {
        let mut done: Vec<_> = self.done.iter().collect();
        done.sort_by_key(|(index, _)| *index);
        self.frames.send(kind, out, |writer| {
            writer.key("response");
            write_response(&self.head, status, &self.usage, writer, |writer| {
                let is_over = !matches!(status, Status::InProgress);
                for (_, item) in done.into_iter().filter(|_| is_over) {
                    writer.raw(item);
                }
            });
        });
    }

    fn start(&mut self, out: &mut Vec<u8>) {
        if !std::mem::replace(&mut self.started, true) {
            self.send_response("response.created", Status::InProgress, out);
            self.send_response("response.in_progress", Status::InProgress, out);
        }
    }

    fn part_start(&mut self, part: u32, kind: &PartKind<'_>, out: &mut Vec<u8>) {
        let is_refusal = matches!(kind, PartKind::Refusal);
        if is_refusal || matches!(kind, PartKind::Text) {
            return self.content_start(part, is_refusal, out);
        }
        let native = match kind {
            PartKind::Native { kind, value } if is_native_item(kind, *value) => Some(*value),
            PartKind::Native { .. } => return,
            _ => None,
        };
        self.flush(Status::Completed, out);
        if let Some(value) = native {
            let index = self.next_index;
            self.next_index += 1;
            self.item("response.output_item.added", index, value.raw(), out);
            self.item_done(index, value.raw().to_vec(), out);
            return;
        }
        let (prefix, body) = match kind {
            PartKind::ToolCall { id, name } => (
                "fc",
                Body::Call {
                    part,
                    call_id: id.clone().into_owned(),
                    name: name.clone().into_owned(),
                    arguments: Literal::default(),
                    is_stopped: false,
                },
            ),
            PartKind::RedactedReasoning { data } => {
                let mut encrypted = Literal::default();
                encrypted.push(&redacted_to_wire(data));
                let encrypted = Some(encrypted);
                (
                    "rs",
                    Body::Reasoning {
                        part,
                        text: Literal::default(),
                        encrypted,
                        is_stopped: false,
                    },
                )
            }
            _ => (
                "rs",
                Body::Reasoning {
                    part,
                    text: Literal::default(),
                    encrypted: None,
                    is_stopped: false,
                },
            ),
        };
        self.item_start(prefix, body, out);
    }

    fn item_start(&mut self, prefix: &str, body: Body, out: &mut Vec<u8>) {
        let index = self.next_index;
        self.next_index += 1;
        let item = Item {
            index,
            id: self.head.item_id(prefix, index),
            body,
        };
        let mut json = Vec::new();
        item.write(Status::InProgress, &mut Writer::new(&mut json));
        self.keep(json.len());
        self.item("response.output_item.added", index, &json, out);
        self.open.push(item);
    }

    /// A text begins: in the message before it, if that is the last item.
    fn content_start(&mut self, part: u32, is_refusal: bool, out: &mut Vec<u8>) {
        let last = self.next_index.checked_sub(1);
        let is_last = |item: &Item| Some(item.index) == last;
        let goes_on = self
            .open
            .iter()
            .any(|item| is_last(item) && matches!(item.body, Body::Message(_)));
        if goes_on {
            self.tell_contents(out);
        } else {
            self.flush(Status::Completed, out);
            self.item_start("msg", Body::Message(Vec::new()), out);
        }
        let Some(item) = self.open.last_mut() else {
            return;
        };
        let Body::Message(contents) = &mut item.body else {
            return;
        };
        let content = Content::new(part, is_refusal);
        let (kind, number) = ("response.content_part.added", contents.len());
        let number = Some(("content_index", number));
        let of = (&*item.id, item.index);
        self.frames.piece(kind, of, number, out, |writer| {
            writer.key("part");
            content.write(writer);
        });
        contents.push(content);
        self.keep(64);
    }

    fn part_delta(&mut self, part: u32, text: &Text<'_>, out: &mut Vec<u8>) {
        if text.is_empty() {
            return;
        }
        let Some(item) = self.open.iter_mut().rfind(|item| item.has_open(part)) else {
            return;
        };
        let of = (&*item.id, item.index);
        let frames = &mut self.frames;
        match &mut item.body {
            Body::Message(contents) => {
                let mut contents = contents.iter_mut().enumerate();
                if let Some((at, content)) = contents.find(|(_, one)| one.part == part) {
                    content.text.push(text);
                    if content.is_refusal {
                        let number = Some(("content_index", at));
                        frames.delta("response.refusal.delta", of, number, text, out);
                    } else {
                        frames.text_delta(of, at, text, out, |_| {});
                    }
                }
            }
            Body::Reasoning { text: so_far, .. } => {
                if so_far.is_empty() {
                    let kind = "response.reasoning_summary_part.added";
                    frames.summary_part(kind, of, &Text::Literal(b""), out);
                }
                so_far.push(text);
                let kind = "response.reasoning_summary_text.delta";
                frames.delta(kind, of, SUMMARY, text, out);
            }
            Body::Call { arguments, .. } => {
                arguments.push(text);
                frames.delta(CALL_DELTA, of, None, text, out);
            }
        }
        self.keep(text.to_str().len());
    }

    fn signature(&mut self, wanted: u32, signature: &Signature<'_>) {
        for item in &mut self.open {
            if let Body::Reasoning {
                part, encrypted, ..
            } = &mut item.body
                && *part == wanted
            {
                // A tag stands in front of the first piece.
                match encrypted {
                    Some(so_far) => so_far.push(&signature.data),
                    None => encrypted
                        .get_or_insert_default()
                        .push(&signature.to_wire(Origin::OpenAi)),
                }
            }
        }
        self.keep(signature.data.to_str().len());
    }

    fn citation(&mut self, part: u32, value: Value<'_>, out: &mut Vec<u8>) {
        let Some(item) = self.open.iter_mut().rfind(|item| item.has_open(part)) else {
            return;
        };
        let Body::Message(contents) = &mut item.body else {
            return;
        };
        let found = contents.iter_mut().enumerate();
        let mut found = found.filter(|(_, content)| content.part == part && !content.is_refusal);
        let Some((at, content)) = found.next() else {
            return;
        };
        let number = content.annotations.count;
        let written = content.annotations.push(|writer| {
            write_annotation(value, writer);
        });
        if written.is_empty() {
            return;
        }
        let length = written.len();
        let of = (&*item.id, item.index);
        let (kind, place) = (
            "response.output_text.annotation.added",
            Some(("content_index", at)),
        );
        self.frames.piece(kind, of, place, out, |writer| {
            writer.key("annotation_index");
            writer.u64(number);
            writer.key("annotation");
            writer.raw(written);
        });
        self.keep(length);
    }

    /// The log-probabilities go with the last text that has not been told to its end.
    fn log_probs(&mut self, value: Value<'_>, out: &mut Vec<u8>) {
        let (mut whole, mut fresh) = (List::default(), List::default());
        let entries = log_probs::entries(value);
        for entry in entries.iter().flat_map(Json::items) {
            whole.push(|writer| write_log_prob(entry, true, writer));
            fresh.push(|writer| write_log_prob(entry, false, writer));
        }
        if fresh.count == 0 {
            return;
        }
        for item in self.open.iter_mut().rev() {
            let Body::Message(contents) = &mut item.body else {
                continue;
            };
            let found = contents.iter_mut().enumerate();
            let found = found.filter(|(_, content)| !content.is_refusal && !content.is_told);
            let Some((at, content)) = found.last() else {
                continue;
            };
            content.log_probs.push(|writer| whole.write(writer));
            content.event_log_probs.push(|writer| fresh.write(writer));
            let of = (&*item.id, item.index);
            let nothing = Text::Literal(b"");
            self.frames
                .text_delta(of, at, &nothing, out, |writer| fresh.write(writer));
            break;
        }
        self.keep(value.raw().len());
    }

    fn part_stop(&mut self, part: u32) {
        if let Some(item) = self.open.iter_mut().rfind(|item| item.has_open(part)) {
            item.stop(part);
        }
    }

    /// Tells the end of all texts that have stopped.
    fn tell_contents(&mut self, out: &mut Vec<u8>) {
        for item in &mut self.open {
            self.frames.tell_contents(item, out);
        }
    }

    /// Tells the end of all items that have stopped.
    fn flush(&mut self, status: Status<'_>, out: &mut Vec<u8>) {
        self.tell_contents(out);
        let (stopped, open) = std::mem::take(&mut self.open)
            .into_iter()
            .partition::<Vec<_>, _>(Item::is_stopped);
        self.open = open;
        for mut item in stopped {
            self.frames.tell_pieces(&mut item, out);
            let mut json = Vec::new();
            item.write(status, &mut Writer::new(&mut json));
            self.item_done(item.index, json, out);
        }
    }

    fn item(&mut self, kind: &'static str, index: u64, item: &[u8], out: &mut Vec<u8>) {
        self.frames.send(kind, out, |writer| {
            writer.key("output_index");
            writer.u64(index);
            writer.key("item");
            writer.raw(item);
        });
    }

    fn item_done(&mut self, index: u64, item: Vec<u8>, out: &mut Vec<u8>) {
        self.item("response.output_item.done", index, &item, out);
        self.keep(item.len());
        self.done.push((index, item));
    }

    /// Counts what is kept.
    fn keep(&mut self, bytes: usize) {
        self.kept = self.kept.saturating_add(bytes);
    }

    fn end(&mut self, out: &mut Vec<u8>) {
        self.over = true;
        self.start(out);
        self.stop_all();
        self.flush(self.status(), out);
        match self.status() {
            Status::Incomplete(_) => {
                self.send_response("response.incomplete", self.status(), out);
            }
            status => self.send_response("response.completed", status, out),
        }
    }

    fn status(&self) -> Status<'static> {
        self.incomplete
            .map_or(Status::Completed, Status::Incomplete)
    }

    fn stop_all(&mut self) {
        for item in &mut self.open {
            match &mut item.body {
                Body::Message(contents) => {
                    contents.iter_mut().for_each(|one| one.is_stopped = true);
                }
                Body::Reasoning { is_stopped, .. } | Body::Call { is_stopped, .. } => {
                    *is_stopped = true;
                }
            }
        }
    }

    fn fail(&mut self, error: &ApiError, out: &mut Vec<u8>) {
        self.over = true;
        if self.started {
            self.send_response("response.failed", Status::Failed(error), out);
        }
        self.frames
            .send("error", out, |writer| write_members(error, writer));
    }
}

impl EncodeStream for Encoder {
    fn event(&mut self, event: &Event<'_>, out: &mut Vec<u8>) {
        if self.over {
            return;
        }
        match event {
            Event::Start(start) => {
                self.usage.merge(&start.usage);
                self.head.learn(start);
                self.start(out);
            }
            Event::PartStart {
                choice: 0,
                part,
                kind,
            } => {
                self.start(out);
                self.part_start(*part, kind, out);
            }
            Event::PartDelta {
                choice: 0,
                part,
                text,
            } => self.part_delta(*part, text, out),
            Event::Signature {
                choice: 0,
                part,
                signature,
            } => self.signature(*part, signature),
            Event::Citation {
                choice: 0,
                part,
                value,
            } => self.citation(*part, *value, out),
            Event::LogProbs { choice: 0, value } => self.log_probs(*value, out),
            Event::PartStop { choice: 0, part } => self.part_stop(*part),
            Event::Finish { choice: 0, reason } => {
                self.incomplete = incomplete_word(reason);
                self.flush(self.status(), out);
            }
            Event::Usage(usage) => self.usage.merge(usage),
            Event::Ping => out.extend_from_slice(b": ping\n\n"),
            Event::Error(error) => self.fail(error, out),
            Event::End => self.end(out),
            // One request gets one answer in this format.
            Event::PartStart { .. }
            | Event::PartDelta { .. }
            | Event::Signature { .. }
            | Event::Citation { .. }
            | Event::LogProbs { .. }
            | Event::PartStop { .. }
            | Event::Finish { .. }
            | Event::Unknown { .. }
            | Event::Malformed => {}
        }
        if self.kept > MOST_KEPT && !self.over {
            let message = "the answer is too large to be streamed in this format";
            self.fail(
                &ApiError::new(ErrorKind::Server, message).with_status(502),
                out,
            );
        }
    }
}
