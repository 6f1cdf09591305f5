//! A whole answer: the `response` object.

use serde_json::{Value, json};

use crate::formats::openai_chat::answer::CREATED;
use crate::ids;
use crate::plan::{CACHED_TOKENS, Plan, Stop};
use crate::reply::Reply;
use crate::tokens;

use super::Request;

/// How encrypted reasoning begins.
pub(super) const ENCRYPTED: &str = "gAAAAAB";

pub(super) fn reply(request: &Request, plan: &Plan) -> Reply {
    finish(Reply::json(200, &whole(request, plan)), request)
}

/// The headers that every accepted request gets.
pub(super) fn finish(reply: Reply, request: &Request) -> Reply {
    reply
        .header("x-request-id", &ids::id("req_", request.seed, 0, 32))
        .header("openai-version", "2020-10-01")
        .header("openai-processing-ms", "12")
}

/// The response once it is over.
pub(super) fn whole(request: &Request, plan: &Plan) -> Value {
    let reason = match plan.stop {
        Stop::Length | Stop::Window => Some("max_output_tokens"),
        Stop::Filter => Some("content_filter"),
        Stop::End | Stop::Tools | Stop::Sequence(_) | Stop::Refusal | Stop::Pause => None,
    };
    let status = if reason.is_some() {
        "incomplete"
    } else {
        "completed"
    };
    let mut body = envelope(request, status);
    if let Some(reason) = reason {
        body["incomplete_details"] = json!({"reason": reason});
    }
    body["output"] = items(request, plan)
        .into_iter()
        .map(|(item, _)| item)
        .collect();
    body["usage"] = usage(request, plan);
    body
}

/// A response with nothing in it, and what it repeats of the request.
pub(super) fn envelope(request: &Request, status: &str) -> Value {
    let or = |key: &str, value: Value| request.get(key).cloned().unwrap_or(value);
    let tier = match request.text("service_tier") {
        None | Some("auto") => "default",
        Some(tier) => tier,
    };
    json!({
        "id": ids::id("resp_", request.seed, 0, 48),
        "object": "response",
        "created_at": CREATED,
        "status": status,
        "error": null,
        "incomplete_details": null,
        "instructions": or("instructions", Value::Null),
        "max_output_tokens": or("max_output_tokens", Value::Null),
        "metadata": or("metadata", json!({})),
        "model": or("model", Value::Null),
        "output": [],
        "parallel_tool_calls": or("parallel_tool_calls", json!(true)),
        "previous_response_id": null,
        "reasoning": or("reasoning", json!({"effort": null, "summary": null})),
        "service_tier": tier,
        "store": or("store", json!(true)),
        "temperature": or("temperature", json!(1.0)),
        "text": or("text", json!({"format": {"type": "text"}})),
        "tool_choice": or("tool_choice", json!("auto")),
        "tools": or("tools", json!([])),
        "top_p": or("top_p", json!(1.0)),
        "truncation": or("truncation", json!("disabled")),
        "usage": null,
        "user": or("user", Value::Null),
    })
}

/// The items, and the text of each that is told in pieces.
pub(super) fn items(request: &Request, plan: &Plan) -> Vec<(Value, String)> {
    let id = |prefix: &str, place: usize| ids::id(prefix, request.seed, place, 48);
    let mut items = Vec::new();
    if let Some(thinking) = &plan.thinking {
        let asked = request.get("reasoning");
        let is_shown =
            asked.is_some_and(|asked| asked.get("summary").is_some_and(Value::is_string));
        let shown = if is_shown && !plan.secret {
            thinking.as_str()
        } else {
            ""
        };
        let summary: Vec<Value> = (!shown.is_empty())
            .then(|| json!({"type": "summary_text", "text": shown}))
            .into_iter()
            .collect();
        let mut item = json!({"id": id("rs_", 0), "type": "reasoning", "summary": summary});
        if request.includes("reasoning.encrypted_content") {
            item["encrypted_content"] = json!(id(ENCRYPTED, 1));
        }
        items.push((item, shown.to_owned()));
    }
    if !plan.text.is_empty() || plan.calls.is_empty() {
        let part = if plan.stop == Stop::Refusal {
            json!({"type": "refusal", "refusal": plan.text})
        } else {
            json!({"type": "output_text", "text": plan.text, "annotations": [], "logprobs": []})
        };
        let item = json!({
            "id": id("msg_", 2), "type": "message", "status": "completed",
            "role": "assistant", "content": [part],
        });
        items.push((item, plan.text.clone()));
    }
    for (place, call) in plan.calls.iter().enumerate() {
        let is_custom = request.list("tools").iter().any(|tool| {
            tool.get("type") == Some(&json!("custom"))
                && tool.get("name") == Some(&json!(call.name))
        });
        let call_id = ids::id("call_", request.seed, place, 24);
        if is_custom {
            let item = json!({
                "id": id("ctc_", 100 + place), "type": "custom_tool_call", "status": "completed",
                "call_id": call_id, "name": call.name, "input": "some input",
            });
            items.push((item, "some input".to_owned()));
            continue;
        }
        let arguments = call.arguments.to_string();
        let item = json!({
            "id": id("fc_", 100 + place), "type": "function_call", "status": "completed",
            "call_id": call_id, "name": call.name, "arguments": arguments,
        });
        items.push((item, arguments));
    }
    items
}

fn usage(request: &Request, plan: &Plan) -> Value {
    let cached = if plan.cached { CACHED_TOKENS } else { 0 };
    let input = request
        .get("input")
        .map(Value::to_string)
        .unwrap_or_default();
    let input = tokens::count(&input) + cached;
    json!({
        "input_tokens": input,
        "input_tokens_details": {"cached_tokens": cached, "cache_write_tokens": 0},
        "output_tokens": plan.output_tokens,
        "output_tokens_details": {"reasoning_tokens": plan.thinking_tokens},
        "total_tokens": input + plan.output_tokens,
    })
}
