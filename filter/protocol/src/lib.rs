//! LLM wire formats: bytes to meaning and back.
//!
//! Formats meet in the hub ([`chat`]), never in pairs: each has a decoder and an
//! encoder for request, whole response, stream and error, in its folder under
//! [`codec`]. Deliberately absent: clock, log, randomness, policy, host.

pub mod any;
mod at;
pub mod aws;
pub mod chat;
mod claude;
pub mod codec;
pub mod count;
mod data_uri;
pub mod embed;
pub mod envelope;
mod error;
pub mod eventstream;
mod format;
pub mod json;
mod loss;
pub mod multipart;
pub mod native;
pub mod provider;
pub mod rerank;
mod search;
pub mod sse;
pub mod texts;
pub mod translate;

pub use error::{DecodeError, EncodeError, FrameError, Path, Uncarried};
pub use format::{UnknownFormat, WireFormat};
pub use loss::{Loss, LossAction, Losses};
