//! Stream bytes to events.
//!
//! Each chunk is an answer of its own that goes on where the last one ended: text
//! goes on in the open part, a call is whole in one part or comes in pieces
//! (`partial_args.rs`). The stream has no terminator, and older models write a finish
//! reason in every chunk: so what ended is told when the bytes are over.

use crate::chat::{ApiError, ErrorKind, Event, FinishReason, Start, Usage};
use crate::codec::DecodeStream;
use crate::json::{Document, Limits, Text, Value};

use super::calls::Calls;
use super::error;
use super::key::{list, member, text};
use super::response_decode::is_blocked;
use super::stream_candidate::Candidate;
use super::stream_frames::{Frames, Piece};
use super::time;
use super::usage::decode_usage;

/// Most candidates; the API makes eight.
const MOST_CANDIDATES: u32 = 64;

/// Reads a stream of answers.
#[derive(Debug)]
pub(super) struct Decoder {
    frames: Frames,
    state: State,
}

impl Default for Decoder {
    fn default() -> Self {
        Self {
            frames: Frames::Unknown,
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
        let fed = self
            .frames
            .feed(chunk, &mut |piece| state.piece(piece, each));
        if let Err(too_large) = fed {
            state.fail(too_large.to_string(), each);
        }
    }

    fn finish(&mut self, each: &mut dyn FnMut(&Event<'_>)) {
        let state = &mut self.state;
        self.frames.finish(&mut |piece| state.piece(piece, each));
        state.finish(each);
    }
}

#[derive(Debug, Default)]
struct State {
    started: bool,
    /// `End` or `Error` has gone out.
    over: bool,
    /// The prompt was refused.
    blocked: bool,
    usage: Usage,
    candidates: Vec<Candidate>,
    calls: Option<Calls<'static>>,
}

impl State {
    fn piece(&mut self, piece: Piece<'_>, each: &mut dyn FnMut(&Event<'_>)) {
        if self.over {
            return;
        }
        match piece {
            Piece::Chunk(json) => match Document::parse(json, Limits::default()) {
                Ok(document) => self.chunk(document.root(json), each),
                Err(_) => each(&Event::Malformed),
            },
            Piece::Ping if self.started => each(&Event::Ping),
            Piece::Ping => {}
            Piece::Garbage => each(&Event::Malformed),
        }
    }

    fn chunk(&mut self, chunk: Value<'_>, each: &mut dyn FnMut(&Event<'_>)) {
        if member(chunk, "error").is_some() {
            self.over = true;
            each(&Event::Error(error::read(chunk, None)));
            return;
        }
        if !chunk.is_object() {
            each(&Event::Malformed);
            return;
        }
        let usage = member(chunk, "usageMetadata").map(decode_usage);
        self.start(chunk, each);
        self.blocked |= is_blocked(chunk);
        if let Some(candidates) = member(chunk, "candidates") {
            for (position, candidate) in list(candidates).enumerate() {
                self.candidate(candidate, position, each);
                if self.over {
                    return;
                }
            }
        }
        if let Some(usage) = usage.filter(|usage| !usage.is_empty()) {
            let before = self.usage;
            self.usage.merge(&usage);
            if self.usage != before {
                each(&Event::Usage(self.usage));
            }
        }
    }

    fn start(&mut self, chunk: Value<'_>, each: &mut dyn FnMut(&Event<'_>)) {
        if self.started {
            return;
        }
        self.started = true;
        let id = text(chunk, "responseId");
        self.calls = Some(Calls::new(
            &id.as_ref().map(Text::to_str).unwrap_or_default(),
        ));
        each(&Event::Start(Start {
            id,
            model: text(chunk, "modelVersion"),
            created: text(chunk, "createTime").and_then(|time| time::seconds(&time.to_str())),
            service_tier: None,
            usage: Usage::default(),
        }));
    }

    fn candidate(&mut self, value: Value<'_>, position: usize, each: &mut dyn FnMut(&Event<'_>)) {
        let index = member(value, "index")
            .and_then(|index| index.u64())
            .unwrap_or(position as u64);
        let known = self.candidates.iter().position(|known| known.is(index));
        let at = match (known, u32::try_from(index)) {
            (Some(at), _) => at,
            (None, Ok(choice)) if choice < MOST_CANDIDATES => {
                self.candidates.push(Candidate::new(choice));
                self.candidates.len() - 1
            }
            _ => return each(&Event::Malformed),
        };
        let (Some(candidate), Some(calls)) = (self.candidates.get_mut(at), &mut self.calls) else {
            return;
        };
        candidate.read(value, calls, each);
        if self.candidates.iter().any(Candidate::is_full) {
            self.fail("the arguments of a call are too large".to_owned(), each);
        }
    }

    fn finish(&mut self, each: &mut dyn FnMut(&Event<'_>)) {
        if self.over {
            return;
        }
        if self.candidates.is_empty() && self.blocked {
            each(&Event::Finish {
                choice: 0,
                reason: FinishReason::ContentFilter,
            });
        } else if !self.candidates.iter().any(Candidate::is_finished) {
            return self.fail("the provider's stream ended early".to_owned(), each);
        }
        for candidate in &mut self.candidates {
            candidate.finish(each);
        }
        self.over = true;
        each(&Event::End);
    }

    fn fail(&mut self, message: String, each: &mut dyn FnMut(&Event<'_>)) {
        if !self.over {
            self.over = true;
            let error = ApiError::new(ErrorKind::Server, message).with_status(502);
            each(&Event::Error(error));
        }
    }
}
