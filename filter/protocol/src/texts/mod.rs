//! Every text of a body, with what it is and where it stands.
//!
//! For whoever checks or changes what is said, in any format: [`Texts::of`] walks through
//! a body once and gives each text without its escapes. *Every* string is a
//! [`Piece`], names and numbers of free JSON as well; only words of the format, ids,
//! media and signatures are left out, and only while they look like that (the tables
//! in `tables/` tell which members those are). A string that holds JSON itself (the
//! arguments of a tool call, its result) and base64 that holds text are opened.
//!
//! What is replaced changes the body there and nowhere else, with two exceptions: the
//! offsets of citations move along, and lists of tokens that repeat a changed text are
//! blanked. Deliberately absent: what to look for, and what to put in its place.

mod cited;
mod form;
mod literal;
mod marks;
mod opaque;
mod piece;
mod shape;
mod tables;
mod walk;
mod write;

use std::collections::HashMap;
use std::ops::Range;

pub use piece::{Piece, PieceKind};
use walk::Walk;

use crate::any::AnyFormat;
use crate::format::WireFormat;
use crate::json::{Edits, Value};
use crate::multipart::Part;

/// Whose body it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// What a client asks.
    Request,
    /// What a provider answers, whole.
    Answer,
}

/// The texts of one body, and what is to stand in their place.
#[derive(Debug)]
pub struct Texts<'a> {
    body: &'a [u8],
    walk: Walk<'a>,
    changes: Vec<Change>,
    order: Order,
}

/// What stands behind what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Order {
    /// One turn behind the other.
    Turns,
    /// One turn, or several to choose from.
    Answer,
    /// The same, each with a member for what it thinks, says and calls, in any order.
    AnswerByKind,
}

/// A place in a piece, and what is to stand there.
#[derive(Debug, Clone)]
struct Change {
    piece: usize,
    span: Range<usize>,
    with: String,
}

impl<'a> Texts<'a> {
    /// Reads a body; without a format one of an operation that passes as it is.
    #[must_use]
    pub fn of(side: Side, format: Option<AnyFormat>, root: Value<'a>) -> Self {
        let shape = tables::of(side, format);
        let walked = Self::walked(root, |walk| walk.enter(root, shape, PieceKind::Other));
        let order = match (side, format) {
            (Side::Request, _) => Order::Turns,
            (
                Side::Answer,
                Some(AnyFormat::Chat(WireFormat::OpenAiChat | WireFormat::CohereChat)),
            ) => Order::AnswerByKind,
            (Side::Answer, _) => Order::Answer,
        };
        Self { order, ..walked }
    }

    /// Reads a form: its fields, and those of its files that are text.
    #[must_use]
    pub fn of_form(body: &'a [u8], parts: &[Part]) -> Self {
        Self {
            body,
            walk: form::walk(body, parts),
            changes: Vec::new(),
            order: Order::Turns,
        }
    }

    /// Reads one part of an answer, as its format writes it.
    #[must_use]
    pub fn of_part(format: WireFormat, root: Value<'a>) -> Self {
        let shape = tables::of_part(format);
        Self::walked(root, |walk| walk.enter(root, shape, PieceKind::Answer))
    }

    /// Reads an error, in whichever format: what it says is what an answer says.
    #[must_use]
    pub fn of_error(root: Value<'a>) -> Self {
        Self::walked(root, |walk| {
            walk.enter(root, &tables::ERROR, PieceKind::Answer);
        })
    }

    /// Reads any JSON, whose texts are all of one kind. Names and numbers are texts too.
    #[must_use]
    pub fn free(kind: PieceKind, root: Value<'a>) -> Self {
        Self::walked(root, |walk| walk.free(root, kind, None))
    }

    /// Reads JSON of a provider's making, whose texts are all of one kind. Names and
    /// numbers are none.
    #[must_use]
    pub fn told(kind: PieceKind, root: Value<'a>) -> Self {
        Self::walked(root, |walk| walk.told(root, kind))
    }

