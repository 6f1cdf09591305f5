//! Prompts, lists and deliveries at the edges of what is allowed.

use std::fmt::Write as _;

use sluice_harness::client::Connection;
use sluice_harness::{CLIENT_KEY, Gateway, Settings, key_sha256};
use sluice_simulator::{Format, Options, Simulator};

use super::clients::{CLIENTS, Client};
use super::desk::{Desk, MAIL};

const MIB: usize = 1 << 20;

fn prose(bytes: usize) -> String {
    let sentence = "The quarterly report was late again, and nobody knew why. ";
    sentence.repeat(bytes / sentence.len() + 1)
}

fn a_mebibyte_is_read_to_its_end(desk: &Desk) {
    desk.forget();
    let prompt = format!("I am {MAIL}. {}I am {MAIL}.", prose(MIB));
    for client in CLIENTS.iter().filter(|client| !client.streams_only) {
        for provider in client.providers {
            desk.forget();
            let say = |row: &str| {
                let model = format!("{row}.{provider}");
                desk.gateway.send(&client.says(&model, &prompt, true))
            };
            client.assert_refused(&say("in-deny"), 400, "in-deny");
            assert!(desk.received(provider).is_empty());
            let told = client.told(&say("in-restore"), true);
            let start: String = told.text.chars().take(60).collect();
            assert!(told.text.starts_with("You wrote: I am jo@e"), "{start}");
            let received = desk.received(provider).concat();
            assert!(!received.contains(MAIL), "{}", client.name);
            assert_eq!(received.matches("[EMAIL_ADDRESS_1]").count(), 2);
            assert!(received.len() > MIB);
        }
    }
}

fn a_mebibyte_of_nothing_but_findings_is_taken_out(desk: &Desk) {
    desk.forget();
    let mut prompt = String::from("hello ");
    while prompt.len() < MIB {
        write!(prompt, "jo{}@example.org ", prompt.len()).unwrap();
    }
    let client = &CLIENTS[0];
    for provider in client.providers {
        for row in ["in-restore", "in-mask", "in-remove", "in-hash"] {
            desk.forget();
            let model = format!("{row}.{provider}");
            let answer = desk.gateway.send(&client.says(&model, &prompt, false));
            assert_eq!(answer.status, 200, "{row}: {}", answer.text());
            let received = desk.received(provider).concat();
            assert!(!received.contains("@example"), "{row}");
        }
    }
}

fn a_request_that_comes_in_small_pieces_is_read_as_a_whole(desk: &Desk) {
    desk.forget();
    let to = desk.gateway.address();
    for client in CLIENTS {
        let provider = client.providers[1];
        for row in ["in-deny", "in-mask"] {
            let model = format!("{row}.{provider}");
            let bytes = client.says(&model, MAIL, true).bytes(to);
            let mut connection = Connection::open(to).unwrap();
            for part in bytes.chunks(3) {
                connection.write(part).unwrap();
            }
            let answer = connection.answer().unwrap();
            if row == "in-deny" {
                client.assert_refused(&answer, 400, row);
            } else {
                assert_eq!(client.told(&answer, true).text, "You wrote: **************");
            }
        }
    }
}

/// A gateway with a list of so many words, in front of one provider.
fn listed(count: usize) -> (Gateway, Simulator) {
    let simulator = Simulator::start(Options::new(Format::OpenAiChat)).unwrap();
    let mut yaml = String::from("guardrails:\n");
    for (name, more) in [
        ("denied", "on: input"),
        ("masked", "on: output, action: redact, redact: {with: mask}"),
    ] {
        write!(yaml, "  {name}:\n    {{{more}, models: [{name}],").unwrap();
        yaml.push_str(" check: {words: {words: [");
        for number in 0..count {
            write!(yaml, "brand{number:05}x, ").unwrap();
        }
        yaml.push_str("]}}}\n");
    }
    let (url, key) = (simulator.url(), key_sha256(CLIENT_KEY));
    write!(
        yaml,
        "providers:\n  all: {{format: openai-chat, endpoint: \"{url}\", auth: {{bearer: {{env: TEST_KEY}}}}}}\n\
         models:\n  denied: {{targets: [{{provider: all, model: gpt-4o}}]}}\n  masked: {{targets: [{{provider: all, model: gpt-4o}}]}}\n\
         consumers: [{{name: checkout, key_sha256: \"{key}\"}}]\n"
    )
    .unwrap();
    let settings = Settings::default().variable("TEST_KEY", "sk-provider-words-0001");
    (Gateway::start_with(&yaml, settings), simulator)
}

#[test]
fn a_list_of_ten_thousand_words_is_looked_for_whole_and_streamed() {
    let (gateway, simulator) = listed(10_000);
    let client = Client::named("openai-chat");
    for bad in ["brand00000x", "Brand09999X", "ｂｒａｎｄ04711ｘ"] {
        let answer = gateway.send(&client.says("denied", &format!("buy {bad} now"), false));
        client.assert_refused(&answer, 400, "denied");
    }
    assert!(simulator.requests().is_empty());
    let fine = client.says("denied", "buy brand10000x now", false);
    assert_eq!(gateway.send(&fine).status, 200);
    for stream in [false, true] {
        let prompt = format!(
            "repeat exactly: {}brand09999x, or brand10000x",
            prose(50_000)
        );
        let answer = gateway.send(&client.says("masked", &prompt, stream));
        let text = client.told(&answer, stream).text;
        let end = text
            .get(text.len().saturating_sub(30)..)
            .unwrap_or_default();
        assert!(text.ends_with("***********, or brand10000x"), "{end}");
    }
}

/// All of these on one Envoy, of which each takes its time to start.
#[test]
fn requests_of_any_size_and_delivery_are_read_to_their_end() {
    let desk = Desk::start();
    for hold in [
        a_mebibyte_is_read_to_its_end,
        a_mebibyte_of_nothing_but_findings_is_taken_out,
        a_request_that_comes_in_small_pieces_is_read_as_a_whole,
    ] {
        hold(&desk);
    }
}
