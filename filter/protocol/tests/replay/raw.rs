//! The independent count: raw JSON, read with serde_json and nothing of ours.

use std::collections::BTreeMap;

use serde_json::Value;
use sluice_protocol::WireFormat;

use crate::gemini;
use crate::raw_cohere;
use crate::tally::{Said, Tally, arguments, finish};

/// A whole answer.
pub(crate) fn answer(format: WireFormat, body: &Value) -> Tally {
    match format {
        WireFormat::OpenAiCompletions => completions(std::slice::from_ref(body)),
        WireFormat::OpenAiChat => {
            let mut tally = Tally::default();
            for choice in list(&body["choices"]) {
                let said = tally
                    .choices
                    .entry(choice["index"].as_u64().unwrap_or(0))
                    .or_default();
                openai_message(&choice["message"], said);
                said.finish = choice["finish_reason"].as_str().map(finish);
            }
            openai_usage(&body["usage"], &mut tally);
            tally
        }
        WireFormat::OpenAiResponses => responses_answer(body),
        WireFormat::AnthropicMessages => {
            let mut said = Said::default();
            for block in list(&body["content"]) {
                anthropic_block(block, &mut said);
            }
            said.finish = body["stop_reason"].as_str().map(finish);
            let mut tally = Tally::default();
            tally.choices.insert(0, said);
            anthropic_usage(&body["usage"], &mut tally);
            tally
        }
        WireFormat::BedrockConverse => {
            let mut said = Said::default();
            for block in list(&body["output"]["message"]["content"]) {
                bedrock_block(block, &mut said);
            }
            said.finish = body["stopReason"].as_str().map(finish);
            let mut tally = Tally::default();
            tally.choices.insert(0, said);
            bedrock_usage(&body["usage"], &mut tally);
            tally
        }
        WireFormat::GeminiGenerate => gemini::answer(body),
        WireFormat::CohereChat => raw_cohere::answer(body),
    }
}

/// A block of a Converse answer.
fn bedrock_block(block: &Value, said: &mut Said) {
    add(&mut said.text, &block["text"]);
    add(
        &mut said.reasoning,
        &block["reasoningContent"]["reasoningText"]["text"],
    );
    if let Some(name) = block["toolUse"]["name"].as_str() {
        said.calls
            .push((name.to_owned(), block["toolUse"]["input"].clone()));
    }
}

fn bedrock_stream(events: &[Value]) -> Tally {
    let mut tally = Tally::default();
    let mut said = Said::default();
    // Arguments of the call that the block of this number writes.
    let mut open: BTreeMap<u64, (usize, String)> = BTreeMap::new();
    for event in events {
        let start = &event["contentBlockStart"];
        if let Some(name) = start["start"]["toolUse"]["name"].as_str() {
            said.calls.push((name.to_owned(), arguments("")));
            let block = start["contentBlockIndex"].as_u64().unwrap_or(0);
            open.insert(block, (said.calls.len() - 1, String::new()));
        }
        let change = &event["contentBlockDelta"];
        let delta = &change["delta"];
        add(&mut said.text, &delta["text"]);
        add(&mut said.reasoning, &delta["reasoningContent"]["text"]);
        let block = change["contentBlockIndex"].as_u64().unwrap_or(0);
        if let Some((call, text)) = open.get_mut(&block) {
            add(text, &delta["toolUse"]["input"]);
            if let Some(slot) = said.calls.get_mut(*call) {
                slot.1 = arguments(text);
            }
        }
        if let Some(word) = event["messageStop"]["stopReason"].as_str() {
            said.finish = Some(finish(word));
        }
        bedrock_usage(&event["metadata"]["usage"], &mut tally);
    }
    tally.choices.insert(0, said);
    tally
}

fn bedrock_usage(usage: &Value, tally: &mut Tally) {
    let input = [
        "inputTokens",
        "cacheReadInputTokens",
        "cacheWriteInputTokens",
    ];
    let counts: Vec<u64> = input.iter().filter_map(|key| usage[key].as_u64()).collect();
    if !counts.is_empty() {
        tally.input_tokens = Some(counts.iter().sum());
    }
    tally.output_tokens = usage["outputTokens"].as_u64().or(tally.output_tokens);
}

/// A stream, an event a value.
pub(crate) fn stream(format: WireFormat, events: &[Value]) -> Tally {
    match format {
        WireFormat::OpenAiChat => openai_stream(events),
        WireFormat::OpenAiResponses => responses_stream(events),
        WireFormat::OpenAiCompletions => completions(events),
        WireFormat::AnthropicMessages => anthropic_stream(events),
        WireFormat::BedrockConverse => bedrock_stream(events),
        WireFormat::GeminiGenerate => gemini::stream(events),
        WireFormat::CohereChat => raw_cohere::stream(events),
    }
}

