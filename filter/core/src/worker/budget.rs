//! How many attempts beyond the first a worker may make, so that the outage of one
//! provider does not multiply the load on the others.

use std::time::Duration;

use sluice_config::RetryBudget;

/// Parts of the window that are forgotten one after the other.
const PARTS: usize = 10;

/// First attempts and others in a sliding window.
#[derive(Debug, Clone, Default)]
pub(crate) struct Budget {
    parts: [Part; PARTS],
}

#[derive(Debug, Clone, Copy, Default)]
struct Part {
    /// Which part of time it is, counted from the epoch.
    at: u128,
    first: u32,
    extra: u32,
}

impl Budget {
    /// Counts a first attempt.
    pub(crate) fn note_first(&mut self, limits: RetryBudget, now: Duration) {
        let part = self.part(limits, now);
        part.first = part.first.saturating_add(1);
    }

    /// Counts another attempt, if there may be one.
    pub(crate) fn take(&mut self, limits: RetryBudget, now: Duration) -> bool {
        let current = position(limits, now);
        let in_window = |part: &&Part| part.at + (PARTS as u128) > current && part.at <= current;
        let (first, extra) = self
            .parts
            .iter()
            .filter(in_window)
            .fold((0u64, 0u64), |(first, extra), part| {
                (first + u64::from(part.first), extra + u64::from(part.extra))
            });
        let allowed = (first * u64::from(limits.percent) / 100).max(u64::from(limits.min));
        if extra >= allowed {
            return false;
        }
        let part = self.part(limits, now);
        part.extra = part.extra.saturating_add(1);
        true
    }

    fn part(&mut self, limits: RetryBudget, now: Duration) -> &mut Part {
        let at = position(limits, now);
        let index = usize::try_from(at % PARTS as u128).unwrap_or_default();
        #[expect(
            clippy::indexing_slicing,
            reason = "a remainder of PARTS is an index into PARTS parts"
        )]
        let part = &mut self.parts[index];
        if part.at != at {
            *part = Part {
                at,
                ..Part::default()
            };
        }
        part
    }
}

fn position(limits: RetryBudget, now: Duration) -> u128 {
    now.as_millis() / (limits.window.as_millis() / PARTS as u128).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMITS: RetryBudget = RetryBudget {
        percent: 20,
        min: 3,
        window: Duration::from_secs(10),
    };

    #[test]
    fn a_fifth_of_the_first_attempts_may_be_made_again() {
        let mut budget = Budget::default();
        let now = Duration::from_secs(1_700_000_000);
        for _ in 0..100 {
            budget.note_first(LIMITS, now);
        }
        let taken = (0..100).filter(|_| budget.take(LIMITS, now)).count();
        assert_eq!(taken, 20);
    }

    #[test]
    fn a_few_may_be_made_however_little_is_asked() {
        let mut budget = Budget::default();
        let now = Duration::from_secs(1_700_000_000);
        budget.note_first(LIMITS, now);
        let taken = (0..10).filter(|_| budget.take(LIMITS, now)).count();
        assert_eq!(taken, 3);
    }

    #[test]
    fn what_is_past_the_window_is_forgotten() {
        let mut budget = Budget::default();
        let now = Duration::from_secs(1_700_000_000);
        while budget.take(LIMITS, now) {}
        assert!(!budget.take(LIMITS, now + Duration::from_secs(9)));
        assert!(budget.take(LIMITS, now + Duration::from_secs(10)));
    }

    #[test]
    fn a_clock_that_goes_back_neither_panics_nor_frees_the_budget_for_ever() {
        let mut budget = Budget::default();
        let now = Duration::from_secs(1_700_000_000);
        while budget.take(LIMITS, now) {}
        let earlier = now - Duration::from_secs(3600);
        let taken = (0..10).filter(|_| budget.take(LIMITS, earlier)).count();
        assert_eq!(taken, 3);
    }
}
