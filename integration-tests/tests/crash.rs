//! The rules that keep Envoy alive, each tried with what would break it. A
//! trap or a crash fails these tests when the gateway is dropped.

use std::time::Duration;

use serde_json::json;
use sluice_harness::client::{Connection, End, Request};
use sluice_harness::{CLIENT_KEY, Settings, Setup};
use sluice_simulator::Fault;

use super::world::{CLIENTS, Format, World, error_of, fault, model_of, request, say, text_of};
use crate::shared::share;

const MIB: usize = 1 << 20;

/// Whether the gateway still serves both formats.
#[track_caller]
fn is_alive(world: &World) {
    world.forget();
    for client in CLIENTS {
        let answer = world.success(&say(client, "smart", "still there?", false));
        assert_eq!(text_of(client, &answer), "You wrote: still there?");
    }
}

share!(
    bodies_of_any_size_are_served_or_refused: World::patient(),
    [
        a_request_of_20_mb_is_served,
        a_request_over_the_limit_is_refused_in_the_client_s_format,
        a_request_over_the_limit_without_a_length_is_refused_too,
        an_answer_of_20_mb_is_served,
        an_answer_over_the_limit_is_a_small_error,
        an_error_of_30_mb_is_a_small_error,
        one_event_without_an_end_is_bounded,
    ]
);

fn a_request_of_20_mb_is_served(world: &World) {
    let text = "x".repeat(20 * MIB);
    for client in CLIENTS {
        for provider in CLIENTS {
            world.forget();
            let answer = world.success(&say(client, model_of(provider), &text, false));
            assert!(text_of(client, &answer).starts_with("You wrote: xxx"));
            let sent = world.simulator(provider).requests().remove(0);
            assert!(sent.body.len() > text.len());
        }
    }
    is_alive(world);
}

fn a_request_over_the_limit_is_refused_in_the_client_s_format(world: &World) {
    for client in CLIENTS {
        let large = request(client, &json!({})).body("x".repeat(25 * MIB));
        let mut connection = Connection::open(world.gateway.address()).unwrap();
        // The gateway may answer and close before it has read everything.
        let _closed = connection.write(&large.bytes(world.gateway.address()));
        let answer = connection.answer().unwrap();
        assert_eq!(answer.status, 413);
        error_of(client, &answer);
    }
    assert!(world.claude.requests().is_empty());
    is_alive(world);
}

fn a_request_over_the_limit_without_a_length_is_refused_too(world: &World) {
    for client in CLIENTS {
        let path = match client {
            Format::OpenAiChat => "/v1/chat/completions",
            Format::AnthropicMessages => "/v1/messages",
        };
        let head = format!(
            "POST {path} HTTP/1.1\r\nhost: a\r\nx-api-key: {CLIENT_KEY}\r\nanthropic-version: 2023-06-01\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n"
        );
        let mut connection = Connection::open(world.gateway.address()).unwrap();
        connection.write(head.as_bytes()).unwrap();
        let chunk = format!("{:x}\r\n{}\r\n", MIB, " ".repeat(MIB));
        for _ in 0..40 {
            if connection.write(chunk.as_bytes()).is_err() {
                break;
            }
        }
        let answer = connection.answer().unwrap();
        assert_eq!(answer.status, 413, "{}", answer.text());
        error_of(client, &answer);
    }
    is_alive(world);
}

fn an_answer_of_20_mb_is_served(world: &World) {
    for client in CLIENTS {
        for provider in CLIENTS {
            world.forget();
            let simulator = world.simulator(provider);
            simulator.set_faults([Fault::LargeAnswer { bytes: 20 * MIB }.always()]);
            let answer = world.success(&say(client, model_of(provider), "hello", false));
            assert_eq!(
                text_of(client, &answer).len(),
                20 * MIB,
                "{client:?} -> {provider:?}"
            );
        }
    }
    is_alive(world);
}

