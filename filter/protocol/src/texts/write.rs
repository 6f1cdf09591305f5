//! From replacements in texts to changes of the bytes they were read from.

use std::collections::HashSet;
use std::ops::Range;

use base64::Engine;

use super::cited::{Answers, Cited};
use super::literal::Cursor;
use super::marks::Mark;
use super::opaque::BASE64;
use super::piece::{Form, Piece, Place};
use super::{Change, Texts};
use crate::json::{Edit, Edits, Text, escape_into};

/// The changes of a body.
pub(super) fn edits(texts: &Texts<'_>) -> Edits {
    let changes = ordered(&texts.changes);
    let mut writer = Changed {
        texts,
        changes: &changes,
        levels: vec![Vec::new(); texts.walk.inners.len()],
        body: Vec::new(),
    };
    let repeated = writer.marks();
    for changes in changes.chunk_by(|a, b| a.piece == b.piece) {
        let number = changes.first().map_or(0, |change| change.piece);
        if !repeated.contains(&number) {
            writer.piece(number, changes);
        }
    }
    writer.tokens();
    writer.inners();
    let mut body = writer.body;
    body.sort_by_key(|edit| edit.span.start);
    let mut edits = Edits::default();
    body.into_iter().for_each(|edit| edits.push(edit));
    edits
}

/// In their order, without overlaps.
fn ordered(changes: &[Change]) -> Vec<Change> {
    let mut ordered: Vec<Change> = changes.to_vec();
    ordered.sort_by_key(|change| (change.piece, change.span.start, change.span.end));
    let mut last: Option<(usize, usize)> = None;
    ordered.retain(|change| {
        let is_clear =
            last.is_none_or(|(piece, end)| piece != change.piece || end <= change.span.start);
        if is_clear {
            last = Some((change.piece, change.span.end));
        }
        is_clear
    });
    ordered
}

struct Changed<'t, 'a> {
    texts: &'t Texts<'a>,
    changes: &'t [Change],
    /// Edits in each text that holds JSON.
    levels: Vec<Vec<Edit>>,
    /// Edits in the body.
    body: Vec<Edit>,
}

impl Changed<'_, '_> {
    fn piece(&mut self, number: usize, changes: &[Change]) {
        let Some(piece) = self.texts.pieces().get(number) else {
            return;
        };
        let Place { within, span, form } = &piece.place;
        match form {
            Form::String => {
                let edits = changes
                    .iter()
                    .map(|change| (change.span.clone(), &*change.with));
                self.literal(*within, span.clone(), edits);
            }
            Form::Plain => {
                for change in changes {
                    let (start, end) = (change.span.start, change.span.end);
                    let edit = Edit {
                        span: span.start + start..span.start + end,
                        with: change.with.as_bytes().to_vec(),
                    };
                    self.push(*within, edit);
                }
            }
            Form::Number => {
                let mut with = vec![b'"'];
                escape_into(changed(piece, changes).as_bytes(), &mut with);
                with.push(b'"');
                self.push(
                    *within,
                    Edit {
                        span: span.clone(),
                        with,
                    },
                );
            }
            Form::Base64 { head } => {
                let data = BASE64.encode(changed(piece, changes));
                let end = Text::Literal(self.raw(*within, span)).to_str().len();
                let edit = (*head..end, &*data);
                self.literal(*within, span.clone(), std::iter::once(edit));
            }
        }
    }

    /// Changes the inside of a string, at places of its text.
    fn literal<'e>(
        &mut self,
        within: Option<usize>,
        literal: Range<usize>,
        edits: impl Iterator<Item = (Range<usize>, &'e str)>,
    ) {
        let mut cursor = Cursor::new(self.raw(within, &literal));
        let mut done = Vec::new();
        for (span, with) in edits {
            let start = literal.start + cursor.seek(span.start);
            let end = literal.start + cursor.seek(span.end);
            let mut escaped = Vec::with_capacity(with.len());
            escape_into(with.as_bytes(), &mut escaped);
            done.push(Edit {
                span: start..end,
                with: escaped,
            });
        }
        for edit in done {
            self.push(within, edit);
        }
    }

