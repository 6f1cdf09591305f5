//! Tests that take turns at one gateway. Envoy compiles the module for seconds whenever it
//! starts, which is longer than most of them run.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Declares a test that starts a world and gives each of these functions its turn. A world is
/// anything that can `forget` what a turn left behind.
macro_rules! share {
    ($name:ident: $world:expr, [$($turn:ident),+ $(,)?]) => {
        #[test]
        fn $name() {
            let world = $world;
            $crate::shared::take_turns(&world, |world| world.forget(), &[$((stringify!($turn), $turn)),+]);
        }
    };
}

pub(crate) use share;

/// Its name, and what it does.
type Turn<W> = (&'static str, fn(&W));

/// Runs all of them, also behind one that fails, and names those that failed.
///
/// # Panics
/// One of them did.
pub(crate) fn take_turns<W>(world: &W, forget: impl Fn(&W), turns: &[Turn<W>]) {
    let fails = |(_, turn): &&Turn<W>| {
        forget(world);
        // The worlds are there for what they are asked, whatever has happened before.
        catch_unwind(AssertUnwindSafe(|| turn(world))).is_err()
    };
    let failed: Vec<&str> = turns.iter().filter(fails).map(|(name, _)| *name).collect();
    assert!(failed.is_empty(), "failed: {failed:?}");
}

#[test]
fn a_turn_that_fails_is_named_and_the_next_is_run() {
    let ran = Cell::new(0);
    let turns: &[Turn<Cell<i32>>] = &[
        ("first", |ran| {
            ran.set(ran.get() + 1);
            std::panic::resume_unwind(Box::new(()));
        }),
        ("second", |ran| ran.set(ran.get() + 1)),
    ];
    let result = catch_unwind(AssertUnwindSafe(|| take_turns(&ran, |_| (), turns)));
    let complaint = result.unwrap_err();
    let complaint = complaint.downcast_ref::<String>().unwrap();
    assert!(complaint.contains(r#"["first"]"#), "{complaint}");
    assert_eq!(ran.get(), 2);
}
