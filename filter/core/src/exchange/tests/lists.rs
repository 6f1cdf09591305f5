//! Embeddings and rerank.

use super::world::{World, json};
use crate::telemetry::Metric;

const CONFIG: &str = r#"{
  "version": "v1",
  "listener": {"address": "127.0.0.1", "port": 10000},
  "access": "open",
  "providers": {
    "openai": {"format": "openai-chat", "endpoint": "http://openai.test"},
    "cohere": {"kind": "cohere", "endpoint": "http://cohere.test", "auth": {"bearer": {"env": "CO_API_KEY"}}},
    "gemini": {"format": "gemini-generate", "endpoint": "http://gemini.test"},
    "bedrock": {"format": "bedrock-converse", "endpoint": "http://bedrock.test"},
    "claude": {"format": "anthropic-messages", "endpoint": "http://claude.test"}
  },
  "models": {
    "small": {"targets": [{"provider": "openai", "model": "embed-small"}]},
    "cohere": {"targets": [{"provider": "cohere", "model": "embed-v4.0"}]},
    "gemini": {"targets": [{"provider": "gemini", "model": "gemini-embedding-001"}]},
    "titan": {"targets": [{"provider": "bedrock", "model": "amazon.titan-embed-text-v2:0"}]},
    "on-bedrock": {"targets": [{"provider": "bedrock", "model": "cohere.embed-v4:0"}]},
    "claude": {"targets": [{"provider": "claude", "model": "claude-x"}]},
    "both": {"targets": [{"provider": "openai", "model": "embed-small"}, {"provider": "cohere", "model": "embed-v4.0"}]},
    "rank": {"targets": [{"provider": "cohere", "model": "rerank-v4.0"}]},
    "rank-vllm": {"targets": [{"provider": "openai", "model": "bge-reranker"}]}
  }
}"#;

const COHERE: &str = r#"{"id":"e1","embeddings":{"float":[[1,-2.5,0.1]]},"texts":["hi"],"meta":{"billed_units":{"input_tokens":3}}}"#;
const OPENAI: &str = r#"{"object":"list","data":[{"object":"embedding","index":0,"embedding":"AACAPw=="}],"model":"embed-small","usage":{"prompt_tokens":4,"total_tokens":4}}"#;

