//! Request bodies as clients write them.

use serde_json::json;

use super::*;
use crate::chat::{Effort, MediaSource, OutputFormat, Part, Role, Tool, ToolChoice};

/// The path of the error that these messages make.
#[track_caller]
fn refused(messages: Json, path: &str) {
    let error = with_messages(messages).expect_err("refused");
    assert_eq!(error.path(), Some(path), "{error}");
}

#[track_caller]
fn refused_field(key: &str, field: Json, path: &str) {
    let error = with_field(key, field).expect_err("refused");
    assert_eq!(error.path(), Some(path), "{error}");
}

/// The parts of the only message.
#[track_caller]
fn parts(message: Json) -> Vec<Part<'static>> {
    let mut request = with_messages(json!([message])).expect("decodes");
    request.messages.remove(0).parts
}

#[track_caller]
fn said(message: Json) -> String {
    format!("{:?}", parts(message))
}

#[test]
fn system_and_developer_messages_stay_where_they_stand() {
    let request = with_messages(json!([
        {"role": "system", "content": "a"},
        {"role": "user", "content": "b"},
        {"role": "developer", "content": [{"type": "text", "text": "c"}, {"type": "text", "text": "d"}]},
    ]))
    .unwrap();
    let roles: Vec<_> = request
        .messages
        .iter()
        .map(|message| message.role)
        .collect();
    assert_eq!(roles, [Role::System, Role::User, Role::Developer]);
    assert_eq!(request.messages[2].parts.len(), 2);
    assert_eq!(request.messages[2].index, Some(2));
}

#[test]
fn content_may_be_null_missing_empty_or_an_empty_array() {
    for content in [json!(null), json!(""), json!([])] {
        assert!(parts(json!({"role": "assistant", "content": content})).is_empty());
    }
    assert!(parts(json!({"role": "assistant"})).is_empty());
    let call = json!({"id": "c", "type": "function", "function": {"name": "f", "arguments": "{}"}});
    assert_eq!(
        parts(json!({"role": "assistant", "tool_calls": [call]})).len(),
        1
    );
    assert!(parts(json!({"role": "assistant", "content": "", "tool_calls": []})).is_empty());
    refused(
        json!([{"role": "user", "content": 7}]),
        "messages[0].content",
    );
}

#[test]
fn only_the_roles_of_the_format_are_taken() {
    refused(json!([{"role": "bot", "content": "x"}]), "messages[0].role");
    refused(json!([{"content": "x"}]), "messages[0].role");
    refused(json!(["x"]), "messages[0]");
}

#[test]
fn a_list_of_messages_must_be_there_and_not_be_empty() {
    refused(json!([]), "messages");
    refused(json!("x"), "messages");
    refused(json!(null), "messages");
    let error = request(&json!({"model": "m"})).unwrap_err();
    assert_eq!(error, DecodeError::missing("messages"));
    for body in [
        json!({"model": "m"}),
        json!({"model": "m", "messages": []}),
        json!([]),
    ] {
        assert!(outline(value(&body.to_string())).is_err(), "{body}");
    }
}

#[test]
fn a_conversation_without_a_user_message_is_read() {
    let request = with_messages(json!([{"role": "system", "content": "go"}])).unwrap();
    assert_eq!(request.messages.len(), 1);
}

#[test]
fn images_come_by_url_or_in_the_body() {
    let parts = parts(json!({"role": "user", "content": [
        {"type": "image_url", "image_url": {"url": "https://example.com/a.png", "detail": "low"}},
        {"type": "image_url", "image_url": "http://example.com/b.png"},
        {"type": "image_url", "image_url": {"url": "DATA:image/png;name=x;base64,iVBORw=="}},
    ]}));
    let sources: Vec<_> = parts
        .iter()
        .map(|part| match part {
            Part::Image { source, detail, .. } => (source.clone(), detail.is_some()),
            other => panic!("{other:?}"),
        })
        .collect();
    let url = |url: &'static str| MediaSource::Url(url.into());
    assert_eq!(sources[0], (url("https://example.com/a.png"), true));
    assert_eq!(sources[1], (url("http://example.com/b.png"), false));
    let data = MediaSource::Base64 {
        media_type: "image/png".into(),
        data: "iVBORw==".into(),
    };
    assert_eq!(sources[2], (data, false));
}

