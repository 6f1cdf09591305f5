//! What guardrails do about what they cannot read.

use serde_json::{Value, json};

use super::guardrails::{chat, chat_stream, emails, guarded};
use super::world::{json as answer, sse};

/// A judge of more than texts, in a mode.
fn tools(mode: &str, on: &str) -> Value {
    let check = json!({"tools": {"deny": ["shell"]}});
    json!({"calls": {"check": check, "on": on, "mode": mode}})
}

const ANSWER: &str = r#"{"id":"c1","object":"chat.completion","created":1,"model":"gpt-x",
    "choices":[{"index":0,"message":{"role":"assistant","content":"hi"},"finish_reason":"stop"}]}"#;

#[test]
fn a_request_that_no_judge_can_read_is_refused_only_where_the_judge_must() {
    // A member that the provider may know, and the gateway does not.
    let body = r#"{"model":"openai","messages":[{"role":"oracle","content":"hi"}]}"#;
    let world = |mode| guarded(&tools(mode, "input"), [answer(200, ANSWER)]);
    assert_eq!(world("enforce").chat(body).status, 400);
    let outcome = world("monitor").chat(body);
    assert_eq!(outcome.status, 200, "{}", outcome.body);
    let told = &outcome.headers["x-sluice-guardrails"];
    assert_eq!(told, "calls;on=input;action=error;mode=monitor");
}

#[test]
fn an_answer_that_no_judge_can_read_goes_on_where_the_judge_only_watches() {
    let odd = ANSWER.replace(r#""content":"hi""#, r#""content":7"#);
    let world = |mode| guarded(&tools(mode, "output"), [answer(200, &odd)]);
    assert_eq!(world("enforce").chat(&chat("openai", "hi")).status, 502);
    let outcome = world("monitor").chat(&chat("openai", "hi"));
    assert_eq!(outcome.status, 200, "{}", outcome.body);
    let told = &outcome.headers["x-sluice-guardrails"];
    assert_eq!(told, "calls;on=output;action=error;mode=monitor");
}

#[test]
fn an_answer_with_too_many_values_goes_on_where_nothing_depends_on_it() {
    let numbers = "0,".repeat(1 << 20);
    let odd = ANSWER.replace(
        r#""created":1"#,
        &format!(r#""x":[[[{numbers}0]]],"created":1"#),
    );
    let with = |more| guarded(&emails(&more), [answer(200, &odd)]);
    let closed = with(json!({"on": "output"})).chat(&chat("openai", "hi"));
    assert_eq!(closed.status, 502);
    let open = with(json!({"on": "output", "mode": "monitor"})).chat(&chat("openai", "hi"));
    assert_eq!(open.status, 200, "{:.200}", open.body);
}

#[test]
fn what_was_taken_out_of_metadata_is_not_told_to_checks_of_the_answer() {
    let guardrails = json!({
        "mail": emails(&json!({"on": "input", "action": "redact"}))["mail"],
        "who": {
            "check": {"metadata": {"require": {"user": ["[EMAIL_ADDRESS_1]"]}}},
            "on": "output",
        },
    });
    let mut body: Value = serde_json::from_str(&chat("openai", "hi")).unwrap();
    body["metadata"] = json!({"user": "jo@example.org"});
    let outcome = guarded(&guardrails, [answer(200, ANSWER)]).chat(&body.to_string());
    assert_eq!(outcome.status, 200, "{}", outcome.body);
}

#[test]
fn what_looks_at_a_part_of_all_exchanges_looks_at_both_sides_of_them() {
    for _ in 0..64 {
        let half = emails(&json!({"on": "both", "percent": 50, "action": "flag"}));
        let said = ANSWER.replace("hi", "al@example.org");
        let outcome = guarded(&half, [answer(200, &said)]).chat(&chat("openai", "jo@example.org"));
        let told = outcome.headers.get("x-sluice-guardrails");
        let sides = told.map_or(0, |told| told.matches("mail;on=").count());
        assert!(sides != 1, "{told:?}");
    }
}

#[test]
fn what_is_held_of_a_stream_that_trailers_cut_off_is_told_in_the_log() {
    let redact = emails(&json!({"on": "output", "action": "redact"}));
    let chunk = json!({
        "id": "c1", "object": "chat.completion.chunk", "created": 1, "model": "gpt-x",
        "choices": [{"index": 0, "delta": {"content": "to jo@exam"}, "finish_reason": null}],
    });
    let stream = format!("data: {chunk}\n\n");
    let outcome = guarded(&redact, [sse(&stream, 10_000)])
        .with_trailers()
        .chat(&chat_stream("openai", "hi"));
    assert!(!outcome.body.contains("jo@exam"), "{}", outcome.body);
    assert!(outcome.log.contains("stream_error"), "{}", outcome.log);
}
