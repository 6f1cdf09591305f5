//! Time grows with the length of a text and not faster, whatever the text is.
#![expect(
    clippy::disallowed_methods,
    reason = "what is tested is how long it takes"
)]

use std::hint::black_box;
use std::time::{Duration, Instant};

use super::everything;
use crate::find::find_all;
use crate::pii::Pii;

/// What fills a text from end to end and makes the search stop at every turn.
const FILLINGS: &[&str] = &[
    "1",
    "@",
    ":",
    ".",
    "a.",
    "a@",
    "1.",
    "1:",
    "1 ",
    "1-",
    "12 ",
    "123-",
    "4111 1111 ",
    "a://",
    "AB ",
    "A1",
    "(1",
    "+1",
    "0x",
    "::1",
    "fe80:",
    "January 1 ",
    "a@b.c",
    "(at)a",
    "1\u{200b}",
    "1\u{ff11}",
    "ssn 123-45-6789 ",
];

/// How long the shorter text is.
const LENGTH: usize = 1 << 13;
/// How long each is looked at, at least: clocks of tasks tick in milliseconds.
const ROUND: Duration = Duration::from_millis(24);
const ROUNDS: usize = 24;

#[test]
fn doubling_an_adversarial_text_at_most_doubles_the_time() {
    let pii = everything();
    for filling in FILLINGS {
        let text = filling.repeat(2 * LENGTH / filling.len() + 1);
        let half = &text[..text.floor_char_boundary(text.len() / 2)];
        let (mut short, mut long) = (f64::MAX, f64::MAX);
        for _ in 0..ROUNDS {
            short = short.min(seconds(&pii, half));
            long = long.min(seconds(&pii, &text));
            if long < 2.3 * short {
                break;
            }
        }
        assert!(
            long < 2.3 * short,
            "{filling:?}: {short} s, twice as much {long} s"
        );
    }
}

/// Seconds for a text, over many turns.
fn seconds(pii: &Pii, text: &str) -> f64 {
    let began = Instant::now();
    let start = busy();
    let mut turns = 0.0;
    loop {
        black_box(find_all(pii, text));
        turns += 1.0;
        let spent = match (start, busy()) {
            (Some(start), Some(now)) => now.saturating_sub(start),
            _ => began.elapsed(),
        };
        if spent >= ROUND {
            return spent.as_secs_f64() / turns;
        }
    }
}

/// How long this thread has been running, where the system tells: what else the machine
/// does is not in it.
fn busy() -> Option<Duration> {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    let nanoseconds = told.split_whitespace().next()?;
    nanoseconds.parse().ok().map(Duration::from_nanos)
}
