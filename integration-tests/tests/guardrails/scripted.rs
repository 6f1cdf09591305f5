//! Providers that stream what a test writes, piece by piece, and clients that read all of
//! it: what was thought, what was said, and the arguments of calls.

use serde_json::{Value, json};
use sluice_harness::client::{Answer, ServerSentEvent};
use sluice_harness::upstream::Upstream;
use sluice_harness::{CLIENT_KEY, Gateway, Settings, key_sha256};

use super::clients::Client;

/// A piece of a stream.
#[derive(Debug, Clone, Copy)]
pub(super) enum Piece {
    /// Of what the model thinks.
    Thought(&'static str),
    /// Of what it says.
    Text(&'static str),
    /// The block of text is over, and another begins.
    Next,
    /// A call of a tool with these arguments, in pieces of a few bytes.
    Call(&'static str),
}

use Piece::{Call, Next, Text, Thought};

/// Providers: name, format, model, and how they are sent their key.
#[rustfmt::skip]
pub(super) const PROVIDERS: &[(&str, &str, &str, Write)] = &[
    ("openai", "openai-chat",        "gpt-4o",            chat),
    ("claude", "anthropic-messages", "claude-sonnet-4-5", messages),
    ("gemini", "gemini-generate",    "gemini-2.5-flash",  gemini),
];

/// Writes a stream in a format.
type Write = fn(&[Piece]) -> Vec<Value>;

/// The clients that read them.
pub(super) const READERS: &[(&str, Read)] = &[
    ("openai-chat", of_chat),
    ("openai-responses", of_responses),
    ("anthropic-messages", of_messages),
    ("gemini-generate", of_gemini),
];

/// Finds in an event what was thought, said, and called.
type Read = fn(&Value, &mut Told);

/// What a client has read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Told {
    pub(super) thought: String,
    pub(super) text: String,
    pub(super) arguments: String,
}

impl Told {
    /// Whatever an answer says, which may end early.
    pub(super) fn read(answer: &Answer, read: Read) -> Self {
        let mut told = Self::default();
        let mut events = answer.events();
        events.retain(|event| event.data != "[DONE]");
        for event in events.iter().map(ServerSentEvent::json) {
            read(&event, &mut told);
        }
        told
    }
}

/// A gateway before providers that stream this whatever they are asked, with guardrails
/// for models named `GUARDRAIL.PROVIDER`. They look for addresses of mail.
pub(super) fn gateway(pieces: &[Piece], guardrails: &[(&str, &str)]) -> Gateway {
    let (mut providers, mut models, mut rules) = (String::new(), String::new(), String::new());
    for (provider, format, model, write) in PROVIDERS {
        let mut body = String::new();
        for event in write(pieces) {
            if let Some(name) = event["type"].as_str() {
                body += &format!("event: {name}\n");
            }
            body += &format!("data: {event}\n\n");
        }
        if *provider == "openai" {
            body += "data: [DONE]\n\n";
        }
        let headers = ["content-type: text/event-stream"];
        let upstream = Upstream::start(Upstream::answer(200, &headers, body.as_bytes()));
        let url = upstream.url();
        providers += &format!(
            "  {provider}: {{format: {format}, endpoint: \"{url}\", auth: {{bearer: {{env: TEST_KEY}}}}}}\n"
        );
        for (name, _) in guardrails {
            models += &format!(
                "  {name}.{provider}: {{targets: [{{provider: {provider}, model: {model}}}]}}\n"
            );
        }
    }
    for (name, guardrail) in guardrails {
        let check = "{pii: {entities: [EMAIL_ADDRESS]}}";
        rules += &format!("  {name}: {{check: {check}, {guardrail}, models: [\"{name}.*\"]}}\n");
    }
    let yaml = format!(
        "providers:\n{providers}models:\n{models}guardrails:\n{rules}\
         consumers: [{{name: checkout, key_sha256: \"{}\"}}]\n",
        key_sha256(CLIENT_KEY)
    );
    Gateway::start_with(
        &yaml,
        Settings::default().variable("TEST_KEY", "sk-scripted-0001"),
    )
}

/// Calls `each` with every client before every provider: what it is, and what was read.
pub(super) fn each_stream(
    gateway: &Gateway,
    guardrail: &str,
    prompt: &str,
    each: impl Fn(&str, &Client, &Answer, Told),
) {
    for (client, read) in READERS {
        let client = Client::named(client);
        for (provider, ..) in PROVIDERS {
            let request = client.says(&format!("{guardrail}.{provider}"), prompt, true);
            let answer = gateway.send(&request);
            let case = format!("{guardrail}: {} -> {provider}", client.name);
            let told = if answer.status == 200 {
                Told::read(&answer, *read)
            } else {
                Told::default()
            };
            each(&case, client, &answer, told);
        }
    }
}

/// Arguments in pieces of a few bytes.
fn bits(arguments: &str) -> Vec<String> {
    let chars: Vec<char> = arguments.chars().collect();
    chars.chunks(5).map(|bit| bit.iter().collect()).collect()
}

fn chat(pieces: &[Piece]) -> Vec<Value> {
    let chunk = |delta: Value, finish: Value| {
        let choice = json!({"index": 0, "delta": delta, "finish_reason": finish});
        json!({"id": "c1", "object": "chat.completion.chunk", "created": 1, "model": "gpt-4o", "choices": [choice]})
    };
    let mut events = Vec::new();
    let mut calls = 0;
    for piece in pieces {
        match piece {
            Thought(text) => events.push(chunk(json!({"reasoning_content": text}), Value::Null)),
            Text(text) => events.push(chunk(json!({"content": text}), Value::Null)),
            Next => {}
            Call(arguments) => {
                let call = |function: Value| json!({"tool_calls": [{"index": calls, "id": format!("call_{calls}"), "type": "function", "function": function}]});
                let begin = call(json!({"name": "send", "arguments": ""}));
                events.push(chunk(begin, Value::Null));
                for bit in bits(arguments) {
                    events.push(chunk(call(json!({"arguments": bit})), Value::Null));
                }
                calls += 1;
            }
        }
    }
    let ending = if calls > 0 { "tool_calls" } else { "stop" };
    events.push(chunk(json!({}), json!(ending)));
    events
}

fn messages(pieces: &[Piece]) -> Vec<Value> {
    let usage = json!({"input_tokens": 5, "output_tokens": 1});
    let message = json!({"id": "m1", "type": "message", "role": "assistant", "model": "claude-sonnet-4-5", "content": [], "stop_reason": null, "stop_sequence": null, "usage": usage});
    let mut events = vec![json!({"type": "message_start", "message": message})];
    let mut open: Option<&str> = None;
    let mut index = 0;
    let mut turn = |kind: Option<&'static str>, events: &mut Vec<Value>| {
        if open == kind && kind != Some("tool_use") {
            return index;
        }
        if open == Some("thinking") {
            let delta = json!({"type": "signature_delta", "signature": "c2lnbmVk"});
            events.push(json!({"type": "content_block_delta", "index": index, "delta": delta}));
        }
        if open.is_some() {
            events.push(json!({"type": "content_block_stop", "index": index}));
            index += 1;
        }
        open = kind;
        let block = match kind {
            Some("thinking") => json!({"type": "thinking", "thinking": "", "signature": ""}),
            Some("text") => json!({"type": "text", "text": ""}),
            Some(_) => {
                json!({"type": "tool_use", "id": format!("toolu_{index}"), "name": "send", "input": {}})
            }
            None => return index,
        };
        events.push(json!({"type": "content_block_start", "index": index, "content_block": block}));
        index
    };
    for piece in pieces {
        let (kind, deltas) = match piece {
            Thought(text) => (
                "thinking",
                vec![json!({"type": "thinking_delta", "thinking": text})],
            ),
            Text(text) => ("text", vec![json!({"type": "text_delta", "text": text})]),
            Next => {
                turn(None, &mut events);
                continue;
            }
            Call(arguments) => {
                let bits = bits(arguments).into_iter();
                let deltas =
                    bits.map(|bit| json!({"type": "input_json_delta", "partial_json": bit}));
                ("tool_use", deltas.collect())
            }
        };
        let index = turn(Some(kind), &mut events);
        for delta in deltas {
            events.push(json!({"type": "content_block_delta", "index": index, "delta": delta}));
        }
    }
    turn(None, &mut events);
    let ending = if pieces.iter().any(|piece| matches!(piece, Call(_))) {
        "tool_use"
    } else {
        "end_turn"
    };
    let delta = json!({"stop_reason": ending, "stop_sequence": null});
    events.push(json!({"type": "message_delta", "delta": delta, "usage": {"output_tokens": 9}}));
    events.push(json!({"type": "message_stop"}));
    events
}

fn gemini(pieces: &[Piece]) -> Vec<Value> {
    let chunk = |parts: Value, finish: Value| {
        let content = json!({"role": "model", "parts": parts});
        let mut candidate = json!({"index": 0, "content": content});
        if !finish.is_null() {
            candidate["finishReason"] = finish;
        }
        json!({"candidates": [candidate], "modelVersion": "gemini-2.5-flash", "responseId": "r1"})
    };
    let parts = pieces.iter().filter_map(|piece| match piece {
        Thought(text) => Some(json!([{"text": text, "thought": true}])),
        Text(text) => Some(json!([{"text": text}])),
        Next => None,
        Call(arguments) => {
            let args: Value = serde_json::from_str(arguments).unwrap();
            Some(json!([{"functionCall": {"name": "send", "args": args}}]))
        }
    });
    let mut events: Vec<Value> = parts.map(|parts| chunk(parts, Value::Null)).collect();
    events.push(chunk(json!([{"text": ""}]), json!("STOP")));
    events
}

fn add(to: &mut String, text: &Value) {
    to.push_str(text.as_str().unwrap_or_default());
}

fn of_chat(event: &Value, told: &mut Told) {
    let delta = &event["choices"][0]["delta"];
    add(&mut told.thought, &delta["reasoning_content"]);
    add(&mut told.text, &delta["content"]);
    let call = &delta["tool_calls"][0]["function"]["arguments"];
    add(&mut told.arguments, call);
}

fn of_responses(event: &Value, told: &mut Told) {
    let kind = event["type"].as_str().unwrap_or_default();
    let to = match kind {
        "response.output_text.delta" => &mut told.text,
        "response.function_call_arguments.delta" => &mut told.arguments,
        _ if kind.starts_with("response.reasoning") && kind.ends_with(".delta") => {
            &mut told.thought
        }
        _ => return,
    };
    add(to, &event["delta"]);
}

fn of_messages(event: &Value, told: &mut Told) {
    let delta = &event["delta"];
    add(&mut told.thought, &delta["thinking"]);
    add(&mut told.text, &delta["text"]);
    add(&mut told.arguments, &delta["partial_json"]);
}

fn of_gemini(event: &Value, told: &mut Told) {
    let parts = event["candidates"][0]["content"]["parts"].as_array();
    for part in parts.into_iter().flatten() {
        let is_thought = part["thought"] == true;
        let to = if is_thought {
            &mut told.thought
        } else {
            &mut told.text
        };
        add(to, &part["text"]);
        if let Some(call) = part.get("functionCall") {
            told.arguments += &call["args"].to_string();
        }
    }
}
