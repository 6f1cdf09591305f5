//! Many requests at once, on several workers, and what is left of them after.

use std::sync::Mutex;
use std::thread;

use sluice_harness::Settings;

use super::world::{CLIENTS, Format, World, fault, model_of, model_with_first, say, text_of};

/// Requests at a time.
const LANES: usize = 8;

/// Sends `count` requests over [`LANES`] connections at a time.
fn flood(world: &World, count: usize, model: impl Fn(usize) -> &'static str + Sync) {
    let next = Mutex::new(0..count);
    thread::scope(|scope| {
        for _ in 0..LANES {
            scope.spawn(|| {
                loop {
                    let Some(number) = next.lock().unwrap().next() else {
                        break;
                    };
                    let client = CLIENTS[number % 2];
                    let text = format!("number {number}");
                    let stream = number % 3 == 0;
                    let answer = world.success(&say(client, model(number), &text, stream));
                    assert_eq!(text_of(client, &answer), format!("You wrote: {text}"));
                }
            });
        }
    });
}

#[test]
fn answers_of_requests_at_the_same_time_are_not_mixed_up() {
    let settings = Settings {
        workers: 2,
        ..Settings::default()
    };
    let world = World::start_with(settings, "30s");
    for simulator in [&world.openai, &world.claude] {
        simulator.set_faults([fault("delay,headers=5ms,events=1ms")]);
    }
    let models = CLIENTS.map(model_of);
    flood(&world, 240, |number| models[number / 2 % 2]);
    let counted = || {
        world
            .gateway
            .metric("sluice_requests_total", &[("status", "200")])
    };
    world
        .gateway
        .wait_until("all are counted", || counted() == 240.0);
    assert_eq!(world.gateway.access_log(240).len(), 240);
}

#[test]
fn fallbacks_at_the_same_time_find_their_own_requests() {
    let settings = Settings {
        workers: 2,
        ..Settings::default()
    };
    let world = World::start_with(settings, "30s");
    world.claude.set_faults([fault("status=529")]);
    flood(&world, 160, |_| model_with_first(Format::AnthropicMessages));
    assert_eq!(world.claude.requests().len(), 160);
    assert_eq!(world.openai.requests().len(), 160);
}

#[test]
fn memory_does_not_grow_with_the_number_of_requests() {
    let world = World::start_with(Settings::default(), "30s");
    world.claude.set_faults([fault("status=503,times=100000")]);
    let models = ["smart", "gpt", "reverse"];
    // Pools, caches and the module's memory find their size first.
    flood(&world, 300, |number| models[number % 3]);
    let before = world.gateway.envoy().resident();
    flood(&world, 900, |number| models[number % 3]);
    let after = world.gateway.envoy().resident();
    assert!(after < before + (24 << 20), "{before} -> {after}");
}
