//! Cohere's chat, version 2: `POST /v2/chat`.
//!
//! Source: <https://docs.cohere.com/reference/chat> and the types of Cohere's own
//! libraries.
//!
//! What the model says before it calls tools stands in `tool_plan`, where other
//! formats have text in front of the calls. So that is what it is here: text beside
//! tool calls is the plan and the plan is text, on the way out and back. Thinking is
//! reasoning; its blocks have no signatures.
//!
//! Tokens are those of `usage.tokens`, which `cached_tokens` are a part of and which
//! hold Cohere's own instructions too; `billed_units`, which are fewer, where there
//! are none.
//!
//! What the format cannot carry, so that it is refused or listed as a loss:
//!
//! - several candidates, sound, PDFs and uploads are refused; documents of plain text
//!   become text;
//! - JSON output together with tools is refused, as the API refuses it;
//! - a tool that must be called is offered alone and required; strictness is for all
//!   tools or none;
//! - signatures, redacted reasoning, prompt-cache markers, names of speakers, that a
//!   tool failed, users, metadata, service tiers;
//! - citations of other formats, alternatives of log-probabilities, efforts (thinking
//!   is on or off, with a budget), and numbers out of Cohere's ranges.

mod error;
mod message_decode;
mod message_encode;
mod native;
mod request_decode;
mod request_encode;
mod response_decode;
mod response_encode;
mod stream_decode;
mod stream_encode;
mod stream_part;
mod tool_encode;
mod words;

use crate::chat::{ApiError, NameRule, Request, Response, Usage};
use crate::codec::{AnswerContext, Codec, DecodeStream, EncodeStream, Outline, Target};
use crate::error::{DecodeError, EncodeError};
use crate::json::{Edits, Value};
use crate::loss::Losses;

/// The names of tools that this format allows.
const TOOL_NAMES: NameRule = NameRule::words(64);

/// Cohere Chat.
#[derive(Debug)]
pub struct CohereChat;

impl Codec for CohereChat {
    fn tool_names(&self) -> &'static NameRule {
        &TOOL_NAMES
    }

    fn outline<'a>(&self, root: Value<'a>) -> Result<Outline<'a>, DecodeError> {
        request_decode::outline(root)
    }

    fn decode_request<'a>(&self, root: Value<'a>) -> Result<Request<'a>, DecodeError> {
        request_decode::decode_request(root)
    }

    fn encode_request(
        &self,
        request: &Request<'_>,
        target: &Target<'_>,
        out: &mut Vec<u8>,
        losses: &mut Losses,
    ) -> Result<(), EncodeError> {
        request_encode::encode_request(request, target, out, losses)
    }

    fn decode_response<'a>(&self, root: Value<'a>) -> Result<Response<'a>, DecodeError> {
        response_decode::decode_response(root)
    }

    fn encode_response(
        &self,
        response: &Response<'_>,
        context: &AnswerContext<'_>,
        out: &mut Vec<u8>,
        losses: &mut Losses,
    ) {
        response_encode::encode_response(response, context, out, losses);
    }

    fn decode_usage(&self, usage: Value<'_>) -> Usage {
        words::decode_usage(usage)
    }

    fn decode_error(&self, status: u16, body: &[u8]) -> ApiError {
        error::decode_error(status, body)
    }

    fn encode_error(&self, error: &ApiError, out: &mut Vec<u8>) {
        error::encode_error(error, out);
    }

    fn stream_decoder(&self) -> Box<dyn DecodeStream> {
        Box::new(stream_decode::Decoder::new())
    }

    fn stream_encoder(&self, context: &AnswerContext<'_>) -> Box<dyn EncodeStream> {
        Box::new(stream_encode::Encoder::new(context))
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
