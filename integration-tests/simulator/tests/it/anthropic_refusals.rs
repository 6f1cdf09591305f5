//! What the Anthropic simulator refuses, in Anthropic's words.

use serde_json::{Value, json};
use sluice_harness::client::Request;
use sluice_simulator::{Format, Options, Simulator};

use super::{answer, anthropic, anthropic_request, merged, success};

fn base() -> Value {
    json!({
        "model": "claude-sonnet-4-5",
        "max_tokens": 2048,
        "messages": [{"role": "user", "content": "hello"}],
    })
}

/// Puts `more` over a request that is fine and expects a 400 with that text.
#[track_caller]
fn refused(simulator: &Simulator, more: &Value, part: &str) {
    let answer = answer(simulator, &anthropic_request(&merged(base(), more)));
    assert_eq!(answer.status, 400, "{more}: {}", answer.text());
    let body = answer.json();
    assert_eq!(body["type"], "error");
    assert_eq!(body["error"]["type"], "invalid_request_error");
    assert_eq!(body["request_id"], answer.header("request-id").unwrap());
    let message = body["error"]["message"].as_str().unwrap();
    assert!(message.contains(part), "{more}: {message}");
}

#[track_caller]
fn accepted(simulator: &Simulator, more: &Value) {
    success(simulator, &anthropic_request(&merged(base(), more)));
}

#[test]
fn a_parameter_of_the_wrong_type_or_range_is_refused() {
    let simulator = anthropic();
    for (more, part) in [
        (json!({"n": 2}), "n: Extra inputs are not permitted"),
        (json!({"temperature": 1.5}), "temperature: range: 0..1"),
        (
            json!({"temperature": "hot"}),
            "temperature: Input should be a valid number",
        ),
        (
            json!({"temperature": null}),
            "temperature: Input should be a valid number",
        ),
        (json!({"top_p": 2}), "top_p: range: 0..1"),
        (
            json!({"max_tokens": "many"}),
            "max_tokens: Input should be a valid integer",
        ),
        (
            json!({"max_tokens": 100_000}),
            "max_tokens: 100000 > 64000, which is the maximum",
        ),
        (
            json!({"model": ""}),
            "model: String should have at least 1 character",
        ),
        (
            json!({"messages": []}),
            "messages: at least one message is required",
        ),
        (
            json!({"messages": {}}),
            "messages: Input should be a valid list",
        ),
        (
            json!({"stream": 1}),
            "stream: Input should be a valid boolean",
        ),
        (
            json!({"stop_sequences": "END"}),
            "stop_sequences: Input should be a valid list",
        ),
        (
            json!({"stop_sequences": [" "]}),
            "stop_sequences: each stop sequence must contain non-whitespace",
        ),
        (
            json!({"metadata": {"team": "a"}}),
            "metadata.team: Extra inputs are not permitted",
        ),
        (
            json!({"service_tier": "default"}),
            "service_tier: Input should be 'auto' or 'standard_only'",
        ),
        (
            json!({"output_config": {"effort": "minimal"}}),
            "output_config.effort: Input should be 'low', 'medium'",
        ),
        (
            json!({"output_config": {"format": {"type": "json_schema", "schema": {"type": "object"}}}}),
            "'additionalProperties' must be explicitly set to false",
        ),
        (
            json!({"thinking": {"type": "on"}}),
            "thinking: Input tag 'on' found using 'type'",
        ),
        (
            json!({"thinking": {"type": "enabled"}}),
            "thinking.enabled.budget_tokens: Field required",
        ),
        (
            json!({"thinking": {"type": "enabled", "budget_tokens": 1000}}),
            "thinking.enabled.budget_tokens: Input should be greater than or equal to 1024",
        ),
        (
            json!({"tool_choice": "auto"}),
            "tool_choice: Input should be a valid dictionary",
        ),
        (
            json!({"system": [{"type": "text", "text": ""}]}),
            "system: text content blocks must be non-empty",
        ),
        (
            json!({"system": {"text": "x"}}),
            "system: Input should be a valid string",
        ),
    ] {
        refused(&simulator, &more, part);
    }
}

