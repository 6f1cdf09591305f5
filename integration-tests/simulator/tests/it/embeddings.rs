//! OpenAI's embeddings.

use serde_json::{Value, json};

use super::{answer, openai, success};
use sluice_harness::client::Request;

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
