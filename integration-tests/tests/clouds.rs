//! Providers behind a cloud's paths and envelopes, and the older completions, on a real
//! Envoy: chats whole and streamed from clients of both formats, embeddings and rerank.

use serde_json::{Value, json};
use sluice_harness::client::{Answer, Request};
use sluice_harness::{CLIENT_KEY, Gateway, Settings, key_sha256};
use sluice_simulator::{Format as Provider, Options, Simulator};

use super::world::{CLIENTS, say, text_of};
use crate::shared::share;

/// The key that every simulator here accepts, and nobody else may see.
const KEY: &str = "key-of-the-cloud-0003";

/// Models of chat, and what the simulator must have been asked at, whole and streamed.
const CHATS: &[(&str, &str, &str)] = &[
    ("completer", "/v1/completions", "/v1/completions"),
    (
        "gemini",
        "/v1/projects/acme/locations/us-east5/publishers/google/models/gemini-2.5-flash:generateContent",
        "/v1/projects/acme/locations/us-east5/publishers/google/models/gemini-2.5-flash:streamGenerateContent?alt=sse",
    ),
    (
        "claude-on-vertex",
        "/v1/projects/acme/locations/us-east5/publishers/anthropic/models/claude-sonnet-4-5@20250929:rawPredict",
        "/v1/projects/acme/locations/us-east5/publishers/anthropic/models/claude-sonnet-4-5@20250929:streamRawPredict",
    ),
    (
        "claude-on-bedrock",
        "/model/us.anthropic.claude-sonnet-4-5-20250929-v1%3A0/invoke",
        "/model/us.anthropic.claude-sonnet-4-5-20250929-v1%3A0/invoke-with-response-stream",
    ),
];

struct Clouds {
    gateway: Gateway,
    simulators: [Simulator; 3],
}

impl Clouds {
    fn start() -> Self {
        let simulators = [
            Provider::OpenAiCompletions,
            Provider::Vertex,
            Provider::BedrockConverse,
        ];
        let simulators =
            simulators.map(|format| Simulator::start(Options::new(format).key(KEY)).unwrap());
        let [openai, vertex, bedrock] = &simulators;
        let yaml = format!(
            r#"timeouts: {{connect: 1s, idle: 10s, answer: 10s}}
providers:
  completions: {{format: openai-completions, endpoint: "{openai}", auth: {{bearer: {{env: TEST_CLOUD_KEY}}}}}}
  vertex: {{kind: vertex-gemini, endpoint: "{vertex}", project: acme, region: us-east5, auth: {{env: TEST_CLOUD_KEY}}}}
  vertex-claude: {{kind: vertex-claude, endpoint: "{vertex}", project: acme, region: us-east5, auth: {{env: TEST_CLOUD_KEY}}}}
  bedrock: {{kind: bedrock, endpoint: "{bedrock}", auth: {{bearer: {{env: TEST_CLOUD_KEY}}}}}}
  bedrock-claude: {{kind: bedrock-claude, endpoint: "{bedrock}", auth: {{bearer: {{env: TEST_CLOUD_KEY}}}}}}
models:
  completer: {{targets: [{{provider: completions, model: gpt-3.5-turbo-instruct}}]}}
  gemini: {{targets: [{{provider: vertex, model: gemini-2.5-flash}}]}}
  claude-on-vertex: {{targets: [{{provider: vertex-claude, model: "claude-sonnet-4-5@20250929"}}]}}
  claude-on-bedrock: {{targets: [{{provider: bedrock-claude, model: "us.anthropic.claude-sonnet-4-5-20250929-v1:0"}}]}}
  vertex-vectors: {{targets: [{{provider: vertex, model: text-embedding-005}}]}}
  titan-vectors: {{targets: [{{provider: bedrock, model: "amazon.titan-embed-text-v2:0"}}]}}
  cohere-vectors: {{targets: [{{provider: bedrock, model: cohere.embed-multilingual-v3}}]}}
  ranks: {{targets: [{{provider: bedrock, model: "cohere.rerank-v3-5:0"}}]}}
consumers:
  - {{name: checkout, key_sha256: "{key}"}}
"#,
            openai = openai.url(),
            vertex = vertex.url(),
            bedrock = bedrock.url(),
            key = key_sha256(CLIENT_KEY),
        );
        let settings = Settings::default().variable("TEST_CLOUD_KEY", KEY);
        Self {
            gateway: Gateway::start_with(&yaml, settings),
            simulators,
        }
    }

    /// Sends a request, which has to succeed.
    #[track_caller]
    fn success(&self, request: &Request) -> Answer {
        let answer = self.gateway.send(request);
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer
    }

    #[track_caller]
    fn ask(&self, path: &str, body: &Value) -> Value {
        let request =
            Request::post(path, body).header("authorization", &format!("Bearer {CLIENT_KEY}"));
        self.success(&request).json()
    }

