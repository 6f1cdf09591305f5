//! Stream bytes to events.

use crate::aws;
use crate::chat::{ApiError, ErrorKind, Event, FinishReason, Origin, PartKind, Start, replay};
use crate::codec::DecodeStream;
use crate::eventstream::{Framer, LARGEST, Message};
use crate::json::{Document, Json, Limits, Text, Value};

use super::citations::neutral;
use super::response::{decode_response, stop_sequence};
use super::stream_block::{Kind, Open, append_items, delta, signature};
use super::usage::decode_usage;
use super::words::finish_reason;

/// Most bytes that are held back for blocks, or of an answer that is no stream.
const MOST_HELD: usize = 16 << 20;

/// Most blocks that may be open side by side. The API opens one.
const MOST_OPEN: usize = 64;

/// Reads a ConverseStream.
#[derive(Debug)]
pub(super) struct Decoder {
    input: Input,
    state: State,
}

/// What the bytes are.
#[derive(Debug)]
enum Input {
    /// Not known before the first byte.
    Fresh,
    /// An event stream.
    Frames(Framer),
    /// An answer or an error that came whole although a stream was asked for.
    Whole(Vec<u8>),
}

impl Decoder {
    /// A decoder at the start of a stream.
    pub(super) fn new() -> Self {
        Self {
            input: Input::Fresh,
            state: State::default(),
        }
    }
}

