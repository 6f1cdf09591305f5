//! A streamed answer: events with a type each, and `message-end`.

use serde_json::{Value, json};

use crate::plan::{Plan, deltas};
use crate::reply::{Body, Event, Reply};

use super::Request;
use super::answer::{call_id, finish_reason, id, logprob, usage};

pub(super) fn reply(request: &Request, plan: &Plan) -> Reply {
    let opening = json!({
        "role": "assistant", "content": [], "tool_plan": "", "tool_calls": [], "citations": [],
    });
    let mut events = vec![Event::named(
        "message-start",
        &json!({"id": id(request), "type": "message-start", "delta": {"message": opening}}),
    )];
    let mut index = 0;
    if let Some(thinking) = plan.thinking.as_ref().filter(|_| !plan.secret) {
        block(&mut events, index, "thinking", thinking, false);
        index += 1;
    }
    if plan.calls.is_empty() {
        block(
            &mut events,
            index,
            "text",
            &plan.text,
            request.flag("logprobs"),
        );
    }
    if !plan.calls.is_empty() {
        for piece in deltas(&plan.text) {
            events.push(event("tool-plan-delta", None, json!({"tool_plan": piece})));
        }
    }
    for (place, call) in plan.calls.iter().enumerate() {
        let id = call_id(request, place, &call.name);
        let function = json!({"name": call.name, "arguments": ""});
        let opening = json!({"id": id, "type": "function", "function": function});
        events.push(event(
            "tool-call-start",
            Some(place),
            json!({"tool_calls": opening}),
        ));
        for piece in deltas(&call.arguments.to_string()) {
            let more = json!({"tool_calls": {"function": {"arguments": piece}}});
            events.push(event("tool-call-delta", Some(place), more));
        }
        events.push(Event::named(
            "tool-call-end",
            &json!({"type": "tool-call-end", "index": place}),
        ));
    }
    let delta = json!({"finish_reason": finish_reason(plan), "usage": usage(request, plan)});
    events.push(Event::named(
        "message-end",
        &json!({"id": id(request), "type": "message-end", "delta": delta}),
    ));
    Reply {
        status: 200,
        headers: Vec::new(),
        body: Body::Events(events),
    }
}

/// An event about the message.
fn event(kind: &'static str, index: Option<usize>, message: Value) -> Event {
    let mut data = json!({"type": kind, "delta": {"message": message}});
    if let Some(index) = index {
        data["index"] = json!(index);
    }
    Event::named(kind, &data)
}

fn block(events: &mut Vec<Event>, index: usize, key: &str, text: &str, with_logprobs: bool) {
    let opening = json!({"content": {"type": key, key: ""}});
    events.push(event("content-start", Some(index), opening));
    for piece in deltas(text) {
        let mut data = json!({
            "type": "content-delta",
            "index": index,
            "delta": {"message": {"content": {key: piece}}},
        });
        if with_logprobs {
            data["logprobs"] = logprob(piece);
        }
        events.push(Event::named("content-delta", &data));
    }
    events.push(Event::named(
        "content-end",
        &json!({"type": "content-end", "index": index}),
    ));
}