#[test]
fn a_request_without_its_required_keys_is_refused() {
    let simulator = anthropic();
    for (key, part) in [
        ("model", "model: Field required"),
        ("max_tokens", "max_tokens: Field required"),
        ("messages", "messages: Field required"),
    ] {
        let mut body = base();
        body.as_object_mut().unwrap().shift_remove(key);
        let answer = answer(&simulator, &anthropic_request(&body));
        assert_eq!(answer.status, 400);
        assert_eq!(answer.json()["error"]["message"], part);
    }
}

#[test]
fn thinking_excludes_other_parameters() {
    let simulator = anthropic();
    let thinking = json!({"type": "enabled", "budget_tokens": 1024});
    let tools = json!([{"name": "f", "input_schema": {"type": "object"}}]);
    for (more, part) in [
        (
            json!({"max_tokens": 1024}),
            "`max_tokens` must be greater than `thinking.budget_tokens`",
        ),
        (
            json!({"temperature": 0.5}),
            "`temperature` may only be set to 1",
        ),
        (
            json!({"top_p": 0.5}),
            "`top_p` must be greater than or equal to 0.95",
        ),
        (json!({"top_k": 5}), "`top_k` must be unset"),
        (
            json!({"tools": tools, "tool_choice": {"type": "any"}}),
            "tool_choice forces tool use",
        ),
        (
            json!({"tools": tools, "tool_choice": {"type": "tool", "name": "f"}}),
            "tool_choice forces tool use",
        ),
    ] {
        refused(
            &simulator,
            &merged(more, &json!({"thinking": thinking})),
            part,
        );
    }
    accepted(
        &simulator,
        &json!({"thinking": thinking, "temperature": 1, "top_p": 0.95}),
    );
}

#[test]
fn models_have_rules_of_their_own() {
    let simulator = anthropic();
    let prefill =
        json!([{"role": "user", "content": "x"}, {"role": "assistant", "content": "The"}]);
    let system = json!([{"role": "user", "content": "x"}, {"role": "system", "content": "y"}]);
    let budget = json!({"type": "enabled", "budget_tokens": 1024});
    for (more, part) in [
        (
            json!({"model": "claude-opus-5", "temperature": 0.5}),
            "`temperature` is deprecated for this model.",
        ),
        (
            json!({"model": "claude-opus-5", "top_k": 5}),
            "`top_k` is deprecated for this model.",
        ),
        (
            json!({"model": "claude-opus-5", "thinking": budget}),
            "\"thinking.type.enabled\" is not supported",
        ),
        (
            json!({"model": "claude-opus-5", "messages": prefill}),
            "does not support assistant message prefill",
        ),
        (
            json!({"model": "claude-opus-5-5", "thinking": {"type": "disabled"}}),
            "\"thinking.type.disabled\" is not supported",
        ),
        (
            json!({"thinking": {"type": "adaptive"}}),
            "adaptive thinking is not supported",
        ),
        (
            json!({"model": "claude-3-5-haiku-latest", "thinking": budget}),
            "does not support thinking",
        ),
        (json!({"messages": system}), "Unexpected role \"system\""),
    ] {
        refused(&simulator, &more, part);
    }
    for more in [
        json!({"messages": prefill}),
        json!({"model": "claude-opus-5", "messages": system, "temperature": 1}),
        json!({"model": "claude-opus-4-6", "thinking": {"type": "adaptive"}}),
        json!({"model": "claude-opus-4-6", "thinking": budget}),
    ] {
        accepted(&simulator, &more);
    }
}

