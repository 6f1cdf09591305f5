//! The Gemini API: `models/MODEL:generateContent`, `:streamGenerateContent` and
//! `:countTokens`, with the same bodies on Google AI Studio and on Vertex AI.
//!
//! Specified at <https://ai.google.dev/api/generate-content> and in the reference of
//! Vertex AI, `projects.locations.publishers.models`. The types of the official SDK are
//! the arbiter where the pages are silent. The model and the wish for a stream stand in
//! the path.
//!
//! Schemas are written as JSON Schema, in `parametersJsonSchema` and
//! `responseJsonSchema`, not in the API's own `Schema`: every model that is served
//! today reads them, on both hosts; they hold unions, open maps and types with `null`,
//! which `Schema` bends or loses; and what is beyond the keywords that are read is
//! ignored there, not refused. Such keywords are still left out and told
//! (`schema_write.rs`). Both forms are read.
//!
//! What this format cannot carry: names of speakers, cache markers, the end user's id
//! and metadata are listed as losses; so are signatures of other providers and their
//! server tools. Media by URL is the provider's to fetch. What only this format knows
//! (code it ran, its own tools, safety settings, cached contents) is kept as it was
//! written.
//!
//! Where a request of another format breaks the rules of this one, this is done,
//! and listed:
//!
//! | in the request | what is sent |
//! |---|---|
//! | system and developer messages anywhere | parts of `systemInstruction`, in order |
//! | nothing but a system prompt | the same text as the user's message |
//! | an assistant's message first | a line of the user's in front of it |
//! | neighbours of one role | one content |
//! | tool results | first in the next user content, in the order of the calls, with the names of their functions |
//! | a result without its call | text |
//! | a call without its result | refused |
//! | calls of another model, to one that checks signatures | the value that skips the check |
//! | JSON and tools, to a model that takes one of them | JSON is asked for in words |
//! | reasoning effort | a level or a budget, as the model wants it (`models.rs`) |
//!
//! Ids of calls are optional here. One that is missing is made up, the same for the
//! same answer or history, and not sent back to the provider.

mod calls;
mod citations;
mod config_decode;
mod config_encode;
mod conversation;
mod count;
mod error;
mod key;
mod media;
mod models;
mod native;
mod partial_args;
mod parts_decode;
mod parts_encode;
mod request_decode;
mod request_encode;
mod response_decode;
mod response_encode;
mod schema_parts;
mod schema_read;
mod schema_write;
mod signature;
mod stream_candidate;
mod stream_decode;
mod stream_encode;
mod stream_frames;
mod time;
mod tools_decode;
mod tools_encode;
mod usage;
mod words;

use crate::chat::{ApiError, NameRule, Request, Response, Usage};
use crate::codec::{AnswerContext, Codec, DecodeStream, EncodeStream, Outline, Target};
use crate::error::{DecodeError, EncodeError};
use crate::json::{Edits, Value};
use crate::loss::Losses;

pub use self::count::{Counted, decode_count_request, decode_counted, encode_counted};

use self::error::{decode_error, encode_error};
use self::request_decode::{decode_request, outline};
use self::request_encode::encode_request;
use self::response_decode::decode_response;
use self::response_encode::encode_response;
use self::stream_decode::Decoder;
use self::stream_encode::Encoder;
use self::usage::decode_usage;

/// The names of tools that this format allows. Vertex AI takes 64 characters.
const TOOL_NAMES: NameRule = NameRule {
    longest: 64,
    first: |byte| byte.is_ascii_alphabetic() || byte == b'_',
    rest: |byte| byte.is_ascii_alphanumeric() || b"_-.:".contains(&byte),
};

/// Gemini `generateContent`.
#[derive(Debug)]
pub struct GeminiGenerate;

impl Codec for GeminiGenerate {
    fn is_model_in_path(&self) -> bool {
        true
    }

    fn tool_names(&self) -> &'static NameRule {
        &TOOL_NAMES
    }

    fn outline<'a>(&self, root: Value<'a>) -> Result<Outline<'a>, DecodeError> {
        outline(root)
    }

    fn decode_request<'a>(&self, root: Value<'a>) -> Result<Request<'a>, DecodeError> {
        decode_request(root)
    }

    fn encode_request(
        &self,
        request: &Request<'_>,
        target: &Target<'_>,
        out: &mut Vec<u8>,
        losses: &mut Losses,
    ) -> Result<(), EncodeError> {
        encode_request(request, target, out, losses)
    }

    fn decode_response<'a>(&self, root: Value<'a>) -> Result<Response<'a>, DecodeError> {
        decode_response(root)
    }

    fn encode_response(
        &self,
        response: &Response<'_>,
        context: &AnswerContext<'_>,
        out: &mut Vec<u8>,
        losses: &mut Losses,
    ) {
        encode_response(response, context, out, losses);
    }

    fn decode_usage(&self, usage: Value<'_>) -> Usage {
        decode_usage(usage)
    }

    fn decode_error(&self, status: u16, body: &[u8]) -> ApiError {
        decode_error(status, body)
    }

    fn encode_error(&self, error: &ApiError, out: &mut Vec<u8>) {
        encode_error(error, out);
    }

    fn stream_decoder(&self) -> Box<dyn DecodeStream> {
        Box::new(Decoder::default())
    }

    fn stream_encoder(&self, context: &AnswerContext<'_>) -> Box<dyn EncodeStream> {
        Box::new(Encoder::new(context))
    }

    fn native_edits(&self, _root: Value<'_>, _model: &str) -> Edits {
        Edits::default()
    }

    fn usage_key(&self) -> &'static [u8] {
        br#""usageMetadata""#
    }

    fn usages<'a>(&self, root: Value<'a>, each: &mut dyn FnMut(Value<'a>)) {
        native::usages(root, each);
    }

    fn has_content(&self, events: &[u8]) -> bool {
        native::has_content(events)
    }
}

#[cfg(test)]
mod tests;
