//! Embeddings of OpenAI and of Gemini.

use serde_json::{Value, json};

use super::{answer, openai, success};
use sluice_harness::client::Request;
use sluice_simulator::{Format, Options, Simulator};

fn request(body: &Value) -> Request {
    Request::post("/v1/embeddings", body).header("authorization", "Bearer sk-test")
}

fn embedded(more: Value) -> Value {
    let mut body = json!({"model": "text-embedding-3-small", "input": "a"});
    for (key, value) in more.as_object().unwrap() {
        body[key] = value.clone();
    }
    success(&openai(), &request(&body)).json()
}

#[test]
fn each_input_has_a_vector_and_the_same_text_the_same_one() {
    let answer = embedded(json!({"input": ["a", "b", "a"]}));
    let data = answer["data"].as_array().unwrap();
    assert_eq!(data.len(), 3);
    assert_eq!(data[0]["embedding"].as_array().unwrap().len(), 1536);
    assert_eq!(data[0]["embedding"], data[2]["embedding"]);
    assert_ne!(data[0]["embedding"], data[1]["embedding"]);
    assert_eq!(
        answer["usage"]["prompt_tokens"],
        answer["usage"]["total_tokens"]
    );
}

#[test]
fn tokens_dimensions_and_base64_are_taken() {
    let answer = embedded(json!({"input": [1, 2], "dimensions": 3, "encoding_format": "base64"}));
    assert_eq!(answer["data"][0]["embedding"].as_str().unwrap().len(), 16);
}

#[test]
fn what_openai_does_not_take_is_refused() {
    for (more, words) in [
        (json!({"input": []}), "'$.input' is invalid"),
        (json!({"input": ""}), "'$.input' is invalid"),
        (json!({"input": ["a", [1]]}), "'$.input' is invalid"),
        (
            json!({"input_type": "query"}),
            "Unrecognized request argument",
        ),
        (json!({"encoding_format": "hex"}), "Invalid value"),
        (json!({"dimensions": 4000}), "less than or equal to 1536"),
        (json!({"model": "text-embedding-4"}), "does not exist"),
        (
            json!({"model": "text-embedding-ada-002", "dimensions": 5}),
            "does not support specifying dimensions",
        ),
    ] {
        let mut body = json!({"model": "text-embedding-3-small", "input": "a"});
        for (key, value) in more.as_object().unwrap() {
            body[key] = value.clone();
        }
        let answer = answer(&openai(), &request(&body));
        assert!((400..500).contains(&answer.status), "{}", answer.text());
        assert!(answer.text().contains(words), "{}", answer.text());
    }
}

#[test]
fn gemini_embeds_one_content_or_a_batch_for_the_model_of_the_path() {
    let gemini = Simulator::start(Options::new(Format::GeminiGenerate)).unwrap();
    let ask = |call: &str, body: &Value| {
        let path = format!("/v1beta/models/gemini-embedding-001:{call}");
        Request::post(&path, body).header("x-goog-api-key", "g-test")
    };
    let one = json!({"content": {"parts": [{"text": "a"}]}, "outputDimensionality": 5});
    let single = success(&gemini, &ask("embedContent", &one)).json();
    assert_eq!(single["embedding"]["values"].as_array().unwrap().len(), 5);

    let mut named = one.clone();
    named["model"] = json!("models/gemini-embedding-001");
    let batch = json!({"requests": [named, named]});
    let both = success(&gemini, &ask("batchEmbedContents", &batch)).json();
    assert_eq!(
        both["embeddings"][1]["values"],
        single["embedding"]["values"]
    );

    named["model"] = json!("models/another");
    for body in [
        json!({"requests": [named]}),
        json!({"requests": [one]}),
        json!({"requests": []}),
        json!({"content": {"parts": [{"text": "a"}]}}),
    ] {
        let refused = answer(&gemini, &ask("batchEmbedContents", &body));
        assert_eq!(refused.status, 400, "{}", refused.text());
    }
}
