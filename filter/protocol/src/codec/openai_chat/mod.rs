//! OpenAI Chat Completions: `POST /v1/chat/completions`.
//!
//! Source: <https://platform.openai.com/docs/api-reference/chat> and the types of
//! OpenAI's own libraries; where servers of this format differ (Azure, DeepSeek,
//! Groq, Mistral, Moonshot, OpenRouter, Perplexity, xAI), their pages. What they
//! send is read; what is written is what OpenAI documents, with one exception:
//! reasoning goes to clients as `reasoning_content`, where they look for it.
//!
//! What the format cannot carry, so that it is refused or listed as a loss:
//!
//! - reasoning of earlier turns, its signatures, and redacted reasoning;
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
mod error;
mod finish;
mod message_decode;
mod message_encode;
mod part_decode;
mod part_encode;
mod request_decode;
mod request_encode;
mod response_decode;
mod response_encode;
mod stream_decode;
mod stream_encode;
mod tool_decode;
mod tool_encode;
mod usage;

pub use error::{decode_error, encode_error};
pub use request_decode::{decode_request, outline};
pub use request_encode::encode_request;
pub use response_decode::decode_response;
pub use response_encode::encode_response;
pub use stream_decode::Decoder;
pub use stream_encode::Encoder;
pub use usage::decode_usage;

use crate::chat::NameRule;

/// The names of tools that this format allows.
pub const TOOL_NAMES: NameRule = NameRule::words(64);

#[cfg(test)]
mod tests;