fn ask(model: &str) -> String {
    format!(r#"{{"input":"hi \u00e9","model":"{model}","encoding_format":"base64","x":1.0}}"#)
}

#[test]
fn embeddings_pass_to_a_provider_of_the_same_format() {
    let body = ask("small");
    let outcome =
        World::with_config(CONFIG, [json(200, OPENAI)]).post("/v1/embeddings", &[], &body);
    let received = &outcome.received[0];
    assert_eq!(received.path, "/v1/embeddings");
    assert_eq!(received.body, body.replace("\"small\"", "\"embed-small\""));
    assert_eq!((outcome.status, outcome.body.as_str()), (200, OPENAI));
    assert_eq!(outcome.measured(Metric::InputTokens), 4);
}

#[test]
fn embeddings_reach_a_provider_of_another_format_and_come_back_as_they_were_asked_for() {
    let outcome =
        World::with_config(CONFIG, [json(200, COHERE)]).post("/v1/embeddings", &[], &ask("cohere"));
    let received = &outcome.received[0];
    assert_eq!(received.path, "/v2/embed");
    assert_eq!(
        received.body,
        r#"{"model":"embed-v4.0","input_type":"search_document","texts":["hi \u00e9"],"embedding_types":["float"]}"#
    );
    assert_eq!(outcome.json()["data"][0]["embedding"], "AACAPwAAIMDNzMw9");
    assert_eq!(outcome.json()["usage"]["prompt_tokens"], 3);
    assert_eq!(outcome.measured(Metric::InputTokens), 3);
    let losses = &outcome.headers["x-sluice-losses"];
    assert!(losses.contains("x;dropped"), "{losses}");
    assert_eq!(
        outcome.headers["content-length"],
        outcome.body.len().to_string()
    );
}

#[test]
fn each_provider_is_called_where_its_embeddings_are() {
    for (model, answer, path) in [
        (
            "gemini",
            r#"{"embeddings":[{"values":[1]}]}"#,
            "/v1beta/models/gemini-embedding-001:batchEmbedContents",
        ),
        (
            "titan",
            r#"{"embedding":[1],"inputTextTokenCount":2}"#,
            "/model/amazon.titan-embed-text-v2%3A0/invoke",
        ),
        (
            "on-bedrock",
            r#"{"embeddings":[[1]]}"#,
            "/model/cohere.embed-v4%3A0/invoke",
        ),
    ] {
        let outcome = World::with_config(CONFIG, [json(200, answer)]).post(
            "/v1/embeddings",
            &[],
            &ask(model),
        );
        assert_eq!(outcome.received[0].path, path);
        assert_eq!(
            outcome.json()["data"][0]["embedding"],
            "AACAPw==",
            "{model}"
        );
    }
}

#[test]
fn a_fallback_is_translated_anew() {
    let overloaded = json(503, r#"{"error":{"message":"busy"}}"#);
    let outcome = World::with_config(CONFIG, [overloaded, json(200, COHERE)]).post(
        "/v1/embeddings",
        &[],
        &ask("both"),
    );
    assert_eq!(outcome.received[0].path, "/v1/embeddings");
    assert_eq!(outcome.received[1].path, "/v2/embed");
    assert_eq!(outcome.json()["data"][0]["embedding"], "AACAPwAAIMDNzMw9");
}

#[test]
fn without_shared_memory_the_form_of_vectors_is_read_again() {
    let outcome = World::with_config(CONFIG, [json(200, COHERE)])
        .without_shared_memory()
        .post("/v1/embeddings", &[], &ask("cohere"));
    assert_eq!(outcome.json()["data"][0]["embedding"], "AACAPwAAIMDNzMw9");
}

#[test]
fn what_one_call_cannot_carry_is_refused_with_its_mend() {
    let body = r#"{"model":"titan","input":["a","b"]}"#;
    let outcome = World::with_config(CONFIG, []).post("/v1/embeddings", &[], body);
    assert_eq!(outcome.status, 400);
    let message = outcome.json()["error"]["message"].to_string();
    assert!(
        message.contains("at most 1; send them in several requests"),
        "{message}"
    );
    let outcome = World::with_config(CONFIG, []).post("/v1/embeddings", &[], &ask("claude"));
    assert_eq!(outcome.json()["error"]["code"], "operation_not_supported");
}

#[test]
fn a_broken_vector_is_the_providers_fault() {
    let broken = r#"{"embeddings":{"float":[["x"]]}}"#;
    let outcome =
        World::with_config(CONFIG, [json(200, broken)]).post("/v1/embeddings", &[], &ask("cohere"));
    assert_eq!(outcome.status, 502);
}

const RANK: &str = r#"{"model":"rank","query":"q","documents":["a","b"],"top_n":1}"#;

#[test]
fn rerank_passes_to_cohere_and_is_translated_for_others() {
    let answer = r#"{"id":"r","results":[{"index":1,"relevance_score":0.5}],"meta":{"billed_units":{"search_units":1}}}"#;
    let outcome = World::with_config(CONFIG, [json(200, answer)]).post("/v2/rerank", &[], RANK);
    assert_eq!(outcome.received[0].path, "/v2/rerank");
    assert_eq!(
        outcome.received[0].body,
        RANK.replace("\"rank\"", "\"rerank-v4.0\"")
    );
    assert_eq!(outcome.body, answer);

    let answer = r#"{"model":"bge","results":[{"index":1,"relevance_score":0.5,"document":{"text":"b"}}],"usage":{"total_tokens":9}}"#;
    let body = RANK.replace("\"rank\"", "\"rank-vllm\"");
    let outcome = World::with_config(CONFIG, [json(200, answer)]).post("/v2/rerank", &[], &body);
    assert_eq!(outcome.received[0].path, "/v1/rerank");
    assert_eq!(outcome.json()["results"][0]["index"], 1);
    assert_eq!(outcome.json()["meta"]["tokens"]["input_tokens"], 9);
    assert_eq!(outcome.measured(Metric::InputTokens), 9);
}

#[test]
fn errors_reach_a_client_of_rerank_in_its_own_form() {
    let refused = json(400, r#"{"error":{"message":"no such model"}}"#);
    let body = RANK.replace("\"rank\"", "\"rank-vllm\"");
    let outcome = World::with_config(CONFIG, [refused]).post("/v2/rerank", &[], &body);
    assert_eq!(outcome.status, 400);
    assert_eq!(
        outcome.json(),
        serde_json::json!({"message": "no such model"})
    );
    let outcome = World::with_config(CONFIG, []).post("/v2/rerank", &[], r#"{"model":"rank"}"#);
    assert_eq!(
        outcome.json(),
        serde_json::json!({"message": "query: missing required field"})
    );
}

#[test]
fn a_cohere_client_chats_with_any_provider() {
    let answer = r#"{"id":"c1","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"hello"},"finish_reason":"stop"}],"usage":{"prompt_tokens":5,"completion_tokens":2,"total_tokens":7}}"#;
    let body = r#"{"model":"small","messages":[{"role":"user","content":"hi"}]}"#;
    let outcome = World::with_config(CONFIG, [json(200, answer)]).post("/v2/chat", &[], body);
    assert_eq!(outcome.received[0].path, "/v1/chat/completions");
    assert_eq!(outcome.json()["message"]["content"][0]["text"], "hello");
    assert_eq!(outcome.json()["usage"]["tokens"]["output_tokens"], 2);
}
