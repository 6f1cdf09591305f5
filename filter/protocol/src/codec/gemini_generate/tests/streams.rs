//! Streams and answers: calls in pieces, ids, finish reasons, usage, both forms.

use super::{CONTEXT, GeminiGenerate, answer, events};
use crate::chat::{Event, FinishReason, Part, PartKind};
use crate::codec::{AnswerContext, Codec as _};
use crate::json::Text;

fn finish(word: &str, parts: &str) -> Option<FinishReason<'static>> {
    let body = format!(
        r#"{{"candidates":[{{"content":{{"parts":[{parts}]}},"finishReason":"{word}"}}]}}"#
    );
    let mut found = None;
    answer(&body, |answer| {
        found = answer.choices[0]
            .finish
            .clone()
            .map(FinishReason::into_owned);
    });
    found
}

#[test]
fn every_finish_reason_has_a_meaning() {
    let text = r#"{"text":"x"}"#;
    for (word, expected) in [
        ("STOP", Some(FinishReason::Stop)),
        ("MAX_TOKENS", Some(FinishReason::Length)),
        ("FINISH_REASON_UNSPECIFIED", None),
        ("OTHER", Some(FinishReason::Other("OTHER".into()))),
        (
            "MALFORMED_FUNCTION_CALL",
            Some(FinishReason::Other("MALFORMED_FUNCTION_CALL".into())),
        ),
    ] {
        assert_eq!(finish(word, text), expected, "{word}");
    }
    for word in [
        "SAFETY",
        "RECITATION",
        "LANGUAGE",
        "BLOCKLIST",
        "PROHIBITED_CONTENT",
        "SPII",
        "IMAGE_SAFETY",
        "MODEL_ARMOR",
    ] {
        assert_eq!(
            finish(word, text),
            Some(FinishReason::ContentFilter),
            "{word}"
        );
    }
    let call = r#"{"functionCall":{"name":"f"}}"#;
    assert_eq!(finish("STOP", call), Some(FinishReason::ToolCalls));
    assert_eq!(finish("MAX_TOKENS", call), Some(FinishReason::Length));
}

#[test]
fn calls_without_ids_get_the_same_ids_whole_and_streamed() {
    let body = r#"{"candidates":[{"content":{"parts":[{"functionCall":{"name":"f"}},{"functionCall":{"name":"g","args":{"a":1}}}]},"finishReason":"STOP"}],"responseId":"r-1"}"#;
    let ids = |parts: &[Part<'_>]| -> Vec<String> {
        let ids = parts.iter().filter_map(|part| match part {
            Part::ToolCall { id, .. } => Some(id.to_str().into_owned()),
            _ => None,
        });
        ids.collect()
    };
    let mut whole = Vec::new();
    answer(body, |answer| whole = ids(&answer.choices[0].parts));
    let (_, fold) = events(&format!("data: {body}\n\n"), 7);
    let streamed = ids(&fold.response().unwrap().choices[0].parts);
    assert_eq!(whole, ["gcall_r-1_0", "gcall_r-1_1"]);
    assert_eq!(whole, streamed);
}

