//! Clients that leave early, and bytes that come slowly.

use std::time::Duration;

use sluice_harness::client::Connection;
use sluice_harness::{Gateway, Settings};
use sluice_simulator::{Fault, Options, Outcome, Simulator};

use super::world::{CLIENTS, Format, World, fault, model_of, say, text_of};
use crate::shared::share;

const PATIENCE: Duration = Duration::from_secs(10);

share!(
    clients_that_leave_or_dawdle_are_no_trouble: World::start(),
    [
        a_client_that_leaves_takes_its_provider_request_with_it,
        a_client_that_leaves_before_the_answer_is_no_trouble,
        a_client_that_leaves_in_the_middle_of_its_body_is_no_trouble,
        a_request_that_comes_in_small_pieces_is_understood,
        requests_follow_each_other_on_one_connection,
    ]
);

fn a_client_that_leaves_takes_its_provider_request_with_it(world: &World) {
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

fn a_client_that_leaves_before_the_answer_is_no_trouble(world: &World) {
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

fn a_client_that_leaves_in_the_middle_of_its_body_is_no_trouble(world: &World) {
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

fn a_request_that_comes_in_small_pieces_is_understood(world: &World) {
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

fn requests_follow_each_other_on_one_connection(world: &World) {
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
    let claude = Simulator::start(Options::new(Format::AnthropicMessages.into())).unwrap();
    claude.set_faults([Fault::LargeAnswer { bytes: 30 << 20 }.always()]);
    // Small limits are small buffers.
    let yaml = format!(
        r#"
access: open
limits: {{request_body: 1MiB, response_body: 1MiB}}
timeouts: {{answer: 60s, idle: 60s}}
providers:
  claude: {{format: anthropic-messages, endpoint: "{}", auth: {{header: x-api-key, env: TEST_CLAUDE_KEY}}}}
models:
  sonnet: {{targets: [{{provider: claude, model: claude-sonnet-4-5}}]}}
"#,
        claude.url()
    );
    let settings = Settings::default().variable("TEST_CLAUDE_KEY", "sk-any");
    let gateway = Gateway::start_with(&yaml, settings);
    let before = gateway.envoy().resident();
    for client in CLIENTS {
        let request = say(client, "sonnet", "hello", true);
        let mut connection = Connection::open(gateway.address()).unwrap();
        let paused = "cluster.provider-claude.upstream_flow_control_paused_reading_total";
        let already = gateway.envoy().stat(paused);
        connection.write(&request.bytes(gateway.address())).unwrap();
        gateway.wait_until("the provider is held back", || {
            gateway.envoy().stat(paused) > already
        });
        let held = gateway.envoy().resident();
        assert!(held < before + 100 * MIB, "{before} -> {held}");
        let answer = connection.answer().unwrap();
        assert_eq!(text_of(client, &answer).len(), 30 << 20);
    }
}
