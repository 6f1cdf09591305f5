//! What is written for a request, model by model.

use super::*;
use crate::chat::{
    CacheControl, Effort, Extra, MediaSource, Origin, OutputFormat, Reasoning, Signature, Tool,
    ToolChoice,
};

#[track_caller]
fn holds(request: &Request<'_>, model: &str, part: &str, losses: &str) {
    let (body, lost) = encoded(request, model).unwrap();
    assert!(body.contains(part), "{part} is not in {body}");
    assert_eq!(lost, losses, "{body}");
}

#[track_caller]
fn lacks(request: &Request<'_>, model: &str, part: &str, losses: &str) {
    let (body, lost) = encoded(request, model).unwrap();
    assert!(!body.contains(part), "{part} is in {body}");
    assert_eq!(lost, losses, "{body}");
}

fn thinking(effort: Option<Effort>, budget: Option<u64>) -> Request<'static> {
    Request {
        reasoning: Some(Reasoning {
            effort,
            budget_tokens: budget,
            ..Reasoning::default()
        }),
        ..hello()
    }
}

#[test]
fn neither_model_nor_stream_stands_in_the_body() {
    let request = Request {
        stream: true,
        model: Some("m".into()),
        ..hello()
    };
    let (body, losses) = encoded(&request, CLAUDE).unwrap();
    assert_eq!(
        body,
        r#"{"messages":[{"role":"user","content":[{"text":"hello"}]}]}"#
    );
    assert_eq!(losses, "");
}

