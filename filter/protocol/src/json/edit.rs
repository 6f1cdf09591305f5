//! Changes to a body that leave every other byte as it was.

use std::ops::Range;

/// One replacement: the bytes of `span` give way to `with`. An empty span inserts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// What is replaced, as offsets in the original.
    pub span: Range<usize>,
    /// What stands there instead.
    pub with: Vec<u8>,
}

/// A set of replacements, ordered and without overlaps.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Edits(Vec<Edit>);

impl Edits {
    /// Adds a replacement. Where two overlap the first one added stays.
    pub fn push(&mut self, edit: Edit) {
        let at = self.0.partition_point(|other| {
            (other.span.start, other.span.end) <= (edit.span.start, edit.span.end)
        });
        let clear_before = at
            .checked_sub(1)
            .and_then(|i| self.0.get(i))
            .is_none_or(|e| e.span.end <= edit.span.start);
        let clear_after = self.0.get(at).is_none_or(|e| edit.span.end <= e.span.start);
        if clear_before && clear_after {
            self.0.insert(at, edit);
        }
    }

    /// Whether nothing changes.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// By how many bytes the body grows, less than zero if it shrinks.
    #[must_use]
    pub fn growth(&self) -> isize {
        self.0
            .iter()
            .map(|edit| edit.with.len().cast_signed() - edit.span.len().cast_signed())
            .sum()
    }

    /// How many bytes at the start of the original hold every change. Only these
    /// need to be written again; all after them stay where they are.
    #[must_use]
    pub fn prefix(&self) -> usize {
        self.0.last().map_or(0, |edit| edit.span.end)
    }

    /// The first [`Edits::prefix`] bytes of `original`, changed.
    #[must_use]
    pub fn apply_prefix(&self, original: &[u8]) -> Vec<u8> {
        let mut out = Vec::with_capacity(self.prefix().saturating_add_signed(self.growth().max(0)));
        let mut from = 0;
        for edit in &self.0 {
            out.extend_from_slice(original.get(from..edit.span.start).unwrap_or_default());
            out.extend_from_slice(&edit.with);
            from = edit.span.end;
        }
        out
    }

    /// The whole of `original`, changed.
    #[must_use]
    pub fn apply(&self, original: &[u8]) -> Vec<u8> {
        let mut out = self.apply_prefix(original);
        out.extend_from_slice(original.get(self.prefix()..).unwrap_or_default());
        out
    }
}
