//! A whole answer.

use serde_json::{Map, Value, json};

use crate::ids;
use crate::plan::{CACHED_TOKENS, Call, Plan, Stop, deltas};
use crate::reply::Reply;
use crate::tokens;

use super::Request;

pub(super) fn reply(request: &Request, plan: &Plan) -> Reply {
    let mut message = Map::new();
    message.insert("role".to_owned(), json!("assistant"));
    let mut content = Vec::new();
    if let Some(thinking) = plan.thinking.as_ref().filter(|_| !plan.secret) {
        content.push(json!({"type": "thinking", "thinking": thinking}));
    }
    if plan.calls.is_empty() {
        content.push(json!({"type": "text", "text": plan.text}));
    } else {
        message.insert("tool_plan".to_owned(), json!(plan.text));
        let calls = plan.calls.iter().enumerate();
        let calls: Vec<Value> = calls
            .map(|(place, call)| tool_call(request, place, call))
            .collect();
        message.insert("tool_calls".to_owned(), json!(calls));
    }
    if !content.is_empty() {
        message.insert("content".to_owned(), json!(content));
    }
    let mut body = json!({
        "id": id(request),
        "finish_reason": finish_reason(plan),
        "message": message,
        "usage": usage(request, plan),
    });
    if request.flag("logprobs") {
        let items: Vec<Value> = deltas(&plan.text).into_iter().map(logprob).collect();
        body["logprobs"] = json!(items);
    }
    Reply::json(200, &body)
}

/// The id of the answer.
pub(super) fn id(request: &Request) -> String {
    ids::id("", request.seed, 0, 32)
}

fn tool_call(request: &Request, place: usize, call: &Call) -> Value {
    json!({
        "id": call_id(request, place, &call.name),
        "type": "function",
        "function": {"name": call.name, "arguments": call.arguments.to_string()},
    })
}

/// The id of a call, which begins with the name of the tool.
pub(super) fn call_id(request: &Request, place: usize, name: &str) -> String {
    ids::id(
        &format!("{name}_"),
        request.seed,
        place + 1,
        name.len() + 13,
    )
}

/// Log-probabilities of one piece of text.
pub(super) fn logprob(piece: &str) -> Value {
    json!({"text": piece, "token_ids": [ids::hash(piece.as_bytes()) % 256_000], "logprobs": [-0.125]})
}

pub(super) fn finish_reason(plan: &Plan) -> &'static str {
    match plan.stop {
        Stop::End | Stop::Refusal | Stop::Pause => "COMPLETE",
        Stop::Sequence(_) => "STOP_SEQUENCE",
        Stop::Tools => "TOOL_CALL",
        Stop::Length => "MAX_TOKENS",
        Stop::Filter => "ERROR_TOXIC",
        Stop::Window => "ERROR_LIMIT",
    }
}

/// Token counts: those that are billed, and all with Cohere's own instructions.
pub(super) fn usage(request: &Request, plan: &Plan) -> Value {
    const INSTRUCTIONS: u64 = 200;
    let messages = request.get("messages").map(Value::to_string);
    let input = tokens::count(&messages.unwrap_or_default());
    let cached = if plan.cached { CACHED_TOKENS } else { 0 };
    json!({
        "billed_units": {"input_tokens": input, "output_tokens": plan.output_tokens},
        "tokens": {
            "input_tokens": input + INSTRUCTIONS + cached,
            "output_tokens": plan.output_tokens,
        },
        "cached_tokens": cached,
    })
}
