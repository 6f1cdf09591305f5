//! Gemini as a client and as a provider: the model in the path, and both forms of a
//! stream.

use super::world::{Provider, World, json, sse};
use crate::telemetry::Metric;

const CONFIG: &str = r#"{
  "version": "v1",
  "listener": {"address": "127.0.0.1", "port": 10000},
  "access": "open",
  "providers": {
    "google": {"kind": "gemini", "endpoint": "http://google.test"},
    "openai": {"format": "openai-chat", "endpoint": "http://openai.test"}
  },
  "models": {
    "gemini": {"targets": [{"provider": "google", "model": "gemini-3-pro"}]},
    "openai": {"targets": [{"provider": "openai", "model": "gpt-x"}]}
  }
}"#;

const ASKED: &str = r#"{"contents":[{"role":"user","parts":[{"text":"hi \u00e9"}]}],"safetySettings":[],"new":1.0}"#;

const STREAM: &str = concat!(
    "data: {\"candidates\": [{\"content\": {\"parts\": [{\"text\": \"h\u{e9}\"}],\"role\": \"model\"}}],\"usageMetadata\": {\"promptTokenCount\": 5}}\r\n\r\n",
    "data: {\"candidates\": [{\"finishReason\": \"STOP\",\"safetyRatings\": []}],\"usageMetadata\": {\"promptTokenCount\": 5,\"candidatesTokenCount\": 2,\"thoughtsTokenCount\": 4}}\r\n\r\n",
);

const ANSWER: &str = r#"{"candidates":[{"content":{"parts":[{"text":"hello"}],"role":"model"},"finishReason":"STOP"}],"usageMetadata":{"promptTokenCount":5,"candidatesTokenCount":2,"totalTokenCount":7},"modelVersion":"gemini-3-pro","responseId":"r1"}"#;

const OPENAI_STREAM: &str = concat!(
    "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"gpt-x\",\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"h\u{e9}\"},\"finish_reason\":null}]}\n\n",
    "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"gpt-x\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n",
    "data: [DONE]\n\n",
);

fn world(script: impl IntoIterator<Item = Provider>) -> World {
    World::with_config(CONFIG, script)
}

#[test]
fn the_native_path_changes_the_path_and_nothing_else() {
    let outcome =
        world([json(200, ANSWER)]).post("/v1beta/models/gemini:generateContent", &[], ASKED);
    assert_eq!(outcome.received[0].body, ASKED);
    assert_eq!(
        outcome.received[0].path,
        "/v1beta/models/gemini-3-pro:generateContent"
    );
    assert_eq!((outcome.status, outcome.body.as_str()), (200, ANSWER));
    assert_eq!(outcome.measured(Metric::InputTokens), 5);
    assert_eq!(outcome.measured(Metric::OutputTokens), 2);
}

#[test]
fn the_wait_that_only_a_body_tells_is_a_header() {
    let refused = |wait: Option<&'static str>| {
        let info = r#"{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"34.07s"}"#;
        let body = format!(
            r#"{{"error":{{"code":429,"message":"slow down","status":"RESOURCE_EXHAUSTED","details":[{info}]}}}}"#
        );
        Provider::Answer {
            status: 429,
            headers: [Some(("content-type", "application/json"))]
                .into_iter()
                .chain([wait.map(|wait| ("retry-after", wait))])
                .flatten()
                .collect(),
            chunks: vec![body.into_bytes()],
        }
    };
    let chat = r#"{"model":"gemini","messages":[{"role":"user","content":"hi"}]}"#;
    for (path, body) in [
        ("/v1beta/models/gemini:generateContent", ASKED),
        ("/v1/chat/completions", chat),
    ] {
        for (header, told) in [(None, "35"), (Some("7"), "7")] {
            let outcome = world([refused(header)]).post(path, &[], body);
            let wait = outcome.headers["retry-after"].as_str();
            assert_eq!((outcome.status, wait), (429, told), "{path}");
        }
    }
}

#[test]
fn a_stream_of_events_passes_as_it_came() {
    for size in [1, 17, 4000] {
        let path = "/v1beta/models/gemini:streamGenerateContent?alt=sse";
        let outcome = world([sse(STREAM, size)]).post(path, &[], ASKED);
        assert_eq!(
            outcome.received[0].path,
            "/v1beta/models/gemini-3-pro:streamGenerateContent?alt=sse"
        );
        assert_eq!(outcome.body, STREAM);
        assert_eq!(outcome.measured(Metric::OutputTokens), 6);
    }
}

#[test]
fn without_alt_a_stream_is_one_array_of_the_same_chunks() {
    for size in [1, 17, 4000] {
        let path = "/v1beta/models/gemini:streamGenerateContent";
        let outcome = world([sse(STREAM, size)]).post(path, &[], ASKED);
        assert_eq!(outcome.headers["content-type"], "application/json");
        let items = outcome.json();
        let expected: Vec<serde_json::Value> = STREAM
            .lines()
            .filter_map(|line| line.strip_prefix("data: "))
            .map(|data| serde_json::from_str(data).unwrap())
            .collect();
        assert_eq!(items.as_array(), Some(&expected));
        assert_eq!(outcome.measured(Metric::OutputTokens), 6);
    }
}

#[test]
fn without_alt_another_providers_stream_is_an_array_too() {
    let path = "/v1beta/models/openai:streamGenerateContent";
    let outcome = world([sse(OPENAI_STREAM, 23)]).post(path, &[], ASKED);
    assert_eq!(outcome.headers["content-type"], "application/json");
    let items = outcome.json();
    assert_eq!(
        items[0]["candidates"][0]["content"]["parts"][0]["text"],
        "h\u{e9}"
    );
    assert_eq!(items[1]["candidates"][0]["finishReason"], "STOP");
}

#[test]
fn an_openai_client_reaches_gemini() {
    let body = r#"{"model":"gemini","stream":true,"messages":[{"role":"user","content":"hi"}]}"#;
    let outcome = world([sse(STREAM, 9)]).chat(body);
    assert_eq!(
        outcome.received[0].path,
        "/v1beta/models/gemini-3-pro:streamGenerateContent?alt=sse"
    );
    assert!(
        outcome.body.contains(r#""content":"hé""#),
        "{}",
        outcome.body
    );
    assert!(
        outcome.body.ends_with("data: [DONE]\n\n"),
        "{}",
        outcome.body
    );
}

#[test]
fn tokens_are_counted_by_the_provider() {
    let counted = r#"{"totalTokens":7}"#;
    let path = "/v1beta/models/gemini:countTokens";
    let outcome = world([json(200, counted)]).post(path, &[], ASKED);
    assert_eq!(
        outcome.received[0].path,
        "/v1beta/models/gemini-3-pro:countTokens"
    );
    assert_eq!(outcome.body, counted);
}

#[test]
fn an_unknown_model_is_refused_in_the_shape_of_google() {
    let outcome = world([]).post("/v1beta/models/other:generateContent", &[], ASKED);
    assert_eq!(outcome.status, 404);
    assert_eq!(outcome.json()["error"]["status"], "NOT_FOUND");
}
