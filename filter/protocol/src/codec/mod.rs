//! One folder a wire format: wire bytes to hub and back. No codec knows another.
//!
//! Each folder has a unit type that implements [`Codec`] out of the folder's own
//! functions; the table in [`crate::WireFormat`] names it.

pub mod anthropic_messages;
pub mod bedrock_converse;
pub mod cohere_chat;
pub mod gemini_generate;
mod openai;
pub mod openai_chat;
pub mod openai_completions;
pub mod openai_responses;

use std::fmt::Debug;

use crate::chat::{ApiError, Event, NameRule, Request, Response, Usage};
use crate::error::{DecodeError, EncodeError};
use crate::json::{Edits, Text, Value};
use crate::loss::Losses;

/// All that is known of one wire format.
pub trait Codec: Sync {
    /// The media type of a stream.
    fn stream_type(&self) -> &'static str {
        "text/event-stream"
    }

    /// Whether the model and the wish for a stream stand in the path: a body then
    /// says neither, and its outline has an empty model.
    fn is_model_in_path(&self) -> bool {
        false
    }

    /// Which names of tools it allows.
    fn tool_names(&self) -> &'static NameRule;

    /// Reads the few fields of a request that Sluice acts on.
    ///
    /// # Errors
    /// A body that is no request of this format, as far as these fields tell.
    fn outline<'a>(&self, root: Value<'a>) -> Result<Outline<'a>, DecodeError>;

    /// Reads a request body.
    ///
    /// # Errors
    /// A body that this format does not allow.
    fn decode_request<'a>(&self, root: Value<'a>) -> Result<Request<'a>, DecodeError>;

    /// Appends a request body in this format, and lists what it cannot carry.
    ///
    /// # Errors
    /// What has no form in this format at all; `out` may then hold a part of the body.
    fn encode_request(
        &self,
        request: &Request<'_>,
        target: &Target<'_>,
        out: &mut Vec<u8>,
        losses: &mut Losses,
    ) -> Result<(), EncodeError>;

    /// Reads a whole answer.
    ///
    /// # Errors
    /// A body that is no answer of this format.
    fn decode_response<'a>(&self, root: Value<'a>) -> Result<Response<'a>, DecodeError>;

    /// Appends a whole answer in this format, and lists what it cannot carry.
    fn encode_response(
        &self,
        response: &Response<'_>,
        context: &AnswerContext<'_>,
        out: &mut Vec<u8>,
        losses: &mut Losses,
    );

    /// Reads a usage object.
    fn decode_usage(&self, usage: Value<'_>) -> Usage;

    /// Reads an error answer; a body that is not JSON, or empty, is one too.
    fn decode_error(&self, status: u16, body: &[u8]) -> ApiError;

    /// Appends an error body in this format.
    fn encode_error(&self, error: &ApiError, out: &mut Vec<u8>);

    /// A decoder for one stream.
    fn stream_decoder(&self) -> Box<dyn DecodeStream>;

    /// An encoder for one stream.
    fn stream_encoder(&self, context: &AnswerContext<'_>) -> Box<dyn EncodeStream>;

    /// What must change in a request body that goes to a provider of this very
    /// format, so that it asks for `model`; and, where a stream tells its usage
    /// on request only, that it does.
    ///
    /// Every edit stands as near to the front as it can, so that a body whose
    /// `model` comes first is not copied for it.
    fn native_edits(&self, root: Value<'_>, model: &str) -> Edits;

    /// The JSON member, in quotes, that every stream event with token counts has.
    /// Events without it are not parsed on the native path.
    fn usage_key(&self) -> &'static [u8] {
        br#""usage""#
    }

    /// Hands over every usage object of a whole answer or a stream event.
    fn usages<'a>(&self, root: Value<'a>, each: &mut dyn FnMut(Value<'a>)) {
        root.get_some("usage").into_iter().for_each(each);
    }

    /// The error that a stream event tells, if it is one. `data` is the JSON that
    /// `root` was read from.
    fn stream_error(&self, root: Value<'_>, data: &[u8]) -> Option<ApiError> {
        // Cohere tells it in the end of the message.
        root.get_some("error")
            .or_else(|| root.get_some("delta")?.get_some("error"))?;
        let error = self.decode_error(500, data);
        let status = error.kind.status();
        Some(error.with_status(status))
    }

    /// Whether usage is told in streams on request only, so that Sluice asks for
    /// it and hides it from a client that did not.
    fn hides_usage(&self) -> bool {
        false
    }

    /// Whether the bytes of stream events carry output of the model: anything but
    /// an opening or an empty delta. A cheap search, not a parse.
    fn has_content(&self, events: &[u8]) -> bool;
}

/// The few fields of a request that Sluice acts on before any translation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outline<'a> {
    /// The model as the client wrote it.
    pub model: Text<'a>,
    /// Whether the answer is to be streamed.
    pub stream: bool,
    /// Whether the client asked for a usage event in the stream. Always `true`
    /// for formats that report usage anyway.
    pub include_usage: bool,
}

/// What an encoder needs to know of the target of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Target<'a> {
    /// The model to ask for, in the provider's words.
    pub model: &'a str,
    /// Output limit to set where the provider demands one and the client gave none.
    pub default_max_tokens: u64,
    /// Whether the provider wants the reasoning of earlier turns back, in formats
    /// where most refuse it.
    pub wants_reasoning: bool,
}

/// What an encoder needs to know beside the answer itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AnswerContext<'a> {
    /// Id to use if the provider gave none.
    pub id: &'a str,
    /// Seconds since the Unix epoch, to use if the provider did not say.
    pub created: u64,
    /// Model name to use if the provider gave none.
    pub model: &'a str,
    /// Whether the client wants a usage event in a stream (formats where this is an option).
    pub include_usage: bool,
    /// Whether a stream is to be one JSON array (Gemini without `alt=sse`), of type
    /// `application/json`.
    pub array_stream: bool,
}

/// Turns the bytes of a provider's stream into events.
///
/// Chunks may end anywhere. The order of events is that of [`Event`]; whatever
/// the provider does, exactly one of `End` and `Error` comes, at the latest from
/// `finish`, and nothing after it. A frame that cannot be read is reported as
/// [`Event::Malformed`] and passed over.
pub trait DecodeStream: Debug {
    /// Reads the next bytes.
    fn feed(&mut self, chunk: &[u8], each: &mut dyn FnMut(&Event<'_>));

    /// The bytes are over. A stream that told why it finished ends well even if
    /// its terminator is missing; any other ends with an error of status 502.
    fn finish(&mut self, each: &mut dyn FnMut(&Event<'_>));
}

/// Turns events into the bytes of a client's stream.
pub trait EncodeStream: Debug {
    /// Appends what the event means in this format; often nothing. `End` and
    /// `Error` append the format's terminator; whatever comes after is ignored.
    fn event(&mut self, event: &Event<'_>, out: &mut Vec<u8>);
}
