//! Checks that ask a service over HTTP.
//!
//! A row is a service's API: what it is asked, and what its answer means. Asking is
//! not done here: a [`Service`] says which [`Ask`]s to make, and reads their answers.
//! Whatever is not as the service's reference has it is an error, never a pass.

mod answer;
mod ask;
mod asked;
mod azure_content_safety;
mod azure_prompt_shields;
mod bedrock_guardrail;
mod blocks;
mod judge;
mod llama_guard;
mod model_armor;
mod openai_moderation;
mod presidio;
mod spec;
mod webhook;

use std::fmt::Debug;

pub use answer::{Answer, ServiceError, Verdict};
pub use ask::{Ask, Call, Question, Speaker, Turn};
pub use judge::AnswerKind;
pub use spec::Spec;

use crate::judge::Subject;

/// Which way the texts go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// From the client to the model.
    Input,
    /// From the model to the client.
    Output,
}

/// What a row needs of the service that it asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Needs {
    /// A server that takes HTTP calls.
    Endpoint,
    /// A model that answers questions.
    Model,
}

/// A check that asks a service.
pub trait Service: Debug {
    /// The name of the service in gateway.yaml.
    fn name(&self) -> &str;

    /// Whether it may answer with places, or with other texts.
    fn finds_places(&self) -> bool {
        false
    }

    /// Whether it is told of the request of an answer too.
    fn wants_request(&self) -> bool {
        false
    }

    /// What is asked. The asks do not depend on each other, and there are at most
    /// [`MOST_ASKS`]; none if there is nothing to ask about.
    ///
    /// # Errors
    /// More than the service takes.
    fn asks(&self, subject: &Subject<'_>, direction: Direction) -> Result<Vec<Ask>, ServiceError>;

    /// What the answers come to: one each, in the order of the asks about this very
    /// subject.
    ///
    /// # Errors
    /// An answer that is not what the service's reference says.
    fn read(
        &self,
        subject: &Subject<'_>,
        direction: Direction,
        answers: &[Answer<'_>],
    ) -> Result<Verdict, ServiceError>;
}

/// The most that is asked about one subject.
pub const MOST_ASKS: usize = 32;

#[cfg(test)]
mod tests;
