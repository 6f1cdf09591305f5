//! Request bodies as OpenAI takes them.

use serde_json::json;

use super::*;
use crate::chat::{
    CacheControl, Effort, Extra, LogProbs, MediaSource, Message, OutputFormat, Part, Reasoning,
    Role, Tool, ToolChoice,
};

fn text(text: &str) -> Part<'_> {
    Part::Text {
        text: text.into(),
        cache: None,
        citations: None,
    }
}

fn message<'a>(role: Role, parts: Vec<Part<'a>>) -> Message<'a> {
    Message {
        role,
        parts,
        name: None,
        index: Some(0),
        extra: Vec::new(),
    }
}

fn asking(parts: Vec<Part<'_>>) -> Request<'_> {
    Request {
        messages: vec![message(Role::User, parts)],
        ..Request::default()
    }
}

fn result<'a>(call_id: &'a str, content: Vec<Part<'a>>) -> Part<'a> {
    Part::ToolResult {
        call_id: call_id.into(),
        content,
        is_error: None,
        cache: None,
    }
}

fn picture() -> Part<'static> {
    Part::Image {
        source: MediaSource::Base64 {
            media_type: "image/png".into(),
            data: "QUJD".into(),
        },
        detail: None,
        cache: None,
    }
}

fn function(name: &str) -> Tool<'_> {
    Tool::Function {
        name: name.into(),
        description: None,
        parameters: None,
        strict: None,
        cache: None,
    }
}

/// The messages written for these, and the losses.
#[track_caller]
fn written(messages: Vec<Message<'_>>) -> (Json, Vec<String>) {
    let request = Request {
        messages,
        ..Request::default()
    };
    let (mut body, losses) = encoded(&request);
    (body["messages"].take(), losses)
}

/// One field of the body written for a request, and the losses.
#[track_caller]
fn field(key: &str, change: impl FnOnce(&mut Request<'static>)) -> (Json, Vec<String>) {
    let mut request = asking(vec![text("x")]);
    change(&mut request);
    let (body, losses) = encoded(&request);
    (body.get(key).cloned().unwrap_or(Json::Null), losses)
}

fn none() -> Vec<String> {
    Vec::new()
}

#[test]
fn the_target_names_the_model_and_little_else_is_written() {
    let (body, losses) = encoded(&asking(vec![text("x")]));
    assert_eq!(
        body,
        json!({"model": "target-model", "messages": [{"role": "user", "content": "x"}]})
    );
    assert_eq!(losses, none());
}

#[test]
fn system_and_developer_keep_their_role_and_place() {
    let (messages, losses) = written(vec![
        message(Role::System, vec![text("a"), text("b")]),
        message(Role::User, vec![text("c")]),
        message(Role::Developer, vec![text("d")]),
        message(Role::User, vec![text("e")]),
        message(Role::User, vec![text("f")]),
    ]);
    let expected = json!([
        {"role": "system", "content": [{"type": "text", "text": "a"}, {"type": "text", "text": "b"}]},
        {"role": "user", "content": "c"},
        {"role": "developer", "content": "d"},
        {"role": "user", "content": "e"},
        {"role": "user", "content": "f"},
    ]);
    assert_eq!(messages, expected);
    assert_eq!(losses, none());
}

#[test]
fn tool_results_stand_right_behind_the_calls_and_in_order() {
    let call = |id: &'static str| Part::ToolCall {
        id: id.into(),
        name: "f".into(),
        arguments: r#"{"a":"\""}"#.into(),
        cache: None,
    };
    let (messages, losses) = written(vec![
        message(Role::Assistant, vec![text("look"), call("c1"), call("c2")]),
        message(
            Role::User,
            vec![
                text("and"),
                result("c2", vec![text("two"), text("more")]),
                result("c1", vec![]),
                text("then"),
            ],
        ),
    ]);
    let expected = json!([
        {"role": "assistant", "content": "look", "tool_calls": [
            {"id": "c1", "type": "function", "function": {"name": "f", "arguments": "{\"a\":\"\\\"\"}"}},
            {"id": "c2", "type": "function", "function": {"name": "f", "arguments": "{\"a\":\"\\\"\"}"}},
        ]},
        {"role": "tool", "tool_call_id": "c2", "content": [{"type": "text", "text": "two"}, {"type": "text", "text": "more"}]},
        {"role": "tool", "tool_call_id": "c1", "content": ""},
        {"role": "user", "content": [{"type": "text", "text": "and"}, {"type": "text", "text": "then"}]},
    ]);
    assert_eq!(messages, expected);
    assert_eq!(losses, none());
}

