//! Metrics and access log: what is told, and what is never told.

use serde_json::{Value, json};
use sluice_harness::CLIENT_KEY;

use super::world::{CLAUDE_KEY, CLIENTS, Format, OPENAI_KEY, World, ask, fault, say};

const SECRET: &str = "the-secret-word-of-the-prompt";

#[test]
fn a_request_is_counted_with_its_labels() {
    let world = World::start();
    world.success(&say(Format::OpenAiChat, "smart", "hello", false));
    world.success(&say(Format::OpenAiChat, "smart", "hello", true));
    world.success(&say(Format::AnthropicMessages, "smart", "hello", false));
    world.claude.set_faults([fault("status=503")]);
    world.success(&say(Format::OpenAiChat, "smart", "hello", false));

    let gateway = &world.gateway;
    let claude = [
        ("provider", "claude"),
        ("model", "smart"),
        ("consumer", "checkout"),
        ("status", "200"),
    ];
    let openai = [
        ("provider", "openai"),
        ("model", "smart"),
        ("consumer", "checkout"),
        ("status", "200"),
    ];
    gateway.wait_until("four requests are counted", || {
        gateway.metric("sluice_requests_total", &[("model", "smart")]) == 4.0
    });
    assert_eq!(gateway.metric("sluice_requests_total", &claude), 3.0);
    assert_eq!(gateway.metric("sluice_requests_total", &openai), 1.0);
    assert_eq!(
        gateway.metric("sluice_attempts_total", &[("provider", "claude")]),
        4.0
    );
    assert_eq!(
        gateway.metric(
            "sluice_attempts_total",
            &[("provider", "claude"), ("status", "503")]
        ),
        1.0
    );
    assert_eq!(
        gateway.metric("sluice_attempts_total", &[("provider", "openai")]),
        1.0
    );
    assert_eq!(gateway.metric("sluice_fallbacks_total", &[]), 1.0);
    assert!(gateway.metric("sluice_input_tokens_total", &claude) > 0.0);
    assert!(gateway.metric("sluice_output_tokens_total", &claude) > 0.0);
    // Histograms are merged every few seconds.
    gateway.wait_until("durations are counted", || {
        gateway.metric("sluice_request_duration_ms_count", &[("model", "smart")]) == 4.0
    });
    gateway.wait_until("times to the first token are counted", || {
        gateway.metric("sluice_time_to_first_token_ms_count", &claude) >= 1.0
    });
}

#[test]
fn tokens_are_counted_as_the_client_is_told() {
    let world = World::start();
    for client in CLIENTS {
        for stream in [false, true] {
            for model in ["gpt", "sonnet"] {
                let before = world
                    .gateway
                    .metric("sluice_output_tokens_total", &[("model", model)]);
                let answer = world.success(&say(client, model, "hello from the cache", false));
                let usage = &answer.json()["usage"];
                let told = usage["completion_tokens"]
                    .as_u64()
                    .or_else(|| usage["output_tokens"].as_u64())
                    .unwrap();
                if stream {
                    world.success(&say(client, model, "hello from the cache", true));
                }
                let expected = before + told as f64 * if stream { 2.0 } else { 1.0 };
                world.gateway.wait_until("tokens are counted", || {
                    world
                        .gateway
                        .metric("sluice_output_tokens_total", &[("model", model)])
                        == expected
                });
            }
        }
    }
}

#[test]
fn a_refusal_is_counted_without_a_provider() {
    let world = World::start();
    let request = say(Format::OpenAiChat, "smart", "hello", false);
    world.send(&request.clone().without("authorization"));
    world.send(&say(Format::OpenAiChat, "nonsense", "hello", false));
    let counted = |labels: &[(&str, &str)]| world.gateway.metric("sluice_requests_total", labels);
    world
        .gateway
        .wait_until("both are counted", || counted(&[]) == 2.0);
    assert_eq!(
        counted(&[
            ("status", "401"),
            ("consumer", "none"),
            ("provider", "none")
        ]),
        1.0
    );
    assert_eq!(
        counted(&[
            ("status", "404"),
            ("consumer", "checkout"),
            ("model", "none")
        ]),
        1.0
    );
}

