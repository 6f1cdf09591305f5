//! Requests.

use super::*;
use crate::chat::{Effort, Origin, Part, Role, Tool, ToolChoice};

#[track_caller]
fn refused(more: Json, at: &str, part: &str) {
    let error = request(&more).expect_err("refused");
    assert_eq!(error.path(), Some(at), "{error}");
    assert!(error.to_string().contains(part), "{error}");
}

#[test]
fn what_needs_the_memory_of_a_provider_is_refused_with_a_mend() {
    let mend = "send the whole conversation as input";
    refused(
        json!({"previous_response_id": "r"}),
        "previous_response_id",
        mend,
    );
    refused(json!({"conversation": "c"}), "conversation", mend);
    refused(
        json!({"prompt": {"id": "p"}}),
        "prompt",
        "instructions and input",
    );
    refused(json!({"background": true}), "background", "set it to false");
    let reference = json!({"type": "item_reference", "id": "msg_1"});
    refused(
        json!({"input": [reference]}),
        "input[0]",
        "send the item itself",
    );
    assert!(request(&json!({"previous_response_id": null, "background": false})).is_ok());
}

#[test]
fn one_turn_of_the_model_is_one_message() {
    let request = request(&json!({"input": [
        {"role": "user", "content": "hi"},
        {"type": "reasoning", "summary": [{"type": "summary_text", "text": "hm"}], "encrypted_content": "x"},
        {"role": "assistant", "content": "one moment"},
        {"type": "function_call", "call_id": "a", "name": "f", "arguments": "{}"},
        {"type": "function_call", "call_id": "b", "name": "f", "arguments": "{}"},
        {"type": "function_call_output", "call_id": "a", "output": "1"},
        {"type": "function_call_output", "call_id": "b", "output": "2"},
        {"role": "user", "content": "and?"},
    ]}))
    .unwrap();
    let shape: Vec<(Role, usize)> = request
        .messages
        .iter()
        .map(|message| (message.role, message.parts.len()))
        .collect();
    assert_eq!(
        shape,
        [
            (Role::User, 1),
            (Role::Assistant, 4),
            (Role::User, 2),
            (Role::User, 1)
        ]
    );
}