    /// The path of the one request that arrived, which is then forgotten.
    #[track_caller]
    fn arrived(&self) -> String {
        let paths: Vec<String> = self
            .simulators
            .iter()
            .flat_map(Simulator::requests)
            .map(|request| request.path)
            .collect();
        assert_eq!(paths.len(), 1, "{paths:?}");
        self.forget();
        paths.concat()
    }

    fn forget(&self) {
        for simulator in &self.simulators {
            simulator.forget_requests();
        }
    }
}

share!(
    clouds_answer_clients_of_every_kind: Clouds::start(),
    [
        every_cloud_answers_clients_of_both_formats,
        a_completion_passes_to_a_provider_of_completions,
        claude_on_a_cloud_thinks_calls_tools_and_refuses_in_the_clients_words,
        embeddings_of_every_cloud_come_as_numbers_and_as_base64,
        documents_are_ranked_by_a_model_of_bedrock,
    ]
);

fn every_cloud_answers_clients_of_both_formats(clouds: &Clouds) {
    for (model, whole, streamed) in CHATS {
        for client in CLIENTS {
            for (stream, path) in [(false, whole), (true, streamed)] {
                let answer = clouds.success(&say(client, model, "a harbour — 港", stream));
                let text = text_of(client, &answer);
                assert_eq!(text, "You wrote: a harbour — 港", "{client:?} {model}");
                assert_eq!(clouds.arrived(), *path);
            }
        }
    }
}

fn a_completion_passes_to_a_provider_of_completions(clouds: &Clouds) {
    let body = json!({"model": "completer", "prompt": "a harbour", "max_tokens": 20, "n": 2});
    let answer = clouds.ask("/v1/completions", &body);
    assert_eq!(answer["choices"][1]["text"], "You wrote: a harbour");
    assert_eq!(answer["model"], "gpt-3.5-turbo-instruct");
}

fn claude_on_a_cloud_thinks_calls_tools_and_refuses_in_the_clients_words(clouds: &Clouds) {
    for model in ["claude-on-vertex", "claude-on-bedrock"] {
        let tool = json!({"type": "function", "function": {"name": "tide", "parameters": {"type": "object", "properties": {}}}});
        let mut body = json!({
            "model": model,
            "max_tokens": 3000,
            "messages": [{"role": "user", "content": "call tide"}],
            "tools": [tool],
        });
        let answer = clouds.ask("/v1/chat/completions", &body);
        let call = &answer["choices"][0]["message"]["tool_calls"][0]["function"];
        assert_eq!(call["name"], "tide", "{answer}");

        body["messages"][0]["role"] = json!("nobody");
        let request = Request::post("/v1/chat/completions", &body)
            .header("authorization", &format!("Bearer {CLIENT_KEY}"));
        assert_eq!(clouds.gateway.send(&request).status, 400);
        body["messages"] = json!([{"role": "user", "content": "x"}]);
        body["max_tokens"] = json!(900_000);
        let request = Request::post("/v1/chat/completions", &body)
            .header("authorization", &format!("Bearer {CLIENT_KEY}"));
        let refused = clouds.gateway.send(&request);
        assert_eq!(refused.status, 400, "{}", refused.text());
        let error = refused.json();
        assert_eq!(error["error"]["type"], "invalid_request_error", "{error}");
    }
}

fn embeddings_of_every_cloud_come_as_numbers_and_as_base64(clouds: &Clouds) {
    for (model, inputs) in [
        ("vertex-vectors", json!(["a cat", "a dog"])),
        ("titan-vectors", json!("a cat")),
        ("cohere-vectors", json!(["a cat", "a dog"])),
    ] {
        let body = json!({"model": model, "input": inputs, "encoding_format": "float"});
        let answer = clouds.ask("/v1/embeddings", &body);
        let vectors = answer["data"].as_array().unwrap();
        assert_eq!(vectors.len(), inputs.as_array().map_or(1, Vec::len));
        let numbers = vectors[0]["embedding"].as_array().unwrap();
        assert!(numbers.len() >= 256 && numbers.iter().all(Value::is_number));

        let body = json!({"model": model, "input": inputs, "encoding_format": "base64"});
        let packed = clouds.ask("/v1/embeddings", &body);
        let text = packed["data"][0]["embedding"].as_str().unwrap();
        assert_eq!(text.len(), (numbers.len() * 4).div_ceil(3) * 4);
    }
}

fn documents_are_ranked_by_a_model_of_bedrock(clouds: &Clouds) {
    let body =
        json!({"model": "ranks", "query": "a cat", "documents": ["a dog", "a cat"], "top_n": 1});
    let answer = clouds.ask("/v2/rerank", &body);
    let results = answer["results"].as_array().unwrap();
    assert_eq!((results.len(), &results[0]["index"]), (1, &json!(1)));
    assert_eq!(clouds.arrived(), "/model/cohere.rerank-v3-5%3A0/invoke");
}
