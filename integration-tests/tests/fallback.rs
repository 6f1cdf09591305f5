//! An attempt that fails before the client has a byte is tried again with the
//! next target, translated again.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::thread;

use serde_json::json;
use sluice_harness::client::End;
use sluice_harness::{Gateway, Settings};
use sluice_simulator::{Options, Simulator};

use super::world::{
    CLIENTS, Format, World, ask, error_of, fault, model_with_first, other, provider_of, say,
    text_of,
};
use crate::shared::share;

/// What goes wrong at the first target, and whether it can only go wrong in a stream.
const TRIGGERS: &[(&str, bool)] = &[
    ("status=429", false),
    ("status=500", false),
    ("status=503", false),
    ("status=529", false),
    ("html-error-page=502", false),
    ("refuse", false),
    ("reset", false),
    ("delay,headers=10s", false),
    ("error-first-event", true),
];

#[track_caller]
fn falls_back(world: &World, client: Format, first: Format, trigger: &str, stream: bool) {
    let case = format!("{client:?} -> {first:?}, {trigger}, stream {stream}");
    world.forget();
    world.simulator(first).set_faults([fault(trigger)]);
    let answer = world.send(&say(client, model_with_first(first), "hello", stream));
    assert_eq!(answer.status, 200, "{case}: {}", answer.text());
    assert_eq!(answer.end, End::Complete, "{case}");
    assert_eq!(text_of(client, &answer), "You wrote: hello", "{case}");
    assert_eq!(answer.header("x-sluice-attempts"), Some("2"), "{case}");
    let target = answer.header("x-sluice-target").unwrap_or_default();
    assert!(
        target.contains(provider_of(other(first))),
        "{case}: {target}"
    );
    assert_eq!(world.simulator(other(first)).requests().len(), 1, "{case}");
}

share!(
    what_fails_before_the_first_byte_is_tried_elsewhere: World::start(),
    [
        every_trigger_leads_to_the_next_target_in_openai_s_format,
        every_trigger_leads_to_the_next_target_in_anthropic_s_format,
        a_port_where_nobody_listens_leads_to_the_next_target,
        the_second_attempt_has_the_second_provider_s_credentials_and_nothing_of_the_first,
        an_error_of_the_client_s_making_is_not_tried_elsewhere,
        only_the_triggers_of_the_model_count,
        when_every_target_fails_the_client_gets_the_last_error_in_its_own_format,
        a_stream_that_has_begun_is_not_tried_again,
        a_fallback_carries_the_whole_conversation_again,
    ]
);

fn every_trigger_leads_to_the_next_target_in_openai_s_format(world: &World) {
    for (trigger, only_streams) in TRIGGERS {
        for first in CLIENTS {
            if !only_streams {
                falls_back(world, Format::OpenAiChat, first, trigger, false);
            }
            falls_back(world, Format::OpenAiChat, first, trigger, true);
        }
    }
}

fn every_trigger_leads_to_the_next_target_in_anthropic_s_format(world: &World) {
    for (trigger, only_streams) in TRIGGERS {
        for first in CLIENTS {
            if !only_streams {
                falls_back(world, Format::AnthropicMessages, first, trigger, false);
            }
            falls_back(world, Format::AnthropicMessages, first, trigger, true);
        }
    }
}

fn a_port_where_nobody_listens_leads_to_the_next_target(world: &World) {
    for client in CLIENTS {
        for stream in [false, true] {
            let answer = world.success(&say(client, "down-first", "hello", stream));
            assert_eq!(text_of(client, &answer), "You wrote: hello");
            assert_eq!(answer.header("x-sluice-attempts"), Some("2"));
        }
    }
}

fn the_second_attempt_has_the_second_provider_s_credentials_and_nothing_of_the_first(
    world: &World,
) {
    for first in CLIENTS {
        for client in CLIENTS {
            world.forget();
            world.simulator(first).set_faults([fault("status=503")]);
            let request = say(client, model_with_first(first), "hello", false)
                .header("x-envoy-attempt-count", "1")
                .header("x-sluice-target-1", "nowhere");
            world.success(&request);
            let seen = world.simulator(other(first)).requests().remove(0);
            // The simulators accept only their own key, so that it is right is proved.
            let foreign = match other(first) {
                Format::OpenAiChat => ["x-api-key", "anthropic-version"],
                Format::AnthropicMessages => ["authorization", "openai-organization"],
            };
            let names: Vec<&str> = seen.headers.iter().map(|(name, _)| name.as_str()).collect();
            for name in names {
                assert!(
                    !foreign.contains(&name),
                    "{name} reached {:?}",
                    other(first)
                );
                assert!(
                    !name.starts_with("x-sluice-"),
                    "{name} reached the provider"
                );
                assert!(!name.starts_with("x-envoy-"), "{name} reached the provider");
            }
        }
    }
}

fn an_error_of_the_client_s_making_is_not_tried_elsewhere(world: &World) {
    for status in [400, 404, 413, 422] {
        for client in CLIENTS {
            world.forget();
            world
                .claude
                .set_faults([fault(&format!("status={status}"))]);
            let answer = world.send(&say(client, "smart", "hello", false));
            assert_eq!(answer.status, status, "{}", answer.text());
            error_of(client, &answer);
            assert!(world.openai.requests().is_empty(), "{status}");
            assert_eq!(answer.header("x-sluice-attempts"), Some("1"));
        }
    }
}