#[test]
fn thoughts_are_counted_as_output_and_missing_is_not_zero() {
    let usage = |json: &str| {
        let mut found = crate::chat::Usage::default();
        answer(
            &format!(r#"{{"candidates":[],"usageMetadata":{json}}}"#),
            |answer| found = answer.usage,
        );
        found
    };
    let all = usage(
        r#"{"promptTokenCount":10,"toolUsePromptTokenCount":5,"candidatesTokenCount":3,"thoughtsTokenCount":4,"cachedContentTokenCount":0}"#,
    );
    assert_eq!((all.input_tokens, all.output_tokens), (Some(15), Some(7)));
    assert_eq!(
        (all.reasoning_output_tokens, all.cache_read_input_tokens),
        (Some(4), Some(0))
    );
    let none = usage(r#"{"promptTokenCount":10,"totalTokenCount":10}"#);
    assert_eq!(
        none.output_tokens,
        Some(0),
        "a count of 0 is left out, the total tells it"
    );
    let unsaid = usage(r#"{"trafficType":"ON_DEMAND"}"#);
    assert!(unsaid.is_empty());
}

#[test]
fn a_refused_prompt_is_a_filtered_answer() {
    let body =
        r#"{"promptFeedback":{"blockReason":"SAFETY"},"usageMetadata":{"promptTokenCount":3}}"#;
    answer(body, |answer| {
        assert_eq!(answer.choices[0].finish, Some(FinishReason::ContentFilter));
    });
    let (_, fold) = events(&format!("data: {body}\n\n"), 5);
    let folded = fold.response().unwrap();
    assert_eq!(folded.choices[0].finish, Some(FinishReason::ContentFilter));
}

#[test]
fn a_stream_that_says_nothing_of_its_end_has_failed() {
    for stream in [
        "",
        "data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"x\"}]}}]}\n\n",
        "[{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"x\"}]}}]}",
        "<html></html>",
    ] {
        let (_, fold) = events(stream, 4);
        assert_eq!(fold.response().unwrap_err().status, 502, "{stream}");
    }
}

/// Events of two calls that are open side by side, in one of the forms.
fn written(array: bool) -> String {
    let context = AnswerContext {
        array_stream: array,
        ..CONTEXT
    };
    let mut encoder = GeminiGenerate.stream_encoder(&context);
    let mut out = Vec::new();
    let start = |part, name: &'static str| Event::PartStart {
        choice: 0,
        part,
        kind: PartKind::ToolCall {
            id: Text::from(name),
            name: Text::from(name),
        },
    };
    let delta = |part, text: &'static str| Event::PartDelta {
        choice: 0,
        part,
        text: Text::from(text),
    };
    let stop = |part| Event::PartStop { choice: 0, part };
    for event in [
        start(0, "a"),
        start(1, "b"),
        delta(1, "{\"y\""),
        delta(0, "{\"x\":"),
        delta(1, ":2}"),
        stop(1),
        delta(0, "1}"),
        stop(0),
        Event::Finish {
            choice: 0,
            reason: FinishReason::ToolCalls,
        },
        Event::End,
        Event::Ping,
    ] {
        encoder.event(&event, &mut out);
    }
    String::from_utf8(out).unwrap()
}

#[test]
fn parallel_calls_are_told_whole_and_in_their_order() {
    let (_, fold) = events(&written(false), 11);
    let folded = fold.response().unwrap();
    let calls: Vec<String> = folded.choices[0]
        .parts
        .iter()
        .map(|part| format!("{part:?}"))
        .collect();
    assert_eq!(calls.len(), 2);
    assert!(
        calls[0].contains(r#""{\"x\":1}""#) && calls[1].contains(r#""{\"y\":2}""#),
        "{calls:?}"
    );
}

#[test]
fn both_forms_of_a_stream_say_the_same() {
    let array = written(true);
    let items: Vec<serde_json::Value> = serde_json::from_str(&array).unwrap();
    let events: Vec<serde_json::Value> = written(false)
        .lines()
        .filter_map(|line| line.strip_prefix("data: "))
        .map(|data| serde_json::from_str(data).unwrap())
        .collect();
    assert_eq!(items, events);
}

#[test]
fn an_error_closes_the_array() {
    let context = AnswerContext {
        array_stream: true,
        ..CONTEXT
    };
    let mut encoder = GeminiGenerate.stream_encoder(&context);
    let mut out = Vec::new();
    let error = crate::chat::ApiError::new(crate::chat::ErrorKind::Overloaded, "busy");
    encoder.event(&Event::Error(error), &mut out);
    let items: serde_json::Value = serde_json::from_slice(&out).unwrap();
    assert_eq!(items[0]["error"]["status"], "UNAVAILABLE");
}
