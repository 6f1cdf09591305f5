//! A provider whose name cannot be resolved is like one that refuses connections.

use sluice_harness::client::End;
use sluice_harness::{Gateway, Settings, free_port};
use sluice_simulator::{Options, Simulator};

use super::world::{CLIENTS, Format, OPENAI_KEY, error_of, say, text_of};

/// A gateway whose providers have names, one of which nobody has.
fn start(openai: &Simulator) -> Gateway {
    let named = openai.url().replace("127.0.0.1", "localhost");
    let yaml = format!(
        "access: open
routing: {{cool_down: {{max: 0s}}, retry_budget: {{min: 1000}}}}
timeouts: {{connect: 2s, idle: 5s, answer: 5s}}
providers:
  unknown: {{format: anthropic-messages, endpoint: \"https://no-such-host.invalid\"}}
  refused: {{format: openai-chat, endpoint: \"http://localhost:{closed}\"}}
  openai: {{format: openai-chat, endpoint: \"{named}\", auth: {{bearer: {{env: TEST_OPENAI_KEY}}}}}}
models:
  covered: {{targets: [{{provider: unknown, model: m}}, {{provider: openai, model: gpt-4o}}]}}
  twice: {{targets: [{{provider: unknown, model: m}}, {{provider: refused, model: m}}, {{provider: openai, model: gpt-4o}}]}}
  alone: {{targets: [{{provider: unknown, model: m}}]}}
  lost: {{targets: [{{provider: unknown, model: m}}, {{provider: refused, model: m}}]}}
  well: {{targets: [{{provider: openai, model: gpt-4o}}, {{provider: unknown, model: m}}]}}
",
        closed = free_port(),
    );
    let settings = Settings::default().variable("TEST_OPENAI_KEY", OPENAI_KEY);
    Gateway::start_with(&yaml, settings)
}

fn openai() -> Simulator {
    Simulator::start(Options::new(Format::OpenAiChat.into()).key(OPENAI_KEY)).unwrap()
}

#[test]
fn a_target_without_a_host_leads_to_the_next_one() {
    let openai = openai();
    let gateway = start(&openai);
    for client in CLIENTS {
        for stream in [false, true] {
            for (model, attempts) in [("covered", "2"), ("twice", "3")] {
                let answer = gateway.send(&say(client, model, "hello", stream));
                let case = format!("{client:?}, {model}, stream {stream}");
                assert_eq!(answer.status, 200, "{case}: {}", answer.text());
                assert_eq!(answer.end, End::Complete, "{case}");
                assert_eq!(text_of(client, &answer), "You wrote: hello", "{case}");
                assert_eq!(answer.header("x-sluice-attempts"), Some(attempts), "{case}");
            }
        }
    }
}

#[test]
fn without_another_target_the_client_gets_an_error_in_its_format() {
    let openai = openai();
    let gateway = start(&openai);
    for client in CLIENTS {
        for stream in [false, true] {
            for model in ["alone", "lost"] {
                let answer = gateway.send(&say(client, model, "hello", stream));
                assert_eq!(answer.status, 503, "{}", answer.text());
                let (_, message) = error_of(client, &answer);
                assert!(
                    !message.contains("invalid") && !message.contains("255."),
                    "{message}"
                );
            }
        }
    }
}

#[test]
fn a_provider_that_is_there_is_the_only_one_asked() {
    let openai = openai();
    let gateway = start(&openai);
    for client in CLIENTS {
        for stream in [false, true] {
            let answer = gateway.send(&say(client, "well", "hello", stream));
            assert_eq!(text_of(client, &answer), "You wrote: hello");
            assert_eq!(answer.header("x-sluice-attempts"), Some("1"));
        }
    }
    for seen in openai.requests() {
        let host = seen.headers.iter().find(|(name, _)| name == "host");
        let host = host.map(|(_, value)| value.as_str()).unwrap_or_default();
        assert!(host.starts_with("localhost:"), "{host}");
    }
    assert_eq!(gateway.envoy().stat("cluster.nowhere.upstream_cx_total"), 0);
}