#[test]
fn an_image_in_a_tool_result_moves_behind_all_results_of_the_turn() {
    let (messages, losses) = written(vec![
        message(Role::User, vec![result("c1", vec![text("see"), picture()])]),
        message(
            Role::User,
            vec![result("c2", vec![text("ok")]), text("go on")],
        ),
    ]);
    let expected = json!([
        {"role": "tool", "tool_call_id": "c1", "content": "see"},
        {"role": "tool", "tool_call_id": "c2", "content": "ok"},
        {"role": "user", "content": [{"type": "image_url", "image_url": {"url": "data:image/png;base64,QUJD"}}]},
        {"role": "user", "content": "go on"},
    ]);
    assert_eq!(messages, expected);
    assert_eq!(losses, ["messages[0].content[0].content[1] renamed"]);
}

#[test]
fn a_failed_tool_is_a_listed_loss() {
    let (messages, losses) = written(vec![message(
        Role::User,
        vec![Part::ToolResult {
            call_id: "c".into(),
            content: vec![text("boom")],
            is_error: Some(true),
            cache: None,
        }],
    )]);
    assert_eq!(
        messages,
        json!([{"role": "tool", "tool_call_id": "c", "content": "boom"}])
    );
    assert_eq!(losses, ["messages[0].content[0].is_error dropped"]);
}

#[test]
fn reasoning_cache_markers_and_citations_are_dropped_and_listed() {
    let (messages, losses) = written(vec![message(
        Role::Assistant,
        vec![
            Part::Reasoning {
                text: "hm".into(),
                signature: Some(crate::chat::Signature {
                    origin: crate::chat::Origin::Anthropic,
                    data: "s".into(),
                }),
            },
            Part::RedactedReasoning {
                data: crate::chat::Signature {
                    origin: crate::chat::Origin::Anthropic,
                    data: "d".into(),
                },
            },
            Part::Text {
                text: "hi".into(),
                cache: Some(CacheControl { ttl: None }),
                citations: Some(value("[1]").into()),
            },
        ],
    )]);
    assert_eq!(messages, json!([{"role": "assistant", "content": "hi"}]));
    assert_eq!(
        losses,
        [
            "messages[0].content[0] dropped",
            "messages[0].content[1] dropped",
            "messages[0].content[2].cache_control dropped",
            "messages[0].content[2].citations dropped",
        ]
    );
}

#[test]
fn an_assistant_turn_always_has_content() {
    let call = Part::ToolCall {
        id: "c".into(),
        name: "f".into(),
        arguments: "".into(),
        cache: None,
    };
    let (messages, _) = written(vec![
        message(Role::Assistant, vec![]),
        message(Role::Assistant, vec![call]),
        message(Role::Assistant, vec![Part::Refusal { text: "no".into() }]),
    ]);
    assert_eq!(messages[0], json!({"role": "assistant", "content": ""}));
    assert_eq!(messages[1]["content"], Json::Null);
    assert_eq!(messages[1]["tool_calls"][0]["function"]["arguments"], "{}");
    assert_eq!(
        messages[2]["content"],
        json!([{"type": "refusal", "refusal": "no"}])
    );
}

#[test]
fn text_behind_a_call_moves_before_it_and_is_listed() {
    let call = Part::ToolCall {
        id: "c".into(),
        name: "f".into(),
        arguments: "{}".into(),
        cache: None,
    };
    let (messages, losses) = written(vec![message(Role::Assistant, vec![call, text("after")])]);
    assert_eq!(messages[0]["content"], "after");
    assert_eq!(losses, ["messages[0].content[1] renamed"]);
}

