//! A whole answer.

use super::request::{Extra, Part};
use super::usage::Usage;
use crate::json::{Text, Value};

/// What a provider answered.
#[derive(Debug, Clone, Default)]
pub struct Response<'a> {
    /// The provider's id of the answer; `None` if it gave none.
    pub id: Option<Text<'a>>,
    /// The model that answered, in the provider's words.
    pub model: Option<Text<'a>>,
    /// When, in seconds since the Unix epoch; `None` if the format does not say.
    pub created: Option<u64>,
    /// The answers, mostly one.
    pub choices: Vec<Choice<'a>>,
    /// What it cost in tokens.
    pub usage: Usage,
    /// Service tier that was used.
    pub service_tier: Option<Text<'a>>,
    /// Top-level fields that have no place above.
    pub extra: Vec<Extra<'a>>,
}

/// One answer.
#[derive(Debug, Clone, Default)]
pub struct Choice<'a> {
    /// Its number, from 0.
    pub index: u64,
    /// What was said, in order.
    pub parts: Vec<Part<'a>>,
    /// Why it ended; `None` if the provider did not say.
    pub finish: Option<FinishReason<'a>>,
    /// Token log-probabilities, as the source format wrote them: an object or an array.
    pub log_probs: Option<Value<'a>>,
    /// Fields of the choice or its message that have no place above.
    pub extra: Vec<Extra<'a>>,
}

/// Why an answer ended.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum FinishReason<'a> {
    /// The model was done.
    Stop,
    /// One of the request's stop sequences came up; which one, if said.
    StopSequence(Option<Text<'a>>),
    /// The limit of output tokens.
    Length,
    /// The model's context was full.
    ContextLength,
    /// The model calls tools and waits for their results.
    ToolCalls,
    /// The provider's filter cut the answer.
    ContentFilter,
    /// The model declined.
    Refusal,
    /// The provider paused a long turn; send the answer back to go on.
    Pause,
    /// Something else, in the provider's words.
    Other(Text<'a>),
}

impl FinishReason<'_> {
    /// The same without a borrow.
    #[must_use]
    pub fn into_owned(self) -> FinishReason<'static> {
        match self {
            Self::Stop => FinishReason::Stop,
            Self::StopSequence(sequence) => {
                FinishReason::StopSequence(sequence.map(Text::into_owned))
            }
            Self::Length => FinishReason::Length,
            Self::ContextLength => FinishReason::ContextLength,
            Self::ToolCalls => FinishReason::ToolCalls,
            Self::ContentFilter => FinishReason::ContentFilter,
            Self::Refusal => FinishReason::Refusal,
            Self::Pause => FinishReason::Pause,
            Self::Other(word) => FinishReason::Other(word.into_owned()),
        }
    }
}
