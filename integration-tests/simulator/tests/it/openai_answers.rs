//! What the OpenAI simulator answers, whole and streamed.

use serde_json::{Value, json};
use sluice_harness::client::Request;
use sluice_simulator::{Format, Simulator};

use super::{ask, merged, openai, openai_request, success};

fn whole(simulator: &Simulator, text: &str, more: &Value) -> Value {
    success(simulator, &ask(Format::OpenAiChat, text, more)).json()
}

/// The chunks of a stream, `[DONE]` left out.
fn chunks(simulator: &Simulator, text: &str, more: &Value) -> Vec<Value> {
    let more = merged(more.clone(), &json!({"stream": true}));
    let answer = success(simulator, &ask(Format::OpenAiChat, text, &more));
    let media = answer.header("content-type").unwrap().to_owned();
    assert!(media.starts_with("text/event-stream"), "{media}");
    let mut events = answer.events();
    assert_eq!(events.pop().unwrap().data, "[DONE]");
    events.iter().map(|event| event.json()).collect()
}

/// A stream put together again: content, calls by index, finish reason.
fn folded(chunks: &[Value], choice: usize) -> (String, Vec<(String, String)>, Value) {
    let mut content = String::new();
    let mut calls: Vec<(String, String)> = Vec::new();
    let mut finish = Value::Null;
    for part in chunks {
        for found in part["choices"].as_array().unwrap() {
            if found["index"] != choice {
                continue;
            }
            content.push_str(found["delta"]["content"].as_str().unwrap_or_default());
            for call in found["delta"]["tool_calls"]
                .as_array()
                .into_iter()
                .flatten()
            {
                let at = call["index"].as_u64().unwrap() as usize;
                if call["id"].is_string() {
                    assert_eq!(at, calls.len());
                    calls.push((call["id"].as_str().unwrap().to_owned(), String::new()));
                }
                calls[at]
                    .1
                    .push_str(call["function"]["arguments"].as_str().unwrap());
            }
            if !found["finish_reason"].is_null() {
                assert_eq!(finish, Value::Null, "two finish reasons");
                finish = found["finish_reason"].clone();
            }
        }
    }
    (content, calls, finish)
}

fn weather() -> Value {
    json!({"tools": [
        {"type": "function", "function": {"name": "weather", "parameters": {
            "type": "object",
            "properties": {"city": {"type": "string"}, "days": {"type": "integer"}},
            "required": ["city"],
        }}},
        {"type": "function", "function": {"name": "now"}},
    ]})
}

#[test]
fn the_answer_quotes_the_last_user_text() {
    let body = whole(&openai(), "zażółć 🌊", &json!({}));
    assert_eq!(body["object"], "chat.completion");
    assert!(body["id"].as_str().unwrap().starts_with("chatcmpl-"));
    let choice = &body["choices"][0];
    assert_eq!(choice["message"]["content"], "You wrote: zażółć 🌊");
    assert_eq!(choice["message"]["refusal"], Value::Null);
    assert_eq!(choice["finish_reason"], "stop");
    let usage = &body["usage"];
    let sum =
        usage["prompt_tokens"].as_u64().unwrap() + usage["completion_tokens"].as_u64().unwrap();
    assert_eq!(usage["total_tokens"], sum);
}

#[test]
fn the_same_request_gives_the_same_answer() {
    let simulator = openai();
    let once = || success(&simulator, &ask(Format::OpenAiChat, "hello", &weather())).body;
    assert_eq!(once(), once());
}

#[test]
fn a_stream_adds_up_to_the_whole_answer() {
    let simulator = openai();
    for text in [
        "hello there, how are you?",
        "call weather",
        "use the tools in parallel, say why",
        "say nothing",
    ] {
        let body = whole(&simulator, text, &weather());
        let (content, calls, finish) = folded(&chunks(&simulator, text, &weather()), 0);
        let choice = &body["choices"][0];
        assert_eq!(
            content,
            choice["message"]["content"].as_str().unwrap_or_default(),
            "{text}"
        );
        assert_eq!(finish, choice["finish_reason"], "{text}");
        let whole_calls = choice["message"]["tool_calls"]
            .as_array()
            .cloned()
            .unwrap_or_default();
        assert_eq!(calls.len(), whole_calls.len());
        for ((_, arguments), call) in calls.iter().zip(&whole_calls) {
            assert_eq!(arguments, call["function"]["arguments"].as_str().unwrap());
        }
    }
}

