//! Events to a stream of chunks.
//!
//! Source: OpenAI API reference, "Create completion", `stream`. After an error no
//! `[DONE]` comes: OpenAI's libraries raise at the `error` member, and whoever does
//! not must not take the answer for complete. What is not text is passed over.

use super::response::text_or;
use super::{finish, log_probs};
use crate::chat::{Event, PartKind, Start, Usage};
use crate::codec::openai::{encode_error, encode_usage};
use crate::codec::{AnswerContext, EncodeStream};
use crate::json::{Text, Value, Writer};

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
    /// Open parts that are text, as choice and part.
    texts: Vec<(u32, u32)>,
    /// Characters of the tokens told so far, a choice each.
    offsets: Vec<(u32, usize)>,
    over: bool,
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
            texts: Vec::new(),
            offsets: Vec::new(),
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
        writer.raw(br#""text_completion""#);
        writer.key("created");
        writer.u64(start.created.unwrap_or(self.created));
        writer.key("model");
        text_or(start.model.as_ref(), &self.model, &mut writer);
        writer.key("choices");
        self.prefix.push(b'[');
    }

    /// Writes one chunk of one choice.
    fn chunk(&self, choice: u32, text: &Text<'_>, rest: Rest<'_>, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.prefix);
        let mut writer = Writer::new(out);
        writer.begin_object();
        writer.key("text");
        writer.text(text);
        writer.key("index");
        writer.u64(u64::from(choice));
        writer.key("logprobs");
        match rest.log_probs {
            Some((value, offset)) => log_probs::write(value, offset, &mut writer),
            None => writer.null(),
        }
        writer.key("finish_reason");
        match rest.reason {
            Some(reason) => writer.str(reason),
            None => writer.null(),
        }
        writer.end_object();
        out.extend_from_slice(if self.include_usage {
            b"],\"usage\":null}\n\n"
        } else {
            b"]}\n\n"
        });
    }

    fn part_delta(&self, choice: u32, part: u32, text: &Text<'_>, out: &mut Vec<u8>) {
        if !text.is_empty() && self.texts.contains(&(choice, part)) {
            self.chunk(choice, text, Rest::default(), out);
        }
    }

    fn log_probs(&mut self, choice: u32, value: Value<'_>, out: &mut Vec<u8>) {
        if !log_probs::has_tokens(value) {
            return;
        }
        let known = self.offsets.iter().position(|(index, _)| *index == choice);
        let at = known.unwrap_or(self.offsets.len());
        if known.is_none() {
            self.offsets.push((choice, 0));
        }
        let mut offset = self.offsets.get(at).map_or(0, |(_, offset)| *offset);
        let rest = Rest {
            log_probs: Some((value, &mut offset)),
            reason: None,
        };
        self.chunk(choice, &Text::Literal(b""), rest, out);
        if let Some(entry) = self.offsets.get_mut(at) {
            entry.1 = offset;
        }
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

/// What a chunk holds beside text.
#[derive(Default)]
struct Rest<'r> {
    /// With the number of characters before them.
    log_probs: Option<(Value<'r>, &'r mut usize)>,
    reason: Option<&'static str>,
}

impl EncodeStream for Encoder {
    fn event(&mut self, event: &Event<'_>, out: &mut Vec<u8>) {
        if self.over {
            return;
        }
        match event {
            Event::Start(start) => self.start(start),
            Event::PartStart { choice, part, kind } => {
                if matches!(kind, PartKind::Text | PartKind::Refusal) {
                    self.texts.push((*choice, *part));
                }
            }
            Event::PartDelta { choice, part, text } => self.part_delta(*choice, *part, text, out),
            Event::PartStop { choice, part } => {
                self.texts.retain(|open| *open != (*choice, *part));
            }
            Event::LogProbs { choice, value } => self.log_probs(*choice, *value, out),
            Event::Finish { choice, reason } => {
                let rest = Rest {
                    log_probs: None,
                    reason: Some(finish::encode(reason)),
                };
                self.chunk(*choice, &Text::Literal(b""), rest, out);
            }
            Event::Usage(usage) => self.usage.merge(usage),
            Event::Ping => out.extend_from_slice(b": ping\n\n"),
            Event::Error(error) => {
                self.over = true;
                out.extend_from_slice(b"data: ");
                encode_error(error, out);
                out.extend_from_slice(b"\n\n");
            }
            Event::End => self.end(out),
            Event::Signature { .. }
            | Event::Citation { .. }
            | Event::Unknown { .. }
            | Event::Malformed => {}
        }
    }
}
