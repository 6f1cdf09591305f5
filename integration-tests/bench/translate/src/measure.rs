//! Repeating a translation for a while, and the table of what it came to.

use std::time::Duration;

use sluice_protocol::WireFormat;

use crate::bodies::{Bodies, EVENTS, pair};

/// Each translation is repeated for at least this long, the best of [`ROUNDS`] counts:
/// what else a machine does only ever adds.
const ROUND: Duration = Duration::from_millis(10);
const ROUNDS: usize = 5;

/// Measures every pair with a clock, and lays the figures out as a table.
#[must_use]
pub fn table(clock: &dyn Fn() -> Duration) -> String {
    let mut out = format!(
        "{:<20} {:<20} {:>13} {:>13} {:>13}\n",
        "client", "provider", "request MB/s", "answer MB/s", "ns an event"
    );
    let all: Vec<(WireFormat, Bodies)> = WireFormat::ALL
        .iter()
        .map(|format| (*format, Bodies::of(*format)))
        .collect();
    for (client, asked) in &all {
        for (provider, told) in &all {
            let pair = pair(*client, *provider);
            let sent = if pair.request(&asked.request).is_ok() {
                &asked.request
            } else {
                &asked.short_request
            };
            let request = best(clock, &|| pair.request(sent).is_ok());
            let answer = best(clock, &|| pair.response(&told.answer).is_ok());
            let stream = best(clock, &|| pair.stream(&told.stream, 4096).is_ok());
            let speed = |time: Option<f64>, bytes: usize| match time {
                Some(time) => format!("{:.0}", bytes as f64 / time / 1e6),
                None => "refused".to_owned(),
            };
            let event = match stream {
                Some(time) => format!("{:.0}", time * 1e9 / f64::from(EVENTS)),
                None => "refused".to_owned(),
            };
            out.push_str(&format!(
                "{:<20} {:<20} {:>13} {:>13} {event:>13}\n",
                client.name(),
                provider.name(),
                speed(request, sent.len()),
                speed(answer, told.answer.len()),
            ));
        }
    }
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
            for _ in 0..8 {
                std::hint::black_box(work());
            }
            turns += 8.0;
            let elapsed = clock().saturating_sub(start);
            if elapsed >= ROUND {
                return elapsed.as_secs_f64() / turns;
            }
        }
    });
    rounds.min_by(f64::total_cmp)
}