fn only_the_triggers_of_the_model_count(world: &World) {
    for client in CLIENTS {
        for stream in [false, true] {
            world.forget();
            world.claude.set_faults([fault("status=429")]);
            let answer = world.success(&say(client, "picky", "hello", stream));
            assert_eq!(text_of(client, &answer), "You wrote: hello");

            world.forget();
            world.claude.set_faults([fault("status=500")]);
            let answer = world.send(&say(client, "picky", "hello", stream));
            assert_eq!(answer.status, 500);
            error_of(client, &answer);
            assert!(world.openai.requests().is_empty());
        }
    }
}

fn when_every_target_fails_the_client_gets_the_last_error_in_its_own_format(world: &World) {
    for client in CLIENTS {
        for stream in [false, true] {
            world.forget();
            world.claude.set_faults([fault("status=529")]);
            world.openai.set_faults([fault("status=429,retry-after=7")]);
            let answer = world.send(&say(client, "smart", "hello", stream));
            assert_eq!(answer.status, 429, "{}", answer.text());
            assert_eq!(answer.header("retry-after"), Some("7"));
            assert_eq!(answer.header("x-sluice-attempts"), Some("2"));
            error_of(client, &answer);
            assert_eq!(world.claude.requests().len(), 1);
            assert_eq!(world.openai.requests().len(), 1);
        }
    }
}

fn a_stream_that_has_begun_is_not_tried_again(world: &World) {
    for client in CLIENTS {
        for first in CLIENTS {
            world.forget();
            world
                .simulator(first)
                .set_faults([fault("error-mid-stream=5")]);
            let answer = world.success(&say(client, model_with_first(first), "hello there", true));
            assert!(world.simulator(other(first)).requests().is_empty());
            assert_eq!(answer.header("x-sluice-attempts"), Some("1"));
            let last = answer.events().pop().unwrap();
            super::world::error_in(client, &last.json());
        }
    }
}

fn a_fallback_carries_the_whole_conversation_again(world: &World) {
    world.claude.set_faults([fault("status=503")]);
    let more = json!({
        "system": [{"type": "text", "text": "be brief"}],
        "tools": [{"name": "weather", "input_schema": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}}],
    });
    let request = ask(Format::AnthropicMessages, "smart", "call weather", &more);
    let body = world.success(&request).json();
    let call = &body["content"][0];
    assert_eq!(call["type"], "tool_use", "{body}");
    assert_eq!(call["name"], "weather");
    assert_eq!(call["input"], json!({"city": "some city"}));
    assert_eq!(body["stop_reason"], "tool_use");
    let sent = world.openai.requests().remove(0).json();
    assert_eq!(sent["messages"][0]["content"], "be brief", "{sent}");
    assert_eq!(sent["model"], "gpt-4o");
}

#[test]
fn a_large_request_is_tried_again_in_full() {
    let world = World::patient();
    world.claude.set_faults([fault("status=500")]);
    let text = "long ".repeat(400_000);
    world.success(&say(Format::OpenAiChat, "smart", &text, false));
    let sent = world.openai.requests().remove(0).json();
    assert_eq!(sent["messages"][0]["content"], text);
}

/// A provider that answers 503 as soon as it has seen the headers, reads no
/// body and closes.
fn impatient_provider() -> (SocketAddr, thread::JoinHandle<()>) {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let address = listener.local_addr().unwrap();
    let thread = thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut seen: Vec<u8> = Vec::new();
        while !seen.windows(4).any(|window| window == b"\r\n\r\n") {
            let mut part = [0; 64];
            let length = stream.read(&mut part).unwrap();
            seen.extend(&part[..length]);
        }
        let answer =
            "HTTP/1.1 503 Service Unavailable\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}";
        stream.write_all(answer.as_bytes()).unwrap();
    });
    (address, thread)
}

#[test]
fn a_provider_that_answers_before_it_has_read_the_request_is_fallen_back_from() {
    let openai = Simulator::start(Options::new(Format::OpenAiChat.into())).unwrap();
    for stream in [false, true] {
        let (address, provider) = impatient_provider();
        let yaml = format!(
            r#"
access: open
catalogue: {{"*": {{context_window: 100000000}}}}
timeouts: {{answer: 30s, idle: 30s}}
providers:
  impatient: {{format: openai-chat, endpoint: "http://{address}"}}
  openai: {{format: openai-chat, endpoint: "{}", auth: {{bearer: {{env: TEST_OPENAI_KEY}}}}}}
models:
  m: {{targets: [{{provider: impatient, model: gpt-4o}}, {{provider: openai, model: gpt-4o}}]}}
"#,
            openai.url()
        );
        let settings = Settings::default().variable("TEST_OPENAI_KEY", "sk-any");
        let gateway = Gateway::start_with(&yaml, settings);
        let text = "long ".repeat(1_000_000);
        let answer = gateway.send(&say(Format::OpenAiChat, "m", &text, stream));
        provider.join().unwrap();
        assert_eq!(answer.status, 200, "{}", answer.text());
        assert_eq!(answer.header("x-sluice-attempts"), Some("2"));
    }
}
