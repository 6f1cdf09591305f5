//! Citations in a stream whose text changes: where they belong afterwards.

use std::ops::Range;

use sluice_protocol::json::{Document, Edit, Edits, Limits, Value};

/// Most replaced places of one choice that are remembered. With more of them its
/// citations are left out.
const MOST: usize = 1 << 14;

/// Where the text of a choice has been replaced, in characters.
#[derive(Debug, Default)]
pub(super) struct Shifts {
    /// Places as they were, and the same places as they are now; in order.
    moves: Vec<(Range<usize>, Range<usize>)>,
    is_lost: bool,
    /// Characters so far, before and after.
    before: usize,
    after: usize,
}

impl Shifts {
    /// Text goes on as it came.
    pub(super) fn kept(&mut self, text: &str) {
        let length = text.chars().count();
        self.before += length;
        self.after += length;
    }

    /// Text has been replaced.
    pub(super) fn replaced(&mut self, old: &str, with: &str) {
        let (old, new) = (old.chars().count(), with.chars().count());
        if self.moves.len() < MOST {
            let old = self.before..self.before + old;
            self.moves.push((old, self.after..self.after + new));
        } else {
            self.is_lost = true;
        }
        self.before += old;
        self.after += new;
    }

    /// Whether nothing has been replaced in a place.
    pub(super) fn is_kept(&self, place: &Range<usize>) -> bool {
        let passed = self
            .moves
            .partition_point(|(old, _)| old.end <= place.start);
        let next = self.moves.get(passed);
        !self.is_lost && next.is_none_or(|(old, _)| old.start >= place.end)
    }

    /// A place afterwards; inside a replaced one its start, or its end.
    fn moved(&self, at: usize, is_end: bool) -> usize {
        let passed = self.moves.partition_point(|(old, _)| old.end <= at);
        let around = self.moves.get(passed).filter(|(old, _)| old.start < at);
        if let Some((_, new)) = around {
            return if is_end { new.end } else { new.start };
        }
        let last = passed.checked_sub(1).and_then(|last| self.moves.get(last));
        last.map_or(at, |(old, new)| new.end + (at - old.end))
    }

    /// A citation of a part that begins at `base`, for the text as it is now. `None` if
    /// it repeats what has been replaced.
    pub(super) fn citation(&self, raw: &[u8], base: usize) -> Option<Vec<u8>> {
        if self.moves.is_empty() {
            return Some(raw.to_vec());
        }
        let document = Document::parse(raw, Limits::default()).ok()?;
        let root = document.root(raw);
        let Some(place) = Place::of(root) else {
            return Some(raw.to_vec());
        };
        // What all formats read counts in the whole answer, the rest in the part.
        let base = if place.is_in_answer { 0 } else { base };
        let (start, end) = (
            base.checked_add(place.start.map_or(Some(0), |value| offset(value))?)?,
            base.checked_add(offset(place.end)?)?,
        );
        if self.is_lost || (place.repeats && !self.is_kept(&(start..end))) {
            return None;
        }
        let first = self.moved(base, false);
        let mut edits = Edits::default();
        let ends = [
            (place.start, self.moved(start, false)),
            (Some(place.end), self.moved(end, true)),
        ];
        for (value, at) in ends {
            if let Some(value) = value {
                edits.push(Edit {
                    span: value.span(),
                    with: at.checked_sub(first)?.to_string().into_bytes(),
                });
            }
        }
        Some(edits.apply(raw))
    }
}

/// Where a citation says that it belongs.
struct Place<'v> {
    start: Option<Value<'v>>,
    end: Value<'v>,
    is_in_answer: bool,
    /// It has the text of the place.
    repeats: bool,
}

impl<'v> Place<'v> {
    /// Names of the offsets; that of Claude's citations count in a document of the
    /// request, and so do not move.
    const NAMES: [(&'static str, &'static str); 2] =
        [("start_index", "end_index"), ("start", "end")];

    fn of(root: Value<'v>) -> Option<Self> {
        let within = root.get_some("url_citation");
        let holder = within.unwrap_or(root);
        Self::NAMES.iter().find_map(|(start, end)| {
            Some(Self {
                start: holder.get_some(start),
                end: holder.get_some(end)?,
                is_in_answer: within.is_some(),
                repeats: holder.get_some("text").is_some(),
            })
        })
    }
}

fn offset(value: Value<'_>) -> Option<usize> {
    usize::try_from(value.u64()?).ok()
}
