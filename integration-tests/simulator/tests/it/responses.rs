//! The simulator of Responses: what it answers, and what it refuses.

use serde_json::{Value, json};
use sluice_simulator::{Format, Options, Simulator};

use super::{answer, ask, merged, responses_request, success};

fn simulator() -> Simulator {
    Simulator::start(Options::new(Format::OpenAiResponses)).unwrap()
}

fn told(text: &str, more: &Value) -> Value {
    success(&simulator(), &ask(Format::OpenAiResponses, text, more)).json()
}

fn clock() -> Value {
    let schema = json!({
        "type": "object", "properties": {"city": {"type": "string"}},
        "required": ["city"], "additionalProperties": false,
    });
    json!({"tools": [{"type": "function", "name": "clock", "strict": true, "parameters": schema}]})
}

#[test]
fn a_text_is_told_as_a_message_with_its_counts() {
    let answer = told("hello", &json!({}));
    assert_eq!(answer["object"], "response");
    assert_eq!(answer["status"], "completed");
    assert_eq!(answer["output"][0]["type"], "message");
    assert_eq!(answer["output"][0]["content"][0]["type"], "output_text");
    let usage = &answer["usage"];
    assert_eq!(
        usage["total_tokens"].as_u64(),
        Some(usage["input_tokens"].as_u64().unwrap() + usage["output_tokens"].as_u64().unwrap())
    );
}

#[test]
fn a_string_is_as_good_as_a_list() {
    let simulator = simulator();
    let body = json!({"model": "gpt-5.2", "input": "repeat exactly: one two"});
    let answer = success(&simulator, &responses_request(&body)).json();
    assert_eq!(answer["output"][0]["content"][0]["text"], "one two");
}

#[test]
fn calls_are_items_of_their_own() {
    let answer = told("call clock", &clock());
    let call = answer["output"].as_array().unwrap().last().unwrap();
    assert_eq!(
        (&call["type"], &call["name"]),
        (&json!("function_call"), &json!("clock"))
    );
    assert!(call["call_id"].as_str().unwrap().starts_with("call_"));
    assert!(call["arguments"].is_string());
}

#[test]
fn reasoning_is_encrypted_only_where_it_is_asked_for() {
    let asked = json!({"reasoning": {"effort": "low", "summary": "auto"}});
    let answer = told("hello", &asked);
    assert_eq!(answer["output"][0]["type"], "reasoning");
    assert_eq!(answer["output"][0]["summary"][0]["type"], "summary_text");
    assert!(answer["output"][0]["encrypted_content"].is_null());
    let asked = merged(asked, &json!({"include": ["reasoning.encrypted_content"]}));
    let answer = told("hello", &asked);
    assert!(answer["output"][0]["encrypted_content"].is_string());
}

#[test]
fn what_is_cut_is_incomplete_and_says_why() {
    let answer = told("write 200 words", &json!({"max_output_tokens": 16}));
    assert_eq!(answer["status"], "incomplete");
    assert_eq!(answer["incomplete_details"]["reason"], "max_output_tokens");
    let answer = told("trip the content filter", &json!({}));
    assert_eq!(answer["incomplete_details"]["reason"], "content_filter");
    let answer = told("please refuse", &json!({}));
    assert_eq!(answer["output"][0]["content"][0]["type"], "refusal");
}

#[test]
fn a_stream_adds_up_to_the_whole_answer() {
    let simulator = simulator();
    let more = merged(
        clock(),
        &json!({"reasoning": {"effort": "low", "summary": "auto"}}),
    );
    let whole = success(
        &simulator,
        &ask(Format::OpenAiResponses, "call clock, say why", &more),
    );
    let more = merged(more, &json!({"stream": true}));
    let stream = success(
        &simulator,
        &ask(Format::OpenAiResponses, "call clock, say why", &more),
    );
    let events: Vec<(String, Value)> = stream
        .events()
        .into_iter()
        .map(|event| {
            (
                event.name.unwrap(),
                serde_json::from_str(&event.data).unwrap(),
            )
        })
        .collect();
    for (number, (name, event)) in events.iter().enumerate() {
        assert_eq!(event["type"], **name);
        assert_eq!(event["sequence_number"], number);
    }
    let joined = |kind: &str| -> String {
        let deltas = events.iter().filter(|(name, _)| name == kind);
        deltas
            .map(|(_, event)| event["delta"].as_str().unwrap())
            .collect()
    };
    let whole = whole.json();
    let item = |kind: &str| {
        let items = whole["output"].as_array().unwrap();
        items
            .iter()
            .find(|item| item["type"] == kind)
            .unwrap()
            .clone()
    };
    assert_eq!(
        joined("response.output_text.delta"),
        item("message")["content"][0]["text"]
    );
    assert_eq!(
        joined("response.function_call_arguments.delta"),
        item("function_call")["arguments"]
    );
    assert_eq!(
        joined("response.reasoning_summary_text.delta"),
        item("reasoning")["summary"][0]["text"]
    );
    let (name, last) = events.last().unwrap();
    assert_eq!(name, "response.completed");
    assert_eq!(last["response"]["output"].as_array().unwrap().len(), 3);
}

