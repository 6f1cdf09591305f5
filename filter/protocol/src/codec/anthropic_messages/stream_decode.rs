//! Stream bytes to events.
//!
//! The `type` in the data counts, not the event's name: relays lose names.

use crate::chat::{
    ApiError, ErrorKind, Event, FinishReason, Origin, PartKind, Signature, Start, replay,
};
use crate::codec::DecodeStream;
use crate::json::{Document, Limits, Text, Value};
use crate::sse::{Frame, Framer};

use super::error;
use super::response::decode_response;
use super::stream_block::{Kind, Open, delta, signature, stop};
use super::usage::Counts;
use super::words::finish_reason;

/// Largest event, in bytes; a server tool's result or a signature may be long.
const MOST_EVENT: usize = 16 << 20;

/// Most blocks that may be open side by side. The API opens one.
const MOST_OPEN: usize = 64;

/// Reads a Messages stream.
#[derive(Debug)]
pub(super) struct Decoder {
    framer: Framer,
    state: State,
}

impl Default for Decoder {
    fn default() -> Self {
        Self::new()
    }
}

impl Decoder {
    /// A decoder at the start of a stream.
    #[must_use]
    pub(super) fn new() -> Self {
        Self {
            framer: Framer::new(MOST_EVENT),
            state: State::default(),
        }
    }
}

impl DecodeStream for Decoder {
    fn feed(&mut self, chunk: &[u8], each: &mut dyn FnMut(&Event<'_>)) {
        if self.state.over {
            return;
        }
        let state = &mut self.state;
        let fed = self.framer.feed(chunk, |frame| state.frame(frame, each));
        if let Err(too_large) = fed {
            state.fail(too_large.to_string(), each);
        }
    }

    fn finish(&mut self, each: &mut dyn FnMut(&Event<'_>)) {
        let state = &mut self.state;
        self.framer.finish(|frame| state.frame(frame, each));
        if state.finished {
            state.end(each);
        } else {
            state.fail("the provider's stream ended early".to_owned(), each);
        }
    }
}

#[derive(Debug, Default)]
struct State {
    started: bool,
    /// The stop reason has come.
    finished: bool,
    /// `End` or `Error` has gone out.
    over: bool,
    has_calls: bool,
    id: String,
    counts: Counts,
    open: Vec<Open>,
    parts: u32,
}

impl State {
    fn frame(&mut self, frame: Frame<'_>, each: &mut dyn FnMut(&Event<'_>)) {
        if self.over {
            return;
        }
        let Some(data) = frame.data else {
            if frame.comment && self.started {
                each(&Event::Ping);
            } else if !self.started && frame.raw.trim_ascii_start().starts_with(b"{") {
                self.whole(frame.raw, each);
            }
            return;
        };
        if data.trim_ascii() == b"[DONE]" {
            if self.finished {
                self.end(each);
            }
            return;
        }
        let Ok(document) = Document::parse(data, Limits::default()) else {
            each(&Event::Malformed);
            return;
        };
        let value = document.root(data);
        let name = frame.event.map(String::from_utf8_lossy);
        let kind = value
            .get_some("type")
            .and_then(|kind| kind.text())
            .or_else(|| name.map(|name| Text::from(name.into_owned())));
        match kind {
            Some(kind) => self.event(&kind, value, each),
            None if value.get_some("error").is_some() => self.error(value, each),
            None => each(&Event::Malformed),
        }
    }

    /// Reads an answer or an error that came whole although a stream was asked for.
    fn whole(&mut self, body: &[u8], each: &mut dyn FnMut(&Event<'_>)) {
        let Ok(document) = Document::parse(body, Limits::default()) else {
            return;
        };
        let value = document.root(body);
        if value.get_some("error").is_some() {
            self.error(value, each);
        } else if let Ok(response) = decode_response(value) {
            self.over = true;
            replay(&response, each);
        }
    }

    fn event(&mut self, kind: &Text<'_>, value: Value<'_>, each: &mut dyn FnMut(&Event<'_>)) {
        match &*kind.to_str() {
            "message_start" => self.message_start(value, each),
            "content_block_start" => self.block_start(value, each),
            "content_block_delta" => self.block_delta(value, each),
            "content_block_stop" => {
                if let Some(at) = self.find(value) {
                    let block = self.open.remove(at);
                    stop(block, &mut self.parts, each);
                }
            }
            "message_delta" => self.message_delta(value, each),
            "message_stop" if self.started => {
                if !self.finished {
                    let reason = if self.has_calls {
                        FinishReason::ToolCalls
                    } else {
                        FinishReason::Stop
                    };
                    self.finish(reason, each);
                }
                self.end(each);
            }
            "ping" => {
                if self.started {
                    each(&Event::Ping);
                }
            }
            "error" => self.error(value, each),
            _ if value.get_some("error").is_some() => self.error(value, each),
            _ => {
                if self.started {
                    each(&Event::Unknown { kind: kind.clone() });
                }
            }
        }
    }

    fn message_start(&mut self, value: Value<'_>, each: &mut dyn FnMut(&Event<'_>)) {
        let message = value.get_some("message");
        let member = |name| message.and_then(|message| message.get_some(name));
        let usage = member("usage");
        if self.started {
            // A relay that tried again in the middle. What went out cannot be called
            // back, so what is open ends here and the second try follows it.
            if !self.finished {
                for block in std::mem::take(&mut self.open) {
                    stop(block, &mut self.parts, each);
                }
                usage.into_iter().for_each(|usage| self.counts.read(usage));
                self.content_of_start(member("content"), each);
            }
            return;
        }
        if let Some(usage) = usage {
            self.counts.read(usage);
        }
        let text = |name| member(name).and_then(|member| member.text());
        let id = text("id");
        self.id = id
            .as_ref()
            .map(|id| id.to_str().into_owned())
            .unwrap_or_default();
        self.start(
            Start {
                id,
                model: text("model"),
                created: None,
                service_tier: usage
                    .and_then(|usage| usage.get_some("service_tier"))
                    .and_then(|tier| tier.text()),
                usage: self.counts.usage(),
            },
            each,
        );
        self.content_of_start(member("content"), each);
    }

    /// Blocks that come whole with the start, as those of a turn that goes on do.
    fn content_of_start(&mut self, content: Option<Value<'_>>, each: &mut dyn FnMut(&Event<'_>)) {
        let blocks = content.iter().flat_map(Value::items);
        for (index, block) in (0..).zip(blocks.filter(Value::is_object)) {
            self.open_block(index, block, each);
            if self.over {
                return;
            }
            if let Some(at) = self.open.iter().position(|open| open.index == index) {
                let whole = self.open.remove(at);
                stop(whole, &mut self.parts, each);
            }
        }
    }

    fn start(&mut self, start: Start<'_>, each: &mut dyn FnMut(&Event<'_>)) {
        if !self.started {
            self.started = true;
            each(&Event::Start(start));
        }
    }