#[test]
fn media_of_the_user_are_written_as_the_format_wants_them() {
    let url = Part::Image {
        source: MediaSource::Url("https://example.com/a.png".into()),
        detail: Some("high".into()),
        cache: None,
    };
    let pdf = |name: Option<&'static str>| Part::Document {
        source: MediaSource::Base64 {
            media_type: "application/pdf".into(),
            data: "QUJD".into(),
        },
        name: name.map(Into::into),
        cache: None,
    };
    let plain = Part::Document {
        source: MediaSource::Text("all of it".into()),
        name: None,
        cache: None,
    };
    let sound = Part::Audio {
        data: "QUJD".into(),
        format: "wav".into(),
    };
    let parts = vec![url, picture(), pdf(Some("a.pdf")), pdf(None), plain, sound];
    let (messages, losses) = written(vec![message(Role::User, parts)]);
    let file = |name: &str| json!({"type": "file", "file": {"filename": name, "file_data": "data:application/pdf;base64,QUJD"}});
    assert_eq!(
        messages[0]["content"],
        json!([
            {"type": "image_url", "image_url": {"url": "https://example.com/a.png", "detail": "high"}},
            {"type": "image_url", "image_url": {"url": "data:image/png;base64,QUJD"}},
            file("a.pdf"),
            file("document.pdf"),
            {"type": "text", "text": "all of it"},
            {"type": "input_audio", "input_audio": {"data": "QUJD", "format": "wav"}},
        ])
    );
    assert_eq!(
        losses,
        [
            "messages[0].content[3].title defaulted",
            "messages[0].content[4] renamed"
        ]
    );
}

#[test]
fn content_without_a_form_here_is_refused_with_its_place() {
    let document = |source| Part::Document {
        source,
        name: None,
        cache: None,
    };
    let image = |source| Part::Image {
        source,
        detail: None,
        cache: None,
    };
    let native = || Part::Native {
        kind: "search_result".into(),
        value: value("{}"),
    };
    let bad = vec![
        (
            Role::User,
            document(MediaSource::Url("https://example.com/a.pdf".into())),
        ),
        (Role::User, document(MediaSource::FileId("file_1".into()))),
        (Role::User, image(MediaSource::FileId("file_1".into()))),
        (
            Role::User,
            image(MediaSource::Base64 {
                media_type: "png".into(),
                data: "QUJD".into(),
            }),
        ),
        (
            Role::User,
            document(MediaSource::Base64 {
                media_type: "a/b;c".into(),
                data: "QUJD".into(),
            }),
        ),
        (
            Role::User,
            image(MediaSource::Url("file:///etc/passwd".into())),
        ),
        (Role::User, native()),
        (Role::Assistant, native()),
        (Role::Assistant, picture()),
        (Role::System, picture()),
    ];
    for (role, part) in bad {
        let request = Request {
            messages: vec![message(role, vec![text("x"), part])],
            ..Request::default()
        };
        let error = try_encoded(&request).0.expect_err("refused");
        assert_eq!(error.at.to_string(), "messages[0].content[1]");
    }
    let inside = asking(vec![result("c", vec![native()])]);
    let error = try_encoded(&inside).0.expect_err("refused");
    assert_eq!(error.at.to_string(), "messages[0].content[0].content[0]");
}

#[test]
fn a_system_prompt_without_an_index_is_called_so() {
    let mut system = message(Role::System, vec![picture()]);
    system.index = None;
    let request = Request {
        messages: vec![system],
        ..Request::default()
    };
    assert_eq!(
        try_encoded(&request).0.unwrap_err().at.to_string(),
        "system[0]"
    );
}

#[test]
fn a_schema_of_an_object_gets_the_properties_that_openai_demands() {
    let parameters = |schema: &'static str| {
        let tool = Tool::Function {
            name: "f".into(),
            description: None,
            parameters: Some(value(schema).into()),
            strict: None,
            cache: None,
        };
        let (mut tools, losses) = field("tools", |request| request.tools = vec![tool]);
        assert!(losses.is_empty());
        tools[0]["function"]["parameters"].take()
    };
    assert_eq!(
        parameters(r#"{"type":"object","additionalProperties":false}"#),
        json!({"type": "object", "additionalProperties": false, "properties": {}})
    );
    let whole = r#"{"type":"object","properties":{"a":{"type":"object"}}}"#;
    assert_eq!(
        parameters(whole),
        serde_json::from_str::<Json>(whole).unwrap()
    );
    assert_eq!(parameters("{}"), json!({}));
}

