//! How much may wait for services of guardrails together.

use std::thread;

use sluice_harness::client::Answer;
use sluice_harness::{CLIENT_KEY, Gateway, Settings, key_sha256};
use sluice_simulator::{Format as Provider, Options, Simulator};

use crate::world::{Format, error_of, fault, say};

/// Length of a prompt, of which 16 are as much as may wait in one worker.
const LONG: usize = 2 << 20;

#[test]
fn what_is_too_much_to_wait_for_a_service_is_refused_and_later_asked_again() {
    let openai = Simulator::start(Options::new(Provider::OpenAiChat)).unwrap();
    let guards = Simulator::start(Options::new(Provider::Guards)).unwrap();
    let yaml = format!(
        r#"catalogue: {{"*": {{context_window: 100000000}}}}
limits: {{request_body: 8MiB}}
providers:
  openai: {{format: openai-chat, endpoint: "{}", auth: {{bearer: {{env: TEST_KEY}}}}}}
services: {{hook: {{endpoint: "{}/hook", auth: {{bearer: {{env: TEST_KEY}}}}, timeout: 60s}}}}
models: {{asked: {{targets: [{{provider: openai, model: gpt-4o}}]}}}}
guardrails: {{hook: {{check: {{service: {{kind: webhook, service: hook}}}}, on: input}}}}
consumers: [{{name: app, key_sha256: "{}"}}]
"#,
        openai.url(),
        guards.url(),
        key_sha256(CLIENT_KEY),
    );
    let settings = Settings::default().variable("TEST_KEY", "sk-provider-waiting-0001");
    let gateway = Gateway::start_with(&yaml, settings);
    // So long that all of them come before the first is answered.
    guards.set_faults([fault("delay,headers=10s")]);
    let request = say(Format::OpenAiChat, "asked", &"x".repeat(LONG), false);
    let answers: Vec<Answer> = thread::scope(|scope| {
        let all: Vec<_> = (0..20)
            .map(|_| scope.spawn(|| gateway.send(&request)))
            .collect();
        all.into_iter().map(|one| one.join().unwrap()).collect()
    });
    let refused: Vec<_> = { answers.iter() }
        .filter(|answer| answer.status == 503)
        .collect();
    let passed = answers.iter().filter(|answer| answer.status == 200).count();
    assert_eq!((passed, refused.len()), (16, 4));
    for answer in refused {
        assert_eq!(answer.json()["error"]["code"], "guardrail_unavailable");
        error_of(Format::OpenAiChat, answer);
        let told = answer.header("x-sluice-guardrails");
        assert_eq!(told, Some("hook;on=input;action=error"));
    }
    assert_eq!(openai.requests().len(), 16);
    guards.clear_faults();
    assert_eq!(gateway.send(&request).status, 200);
}
