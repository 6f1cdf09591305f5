//! The Converse API of Amazon Bedrock: `POST /model/{modelId}/converse` and
//! `/converse-stream`, API version 2023-09-30.
//!
//! Specified in the API reference of the Amazon Bedrock runtime, "Converse" and
//! "ConverseStream"; the service model of botocore is the arbiter. The model and
//! whether to stream stand in the path, not in the body. A stream is an AWS event
//! stream (`eventstream`).
//!
//! What this format cannot carry: several candidates, media by URL (S3 apart) and
//! uploaded files are refused; log-probabilities, penalties, seeds, the user's id
//! and a bound on parallel calls are listed as losses.
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
//! | a call without its result | refused |
//! | an id used again, too long, or with odd characters | another id, on both sides |
//! | calls in the history, but no tools | the tools called, with any arguments |
//! | tools that may not be called | no tools, or told where the history has calls |
//! | a document without a name, or with one that is not taken | a name |
//! | a document without text beside it | a line of text |
//! | a cache marker | a cache point behind the part, where the model has them |
//! | JSON mode without a schema | an instruction in the system prompt |
//! | reasoning | the model's own parameters (`models.rs`) |
//!
//! What the hub has no place for is kept: a guardrail's configuration, prompt
//! variables and the like come back in this format, under whatever format a client
//! sent them; `additionalModelRequestFields` too.

mod blob;
mod blocks;
mod citations;
mod documents;
mod error;
mod ids;
mod media;
mod models;
mod native;
mod options_decode;
mod options_encode;
mod request_decode;
mod request_encode;
mod response;
mod stream_block;
mod stream_decode;
mod stream_encode;
mod tools_decode;
mod tools_encode;
mod usage;
mod words;
mod write;

use crate::chat::{ApiError, NameRule, Request, Response, Usage};
use crate::codec::{AnswerContext, Codec, DecodeStream, EncodeStream, Outline, Target};
use crate::error::{DecodeError, EncodeError};
use crate::eventstream;
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
const TOOL_NAMES: NameRule = NameRule::words(64);

/// Amazon Bedrock Converse.
#[derive(Debug)]
pub struct BedrockConverse;

impl Codec for BedrockConverse {
    fn is_model_in_path(&self) -> bool {
        true
    }

    fn stream_type(&self) -> &'static str {
        eventstream::MEDIA_TYPE
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
        Box::new(Decoder::new())
    }

    fn stream_encoder(&self, context: &AnswerContext<'_>) -> Box<dyn EncodeStream> {
        Box::new(Encoder::new(context))
    }

    fn native_edits(&self, _root: Value<'_>, _model: &str) -> Edits {
        Edits::default()
    }

    fn has_content(&self, events: &[u8]) -> bool {
        native::has_content(events)
    }
}

#[cfg(test)]
mod tests;
