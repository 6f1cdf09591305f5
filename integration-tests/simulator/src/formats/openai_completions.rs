//! OpenAI's older completions: `POST /v1/completions`, beside chat.
//!
//! Source: OpenAI API reference, "Create completion".

use serde_json::{Map, Value, json};

use crate::check::Kind::{Any, Bool, Either, Int, List, Num, Object, Open, Str};
use crate::check::{Field, Kind, TEXT, check_fields, nullable, required};
use crate::fault::Fault;
use crate::formats::openai_chat::answer::CREATED;
use crate::formats::openai_chat::error::{Refusal, bad, unknown_model};
use crate::formats::{Answer, Arrival, streams, wanted_bytes};
use crate::ids;
use crate::plan::{self, Ask, Choice, Form, Plan, Stop, deltas};
use crate::reply::{Body, Event, Framing, Reply};
use crate::tokens;

/// The models that continue a text; all others are models of chat.
const MODELS: &[&str] = &["gpt-3.5-turbo-instruct", "babbage-002", "davinci-002"];

/// Tokens of an answer that no limit was given for.
const USUAL_TOKENS: u64 = 16;

const PENALTY: Kind = Num {
    min: -2.0,
    max: 2.0,
};

const STOPS: Kind = Either(&[
    TEXT,
    List {
        min: 1,
        max: 4,
        item: &TEXT,
    },
]);

const REQUEST: &[Field] = &[
    required(
        "model",
        Str {
            min: 1,
            max: usize::MAX,
        },
    ),
    required("prompt", Any),
    nullable("max_tokens", Int { min: 0, max: 4096 }),
    nullable("temperature", Num { min: 0.0, max: 2.0 }),
    nullable("top_p", Num { min: 0.0, max: 1.0 }),
    nullable("n", Int { min: 1, max: 128 }),
    nullable("best_of", Int { min: 1, max: 20 }),
    nullable("stream", Bool),
    nullable(
        "stream_options",
        Object(&[
            nullable("include_usage", Bool),
            nullable("include_obfuscation", Bool),
        ]),
    ),
    nullable("logprobs", Int { min: 0, max: 5 }),
    nullable("echo", Bool),
    nullable("stop", STOPS),
    nullable("suffix", TEXT),
    nullable("presence_penalty", PENALTY),
    nullable("frequency_penalty", PENALTY),
    nullable("logit_bias", Open),
    nullable(
        "seed",
        Int {
            min: i64::MIN,
            max: i64::MAX,
        },
    ),
    nullable("user", TEXT),
];

/// A request that was accepted.
struct Request {
    body: Map<String, Value>,
    prompts: Vec<String>,
    seed: u64,
}

/// Answers a request whose key has been checked.
///
/// # Errors
/// What OpenAI refuses.
pub(super) fn accept(arrival: &Arrival<'_>) -> Result<Answer, Refusal> {
    let Ok(Value::Object(body)) = serde_json::from_slice(arrival.body) else {
        return Err(bad(
            "We could not parse the JSON body of your request.",
            "",
            None,
        ));
    };
    check_fields(&body, REQUEST, &[])?;
    model(&body)?;
    if body.contains_key("stream_options") && body.get("stream") != Some(&json!(true)) {
        return Err(bad(
            "The 'stream_options' parameter is only allowed when 'stream' is enabled.",
            "stream_options",
            None,
        ));
    }
    let prompts = prompts(body.get("prompt").unwrap_or(&Value::Null))?;
    let request = Request {
        body,
        prompts,
        seed: ids::hash(arrival.body),
    };
    Ok(Box::new(move |faults| reply(&request, faults)))
}

fn model(body: &Map<String, Value>) -> Result<(), Refusal> {
    let name = body.get("model").and_then(Value::as_str);
    let name = name.unwrap_or_default();
    if MODELS.contains(&name) {
        return Ok(());
    }
    if name.starts_with("gpt-") {
        return Err(bad(
            "This is a chat model and not supported in the v1/completions endpoint. Did you mean to use v1/chat/completions?",
            "model",
            None,
        ));
    }
    Err(unknown_model(name))
}