#[test]
fn tools_have_names_and_object_schemas() {
    let simulator = anthropic();
    let tool =
        |name: &str, schema: Value| json!({"tools": [{"name": name, "input_schema": schema}]});
    let object = json!({"type": "object"});
    for (more, part) in [
        (
            tool("a b", object.clone()),
            "tools.0.custom.name: String should match pattern",
        ),
        (
            tool(&"a".repeat(129), object.clone()),
            "tools.0.custom.name: String should have at most 128",
        ),
        (
            tool("f", json!({})),
            "tools.0.custom.input_schema.type: Field required",
        ),
        (
            tool("f", json!({"type": "string"})),
            "tools.0.custom.input_schema.type: Input should be 'object'",
        ),
        (
            tool("f", json!({"type": "object", "anyOf": []})),
            "does not support oneOf, allOf, or anyOf at the top level",
        ),
        (
            json!({"tools": [{"name": "f"}]}),
            "tools.0.custom.input_schema: Field required",
        ),
        (
            json!({"tools": [{"type": "function", "name": "f", "input_schema": object}]}),
            "Input tag 'function'",
        ),
        (
            json!({"tools": [{"name": "f", "parameters": object, "input_schema": object}]}),
            "tools.0.custom.parameters: Extra inputs",
        ),
        (
            json!({"tools": [{"name": "f", "input_schema": object}, {"name": "f", "input_schema": object}]}),
            "Tool names must be unique",
        ),
        (
            json!({"tool_choice": {"type": "auto"}}),
            "tool_choice may only be specified while providing tools",
        ),
        (
            merged(
                tool("f", object.clone()),
                &json!({"tool_choice": {"type": "tool", "name": "g"}}),
            ),
            "Tool 'g' not found",
        ),
        (
            merged(
                tool("f", object.clone()),
                &json!({"tool_choice": {"type": "required"}}),
            ),
            "tool_choice: Input tag 'required'",
        ),
        (
            merged(
                tool("f", object.clone()),
                &json!({"tool_choice": {"type": "none", "disable_parallel_tool_use": true}}),
            ),
            "Extra inputs",
        ),
    ] {
        refused(&simulator, &more, part);
    }
}

#[test]
fn empty_and_foreign_contents_are_refused() {
    let simulator = anthropic();
    let user = |content: Value| json!({"messages": [{"role": "user", "content": content}]});
    for (more, part) in [
        (
            user(json!("")),
            "messages.0: all messages must have non-empty content",
        ),
        (
            user(json!([])),
            "messages.0: all messages must have non-empty content",
        ),
        (user(json!("  \n")), "must contain non-whitespace text"),
        (
            user(json!([{"type": "text", "text": ""}])),
            "text content blocks must be non-empty",
        ),
        (
            user(json!([{"type": "text", "text": " "}])),
            "must contain non-whitespace text",
        ),
        (
            user(json!([{"type": "text", "text": "", "cache_control": {"type": "ephemeral"}}])),
            "cache_control cannot be set for empty text blocks",
        ),
        (
            user(json!([{"type": "input_text", "text": "x"}])),
            "messages.0.content.0: Input tag 'input_text'",
        ),
        (
            user(json!([{"type": "text", "text": "x", "name": "y"}])),
            "messages.0.content.0.text.name: Extra inputs",
        ),
        (
            user(json!([{"type": "tool_use", "id": "a", "name": "f", "input": {}}])),
            "`tool_use` blocks can only be in `assistant`",
        ),
        (
            user(
                json!([{"type": "image", "source": {"type": "base64", "media_type": "image/tiff", "data": "Zm9v"}}]),
            ),
            "messages.0.content.0.image.source.base64.media_type: Input should be 'image/jpeg'",
        ),
        (
            user(
                json!([{"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": "?"}}]),
            ),
            "invalid base64 data",
        ),
        (
            user(
                json!([{"type": "image", "source": {"type": "url", "url": "data:image/png;base64,Zm9v"}}]),
            ),
            "Only HTTPS URLs",
        ),
        (
            user(json!([{"type": "image", "source": {"type": "path"}}])),
            "Input tag 'path'",
        ),
        (
            json!({"messages": [{"role": "tool", "content": "x"}]}),
            "Unexpected role \"tool\"",
        ),
        (
            json!({"messages": [{"role": "assistant", "content": "x"}, {"role": "user", "content": "y"}]}),
            "first message must use the \"user\" role",
        ),
        (
            json!({"messages": [{"role": "user", "content": "x"}, {"role": "assistant", "content": "The "}]}),
            "cannot end with trailing whitespace",
        ),
        (
            json!({"messages": [{"role": "user", "content": "x", "name": "y"}]}),
            "messages.0.name: Extra inputs",
        ),
    ] {
        refused(&simulator, &more, part);
    }
    accepted(
        &simulator,
        &json!({"messages": [{"role": "user", "content": "x"}, {"role": "assistant", "content": ""}]}),
    );
}

