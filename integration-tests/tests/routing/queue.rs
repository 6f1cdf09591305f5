//! Requests that wait for a free place at an account.

use std::thread;

use super::Trio;

const MODELS: &str = r#"routing: {cool_down: {max: 0s}, retry_budget: {percent: 100, min: 100000}}
models:
  one: {targets: [{provider: a, model: gpt-4o}]}
  two: {targets: [{provider: a, model: gpt-4o}, {provider: b, model: claude-sonnet-4-5}]}
  busy:
    strategy: least_busy
    targets: [{provider: a, model: gpt-4o}, {provider: c, model: gpt-4o}]
"#;

/// Sends that many at the same time; the statuses, sorted.
fn at_once(trio: &Trio, model: &str, requests: usize) -> Vec<(u16, String)> {
    let mut statuses: Vec<(u16, String)> = thread::scope(|scope| {
        let all: Vec<_> = (0..requests)
            .map(|_| scope.spawn(|| trio.say(model, false)))
            .collect();
        all.into_iter()
            .map(|one| {
                let answer = one.join().unwrap();
                let target = answer.header("x-sluice-target").unwrap_or_default();
                (answer.status, target.to_owned())
            })
            .collect()
    });
    statuses.sort();
    statuses
}

#[test]
fn requests_wait_for_a_free_place_and_no_longer_than_they_may() {
    let trio = Trio::start(MODELS, ", max_in_flight: 2, queue: 20s", 1);
    trio.set_fault(0, "delay,headers=300ms");
    let statuses = at_once(&trio, "one", 6);
    assert!(
        statuses.iter().all(|(status, _)| *status == 200),
        "{statuses:?}"
    );

    let trio = Trio::start(MODELS, ", max_in_flight: 1, queue: 300ms", 1);
    trio.set_fault(0, "delay,headers=3s");
    let statuses = at_once(&trio, "one", 3);
    let refused = statuses.iter().filter(|(status, _)| *status == 503).count();
    assert_eq!(refused, 2, "{statuses:?}");
}

#[test]
fn a_full_account_is_passed_over_for_the_next() {
    let trio = Trio::start(MODELS, ", max_in_flight: 1, queue: 5s", 1);
    trio.set_fault(0, "delay,headers=1s");
    let answers = at_once(&trio, "two", 2);
    let by_b = answers
        .iter()
        .filter(|(_, target)| target.starts_with("b/"));
    assert_eq!(by_b.count(), 1, "{answers:?}");
}

#[test]
fn the_least_busy_account_is_asked() {
    let trio = Trio::start(MODELS, "", 1);
    trio.set_fault(0, "delay,headers=700ms");
    trio.set_fault(2, "delay,headers=700ms");
    let answers = at_once(&trio, "busy", 8);
    let by_a = answers
        .iter()
        .filter(|(_, target)| target.starts_with("a/"));
    assert_eq!(by_a.count(), 4, "{answers:?}");
}
