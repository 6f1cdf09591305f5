//! Whole answers.

use serde_json::json as j;

use super::*;
use crate::chat::{Choice, FinishReason, Part, Response, Usage};
use crate::json::Text;

fn encode(response: &Response<'_>) -> (Json, Vec<String>) {
    let mut out = Vec::new();
    let mut losses = Losses::default();
    encode_response(response, &CONTEXT, &mut out, &mut losses);
    let losses = losses
        .iter()
        .map(|loss| format!("{} {}", loss.field, loss.action.name()))
        .collect();
    (json(&out), losses)
}

fn answer(parts: Vec<Part<'static>>, finish: Option<FinishReason<'static>>) -> Response<'static> {
    Response {
        choices: vec![Choice {
            parts,
            finish,
            ..Choice::default()
        }],
        ..Response::default()
    }
}

fn text(text: &'static str) -> Part<'static> {
    Part::Text {
        text: text.into(),
        cache: None,
        citations: None,
    }
}

fn call(arguments: &'static str) -> Part<'static> {
    Part::ToolCall {
        id: "call_1".into(),
        name: "f".into(),
        arguments: arguments.into(),
        cache: None,
    }
}

#[test]
fn an_answer_is_read_with_all_it_says() {
    let body = Body::new(
        r#"{"id":"msg_1","type":"message","role":"assistant","model":"claude-x","content":[
            {"type":"thinking","thinking":"hm","signature":"s"},{"type":"text","text":"hi"},
            {"type":"server_tool_use","id":"s1","name":"web_search","input":{}},
            {"type":"tool_use","id":"t","name":"f","input":{"a":1}}],
            "stop_reason":"stop_sequence","stop_sequence":"END","container":{"id":"c"},"stop_details":null,
            "usage":{"input_tokens":3,"cache_read_input_tokens":4,"cache_creation_input_tokens":5,
              "cache_creation":{"ephemeral_5m_input_tokens":2,"ephemeral_1h_input_tokens":3},
              "output_tokens":7,"output_tokens_details":{"thinking_tokens":1},"service_tier":"standard"}}"#,
    );
    let response = decode_response(body.value()).unwrap();
    let choice = &response.choices[0];
    assert_eq!(choice.parts.len(), 4);
    assert_eq!(
        choice.finish,
        Some(FinishReason::StopSequence(Some("END".into())))
    );
    assert_eq!(response.usage.input_tokens, Some(12));
    assert_eq!(response.usage.cache_creation_1h_input_tokens, Some(3));
    assert_eq!(response.usage.reasoning_output_tokens, Some(1));
    assert_eq!(response.service_tier, Some("standard".into()));
    assert_eq!(response.extra[0].name, "container");
    assert_eq!(response.extra.len(), 1);
}

#[test]
fn an_answer_without_content_usage_or_reason_is_read() {
    for body in [
        r#"{"type":"message"}"#,
        r#"{"content":null,"usage":null,"stop_reason":null}"#,
    ] {
        let body = Body::new(body);
        let response = decode_response(body.value()).unwrap();
        assert!(response.choices[0].parts.is_empty());
        assert_eq!(response.choices[0].finish, None);
        assert!(response.usage.is_empty());
    }
}

