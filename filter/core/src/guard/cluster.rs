//! Findings that overlap, taken as one.

use std::cmp::Ordering;
use std::ops::Range;

use sluice_guard::Label;

/// A finding of one check in one text.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Found {
    pub(crate) span: Range<usize>,
    pub(crate) label: Label,
    pub(crate) score: f32,
    /// The place of its guardrail in the file.
    pub(crate) guardrail: usize,
}

/// Findings that overlap: their union, named by the best of them.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Cluster {
    /// The union of their spans.
    pub(crate) span: Range<usize>,
    /// The one with the highest score; of equals the longest, then the first in the file.
    pub(crate) best: Found,
}

impl Cluster {
    /// One finding alone.
    pub(crate) fn of(found: Found) -> Self {
        Self {
            span: found.span.clone(),
            best: found,
        }
    }

    /// Takes one more in that begins inside of it.
    pub(crate) fn add(&mut self, found: Found) {
        self.span.end = self.span.end.max(found.span.end);
        if is_better(&found, &self.best) {
            self.best = found;
        }
    }
}

/// Unites the findings of one text, in order of their places. What has no character is
/// left out.
pub(crate) fn unite(mut all: Vec<Found>) -> Vec<Cluster> {
    all.sort_by_key(|found| found.span.start);
    let mut clusters: Vec<Cluster> = Vec::new();
    for found in all.into_iter().filter(|found| !found.span.is_empty()) {
        match clusters.last_mut() {
            Some(last) if found.span.start < last.span.end => last.add(found),
            _ => clusters.push(Cluster::of(found)),
        }
    }
    clusters
}

fn is_better(new: &Found, known: &Found) -> bool {
    let order = new
        .score
        .partial_cmp(&known.score)
        .unwrap_or(Ordering::Equal)
        .then(new.span.len().cmp(&known.span.len()))
        .then(known.guardrail.cmp(&new.guardrail));
    order == Ordering::Greater
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(span: Range<usize>, score: f32, guardrail: usize) -> Found {
        Found {
            span,
            label: Label::BuiltIn("X"),
            score,
            guardrail,
        }
    }

    #[test]
    fn findings_that_overlap_are_one_named_by_the_best() {
        let clusters = unite(vec![
            found(8..12, 0.5, 0),
            found(0..4, 0.5, 0),
            found(3..9, 0.9, 1),
            found(12..14, 0.4, 2),
        ]);
        let told: Vec<_> = clusters
            .iter()
            .map(|cluster| (cluster.span.clone(), cluster.best.guardrail))
            .collect();
        assert_eq!(told, [(0..12, 1), (12..14, 2)]);
    }

    #[test]
    fn of_equal_scores_the_longest_names_them_and_then_the_first_of_the_file() {
        let longest = unite(vec![found(0..3, 0.5, 0), found(1..6, 0.5, 1)]);
        assert_eq!(longest[0].best.guardrail, 1);
        let first = unite(vec![found(0..3, 0.5, 1), found(1..4, 0.5, 0)]);
        assert_eq!(first[0].best.guardrail, 0);
    }
}
