//! Four pairs of formats, whole answers.

use super::world::{World, json, sse};
use crate::telemetry::Metric;

const CHAT: &str =
    r#"{"messages":[{"role":"user","content":"hi \u00e9"}],"x_unknown":1.0,"model":"openai"}"#;
const CHAT_ANSWER: &str = r#"{"id":"c1","object":"chat.completion","created":1,"model":"gpt-x","choices":[{"index":0,"message":{"role":"assistant","content":"hello"},"finish_reason":"stop"}],"usage":{"prompt_tokens":5,"completion_tokens":2,"total_tokens":7}}"#;
const MESSAGES: &str = r#"{"model":"claude","max_tokens":9,"x_unknown":1.0,"messages":[{"role":"user","content":"hi"}]}"#;
const MESSAGES_ANSWER: &str = r#"{"id":"msg_1","type":"message","role":"assistant","model":"claude-x","content":[{"type":"text","text":"hello"}],"stop_reason":"end_turn","stop_sequence":null,"usage":{"input_tokens":5,"output_tokens":2}}"#;

#[test]
fn the_native_path_changes_the_model_and_nothing_else() {
    let outcome = World::new([json(200, CHAT_ANSWER)]).chat(CHAT);
    let received = &outcome.received[0];
    assert_eq!(received.body, CHAT.replace("\"openai\"", "\"gpt-x\""));
    assert_eq!(
        received.headers.text("content-length"),
        Some(received.body.len().to_string().as_str())
    );
    assert_eq!((outcome.status, outcome.body.as_str()), (200, CHAT_ANSWER));
    assert_eq!(outcome.headers["x-sluice-target"], "openai/gpt-x");

    let outcome = World::new([json(200, MESSAGES_ANSWER)]).messages(MESSAGES);
    assert_eq!(
        outcome.received[0].body,
        MESSAGES.replace("\"claude\"", "\"claude-x\"")
    );
    assert_eq!(outcome.body, MESSAGES_ANSWER);
}

#[test]
fn an_openai_client_reaches_an_anthropic_provider() {
    let body = CHAT.replace("\"openai\"", "\"claude\"");
    let outcome = World::new([json(200, MESSAGES_ANSWER)]).chat(&body);
    let received = &outcome.received[0];
    assert_eq!(received.path, "/v1/messages");
    assert_eq!(
        received.headers.text("anthropic-version"),
        Some("2023-06-01")
    );
    let sent: serde_json::Value = serde_json::from_str(&received.body).unwrap();
    assert_eq!(sent["model"], "claude-x");
    assert_eq!(sent["messages"][0]["content"][0]["text"], "hi é");
    assert_eq!(outcome.json()["choices"][0]["message"]["content"], "hello");
    assert_eq!(outcome.json()["usage"]["total_tokens"], 7);
    assert_eq!(
        outcome.headers["content-length"],
        outcome.body.len().to_string()
    );
    assert!(
        outcome.headers["x-sluice-losses"].contains("x_unknown;dropped"),
        "{:?}",
        outcome.headers
    );
}

#[test]
fn an_anthropic_client_reaches_an_openai_provider() {
    let body = MESSAGES.replace("\"claude\"", "\"openai\"");
    let outcome = World::new([json(200, CHAT_ANSWER)]).messages(&body);
    assert_eq!(outcome.received[0].path, "/v1/chat/completions");
    assert_eq!(outcome.json()["content"][0]["text"], "hello");
    assert_eq!(outcome.json()["stop_reason"], "end_turn");
    assert_eq!(outcome.json()["usage"]["input_tokens"], 5);
}

#[test]
fn a_request_in_pieces_is_one_request() {
    for size in [1, 7, 50] {
        let outcome = World::new([json(200, CHAT_ANSWER)])
            .request_in_chunks(size)
            .chat(CHAT);
        assert_eq!(
            outcome.received[0].body,
            CHAT.replace("\"openai\"", "\"gpt-x\"")
        );
    }
}

