//! Clients that leave early, and bytes that come slowly.

use std::time::Duration;

use sluice_harness::client::Connection;
use sluice_simulator::{Fault, Outcome};

use super::world::{CLIENTS, World, fault, model_of, say, text_of};

const PATIENCE: Duration = Duration::from_secs(10);

#[test]
fn a_client_that_leaves_takes_its_provider_request_with_it() {
    let world = World::start();
    for client in CLIENTS {
        for provider in CLIENTS {
            world.forget();
            let simulator = world.simulator(provider);
            simulator.set_faults([fault("delay,events=20ms")]);
            let request = say(client, model_of(provider), "write 1500 words", true);
            let mut connection = Connection::open(world.gateway.address()).unwrap();
            connection
                .write(&request.bytes(world.gateway.address()))
                .unwrap();
            connection.read_until("word1").unwrap();
            connection.hang_up();
            let left = simulator.wait_for(PATIENCE, |requests| {
                requests
                    .first()
                    .is_some_and(|request| request.outcome == Outcome::ClientLeft)
            });
            assert!(left.is_some(), "{client:?} -> {provider:?}");
        }
    }
    world.forget();
    world.success(&say(CLIENTS[0], "smart", "hello", true));
}

#[test]
fn a_client_that_leaves_before_the_answer_is_no_trouble() {
    let world = World::start();
    world.openai.set_faults([fault("delay,headers=1500ms")]);
    for client in CLIENTS {
        let request = say(client, "gpt", "hello", false);
        let mut connection = Connection::open(world.gateway.address()).unwrap();
        connection
            .write(&request.bytes(world.gateway.address()))
            .unwrap();
        let count = world.openai.requests().len();
        let arrived = world
            .openai
            .wait_for(PATIENCE, |requests| requests.len() > count);
        assert!(arrived.is_some() || !world.openai.requests().is_empty());
        connection.hang_up();
    }
    world.forget();
    world.success(&say(CLIENTS[0], "gpt", "hello", false));
}

#[test]
fn a_client_that_leaves_in_the_middle_of_its_body_is_no_trouble() {
    let world = World::start();
    for client in CLIENTS {
        let bytes = say(client, "smart", "hello there", false).bytes(world.gateway.address());
        for part in [20, bytes.len() - 30, bytes.len() - 1] {
            let mut connection = Connection::open(world.gateway.address()).unwrap();
            connection.write(&bytes[..part]).unwrap();
            connection.hang_up();
        }
        world.success(&say(client, "smart", "hello", false));
    }
    assert_eq!(world.claude.requests().len(), CLIENTS.len());
}

#[test]
fn a_request_that_comes_in_small_pieces_is_understood() {
    let world = World::start();
    for client in CLIENTS {
        let bytes = say(client, "smart", "zażółć", false).bytes(world.gateway.address());
        let mut connection = Connection::open(world.gateway.address()).unwrap();
        for part in bytes.chunks(3) {
            connection.write(part).unwrap();
        }
        let answer = connection.answer().unwrap();
        assert_eq!(text_of(client, &answer), "You wrote: zażółć");
    }
}

#[test]
fn requests_follow_each_other_on_one_connection() {
    let world = World::start();
    let mut connection = Connection::open(world.gateway.address()).unwrap();
    for round in 0..6 {
        let client = CLIENTS[round % 2];
        let text = format!("round {round}");
        let request = say(client, "smart", &text, round % 3 == 0);
        connection
            .write(&request.bytes(world.gateway.address()))
            .unwrap();
        let answer = connection.answer().unwrap();
        assert_eq!(text_of(client, &answer), format!("You wrote: {text}"));
    }
}

#[test]
fn a_client_that_reads_slowly_holds_the_provider_back() {
    const MIB: u64 = 1 << 20;
    let world = World::patient();
    let large = Fault::LargeAnswer { bytes: 80 << 20 };
    world.claude.set_faults([large.always()]);
    let before = world.gateway.envoy().resident();
    for client in CLIENTS {
        let request = say(client, "sonnet", "hello", true);
        let mut connection = Connection::open(world.gateway.address()).unwrap();
        connection
            .write(&request.bytes(world.gateway.address()))
            .unwrap();
        let paused = "cluster.provider-claude.upstream_flow_control_paused_reading_total";
        let already = world.gateway.envoy().stat(paused);
        world.gateway.wait_until("the provider is held back", || {
            world.gateway.envoy().stat(paused) > already
        });
        let held = world.gateway.envoy().resident();
        assert!(held < before + 200 * MIB, "{before} -> {held}");
        connection.hang_up();
    }
    world.forget();
    world.success(&say(CLIENTS[0], "sonnet", "hello", true));
}
