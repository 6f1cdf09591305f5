//! One folder a wire format: wire bytes to hub and back. No codec knows another.
//!
//! Each folder offers the same functions, which [`crate::WireFormat`] picks from:
//!
//! | function | from → to |
//! |---|---|
//! | `outline(Value) -> Result<Outline, DecodeError>` | request body → the few fields routing needs |
//! | `decode_request(Value) -> Result<Request, DecodeError>` | request body → hub |
//! | `encode_request(&Request, &Target, &mut Vec<u8>, &mut Losses) -> Result<(), EncodeError>` | hub → request body |
//! | `decode_response(Value) -> Result<Response, DecodeError>` | whole answer → hub |
//! | `encode_response(&Response, &AnswerContext, &mut Vec<u8>, &mut Losses)` | hub → whole answer |
//! | `decode_usage(Value) -> Usage` | a usage object → hub |
//! | `decode_error(u16, &[u8]) -> ApiError` | status and body, JSON or not → hub |
//! | `encode_error(&ApiError, &mut Vec<u8>)` | hub → error body |
//! | `Decoder: DecodeStream` | stream bytes → events |
//! | `Encoder: EncodeStream` | events → stream bytes |

pub mod anthropic_messages;
pub mod openai_chat;

use crate::chat::Event;
use crate::json::Text;

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
}

/// Turns the bytes of a provider's stream into events.
///
/// Chunks may end anywhere. The order of events is that of [`Event`]; whatever
/// the provider does, exactly one of `End` and `Error` comes, at the latest from
/// `finish`, and nothing after it. A frame that cannot be read is reported as
/// [`Event::Malformed`] and passed over.
pub trait DecodeStream {
    /// Reads the next bytes.
    fn feed(&mut self, chunk: &[u8], each: &mut dyn FnMut(&Event<'_>));

    /// The bytes are over. A stream that told why it finished ends well even if
    /// its terminator is missing; any other ends with an error of status 502.
    fn finish(&mut self, each: &mut dyn FnMut(&Event<'_>));
}

/// Turns events into the bytes of a client's stream.
pub trait EncodeStream {
    /// Appends what the event means in this format; often nothing. `End` and
    /// `Error` append the format's terminator; whatever comes after is ignored.
    fn event(&mut self, event: &Event<'_>, out: &mut Vec<u8>);
}
