//! Events to stream bytes: server-sent events, or the items of one JSON array.
//!
//! A chunk holds whole parts only, so that a call is held back until its arguments are
//! complete; calls come out in the order they began in. The finish reasons and the
//! token counts stand in the last chunk.

use crate::chat::log_probs;
use crate::chat::{ApiError, ErrorKind, Event, FinishReason, Origin, PartKind, Signature, Usage};
use crate::codec::{AnswerContext, EncodeStream};
use crate::json::{Json, Text, Value, Writer};
use crate::loss::Losses;
use crate::sse::write_event;

use super::citations::{self, Offsets};
use super::error::write_error;
use super::parts_encode::{is_native, write_arguments};
use super::response_encode::{is_log_probs, write_call, write_log_probs, write_text};
use super::signature::{proof, redacted};
use super::usage::write_usage;
use super::words::reason_word;

/// Most bytes that are held back.
const MOST_HELD: usize = 16 << 20;

/// Most candidates, and most open parts of one.
const MOST: usize = 1024;

/// Writes a stream of answers.
#[derive(Debug)]
pub(super) struct Encoder {
    id: String,
    model: String,
    /// Whether the stream is one JSON array.
    is_array: bool,
    /// Chunks so far.
    chunks: u64,
    over: bool,
    usage: Usage,
    candidates: Vec<Candidate>,
    held: usize,
}

#[derive(Debug)]
struct Candidate {
    choice: u32,
    open: Vec<Part>,
    /// The signature of the next part, as it goes on the wire.
    signature: Option<Text<'static>>,
    finish: Option<FinishReason<'static>>,
    /// Where the characters of its text stand.
    offsets: Offsets,
    /// Its sources, told at the end.
    citations: Vec<Json<'static>>,
}

#[derive(Debug)]
struct Part {
    number: u32,
    kind: Kind,
    /// Who made its signature, and the pieces of it.
    signature: Option<(Origin, String)>,
    has_words: bool,
}

#[derive(Debug)]
enum Kind {
    Text,
    Thought,
    Call {
        id: Text<'static>,
        name: Text<'static>,
        arguments: String,
        signature: Option<Text<'static>>,
        is_whole: bool,
    },
    /// Told with its start, or not at all.
    Told,
}

impl Encoder {
    /// An encoder at the start of a stream.
    pub(super) fn new(context: &AnswerContext<'_>) -> Self {
        Self {
            id: context.id.to_owned(),
            model: context.model.to_owned(),
            is_array: context.array_stream,
            chunks: 0,
            over: false,
            usage: Usage::default(),
            candidates: Vec::new(),
            held: 0,
        }
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
                let own = |slot: &mut String, text: &Option<Text<'_>>| {
                    if let Some(text) = text.as_ref().filter(|text| !text.is_empty()) {
                        *slot = text.to_str().into_owned();
                    }
                };
                own(&mut self.id, &start.id);
                own(&mut self.model, &start.model);
            }
            Event::PartStart { choice, part, kind } => {
                self.part_start(*choice, *part, kind, out);
            }
            Event::PartDelta { choice, part, text } => self.delta(*choice, *part, text, out),
            Event::Signature {
                choice,
                part,
                signature,
            } => self.sign(*choice, *part, signature),
            Event::PartStop { choice, part } => self.part_stop(*choice, *part, out),
            Event::LogProbs { choice, value } => self.log_probs(*choice, *value, out),
            Event::Finish { choice, reason } => {
                if let Some(candidate) = self.candidate(*choice) {
                    candidate.finish = Some(reason.clone().into_owned());
                }
            }
            Event::Usage(usage) => self.usage.merge(usage),
            Event::Error(error) => self.fail(error, out),
            Event::End => self.end(out),
            // Nothing of the format says them.
            Event::Citation { choice, value, .. } => self.cite(*choice, *value),
            Event::Ping | Event::Unknown { .. } | Event::Malformed => {}
        }
        if self.held > MOST_HELD {
            let error = ApiError::new(ErrorKind::Server, "a call of the answer is too large");
            self.fail(&error.with_status(502), out);
        }
    }
}

impl Encoder {
    /// The candidate of this number, begun if it is new.
    fn candidate(&mut self, choice: u32) -> Option<&mut Candidate> {
        let at = match self.candidates.iter().position(|one| one.choice == choice) {
            Some(at) => at,
            None if self.candidates.len() < MOST => {
                self.candidates.push(Candidate {
                    choice,
                    open: Vec::new(),
                    signature: None,
                    finish: None,
                    offsets: Offsets::default(),
                    citations: Vec::new(),
                });
                self.candidates.len() - 1
            }
            None => return None,
        };
        self.candidates.get_mut(at)
    }

    fn part(&mut self, choice: u32, number: u32) -> Option<&mut Part> {
        let candidate = self.candidate(choice)?;
        candidate
            .open
            .iter_mut()
            .rev()
            .find(|part| part.number == number)
    }

