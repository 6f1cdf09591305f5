//! Deciding which targets a request goes to: eight of them, with every rule in force,
//! by each strategy and by a tree of several.

mod scene;

use std::cell::Cell;

use self::scene::{MODELS, Scene, TREE};
use crate::Clock;
use crate::best::best;

/// Measures every row with a clock, and lays the figures out as a table.
pub(crate) fn table(clock: &Clock<'_>) -> String {
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
