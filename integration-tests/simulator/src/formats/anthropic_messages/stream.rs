//! A streamed answer: the events that build up a message.
//!
//! Source: Anthropic API reference, "Streaming Messages".

use serde_json::{Value, json};

use crate::plan::deltas;
use crate::reply::{Body, Event, Reply};

/// Cuts a whole message into events.
pub(super) fn reply(message: &Value) -> Reply {
    let mut events = vec![start(message)];
    let blocks = message.get("content").and_then(Value::as_array);
    for (index, block) in blocks.into_iter().flatten().enumerate() {
        let (opening, pieces) = block_parts(block);
        events.push(event(
            "content_block_start",
            json!({"index": index, "content_block": opening}),
        ));
        if index == 0 {
            events.push(event("ping", json!({})));
        }
        for delta in pieces {
            events.push(event(
                "content_block_delta",
                json!({"index": index, "delta": delta}),
            ));
        }
        events.push(event("content_block_stop", json!({"index": index})));
    }
    events.push(end(message));
    events.push(event("message_stop", json!({})));
    Reply {
        status: 200,
        headers: vec![("cache-control".to_owned(), "no-cache".to_owned())],
        body: Body::Events(events),
    }
}

fn event(name: &'static str, rest: Value) -> Event {
    let mut data = json!({"type": name});
    if let (Value::Object(data), Value::Object(rest)) = (&mut data, rest) {
        data.extend(rest);
    }
    Event::named(name, &data)
}

/// The message without what comes later.
fn start(message: &Value) -> Event {
    let mut message = message.clone();
    for key in ["stop_reason", "stop_sequence", "stop_details"] {
        message[key] = Value::Null;
    }
    message["content"] = json!([]);
    message["usage"]["output_tokens"] = json!(1);
    if let Some(usage) = message["usage"].as_object_mut() {
        usage.shift_remove("output_tokens_details");
    }
    event("message_start", json!({"message": message}))
}

/// The stop reason, and the counts once they are known.
fn end(message: &Value) -> Event {
    let mut delta = json!({
        "stop_reason": message["stop_reason"],
        "stop_sequence": message["stop_sequence"],
    });
    if !message["stop_details"].is_null() {
        delta["stop_details"] = message["stop_details"].clone();
    }
    let mut usage = message["usage"].clone();
    if let Some(usage) = usage.as_object_mut() {
        for key in ["cache_creation", "service_tier", "inference_geo"] {
            usage.shift_remove(key);
        }
    }
    event("message_delta", json!({"delta": delta, "usage": usage}))
}

/// How a block opens, and the deltas that fill it.
fn block_parts(block: &Value) -> (Value, Vec<Value>) {
    let part = |key: &str| block.get(key).and_then(Value::as_str).unwrap_or_default();
    match part("type") {
        "text" => {
            let pieces = deltas(part("text")).into_iter();
            (
                json!({"type": "text", "text": ""}),
                pieces
                    .map(|text| json!({"type": "text_delta", "text": text}))
                    .collect(),
            )
        }
        "thinking" => {
            let pieces = deltas(part("thinking")).into_iter();
            let mut pieces: Vec<Value> = pieces
                .map(|text| json!({"type": "thinking_delta", "thinking": text}))
                .collect();
            pieces.push(json!({"type": "signature_delta", "signature": part("signature")}));
            (
                json!({"type": "thinking", "thinking": "", "signature": ""}),
                pieces,
            )
        }
        "tool_use" => {
            let mut opening = block.clone();
            opening["input"] = json!({});
            let input = block.get("input").map(Value::to_string).unwrap_or_default();
            let mut pieces = vec![json!({"type": "input_json_delta", "partial_json": ""})];
            if input != "{}" {
                pieces.extend(
                    deltas(&input)
                        .into_iter()
                        .map(|text| json!({"type": "input_json_delta", "partial_json": text})),
                );
            }
            (opening, pieces)
        }
        _ => (block.clone(), Vec::new()),
    }
}
