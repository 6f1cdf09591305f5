//! A streamed answer: the events that build up a message, in frames.
//!
//! Source: API reference of the Amazon Bedrock runtime, "ConverseStream".

use serde_json::{Value, json};

use crate::plan::deltas;
use crate::reply::{Body, Event, Framing, Reply};

/// The media type of a stream.
pub(super) const MEDIA: &str = "application/vnd.amazon.eventstream";

/// Cuts a whole answer into events. Like the service, it tells no start of a block
/// but that of a call.
pub(super) fn reply(answer: &Value) -> Reply {
    let mut events = vec![event("messageStart", json!({"role": "assistant"}))];
    let blocks = answer.pointer("/output/message/content");
    for (index, block) in super::list(blocks).iter().enumerate() {
        let (start, pieces) = block_parts(block);
        if let Some(start) = start {
            let data = json!({"start": start, "contentBlockIndex": index, "p": PADDING});
            events.push(event("contentBlockStart", data));
        }
        for delta in pieces {
            let data = json!({"delta": delta, "contentBlockIndex": index, "p": PADDING});
            events.push(event("contentBlockDelta", data));
        }
        events.push(event(
            "contentBlockStop",
            json!({"contentBlockIndex": index}),
        ));
    }
    let part = |key: &str| answer.get(key).cloned().unwrap_or_default();
    let mut stop = json!({"stopReason": part("stopReason")});
    if answer.get("additionalModelResponseFields").is_some() {
        stop["additionalModelResponseFields"] = part("additionalModelResponseFields");
    }
    events.push(event("messageStop", stop));
    let metadata = json!({"usage": part("usage"), "metrics": part("metrics")});
    events.push(event("metadata", metadata));
    framed(events)
}

/// An answer of frames.
pub(super) fn framed(events: Vec<Event>) -> Reply {
    Reply {
        status: 200,
        headers: Vec::new(),
        body: Body::Events(events),
    }
    .header("content-type", MEDIA)
}

/// Letters of no meaning, which hide the length of what is told.
const PADDING: &str = "abcdefghijk";

fn event(name: &'static str, data: Value) -> Event {
    Event::named(name, &data).framed(Framing::Aws)
}

/// How a block starts, and the deltas that fill it.
fn block_parts(block: &Value) -> (Option<Value>, Vec<Value>) {
    let part = |pointer: &str| block.pointer(pointer).and_then(Value::as_str);
    if let Some(text) = part("/text") {
        let pieces = deltas(text).into_iter();
        return (None, pieces.map(|text| json!({"text": text})).collect());
    }
    if let Some(data) = part("/reasoningContent/redactedContent") {
        return (
            None,
            vec![json!({"reasoningContent": {"redactedContent": data}})],
        );
    }
    if let Some(text) = part("/reasoningContent/reasoningText/text") {
        let signature = part("/reasoningContent/reasoningText/signature");
        let pieces = deltas(text).into_iter();
        let mut pieces: Vec<Value> = pieces
            .map(|text| json!({"reasoningContent": {"text": text}}))
            .collect();
        pieces.push(json!({"reasoningContent": {"signature": signature}}));
        return (None, pieces);
    }
    let call = block.get("toolUse").cloned().unwrap_or_default();
    let input = call.get("input").map(Value::to_string).unwrap_or_default();
    let start = json!({"toolUse": {"toolUseId": call["toolUseId"], "name": call["name"]}});
    let mut pieces = vec![json!({"toolUse": {"input": ""}})];
    if input != "{}" {
        pieces.extend(
            deltas(&input)
                .into_iter()
                .map(|text| json!({"toolUse": {"input": text}})),
        );
    }
    (Some(start), pieces)
}