fn an_answer_over_the_limit_is_a_small_error(world: &World) {
    for client in CLIENTS {
        for provider in CLIENTS {
            world.forget();
            let simulator = world.simulator(provider);
            simulator.set_faults([Fault::LargeAnswer { bytes: 30 * MIB }.always()]);
            let answer = world.send(&say(client, model_of(provider), "hello", false));
            let case = format!("{client:?} -> {provider:?}");
            if client == provider && answer.status == 200 {
                // What needs no translation may pass as it comes.
                assert_eq!(text_of(client, &answer).len(), 30 * MIB, "{case}");
            } else {
                assert_eq!(answer.status, 502, "{case}");
                assert!(answer.body.len() < MIB, "{case}");
                error_of(client, &answer);
            }
        }
    }
    is_alive(world);
}

fn an_error_of_30_mb_is_a_small_error(world: &World) {
    for client in CLIENTS {
        for provider in CLIENTS {
            let message = "z".repeat(30 * MIB);
            let body = json!({"type": "error", "error": {"type": "api_error", "message": message, "param": null, "code": null}});
            world.forget();
            for simulator in [&world.openai, &world.claude] {
                simulator.set_faults([Fault::Status {
                    code: 500,
                    headers: Vec::new(),
                    body: Some(body.to_string()),
                }
                .always()]);
            }
            let answer = world.send(&say(
                client,
                super::world::model_with_first(provider),
                "hello",
                false,
            ));
            assert!(matches!(answer.status, 500 | 502), "{}", answer.status);
            assert!(answer.body.len() < MIB);
            error_of(client, &answer);
        }
    }
    is_alive(world);
}

#[test]
fn a_stream_of_20_mb_passes_without_piling_up() {
    let world = World::patient();
    for client in CLIENTS {
        for provider in CLIENTS {
            world.forget();
            let simulator = world.simulator(provider);
            simulator.set_faults([Fault::LargeAnswer { bytes: 20 * MIB }.always()]);
            let answer = world.success(&say(client, model_of(provider), "hello", true));
            assert_eq!(
                text_of(client, &answer).len(),
                20 * MIB,
                "{client:?} -> {provider:?}"
            );
        }
    }
    let resident = world.gateway.envoy().resident();
    assert!(resident < 900 * MIB as u64, "{resident}");
    is_alive(&world);
}

fn one_event_without_an_end_is_bounded(world: &World) {
    for client in CLIENTS {
        let provider = super::world::other(client);
        world.forget();
        world.simulator(provider).set_faults([Fault::Status {
            code: 200,
            headers: vec![("content-type".to_owned(), "text/event-stream".to_owned())],
            body: Some(format!("data: {}", "x".repeat(40 * MIB))),
        }
        .always()]);
        let answer = world.send(&say(client, model_of(provider), "hello", true));
        assert!(answer.body.len() < MIB, "{}", answer.body.len());
    }
    is_alive(world);
}

share!(
    what_makes_no_sense_is_no_trouble: World::patient(),
    [
        headers_that_are_not_text_are_no_trouble,
        a_provider_s_headers_that_are_strange_are_no_trouble,
        deep_and_wide_json_is_bounded,
    ]
);

fn headers_that_are_not_text_are_no_trouble(world: &World) {
    let bytes: &[u8] = b"\xc3\x28\xff\xfe\x80";
    for client in CLIENTS {
        for name in [
            "x-strange",
            "user-agent",
            "accept-encoding",
            "x-request-id",
            "traceparent",
            "cookie",
            "x-sluice-target",
            "anthropic-beta",
            "openai-organization",
        ] {
            let answer = world.send(&say(client, "smart", "hello", false).raw_header(name, bytes));
            assert!(
                matches!(answer.status, 200 | 400),
                "{name}: {}",
                answer.text()
            );
        }
        for name in [
            "content-type",
            "authorization",
            "content-encoding",
            "x-api-key",
        ] {
            let answer = world.send(
                &say(client, "smart", "hello", false)
                    .without(name)
                    .raw_header(name, bytes),
            );
            assert!(
                (200..500).contains(&answer.status),
                "{name}: {}",
                answer.status
            );
        }
    }
    let path = Request::new("POST", "/v1/\u{fffd}?\u{fffd}")
        .header("x-api-key", CLIENT_KEY)
        .body("{}");
    let answer = world.send(&path);
    assert!((400..500).contains(&answer.status));
    is_alive(world);
}

