//! What the Anthropic simulator answers, whole and streamed.

use serde_json::{Value, json};
use sluice_harness::client::Request;
use sluice_simulator::{Format, Simulator};

use super::{anthropic, anthropic_request, ask, merged, success};

fn whole(simulator: &Simulator, text: &str, more: &Value) -> Value {
    success(simulator, &ask(Format::AnthropicMessages, text, more)).json()
}

fn events(simulator: &Simulator, text: &str, more: &Value) -> Vec<Value> {
    let more = merged(more.clone(), &json!({"stream": true}));
    let answer = success(simulator, &ask(Format::AnthropicMessages, text, &more));
    answer
        .events()
        .iter()
        .map(|event| {
            let data = event.json();
            assert_eq!(data["type"], event.name.as_deref().unwrap());
            data
        })
        .collect()
}

/// A stream put together again.
fn folded(events: &[Value]) -> Value {
    let mut message = Value::Null;
    let mut json = String::new();
    let mut open = false;
    for event in events {
        match event["type"].as_str().unwrap() {
            "message_start" => message = event["message"].clone(),
            "content_block_start" => {
                assert!(!open);
                open = true;
                let content = message["content"].as_array_mut().unwrap();
                assert_eq!(event["index"], content.len());
                content.push(event["content_block"].clone());
                json.clear();
            }
            "content_block_delta" => {
                let block = &mut message["content"][event["index"].as_u64().unwrap() as usize];
                let delta = &event["delta"];
                let (key, from) = match delta["type"].as_str().unwrap() {
                    "text_delta" => ("text", "text"),
                    "thinking_delta" => ("thinking", "thinking"),
                    "signature_delta" => ("signature", "signature"),
                    "input_json_delta" => {
                        json.push_str(delta["partial_json"].as_str().unwrap());
                        continue;
                    }
                    other => panic!("{other}"),
                };
                let text = format!(
                    "{}{}",
                    block[key].as_str().unwrap(),
                    delta[from].as_str().unwrap()
                );
                block[key] = json!(text);
            }
            "content_block_stop" => {
                assert!(open);
                open = false;
                let block = &mut message["content"][event["index"].as_u64().unwrap() as usize];
                if block["type"] == "tool_use" && !json.is_empty() {
                    block["input"] = serde_json::from_str(&json).unwrap();
                }
            }
            "message_delta" => {
                for (key, value) in event["delta"].as_object().unwrap() {
                    message[key] = value.clone();
                }
                for (key, value) in event["usage"].as_object().unwrap() {
                    message["usage"][key] = value.clone();
                }
            }
            "ping" | "message_stop" => {}
            other => panic!("{other}"),
        }
    }
    message
}

fn weather() -> Value {
    json!({"tools": [
        {"name": "weather", "input_schema": {
            "type": "object",
            "properties": {"city": {"type": "string"}},
            "required": ["city"],
        }},
        {"name": "now", "input_schema": {"type": "object"}},
    ]})
}

#[test]
fn the_answer_quotes_the_last_user_text() {
    let body = whole(&anthropic(), "zażółć 🌊", &json!({}));
    assert!(body["id"].as_str().unwrap().starts_with("msg_01"));
    assert_eq!(body["type"], "message");
    assert_eq!(
        body["content"],
        json!([{"type": "text", "text": "You wrote: zażółć 🌊"}])
    );
    assert_eq!(body["stop_reason"], "end_turn");
    assert_eq!(body["stop_sequence"], Value::Null);
}

#[test]
fn a_stream_adds_up_to_the_whole_answer() {
    let simulator = anthropic();
    let thinking = json!({"thinking": {"type": "enabled", "budget_tokens": 1024}});
    for (text, more) in [
        ("hello there, how are you?", json!({})),
        ("say nothing", json!({})),
        ("call weather", weather()),
        ("call now", weather()),
        (
            "use the tools in parallel, say why",
            merged(weather(), &thinking),
        ),
        ("think in secret", thinking.clone()),
        ("please refuse", json!({})),
    ] {
        let mut body = whole(&simulator, text, &more);
        let events = events(&simulator, text, &more);
        assert_eq!(events.first().unwrap()["type"], "message_start");
        assert_eq!(events.last().unwrap()["type"], "message_stop");
        let mut folded = folded(&events);
        // Ids follow the body, which differs in `stream`.
        for message in [&mut body, &mut folded] {
            message["id"] = Value::Null;
            for block in message["content"].as_array_mut().unwrap() {
                if block["type"] == "tool_use" {
                    block["id"] = Value::Null;
                }
            }
        }
        assert_eq!(folded, body, "{text}");
    }
}

#[test]
fn every_stop_reason_can_be_had() {
    let simulator = anthropic();
    for (text, more, reason, sequence) in [
        ("hello", json!({}), "end_turn", Value::Null),
        (
            "one two three four",
            json!({"max_tokens": 3}),
            "max_tokens",
            Value::Null,
        ),
        (
            "one two",
            json!({"stop_sequences": ["two"]}),
            "stop_sequence",
            json!("two"),
        ),
        ("call weather", weather(), "tool_use", Value::Null),
        ("please refuse", json!({}), "refusal", Value::Null),
        ("pause your turn", json!({}), "pause_turn", Value::Null),
        (
            "fill the context window",
            json!({}),
            "model_context_window_exceeded",
            Value::Null,
        ),
    ] {
        let body = whole(&simulator, text, &more);
        assert_eq!(body["stop_reason"], reason, "{text}");
        assert_eq!(body["stop_sequence"], sequence, "{text}");
    }
    assert_eq!(
        whole(&simulator, "please refuse", &json!({}))["stop_details"]["type"],
        "refusal"
    );
}