    /// Where the open block that an event is about stands.
    fn find(&self, value: Value<'_>) -> Option<usize> {
        let index = value
            .get("index")
            .and_then(|index| index.u64())
            .unwrap_or(0);
        self.open.iter().position(|open| open.index == index)
    }

    fn begin(
        &mut self,
        index: u64,
        kind: Kind,
        told: Option<PartKind<'_>>,
        each: &mut dyn FnMut(&Event<'_>),
    ) -> u32 {
        let part = self.parts;
        // What is told later is numbered then.
        if told.is_some() {
            self.parts = self.parts.saturating_add(1);
        }
        self.open.push(Open { index, part, kind });
        if let Some(kind) = told {
            each(&Event::PartStart {
                choice: 0,
                part,
                kind,
            });
        }
        part
    }

    fn block_start(&mut self, value: Value<'_>, each: &mut dyn FnMut(&Event<'_>)) {
        let Some(block) = value.get_some("content_block").filter(Value::is_object) else {
            each(&Event::Malformed);
            return;
        };
        if self.finished {
            return;
        }
        self.start(Start::default(), each);
        if let Some(at) = self.find(value) {
            // Its stop was lost.
            let lost = self.open.remove(at);
            stop(lost, &mut self.parts, each);
        }
        if self.open.len() >= MOST_OPEN {
            self.fail("too many blocks are open in the stream".to_owned(), each);
            return;
        }
        let index = value
            .get("index")
            .and_then(|index| index.u64())
            .unwrap_or(0);
        self.open_block(index, block, each);
    }

