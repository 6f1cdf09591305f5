//! Frames to events and back.

use super::*;
use crate::chat::{Event, FinishReason, Fold, Origin, PartKind, Signature, Start};
use crate::eventstream::{HeaderValue, write_message};

fn frame(name: &str, payload: &str) -> Vec<u8> {
    let (key, kind) = if name.ends_with("Exception") {
        (":exception-type", "exception")
    } else {
        (":event-type", "event")
    };
    let headers = [
        (key, HeaderValue::Text(name)),
        (":message-type", HeaderValue::Text(kind)),
    ];
    let mut out = Vec::new();
    write_message(&mut out, &headers, |out| {
        out.extend_from_slice(payload.as_bytes())
    });
    out
}

/// The events of a stream in chunks of `size` bytes, each in a few words.
fn events(stream: &[u8], size: usize) -> Vec<String> {
    let mut seen = Vec::new();
    let mut each = |event: &Event<'_>| {
        seen.push(match event {
            Event::Error(error) => format!("error {} {}", error.status, error.message),
            Event::PartDelta { text, .. } => format!("delta {text}"),
            Event::Finish { reason, .. } => format!("finish {reason:?}"),
            Event::Usage(usage) => format!("usage {:?}", usage.input_tokens),
            Event::PartStart { part, .. } => format!("start {part}"),
            Event::PartStop { part, .. } => format!("stop {part}"),
            other => format!("{other:?}")
                .split([' ', '(', '{'])
                .next()
                .unwrap_or_default()
                .to_owned(),
        });
    };
    let mut decoder = BedrockConverse.stream_decoder();
    for chunk in stream.chunks(size.max(1)) {
        decoder.feed(chunk, &mut each);
    }
    decoder.finish(&mut each);
    seen
}

