//! Vertex AI, models of Bedrock that embed and rank, and OpenAI's older completions:
//! what is answered, and what is refused.

use serde_json::{Value, json};
use sluice_harness::client::{Answer, Request};
use sluice_simulator::{Format, Options, Simulator};

use super::{answer, success};

const GOOGLE: &str = "/v1/projects/p/locations/l/publishers/google/models";
const ANTHROPIC: &str = "/v1/projects/p/locations/l/publishers/anthropic/models";

fn started(format: Format) -> Simulator {
    Simulator::start(Options::new(format)).unwrap()
}

fn call(path: &str, body: &Value) -> Request {
    Request::post(path, body).header("authorization", "Bearer key")
}

/// A request for Claude on Vertex AI, streamed if its body says so.
pub(super) fn claude_request(more: &Value) -> Request {
    let body = claude(more.clone());
    let call_name = if body["stream"] == true {
        "streamRawPredict"
    } else {
        "rawPredict"
    };
    call(&format!("{ANTHROPIC}/claude-sonnet-4-5:{call_name}"), &body)
}

/// A request for a completion.
pub(super) fn completion(more: &Value) -> Request {
    call("/v1/completions", &prompt(more.clone()))
}

#[track_caller]
fn refused(format: Format, path: &str, body: &Value, words: &str) -> Answer {
    let answer = answer(&started(format), &call(path, body));
    assert!((400..500).contains(&answer.status), "{}", answer.text());
    assert!(answer.text().contains(words), "{}", answer.text());
    answer
}

fn claude(more: Value) -> Value {
    let mut body = json!({
        "anthropic_version": "vertex-2023-10-16",
        "max_tokens": 100,
        "messages": [{"role": "user", "content": "hello"}],
    });
    for (key, value) in more.as_object().unwrap() {
        body[key] = value.clone();
    }
    body
}

#[test]
fn vertex_answers_for_claude_whole_and_streamed() {
    let vertex = started(Format::Vertex);
    let path = format!("{ANTHROPIC}/claude-sonnet-4-5@20250929");
    let whole = success(
        &vertex,
        &call(&format!("{path}:rawPredict"), &claude(json!({}))),
    );
    assert_eq!(whole.json()["content"][0]["text"], "You wrote: hello");
    let body = claude(json!({"stream": true}));
    let stream = success(&vertex, &call(&format!("{path}:streamRawPredict"), &body));
    let last = stream.events().pop().unwrap();
    assert_eq!(last.name.as_deref(), Some("message_stop"));
}

#[test]
fn vertex_refuses_what_only_anthropics_own_api_has() {
    let path = format!("{ANTHROPIC}/claude-sonnet-4-5:rawPredict");
    for (more, words) in [
        (json!({"model": "claude-sonnet-4-5"}), "model: Extra inputs"),
        (
            json!({"anthropic_version": "2023-06-01"}),
            "anthropic_version",
        ),
        (json!({"stream": true}), "stream"),
        (json!({"temperature": 3}), "invalid_request_error"),
    ] {
        refused(Format::Vertex, &path, &claude(more), words);
    }
    let unknown = format!("{ANTHROPIC}/claude-0:rawPredict");
    let answer = refused(Format::Vertex, &unknown, &claude(json!({})), "NOT_FOUND");
    assert_eq!(answer.status, 404);
    let vertex = started(Format::Vertex);
    let keyless = Request::post(&path, &claude(json!({})));
    assert_eq!(super::answer(&vertex, &keyless).status, 401);
}

#[test]
fn vertex_answers_for_gemini_and_embeds_by_a_method_of_its_own() {
    let vertex = started(Format::Vertex);
    let body = json!({"contents": [{"role": "user", "parts": [{"text": "hello"}]}]});
    let path = format!("{GOOGLE}/gemini-2.5-flash:generateContent");
    let whole = success(&vertex, &call(&path, &body)).json();
    let text = whole.pointer("/candidates/0/content/parts/0/text");
    assert_eq!(text, Some(&json!("You wrote: hello")));

    let path = format!("{GOOGLE}/text-embedding-005:predict");
    let body = json!({"instances": [{"content": "a"}, {"content": "b"}], "parameters": {"outputDimensionality": 4}});
    let vectors = success(&vertex, &call(&path, &body)).json();
    let predictions = vectors["predictions"].as_array().unwrap();
    assert_eq!(predictions.len(), 2);
    let values = predictions[0]["embeddings"]["values"].as_array().unwrap();
    assert_eq!(values.len(), 4);

    let path = format!("{GOOGLE}/gemini-embedding-001:batchEmbedContents");
    refused(Format::Vertex, &path, &json!({"requests": []}), "NOT_FOUND");
    let path = format!("{GOOGLE}/gemini-embedding-001:predict");
    refused(Format::Vertex, &path, &body, "at most 1 instances");
}

