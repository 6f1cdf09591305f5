//! The hub to request bodies.

use serde_json::json as j;

use super::*;
use crate::chat::{
    Effort, Extra, LogProbs, MediaSource, Message, OutputFormat, Part, Reasoning, Role, Tool,
    ToolChoice,
};
use crate::json::Text;

/// A model that takes every parameter.
const PLAIN: &str = "claude-sonnet-4-5";

fn text(text: &'static str) -> Part<'static> {
    Part::Text {
        text: text.into(),
        cache: None,
        citations: None,
    }
}

fn call(id: &'static str, arguments: &'static str) -> Part<'static> {
    Part::ToolCall {
        id: id.into(),
        name: "f".into(),
        arguments: arguments.into(),
        cache: None,
    }
}

fn result(call_id: &'static str, says: &'static str) -> Part<'static> {
    Part::ToolResult {
        call_id: call_id.into(),
        content: vec![text(says)],
        is_error: None,
        cache: None,
    }
}

fn function(name: &'static str) -> Tool<'static> {
    Tool::Function {
        name: name.into(),
        description: None,
        parameters: None,
        strict: None,
        cache: None,
    }
}

/// A request out of turns.
fn talk(turns: Vec<(Role, Vec<Part<'static>>)>) -> Request<'static> {
    let message = |(index, (role, parts))| Message {
        role,
        parts,
        name: None,
        index: Some(index),
        extra: Vec::new(),
    };
    Request {
        max_output_tokens: Some(2000),
        messages: turns.into_iter().enumerate().map(message).collect(),
        ..Request::default()
    }
}

fn hello() -> Request<'static> {
    talk(vec![(Role::User, vec![text("hi")])])
}

#[track_caller]
fn encode(request: &Request<'_>) -> (Json, Vec<String>) {
    let (body, losses) = encode_for(PLAIN, request);
    (body.unwrap(), losses)
}

#[track_caller]
fn refused(request: &Request<'_>) -> String {
    encode_for(PLAIN, request).0.unwrap_err().to_string()
}

/// What each turn says, in brief.
fn outline_of(body: &Json) -> Vec<String> {
    let brief = |block: &Json| {
        let key = match block["type"].as_str().unwrap() {
            "text" => "text",
            "tool_use" => "id",
            "tool_result" => "tool_use_id",
            other => return other.to_owned(),
        };
        block[key].as_str().unwrap().to_owned()
    };
    let turns = body["messages"].as_array().unwrap();
    turns
        .iter()
        .map(|turn| {
            let blocks = turn["content"].as_array().unwrap();
            assert!(!blocks.is_empty(), "no turn is empty");
            let blocks: Vec<String> = blocks.iter().map(brief).collect();
            format!("{}: {}", turn["role"].as_str().unwrap(), blocks.join(" "))
        })
        .collect()
}

#[test]
fn the_least_request_has_the_least_body() {
    let (body, losses) = encode(&hello());
    assert_eq!(
        body,
        j!({"model": PLAIN, "max_tokens": 2000,
            "messages": [{"role": "user", "content": [{"type": "text", "text": "hi"}]}]})
    );
    assert!(losses.is_empty());
}

#[test]
fn a_missing_output_limit_is_defaulted_and_told() {
    let request = Request {
        max_output_tokens: None,
        stream: true,
        ..hello()
    };
    let (body, losses) = encode(&request);
    assert_eq!(body["max_tokens"], 4096);
    assert_eq!(body["stream"], true);
    assert_eq!(losses, ["max_tokens defaulted"]);
}

#[test]
fn system_and_developer_messages_anywhere_become_the_system_prompt() {
    let request = talk(vec![
        (Role::System, vec![text("a"), text(" ")]),
        (Role::User, vec![text("hi")]),
        (Role::Developer, vec![text("b")]),
        (Role::User, vec![text("there")]),
    ]);
    let (body, losses) = encode(&request);
    assert_eq!(
        body["system"],
        j!([{"type": "text", "text": "a"}, {"type": "text", "text": "b"}])
    );
    assert_eq!(outline_of(&body), ["user: hi there"]);
    assert_eq!(losses, ["messages[2] renamed"]);
}

#[test]
fn a_system_prompt_that_is_no_text_is_refused() {
    let image = Part::Image {
        source: MediaSource::Url("https://x".into()),
        detail: None,
        cache: None,
    };
    let request = talk(vec![
        (Role::System, vec![image]),
        (Role::User, vec![text("hi")]),
    ]);
    assert!(refused(&request).starts_with("messages[0].content[0]: "));
}

#[test]
fn neighbours_of_one_role_become_one_turn_and_empty_ones_vanish() {
    let request = talk(vec![
        (Role::User, vec![text("a")]),
        (Role::Assistant, vec![]),
        (Role::Assistant, vec![text("")]),
        (Role::User, vec![text("b"), text("\n ")]),
        (Role::Assistant, vec![text("c")]),
        (Role::Assistant, vec![text("d")]),
        (Role::User, vec![text("e")]),
    ]);
    assert_eq!(
        outline_of(&encode(&request).0),
        ["user: a b", "assistant: c d", "user: e"]
    );
}

#[test]
fn results_come_first_in_one_turn_in_the_order_of_their_calls() {
    let mut request = talk(vec![
        (Role::User, vec![text("go")]),
        (
            Role::Assistant,
            vec![text("ok"), call("a", "{}"), call("b", "{}")],
        ),
        (Role::User, vec![text("meanwhile")]),
        (Role::User, vec![result("b", "2")]),
        (Role::User, vec![result("a", "1"), text("and")]),
    ]);
    request.tools = vec![function("f")];
    if let Part::ToolResult { cache, .. } = &mut request.messages[3].parts[0] {
        *cache = Some(crate::chat::CacheControl { ttl: None });
    }
    let (body, losses) = encode(&request);
    assert_eq!(
        outline_of(&body),
        ["user: go", "assistant: ok a b", "user: a b meanwhile and"]
    );
    assert_eq!(
        body["messages"][2]["content"][1]["cache_control"],
        j!({"type": "ephemeral"})
    );
    assert!(losses.is_empty());
}

#[test]
fn a_call_without_its_result_is_refused_by_name() {
    for tail in [vec![], vec![(Role::User, vec![result("a", "1")])]] {
        let mut turns = vec![
            (Role::User, vec![text("go")]),
            (
                Role::Assistant,
                vec![text("x"), call("a", "{}"), call("b", "{}")],
            ),
        ];
        let missing = if tail.is_empty() { 0 } else { 1 };
        turns.extend(tail);
        assert_eq!(
            refused(&talk(turns)),
            format!(
                "messages[1].tool_calls[{missing}]: a tool call must be followed by its result (anthropic-messages)"
            )
        );
    }
}

#[test]
fn calls_of_one_turn_need_ids_of_their_own() {
    for ids in [["a", "a"], ["", "b"]] {
        let calls = ids.map(|id| call(id, "{}")).to_vec();
        let results = ids.map(|id| result(id, "x")).to_vec();
        let request = talk(vec![
            (Role::User, vec![text("go")]),
            (Role::Assistant, calls),
            (Role::User, results),
        ]);
        assert!(refused(&request).contains("an id of its own"));
    }
}

#[test]
fn a_result_without_its_call_is_sent_as_text() {
    let empty = Part::ToolResult {
        call_id: "y".into(),
        content: vec![],
        is_error: None,
        cache: None,
    };
    let request = talk(vec![(
        Role::User,
        vec![text("go"), result("x", "lost"), empty],
    )]);
    let (body, losses) = encode(&request);
    assert_eq!(outline_of(&body), ["user: lost (no output) go"]);
    assert_eq!(
        losses,
        [
            "messages[0].content[1] renamed",
            "messages[0].content[2] renamed"
        ]
    );
}

#[test]
fn ids_get_characters_that_the_api_takes_on_both_sides() {
    let mut request = talk(vec![
        (Role::User, vec![text("go")]),
        (Role::Assistant, vec![call("functions.f:0", "{}")]),
        (Role::User, vec![result("functions.f:0", "x")]),
    ]);
    request.tools = vec![function("f")];
    let (body, _) = encode(&request);
    assert_eq!(
        outline_of(&body)[1..],
        ["assistant: functions_f_0", "user: functions_f_0"]
    );
}

#[test]
fn a_conversation_begins_with_the_user() {
    let request = talk(vec![
        (Role::Assistant, vec![text("hello")]),
        (Role::User, vec![text("hi")]),
    ]);
    let (body, losses) = encode(&request);
    assert_eq!(
        outline_of(&body),
        ["user: .", "assistant: hello", "user: hi"]
    );
    assert_eq!(losses, ["messages defaulted"]);
}

#[test]
fn a_system_prompt_alone_is_sent_as_the_user_s_message() {
    let (body, losses) = encode(&talk(vec![(Role::System, vec![text("be")])]));
    assert_eq!(outline_of(&body), ["user: be"]);
    assert!(body.get("system").is_none());
    assert_eq!(losses, ["messages renamed"]);
    assert!(refused(&talk(vec![(Role::User, vec![text("")])])).contains("nothing to answer"));
}

#[test]
fn arguments_that_are_no_object_are_wrapped_in_one() {
    let with = |arguments| {
        let mut request = talk(vec![
            (Role::User, vec![text("go")]),
            (Role::Assistant, vec![call("a", arguments)]),
            (Role::User, vec![result("a", "x")]),
        ]);
        request.tools = vec![function("f")];
        request
    };
    for arguments in ["", "null", " { } "] {
        assert_eq!(
            encode(&with(arguments)).0["messages"][1]["content"][0]["input"],
            j!({})
        );
    }
    for arguments in ["{\"a\":", "[]", "1"] {
        let (body, losses) = encode(&with(arguments));
        assert_eq!(
            body["messages"][1]["content"][0]["input"],
            j!({"_raw_arguments": arguments})
        );
        assert!(
            losses.contains(&"messages[1].tool_calls[0].function.arguments renamed".to_owned()),
            "{losses:?}"
        );
    }
}

#[test]
fn every_part_has_its_block() {
    let base64 = |media_type: &'static str| MediaSource::Base64 {
        media_type: media_type.into(),
        data: "AAAA".into(),
    };
    let image = |source| Part::Image {
        source,
        detail: None,
        cache: None,
    };
    let document = |source| Part::Document {
        source,
        name: Some("T".into()),
        cache: None,
    };
    for (part, block) in [
        (
            image(base64("image/jpg")),
            j!({"type": "image", "source": {"type": "base64", "media_type": "image/jpeg", "data": "AAAA"}}),
        ),
        (
            image(MediaSource::Url("https://x".into())),
            j!({"type": "image", "source": {"type": "url", "url": "https://x"}}),
        ),
        (
            image(MediaSource::FileId("file_1".into())),
            j!({"type": "image", "source": {"type": "file", "file_id": "file_1"}}),
        ),
        (
            document(base64("application/pdf")),
            j!({"type": "document", "source": {"type": "base64", "media_type": "application/pdf", "data": "AAAA"}, "title": "T"}),
        ),
        (
            document(MediaSource::Text("t".into())),
            j!({"type": "document", "source": {"type": "text", "media_type": "text/plain", "data": "t"}, "title": "T"}),
        ),
        (
            document(MediaSource::Url("https://y".into())),
            j!({"type": "document", "source": {"type": "url", "url": "https://y"}, "title": "T"}),
        ),
        (
            Part::Refusal { text: "no".into() },
            j!({"type": "text", "text": "no"}),
        ),
        (
            Part::Reasoning {
                text: "hm".into(),
                signature: Some(crate::chat::Signature {
                    origin: crate::chat::Origin::Anthropic,
                    data: "s".into(),
                }),
            },
            j!({"type": "thinking", "thinking": "hm", "signature": "s"}),
        ),
        (
            Part::RedactedReasoning {
                data: crate::chat::Signature {
                    origin: crate::chat::Origin::Anthropic,
                    data: "r".into(),
                },
            },
            j!({"type": "redacted_thinking", "data": "r"}),
        ),
    ] {
        let (body, _) = encode(&talk(vec![(Role::User, vec![part])]));
        assert_eq!(body["messages"][0]["content"][0], block);
    }
}

#[test]
fn media_without_a_form_is_refused() {
    let base64 = |media_type: &'static str| MediaSource::Base64 {
        media_type: media_type.into(),
        data: "AAAA".into(),
    };
    let image = |source| Part::Image {
        source,
        detail: None,
        cache: None,
    };
    let document = |source| Part::Document {
        source,
        name: None,
        cache: None,
    };
    let odd = Body::new("{}");
    for (part, problem) in [
        (image(base64("image/tiff")), "JPEG"),
        (
            image(MediaSource::FileId("file-abc".into())),
            "another provider",
        ),
        (document(base64("application/msword")), "PDF"),
        (
            Part::Audio {
                data: "AAAA".into(),
                format: "wav".into(),
            },
            "sound",
        ),
        (
            Part::Native {
                kind: "odd".into(),
                value: odd.value(),
            },
            "no form",
        ),
    ] {
        let request = Request {
            messages: vec![Message {
                role: Role::User,
                parts: vec![part],
                name: None,
                index: Some(0),
                extra: vec![],
            }],
            ..Request::default()
        };
        let error = refused(&request);
        assert!(
            error.starts_with("messages[0].content[0]: ") && error.contains(problem),
            "{error}"
        );
    }
}