#[test]
fn the_access_log_tells_who_asked_whom_for_what() {
    let world = World::start();
    world.claude.set_faults([fault("status=529,times=1")]);
    world.success(&say(Format::OpenAiChat, "smart", "hello", true));
    world.success(&say(Format::AnthropicMessages, "sonnet", "hello", false));
    world.send(&say(Format::OpenAiChat, "nonsense", "hello", false));
    let lines = world.gateway.access_log(3);
    assert_eq!(lines.len(), 3, "{lines:?}");
    let first = &lines[0];
    for (key, value) in [
        ("consumer", json!("checkout")),
        ("team", json!("payments")),
        ("model", json!("smart")),
        ("provider", json!("openai")),
        ("request_model", json!("gpt-4o")),
        ("client_format", json!("openai-chat")),
        ("provider_format", json!("openai-chat")),
        ("stream", json!(true)),
        ("attempts", json!(2)),
        ("status", json!(200)),
    ] {
        assert_eq!(first[key], value, "{key} in {first}");
    }
    for key in ["input_tokens", "output_tokens", "time_to_first_token_ms"] {
        assert!(first[key].is_u64(), "{key} in {first}");
    }
    assert_eq!(lines[1]["client_format"], "anthropic-messages");
    assert_eq!(lines[1]["stream"], json!(false));
    assert_eq!(lines[2]["status"], 404);
    assert_eq!(lines[2]["error"], "model_not_found");
    assert_eq!(lines[2]["provider"], Value::Null);
}

#[test]
fn no_prompt_answer_or_key_is_written_anywhere() {
    let world = World::start();
    for client in CLIENTS {
        for model in ["smart", "reverse", "strict", "down", "nonsense", SECRET] {
            for stream in [false, true] {
                world.send(&say(client, model, SECRET, stream));
            }
        }
        world.send(&ask(
            client,
            "smart",
            SECRET,
            &json!({"temperature": SECRET, SECRET: SECRET}),
        ));
        world.send(
            &say(client, "smart", SECRET, false)
                .body(format!("{{\"model\": \"smart\", \"{SECRET}\"")),
        );
        for faults in [
            "status=400",
            "status=500",
            "error-mid-stream=5",
            "malformed-event=2",
            "cut-body",
            "reset",
            "error-first-event",
        ] {
            world.openai.set_faults([fault(faults)]);
            world.claude.set_faults([fault(faults)]);
            for stream in [false, true] {
                // A cut answer is fine here.
                let _answer = say(client, "smart", SECRET, stream).send(world.gateway.address());
            }
        }
        world.forget();
        world.send(
            &say(client, "smart", SECRET, false)
                .without("x-api-key")
                .without("authorization")
                .header("x-api-key", "sk-somebody-s-wrong-key"),
        );
    }
    let written = world.gateway.everything_written();
    for secret in [
        SECRET,
        CLIENT_KEY,
        OPENAI_KEY,
        CLAUDE_KEY,
        "sk-somebody-s-wrong-key",
    ] {
        let line = written.lines().find(|line| line.contains(secret));
        assert_eq!(line, None, "{secret}");
    }
}

#[test]
fn a_client_that_leaves_is_logged_with_the_usage_so_far() {
    let world = World::start();
    world.claude.set_faults([fault("delay,events=20ms")]);
    let request = say(
        Format::AnthropicMessages,
        "sonnet",
        "write 1500 words",
        true,
    );
    let mut connection = sluice_harness::client::Connection::open(world.gateway.address()).unwrap();
    connection
        .write(&request.bytes(world.gateway.address()))
        .unwrap();
    connection.read_until("word3").unwrap();
    connection.hang_up();
    let line = world.gateway.access_log(1).remove(0);
    assert_eq!(line["provider"], "claude", "{line}");
    assert!(
        line["input_tokens"]
            .as_u64()
            .is_some_and(|tokens| tokens > 0),
        "{line}"
    );
}
