//! What a rule has found.

/// A secret in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) label: &'static str,
    pub(super) start: usize,
    pub(super) end: usize,
    /// How sure it is, in percent.
    pub(super) score: u8,
}

impl Found {
    pub(super) const fn new(label: &'static str, start: usize, end: usize, score: u8) -> Self {
        Self {
            label,
            start,
            end,
            score,
        }
    }
}