#[test]
fn bedrock_embeds_and_ranks_in_the_words_of_the_maker() {
    let bedrock = started(Format::BedrockConverse);
    let ask = |model: &str, body: Value| {
        let path = format!("/model/{model}/invoke");
        success(&bedrock, &call(&path, &body)).json()
    };
    let titan = ask(
        "amazon.titan-embed-text-v2%3A0",
        json!({"inputText": "a", "dimensions": 256}),
    );
    assert_eq!(titan["embedding"].as_array().unwrap().len(), 256);
    let cohere = ask(
        "cohere.embed-english-v3",
        json!({"texts": ["a", "b"], "input_type": "search_query", "embedding_types": ["float"]}),
    );
    assert_eq!(cohere["embeddings"]["float"].as_array().unwrap().len(), 2);
    let ranks = ask(
        "cohere.rerank-v3-5%3A0",
        json!({"query": "a cat", "documents": ["a dog", "a cat"], "api_version": 2}),
    );
    assert_eq!(ranks["results"][0]["index"], 1);
}

#[test]
fn bedrock_refuses_what_these_models_do_not_take() {
    for (model, body, words) in [
        (
            "amazon.titan-embed-text-v2:0",
            json!({"inputText": ""}),
            "inputText",
        ),
        (
            "amazon.titan-embed-text-v2:0",
            json!({"inputText": "a", "dimensions": 300}),
            "256, 512 or 1024",
        ),
        (
            "amazon.titan-embed-text-v1",
            json!({"inputText": "a", "normalize": true}),
            "extraneous key",
        ),
        (
            "cohere.embed-english-v3",
            json!({"texts": ["a"]}),
            "input_type",
        ),
        (
            "cohere.rerank-v3-5:0",
            json!({"query": "a", "documents": ["a"]}),
            "api_version",
        ),
    ] {
        let path = format!("/model/{}/invoke", model.replace(':', "%3A"));
        refused(Format::BedrockConverse, &path, &body, words);
    }
}

fn prompt(more: Value) -> Value {
    let mut body = json!({"model": "gpt-3.5-turbo-instruct", "prompt": "hello", "max_tokens": 20});
    for (key, value) in more.as_object().unwrap() {
        body[key] = value.clone();
    }
    body
}

#[test]
fn a_prompt_is_completed_whole_and_streamed() {
    let openai = started(Format::OpenAiCompletions);
    let body = prompt(json!({"prompt": ["hello", "you"], "n": 2}));
    let whole = success(&openai, &call("/v1/completions", &body)).json();
    let choices = whole["choices"].as_array().unwrap();
    assert_eq!(choices.len(), 4);
    assert_eq!(choices[3]["index"], 3);
    assert_eq!(choices[3]["text"], "You wrote: you");

    let body = prompt(json!({"stream": true, "stream_options": {"include_usage": true}}));
    let stream = success(&openai, &call("/v1/completions", &body));
    let events = stream.events();
    assert_eq!(events.last().unwrap().data, "[DONE]");
    let text: String = events
        .iter()
        .filter_map(|event| Some(event.json()["choices"][0]["text"].as_str()?.to_owned()))
        .collect();
    assert_eq!(text, "You wrote: hello");
}

#[test]
fn what_completions_do_not_take_is_refused() {
    for (more, words) in [
        (json!({"model": "gpt-4o"}), "This is a chat model"),
        (json!({"model": "none"}), "does not exist"),
        (json!({"prompt": []}), "prompt"),
        (json!({"messages": []}), "messages"),
        (json!({"stream_options": {}}), "stream_options"),
        (json!({"logprobs": 6}), "logprobs"),
    ] {
        let body = prompt(more);
        refused(Format::OpenAiCompletions, "/v1/completions", &body, words);
    }
}
