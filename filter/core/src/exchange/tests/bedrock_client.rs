//! Clients of Bedrock's Converse API: the model and the stream stand in the path.

use super::world::{World, json, sse};

const ASKED: &str = r#"{"messages":[{"role":"user","content":[{"text":"hi"}]}]}"#;

#[test]
fn a_converse_client_reaches_another_provider() {
    let answer = r#"{"id":"c1","object":"chat.completion","created":1,"model":"gpt-x","choices":[{"index":0,"message":{"role":"assistant","content":"hello"},"finish_reason":"stop"}],"usage":{"prompt_tokens":5,"completion_tokens":2,"total_tokens":7}}"#;
    let outcome = World::new([json(200, answer)]).post("/model/openai/converse", &[], ASKED);
    assert_eq!(outcome.status, 200, "{}", outcome.body);
    let sent: serde_json::Value = serde_json::from_str(&outcome.received[0].body).unwrap();
    assert_eq!(
        (&sent["model"], &sent["stream"]),
        (&"gpt-x".into(), &serde_json::Value::Null)
    );
    let body = outcome.json();
    assert_eq!(body["output"]["message"]["content"][0]["text"], "hello");
    assert_eq!(body["stopReason"], "end_turn");
}

#[test]
fn a_path_for_streams_asks_for_one() {
    let stream = "data: {\"id\":\"1\",\"object\":\"chat.completion.chunk\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"hello\"},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n";
    let outcome = World::new([sse(stream, 9)]).post("/model/openai/converse-stream", &[], ASKED);
    assert_eq!(outcome.status, 200);
    assert_eq!(
        outcome.headers["content-type"],
        "application/vnd.amazon.eventstream"
    );
    assert!(outcome.received[0].body.contains("\"stream\":true"));
}

#[test]
fn an_unknown_model_is_refused_in_the_shape_of_aws() {
    let outcome = World::new([]).post("/model/nope/converse", &[], ASKED);
    assert_eq!(outcome.status, 404);
    assert!(outcome.json()["message"].is_string(), "{}", outcome.body);
}
