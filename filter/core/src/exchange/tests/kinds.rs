//! Providers of the table: what is special about them, natively and translated.

use sluice_protocol::eventstream::{HeaderValue, write_message};

use super::world::{Outcome, Provider, World, json};

const CONFIG: &str = r#"{
  "version": "v1",
  "listener": {"address": "127.0.0.1", "port": 10000},
  "access": "open",
  "providers": {
    "groq": {"kind": "groq"},
    "deepseek": {"kind": "deepseek"},
    "anthropic": {"kind": "anthropic"},
    "azure": {"kind": "azure-openai-deployments", "resource": "r", "api_version": "2025-01-01"},
    "bedrock": {"kind": "bedrock-claude", "region": "eu-west-1"},
    "vertex": {"kind": "vertex-claude", "project": "p"}
  },
  "models": {
    "groq": {"targets": [{"provider": "groq", "model": "g"}]},
    "strict": {"targets": [{"provider": "groq", "model": "g"}], "translation": "strict"},
    "deepseek": {"targets": [{"provider": "deepseek", "model": "d"}]},
    "azure": {"targets": [{"provider": "azure", "model": "a/b c"}]},
    "bedrock": {"targets": [{"provider": "bedrock", "model": "eu.claude:0"}]},
    "vertex": {"targets": [{"provider": "vertex", "model": "claude@1"}]},
    "vertex-first": {"targets": [{"provider": "vertex", "model": "claude@1"}, {"provider": "anthropic", "model": "claude-x"}]}
  }
}"#;

const CHAT_ANSWER: &str = r#"{"id":"c1","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"hello"},"finish_reason":"stop"}],"usage":{"prompt_tokens":5,"completion_tokens":2,"total_tokens":7}}"#;
const MESSAGES_ANSWER: &str = r#"{"id":"msg_1","type":"message","role":"assistant","model":"claude-x","content":[{"type":"text","text":"hello"}],"stop_reason":"end_turn","stop_sequence":null,"usage":{"input_tokens":5,"output_tokens":2}}"#;

/// The events of a stream of Claude that says hello, as Bedrock carries them.
const HELLO: &[&str] = &[
    "eyJ0eXBlIjoibWVzc2FnZV9zdGFydCIsIm1lc3NhZ2UiOnsiaWQiOiJtc2dfMSIsInR5cGUiOiJtZXNzYWdlIiwicm9sZSI6ImFzc2lzdGFudCIsIm1vZGVsIjoiY2xhdWRlLXgiLCJjb250ZW50IjpbXSwic3RvcF9yZWFzb24iOm51bGwsInN0b3Bfc2VxdWVuY2UiOm51bGwsInVzYWdlIjp7ImlucHV0X3Rva2VucyI6NSwib3V0cHV0X3Rva2VucyI6MX19fQ==",
    "eyJ0eXBlIjoiY29udGVudF9ibG9ja19zdGFydCIsImluZGV4IjowLCJjb250ZW50X2Jsb2NrIjp7InR5cGUiOiJ0ZXh0IiwidGV4dCI6IiJ9fQ==",
    "eyJ0eXBlIjoiY29udGVudF9ibG9ja19kZWx0YSIsImluZGV4IjowLCJkZWx0YSI6eyJ0eXBlIjoidGV4dF9kZWx0YSIsInRleHQiOiJoZWxsbyJ9fQ==",
    "eyJ0eXBlIjoiY29udGVudF9ibG9ja19zdG9wIiwiaW5kZXgiOjB9",
    "eyJ0eXBlIjoibWVzc2FnZV9kZWx0YSIsImRlbHRhIjp7InN0b3BfcmVhc29uIjoiZW5kX3R1cm4iLCJzdG9wX3NlcXVlbmNlIjpudWxsfSwidXNhZ2UiOnsib3V0cHV0X3Rva2VucyI6Mn19",
    "eyJ0eXBlIjoibWVzc2FnZV9zdG9wIn0=",
];

