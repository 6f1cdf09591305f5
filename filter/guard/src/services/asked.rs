//! The request of an answer, as services are told of it.

use sluice_protocol::json::Writer;

use crate::judge::{Piece, PieceKind};

/// Who says a text, in the words of Chat Completions.
pub(super) const fn role(kind: PieceKind) -> &'static str {
    match kind {
        PieceKind::User | PieceKind::Other => "user",
        PieceKind::System => "system",
        PieceKind::ToolResult => "tool",
        PieceKind::ToolArguments | PieceKind::Reasoning | PieceKind::Answer => "assistant",
    }
}

/// Writes each text as a message of its own.
pub(super) fn write_messages(writer: &mut Writer<'_>, pieces: &[Piece<'_>]) {
    writer.begin_array();
    for piece in pieces {
        writer.begin_object();
        writer.key("role");
        writer.str(role(piece.kind));
        writer.key("content");
        writer.str(piece.text);
        writer.end_object();
    }
    writer.end_array();
}

/// What the user has said last, and what stands before and beside it.
#[derive(Debug)]
pub(super) struct Asked<'t> {
    pub(super) last: Vec<&'t str>,
    /// Without names, metadata and the like.
    pub(super) rest: Vec<&'t str>,
}

impl<'t> Asked<'t> {
    pub(super) fn of(request: &[Piece<'t>]) -> Self {
        let is_users = |piece: &&Piece<'_>| piece.kind == PieceKind::User;
        let newest = request.iter().filter(is_users).map(|piece| piece.message);
        let newest = newest.max();
        let told = request
            .iter()
            .filter(|piece| piece.kind != PieceKind::Other && !piece.text.trim().is_empty());
        let (last, rest): (Vec<_>, Vec<_>) =
            told.partition(|piece| is_users(piece) && Some(piece.message) == newest);
        let texts = |pieces: Vec<&Piece<'t>>| pieces.into_iter().map(|piece| piece.text).collect();
        Self {
            last: texts(last),
            rest: texts(rest),
        }
    }

    /// What the user has said last, in one.
    pub(super) fn question(&self) -> String {
        self.last.join("\n\n")
    }
}

/// The last characters of a text.
pub(super) fn tail(text: &str, most: usize) -> &str {
    let first = text.char_indices().rev().take(most).last();
    let from = first.map_or(text.len(), |(at, _)| at);
    text.get(from..).unwrap_or(text)
}
