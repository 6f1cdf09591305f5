//! A whole answer: the `chat.completion` object.

use serde_json::{Map, Value, json};

use crate::ids;
use crate::plan::{CACHED_TOKENS, Call, Plan, Stop, deltas};
use crate::reply::Reply;
use crate::tokens;

use super::Request;

/// The time in every answer: 2026-01-02T03:04:05Z.
pub(in crate::formats) const CREATED: u64 = 1_767_323_045;

/// Log-probability that every token has.
const LOGPROB: f64 = -0.125;

pub(super) fn reply(request: &Request, plans: &[Plan]) -> Reply {
    let choices: Vec<Value> = plans
        .iter()
        .enumerate()
        .map(|(index, plan)| choice(request, index, plan))
        .collect();
    let mut body = envelope(request, "chat.completion");
    body.insert("choices".to_owned(), Value::Array(choices));
    body.insert("usage".to_owned(), usage(request, plans));
    finish(Reply::json(200, &Value::Object(body)), request)
}

/// The headers that every accepted request gets.
pub(super) fn finish(reply: Reply, request: &Request) -> Reply {
    reply
        .header("x-request-id", &ids::id("req_", request.seed, 0, 32))
        .header("openai-version", "2020-10-01")
        .header("openai-processing-ms", "12")
        .header("x-ratelimit-limit-requests", "500")
        .header("x-ratelimit-remaining-requests", "499")
        .header("x-ratelimit-reset-requests", "120ms")
}

/// What answers and chunks have in common.
pub(super) fn envelope(request: &Request, object: &str) -> Map<String, Value> {
    let mut body = Map::new();
    body.insert(
        "id".to_owned(),
        json!(ids::id("chatcmpl-", request.seed, 0, 29)),
    );
    body.insert("object".to_owned(), json!(object));
    body.insert("created".to_owned(), json!(CREATED));
    body.insert("model".to_owned(), json!(request.model()));
    let tier = match request.text("service_tier") {
        None | Some("auto") => "default",
        Some(tier) => tier,
    };
    body.insert("service_tier".to_owned(), json!(tier));
    body.insert("system_fingerprint".to_owned(), json!("fp_5173a7e0"));
    body
}

fn choice(request: &Request, index: usize, plan: &Plan) -> Value {
    let refused = plan.stop == Stop::Refusal;
    let content = match plan.text.as_str() {
        _ if refused => Value::Null,
        "" if !plan.calls.is_empty() => Value::Null,
        text => json!(text),
    };
    let mut message = Map::new();
    message.insert("role".to_owned(), json!("assistant"));
    message.insert("content".to_owned(), content);
    if !plan.calls.is_empty() {
        let calls: Vec<Value> = plan
            .calls
            .iter()
            .enumerate()
            .map(|(place, call)| tool_call(request, call, call_id(request, index, place)))
            .collect();
        message.insert("tool_calls".to_owned(), Value::Array(calls));
    }
    let refusal = if refused {
        json!(plan.text)
    } else {
        Value::Null
    };
    message.insert("refusal".to_owned(), refusal);
    message.insert("annotations".to_owned(), json!([]));
    json!({
        "index": index,
        "message": message,
        "logprobs": logprobs(request, plan, &deltas(&plan.text)),
        "finish_reason": finish_reason(plan),
    })
}

/// The id of a call, unique in the answer.
pub(super) fn call_id(request: &Request, choice: usize, place: usize) -> String {
    ids::id("call_", request.seed, choice * 1000 + place, 24)
}

/// Whether a tool of that name was offered as a custom tool.
pub(super) fn is_custom(request: &Request, name: &str) -> bool {
    let tools = request.get("tools").and_then(Value::as_array);
    tools
        .into_iter()
        .flatten()
        .any(|tool| tool.pointer("/custom/name").and_then(Value::as_str) == Some(name))
}

fn tool_call(request: &Request, call: &Call, id: String) -> Value {
    if is_custom(request, &call.name) {
        let custom = json!({"name": call.name, "input": "some input"});
        return json!({"id": id, "type": "custom", "custom": custom});
    }
    let function = json!({"name": call.name, "arguments": call.arguments.to_string()});
    json!({"id": id, "type": "function", "function": function})
}

pub(super) fn finish_reason(plan: &Plan) -> &'static str {
    match plan.stop {
        Stop::End | Stop::Sequence(_) | Stop::Refusal | Stop::Pause => "stop",
        Stop::Tools => "tool_calls",
        Stop::Length | Stop::Window => "length",
        Stop::Filter => "content_filter",
    }
}

/// The log-probabilities of some tokens, `null` where they were not asked for.
pub(super) fn logprobs(request: &Request, plan: &Plan, tokens: &[&str]) -> Value {
    if !request.flag("logprobs") {
        return Value::Null;
    }
    let alternatives = request.number("top_logprobs").unwrap_or(0);
    let entries: Vec<Value> = tokens
        .iter()
        .map(|token| {
            let top: Vec<Value> = (0..alternatives)
                .map(|place| match place {
                    0 => entry(token, LOGPROB),
                    place => entry(&format!("{token}{place}"), LOGPROB - place as f64),
                })
                .collect();
            let mut entry = entry(token, LOGPROB);
            if let Value::Object(entry) = &mut entry {
                entry.insert("top_logprobs".to_owned(), Value::Array(top));
            }
            entry
        })
        .collect();
    if plan.stop == Stop::Refusal {
        return json!({"content": null, "refusal": entries});
    }
    json!({"content": entries, "refusal": null})
}

fn entry(token: &str, logprob: f64) -> Value {
    json!({"token": token, "logprob": logprob, "bytes": token.as_bytes()})
}

/// The token counts of all choices together.
pub(super) fn usage(request: &Request, plans: &[Plan]) -> Value {
    let cached = plans.iter().any(|plan| plan.cached);
    let cached = if cached { CACHED_TOKENS } else { 0 };
    let messages = request
        .get("messages")
        .map(Value::to_string)
        .unwrap_or_default();
    let prompt = tokens::count(&messages) + cached;
    let completion: u64 = plans.iter().map(|plan| plan.output_tokens).sum();
    let reasoning: u64 = plans.iter().map(|plan| plan.thinking_tokens).sum();
    json!({
        "prompt_tokens": prompt,
        "completion_tokens": completion,
        "total_tokens": prompt + completion,
        "prompt_tokens_details": {"cached_tokens": cached, "audio_tokens": 0},
        "completion_tokens_details": {
            "reasoning_tokens": reasoning,
            "audio_tokens": 0,
            "accepted_prediction_tokens": 0,
            "rejected_prediction_tokens": 0,
        },
    })
}
