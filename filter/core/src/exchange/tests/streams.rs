//! Streams through both machines, cut anywhere.

use super::world::{Provider, World, json, sse};
use crate::telemetry::Metric;

const OPENAI: &str = concat!(
    "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"gpt-x\",\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"},\"finish_reason\":null}],\"usage\":null}\n\n",
    "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"gpt-x\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"hé\"},\"finish_reason\":null}],\"usage\":null}\n\n",
    "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"gpt-x\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}],\"usage\":null}\n\n",
    "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"gpt-x\",\"choices\":[],\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":2,\"total_tokens\":7}}\n\n",
    "data: [DONE]\n\n",
);

const ANTHROPIC: &str = concat!(
    "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"id\":\"m\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"claude-x\",\"content\":[],\"stop_reason\":null,\"stop_sequence\":null,\"usage\":{\"input_tokens\":5,\"output_tokens\":1}}}\n\n",
    "event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}\n\n",
    "event: ping\ndata: {\"type\":\"ping\"}\n\n",
    "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"hé\"}}\n\n",
    "event: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":0}\n\n",
    "event: message_delta\ndata: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\",\"stop_sequence\":null},\"usage\":{\"output_tokens\":2}}\n\n",
    "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n",
);

fn chat(model: &str, options: &str) -> String {
    format!(
        r#"{{"model":"{model}","stream":true{options},"messages":[{{"role":"user","content":"hi"}}]}}"#
    )
}

fn messages(model: &str) -> String {
    format!(
        r#"{{"model":"{model}","max_tokens":9,"stream":true,"messages":[{{"role":"user","content":"hi"}}]}}"#
    )
}

#[test]
fn the_native_path_passes_a_stream_byte_for_byte() {
    for size in [1, 13, 4000] {
        let options = r#","stream_options":{"include_usage":true}"#;
        let outcome = World::new([sse(OPENAI, size)]).chat(&chat("openai", options));
        assert_eq!(outcome.body, OPENAI);
        let outcome = World::new([sse(ANTHROPIC, size)]).messages(&messages("claude"));
        assert_eq!(outcome.body, ANTHROPIC);
        assert_eq!(outcome.measured(Metric::OutputTokens), 2);
        assert_eq!(outcome.measured(Metric::InputTokens), 5);
    }
}

