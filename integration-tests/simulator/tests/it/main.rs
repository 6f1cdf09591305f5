//! The simulators over real sockets.

#![expect(clippy::unwrap_used, clippy::panic, reason = "tests fail by panicking")]

mod anthropic_answers;
mod anthropic_refusals;
mod bedrock;
mod clouds;
mod cohere;
mod control;
mod embeddings;
mod faults;
mod gemini;
mod guards;
mod openai_answers;
mod openai_refusals;
mod responses;

use serde_json::{Value, json};
use sluice_harness::client::{Answer, Request};
use sluice_simulator::{Armed, Format, Options, Simulator};

/// A simulator of OpenAI's API.
fn openai() -> Simulator {
    Simulator::start(Options::new(Format::OpenAiChat)).unwrap()
}

/// A simulator of Anthropic's API.
fn anthropic() -> Simulator {
    Simulator::start(Options::new(Format::AnthropicMessages)).unwrap()
}

/// A simulator with one fault in its text form.
fn with_fault(format: Format, fault: &str) -> Simulator {
    let armed: Armed = fault.parse().unwrap();
    Simulator::start(Options::new(format).fault(armed)).unwrap()
}

fn openai_request(body: &Value) -> Request {
    Request::post("/v1/chat/completions", body).header("authorization", "Bearer sk-test")
}

fn responses_request(body: &Value) -> Request {
    Request::post("/v1/responses", body).header("authorization", "Bearer sk-test")
}

fn anthropic_request(body: &Value) -> Request {
    Request::post("/v1/messages", body)
        .header("x-api-key", "sk-ant-test")
        .header("anthropic-version", "2023-06-01")
}

fn cohere_request(path: &str, body: &Value) -> Request {
    Request::post(path, body).header("authorization", "Bearer co-test")
}

/// A request that says `text`.
fn say(format: Format, text: &str) -> Request {
    ask(format, text, &json!({}))
}

/// A request that says `text`, with more keys in its body.
fn ask(format: Format, text: &str, more: &Value) -> Request {
    let messages = json!([{"role": "user", "content": text}]);
    match format {
        Format::CohereChat => cohere_request(
            "/v2/chat",
            &merged(
                json!({"model": "command-a-03-2025", "messages": messages}),
                more,
            ),
        ),
        Format::OpenAiChat => openai_request(&merged(
            json!({"model": "gpt-4o", "messages": messages}),
            more,
        )),
        Format::OpenAiCompletions => clouds::completion(&merged(json!({"prompt": text}), more)),
        Format::Vertex => clouds::claude_request(&merged(json!({"messages": messages}), more)),
        Format::OpenAiResponses => responses_request(&merged(
            json!({"model": "gpt-5.2", "input": messages}),
            more,
        )),
        Format::AnthropicMessages => anthropic_request(&merged(
            json!({"model": "claude-sonnet-4-5", "max_tokens": 4096, "messages": messages}),
            more,
        )),
        Format::GeminiGenerate => gemini::generate(&merged(
            json!({"contents": [{"role": "user", "parts": [{"text": text}]}]}),
            more,
        )),
        Format::BedrockConverse => bedrock::converse(&merged(
            json!({"messages": [{"role": "user", "content": [{"text": text}]}]}),
            more,
        )),
        Format::Guards => guards::hook(text),
    }
}

/// The keys of `more` put over those of `base`.
fn merged(mut base: Value, more: &Value) -> Value {
    for (key, value) in more.as_object().into_iter().flatten() {
        base[key] = value.clone();
    }
    base
}

#[track_caller]
fn answer(simulator: &Simulator, request: &Request) -> Answer {
    request.send(simulator.address()).unwrap()
}

/// The answer, which has to be a success.
#[track_caller]
fn success(simulator: &Simulator, request: &Request) -> Answer {
    let answer = answer(simulator, request);
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer
}
