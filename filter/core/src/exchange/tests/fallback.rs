//! Before the first byte, an attempt may be given up; after it, never.

use super::world::{Provider, World, json, sse};
use crate::telemetry::Metric;

const CHAT: &str = r#"{"model":"both","messages":[{"role":"user","content":"hi"}]}"#;
const CHAT_ANSWER: &str = r#"{"id":"c1","object":"chat.completion","created":1,"model":"gpt-x","choices":[{"index":0,"message":{"role":"assistant","content":"hello"},"finish_reason":"stop"}],"usage":{"prompt_tokens":5,"completion_tokens":2,"total_tokens":7}}"#;
const OVERLOADED: &str = r#"{"type":"error","error":{"type":"overloaded_error","message":"busy"}}"#;

#[test]
fn every_listed_status_asks_the_next_target_in_its_own_format() {
    for status in [429, 500, 502, 503, 504, 529] {
        let outcome = World::new([json(status, OVERLOADED), json(200, CHAT_ANSWER)]).chat(CHAT);
        assert_eq!(
            (outcome.status, outcome.body.as_str()),
            (200, CHAT_ANSWER),
            "{status}"
        );
        let providers: Vec<&str> = outcome
            .received
            .iter()
            .map(|r| r.provider.as_str())
            .collect();
        assert_eq!(providers, ["claude", "openai"]);
        assert_eq!(outcome.received[1].path, "/v1/chat/completions");
        assert_eq!(
            outcome.received[1].body,
            CHAT.replace("\"both\"", "\"gpt-x\"")
        );
        assert_eq!(outcome.headers["x-sluice-target"], "openai/gpt-x");
        assert_eq!(outcome.measured(Metric::Fallbacks), 1);
        assert_eq!(outcome.measured(Metric::Attempts), 2);
    }
}

#[test]
fn the_last_accounts_left_are_asked_and_that_is_counted_and_logged() {
    let outcome = World::new([json(200, CHAT_ANSWER)]).chat(CHAT);
    assert_eq!(outcome.measured(Metric::LastResorts), 0);
    assert!(!outcome.log.contains("last_resort"), "{}", outcome.log);
    let world = World::new([json(529, OVERLOADED), json(200, CHAT_ANSWER)]);
    let outcome = world.without_keys().chat(CHAT);
    assert_eq!(outcome.status, 200);
    assert_eq!(outcome.measured(Metric::LastResorts), 1);
    let told = r#""excluded":"claude/claude-x: last_resort, openai/gpt-x: last_resort""#;
    assert!(outcome.log.contains(told), "{}", outcome.log);
}

#[test]
fn a_client_error_never_falls_back_and_is_told_in_the_clients_format() {
    for status in [400, 403, 404, 413, 422] {
        let error =
            r#"{"type":"error","error":{"type":"invalid_request_error","message":"no good"}}"#;
        let outcome = World::new([json(status, error), json(200, CHAT_ANSWER)]).chat(CHAT);
        assert_eq!(outcome.status, status);
        assert_eq!(outcome.json()["error"]["message"], "no good");
        assert_eq!(outcome.received.len(), 1);
        assert_eq!(outcome.measured(Metric::Fallbacks), 0);
    }
}

