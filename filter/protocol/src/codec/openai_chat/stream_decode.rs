//! A stream of chunks to events.
//!
//! Source: OpenAI API reference, "The chat completion chunk object". OpenAI tells
//! neither where a part begins nor where it ends, so a part is open until another
//! kind of text comes or the answer is over. Servers differ in what they send
//! behind the finish reason (more text, the reason again, usage), so a choice is
//! finished only at `[DONE]` or at the end of the bytes.

use super::choice_decode::{ChoiceDecoder, Room};
use super::decode_usage;
use super::error::from_value;
use crate::chat::{ApiError, ErrorKind, Event, Start, Usage};
use crate::codec::DecodeStream;
use crate::json::{Document, Limits, Text, Value};
use crate::sse::{Frame, Framer};

/// Largest event, in bytes.
const LARGEST_EVENT: usize = 16 << 20;
/// Most choices; an index above comes from garbage.
const MOST_CHOICES: usize = 128;

/// Reads the stream of a provider.
#[derive(Debug)]
pub struct Decoder {
    framer: Framer,
    state: State,
}

impl Decoder {
    /// A decoder for one stream.
    #[must_use]
    pub fn new() -> Self {
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
        let is_error = event == Some(b"error")
            || root.get_some("error").is_some_and(|error| is_told(&error))
            || root
                .get("object")
                .and_then(|object| object.text())
                .is_some_and(|object| object == "error");
        if is_error {
            self.error(from_value(None, root), each);
            return;
        }
        let choices = root.get_some("choices");
        let usage = root
            .get_some("usage")
            .or_else(|| root.get_some("x_groq")?.get_some("usage"));
        if choices.is_none() && usage.is_none() {
            let kind = ["type", "object"]
                .iter()
                .find_map(|key| root.get_some(key)?.text());
            each(&Event::Unknown {
                kind: kind.unwrap_or(Text::Literal(b"")),
            });
            return;
        }
        if let Some(usage) = usage {
            self.usage.merge(&decode_usage(usage));
        }
        self.start(root, each);
        for (position, choice) in choices
            .into_iter()
            .flat_map(|list| list.items())
            .enumerate()
        {
            self.choice(position, choice, each);
            if self.over {
                return;
            }
        }
    }

    /// Azure sends a chunk without id and choices in front; the next one tells more.
    fn start(&mut self, root: Value<'_>, each: &mut dyn FnMut(&Event<'_>)) {
        if self.started {
            return;
        }
        let told = |key: &str| {
            root.get_some(key)
                .and_then(|value| value.text())
                .filter(|text| !text.is_empty())
        };
        let id = told("id");
        let has_choices = root
            .get_some("choices")
            .is_some_and(|list| list.items().next().is_some());
        if id.is_none() && !has_choices {
            return;
        }
        self.started = true;
        each(&Event::Start(Start {
            id,
            model: told("model"),
            created: root.get_some("created").and_then(|value| value.u64()),
            service_tier: told("service_tier"),
            usage: Usage::default(),
        }));
    }

    fn choice(&mut self, position: usize, value: Value<'_>, each: &mut dyn FnMut(&Event<'_>)) {
        if let Some(error) = value.get_some("error").filter(is_told) {
            self.error(from_value(None, error), each);
            return;
        }
        if let Some(usage) = value.get_some("usage") {
            self.usage.merge(&decode_usage(usage));
        }
        let index = value
            .get_some("index")
            .and_then(|index| index.u64())
            .unwrap_or(position as u64);
        let Some(index) = u32::try_from(index)
            .ok()
            .filter(|index| (*index as usize) < MOST_CHOICES)
        else {
            each(&Event::Malformed);
            return;
        };
        let known = self.choices.iter().position(|choice| choice.index == index);
        if known.is_none() {
            self.choices.push(ChoiceDecoder::new(index));
        }
        let slot = known.unwrap_or(self.choices.len() - 1);
        let Some(choice) = self.choices.get_mut(slot) else {
            return;
        };
        if choice.read(value, &mut self.room, each).is_err() {
            self.fail("the provider's tool calls are too large", each);
        }
    }

    fn error(&mut self, error: ApiError, each: &mut dyn FnMut(&Event<'_>)) {
        self.over = true;
        if !self.usage.is_empty() {
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

/// Whether an `error` member tells of one; some servers write `""` or `{}` for none.
fn is_told(error: &Value<'_>) -> bool {
    match error.text() {
        Some(text) => !text.is_empty(),
        None => error.members().next().is_some(),
    }
}