    fn raw(&self, within: Option<usize>, span: &Range<usize>) -> &[u8] {
        let text = match within {
            None => self.texts.body,
            Some(inner) => {
                let inner = self.texts.walk.inners.get(inner);
                inner.map_or(&[][..], |inner| inner.text.as_bytes())
            }
        };
        text.get(span.clone()).unwrap_or_default()
    }

    fn push(&mut self, within: Option<usize>, edit: Edit) {
        match within {
            None => self.body.push(edit),
            Some(inner) => {
                if let Some(level) = self.levels.get_mut(inner) {
                    level.push(edit);
                }
            }
        }
    }

    /// Hands the edits of each text that holds JSON to where it stands. Those that
    /// stand in others come behind them, and so go first.
    fn inners(&mut self) {
        for (number, inner) in self.texts.walk.inners.iter().enumerate().rev() {
            let Some(mut edits) = self.levels.get_mut(number).map(std::mem::take) else {
                continue;
            };
            edits.sort_by_key(|edit| edit.span.start);
            let texts: Vec<(Range<usize>, String)> = edits
                .into_iter()
                .map(|edit| (edit.span, String::from_utf8_lossy(&edit.with).into_owned()))
                .collect();
            let edits = texts.iter().map(|(span, with)| (span.clone(), &**with));
            self.literal(inner.within, inner.span.clone(), edits);
        }
    }

    /// Blanks the lists of tokens of changed answers.
    fn tokens(&mut self) {
        let pieces = self.texts.pieces();
        let changed: HashSet<usize> = self
            .changes
            .iter()
            .filter_map(|change| Some(pieces.get(change.piece)?.message))
            .collect();
        for tokens in &self.texts.walk.tokens {
            if changed.contains(&tokens.message) {
                self.body.push(Edit {
                    span: tokens.span.clone(),
                    with: tokens.with.as_bytes().to_vec(),
                });
            }
        }
    }

    /// Moves the places that citations tell. Returns the pieces that repeat a changed
    /// text and have been written anew.
    fn marks(&mut self) -> HashSet<usize> {
        let mut repeated = HashSet::new();
        let marks = &self.texts.walk.marks;
        if self.changes.is_empty() || marks.is_empty() {
            return repeated;
        }
        let answers = Answers::of(self.texts.pieces());
        for group in marks.chunk_by(|a, b| a.message == b.message && a.pieces == b.pieces) {
            let Some(first) = group.first() else { continue };
            let cited = Cited::new(self.texts.pieces(), self.changes, answers.cited_by(first));
            if !cited.is_changed() {
                continue;
            }
            for mark in group {
                self.mark(&cited, mark, &mut repeated);
            }
        }
        repeated
    }

    fn mark(&mut self, cited: &Cited, mark: &Mark, repeated: &mut HashSet<usize>) {
        let told = mark.text.and_then(|number| self.texts.pieces().get(number));
        let start = mark.start.as_ref().map_or(0, |(start, _)| *start);
        let told_text = told.map(|piece| &*piece.text);
        let Some(moved) = cited.place(start, mark.end.0, mark.unit, told_text) else {
            return;
        };
        let ends = mark.start.iter().map(|(_, span)| (span, moved.start));
        for (span, number) in ends.chain([(&mark.end.1, moved.end)]) {
            self.body.push(Edit {
                span: span.clone(),
                with: number.to_string().into_bytes(),
            });
        }
        if let (Some(piece), Some(number)) = (told, mark.text) {
            let mut text = Vec::new();
            escape_into(moved.text.as_bytes(), &mut text);
            self.body.push(Edit {
                span: piece.place.span.clone(),
                with: text,
            });
            repeated.insert(number);
        }
    }
}

/// The new text of a piece.
fn changed(piece: &Piece<'_>, changes: &[Change]) -> String {
    let mut out = String::with_capacity(piece.text.len());
    let mut from = 0;
    for change in changes {
        out.push_str(piece.text.get(from..change.span.start).unwrap_or_default());
        out.push_str(&change.with);
        from = change.span.end;
    }
    out.push_str(piece.text.get(from..).unwrap_or_default());
    out
}
