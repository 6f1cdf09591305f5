//! A stream of Claude on Bedrock, taken out of its frames.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::aws;
use crate::chat::{ApiError, ErrorKind, Event};
use crate::codec::AnswerContext;
use crate::eventstream::{Framer, LARGEST, Message};
use crate::format::WireFormat;
use crate::json::{Document, Limits};
use crate::sse::write_event;

/// Turns event stream frames with a Messages event each into server-sent events.
///
/// A frame that is an exception becomes an `error` event, and so does the end of
/// a stream within a frame; nothing comes after one. Bytes that are no event
/// stream at all, as a relay may make of it, pass as they came.
#[derive(Debug)]
pub struct Unwrapper {
    framer: Framer,
    state: State,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Fresh,
    Framed,
    Plain,
    Over,
}

impl Default for Unwrapper {
    fn default() -> Self {
        Self {
            framer: Framer::new(LARGEST),
            state: State::Fresh,
        }
    }
}

impl Unwrapper {
    /// Appends what the next bytes hold.
    pub fn feed(&mut self, chunk: &[u8], out: &mut Vec<u8>) {
        if let (State::Fresh, Some(first)) = (self.state, chunk.first()) {
            // A length below 32 MiB begins with 0 or 1, which no text does.
            self.state = if *first <= 1 {
                State::Framed
            } else {
                State::Plain
            };
        }
        match self.state {
            State::Fresh | State::Over => {}
            State::Plain => out.extend_from_slice(chunk),
            State::Framed => {
                let state = &mut self.state;
                let fed = self.framer.feed(chunk, |message| {
                    if *state != State::Over {
                        *state = unwrap(&message, out);
                    }
                });
                if let Err(problem) = fed {
                    self.fail(&problem.to_string(), out);
                }
            }
        }
    }

    /// The bytes are over: appends an error if they should not be.
    pub fn finish(&mut self, out: &mut Vec<u8>) {
        if let Err(problem) = self.framer.finish() {
            self.fail(&problem.to_string(), out);
        }
    }

    fn fail(&mut self, problem: &str, out: &mut Vec<u8>) {
        if self.state != State::Over {
            self.state = State::Over;
            let error = ApiError::new(ErrorKind::Server, problem.to_owned());
            write_error(&error, out);
        }
    }
}

fn unwrap(message: &Message<'_>, out: &mut Vec<u8>) -> State {
    if let Some(error) = aws::frame_error(&message.headers, message.payload) {
        write_error(&error, out);
        return State::Over;
    }
    let Some(data) = bytes(message.payload) else {
        // A comment: a sign of life, and nothing else to any reader.
        out.extend_from_slice(b": \n\n");
        return State::Framed;
    };
    let document = Document::parse(&data, Limits::default()).unwrap_or_default();
    let kind = document
        .root(&data)
        .get_some("type")
        .and_then(|kind| kind.text())
        .map(|kind| kind.to_str().into_owned())
        .filter(|kind| kind.bytes().all(|byte| byte.is_ascii_graphic()));
    write_event(out, kind.as_deref(), |out| out.extend_from_slice(&data));
    State::Framed
}

/// The bytes that a payload carries as base64.
fn bytes(payload: &[u8]) -> Option<Vec<u8>> {
    let document = Document::parse(payload, Limits::default()).ok()?;
    let text = document.root(payload).get_some("bytes")?.text()?;
    STANDARD.decode(text.to_str().as_bytes()).ok()
}

fn write_error(error: &ApiError, out: &mut Vec<u8>) {
    let context = AnswerContext::default();
    let mut encoder = WireFormat::AnthropicMessages
        .codec()
        .stream_encoder(&context);
    encoder.event(&Event::Error(error.clone()), out);
}
