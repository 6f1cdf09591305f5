//! What is counted of a day.

use super::clock::DAY;

/// Parts of the day: quarters of an hour.
pub(super) const PARTS: usize = 96;

/// What is counted of a part of the day.
#[derive(Debug, Clone, Default)]
pub(super) struct Part {
    pub(super) requests: u64,
    /// Those that got an answer.
    pub(super) answered: u64,
    /// Seconds to the first token, from the request on, attempts that failed included.
    pub(super) first_token: Vec<f32>,
    /// Dollars.
    pub(super) cost: f64,
    /// Answers by target.
    pub(super) shares: Vec<u64>,
}

/// What is counted of a day.
#[derive(Debug, Clone)]
pub(super) struct Tally {
    pub(super) parts: Vec<Part>,
    /// Seconds to the last token.
    pub(super) total: Vec<f32>,
    /// Attempts beyond the first of each request.
    pub(super) extra: u64,
    /// Those that the retry budget did not allow.
    pub(super) denied: u64,
    /// Requests that no target could be asked for.
    pub(super) refused: u64,
    /// Those that were sent to accounts that should have been left alone.
    pub(super) last_resort: u64,
}

impl Tally {
    pub(super) fn new(targets: usize) -> Self {
        let part = Part {
            shares: vec![0; targets],
            ..Part::default()
        };
        Self {
            parts: vec![part; PARTS],
            total: Vec::new(),
            extra: 0,
            denied: 0,
            refused: 0,
            last_resort: 0,
        }
    }

    /// The part of the day that a second is in; the last one for what ends later.
    pub(super) fn part(&mut self, at: f64) -> Option<&mut Part> {
        #[expect(
            clippy::cast_precision_loss,
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "seconds since midnight are not negative"
        )]
        let at = (at / DAY * PARTS as f64) as usize;
        self.parts.get_mut(at.min(PARTS - 1))
    }

    pub(super) fn requests(&self) -> u64 {
        self.parts.iter().map(|part| part.requests).sum()
    }

    pub(super) fn answered(&self) -> u64 {
        self.parts.iter().map(|part| part.answered).sum()
    }

    pub(super) fn cost(&self) -> f64 {
        self.parts.iter().map(|part| part.cost).sum()
    }

    /// Answers of each target.
    pub(super) fn shares(&self) -> Vec<u64> {
        let mut shares = Vec::new();
        for part in &self.parts {
            shares.resize(part.shares.len(), 0);
            for (sum, share) in shares.iter_mut().zip(&part.shares) {
                *sum += share;
            }
        }
        shares
    }

    /// Sorts what has been noted, for [`quantile`].
    pub(super) fn sort(&mut self) {
        self.total.sort_by(f32::total_cmp);
        for part in &mut self.parts {
            part.first_token.sort_by(f32::total_cmp);
        }
    }

    /// Seconds to the first token over the day, sorted.
    pub(super) fn first_token(&self) -> Vec<f32> {
        let parts = self.parts.iter().flat_map(|part| &part.first_token);
        let mut all: Vec<f32> = parts.copied().collect();
        all.sort_by(f32::total_cmp);
        all
    }
}

/// The value that this part of the sorted ones is not above; none if there are none.
pub(super) fn quantile(sorted: &[f32], part: f64) -> Option<f64> {
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a rank, at least 1 and at most the length"
    )]
    let rank = (sorted.len() as f64 * part).ceil().max(1.0) as usize;
    sorted.get(rank - 1).map(|value| f64::from(*value))
}

/// So many of so many, in percent; none of nothing.
pub(super) fn percent(part: u64, whole: u64) -> Option<f64> {
    #[expect(clippy::cast_precision_loss, reason = "counts of one day")]
    let percent = part as f64 / whole as f64 * 100.0;
    (whole > 0).then_some(percent)
}
