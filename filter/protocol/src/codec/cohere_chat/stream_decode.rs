//! A stream of events to the hub's events.
//!
//! Source: Cohere API reference, "Chat", streaming; the types of Cohere's libraries.
//! `message-end` is the end, and tells why and what it cost.

use super::error::of_event;
use super::response_decode::decode_response;
use super::stream_part::Parts;
use super::words::{FAILURES, decode_finish, decode_usage, with_tools};
use crate::chat::{ApiError, ErrorKind, Event, FinishReason, Start, Usage, replay};
use crate::codec::DecodeStream;
use crate::json::{Document, Limits, Text, Value};
use crate::sse::{Frame, Framer};

/// Largest event, in bytes.
const LARGEST_EVENT: usize = 16 << 20;

/// Reads the stream of a provider.
#[derive(Debug)]
pub(super) struct Decoder {
    framer: Framer,
    state: State,
}

impl Decoder {
    /// A decoder for one stream.
    pub(super) fn new() -> Self {
        Self {
            framer: Framer::new(LARGEST_EVENT),
            state: State::default(),
        }
    }
}

type Each<'e> = &'e mut dyn FnMut(&Event<'_>);

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
        state.fail("the provider's stream ended early".to_owned(), each);
    }
}

#[derive(Debug, Default)]
struct State {
    started: bool,
    over: bool,
    parts: Parts,
}

impl State {
    fn frame(&mut self, frame: &Frame<'_>, each: Each<'_>) {
        if self.over {
            return;
        }
        let Some(data) = frame.data.map(<[u8]>::trim_ascii) else {
            if frame.comment {
                each(&Event::Ping);
            } else if !self.started && frame.raw.trim_ascii_start().starts_with(b"{") {
                // An answer or an error without any framing.
                if let Ok(document) = Document::parse(frame.raw, Limits::default()) {
                    self.event(None, document.root(frame.raw), each);
                }
            }
            return;
        };
        if data.is_empty() || data.starts_with(b"[DONE]") {
            return;
        }
        match Document::parse(data, Limits::default()) {
            Ok(document) if document.root(data).is_object() => {
                self.event(frame.event, document.root(data), each);
            }
            _ => each(&Event::Malformed),
        }
    }

    fn event(&mut self, event: Option<&[u8]>, root: Value<'_>, each: Each<'_>) {
        let kind = root.get_some("type").and_then(|kind| kind.text());
        let Some(kind) = kind else {
            self.without_type(event, root, each);
            return;
        };
        let index = root.get_some("index").and_then(|index| index.u64());
        let number = index.unwrap_or(0);
        let delta = root.get_some("delta");
        let message = delta.and_then(|delta| delta.get_some("message"));
        let of_message = |key: &str| message.and_then(|message| message.get_some(key));
        match &*kind.to_str() {
            "message-start" => self.start(root, each),
            "content-start" => self.content(number, of_message("content"), true, each),
            "content-delta" => {
                self.content(number, of_message("content"), false, each);
                self.log_probs(root, each);
            }
            "content-end" => self.parts.end_text(number, each),
            "tool-plan-delta" => {
                self.begin(each);
                if let Some(plan) = of_message("tool_plan").and_then(|plan| plan.text()) {
                    self.parts.text(None, false, plan, each);
                }
            }
            "tool-call-start" => {
                self.begin(each);
                let call = of_message("tool_calls").map(first);
                let number = index.unwrap_or(self.parts.call_count as u64);
                match call {
                    Some(call) => self.parts.begin_call(number, call, each),
                    None => each(&Event::Malformed),
                }
            }
            "tool-call-delta" => {
                let text = of_message("tool_calls")
                    .map(first)
                    .and_then(|call| call.get_some("function")?.get_some("arguments")?.text());
                let last = (self.parts.call_count as u64).saturating_sub(1);
                if let Some(text) = text {
                    self.parts.arguments(index.unwrap_or(last), &text, each);
                }
            }
            "tool-call-end" => {
                let last = (self.parts.call_count as u64).saturating_sub(1);
                self.parts.end_call(index.unwrap_or(last), each);
            }
            "citation-start" => {
                if let Some(citation) = of_message("citations").map(first) {
                    self.parts.cite(citation, each);
                }
            }
            "citation-end" => {}
            "message-end" => self.end(root, delta, each),
            "error" => self.error(of_event(root), each),
            _ => each(&Event::Unknown { kind: kind.clone() }),
        }
    }