    fn walked(root: Value<'a>, walk_through: impl FnOnce(&mut Walk<'a>)) -> Self {
        let mut walk = Walk::default();
        walk_through(&mut walk);
        Self {
            body: root.document(),
            walk,
            changes: Vec::new(),
            order: Order::Turns,
        }
    }

    /// The texts in their order; none is empty.
    #[must_use]
    pub fn pieces(&self) -> &[Piece<'a>] {
        &self.walk.pieces
    }

    /// Whether there is text that cannot be read: a prompt given as numbers of tokens, a file
    /// that is called text and is none in UTF-8.
    #[must_use]
    pub const fn is_unreadable(&self) -> bool {
        self.walk.is_unreadable
    }

    /// Texts that are read as one, each as the numbers of its pieces: parts of a
    /// message, and messages of one speaker behind each other; of an answer all that one
    /// choice says, or thinks. Only those of more than one piece.
    #[must_use]
    pub fn runs(&self) -> Vec<Vec<usize>> {
        let mut runs: Vec<Vec<usize>> = Vec::new();
        let mut open: HashMap<(usize, PieceKind), usize> = HashMap::new();
        let joining = self.pieces().iter().enumerate();
        for (number, piece) in joining.filter(|(_, piece)| piece.joins) {
            let key = (piece.choice, piece.kind);
            if self.order == Order::Turns && !open.contains_key(&key) {
                open.clear();
            }
            let run = *open.entry(key).or_insert(runs.len());
            match runs.get_mut(run) {
                Some(run) => run.push(number),
                None => runs.push(vec![number]),
            }
        }
        runs.retain(|run| run.len() > 1);
        runs
    }

    /// What sorts the pieces of one choice as a stream tells them: where a format does
    /// not say what came first, reasoning and then text stand before calls.
    #[must_use]
    pub fn time_of(&self, piece: usize) -> (u8, usize) {
        let kind = self.pieces().get(piece).map(|piece| piece.kind);
        let rank = match kind {
            _ if self.order != Order::AnswerByKind => 0,
            Some(PieceKind::Reasoning) => 0,
            Some(PieceKind::Answer) => 1,
            // Calls, and their names.
            _ => 2,
        };
        (rank, piece)
    }

    /// Puts `with` in place of some bytes of a piece. Where two overlap the one that
    /// begins first stays; a place that is not on boundaries of characters is widened.
    pub fn replace(&mut self, piece: usize, span: Range<usize>, with: String) {
        let Some(text) = self.pieces().get(piece).map(|piece| &piece.text) else {
            return;
        };
        let start = text.floor_char_boundary(span.start);
        let end = text.ceil_char_boundary(span.end).max(start);
        self.changes.push(Change {
            piece,
            span: start..end,
            with,
        });
    }

    /// Puts something in place of some bytes of the pieces of a run as if they were one
    /// text: the piece that a place begins in gets it, the others lose their share. The
    /// places are in order and do not overlap.
    pub fn replace_in_run(
        &mut self,
        run: &[usize],
        places: impl IntoIterator<Item = (Range<usize>, String)>,
    ) {
        let mut run = run.iter().copied();
        let mut number = run.next();
        let mut before = 0;
        for (span, with) in places {
            let mut with = Some(with);
            while let Some(piece) = number {
                let length = self.pieces().get(piece).map_or(0, |piece| piece.text.len());
                let start = span.start.clamp(before, before + length) - before;
                let end = span.end.clamp(before, before + length) - before;
                if start < end {
                    self.replace(piece, start..end, with.take().unwrap_or_default());
                }
                if span.end <= before + length {
                    break;
                }
                before += length;
                number = run.next();
            }
        }
    }

    /// Whether anything is to be replaced.
    #[must_use]
    pub fn is_changed(&self) -> bool {
        !self.changes.is_empty()
    }

    /// What changes in the body.
    #[must_use]
    pub fn edits(&self) -> Edits {
        write::edits(self)
    }

    /// The body, changed.
    #[must_use]
    pub fn apply(&self) -> Vec<u8> {
        self.edits().apply(self.body)
    }
}

#[cfg(test)]
mod tests;
