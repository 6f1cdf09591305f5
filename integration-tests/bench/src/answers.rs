//! The providers' canned answers, as bytes ready to be written.
//!
//! Shapes: OpenAI "Create chat completion" with its stream, and Anthropic
//! "Messages" with its stream, version 2023-06-01.

use serde_json::{Value, json};

use crate::rows::{EVENTS, Provider};

const TEXT: &str = "The notice now fits on one page. I kept the greeting, moved the opening hours \
    to the top and cut the second invitation, because it repeats the first. If you want it \
    warmer, bring back the line about the free cup; it is the one that people remember.";

/// A whole answer: head and body.
pub(crate) fn whole(provider: Provider) -> Vec<u8> {
    let body = match provider {
        Provider::OpenAi => openai_whole(),
        Provider::Anthropic => anthropic_whole(),
    }
    .to_string();
    format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

/// The head of a streamed answer.
pub(crate) const STREAM_HEAD: &[u8] = b"HTTP/1.1 200 OK\r\n\
    content-type: text/event-stream; charset=utf-8\r\n\
    cache-control: no-cache\r\n\
    transfer-encoding: chunked\r\n\r\n";

/// A streamed answer: HTTP chunks, one an event, the last of them the end.
pub(crate) fn stream(provider: Provider) -> Vec<Vec<u8>> {
    let events = match provider {
        Provider::OpenAi => openai_stream(),
        Provider::Anthropic => anthropic_stream(),
    };
    let mut chunks: Vec<Vec<u8>> = events
        .into_iter()
        .map(|event| format!("{:x}\r\n{event}\r\n", event.len()).into_bytes())
        .collect();
    chunks.push(b"0\r\n\r\n".to_vec());
    chunks
}

fn openai_whole() -> Value {
    json!({
        "id": "chatcmpl-bench0000000000000000000001",
        "object": "chat.completion",
        "created": 1_763_800_000,
        "model": "gpt-bench",
        "choices": [{
            "index": 0,
            "message": {"role": "assistant", "content": TEXT, "refusal": null, "annotations": []},
            "logprobs": null,
            "finish_reason": "stop",
        }],
        "usage": openai_usage(),
        "service_tier": "default",
        "system_fingerprint": null,
    })
}

fn openai_usage() -> Value {
    json!({
        "prompt_tokens": 40,
        "completion_tokens": EVENTS,
        "total_tokens": 40 + EVENTS,
        "prompt_tokens_details": {"cached_tokens": 0, "audio_tokens": 0},
        "completion_tokens_details": {"reasoning_tokens": 0, "audio_tokens": 0},
    })
}

fn openai_stream() -> Vec<String> {
    let chunk = |choices: Value, usage: Value| {
        let data = json!({
            "id": "chatcmpl-bench0000000000000000000001",
            "object": "chat.completion.chunk",
            "created": 1_763_800_000,
            "model": "gpt-bench",
            "service_tier": "default",
            "system_fingerprint": null,
            "choices": choices,
            "usage": usage,
        });
        format!("data: {data}\n\n")
    };
    let choice = |delta: Value, finish_reason: Value| {
        let choice = json!({
            "index": 0, "delta": delta, "logprobs": null, "finish_reason": finish_reason,
        });
        chunk(json!([choice]), Value::Null)
    };
    let mut events = vec![choice(
        json!({"role": "assistant", "content": "", "refusal": null}),
        Value::Null,
    )];
    events.extend(words().map(|word| choice(json!({"content": word}), Value::Null)));
    events.push(choice(json!({}), json!("stop")));
    events.push(chunk(json!([]), openai_usage()));
    events.push("data: [DONE]\n\n".to_owned());
    events
}

fn anthropic_message(content: Value, stop_reason: Value, output_tokens: usize) -> Value {
    json!({
        "id": "msg_bench00000000000000000001",
        "type": "message",
        "role": "assistant",
        "model": "claude-bench",
        "content": content,
        "stop_reason": stop_reason,
        "stop_sequence": null,
        "usage": {
            "input_tokens": 40,
            "cache_creation_input_tokens": 0,
            "cache_read_input_tokens": 0,
            "output_tokens": output_tokens,
            "service_tier": "standard",
        },
    })
}

fn anthropic_whole() -> Value {
    anthropic_message(
        json!([{"type": "text", "text": TEXT}]),
        json!("end_turn"),
        EVENTS,
    )
}

fn anthropic_stream() -> Vec<String> {
    let event = |name: &str, mut data: Value| {
        data["type"] = json!(name);
        format!("event: {name}\ndata: {data}\n\n")
    };
    let mut events = vec![
        event(
            "message_start",
            json!({"message": anthropic_message(json!([]), Value::Null, 1)}),
        ),
        event(
            "content_block_start",
            json!({"index": 0, "content_block": {"type": "text", "text": ""}}),
        ),
        event("ping", json!({})),
    ];
    events.extend(words().map(|word| {
        let delta = json!({"type": "text_delta", "text": word});
        event("content_block_delta", json!({"index": 0, "delta": delta}))
    }));
    events.push(event("content_block_stop", json!({"index": 0})));
    events.push(event(
        "message_delta",
        json!({
            "delta": {"stop_reason": "end_turn", "stop_sequence": null},
            "usage": {"output_tokens": EVENTS},
        }),
    ));
    events.push(event("message_stop", json!({})));
    events
}

/// All that a streamed answer says.
pub(crate) fn streamed() -> String {
    words().collect()
}

/// How many characters a streamed answer has said after so many events.
pub(crate) fn characters(events: usize) -> usize {
    words().take(events).map(|word| word.chars().count()).sum()
}

/// [`EVENTS`] words, as a model would stream them.
fn words() -> impl Iterator<Item = String> {
    TEXT.split(' ')
        .cycle()
        .take(EVENTS)
        .map(|word| format!("{word} "))
}
