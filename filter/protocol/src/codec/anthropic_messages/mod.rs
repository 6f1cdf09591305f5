//! The Anthropic Messages API, `POST /v1/messages`, version 2023-06-01.
//!
//! Specified at <https://docs.anthropic.com/en/api/messages> (request, answer),
//! `…/messages-streaming` (events) and `…/errors`. The types of the official SDKs
//! are the arbiter where the pages are silent.
//!
//! What this format cannot carry: several candidates and sound are refused;
//! log-probabilities, penalties, seeds and a JSON mode without a schema are listed
//! as losses. What only this format knows (server tools and their results, tool
//! families, citations settings) is kept as it was written and comes back only in
//! this format.
//!
//! Where a request of another format breaks the rules of this one, this is done,
//! and listed:
//!
//! | in the request | what is sent |
//! |---|---|
//! | system and developer messages anywhere | text blocks of `system`, in order |
//! | nothing but a system prompt | the same text as the user's message |
//! | an assistant's message first | a line of the user's in front of it |
//! | neighbours of one role | one turn |
//! | tool results | first in the next user turn, in the order of the calls |
//! | a result without its call | text |
//! | a call without its result, arguments that are no object | refused |
//! | an id used again, or with odd characters | the same id, changed on both sides |
//! | calls in the history, but no tools | tools that cannot be chosen |
//! | a last assistant message | gone on with, or refused where the model cannot |
//! | JSON mode without a schema | an instruction in the system prompt |
//! | reasoning effort | a budget or an effort, as the model wants it (`claude/models.rs`) |
//! | a forced call while reasoning | `auto` |
//!
//! A second `message_start` behind content is an error, as it is to the official
//! clients: a relay has joined two answers.

mod blocks;
mod error;
mod media;
mod native;
mod options_decode;
mod options_encode;
mod request_decode;
mod request_encode;
mod response;
mod stream_block;
mod stream_decode;
mod stream_encode;
mod stream_queue;
mod tools;
mod usage;
mod words;
mod write;

use crate::chat::{ApiError, NameRule, Request, Response, Usage};
use crate::codec::{AnswerContext, Codec, DecodeStream, EncodeStream, Outline, Target};
use crate::error::{DecodeError, EncodeError};
use crate::json::{Edits, Value};
use crate::loss::Losses;

use self::error::{decode_error, encode_error};
use self::request_decode::{decode_request, outline};
use self::request_encode::encode_request;
use self::response::{decode_response, encode_response};
use self::stream_decode::Decoder;
use self::stream_encode::Encoder;
use self::usage::decode_usage;

/// The names of tools that this format allows.
const TOOL_NAMES: NameRule = NameRule::words(128);

/// Anthropic Messages.
#[derive(Debug)]
pub struct AnthropicMessages;

impl Codec for AnthropicMessages {
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
        Box::new(Decoder::new())
    }

    fn stream_encoder(&self, context: &AnswerContext<'_>) -> Box<dyn EncodeStream> {
        Box::new(Encoder::new(context))
    }

    fn native_edits(&self, root: Value<'_>, model: &str) -> Edits {
        native::edits(root, model)
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
