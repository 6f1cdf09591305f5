//! Streams as clients of OpenAI expect them.

use serde_json::json;

use super::*;
use crate::chat::{ErrorKind, FinishReason, PartKind, Start, Usage};

fn start() -> Event<'static> {
    Event::Start(Start {
        id: Some("c1".into()),
        model: Some("m".into()),
        created: Some(5),
        ..Start::default()
    })
}

fn begin(part: u32, kind: PartKind<'static>) -> Event<'static> {
    Event::PartStart {
        choice: 0,
        part,
        kind,
    }
}

fn begin_call(part: u32, id: &'static str) -> Event<'static> {
    begin(
        part,
        PartKind::ToolCall {
            id: id.into(),
            name: "f".into(),
        },
    )
}

fn delta(part: u32, text: &'static str) -> Event<'static> {
    Event::PartDelta {
        choice: 0,
        part,
        text: text.into(),
    }
}

fn stop(part: u32) -> Event<'static> {
    Event::PartStop { choice: 0, part }
}

fn finish(reason: FinishReason<'static>) -> Event<'static> {
    Event::Finish { choice: 0, reason }
}

fn usage() -> Event<'static> {
    Event::Usage(Usage {
        input_tokens: Some(3),
        output_tokens: Some(4),
        ..Usage::default()
    })
}

/// The deltas of choice 0, and the finish reason at the end.
#[track_caller]
fn deltas(events: &[Event<'static>]) -> Vec<Json> {
    let written = client_stream(events, false);
    assert_eq!(written.last(), Some(&json!("[DONE]")));
    written
        .into_iter()
        .filter_map(|mut chunk| {
            let choice = chunk.get_mut("choices")?.get_mut(0)?;
            assert_eq!(choice["index"], 0);
            match choice["finish_reason"].take() {
                Json::Null => Some(choice["delta"].take()),
                reason => Some(reason),
            }
        })
        .collect()
}

fn role() -> Json {
    json!({"role": "assistant", "content": "", "refusal": null})
}

#[test]
fn text_streams_as_openai_streams_it() {
    let events = [
        start(),
        begin(0, PartKind::Text),
        delta(0, "Hel"),
        delta(0, ""),
        delta(0, "lo"),
        stop(0),
        finish(FinishReason::Stop),
        usage(),
        Event::End,
    ];
    let chunk = |choice: Json| {
        json!({"id": "c1", "object": "chat.completion.chunk", "created": 5, "model": "m",
            "choices": [choice], "usage": null})
    };
    let said = |delta: Json| chunk(json!({"index": 0, "delta": delta, "finish_reason": null}));
    let mut counted = chunk(json!(0));
    counted["choices"] = json!([]);
    counted["usage"] = json!({"prompt_tokens": 3, "completion_tokens": 4, "total_tokens": 7});
    let expected = [
        said(role()),
        said(json!({"content": "Hel"})),
        said(json!({"content": "lo"})),
        chunk(json!({"index": 0, "delta": {}, "finish_reason": "stop"})),
        counted,
        json!("[DONE]"),
    ];
    assert_eq!(client_stream(&events, true), expected);
}

#[test]
fn usage_is_hidden_from_who_did_not_ask() {
    let events = [
        start(),
        begin(0, PartKind::Text),
        delta(0, "a"),
        stop(0),
        finish(FinishReason::Stop),
        usage(),
        Event::End,
    ];
    let written = client_stream(&events, false);
    assert!(
        written.iter().all(|chunk| chunk.get("usage").is_none()),
        "{written:?}"
    );
    assert_eq!(written.len(), 4);
}

#[test]
fn counts_told_at_the_start_and_later_are_one_usage() {
    let counted = Event::Start(Start {
        usage: Usage {
            input_tokens: Some(9),
            cache_read_input_tokens: Some(2),
            ..Usage::default()
        },
        ..Start::default()
    });
    let events = [
        counted,
        finish(FinishReason::Stop),
        usage(),
        usage(),
        Event::End,
    ];
    let written = client_stream(&events, true);
    let expected = json!({"prompt_tokens": 3, "completion_tokens": 4, "total_tokens": 7,
        "prompt_tokens_details": {"cached_tokens": 2}});
    let counts: Vec<_> = written
        .iter()
        .filter(|chunk| chunk["usage"].is_object())
        .collect();
    assert_eq!(counts.len(), 1);
    assert_eq!(counts[0]["usage"], expected);
}

#[test]
fn parallel_calls_are_counted_from_zero_among_calls_alone() {
    let written = deltas(&[
        start(),
        begin(0, PartKind::Text),
        delta(0, "x"),
        stop(0),
        begin_call(1, "a"),
        begin_call(2, "b"),
        delta(2, "{\"y\":"),
        delta(1, "{}"),
        delta(2, "1}"),
        stop(1),
        stop(2),
        finish(FinishReason::ToolCalls),
        Event::End,
    ]);
    let first = |index: u32, id: &str| json!({"tool_calls": [{"index": index, "id": id, "type": "function", "function": {"name": "f", "arguments": ""}}]});
    let more = |index: u32, text: &str| json!({"tool_calls": [{"index": index, "function": {"arguments": text}}]});
    let expected = [
        role(),
        json!({"content": "x"}),
        first(0, "a"),
        first(1, "b"),
        more(1, "{\"y\":"),
        more(0, "{}"),
        more(1, "1}"),
        json!("tool_calls"),
    ];
    assert_eq!(written, expected);
}

#[test]
fn an_answer_that_starts_with_a_call_has_its_role_there() {
    let written = deltas(&[
        start(),
        begin_call(0, "a"),
        stop(0),
        finish(FinishReason::ToolCalls),
        Event::End,
    ]);
    assert_eq!(written[0]["role"], "assistant");
    assert_eq!(written[0]["content"], Json::Null);
    assert_eq!(written[0]["tool_calls"][0]["id"], "a");
}

#[test]
fn empty_arguments_become_an_empty_object() {
    let written = deltas(&[
        start(),
        begin_call(0, "a"),
        delta(0, ""),
        stop(0),
        finish(FinishReason::ToolCalls),
        Event::End,
    ]);
    assert_eq!(
        written[1],
        json!({"tool_calls": [{"index": 0, "function": {"arguments": "{}"}}]})
    );
    assert_eq!(written.len(), 3);
}

#[test]
fn reasoning_and_refusals_have_their_own_fields() {
    let written = deltas(&[
        start(),
        begin(0, PartKind::Reasoning),
        delta(0, "hm"),
        Event::Signature {
            choice: 0,
            part: 0,
            signature: crate::chat::Signature {
                origin: crate::chat::Origin::Anthropic,
                data: "s".into(),
            },
        },
        stop(0),
        begin(
            1,
            PartKind::RedactedReasoning {
                data: crate::chat::Signature {
                    origin: crate::chat::Origin::Anthropic,
                    data: "d".into(),
                },
            },
        ),
        delta(1, "never"),
        stop(1),
        begin(2, PartKind::Refusal),
        delta(2, "no"),
        stop(2),
        finish(FinishReason::Refusal),
        Event::End,
    ]);
    let expected = [
        role(),
        json!({"reasoning_content": "hm"}),
        json!({"reasoning_details": [{"type": "reasoning.text", "text": "hm", "signature": "s",
            "format": "anthropic-claude-v1", "index": 0}]}),
        json!({"reasoning_details": [{"type": "reasoning.encrypted", "data": "d",
            "format": "anthropic-claude-v1", "index": 1}]}),
        json!({"refusal": "no"}),
        json!("content_filter"),
    ];
    assert_eq!(written, expected);
}

#[test]
fn an_empty_answer_still_has_its_role() {
    let written = deltas(&[start(), finish(FinishReason::Length), Event::End]);
    assert_eq!(written, [role(), json!("length")]);
}

#[test]
fn every_choice_has_its_own_role_and_calls() {
    let call = |choice: u32| Event::PartStart {
        choice,
        part: 0,
        kind: PartKind::ToolCall {
            id: "a".into(),
            name: "f".into(),
        },
    };
    let written = client_stream(&[start(), call(0), call(1)], false);
    for (chunk, index) in written.iter().zip([0, 1]) {
        assert_eq!(chunk["choices"][0]["index"], index);
        assert_eq!(chunk["choices"][0]["delta"]["role"], "assistant");
        assert_eq!(chunk["choices"][0]["delta"]["tool_calls"][0]["index"], 0);
    }
}

#[test]
fn what_the_provider_did_not_say_comes_from_the_context() {
    let written = client_stream(
        &[Event::Start(Start::default()), begin(0, PartKind::Text)],
        false,
    );
    assert_eq!(written[0]["id"], "chatcmpl-made-up");
    assert_eq!(written[0]["created"], 1_700_000_000);
    assert_eq!(written[0]["model"], "gpt-x");
}

#[test]
fn a_known_service_tier_is_told_and_an_unknown_one_is_not() {
    let tier = |word: &'static str| {
        let start = Event::Start(Start {
            service_tier: Some(word.into()),
            ..Start::default()
        });
        client_stream(&[start, begin(0, PartKind::Text)], false)[0]
            .get("service_tier")
            .cloned()
    };
    assert_eq!(tier("standard"), Some(json!("default")));
    assert_eq!(tier("on_demand"), None);
}

#[test]
fn an_error_is_the_last_thing_and_no_done_follows() {
    let error = ApiError::new(ErrorKind::Overloaded, "busy");
    let written = client_stream(
        &[
            start(),
            begin(0, PartKind::Text),
            Event::Error(error),
            delta(0, "x"),
            Event::End,
        ],
        true,
    );
    assert_eq!(written.len(), 2);
    assert_eq!(
        written[1],
        json!({"error": {"message": "busy", "type": "overloaded_error", "param": null, "code": null}})
    );
}

#[test]
fn a_sign_of_life_is_a_comment_and_odd_events_are_nothing() {
    let written = client_stream(
        &[
            Event::Ping,
            Event::Malformed,
            Event::Unknown { kind: "x".into() },
        ],
        true,
    );
    assert_eq!(written, [": ping"]);
}

#[test]
fn log_probabilities_of_the_format_are_told() {
    let tokens = value(r#"{"content":[{"token":"a"}],"refusal":null}"#);
    let foreign = value(r#"{"tokens":[1]}"#);
    let events = [
        start(),
        Event::LogProbs {
            choice: 0,
            value: tokens,
        },
        Event::LogProbs {
            choice: 0,
            value: foreign,
        },
    ];
    let written = client_stream(&events, false);
    assert_eq!(written.len(), 1);
    assert_eq!(
        written[0]["choices"][0]["logprobs"],
        json!({"content": [{"token": "a"}], "refusal": null})
    );
    assert_eq!(written[0]["choices"][0]["delta"], json!({}));
}

#[test]
fn a_value_of_several_lines_stays_in_its_event() {
    let tokens = value("{\n  \"content\": [\r\n    {\"token\": \"a\\n\"}\n  ]\n}");
    let events = [
        start(),
        Event::LogProbs {
            choice: 0,
            value: tokens,
        },
    ];
    let written = client_stream(&events, false);
    assert_eq!(written.len(), 1);
    assert_eq!(
        written[0]["choices"][0]["logprobs"],
        json!({"content": [{"token": "a\n"}]})
    );
}
