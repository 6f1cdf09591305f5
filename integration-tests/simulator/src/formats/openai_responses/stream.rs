//! A streamed answer: OpenAI's sequence of events.
//!
//! Source: OpenAI API reference, "Streaming events" of responses.

use serde_json::{Value, json};

use crate::plan::{Plan, deltas};
use crate::reply::{Body, Event, Reply};

use super::Request;
use super::answer::{envelope, finish, items, whole};

pub(super) fn reply(request: &Request, plan: &Plan) -> Reply {
    let mut events = Events::default();
    for name in ["response.created", "response.in_progress"] {
        events.push(name, json!({"response": envelope(request, "in_progress")}));
    }
    for (index, (item, text)) in items(request, plan).into_iter().enumerate() {
        events.item(index, &item, &text);
    }
    let response = whole(request, plan);
    let name = if response["status"] == "completed" {
        "response.completed"
    } else {
        "response.incomplete"
    };
    events.push(name, json!({"response": response}));
    let reply = Reply {
        status: 200,
        headers: Vec::new(),
        body: Body::Events(events.0),
    };
    finish(reply, request).header("cache-control", "no-cache")
}

#[derive(Default)]
struct Events(Vec<Event>);

impl Events {
    /// Adds an event with these members.
    fn push(&mut self, name: &'static str, mut members: Value) {
        members["type"] = json!(name);
        members["sequence_number"] = json!(self.0.len());
        self.0.push(Event::named(name, &members));
    }

    fn item(&mut self, index: usize, item: &Value, text: &str) {
        let kind = item["type"].as_str().unwrap_or_default();
        let begun = match kind {
            "message" => with(item, "content", json!([])),
            "reasoning" => with(item, "summary", json!([])),
            "function_call" => with(item, "arguments", json!("")),
            _ => with(item, "input", json!("")),
        };
        let begun = match kind {
            "reasoning" => begun,
            _ => with(&begun, "status", json!("in_progress")),
        };
        self.push(
            "response.output_item.added",
            json!({"output_index": index, "item": begun}),
        );
        let place = json!({"output_index": index, "item_id": item["id"]});
        match kind {
            "message" => self.message(&with(&place, "content_index", json!(0)), item, text),
            "reasoning" if text.is_empty() => {}
            "reasoning" => self.reasoning(&with(&place, "summary_index", json!(0)), text),
            "function_call" => {
                self.deltas("response.function_call_arguments.delta", &place, text);
                self.push(
                    "response.function_call_arguments.done",
                    with(&place, "arguments", json!(text)),
                );
            }
            _ => {
                self.deltas("response.custom_tool_call_input.delta", &place, text);
                self.push(
                    "response.custom_tool_call_input.done",
                    with(&place, "input", json!(text)),
                );
            }
        }
        self.push(
            "response.output_item.done",
            json!({"output_index": index, "item": item}),
        );
    }

    fn deltas(&mut self, name: &'static str, place: &Value, text: &str) {
        for piece in deltas(text) {
            self.push(name, with(place, "delta", json!(piece)));
        }
    }

    fn message(&mut self, place: &Value, item: &Value, text: &str) {
        let part = &item["content"][0];
        if part["type"] == "refusal" {
            let begun = with(part, "refusal", json!(""));
            self.push("response.content_part.added", with(place, "part", begun));
            self.deltas("response.refusal.delta", place, text);
            self.push("response.refusal.done", with(place, "refusal", json!(text)));
        } else {
            let place = with(place, "logprobs", json!([]));
            let begun = with(part, "text", json!(""));
            let added = with(&place, "part", begun);
            self.push("response.content_part.added", without_log_probs(added));
            self.deltas("response.output_text.delta", &place, text);
            self.push(
                "response.output_text.done",
                with(&place, "text", json!(text)),
            );
        }
        let done = with(place, "part", part.clone());
        self.push("response.content_part.done", done);
    }

    fn reasoning(&mut self, place: &Value, text: &str) {
        let part = |text: &str| json!({"type": "summary_text", "text": text});
        self.push(
            "response.reasoning_summary_part.added",
            with(place, "part", part("")),
        );
        self.deltas("response.reasoning_summary_text.delta", place, text);
        self.push(
            "response.reasoning_summary_text.done",
            with(place, "text", json!(text)),
        );
        self.push(
            "response.reasoning_summary_part.done",
            with(place, "part", part(text)),
        );
    }
}

/// The same with another member.
fn with(value: &Value, key: &str, member: Value) -> Value {
    let mut value = value.clone();
    value[key] = member;
    value
}

fn without_log_probs(mut event: Value) -> Value {
    if let Some(members) = event.as_object_mut() {
        members.remove("logprobs");
    }
    event
}
