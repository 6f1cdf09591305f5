//! Many requests at once while one account of three fails most of its attempts.

use std::collections::BTreeMap;
use std::env;
use std::fmt::Write as _;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use sluice_harness::client::Connection;
use sluice_harness::faulty::{FLAKY, FaultyUpstream, HEADER};
use sluice_harness::{Gateway, Settings};

use super::clients::{ANTHROPIC_MESSAGES, Client, OPENAI_CHAT, Outcome};
use super::count::{by_label, reloads};
use super::table::print;

/// Requests at a time.
const CONNECTIONS: usize = 64;
const WORKERS: u32 = 2;

/// Seconds of load, unless `SLUICE_CHAOS_SECONDS` says otherwise.
const SECONDS: u64 = 8;

/// Most requests, so that a fast machine ends early.
const MOST: u64 = 500_000;

/// The longest that a request may take; machines have other things to do.
const BOUND: Duration = Duration::from_secs(30);

/// Of so many requests one may fail.
const FAILURES: u64 = 1000;

/// So many may fail in a run of any length: the first requests come all at once, before
/// anything is known of the accounts or has been put into the budget.
const FAILURES_AT_FIRST: u64 = CONNECTIONS as u64 / 4;

/// Attempts beyond the first, in a hundred requests, that the budget allows.
const EXTRA: f64 = 20.0;
/// What it allows on top, of each worker in each window.
const EXTRA_AT_LEAST: u64 = 10;
const WINDOW: u64 = 10;

/// Points by which a share may miss its weight, where chance does not explain more.
const POINTS: f64 = 2.0;

/// The accounts of the model `load`, with their weights.
const ACCOUNTS: &[(&str, &str, u64)] = &[
    ("shaky", "openai-chat", 33),
    ("steady", "openai-chat", 40),
    ("other", "anthropic-messages", 27),
];

fn start(upstream: &FaultyUpstream, odds: u8) -> Gateway {
    let url = upstream.url();
    let mut providers = String::new();
    let mut targets = Vec::new();
    for (name, format, weight) in ACCOUNTS {
        let fault = match *name {
            "shaky" => format!(", headers: {{{HEADER}: {FLAKY}{odds}}}"),
            _ => String::new(),
        };
        writeln!(
            providers,
            "  {name}: {{format: {format}, endpoint: \"{url}\"{fault}}}"
        )
        .unwrap();
        let model = match *format {
            "openai-chat" => OPENAI_CHAT.model,
            _ => ANTHROPIC_MESSAGES.model,
        };
        targets.push(format!(
            "{{provider: {name}, model: {model}, weight: {weight}}}"
        ));
    }
    let targets = targets.join(", ");
    let yaml = format!(
        "access: open\nproviders:\n{providers}models:\n  load: {{strategy: weighted, targets: [{targets}]}}\n"
    );
    let settings = Settings {
        workers: WORKERS,
        ..Settings::default()
    };
    Gateway::start_with(&yaml, settings)
}

/// What became of a flood of requests.
struct Flood {
    requests: u64,
    lasted: Duration,
    /// How often each outcome came that is no answer.
    failures: BTreeMap<Outcome, u64>,
}

fn flood(gateway: &Gateway, lasting: Duration) -> Flood {
    let begun = Instant::now();
    let requests = AtomicU64::new(0);
    let failures = Mutex::new(BTreeMap::new());
    thread::scope(|scope| {
        for _ in 0..CONNECTIONS {
            scope.spawn(|| {
                let mut open = None;
                while begun.elapsed() < lasting {
                    let number = requests.fetch_add(1, Ordering::Relaxed);
                    if number >= MOST {
                        requests.fetch_sub(1, Ordering::Relaxed);
                        break;
                    }
                    let client =
                        [&OPENAI_CHAT, &ANTHROPIC_MESSAGES][usize::from(number.is_multiple_of(2))];
                    let outcome = ask(gateway, client, number.is_multiple_of(3), &mut open);
                    if !matches!(outcome, Outcome::Answer { .. }) {
                        open = None;
                        *failures.lock().unwrap().entry(outcome).or_default() += 1;
                    }
                }
            });
        }
    });
    Flood {
        requests: requests.into_inner(),
        lasted: begun.elapsed(),
        failures: failures.into_inner().unwrap(),
    }
}

