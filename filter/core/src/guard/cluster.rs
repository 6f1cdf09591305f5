//! Findings that overlap, united.
//!
//! Several checks may see the same digits. Whatever they are, and in whatever pieces a
//! text comes, the same places are replaced: findings are taken in the order of their
//! beginnings, those that share a byte are one place, and the surest names it.

use std::ops::Range;

use sluice_guard::Label;

/// Longest place that findings are united to. One that would make it longer begins a
/// new place behind it.
const LONGEST: usize = 16 << 10;

/// A finding, in bytes from the beginning of its text.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Hit {
    /// The check: its guardrail's place in the file, or its number in other rules.
    pub(crate) check: usize,
    pub(crate) label: Label,
    pub(crate) span: Range<usize>,
    pub(crate) score: f32,
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

/// Puts findings in the order in which they are taken. What has no character, and what a
/// check tells twice, is left out.
pub(crate) fn sort(hits: &mut Vec<Hit>) {
    hits.retain(|hit| !hit.span.is_empty());
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

/// A place made of findings.
#[derive(Debug, Clone)]
pub(crate) struct Cluster {
    pub(crate) span: Range<usize>,
    pub(crate) winner: Hit,
}

/// Unites findings that come in order.
#[derive(Debug, Default)]
pub(crate) struct Clusters {
    open: Option<Cluster>,
}

impl Clusters {
    /// Takes the next finding in. Returns the place before it, if that is closed by it.
    pub(crate) fn push(&mut self, mut hit: Hit) -> Option<Cluster> {
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
    pub(crate) fn close(&mut self, settled: usize) -> Option<Cluster> {
        self.open.take_if(|open| open.span.end <= settled)
    }

    /// Where the last place begins.
    pub(crate) fn start(&self) -> Option<usize> {
        self.open.as_ref().map(|open| open.span.start)
    }
}

/// Unites all findings of one text.
pub(crate) fn unite(mut hits: Vec<Hit>) -> Vec<Cluster> {
    sort(&mut hits);
    let mut clusters = Clusters::default();
    let mut all: Vec<Cluster> = hits
        .into_iter()
        .filter_map(|hit| clusters.push(hit))
        .collect();
    all.extend(clusters.close(usize::MAX));
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hit(span: Range<usize>, score: f32, check: usize) -> Hit {
        Hit {
            span,
            label: Label::BuiltIn("X"),
            score,
            check,
        }
    }

    fn told(hits: Vec<Hit>) -> Vec<(Range<usize>, usize)> {
        let clusters = unite(hits).into_iter();
        clusters
            .map(|cluster| (cluster.span, cluster.winner.check))
            .collect()
    }

    #[test]
    fn findings_that_overlap_are_one_named_by_the_best() {
        let hits = vec![
            hit(8..12, 0.5, 0),
            hit(0..4, 0.5, 0),
            hit(3..9, 0.9, 1),
            hit(12..14, 0.4, 2),
            hit(13..13, 0.9, 2),
        ];
        assert_eq!(told(hits), [(0..12, 1), (12..14, 2)]);
    }

    #[test]
    fn of_equal_scores_the_longest_names_them_and_then_the_first_of_the_file() {
        let longest = vec![hit(0..3, 0.5, 0), hit(1..6, 0.5, 1)];
        assert_eq!(told(longest), [(0..6, 1)]);
        let first = vec![hit(0..3, 0.5, 1), hit(1..4, 0.5, 0)];
        assert_eq!(told(first), [(0..4, 0)]);
    }

    #[test]
    fn a_chain_of_findings_is_no_longer_than_may_be_held() {
        let links = (0..LONGEST).map(|at| hit(at * 8..at * 8 + 9, 0.5, 0));
        let places = told(links.collect());
        assert!(places.len() > 1);
        assert!(places.iter().all(|(span, _)| span.len() <= LONGEST));
        assert!(places.windows(2).all(|two| two[0].0.end == two[1].0.start));
    }
}
