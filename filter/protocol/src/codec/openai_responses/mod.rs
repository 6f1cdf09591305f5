//! OpenAI Responses: `POST /v1/responses`.
//!
//! Source: <https://platform.openai.com/docs/api-reference/responses> and the types
//! of OpenAI's own libraries; for servers of this format beside OpenAI's the pages
//! of Azure, LM Studio and xAI.
//!
//! What needs the state that OpenAI keeps of earlier requests is refused where a
//! request is translated, since no other provider has it: `previous_response_id`,
//! `conversation`, `prompt`, references to stored items and `background`. A
//! provider of this format gets them as they are.
//!
//! What the format cannot carry, so that it is refused or listed as a loss:
//!
//! - several answers to one request, and sound;
//! - reasoning of earlier turns that OpenAI has not made, or that came without
//!   what proves it;
//! - prompt-cache markers, citations of earlier turns, and those of other formats;
//! - that a tool failed, and the names of speakers;
//! - uploads of another provider, content and tools that only their own format
//!   knows;
//! - `top_k`, penalties, seeds, stop sequences and budgets of reasoning tokens (an
//!   effort takes their place).

mod error;
mod item_decode;
mod item_encode;
mod native;
mod open_items;
mod part_decode;
mod part_encode;
mod request_decode;
mod request_encode;
mod response_decode;
mod response_encode;
mod stream_decode;
mod stream_encode;
mod stream_frames;
mod stream_items;
mod tool_decode;
mod tool_encode;
mod usage;
mod words;
mod write;

use crate::chat::{ApiError, NameRule, Request, Response, Usage};
use crate::codec::openai::{decode_error, encode_error};
use crate::codec::{AnswerContext, Codec, DecodeStream, EncodeStream, Outline, Target};
use crate::error::{DecodeError, EncodeError};
use crate::json::{Edits, Value};
use crate::loss::Losses;

use self::request_decode::{decode_request, outline};
use self::request_encode::encode_request;
use self::response_decode::decode_response;
use self::response_encode::encode_response;
use self::stream_decode::Decoder;
use self::stream_encode::Encoder;
use self::usage::decode_usage;

/// The names of tools that this format allows.
const TOOL_NAMES: NameRule = NameRule::words(64);

/// OpenAI Responses.
#[derive(Debug)]
pub struct OpenAiResponses;

impl Codec for OpenAiResponses {
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

    fn stream_error(&self, root: Value<'_>, _data: &[u8]) -> Option<ApiError> {
        error::is_failure(root).then(|| error::of_event(root))
    }

    fn has_content(&self, events: &[u8]) -> bool {
        native::has_content(events)
    }
}

#[cfg(test)]
mod tests;
