//! Checks that judge all texts of a side at once.

use std::fmt::Debug;

pub use sluice_protocol::texts::PieceKind;

/// One text of a side.
#[derive(Debug, Clone, Copy)]
pub struct Piece<'t> {
    /// What it is.
    pub kind: PieceKind,
    /// Its message, or the choice of an answer, from 0.
    pub message: usize,
    /// The text, without the escapes of JSON.
    pub text: &'t str,
}

/// All that a check of this sort may ask of a request or an answer.
#[derive(Debug, Clone, Copy, Default)]
pub struct Subject<'t> {
    /// The texts in the guardrail's scope, in their order.
    pub pieces: &'t [Piece<'t>],
    /// The model that the client asks for.
    pub model: &'t str,
    /// Names of the tools that the request offers, or that the answer calls.
    pub tools: &'t [&'t str],
    /// What the request needs of a model: `tools`, `images`, `documents`, `audio`,
    /// `json_schema`, `reasoning`, `stream`.
    pub capabilities: &'t [&'t str],
    /// The request's metadata.
    pub metadata: &'t [(&'t str, &'t str)],
    /// What services are told beside that.
    pub beside: Beside<'t>,
}

/// What services are told beside the texts that they are asked about.
#[derive(Debug, Clone, Copy, Default)]
pub struct Beside<'t> {
    /// What the request is for.
    pub purpose: Purpose,
    /// Of an answer: the texts of its request, as the provider saw them. Empty where no
    /// service of the check's kind wants them.
    pub request: &'t [Piece<'t>],
    /// Of an answer: whose it is.
    pub provider: &'t str,
    /// Of an answer: its status.
    pub status: Option<u16>,
}

/// What a request is for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Purpose {
    /// A chat, or anything that is none of the others.
    #[default]
    Chat,
    /// A text to go on with.
    Completion,
    /// Vectors.
    Embedding,
}

/// What a check of this sort has come to.
#[derive(Debug, Clone, PartialEq)]
pub enum Judged {
    /// Nothing is wrong.
    Passed,
    /// Something is. `reason` names the rule and numbers, never text of the subject.
    Failed {
        /// What, as a sentence without a full stop.
        reason: String,
        /// How sure that is, from 0 to 1.
        score: f32,
    },
}

/// A check that judges all texts of a side at once.
pub trait Judge: Debug {
    /// Judges.
    fn judge(&self, subject: &Subject<'_>) -> Judged;
}
