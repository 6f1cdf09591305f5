//! Which texts of a side a rule is about.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::judge::{Piece, PieceKind, Subject};

/// Which texts are judged, of those in the guardrail's scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Of {
    /// Of a request its last message; of an answer each choice.
    #[default]
    Latest,
    /// Each message on its own.
    Each,
    /// All messages together.
    All,
}

/// Whether these are texts of a request: an answer has no user.
fn is_request(subject: &Subject<'_>) -> bool {
    subject.pieces.iter().any(|piece| {
        matches!(
            piece.kind,
            PieceKind::User | PieceKind::System | PieceKind::ToolResult
        )
    })
}

/// The pieces that are judged together.
pub(super) fn groups<'s>(subject: &'s Subject<'_>, of: Of) -> Vec<Vec<&'s Piece<'s>>> {
    let pieces = subject.pieces.iter();
    if of == Of::All {
        let all: Vec<_> = pieces.collect();
        return if all.is_empty() {
            Vec::new()
        } else {
            vec![all]
        };
    }
    if of == Of::Latest && is_request(subject) {
        let said = |piece: &&Piece<'_>| piece.kind != PieceKind::Other;
        let last = pieces.clone().filter(said).map(|piece| piece.message).max();
        return vec![pieces.filter(|piece| Some(piece.message) == last).collect()];
    }
    let mut groups: Vec<Vec<&Piece<'_>>> = Vec::new();
    for piece in pieces {
        let group = groups.iter_mut().rev().find(|group| {
            group
                .first()
                .is_some_and(|first| first.message == piece.message)
        });
        match group {
            Some(group) => group.push(piece),
            None => groups.push(vec![piece]),
        }
    }
    groups
}

/// What is said, a text for each message that is judged: of an answer the text of each
/// choice, of a request what the user says in its last message.
pub(super) fn said<'s>(subject: &'s Subject<'_>) -> Vec<Cow<'s, str>> {
    let kind = if is_request(subject) {
        PieceKind::User
    } else {
        PieceKind::Answer
    };
    let texts = groups(subject, Of::Latest).into_iter().filter_map(|group| {
        let texts: Vec<_> = group
            .iter()
            .filter(|piece| piece.kind == kind)
            .map(|piece| piece.text)
            .collect();
        match texts.as_slice() {
            [] => None,
            [text] => Some(Cow::Borrowed(*text)),
            texts => Some(Cow::Owned(texts.concat())),
        }
    });
    texts.collect()
}