#[test]
fn calls_and_results_have_to_match() {
    let simulator = anthropic();
    let call = |id: &str| json!({"type": "tool_use", "id": id, "name": "f", "input": {}});
    let result = |id: &str| json!({"type": "tool_result", "tool_use_id": id, "content": "1"});
    let text = json!({"type": "text", "text": "x"});
    let user = |content: Value| json!({"role": "user", "content": content});
    let hello = user(json!("hello"));
    let asked = json!({"role": "assistant", "content": [call("a"), call("b")]});
    for (messages, part) in [
        (
            json!([hello, asked, user(json!([result("a")]))]),
            "messages.1: `tool_use` ids were found without `tool_result` blocks immediately after: b.",
        ),
        (json!([hello, asked, hello]), "immediately after: a, b."),
        (
            json!([hello, asked, user(json!([text, result("a"), result("b")]))]),
            "immediately after: a, b.",
        ),
        (
            json!([user(json!([result("a")]))]),
            "messages.0.content.0: unexpected `tool_use_id`",
        ),
        (
            json!([
                hello,
                asked,
                user(json!([result("a"), result("b"), result("c")]))
            ]),
            "messages.2.content.2: unexpected `tool_use_id` found in `tool_result` blocks: c.",
        ),
        (
            json!([
                hello,
                asked,
                user(json!([result("a"), result("a"), result("b")]))
            ]),
            "must have a single result",
        ),
        (
            json!([hello, {"role": "assistant", "content": [call("a"), call("a")]}, user(json!([result("a")]))]),
            "`tool_use` ids must be unique",
        ),
        (
            json!([hello, {"role": "assistant", "content": [call("a.b")]}, user(json!([result("a.b")]))]),
            "String should match pattern",
        ),
        (
            json!([
                hello,
                asked,
                user(json!([result("a"), result("b")])),
                user(json!([result("a")]))
            ]),
            "must have a single result",
        ),
    ] {
        refused(&simulator, &json!({"messages": messages}), part);
    }
    for messages in [
        json!([hello, asked, user(json!([result("b"), result("a"), text]))]),
        // Messages of one role in a row are one turn.
        json!([
            hello,
            asked,
            user(json!([result("a")])),
            user(json!([result("b")]))
        ]),
    ] {
        accepted(&simulator, &json!({"messages": messages}));
    }
}

#[test]
fn thoughts_have_to_come_back_unchanged_and_in_front_of_their_calls() {
    let simulator = anthropic();
    let thinking = json!({"type": "enabled", "budget_tokens": 1024});
    let tools = json!([{"name": "f", "input_schema": {"type": "object"}}]);
    let user = json!({"role": "user", "content": "call f"});
    let request = json!({"thinking": thinking, "tools": tools, "messages": [user]});
    let first = success(&simulator, &anthropic_request(&merged(base(), &request))).json();
    let content = first["content"].clone();
    assert_eq!(content[0]["type"], "thinking");
    assert_eq!(content[1]["type"], "tool_use");
    let result = json!({"role": "user", "content": [{"type": "tool_result", "tool_use_id": content[1]["id"], "content": "1"}]});
    let with = |content: Value| {
        merged(
            request.clone(),
            &json!({"messages": [user, {"role": "assistant", "content": content}, result]}),
        )
    };
    accepted(&simulator, &with(content.clone()));
    refused(
        &simulator,
        &with(json!([content[1]])),
        "messages.1.content.0.type: Expected `thinking` or `redacted_thinking`, but found `tool_use`",
    );
    let mut edited = content;
    edited[0]["thinking"] = json!("another thought");
    refused(
        &simulator,
        &with(edited),
        "messages.1.content.0: Invalid `signature` in `thinking` block",
    );
}

#[test]
fn no_more_than_four_cache_markers_are_accepted() {
    let simulator = anthropic();
    let block = json!({"type": "text", "text": "x", "cache_control": {"type": "ephemeral"}});
    let request = |blocks: usize| {
        json!({
            "system": [block],
            "messages": [{"role": "user", "content": vec![block.clone(); blocks]}],
        })
    };
    accepted(&simulator, &request(3));
    refused(
        &simulator,
        &request(4),
        "A maximum of 4 blocks with cache_control may be provided. Found 5.",
    );
}

