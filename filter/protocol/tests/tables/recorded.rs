//! Real answers of real providers: every number that was told is there still.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use serde_json::Value;
use sluice_protocol::embed::EmbedFormat;
use sluice_protocol::rerank::RerankFormat;

use crate::{embed_request, embed_response, rerank_response};

const EMBED: &[(&str, &str)] = &[
    ("cohere/cohere-embedding.json", "cohere-embed"),
    ("google-vertex/google-vertex-embedding.json", "vertex-embed"),
    (
        "openai/embedding/openai-embedding.json",
        "openai-embeddings",
    ),
];

const RERANK: &[(&str, &str, &str)] = &[
    (
        "amazon-bedrock/reranking/amazon-bedrock-reranking.1.json",
        "bedrock-rerank",
        "relevanceScore",
    ),
    (
        "togetherai/reranking/togetherai-reranking.1.json",
        "jina-rerank",
        "relevance_score",
    ),
];

fn root() -> Option<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/recorded");
    let root = std::env::var_os("SLUICE_RECORDED").map_or_else(beside, PathBuf::from);
    if root.is_dir() {
        return Some(root);
    }
    let told = writeln!(
        std::io::stderr(),
        "no recordings here: set SLUICE_RECORDED to their folder"
    );
    assert!(told.is_ok());
    None
}

fn json(bytes: &[u8]) -> Value {
    serde_json::from_slice(bytes).unwrap_or_default()
}

/// Every array of two numbers or more, wherever it stands.
fn vectors(value: &Value, found: &mut Vec<Vec<f64>>) {
    match value {
        Value::Array(items) if items.len() > 1 && items.iter().all(Value::is_number) => {
            found.push(items.iter().filter_map(Value::as_f64).collect());
        }
        Value::Array(items) => items.iter().for_each(|item| vectors(item, found)),
        Value::Object(members) => members.values().for_each(|item| vectors(item, found)),
        _ => {}
    }
}

fn all_vectors(bytes: &[u8]) -> Vec<Vec<f64>> {
    let mut found = Vec::new();
    vectors(&json(bytes), &mut found);
    found
}

#[test]
fn recorded_vectors_reach_every_client_unchanged() {
    let Some(root) = root() else { return };
    for (path, format) in EMBED {
        let bytes = std::fs::read(root.join(path)).unwrap_or_default();
        let expected = all_vectors(&bytes);
        assert!(!expected.is_empty(), "{path}");
        for client in EmbedFormat::ALL {
            let translated = embed_response(format, client.name(), &bytes);
            assert!(translated.is_ok(), "{path} to {client}: {translated:?}");
            let Ok((out, _)) = translated else { continue };
            let found = all_vectors(&out);
            // One model there has one vector an answer.
            let kept = expected.get(..found.len()).unwrap_or_default();
            assert_eq!(found, kept, "{path} to {client}");
            assert!(found.len() == expected.len() || *client == EmbedFormat::BedrockTitan);
        }
    }
}

#[test]
fn recorded_scores_reach_every_client_unchanged() {
    let Some(root) = root() else { return };
    for (path, format, score) in RERANK {
        let bytes = std::fs::read(root.join(path)).unwrap_or_default();
        let of = |body: &Value, score: &str| -> Vec<(u64, f64)> {
            let list = [&body["results"], &body["data"]];
            list.into_iter()
                .filter_map(Value::as_array)
                .flatten()
                .filter_map(|item| Some((item["index"].as_u64()?, item[score].as_f64()?)))
                .collect()
        };
        let expected = of(&json(&bytes), score);
        assert!(!expected.is_empty(), "{path}");
        for client in RerankFormat::ALL {
            let translated = rerank_response(format, client.name(), &bytes);
            assert!(translated.is_ok(), "{path} to {client}: {translated:?}");
            let Ok((out, _)) = translated else { continue };
            let score = match client {
                RerankFormat::Bedrock => "relevanceScore",
                _ => "relevance_score",
            };
            assert_eq!(of(&json(&out), score), expected, "{path} to {client}");
        }
    }
}

#[test]
fn recorded_exchanges_are_read_and_base64_is_the_same_as_numbers() {
    let Some(root) = root() else { return };
    let mut seen = 0;
    for name in [
        "basic",
        "base64",
        "dimensions",
        "tokens",
        "large-text",
        "max-tokens",
    ] {
        let file = std::fs::read(root.join(format!("openai/embeddings-{name}.json")));
        let exchange = json(&file.unwrap_or_default());
        let body = |part: &str| {
            exchange[part]["body"]
                .as_str()
                .unwrap_or_default()
                .to_owned()
        };
        let asked = embed_request(
            "openai-embeddings",
            "openai-embeddings",
            body("request").as_bytes(),
        );
        assert!(asked.is_ok(), "{name}: {asked:?}");
        if exchange["response"]["status"] != 200 {
            continue;
        }
        let answer = body("response");
        let translated = embed_response("openai-embeddings", "cohere-embed", answer.as_bytes());
        assert!(translated.is_ok(), "{name}: {translated:?}");
        let Ok((out, _)) = translated else { continue };
        assert_eq!(all_vectors(&out).len(), 1, "{name}");
        let tokens = &json(answer.as_bytes())["usage"]["prompt_tokens"];
        assert_eq!(
            &json(&out)["meta"]["billed_units"]["input_tokens"],
            tokens,
            "{name}"
        );
        seen += 1;
    }
    assert!(seen > 3, "{seen} answers only");
}
