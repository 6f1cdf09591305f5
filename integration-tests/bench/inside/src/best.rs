//! Repeating some work for a while.

use std::hint::black_box;
use std::time::Duration;

use crate::Clock;

/// The work is repeated for at least this long, and the best of [`ROUNDS`] counts:
/// what else a machine does only ever adds.
const ROUND: Duration = Duration::from_millis(2);
const ROUNDS: usize = 25;

/// Seconds for one turn of `work`; `None` if it fails.
pub(crate) fn best(clock: &Clock<'_>, work: &dyn Fn() -> bool) -> Option<f64> {
    if !work() {
        return None;
    }
    let rounds = (0..ROUNDS).map(|_| {
        let start = clock();
        let (mut turns, mut batch) = (0u32, 1u32);
        loop {
            for _ in 0..batch {
                black_box(work());
            }
            turns = turns.saturating_add(batch);
            let elapsed = clock().saturating_sub(start);
            if elapsed >= ROUND || turns == u32::MAX {
                return elapsed.as_secs_f64() / f64::from(turns);
            }
            // Looking at the clock costs as much as a quick turn.
            batch = batch.saturating_mul(2);
        }
    });
    rounds.min_by(f64::total_cmp)
}
