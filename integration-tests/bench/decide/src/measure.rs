//! Repeating a decision for a while, and the table of what it came to.

use std::cell::Cell;
use std::time::Duration;

use crate::scene::{MODELS, Scene, TREE};

/// Each row is repeated for at least this long, the best of [`ROUNDS`] counts: what
/// else a machine does only ever adds.
const ROUND: Duration = Duration::from_millis(2);
const ROUNDS: usize = 50;

/// Measures every row with a clock, and lays the figures out as a table.
#[must_use]
pub fn table(clock: &dyn Fn() -> Duration) -> String {
    let scene = match Scene::new() {
        Ok(scene) => scene,
        Err(problem) => return problem,
    };
    let seed = Cell::new(0u64);
    let next = || {
        seed.set(seed.get().wrapping_add(0x9e37_79b9_7f4a_7c15));
        seed.get()
    };
    let mut out = format!("{:<44} {:>10}\n", "8 targets, every rule in force", "µs");
    let mut row = |name: &str, work: &dyn Fn() -> bool| {
        let time = best(clock, work).map_or_else(
            || "failed".to_owned(),
            |seconds| format!("{:.2}", seconds * 1e6),
        );
        out.push_str(&format!("{name:<44} {time:>10}\n"));
    };
    let names = MODELS.iter().map(|(name, _)| *name).chain([TREE]);
    for name in names {
        let Some(model) = scene.model(name) else {
            continue;
        };
        row(name, &|| {
            let decision = scene.decide(&model, next());
            decision.order.len() == 4 && decision.excluded.len() == 1
        });
    }
    if let Some(model) = scene.model(TREE) {
        row("the same tree, explained", &|| {
            scene.explain(&model, next()).lines().len() > 8
        });
    }
    row("a request of 20 KB, decoded", &|| scene.decode());
    row("the same, and what rules ask of it", &|| {
        scene.decode_and_count()
    });
    out
}

/// Seconds for one turn of `work`; `None` if it fails.
fn best(clock: &dyn Fn() -> Duration, work: &dyn Fn() -> bool) -> Option<f64> {
    if !work() {
        return None;
    }
    let rounds = (0..ROUNDS).map(|_| {
        let start = clock();
        let mut turns = 0.0;
        loop {
            for _ in 0..32 {
                std::hint::black_box(work());
            }
            turns += 32.0;
            let elapsed = clock().saturating_sub(start);
            if elapsed >= ROUND {
                return elapsed.as_secs_f64() / turns;
            }
        }
    });
    rounds.min_by(f64::total_cmp)
}