    fn part_start(&mut self, choice: u32, number: u32, kind: &PartKind<'_>, out: &mut Vec<u8>) {
        let Some(candidate) = self.candidate(choice) else {
            return;
        };
        if candidate.open.len() >= MOST {
            self.held = usize::MAX;
            return;
        }
        let kind = match kind {
            PartKind::Text | PartKind::Refusal => Kind::Text,
            PartKind::Reasoning => {
                // One that was due belongs to no part that is known here.
                self.give_back(choice, out);
                Kind::Thought
            }
            PartKind::ToolCall { id, name } => Kind::Call {
                id: id.clone().into_owned(),
                name: name.clone().into_owned(),
                arguments: String::new(),
                signature: candidate.signature.take(),
                is_whole: false,
            },
            PartKind::RedactedReasoning { data } => {
                self.give_back(choice, out);
                let data = redacted(data);
                self.chunk(out, |writer| {
                    one_part(writer, choice, |writer| {
                        write_text(writer, &Text::from(""), true, Some(&data));
                    });
                });
                Kind::Told
            }
            PartKind::Native { kind, value } => {
                if is_native(kind, *value) {
                    self.give_back(choice, out);
                    self.chunk(out, |writer| {
                        one_part(writer, choice, |writer| writer.value(*value));
                    });
                }
                Kind::Told
            }
        };
        if let Some(candidate) = self.candidate(choice) {
            candidate.open.push(Part {
                number,
                kind,
                signature: None,
                has_words: false,
            });
        }
    }

    fn delta(&mut self, choice: u32, number: u32, text: &Text<'_>, out: &mut Vec<u8>) {
        let Some(part) = self.part(choice, number) else {
            return;
        };
        if text.is_empty() {
            return;
        }
        part.has_words = true;
        let is_thought = match &mut part.kind {
            Kind::Call { arguments, .. } => {
                let piece = text.to_str();
                arguments.push_str(&piece);
                self.held += piece.len();
                return;
            }
            Kind::Told => return,
            Kind::Text => false,
            Kind::Thought => true,
        };
        if !is_thought && let Some(candidate) = self.candidate(choice) {
            candidate.offsets.add(&text.to_str());
        }
        let signature = self.candidate(choice).and_then(|candidate| {
            let is_due = !is_thought;
            candidate.signature.take_if(|_| is_due)
        });
        self.chunk(out, |writer| {
            one_part(writer, choice, |writer| {
                write_text(writer, text, is_thought, signature.as_ref());
            });
        });
    }

    /// Keeps a source until the text is whole.
    fn cite(&mut self, choice: u32, value: Value<'_>) {
        let Ok(kept) = Json::made(value.raw().to_vec()) else {
            return;
        };
        self.held += value.raw().len();
        if let Some(candidate) = self.candidate(choice) {
            candidate.citations.push(kept);
        }
    }

    fn sign(&mut self, choice: u32, number: u32, signature: &Signature<'_>) {
        let piece = signature.data.to_str();
        self.held += piece.len();
        if let Some(part) = self.part(choice, number) {
            let (_, data) = part
                .signature
                .get_or_insert_with(|| (signature.origin, String::new()));
            data.push_str(&piece);
        }
    }

    fn part_stop(&mut self, choice: u32, number: u32, out: &mut Vec<u8>) {
        let Some(candidate) = self.candidate(choice) else {
            return;
        };
        let Some(at) = candidate
            .open
            .iter()
            .rposition(|part| part.number == number)
        else {
            return;
        };
        if let Some(Part {
            kind: Kind::Call { is_whole, .. },
            ..
        }) = candidate.open.get_mut(at)
        {
            *is_whole = true;
            self.tell_calls(choice, out);
            return;
        }
        let part = candidate.open.remove(at);
        let Some((origin, data)) = part.signature else {
            return;
        };
        self.held = self.held.saturating_sub(data.len());
        let signature = proof(&Signature {
            origin,
            data: Text::from(data),
        });
        if part.has_words {
            self.chunk(out, |writer| {
                one_part(writer, choice, |writer| {
                    write_text(writer, &Text::from(""), true, Some(&signature));
                });
            });
        } else if let Some(candidate) = self.candidate(choice) {
            candidate.signature = Some(signature);
        }
    }

    /// Tells the calls that are whole and wait for no other.
    fn tell_calls(&mut self, choice: u32, out: &mut Vec<u8>) {
        loop {
            let Some(candidate) = self.candidate(choice) else {
                return;
            };
            let is_call = |part: &Part| matches!(part.kind, Kind::Call { .. });
            let Some(at) = candidate.open.iter().position(is_call) else {
                return;
            };
            let is_whole =
                |part: &mut Part| matches!(part.kind, Kind::Call { is_whole, .. } if is_whole);
            if !candidate.open.get_mut(at).is_some_and(is_whole) {
                return;
            }
            let part = candidate.open.remove(at);
            let Kind::Call {
                id,
                name,
                arguments,
                signature,
                ..
            } = part.kind
            else {
                return;
            };
            self.held = self.held.saturating_sub(arguments.len());
            self.chunk(out, |writer| {
                one_part(writer, choice, |writer| {
                    write_call(writer, (&id, &name), signature.as_ref(), |writer| {
                        let arguments = Text::from(arguments);
                        // In a stream there is no list of losses.
                        write_arguments(writer, &arguments, &mut Losses::default(), String::new);
                    });
                });
            });
        }
    }