#[test]
fn a_data_uri_with_escaped_slashes_is_understood() {
    let body = r#"{"model":"m","messages":[{"role":"user","content":[
        {"type":"image_url","image_url":{"url":"data:image\/png;base64,ab\/d"}}]}]}"#;
    let request = decode_request(value(body)).unwrap();
    let Part::Image { source, .. } = &request.messages[0].parts[0] else {
        panic!("{request:?}");
    };
    let MediaSource::Base64 { media_type, data } = source else {
        panic!("{source:?}");
    };
    assert!(*media_type == "image/png" && *data == "ab/d");
}

#[test]
fn a_bad_data_uri_is_refused_with_its_place() {
    let bad = [
        "data:image/png,abcd",
        "data:image/png;base64",
        "data:;base64,abcd",
        "data:image/png;base65,abcd",
        "data:image/png;base64,",
        "data:image/png;base64,abcde",
        "ftp://example.com/a.png",
        "a.png",
        "",
    ];
    for url in bad {
        refused(
            json!([{"role": "user", "content": [{"type": "image_url", "image_url": {"url": url}}]}]),
            "messages[0].content[0].image_url.url",
        );
    }
}

#[test]
fn sound_and_files_are_read() {
    let parts = parts(json!({"role": "user", "content": [
        {"type": "input_audio", "input_audio": {"data": "QUJD", "format": "wav"}},
        {"type": "file", "file": {"file_id": "file-1"}},
        {"type": "file", "file": {"filename": "a.pdf", "file_data": "data:application/pdf;base64,QUJD"}},
    ]}));
    assert!(matches!(&parts[0], Part::Audio { format, .. } if *format == "wav"));
    assert!(
        matches!(&parts[1], Part::Document { source: MediaSource::FileId(id), .. } if *id == "file-1")
    );
    assert!(matches!(&parts[2], Part::Document { name: Some(name), .. } if *name == "a.pdf"));
    refused(
        json!([{"role": "user", "content": [{"type": "file", "file": {"filename": "a.pdf"}}]}]),
        "messages[0].content[0].file.file_data",
    );
    refused(
        json!([{"role": "user", "content": [{"type": "file", "file": {"file_data": "QUJD"}}]}]),
        "messages[0].content[0].file.file_data",
    );
}

#[test]
fn an_unknown_kind_of_content_is_kept_as_native() {
    let parts = parts(json!({"role": "user", "content": [{"type": "video_url", "video_url": {}}]}));
    assert!(matches!(&parts[0], Part::Native { kind, .. } if *kind == "video_url"));
    refused(
        json!([{"role": "user", "content": [{"text": "x"}]}]),
        "messages[0].content[0].type",
    );
}

