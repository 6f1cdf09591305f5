//! Answers, whole and streamed. A chunk is an answer that brings the next part.

use serde_json::{Value, json};

use crate::formats::base64;
use crate::ids;
use crate::plan::{CACHED_TOKENS, Plan, Stop, deltas};
use crate::reply::{Body, Event, Reply};
use crate::tokens;

use super::Request;

/// The answer to a request.
pub(super) fn answer(request: &Request, plan: &Plan) -> Value {
    let mut candidate = json!({"content": {"parts": parts(request, plan), "role": "model"}});
    candidate["finishReason"] = json!(finish_reason(plan));
    candidate["index"] = json!(0);
    json!({
        "candidates": [candidate],
        "usageMetadata": usage(request, plan),
        "modelVersion": request.model,
        "responseId": ids::id("", request.seed, 0, 23),
    })
}

/// What counts as the prompt.
pub(super) fn prompt(request: &Request) -> String {
    let whole = |key: &str| request.at(key).map(Value::to_string).unwrap_or_default();
    ["systemInstruction", "contents", "tools"]
        .map(whole)
        .concat()
}

fn parts(request: &Request, plan: &Plan) -> Vec<Value> {
    let mut parts = Vec::new();
    let shows = request
        .at("generationConfig/thinkingConfig/includeThoughts")
        .and_then(Value::as_bool);
    if let Some(thought) = plan.thinking.as_ref().filter(|_| shows == Some(true)) {
        parts.push(json!({"text": thought, "thought": true}));
    }
    if !plan.text.is_empty() {
        parts.push(json!({"text": plan.text}));
    }
    for (place, call) in plan.calls.iter().enumerate() {
        let mut part = json!({"functionCall": {"name": call.name, "args": call.arguments}});
        // Only the first of calls that are made at once is signed.
        if place == 0 && request.is_new() {
            part["thoughtSignature"] = json!(signature(request.seed));
        }
        parts.push(part);
    }
    parts
}

fn signature(seed: u64) -> String {
    base64::encode(&[seed.to_le_bytes(); 12].concat())
}

fn finish_reason(plan: &Plan) -> &'static str {
    match plan.stop {
        Stop::End | Stop::Tools | Stop::Sequence(_) | Stop::Pause => "STOP",
        Stop::Length | Stop::Window => "MAX_TOKENS",
        Stop::Refusal | Stop::Filter => "SAFETY",
    }
}

fn usage(request: &Request, plan: &Plan) -> Value {
    let read = if plan.cached { CACHED_TOKENS } else { 0 };
    let input = tokens::count(&prompt(request)) + read;
    let mut usage = json!({
        "promptTokenCount": input,
        "candidatesTokenCount": plan.output_tokens - plan.thinking_tokens,
        "totalTokenCount": input + plan.output_tokens,
        "promptTokensDetails": [{"modality": "TEXT", "tokenCount": input}],
    });
    if plan.cached {
        usage["cachedContentTokenCount"] = json!(read);
    }
    if plan.thinking_tokens > 0 {
        usage["thoughtsTokenCount"] = json!(plan.thinking_tokens);
    }
    usage
}

/// The chunks of a streamed answer; each has the counts, the last the reason.
pub(super) fn chunks(answer: &Value) -> Vec<Value> {
    let parts = answer
        .pointer("/candidates/0/content/parts")
        .and_then(Value::as_array);
    let mut pieces: Vec<Value> = Vec::new();
    for part in parts.into_iter().flatten() {
        match part.get("text").and_then(Value::as_str) {
            Some(text) => pieces.extend(deltas(text).into_iter().map(|piece| {
                let mut part = part.clone();
                part["text"] = json!(piece);
                part
            })),
            None => pieces.push(part.clone()),
        }
    }
    let chunk = |part: Value| {
        let mut chunk = answer.clone();
        chunk["candidates"][0]["content"]["parts"] = json!([part]);
        if let Some(candidate) = chunk["candidates"][0].as_object_mut() {
            candidate.shift_remove("finishReason");
        }
        chunk
    };
    let mut chunks: Vec<Value> = pieces.into_iter().map(chunk).collect();
    let mut last = answer.clone();
    last["candidates"][0]["content"]["parts"] = json!([{"text": ""}]);
    chunks.push(last);
    chunks
}

/// The answer as a stream of events.
pub(super) fn stream(answer: &Value) -> Reply {
    Reply {
        status: 200,
        headers: Vec::new(),
        body: Body::Events(chunks(answer).iter().map(Event::data).collect()),
    }
}
