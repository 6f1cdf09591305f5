//! What the codec promises, one sentence a test.

mod details;
mod error;
mod laws;
mod request_decode;
mod request_encode;
mod response;
mod stream_decode;
mod stream_encode;

use serde_json::Value as Json;

use super::*;
use crate::chat::{ApiError, Event, Request, Response};
use crate::codec::{AnswerContext, DecodeStream, EncodeStream, Target};
use crate::error::{DecodeError, EncodeError};
use crate::json::{Document, Limits, Text, Value};
use crate::loss::Losses;

const CONTEXT: AnswerContext<'static> = AnswerContext {
    id: "chatcmpl-made-up",
    created: 1_700_000_000,
    model: "gpt-x",
    include_usage: true,
    array_stream: false,
};

/// The parsed body, which lives as long as the test.
fn value(body: &str) -> Value<'static> {
    let bytes = body.to_owned().into_bytes().leak();
    let document = Box::leak(Box::new(
        Document::parse(bytes, Limits::default()).expect("valid JSON"),
    ));
    document.root(bytes)
}

fn request(body: &Json) -> Result<Request<'static>, DecodeError> {
    decode_request(value(&body.to_string()))
}

/// A request around these messages.
fn with_messages(messages: Json) -> Result<Request<'static>, DecodeError> {
    request(&serde_json::json!({"model": "m", "messages": messages}))
}

/// A request with one more field.
fn with_field(key: &str, field: Json) -> Result<Request<'static>, DecodeError> {
    request(&serde_json::json!({
        "model": "m",
        "messages": [{"role": "user", "content": "hi"}],
        key: field
    }))
}

#[track_caller]
fn encoded(request: &Request<'_>) -> (Json, Vec<String>) {
    let (result, losses) = try_encoded(request);
    (result.expect("encodes"), losses)
}

/// The body, and the losses as `field action`.
fn try_encoded(request: &Request<'_>) -> (Result<Json, EncodeError>, Vec<String>) {
    let target = Target {
        model: "target-model",
        default_max_tokens: 4096,
        wants_reasoning: false,
    };
    let (mut out, mut losses) = (Vec::new(), Losses::default());
    let result = encode_request(request, &target, &mut out, &mut losses);
    let body = result.map(|()| serde_json::from_slice(&out).expect("valid JSON is written"));
    (body, listed(&losses))
}

fn listed(losses: &Losses) -> Vec<String> {
    losses
        .iter()
        .map(|loss| format!("{} {}", loss.field, loss.action.name()))
        .collect()
}

fn response(body: &Json) -> Response<'static> {
    decode_response(value(&body.to_string())).expect("an answer")
}

fn encoded_response(response: &Response<'_>) -> (Json, Vec<String>) {
    let (mut out, mut losses) = (Vec::new(), Losses::default());
    encode_response(response, &CONTEXT, &mut out, &mut losses);
    let body = serde_json::from_slice(&out).expect("valid JSON is written");
    (body, listed(&losses))
}

/// A stream of these chunks, then `[DONE]`.
fn stream(chunks: &[Json]) -> String {
    let frames: String = chunks
        .iter()
        .map(|chunk| format!("data: {chunk}\n\n"))
        .collect();
    frames + "data: [DONE]\n\n"
}

/// A chunk with one choice.
fn chunk(delta: Json) -> Json {
    finishing(delta, Json::Null)
}

fn finishing(delta: Json, reason: Json) -> Json {
    serde_json::json!({
        "id": "c1", "object": "chat.completion.chunk", "created": 5, "model": "m",
        "choices": [{"index": 0, "delta": delta, "finish_reason": reason}]
    })
}

/// The events of a stream fed in pieces of `size` bytes, in short words.
fn events_in(bytes: &[u8], size: usize) -> Vec<String> {
    let mut seen = Vec::new();
    let mut decoder = Decoder::new();
    let mut each = |event: &Event<'_>| seen.push(words(event));
    for piece in bytes.chunks(size.max(1)) {
        decoder.feed(piece, &mut each);
    }
    decoder.finish(&mut each);
    seen
}

fn events(stream: &str) -> Vec<String> {
    events_in(stream.as_bytes(), usize::MAX)
}

/// An event as one short line.
fn words(event: &Event<'_>) -> String {
    match event {
        Event::Start(start) => {
            let told = |text: &Option<Text<'_>>| {
                text.as_ref()
                    .map_or_else(|| "-".to_owned(), Text::to_string)
            };
            format!("start {} {}", told(&start.id), told(&start.model))
        }
        Event::PartStart { choice, part, kind } => format!("{choice}.{part} begins {kind:?}"),
        Event::PartDelta { choice, part, text } => format!("{choice}.{part} {text}"),
        Event::PartStop { choice, part } => format!("{choice}.{part} ends"),
        Event::Citation {
            choice,
            part,
            value,
        } => format!(
            "{choice}.{part} cites {}",
            String::from_utf8_lossy(value.raw())
        ),
        Event::LogProbs { choice, value } => {
            format!("{choice} logprobs {}", String::from_utf8_lossy(value.raw()))
        }
        Event::Finish { choice, reason } => format!("{choice} finishes {reason:?}"),
        Event::Usage(usage) => format!("usage {:?}/{:?}", usage.input_tokens, usage.output_tokens),
        Event::Error(error) => format!("error {} {}", error.status, error.message),
        other => format!("{other:?}"),
    }
}

/// What the client of these events receives, one chunk an item; comments and
/// `[DONE]` as strings.
fn client_stream(events: &[Event<'_>], include_usage: bool) -> Vec<Json> {
    let context = AnswerContext {
        include_usage,
        ..CONTEXT
    };
    let mut encoder = Encoder::new(&context);
    let mut out = Vec::new();
    for event in events {
        encoder.event(event, &mut out);
    }
    let text = String::from_utf8(out).expect("UTF-8");
    assert!(text.is_empty() || text.ends_with("\n\n"), "{text:?}");
    text.split_terminator("\n\n")
        .map(|frame| {
            let data = frame.strip_prefix("data: ").unwrap_or(frame);
            serde_json::from_str(data).unwrap_or_else(|_| Json::from(data))
        })
        .collect()
}

fn error(status: u16, body: &str) -> ApiError {
    decode_error(status, body.as_bytes())
}