/// The prompts as text, tokens too.
fn prompts(prompt: &Value) -> Result<Vec<String>, Refusal> {
    let is_tokens = |value: &Value| {
        let items = value.as_array();
        items.is_some_and(|items| !items.is_empty() && items.iter().all(Value::is_u64))
    };
    match prompt {
        Value::String(text) => Ok(vec![text.clone()]),
        tokens if is_tokens(tokens) => Ok(vec![tokens.to_string()]),
        Value::Array(items)
            if !items.is_empty()
                && items.iter().all(|item| item.is_string() || is_tokens(item)) =>
        {
            let text = |item: &Value| item.as_str().map(str::to_owned);
            Ok(items
                .iter()
                .map(|item| text(item).unwrap_or_else(|| item.to_string()))
                .collect())
        }
        _ => Err(bad("'$.prompt' is invalid.", "prompt", None)),
    }
}

fn reply(request: &Request, faults: &[Fault]) -> Reply {
    let plans: Vec<Plan> = request
        .prompts
        .iter()
        .flat_map(|prompt| {
            let ask = request.ask(prompt, faults);
            (0..request.number("n").unwrap_or(1)).map(move |_| plan::plan(&ask))
        })
        .collect();
    let reply = if streams(request.flag("stream"), faults) {
        request.streamed(&plans)
    } else {
        let choices = plans
            .iter()
            .enumerate()
            .map(|(index, plan)| choice(index, &plan.text, Some(finish_reason(plan))));
        let usage = request.usage(&plans);
        Reply::json(200, &request.body(choices.collect(), &usage))
    };
    reply
        .header("x-request-id", &ids::id("req_", request.seed, 0, 32))
        .header("openai-version", "2020-10-01")
}

fn choice(index: usize, text: &str, finish: Option<&str>) -> Value {
    json!({"text": text, "index": index, "logprobs": null, "finish_reason": finish})
}

fn finish_reason(plan: &Plan) -> &'static str {
    match plan.stop {
        Stop::Length | Stop::Window => "length",
        Stop::Filter => "content_filter",
        Stop::End | Stop::Tools | Stop::Sequence(_) | Stop::Refusal | Stop::Pause => "stop",
    }
}

impl Request {
    fn flag(&self, key: &str) -> bool {
        self.body.get(key).and_then(Value::as_bool).unwrap_or(false)
    }

    fn number(&self, key: &str) -> Option<u64> {
        self.body.get(key).and_then(Value::as_u64)
    }

    fn ask(&self, prompt: &str, faults: &[Fault]) -> Ask {
        let stops = match self.body.get("stop") {
            Some(Value::String(stop)) => vec![stop.clone()],
            Some(Value::Array(stops)) => {
                let stops = stops.iter().filter_map(Value::as_str);
                stops.map(str::to_owned).collect()
            }
            _ => Vec::new(),
        };
        Ask {
            text: prompt.to_owned(),
            tools: Vec::new(),
            choice: Choice::Auto,
            parallel: false,
            results: Vec::new(),
            form: Form::Text,
            reasoning: 0,
            max_tokens: Some(self.number("max_tokens").unwrap_or(USUAL_TOKENS)),
            stops,
            media: 0,
            bytes: wanted_bytes(faults),
        }
    }

    fn usage(&self, plans: &[Plan]) -> Value {
        let prompt: u64 = self
            .prompts
            .iter()
            .map(|prompt| tokens::count(prompt))
            .sum();
        let completion: u64 = plans.iter().map(|plan| plan.output_tokens).sum();
        json!({
            "prompt_tokens": prompt,
            "completion_tokens": completion,
            "total_tokens": prompt + completion,
        })
    }

    fn body(&self, choices: Vec<Value>, usage: &Value) -> Value {
        json!({
            "id": ids::id("cmpl-", self.seed, 0, 29),
            "object": "text_completion",
            "created": CREATED,
            "model": self.body.get("model"),
            "choices": choices,
            "usage": usage,
        })
    }

    fn streamed(&self, plans: &[Plan]) -> Reply {
        let mut events = Vec::new();
        let mut chunk =
            |choices, usage: &Value| events.push(Event::data(&self.body(choices, usage)));
        for (index, plan) in plans.iter().enumerate() {
            for text in deltas(&plan.text) {
                chunk(vec![choice(index, text, None)], &Value::Null);
            }
            let last = choice(index, "", Some(finish_reason(plan)));
            chunk(vec![last], &Value::Null);
        }
        let options = self.body.get("stream_options");
        let counted = options.and_then(|options| options.get("include_usage"));
        if counted == Some(&json!(true)) {
            chunk(Vec::new(), &self.usage(plans));
        }
        events.push(Event {
            name: None,
            data: "[DONE]".to_owned(),
            framing: Framing::Sse,
        });
        Reply {
            status: 200,
            headers: vec![("cache-control".to_owned(), "no-cache".to_owned())],
            body: Body::Events(events),
        }
    }
}