/// A stream of Bedrock, read `size` bytes at a time.
fn frames(size: usize) -> Provider {
    let mut bytes = Vec::new();
    for event in HELLO {
        let headers = [
            (":event-type", HeaderValue::Text("chunk")),
            (":message-type", HeaderValue::Text("event")),
        ];
        let payload = format!(r#"{{"bytes":"{event}","p":"abc"}}"#);
        write_message(&mut bytes, &headers, |out| {
            out.extend_from_slice(payload.as_bytes());
        });
    }
    Provider::Answer {
        status: 200,
        headers: vec![("content-type", "application/vnd.amazon.eventstream")],
        chunks: bytes.chunks(size).map(<[u8]>::to_vec).collect(),
    }
}

fn world(answer: Provider) -> World {
    World::with_config(CONFIG, [answer])
}

fn messages(model: &str, stream: bool) -> String {
    format!(
        r#"{{"model":"{model}","max_tokens":9,"stream":{stream},"messages":[{{"role":"user","content":"hi"}}]}}"#
    )
}

/// The text deltas of a stream in Anthropic's format.
fn said(outcome: &Outcome) -> String {
    let data = outcome
        .body
        .lines()
        .filter_map(|line| line.strip_prefix("data: "));
    data.filter_map(|data| serde_json::from_str::<serde_json::Value>(data).ok())
        .filter_map(|event| Some(event["delta"]["text"].as_str()?.to_owned()))
        .collect()
}

#[test]
fn what_a_provider_does_not_take_is_left_out_natively_and_listed() {
    let body = r#"{"model":"groq","messages":[{"role":"developer","content":"x"}],"seed":1,"logprobs":true,"x":1.0}"#;
    let outcome = world(json(200, CHAT_ANSWER)).chat(body);
    let received = &outcome.received[0];
    assert_eq!(received.path, "/openai/v1/chat/completions");
    assert_eq!(
        received.body,
        r#"{"model":"g","messages":[{"role":"system","content":"x"}],"seed":1,"x":1.0}"#
    );
    assert_eq!(outcome.headers["x-sluice-losses"], "logprobs;dropped");
    assert_eq!(outcome.body, CHAT_ANSWER);
}

#[test]
fn strict_translation_refuses_what_a_provider_of_the_same_format_does_not_take() {
    let body = r#"{"model":"strict","messages":[{"role":"user","content":"hi"}],"logprobs":true}"#;
    let outcome = world(json(200, CHAT_ANSWER)).chat(body);
    assert_eq!((outcome.status, outcome.received.len()), (400, 0));
    let body = r#"{"model":"strict","messages":[{"role":"user","content":"hi"}],"logprobs":false}"#;
    assert_eq!(world(json(200, CHAT_ANSWER)).chat(body).status, 200);
}

#[test]
fn a_provider_of_two_formats_is_spoken_to_in_the_clients() {
    let body = messages("deepseek", false);
    let outcome = world(json(200, MESSAGES_ANSWER)).messages(&body);
    assert_eq!(outcome.received[0].path, "/anthropic/v1/messages");
    assert_eq!(outcome.received[0].body, body.replace("deepseek", "d"));
    assert_eq!(outcome.body, MESSAGES_ANSWER);

    let outcome = world(json(200, CHAT_ANSWER))
        .chat(r#"{"messages":[{"role":"user","content":"hi"}],"model":"deepseek"}"#);
    assert_eq!(outcome.received[0].path, "/v1/chat/completions");
    assert_eq!(outcome.body, CHAT_ANSWER);
}

#[test]
fn a_deployment_is_one_segment_of_the_path() {
    let outcome = world(json(200, CHAT_ANSWER))
        .chat(r#"{"messages":[{"role":"user","content":"hi"}],"model":"azure"}"#);
    assert_eq!(
        outcome.received[0].path,
        "/openai/deployments/a%2Fb%20c/chat/completions?api-version=2025-01-01"
    );
}

#[test]
fn a_stream_of_claude_on_bedrock_comes_out_of_its_frames() {
    for size in [1, 7, 4096] {
        let outcome = world(frames(size)).messages(&messages("bedrock", true));
        let received = &outcome.received[0];
        assert_eq!(
            received.path,
            "/model/eu.claude%3A0/invoke-with-response-stream"
        );
        assert_eq!(
            received.body,
            r#"{"anthropic_version":"bedrock-2023-05-31","max_tokens":9,"messages":[{"role":"user","content":"hi"}]}"#
        );
        assert_eq!(received.headers.text("anthropic-version"), None);
        assert_eq!(outcome.headers["content-type"], "text/event-stream");
        assert_eq!(said(&outcome), "hello");
        assert!(outcome.body.ends_with("\n\n"), "{}", outcome.body);
        assert!(
            outcome.log.contains(r#""output_tokens":2"#),
            "{}",
            outcome.log
        );
    }
}

#[test]
fn a_stream_of_claude_on_bedrock_reaches_an_openai_client() {
    let body = r#"{"model":"bedrock","stream":true,"messages":[{"role":"user","content":"hi"}]}"#;
    let outcome = world(frames(100)).chat(body);
    assert_eq!(outcome.headers["content-type"], "text/event-stream");
    assert!(
        outcome.body.contains(r#""content":"hello""#),
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
fn a_stream_of_frames_that_nobody_asked_for_is_folded() {
    let body = r#"{"model":"bedrock","messages":[{"role":"user","content":"hi"}]}"#;
    let outcome = world(frames(100)).chat(body);
    assert_eq!(outcome.received[0].path, "/model/eu.claude%3A0/invoke");
    assert_eq!(outcome.json()["choices"][0]["message"]["content"], "hello");
}

#[test]
fn an_error_of_aws_reaches_the_client_in_its_own_form() {
    let throttled = Provider::Answer {
        status: 429,
        headers: vec![
            ("content-type", "application/json"),
            ("x-amzn-errortype", "ThrottlingException:http://aws/"),
        ],
        chunks: vec![br#"{"message":"slow down"}"#.to_vec()],
    };
    let outcome = world(throttled).messages(&messages("bedrock", false));
    assert_eq!(outcome.status, 429);
    assert_eq!(outcome.json()["error"]["type"], "rate_limit_error");
    assert_eq!(outcome.json()["error"]["message"], "slow down");
}

#[test]
fn beta_features_go_where_the_cloud_looks_for_them() {
    let beta = [
        ("anthropic-version", "2023-06-01"),
        ("anthropic-beta", "context-1m-2025-08-07, unknown-1"),
    ];
    let body = messages("bedrock", false);
    let outcome = world(json(200, MESSAGES_ANSWER)).post("/v1/messages", &beta, &body);
    let received = &outcome.received[0];
    assert_eq!(received.headers.text("anthropic-beta"), None);
    assert!(
        received
            .body
            .contains(r#""anthropic_beta":["context-1m-2025-08-07"]"#)
    );
    assert_eq!(outcome.headers["x-sluice-losses"], "anthropic-beta;dropped");

    let body = messages("vertex", true);
    let outcome = world(json(200, MESSAGES_ANSWER)).post("/v1/messages", &beta, &body);
    let received = &outcome.received[0];
    assert_eq!(
        received.path,
        "/v1/projects/p/locations/global/publishers/anthropic/models/claude@1:streamRawPredict"
    );
    assert_eq!(
        received.headers.text("anthropic-beta"),
        Some("context-1m-2025-08-07")
    );
}

#[test]
fn what_a_cloud_took_off_is_there_again_for_the_next_provider() {
    let beta = [
        ("anthropic-version", "2023-06-01"),
        ("anthropic-beta", "unknown-1"),
    ];
    let answers = [json(529, "{}"), json(200, MESSAGES_ANSWER)];
    let body = messages("vertex-first", false);
    let outcome = World::with_config(CONFIG, answers).post("/v1/messages", &beta, &body);
    let [vertex, anthropic] = &outcome.received[..] else {
        panic!("{:?}", outcome.received);
    };
    assert_eq!(vertex.headers.text("anthropic-beta"), None);
    assert_eq!(vertex.headers.text("anthropic-version"), None);
    assert_eq!(anthropic.headers.text("anthropic-beta"), Some("unknown-1"));
    assert_eq!(
        anthropic.headers.text("anthropic-version"),
        Some("2023-06-01")
    );
    assert_eq!(anthropic.path, "/v1/messages");
    assert_eq!(anthropic.body, body.replace("vertex-first", "claude-x"));
    assert!(!outcome.headers.contains_key("x-sluice-losses"));
}