/// Whole answers and chunks have one shape.
fn completions(events: &[Value]) -> Tally {
    let mut tally = Tally::default();
    for event in events {
        for choice in list(&event["choices"]) {
            let number = choice["index"].as_u64().unwrap_or(0);
            let said = tally.choices.entry(number).or_default();
            add(&mut said.text, &choice["text"]);
            if let Some(word) = choice["finish_reason"].as_str() {
                said.finish = Some(finish(word));
            }
        }
        openai_usage(&event["usage"], &mut tally);
    }
    tally
}

pub(crate) fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

pub(crate) fn add(to: &mut String, value: &Value) {
    to.push_str(value.as_str().unwrap_or_default());
}

/// What a message or a delta says, tool calls of a delta apart.
fn openai_words(message: &Value, said: &mut Said) {
    add(&mut said.text, &message["content"]);
    for part in list(&message["content"]) {
        add(&mut said.text, &part["text"]);
        for thought in list(&part["thinking"]) {
            add(&mut said.reasoning, &thought["text"]);
        }
    }
    add(&mut said.text, &message["refusal"]);
    let reasoning = [&message["reasoning_content"], &message["reasoning"]];
    add(
        &mut said.reasoning,
        reasoning
            .into_iter()
            .find(|r| r.is_string())
            .unwrap_or(&Value::Null),
    );
}

fn openai_message(message: &Value, said: &mut Said) {
    openai_words(message, said);
    for call in list(&message["tool_calls"]) {
        let function = &call["function"];
        let text = function["arguments"].as_str().unwrap_or_default();
        said.calls.push((
            function["name"].as_str().unwrap_or_default().to_owned(),
            arguments(text),
        ));
    }
}

fn openai_stream(events: &[Value]) -> Tally {
    let mut tally = Tally::default();
    let mut calls: BTreeMap<(u64, u64), (String, String)> = BTreeMap::new();
    for event in events {
        for choice in list(&event["choices"]) {
            let number = choice["index"].as_u64().unwrap_or(0);
            let said = tally.choices.entry(number).or_default();
            let delta = &choice["delta"];
            openai_words(delta, said);
            for call in list(&delta["tool_calls"]) {
                let slot = calls
                    .entry((number, call["index"].as_u64().unwrap_or(0)))
                    .or_default();
                if slot.0.is_empty() {
                    add(&mut slot.0, &call["function"]["name"]);
                }
                add(&mut slot.1, &call["function"]["arguments"]);
            }
            if let Some(word) = choice["finish_reason"]
                .as_str()
                .filter(|word| !word.is_empty())
            {
                said.finish = Some(finish(word));
            }
        }
        openai_usage(&event["usage"], &mut tally);
    }
    for ((number, _), (name, text)) in calls {
        tally
            .choices
            .entry(number)
            .or_default()
            .calls
            .push((name, arguments(&text)));
    }
    tally
}

fn openai_usage(usage: &Value, tally: &mut Tally) {
    let (input, output) = (
        usage["prompt_tokens"].as_u64(),
        usage["completion_tokens"].as_u64(),
    );
    let reasoning = usage["completion_tokens_details"]["reasoning_tokens"]
        .as_u64()
        .unwrap_or(0);
    // xAI counts reasoning beside the output, as its total tells.
    let apart = input.zip(output).is_some_and(|(input, output)| {
        reasoning > 0 && usage["total_tokens"].as_u64() == Some(input + output + reasoning)
    });
    tally.input_tokens = input.or(tally.input_tokens);
    tally.output_tokens = output
        .map(|output| if apart { output + reasoning } else { output })
        .or(tally.output_tokens);
}

fn anthropic_block(block: &Value, said: &mut Said) {
    match block["type"].as_str() {
        Some("text") => add(&mut said.text, &block["text"]),
        Some("thinking") => add(&mut said.reasoning, &block["thinking"]),
        Some("tool_use") => {
            let name = block["name"].as_str().unwrap_or_default();
            said.calls.push((name.to_owned(), block["input"].clone()));
        }
        _ => {}
    }
}

fn anthropic_stream(events: &[Value]) -> Tally {
    let mut tally = Tally::default();
    let mut said = Said::default();
    // Arguments of the call that the block of this number writes.
    let mut open: BTreeMap<u64, (usize, String)> = BTreeMap::new();
    let mut usage = Value::Object(serde_json::Map::new());
    let mut learn = |seen: &Value| {
        for (key, count) in seen
            .as_object()
            .into_iter()
            .flatten()
            .filter(|(_, count)| count.is_u64())
        {
            usage[key] = count.clone();
        }
    };
    for event in events {
        let block = event["index"].as_u64().unwrap_or(0);
        match event["type"].as_str() {
            Some("message_start") => {
                learn(&event["message"]["usage"]);
                // Some answers begin with blocks in their start.
                list(&event["message"]["content"])
                    .for_each(|block| anthropic_block(block, &mut said));
                if let Some(word) = event["message"]["stop_reason"].as_str() {
                    said.finish = Some(finish(word));
                }
            }
            Some("content_block_start") => {
                anthropic_block(&event["content_block"], &mut said);
                if event["content_block"]["type"] == "tool_use" {
                    open.insert(block, (said.calls.len() - 1, String::new()));
                } else {
                    open.remove(&block);
                }
            }
            Some("content_block_delta") => {
                let delta = &event["delta"];
                add(&mut said.text, &delta["text"]);
                add(&mut said.reasoning, &delta["thinking"]);
                if let Some((call, text)) = open.get_mut(&block) {
                    add(text, &delta["partial_json"]);
                    if let Some(slot) = said.calls.get_mut(*call).filter(|_| !text.is_empty()) {
                        slot.1 = arguments(text);
                    }
                }
            }
            Some("message_delta") => {
                learn(&event["usage"]);
                if let Some(word) = event["delta"]["stop_reason"].as_str() {
                    said.finish = Some(finish(word));
                }
            }
            _ => {}
        }
    }
    tally.choices.insert(0, said);
    anthropic_usage(&usage, &mut tally);
    tally
}