/// Puts `more` over a request that is fine and expects an error.
#[track_caller]
fn refused(more: Value, status: u16, param: &str, part: &str) {
    let base = json!({"model": "gpt-5.2", "input": [{"role": "user", "content": "hello"}]});
    let answer = answer(&simulator(), &responses_request(&merged(base, &more)));
    assert_eq!(answer.status, status, "{more}: {}", answer.text());
    let error = answer.json()["error"].clone();
    assert_eq!(
        error["param"].as_str().unwrap_or_default(),
        param,
        "{error}"
    );
    let message = error["message"].as_str().unwrap();
    assert!(message.contains(part), "{more}: {message}");
}

#[test]
fn what_the_api_does_not_know_is_refused() {
    refused(json!({"messages": []}), 400, "", "messages");
    refused(json!({"max_tokens": 5}), 400, "", "max_tokens");
    refused(json!({"stop": ["a"]}), 400, "", "stop");
    refused(json!({"temperature": 3}), 400, "temperature", "2");
    refused(
        json!({"max_output_tokens": 15}),
        400,
        "max_output_tokens",
        "16",
    );
    refused(json!({"include": ["all"]}), 400, "include[0]", "all");
    refused(json!({"model": "gemini-3"}), 404, "", "does not exist");
    refused(
        json!({"stream_options": {}}),
        400,
        "stream_options",
        "stream",
    );
    refused(
        json!({"reasoning": {"effort": "extreme"}}),
        400,
        "reasoning.effort",
        "extreme",
    );
}

#[test]
fn items_are_checked_one_by_one() {
    let item = |item: Value| json!({"input": [{"role": "user", "content": "hi"}, item]});
    refused(json!({"input": []}), 400, "input", "must be provided");
    refused(
        item(json!({"type": "hologram"})),
        400,
        "input[1].type",
        "hologram",
    );
    refused(
        item(json!({"role": "assistant", "content": [{"type": "input_text", "text": "a"}]})),
        400,
        "input[1].content[0]",
        "output_text",
    );
    refused(
        item(
            json!({"role": "user", "content": [{"type": "input_image", "image_url": "data:image/png,a"}]}),
        ),
        400,
        "input[1].content[0].image_url",
        "valid URL",
    );
    refused(
        item(json!({"type": "function_call", "call_id": "c", "name": "f", "arguments": "{}"})),
        400,
        "input",
        "No tool output found",
    );
    refused(
        item(json!({"type": "function_call_output", "call_id": "c", "output": "r"})),
        400,
        "input",
        "No tool call found",
    );
    refused(
        item(json!({"type": "reasoning", "id": "rs_1", "summary": []})),
        400,
        "input",
        "not found",
    );
    refused(
        item(json!({"type": "reasoning", "summary": [], "encrypted_content": "anthropic:x"})),
        400,
        "input[1].encrypted_content",
        "could not be verified",
    );
    refused(
        item(json!({"type": "item_reference", "id": "msg_1"})),
        400,
        "input",
        "not found",
    );
}

#[test]
fn nothing_of_before_is_found() {
    for key in ["previous_response_id", "conversation", "prompt"] {
        let value = if key == "prompt" {
            json!({"id": "p"})
        } else {
            json!("r")
        };
        let mut more = json!({});
        more[key] = value;
        refused(more, 400, key, "not found");
    }
}

#[test]
fn tools_and_forms_are_checked() {
    let schema = json!({"type": "object", "properties": {"a": {}}});
    let tool = json!({"type": "function", "name": "f", "parameters": schema, "strict": true});
    refused(
        json!({"tools": [tool]}),
        400,
        "tools[0].parameters",
        "additionalProperties",
    );
    refused(
        json!({"tool_choice": "required"}),
        400,
        "tool_choice",
        "tools",
    );
    refused(
        json!({"tools": [], "tool_choice": {"type": "function", "name": "f"}}),
        400,
        "tool_choice",
        "not found",
    );
    refused(
        json!({"text": {"format": {"type": "json_object"}}}),
        400,
        "input",
        "json",
    );
    refused(
        json!({"model": "gpt-4o", "include": ["reasoning.encrypted_content"]}),
        400,
        "include",
        "not supported",
    );
}
