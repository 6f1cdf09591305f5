//! What the OpenAI simulator refuses, in OpenAI's words.

use serde_json::{Value, json};
use sluice_harness::client::Request;
use sluice_simulator::{Format, Options, Simulator};

use super::{answer, merged, openai, openai_request, success};

fn base() -> Value {
    json!({"model": "gpt-4o", "messages": [{"role": "user", "content": "hello"}]})
}

/// Puts `more` over a request that is fine and expects a 400.
#[track_caller]
fn refused(simulator: &Simulator, more: &Value, param: Value, code: Value, part: &str) {
    let answer = answer(simulator, &openai_request(&merged(base(), more)));
    assert_eq!(answer.status, 400, "{more}: {}", answer.text());
    let error = answer.json()["error"].clone();
    assert_eq!(error["type"], "invalid_request_error", "{more}");
    assert_eq!(error["param"], param, "{more}: {error}");
    assert_eq!(error["code"], code, "{more}: {error}");
    let message = error["message"].as_str().unwrap();
    assert!(message.contains(part), "{more}: {message}");
}

#[test]
fn a_parameter_of_the_wrong_type_or_range_is_refused() {
    let simulator = openai();
    for (more, param, code) in [
        (json!({"temperature": "hot"}), "temperature", "invalid_type"),
        (
            json!({"temperature": 2.1}),
            "temperature",
            "decimal_above_max_value",
        ),
        (
            json!({"temperature": -0.1}),
            "temperature",
            "decimal_below_min_value",
        ),
        (json!({"top_p": 1.5}), "top_p", "decimal_above_max_value"),
        (
            json!({"presence_penalty": 3}),
            "presence_penalty",
            "decimal_above_max_value",
        ),
        (
            json!({"max_tokens": 0}),
            "max_tokens",
            "integer_below_min_value",
        ),
        (json!({"max_tokens": 1.5}), "max_tokens", "invalid_type"),
        (
            json!({"max_completion_tokens": 0}),
            "max_completion_tokens",
            "integer_below_min_value",
        ),
        (json!({"n": 129}), "n", "integer_above_max_value"),
        (json!({"n": 0}), "n", "integer_below_min_value"),
        (
            json!({"stop": ["a", "b", "c", "d", "e"]}),
            "stop",
            "array_above_max_length",
        ),
        (json!({"stop": []}), "stop", "empty_array"),
        (json!({"stop": [1]}), "stop[0]", "invalid_type"),
        (
            json!({"logprobs": true, "top_logprobs": 21}),
            "top_logprobs",
            "integer_above_max_value",
        ),
        (json!({"stream": "yes"}), "stream", "invalid_type"),
        (
            json!({"service_tier": "best"}),
            "service_tier",
            "invalid_value",
        ),
        (json!({"verbosity": "loud"}), "verbosity", "invalid_value"),
        (
            json!({"logit_bias": {"50256": 101}}),
            "logit_bias.50256",
            "integer_above_max_value",
        ),
        (
            json!({"prompt_cache_key": "k".repeat(65)}),
            "prompt_cache_key",
            "string_above_max_length",
        ),
        (json!({"messages": []}), "messages", "empty_array"),
        (json!({"messages": "hello"}), "messages", "invalid_type"),
        (json!({"tools": []}), "tools", "empty_array"),
        (
            json!({"tools": [{"type": "function", "function": {"name": "a b"}}]}),
            "tools[0].function.name",
            "invalid_value",
        ),
        (
            json!({"tools": [{"type": "function", "function": {"name": "a".repeat(65)}}]}),
            "tools[0].function.name",
            "string_above_max_length",
        ),
        (
            json!({"tools": [{"type": "web"}]}),
            "tools[0].type",
            "invalid_value",
        ),
        (
            json!({"tools": [{"type": "function"}]}),
            "tools[0].function",
            "missing_required_parameter",
        ),
        (
            json!({"messages": [{"role": "robot", "content": "x"}]}),
            "messages[0].role",
            "invalid_value",
        ),
        (
            json!({"messages": [{"role": "user"}]}),
            "messages[0].content",
            "missing_required_parameter",
        ),
        (
            json!({"messages": [{"role": "user", "content": null}]}),
            "messages[0].content",
            "invalid_type",
        ),
        (
            json!({"messages": [{"role": "user", "content": "x", "mood": "good"}]}),
            "messages[0].mood",
            "unknown_parameter",
        ),
        (
            json!({"messages": [{"role": "user", "content": [{"type": "text"}]}]}),
            "messages[0].content[0].text",
            "missing_required_parameter",
        ),
        (
            json!({"messages": [{"role": "user", "content": [{"type": "image", "source": {}}]}]}),
            "messages[0].content[0].type",
            "invalid_value",
        ),
        (
            json!({"messages": [{"role": "system", "content": [{"type": "image_url", "image_url": {"url": "https://e.com"}}]}]}),
            "messages[0].content[0].type",
            "invalid_value",
        ),
        (
            json!({"response_format": {"type": "xml"}}),
            "response_format.type",
            "invalid_value",
        ),
        (
            json!({"response_format": {"type": "json_schema", "json_schema": {"name": "x"}}}),
            "response_format.json_schema.schema",
            "missing_required_parameter",
        ),
    ] {
        refused(&simulator, &more, json!(param), json!(code), "");
    }
}