#[test]
fn tools_are_called_when_the_request_asks_for_it() {
    let simulator = anthropic();
    let calls = |text: &str, choice: Option<Value>| -> Vec<String> {
        let more = choice.map_or_else(weather, |choice| {
            merged(weather(), &json!({"tool_choice": choice}))
        });
        let body = whole(&simulator, text, &more);
        let content = body["content"].as_array().unwrap().clone();
        let calls = content.iter().filter(|block| block["type"] == "tool_use");
        calls
            .map(|call| format!("{}{}", call["name"].as_str().unwrap(), call["input"]))
            .collect()
    };
    let weather = r#"weather{"city":"some city"}"#;
    assert_eq!(calls("hello", None), Vec::<String>::new());
    assert_eq!(calls("call weather", None), [weather]);
    assert_eq!(calls("hello", Some(json!({"type": "any"}))), [weather]);
    assert_eq!(
        calls("hello", Some(json!({"type": "tool", "name": "now"}))),
        ["now{}"]
    );
    assert_eq!(
        calls("call now", Some(json!({"type": "none"}))),
        Vec::<String>::new()
    );
    assert_eq!(calls("use the tools in parallel", None), [weather, "now{}"]);
    let one = json!({"type": "auto", "disable_parallel_tool_use": true});
    assert_eq!(calls("use the tools in parallel", Some(one)), [weather]);
}

#[test]
fn results_of_tools_are_quoted() {
    let simulator = anthropic();
    let first = whole(&simulator, "call now", &weather());
    let id = &first["content"][0]["id"];
    let messages = json!([
        {"role": "user", "content": "call now"},
        {"role": "assistant", "content": first["content"]},
        {"role": "user", "content": [{"type": "tool_result", "tool_use_id": id, "content": [{"type": "text", "text": "noon"}]}]},
    ]);
    let body = json!({"model": "claude-sonnet-4-5", "max_tokens": 100, "messages": messages});
    let answer = success(&simulator, &anthropic_request(&merged(body, &weather()))).json();
    assert_eq!(answer["content"][0]["text"], "The tools say: noon.");
}

#[test]
fn thinking_has_a_signature_and_is_counted() {
    let simulator = anthropic();
    let more = json!({"thinking": {"type": "enabled", "budget_tokens": 2048}});
    let body = whole(&simulator, "hello", &more);
    let thought = &body["content"][0];
    assert_eq!(thought["type"], "thinking");
    assert!(!thought["thinking"].as_str().unwrap().is_empty());
    assert!(thought["signature"].as_str().unwrap().len() > 100);
    assert_eq!(
        body["usage"]["output_tokens_details"]["thinking_tokens"],
        256
    );
    let adaptive = json!({
        "model": "claude-opus-5", "output_config": {"effort": "low"},
        "thinking": {"type": "adaptive", "display": "omitted"},
    });
    let body = whole(&simulator, "hello", &adaptive);
    assert_eq!(body["content"][0]["thinking"], "");
    assert_eq!(
        body["usage"]["output_tokens_details"]["thinking_tokens"],
        64
    );
}

#[test]
fn cache_markers_and_hits_are_counted() {
    let simulator = anthropic();
    let usage = |text: &str, more: Value| whole(&simulator, text, &more)["usage"].clone();
    let plain = usage("hello", json!({}));
    assert_eq!(plain["cache_read_input_tokens"], 0);
    assert_eq!(plain["cache_creation_input_tokens"], 0);
    let system = |marker: Value| json!({"system": [{"type": "text", "text": "be kind", "cache_control": marker}]});
    let written = usage("hello", system(json!({"type": "ephemeral"})));
    assert_eq!(written["cache_creation"]["ephemeral_5m_input_tokens"], 512);
    let long = usage("hello", system(json!({"type": "ephemeral", "ttl": "1h"})));
    assert_eq!(long["cache_creation"]["ephemeral_1h_input_tokens"], 512);
    let read = usage("hello from the cache", system(json!({"type": "ephemeral"})));
    assert_eq!(read["cache_read_input_tokens"], 1024);
    assert_eq!(read["cache_creation_input_tokens"], 0);
}

#[test]
fn a_schema_gets_an_instance_of_itself() {
    let schema = json!({"type": "object", "additionalProperties": false, "required": ["n"], "properties": {"n": {"type": "integer"}}});
    let more = json!({"output_config": {"format": {"type": "json_schema", "schema": schema}}});
    let body = whole(&anthropic(), "hello", &more);
    assert_eq!(body["content"][0]["text"], r#"{"n":7}"#);
}

#[test]
fn models_are_listed() {
    let request = Request::new("GET", "/v1/models?limit=20")
        .header("x-api-key", "k")
        .header("anthropic-version", "2023-06-01");
    let body = success(&anthropic(), &request).json();
    assert_eq!(body["data"][0]["type"], "model");
    assert_eq!(body["has_more"], false);
}
