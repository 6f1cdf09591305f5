//! A stream of chunks to events.
//!
//! Source: OpenAI API reference, "The chat completion chunk object". OpenAI tells
//! neither where a part begins nor where it ends, so a part is open until another
//! kind of text comes or the answer is over. Servers differ in what they send
//! behind the finish reason (more text, the reason again, usage), so a choice is
//! finished only at `[DONE]` or at the end of the bytes.

use super::choice_decode::{ChoiceDecoder, ChunkChoice, Room};
use super::response_decode::decode_response;
use crate::chat::{ApiError, ErrorKind, Event, Start, Usage, replay};
use crate::codec::DecodeStream;
use crate::codec::openai::from_value;
use crate::codec::openai::{decode_usage, tells_error};
use crate::json::{Document, Limits, Text, Value};
use crate::sse::{Frame, Framer};

/// Largest event, in bytes.
const LARGEST_EVENT: usize = 16 << 20;
/// Most choices; an index above comes from garbage.
const MOST_CHOICES: usize = 128;

/// Reads the stream of a provider.
#[derive(Debug)]
pub(super) struct Decoder {
    framer: Framer,
    state: State,
}

impl Decoder {
    /// A decoder for one stream.
    #[must_use]
    pub(super) fn new() -> Self {
        Self {
            framer: Framer::new(LARGEST_EVENT),
            state: State::default(),
        }
    }
}

impl Default for Decoder {
    fn default() -> Self {
        Self::new()
    }
}

impl DecodeStream for Decoder {
    fn feed(&mut self, chunk: &[u8], each: &mut dyn FnMut(&Event<'_>)) {
        let Self { framer, state } = self;
        if state.over {
            return;
        }
        let fed = framer.feed(chunk, |frame| state.frame(&frame, each));
        if let Err(error) = fed {
            state.fail(error.to_string(), each);
        }
    }

    fn finish(&mut self, each: &mut dyn FnMut(&Event<'_>)) {
        let Self { framer, state } = self;
        framer.finish(|frame| state.frame(&frame, each));
        let is_told = state.choices.iter().all(ChoiceDecoder::is_told);
        if is_told || state.choices.is_empty() {
            state.end(each);
        } else {
            state.fail("the provider's stream ended early", each);
        }
    }
}

/// Whether this is an answer that came whole although a stream was asked for.
fn is_whole(root: Value<'_>) -> bool {
    let choices = root.get_some("choices");
    choices.iter().flat_map(Value::items).any(|choice| {
        choice.get_some("delta").is_none()
            && choice
                .get_some("message")
                .is_some_and(|message| message.is_object())
    })
}

#[derive(Debug, Default)]
struct State {
    started: bool,
    over: bool,
    choices: Vec<ChoiceDecoder>,
    usage: Usage,
    room: Room,
}

impl State {
    fn frame(&mut self, frame: &Frame<'_>, each: &mut dyn FnMut(&Event<'_>)) {
        if self.over {
            return;
        }
        let Some(data) = frame.data.map(<[u8]>::trim_ascii) else {
            if frame.comment {
                each(&Event::Ping);
            } else if !self.started && frame.raw.trim_ascii_start().starts_with(b"{") {
                // An answer or an error without any framing.
                if let Ok(document) = Document::parse(frame.raw, Limits::default()) {
                    self.data(None, document.root(frame.raw), each);
                }
            }
            return;
        };
        if data.is_empty() {
            return;
        }
        if data.starts_with(b"[DONE]") {
            self.end(each);
            return;
        }
        match Document::parse(data, Limits::default()) {
            Ok(document) if document.root(data).is_object() => {
                self.data(frame.event, document.root(data), each);
            }
            _ => each(&Event::Malformed),
        }
    }

    fn data(&mut self, event: Option<&[u8]>, root: Value<'_>, each: &mut dyn FnMut(&Event<'_>)) {
        let chunk = Chunk::read(root);
        if event == Some(b"error") || chunk.is_error {
            self.error(from_value(None, root), each);
            return;
        }
        if !self.started && is_whole(root) {
            if let Ok(response) = decode_response(root) {
                self.over = true;
                replay(&response, each);
            }
            return;
        }
        if chunk.choices.is_none() && chunk.usage.is_none() {
            each(&Event::Unknown {
                kind: chunk.kind.unwrap_or(Text::Literal(b"")),
            });
            return;
        }
        if let Some(usage) = chunk.usage {
            self.usage.merge(&decode_usage(usage));
        }
        let choices = chunk.choices;
        if !self.started {
            self.start(chunk, each);
        }
        for (position, choice) in choices.iter().flat_map(Value::items).enumerate() {
            self.choice(position, choice, each);
            if self.over {
                return;
            }
        }
    }

