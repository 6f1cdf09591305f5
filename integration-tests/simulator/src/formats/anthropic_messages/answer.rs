//! A whole answer: the `message` object.

use serde_json::{Map, Value, json};

use crate::formats::base64;
use crate::ids;
use crate::plan::{CACHED_TOKENS, Plan, Stop};
use crate::reply::Reply;
use crate::tokens;

use super::Request;
use super::error::request_id;

/// What a signature begins with.
const SIGNATURE: &str = "EpUC";

/// Tokens that a cache marker reports as written to the cache.
const WRITTEN_TOKENS: u64 = 512;

/// The message that answers a request.
pub(super) fn message(request: &Request, plan: &Plan) -> Value {
    let (reason, sequence) = stop_reason(plan);
    let details = if plan.stop == Stop::Refusal {
        json!({"type": "refusal", "category": null, "explanation": null})
    } else {
        Value::Null
    };
    json!({
        "model": request.model(),
        "id": ids::id("msg_01", request.seed, 0, 22),
        "type": "message",
        "role": "assistant",
        "content": content(request, plan),
        "stop_reason": reason,
        "stop_sequence": sequence,
        "stop_details": details,
        "usage": usage(request, plan),
    })
}

/// The headers that every accepted request gets.
pub(super) fn finish(reply: Reply, request: &Request) -> Reply {
    reply
        .header("request-id", &request_id(request.seed))
        .header("anthropic-ratelimit-requests-limit", "4000")
        .header("anthropic-ratelimit-requests-remaining", "3999")
        .header("anthropic-ratelimit-requests-reset", "2026-01-02T03:04:06Z")
}

fn content(request: &Request, plan: &Plan) -> Vec<Value> {
    let mut content = Vec::new();
    if let Some(thinking) = &plan.thinking {
        let display = request
            .get("thinking")
            .and_then(|thinking| thinking.get("display"));
        let shown = if display.and_then(Value::as_str) == Some("omitted") {
            ""
        } else {
            thinking
        };
        content.push(if plan.secret {
            json!({"type": "redacted_thinking", "data": signature(thinking)})
        } else {
            json!({"type": "thinking", "thinking": shown, "signature": signature(shown)})
        });
    }
    if !plan.text.is_empty() {
        content.push(json!({"type": "text", "text": plan.text}));
    }
    for (place, call) in plan.calls.iter().enumerate() {
        content.push(json!({
            "type": "tool_use",
            "id": ids::id("toolu_01", request.seed, place, 22),
            "name": call.name,
            "input": call.arguments,
        }));
    }
    content
}

fn stop_reason(plan: &Plan) -> (&'static str, Value) {
    match &plan.stop {
        Stop::End => ("end_turn", Value::Null),
        Stop::Tools => ("tool_use", Value::Null),
        Stop::Length => ("max_tokens", Value::Null),
        Stop::Sequence(sequence) => ("stop_sequence", json!(sequence)),
        Stop::Refusal | Stop::Filter => ("refusal", Value::Null),
        Stop::Pause => ("pause_turn", Value::Null),
        Stop::Window => ("model_context_window_exceeded", Value::Null),
    }
}

fn usage(request: &Request, plan: &Plan) -> Value {
    let whole = |key: &str| request.get(key).map(Value::to_string).unwrap_or_default();
    let prompt = ["system", "messages", "tools"].map(whole).concat();
    let read = if plan.cached { CACHED_TOKENS } else { 0 };
    let marked = prompt.contains("\"cache_control\":{") || request.get("cache_control").is_some();
    let written = if marked && !plan.cached {
        WRITTEN_TOKENS
    } else {
        0
    };
    let (short, long) = if prompt.contains("\"ttl\":\"1h\"") {
        (0, written)
    } else {
        (written, 0)
    };
    let mut usage = Map::new();
    usage.insert("input_tokens".to_owned(), json!(tokens::count(&prompt)));
    usage.insert("cache_creation_input_tokens".to_owned(), json!(written));
    usage.insert("cache_read_input_tokens".to_owned(), json!(read));
    usage.insert(
        "cache_creation".to_owned(),
        json!({"ephemeral_5m_input_tokens": short, "ephemeral_1h_input_tokens": long}),
    );
    usage.insert("output_tokens".to_owned(), json!(plan.output_tokens));
    if plan.thinking.is_some() {
        let details = json!({"thinking_tokens": plan.thinking_tokens});
        usage.insert("output_tokens_details".to_owned(), details);
    }
    usage.insert("service_tier".to_owned(), json!("standard"));
    usage.insert("inference_geo".to_owned(), json!("not_available"));
    Value::Object(usage)
}

/// The signature of a thought. Long enough to be cut into several pieces on
/// its way, as real ones are.
pub(in crate::formats) fn signature(thought: &str) -> String {
    let mut bytes = Vec::new();
    let mut state = ids::hash(thought.as_bytes());
    for _ in 0..24 {
        bytes.extend(state.to_le_bytes());
        state = ids::hash(&state.to_le_bytes());
    }
    format!("{SIGNATURE}{}", base64::encode(&bytes))
}

/// Whether a signature is the one that was given for that thought.
pub(in crate::formats) fn is_own_signature(thought: &str, given: &str) -> bool {
    given == signature(thought)
}