#[test]
fn tools_are_written_whole_and_foreign_ones_are_listed() {
    let (body, losses) = encoded(&Request {
        tools: vec![
            Tool::Native {
                kind: "bash_20250124".into(),
                value: value("{}"),
            },
            Tool::Function {
                name: "f".into(),
                description: Some("d".into()),
                parameters: Some(value(r#"{"x":1.0}"#).into()),
                strict: Some(true),
                cache: Some(CacheControl { ttl: None }),
            },
            function("g"),
        ],
        tool_choice: Some(ToolChoice::Named("f".into())),
        parallel_tool_calls: Some(false),
        ..asking(vec![text("x")])
    });
    assert_eq!(
        body["tools"],
        json!([
            {"type": "function", "function": {"name": "f", "description": "d", "parameters": {"x": 1.0}, "strict": true}},
            {"type": "function", "function": {"name": "g"}},
        ])
    );
    assert_eq!(
        body["tool_choice"],
        json!({"type": "function", "function": {"name": "f"}})
    );
    assert_eq!(body["parallel_tool_calls"], false);
    assert_eq!(
        losses,
        ["tools[0] dropped", "tools[1].cache_control dropped"]
    );
}

#[test]
fn without_tools_nothing_is_said_about_them() {
    let foreign = || {
        vec![Tool::Native {
            kind: "bash".into(),
            value: value("{}"),
        }]
    };
    let (body, losses) = encoded(&Request {
        tools: foreign(),
        tool_choice: Some(ToolChoice::Required),
        parallel_tool_calls: Some(true),
        ..asking(vec![text("x")])
    });
    assert_eq!(body.as_object().unwrap().len(), 2, "{body}");
    assert_eq!(losses, ["tools[0] dropped", "tool_choice dropped"]);
    let named = Request {
        tools: foreign(),
        tool_choice: Some(ToolChoice::Named("bash".into())),
        ..asking(vec![text("x")])
    };
    assert_eq!(
        try_encoded(&named).0.unwrap_err().at.to_string(),
        "tool_choice"
    );
}

#[test]
fn every_word_of_tool_choice_is_written() {
    for (choice, word) in [
        (ToolChoice::Auto, "auto"),
        (ToolChoice::None, "none"),
        (ToolChoice::Required, "required"),
    ] {
        let (written, _) = field("tool_choice", |request| {
            request.tools = vec![function("f")];
            request.tool_choice = Some(choice);
        });
        assert_eq!(written, word);
    }
}

#[test]
fn a_tool_name_that_the_format_does_not_take_is_refused() {
    let long = "x".repeat(65);
    for name in ["", "a b", "a.b", "käse", &long] {
        let request = Request {
            tools: vec![function(name)],
            ..asking(vec![text("x")])
        };
        assert_eq!(
            try_encoded(&request).0.unwrap_err().at.to_string(),
            "tools[0].name"
        );
        let call = Part::ToolCall {
            id: "c".into(),
            name: name.into(),
            arguments: "{}".into(),
            cache: None,
        };
        let request = Request {
            messages: vec![message(Role::Assistant, vec![call])],
            ..Request::default()
        };
        assert_eq!(
            try_encoded(&request).0.unwrap_err().at.to_string(),
            "messages[0].content[0].name"
        );
    }
    let most = "x".repeat(64);
    let request = Request {
        tools: vec![function(&most)],
        ..asking(vec![text("x")])
    };
    assert!(try_encoded(&request).0.is_ok());
}

#[test]
fn the_output_limit_has_its_newer_name_and_no_default() {
    assert_eq!(
        field("max_completion_tokens", |r| r.max_output_tokens = Some(7)),
        (json!(7), none())
    );
    assert_eq!(field("max_completion_tokens", |_| {}).0, Json::Null);
    assert_eq!(
        field("max_tokens", |r| r.max_output_tokens = Some(7)).0,
        Json::Null
    );
    assert_eq!(
        field("max_completion_tokens", |r| r.max_output_tokens = Some(0)),
        (json!(1), vec!["max_tokens clamped".to_owned()])
    );
}

#[test]
fn a_stream_asks_for_its_usage() {
    assert_eq!(
        field("stream_options", |r| r.stream = true).0,
        json!({"include_usage": true})
    );
    assert_eq!(field("stream", |r| r.stream = true).0, json!(true));
    assert_eq!(field("stream_options", |_| {}).0, Json::Null);
}

#[test]
fn sampling_is_spliced_as_it_was_written_or_clamped() {
    let mut request = asking(vec![text("x")]);
    request.sampling.temperature = Some(value("1.0"));
    request.sampling.top_p = Some(value("1e-1"));
    request.sampling.seed = Some(value("12345678901234567890"));
    request.sampling.presence_penalty = Some(value("-3"));
    request.sampling.top_k = Some(value("5"));
    let target = Target {
        model: "m",
        default_max_tokens: 1,
        wants_reasoning: false,
    };
    let (mut out, mut losses) = (Vec::new(), Losses::default());
    encode_request(&request, &target, &mut out, &mut losses).unwrap();
    let body = String::from_utf8(out).unwrap();
    assert!(
        body.contains(
            r#""temperature":1.0,"top_p":1e-1,"presence_penalty":-2,"seed":12345678901234567890"#
        ),
        "{body}"
    );
    assert_eq!(
        listed(&losses),
        ["presence_penalty clamped", "top_k dropped"]
    );
}

#[test]
fn at_most_four_stop_sequences_are_kept() {
    let stops = |n: usize| {
        field("stop", |r| {
            r.stop = ["a", "b", "c", "d", "e"][..n]
                .iter()
                .map(|s| (*s).into())
                .collect()
        })
    };
    assert_eq!(stops(1), (json!(["a"]), none()));
    assert_eq!(stops(4), (json!(["a", "b", "c", "d"]), none()));
    assert_eq!(
        stops(5),
        (json!(["a", "b", "c", "d"]), vec!["stop clamped".to_owned()])
    );
}

#[test]
fn reasoning_becomes_an_effort() {
    let effort = |reasoning: Reasoning<'static>| {
        field("reasoning_effort", |r| r.reasoning = Some(reasoning))
    };
    let budget = |tokens| Reasoning {
        budget_tokens: Some(tokens),
        ..Reasoning::default()
    };
    let renamed = || vec!["thinking.budget_tokens renamed".to_owned()];
    for (tokens, word) in [
        (0, "none"),
        (1024, "low"),
        (8192, "medium"),
        (24_576, "high"),
        (u64::MAX, "high"),
    ] {
        assert_eq!(effort(budget(tokens)), (json!(word), renamed()));
    }
    let told = Reasoning {
        effort: Some(Effort::XHigh),
        ..budget(9)
    };
    assert_eq!(
        effort(told),
        (
            json!("xhigh"),
            vec!["thinking.budget_tokens dropped".to_owned()]
        )
    );
    let adaptive = Reasoning {
        adaptive: true,
        display: Some("omitted".into()),
        ..Reasoning::default()
    };
    let losses = ["thinking.type renamed", "thinking.display dropped"].map(str::to_owned);
    assert_eq!(effort(adaptive), (json!("medium"), losses.to_vec()));
    let both = Reasoning {
        adaptive: true,
        effort: Some(Effort::Low),
        ..Reasoning::default()
    };
    assert_eq!(effort(both), (json!("low"), none()));
}

#[test]
fn service_tiers_of_other_formats_get_their_names_here() {
    let tier = |word: &'static str| field("service_tier", |r| r.service_tier = Some(word.into()));
    assert_eq!(tier("auto"), (json!("auto"), none()));
    assert_eq!(tier("flex"), (json!("flex"), none()));
    assert_eq!(
        tier("standard_only"),
        (json!("default"), vec!["service_tier renamed".to_owned()])
    );
    assert_eq!(
        tier("gold"),
        (Json::Null, vec!["service_tier dropped".to_owned()])
    );
}

#[test]
fn metadata_holds_sixteen_pairs_of_short_strings() {
    let metadata = |json: String| field("metadata", |r| r.metadata = Some(value(&json)));
    let fits = json!({"a": "b"});
    assert_eq!(metadata(fits.to_string()), (fits, none()));
    let lost = vec!["metadata dropped".to_owned()];
    assert_eq!(
        metadata(json!({"a": "b", "n": 1}).to_string()),
        (json!({"a": "b"}), lost.clone())
    );
    assert_eq!(
        metadata(json!({"a": "x".repeat(513)}).to_string()),
        (Json::Null, lost.clone())
    );
    let many: Json = (0..17)
        .map(|n| (format!("k{n}"), json!("v")))
        .collect::<serde_json::Map<_, _>>()
        .into();
    let (kept, losses) = metadata(many.to_string());
    assert_eq!((kept.as_object().unwrap().len(), losses), (16, lost));
    assert_eq!(metadata("{}".to_owned()), (Json::Null, none()));
}

#[test]
fn the_form_of_the_answer_gets_the_name_it_must_have() {
    let output = |format| field("response_format", |r| r.output = Some(format));
    assert_eq!(
        output(OutputFormat::JsonObject).0,
        json!({"type": "json_object"})
    );
    let schema = |name: Option<&'static str>| OutputFormat::JsonSchema {
        name: name.map(Into::into),
        description: None,
        schema: value(r#"{"type":"object"}"#).into(),
        strict: Some(true),
    };
    let written = |name: &str| json!({"type": "json_schema", "json_schema": {"name": name, "schema": {"type": "object"}, "strict": true}});
    assert_eq!(output(schema(Some("n"))), (written("n"), none()));
    let lost = vec!["response_format.json_schema.name defaulted".to_owned()];
    assert_eq!(output(schema(None)), (written("response"), lost));
}

#[test]
fn the_rest_is_carried() {
    let (body, losses) = encoded(&Request {
        candidates: Some(2),
        user: Some("u".into()),
        log_probs: Some(LogProbs { top: Some(30) }),
        ..asking(vec![text("x")])
    });
    assert_eq!(body["n"], 2);
    assert_eq!(body["user"], "u");
    assert_eq!(body["logprobs"], true);
    assert_eq!(body["top_logprobs"], 20);
    assert_eq!(losses, ["top_logprobs clamped"]);
}

#[test]
fn fields_of_another_format_are_dropped_by_name() {
    let extra = |name: &'static str| Extra {
        name: name.into(),
        value: value("1"),
    };
    let mut request = asking(vec![text("x")]);
    request.extra = vec![extra("mcp_servers"), extra("container")];
    request.messages[0].extra = vec![extra("weight")];
    let (body, losses) = encoded(&request);
    assert_eq!(body.as_object().unwrap().len(), 2);
    assert_eq!(
        losses,
        [
            "messages[0].weight dropped",
            "mcp_servers dropped",
            "container dropped"
        ]
    );
}

