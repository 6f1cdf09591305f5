//! Events to a stream of chunks.
//!
//! Source: OpenAI API reference, "The chat completion chunk object". After an
//! error no `[DONE]` comes: OpenAI's libraries raise at the `error` member, and
//! whoever does not must not take the answer for complete. Citations that are not of
//! a URL have no place in a chunk and are passed over.

use std::borrow::Cow;

use super::extra_content;
use super::finish;
use super::response_encode::{is_annotation, text_or, write_annotation, write_log_probs};
use super::stream_reasoning::Reasoning;
use crate::chat::{Event, PartKind, Start, Usage};
use crate::codec::openai::{CustomCall, encode_usage};
use crate::codec::openai::{encode_error, service_tier};
use crate::codec::{AnswerContext, EncodeStream};
use crate::json::{Text, Value, Writer};

/// More choices than any provider gives; an index above comes from garbage.
const MOST_CHOICES: u32 = 128;

/// Writes the stream of a client.
#[derive(Debug)]
pub(super) struct Encoder {
    /// All that chunks have in common: `data: {"id":…,"choices":[`.
    prefix: Vec<u8>,
    id: String,
    created: u64,
    model: String,
    include_usage: bool,
    usage: Usage,
    choices: Vec<ChoiceEncoder>,
    over: bool,
}

#[derive(Debug)]
struct ChoiceEncoder {
    index: u32,
    has_role: bool,
    calls: u32,
    open: Vec<OpenPart>,
    reasoning: Reasoning,
}

#[derive(Debug)]
struct OpenPart {
    part: u32,
    kind: Open,
}

#[derive(Debug, Clone, Copy)]
enum Open {
    /// Text that goes into this field of the delta.
    Said(&'static str),
    Call {
        index: u32,
        has_arguments: bool,
    },
    /// A kind that chunks cannot hold.
    Passed,
}

impl Encoder {
    /// An encoder for one stream.
    #[must_use]
    pub(super) fn new(context: &AnswerContext<'_>) -> Self {
        let mut encoder = Self {
            prefix: Vec::new(),
            id: context.id.to_owned(),
            created: context.created,
            model: context.model.to_owned(),
            include_usage: context.include_usage,
            usage: Usage::default(),
            choices: Vec::new(),
            over: false,
        };
        encoder.start(&Start::default());
        encoder
    }

