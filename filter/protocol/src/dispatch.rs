//! From a format to its codec.

use crate::chat::{ApiError, Event, Request, Response, Usage};
use crate::codec::{
    AnswerContext, DecodeStream, EncodeStream, Outline, Target, anthropic_messages, openai_chat,
};
use crate::error::{DecodeError, EncodeError};
use crate::format::WireFormat;
use crate::json::Value;
use crate::loss::Losses;

/// Calls the function of this name in the codec of a format.
macro_rules! in_codec {
    ($format:expr, $function:ident($($argument:expr),*)) => {
        match $format {
            WireFormat::OpenAiChat => openai_chat::$function($($argument),*),
            WireFormat::AnthropicMessages => anthropic_messages::$function($($argument),*),
        }
    };
}

impl WireFormat {
    /// Reads the few fields of a request that Sluice acts on.
    ///
    /// # Errors
    /// A body that is no request of this format, as far as these fields tell.
    pub fn outline(self, root: Value<'_>) -> Result<Outline<'_>, DecodeError> {
        in_codec!(self, outline(root))
    }

    /// Reads a request body.
    ///
    /// # Errors
    /// A body that this format does not allow.
    pub fn decode_request(self, root: Value<'_>) -> Result<Request<'_>, DecodeError> {
        in_codec!(self, decode_request(root))
    }

    /// Appends a request body in this format, and lists what it cannot carry.
    ///
    /// # Errors
    /// What has no form in this format at all; `out` may then hold a part of the body.
    pub fn encode_request(
        self,
        request: &Request<'_>,
        target: &Target<'_>,
        out: &mut Vec<u8>,
        losses: &mut Losses,
    ) -> Result<(), EncodeError> {
        in_codec!(self, encode_request(request, target, out, losses))
    }

    /// Reads a whole answer.
    ///
    /// # Errors
    /// A body that is no answer of this format.
    pub fn decode_response(self, root: Value<'_>) -> Result<Response<'_>, DecodeError> {
        in_codec!(self, decode_response(root))
    }

    /// Appends a whole answer in this format, and lists what it cannot carry.
    pub fn encode_response(
        self,
        response: &Response<'_>,
        context: &AnswerContext<'_>,
        out: &mut Vec<u8>,
        losses: &mut Losses,
    ) {
        in_codec!(self, encode_response(response, context, out, losses));
    }

    /// Reads a usage object.
    #[must_use]
    pub fn decode_usage(self, usage: Value<'_>) -> Usage {
        in_codec!(self, decode_usage(usage))
    }

    /// Reads an error answer; a body that is not JSON, or empty, is one too.
    #[must_use]
    pub fn decode_error(self, status: u16, body: &[u8]) -> ApiError {
        in_codec!(self, decode_error(status, body))
    }

    /// Appends an error body in this format.
    pub fn encode_error(self, error: &ApiError, out: &mut Vec<u8>) {
        in_codec!(self, encode_error(error, out));
    }

    /// A decoder for one stream of this format.
    #[must_use]
    pub fn stream_decoder(self) -> StreamDecoder {
        match self {
            Self::OpenAiChat => StreamDecoder::OpenAiChat(Box::default()),
            Self::AnthropicMessages => StreamDecoder::AnthropicMessages(Box::default()),
        }
    }

    /// An encoder for one stream of this format.
    #[must_use]
    pub fn stream_encoder(self, context: &AnswerContext<'_>) -> StreamEncoder {
        match self {
            Self::OpenAiChat => {
                StreamEncoder::OpenAiChat(Box::new(openai_chat::Encoder::new(context)))
            }
            Self::AnthropicMessages => StreamEncoder::AnthropicMessages(Box::new(
                anthropic_messages::Encoder::new(context),
            )),
        }
    }

    /// The error that a stream event of this format tells, if it is one. `data` is
    /// the JSON that `root` was read from.
    pub(crate) fn stream_error(self, root: Value<'_>, data: &[u8]) -> Option<ApiError> {
        root.get_some("error")?;
        let error = self.decode_error(500, data);
        let status = error.kind.status();
        Some(error.with_status(status))
    }
}

/// A decoder of any format.
#[derive(Debug)]
pub enum StreamDecoder {
    /// OpenAI Chat Completions.
    OpenAiChat(Box<openai_chat::Decoder>),
    /// Anthropic Messages.
    AnthropicMessages(Box<anthropic_messages::Decoder>),
}

impl DecodeStream for StreamDecoder {
    fn feed(&mut self, chunk: &[u8], each: &mut dyn FnMut(&Event<'_>)) {
        match self {
            Self::OpenAiChat(decoder) => decoder.feed(chunk, each),
            Self::AnthropicMessages(decoder) => decoder.feed(chunk, each),
        }
    }

    fn finish(&mut self, each: &mut dyn FnMut(&Event<'_>)) {
        match self {
            Self::OpenAiChat(decoder) => decoder.finish(each),
            Self::AnthropicMessages(decoder) => decoder.finish(each),
        }
    }
}

/// An encoder of any format.
#[derive(Debug)]
pub enum StreamEncoder {
    /// OpenAI Chat Completions.
    OpenAiChat(Box<openai_chat::Encoder>),
    /// Anthropic Messages.
    AnthropicMessages(Box<anthropic_messages::Encoder>),
}

impl EncodeStream for StreamEncoder {
    fn event(&mut self, event: &Event<'_>, out: &mut Vec<u8>) {
        match self {
            Self::OpenAiChat(encoder) => encoder.event(event, out),
            Self::AnthropicMessages(encoder) => encoder.event(event, out),
        }
    }
}
