//! Copies to another target, whose answers are measured and dropped.

use std::time::{Duration, Instant};

use super::Trio;

const MODELS: &str = r#"routing: {cool_down: {max: 0s}, retry_budget: {percent: 100, min: 100000}}
timeouts: {connect: 1s, idle: 5s, answer: 5s}
models:
  shadowed:
    targets: [{provider: a, model: gpt-4o}]
    shadow: {provider: b, model: claude-opus-5, percent: 100}
"#;

#[test]
fn a_copy_is_translated_and_measured_and_the_answer_is_the_first_targets() {
    let trio = Trio::start(MODELS, "", 1);
    for stream in [false, true] {
        assert_eq!(trio.answered_by("shadowed", stream), 'a');
    }
    trio.gateway.wait_until("both copies are counted", || {
        let of_shadow = [("provider", "b"), ("status", "200")];
        trio.gateway
            .metric("sluice_shadow_requests_total", &of_shadow)
            == 2.0
    });
    let copies = trio.simulators[1].requests();
    assert_eq!(copies.len(), 2);
    for copy in copies {
        assert_eq!(copy.json()["model"], "claude-opus-5");
    }
    assert!(
        trio.gateway
            .metric("sluice_shadow_output_tokens_total", &[])
            > 0.0
    );
    assert_eq!(
        trio.gateway
            .metric("sluice_attempts_total", &[("provider", "b")]),
        0.0
    );
}

#[test]
fn a_shadow_that_fails_neither_delays_nor_changes_the_answer() {
    let trio = Trio::start(MODELS, "", 1);
    for bad in [
        "delay,headers=4s",
        "refuse",
        "reset",
        "status=500",
        "large-answer=20000000",
    ] {
        trio.set_fault(1, bad);
        for stream in [false, true] {
            let begun = Instant::now();
            assert_eq!(trio.answered_by("shadowed", stream), 'a', "{bad}");
            assert!(begun.elapsed() < Duration::from_secs(3), "{bad}");
        }
    }
}

#[test]
fn a_shadow_that_falls_silent_within_its_stream_is_ended_and_harms_nobody() {
    let trio = Trio::start(&MODELS.replace("idle: 5s", "idle: 1s"), "", 1);
    trio.set_fault(1, "delay,events=60s");
    for turn in 1..=3 {
        assert_eq!(trio.answered_by("shadowed", true), 'a');
        trio.gateway.wait_until("the copy is ended", || {
            let copies = [("provider", "b")];
            trio.gateway.metric("sluice_shadow_requests_total", &copies) >= f64::from(turn)
        });
        assert_eq!(trio.simulators[1].requests().len(), turn as usize);
    }
}
