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
//! | reasoning effort | a budget or an effort, as the model wants it (`models.rs`) |
//! | a forced call while reasoning | `auto` |
//!
//! A second `message_start` behind content is an error, as it is to the official
//! clients: a relay has joined two answers.

mod blocks;
mod conversation;
mod error;
mod media;
mod models;
mod options_decode;
mod options_encode;
mod reasoning;
mod request_decode;
mod request_encode;
mod response;
mod schema;
mod stream_block;
mod stream_decode;
mod stream_encode;
mod stream_queue;
mod tools;
mod usage;
mod words;
mod write;

pub use error::{decode_error, encode_error};
pub use request_decode::{decode_request, outline};
pub use request_encode::encode_request;
pub use response::{decode_response, encode_response};
pub use stream_decode::Decoder;
pub use stream_encode::Encoder;
pub use usage::decode_usage;

use crate::chat::NameRule;

/// The names of tools that this format allows.
pub const TOOL_NAMES: NameRule = NameRule::words(128);

#[cfg(test)]
mod tests;