    fn start(&mut self, start: &Start<'_>) {
        self.usage.merge(&start.usage);
        self.prefix.clear();
        self.prefix.extend_from_slice(b"data: ");
        let mut writer = Writer::new(&mut self.prefix);
        writer.begin_object();
        writer.key("id");
        text_or(start.id.as_ref(), &self.id, &mut writer);
        writer.key("object");
        writer.raw(br#""chat.completion.chunk""#);
        writer.key("created");
        writer.u64(start.created.unwrap_or(self.created));
        writer.key("model");
        text_or(start.model.as_ref(), &self.model, &mut writer);
        if let Some(word) = start.service_tier.as_ref().and_then(service_tier) {
            writer.key("service_tier");
            writer.str(word);
        }
        writer.key("choices");
        self.prefix.push(b'[');
    }

    /// Writes one chunk of one choice; `delta` writes the members of the delta.
    fn chunk(
        &self,
        choice: u32,
        reason: Option<&'static str>,
        out: &mut Vec<u8>,
        delta: impl FnOnce(&mut Writer<'_>),
    ) {
        out.extend_from_slice(&self.prefix);
        let mut writer = Writer::new(out);
        writer.begin_object();
        writer.key("index");
        writer.u64(u64::from(choice));
        writer.key("delta");
        writer.begin_object();
        delta(&mut writer);
        writer.end_object();
        writer.key("finish_reason");
        match reason {
            Some(reason) => writer.str(reason),
            None => writer.null(),
        }
        writer.end_object();
        self.end_chunk(out);
    }

    fn end_chunk(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(if self.include_usage {
            b"],\"usage\":null}\n\n"
        } else {
            b"]}\n\n"
        });
    }

    fn choice(&mut self, index: u32) -> Option<&mut ChoiceEncoder> {
        let known = self.choices.iter().position(|choice| choice.index == index);
        let slot = known.unwrap_or(self.choices.len());
        if known.is_none() {
            self.choices.push(ChoiceEncoder {
                index,
                has_role: false,
                calls: 0,
                open: Vec::new(),
                reasoning: Reasoning::default(),
            });
        }
        self.choices.get_mut(slot)
    }

    /// Begins the choices before `index`, if they have not begun: OpenAI's libraries
    /// take the first chunk of a choice for the next in order.
    fn begin_before(&mut self, index: u32, out: &mut Vec<u8>) {
        for before in 0..index.min(MOST_CHOICES) {
            let is_known = self.choices.iter().any(|choice| choice.index == before);
            if !is_known && let Some(choice) = self.choice(before) {
                choice.has_role = true;
                self.chunk(before, None, out, first_delta);
            }
        }
    }

    /// Writes a chunk with details of reasoning.
    fn details(&self, choice: u32, list: &[u8], out: &mut Vec<u8>) {
        self.chunk(choice, None, out, |delta| {
            delta.key("reasoning_details");
            delta.raw(list);
        });
    }

    fn part_start(&mut self, index: u32, part: u32, kind: &PartKind<'_>, out: &mut Vec<u8>) {
        self.begin_before(index, out);
        let Some(choice) = self.choice(index) else {
            return;
        };
        let kind_open = match kind {
            PartKind::Text => Open::Said("content"),
            PartKind::Reasoning => {
                choice.reasoning.start(part);
                Open::Said("reasoning_content")
            }
            PartKind::Refusal => Open::Said("refusal"),
            PartKind::ToolCall { .. } => {
                choice.calls += 1;
                Open::Call {
                    index: choice.calls - 1,
                    has_arguments: false,
                }
            }
            PartKind::RedactedReasoning { .. } => Open::Passed,
            PartKind::Native { kind, value } => {
                if let Some(call) = CustomCall::of(kind, *value) {
                    choice.calls += 1;
                    let number = choice.calls - 1;
                    let needs_role = !std::mem::replace(&mut choice.has_role, true);
                    return self.custom_call(index, number, needs_role, &call, out);
                }
                Open::Passed
            }
        };
        choice.open.push(OpenPart {
            part,
            kind: kind_open,
        });
        let sealed = match kind {
            PartKind::RedactedReasoning { data } => Some(choice.reasoning.sealed(data)),
            _ => None,
        };
        if let Open::Passed = kind_open
            && sealed.is_none()
        {
            return;
        }
        let needs_role = !std::mem::replace(&mut choice.has_role, true);
        let (signature, waiting) = match kind {
            PartKind::ToolCall { .. } => (choice.reasoning.take_for_call(), None),
            _ => (None, choice.reasoning.take_waiting()),
        };
        match (kind, kind_open) {
            (PartKind::ToolCall { id, name }, Open::Call { index: call, .. }) => {
                self.chunk(index, None, out, |delta| {
                    if needs_role {
                        delta.key("role");
                        delta.raw(br#""assistant""#);
                        delta.key("content");
                        delta.null();
                    }
                    begin_call(delta, call);
                    delta.key("id");
                    delta.text(id);
                    delta.key("type");
                    delta.raw(br#""function""#);
                    delta.key("function");
                    delta.begin_object();
                    delta.key("name");
                    delta.text(name);
                    delta.key("arguments");
                    delta.str("");
                    delta.end_object();
                    if let Some(signature) = &signature {
                        extra_content::write(delta, signature);
                    }
                    delta.close("}]");
                });
            }
            _ if needs_role => self.chunk(index, None, out, first_delta),
            _ => {}
        }
        for list in waiting.iter().chain(&sealed) {
            self.details(index, list, out);
        }
    }

    /// Writes the call of a custom tool, which is whole.
    fn custom_call(
        &self,
        index: u32,
        number: u32,
        needs_role: bool,
        call: &CustomCall<'_>,
        out: &mut Vec<u8>,
    ) {
        self.chunk(index, None, out, |delta| {
            if needs_role {
                delta.key("role");
                delta.raw(br#""assistant""#);
                delta.key("content");
                delta.null();
            }
            begin_call(delta, number);
            call.write_members(delta);
            delta.close("}]");
        });
    }

    fn part_delta(&mut self, index: u32, part: u32, text: &Text<'_>, out: &mut Vec<u8>) {
        if text.is_empty() {
            return;
        }
        let Some(open) = self
            .choice(index)
            .and_then(|choice| choice.open.iter_mut().find(|open| open.part == part))
        else {
            return;
        };
        match &mut open.kind {
            Open::Said(field) => {
                let field = *field;
                if field == "reasoning_content"
                    && let Some(choice) = self.choice(index)
                {
                    choice.reasoning.text(part, text);
                }
                self.chunk(index, None, out, |delta| {
                    delta.key(field);
                    delta.text(text);
                });
            }
            Open::Call {
                index: call,
                has_arguments,
            } => {
                *has_arguments = true;
                let call = *call;
                self.arguments(index, call, text, out);
            }
            Open::Passed => {}
        }
    }

    fn arguments(&self, index: u32, call: u32, text: &Text<'_>, out: &mut Vec<u8>) {
        self.chunk(index, None, out, |delta| {
            begin_call(delta, call);
            delta.key("function");
            delta.begin_object();
            delta.key("arguments");
            delta.text(text);
            end_call(delta);
        });
    }

    fn part_stop(&mut self, index: u32, part: u32, out: &mut Vec<u8>) {
        let Some(choice) = self.choice(index) else {
            return;
        };
        let Some(at) = choice.open.iter().position(|open| open.part == part) else {
            return;
        };
        let closed = choice.open.swap_remove(at);
        if let Open::Said("reasoning_content") = closed.kind
            && let Some(list) = choice.reasoning.stop(part)
        {
            self.details(index, &list, out);
            return;
        }
        if let Open::Call {
            index: call,
            has_arguments: false,
        } = closed.kind
        {
            self.arguments(index, call, &Text::Literal(b"{}"), out);
        }
    }

    fn finish(&mut self, index: u32, reason: &'static str, out: &mut Vec<u8>) {
        self.begin_before(index, out);
        let Some(choice) = self.choice(index) else {
            return;
        };
        let waiting = choice.reasoning.take_waiting();
        if !std::mem::replace(&mut choice.has_role, true) {
            self.chunk(index, None, out, first_delta);
        }
        if let Some(list) = waiting {
            self.details(index, &list, out);
        }
        self.chunk(index, Some(reason), out, |_| {});
    }

    fn log_probs(&self, choice: u32, value: Value<'_>, out: &mut Vec<u8>) {
        let mut json = Vec::new();
        if !write_log_probs(value, &mut Writer::new(&mut json)) {
            return;
        }
        out.extend_from_slice(&self.prefix);
        let mut writer = Writer::new(out);
        writer.begin_object();
        writer.key("index");
        writer.u64(u64::from(choice));
        writer.key("delta");
        writer.raw(b"{}");
        writer.key("logprobs");
        writer.raw(&on_one_line(&json));
        writer.key("finish_reason");
        writer.null();
        writer.end_object();
        self.end_chunk(out);
    }

    fn citation(&self, choice: u32, value: Value<'_>, out: &mut Vec<u8>) {
        if !is_annotation(&value) {
            return;
        }
        let mut json = Vec::new();
        write_annotation(value, &mut Writer::new(&mut json));
        self.chunk(choice, None, out, |delta| {
            delta.key("annotations");
            delta.begin_array();
            delta.raw(&on_one_line(&json));
            delta.end_array();
        });
    }

    fn end(&mut self, out: &mut Vec<u8>) {
        self.over = true;
        if self.include_usage && !self.usage.is_empty() {
            out.extend_from_slice(&self.prefix);
            out.extend_from_slice(b"],\"usage\":");
            encode_usage(&self.usage, &mut Writer::new(out));
            out.extend_from_slice(b"}\n\n");
        }
        out.extend_from_slice(b"data: [DONE]\n\n");
    }
}

impl EncodeStream for Encoder {
    fn event(&mut self, event: &Event<'_>, out: &mut Vec<u8>) {
        if self.over {
            return;
        }
        match event {
            Event::Start(start) => self.start(start),
            Event::PartStart { choice, part, kind } => self.part_start(*choice, *part, kind, out),
            Event::PartDelta { choice, part, text } => self.part_delta(*choice, *part, text, out),
            Event::PartStop { choice, part } => self.part_stop(*choice, *part, out),
            Event::LogProbs { choice, value } => self.log_probs(*choice, *value, out),
            Event::Finish { choice, reason } => self.finish(*choice, finish::encode(reason), out),
            Event::Usage(usage) => self.usage.merge(usage),
            Event::Ping => out.extend_from_slice(b": ping\n\n"),
            Event::Error(error) => {
                self.over = true;
                out.extend_from_slice(b"data: ");
                encode_error(error, out);
                out.extend_from_slice(b"\n\n");
            }
            Event::End => self.end(out),
            Event::Signature {
                choice,
                part,
                signature,
            } => {
                if let Some(choice) = self.choice(*choice) {
                    choice.reasoning.signature(*part, signature);
                }
            }
            Event::Citation { choice, value, .. } => self.citation(*choice, *value, out),
            Event::Unknown { .. } | Event::Malformed => {}
        }
    }
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

/// What OpenAI sends first of every choice.
fn first_delta(delta: &mut Writer<'_>) {
    delta.key("role");
    delta.raw(br#""assistant""#);
    delta.key("content");
    delta.str("");
    delta.key("refusal");
    delta.null();
}

/// `"tool_calls": [{"index": call`
fn begin_call(delta: &mut Writer<'_>, call: u32) {
    delta.key("tool_calls");
    delta.begin_array();
    delta.begin_object();
    delta.key("index");
    delta.u64(u64::from(call));
}

/// Closes the function, the call and the list.
fn end_call(delta: &mut Writer<'_>) {
    delta.end_object();
    delta.end_object();
    delta.end_array();
}