#[test]
fn an_unknown_argument_is_refused_by_its_name() {
    let part = "Unrecognized request argument supplied: top_k";
    refused(
        &openai(),
        &json!({"top_k": 5}),
        json!(null),
        json!(null),
        part,
    );
}

#[test]
fn a_key_that_needs_another_key_is_refused_without_it() {
    let simulator = openai();
    for (more, param) in [
        (
            json!({"stream_options": {"include_usage": true}}),
            "stream_options",
        ),
        (
            json!({"stream": false, "stream_options": {"include_usage": true}}),
            "stream_options",
        ),
        (json!({"top_logprobs": 2}), "top_logprobs"),
        (json!({"metadata": {"a": "b"}}), "metadata"),
        (json!({"tool_choice": "auto"}), "tool_choice"),
        (json!({"parallel_tool_calls": true}), "parallel_tool_calls"),
        (json!({"function_call": "auto"}), "function_call"),
    ] {
        refused(
            &simulator,
            &more,
            json!(param),
            json!(null),
            "is only allowed when",
        );
    }
}

#[test]
fn schemas_have_to_be_those_of_objects() {
    let simulator = openai();
    let tool = |parameters: Value, strict: bool| json!({"tools": [{"type": "function", "function": {"name": "f", "parameters": parameters, "strict": strict}}]});
    let param = "tools[0].function.parameters";
    let code = "invalid_function_parameters";
    for (more, part) in [
        (
            tool(json!({"type": "string"}), false),
            "got 'type: \"string\"'",
        ),
        (tool(json!({"properties": {}}), false), "got 'type: None'"),
        (
            tool(json!({"type": "object"}), false),
            "object schema missing properties",
        ),
        (
            tool(
                json!({"type": "object", "properties": {"a": {"type": "string"}}}),
                true,
            ),
            "'additionalProperties' is required",
        ),
        (
            tool(
                json!({"type": "object", "properties": {"a": {"type": "string"}}, "additionalProperties": false}),
                true,
            ),
            "Missing 'a'",
        ),
    ] {
        refused(&simulator, &more, json!(param), json!(code), part);
    }
    let loose = json!({"response_format": {"type": "json_schema", "json_schema": {
        "name": "x", "strict": true, "schema": {"type": "object", "properties": {}},
    }}});
    refused(
        &simulator,
        &loose,
        json!("response_format"),
        json!(null),
        "'additionalProperties' is required",
    );
}

