//! What the goldens do not show: rules that hang on the model, and the edges.

mod errors;
mod requests;
mod schemas;
mod streams;

use serde_json::Value as Json;

use super::GeminiGenerate;
use crate::chat::{Event, Fold, Response};
use crate::codec::{AnswerContext, Codec as _, Target};
use crate::error::{DecodeError, EncodeError};
use crate::json::{Document, Limits};
use crate::loss::Losses;

const CONTEXT: AnswerContext<'static> = AnswerContext {
    id: "an-id",
    created: 1,
    model: "a-model",
    include_usage: true,
    array_stream: false,
};

fn index(body: &str) -> Document {
    Document::parse(body.as_bytes(), Limits::default()).unwrap()
}

/// A request of this format, read and written again for `model`.
fn through(body: &str, model: &str) -> Result<(Json, Vec<String>), EncodeError> {
    let document = index(body);
    let request = GeminiGenerate
        .decode_request(document.root(body.as_bytes()))
        .unwrap();
    let target = Target {
        model,
        default_max_tokens: 4096,
        wants_reasoning: false,
    };
    let (mut out, mut losses) = (Vec::new(), Losses::default());
    GeminiGenerate.encode_request(&request, &target, &mut out, &mut losses)?;
    let losses = losses.iter().map(ToString::to_string).collect();
    Ok((serde_json::from_slice(&out).unwrap(), losses))
}

/// A request of Chat Completions for `model`.
fn from_openai(body: &Json, model: &str) -> Result<(Json, Vec<String>), EncodeError> {
    let body = body.to_string();
    let document = index(&body);
    let request = crate::WireFormat::OpenAiChat
        .codec()
        .decode_request(document.root(body.as_bytes()))
        .unwrap();
    let target = Target {
        model,
        default_max_tokens: 4096,
        wants_reasoning: false,
    };
    let (mut out, mut losses) = (Vec::new(), Losses::default());
    GeminiGenerate.encode_request(&request, &target, &mut out, &mut losses)?;
    let losses = losses.iter().map(ToString::to_string).collect();
    Ok((serde_json::from_slice(&out).unwrap(), losses))
}

fn refused(body: &str) -> DecodeError {
    let document = index(body);
    GeminiGenerate
        .decode_request(document.root(body.as_bytes()))
        .map(|_| ())
        .unwrap_err()
}

fn answer(body: &str, check: impl FnOnce(Response<'_>)) {
    let document = index(body);
    check(
        GeminiGenerate
            .decode_response(document.root(body.as_bytes()))
            .unwrap(),
    );
}

/// The events of a stream, and what they fold into.
fn events(stream: &str, size: usize) -> (Vec<String>, Fold) {
    let mut decoder = GeminiGenerate.stream_decoder();
    let (mut seen, mut fold) = (Vec::new(), Fold::new(usize::MAX));
    let mut each = |event: &Event<'_>| {
        seen.push(format!("{event:?}"));
        fold.push(event);
    };
    for chunk in stream.as_bytes().chunks(size) {
        decoder.feed(chunk, &mut each);
    }
    decoder.finish(&mut each);
    (seen, fold)
}