#[test]
fn usage_is_asked_for_and_hidden_from_who_did_not_ask() {
    let outcome = World::new([sse(OPENAI, 11)]).chat(&chat("openai", ""));
    assert!(
        outcome.received[0]
            .body
            .contains(r#""stream_options":{"include_usage":true}"#)
    );
    assert!(
        !outcome.body.contains("usage") && outcome.body.ends_with("data: [DONE]\n\n"),
        "{}",
        outcome.body
    );
    assert_eq!(outcome.measured(Metric::OutputTokens), 2);
}

#[test]
fn a_translated_stream_is_the_same_in_any_chunking() {
    let whole = World::new([sse(ANTHROPIC, 10_000)]).chat(&chat("claude", ""));
    assert!(
        whole.body.contains("\"content\":\"hé\"") && whole.body.ends_with("data: [DONE]\n\n"),
        "{}",
        whole.body
    );
    assert!(whole.headers["content-type"].starts_with("text/event-stream"));
    let back = World::new([sse(OPENAI, 10_000)]).messages(&messages("openai"));
    assert!(
        back.body.contains("\"text\":\"hé\"") && back.body.contains("event: message_stop"),
        "{}",
        back.body
    );
    assert_eq!(back.measured(Metric::InputTokens), 5);
    for size in [1, 2, 7, 40, 333] {
        let pieces = World::new([sse(ANTHROPIC, size)]).chat(&chat("claude", ""));
        assert_eq!(pieces.body, whole.body, "chunks of {size}");
        let pieces = World::new([sse(OPENAI, size)]).messages(&messages("openai"));
        assert_eq!(pieces.body, back.body, "chunks of {size}");
    }
}

#[test]
fn a_stream_that_nobody_asked_for_becomes_an_answer() {
    let body = r#"{"model":"claude","messages":[{"role":"user","content":"hi"}]}"#;
    let outcome = World::new([sse(ANTHROPIC, 50)]).chat(body);
    assert_eq!(outcome.json()["choices"][0]["message"]["content"], "hé");
    assert_eq!(outcome.headers["content-type"], "application/json");
    // In the client's own format too: an SDK that waits for JSON cannot read events.
    let body = r#"{"model":"openai","messages":[{"role":"user","content":"hi"}]}"#;
    let outcome = World::new([sse(OPENAI, 50)]).chat(body);
    assert_eq!(outcome.json()["choices"][0]["message"]["content"], "hé");
}

#[test]
fn an_answer_in_place_of_a_stream_becomes_a_stream() {
    let answer = r#"{"id":"c1","object":"chat.completion","created":1,"model":"gpt-x","choices":[{"index":0,"message":{"role":"assistant","content":"hello"},"finish_reason":"stop"}],"usage":{"prompt_tokens":5,"completion_tokens":2,"total_tokens":7}}"#;
    let outcome = World::new([json(200, answer)]).chat(&chat("openai", ""));
    assert_eq!(outcome.headers["content-type"], "text/event-stream");
    assert!(
        outcome.body.contains("hello") && outcome.body.ends_with("data: [DONE]\n\n"),
        "{}",
        outcome.body
    );
    let outcome = World::new([json(200, answer)]).messages(&messages("openai"));
    assert!(outcome.body.contains("message_stop"), "{}", outcome.body);
}

#[test]
fn the_time_to_the_first_token_is_measured_once() {
    let outcome = World::new([sse(ANTHROPIC, 9)]).chat(&chat("claude", ""));
    assert_eq!(
        outcome
            .measures
            .keys()
            .filter(|key| key.contains("first_token"))
            .count(),
        1
    );
}

#[test]
fn trailers_end_an_answer_as_its_last_byte_does() {
    for size in [1, 50, 10_000] {
        let outcome = World::new([sse(ANTHROPIC, size)])
            .with_trailers()
            .chat(&chat("claude", ""));
        assert!(
            outcome.body.ends_with("data: [DONE]\n\n"),
            "{}",
            outcome.body
        );
        assert_eq!(outcome.measured(Metric::OutputTokens), 2);
        let body = r#"{"model":"claude","messages":[{"role":"user","content":"hi"}]}"#;
        let outcome = World::new([sse(ANTHROPIC, size)])
            .with_trailers()
            .chat(body);
        assert_eq!(outcome.json()["choices"][0]["message"]["content"], "hé");
        let outcome = World::new([sse(": ping\n\n", size)])
            .with_trailers()
            .chat(&chat("claude", ""));
        assert_eq!(outcome.status, 502);
    }
}

#[test]
fn nothing_is_written_behind_a_stream_that_trailers_cut_off() {
    let start = ANTHROPIC
        .split_inclusive("\n\n")
        .take(2)
        .collect::<String>();
    let outcome = World::new([sse(&start, 10_000)])
        .with_trailers()
        .chat(&chat("claude", ""));
    assert!(!outcome.body.contains("[DONE]"), "{}", outcome.body);
    assert!(outcome.log.contains("stream_error"), "{}", outcome.log);
}

#[test]
fn trailers_without_a_body_are_an_empty_answer() {
    let whole = r#"{"model":"claude","messages":[{"role":"user","content":"hi"}]}"#;
    for body in [whole.to_owned(), chat("claude", ""), chat("openai", "")] {
        let outcome = World::new([sse("", 1)]).with_trailers().chat(&body);
        assert_eq!(outcome.status, 502);
        assert_eq!(outcome.json()["error"]["code"], "bad_provider_answer");
    }
    let outcome = World::new([Provider::Answer {
        status: 400,
        headers: vec![],
        chunks: vec![],
    }])
    .with_trailers()
    .chat(&chat("claude", ""));
    assert_eq!(outcome.status, 400);
    assert!(outcome.json()["error"]["message"].is_string());
}

#[test]
fn a_stream_without_a_content_type_is_a_stream() {
    let untyped = |stream: &str| Provider::Answer {
        status: 200,
        headers: vec![],
        chunks: vec![stream.as_bytes().to_vec()],
    };
    let outcome = World::new([untyped(ANTHROPIC)]).chat(&chat("claude", ""));
    assert!(
        outcome.body.ends_with("data: [DONE]\n\n"),
        "{}",
        outcome.body
    );
    assert_eq!(outcome.headers["content-type"], "text/event-stream");
    let outcome = World::new([untyped(ANTHROPIC)]).messages(&messages("claude"));
    assert_eq!(outcome.body, ANTHROPIC);
}
