//! Matches that overlap, united.
//!
//! Several checks may see the same digits. Whatever they are, and in whatever pieces a
//! text comes, the same places are replaced: matches are taken in the order of their
//! beginnings, those that share a byte are one place, and the surest names it.

use std::ops::Range;

use sluice_guard::Label;

/// Longest place that matches are united to. One that would make it longer begins a
/// new place behind it.
const LONGEST: usize = 16 << 10;

/// A match, in bytes from the beginning of its text.
#[derive(Debug, Clone)]
pub(super) struct Hit {
    pub(super) check: usize,
    pub(super) label: Label,
    pub(super) span: Range<usize>,
    pub(super) score: f32,
}

impl Hit {
    /// Whether it names a place rather than the other: by score, then length, then the
    /// order of the checks.
    fn is_surer(&self, other: &Self) -> bool {
        self.score
            .total_cmp(&other.score)
            .then_with(|| self.span.len().cmp(&other.span.len()))
            .then_with(|| other.check.cmp(&self.check))
            .then_with(|| other.span.start.cmp(&self.span.start))
            .is_gt()
    }
}

/// The order in which matches are taken.
pub(super) fn sort(hits: &mut Vec<Hit>) {
    hits.sort_by(|a, b| {
        let (start, end) = (a.span.start, a.span.end);
        start
            .cmp(&b.span.start)
            .then_with(|| b.span.end.cmp(&end))
            .then_with(|| a.check.cmp(&b.check))
            .then_with(|| a.label.as_str().cmp(b.label.as_str()))
            .then_with(|| b.score.total_cmp(&a.score))
    });
    hits.dedup_by(|b, a| a.span == b.span && a.check == b.check && a.label == b.label);
}

/// A place made of matches.
#[derive(Debug, Clone)]
pub(super) struct Cluster {
    pub(super) span: Range<usize>,
    pub(super) winner: Hit,
}

/// Unites matches that come in order.
#[derive(Debug, Default)]
pub(super) struct Clusters {
    open: Option<Cluster>,
}

impl Clusters {
    /// Takes the next match in. Returns the place before it, if that is closed by it.
    pub(super) fn push(&mut self, mut hit: Hit) -> Option<Cluster> {
        if let Some(open) = &mut self.open
            && hit.span.start < open.span.end
        {
            let is_long = hit.span.end.saturating_sub(open.span.start) > LONGEST;
            if hit.span.end <= open.span.end || !is_long {
                open.span.end = open.span.end.max(hit.span.end);
                if hit.is_surer(&open.winner) {
                    open.winner = hit;
                }
                return None;
            }
            hit.span.start = open.span.end;
        }
        self.open.replace(Cluster {
            span: hit.span.clone(),
            winner: hit,
        })
    }

    /// The last place, once nothing more begins before `settled`.
    pub(super) fn close(&mut self, settled: usize) -> Option<Cluster> {
        self.open.take_if(|open| open.span.end <= settled)
    }

    /// Where the last place begins.
    pub(super) fn start(&self) -> Option<usize> {
        self.open.as_ref().map(|open| open.span.start)
    }
}