#[test]
fn a_model_that_does_not_exist_is_not_found() {
    let answer = answer(
        &anthropic(),
        &anthropic_request(&merged(base(), &json!({"model": "gpt-4o"}))),
    );
    assert_eq!(answer.status, 404);
    assert_eq!(
        answer.json()["error"],
        json!({"type": "not_found_error", "message": "model: gpt-4o"})
    );
}

#[test]
fn key_and_version_are_required() {
    let simulator = anthropic();
    let request = anthropic_request(&base());
    for (request, status, kind, message) in [
        (
            request.clone().without("x-api-key"),
            401,
            "authentication_error",
            "x-api-key header is required",
        ),
        (
            request
                .clone()
                .without("x-api-key")
                .header("authorization", "Basic k"),
            401,
            "authentication_error",
            "x-api-key header is required",
        ),
        (
            request.clone().without("anthropic-version"),
            400,
            "invalid_request_error",
            "anthropic-version: header is required",
        ),
        (
            request
                .clone()
                .without("anthropic-version")
                .header("anthropic-version", "2020"),
            400,
            "invalid_request_error",
            "anthropic-version: \"2020\" is not a valid version",
        ),
    ] {
        let answer = answer(&simulator, &request);
        assert_eq!(answer.status, status);
        assert_eq!(
            answer.json()["error"],
            json!({"type": kind, "message": message})
        );
    }
    let picky =
        Simulator::start(Options::new(Format::AnthropicMessages).key("sk-ant-right")).unwrap();
    let answer = answer(&picky, &request);
    assert_eq!(answer.json()["error"]["message"], "invalid x-api-key");
    let bearer = request
        .without("x-api-key")
        .header("authorization", "Bearer sk-ant-right");
    success(&picky, &bearer);
}

#[test]
fn path_method_and_body_are_checked() {
    let simulator = anthropic();
    let auth = |method: &str, path: &str| {
        Request::new(method, path)
            .header("x-api-key", "k")
            .header("anthropic-version", "2023-06-01")
    };
    for (request, status, kind) in [
        (auth("POST", "/v1/chat/completions"), 404, "not_found_error"),
        (auth("GET", "/v1/messages"), 405, "invalid_request_error"),
        (
            auth("POST", "/v1/messages").body("{}"),
            400,
            "invalid_request_error",
        ),
        (
            anthropic_request(&base()).body("{"),
            400,
            "invalid_request_error",
        ),
    ] {
        let answer = answer(&simulator, &request);
        assert_eq!(answer.status, status);
        assert_eq!(answer.json()["error"]["type"], kind);
    }
}

#[test]
fn a_body_over_the_limit_is_too_large() {
    let body = json!({"model": "m", "x": "x".repeat(33 << 20)});
    let answer = answer(&anthropic(), &anthropic_request(&body));
    assert_eq!(answer.status, 413);
    assert_eq!(answer.json()["error"]["type"], "request_too_large");
}

#[test]
fn the_newest_version_has_no_sampling_parameters_and_stricter_contents() {
    let simulator = anthropic();
    let document = json!({"type": "document", "source": {"type": "text", "media_type": "text/plain", "data": "x"}});
    let cited = json!({"type": "text", "text": "x", "citations": [{"type": "char_location"}]});
    for (more, part) in [
        (
            json!({"temperature": 1}),
            "temperature: Extra inputs are not permitted",
        ),
        (json!({"top_p": 1}), "top_p: Extra inputs are not permitted"),
        (json!({"top_k": 5}), "top_k: Extra inputs are not permitted"),
        (
            json!({"messages": [{"role": "user", "content": "x"}, {"role": "assistant", "content": [document]}, {"role": "user", "content": "y"}]}),
            "messages.1.content.0: `document` blocks are not allowed",
        ),
        (
            json!({"messages": [{"role": "user", "content": [cited]}]}),
            "messages.0.content.0: `citations` are not allowed",
        ),
    ] {
        let older = anthropic_request(&merged(base(), &more));
        success(&simulator, &older);
        let newest = older
            .without("anthropic-version")
            .header("anthropic-version", "2026-10-21");
        let answer = answer(&simulator, &newest);
        assert_eq!(answer.status, 400, "{more}");
        let message = answer.json()["error"]["message"].clone();
        assert!(message.as_str().unwrap().contains(part), "{message}");
    }
}
