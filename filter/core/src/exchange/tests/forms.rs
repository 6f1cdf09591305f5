//! What guardrails do to forms: uploads with a prompt beside them.

use serde_json::{Value, json};

use super::guardrails::{emails, guarded};
use super::world::{CONFIG, World, json as answer};

const KIND: [(&str, &str); 1] = [("content-type", "multipart/form-data; boundary=\"b 1\"")];
const PATHS: [&str; 4] = [
    "/v1/audio/transcriptions",
    "/v1/audio/translations",
    "/v1/images/edits",
    "/v1/images/variations",
];

/// A form with a file, a prompt and a model.
fn form(file: &str, prompt: &str) -> String {
    let part = |head: &str, value: &str| {
        format!("--b 1\r\ncontent-disposition: form-data; {head}\r\n\r\n{value}\r\n")
    };
    let parts = [
        part(
            "name=\"file\"; filename=\"a.wav\"\r\ncontent-type: audio/wav",
            file,
        ),
        part("name=\"prompt\"", prompt),
        part("name=\"model\"", "openai"),
    ];
    parts.concat() + "--b 1--\r\n"
}

#[test]
fn a_prompt_in_a_form_is_denied() {
    let deny = emails(&json!({"on": "input"}));
    for path in PATHS {
        let world = guarded(&deny, []);
        let outcome = world.post(path, &KIND, &form("\0", "I am jo@example.org"));
        assert_eq!(outcome.status, 400);
        assert_eq!(
            outcome.json()["error"]["code"],
            "guardrail_denied",
            "{path}"
        );
        assert!(outcome.received.is_empty());
        let world = guarded(&deny, [answer(200, r#"{"text":"hi"}"#)]);
        let clean = form("\0", "I am Jo");
        let outcome = world.post(path, &KIND, &clean);
        assert_eq!(outcome.status, 200, "{path}: {}", outcome.body);
        let told = clean.replace("\r\nopenai\r\n", "\r\ngpt-x\r\n");
        assert_eq!(outcome.received[0].body, told);
    }
}

#[test]
fn a_prompt_in_a_form_is_changed_where_it_stands_and_comes_back() {
    let redact = emails(&json!({"action": "redact", "redact": {"restore": true}}));
    for is_apart in [false, true] {
        let script = [
            answer(503, r#"{"error":{"message":"no"}}"#),
            answer(200, r#"{"text":"Dear [EMAIL_ADDRESS_1]"}"#),
        ];
        let mut world = guarded(&redact, script);
        if is_apart {
            world = world.without_shared_memory();
        }
        let sent = form("RIFF jo@example.org", "I am jo@example.org").replace("openai", "twice");
        let outcome = world.post(PATHS[0], &KIND, &sent);
        assert_eq!(outcome.status, 200, "{}", outcome.body);
        assert_eq!(outcome.json()["text"], "Dear jo@example.org");
        assert_eq!(outcome.received.len(), 2);
        let told = sent.replace("jo@example.org", "[EMAIL_ADDRESS_1]");
        for (received, model) in outcome.received.iter().zip(["gpt-x", "gpt-y"]) {
            assert_eq!(received.body, told.replace("twice", model));
        }
    }
}

#[test]
fn a_service_is_asked_about_the_texts_of_a_form() {
    let mut config: Value = serde_json::from_str(CONFIG).unwrap();
    config["services"] = json!({"hook": {"endpoint": "http://guard.test"}});
    config["guardrails"] = json!({"hook": {
        "check": {"service": {"kind": "webhook", "service": "hook"}}, "on_error": "pass",
    }});
    let script = [answer(200, r#"{"text":"hi"}"#)];
    let world = World::with_config(&config.to_string(), script);
    let outcome = world.post(PATHS[0], &KIND, &form("\0", "I am Jo"));
    assert_eq!(outcome.status, 200, "{}", outcome.body);
    let asked: Vec<Value> = outcome
        .asked
        .iter()
        .map(|body| serde_json::from_str(body).unwrap())
        .collect();
    let messages = json!([{"role": "user", "content": "I am Jo"}]);
    assert_eq!(asked.len(), 2);
    for body in asked {
        assert_eq!(body["request"]["json"]["messages"], messages);
    }
}