#[test]
fn a_tool_result_may_be_empty_unless_it_is_an_error() {
    let with = |content, is_error| {
        let result = Part::ToolResult {
            call_id: "a".into(),
            content,
            is_error,
            cache: None,
        };
        let mut request = talk(vec![
            (Role::User, vec![text("go")]),
            (Role::Assistant, vec![call("a", "{}")]),
            (Role::User, vec![result]),
        ]);
        request.tools = vec![function("f")];
        encode(&request).0["messages"][2]["content"][0].clone()
    };
    assert_eq!(
        with(vec![text("")], None),
        j!({"type": "tool_result", "tool_use_id": "a"})
    );
    assert_eq!(
        with(vec![], Some(true)),
        j!({"type": "tool_result", "tool_use_id": "a", "content": "error", "is_error": true})
    );
    assert_eq!(
        with(vec![text("x")], Some(false))["content"],
        j!([{"type": "text", "text": "x"}])
    );
}

#[test]
fn what_history_cannot_carry_is_listed() {
    let mut request = talk(vec![
        (
            Role::User,
            vec![Part::Image {
                source: MediaSource::Url("u".into()),
                detail: Some("high".into()),
                cache: None,
            }],
        ),
        (
            Role::Assistant,
            vec![
                Part::Reasoning {
                    text: "hm".into(),
                    signature: None,
                },
                text("x"),
            ],
        ),
        (Role::User, vec![text("y")]),
    ]);
    request.messages[1].name = Some("bob".into());
    let value = Body::new("1");
    let mut request = Request {
        messages: request.messages,
        ..hello()
    };
    request.messages[1].extra.push(Extra {
        name: "audio".into(),
        value: value.value(),
    });
    let (_, losses) = encode(&request);
    assert_eq!(
        losses,
        [
            "messages[1].name dropped",
            "messages[1].audio dropped",
            "messages[1].content[0] dropped",
            "messages[0].content[0].image_url.detail dropped",
        ]
    );
}