#[test]
fn usage_comes_last_in_a_stream_that_asks_for_it() {
    let simulator = openai();
    let without = chunks(&simulator, "hello", &json!({}));
    assert!(without.iter().all(|chunk| chunk.get("usage").is_none()));
    let more = json!({"stream_options": {"include_usage": true}});
    let with = chunks(&simulator, "hello", &more);
    let (last, others) = with.split_last().unwrap();
    assert_eq!(last["choices"], json!([]));
    assert!(last["usage"]["total_tokens"].is_u64());
    assert!(
        others
            .iter()
            .all(|chunk| chunk["usage"].is_null() && chunk.get("usage").is_some())
    );
}

#[test]
fn tools_are_called_when_the_request_asks_for_it() {
    let simulator = openai();
    let calls = |text: &str, more: Value| -> Vec<String> {
        let body = whole(&simulator, text, &merged(weather(), &more));
        let calls = body["choices"][0]["message"]["tool_calls"]
            .as_array()
            .cloned();
        calls
            .unwrap_or_default()
            .iter()
            .map(|call| {
                format!(
                    "{}{}",
                    call["function"]["name"].as_str().unwrap(),
                    call["function"]["arguments"].as_str().unwrap()
                )
            })
            .collect()
    };
    let weather = r#"weather{"city":"some city","days":7}"#;
    assert_eq!(calls("hello", json!({})), Vec::<String>::new());
    assert_eq!(calls("please call weather", json!({})), [weather]);
    assert_eq!(calls("please call now", json!({})), ["now{}"]);
    assert_eq!(
        calls("hello", json!({"tool_choice": "required"})),
        [weather]
    );
    assert_eq!(
        calls("call weather", json!({"tool_choice": "none"})),
        Vec::<String>::new()
    );
    let named = json!({"tool_choice": {"type": "function", "function": {"name": "now"}}});
    assert_eq!(calls("hello", named), ["now{}"]);
    assert_eq!(
        calls("use the tools in parallel", json!({})),
        [weather, "now{}"]
    );
    assert_eq!(
        calls(
            "use the tools in parallel",
            json!({"parallel_tool_calls": false})
        ),
        [weather]
    );
    assert_eq!(calls("call now in parallel", json!({})), ["now{}", "now{}"]);
}

#[test]
fn results_of_tools_are_quoted() {
    let simulator = openai();
    let first = whole(&simulator, "call now in parallel", &weather());
    let message = first["choices"][0]["message"].clone();
    let result = |at: usize, text: &str| json!({"role": "tool", "tool_call_id": message["tool_calls"][at]["id"], "content": text});
    let body = json!({
        "model": "gpt-4o",
        "messages": [{"role": "user", "content": "call now in parallel"}, message, result(0, "noon"), result(1, "one")],
    });
    let answer = success(&simulator, &openai_request(&merged(body, &weather()))).json();
    assert_eq!(
        answer["choices"][0]["message"]["content"],
        "The tools say: noon; one."
    );
}

#[test]
fn every_finish_reason_can_be_had() {
    let simulator = openai();
    for (text, more, finish) in [
        ("hello", json!({}), "stop"),
        ("one two three", json!({"stop": ["two"]}), "stop"),
        ("one two three four", json!({"max_tokens": 3}), "length"),
        ("call weather", weather(), "tool_calls"),
        ("trip the content filter", json!({}), "content_filter"),
    ] {
        let body = whole(&simulator, text, &more);
        assert_eq!(body["choices"][0]["finish_reason"], finish, "{text}");
        assert_eq!(
            folded(&chunks(&simulator, text, &more), 0).2,
            finish,
            "{text}"
        );
    }
    let cut = whole(&simulator, "one two three", &json!({"stop": "two"}));
    assert_eq!(cut["choices"][0]["message"]["content"], "You wrote: one ");
}

