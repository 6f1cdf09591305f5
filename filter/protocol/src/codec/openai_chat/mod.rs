//! OpenAI Chat Completions: `POST /v1/chat/completions`.
//!
//! Source: <https://platform.openai.com/docs/api-reference/chat> and the types of
//! OpenAI's own libraries; where servers of this format differ (Azure, DeepSeek,
//! Groq, Mistral, Moonshot, OpenRouter, Perplexity, xAI), their pages. What they
//! send is read; what is written is what OpenAI documents, with one exception:
//! reasoning goes to clients as `reasoning_content`, where they look for it, and
//! what must come back unchanged in `reasoning_details` (`details.rs`).
//!
//! What the format cannot carry, so that it is refused or listed as a loss:
//!
//! - to providers: reasoning of earlier turns, its signatures, and redacted reasoning;
//! - prompt-cache markers (OpenAI caches by itself; its own markers exist for
//!   some models only) and citations of other formats;
//! - that a tool failed, and anything but text in a tool's result: media moves
//!   into a user message behind the results;
//! - text between or behind tool calls of one turn: it moves before them;
//! - documents by URL, uploads of another provider, content and tools that only
//!   their own format knows;
//! - `top_k`, budgets of reasoning tokens (an effort takes their place), which
//!   stop sequence ended an answer, and more than one word for declining;
//! - in a stream: citations, sound and calls of custom tools.

mod choice_decode;
mod custom_calls;
mod details;
mod extra_content;
mod finish;
mod message_decode;
mod message_encode;
mod native;
mod part_decode;
mod part_encode;
mod request_decode;
mod request_encode;
mod response_decode;
mod response_encode;
mod stream_decode;
mod stream_encode;
mod stream_reasoning;
mod tool_decode;
mod tool_encode;

use crate::chat::{ApiError, NameRule, Request, Response, Usage};
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
use crate::codec::openai::{decode_error, encode_error};
use crate::codec::openai::{decode_usage, edits};

/// The names of tools that this format allows.
const TOOL_NAMES: NameRule = NameRule::words(64);

/// OpenAI Chat Completions.
#[derive(Debug)]
pub struct OpenAiChat;

impl Codec for OpenAiChat {
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
        native::has_content(events)
    }
}

#[cfg(test)]
mod tests;
