//! Each strategy, and each hard rule that can be seen from outside.

use serde_json::json;
use sluice_harness::CLIENT_KEY;
use sluice_harness::client::Request;

use super::super::world::{Format, ask, error_of};
use super::{EUROPEAN_KEY, Trio, provider};

const MODELS: &str = r#"routing: {cool_down: {max: 0s}, retry_budget: {percent: 100, min: 100000}}
catalogue:
  claude-sonnet-4-5: {context_window: 100000, price: {input: 0.1, output: 0.2}}
  gpt-5.2: {context_window: 100000, price: {input: 10, output: 20}}
  gpt-4.1: {image: false, tools: false}
models:
  full:
    strategy: fill_first
    spill_below: 10
    targets: [{provider: a, model: gpt-4o}, {provider: c, model: gpt-4o}]
  weighted:
    strategy: weighted
    targets:
      - {provider: a, model: gpt-4o, weight: 70}
      - {provider: b, model: claude-sonnet-4-5, weight: 20}
      - {provider: c, model: gpt-4o, weight: 10}
  sticky:
    strategy: weighted
    sticky: {header: x-session}
    targets: [{provider: a, model: gpt-4o}, {provider: b, model: claude-sonnet-4-5}, {provider: c, model: gpt-4o}]
  cost:
    strategy: lowest_cost
    targets: [{provider: a, model: gpt-5.2}, {provider: b, model: claude-sonnet-4-5}]
  fast:
    strategy: lowest_latency
    targets: [{provider: a, model: gpt-4o}, {provider: c, model: gpt-4o}]
  canary:
    strategy: canary
    percent: 20
    targets: [{provider: a, model: gpt-4o}, {provider: c, model: gpt-4o}]
  failing:
    strategy: canary
    percent: 50
    stop: {excess: 20, min_requests: 10}
    targets: [{provider: a, model: gpt-4o}, {provider: c, model: gpt-4o}]
  rules:
    targets:
      - {when: {tools: true}, provider: b, model: claude-sonnet-4-5}
      - {when: {header: {x-tier: gold}}, provider: c, model: gpt-4o}
      - {provider: a, model: gpt-4o}
  capable:
    targets: [{provider: a, model: gpt-4.1}, {provider: b, model: claude-sonnet-4-5}]
  tree:
    targets:
      - strategy: weighted
        targets: [{provider: a, model: gpt-4o}, {provider: c, model: gpt-4o}]
      - {provider: b, model: claude-sonnet-4-5}
  abroad:
    targets: [{provider: a, model: gpt-4o}]
"#;

#[test]
fn each_strategy_chooses_as_it_says() {
    let trio = Trio::start(MODELS, "", 1);

    let [a, b, c] = trio.shares("weighted", 200);
    assert!(
        (120..=160).contains(&a) && (22..=58).contains(&b) && c > 5,
        "{a} {b} {c}"
    );

    for session in ["one", "two", "three", "four"] {
        let ask = || {
            let request = super::say(Format::OpenAiChat, "sticky", "hello", false);
            provider(&trio.gateway.send(&request.header("x-session", session)))
        };
        let first = ask();
        assert!((0..5).all(|_| ask() == first), "{session}");
    }

    assert_eq!(trio.shares("cost", 10), [0, 10, 0]);

    let [a, _, c] = trio.shares("canary", 200);
    assert!((20..=65).contains(&c), "{a} {c}");

    assert_eq!(trio.shares("tree", 20)[1], 0);
    trio.set_fault(0, "status=500");
    trio.set_fault(2, "status=500");
    assert_eq!(trio.shares("tree", 5), [0, 5, 0]);
}

#[test]
fn a_canary_that_fails_is_stopped_and_stays_so() {
    let trio = Trio::start(MODELS, "", 1);
    trio.set_fault(2, "status=500");
    let asked = || trio.simulators[2].requests().len();
    // Every failure is absorbed by the stable target.
    assert_eq!(trio.shares("failing", 100), [100, 0, 0]);
    let until_stopped = asked();
    assert!((10..=20).contains(&until_stopped), "{until_stopped}");

    trio.simulators[2].set_faults([]);
    assert_eq!(trio.shares("failing", 30), [30, 0, 0]);
    assert_eq!(asked(), until_stopped);
}

