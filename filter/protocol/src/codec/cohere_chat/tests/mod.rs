//! What a snapshot does not show at a glance.

mod requests;
mod streams;

use crate::chat::{ErrorKind, FinishReason, Part, Response};
use crate::codec::{AnswerContext, Codec as _};
use crate::json::{Document, Limits};
use crate::loss::Losses;

use super::CohereChat;

const CONTEXT: AnswerContext<'_> = AnswerContext {
    id: "an-id",
    created: 1,
    model: "a-model",
    include_usage: true,
    array_stream: false,
};

#[track_caller]
fn with_answer<T>(body: &str, check: impl FnOnce(&Response<'_>) -> T) -> T {
    let document = Document::parse(body.as_bytes(), Limits::default()).unwrap();
    let response = CohereChat
        .decode_response(document.root(body.as_bytes()))
        .unwrap();
    check(&response)
}

fn written(response: &Response<'_>) -> (String, String) {
    let (mut out, mut losses) = (Vec::new(), Losses::default());
    CohereChat.encode_response(response, &CONTEXT, &mut out, &mut losses);
    (String::from_utf8(out).unwrap(), losses.header())
}

fn answer(message: &str, finish: &str) -> String {
    format!(r#"{{"id":"x","finish_reason":"{finish}","message":{{"role":"assistant",{message}}}}}"#)
}

#[test]
fn the_plan_is_text_between_the_thinking_and_the_calls() {
    let body = answer(
        r#""content":[{"type":"thinking","thinking":"hm"}],"tool_plan":"look","tool_calls":[{"id":"a","type":"function","function":{"name":"f","arguments":"{}"}}]"#,
        "TOOL_CALL",
    );
    with_answer(&body, |response| {
        let parts = &response.choices[0].parts;
        assert!(matches!(&parts[0], Part::Reasoning { text, .. } if *text == "hm"));
        assert!(matches!(&parts[1], Part::Text { text, .. } if *text == "look"));
        assert!(matches!(&parts[2], Part::ToolCall { name, .. } if *name == "f"));
        assert_eq!(written(response), (body.clone(), String::new()));
    });
}

#[test]
fn every_finish_reason_comes_back_as_it_was() {
    for word in [
        "COMPLETE",
        "STOP_SEQUENCE",
        "MAX_TOKENS",
        "TOOL_CALL",
        "ERROR_TOXIC",
        "ERROR_LIMIT",
    ] {
        let body = answer(r#""content":[{"type":"text","text":"a"}]"#, word);
        with_answer(&body, |response| {
            assert_eq!(written(response).0, body);
        });
    }
}

#[test]
fn a_complete_answer_that_calls_tools_waits_for_them() {
    let body = answer(
        r#""tool_calls":[{"id":"a","type":"function","function":{"name":"f"}}]"#,
        "COMPLETE",
    );
    with_answer(&body, |response| {
        assert_eq!(response.choices[0].finish, Some(FinishReason::ToolCalls));
    });
}

#[test]
fn calls_without_an_id_get_the_same_one_each_time() {
    let body = answer(
        r#""tool_calls":[{"function":{"name":"f"}},{"id":"","function":{"name":"g"}}]"#,
        "TOOL_CALL",
    );
    for _ in 0..2 {
        with_answer(&body, |response| {
            let ids: Vec<_> = response.choices[0]
                .parts
                .iter()
                .map(|part| match part {
                    Part::ToolCall { id, arguments, .. } => {
                        assert_eq!(*arguments, "{}");
                        id.to_str().into_owned()
                    }
                    part => panic!("{part:?}"),
                })
                .collect();
            assert_eq!(ids, ["call_0", "call_1"]);
        });
    }
}

#[test]
fn usage_keeps_zero_and_missing_apart() {
    let usage = |text: &str| {
        let document = Document::parse(text.as_bytes(), Limits::default()).unwrap();
        CohereChat.decode_usage(document.root(text.as_bytes()))
    };
    let all = usage(
        r#"{"billed_units":{"input_tokens":1,"output_tokens":2},"tokens":{"input_tokens":100.0,"output_tokens":0},"cached_tokens":64}"#,
    );
    assert_eq!(all.input_tokens, Some(100));
    assert_eq!(all.output_tokens, Some(0));
    assert_eq!(all.cache_read_input_tokens, Some(64));
    let billed = usage(r#"{"billed_units":{"input_tokens":1},"cached_tokens":null}"#);
    assert_eq!(billed.input_tokens, Some(1));
    assert_eq!(billed.output_tokens, None);
    assert_eq!(billed.cache_read_input_tokens, None);
    assert!(usage("{}").is_empty() && usage("null").is_empty());
}

#[test]
fn what_is_wrong_is_told_by_status_and_words() {
    let kind = |status: u16, body: &str| CohereChat.decode_error(status, body.as_bytes()).kind;
    let message = |text: &str| format!(r#"{{"message":"{text}"}}"#);
    assert_eq!(
        kind(400, &message("too many tokens: 9")),
        ErrorKind::ContextLength
    );
    assert_eq!(
        kind(400, &message("invalid request")),
        ErrorKind::InvalidRequest
    );
    assert_eq!(
        kind(422, &message("blocked by our usage rules")),
        ErrorKind::ContentPolicy
    );
    assert_eq!(
        kind(498, &message("invalid token")),
        ErrorKind::Authentication
    );
    assert_eq!(kind(499, &message("gone")), ErrorKind::Timeout);
    assert_eq!(kind(429, "<html>"), ErrorKind::RateLimit);
    let told = CohereChat.decode_error(400, br#"{"id":"r1","message":"no"}"#);
    assert_eq!(
        (&*told.message, told.request_id.as_deref()),
        ("no", Some("r1"))
    );
    let mut out = Vec::new();
    CohereChat.encode_error(&told, &mut out);
    assert_eq!(out, br#"{"id":"r1","message":"no"}"#);
}
