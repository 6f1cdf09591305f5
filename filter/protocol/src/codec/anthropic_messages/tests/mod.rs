//! What the codec promises, as sentences.

use serde_json::Value as Json;

use super::*;
use crate::chat::{Event, Request};
use crate::codec::{AnswerContext, DecodeStream, EncodeStream, Target};
use crate::error::{DecodeError, EncodeError};
use crate::json::{Document, Limits};
use crate::loss::Losses;

mod errors;
mod laws;
mod request_decode;
mod request_encode;
mod response;
mod stream_decode;
mod stream_encode;

const CONTEXT: AnswerContext<'static> = AnswerContext {
    id: "msg_made",
    created: 0,
    model: "model-made",
    include_usage: true,
    array_stream: false,
};

/// A document and its bytes.
struct Body {
    bytes: Vec<u8>,
    document: Document,
}

impl Body {
    fn new(bytes: impl Into<Vec<u8>>) -> Self {
        let bytes = bytes.into();
        let document = Document::parse(&bytes, Limits::default()).expect("test bodies are JSON");
        Self { bytes, document }
    }

    fn value(&self) -> Value<'_> {
        self.document.root(&self.bytes)
    }
}

fn json(bytes: &[u8]) -> Json {
    serde_json::from_slice(bytes)
        .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(bytes)))
}

/// Encodes a request for a model.
fn encode_for(model: &str, request: &Request<'_>) -> (Result<Json, EncodeError>, Vec<String>) {
    let target = Target {
        model,
        default_max_tokens: 4096,
        wants_reasoning: false,
    };
    let mut out = Vec::new();
    let mut losses = Losses::default();
    let result = encode_request(request, &target, &mut out, &mut losses);
    if result.is_err() {
        assert!(out.is_empty(), "nothing is left behind by an error");
    }
    let losses = losses
        .iter()
        .map(|loss| format!("{} {}", loss.field, loss.action.name()))
        .collect();
    (result.map(|()| json(&out)), losses)
}

/// Feeds a stream in chunks of `size` bytes; each event as its debug form.
fn decode_stream(stream: &[u8], size: usize) -> Vec<String> {
    let mut events = Vec::new();
    with_events(stream, size, &mut |event| events.push(format!("{event:?}")));
    events
}

fn with_events(stream: &[u8], size: usize, each: &mut dyn FnMut(&Event<'_>)) {
    let mut decoder = Decoder::new();
    for chunk in stream.chunks(size.max(1)) {
        decoder.feed(chunk, each);
    }
    decoder.finish(each);
}

/// A stream out of the data of its events.
fn sse(events: &[&str]) -> String {
    events
        .iter()
        .map(|data| format!("data: {data}\n\n"))
        .collect()
}

/// The events of a stream: name and data.
fn frames(stream: &[u8]) -> Vec<(String, Json)> {
    std::str::from_utf8(stream)
        .unwrap()
        .split_terminator("\n\n")
        .map(|frame| {
            let (name, data) = frame.split_once('\n').unwrap();
            let name = name.strip_prefix("event: ").unwrap().to_owned();
            (name, json(data.strip_prefix("data: ").unwrap().as_bytes()))
        })
        .collect()
}

/// Walks a stream by the rules of the API, apart from the encoder's own state.
fn check_well_formed(stream: &[u8]) -> Result<(), String> {
    #[derive(PartialEq, Debug)]
    enum At {
        Nothing,
        Between,
        Block(String),
        Delta,
        Done,
    }
    let mut at = At::Nothing;
    let mut next = 0;
    for (name, data) in frames(stream) {
        if data["type"] != name.as_str() {
            return Err(format!("{name} is called {}", data["type"]));
        }
        at = match (at, name.as_str()) {
            (At::Done, late) => return Err(format!("{late} after the end")),
            (_, "error") => At::Done,
            (At::Nothing, "message_start") => At::Between,
            (At::Between, "content_block_start") => {
                if data["index"] != next {
                    return Err(format!("index {} instead of {next}", data["index"]));
                }
                next += 1;
                At::Block(data["content_block"]["type"].as_str().unwrap().to_owned())
            }
            (At::Block(kind), "content_block_delta" | "content_block_stop")
                if data["index"] != next - 1 =>
            {
                return Err(format!(
                    "index {} in block {} ({kind})",
                    data["index"],
                    next - 1
                ));
            }
            (At::Block(kind), "content_block_delta") => {
                let delta = data["delta"]["type"].as_str().unwrap();
                let fits = match kind.as_str() {
                    "text" => matches!(delta, "text_delta" | "citations_delta"),
                    "thinking" => matches!(delta, "thinking_delta" | "signature_delta"),
                    "tool_use" => delta == "input_json_delta",
                    _ => false,
                };
                if !fits {
                    return Err(format!("{delta} in a {kind} block"));
                }
                At::Block(kind)
            }
            (At::Block(_), "content_block_stop") => At::Between,
            (At::Between, "message_delta") => At::Delta,
            (At::Delta, "message_stop") => At::Done,
            (at @ (At::Between | At::Block(_)), "ping") => at,
            (at, event) => return Err(format!("{event} at {at:?}")),
        };
    }
    match at {
        At::Done => Ok(()),
        at => Err(format!("ends at {at:?}")),
    }
}
