//! Accounts that are left alone, and the bounds of trying again.

use std::thread;

use super::super::world::{Format, error_of};
use super::Trio;

const MODELS: &str = r#"routing: {cool_down: {failures: 2, base: 1s, max: 10s}, retry_budget: {percent: 20, min: 5, window: 60s}}
models:
  both: {targets: [{provider: a, model: gpt-4o}, {provider: b, model: claude-sonnet-4-5}]}
  alone: {targets: [{provider: c, model: gpt-4o}]}
  pair: {targets: [{provider: a, model: gpt-4o}, {provider: c, model: gpt-4o}]}
"#;

#[test]
fn a_rate_limited_account_is_left_alone_by_every_worker_for_as_long_as_it_says() {
    let trio = Trio::start(MODELS, "", 2);
    trio.set_fault(0, "status=429,retry-after=8");
    assert_eq!(trio.answered_by("both", false), 'b');
    trio.simulators[0].clear_faults();
    trio.gateway.wait_until("it is shown", || {
        trio.gateway
            .metric("sluice_account_cooling", &[("provider", "a")])
            == 1.0
    });
    // Each connection may meet another worker, which learns of it within a quarter of
    // a second.
    let all_pass_by = || {
        thread::scope(|scope| {
            let asked: Vec<_> = (0..8)
                .map(|_| scope.spawn(|| trio.answered_by("both", true)))
                .collect();
            asked.into_iter().all(|one| one.join().unwrap() == 'b')
        })
    };
    trio.gateway.wait_until("every worker knows", all_pass_by);
    trio.simulators[0].forget_requests();
    assert!(all_pass_by());
    assert!(trio.simulators[0].requests().is_empty());
    trio.gateway.wait_until("it is asked again", || {
        trio.answered_by("both", false) == 'a'
    });
    trio.gateway.wait_until("it is well", || {
        trio.gateway
            .metric("sluice_account_cooling", &[("provider", "a")])
            == 0.0
    });
}

#[test]
fn the_client_is_told_when_the_first_of_the_accounts_takes_requests_again() {
    let trio = Trio::start(MODELS, "", 1);
    trio.set_fault(0, "status=429,retry-after=60");
    trio.set_fault(2, "status=429,retry-after=7");
    for attempt in 0..3 {
        let answer = trio.say("pair", attempt == 1);
        assert_eq!(answer.status, 429, "{}", answer.text());
        let wait: u64 = answer.header("retry-after").unwrap().parse().unwrap();
        assert!((5..=7).contains(&wait), "{wait}");
        error_of(Format::OpenAiChat, &answer);
    }
    assert_eq!(
        trio.simulators[0].requests().len(),
        1,
        "told once, it is left alone"
    );
}

#[test]
fn the_last_account_of_a_model_is_asked_on_although_it_fails() {
    let trio = Trio::start(MODELS, "", 1);
    trio.set_fault(2, "status=500");
    for _ in 0..6 {
        assert_eq!(trio.say("alone", false).status, 500);
    }
    assert_eq!(trio.simulators[2].requests().len(), 6);
    let told = "account c is left alone";
    assert!(
        trio.gateway.everything_written().contains(told),
        "and that is said"
    );
    trio.simulators[2].clear_faults();
    assert_eq!(trio.answered_by("alone", false), 'c');
}

#[test]
fn an_outage_does_not_multiply_the_load() {
    let models = MODELS.replace("failures: 2", "failures: 1000, failure_percent: 100");
    let trio = Trio::start(&models, "", 1);
    trio.set_fault(0, "status=500");
    let statuses: Vec<u16> = (0..20).map(|_| trio.say("both", false).status).collect();
    let served = statuses.iter().filter(|status| **status == 200).count();
    assert_eq!(served, 5, "{statuses:?}");
    trio.gateway
        .wait_until("what was not tried is counted", || {
            trio.gateway.metric("sluice_retries_denied_total", &[]) == 15.0
        });
}

#[test]
fn a_request_too_long_for_one_model_goes_to_one_that_takes_more() {
    let models = r#"catalogue: {gpt-4o: {context_window: 1000}, gpt-5.2: {context_window: 1000}, claude-sonnet-4-5: {context_window: 9000}}
models:
  long: {targets: [{provider: a, model: gpt-4o}, {provider: c, model: gpt-5.2}, {provider: b, model: claude-sonnet-4-5}]}
"#;
    let trio = Trio::start(models, "", 1);
    trio.set_fault(
        0,
        r#"status=400,body={"error":{"message":"This model's maximum context length is 1000 tokens.","type":"invalid_request_error","param":"messages","code":"context_length_exceeded"}}"#,
    );
    assert_eq!(trio.answered_by("long", false), 'b');
    assert!(trio.simulators[2].requests().is_empty(), "it takes no more");
}

#[test]
fn an_answer_that_is_none_leads_to_the_next_target() {
    let trio = Trio::start(MODELS, "", 1);
    for bad in ["empty-body", "cut-body", "html-error-page=200"] {
        trio.set_fault(0, bad);
        assert_eq!(trio.answered_by("both", false), 'b', "{bad}");
        trio.gateway.wait_until("it is asked again", || {
            trio.simulators[0].clear_faults();
            trio.answered_by("both", false) == 'a'
        });
    }
}