    fn open_block(&mut self, index: u64, block: Value<'_>, each: &mut dyn FnMut(&Event<'_>)) {
        let text = |name: &str| block.get_some(name).and_then(|member| member.text());
        let kind = text("type").unwrap_or_else(|| Text::from(""));
        match &*kind.to_str() {
            "text" => {
                let part = self.begin(index, Kind::Text, Some(PartKind::Text), each);
                delta(part, text("text"), each);
                for value in block.get("citations").iter().flat_map(Value::items) {
                    each(&Event::Citation {
                        choice: 0,
                        part,
                        value,
                    });
                }
            }
            "thinking" => {
                let part = self.begin(index, Kind::Thinking, Some(PartKind::Reasoning), each);
                delta(part, text("thinking"), each);
                signature(part, text("signature"), each);
            }
            "redacted_thinking" => {
                let data = text("data").unwrap_or_else(|| Text::from(""));
                let data = Signature::from_wire(Origin::Anthropic, data);
                let told = PartKind::RedactedReasoning { data };
                self.begin(index, Kind::Told, Some(told), each);
            }
            "tool_use" => {
                let Some(name) = text("name").filter(|name| !name.is_empty()) else {
                    // Nobody could answer such a call.
                    each(&Event::Malformed);
                    return;
                };
                self.has_calls = true;
                let id = text("id").filter(|id| !id.is_empty());
                let id = id.unwrap_or_else(|| self.made_id());
                let told = PartKind::ToolCall { id, name };
                let part = self.begin(index, Kind::ToolCall, Some(told), each);
                let input = block.get_some("input");
                if let Some(input) = input.filter(|input| input.members().next().is_some()) {
                    delta(part, Some(super::blocks::raw_text(input)), each);
                }
            }
            _ if block.get("input").is_some() => {
                let kind = Kind::Native {
                    block: block.raw().to_vec(),
                    input: Vec::new(),
                };
                self.begin(index, kind, None, each);
                self.check_room(each);
            }
            _ => {
                let told = PartKind::Native { kind, value: block };
                self.begin(index, Kind::Told, Some(told), each);
            }
        }
    }

    /// Ends a stream that would have more held back than fits.
    fn check_room(&mut self, each: &mut dyn FnMut(&Event<'_>)) {
        if self.open.iter().map(Open::held).sum::<usize>() > MOST_EVENT {
            self.open.clear();
            self.fail("a block of the stream is too large".to_owned(), each);
        }
    }

    /// An id for a call that came without one: the same for the same stream.
    fn made_id(&self) -> Text<'static> {
        let answer = self.id.strip_prefix("msg_").unwrap_or(&self.id);
        Text::from(format!("toolu_{answer}_{}", self.parts))
    }

    fn block_delta(&mut self, value: Value<'_>, each: &mut dyn FnMut(&Event<'_>)) {
        let Some(change) = value.get_some("delta") else {
            each(&Event::Malformed);
            return;
        };
        if self.finished {
            return;
        }
        let text = |name: &str| change.get_some(name).and_then(|member| member.text());
        let kind = text("type").unwrap_or_else(|| Text::from(""));
        let word = kind.to_str();
        if self.find(value).is_none() {
            // Some servers leave out the start of a block.
            let index = value
                .get("index")
                .and_then(|index| index.u64())
                .unwrap_or(0);
            let (kind, told) = match &*word {
                "text_delta" => (Kind::Text, PartKind::Text),
                "thinking_delta" => (Kind::Thinking, PartKind::Reasoning),
                _ => return,
            };
            if self.open.len() >= MOST_OPEN {
                return;
            }
            self.start(Start::default(), each);
            self.begin(index, kind, Some(told), each);
        }
        let Some(open) = self.find(value).and_then(|at| self.open.get_mut(at)) else {
            return;
        };
        let part = open.part;
        match (&*word, &mut open.kind) {
            ("text_delta", Kind::Text) => delta(part, text("text"), each),
            ("thinking_delta", Kind::Thinking) => delta(part, text("thinking"), each),
            ("signature_delta", Kind::Thinking) => signature(part, text("signature"), each),
            ("input_json_delta", Kind::ToolCall) => delta(part, text("partial_json"), each),
            ("input_json_delta", Kind::Native { input, .. }) => {
                let piece = text("partial_json");
                let piece = piece.as_ref().map(Text::to_str).unwrap_or_default();
                input.extend_from_slice(piece.as_bytes());
                self.check_room(each);
            }
            ("citations_delta", Kind::Text) => {
                if let Some(value) = change.get_some("citation") {
                    each(&Event::Citation {
                        choice: 0,
                        part,
                        value,
                    });
                }
            }
            _ => each(&Event::Unknown { kind }),
        }
    }

    fn message_delta(&mut self, value: Value<'_>, each: &mut dyn FnMut(&Event<'_>)) {
        self.start(Start::default(), each);
        let text = |name: &str| {
            let change = value.get_some("delta")?;
            change.get_some(name)?.text()
        };
        let reason =
            text("stop_reason").and_then(|word| finish_reason(&word, text("stop_sequence")));
        if let Some(reason) = reason
            && !self.finished
        {
            self.finish(reason, each);
        }
        if let Some(usage) = value.get_some("usage") {
            let before = self.counts;
            self.counts.read(usage);
            if self.counts != before {
                each(&Event::Usage(self.counts.usage()));
            }
        }
    }

    fn error(&mut self, value: Value<'_>, each: &mut dyn FnMut(&Event<'_>)) {
        self.over = true;
        each(&Event::Error(error::read(value, None)));
    }

    fn finish(&mut self, reason: FinishReason<'_>, each: &mut dyn FnMut(&Event<'_>)) {
        for block in std::mem::take(&mut self.open) {
            stop(block, &mut self.parts, each);
        }
        self.finished = true;
        each(&Event::Finish { choice: 0, reason });
    }

    fn end(&mut self, each: &mut dyn FnMut(&Event<'_>)) {
        if !self.over {
            self.over = true;
            each(&Event::End);
        }
    }

    fn fail(&mut self, message: String, each: &mut dyn FnMut(&Event<'_>)) {
        if !self.over {
            self.over = true;
            let error = ApiError::new(ErrorKind::Server, message).with_status(502);
            each(&Event::Error(error));
        }
    }
}
