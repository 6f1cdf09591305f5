//! A streamed answer, as events.

use super::error::ApiError;
use super::response::FinishReason;
use super::signature::Signature;
use super::usage::Usage;
use crate::json::{Text, Value};

/// One thing that happens in a stream. Events borrow from the frame they were
/// read from and are gone with it.
///
/// Order, as every decoder keeps it and every encoder may rely on: `Start`
/// first and once; then per choice parts, each `PartStart`, any number of
/// deltas, `PartStop` (parts of one choice may be open side by side: parallel
/// tool calls); `Finish` once a choice, after its last part has stopped; any
/// number of `Usage`; then `End` exactly once — or `Error`, after which nothing
/// comes.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Event<'a> {
    /// The answer begins.
    Start(Start<'a>),
    /// A part begins.
    PartStart {
        /// The choice, from 0.
        choice: u32,
        /// The part's number within its choice, from 0, in order of appearance.
        part: u32,
        /// What it is.
        kind: PartKind<'a>,
    },
    /// More text, reasoning text, refusal text or tool arguments of a part.
    PartDelta {
        /// The choice.
        choice: u32,
        /// The part.
        part: u32,
        /// The next characters. For a tool call: the next piece of its JSON arguments.
        text: Text<'a>,
    },
    /// The signature of a reasoning part (may come in pieces: append).
    Signature {
        /// The choice.
        choice: u32,
        /// The part.
        part: u32,
        /// The next piece.
        signature: Signature<'a>,
    },
    /// A citation or annotation of a text part, as the source format wrote it.
    Citation {
        /// The choice.
        choice: u32,
        /// The part.
        part: u32,
        /// One citation.
        value: Value<'a>,
    },
    /// Log-probabilities of the tokens just sent, as the source format wrote them.
    LogProbs {
        /// The choice.
        choice: u32,
        /// The object.
        value: Value<'a>,
    },
    /// A part is complete.
    PartStop {
        /// The choice.
        choice: u32,
        /// The part.
        part: u32,
    },
    /// A choice is complete.
    Finish {
        /// The choice.
        choice: u32,
        /// Why.
        reason: FinishReason<'a>,
    },
    /// Token counts so far; later counts correct earlier ones.
    Usage(Usage),
    /// A sign of life.
    Ping,
    /// Something the hub has no place for (an unknown event or delta kind).
    /// Passed over by encoders.
    Unknown {
        /// Its type in the source format.
        kind: Text<'a>,
    },
    /// A frame that could not be read and was passed over.
    Malformed,
    /// The provider failed. Nothing comes after it.
    Error(ApiError),
    /// The answer is complete. Nothing comes after it.
    End,
}

/// What is known when an answer begins.
#[derive(Debug, Clone, Default)]
pub struct Start<'a> {
    /// The provider's id of the answer.
    pub id: Option<Text<'a>>,
    /// The model that answers.
    pub model: Option<Text<'a>>,
    /// When, in seconds since the Unix epoch.
    pub created: Option<u64>,
    /// Service tier in use.
    pub service_tier: Option<Text<'a>>,
    /// Counts known so far (Anthropic tells the input tokens here).
    pub usage: Usage,
}

/// What a part is.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum PartKind<'a> {
    /// Text.
    Text,
    /// Reasoning.
    Reasoning,
    /// Reasoning that only the provider can read; complete with its start.
    RedactedReasoning {
        /// Opaque data.
        data: Signature<'a>,
    },
    /// The model declines.
    Refusal,
    /// A tool call; its arguments follow as deltas.
    ToolCall {
        /// Id of the call; never empty.
        id: Text<'a>,
        /// The tool; never empty.
        name: Text<'a>,
    },
    /// A kind of part only the source format knows; complete with its start.
    Native {
        /// Its name there.
        kind: Text<'a>,
        /// The part as written.
        value: Value<'a>,
    },
}