#[test]
fn names_of_speakers_are_kept() {
    let mut spoken = message(Role::User, vec![text("x")]);
    spoken.name = Some("ann".into());
    assert_eq!(
        written(vec![spoken]).0,
        json!([{"role": "user", "name": "ann", "content": "x"}])
    );
}

#[test]
fn escapes_of_the_source_are_spliced() {
    let body =
        r#"{"model":"m","messages":[{"role":"user","content":"\u00e9\/\ud83d\ude00 \"x\""}]}"#;
    let request = decode_request(value(body)).unwrap();
    let target = Target {
        model: "m",
        default_max_tokens: 1,
        wants_reasoning: false,
    };
    let mut out = Vec::new();
    encode_request(&request, &target, &mut out, &mut Losses::default()).unwrap();
    assert_eq!(String::from_utf8(out).unwrap(), body);
}

#[test]
fn a_temperature_out_of_range_is_clamped_and_one_within_is_not() {
    let temperature = |number: &'static str| {
        field("temperature", |r| {
            r.sampling.temperature = Some(value(number))
        })
    };
    let clamped = || vec!["temperature clamped".to_owned()];
    assert_eq!(temperature("2.5"), (json!(2), clamped()));
    assert_eq!(temperature("-0.5"), (json!(0), clamped()));
    assert_eq!(temperature("2"), (json!(2), none()));
    assert_eq!(temperature("0"), (json!(0), none()));
}
