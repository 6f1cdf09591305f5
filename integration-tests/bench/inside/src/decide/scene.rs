//! A gateway with eight accounts, what is known of them, and a request to it.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use sluice_config::{Config, Consumer, Model};
use sluice_core::Headers;
use sluice_core::routing::{
    Caller, CoolReason, Cooling, Decision, Explanation, Facts, Moment, Quota, State, TargetState,
    decide, explain,
};
use sluice_protocol::WireFormat;
use sluice_protocol::json::{Document, Limits};

const TARGETS: usize = 8;

/// The 23rd of November 2026.
const NOW: Duration = Duration::from_secs(1_795_435_200);

/// Turns of the conversation: about 20 KB.
const TURNS: usize = 40;

/// Strategies of a flat list, and the tree.
pub(crate) const MODELS: &[(&str, &str)] = &[
    ("priority", r#"{"strategy": "priority"}"#),
    (
        "weighted",
        r#"{"strategy": "weighted", "sticky": "consumer"}"#,
    ),
    ("lowest_latency", r#"{"strategy": "lowest_latency"}"#),
    ("lowest_cost", r#"{"strategy": "lowest_cost"}"#),
    ("least_busy", r#"{"strategy": "least_busy"}"#),
    ("fill_first", r#"{"strategy": "fill_first"}"#),
];

/// The name of the model with a tree of several groups.
pub(crate) const TREE: &str = "tree";

/// All that a decision is made from.
pub(crate) struct Scene {
    config: Config,
    consumer: Option<Arc<Consumer>>,
    headers: Headers,
    state: State,
    facts: Facts,
    body: Vec<u8>,
    body_index: Document,
}

impl Scene {
    /// Reads all of it as the filter would.
    pub(crate) fn new() -> Result<Self, String> {
        let file = file().to_string();
        let config = sluice_config::from_json(file.as_bytes()).map_err(|errors| {
            let errors: Vec<String> = errors.iter().map(ToString::to_string).collect();
            errors.join("\n")
        })?;
        let body = body();
        let body_index =
            Document::parse(&body, Limits::default()).map_err(|error| error.to_string())?;
        let request = WireFormat::OpenAiChat
            .codec()
            .decode_request(body_index.root(&body))
            .map_err(|error| error.to_string())?;
        let facts = Facts::of_request(&request);
        drop(request);
        Ok(Self {
            consumer: config.consumers().first().cloned(),
            state: state(&config),
            headers: headers(),
            config,
            facts,
            body,
            body_index,
        })
    }

    pub(crate) fn model(&self, name: &str) -> Option<Arc<Model>> {
        self.config.model(name)
    }

    fn caller(&self) -> Caller<'_> {
        Caller {
            consumer: self.consumer.as_deref(),
            headers: &self.headers,
            path: "/v1/chat/completions",
        }
    }

    pub(crate) fn decide(&self, model: &Model, seed: u64) -> Decision {
        let moment = Moment { now: NOW, seed };
        let (config, facts, state) = (&self.config, &self.facts, &self.state);
        decide(config, model, facts, &self.caller(), state, moment)
    }

    pub(crate) fn explain(&self, model: &Model, seed: u64) -> Explanation {
        let moment = Moment { now: NOW, seed };
        let (config, facts, state) = (&self.config, &self.facts, &self.state);
        explain(config, model, facts, &self.caller(), state, moment)
    }

    /// Reads the whole request into the hub, which a translation shares.
    pub(crate) fn decode(&self) -> bool {
        let codec = WireFormat::OpenAiChat.codec();
        codec
            .decode_request(self.body_index.root(&self.body))
            .is_ok()
    }

    /// The same, and what rules may ask of it.
    pub(crate) fn decode_and_count(&self) -> bool {
        let codec = WireFormat::OpenAiChat.codec();
        let request = codec.decode_request(self.body_index.root(&self.body));
        request.is_ok_and(|request| Facts::of_request(&request).input_tokens > 0)
    }
}

fn target(number: usize) -> Value {
    json!({"provider": format!("account-{number}"), "model": "a-model"})
}

fn group(head: &str, targets: impl Iterator<Item = Value>) -> Value {
    let mut group: Value = serde_json::from_str(head).unwrap_or_default();
    group["targets"] = targets.collect();
    group
}

fn file() -> Value {
    let providers: serde_json::Map<String, Value> = (0..TARGETS)
        .map(|number| {
            let provider = json!({
                "format": "openai-chat", "endpoint": "http://provider.test",
                "residency": "eu", "data": {"no_training": true, "zdr": true},
                "max_in_flight": 64,
            });
            (format!("account-{number}"), provider)
        })
        .collect();
    let mut models: serde_json::Map<String, Value> = MODELS
        .iter()
        .map(|(name, head)| ((*name).to_owned(), group(head, (0..TARGETS).map(target))))
        .collect();
    models.insert(TREE.to_owned(), tree());
    for model in models.values_mut() {
        model["regions"] = json!(["eu"]);
        model["data"] = json!({"no_training": true, "zdr": true});
    }
    json!({
        "version": "v1",
        "providers": providers,
        "models": models,
        "catalogue": {"a-model": {
            "context_window": 128_000, "max_output": 8_192,
            "tools": true, "image": true, "audio_output": false, "json_schema": true,
            "price": {"input": 3.0, "output": 15.0},
        }},
        "consumers": [{
            "name": "app", "team": "search", "key_sha256": "0".repeat(64),
            "regions": ["eu"], "data": {"no_training": true},
        }],
    })
}

/// Four groups, with a condition before each group.
fn tree() -> Value {
    let heads = [
        r#"{"strategy": "weighted", "sticky": "consumer", "when": {"any": [{"tools": true}, {"input_tokens": {"min": 4000}}]}}"#,
        r#"{"strategy": "lowest_latency", "when": {"team": ["search"]}}"#,
        r#"{"strategy": "lowest_cost", "when": {"header": {"x-tier": ["gold", "silver"]}}}"#,
    ];
    let parts = [0..3, 3..6, 6..TARGETS];
    let groups = heads.iter().zip(parts);
    let groups = groups.map(|(head, part)| group(head, part.map(target)));
    json!({"strategy": "priority", "targets": groups.collect::<Value>()})
}

fn headers() -> Headers {
    let list = [
        (":method", "POST"),
        (":path", "/v1/chat/completions"),
        (":authority", "gateway.test"),
        ("content-type", "application/json"),
        ("user-agent", "a-client/1.0"),
        ("accept", "*/*"),
        ("x-request-id", "0f0e0d0c-0b0a-4908-8706-050403020100"),
        ("x-tier", "gold"),
    ];
    let list = list.map(|(name, value)| (name.to_owned(), value.as_bytes().to_vec()));
    Headers::new(list.into())
}

fn body() -> Vec<u8> {
    let text =
        "Please keep the tone, shorten it by a third, and list the changes with a reason each.\n";
    let turn = |number: usize| {
        let role = if number.is_multiple_of(2) {
            "user"
        } else {
            "assistant"
        };
        json!({"role": role, "content": text.repeat(6)})
    };
    let tool =
        json!({"type": "function", "function": {"name": "f", "parameters": {"type": "object"}}});
    let messages: Value = (0..TURNS | 1).map(turn).collect();
    json!({"model": "smart", "stream": true, "max_tokens": 512, "tools": [tool], "messages": messages})
        .to_string()
        .into_bytes()
}

/// Everything is known of everything; one account is left alone.
fn state(config: &Config) -> State {
    let mut state = State::new(config.providers().len(), config.slots());
    for (number, account) in (0u32..).zip(&mut state.accounts) {
        account.in_flight = number;
        account.quota = Some(Quota {
            remaining: 10 * number,
            resets: NOW + Duration::from_secs(30),
        });
        account.cooling = (number == 5).then_some(Cooling {
            until: NOW + Duration::from_secs(9),
            reason: CoolReason::Failing,
            is_probing: false,
        });
    }
    for (number, target) in (0u32..).zip(&mut state.targets) {
        *target = TargetState {
            first_token_ms: Some(f64::from(200 + 10 * number)),
            token_ms: Some(f64::from(8 + number)),
            measured: NOW - Duration::from_secs(u64::from(number)),
            attempts: 100.0,
            failures: f64::from(number),
            stopped: None,
        };
    }
    state
}
