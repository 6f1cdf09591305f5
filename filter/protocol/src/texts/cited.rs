//! Where citations belong once the text they count in has changed.

use std::collections::HashMap;
use std::ops::Range;

use super::Change;
use super::marks::{Mark, Unit};
use super::piece::{Piece, PieceKind};

/// The pieces of each message that a model has said.
pub(super) struct Answers(HashMap<usize, Vec<usize>>);

impl Answers {
    pub(super) fn of(pieces: &[Piece<'_>]) -> Self {
        let mut answers: HashMap<usize, Vec<usize>> = HashMap::new();
        for (number, piece) in pieces.iter().enumerate() {
            if piece.joins && piece.kind == PieceKind::Answer {
                answers.entry(piece.message).or_default().push(number);
            }
        }
        Self(answers)
    }

    /// What a citation counts in: the answer in the object that it stands in, or that
    /// of the whole message.
    pub(super) fn cited_by(&self, mark: &Mark) -> &[usize] {
        let all = self.0.get(&mark.message).map_or(&[][..], |all| all);
        let Some(object) = &mark.pieces else {
            return all;
        };
        let first = all.partition_point(|number| *number < object.start);
        let behind = all.partition_point(|number| *number < object.end);
        match all.get(first..behind) {
            Some(near) if !near.is_empty() => near,
            _ => all,
        }
    }
}

/// The text that citations count in, before and after.
pub(super) struct Cited {
    before: Counted,
    after: Counted,
    /// Where each piece begins.
    starts: Vec<usize>,
    /// Replaced places before, and the same places after.
    moves: Vec<(Range<usize>, Range<usize>)>,
}

/// Where a citation belongs after the change.
pub(super) struct Moved<'c> {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) text: &'c str,
}

impl Cited {
    /// `changes` are in order.
    pub(super) fn new(pieces: &[Piece<'_>], changes: &[Change], numbers: &[usize]) -> Self {
        let (mut before, mut after) = (String::new(), String::new());
        let mut starts = Vec::new();
        let mut moves = Vec::new();
        for number in numbers {
            let Some(piece) = pieces.get(*number) else {
                continue;
            };
            let first = changes.partition_point(|change| change.piece < *number);
            let behind = changes.partition_point(|change| change.piece <= *number);
            let base = before.len();
            let mut from = 0;
            for change in changes.get(first..behind).unwrap_or_default() {
                after.push_str(piece.text.get(from..change.span.start).unwrap_or_default());
                let start = after.len();
                after.push_str(&change.with);
                let old = base + change.span.start..base + change.span.end;
                moves.push((old, start..after.len()));
                from = change.span.end;
            }
            after.push_str(piece.text.get(from..).unwrap_or_default());
            before.push_str(&piece.text);
            starts.push(base);
        }
        Self {
            before: Counted::new(before),
            after: Counted::new(after),
            starts,
            moves,
        }
    }

    pub(super) fn is_changed(&self) -> bool {
        !self.moves.is_empty()
    }

    /// Where the place from `start` to `end` is afterwards. Where it repeats its text
    /// (`told`) but does not stand there, it counts from the beginning of another
    /// piece.
    pub(super) fn place(
        &self,
        start: usize,
        end: usize,
        unit: Unit,
        told: Option<&str>,
    ) -> Option<Moved<'_>> {
        /// Most pieces that are tried.
        const MOST: usize = 16;
        let bases = std::iter::once(0).chain(self.starts.iter().copied().skip(1));
        let (base, span) = bases.take(MOST).find_map(|base| {
            let first = self.before.count(base, unit);
            let start = self.before.place(first.checked_add(start)?, unit)?;
            let end = self.before.place(first.checked_add(end)?, unit)?;
            let span = start..end.max(start);
            let fits = told.is_none_or(|told| self.before.text.get(span.clone()) == Some(told));
            fits.then_some((base, span))
        })?;
        let first = self.after.count(self.moved(base, false), unit);
        let (start, end) = (self.moved(span.start, false), self.moved(span.end, true));
        let end = end.max(start);
        Some(Moved {
            start: self.after.count(start, unit).checked_sub(first)?,
            end: self.after.count(end, unit).checked_sub(first)?,
            text: self.after.text.get(start..end)?,
        })
    }

    /// A place after the change; inside a replaced one its start, or its end.
    fn moved(&self, at: usize, is_end: bool) -> usize {
        let passed = self.moves.partition_point(|(old, _)| old.end < at);
        let mut shift = passed.checked_sub(1).and_then(|last| self.moves.get(last));
        for moved @ (old, new) in self.moves.iter().skip(passed).take(2) {
            if old.end == at {
                shift = Some(moved);
            } else if old.start < at && at < old.end {
                return if is_end { new.end } else { new.start };
            }
        }
        shift.map_or(at, |(old, new)| new.end + (at - old.end))
    }
}

/// A text whose characters can be counted from any place.
struct Counted {
    text: String,
    /// The place of every character whose number divides by [`Counted::STEP`]; empty
    /// where characters are bytes.
    places: Vec<usize>,
}

impl Counted {
    const STEP: usize = 64;

    fn new(text: String) -> Self {
        let places = if text.is_ascii() {
            Vec::new()
        } else {
            let places = text.char_indices().map(|(place, _)| place);
            places.step_by(Self::STEP).collect()
        };
        Self { text, places }
    }

    /// The byte of a place that is counted in `unit`.
    fn place(&self, at: usize, unit: Unit) -> Option<usize> {
        if unit == Unit::Bytes || self.places.is_empty() {
            return self.text.is_char_boundary(at).then_some(at);
        }
        let near = *self
            .places
            .get(at / Self::STEP)
            .or_else(|| self.places.last())?;
        let first = self.places.partition_point(|place| *place < near) * Self::STEP;
        let rest = self.text.get(near..)?;
        let places = rest.char_indices().map(|(place, _)| place);
        let mut places = places.chain([rest.len()]).skip(at - first);
        places.next().map(|place| near + place)
    }

    /// The other way round, for a place on a boundary of characters.
    fn count(&self, at: usize, unit: Unit) -> usize {
        if unit == Unit::Bytes || self.places.is_empty() {
            return at;
        }
        let before = self.places.partition_point(|place| *place <= at);
        let near = before.checked_sub(1).and_then(|near| self.places.get(near));
        let near = near.copied().unwrap_or(0);
        let rest = self.text.get(near..at).unwrap_or_default();
        before.saturating_sub(1) * Self::STEP + rest.chars().count()
    }
}
