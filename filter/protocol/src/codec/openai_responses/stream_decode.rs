//! A stream of events to the hub's events.
//!
//! Source: OpenAI API reference, "Streaming events" of responses. Every text is
//! told twice and more: in deltas, and whole in the events that end a part, an
//! item and the response. Deltas go out as they come; what only the later events
//! tell is taken from there, so that nothing is lost of servers that leave deltas
//! out. Events of the provider's own tools are passed over, their items go out
//! whole once they are done.

use super::response_decode::{decode_response, finish, log_probs, told};
use super::stream_items::{Items, Said};
use super::{decode_usage, error};
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
        let message = if state.started {
            "the provider's stream ended early"
        } else {
            "the provider's stream held no answer"
        };
        state.fail(message, each);
    }
}

type Each<'e> = &'e mut dyn FnMut(&Event<'_>);

#[derive(Debug, Default)]
struct State {
    started: bool,
    over: bool,
    items: Items,
    usage: Usage,
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
                    self.data(None, document.root(frame.raw), each);
                }
            }
            return;
        };
        if data.is_empty() {
            return;
        }
        // Some servers of this format end their streams like those of chats.
        if data.starts_with(b"[DONE]") {
            if self.started {
                self.complete(None, each);
            } else {
                self.fail("the provider's stream held no answer", each);
            }
            return;
        }
        match Document::parse(data, Limits::default()) {
            Ok(document) if document.root(data).is_object() => {
                self.data(frame.event, document.root(data), each);
            }
            _ => each(&Event::Malformed),
        }
    }

    fn data(&mut self, name: Option<&[u8]>, root: Value<'_>, each: Each<'_>) {
        let kind = root.get_some("type").and_then(|kind| kind.text());
        let kind = kind.map(|kind| kind.to_str()).or_else(|| {
            let name = name.map(|name| String::from_utf8_lossy(name));
            name.filter(|name| name.starts_with("response.") || name == "error")
        });
        let Some(kind) = kind else {
            self.bare(root, each);
            return;
        };
        if self.items.is_full() {
            self.fail("the provider's answer has too many items", each);
            return;
        }
        let kind = kind.strip_prefix("response.").unwrap_or(&kind);
        match kind {
            "created" | "in_progress" | "queued" => self.start(root.get_some("response"), each),
            "completed" | "incomplete" | "cancelled" => {
                self.complete(root.get_some("response"), each);
            }
            "failed" | "error" => self.error(error::of_event(root), root, each),
            "output_item.added" | "output_item.done" => {
                self.start(None, each);
                let Some(item) = root.get_some("item") else {
                    return each(&Event::Malformed);
                };
                let index = number(root, "output_index");
                if kind == "output_item.added" {
                    self.items.added(index, item, each);
                } else {
                    self.items.done(index, item, each);
                }
            }
            _ => self.piece(kind, root, each),
        }
    }

    /// An event of a part of an item.
    fn piece(&mut self, kind: &str, root: Value<'_>, each: Each<'_>) {
        let index = number(root, "output_index");
        let (said, key, number) = match kind {
            "output_text.delta" => (Said::Text, "delta", number(root, "content_index")),
            "output_text.done" => (Said::Text, "text", number(root, "content_index")),
            "refusal.delta" => (Said::Refusal, "delta", number(root, "content_index")),
            "refusal.done" => (Said::Refusal, "refusal", number(root, "content_index")),
            "reasoning_text.delta" => (Said::Reasoning, "delta", number(root, "content_index")),
            "reasoning_text.done" => (Said::Reasoning, "text", number(root, "content_index")),
            "reasoning_summary_text.delta" => {
                (Said::Summary, "delta", number(root, "summary_index"))
            }
            "reasoning_summary_text.done" => (Said::Summary, "text", number(root, "summary_index")),
            "function_call_arguments.delta" => (Said::Arguments, "delta", 0),
            "function_call_arguments.done" => (Said::Arguments, "arguments", 0),
            "output_text.annotation.added" => {
                if let Some(value) = root.get_some("annotation") {
                    self.start(None, each);
                    let content = number(root, "content_index");
                    self.items.cite(index, content, value, each);
                }
                return;
            }
            "content_part.done" => {
                self.start(None, each);
                if let Some(part) = root.get_some("part") {
                    self.items
                        .part_done(index, number(root, "content_index"), part, each);
                }
                return;
            }
            // They tell nothing that the events around them do not.
            "content_part.added"
            | "reasoning_summary_part.added"
            | "reasoning_summary_part.done"
            | "keepalive" => return,
            _ => {
                let kind = Text::from(kind);
                return each(&Event::Unknown { kind });
            }
        };
        self.start(None, each);
        let Some(text) = root.get_some(key).and_then(|text| text.text()) else {
            return each(&Event::Malformed);
        };
        if key == "delta" {
            self.items.say(index, said, number, &text, each);
        } else {
            self.items.settle(index, said, number, &text, each);
        }
        if kind == "output_text.delta"
            && let Some(value) = log_probs(root)
        {
            each(&Event::LogProbs { choice: 0, value });
        }
    }

    /// A frame that names no kind: an answer that came whole although a stream was
    /// asked for, or an error.
    fn bare(&mut self, root: Value<'_>, each: Each<'_>) {
        if root.get_some("error").is_some() {
            self.error(error::of_event(root), root, each);
            return;
        }
        let answer = root
            .get_some("output")
            .and_then(|_| decode_response(root).ok());
        match answer.filter(|_| !self.started) {
            Some(response) => {
                self.over = true;
                replay(&response, each);
            }
            None => each(&Event::Unknown {
                kind: Text::Literal(b""),
            }),
        }
    }

    fn start(&mut self, response: Option<Value<'_>>, each: Each<'_>) {
        if std::mem::replace(&mut self.started, true) {
            return;
        }
        let field = |key: &str| response?.get_some(key);
        let start = Start {
            id: field("id").and_then(told),
            model: field("model").and_then(told),
            created: field("created_at").and_then(|created| created.u64()),
            service_tier: field("service_tier").and_then(told),
            usage: field("usage").map(decode_usage).unwrap_or_default(),
        };
        each(&Event::Start(start));
    }

    fn complete(&mut self, response: Option<Value<'_>>, each: Each<'_>) {
        self.start(response, each);
        self.over = true;
        if let Some(response) = response {
            self.items.whole(response, each);
        }
        let has_calls = self.items.end(each);
        let reason = response.and_then(|response| finish(response, has_calls));
        let reason = reason.unwrap_or(if has_calls {
            FinishReason::ToolCalls
        } else {
            FinishReason::Stop
        });
        each(&Event::Finish { choice: 0, reason });
        self.learn(response);
        if !self.usage.is_empty() {
            each(&Event::Usage(self.usage));
        }
        each(&Event::End);
    }

    fn learn(&mut self, response: Option<Value<'_>>) {
        if let Some(usage) = response.and_then(|response| response.get_some("usage")) {
            self.usage.merge(&decode_usage(usage));
        }
    }

    fn error(&mut self, error: ApiError, root: Value<'_>, each: Each<'_>) {
        self.over = true;
        self.learn(root.get_some("response"));
        // What failed before it began is told as a failure and no more.
        if self.started && !self.usage.is_empty() {
            each(&Event::Usage(self.usage));
        }
        each(&Event::Error(error));
    }

    fn fail(&mut self, message: impl Into<std::borrow::Cow<'static, str>>, each: Each<'_>) {
        if !self.over {
            self.over = true;
            let error = ApiError::new(ErrorKind::Server, message).with_status(502);
            each(&Event::Error(error));
        }
    }
}

fn number(root: Value<'_>, key: &str) -> u64 {
    root.get_some(key).and_then(|n| n.u64()).unwrap_or(0)
}
