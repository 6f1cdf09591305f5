//! One text of a body.

use std::borrow::Cow;
use std::ops::Range;

/// What a text is to whoever reads it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PieceKind {
    /// What the user says; input of embeddings and other operations as well.
    User,
    /// Instructions: system and developer messages, descriptions of tools.
    System,
    /// Arguments of a tool call.
    ToolArguments,
    /// What a tool has answered.
    ToolResult,
    /// What the model has thought.
    Reasoning,
    /// What the model has said, now or in an earlier turn.
    Answer,
    /// Any other text: metadata, names, fields that no format knows.
    Other,
}

/// One text of a body.
#[derive(Debug, Clone)]
pub struct Piece<'a> {
    /// What it is.
    pub kind: PieceKind,
    /// Its message, choice or item, from 0.
    pub message: usize,
    /// Whether it stands in a turn of a conversation, not beside the turns.
    pub in_turn: bool,
    /// Which of several answers it belongs to, from 0.
    pub choice: usize,
    /// The text without escapes; of a number, as it is written.
    pub text: Cow<'a, str>,
    /// The piece that is its name, for a value in free JSON.
    pub name: Option<usize>,
    /// Whether a model reads it as going on from the text of this kind before.
    pub joins: bool,
    pub(super) place: Place,
}

impl Piece<'_> {
    pub(super) fn into_owned(self) -> Piece<'static> {
        Piece {
            kind: self.kind,
            message: self.message,
            in_turn: self.in_turn,
            choice: self.choice,
            text: Cow::Owned(self.text.into_owned()),
            name: self.name,
            joins: self.joins,
            place: self.place,
        }
    }
}

/// Where a text stands.
#[derive(Debug, Clone)]
pub(super) struct Place {
    /// The text that it stands in, of [`Inner`]s; the body itself if none.
    pub(super) within: Option<usize>,
    /// Where there: the inside of a literal, or a whole number.
    pub(super) span: Range<usize>,
    pub(super) form: Form,
}

/// How a text is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// A string, or a name.
    String,
    /// As it is, in a form.
    Plain,
    /// A number.
    Number,
    /// The base64 data of a string, behind so many characters of head.
    Base64 {
        /// Length of the head, in bytes without escapes.
        head: usize,
    },
}

/// A string that holds JSON itself.
#[derive(Debug)]
pub(super) struct Inner {
    /// The string without its escapes.
    pub(super) text: String,
    pub(super) within: Option<usize>,
    pub(super) span: Range<usize>,
}
