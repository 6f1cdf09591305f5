//! Counting tokens, by providers of the client's format and of others.

use super::world::{World, json};

const CONFIG: &str = r#"{
  "version": "v1",
  "access": "open",
  "providers": {
    "openai": {"format": "openai-chat", "endpoint": "http://openai.test"},
    "claude": {"format": "anthropic-messages", "endpoint": "http://claude.test"},
    "gemini": {"format": "gemini-generate", "endpoint": "http://gemini.test"}
  },
  "models": {
    "openai": {"targets": [{"provider": "openai", "model": "gpt-x"}]},
    "claude": {"targets": [{"provider": "claude", "model": "claude-x"}]},
    "gemini": {"targets": [{"provider": "gemini", "model": "gemini-x"}]}
  }
}"#;
const PATH: &str = "/v1/messages/count_tokens";
const BODY: &str = r#"{"model":"claude","messages":[{"role":"user","content":"hi"}]}"#;

#[test]
fn a_provider_of_the_same_format_is_asked_as_it_stands() {
    let answer = r#"{"input_tokens":9}"#;
    let outcome = World::with_config(CONFIG, [json(200, answer)]).post(PATH, &[], BODY);
    assert_eq!((outcome.status, &*outcome.body), (200, answer));
    assert_eq!(outcome.received[0].path, PATH);
    assert_eq!(
        outcome.received[0].body,
        BODY.replace("\"claude\"", "\"claude-x\"")
    );
}

#[test]
fn a_provider_of_another_format_that_counts_is_asked_in_its_own_words() {
    for shared in [true, false] {
        let mut world = World::with_config(CONFIG, [json(200, r#"{"totalTokens":9}"#)]);
        if !shared {
            world = world.without_shared_memory();
        }
        let outcome = world.post(PATH, &[], &BODY.replace("claude", "gemini"));
        assert_eq!(
            (outcome.status, &*outcome.body),
            (200, r#"{"input_tokens":9}"#)
        );
        let received = &outcome.received[0];
        assert_eq!(received.path, "/v1beta/models/gemini-x:countTokens");
        assert!(
            received
                .body
                .starts_with(r#"{"generateContentRequest":{"model":"models/gemini-x","#)
        );
    }
    let world = World::with_config(CONFIG, [json(200, r#"{"input_tokens":9}"#)]);
    let asked = r#"{"contents":[{"role":"user","parts":[{"text":"hi"}]}]}"#;
    let outcome = world.post("/v1beta/models/claude:countTokens", &[], asked);
    assert_eq!(
        (outcome.status, &*outcome.body),
        (200, r#"{"totalTokens":9}"#)
    );
    assert_eq!(outcome.received[0].path, PATH);
}

#[test]
fn a_provider_that_does_not_count_is_told_of() {
    let outcome = World::with_config(CONFIG, []).post(PATH, &[], &BODY.replace("claude", "openai"));
    assert_eq!(outcome.status, 404);
    let body = outcome.json();
    assert_eq!(
        (&body["type"], &body["error"]["type"]),
        (&"error".into(), &"not_found_error".into())
    );
}

#[test]
fn an_answer_without_a_count_is_the_providers_fault() {
    let world = World::with_config(CONFIG, [json(200, r#"{"total":9}"#)]);
    let outcome = world.post(PATH, &[], &BODY.replace("claude", "gemini"));
    assert_eq!(outcome.status, 502, "{}", outcome.body);
    let refused = r#"{"error":{"code":400,"message":"no such model","status":"INVALID_ARGUMENT"}}"#;
    let world = World::with_config(CONFIG, [json(400, refused)]);
    let outcome = world.post(PATH, &[], &BODY.replace("claude", "gemini"));
    assert_eq!(
        (outcome.status, &outcome.json()["type"]),
        (400, &"error".into())
    );
}
