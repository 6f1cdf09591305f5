//! The independent count of Gemini's answers.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::tally::{Said, Tally, finish};

/// A whole answer.
pub(crate) fn answer(body: &Value) -> Tally {
    stream(std::slice::from_ref(body))
}

/// A stream, a chunk a value. Chunks are answers that go on where the last ended.
pub(crate) fn stream(chunks: &[Value]) -> Tally {
    let mut tally = Tally::default();
    let mut open: BTreeMap<u64, bool> = BTreeMap::new();
    for chunk in chunks {
        for candidate in list(&chunk["candidates"]) {
            let number = candidate["index"].as_u64().unwrap_or(0);
            let said = tally.choices.entry(number).or_default();
            let open = open.entry(number).or_default();
            for part in list(&candidate["content"]["parts"]) {
                read(part, said, open);
            }
            if let Some(word) = candidate["finishReason"].as_str() {
                let has_calls = word == "STOP" && !said.calls.is_empty();
                said.finish = Some(if has_calls {
                    "tool_calls".to_owned()
                } else {
                    finish(word)
                });
            }
        }
        let usage = &chunk["usageMetadata"];
        let count = |name: &str| usage[name].as_u64();
        if let Some(prompt) = count("promptTokenCount") {
            tally.input_tokens = Some(prompt + count("toolUsePromptTokenCount").unwrap_or(0));
        }
        if let Some(said) = count("candidatesTokenCount") {
            tally.output_tokens = Some(said + count("thoughtsTokenCount").unwrap_or(0));
        }
    }
    tally
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

/// Reads a part; `open` says whether a call is to go on.
fn read(part: &Value, said: &mut Said, open: &mut bool) {
    let text = part["text"].as_str().unwrap_or_default();
    if part["thought"] == true {
        said.reasoning.push_str(text);
    } else {
        said.text.push_str(text);
    }
    let call = &part["functionCall"];
    if !call.is_object() {
        return;
    }
    if let Some(name) = call["name"].as_str() {
        let args = call["args"].as_object().cloned().unwrap_or_default();
        said.calls.push((name.to_owned(), Value::Object(args)));
        *open = true;
    }
    if let Some((_, arguments)) = said.calls.last_mut().filter(|_| *open) {
        for piece in list(&call["partialArgs"]) {
            let path = piece["jsonPath"].as_str().unwrap_or_default();
            put(arguments, path, piece);
        }
    }
    *open = call["willContinue"] == true;
}

/// Puts a piece in its place: a path of names and indexes, as in the recordings.
fn put(arguments: &mut Value, path: &str, piece: &Value) {
    let mut place = arguments;
    for step in path.trim_start_matches("$.").split(['.', '[']) {
        place = match step
            .strip_suffix(']')
            .and_then(|index| index.parse::<usize>().ok())
        {
            Some(index) => {
                if !place.is_array() {
                    *place = Value::Array(Vec::new());
                }
                let Some(items) = place.as_array_mut() else {
                    return;
                };
                while items.len() <= index {
                    items.push(Value::Null);
                }
                &mut items[index]
            }
            None => {
                if !place.is_object() {
                    *place = Value::Object(Map::new());
                }
                &mut place[step]
            }
        };
    }
    match (place.as_str(), piece["stringValue"].as_str()) {
        (Some(before), Some(more)) => *place = Value::from(format!("{before}{more}")),
        (None, Some(text)) => *place = text.into(),
        _ => *place = piece["numberValue"].clone(),
    }
}