#[test]
fn an_account_is_filled_before_the_next_gets_anything() {
    let trio = Trio::start(MODELS, "", 1);
    let answer = r#"{"id":"chatcmpl-1","object":"chat.completion","created":1,"model":"gpt-4o","choices":[{"index":0,"message":{"role":"assistant","content":"You wrote: hello","refusal":null},"finish_reason":"stop"}],"usage":{"prompt_tokens":5,"completion_tokens":3,"total_tokens":8}}"#;
    let with_remaining = |remaining: u32| {
        let headers = format!(
            "header=x-ratelimit-limit-requests:100,header=x-ratelimit-remaining-requests:{remaining},header=x-ratelimit-reset-requests:60s"
        );
        trio.set_fault(0, &format!("status=200,{headers},body={answer}"));
    };
    with_remaining(50);
    assert_eq!(trio.shares("full", 5), [5, 0, 0]);
    with_remaining(9);
    assert_eq!(trio.shares("full", 5), [1, 0, 4]);
}

#[test]
fn conditions_and_capabilities_are_read_from_the_request() {
    let trio = Trio::start(MODELS, "", 1);
    let tools = json!({"tools": [{"type": "function", "function": {"name": "now", "parameters": {"type": "object", "properties": {}}}}]});
    let send = |request: &Request| provider(&trio.gateway.send(request));

    assert_eq!(
        send(&ask(Format::OpenAiChat, "rules", "hello", &tools)),
        'b'
    );
    assert_eq!(
        send(&ask(Format::OpenAiChat, "rules", "hello", &json!({}))),
        'a'
    );
    let gold = ask(Format::AnthropicMessages, "rules", "hello", &json!({}));
    assert_eq!(send(&gold.header("x-tier", "gold")), 'c');

    assert_eq!(
        send(&ask(Format::OpenAiChat, "capable", "hello", &json!({}))),
        'a'
    );
    assert_eq!(
        send(&ask(Format::OpenAiChat, "capable", "hello", &tools)),
        'b'
    );
}

#[test]
fn a_request_that_may_go_nowhere_is_refused_without_inner_names() {
    let trio = Trio::start(MODELS, "", 1);
    for client in [Format::OpenAiChat, Format::AnthropicMessages] {
        let request = ask(client, "abroad", "hello", &json!({}));
        assert_eq!(send(&trio, &request), 'a');
        let request = match client {
            Format::OpenAiChat => {
                let key = format!("Bearer {EUROPEAN_KEY}");
                request
                    .without("authorization")
                    .header("authorization", &key)
            }
            Format::AnthropicMessages => request
                .without("x-api-key")
                .header("x-api-key", EUROPEAN_KEY),
        };
        let answer = trio.gateway.send(&request);
        assert_eq!(answer.status, 403, "{}", answer.text());
        let (_, message) = error_of(client, &answer);
        assert!(message.contains("where your data may go"), "{message}");
        assert!(!answer.text().contains("gpt-4o") && !answer.text().contains("region"));
    }
    let line = trio.last_log(4);
    assert_eq!(line["excluded"], "a/gpt-4o: region", "{line}");
}

#[test]
fn latency_moves_traffic_off_a_slow_target_and_back_to_it() {
    let trio = Trio::start(MODELS, "", 1);
    let _warm = trio.shares("fast", 20);
    trio.set_fault(0, "delay,headers=150ms");
    let _learn = trio.shares("fast", 30);
    let [slow, _, fast] = trio.shares("fast", 50);
    assert!(fast >= 45, "{slow} {fast}");

    trio.simulators[0].clear_faults();
    trio.set_fault(2, "delay,headers=300ms");
    let mut asked = 0;
    trio.gateway.wait_until("the other one is found", || {
        asked += 1;
        trio.answered_by("fast", false) == 'a'
    });
    assert!(asked < 200, "{asked}");
}

#[test]
fn an_unknown_model_is_told_with_the_nearest_names() {
    let trio = Trio::start(MODELS, "", 1);
    let body = json!({"model": "weihgted", "messages": [{"role": "user", "content": "hi"}]});
    let request = Request::post("/v1/chat/completions", &body)
        .header("authorization", &format!("Bearer {CLIENT_KEY}"));
    let answer = trio.gateway.send(&request);
    assert_eq!(answer.status, 404);
    assert!(answer.text().contains("weighted"), "{}", answer.text());
}

/// Who answers a request.
#[track_caller]
fn send(trio: &Trio, request: &Request) -> char {
    provider(&trio.gateway.send(request))
}
