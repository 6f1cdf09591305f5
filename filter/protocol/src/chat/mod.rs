//! The hub: what every chat format means, in one neutral form.
//!
//! A codec decodes into these types and encodes out of them; no codec knows
//! another. They borrow from the body they were read from. What only one format
//! knows is kept as [`Extra`] or [`Part::Native`], so that an encoder can list
//! it as a loss instead of forgetting it.

pub(crate) mod arguments;
mod error;
mod event;
mod fold;
pub(crate) mod json_mode;
pub(crate) mod log_probs;
mod names;
mod plain;
mod request;
mod response;
mod signature;
pub(crate) mod turns;
mod usage;

pub use error::{ApiError, ErrorKind};
pub use event::{Event, PartKind, Start};
pub use fold::{Fold, replay};
pub use names::{NameRule, ToolNames};
pub use request::{
    CacheControl, Effort, Extra, LogProbs, MediaSource, Message, OutputFormat, Part, Reasoning,
    Request, Role, Sampling, Tool, ToolChoice,
};
pub use response::{Choice, FinishReason, Response};
pub use signature::{Origin, Signature};
pub(crate) use usage::Detail;
pub use usage::Usage;

#[cfg(test)]
mod tests;