    /// Azure sends a chunk without id and choices in front; the next one tells more.
    fn start(&mut self, chunk: Chunk<'_>, each: &mut dyn FnMut(&Event<'_>)) {
        let has_choices = chunk
            .choices
            .is_some_and(|list| list.items().next().is_some());
        if chunk.start.id.is_none() && !has_choices {
            return;
        }
        self.started = true;
        each(&Event::Start(chunk.start));
    }

    fn choice(&mut self, position: usize, value: Value<'_>, each: &mut dyn FnMut(&Event<'_>)) {
        let read = ChunkChoice::read(value);
        if let Some(error) = read.error {
            self.error(from_value(None, error), each);
            return;
        }
        if let Some(usage) = read.usage {
            self.usage.merge(&decode_usage(usage));
        }
        let index = read.index.unwrap_or(position as u64);
        let Some(index) = u32::try_from(index)
            .ok()
            .filter(|index| (*index as usize) < MOST_CHOICES)
        else {
            each(&Event::Malformed);
            return;
        };
        let known = self.choices.iter().position(|choice| choice.index == index);
        let slot = known.unwrap_or(self.choices.len());
        if known.is_none() {
            self.choices.push(ChoiceDecoder::new(index));
        }
        let Some(choice) = self.choices.get_mut(slot) else {
            return;
        };
        if choice.take(&read, &mut self.room, each).is_err() {
            self.fail("the provider's tool calls are too large", each);
        }
    }

    fn error(&mut self, error: ApiError, each: &mut dyn FnMut(&Event<'_>)) {
        self.over = true;
        // What failed before it began is told as a failure and no more.
        if self.started && !self.usage.is_empty() {
            each(&Event::Usage(self.usage));
        }
        each(&Event::Error(error));
    }

    fn fail(
        &mut self,
        message: impl Into<std::borrow::Cow<'static, str>>,
        each: &mut dyn FnMut(&Event<'_>),
    ) {
        if !self.over {
            let error = ApiError::new(ErrorKind::Server, message).with_status(502);
            self.error(error, each);
        }
    }

    fn end(&mut self, each: &mut dyn FnMut(&Event<'_>)) {
        if self.over {
            return;
        }
        if self.choices.is_empty() {
            self.fail("the provider's stream held no answer", each);
            return;
        }
        self.over = true;
        for choice in &mut self.choices {
            choice.end(each);
        }
        if !self.usage.is_empty() {
            each(&Event::Usage(self.usage));
        }
        each(&Event::End);
    }
}

/// The members of one chunk, found in one walk.
#[derive(Default)]
struct Chunk<'a> {
    start: Start<'a>,
    choices: Option<Value<'a>>,
    usage: Option<Value<'a>>,
    /// What the chunk calls itself.
    kind: Option<Text<'a>>,
    is_error: bool,
}

impl<'a> Chunk<'a> {
    fn read(root: Value<'a>) -> Self {
        let mut chunk = Self::default();
        let told = |value: Value<'a>| value.text().filter(|text| !text.is_empty());
        for (name, value) in root.members().filter(|(_, value)| !value.is_null()) {
            match &*name.to_str() {
                "id" => chunk.start.id = told(value),
                "model" => chunk.start.model = told(value),
                "created" => chunk.start.created = value.u64(),
                "service_tier" => chunk.start.service_tier = told(value),
                "choices" => chunk.choices = Some(value),
                "usage" => chunk.usage = Some(value),
                "x_groq" => chunk.usage = chunk.usage.or_else(|| value.get_some("usage")),
                "error" => chunk.is_error |= tells_error(&value),
                "object" => {
                    let object = value.text();
                    chunk.is_error |= object.as_ref().is_some_and(|object| *object == "error");
                    chunk.kind = chunk.kind.or(object);
                }
                "type" => chunk.kind = value.text(),
                _ => {}
            }
        }
        chunk
    }
}