#[test]
fn an_error_is_not_an_answer() {
    assert!(decode_response(Body::new(r#"{"type":"error","error":{}}"#).value()).is_err());
    assert!(decode_response(Body::new("[]").value()).is_err());
    assert!(decode_response(Body::new("{}").value()).is_err());
}

#[test]
fn a_stop_reason_of_white_space_or_null_is_none() {
    for word in ["", " ", "null"] {
        let body = Body::new(format!(r#"{{"stop_reason":"{word}"}}"#));
        assert_eq!(
            decode_response(body.value()).unwrap().choices[0].finish,
            None
        );
    }
}

#[test]
fn every_stop_reason_is_understood_and_told() {
    for (word, reason) in [
        ("end_turn", FinishReason::Stop),
        ("max_tokens", FinishReason::Length),
        ("stop_sequence", FinishReason::StopSequence(None)),
        ("pause_turn", FinishReason::Pause),
        ("refusal", FinishReason::Refusal),
        ("model_context_window_exceeded", FinishReason::ContextLength),
    ] {
        let body = Body::new(format!(r#"{{"stop_reason":"{word}"}}"#));
        let response = decode_response(body.value()).unwrap();
        assert_eq!(response.choices[0].finish, Some(reason.clone()));
        assert_eq!(
            encode(&answer(vec![text("x")], Some(reason))).0["stop_reason"],
            word
        );
    }
    let filtered = answer(vec![], Some(FinishReason::ContentFilter));
    assert_eq!(encode(&filtered).0["stop_reason"], "refusal");
    let body = Body::new(r#"{"stop_reason":"brand_new"}"#);
    let response = decode_response(body.value()).unwrap();
    assert_eq!(
        response.choices[0].finish,
        Some(FinishReason::Other("brand_new".into()))
    );
    let (told, losses) = encode(&response);
    assert_eq!(told["stop_reason"], "end_turn");
    assert_eq!(losses, ["finish_reason renamed"]);
}

#[test]
fn an_answer_has_every_field_of_the_official_type_and_no_other() {
    let (body, losses) = encode(&answer(vec![text("hi")], None));
    assert_eq!(
        body,
        j!({"id": "msg_made", "type": "message", "role": "assistant", "model": "model-made",
            "content": [{"type": "text", "text": "hi"}],
            "stop_reason": "end_turn", "stop_sequence": null,
            "usage": {"input_tokens": 0, "cache_creation_input_tokens": null,
                      "cache_read_input_tokens": null, "output_tokens": 0}})
    );
    assert!(losses.is_empty());
}

#[test]
fn calls_decide_that_the_turn_is_the_tools() {
    for reason in [
        None,
        Some(FinishReason::Stop),
        Some(FinishReason::ToolCalls),
    ] {
        let (body, _) = encode(&answer(vec![call("{}")], reason));
        assert_eq!(body["stop_reason"], "tool_use");
    }
    let (body, _) = encode(&answer(vec![text("x")], Some(FinishReason::ToolCalls)));
    assert_eq!(body["stop_reason"], "end_turn");
    let (body, _) = encode(&answer(vec![call("{}")], Some(FinishReason::Length)));
    assert_eq!(body["stop_reason"], "max_tokens");
}

#[test]
fn empty_or_null_arguments_become_an_empty_object() {
    for arguments in ["", " ", "null", "{}", " {} "] {
        assert_eq!(
            encode(&answer(vec![call(arguments)], None)).0["content"][0]["input"],
            j!({})
        );
    }
}

#[test]
fn arguments_that_are_no_object_are_wrapped_and_told() {
    for arguments in ["{\"a\":", "[1]", "\"x\"", "7"] {
        let (body, losses) = encode(&answer(vec![call(arguments)], None));
        assert_eq!(
            body["content"][0]["input"],
            j!({"_raw_arguments": arguments})
        );
        assert_eq!(losses, ["content[0].arguments renamed"]);
    }
}

#[test]
fn empty_content_is_an_empty_list() {
    for parts in [vec![], vec![text("")]] {
        assert_eq!(encode(&answer(parts, None)).0["content"], j!([]));
    }
    assert_eq!(encode(&Response::default()).0["content"], j!([]));
}

#[test]
fn a_refusal_is_text_and_its_own_stop_reason() {
    let refusal = Part::Refusal { text: "no".into() };
    let (body, _) = encode(&answer(vec![refusal], Some(FinishReason::Stop)));
    assert_eq!(body["content"][0], j!({"type": "text", "text": "no"}));
    assert_eq!(body["stop_reason"], "refusal");
}

#[test]
fn reasoning_always_has_a_signature_member() {
    let reasoning = Part::Reasoning {
        text: "hm".into(),
        signature: None,
    };
    let (body, _) = encode(&answer(vec![reasoning], None));
    assert_eq!(
        body["content"][0],
        j!({"type": "thinking", "thinking": "hm", "signature": ""})
    );
}

#[test]
fn only_the_first_of_several_answers_is_told() {
    let mut response = answer(vec![text("b")], None);
    response.choices[0].index = 1;
    response.choices.push(Choice {
        parts: vec![text("a")],
        ..Choice::default()
    });
    let (body, losses) = encode(&response);
    assert_eq!(body["content"][0]["text"], "a");
    assert_eq!(losses, ["choices[1] dropped"]);
}

#[test]
fn what_a_message_cannot_hold_is_listed() {
    let citations = Body::new(r#"[{"type":"url_citation"}]"#);
    let log_probs = Body::new(r#"{"content":[]}"#);
    let mut response = answer(vec![], None);
    response.choices[0].parts.push(Part::Text {
        text: "x".into(),
        cache: None,
        citations: Some(citations.value().into()),
    });
    response.choices[0].parts.push(Part::Native {
        kind: "odd".into(),
        value: log_probs.value(),
    });
    let response = Response {
        service_tier: Some("flex".into()),
        choices: vec![Choice {
            log_probs: Some(log_probs.value()),
            ..response.choices[0].clone()
        }],
        extra: vec![crate::chat::Extra {
            name: "system_fingerprint".into(),
            value: log_probs.value(),
        }],
        ..Response::default()
    };
    let (body, losses) = encode(&response);
    assert_eq!(body["content"], j!([{"type": "text", "text": "x"}]));
    assert!(body["usage"].get("service_tier").is_none());
    assert_eq!(
        losses,
        [
            "content[0].annotations dropped",
            "content[1] dropped",
            "logprobs dropped",
            "service_tier dropped",
            "system_fingerprint dropped",
        ]
    );
}

#[test]
fn input_tokens_leave_out_what_a_cache_held() {
    let response = Response {
        usage: Usage {
            input_tokens: Some(100),
            output_tokens: Some(5),
            cache_read_input_tokens: Some(60),
            cache_creation_input_tokens: Some(30),
            cache_creation_1h_input_tokens: Some(30),
            reasoning_output_tokens: Some(2),
            ..Usage::default()
        },
        service_tier: Some(Text::from("default")),
        ..Response::default()
    };
    assert_eq!(
        encode(&response).0["usage"],
        j!({"input_tokens": 10, "cache_creation_input_tokens": 30, "cache_read_input_tokens": 60,
            "cache_creation": {"ephemeral_5m_input_tokens": 0, "ephemeral_1h_input_tokens": 30},
            "output_tokens": 5, "output_tokens_details": {"thinking_tokens": 2},
            "service_tier": "standard"})
    );
}

#[test]
fn a_count_that_is_null_or_missing_is_unknown_and_zero_is_zero() {
    for (usage, input, read) in [
        (r#"{"input_tokens":0,"output_tokens":0}"#, Some(0), None),
        (r#"{"input_tokens":null}"#, None, None),
        (
            r#"{"input_tokens":1,"cache_read_input_tokens":0}"#,
            Some(1),
            Some(0),
        ),
        (
            r#"{"input_tokens":1,"cache_creation":{"ephemeral_5m_input_tokens":4}}"#,
            Some(5),
            None,
        ),
        (r#"{"cache_creation_input_tokens":9}"#, Some(9), None),
        ("null", None, None),
    ] {
        let usage_read = decode_usage(Body::new(usage).value());
        assert_eq!(
            (usage_read.input_tokens, usage_read.cache_read_input_tokens),
            (input, read),
            "{usage}"
        );
    }
}