#[test]
fn a_tool_choice_has_to_name_a_tool_on_offer() {
    let more = json!({
        "tools": [{"type": "function", "function": {"name": "f"}}],
        "tool_choice": {"type": "function", "function": {"name": "g"}},
    });
    refused(
        &openai(),
        &more,
        json!("tool_choice"),
        json!(null),
        "not found in 'tools'",
    );
}

#[test]
fn calls_and_results_have_to_match() {
    let simulator = openai();
    let call = |id: &str| json!({"id": id, "type": "function", "function": {"name": "f", "arguments": "{}"}});
    let asked = json!({"role": "assistant", "content": null, "tool_calls": [call("a"), call("b")]});
    let result = |id: &str| json!({"role": "tool", "tool_call_id": id, "content": "1"});
    let user = json!({"role": "user", "content": "hello"});
    for (messages, part) in [
        (
            json!([user, result("a")]),
            "must be a response to a preceeding message",
        ),
        (
            json!([user, asked, result("a")]),
            "did not have response messages: b",
        ),
        (
            json!([user, asked, user]),
            "did not have response messages: a, b",
        ),
        (
            json!([user, asked, result("a"), user, result("b")]),
            "did not have response messages: b",
        ),
        (
            json!([user, asked, result("a"), result("c")]),
            "'tool_call_id' of 'c' not found",
        ),
        (
            json!([user, asked, result("a"), result("a")]),
            "'tool_call_id' of 'a' not found",
        ),
        (
            json!([user, {"role": "assistant"}]),
            "expected a string, got null",
        ),
    ] {
        let answer = answer(
            &simulator,
            &openai_request(&merged(base(), &json!({"messages": messages}))),
        );
        assert_eq!(answer.status, 400, "{messages}");
        assert!(
            answer.text().contains(part),
            "{messages}: {}",
            answer.text()
        );
    }
    let fine = json!({"messages": [user, asked, result("b"), result("a"), user]});
    success(&simulator, &openai_request(&merged(base(), &fine)));
}