#[test]
fn each_maker_is_told_to_reason_in_its_own_way() {
    let high = thinking(Some(Effort::High), None);
    holds(
        &high,
        CLAUDE,
        r#""additionalModelRequestFields":{"thinking":{"type":"enabled","budget_tokens":16384}}"#,
        "max_tokens;defaulted",
    );
    holds(
        &high,
        CLAUDE,
        r#""inferenceConfig":{"maxTokens":20480}"#,
        "max_tokens;defaulted",
    );
    let newest = "global.anthropic.claude-opus-5-v1:0";
    holds(&high, newest, r#""thinking":{"type":"adaptive"}"#, "");
    holds(&high, newest, r#""outputConfig":{"effort":"high"}"#, "");
    holds(
        &thinking(Some(Effort::Minimal), None),
        "us.amazon.nova-2-lite-v1:0",
        r#""reasoningConfig":{"type":"enabled","maxReasoningEffort":"low"}"#,
        "reasoning_effort;clamped",
    );
    holds(
        &thinking(Some(Effort::None), None),
        "amazon.nova-2-lite-v1:0",
        r#""reasoningConfig":{"type":"disabled"}"#,
        "",
    );
    holds(
        &thinking(None, Some(2000)),
        "openai.gpt-oss-120b-1:0",
        r#""additionalModelRequestFields":{"reasoning_effort":"low"}"#,
        "thinking.budget_tokens;renamed",
    );
    for model in [
        "meta.llama4-scout-17b-instruct-v1:0",
        "amazon.nova-pro-v1:0",
    ] {
        lacks(&high, model, "additional", "reasoning_effort;dropped");
    }
}

#[test]
fn cache_markers_become_points_where_the_model_has_them() {
    let marked = asking(vec![Part::Text {
        text: "long".into(),
        cache: Some(CacheControl {
            ttl: Some("1h".into()),
        }),
        citations: None,
    }]);
    let point = r#"{"text":"long"},{"cachePoint":{"type":"default","ttl":"1h"}}"#;
    holds(&marked, CLAUDE, point, "");
    holds(&marked, "amazon.nova-lite-v1:0", point, "");
    lacks(
        &marked,
        "mistral.mistral-large-3-675b-instruct",
        "cachePoint",
        "messages[0].content[0].cache_control;dropped",
    );
}

#[test]
fn documents_have_names_that_are_taken_and_differ() {
    let document = |name: Option<&'static str>| Part::Document {
        source: MediaSource::Base64 {
            media_type: "application/pdf".into(),
            data: "Zm9v".into(),
        },
        name: name.map(Text::from),
        cache: None,
    };
    let request = asking(vec![
        text("sum up"),
        document(Some("report (1)")),
        document(Some("a_b/c.pdf")),
        document(Some("report (1)")),
        document(None),
        document(Some("日本")),
        document(Some("two  spaces\tand a tab")),
    ]);
    let (body, losses) = encoded(&request, CLAUDE).unwrap();
    for name in [
        "report (1)",
        "a-b-c-pdf",
        "report (1)-2",
        "document-4",
        "document-5",
        "two spaces and a tab",
    ] {
        assert!(
            body.contains(&format!(r#""name":"{name}""#)),
            "{name}: {body}"
        );
    }
    assert!(!losses.contains("content[1]"), "{losses}");
    assert!(
        losses.contains("messages[0].content[4].name;defaulted"),
        "{losses}"
    );
}

#[test]
fn a_document_without_a_text_gets_one() {
    let request = asking(vec![Part::Document {
        source: MediaSource::Text("plain words".into()),
        name: Some("a".into()),
        cache: None,
    }]);
    holds(
        &request,
        CLAUDE,
        r#"{"document":{"format":"txt","name":"a","source":{"bytes":"cGxhaW4gd29yZHM="}}},{"text":"."}"#,
        "messages[0].content[0];defaulted",
    );
}

#[test]
fn media_is_sent_as_bytes_or_stands_in_s3() {
    let image = |source| {
        asking(vec![Part::Image {
            source,
            detail: None,
            cache: None,
        }])
    };
    let url = |url: &'static str| image(MediaSource::Url(url.into()));
    holds(
        &url("s3://bucket/a.JPG"),
        CLAUDE,
        r#"{"format":"jpeg","source":{"s3Location":{"uri":"s3://bucket/a.JPG"}}}"#,
        "",
    );
    let refusals = [
        (url("https://example.com/a.png"), "send it as base64"),
        (url("s3://bucket/a"), "ends in jpeg"),
        (
            image(MediaSource::FileId("file-1".into())),
            "another provider",
        ),
        (
            image(MediaSource::Base64 {
                media_type: "image/tiff".into(),
                data: "Zm9v".into(),
            }),
            "JPEG, PNG, GIF or WebP",
        ),
    ];
    for (request, words) in refusals {
        let refusal = encoded(&request, CLAUDE).unwrap_err();
        assert!(
            refusal.starts_with("messages[0].content[0]: ") && refusal.contains(words),
            "{refusal}"
        );
    }
}

#[test]
fn ids_are_changed_alike_on_both_sides() {
    let long = "c".repeat(80);
    for id in ["call.1", "", "é", long.as_str()] {
        let call = Part::ToolCall {
            id: Text::from(id),
            name: "f".into(),
            arguments: "{}".into(),
            cache: None,
        };
        let result = Part::ToolResult {
            call_id: Text::from(id),
            content: vec![text("r")],
            is_error: None,
            cache: None,
        };
        let request = Request {
            messages: vec![
                message(Role::User, vec![text("a")]),
                message(Role::Assistant, vec![call]),
                message(Role::User, vec![result]),
            ],
            ..Request::default()
        };
        let Ok((body, _)) = encoded(&request, CLAUDE) else {
            assert!(id.is_empty(), "only an empty id is refused");
            continue;
        };
        let ids: Vec<&str> = body
            .split(r#""toolUseId":""#)
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
            .collect();
        assert_eq!(ids.len(), 2);
        assert_eq!(ids[0], ids[1]);
        assert!((1..=64).contains(&ids[0].len()), "{ids:?}");
    }
}

#[test]
fn a_failed_tool_says_something() {
    let call = Part::ToolCall {
        id: "c".into(),
        name: "f".into(),
        arguments: "not json".into(),
        cache: None,
    };
    let result = Part::ToolResult {
        call_id: "c".into(),
        content: Vec::new(),
        is_error: Some(true),
        cache: None,
    };
    let request = Request {
        messages: vec![
            message(Role::User, vec![text("a")]),
            message(Role::Assistant, vec![call]),
            message(Role::User, vec![result]),
        ],
        ..Request::default()
    };
    let (body, losses) = encoded(&request, CLAUDE).unwrap();
    assert!(
        body.contains(r#""content":[{"text":"error"}],"status":"error""#),
        "{body}"
    );
    assert!(
        body.contains(r#""input":{"_raw_arguments":"not json"}"#),
        "{body}"
    );
    assert!(
        body.contains(r#""toolConfig":{"tools":[{"toolSpec":{"name":"f","#),
        "{body}"
    );
    assert_eq!(
        losses,
        "messages[0].tool_calls[0].function.arguments;renamed, tools;defaulted"
    );
}

#[test]
fn tools_that_may_not_be_called_are_left_out() {
    let tool = Tool::Function {
        name: "f".into(),
        description: None,
        parameters: None,
        strict: None,
        cache: None,
    };
    let request = Request {
        tools: vec![tool],
        tool_choice: Some(ToolChoice::None),
        ..hello()
    };
    lacks(&request, CLAUDE, "toolConfig", "tool_choice;renamed");
}

#[test]
fn what_only_this_format_has_comes_from_any_client() {
    let body = br#"{"guardrailConfig":{"guardrailIdentifier":"g"},"additionalModelRequestFields":{"top_k":5},"anthropic_beta":["b"],"performanceConfig":"fast","other":1}"#;
    let document = Document::parse(body, Limits::default()).unwrap();
    let extra = document
        .root(body)
        .members()
        .map(|(name, value)| Extra { name, value })
        .collect();
    let request = Request { extra, ..hello() };
    let losses = "performanceConfig;dropped, other;dropped";
    holds(
        &request,
        CLAUDE,
        r#""guardrailConfig":{"guardrailIdentifier":"g"}"#,
        losses,
    );
    holds(
        &request,
        CLAUDE,
        r#""additionalModelRequestFields":{"top_k":5,"anthropic_beta":["b"]}"#,
        losses,
    );
}

#[test]
fn reasoning_goes_back_to_who_has_signed_it() {
    let turn = |origin| Request {
        messages: vec![
            message(Role::User, vec![text("a")]),
            message(
                Role::Assistant,
                vec![
                    Part::Reasoning {
                        text: "hm".into(),
                        signature: Some(Signature {
                            origin,
                            data: "c2ln".into(),
                        }),
                    },
                    text("b"),
                ],
            ),
            message(Role::User, vec![text("c")]),
        ],
        ..Request::default()
    };
    holds(
        &turn(Origin::Anthropic),
        CLAUDE,
        r#"{"reasoningContent":{"reasoningText":{"text":"hm","signature":"c2ln"}}}"#,
        "",
    );
    lacks(
        &turn(Origin::Google),
        CLAUDE,
        "reasoningContent",
        "messages[0].content[0];dropped",
    );
}

#[test]
fn a_schema_stands_as_text_or_as_words() {
    let schema =
        crate::json::Json::made(br#"{"type":"object","additionalProperties":false}"#.to_vec());
    let request = Request {
        output: Some(OutputFormat::JsonSchema {
            name: Some("n".into()),
            description: None,
            schema: schema.unwrap(),
            strict: None,
        }),
        ..hello()
    };
    holds(
        &request,
        CLAUDE,
        r#""jsonSchema":{"schema":"{\"type\":\"object\",\"additionalProperties\":false}","name":"n"}"#,
        "",
    );
    holds(
        &request,
        "amazon.nova-pro-v1:0",
        r#""system":[{"text":"Answer with one JSON value"#,
        "response_format;renamed",
    );
}
