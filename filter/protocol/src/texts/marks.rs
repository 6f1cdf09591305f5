//! Places in a text that a body tells of: citations and annotations.

use std::ops::Range;

/// How a format tells where a citation belongs. Names are compared as those of
/// members are.
#[derive(Debug)]
pub(super) struct Marks {
    /// The member of an item that holds the rest; the item itself if none.
    pub(super) within: Option<&'static str>,
    /// The offset where it begins; missing means 0.
    pub(super) start: &'static str,
    /// The offset behind its end.
    pub(super) end: &'static str,
    /// The member that repeats the text.
    pub(super) text: Option<&'static str>,
    /// What is counted.
    pub(super) unit: Unit,
}

/// What offsets count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    /// Characters.
    Chars,
    /// Bytes of UTF-8.
    Bytes,
}

/// One place in a text, as it was read.
#[derive(Debug, Clone)]
pub(super) struct Mark {
    pub(super) message: usize,
    /// The pieces of the object that it stands in, once that has been read.
    pub(super) pieces: Option<Range<usize>>,
    pub(super) unit: Unit,
    /// The offsets, and where they are written.
    pub(super) start: Option<(usize, Range<usize>)>,
    pub(super) end: (usize, Range<usize>),
    /// The piece that repeats the text.
    pub(super) text: Option<usize>,
}