#[test]
fn images_have_to_be_readable() {
    let simulator = openai();
    let image = |url: &str| json!({"messages": [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": url}}]}]});
    let param = json!("messages[0].content[0].image_url.url");
    for (url, code) in [
        ("ftp://example.com/a.png", "invalid_value"),
        ("data:image/png,abc", "invalid_value"),
        ("data:image/tiff;base64,Zm9v", "invalid_image_format"),
        ("data:image/png;base64,Zm9", "invalid_base64"),
    ] {
        refused(&simulator, &image(url), param.clone(), json!(code), "");
    }
    for url in ["https://example.com/a.png", "data:image/png;base64,Zm9v"] {
        success(&simulator, &openai_request(&merged(base(), &image(url))));
    }
}

#[test]
fn json_mode_has_to_be_mentioned() {
    let more = json!({"response_format": {"type": "json_object"}});
    refused(
        &openai(),
        &more,
        json!("messages"),
        json!(null),
        "must contain the word 'json'",
    );
}

#[test]
fn reasoning_models_have_rules_of_their_own() {
    let simulator = openai();
    for (more, param, code) in [
        (
            json!({"model": "o3", "max_tokens": 10}),
            json!("max_tokens"),
            json!("unsupported_parameter"),
        ),
        (
            json!({"model": "gpt-5.2", "max_tokens": 10}),
            json!("max_tokens"),
            json!("unsupported_parameter"),
        ),
        (
            json!({"model": "gpt-5", "temperature": 0.5}),
            json!("temperature"),
            json!("unsupported_value"),
        ),
        (
            json!({"model": "gpt-5", "stop": "x"}),
            json!("stop"),
            json!("unsupported_parameter"),
        ),
        (
            json!({"model": "gpt-5", "logprobs": true}),
            json!("logprobs"),
            json!("unsupported_parameter"),
        ),
        (
            json!({"model": "gpt-5", "reasoning_effort": "none"}),
            json!("reasoning_effort"),
            json!("unsupported_value"),
        ),
        (
            json!({"model": "gpt-5.2", "reasoning_effort": "low", "top_p": 0.5}),
            json!("top_p"),
            json!("unsupported_value"),
        ),
        (
            json!({"model": "gpt-4o", "reasoning_effort": "low"}),
            json!(null),
            json!(null),
        ),
    ] {
        refused(&simulator, &more, param, code, "");
    }
    for more in [
        json!({"model": "gpt-5.2", "temperature": 0.5, "max_completion_tokens": 10}),
        json!({"model": "o3", "temperature": 1, "logprobs": false}),
    ] {
        success(&simulator, &openai_request(&merged(base(), &more)));
    }
}

#[test]
fn a_model_that_does_not_exist_is_not_found() {
    let more = json!({"model": "claude-opus-5"});
    let answer = answer(&openai(), &openai_request(&merged(base(), &more)));
    assert_eq!(answer.status, 404);
    assert_eq!(answer.json()["error"]["code"], "model_not_found");
}

#[test]
fn a_request_without_its_required_keys_is_refused() {
    let simulator = openai();
    for (body, part) in [
        (
            json!({"messages": [{"role": "user", "content": "x"}]}),
            "you must provide a model parameter",
        ),
        (
            json!({"model": "gpt-4o"}),
            "Missing required parameter: 'messages'.",
        ),
        (json!([]), "We could not parse the JSON body"),
    ] {
        let answer = answer(&simulator, &openai_request(&body));
        assert_eq!(answer.status, 400);
        assert!(answer.text().contains(part), "{}", answer.text());
    }
}

#[test]
fn a_key_is_required_and_may_have_to_be_a_certain_one() {
    let simulator = openai();
    let request = openai_request(&base());
    for given in ["", "Bearer", "Bearer ", "Basic abc", "sk-test"] {
        let request = request
            .clone()
            .without("authorization")
            .header("authorization", given);
        let answer = answer(&simulator, &request);
        assert_eq!(answer.status, 401, "{given}");
        assert_eq!(answer.json()["error"]["code"], json!(null));
    }
    let picky = Simulator::start(Options::new(Format::OpenAiChat).key("sk-right-key")).unwrap();
    let wrong = request
        .clone()
        .without("authorization")
        .header("authorization", "Bearer sk-wrong-key");
    let answer = answer(&picky, &wrong);
    assert_eq!(answer.status, 401);
    assert_eq!(answer.json()["error"]["code"], "invalid_api_key");
    assert!(answer.text().contains("sk-*****-key"), "{}", answer.text());
    let right = request
        .without("authorization")
        .header("authorization", "Bearer sk-right-key");
    success(&picky, &right);
}

#[test]
fn path_method_and_content_type_are_checked() {
    let simulator = openai();
    let auth =
        |method: &str, path: &str| Request::new(method, path).header("authorization", "Bearer k");
    for (request, status, part) in [
        (
            auth("POST", "/v1/messages"),
            404,
            "Invalid URL (POST /v1/messages)",
        ),
        (auth("POST", "/v1/v1/chat/completions"), 404, "Invalid URL"),
        (
            auth("PUT", "/v1/chat/completions"),
            405,
            "Not allowed to PUT",
        ),
        (auth("POST", "/v1/models"), 405, "Not allowed to POST"),
        (
            auth("POST", "/v1/chat/completions").body("{}"),
            400,
            "Unsupported content type",
        ),
        (
            openai_request(&base()).body("{\"model\": "),
            400,
            "We could not parse the JSON body",
        ),
    ] {
        let answer = answer(&simulator, &request);
        assert_eq!(answer.status, status, "{}", answer.text());
        assert!(answer.text().contains(part), "{}", answer.text());
        assert!(
            answer
                .header("x-request-id")
                .is_some_and(|id| id.starts_with("req_"))
        );
    }
    let charset = openai_request(&base())
        .without("content-type")
        .header("content-type", "Application/JSON; charset=utf-8");
    success(&simulator, &charset);
}