impl DecodeStream for Decoder {
    fn feed(&mut self, chunk: &[u8], each: &mut dyn FnMut(&Event<'_>)) {
        if self.state.over {
            return;
        }
        if let (Input::Fresh, Some(first)) = (&self.input, chunk.first()) {
            // A length below 32 MiB begins with 0 or 1, which no text does.
            self.input = if *first <= 1 {
                Input::Frames(Framer::new(LARGEST))
            } else {
                Input::Whole(Vec::new())
            };
        }
        let state = &mut self.state;
        match &mut self.input {
            Input::Fresh => {}
            Input::Frames(framer) => {
                if let Err(problem) = framer.feed(chunk, |message| state.message(&message, each)) {
                    state.fail(problem.to_string(), each);
                }
            }
            Input::Whole(bytes) => {
                if bytes.len().saturating_add(chunk.len()) > MOST_HELD {
                    *bytes = Vec::new();
                    state.fail("the provider's answer is too large".to_owned(), each);
                } else {
                    bytes.extend_from_slice(chunk);
                }
            }
        }
    }

    fn finish(&mut self, each: &mut dyn FnMut(&Event<'_>)) {
        let state = &mut self.state;
        match &mut self.input {
            Input::Fresh => {}
            Input::Frames(framer) => {
                if let Err(problem) = framer.finish() {
                    state.fail(problem.to_string(), each);
                }
            }
            Input::Whole(bytes) => state.whole(bytes, each),
        }
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
    /// The counts have come.
    counted: bool,
    /// `End` or `Error` has gone out.
    over: bool,
    has_calls: bool,
    /// Characters of text so far.
    said: u64,
    open: Vec<Open>,
    /// Whose signature the part is getting that got a piece last.
    signed: Option<(u32, Origin)>,
    parts: u32,
}

impl State {
    fn message(&mut self, message: &Message<'_>, each: &mut dyn FnMut(&Event<'_>)) {
        if self.over {
            return;
        }
        if let Some(error) = aws::frame_error(&message.headers, message.payload) {
            self.over = true;
            each(&Event::Error(error));
            return;
        }
        let Ok(document) = Document::parse(message.payload, Limits::default()) else {
            each(&Event::Malformed);
            return;
        };
        let value = document.root(message.payload);
        let Some(kind) = message.headers.text(":event-type") else {
            each(&Event::Malformed);
            return;
        };
        match kind {
            "messageStart" => self.start(each),
            "contentBlockStart" => self.block_start(value, each),
            "contentBlockDelta" => self.block_delta(value, each),
            "contentBlockStop" => {
                if let Some(at) = self.find(value) {
                    self.open.remove(at).stop(&mut self.parts, each);
                }
            }
            "messageStop" => self.message_stop(value, each),
            "metadata" => self.metadata(value, each),
            _ => {
                if self.started {
                    let kind = Text::from(kind);
                    each(&Event::Unknown { kind });
                }
            }
        }
    }

    /// Reads an answer or an error that is no stream.
    fn whole(&mut self, body: &[u8], each: &mut dyn FnMut(&Event<'_>)) {
        let Ok(document) = Document::parse(body, Limits::default()) else {
            return;
        };
        if self.over {
            return;
        }
        if let Ok(response) = decode_response(document.root(body)) {
            self.over = true;
            replay(&response, each);
        } else if document.root(body).is_object() {
            self.over = true;
            each(&Event::Error(aws::decode_error(0, None, body)));
        }
    }

    fn start(&mut self, each: &mut dyn FnMut(&Event<'_>)) {
        if !self.started {
            self.started = true;
            each(&Event::Start(Start::default()));
        }
    }

    /// The number of the block that an event is about.
    fn index(value: Value<'_>) -> u64 {
        let index = value.get("contentBlockIndex").and_then(|index| index.u64());
        index.unwrap_or(0)
    }

    /// Where that block stands, if it is open.
    fn find(&self, value: Value<'_>) -> Option<usize> {
        let index = Self::index(value);
        self.open.iter().position(|open| open.index == index)
    }

    /// Opens a block, behind the one of this number that may have been left open.
    fn begin(
        &mut self,
        index: u64,
        kind: Kind,
        told: Option<PartKind<'_>>,
        each: &mut dyn FnMut(&Event<'_>),
    ) {
        self.start(each);
        if let Some(at) = self.open.iter().position(|open| open.index == index) {
            self.open.remove(at).stop(&mut self.parts, each);
        }
        if self.open.len() >= MOST_OPEN {
            self.fail("too many blocks are open in the stream".to_owned(), each);
            return;
        }
        let part = self.parts;
        if let Some(kind) = told {
            // What is told later is numbered then.
            self.parts = self.parts.saturating_add(1);
            each(&Event::PartStart {
                choice: 0,
                part,
                kind,
            });
        }
        let from = self.said;
        self.open.push(Open {
            index,
            part,
            from,
            kind,
        });
    }

    fn block_start(&mut self, value: Value<'_>, each: &mut dyn FnMut(&Event<'_>)) {
        if self.finished {
            return;
        }
        let index = Self::index(value);
        let start = value.get_some("start");
        let member = |name| start.and_then(|start| start.get_some(name));
        if let Some(call) = member("toolUse") {
            let text = |name: &str| call.get_some(name).and_then(|member| member.text());
            let Some(name) = text("name").filter(|name| !name.is_empty()) else {
                // Nobody could answer such a call.
                each(&Event::Malformed);
                return;
            };
            if call.get_some("type").is_some() {
                let kind = Kind::ServerCall {
                    start: call.raw().to_vec(),
                    input: Vec::new(),
                };
                return self.begin(index, kind, None, each);
            }
            self.has_calls = true;
            let id = text("toolUseId").filter(|id| !id.is_empty());
            let id = id.unwrap_or_else(|| Text::from(format!("tooluse_{}", self.parts)));
            self.begin(
                index,
                Kind::Call,
                Some(PartKind::ToolCall { id, name }),
                each,
            );
        } else if let Some(result) = member("toolResult") {
            let kind = Kind::ServerResult {
                start: result.raw().to_vec(),
                content: Vec::new(),
            };
            self.begin(index, kind, None, each);
        } else if start.is_some_and(|start| start.members().next().is_some()) {
            self.begin(index, Kind::Unknown, None, each);
        }
        // What has an empty start is known by its first delta.
    }

    fn block_delta(&mut self, value: Value<'_>, each: &mut dyn FnMut(&Event<'_>)) {
        let Some(change) = value.get_some("delta") else {
            each(&Event::Malformed);
            return;
        };
        if self.finished {
            return;
        }
        let index = Self::index(value);
        let member = |name: &str| change.get_some(name);
        if let Some(text) = member("text") {
            if let Some(part) = self.words(index, &Kind::Text, each) {
                let text = text.text();
                let characters = text.as_ref().map(|text| text.to_str().chars().count());
                self.said = self.said.saturating_add(characters.unwrap_or(0) as u64);
                delta(part, text, each);
            }
        } else if let Some(citation) = member("citation") {
            if let Some(part) = self.words(index, &Kind::Text, each) {
                let open = self.open.iter().find(|open| open.part == part);
                let from = open.map_or(0, |open| open.from);
                let page = neutral(citation, (from, self.said));
                each(&Event::Citation {
                    choice: 0,
                    part,
                    value: page.as_ref().map_or(citation, Json::value),
                });
            }
        } else if let Some(content) = member("reasoningContent") {
            self.reasoning(index, content, each);
        } else {
            self.other(value, change, each);
        }
        if self.open.iter().map(Open::held).sum::<usize>() > MOST_HELD {
            self.open.clear();
            self.fail("a block of the stream is too large".to_owned(), each);
        }
    }

    /// A delta of a call or a result.
    fn other(&mut self, value: Value<'_>, change: Value<'_>, each: &mut dyn FnMut(&Event<'_>)) {
        let open = self.find(value).and_then(|at| self.open.get_mut(at));
        let input = change
            .get_some("toolUse")
            .and_then(|call| call.get_some("input"));
        match (open.map(|open| (open.part, &mut open.kind)), input) {
            (Some((part, Kind::Call)), Some(input)) => {
                // Some relays send the arguments as they mean them.
                let text = input.text().or_else(|| {
                    let is_object = input.is_object();
                    is_object.then(|| super::blocks::raw_text(input))
                });
                delta(part, text, each);
            }
            (Some((_, Kind::ServerCall { input: so_far, .. })), Some(input)) => {
                let piece = input.text();
                let piece = piece.as_ref().map(Text::to_str).unwrap_or_default();
                so_far.extend_from_slice(piece.as_bytes());
            }
            (Some((_, Kind::ServerResult { content, .. })), None) => {
                if let Some(items) = change.get_some("toolResult") {
                    append_items(content, items);
                }
            }
            _ => {
                if self.started {
                    let name = change.members().next().map(|(name, _)| name);
                    let kind = name.unwrap_or_else(|| Text::from(""));
                    each(&Event::Unknown { kind });
                }
            }
        }
    }

    /// The part that a block of words writes; it begins with its first delta. A
    /// block whose kind changes is another part from there on.
    fn words(&mut self, index: u64, kind: &Kind, each: &mut dyn FnMut(&Event<'_>)) -> Option<u32> {
        let same = std::mem::discriminant::<Kind>(kind);
        let open = self.open.iter().find(|open| open.index == index);
        if let Some(open) = open.filter(|open| std::mem::discriminant(&open.kind) == same) {
            return Some(open.part);
        }
        let (kind, told) = match kind {
            Kind::Reasoning => (Kind::Reasoning, PartKind::Reasoning),
            _ => (Kind::Text, PartKind::Text),
        };
        self.begin(index, kind, Some(told), each);
        let open = self.open.iter().find(|open| open.index == index);
        open.filter(|_| !self.over).map(|open| open.part)
    }

    fn reasoning(&mut self, index: u64, content: Value<'_>, each: &mut dyn FnMut(&Event<'_>)) {
        let text = |name: &str| content.get_some(name).and_then(|member| member.text());
        if let Some(piece) = text("redactedContent") {
            let is_open =
                |open: &&mut Open| open.index == index && matches!(open.kind, Kind::Redacted(_));
            if self.open.iter_mut().find(is_open).is_none() {
                self.begin(index, Kind::Redacted(Vec::new()), None, each);
            }
            if let Some(Open {
                kind: Kind::Redacted(pieces),
                ..
            }) = self.open.iter_mut().find(is_open)
            {
                pieces.push(piece.to_str().into_owned());
            }
            return;
        }
        if content.get_some("text").is_none() && content.get_some("signature").is_none() {
            return;
        }
        if let Some(part) = self.words(index, &Kind::Reasoning, each) {
            delta(part, text("text"), each);
            let known = self.signed.filter(|(known, _)| *known == part);
            let mut origin = known.map(|(_, origin)| origin);
            signature(part, text("signature"), &mut origin, each);
            self.signed = origin.map(|origin| (part, origin));
        }
    }

    fn message_stop(&mut self, value: Value<'_>, each: &mut dyn FnMut(&Event<'_>)) {
        self.start(each);
        if self.finished {
            return;
        }
        let sequence = value
            .get_some("additionalModelResponseFields")
            .and_then(stop_sequence);
        let reason = value.get_some("stopReason").and_then(|word| word.text());
        let reason = reason.and_then(|word| finish_reason(&word, sequence, self.has_calls));
        self.finish(reason.unwrap_or(FinishReason::Stop), each);
        if self.counted {
            self.end(each);
        }
    }

    fn metadata(&mut self, value: Value<'_>, each: &mut dyn FnMut(&Event<'_>)) {
        self.start(each);
        if let Some(usage) = value.get_some("usage") {
            each(&Event::Usage(decode_usage(usage)));
        }
        self.counted = true;
        if self.finished {
            self.end(each);
        }
    }

    fn finish(&mut self, reason: FinishReason<'_>, each: &mut dyn FnMut(&Event<'_>)) {
        for block in std::mem::take(&mut self.open) {
            block.stop(&mut self.parts, each);
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