fn hello_stream() -> Vec<u8> {
    [
        frame("messageStart", r#"{"role":"assistant"}"#),
        frame(
            "contentBlockDelta",
            r#"{"contentBlockIndex":0,"delta":{"text":"hé"}}"#,
        ),
        frame("contentBlockStop", r#"{"contentBlockIndex":0}"#),
        frame("messageStop", r#"{"stopReason":"end_turn"}"#),
        frame(
            "metadata",
            r#"{"usage":{"inputTokens":3,"outputTokens":1}}"#,
        ),
    ]
    .concat()
}

#[test]
fn a_stream_is_read_the_same_however_it_is_cut() {
    let stream = hello_stream();
    let expected = [
        "Start",
        "start 0",
        "delta hé",
        "stop 0",
        "finish Stop",
        "usage Some(3)",
        "End",
    ];
    for size in 1..=stream.len() {
        assert_eq!(events(&stream, size), expected, "chunks of {size}");
    }
}

#[test]
fn a_stream_ends_with_its_counts_or_with_its_bytes() {
    let stop = frame("messageStop", r#"{"stopReason":"max_tokens"}"#);
    assert_eq!(events(&stop, 9), ["Start", "finish Length", "End"]);
    let metadata = frame("metadata", r#"{"usage":{"inputTokens":3}}"#);
    let late = [metadata.clone(), stop, metadata].concat();
    assert_eq!(
        events(&late, 9),
        ["Start", "usage Some(3)", "finish Length", "End"]
    );
}

#[test]
fn damaged_and_truncated_streams_are_errors() {
    let whole = hello_stream();
    let mut damaged = whole.clone();
    let last = damaged.len() - 1;
    damaged[last] ^= 1;
    let seen = events(&damaged, 40);
    assert_eq!(
        seen.last().map(String::as_str),
        Some("error 502 a checksum of the stream is wrong")
    );
    let seen = events(&whole[..last], 40);
    assert_eq!(
        seen.last().map(String::as_str),
        Some("error 502 the stream ended within an event")
    );
    assert_eq!(
        events(b"", 1),
        ["error 502 the provider's stream ended early"]
    );
    let first = frame("messageStart", "{}");
    assert_eq!(
        events(&first, 7),
        ["Start", "error 502 the provider's stream ended early"]
    );
}

#[test]
fn exceptions_are_errors_of_their_own_kind_wherever_they_come() {
    for (name, status) in [
        ("throttlingException", 429),
        ("modelStreamErrorException", 500),
        ("validationException", 400),
        ("internalServerException", 500),
        ("serviceUnavailableException", 503),
        ("futureException", 500),
    ] {
        let exception = frame(name, r#"{"message":"why"}"#);
        let told = format!("error {status} why");
        assert_eq!(events(&exception, 11), std::slice::from_ref(&told));
        let late = [frame("messageStart", "{}"), exception, hello_stream()].concat();
        assert_eq!(events(&late, 11), ["Start".to_owned(), told]);
    }
    let mut error = Vec::new();
    let headers = [
        (":message-type", HeaderValue::Text("error")),
        (":error-code", HeaderValue::Text("InternalFailure")),
        (":error-message", HeaderValue::Text("why")),
    ];
    write_message(&mut error, &headers, |_| {});
    assert_eq!(events(&error, 5), ["error 500 why"]);
}

#[test]
fn a_frame_that_is_no_json_is_passed_over() {
    let stream = [frame("contentBlockDelta", "{"), hello_stream()].concat();
    assert_eq!(events(&stream, 13)[..2], ["Malformed", "Start"]);
}

#[test]
fn an_answer_that_is_no_stream_is_read_whole() {
    let body = br#"{"output":{"message":{"role":"assistant","content":[{"text":"hi"}]}},"stopReason":"end_turn","usage":{"inputTokens":3}}"#;
    assert_eq!(
        events(body, 10),
        [
            "Start",
            "start 0",
            "delta hi",
            "stop 0",
            "finish Stop",
            "usage Some(3)",
            "End"
        ]
    );
    let error = br#"{"__type":"ThrottlingException","message":"busy"}"#;
    assert_eq!(events(error, 10), ["error 429 busy"]);
    assert_eq!(
        events(b"<html>", 10),
        ["error 502 the provider's stream ended early"]
    );
}

#[test]
fn a_block_whose_kind_changes_is_two_parts() {
    let stream = [
        frame(
            "contentBlockDelta",
            r#"{"contentBlockIndex":0,"delta":{"reasoningContent":{"text":"hm"}}}"#,
        ),
        frame(
            "contentBlockDelta",
            r#"{"contentBlockIndex":0,"delta":{"text":"hi"}}"#,
        ),
        frame("messageStop", r#"{"stopReason":"end_turn"}"#),
    ]
    .concat();
    assert_eq!(
        events(&stream, 8),
        [
            "Start",
            "start 0",
            "delta hm",
            "stop 0",
            "start 1",
            "delta hi",
            "stop 1",
            "finish Stop",
            "End"
        ]
    );
}

/// What a client of this format reads of these events.
fn round(events: &[Event<'_>]) -> Fold {
    let mut encoder = BedrockConverse.stream_encoder(&AnswerContext::default());
    let mut out = Vec::new();
    events
        .iter()
        .for_each(|event| encoder.event(event, &mut out));
    let mut fold = Fold::new(usize::MAX);
    let mut decoder = BedrockConverse.stream_decoder();
    decoder.feed(&out, &mut |event| fold.push(event));
    decoder.finish(&mut |event| fold.push(event));
    fold
}

#[test]
fn signatures_of_every_origin_go_round() {
    for origin in [Origin::Anthropic, Origin::Google, Origin::OpenAi] {
        let piece = |data: &'static str| Event::Signature {
            choice: 0,
            part: 0,
            signature: Signature {
                origin,
                data: data.into(),
            },
        };
        let redacted = PartKind::RedactedReasoning {
            data: Signature {
                origin,
                data: "b3BhcXVl".into(),
            },
        };
        let fold = round(&[
            Event::Start(Start::default()),
            Event::PartStart {
                choice: 0,
                part: 0,
                kind: PartKind::Reasoning,
            },
            piece("c2ln"),
            piece("bmVk"),
            Event::PartStop { choice: 0, part: 0 },
            Event::PartStart {
                choice: 0,
                part: 1,
                kind: redacted,
            },
            Event::PartStop { choice: 0, part: 1 },
            Event::Finish {
                choice: 0,
                reason: FinishReason::Stop,
            },
            Event::End,
        ]);
        let response = fold.response().unwrap();
        let seen = format!("{:?}", response.choices[0].parts);
        assert_eq!(seen.matches(&format!("{origin:?}")).count(), 2, "{seen}");
        assert!(
            seen.contains("c2lnbmVk") && seen.contains("b3BhcXVl"),
            "{seen}"
        );
    }
}

#[test]
fn calls_that_are_open_side_by_side_keep_apart() {
    let start = |part, id: &'static str| Event::PartStart {
        choice: 0,
        part,
        kind: PartKind::ToolCall {
            id: id.into(),
            name: "f".into(),
        },
    };
    let delta = |part, text: &'static str| Event::PartDelta {
        choice: 0,
        part,
        text: text.into(),
    };
    let fold = round(&[
        Event::Start(Start::default()),
        start(0, "a"),
        start(1, "b"),
        start(2, "c"),
        delta(1, "{\"x\":"),
        delta(0, "{}"),
        delta(1, "1}"),
        Event::End,
    ]);
    let response = fold.response().unwrap();
    let seen = format!("{:?}", response.choices[0].parts);
    for part in [
        r#"id: "a", name: "f", arguments: "{}""#,
        r#"arguments: "{\"x\":1}""#,
        r#"id: "c", name: "f", arguments: "{}""#,
    ] {
        assert!(seen.contains(part), "{part}: {seen}");
    }
    assert_eq!(response.choices[0].finish, Some(FinishReason::ToolCalls));
}