fn a_provider_s_headers_that_are_strange_are_no_trouble(world: &World) {
    for text in [
        "status=200,header=content-type:,body={}",
        "status=200,header=content-length-x:1,body={}",
        "status=503,header=retry-after:soon",
        "status=429,header=retry-after:-5",
        "status=429,header=retry-after:99999999999999999999",
        "status=204,body=",
        "status=302,header=location:http://127.0.0.1/,body=",
        "status=418,body=teapot",
    ] {
        for client in CLIENTS {
            world.forget();
            world.openai.set_faults([fault(text)]);
            world.claude.set_faults([fault(text)]);
            let answer = world.send(&say(client, "smart", "hello", false));
            assert!(answer.status >= 200, "{text}");
        }
    }
    is_alive(world);
}

fn deep_and_wide_json_is_bounded(world: &World) {
    for client in CLIENTS {
        let deep = format!("{{\"model\":\"smart\",\"x\":{}", "[".repeat(200_000));
        let closed = format!(
            "{{\"model\":\"smart\",\"max_tokens\":1,\"messages\":{}{}}}",
            "[".repeat(100_000),
            "]".repeat(100_000)
        );
        let wide = format!(
            "{{\"model\":\"smart\",\"max_tokens\":1,\"messages\":[{}]}}",
            vec!["{}"; 300_000].join(",")
        );
        for body in [deep, closed, wide] {
            let answer = world.send(&request(client, &json!({})).body(body));
            assert_eq!(answer.status, 400, "{}", answer.text());
            error_of(client, &answer);
        }
    }
    is_alive(world);
}

#[test]
fn a_trap_costs_one_request_and_the_next_is_served() {
    let settings = Settings {
        module: Some(Setup::trapping_module()),
        traps_are_expected: true,
        ..Settings::default()
    };
    let world = World::start_with(settings, "2s");
    is_alive(&world);
    for place in TRAPS {
        for client in CLIENTS {
            let trapped = say(client, "smart", "hello", false).header("x-sluice-trap", place);
            // The answer may be a 503 of Envoy, one that breaks off, or none.
            if let Ok(answer) = trapped.send(world.gateway.address()) {
                let is_over = answer.status == 200 && answer.end == End::Complete;
                assert!(!is_over || *place == "gateway log", "{place}");
            }
            let begun = std::time::Instant::now();
            world.gateway.wait_until("the module is loaded again", || {
                let answer = say(client, "smart", "hello", false).send(world.gateway.address());
                answer.is_ok_and(|answer| answer.status == 200)
            });
            assert!(begun.elapsed() < Duration::from_secs(10));
        }
    }
    // Both roles, which may have VMs of their own now, still hand over what they count.
    let counted = |name| world.gateway.metric(name, &[]);
    let before =
        ["sluice_requests_total", "sluice_attempts_total"].map(|name| (name, counted(name)));
    // More than the few before them that may not have been handed over yet.
    let rounds = 10;
    for _ in 0..rounds {
        is_alive(&world);
    }
    for (name, before) in before {
        world
            .gateway
            .wait_until("requests behind a trap are counted", || {
                counted(name) >= before + (rounds * CLIENTS.len()) as f64
            });
    }
}

/// Where the module that traps on demand can be made to trap.
const TRAPS: &[&str] = &[
    "gateway request-headers",
    "gateway request-body",
    "gateway response-headers",
    "gateway response-body",
    "gateway log",
    "provider request-headers",
    "provider request-body",
    "provider response-headers",
    "provider response-body",
];
