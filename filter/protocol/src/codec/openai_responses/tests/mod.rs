//! What the codec promises, one sentence a test. Its fixtures, beside which their
//! translations stand, show the usual; here is what they do not.

mod native;
mod request;
mod stream;

use serde_json::{Value as Json, json};

use super::*;
use crate::chat::{Event, Request};
use crate::error::{DecodeError, EncodeError};
use crate::json::{Document, Limits, Value};
use crate::loss::Losses;

const CONTEXT: AnswerContext<'static> = AnswerContext {
    id: "resp_made_up",
    created: 1_700_000_000,
    model: "m",
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

/// A request with these fields.
fn request(more: &Json) -> Result<Request<'static>, DecodeError> {
    let mut body = json!({"model": "m", "input": "hi"});
    for (key, value) in more.as_object().into_iter().flatten() {
        body[key] = value.clone();
    }
    decode_request(value(&body.to_string()))
}

/// The body for a model, and the losses as `field action`.
fn encoded(request: &Request<'_>, model: &str) -> (Result<Json, EncodeError>, Vec<String>) {
    let target = Target {
        model,
        default_max_tokens: 4096,
        wants_reasoning: false,
    };
    let (mut out, mut losses) = (Vec::new(), Losses::default());
    let result = encode_request(request, &target, &mut out, &mut losses);
    let body = result.map(|()| serde_json::from_slice(&out).expect("valid JSON is written"));
    let losses = losses
        .iter()
        .map(|loss| format!("{} {}", loss.field, loss.action.name()))
        .collect();
    (body, losses)
}

/// The frames that a client gets of these events: name and data.
fn told(events: &[Event<'_>]) -> Vec<(String, Json)> {
    let mut out = Vec::new();
    let mut encoder = Encoder::new(&CONTEXT);
    for event in events {
        encoder.event(event, &mut out);
    }
    let text = String::from_utf8(out).expect("UTF-8");
    let frames = text.split("\n\n").filter(|frame| !frame.is_empty());
    frames
        .map(|frame| {
            let (name, data) = frame.split_once('\n').expect("two lines");
            let data = data.strip_prefix("data: ").expect("data");
            (
                name.trim_start_matches("event: ").to_owned(),
                serde_json::from_str(data).expect("JSON"),
            )
        })
        .collect()
}