#[test]
fn a_refusal_has_its_own_field() {
    let simulator = openai();
    let message = whole(&simulator, "please refuse", &json!({}))["choices"][0]["message"].clone();
    assert_eq!(message["content"], Value::Null);
    let refusal = message["refusal"].as_str().unwrap().to_owned();
    let streamed: String = chunks(&simulator, "please refuse", &json!({}))
        .iter()
        .filter_map(|chunk| {
            chunk["choices"][0]["delta"]["refusal"]
                .as_str()
                .map(str::to_owned)
        })
        .collect();
    assert_eq!(streamed, refusal);
}

#[test]
fn several_choices_and_log_probabilities_are_given() {
    let simulator = openai();
    let more = json!({"n": 3, "logprobs": true, "top_logprobs": 2});
    let body = whole(&simulator, "hello", &more);
    let choices = body["choices"].as_array().unwrap();
    assert_eq!(choices.len(), 3);
    let content = choices[0]["logprobs"]["content"].as_array().unwrap();
    let joined: String = content
        .iter()
        .map(|entry| entry["token"].as_str().unwrap())
        .collect();
    assert_eq!(joined, "You wrote: hello");
    assert_eq!(content[0]["top_logprobs"].as_array().unwrap().len(), 2);
    let streamed = chunks(&simulator, "hello", &more);
    assert_eq!(folded(&streamed, 2).0, "You wrote: hello");
    assert_eq!(
        streamed[1]["choices"][0]["logprobs"]["content"][0]["token"],
        "You"
    );
}

#[test]
fn a_schema_gets_an_instance_of_itself() {
    let simulator = openai();
    let schema = json!({
        "type": "object", "additionalProperties": false, "required": ["ok"],
        "properties": {"ok": {"type": "boolean"}},
    });
    let more = json!({"response_format": {"type": "json_schema", "json_schema": {"name": "x", "strict": true, "schema": schema}}});
    let body = whole(&simulator, "hello", &more);
    assert_eq!(body["choices"][0]["message"]["content"], r#"{"ok":true}"#);
    let mode = json!({"response_format": {"type": "json_object"}});
    let body = whole(&simulator, "json please", &mode);
    assert_eq!(
        body["choices"][0]["message"]["content"],
        r#"{"answer":"json please"}"#
    );
}

#[test]
fn reasoning_and_cached_tokens_are_counted_on_demand() {
    let simulator = openai();
    let plain = whole(&simulator, "hello", &json!({}));
    assert_eq!(
        plain["usage"]["completion_tokens_details"]["reasoning_tokens"],
        0
    );
    assert_eq!(plain["usage"]["prompt_tokens_details"]["cached_tokens"], 0);
    let more = json!({"model": "gpt-5.2", "reasoning_effort": "low"});
    let usage = whole(&simulator, "hello from the cache", &more)["usage"].clone();
    assert_eq!(usage["completion_tokens_details"]["reasoning_tokens"], 64);
    assert_eq!(usage["prompt_tokens_details"]["cached_tokens"], 1024);
    assert!(usage["completion_tokens"].as_u64().unwrap() > 64);
    assert!(usage["prompt_tokens"].as_u64().unwrap() > 1024);
}

#[test]
fn long_and_exact_answers_can_be_asked_for() {
    let simulator = openai();
    let content = |text: &str| {
        whole(&simulator, text, &json!({}))["choices"][0]["message"]["content"].clone()
    };
    assert_eq!(content("repeat exactly:  {\"a\": 1}\n"), "{\"a\": 1}\n");
    assert_eq!(content("write 3 words"), "word1 word2 word3");
}

#[test]
fn models_are_listed() {
    let request = Request::new("GET", "/v1/models").header("authorization", "Bearer k");
    let body = success(&openai(), &request).json();
    assert_eq!(body["object"], "list");
    assert_eq!(body["data"][0]["object"], "model");
}
