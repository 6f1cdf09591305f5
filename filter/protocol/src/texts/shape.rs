//! How a body is described: which member is what, as tables.

use super::marks::Marks;
use super::piece::PieceKind;

/// What stands in an object.
#[derive(Debug)]
pub(super) struct Shape {
    /// Members that tell what the texts of the object are, in order of their say.
    pub(super) tells: &'static [Tell],
    /// Members that are known. Names are compared without regard to case and `_`.
    pub(super) rows: &'static [(&'static str, Step)],
    /// What any other member is.
    pub(super) rest: Rest,
}

/// What becomes of members that no row knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rest {
    /// Every string, number and name in them is a text.
    Free,
    /// They are told by the gateway's peer and not by a user or a model: every string
    /// is a text, names and numbers are not.
    Told,
}

/// A member whose value tells what the texts of its object are.
#[derive(Debug)]
pub(super) struct Tell {
    /// The member.
    pub(super) member: &'static str,
    /// Its values, without regard to case; `true` for the boolean as well.
    pub(super) rows: &'static [(&'static str, PieceKind)],
}

/// What a value is. Arrays are stepped through: each item is the same.
///
/// `None` for a kind: that of the object around.
#[derive(Debug, Clone, Copy)]
pub(super) enum Step {
    /// A text, or texts that have nothing to do with each other.
    Text(Option<PieceKind>),
    /// Objects of this shape; a string in their place is a text that goes on from the
    /// one before.
    Into(Option<PieceKind>, &'static Shape),
    /// The same, each item of the array a message of its own.
    Messages(Option<PieceKind>, &'static Shape),
    /// The same, each item an answer of its own.
    Choices(Option<PieceKind>, &'static Shape),
    /// Objects whose members have free names, each value of this step's shape.
    Named(Option<PieceKind>, &'static Shape),
    /// Any JSON: every string, number and name in it is a text.
    Free(Option<PieceKind>),
    /// A word of the format, an id, a name of a model: no text while it looks like one.
    Word,
    /// Encrypted, signed or base64: no text while it looks like it.
    Opaque,
    /// Media: a URL, a `data:` URI, base64, or an object with those.
    Media,
    /// What repeats the text token by token; replaced by this when the text changes.
    Tokens(&'static str),
    /// Places in the text.
    Marks(&'static Marks),
}
