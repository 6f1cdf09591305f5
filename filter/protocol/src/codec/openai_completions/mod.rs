//! OpenAI's older Completions: `POST /v1/completions`, one prompt and its continuation.
//!
//! Source: <https://platform.openai.com/docs/api-reference/completions> and the types
//! of OpenAI's own libraries; vLLM's and llama.cpp's pages where they differ. Errors
//! and token counts are those of every OpenAI API, which
//! `codec::openai` reads and writes.
//!
//! In the hub a prompt is a conversation of one user message, and a continuation the
//! answer to it. What that leaves out:
//!
//! - to another format: several prompts in one request, prompts as token ids, and a
//!   `suffix` are refused; `echo`, `best_of`, `logit_bias` are listed as losses. That
//!   OpenAI's models stop after 16 tokens where no limit is given is not carried over;
//! - from another format: more than text, turns of the model, tools and forced forms
//!   of the answer are refused; instructions and several user turns become one prompt;
//! - in an answer: reasoning and tool calls have no place; a refusal is text.

mod finish;
mod log_probs;
mod request_decode;
mod request_encode;
mod response;
mod stream_decode;
mod stream_encode;

use crate::chat::{ApiError, NameRule, Request, Response, Usage};
use crate::codec::openai::{decode_error, decode_usage, edits, encode_error};
use crate::codec::{AnswerContext, Codec, DecodeStream, EncodeStream, Outline, Target};
use crate::error::{DecodeError, EncodeError};
use crate::json::{Edits, Value};
use crate::loss::Losses;
use crate::search::search;

use self::request_decode::{decode_request, outline};
use self::request_encode::encode_request;
use self::response::{decode_response, encode_response};
use self::stream_decode::Decoder;
use self::stream_encode::Encoder;

/// There are no tools; any name will do to be refused.
const TOOL_NAMES: NameRule = NameRule {
    longest: usize::MAX,
    first: |_| true,
    rest: |_| true,
};

/// OpenAI Completions.
#[derive(Debug)]
pub struct OpenAiCompletions;

impl Codec for OpenAiCompletions {
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
        edits(root, model)
    }

    fn hides_usage(&self) -> bool {
        true
    }

    fn has_content(&self, events: &[u8]) -> bool {
        const TEXT: &[u8] = br#""text":""#;
        search!(TEXT, |finder| finder.find_iter(events).any(|at| {
            events
                .get(at + TEXT.len())
                .is_some_and(|next| *next != b'"')
        }))
    }
}

#[cfg(test)]
mod tests;
