//! A stream of chunks to events.
//!
//! Source: OpenAI API reference, "Create completion", `stream`: the chunks have the
//! shape of a whole answer. A choice is one text, which ends with the answer; usage
//! comes behind the finish reason, so choices are finished at `[DONE]` or at the end
//! of the bytes.

use std::borrow::Cow;

use super::{finish, log_probs};
use crate::chat::{ApiError, ErrorKind, Event, FinishReason, PartKind, Start, Usage};
use crate::codec::DecodeStream;
use crate::codec::openai::{decode_usage, from_value, tells_error};
use crate::json::{Document, Limits, Text, Value};
use crate::sse::{Frame, Framer};

/// Largest event, in bytes.
const LARGEST_EVENT: usize = 16 << 20;
/// Most choices; an index above comes from garbage.
const MOST_CHOICES: usize = 128;

type Each<'e> = &'e mut dyn FnMut(&Event<'_>);

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
        if state.choices.iter().all(|choice| choice.finish.is_some()) {
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
    choices: Vec<ChoiceState>,
    usage: Usage,
}

#[derive(Debug)]
struct ChoiceState {
    index: u32,
    is_open: bool,
    finish: Option<FinishReason<'static>>,
}

impl State {
    fn frame(&mut self, frame: &Frame<'_>, each: Each<'_>) {
        if self.over {
            return;
        }
        let data = match frame.data.map(<[u8]>::trim_ascii) {
            Some(data) => data,
            None if frame.comment => {
                each(&Event::Ping);
                return;
            }
            // An answer or an error without any framing.
            None if !self.started && frame.raw.trim_ascii_start().starts_with(b"{") => frame.raw,
            None => return,
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

    fn data(&mut self, event: Option<&[u8]>, root: Value<'_>, each: Each<'_>) {
        let error = root.get_some("error").filter(tells_error);
        let object = root.get_some("object").and_then(|object| object.text());
        let is_error = object.as_ref().is_some_and(|object| *object == "error");
        if event == Some(b"error") || error.is_some() || is_error {
            self.error(from_value(None, root), each);
            return;
        }
        let choices = root.get_some("choices").filter(|list| list.is_array());
        let usage = root.get_some("usage");
        if choices.is_none() && usage.is_none() {
            let kind = object.unwrap_or(Text::Literal(b""));
            each(&Event::Unknown { kind });
            return;
        }
        if let Some(usage) = usage {
            self.usage.merge(&decode_usage(usage));
        }
        if !self.started {
            self.start(root, each);
        }
        for (position, choice) in choices.iter().flat_map(Value::items).enumerate() {
            self.choice(position, choice, each);
        }
    }

    fn start(&mut self, root: Value<'_>, each: Each<'_>) {
        let told = |key: &str| {
            let text = root.get_some(key).and_then(|value| value.text());
            text.filter(|text| !text.is_empty())
        };
        self.started = true;
        each(&Event::Start(Start {
            id: told("id"),
            model: told("model"),
            created: root.get_some("created").and_then(|created| created.u64()),
            service_tier: told("service_tier"),
            usage: Usage::default(),
        }));
    }

    fn choice(&mut self, position: usize, value: Value<'_>, each: Each<'_>) {
        let index = value.get_some("index").and_then(|index| index.u64());
        let Some(index) = u32::try_from(index.unwrap_or(position as u64))
            .ok()
            .filter(|index| (*index as usize) < MOST_CHOICES)
        else {
            each(&Event::Malformed);
            return;
        };
        let known = self.choices.iter().position(|choice| choice.index == index);
        let slot = known.unwrap_or(self.choices.len());
        if known.is_none() {
            self.choices.push(ChoiceState {
                index,
                is_open: false,
                finish: None,
            });
        }
        if let Some(choice) = self.choices.get_mut(slot) {
            choice.take(value, each);
        }
    }

    fn error(&mut self, error: ApiError, each: Each<'_>) {
        self.over = true;
        // What failed before it began is told as a failure and no more.
        if self.started && !self.usage.is_empty() {
            each(&Event::Usage(self.usage));
        }
        each(&Event::Error(error));
    }

    fn fail(&mut self, message: impl Into<Cow<'static, str>>, each: Each<'_>) {
        if !self.over {
            let error = ApiError::new(ErrorKind::Server, message).with_status(502);
            self.error(error, each);
        }
    }

    fn end(&mut self, each: Each<'_>) {
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

impl ChoiceState {
    /// Takes in one entry of a chunk's `choices`.
    fn take(&mut self, value: Value<'_>, each: Each<'_>) {
        let (choice, part) = (self.index, 0);
        let text = value.get_some("text").and_then(|text| text.text());
        if let Some(text) = text.filter(|text| !text.is_empty()) {
            if !std::mem::replace(&mut self.is_open, true) {
                let kind = PartKind::Text;
                each(&Event::PartStart { choice, part, kind });
            }
            each(&Event::PartDelta { choice, part, text });
        }
        let told = value.get_some("logprobs");
        if let Some(value) = told.filter(|value| log_probs::has_tokens(*value)) {
            each(&Event::LogProbs { choice, value });
        }
        let reason = value.get_some("finish_reason").and_then(|word| word.text());
        if let Some(reason) = reason.and_then(finish::decode) {
            self.finish = Some(reason.into_owned());
        }
    }

    fn end(&mut self, each: Each<'_>) {
        let choice = self.index;
        if self.is_open {
            each(&Event::PartStop { choice, part: 0 });
        }
        let reason = self.finish.take().unwrap_or(FinishReason::Stop);
        each(&Event::Finish { choice, reason });
    }
}
