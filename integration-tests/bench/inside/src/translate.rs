//! Translating, for every pair of formats: a request, a whole answer and a stream.

mod bodies;

use sluice_protocol::WireFormat;

use self::bodies::{Bodies, EVENTS, pair};
use crate::Clock;
use crate::best::best;

/// Measures every pair with a clock, and lays the figures out as a table.
pub(crate) fn table(clock: &Clock<'_>) -> String {
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