    /// A whole answer although a stream was asked for, or an error.
    fn without_type(&mut self, event: Option<&[u8]>, root: Value<'_>, each: Each<'_>) {
        let message = root.get_some("message");
        if event == Some(b"error")
            || message.is_some_and(|message| message.text().is_some())
            || root.get_some("error").is_some()
        {
            return self.error(of_event(root), each);
        }
        if !self.started
            && root.get_some("finish_reason").is_some()
            && let Ok(response) = decode_response(root)
        {
            self.over = true;
            return replay(&response, each);
        }
        each(&Event::Unknown {
            kind: Text::Literal(b""),
        });
    }

    fn start(&mut self, root: Value<'_>, each: Each<'_>) {
        if std::mem::replace(&mut self.started, true) {
            return;
        }
        let told = |key: &str| {
            let text = root.get_some(key)?.text()?;
            Some(text).filter(|text| !text.is_empty())
        };
        each(&Event::Start(Start {
            id: told("id"),
            model: told("model"),
            ..Start::default()
        }));
    }

    /// Begins a stream that did not say that it begins.
    fn begin(&mut self, each: Each<'_>) {
        if !std::mem::replace(&mut self.started, true) {
            each(&Event::Start(Start::default()));
        }
    }

    fn content(&mut self, index: u64, content: Option<Value<'_>>, is_start: bool, each: Each<'_>) {
        self.begin(each);
        let Some(content) = content else {
            return;
        };
        let text = |key: &str| content.get_some(key).and_then(|value| value.text());
        let kind = text("type");
        let is_known = |kind: &Text<'_>| *kind == "text" || *kind == "thinking";
        if let Some(kind) = kind.clone().filter(|kind| !is_known(kind)) {
            each(&Event::Unknown { kind });
            return;
        }
        let is_thinking = match &kind {
            Some(kind) => *kind == "thinking",
            None => text("thinking").is_some() && text("text").is_none(),
        };
        if is_start {
            self.parts.begin_text(Some(index), is_thinking, each);
        }
        let key = if is_thinking { "thinking" } else { "text" };
        if let Some(text) = text(key) {
            self.parts.text(Some(index), is_thinking, text, each);
        }
    }

    /// Log-probabilities of one piece of text, in a list as whole answers have it.
    fn log_probs(&mut self, root: Value<'_>, each: Each<'_>) {
        let Some(item) = root.get_some("logprobs").filter(|item| item.is_object()) else {
            return;
        };
        let list = [b"[", item.raw(), b"]"].concat();
        if let Ok(document) = Document::parse(&list, Limits::default()) {
            each(&Event::LogProbs {
                choice: 0,
                value: document.root(&list),
            });
        }
    }

    fn end(&mut self, root: Value<'_>, delta: Option<Value<'_>>, each: Each<'_>) {
        let of_delta = |key: &str| delta.and_then(|delta| delta.get_some(key));
        let word = of_delta("finish_reason").and_then(|word| word.text());
        let usage = of_delta("usage").map(decode_usage).unwrap_or_default();
        let failed = word
            .as_ref()
            .and_then(|word| FAILURES.iter().find(|name| *word == **name));
        let told = of_delta("error")
            .and_then(|error| error.text())
            .filter(|text| !text.is_empty());
        if failed.is_some() || told.is_some() {
            self.tell_usage(usage, each);
            let error = match (failed, told) {
                (Some(&"TIMEOUT"), None) => {
                    ApiError::new(ErrorKind::Timeout, "the model timed out as it answered")
                }
                (_, None) => ApiError::new(ErrorKind::Server, "the model failed as it answered")
                    .with_status(502),
                _ => of_event(root),
            };
            return self.error(error, each);
        }
        self.begin(each);
        self.parts.end(each);
        let reason = word.and_then(decode_finish).unwrap_or(FinishReason::Stop);
        each(&Event::Finish {
            choice: 0,
            reason: with_tools(reason, self.parts.call_count > 0),
        });
        self.tell_usage(usage, each);
        self.over = true;
        each(&Event::End);
    }

    /// What failed before it began is told as a failure and no more.
    fn tell_usage(&self, usage: Usage, each: Each<'_>) {
        if self.started && !usage.is_empty() {
            each(&Event::Usage(usage));
        }
    }

    fn error(&mut self, error: ApiError, each: Each<'_>) {
        self.over = true;
        each(&Event::Error(error));
    }

    fn fail(&mut self, message: String, each: Each<'_>) {
        if !self.over {
            let error = ApiError::new(ErrorKind::Server, message).with_status(502);
            self.error(error, each);
        }
    }
}

/// What may stand alone or in a list.
fn first(value: Value<'_>) -> Value<'_> {
    value.items().next().unwrap_or(value)
}
