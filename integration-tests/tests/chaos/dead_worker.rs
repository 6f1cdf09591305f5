//! A worker whose machine traps: what its client gets, and that the next request is
//! served.

use std::io;
use std::time::Duration;

use sluice_harness::client::{Answer, Connection, Request};
use sluice_harness::{Gateway, Settings, Setup};

use super::clients::{ANTHROPIC_MESSAGES, Client, OPENAI_CHAT, Outcome};
use super::matrix::COLUMNS;
use super::rows::Places;

/// Where the module is made to trap, and what the table says of it.
const TRAPS: &[(&str, &str)] = &[
    ("gateway request-body", "traps on the request"),
    ("provider request-headers", "traps on an attempt"),
    ("provider response-headers", "traps on the answer"),
];

/// A trap takes a worker's machine away for a moment; the others go on.
const WORKERS: u32 = 4;

const BOUND: Duration = Duration::from_secs(20);

/// A row of the table: the stage, what happens, and what clients get in each column.
pub(crate) type Row = (&'static str, &'static str, [Outcome; 4]);

/// Every trap in every column, and what is wrong with it.
pub(crate) fn run(places: &Places) -> (Vec<Row>, Vec<String>) {
    let gateway = start(places);
    let mut complaints = Vec::new();
    let rows = TRAPS.iter().enumerate().map(|(at, (place, about))| {
        let outcomes = COLUMNS.map(|(stream, with_next)| {
            let client = [&OPENAI_CHAT, &ANTHROPIC_MESSAGES][at % 2];
            let model = if with_next { "both" } else { "alone" };
            let request = client.ask(model, stream);
            let answer = send(&gateway, &request.header("x-sluice-trap", place));
            let outcome = client.judge("first", stream, answer);
            if !matches!(outcome.0, Outcome::Cut | Outcome::Error { .. }) {
                complaints.push(format!("{place}: {outcome:?}"));
            }
            if !is_served(&gateway, client) {
                complaints.push(format!("{place}: no request is served behind it"));
            }
            outcome.0
        });
        ("worker", *about, outcomes)
    });
    (rows.collect(), complaints)
}

fn start(places: &Places) -> Gateway {
    let url = places.faulty.url();
    let yaml = format!(
        r#"access: open
providers:
  first: {{format: openai-chat, endpoint: "{url}"}}
  second: {{format: anthropic-messages, endpoint: "{url}"}}
models:
  alone: {{targets: [{{provider: first, model: gpt-4o}}]}}
  both: {{targets: [{{provider: first, model: gpt-4o}}, {{provider: second, model: claude-sonnet-4-5}}]}}
"#
    );
    let settings = Settings {
        module: Some(Setup::trapping_module()),
        traps_are_expected: true,
        workers: WORKERS,
        ..Settings::default()
    };
    Gateway::start_with(&yaml, settings)
}

fn send(gateway: &Gateway, request: &Request) -> io::Result<Answer> {
    let mut connection = Connection::open(gateway.address())?;
    connection.read_for(BOUND);
    connection.write(&request.bytes(gateway.address()))?;
    connection.answer()
}

/// Whether a request is served once the machine has been made anew.
fn is_served(gateway: &Gateway, client: &Client) -> bool {
    sluice_harness::until(BOUND, || {
        let answer = send(gateway, &client.ask("alone", false));
        let (outcome, _) = client.judge("first", false, answer);
        matches!(outcome, Outcome::Answer { .. })
    })
}