    /// Writes a signature that no part has followed.
    fn give_back(&mut self, choice: u32, out: &mut Vec<u8>) {
        let due = self.candidate(choice).and_then(|one| one.signature.take());
        if let Some(signature) = due {
            self.chunk(out, |writer| {
                one_part(writer, choice, |writer| {
                    write_text(writer, &Text::from(""), false, Some(&signature));
                });
            });
        }
    }

    fn log_probs(&mut self, choice: u32, value: Value<'_>, out: &mut Vec<u8>) {
        if self.candidate(choice).is_none() {
            return;
        }
        let others = (!is_log_probs(value)).then(|| log_probs::entries(value));
        if matches!(others, Some(None)) {
            return;
        }
        self.chunk(out, |writer| {
            candidates(writer, |writer| {
                candidate(writer, choice, |writer| {
                    writer.key("logprobsResult");
                    match others.flatten() {
                        Some(entries) => write_log_probs(&entries, writer),
                        None => writer.value(value),
                    }
                });
            });
        });
    }

    fn end(&mut self, out: &mut Vec<u8>) {
        let choices: Vec<u32> = self.candidates.iter().map(|one| one.choice).collect();
        for choice in &choices {
            let open = self.candidate(*choice).map(|one| {
                let numbers = one.open.iter().map(|part| part.number);
                numbers.collect::<Vec<_>>()
            });
            for number in open.unwrap_or_default() {
                self.part_stop(*choice, number, out);
            }
            self.give_back(*choice, out);
        }
        self.over = true;
        let ends = std::mem::take(&mut self.candidates);
        let usage = self.usage;
        self.chunk(out, |writer| {
            candidates(writer, |writer| {
                for one in &ends {
                    candidate(writer, one.choice, |writer| {
                        let cited = one.citations.iter().map(Json::value);
                        citations::write_metadata(writer, cited, &one.offsets);
                        let reason = one.finish.as_ref().unwrap_or(&FinishReason::Stop);
                        writer.key("finishReason");
                        writer.str(reason_word(reason).0);
                    });
                }
            });
            if !usage.is_empty() {
                writer.key("usageMetadata");
                write_usage(writer, &usage);
            }
        });
        if self.is_array {
            out.extend_from_slice(b"]");
        }
    }

    fn fail(&mut self, error: &ApiError, out: &mut Vec<u8>) {
        self.over = true;
        self.frame(out, |writer| write_error(writer, error));
        if self.is_array {
            out.extend_from_slice(b"]");
        }
    }

    /// Writes one chunk with these members.
    fn chunk(&mut self, out: &mut Vec<u8>, members: impl FnOnce(&mut Writer<'_>)) {
        let (id, model) = (
            std::mem::take(&mut self.id),
            std::mem::take(&mut self.model),
        );
        self.frame(out, |writer| {
            writer.begin_object();
            members(writer);
            writer.key("modelVersion");
            writer.str(&model);
            writer.key("responseId");
            writer.str(&id);
            writer.end_object();
        });
        (self.id, self.model) = (id, model);
    }

    fn frame(&mut self, out: &mut Vec<u8>, json: impl FnOnce(&mut Writer<'_>)) {
        if self.is_array {
            out.extend_from_slice(if self.chunks == 0 { b"[" } else { b",\r\n" });
            json(&mut Writer::new(out));
            out.push(b'\n');
        } else {
            write_event(out, None, |out| json(&mut Writer::new(out)));
        }
        self.chunks += 1;
    }
}

fn candidates(writer: &mut Writer<'_>, each: impl FnOnce(&mut Writer<'_>)) {
    writer.key("candidates");
    writer.begin_array();
    each(writer);
    writer.end_array();
}

fn candidate(writer: &mut Writer<'_>, choice: u32, members: impl FnOnce(&mut Writer<'_>)) {
    writer.begin_object();
    members(writer);
    writer.key("index");
    writer.u64(choice.into());
    writer.end_object();
}

/// Writes the members of a chunk that brings one part.
fn one_part(writer: &mut Writer<'_>, choice: u32, part: impl FnOnce(&mut Writer<'_>)) {
    candidates(writer, |writer| {
        candidate(writer, choice, |writer| {
            writer.key("content");
            writer.begin_object();
            writer.key("parts");
            writer.begin_array();
            part(writer);
            writer.end_array();
            writer.key("role");
            writer.str("model");
            writer.end_object();
        });
    });
}
