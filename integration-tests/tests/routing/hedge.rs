//! A second attempt while the first is late.

use std::time::{Duration, Instant};

use sluice_harness::client::Connection;

use super::super::world::{Format, error_of, say, text_of};
use super::{Trio, provider};

const MODELS: &str = r#"routing: {cool_down: {max: 0s}, retry_budget: {percent: 100, min: 100000}}
timeouts: {connect: 1s, idle: 20s, answer: 20s}
models:
  hedged:
    hedge_after: 200ms
    targets: [{provider: a, model: gpt-4o}, {provider: b, model: claude-sonnet-4-5}]
"#;

#[test]
fn the_next_target_answers_when_the_first_is_late_and_both_are_booked() {
    let trio = Trio::start(MODELS, "", 1);
    assert_eq!(trio.answered_by("hedged", false), 'a');
    assert_eq!(trio.answered_by("hedged", true), 'a');
    assert_eq!(trio.simulators[1].requests().len(), 0, "nobody was late");

    for (late, stream) in [
        ("delay,headers=15s", false),
        ("delay,headers=15s", true),
        ("delay,first-event=15s", true),
    ] {
        trio.set_fault(0, late);
        let begun = Instant::now();
        assert_eq!(trio.answered_by("hedged", stream), 'b', "{late}");
        assert!(begun.elapsed() < Duration::from_secs(8), "{late}");
    }
    trio.gateway.wait_until("what was given up is booked", || {
        let lost = [("provider", "a")];
        trio.gateway.metric("sluice_lost_input_tokens_total", &lost) > 0.0
    });
    trio.gateway.wait_until("each attempt is counted", || {
        let of_b = [("provider", "b")];
        trio.gateway.metric("sluice_attempts_total", &of_b) == 3.0
    });
}

#[test]
fn the_first_target_still_wins_when_the_second_fails() {
    let trio = Trio::start(MODELS, "", 1);
    for second in ["status=500", "refuse", "reset"] {
        trio.set_fault(0, "delay,headers=1s");
        trio.set_fault(1, second);
        for stream in [false, true] {
            assert_eq!(trio.answered_by("hedged", stream), 'a', "{second}");
        }
    }
}

#[test]
fn a_first_target_that_fails_is_followed_at_once() {
    let trio = Trio::start(MODELS, "", 1);
    for first in ["status=503", "refuse", "reset", "status=429"] {
        trio.set_fault(0, first);
        for stream in [false, true] {
            assert_eq!(trio.answered_by("hedged", stream), 'b', "{first}");
        }
    }
    trio.set_fault(1, "status=500");
    for stream in [false, true] {
        let answer = trio.say("hedged", stream);
        assert_eq!(answer.status, 500, "{}", answer.text());
        error_of(Format::OpenAiChat, &answer);
    }
}

#[test]
fn a_client_that_goes_away_calls_off_both() {
    let trio = Trio::start(MODELS, "", 1);
    trio.set_fault(0, "delay,headers=15s");
    trio.set_fault(1, "delay,headers=15s");
    let mut client = Connection::open(trio.gateway.address()).unwrap();
    let request = say(Format::OpenAiChat, "hedged", "hello", true);
    client
        .write(&request.bytes(trio.gateway.address()))
        .unwrap();
    trio.gateway.wait_until("both are asked", || {
        trio.simulators[..2]
            .iter()
            .all(|simulator| !simulator.requests().is_empty())
    });
    client.hang_up();
    trio.gateway.wait_until("both have ended", || {
        trio.gateway.metric("sluice_attempts_total", &[]) == 2.0
    });
}

#[test]
fn a_second_attempt_that_may_not_be_made_leaves_the_first_alone() {
    let models = MODELS.replace("percent: 100, min: 100000", "percent: 0, min: 0");
    let trio = Trio::start(&models, "", 1);
    trio.set_fault(0, "delay,headers=1s");
    for stream in [false, true] {
        assert_eq!(trio.answered_by("hedged", stream), 'a');
    }
    assert!(trio.simulators[1].requests().is_empty());
}

#[test]
fn guardrails_hold_and_restore_answers_of_targets_that_are_asked_together() {
    let models = r#"timeouts: {connect: 1s, idle: 20s, answer: 20s}
models:
  held:
    hedge_after: 200ms
    timeouts: {first_token: 1s}
    targets: [{provider: a, model: gpt-4o}, {provider: b, model: claude-sonnet-4-5}]
  restored:
    hedge_after: 200ms
    targets: [{provider: a, model: gpt-4o}, {provider: b, model: claude-sonnet-4-5}]
guardrails:
  held: {check: {pii: {entities: [EMAIL_ADDRESS]}}, on: output, hold: full, models: [held]}
  restored:
    check: {pii: {entities: [EMAIL_ADDRESS]}}
    on: input
    action: redact
    redact: {restore: true}
    models: [restored]
"#;
    let trio = Trio::start(models, "", 1);
    let client = Format::OpenAiChat;
    // Longer than the first event may take, and than all of it may not.
    let slow = "delay,events=300ms";
    trio.set_fault(0, slow);
    trio.set_fault(1, slow);
    let words = "one two three four five six seven eight";
    let answer = trio.gateway.send(&say(client, "held", words, true));
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(text_of(client, &answer), format!("You wrote: {words}"));

    trio.set_fault(0, "delay,headers=15s");
    trio.simulators[1].clear_faults();
    for stream in [false, true] {
        let request = say(client, "restored", "I am jo@example.org", stream);
        let answer = trio.gateway.send(&request);
        assert_eq!(answer.status, 200, "{}", answer.text());
        let text = text_of(client, &answer);
        assert_eq!(text, "You wrote: I am jo@example.org");
        assert_eq!(provider(&answer), 'b');
    }
    for simulator in &trio.simulators {
        for request in simulator.requests() {
            let body = String::from_utf8_lossy(&request.body).into_owned();
            assert!(!body.contains("jo@"), "{body}");
        }
    }
}