fn anthropic_usage(usage: &Value, tally: &mut Tally) {
    let input = [
        "input_tokens",
        "cache_read_input_tokens",
        "cache_creation_input_tokens",
    ];
    let counts: Vec<u64> = input.iter().filter_map(|key| usage[key].as_u64()).collect();
    tally.input_tokens = (!counts.is_empty()).then(|| counts.iter().sum());
    tally.output_tokens = usage["output_tokens"].as_u64();
}

fn responses_answer(body: &Value) -> Tally {
    let mut said = Said::default();
    for item in list(&body["output"]) {
        responses_item(item, &mut said);
    }
    let is_custom = |item: &Value| item["type"] == "custom_tool_call";
    let calls = !said.calls.is_empty() || list(&body["output"]).any(is_custom);
    let reason = match body["status"].as_str() {
        Some("incomplete") => body["incomplete_details"]["reason"].as_str(),
        Some("completed") if calls => Some("tool_calls"),
        Some("completed") => Some("stop"),
        other => other,
    };
    said.finish = reason.map(finish);
    let usage = |key: &str| body["usage"][key].as_u64();
    Tally {
        input_tokens: usage("input_tokens"),
        output_tokens: usage("output_tokens"),
        choices: BTreeMap::from([(0, said)]),
    }
}

fn responses_item(item: &Value, said: &mut Said) {
    match item["type"].as_str() {
        Some("message") => {
            for part in list(&item["content"]) {
                add(&mut said.text, &part["text"]);
                add(&mut said.text, &part["refusal"]);
            }
        }
        Some("reasoning") => {
            let pieces = list(&item["content"]).chain(list(&item["summary"]));
            let texts: Vec<&str> = pieces.filter_map(|piece| piece["text"].as_str()).collect();
            said.reasoning.push_str(&texts.join("\n\n"));
        }
        Some("function_call") => said.calls.push((
            item["name"].as_str().unwrap_or_default().to_owned(),
            arguments(item["arguments"].as_str().unwrap_or_default()),
        )),
        _ => {}
    }
}

/// The items as they are once they are done, and how the response says it ended.
/// Where that is not what the deltas say, the deltas have gone out already.
fn responses_stream(events: &[Value]) -> Tally {
    let mut deltas: BTreeMap<(u64, u64), String> = BTreeMap::new();
    let place = |event: &Value, key: &str| event[key].as_u64().unwrap_or(0);
    for event in events {
        if event["type"] == "response.output_text.delta" {
            let at = (place(event, "output_index"), place(event, "content_index"));
            add(deltas.entry(at).or_default(), &event["delta"]);
        }
    }
    let mut done = events.to_vec();
    done.retain(|event| event["type"] == "response.output_item.done");
    done.sort_by_key(|event| event["output_index"].as_u64());
    for ((item, part), said) in deltas {
        let event = done
            .iter_mut()
            .find(|event| place(event, "output_index") == item);
        let part = usize::try_from(part).unwrap_or(0);
        let Some(text) = event.and_then(|event| event["item"]["content"][part].get_mut("text"))
        else {
            continue;
        };
        if !text.as_str().is_some_and(|text| text.starts_with(&said)) {
            *text = said.into();
        }
    }
    let output: Vec<Value> = done.iter().map(|event| event["item"].clone()).collect();
    let last = events.last().map(|event| event["response"].clone());
    let mut response = last.unwrap_or_default();
    response["output"] = output.into();
    responses_answer(&response)
}

/// Every text of a conversation that a person or a tool wrote: the strings under
/// `content`, `text` and `arguments`, at any depth.
pub(crate) fn words(value: &Value) -> Vec<String> {
    let mut found = Vec::new();
    match value {
        Value::Array(items) => found.extend(items.iter().flat_map(words)),
        Value::Object(members) => {
            for (key, value) in members {
                match value {
                    Value::String(text)
                        if ["content", "text", "system", "prompt"].contains(&key.as_str()) =>
                    {
                        found.push(text.clone());
                    }
                    other => found.extend(words(other)),
                }
            }
        }
        _ => {}
    }
    found
}