#[test]
fn refusals_are_read_as_parts_and_as_a_field() {
    let part = json!({"role": "assistant", "content": [{"type": "refusal", "refusal": "no"}]});
    let field = json!({"role": "assistant", "content": null, "refusal": "no"});
    assert_eq!(said(part), said(field.clone()));
    assert_eq!(said(field), r#"[Refusal { text: "no" }]"#);
}

#[test]
fn empty_null_and_missing_arguments_become_an_empty_object() {
    for function in [
        json!({"name": "f", "arguments": ""}),
        json!({"name": "f", "arguments": " "}),
        json!({"name": "f", "arguments": null}),
        json!({"name": "f"}),
        json!({"name": "f", "arguments": {}}),
    ] {
        let message = json!({"role": "assistant", "tool_calls": [
            {"id": "c", "type": "function", "function": function}]});
        let parts = parts(message);
        assert!(
            matches!(&parts[0], Part::ToolCall { arguments, .. } if *arguments == "{}"),
            "{parts:?}"
        );
    }
}

#[test]
fn invalid_arguments_of_a_model_are_kept_as_they_are() {
    let message = json!({"role": "assistant", "tool_calls": [
        {"id": "c", "type": "function", "function": {"name": "f", "arguments": "{\"a\":"}}]});
    assert!(said(message).contains(r#"arguments: "{\"a\":""#));
}

#[test]
fn calls_of_other_kinds_are_kept_as_native() {
    let parts = parts(json!({"role": "assistant", "tool_calls": [
        {"id": "c", "type": "custom", "custom": {"name": "f", "input": "x"}},
        {"id": "d", "function": {"name": "g", "arguments": "{}"}}]}));
    assert!(matches!(&parts[0], Part::Native { kind, .. } if *kind == "custom"));
    assert!(matches!(&parts[1], Part::ToolCall { name, .. } if *name == "g"));
}

#[test]
fn a_tool_message_becomes_a_tool_result_of_the_user() {
    let request = with_messages(json!([
        {"role": "tool", "tool_call_id": "c1", "content": "42"},
        {"role": "tool", "tool_call_id": "c2", "content": [{"type": "text", "text": "a"}, {"type": "text", "text": "b"}]},
        {"role": "tool", "tool_call_id": "c3", "content": ""},
    ]))
    .unwrap();
    let results: Vec<_> = request
        .messages
        .iter()
        .map(|message| match (&message.role, message.parts.as_slice()) {
            (
                Role::User,
                [
                    Part::ToolResult {
                        call_id, content, ..
                    },
                ],
            ) => (call_id.to_string(), content.len()),
            other => panic!("{other:?}"),
        })
        .collect();
    let expected = [("c1", 1), ("c2", 2), ("c3", 0)].map(|(id, n)| (id.to_owned(), n));
    assert_eq!(results, expected);
    refused(
        json!([{"role": "tool", "content": "x"}]),
        "messages[0].tool_call_id",
    );
}

#[test]
fn the_older_function_messages_are_calls_and_results_with_one_id() {
    let request = with_messages(json!([
        {"role": "user", "content": "hi"},
        {"role": "assistant", "content": null, "function_call": {"name": "f", "arguments": "{}"}},
        {"role": "function", "name": "f", "content": "42"},
    ]))
    .unwrap();
    let Part::ToolCall { id, .. } = &request.messages[1].parts[0] else {
        panic!("{request:?}");
    };
    let Part::ToolResult { call_id, .. } = &request.messages[2].parts[0] else {
        panic!("{request:?}");
    };
    assert_eq!(id, call_id);
    assert_eq!(request.messages[2].name, None);
}

#[test]
fn reasoning_of_earlier_turns_is_read_under_both_names() {
    let one = said(json!({"role": "assistant", "content": "x", "reasoning_content": "hm"}));
    let other = said(json!({"role": "assistant", "content": "x", "reasoning": "hm"}));
    let both = |first: &str, then: &str| {
        said(
            json!({"role": "assistant", "content": "x", first: if first == "reasoning" { "?" } else { "hm" },
            then: if then == "reasoning" { "?" } else { "hm" }}),
        )
    };
    assert!(
        one.starts_with(r#"[Reasoning { text: "hm", signature: None }"#),
        "{one}"
    );
    assert_eq!(one, other);
    assert_eq!(one, both("reasoning", "reasoning_content"));
    assert_eq!(one, both("reasoning_content", "reasoning"));
}

#[test]
fn an_answer_sent_back_as_a_library_holds_it_has_no_surplus() {
    let request = with_messages(json!([{
        "role": "assistant", "content": "x", "refusal": null, "annotations": [],
        "audio": null, "function_call": null, "tool_calls": null,
    }]))
    .unwrap();
    assert!(request.messages[0].extra.is_empty());
    assert_eq!(request.messages[0].parts.len(), 1);
}

#[test]
fn names_sound_and_unknown_fields_of_a_message_are_kept() {
    let request = with_messages(json!([
        {"role": "user", "name": "ann", "content": "x", "weight": 1},
        {"role": "assistant", "audio": {"id": "audio_1"}},
    ]))
    .unwrap();
    assert_eq!(request.messages[0].name, Some("ann".into()));
    assert!(request.messages[0].extra[0].name == "weight");
    assert!(matches!(&request.messages[1].parts[0], Part::Native { kind, .. } if *kind == "audio"));
}

#[test]
fn cache_markers_are_read_on_parts_messages_and_tools() {
    let request = request(&json!({
        "model": "m",
        "messages": [
            {"role": "system", "content": [{"type": "text", "text": "a", "cache_control": {"type": "ephemeral", "ttl": "1h"}}]},
            {"role": "user", "content": "b", "cache_control": {"type": "ephemeral"}},
            {"role": "user", "content": [{"type": "text", "text": "c", "prompt_cache_breakpoint": {"mode": "explicit", "ttl": "30m"}}]},
            {"role": "user", "content": [{"type": "text", "text": "d"}]},
        ],
        "tools": [{"type": "function", "function": {"name": "f"}, "cache_control": {"type": "ephemeral"}}],
    }))
    .unwrap();
    let markers: Vec<_> = request
        .messages
        .iter()
        .map(|message| match &message.parts[0] {
            Part::Text { cache, .. } => cache.as_ref().map(|cache| cache.ttl.clone()),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(
        markers,
        [Some(Some("1h".into())), Some(None), Some(None), None]
    );
    let inner = json!([{"type": "function", "function": {"name": "f", "cache_control": {"type": "ephemeral"}}}]);
    for request in [request, with_field("tools", inner).unwrap()] {
        assert!(matches!(
            &request.tools[0],
            Tool::Function { cache: Some(_), .. }
        ));
    }
}

#[test]
fn tools_may_lack_parameters_and_other_kinds_are_kept() {
    let request = with_field(
        "tools",
        json!([
            {"type": "function", "function": {"name": "f"}},
            {"type": "function", "function": {"name": "g", "description": "d", "parameters": {"x": 1.0}, "strict": true}},
            {"type": "custom", "custom": {"name": "h"}},
            {"type": "web_search"},
        ]),
    )
    .unwrap();
    assert!(matches!(
        &request.tools[0],
        Tool::Function {
            parameters: None,
            strict: None,
            ..
        }
    ));
    let Tool::Function {
        parameters: Some(schema),
        strict: Some(true),
        ..
    } = &request.tools[1]
    else {
        panic!("{:?}", request.tools[1]);
    };
    assert_eq!(schema.value().raw(), br#"{"x":1.0}"#);
    assert!(matches!(&request.tools[2], Tool::Native { kind, .. } if *kind == "custom"));
    assert!(matches!(&request.tools[3], Tool::Native { kind, .. } if *kind == "web_search"));
    refused_field("tools", json!([{"type": "function"}]), "tools[0].function");
    refused_field("tools", json!([{"function": {}}]), "tools[0].type");
}

#[test]
fn the_older_functions_are_tools() {
    let request = request(&json!({
        "model": "m", "messages": [{"role": "user", "content": "x"}],
        "functions": [{"name": "f", "parameters": {}}], "function_call": {"name": "f"},
    }))
    .unwrap();
    assert!(matches!(&request.tools[0], Tool::Function { name, .. } if *name == "f"));
    assert_eq!(request.tool_choice, Some(ToolChoice::Named("f".into())));
    let request = with_field("function_call", json!("none")).unwrap();
    assert_eq!(request.tool_choice, Some(ToolChoice::None));
}

#[test]
fn a_tool_choice_is_a_word_or_an_object() {
    let read = |choice| with_field("tool_choice", choice).unwrap().tool_choice;
    assert_eq!(read(json!("auto")), Some(ToolChoice::Auto));
    assert_eq!(read(json!("none")), Some(ToolChoice::None));
    assert_eq!(read(json!("required")), Some(ToolChoice::Required));
    assert_eq!(read(json!(null)), None);
    let named = json!({"type": "function", "function": {"name": "f"}});
    assert_eq!(read(named), Some(ToolChoice::Named("f".into())));
    refused_field("tool_choice", json!("maybe"), "tool_choice");
    refused_field("tool_choice", json!(1), "tool_choice");
    refused_field(
        "tool_choice",
        json!({"type": "file_search"}),
        "tool_choice.type",
    );
    refused_field(
        "tool_choice",
        json!({"type": "function"}),
        "tool_choice.function",
    );
}

#[test]
fn allowed_tools_leave_out_the_others() {
    let tool = |name: &str| json!({"type": "function", "function": {"name": name}});
    let request = request(&json!({
        "model": "m", "messages": [{"role": "user", "content": "x"}],
        "tools": [tool("f"), tool("g"), {"type": "custom", "custom": {"name": "h"}}],
        "tool_choice": {"type": "allowed_tools", "allowed_tools": {"mode": "required", "tools": [
            tool("g"), {"type": "custom", "custom": {"name": "h"}}]}},
    }))
    .unwrap();
    assert_eq!(request.tool_choice, Some(ToolChoice::Required));
    assert_eq!(request.tools.len(), 2);
    assert!(matches!(&request.tools[0], Tool::Function { name, .. } if *name == "g"));
}

#[test]
fn the_form_of_the_answer_is_read_or_refused() {
    let read = |format| with_field("response_format", format).unwrap().output;
    assert!(read(json!({"type": "text"})).is_none());
    assert!(matches!(
        read(json!({"type": "json_object"})),
        Some(OutputFormat::JsonObject)
    ));
    let schema = json!({"type": "json_schema", "json_schema": {"name": "n", "strict": true, "schema": {"type": "object"}}});
    assert!(matches!(
        read(schema),
        Some(OutputFormat::JsonSchema {
            name: Some(_),
            strict: Some(true),
            ..
        })
    ));
    refused_field(
        "response_format",
        json!({"type": "xml"}),
        "response_format.type",
    );
    refused_field("response_format", json!("json_object"), "response_format");
    refused_field(
        "response_format",
        json!({"type": "json_schema", "json_schema": {"name": "n"}}),
        "response_format.json_schema.schema",
    );
}

#[test]
fn the_newer_output_limit_wins() {
    for body in [
        r#""max_tokens":5,"max_completion_tokens":9"#,
        r#""max_completion_tokens":9,"max_tokens":5"#,
    ] {
        let body =
            format!(r#"{{"model":"m","messages":[{{"role":"user","content":"x"}}],{body}}}"#);
        assert_eq!(
            decode_request(value(&body)).unwrap().max_output_tokens,
            Some(9)
        );
    }
    assert_eq!(
        with_field("max_tokens", json!(5))
            .unwrap()
            .max_output_tokens,
        Some(5)
    );
    refused_field("max_tokens", json!(0), "max_tokens");
    refused_field("max_completion_tokens", json!("9"), "max_completion_tokens");
}

#[test]
fn stop_is_a_string_an_array_or_nothing() {
    let read = |stop| with_field("stop", stop).unwrap().stop.len();
    assert_eq!(read(json!("x")), 1);
    assert_eq!(read(json!(["x", "y"])), 2);
    assert_eq!(read(json!([])), 0);
    assert_eq!(read(json!(null)), 0);
    refused_field("stop", json!(1), "stop");
    refused_field("stop", json!(["x", null]), "stop[1]");
}

#[test]
fn numbers_are_kept_as_they_were_written() {
    let body = r#"{"model":"m","messages":[{"role":"user","content":"x"}],"temperature":1.0,"top_p":1e-1,"seed":12345678901234567890,"n":2}"#;
    let request = decode_request(value(body)).unwrap();
    let raw = |value: Option<Value<'_>>| {
        value.map(|value| String::from_utf8_lossy(value.raw()).into_owned())
    };
    assert_eq!(raw(request.sampling.temperature).as_deref(), Some("1.0"));
    assert_eq!(raw(request.sampling.top_p).as_deref(), Some("1e-1"));
    assert_eq!(
        raw(request.sampling.seed).as_deref(),
        Some("12345678901234567890")
    );
    assert_eq!(request.candidates, Some(2));
}

#[test]
fn a_wrong_type_is_refused_with_its_path() {
    for key in [
        "temperature",
        "top_p",
        "frequency_penalty",
        "presence_penalty",
        "seed",
        "n",
    ] {
        refused_field(key, json!("1"), key);
    }
    for key in ["stream", "parallel_tool_calls", "logprobs"] {
        refused_field(key, json!("true"), key);
    }
    for key in ["user", "service_tier", "reasoning_effort"] {
        refused_field(key, json!(1), key);
    }
    refused_field("metadata", json!([]), "metadata");
    refused_field("stream_options", json!(true), "stream_options");
    refused_field(
        "stream_options",
        json!({"include_usage": 1}),
        "stream_options.include_usage",
    );
}

#[test]
fn efforts_are_those_of_the_format() {
    let read = |word: &str| {
        with_field("reasoning_effort", json!(word))
            .map(|request| request.reasoning.unwrap().effort.unwrap())
    };
    assert_eq!(read("none"), Ok(Effort::None));
    assert_eq!(read("minimal"), Ok(Effort::Minimal));
    assert_eq!(read("xhigh"), Ok(Effort::XHigh));
    assert!(read("").is_err() && read("huge").is_err());
    assert_eq!(
        with_field("reasoning_effort", json!(null))
            .unwrap()
            .reasoning,
        None
    );
}

#[test]
fn log_probabilities_are_asked_for_together() {
    let ask = |top: Json, flag: Json| {
        request(
            &json!({"model": "m", "messages": [{"role": "user", "content": "x"}],
            "logprobs": flag, "top_logprobs": top}),
        )
    };
    assert_eq!(
        ask(json!(3), json!(true)).unwrap().log_probs.unwrap().top,
        Some(3)
    );
    assert!(ask(json!(null), json!(false)).unwrap().log_probs.is_none());
    assert!(ask(json!(3), json!(null)).is_err());
}

#[test]
fn unknown_fields_survive_and_nulls_do_not() {
    let request = request(&json!({
        "model": "m", "messages": [{"role": "user", "content": "x"}],
        "logit_bias": {"1": 2}, "verbosity": "low", "store": null, "temperature": null,
        "stream": true, "stream_options": {"include_usage": true, "include_obfuscation": false},
    }))
    .unwrap();
    let names: Vec<_> = request
        .extra
        .iter()
        .map(|extra| extra.name.to_string())
        .collect();
    assert_eq!(
        names,
        [
            "logit_bias",
            "verbosity",
            "stream_options.include_obfuscation"
        ]
    );
    assert!(request.stream && request.include_usage && request.sampling.temperature.is_none());
}

#[test]
fn owned_keys_given_twice_are_refused() {
    let rest = r#""model":"m","messages":[{"role":"user","content":"x"}],"stream":true,"stream_options":{}"#;
    for (twice, key) in [
        (r#""mod\u0065l":"other""#, "model"),
        (r#""stream":null"#, "stream"),
        (r#""stream_options":null"#, "stream_options"),
        (r#""messages":[]"#, "messages"),
    ] {
        let body = value(&format!("{{{rest},{twice}}}"));
        let expected = DecodeError::Duplicate {
            at: key.to_owned().into(),
        };
        assert_eq!(decode_request(body).unwrap_err(), expected);
        assert_eq!(outline(body).unwrap_err(), expected);
    }
}

#[test]
fn the_outline_has_what_routing_needs() {
    let body = value(
        r#"{"messages":[{}],"stream_options":{"include_usage":true},"stream":true,"model":"gpt-5"}"#,
    );
    let outline = outline(body).unwrap();
    assert!(outline.model == "gpt-5" && outline.stream && outline.include_usage);
    for bad in [
        r#"{"messages":[{}]}"#,
        r#"{"messages":[{}],"model":""}"#,
        r#"{"messages":[{}],"model":null}"#,
        r#"{"messages":[{}],"model":1}"#,
        r#"{"messages":[{}],"model":"m","stream":"yes"}"#,
    ] {
        assert!(super::outline(value(bad)).is_err(), "{bad}");
    }
}

#[test]
fn a_result_without_its_call_is_kept() {
    let request = with_messages(json!([
        {"role": "user", "content": "x"},
        {"role": "tool", "tool_call_id": "gone", "content": "42"},
    ]))
    .unwrap();
    let (body, losses) = encoded(&request);
    assert_eq!(
        body["messages"][0],
        json!({"role": "tool", "tool_call_id": "gone", "content": "42"})
    );
    assert_eq!(body["messages"][1]["content"], "x");
    assert!(losses.is_empty());
}

#[test]
fn a_body_that_is_no_object_is_refused() {
    for body in ["[]", "1", "null", "\"x\""] {
        assert!(decode_request(value(body)).is_err() && outline(value(body)).is_err());
    }
}
