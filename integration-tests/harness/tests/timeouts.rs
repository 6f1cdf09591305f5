//! The time-outs of gateway.yaml: which silence they end, and which they leave alone.
#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use serde_json::json;
use sluice_harness::client::Request;
use sluice_harness::{CLIENT_KEY, Gateway, Settings, key_sha256};
use sluice_simulator::{Format, Options, Simulator};

/// A slow provider, then a quick one, with time-outs of a fraction of a second.
fn start(slow: &Simulator, quick: &Simulator, timeouts: &str) -> Gateway {
    let hash = key_sha256(CLIENT_KEY);
    let yaml = format!(
        "timeouts: {timeouts}
providers:
  slow: {{format: openai-chat, endpoint: {}, auth: {{bearer: {{env: PROVIDER_KEY}}}}}}
  quick: {{format: anthropic-messages, endpoint: {}, auth: {{header: x-api-key, env: PROVIDER_KEY}}}}
models:
  both: {{targets: [{{provider: slow, model: gpt-5.2}}, {{provider: quick, model: claude-opus-5}}]}}
  stubborn:
    targets: [{{provider: slow, model: gpt-5.2}}, {{provider: quick, model: claude-opus-5}}]
    fallback_on: [5xx]
  thinker:
    targets: [{{provider: slow, model: gpt-5.2}}, {{provider: quick, model: claude-opus-5}}]
    timeouts: {{first_token: 20s}}
  ponderer:
    targets: [{{provider: slow, model: gpt-5.2}}, {{provider: quick, model: claude-opus-5}}]
    timeouts: {{first_token: 20s, idle: 20s}}
consumers: [{{name: tester, key_sha256: {hash}}}]
",
        slow.url(),
        quick.url(),
    );
    let settings = Settings::default().variable("PROVIDER_KEY", "sk-of-the-provider");
    Gateway::start_with(&yaml, settings)
}

fn simulator(format: Format, faults: &[&str]) -> Simulator {
    let faults = faults.iter().map(|fault| fault.parse().unwrap());
    Simulator::start(faults.fold(Options::new(format), Options::fault)).unwrap()
}

fn ask(model: &str, stream: bool) -> Request {
    let body = json!({
        "model": model,
        "stream": stream,
        "messages": [{"role": "user", "content": "hi"}],
    });
    Request::post("/v1/chat/completions", &body)
        .header("authorization", &format!("Bearer {CLIENT_KEY}"))
}

#[test]
fn a_stream_whose_first_event_does_not_come_falls_back() {
    let slow = simulator(Format::OpenAiChat, &["delay,first-event=60s"]);
    let quick = simulator(Format::AnthropicMessages, &[]);
    let gateway = start(&slow, &quick, "{idle: 400ms, answer: 50s}");
    let answer = gateway.send(&ask("both", true));
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(answer.header("x-sluice-attempts"), Some("2"));
    assert!(
        answer.text().ends_with("data: [DONE]\n\n"),
        "{}",
        answer.text()
    );

    // Unless the model does not want that.
    let answer = gateway.send(&ask("stubborn", true));
    assert_eq!(answer.status, 504, "{}", answer.text());
    assert!(answer.json()["error"]["message"].is_string());
    assert_eq!(quick.requests().len(), 1);
}

#[test]
fn a_whole_answer_may_be_silent_for_longer_than_a_stream() {
    let slow = simulator(Format::OpenAiChat, &["delay,headers=1500ms"]);
    let quick = simulator(Format::AnthropicMessages, &[]);
    let gateway = start(&slow, &quick, "{idle: 300ms, answer: 50s}");
    let answer = gateway.send(&ask("both", false));
    assert_eq!(answer.header("x-sluice-target"), Some("slow/gpt-5.2"));
    assert_eq!(answer.header("x-sluice-attempts"), Some("1"));
}

#[test]
fn a_whole_answer_that_does_not_come_falls_back() {
    let slow = simulator(Format::OpenAiChat, &["delay,headers=60s"]);
    let quick = simulator(Format::AnthropicMessages, &[]);
    let gateway = start(&slow, &quick, "{idle: 50s, answer: 400ms}");
    let answer = gateway.send(&ask("both", false));
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(
        answer.header("x-sluice-target"),
        Some("quick/claude-opus-5")
    );
    assert_eq!(answer.header("x-sluice-attempts"), Some("2"));
}

#[test]
fn a_stream_that_falls_silent_on_its_way_is_cut_and_not_begun_again() {
    let slow = simulator(Format::OpenAiChat, &["delay,events=60s"]);
    let quick = simulator(Format::AnthropicMessages, &[]);
    let gateway = start(&slow, &quick, "{idle: 500ms, answer: 50s}");
    // A client sees the cut or not, depending on how it reads; it never sees an end.
    let seen = ask("both", true)
        .send(gateway.address())
        .map(|answer| answer.text());
    assert!(!seen.unwrap_or_default().contains("[DONE]"));
    let log = gateway.access_log(1);
    assert_eq!(log[0]["provider"], "slow", "{}", log[0]);
    assert!(quick.requests().is_empty());
}

#[test]
fn a_model_may_take_longer_than_others_for_its_first_token() {
    let slow = simulator(Format::OpenAiChat, &["delay,first-event=1500ms"]);
    let quick = simulator(Format::AnthropicMessages, &[]);
    let gateway = start(&slow, &quick, "{idle: 400ms, answer: 50s}");
    let answer = gateway.send(&ask("thinker", true));
    assert_eq!(answer.header("x-sluice-target"), Some("slow/gpt-5.2"));
    assert_eq!(answer.header("x-sluice-attempts"), Some("1"));
    assert!(
        answer.text().ends_with("data: [DONE]\n\n"),
        "{}",
        answer.text()
    );
}

#[test]
fn a_model_may_be_silent_for_longer_than_others_between_events() {
    let slow = simulator(Format::OpenAiChat, &["delay,events=1s"]);
    let quick = simulator(Format::AnthropicMessages, &[]);
    let gateway = start(&slow, &quick, "{idle: 300ms, answer: 50s}");
    let answer = gateway.send(&ask("ponderer", true));
    assert_eq!(answer.header("x-sluice-target"), Some("slow/gpt-5.2"));
    assert!(
        answer.text().ends_with("data: [DONE]\n\n"),
        "{}",
        answer.text()
    );
}