#[test]
fn tokens_and_requests_are_counted_and_the_exchange_forgotten() {
    let outcome = World::new([json(200, CHAT_ANSWER)]).chat(CHAT);
    assert_eq!(outcome.measured(Metric::InputTokens), 5);
    assert_eq!(outcome.measured(Metric::OutputTokens), 2);
    assert_eq!(
        outcome.measures["sluice_requests_total|provider=openai|model=openai|consumer=none|operation=chat|status=200"],
        1
    );
    assert_eq!(
        outcome.measures["sluice_attempts_total|provider=openai|model=openai|consumer=none|operation=chat|status=200"],
        1
    );
    assert_eq!(outcome.left, 0);
    assert!(
        outcome.log.contains(r#""input_tokens":5"#) && !outcome.log.contains("hello"),
        "{}",
        outcome.log
    );
}

#[test]
fn roles_that_share_no_memory_read_the_body_again() {
    let outcome = World::new([json(200, CHAT_ANSWER)])
        .without_shared_memory()
        .chat(CHAT);
    assert_eq!(
        outcome.received[0].body,
        CHAT.replace("\"openai\"", "\"gpt-x\"")
    );
    assert_eq!((outcome.status, outcome.body.as_str()), (200, CHAT_ANSWER));

    let body = CHAT.replace("\"openai\"", "\"both\"");
    let script = [json(503, "{}"), json(200, CHAT_ANSWER)];
    let outcome = World::new(script).without_shared_memory().chat(&body);
    assert_eq!(outcome.received[0].provider, "claude");
    assert_eq!(outcome.received[1].provider, "openai");
    assert_eq!(
        outcome.received[1].body,
        CHAT.replace("\"openai\"", "\"gpt-x\"")
    );
    assert_eq!(outcome.body, CHAT_ANSWER);
    assert!(outcome.log.contains(r#""attempts":2"#), "{}", outcome.log);
}

#[test]
fn roles_that_share_no_memory_count_tokens_to_the_end() {
    let outcome = World::new([json(200, CHAT_ANSWER)])
        .without_shared_memory()
        .chat(CHAT);
    assert_eq!(outcome.measured(Metric::OutputTokens), 2);
    let stream = concat!(
        "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"}}]}\n\n",
        "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":2}}\n\n",
        "data: [DONE]\n\n",
    );
    let body = CHAT.replace("\"model\"", "\"stream\":true,\"model\"");
    let outcome = World::new([sse(stream, 60)])
        .without_shared_memory()
        .chat(&body);
    assert_eq!(outcome.measured(Metric::InputTokens), 5);
    assert_eq!(outcome.measured(Metric::OutputTokens), 2);
}

#[test]
fn roles_that_share_no_memory_keep_the_clients_headers() {
    let body = MESSAGES.replace("\"claude\"", "\"both\"");
    let headers = [
        ("anthropic-version", "2024-01-01"),
        ("anthropic-beta", "a,b"),
    ];
    let outcome = World::new([json(200, MESSAGES_ANSWER)])
        .without_shared_memory()
        .post("/v1/messages?beta=true", &headers, &body);
    let received = &outcome.received[0];
    assert_eq!(received.path, "/v1/messages?beta=true");
    assert_eq!(
        received.headers.text("anthropic-version"),
        Some("2024-01-01")
    );
    assert_eq!(received.headers.text("anthropic-beta"), Some("a,b"));
}

#[test]
fn an_answer_that_cannot_be_read_is_a_bad_gateway_in_the_clients_format() {
    for answer in [
        "",
        "<html>",
        "{",
        "[]",
        "{\"type\":\"message\"",
        "{\"id\":1}",
    ] {
        let body = CHAT.replace("\"openai\"", "\"claude\"");
        let outcome = World::new([json(200, answer)]).chat(&body);
        assert_eq!(outcome.status, 502, "{answer:?}: {}", outcome.body);
        assert!(outcome.json()["error"]["message"].is_string());
    }
}