/// One request, on the connection that is open if one is.
fn ask(gateway: &Gateway, client: &Client, stream: bool, open: &mut Option<Connection>) -> Outcome {
    let answer = match open.take() {
        Some(connection) => Ok(connection),
        None => Connection::open(gateway.address()),
    };
    let answer = answer.and_then(|mut connection| {
        connection.read_for(BOUND);
        connection.write(&client.ask("load", stream).bytes(gateway.address()))?;
        let answer = connection.answer();
        *open = Some(connection);
        answer
    });
    client.judge("", stream, answer).0
}

/// How many requests went to each account first, once all are counted.
fn first_attempts(gateway: &Gateway, requests: u64) -> BTreeMap<String, u64> {
    gateway.wait_until("all requests are counted", || {
        let counted = by_label(gateway, "sluice_requests_total", "model");
        counted.values().sum::<u64>() == requests
    });
    let mut first = by_label(gateway, "sluice_attempts_total", "provider");
    for (account, fallbacks) in by_label(gateway, "sluice_fallbacks_total", "provider") {
        if let Some(count) = first.get_mut(&account) {
            *count = count.saturating_sub(fallbacks);
        }
    }
    first
}

/// Compares shares of first attempts with weights, over the accounts that are well.
#[track_caller]
fn shares_are_right(first: &BTreeMap<String, u64>, accounts: &[(&str, &str, u64)]) {
    let weights: u64 = accounts.iter().map(|(.., weight)| weight).sum();
    let count = |name: &str| first.get(name).copied().unwrap_or(0);
    let all: u64 = accounts.iter().map(|(name, ..)| count(name)).sum();
    for (name, _, weight) in accounts {
        let expected = *weight as f64 / weights as f64;
        let share = count(name) as f64 / all as f64;
        let chance = (expected * (1.0 - expected) / all as f64).sqrt();
        let tolerance = (POINTS / 100.0_f64).max(4.0 * chance);
        assert!(
            (share - expected).abs() <= tolerance,
            "{name} has {share:.3}, its weight is {expected:.3}: {first:?}"
        );
    }
}

fn seconds() -> u64 {
    let wanted = env::var("SLUICE_CHAOS_SECONDS").ok();
    wanted.and_then(|text| text.parse().ok()).unwrap_or(SECONDS)
}

/// Load while the account `shaky` fails that often in a hundred attempts.
#[track_caller]
fn succeeds(odds: u8, lasting: Duration) {
    let upstream = FaultyUpstream::start();
    let gateway = start(&upstream, odds);
    let flood = flood(&gateway, lasting);
    let first = first_attempts(&gateway, flood.requests);
    let attempts: u64 = by_label(&gateway, "sluice_attempts_total", "provider")
        .values()
        .sum();
    let extra = attempts - first.values().sum::<u64>();
    let failed: u64 = flood.failures.values().sum();
    let success = 1000.0 - failed as f64 * 1000.0 / flood.requests as f64;
    print(&format!(
        "{} requests in {:?}, {success:.2} of a thousand succeed, {extra} attempts beyond the first, first attempts {first:?}, failures {:?}\n",
        flood.requests, flood.lasted, flood.failures
    ));
    assert!(
        flood.requests > 500,
        "too few requests to tell: {}",
        flood.requests
    );
    assert!(
        failed <= FAILURES_AT_FIRST.max(flood.requests / FAILURES),
        "{success} of a thousand succeed: {:?}",
        flood.failures
    );
    let windows = flood.lasted.as_secs() / WINDOW + 1;
    let allowed = flood.requests as f64 * EXTRA / 100.0
        + (windows * EXTRA_AT_LEAST * u64::from(WORKERS)) as f64;
    assert!(
        extra as f64 <= allowed,
        "{extra} extra attempts, {allowed} are allowed"
    );
    shares_are_right(&first, &ACCOUNTS[1..]);
    assert_eq!(reloads(&gateway), Vec::<String>::new());
}

#[test]
fn requests_succeed_while_one_account_of_three_fails_most_of_its_attempts() {
    succeeds(90, Duration::from_secs(seconds()));
}

#[test]
fn requests_succeed_while_one_account_of_three_fails_now_and_then() {
    succeeds(30, Duration::from_secs(seconds().div_ceil(3)));
}

#[test]
fn requests_are_shared_out_by_weight_while_all_are_well() {
    let upstream = FaultyUpstream::start();
    let gateway = start(&upstream, 0);
    let flood = flood(&gateway, Duration::from_secs(seconds().div_ceil(3)));
    assert!(flood.failures.is_empty(), "{:?}", flood.failures);
    let first = first_attempts(&gateway, flood.requests);
    shares_are_right(&first, ACCOUNTS);
}