#[test]
fn a_status_that_is_not_listed_is_the_answer() {
    let body = CHAT.replace("both", "picky");
    let outcome = World::new([json(503, r#"{"error":{"message":"down"}}"#)]).chat(&body);
    assert_eq!((outcome.status, outcome.received.len()), (503, 1));
}

#[test]
fn the_last_targets_error_is_the_answer() {
    let error =
        r#"{"error":{"message":"slow down","type":"rate_limit_error","param":null,"code":null}}"#;
    let outcome = World::new([json(529, OVERLOADED), json(429, error)]).chat(CHAT);
    assert_eq!((outcome.status, outcome.body.as_str()), (429, error));
}

#[test]
fn an_error_in_another_cloud_s_words_is_told_in_the_client_s() {
    let google = r#"{"error":{"code":429,"message":"exhausted","status":"RESOURCE_EXHAUSTED"}}"#;
    let outcome = World::new([json(529, OVERLOADED), json(429, google)]).chat(CHAT);
    assert_eq!(outcome.status, 429);
    let error = &outcome.json()["error"];
    assert_eq!(error["message"], "exhausted");
    assert!(error["type"].is_string() && error.get("param").is_some());
}

#[test]
fn a_refused_connection_asks_the_next_target() {
    let outcome = World::new([Provider::Refuse, json(200, CHAT_ANSWER)]).chat(CHAT);
    assert_eq!((outcome.status, outcome.body.as_str()), (200, CHAT_ANSWER));
    assert_eq!(
        outcome.measures["sluice_attempts_total|provider=claude|model=both|consumer=none|operation=chat|status=0"],
        1
    );
}

#[test]
fn the_proxys_own_answer_is_told_in_the_clients_format() {
    let outcome = World::new([Provider::Refuse, Provider::Refuse]).chat(CHAT);
    assert_eq!(outcome.status, 503);
    assert_eq!(outcome.json()["error"]["code"], "provider_unavailable");
    assert_eq!(
        outcome.headers["content-length"],
        outcome.body.len().to_string()
    );

    let body = r#"{"model":"both","max_tokens":9,"messages":[{"role":"user","content":"hi"}]}"#;
    let outcome = World::new([Provider::Refuse, Provider::Refuse]).messages(body);
    assert_eq!(outcome.json()["type"], "error");
}

#[test]
fn the_proxys_own_answer_without_a_body_gets_one() {
    let outcome = World::new([Provider::Closed]).chat(CHAT);
    assert_eq!(outcome.status, 503);
    assert_eq!(outcome.json()["error"]["code"], "provider_unavailable");
}

#[test]
fn a_stream_that_begins_with_an_error_asks_the_next_target() {
    let error = "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"busy\"}}\n\n";
    let good = "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"gpt-x\",\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"yes\"},\"finish_reason\":null}]}\n\ndata: [DONE]\n\n";
    let body = r#"{"model":"both","stream":true,"messages":[{"role":"user","content":"hi"}]}"#;
    for size in [1, 10, 1000] {
        let outcome = World::new([sse(error, size), sse(good, size)]).chat(body);
        assert_eq!(outcome.status, 200, "{}", outcome.body);
        assert_eq!(outcome.body, good);
        assert_eq!(outcome.received.len(), 2);
    }
    // The same where no translation stands between.
    let body = r#"{"model":"both","max_tokens":5,"stream":true,"messages":[{"role":"user","content":"hi"}]}"#;
    let outcome = World::new([sse(error, 7), sse(good, 7)]).messages(body);
    assert_eq!(outcome.status, 200);
    assert!(
        outcome.body.contains("yes") && outcome.body.contains("message_stop"),
        "{}",
        outcome.body
    );
}

#[test]
fn a_stream_that_begins_with_an_error_at_the_last_target_is_a_plain_error() {
    let error =
        "data: {\"error\":{\"message\":\"busy\",\"type\":\"server_error\",\"code\":503}}\n\n";
    let body = r#"{"model":"openai","stream":true,"messages":[{"role":"user","content":"hi"}]}"#;
    let outcome = World::new([sse(error, 5)]).chat(body);
    assert!(outcome.status >= 500, "{}", outcome.status);
    assert_eq!(outcome.json()["error"]["message"], "busy");
    assert_eq!(outcome.headers["content-type"], "application/json");
}

#[test]
fn an_empty_stream_is_an_error_not_an_empty_answer() {
    let body = r#"{"model":"openai","stream":true,"messages":[{"role":"user","content":"hi"}]}"#;
    for stream in [": ping\n\n", "\n\n"] {
        let outcome = World::new([sse(stream, 3)]).chat(body);
        assert_eq!(outcome.status, 502, "{stream:?}");
    }
}

#[test]
fn after_the_first_byte_a_stream_ends_with_an_error_event() {
    let stream = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"}}]}\n\ndata: {\"error\":{\"message\":\"boom\"}}\n\n";
    let body = r#"{"model":"back","max_tokens":5,"stream":true,"messages":[{"role":"user","content":"hi"}]}"#;
    let outcome = World::new([sse(stream, 20)]).messages(body);
    assert_eq!((outcome.status, outcome.received.len()), (200, 1));
    assert!(
        outcome.body.contains("event: error") && !outcome.body.contains("message_stop"),
        "{}",
        outcome.body
    );
}

#[test]
fn headers_of_the_clients_format_return_for_a_later_target_of_it() {
    let answer = r#"{"id":"m","type":"message","role":"assistant","model":"c","content":[],"stop_reason":"end_turn","stop_sequence":null,"usage":{"input_tokens":1,"output_tokens":1}}"#;
    let body = r#"{"model":"back","max_tokens":5,"messages":[{"role":"user","content":"hi"}]}"#;
    let headers = [
        ("anthropic-version", "2023-06-01"),
        ("anthropic-beta", "a,b"),
    ];
    let outcome =
        World::new([json(500, "{}"), json(200, answer)]).post("/v1/messages", &headers, body);
    let last = &outcome.received[1];
    assert_eq!(last.headers.text("anthropic-beta"), Some("a,b"));
    assert_eq!(last.headers.text("anthropic-version"), Some("2023-06-01"));
    assert_eq!(
        (last.path.as_str(), last.body.as_str()),
        ("/v1/messages", &*body.replace("back", "claude-x"))
    );
    assert_eq!(
        last.headers.text("content-length"),
        Some(last.body.len().to_string().as_str())
    );
}

#[test]
fn when_to_retry_is_told_in_seconds() {
    let answer = Provider::Answer {
        status: 429,
        headers: vec![
            ("content-type", "application/json"),
            ("retry-after-ms", "1500"),
        ],
        chunks: vec![br#"{"error":{"message":"slow down"}}"#.to_vec()],
    };
    let body = CHAT.replace("both", "openai");
    let outcome = World::new([answer]).chat(&body);
    assert_eq!(
        (outcome.status, outcome.headers["retry-after"].as_str()),
        (429, "2")
    );
}

#[test]
fn an_error_page_is_not_passed_on() {
    let page = Provider::Answer {
        status: 502,
        headers: vec![("content-type", "text/html")],
        chunks: vec![b"<html>secret internals</html>".to_vec()],
    };
    let body = CHAT.replace("both", "openai");
    let outcome = World::new([page]).chat(&body);
    assert_eq!(outcome.status, 502);
    assert!(outcome.json()["error"]["message"].is_string() && !outcome.body.contains("internals"));
}

#[test]
fn an_error_without_a_body_gets_one() {
    let empty = Provider::Answer {
        status: 401,
        headers: vec![],
        chunks: vec![],
    };
    let body = CHAT.replace("both", "openai");
    let outcome = World::new([empty]).chat(&body);
    assert_eq!(outcome.status, 401);
    assert!(outcome.json()["error"]["message"].is_string());
}

#[test]
fn a_refused_provider_key_is_not_quoted() {
    let error = r#"{"error":{"message":"Incorrect API key provided: sk-ab***yz.","type":"invalid_request_error"}}"#;
    for model in ["openai", "claude"] {
        let outcome = World::new([json(401, error)]).chat(&CHAT.replace("both", model));
        assert_eq!(outcome.status, 401);
        assert_eq!(outcome.json()["error"]["code"], "provider_key_refused");
        assert!(!outcome.body.contains("sk-ab"), "{}", outcome.body);
    }
}

#[test]
fn a_provider_key_is_not_quoted_wherever_its_refusal_stands() {
    let key = "Consumer 'api_key:AIza-secret' has been suspended.";
    let body =
        |kind: &str| serde_json::json!({"error": {"message": key, "type": kind}}).to_string();
    let refused = body("authentication_error");
    let event = |data: &str| Provider::Answer {
        status: 200,
        headers: vec![("content-type", "text/event-stream")],
        chunks: vec![format!("event: error\ndata: {data}\n\n").into_bytes()],
    };
    let denied = body("permission_error");
    for model in ["openai", "claude"] {
        for (answer, stream) in [
            (json(403, &denied), false),
            (json(400, &refused), false),
            (event(&refused), false),
            (event(&refused), true),
            (json(200, &refused), true),
        ] {
            let mut body: serde_json::Value =
                serde_json::from_str(&CHAT.replace("both", model)).unwrap();
            body["stream"] = stream.into();
            let outcome = World::new([answer]).chat(&body.to_string());
            assert!(!outcome.body.contains("AIza"), "{model}: {}", outcome.body);
        }
    }
    let outcome = World::new([json(200, &refused)]).chat(&CHAT.replace("both", "claude"));
    assert!(!outcome.body.contains("AIza"), "{}", outcome.body);
}

#[test]
fn the_last_failure_is_the_one_that_is_told() {
    let outcome = World::new([json(529, OVERLOADED), Provider::Refuse]).chat(CHAT);
    assert_eq!(outcome.status, 503);
    assert_eq!(outcome.json()["error"]["code"], "provider_unavailable");
}

#[test]
fn a_redirect_is_not_passed_on() {
    let moved = |body: &'static str| Provider::Answer {
        status: 307,
        headers: vec![
            ("content-type", "application/json"),
            ("location", "http://elsewhere.test/"),
        ],
        chunks: if body.is_empty() {
            vec![]
        } else {
            vec![body.into()]
        },
    };
    for body in ["", r#"{"error":{"message":"moved"}}"#] {
        let outcome = World::new([moved(body)]).chat(&CHAT.replace("both", "openai"));
        assert_eq!(outcome.status, 502, "{body:?}");
        assert_eq!(outcome.json()["error"]["code"], "bad_provider_answer");
        assert!(!outcome.headers.contains_key("location"));
    }
}

#[test]
fn tokens_of_an_attempt_that_was_given_up_are_not_mixed_with_those_of_the_next() {
    let failed = concat!(
        "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"id\":\"m\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"c\",\"content\":[],\"stop_reason\":null,\"stop_sequence\":null,\"usage\":{\"input_tokens\":3,\"cache_read_input_tokens\":77,\"output_tokens\":1}}}\n\n",
        "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"busy\"}}\n\n",
    );
    let body = CHAT.replace("\"both\"", "\"both\",\"stream\":true");
    let outcome = World::new([sse(failed, 10_000), json(200, CHAT_ANSWER)]).chat(&body);
    assert_eq!(outcome.received.len(), 2, "{}", outcome.body);
    assert!(!outcome.log.contains("77"), "{}", outcome.log);
}

#[test]
fn an_answer_given_up_that_is_delivered_all_the_same_is_an_error() {
    let error = "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"busy\"}}\n\n";
    let stream = CHAT.replace("\"both\"", "\"both\",\"stream\":true");
    for (answer, body) in [
        (sse(error, 10_000), &stream),
        (json(529, OVERLOADED), &CHAT.to_owned()),
    ] {
        for shared in [true, false] {
            let world = World::new([answer.clone()]).without_retries();
            let world = if shared {
                world
            } else {
                world.without_shared_memory()
            };
            let outcome = world.chat(body);
            assert!(outcome.status >= 500, "{shared}: {}", outcome.status);
            assert!(outcome.json()["error"]["message"].is_string());
            assert!(!outcome.headers.contains_key("x-sluice-retry"));
        }
    }
}

#[test]
fn an_attempt_that_cannot_be_made_is_counted() {
    let config = super::world::CONFIG.replace(
        r#""strict": {"targets": ["#,
        r#""strict": {"targets": [{"provider": "openai", "model": "gpt-x"}, "#,
    );
    let body = CHAT
        .replace("both", "strict")
        .replace("{\"model", "{\"seed\":1,\"model");
    let outcome = World::with_config(&config, [json(503, "{}")]).chat(&body);
    assert_eq!(outcome.status, 400);
    assert_eq!(outcome.json()["error"]["code"], "translation_loss");
    assert_eq!(outcome.measured(Metric::Attempts), 2);
    assert_eq!(
        outcome.measures["sluice_attempts_total|provider=claude|model=strict|consumer=none|operation=chat|status=400"],
        1
    );
}

#[test]
fn a_code_that_is_no_word_does_not_reach_the_log() {
    for code in ["x".repeat(65), "what the prompt said".to_owned()] {
        let error = format!(r#"{{"error":{{"message":"no good","type":"t","code":"{code}"}}}}"#);
        for model in ["openai", "claude"] {
            let body = CHAT.replace("both", model);
            let outcome = World::new([json(400, &error)]).chat(&body);
            assert_eq!(outcome.status, 400);
            assert!(!outcome.log.contains(&code), "{}", outcome.log);
        }
    }
    let error = r#"{"error":{"message":"no good","code":"context_length_exceeded"}}"#;
    let outcome = World::new([json(400, error)]).chat(&CHAT.replace("both", "openai"));
    assert!(outcome.log.contains(r#""error":"context_length_exceeded""#));
}

#[test]
fn a_stream_that_begins_with_a_client_error_does_not_fall_back() {
    let error = "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"invalid_request_error\",\"message\":\"no good\"}}\n\n";
    let body = r#"{"model":"both","stream":true,"messages":[{"role":"user","content":"hi"}]}"#;
    let outcome = World::new([sse(error, 9), json(200, CHAT_ANSWER)]).chat(body);
    assert_eq!((outcome.status, outcome.received.len()), (400, 1));
    assert_eq!(outcome.json()["error"]["message"], "no good");
}

#[test]
fn an_attempt_finds_what_one_in_another_vm_has_left() {
    for (model, first, second) in [
        ("both", "claude", "/v1/chat/completions"),
        ("back", "openai", "/v1/messages"),
    ] {
        let script = [json(500, "{}"), json(500, "{}")];
        let world = World::new(script).with_provider_apart(first);
        let body = format!(
            r#"{{"model":"{model}","max_tokens":9,"messages":[{{"role":"user","content":"hi"}}]}}"#
        );
        let outcome = if model == "both" {
            world.chat(&body)
        } else {
            world.messages(&body)
        };
        assert_eq!(outcome.received.len(), 2, "{model}");
        assert_eq!(outcome.received[1].path, second, "{model}");
    }
}

#[test]
fn an_attempt_in_another_vm_never_takes_an_exchange_of_that_vm_for_its_own() {
    let body = r#"{"model":"openai","messages":[{"role":"user","content":"mine"}]}"#;
    let world = World::new([json(503, "{}")]).without_shared_memory();
    let outcome = world.with_the_same_number_taken().chat(body);
    let received = &outcome.received[0].body;
    assert!(received.contains("mine"), "{received}");
}