#[test]
fn an_answer_that_is_too_large_is_refused_while_its_headers_are_held() {
    let config = super::world::CONFIG.replace(
        "\"access\"",
        "\"limits\": {\"response_body\": \"1KiB\"}, \"access\"",
    );
    let body = CHAT.replace("\"openai\"", "\"claude\"");
    let outcome = World::with_config(&config, [json(200, &"x".repeat(5000))]).chat(&body);
    assert_eq!(outcome.status, 502);
    assert!(outcome.body.len() < 1024 && outcome.json()["error"]["message"].is_string());
}

#[test]
fn a_compressed_answer_is_refused_not_garbled() {
    for encoding in ["gzip", "deflate", "br", "zstd", "GZIP, br"] {
        let answer = super::world::Provider::Answer {
            status: 200,
            headers: vec![
                ("content-type", "application/json"),
                ("content-encoding", encoding),
            ],
            chunks: vec![b"\x1f\x8b".iter().map(|b| b & 0x7f).collect()],
        };
        let outcome = World::new([answer]).chat(CHAT);
        assert_eq!(outcome.status, 502, "{encoding}");
        assert!(!outcome.headers.contains_key("content-encoding"));
        let told = outcome.json();
        let message = told["error"]["message"].as_str().unwrap();
        assert!(message.contains("compressed"), "{encoding}: {message}");
    }
}

#[test]
fn the_clients_query_goes_to_providers_of_its_own_format_only() {
    let path = "/v1/messages?beta=true";
    let outcome = World::new([json(200, MESSAGES_ANSWER)]).post(path, &[], MESSAGES);
    assert_eq!(outcome.received[0].path, path);
    let body = MESSAGES.replace("\"claude\"", "\"openai\"");
    let outcome = World::new([json(200, CHAT_ANSWER)]).post(path, &[], &body);
    assert_eq!(outcome.received[0].path, "/v1/chat/completions");
}

/// Anthropic takes 128 characters, OpenAI 64.
#[test]
fn names_of_tools_are_fitted_and_turned_back() {
    let long = "a_tool_".repeat(12);
    let body = format!(
        r#"{{"model":"openai","max_tokens":9,"messages":[{{"role":"user","content":"hi"}}],"tools":[{{"name":"{long}","input_schema":{{"type":"object"}}}}]}}"#
    );
    let fitted = {
        let outcome = World::new([json(500, "{}")]).messages(&body);
        let sent: serde_json::Value = serde_json::from_str(&outcome.received[0].body).unwrap();
        let name = sent["tools"][0]["function"]["name"].as_str().unwrap();
        assert!(name.len() == 64 && long.starts_with(&name[..55]), "{name}");
        name.to_owned()
    };
    let whole = format!(
        r#"{{"id":"1","object":"chat.completion","choices":[{{"index":0,"message":{{"role":"assistant","content":null,"tool_calls":[{{"id":"c","type":"function","function":{{"name":"{fitted}","arguments":"{{}}"}}}}]}},"finish_reason":"tool_calls"}}]}}"#
    );
    let outcome = World::new([json(200, &whole)]).messages(&body);
    assert_eq!(
        outcome.json()["content"][0]["name"],
        long.as_str(),
        "{}",
        outcome.body
    );

    let stream = format!(
        "data: {{\"id\":\"1\",\"object\":\"chat.completion.chunk\",\"choices\":[{{\"index\":0,\"delta\":{{\"tool_calls\":[{{\"index\":0,\"id\":\"c\",\"type\":\"function\",\"function\":{{\"name\":\"{fitted}\",\"arguments\":\"{{}}\"}}}}]}},\"finish_reason\":\"tool_calls\"}}]}}\n\ndata: [DONE]\n\n"
    );
    let streamed = body.replacen('{', r#"{"stream":true,"#, 1);
    for size in [1, stream.len()] {
        let outcome = World::new([sse(&stream, size)]).messages(&streamed);
        assert!(
            outcome.body.contains(&format!("\"name\":\"{long}\"")),
            "{}",
            outcome.body
        );
        assert!(!outcome.body.contains(&fitted));
    }
}
