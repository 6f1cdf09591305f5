//! Whole answers.

use serde_json::json;

use super::*;
use crate::chat::{Choice, Extra, FinishReason, Part, Usage};

/// An answer with this message and finish reason.
fn answer(message: Json, reason: Json) -> Response<'static> {
    response(&json!({
        "id": "c1", "object": "chat.completion", "created": 5, "model": "m",
        "choices": [{"index": 0, "message": message, "logprobs": null, "finish_reason": reason}],
    }))
}

fn parts(message: Json) -> String {
    let answer = answer(message, json!("stop"));
    format!("{:?}", answer.choices[0].parts)
}

fn reason(word: Json) -> Option<FinishReason<'static>> {
    answer(json!({"content": "x"}), word)
        .choices
        .remove(0)
        .finish
}

fn text(text: &str) -> Part<'_> {
    Part::Text {
        text: text.into(),
        cache: None,
        citations: None,
    }
}

fn call(arguments: &'static str) -> Part<'static> {
    Part::ToolCall {
        id: "c".into(),
        name: "f".into(),
        arguments: arguments.into(),
        cache: None,
    }
}

/// The choice written for these parts, and the losses.
fn written(parts: Vec<Part<'_>>, finish: Option<FinishReason<'static>>) -> (Json, Vec<String>) {
    let response = Response {
        choices: vec![Choice {
            parts,
            finish,
            ..Choice::default()
        }],
        ..Response::default()
    };
    let (mut body, losses) = encoded_response(&response);
    (body["choices"][0].take(), losses)
}

#[test]
fn an_answer_is_read_whole() {
    let answer = response(&json!({
        "id": "c1", "object": "chat.completion", "created": 5, "model": "m",
        "service_tier": "default", "system_fingerprint": "fp",
        "choices": [
            {"index": 1, "message": {"role": "assistant", "content": "b"}, "finish_reason": "length"},
            {"message": {"role": "assistant", "content": "a", "refusal": null, "annotations": []},
             "logprobs": {"content": [], "refusal": null}, "finish_reason": "stop",
             "content_filter_results": {}},
        ],
        "usage": {"prompt_tokens": 3, "completion_tokens": 4, "total_tokens": 7},
    }));
    assert_eq!(answer.id, Some("c1".into()));
    assert_eq!(answer.model, Some("m".into()));
    assert_eq!(answer.created, Some(5));
    assert_eq!(answer.service_tier, Some("default".into()));
    assert!(answer.extra[0].name == "system_fingerprint");
    let indexes: Vec<_> = answer.choices.iter().map(|choice| choice.index).collect();
    assert_eq!(indexes, [1, 1]);
    assert_eq!(answer.choices[0].finish, Some(FinishReason::Length));
    assert!(answer.choices[1].log_probs.is_some());
    assert!(answer.choices[1].extra[0].name == "content_filter_results");
    assert_eq!(answer.usage.total(), Some(7));
}

#[test]
fn choices_may_be_null_or_empty_but_an_error_is_no_answer() {
    for choices in [json!(null), json!([])] {
        assert!(
            response(&json!({"id": "x", "choices": choices}))
                .choices
                .is_empty()
        );
    }
    let failed = |body: Json| decode_response(value(&body.to_string())).is_err();
    assert!(failed(json!({"error": {"message": "no"}})));
    assert!(failed(json!([])));
    assert!(!failed(json!({"error": null, "choices": []})));
}

#[test]
fn null_content_with_calls_has_only_the_calls() {
    let said = parts(json!({"content": null, "tool_calls": [
        {"id": "a", "type": "function", "function": {"name": "f", "arguments": "{\"x\":1}"}},
        {"id": "b", "type": "function", "function": {"name": "f", "arguments": ""}},
        {"id": "", "function": {"name": "g", "arguments": null}},
        {"function": {"name": "h", "arguments": {"y": 2}}},
    ]}));
    let calls = [
        r#"id: "a", name: "f", arguments: "{\"x\":1}""#,
        r#"id: "b", name: "f", arguments: "{}""#,
        r#"id: "call_0_2", name: "g", arguments: "{}""#,
        r#"id: "call_0_3", name: "h", arguments: "{\"y\":2}""#,
    ];
    for call in calls {
        assert!(said.contains(call), "{said}");
    }
    assert!(!said.contains("Text"), "{said}");
}

#[test]
fn the_older_function_call_is_a_call() {
    let said = parts(json!({"content": null, "function_call": {"name": "f", "arguments": "{}"}}));
    assert!(said.contains(r#"id: "call_0_0", name: "f""#), "{said}");
}

#[test]
fn reasoning_is_read_under_both_names_and_from_chunks() {
    let one = parts(json!({"content": "x", "reasoning_content": "hm"}));
    assert!(one.starts_with(r#"[Reasoning { text: "hm""#), "{one}");
    assert_eq!(one, parts(json!({"content": "x", "reasoning": "hm"})));
    assert_eq!(
        one,
        parts(json!({"content": "x", "reasoning": "hm", "reasoning_content": "hm"}))
    );
    let chunks = json!({"content": [
        {"type": "thinking", "thinking": [{"type": "text", "text": "h"}, {"type": "text", "text": "m"}]},
        {"type": "text", "text": "x"},
    ]});
    assert_eq!(one, parts(chunks));
}

#[test]
fn refusals_annotations_and_sound_are_read() {
    let said = parts(json!({"content": null, "refusal": "no"}));
    assert_eq!(said, r#"[Refusal { text: "no" }]"#);
    let behind =
        parts(json!({"tool_calls": [{"id": "a", "function": {"name": "f"}}], "refusal": "no"}));
    assert!(behind.starts_with("[Refusal"), "{behind}");
    let answer = answer(
        json!({"content": "x", "annotations": [{"type": "url_citation"}], "audio": {"id": "a"}}),
        json!("stop"),
    );
    assert!(matches!(
        answer.choices[0].parts.as_slice(),
        [
            Part::Text {
                citations: Some(_),
                ..
            },
            Part::Native { .. }
        ]
    ));
}

#[test]
fn every_finish_reason_has_its_meaning() {
    assert_eq!(reason(json!("stop")), Some(FinishReason::Stop));
    assert_eq!(reason(json!("length")), Some(FinishReason::Length));
    assert_eq!(reason(json!("tool_calls")), Some(FinishReason::ToolCalls));
    assert_eq!(
        reason(json!("function_call")),
        Some(FinishReason::ToolCalls)
    );
    assert_eq!(
        reason(json!("content_filter")),
        Some(FinishReason::ContentFilter)
    );
    assert_eq!(
        reason(json!("odd")),
        Some(FinishReason::Other("odd".into()))
    );
    for nothing in [json!(""), json!(" "), json!("null"), json!(null)] {
        assert_eq!(reason(nothing), None);
    }
}

#[test]
fn a_stop_with_calls_is_a_stop_for_tools() {
    let message = json!({"content": null, "tool_calls": [
        {"id": "a", "type": "function", "function": {"name": "f", "arguments": "{}"}}]});
    let answer = answer(message, json!("stop"));
    assert_eq!(answer.choices[0].finish, Some(FinishReason::ToolCalls));
}

#[test]
fn every_demanded_field_is_written() {
    let (body, losses) = encoded_response(&Response {
        choices: vec![Choice {
            parts: vec![text("hi")],
            ..Choice::default()
        }],
        ..Response::default()
    });
    assert_eq!(
        body,
        json!({
            "id": "chatcmpl-made-up", "object": "chat.completion", "created": 1_700_000_000,
            "model": "gpt-x",
            "choices": [{
                "index": 0,
                "message": {"role": "assistant", "content": "hi", "refusal": null},
                "logprobs": null, "finish_reason": "stop",
            }],
        })
    );
    assert!(losses.is_empty());
}

#[test]
fn texts_are_joined_and_reasoning_has_its_own_field() {
    let reasoning = |text: &'static str| Part::Reasoning {
        text: text.into(),
        signature: None,
    };
    let parts = vec![
        reasoning("h"),
        text("a"),
        reasoning("m"),
        text("b"),
        call(" "),
    ];
    let (choice, losses) = written(parts, Some(FinishReason::ToolCalls));
    assert_eq!(
        choice["message"],
        json!({
            "role": "assistant", "content": "ab", "refusal": null, "reasoning_content": "hm",
            "tool_calls": [{"id": "c", "type": "function", "function": {"name": "f", "arguments": "{}"}}],
        })
    );
    assert!(losses.is_empty());
}

#[test]
fn content_is_null_beside_calls_and_refusals_and_a_string_otherwise() {
    assert_eq!(
        written(vec![call("{}")], None).0["message"]["content"],
        Json::Null
    );
    assert_eq!(
        written(vec![call("{}")], None).0["finish_reason"],
        "tool_calls"
    );
    assert_eq!(written(vec![], None).0["message"]["content"], "");
    let (choice, _) = written(vec![Part::Refusal { text: "no".into() }], None);
    assert_eq!(
        choice["message"],
        json!({"role": "assistant", "content": null, "refusal": "no"})
    );
}

#[test]
fn only_the_reasons_that_the_libraries_know_are_written() {
    for (reason, word, lost) in [
        (FinishReason::Stop, "stop", false),
        (FinishReason::StopSequence(None), "stop", false),
        (FinishReason::StopSequence(Some("x".into())), "stop", true),
        (FinishReason::Length, "length", false),
        (FinishReason::ContextLength, "length", false),
        (FinishReason::ToolCalls, "tool_calls", false),
        (FinishReason::ContentFilter, "content_filter", false),
        (FinishReason::Refusal, "content_filter", false),
        (FinishReason::Pause, "stop", false),
        (FinishReason::Other("odd".into()), "stop", true),
    ] {
        let (choice, losses) = written(vec![text("x")], Some(reason));
        assert_eq!(choice["finish_reason"], word);
        assert_eq!(losses.len(), usize::from(lost));
    }
}

#[test]
fn what_an_answer_cannot_hold_is_listed() {
    let parts = vec![
        Part::Native {
            kind: "server_tool_use".into(),
            value: value("{}"),
        },
        Part::Text {
            text: "x".into(),
            cache: None,
            citations: Some(
                value(r#"[{"type":"char_location"},{"type":"url_citation","url_citation":{}}]"#)
                    .into(),
            ),
        },
    ];
    let (choice, losses) = written(parts, None);
    assert_eq!(
        choice["message"]["annotations"],
        json!([{"type": "url_citation", "url_citation": {}}])
    );
    let expected = ["content[0] dropped", "content[1].citations dropped"];
    assert_eq!(losses, expected);
}

#[test]
fn extras_log_probabilities_and_tiers_of_others_are_listed() {
    let (body, losses) = encoded_response(&Response {
        choices: vec![Choice {
            log_probs: Some(value(r#"{"tokens":[]}"#)),
            ..Choice::default()
        }],
        service_tier: Some("batch".into()),
        extra: vec![Extra {
            name: "container".into(),
            value: value("1"),
        }],
        ..Response::default()
    });
    assert_eq!(body["choices"][0]["logprobs"], Json::Null);
    assert_eq!(body.get("service_tier"), None);
    assert_eq!(
        losses,
        [
            "logprobs dropped",
            "service_tier dropped",
            "container dropped"
        ]
    );
    let (body, _) = encoded_response(&Response {
        service_tier: Some("standard".into()),
        choices: vec![Choice {
            log_probs: Some(value(r#"{"content":[1],"refusal":null}"#)),
            ..Choice::default()
        }],
        ..Response::default()
    });
    assert_eq!(body["service_tier"], "default");
    assert_eq!(
        body["choices"][0]["logprobs"],
        json!({"content": [1], "refusal": null})
    );
}

#[test]
fn all_counts_are_read_and_written() {
    let usage = json!({
        "prompt_tokens": 10, "completion_tokens": 20, "total_tokens": 30,
        "prompt_tokens_details": {"cached_tokens": 4, "cache_write_tokens": 5, "audio_tokens": 1},
        "completion_tokens_details": {
            "reasoning_tokens": 3, "audio_tokens": 2,
            "accepted_prediction_tokens": 6, "rejected_prediction_tokens": 7,
        },
    });
    let read = decode_usage(value(&usage.to_string()));
    let (body, _) = encoded_response(&Response {
        usage: read,
        ..Response::default()
    });
    assert_eq!(body["usage"], usage);
}

#[test]
fn missing_and_null_counts_are_not_zero() {
    let read = |usage: Json| decode_usage(value(&usage.to_string()));
    assert!(read(json!({})).is_empty());
    assert!(read(json!(null)).is_empty());
    let usage =
        read(json!({"prompt_tokens": 0, "completion_tokens": null, "prompt_tokens_details": null}));
    assert_eq!(usage.input_tokens, Some(0));
    assert_eq!(usage.output_tokens, None);
    let (body, _) = encoded_response(&Response {
        usage: Usage {
            cache_creation_input_tokens: Some(2),
            ..usage
        },
        ..Response::default()
    });
    assert_eq!(
        body["usage"],
        json!({"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0,
               "prompt_tokens_details": {"cache_write_tokens": 2}})
    );
}

#[test]
fn counts_of_compatible_servers_are_understood() {
    let read = |usage: Json| decode_usage(value(&usage.to_string()));
    let deepseek = read(
        json!({"prompt_tokens": 9, "prompt_cache_hit_tokens": 6, "prompt_cache_miss_tokens": 3}),
    );
    assert_eq!(deepseek.cache_read_input_tokens, Some(6));
    let both = read(json!({"prompt_tokens_details": {"cached_tokens": 6}, "cached_tokens": 5}));
    assert_eq!(both.cache_read_input_tokens, Some(6));
    let outside = json!({"prompt_tokens": 5, "completion_tokens": 2, "total_tokens": 17,
        "completion_tokens_details": {"reasoning_tokens": 10}});
    assert_eq!(read(outside).output_tokens, Some(12));
    let inside = json!({"prompt_tokens": 5, "completion_tokens": 12, "total_tokens": 17,
        "completion_tokens_details": {"reasoning_tokens": 10}});
    assert_eq!(read(inside).output_tokens, Some(12));
}
