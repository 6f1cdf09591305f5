//! What parts of the filter cost by themselves, without Envoy around them.
//!
//! The same code measures natively (`main.rs`) and in the module that is built like
//! the filter: there `proxy-wasm` gives it a clock and a place to write to, so that
//! whoever can load a filter can run it.

mod best;
mod decide;
mod guard;
#[cfg(target_arch = "wasm32")]
mod module;
mod translate;

use std::time::Duration;

/// The time since some moment that stays the same.
pub type Clock<'a> = dyn Fn() -> Duration + 'a;

/// One part of the filter.
struct Part {
    /// What it is called in a command.
    name: &'static str,
    /// Measures it, and lays the figures out as a table.
    table: fn(&Clock<'_>) -> String,
}

const PARTS: &[Part] = &[
    Part {
        name: "translate",
        table: translate::table,
    },
    Part {
        name: "decide",
        table: decide::table,
    },
    Part {
        name: "guard",
        table: guard::table,
    },
];

/// Measures the parts that are named, separated by spaces, or all of them, and tells
/// each table when it is there.
///
/// # Errors
///
/// A part that there is not.
pub fn run(names: &str, clock: &Clock<'_>, tell: &mut dyn FnMut(&str)) -> Result<(), String> {
    let is_part = |name: &&str| PARTS.iter().any(|part| part.name == *name);
    if let Some(name) = names.split_whitespace().find(|name| !is_part(name)) {
        let all: Vec<&str> = PARTS.iter().map(|part| part.name).collect();
        return Err(format!("no part '{name}'; there are {}", all.join(", ")));
    }
    let is_all = names.trim().is_empty();
    for part in PARTS {
        if is_all || names.split_whitespace().any(|name| name == part.name) {
            tell(&(part.table)(clock));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_that_there_is_not_is_refused_with_those_that_there_are() {
        let clock = || Duration::ZERO;
        let refused = run("decide no-such-part", &clock, &mut |_| {});
        let problem = refused.unwrap_err();
        assert!(problem.contains("no-such-part") && problem.contains("translate"));
    }
}
