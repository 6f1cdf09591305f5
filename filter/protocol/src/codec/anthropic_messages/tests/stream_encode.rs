//! Events to stream bytes.

use serde_json::json as j;

use super::*;
use crate::chat::{ApiError, ErrorKind, FinishReason, PartKind, Start, Usage};

fn encode(events: &[Event<'_>]) -> Vec<(String, Json)> {
    let mut encoder = Encoder::new(&CONTEXT);
    let mut out = Vec::new();
    for event in events {
        encoder.event(event, &mut out);
    }
    if let Err(problem) = check_well_formed(&out) {
        panic!("{problem}: {}", String::from_utf8_lossy(&out));
    }
    frames(&out)
}

fn names(frames: &[(String, Json)]) -> Vec<String> {
    frames
        .iter()
        .map(|(name, data)| {
            let what = [&data["content_block"]["type"], &data["delta"]["type"]];
            let what = what.iter().find_map(|what| what.as_str());
            let name = name.strip_prefix("content_block_").unwrap_or(name);
            match (what, data["index"].as_u64()) {
                (Some(what), Some(index)) => format!("{name} {index} {what}"),
                (None, Some(index)) => format!("{name} {index}"),
                _ => name.to_owned(),
            }
        })
        .collect()
}

fn begin(part: u32, kind: PartKind<'static>) -> Event<'static> {
    Event::PartStart {
        choice: 0,
        part,
        kind,
    }
}

fn call(part: u32, id: &'static str) -> Event<'static> {
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

#[test]
fn a_stream_begins_and_ends_as_the_api_does() {
    let frames = encode(&[
        Event::Start(Start {
            id: Some("msg_1".into()),
            model: Some("m".into()),
            usage: Usage {
                input_tokens: Some(9),
                cache_read_input_tokens: Some(4),
                ..Usage::default()
            },
            ..Start::default()
        }),
        begin(0, PartKind::Text),
        delta(0, "hi"),
        Event::Ping,
        stop(0),
        finish(FinishReason::StopSequence(Some("END".into()))),
        Event::Usage(Usage {
            output_tokens: Some(3),
            ..Usage::default()
        }),
        Event::End,
    ]);
    assert_eq!(
        names(&frames),
        [
            "message_start",
            "start 0 text",
            "delta 0 text_delta",
            "ping",
            "stop 0",
            "message_delta",
            "message_stop"
        ]
    );
    assert_eq!(
        frames[0].1["message"],
        j!({"id": "msg_1", "type": "message", "role": "assistant", "model": "m", "content": [],
            "stop_reason": null, "stop_sequence": null,
            "usage": {"input_tokens": 5, "cache_creation_input_tokens": null,
                      "cache_read_input_tokens": 4, "output_tokens": 0}})
    );
    assert_eq!(
        frames[1].1["content_block"],
        j!({"type": "text", "text": ""})
    );
    assert_eq!(
        frames[5].1,
        j!({"type": "message_delta", "delta": {"stop_reason": "stop_sequence", "stop_sequence": "END"},
            "usage": {"input_tokens": 5, "cache_read_input_tokens": 4, "output_tokens": 3}})
    );
}

#[test]
fn usage_that_comes_after_the_finish_is_told() {
    let frames = encode(&[
        Event::Start(Start::default()),
        finish(FinishReason::Stop),
        Event::Usage(Usage {
            input_tokens: Some(7),
            output_tokens: Some(2),
            ..Usage::default()
        }),
        Event::End,
    ]);
    assert_eq!(
        frames[1].1["usage"],
        j!({"input_tokens": 7, "output_tokens": 2})
    );
}

#[test]
fn parallel_calls_keep_their_arguments_and_ids() {
    let frames = encode(&[
        call(0, "a"),
        delta(0, "{\"x\":"),
        call(1, "b"),
        delta(1, "{\"y\":"),
        delta(0, "1}"),
        delta(1, "2}"),
        stop(0),
        stop(1),
        finish(FinishReason::ToolCalls),
        Event::End,
    ]);
    assert_eq!(
        names(&frames),
        [
            "message_start",
            "start 0 tool_use",
            "delta 0 input_json_delta",
            "delta 0 input_json_delta",
            "stop 0",
            "start 1 tool_use",
            "delta 1 input_json_delta",
            "delta 1 input_json_delta",
            "stop 1",
            "message_delta",
            "message_stop"
        ]
    );
    assert_eq!(
        frames[1].1["content_block"],
        j!({"type": "tool_use", "id": "a", "name": "f", "input": {}})
    );
    assert_eq!(frames[3].1["delta"]["partial_json"], "1}");
    assert_eq!(frames[7].1["delta"]["partial_json"], "2}");
    assert_eq!(frames[9].1["delta"]["stop_reason"], "tool_use");
}

#[test]
fn text_gives_way_to_a_call_and_goes_on_behind_it() {
    let frames = encode(&[
        begin(0, PartKind::Text),
        delta(0, "a"),
        call(1, "t"),
        delta(0, "b"),
        delta(1, "{}"),
        stop(1),
        stop(0),
        Event::End,
    ]);
    assert_eq!(
        names(&frames),
        [
            "message_start",
            "start 0 text",
            "delta 0 text_delta",
            "stop 0",
            "start 1 tool_use",
            "delta 1 input_json_delta",
            "stop 1",
            "start 2 text",
            "delta 2 text_delta",
            "stop 2",
            "message_delta",
            "message_stop"
        ]
    );
}

#[test]
fn parts_of_which_nothing_comes_make_no_block() {
    let frames = encode(&[
        begin(0, PartKind::Text),
        delta(0, ""),
        stop(0),
        begin(1, PartKind::Reasoning),
        stop(1),
        Event::End,
    ]);
    assert_eq!(
        names(&frames),
        ["message_start", "message_delta", "message_stop"]
    );
}

#[test]
fn reasoning_has_its_text_and_then_its_signature() {
    let frames = encode(&[
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
                    data: "r".into(),
                },
            },
        ),
        stop(1),
        Event::End,
    ]);
    assert_eq!(
        names(&frames)[1..6],
        [
            "start 0 thinking",
            "delta 0 thinking_delta",
            "delta 0 signature_delta",
            "stop 0",
            "start 1 redacted_thinking"
        ]
    );
    assert_eq!(
        frames[1].1["content_block"],
        j!({"type": "thinking", "thinking": "", "signature": ""})
    );
    assert_eq!(
        frames[5].1["content_block"],
        j!({"type": "redacted_thinking", "data": "r"})
    );
}

#[test]
fn a_refusal_is_text_and_the_reason_to_stop() {
    let frames = encode(&[
        begin(0, PartKind::Refusal),
        delta(0, "no"),
        stop(0),
        finish(FinishReason::Stop),
        Event::End,
    ]);
    assert_eq!(
        frames[2].1["delta"],
        j!({"type": "text_delta", "text": "no"})
    );
    assert_eq!(frames[4].1["delta"]["stop_reason"], "refusal");
}

#[test]
fn a_block_of_this_format_passes_and_one_of_another_does_not() {
    let own =
        Body::new(r#"{"type":"server_tool_use","id":"s","name":"web_search","input":{"q":1}}"#);
    let other = Body::new(r#"{"type":"image_generation_call"}"#);
    let frames = encode(&[
        Event::PartStart {
            choice: 0,
            part: 0,
            kind: PartKind::Native {
                kind: "server_tool_use".into(),
                value: own.value(),
            },
        },
        stop(0),
        Event::PartStart {
            choice: 0,
            part: 1,
            kind: PartKind::Native {
                kind: "image_generation_call".into(),
                value: other.value(),
            },
        },
        stop(1),
        Event::End,
    ]);
    assert_eq!(frames[1].1["content_block"], json(own.value().raw()));
    assert_eq!(frames.len(), 5);
}

#[test]
fn only_citations_of_this_format_are_told() {
    let own = Body::new(r#"{"type":"page_location"}"#);
    let other = Body::new(r#"{"type":"url_citation"}"#);
    let cite = |body| Event::Citation {
        choice: 0,
        part: 0,
        value: body,
    };
    let frames = encode(&[
        begin(0, PartKind::Text),
        delta(0, "x"),
        cite(own.value()),
        cite(other.value()),
        stop(0),
        Event::End,
    ]);
    assert_eq!(
        names(&frames)[1..5],
        [
            "start 0 text",
            "delta 0 text_delta",
            "delta 0 citations_delta",
            "stop 0"
        ]
    );
}

#[test]
fn an_error_is_an_error_event_and_the_last() {
    let mut encoder = Encoder::new(&CONTEXT);
    let mut out = Vec::new();
    encoder.event(&Event::Start(Start::default()), &mut out);
    encoder.event(
        &Event::Error(ApiError::new(ErrorKind::Overloaded, "busy")),
        &mut out,
    );
    let length = out.len();
    for late in [
        Event::End,
        Event::Ping,
        begin(0, PartKind::Text),
        delta(0, "x"),
    ] {
        encoder.event(&late, &mut out);
    }
    assert_eq!(out.len(), length);
    let frames = frames(&out);
    assert_eq!(frames[1].0, "error");
    assert_eq!(
        frames[1].1,
        j!({"type": "error", "error": {"type": "overloaded_error", "message": "busy"}})
    );
}

#[test]
fn the_end_is_told_once_and_nothing_after_it() {
    let frames = encode(&[
        Event::Start(Start::default()),
        Event::End,
        Event::End,
        Event::Ping,
        begin(0, PartKind::Text),
    ]);
    assert_eq!(
        names(&frames),
        ["message_start", "message_delta", "message_stop"]
    );
}

#[test]
fn a_stream_without_a_start_gets_one() {
    let frames = encode(&[call(0, "t"), stop(0), Event::End]);
    assert_eq!(frames[0].1["message"]["id"], "msg_made");
    assert_eq!(frames[0].1["message"]["model"], "model-made");
}

#[test]
fn blocks_left_open_are_closed_before_the_end() {
    let frames = encode(&[call(0, "a"), call(1, "b"), delta(1, "{}"), Event::End]);
    assert_eq!(
        names(&frames)
            .iter()
            .filter(|name| name.starts_with("stop"))
            .count(),
        2
    );
}

#[test]
fn other_choices_are_left_out() {
    let frames = encode(&[
        Event::PartStart {
            choice: 1,
            part: 0,
            kind: PartKind::Text,
        },
        Event::PartDelta {
            choice: 1,
            part: 0,
            text: "x".into(),
        },
        Event::PartStop { choice: 1, part: 0 },
        Event::Finish {
            choice: 1,
            reason: FinishReason::Length,
        },
        Event::End,
    ]);
    assert_eq!(
        names(&frames),
        ["message_start", "message_delta", "message_stop"]
    );
    assert_eq!(frames[1].1["delta"]["stop_reason"], "end_turn");
}

#[test]
fn what_waits_behind_a_call_is_bounded() {
    let mut encoder = Encoder::new(&CONTEXT);
    let mut out = Vec::new();
    encoder.event(&call(0, "a"), &mut out);
    encoder.event(&call(1, "b"), &mut out);
    let mebibyte = "x".repeat(1 << 20);
    for _ in 0..20 {
        let text = mebibyte.as_str().into();
        encoder.event(
            &Event::PartDelta {
                choice: 0,
                part: 1,
                text,
            },
            &mut out,
        );
    }
    assert!(out.len() < 1 << 20);
    assert_eq!(frames(&out).last().unwrap().0, "error");
}
