//! Which of several overlapping matches of one entity count.

use super::entity::Found;
use super::scan::{MAX_RUN, MAX_SPREAD};

/// How many matches, each overlapping the next, are followed back.
const DEPTH: usize = 3;

/// How far before a match what decides about it may begin.
pub(super) const CHAIN: usize = MAX_RUN + DEPTH * MAX_SPREAD;

/// Leaves of matches of one entity those that no earlier one overlaps that counts itself;
/// of those that begin together the longest, of these the surest.
///
/// Text may come in pieces, so that nobody knows where a chain of overlapping matches
/// has begun: it is followed back only so far.
pub(super) fn settle(all: &mut Vec<Found>) {
    all.sort_unstable_by_key(|found| (found.start, usize::MAX - found.end, u8::MAX - found.score));
    if !all.is_sorted_by(|one, other| one.end <= other.start) {
        let mut counts = vec![true; all.len()];
        for _ in 0..DEPTH {
            counts = (0..all.len()).map(|at| stands(all, &counts, at)).collect();
        }
        let mut counts = counts.into_iter();
        all.retain(|_| counts.next().unwrap_or(true));
    }
}

/// Whether no earlier one that counts reaches into it.
fn stands(all: &[Found], counts: &[bool], at: usize) -> bool {
    let Some((this, earlier)) = all.get(..=at).and_then(<[Found]>::split_last) else {
        return true;
    };
    let near = earlier.iter().zip(counts).rev();
    !near
        .take_while(|(other, _)| other.start + MAX_RUN >= this.start)
        .any(|(other, counts)| {
            let is_long = other.end - other.start > MAX_SPREAD;
            other.end > this.start && (*counts || is_long)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(spans: &[(usize, usize)], expected: &[(usize, usize)]) {
        let mut all: Vec<Found> = spans
            .iter()
            .map(|&(start, end)| Found {
                start,
                end,
                score: 50,
            })
            .collect();
        settle(&mut all);
        let left: Vec<_> = all.iter().map(|found| (found.start, found.end)).collect();
        assert_eq!(left, expected);
    }

    #[test]
    fn the_first_counts_and_so_does_what_it_does_not_reach() {
        check(&[(0, 5), (5, 9)], &[(0, 5), (5, 9)]);
        check(&[(0, 5), (3, 9), (7, 12)], &[(0, 5), (7, 12)]);
        check(&[(0, 5), (0, 9), (3, 4)], &[(0, 9)]);
        check(&[(2, 6), (0, 4), (5, 7)], &[(0, 4), (5, 7)]);
        check(&[(0, 100), (50, 110), (105, 120)], &[(0, 100), (105, 120)]);
    }
}