#[test]
fn encrypted_reasoning_keeps_whose_it_is() {
    let origin = |data: &str| {
        let request = request(&json!({"input": [
            {"type": "reasoning", "summary": [], "encrypted_content": data}
        ]}));
        match request.unwrap().messages.remove(0).parts.remove(0) {
            Part::Reasoning {
                signature: Some(signature),
                ..
            } => signature.origin,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(origin("gAAAAAB"), Origin::OpenAi);
    assert_eq!(origin("anthropic:Eqo"), Origin::Anthropic);
    assert_eq!(origin("google:Csk"), Origin::Google);
}

#[test]
fn only_reasoning_that_openai_made_goes_back_to_it() {
    for (data, goes) in [("gAAAAAB", true), ("anthropic:Eqo", false)] {
        let request = request(&json!({"input": [
            {"role": "user", "content": "hi"},
            {"type": "reasoning", "summary": [{"type": "summary_text", "text": "hm"}], "encrypted_content": data},
            {"role": "assistant", "content": "yes"},
            {"role": "user", "content": "sure?"},
        ]}));
        let (body, losses) = encoded(&request.unwrap(), "gpt-5.2");
        let items = body.unwrap()["input"].clone();
        assert_eq!(items[1]["encrypted_content"] == data, goes);
        assert_eq!(losses.is_empty(), goes, "{losses:?}");
    }
}

#[test]
fn the_provider_stores_nothing_that_nobody_asked_it_to_store() {
    let (body, _) = encoded(&request(&json!({})).unwrap(), "gpt-5.2");
    let body = body.unwrap();
    assert_eq!(body["store"], false);
    assert_eq!(body["include"], json!(["reasoning.encrypted_content"]));
    let (body, losses) = encoded(&request(&json!({"store": true})).unwrap(), "gpt-4o");
    let body = body.unwrap();
    assert_eq!(body["store"], true);
    assert!(
        body["include"].is_null(),
        "a model that does not reason refuses it"
    );
    assert!(losses.is_empty());
}

#[test]
fn whether_an_unknown_model_reasons_is_told_by_the_request() {
    for (more, asks) in [
        (json!({}), false),
        (json!({"reasoning": {"effort": "none"}}), false),
        (json!({"reasoning": {"effort": "low"}}), true),
    ] {
        let (body, _) = encoded(&request(&more).unwrap(), "my-deployment");
        assert_eq!(body.unwrap()["include"].is_array(), asks, "{more}");
    }
}

#[test]
fn a_function_is_strict_unless_its_schema_cannot_be() {
    let strict = |tool: Json| match request(&json!({"tools": [tool]})).unwrap().tools.remove(0) {
        Tool::Function { strict, .. } => strict,
        other => panic!("{other:?}"),
    };
    let closed = json!({"type": "object", "properties": {"a": {"anyOf": [{"type": "null"}, {"type": "array", "items": {"type": "string"}}]}},
        "required": ["a"], "additionalProperties": false});
    let open = json!({"type": "object", "properties": {"a": {}}});
    let nested = json!({"type": "object", "properties": {"a": open}, "required": ["a"], "additionalProperties": false});
    let tool = |schema: &Json| json!({"type": "function", "name": "f", "parameters": schema});
    assert_eq!(strict(tool(&closed)), Some(true));
    assert_eq!(strict(tool(&open)), None);
    assert_eq!(strict(tool(&nested)), None);
    let mut said = tool(&closed);
    said["strict"] = json!(false);
    assert_eq!(strict(said), Some(false));
    assert_eq!(strict(json!({"type": "function", "name": "f"})), None);
}

#[test]
fn strictness_is_always_said_to_the_provider() {
    let request = request(&json!({"tools": [{"type": "function", "name": "f"}]})).unwrap();
    let (body, _) = encoded(&request, "m");
    let tool = body.unwrap()["tools"][0].clone();
    assert_eq!(tool["strict"], false);
    assert_eq!(
        tool["parameters"],
        json!({"type": "object", "properties": {}})
    );
}

#[test]
fn every_form_of_a_choice_comes_out_as_it_went_in() {
    let tools = json!([
        {"type": "function", "name": "f"},
        {"type": "custom", "name": "sql"},
        {"type": "file_search", "vector_store_ids": ["v"]},
        {"type": "mcp", "server_label": "wiki", "server_url": "https://wiki.example"},
    ]);
    for choice in [
        json!("auto"),
        json!("none"),
        json!("required"),
        json!({"type": "function", "name": "f"}),
        json!({"type": "custom", "name": "sql"}),
        json!({"type": "file_search"}),
        json!({"type": "mcp", "server_label": "wiki"}),
        json!({"type": "mcp", "server_label": "wiki", "name": "ask"}),
    ] {
        let request = request(&json!({"tools": tools, "tool_choice": choice})).unwrap();
        let (body, _) = encoded(&request, "m");
        assert_eq!(body.unwrap()["tool_choice"], choice);
    }
}

#[test]
fn allowed_tools_are_the_only_ones_left() {
    let request = request(&json!({
        "tools": [{"type": "function", "name": "f"}, {"type": "function", "name": "g"}, {"type": "web_search"}],
        "tool_choice": {"type": "allowed_tools", "mode": "required",
            "tools": [{"type": "function", "name": "g"}, {"type": "web_search"}]},
    }))
    .unwrap();
    assert_eq!(request.tools.len(), 2);
    assert_eq!(request.tool_choice, Some(ToolChoice::Required));
}

#[test]
fn a_tool_of_the_provider_and_a_function_of_that_name_are_told_apart() {
    let tools = json!([
        {"type": "function", "name": "file_search"},
        {"type": "file_search", "vector_store_ids": ["v"]},
        {"type": "function", "name": "wiki"},
        {"type": "mcp", "server_label": "wiki", "server_url": "https://wiki.example"},
    ]);
    for choice in [
        json!({"type": "function", "name": "file_search"}),
        json!({"type": "file_search"}),
        json!({"type": "function", "name": "wiki"}),
        json!({"type": "mcp", "server_label": "wiki"}),
    ] {
        let request = request(&json!({"tools": tools, "tool_choice": choice})).unwrap();
        assert_eq!(
            encoded(&request, "m").0.unwrap()["tool_choice"],
            choice,
            "{choice}"
        );
    }
}

#[test]
fn a_choice_of_a_server_that_is_not_offered_is_refused() {
    let request = request(&json!({
        "tools": [{"type": "mcp", "server_label": "wiki", "server_url": "https://wiki.example"}],
        "tool_choice": {"type": "mcp", "server_label": "another", "name": "ask"},
    }))
    .unwrap();
    let error = encoded(&request, "m").0.unwrap_err();
    assert_eq!(error.at.0, "tool_choice");
}

#[test]
fn one_tool_of_an_allowed_server_leaves_the_server_and_is_listed() {
    let request = request(&json!({
        "tools": [{"type": "function", "name": "f"},
            {"type": "mcp", "server_label": "wiki", "server_url": "https://wiki.example"}],
        "tool_choice": {"type": "allowed_tools", "mode": "auto",
            "tools": [{"type": "mcp", "server_label": "wiki", "name": "ask"}]},
    }))
    .unwrap();
    let (body, losses) = encoded(&request, "m");
    let body = body.unwrap();
    assert_eq!(body["tools"].as_array().map(Vec::len), Some(1));
    assert_eq!(body["tools"][0]["type"], "mcp");
    assert_eq!(losses, ["tool_choice.tools[0].name dropped"]);
}

#[test]
fn tools_are_allowed_by_auto_or_required_only() {
    let choice = json!({"type": "allowed_tools", "mode": "none", "tools": []});
    refused(
        json!({"tool_choice": choice}),
        "tool_choice.mode",
        "auto or required",
    );
}

#[test]
fn a_custom_tool_of_chat_completions_is_written_as_it_is_here() {
    let tool = value(
        r#"{"type":"custom","custom":{"name":"sql","format":{"type":"grammar","grammar":{"syntax":"regex","definition":"a+"}}}}"#,
    );
    let mut request = request(&json!({})).unwrap();
    request.tools = vec![Tool::Native {
        kind: "custom".into(),
        value: tool,
    }];
    let (body, losses) = encoded(&request, "m");
    assert_eq!(
        body.unwrap()["tools"][0],
        json!({"type": "custom", "name": "sql",
            "format": {"type": "grammar", "syntax": "regex", "definition": "a+"}})
    );
    assert!(losses.is_empty());
}

#[test]
fn bounds_of_the_api_are_kept_and_listed() {
    let request =
        request(&json!({"max_output_tokens": 5, "temperature": 3, "top_logprobs": 50})).unwrap();
    let (body, losses) = encoded(&request, "m");
    let body = body.unwrap();
    assert_eq!(body["max_output_tokens"], 16);
    assert_eq!(body["temperature"], 2);
    assert_eq!(body["top_logprobs"], 20);
    assert_eq!(
        losses,
        [
            "max_output_tokens clamped",
            "temperature clamped",
            "top_logprobs clamped"
        ]
    );
}

#[test]
fn several_answers_and_sound_are_refused() {
    let mut several = request(&json!({})).unwrap();
    several.candidates = Some(2);
    assert_eq!(encoded(&several, "m").0.unwrap_err().at.0, "n");
    let sound = json!({"input": [{"role": "user", "content": [
        {"type": "input_audio", "input_audio": {"data": "UklG", "format": "wav"}}]}]});
    let error = encoded(&request(&sound).unwrap(), "m").0.unwrap_err();
    assert_eq!(error.at.0, "messages[0].content[0]");
}

#[test]
fn a_conversation_of_which_nothing_is_left_is_refused() {
    let request = request(&json!({"input": [{"type": "reasoning", "summary": []}]})).unwrap();
    assert_eq!(encoded(&request, "m").0.unwrap_err().at.0, "messages");
}

#[test]
fn efforts_and_summaries_are_read_in_their_words() {
    let read = |asked: Json| {
        request(&json!({"reasoning": asked}))
            .unwrap()
            .reasoning
            .unwrap()
    };
    let reasoning = read(json!({"effort": "xhigh", "summary": "auto"}));
    assert_eq!(reasoning.effort, Some(Effort::XHigh));
    assert!(reasoning.display.is_some_and(|word| word == "summarized"));
    let reasoning = read(json!({"generate_summary": "concise"}));
    assert!(reasoning.effort.is_none() && reasoning.display.is_some_and(|word| word == "concise"));
    refused(
        json!({"reasoning": {"effort": ""}}),
        "reasoning.effort",
        "must be one of",
    );
}

#[test]
fn a_schema_that_never_ends_is_not_followed() {
    let deep = (0..200).fold(json!({}), |inner, _| {
        json!({"type": "object", "properties": {"a": inner}, "required": ["a"], "additionalProperties": false})
    });
    let tool = json!({"type": "function", "name": "f", "parameters": deep});
    let body = json!({"model": "m", "input": "hi", "tools": [tool]}).to_string();
    let limits = Limits {
        depth: 1000,
        ..Limits::default()
    };
    let document = Document::parse(body.as_bytes(), limits).unwrap();
    assert!(decode_request(document.root(body.as_bytes())).is_ok());
}
