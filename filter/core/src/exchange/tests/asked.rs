//! What services are asked about requests and answers. None of them can be reached here.

use serde_json::{Value, json};

use super::guardrails::{chat, said, says, streamed};
use super::world::{CONFIG, Outcome, Provider, World};

const MAIL: &str = "jo@example.org";

/// A webhook for one side, that may fail, behind a guardrail that takes addresses out.
fn hooked(on: &str, script: impl IntoIterator<Item = Provider>) -> World {
    let mut config: Value = serde_json::from_str(CONFIG).unwrap();
    config["services"] = json!({"hook": {"endpoint": "http://guard.test"}});
    config["guardrails"] = json!({
        "mail": {"check": {"pii": {"entities": ["EMAIL_ADDRESS"]}}, "action": "redact",
                 "redact": {"restore": true}},
        "hook": {"check": {"service": {"kind": "webhook", "service": "hook"}},
                 "on": on, "on_error": "pass", "parts": ["answer", "user"]},
    });
    World::with_config(&config.to_string(), script)
}

/// The one thing that was asked.
#[track_caller]
fn asked(outcome: &Outcome) -> Value {
    assert_eq!(outcome.status, 200, "{}", outcome.body);
    assert_eq!(outcome.asked.len(), 1, "{:?}", outcome.asked);
    assert!(!outcome.asked[0].contains(MAIL), "{}", outcome.asked[0]);
    serde_json::from_str(&outcome.asked[0]).unwrap()
}

fn request(model: &str, stream: bool) -> String {
    let mut body: Value = serde_json::from_str(&chat(model, "I am jo@example.org")).unwrap();
    body["stream"] = json!(stream);
    body["metadata"] = json!({"team": "search"});
    body.to_string()
}

#[test]
fn a_service_is_told_of_a_request_before_anyone_answers() {
    let outcome = hooked("input", [said("Hi")]).chat(&request("openai", true));
    let told = asked(&outcome);
    assert_eq!(told["eventType"], "beforeRequestHook");
    assert_eq!(told["provider"], "");
    assert_eq!(told["request"]["text"], "I am [EMAIL_ADDRESS_1]");
    assert_eq!(told["request"]["isStreamingRequest"], true);
    assert_eq!(told["response"]["statusCode"], Value::Null);
    assert_eq!(told["metadata"], json!({"team": "search"}));
}

#[test]
fn a_service_is_told_of_an_answer_with_the_request_as_the_provider_saw_it() {
    let tells = |outcome: &Outcome, provider: &str, is_stream: bool| {
        let told = asked(outcome);
        assert_eq!(told["eventType"], "afterRequestHook");
        assert_eq!(told["provider"], provider);
        let messages = &told["request"]["json"]["messages"];
        let said = json!({"role": "user", "content": "I am [EMAIL_ADDRESS_1]"});
        assert!(messages.as_array().unwrap().contains(&said), "{messages}");
        assert_eq!(told["request"]["text"], "I am [EMAIL_ADDRESS_1]");
        assert_eq!(told["request"]["isStreamingRequest"], is_stream);
        assert_eq!(told["response"]["text"], "Dear [EMAIL_ADDRESS_1]");
        assert_eq!(told["response"]["statusCode"], 200);
        assert_eq!(told["metadata"], json!({"team": "search"}));
        assert!(
            outcome.body.contains("Dear jo@example.org"),
            "{}",
            outcome.body
        );
    };
    let answer = "Dear [EMAIL_ADDRESS_1]";
    for is_apart in [false, true] {
        let world = |script| match is_apart {
            false => hooked("output", [script]),
            true => hooked("output", [script]).without_shared_memory(),
        };
        let outcome = world(said(answer)).chat(&request("openai", false));
        tells(&outcome, "openai", false);
        let outcome = world(says(answer)).chat(&request("claude", false));
        tells(&outcome, "claude", false);
        let outcome =
            world(streamed(&["Dear [EMAIL_", "ADDRESS_1]"])).chat(&request("openai", true));
        tells(&outcome, "openai", true);
    }
}
