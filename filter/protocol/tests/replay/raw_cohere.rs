//! The independent count of Cohere's answers.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::raw::{add, list};
use crate::tally::{Said, Tally, arguments, finish};

/// A whole answer.
pub(crate) fn answer(body: &Value) -> Tally {
    let message = &body["message"];
    let mut said = Said::default();
    add(&mut said.text, &message["tool_plan"]);
    for block in list(&message["content"]) {
        add(&mut said.text, &block["text"]);
        add(&mut said.reasoning, &block["thinking"]);
    }
    for call in list(&message["tool_calls"]) {
        said.calls.push(called(
            &call["function"]["name"],
            call["function"]["arguments"].as_str().unwrap_or_default(),
        ));
    }
    said.finish = body["finish_reason"].as_str().map(finish);
    tally(said, &body["usage"])
}

/// A stream, an event a value.
pub(crate) fn stream(events: &[Value]) -> Tally {
    let mut said = Said::default();
    let mut calls: BTreeMap<u64, (Value, String)> = BTreeMap::new();
    let mut usage = &Value::Null;
    for event in events {
        let delta = &event["delta"];
        let message = &delta["message"];
        let call = &message["tool_calls"];
        let index = event["index"].as_u64().unwrap_or(0);
        match event["type"].as_str() {
            Some("content-start" | "content-delta") => {
                add(&mut said.text, &message["content"]["text"]);
                add(&mut said.reasoning, &message["content"]["thinking"]);
            }
            Some("tool-plan-delta") => add(&mut said.text, &message["tool_plan"]),
            Some("tool-call-start") => {
                let name = call["function"]["name"].clone();
                let text = call["function"]["arguments"].as_str().unwrap_or_default();
                calls.insert(index, (name, text.to_owned()));
            }
            Some("tool-call-delta") => {
                if let Some((_, text)) = calls.get_mut(&index) {
                    add(text, &call["function"]["arguments"]);
                }
            }
            Some("message-end") => {
                said.finish = delta["finish_reason"].as_str().map(finish);
                usage = &delta["usage"];
            }
            _ => {}
        }
    }
    said.calls = calls
        .values()
        .map(|(name, text)| called(name, text))
        .collect();
    tally(said, usage)
}

/// A call; `null` is how some models write no arguments.
fn called(name: &Value, text: &str) -> (String, Value) {
    let text = if text == "null" { "" } else { text };
    (
        name.as_str().unwrap_or_default().to_owned(),
        arguments(text),
    )
}

fn tally(said: Said, usage: &Value) -> Tally {
    let mut tally = Tally::default();
    tally.choices.insert(0, said);
    tally.input_tokens = usage["tokens"]["input_tokens"].as_u64();
    tally.output_tokens = usage["tokens"]["output_tokens"].as_u64();
    tally
}
