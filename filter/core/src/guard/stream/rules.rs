//! What is looked for in the texts of an exchange, and what becomes of it.

use sluice_guard::{Find, Label};
use sluice_protocol::texts::PieceKind;

/// What a match does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Effect {
    /// Nothing, but that it is told.
    Note,
    /// Something else is put in its place.
    Replace,
    /// The text goes no further.
    Deny,
}

/// A match, or what several that overlap are united to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Found<'t> {
    /// The check, by its number.
    pub(crate) check: usize,
    /// What it is.
    pub(crate) label: &'t Label,
    /// The matched text itself. Never to be logged or told.
    pub(crate) text: &'t str,
}

/// The checks that find places in texts, and what is done where they do.
///
/// What they answer may depend on the match alone, and on what was answered before for
/// an equal text: else a stream that comes in other pieces would not be the same.
pub(crate) trait Rules {
    /// How many checks there are.
    fn checks(&self) -> usize;

    /// One of them.
    fn find(&self, check: usize) -> &dyn Find;

    /// Whether it looks at texts of this kind.
    fn looks_at(&self, check: usize, kind: PieceKind) -> bool;

    /// Whether what they cannot read must not go on.
    fn is_closed(&self) -> bool;

    /// What comes next belongs to this choice of the answer.
    fn turn_to(&mut self, choice: u32);

    /// What a match does. Told once for each match, in the order of the text, though
    /// not of the texts.
    fn effect(&mut self, found: &Found<'_>) -> Effect;

    /// What is put in the place of matches that are replaced: of the surest of those
    /// that overlap, with all of their text.
    fn replacement(&mut self, found: &Found<'_>) -> String;
}

/// A text that goes no further: the check that says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Denied {
    /// Its number; none if a text could not be held as long as its checks ask for.
    pub(crate) check: Option<usize>,
}
