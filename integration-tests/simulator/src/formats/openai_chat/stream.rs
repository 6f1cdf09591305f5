//! A streamed answer: `chat.completion.chunk` objects and `[DONE]`.

use serde_json::{Value, json};

use crate::plan::{Plan, Stop, deltas};
use crate::reply::{Body, Event, Framing, Reply};

use super::Request;
use super::answer::{call_id, envelope, finish, finish_reason, is_custom, logprobs, usage};

pub(super) fn reply(request: &Request, plans: &[Plan]) -> Reply {
    let counted = request
        .get("stream_options")
        .and_then(|options| options.get("include_usage"))
        .and_then(Value::as_bool)
        .unwrap_or(false);
    let mut events = Vec::new();
    for (index, plan) in plans.iter().enumerate() {
        for (delta, probabilities) in parts(request, index, plan) {
            let choice = json!({
                "index": index,
                "delta": delta,
                "logprobs": probabilities,
                "finish_reason": null,
            });
            events.push(chunk(request, json!([choice]), counted, Value::Null));
        }
        let last = json!({
            "index": index,
            "delta": {},
            "logprobs": null,
            "finish_reason": finish_reason(plan),
        });
        events.push(chunk(request, json!([last]), counted, Value::Null));
    }
    if counted {
        events.push(chunk(request, json!([]), true, usage(request, plans)));
    }
    events.push(Event {
        name: None,
        data: "[DONE]".to_owned(),
        framing: Framing::Sse,
    });
    let reply = Reply {
        status: 200,
        headers: Vec::new(),
        body: Body::Events(events),
    };
    finish(reply, request).header("cache-control", "no-cache")
}

/// `usage` stands in every chunk once it was asked for, as `null` until the last.
fn chunk(request: &Request, choices: Value, counted: bool, usage: Value) -> Event {
    let mut body = envelope(request, "chat.completion.chunk");
    body.insert("choices".to_owned(), choices);
    if counted {
        body.insert("usage".to_owned(), usage);
    }
    Event::data(&Value::Object(body))
}

/// The deltas of a choice, with the log-probabilities of each.
fn parts(request: &Request, index: usize, plan: &Plan) -> Vec<(Value, Value)> {
    let key = if plan.stop == Stop::Refusal {
        "refusal"
    } else {
        "content"
    };
    let opening = if key == "refusal" {
        json!({"role": "assistant", "content": null, "refusal": ""})
    } else if plan.text.is_empty() && !plan.calls.is_empty() {
        json!({"role": "assistant", "content": null, "refusal": null})
    } else {
        json!({"role": "assistant", "content": "", "refusal": null})
    };
    let mut parts = vec![(opening, Value::Null)];
    for token in deltas(&plan.text) {
        parts.push((json!({key: token}), logprobs(request, plan, &[token])));
    }
    for (place, call) in plan.calls.iter().enumerate() {
        let id = call_id(request, index, place);
        if is_custom(request, &call.name) {
            let custom = json!({"name": call.name, "input": "some input"});
            let call = json!({"index": place, "id": id, "type": "custom", "custom": custom});
            parts.push((json!({"tool_calls": [call]}), Value::Null));
            continue;
        }
        let function = json!({"name": call.name, "arguments": ""});
        let opening = json!({"index": place, "id": id, "type": "function", "function": function});
        parts.push((json!({"tool_calls": [opening]}), Value::Null));
        for piece in deltas(&call.arguments.to_string()) {
            let call = json!({"index": place, "function": {"arguments": piece}});
            parts.push((json!({"tool_calls": [call]}), Value::Null));
        }
    }
    parts
}