#[test]
fn tools_have_schemas_of_type_object() {
    let typeless = Body::new(r#"{"properties":{"a":{"type":"string"}},"$defs":{}}"#);
    let typed = Body::new(r#"{ "type" : "object" }"#);
    let with = |parameters| Tool::Function {
        name: "f".into(),
        description: Some("d".into()),
        parameters,
        strict: Some(true),
        cache: None,
    };
    let request = Request {
        tools: vec![
            function("g"),
            with(Some(typeless.value().into())),
            with(Some(typed.value().into())),
        ],
        ..hello()
    };
    let (body, losses) = encode(&request);
    assert_eq!(losses.len(), 2);
    assert_eq!(
        body["tools"][0],
        j!({"name": "g", "input_schema": {"type": "object", "properties": {}}})
    );
    assert_eq!(
        body["tools"][1],
        j!({"name": "f", "description": "d", "strict": true,
            "input_schema": {"type": "object", "properties": {"a": {"type": "string"}}, "$defs": {},
                             "additionalProperties": false}})
    );
    assert_eq!(
        body["tools"][2]["input_schema"],
        j!({"type": "object", "additionalProperties": false})
    );
    let array = Body::new(r#"{"type":"array"}"#);
    let request = Request {
        tools: vec![with(Some(array.value().into()))],
        ..hello()
    };
    assert!(refused(&request).starts_with("tools[0].function.parameters: "));
}

#[test]
fn a_tool_name_that_the_api_does_not_take_is_refused() {
    let long: &'static str = Box::leak("x".repeat(129).into_boxed_str());
    for name in ["", "a b", "a.b", "é", long] {
        let request = Request {
            tools: vec![function(name)],
            ..hello()
        };
        assert!(
            refused(&request).starts_with("tools[0].function.name: "),
            "{name}"
        );
    }
}

#[test]
fn a_tool_of_another_provider_is_refused_and_one_of_this_is_kept() {
    let tool = Body::new(r#"{"type":"web_search_20250305","name":"web_search"}"#);
    let native = |kind: &'static str| Tool::Native {
        kind: kind.into(),
        value: tool.value(),
    };
    let request = Request {
        tools: vec![native("web_search_20250305")],
        ..hello()
    };
    assert_eq!(encode(&request).0["tools"][0], json(tool.value().raw()));
    let request = Request {
        tools: vec![native("custom")],
        ..hello()
    };
    assert!(refused(&request).starts_with("tools[0].type: "));
}

#[test]
fn every_tool_choice_has_its_form() {
    for (choice, parallel, expected) in [
        (Some(ToolChoice::Auto), None, j!({"type": "auto"})),
        (Some(ToolChoice::None), Some(false), j!({"type": "none"})),
        (
            Some(ToolChoice::Required),
            Some(false),
            j!({"type": "any", "disable_parallel_tool_use": true}),
        ),
        (
            Some(ToolChoice::Named("f".into())),
            Some(true),
            j!({"type": "tool", "name": "f", "disable_parallel_tool_use": false}),
        ),
        (
            None,
            Some(false),
            j!({"type": "auto", "disable_parallel_tool_use": true}),
        ),
        (None, Some(true), Json::Null),
    ] {
        let request = Request {
            tools: vec![function("f")],
            tool_choice: choice,
            parallel_tool_calls: parallel,
            ..hello()
        };
        assert_eq!(encode(&request).0["tool_choice"], expected);
    }
}

#[test]
fn a_choice_without_tools_says_nothing_unless_a_call_is_demanded() {
    let request = Request {
        tool_choice: Some(ToolChoice::Auto),
        parallel_tool_calls: Some(false),
        ..hello()
    };
    assert!(encode(&request).0.get("tool_choice").is_none());
    let request = Request {
        tool_choice: Some(ToolChoice::Required),
        ..hello()
    };
    assert!(refused(&request).starts_with("tool_choice: "));
}

#[test]
fn a_history_of_calls_without_tools_defines_them_uncallable() {
    let request = talk(vec![
        (Role::User, vec![text("go")]),
        (Role::Assistant, vec![call("a", "{}"), call("b", "{}")]),
        (Role::User, vec![result("a", "x"), result("b", "y")]),
    ]);
    let (body, losses) = encode(&request);
    assert_eq!(
        body["tools"],
        j!([{"name": "f", "input_schema": {"type": "object", "properties": {}}}])
    );
    assert_eq!(body["tool_choice"], j!({"type": "none"}));
    assert_eq!(losses, ["tools defaulted"]);
}

#[test]
fn sampling_is_brought_into_range_and_the_rest_is_listed() {
    let numbers = Body::new("[1.7, -1, 1.0, 0.5, 40]");
    let number = |index: usize| numbers.value().items().nth(index);
    for (given, sent, lost) in [
        (0, j!(1), true),
        (1, j!(0), true),
        (2, j!(1.0), false),
        (3, j!(0.5), false),
    ] {
        let mut request = hello();
        request.sampling.temperature = number(given);
        let (body, losses) = encode_for("some-other-model", &request);
        assert_eq!(body.unwrap()["temperature"], sent);
        assert_eq!(losses == ["temperature clamped"], lost);
    }
    let mut request = hello();
    request.sampling.temperature = number(3);
    request.sampling.top_p = number(3);
    request.sampling.top_k = number(4);
    request.sampling.frequency_penalty = number(3);
    request.sampling.presence_penalty = number(3);
    request.sampling.seed = number(4);
    request.log_probs = Some(LogProbs { top: None });
    request.metadata = Some(numbers.value());
    request.extra = vec![Extra {
        name: "logit_bias".into(),
        value: numbers.value(),
    }];
    let (body, losses) = encode_for("some-other-model", &request);
    let body = body.unwrap();
    assert_eq!((&body["top_p"], &body["top_k"]), (&j!(0.5), &j!(40)));
    assert_eq!(
        losses,
        [
            "frequency_penalty dropped",
            "presence_penalty dropped",
            "seed dropped",
            "metadata dropped",
            "logprobs dropped",
            "logit_bias dropped",
        ]
    );
    let (body, losses) = encode(&Request {
        sampling: request.sampling.clone(),
        ..hello()
    });
    assert!(body.get("top_p").is_none());
    assert_eq!(
        losses[0], "top_p dropped",
        "these models take one of the two"
    );
}

#[test]
fn newer_models_take_no_sampling_but_the_default_is_no_loss() {
    let numbers = Body::new("[1.0, 0.2]");
    let mut request = hello();
    request.sampling.temperature = numbers.value().items().next();
    let (body, losses) = encode_for("eu.anthropic.claude-opus-4-7", &request);
    assert!(body.unwrap().get("temperature").is_none() && losses.is_empty());
    request.sampling.temperature = numbers.value().items().nth(1);
    assert_eq!(
        encode_for("claude-opus-5", &request).1,
        ["temperature dropped"]
    );
}

#[test]
fn several_candidates_are_refused_and_one_is_not() {
    assert!(
        refused(&Request {
            candidates: Some(2),
            ..hello()
        })
        .starts_with("n: ")
    );
    encode(&Request {
        candidates: Some(1),
        ..hello()
    });
}

#[test]
fn blank_stop_sequences_are_left_out_and_listed() {
    let request = Request {
        stop: vec!["\n\n".into(), "END".into()],
        ..hello()
    };
    let (body, losses) = encode(&request);
    assert_eq!(body["stop_sequences"], j!(["END"]));
    assert_eq!(losses, ["stop dropped"]);
    let (body, _) = encode(&Request {
        stop: vec![" ".into()],
        ..hello()
    });
    assert!(body.get("stop_sequences").is_none());
}

#[test]
fn the_user_and_the_service_tier_have_their_own_words() {
    let (body, losses) = encode(&Request {
        user: Some("u".into()),
        service_tier: Some("default".into()),
        ..hello()
    });
    assert_eq!(body["metadata"], j!({"user_id": "u"}));
    assert_eq!(body["service_tier"], "standard_only");
    assert!(losses.is_empty());
    let long = Text::from("x".repeat(257));
    let (body, losses) = encode(&Request {
        user: Some(long),
        service_tier: Some("flex".into()),
        ..hello()
    });
    assert!(body.get("metadata").is_none() && body.get("service_tier").is_none());
    assert_eq!(losses, ["user dropped", "service_tier dropped"]);
    let (body, losses) = encode(&Request {
        service_tier: Some("priority".into()),
        ..hello()
    });
    assert_eq!(body["service_tier"], "auto");
    assert_eq!(losses, ["service_tier renamed"]);
}

#[test]
fn a_schema_has_a_field_of_its_own_where_the_model_knows_it() {
    let schema = Body::new(r#"{"type":"object","properties":{},"additionalProperties":false}"#);
    let output = Some(OutputFormat::JsonSchema {
        name: Some("n".into()),
        description: None,
        schema: schema.value().into(),
        strict: Some(true),
    });
    let request = Request {
        output: output.clone(),
        ..hello()
    };
    let (body, losses) = encode(&request);
    assert_eq!(
        body["output_config"]["format"],
        j!({"type": "json_schema",
            "schema": {"type": "object", "properties": {}, "additionalProperties": false}})
    );
    assert!(losses.is_empty());
    let (body, losses) = encode_for("claude-3-5-haiku-20241022", &request);
    let body = body.unwrap();
    assert!(
        body["system"][0]["text"]
            .as_str()
            .unwrap()
            .contains(r#""properties":{}"#)
    );
    assert!(body.get("output_config").is_none());
    assert_eq!(losses, ["response_format renamed"]);
}

#[test]
fn a_json_mode_without_schema_is_asked_for_in_words() {
    let mut request = talk(vec![
        (Role::System, vec![text("be")]),
        (Role::User, vec![text("hi")]),
    ]);
    request.output = Some(OutputFormat::JsonObject);
    let (body, losses) = encode(&request);
    assert_eq!(body["system"].as_array().unwrap().len(), 2);
    assert!(
        body["system"][1]["text"]
            .as_str()
            .unwrap()
            .contains("JSON object")
    );
    assert_eq!(losses, ["response_format renamed"]);
}

fn reasoning(effort: Effort) -> Request<'static> {
    Request {
        reasoning: Some(Reasoning {
            effort: Some(effort),
            ..Reasoning::default()
        }),
        max_output_tokens: Some(20_000),
        ..hello()
    }
}

#[test]
fn an_effort_is_a_budget_for_models_that_take_budgets() {
    for (effort, thinking) in [
        (Effort::None, j!({"type": "disabled"})),
        (
            Effort::Minimal,
            j!({"type": "enabled", "budget_tokens": 1024}),
        ),
        (Effort::Low, j!({"type": "enabled", "budget_tokens": 2048})),
        (
            Effort::Medium,
            j!({"type": "enabled", "budget_tokens": 8192}),
        ),
        (
            Effort::High,
            j!({"type": "enabled", "budget_tokens": 15000}),
        ),
    ] {
        let (body, losses) = encode(&reasoning(effort));
        assert_eq!(body["thinking"], thinking);
        assert!(losses.is_empty());
    }
    let (body, losses) = encode(&Request {
        max_output_tokens: Some(1200),
        ..reasoning(Effort::High)
    });
    assert!(body.get("thinking").is_none());
    assert_eq!(losses, ["reasoning_effort dropped"]);
    let (body, _) = encode(&Request {
        max_output_tokens: None,
        ..reasoning(Effort::High)
    });
    assert_eq!(body["max_tokens"], 4096 + 16384);
}

#[test]
fn an_effort_is_an_effort_for_models_that_think_as_they_like() {
    for (model, effort, thinking, sent, loss) in [
        (
            "claude-opus-5",
            Effort::High,
            j!({"type": "adaptive"}),
            j!("high"),
            None,
        ),
        (
            "claude-opus-4-6",
            Effort::XHigh,
            j!({"type": "adaptive"}),
            j!("high"),
            Some("reasoning_effort clamped"),
        ),
        (
            "claude-opus-4-8",
            Effort::XHigh,
            j!({"type": "adaptive"}),
            j!("xhigh"),
            None,
        ),
        (
            "claude-sonnet-5",
            Effort::Minimal,
            j!({"type": "adaptive"}),
            j!("low"),
            Some("reasoning_effort clamped"),
        ),
        (
            "claude-opus-5",
            Effort::None,
            j!({"type": "disabled"}),
            Json::Null,
            None,
        ),
        (
            "claude-mythos-5",
            Effort::None,
            Json::Null,
            Json::Null,
            Some("reasoning_effort dropped"),
        ),
        (
            "claude-3-5-sonnet-20241022",
            Effort::High,
            Json::Null,
            Json::Null,
            Some("reasoning_effort dropped"),
        ),
        (
            "claude-3-5-sonnet-20241022",
            Effort::None,
            Json::Null,
            Json::Null,
            None,
        ),
    ] {
        let (body, losses) = encode_for(model, &reasoning(effort));
        let body = body.unwrap();
        assert_eq!(
            (&body["thinking"], &body["output_config"]["effort"]),
            (&thinking, &sent),
            "{model}"
        );
        assert_eq!(losses, Vec::from_iter(loss), "{model}");
    }
}

#[test]
fn a_budget_stays_below_the_limit_and_becomes_an_effort_where_there_are_none() {
    let with = |budget| Request {
        reasoning: Some(Reasoning {
            budget_tokens: Some(budget),
            display: Some("omitted".into()),
            ..Reasoning::default()
        }),
        ..hello()
    };
    for (budget, sent, lost) in [(1500, 1500, false), (5000, 1999, true), (1, 1024, true)] {
        let (body, losses) = encode(&with(budget));
        assert_eq!(
            body["thinking"],
            j!({"type": "enabled", "budget_tokens": sent, "display": "omitted"})
        );
        assert_eq!(losses == ["thinking.budget_tokens clamped"], lost);
    }
    let (body, losses) = encode_for("claude-opus-5", &with(10_000));
    assert_eq!(body.unwrap()["output_config"], j!({"effort": "high"}));
    assert_eq!(losses, ["thinking.budget_tokens renamed"]);
    let (body, losses) = encode(&Request {
        max_output_tokens: Some(1000),
        ..with(2000)
    });
    assert!(body.get("thinking").is_none());
    assert_eq!(losses, ["thinking.budget_tokens dropped"]);
}

#[test]
fn thinking_rules_out_sampling_and_forced_calls() {
    let numbers = Body::new("[0.5, 40, 0.96]");
    let mut request = Request {
        tools: vec![function("f")],
        tool_choice: Some(ToolChoice::Required),
        ..reasoning(Effort::Low)
    };
    request.sampling.temperature = numbers.value().items().next();
    request.sampling.top_k = numbers.value().items().nth(1);
    request.sampling.top_p = numbers.value().items().nth(2);
    let (body, losses) = encode(&request);
    assert!(body.get("temperature").is_none() && body.get("top_k").is_none());
    assert_eq!(body["top_p"], j!(0.96));
    assert_eq!(body["tool_choice"], j!({"type": "auto"}));
    assert_eq!(
        losses,
        [
            "tool_choice renamed",
            "temperature dropped",
            "top_k dropped"
        ]
    );
}

#[test]
fn a_last_assistant_message_is_gone_on_with_where_the_model_does_that() {
    let turns = vec![
        (Role::User, vec![text("hi")]),
        (Role::Assistant, vec![text("Once \n")]),
    ];
    let request = Request {
        max_output_tokens: Some(20_000),
        ..talk(turns)
    };
    let (body, losses) = encode(&request);
    assert_eq!(outline_of(&body)[1], "assistant: Once");
    assert_eq!(losses, ["messages[1].content[0] renamed"]);
    let thinking = Request {
        reasoning: reasoning(Effort::Low).reasoning,
        ..request.clone()
    };
    let (body, losses) = encode(&thinking);
    assert!(body.get("thinking").is_none());
    assert_eq!(losses[0], "reasoning_effort dropped");
    let error = encode_for("claude-opus-4-6", &request).0.unwrap_err();
    assert_eq!(error.at.to_string(), "messages[1].content[0]");
}

#[test]
fn text_is_moved_as_it_was_written() {
    let source = Body::new(
        r#"{"model":"m","max_tokens":1,"messages":[{"role":"user","content":"caf\u00e9 \/ \ud83d\ude00"}]}"#,
    );
    let request = decode_request(source.value()).unwrap();
    let mut out = Vec::new();
    let target = Target {
        model: PLAIN,
        default_max_tokens: 1,
        wants_reasoning: false,
    };
    encode_request(&request, &target, &mut out, &mut Losses::default()).unwrap();
    let out = String::from_utf8(out).unwrap();
    assert!(out.contains(r#""caf\u00e9 \/ \ud83d\ude00""#), "{out}");
}

#[test]
fn ten_thousand_results_in_the_wrong_order_are_sorted_in_good_time() {
    let ids: Vec<&'static str> = (0..10_000)
        .map(|number| &*Box::leak(format!("call_{number}").into_boxed_str()))
        .collect();
    let calls = ids.iter().map(|id| call(id, "{}")).collect();
    let results = ids.iter().rev().map(|id| result(id, "x")).collect();
    let mut request = talk(vec![
        (Role::User, vec![text("go")]),
        (Role::Assistant, calls),
        (Role::User, results),
    ]);
    request.tools = vec![function("f")];
    let (body, _) = encode(&request);
    assert_eq!(body["messages"][2]["content"][1]["tool_use_id"], "call_1");
}

#[test]
fn a_schema_to_be_matched_is_closed_and_without_bounds() {
    let schema = Body::new(
        r#"{"type":"object","properties":{"a":{"type":"integer","minimum":1},"minimum":{"type":["object","null"],"additionalProperties":true},
            "l":{"type":"array","items":{"type":"object","properties":{}},"minItems":2}},
            "$defs":{"d":{"anyOf":[{"type":"object"},{"type":"null"}]}}}"#,
    );
    let closed = j!({"type": "object", "additionalProperties": false,
        "properties": {"a": {"type": "integer"},
            "minimum": {"type": ["object", "null"], "additionalProperties": false},
            "l": {"type": "array", "items": {"type": "object", "properties": {}, "additionalProperties": false}}},
        "$defs": {"d": {"anyOf": [{"type": "object", "additionalProperties": false}, {"type": "null"}]}}});
    let output = OutputFormat::JsonSchema {
        name: None,
        description: None,
        schema: schema.value().into(),
        strict: None,
    };
    let (body, losses) = encode(&Request {
        output: Some(output),
        ..hello()
    });
    assert_eq!(body["output_config"]["format"]["schema"], closed);
    assert_eq!(losses, ["response_format.json_schema.schema renamed"]);

    let tool = |strict| Tool::Function {
        name: "f".into(),
        description: None,
        parameters: Some(schema.value().into()),
        strict,
        cache: None,
    };
    let (body, losses) = encode(&Request {
        tools: vec![tool(Some(true))],
        ..hello()
    });
    assert_eq!(body["tools"][0]["input_schema"], closed);
    assert_eq!(losses, ["tools[0].function.parameters renamed"]);
    let (body, losses) = encode(&Request {
        tools: vec![tool(None)],
        ..hello()
    });
    assert_eq!(body["tools"][0]["input_schema"], json(schema.value().raw()));
    assert!(losses.is_empty());
}

#[test]
fn ids_that_a_provider_uses_again_are_told_apart() {
    let mut request = talk(vec![
        (Role::User, vec![text("go")]),
        (Role::Assistant, vec![call("call_0", "{}")]),
        (Role::User, vec![result("call_0", "1")]),
        (Role::Assistant, vec![call("call_0", "{}")]),
        (Role::User, vec![result("call_0", "2")]),
    ]);
    request.tools = vec![function("f")];
    assert_eq!(
        outline_of(&encode(&request).0)[1..],
        [
            "assistant: call_0",
            "user: call_0",
            "assistant: call_0_3",
            "user: call_0_3"
        ]
    );
}

#[test]
fn calls_that_came_without_reasoning_rule_out_a_budget_but_no_effort() {
    let with = |first: Part<'static>| {
        let turns = vec![
            (Role::User, vec![text("go")]),
            (Role::Assistant, vec![first, call("a", "{}")]),
            (Role::User, vec![result("a", "x")]),
        ];
        let tools = vec![function("f")];
        Request {
            messages: talk(turns).messages,
            tools,
            ..reasoning(Effort::Low)
        }
    };
    let (body, losses) = encode(&with(text("ok")));
    assert!(body.get("thinking").is_none());
    assert_eq!(losses, ["reasoning_effort dropped"]);
    let (body, losses) = encode_for("claude-opus-4-6", &with(text("ok")));
    assert_eq!(body.unwrap()["thinking"], j!({"type": "adaptive"}));
    assert!(losses.is_empty());
    let reasoned = Part::Reasoning {
        text: "hm".into(),
        signature: Some(crate::chat::Signature {
            origin: crate::chat::Origin::Anthropic,
            data: "s".into(),
        }),
    };
    assert_eq!(encode(&with(reasoned)).0["thinking"]["type"], "enabled");
}

#[test]
fn a_model_without_schemas_gets_no_strict_tools() {
    let tool = Tool::Function {
        name: "f".into(),
        description: None,
        parameters: None,
        strict: Some(true),
        cache: None,
    };
    let request = Request {
        tools: vec![tool],
        ..hello()
    };
    let (body, losses) = encode_for("claude-3-5-haiku-20241022", &request);
    assert!(body.unwrap()["tools"][0].get("strict").is_none());
    assert_eq!(losses, ["tools[0].function.strict dropped"]);
}
