//! `lowest_latency`, in simulated time with fixed seeds.

use std::time::Duration;

use sluice_config::Strategy;

use super::super::CoolReason;
use super::super::{Cooling, TargetState};
use super::world::{NOON, World, random};

const FAST: f64 = 200.0;
const SLOW: f64 = 2_000.0;

/// Requests that come at a steady pace, and targets as fast as they are now.
struct Traffic {
    world: World,
    /// Milliseconds to the first token, by target.
    speeds: Vec<f64>,
    sent: u64,
    pause: Duration,
}

impl Traffic {
    fn new(speeds: &[f64], exploration: u32) -> Self {
        let mut world = World::new(speeds.len(), Strategy::LowestLatency { exploration });
        world.facts.max_tokens = Some(100);
        Self {
            world,
            speeds: speeds.to_vec(),
            sent: 0,
            pause: Duration::from_millis(100),
        }
    }

    /// Sends requests and measures their targets; says how many each one got.
    fn send(&mut self, requests: usize) -> Vec<usize> {
        let mut counts = vec![0; self.speeds.len()];
        for _ in 0..requests {
            self.sent += 1;
            self.world.now += self.pause;
            let target = self.world.decide(random(self.sent)).order[0];
            counts[target] += 1;
            let state = &mut self.world.state.targets[target];
            measure(&mut state.first_token_ms, self.speeds[target]);
            measure(&mut state.token_ms, self.speeds[target] / 20.0);
            state.measured = self.world.now;
            state.attempts += 1.0;
        }
        counts
    }
}

/// An exponentially weighted average, as a worker keeps it.
fn measure(average: &mut Option<f64>, value: f64) {
    *average = Some(average.map_or(value, |known| known * 0.7 + value * 0.3));
}

#[test]
fn traffic_leaves_a_target_that_turns_ten_times_slower_within_50_requests() {
    for targets in [2, 3, 4] {
        let mut traffic = Traffic::new(&vec![FAST; targets], 50);
        let before = traffic.send(1_000);
        assert!(
            before.iter().all(|count| *count > 600 / targets),
            "{before:?}"
        );
        traffic.speeds[0] = SLOW;
        let change = traffic.send(50);
        assert!(change[0] <= 12, "{change:?}");
        let after = traffic.send(1_000);
        assert!(after[0] <= 1_000 / targets / 10 + 30, "{after:?}");
    }
}

#[test]
fn a_target_that_has_recovered_gets_its_share_again_within_two_minutes() {
    let mut traffic = Traffic::new(&[FAST, FAST], 50);
    traffic.send(200);
    traffic.speeds[0] = SLOW;
    traffic.send(600);
    traffic.speeds[0] = FAST;
    traffic.send(1_200);
    let after = traffic.send(1_000);
    assert!(after[0] >= 350, "{after:?}");
}

#[test]
fn without_exploration_too_a_slow_target_is_tried_again_when_its_measurement_is_old() {
    let mut traffic = Traffic::new(&[FAST, FAST], 0);
    traffic.send(200);
    traffic.speeds[0] = SLOW;
    let away = traffic.send(600);
    assert!(away[0] <= 60, "{away:?}");
    traffic.speeds[0] = FAST;
    traffic.pause = Duration::from_secs(1);
    // Ten times slower is a tenth slower after seven half-lives of 30 seconds.
    let back = traffic.send(7 * 30);
    assert!(back[0] >= 1, "{back:?}");
    traffic.send(1_000);
    let after = traffic.send(1_000);
    assert!(after[0] >= 350, "{after:?}");
}

#[test]
fn a_target_that_was_never_measured_is_tried_but_not_by_all_at_once() {
    let mut traffic = Traffic::new(&[FAST, FAST], 0);
    traffic.world.state.targets[1] = TargetState {
        first_token_ms: Some(FAST),
        token_ms: Some(FAST / 20.0),
        measured: NOON,
        ..TargetState::default()
    };
    let counts = traffic.world.counts(1_000);
    assert!((400..600).contains(&counts[0]), "{counts:?}");
}

#[test]
fn a_target_that_fails_is_as_good_as_a_slow_one() {
    let mut traffic = Traffic::new(&[FAST, FAST], 0);
    traffic.send(100);
    let state = &mut traffic.world.state.targets[0];
    state.attempts = 20.0;
    state.failures = 10.0;
    assert_eq!(traffic.world.counts(200)[0], 0);
    // Nor does it seem new when it has done nothing but fail.
    traffic.world.state.targets[0] = TargetState {
        attempts: 20.0,
        failures: 20.0,
        ..TargetState::default()
    };
    assert_eq!(traffic.world.counts(200)[0], 0);
}

#[test]
fn long_answers_go_to_the_one_that_writes_fast_and_short_ones_to_the_one_that_begins_fast() {
    let mut world = World::new(2, Strategy::LowestLatency { exploration: 0 });
    for (target, first_token, token) in [(0, 100.0, 50.0), (1, 1_000.0, 5.0)] {
        world.state.targets[target] = TargetState {
            first_token_ms: Some(first_token),
            token_ms: Some(token),
            measured: NOON,
            ..TargetState::default()
        };
    }
    world.facts.max_tokens = Some(5);
    assert_eq!(world.order(), [0, 1]);
    world.facts.max_tokens = Some(2_000);
    assert_eq!(world.order(), [1, 0]);
    world.facts.max_tokens = None;
    assert_eq!(
        world.order(),
        [1, 0],
        "an answer is 256 tokens long if nothing is said"
    );
}

#[test]
fn what_is_not_asked_first_follows_by_speed() {
    let mut world = World::new(4, Strategy::LowestLatency { exploration: 0 });
    for (target, speed) in [400.0, 100.0, 300.0, 200.0].into_iter().enumerate() {
        world.state.targets[target] = TargetState {
            first_token_ms: Some(speed),
            measured: NOON,
            ..TargetState::default()
        };
    }
    for seed in 0..200 {
        let order = world.decide(random(seed)).order;
        let rest: Vec<usize> = [1, 3, 2, 0]
            .into_iter()
            .filter(|target| *target != order[0])
            .collect();
        assert_eq!(order[1..], rest);
        assert_ne!(
            order[0], 0,
            "the slowest of four is never the better of two"
        );
    }
}

#[test]
fn exploration_asks_every_target_its_part_and_no_excluded_one() {
    let mut world = World::new(3, Strategy::LowestLatency { exploration: 300 });
    for (target, speed) in [100.0, 900.0, 900.0].into_iter().enumerate() {
        world.state.targets[target] = TargetState {
            first_token_ms: Some(speed),
            measured: NOON,
            ..TargetState::default()
        };
    }
    world.state.accounts[2].cooling = Some(Cooling {
        until: NOON + Duration::from_secs(9),
        reason: CoolReason::Failing,
        is_probing: false,
    });
    let counts = world.counts(10_000);
    assert!((1_300..1_700).contains(&counts[1]), "{counts:?}");
    assert_eq!(counts[2], 0);
}

#[test]
fn numbers_that_are_none_do_no_harm() {
    let mut world = World::new(3, Strategy::LowestLatency { exploration: 0 });
    for (target, speed) in [f64::NAN, f64::INFINITY, -1.0].into_iter().enumerate() {
        world.state.targets[target] = TargetState {
            first_token_ms: Some(speed),
            token_ms: Some(speed),
            measured: Duration::MAX,
            attempts: speed,
            failures: speed,
            stopped: None,
        };
    }
    for seed in 0..100 {
        let mut order = world.decide(random(seed)).order;
        order.sort_unstable();
        assert_eq!(order, [0, 1, 2]);
    }
}
