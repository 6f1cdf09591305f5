//! Laws that hold for any input.

use proptest::prelude::*;
use serde_json::json as j;

use super::*;
use crate::chat::{
    ApiError, CacheControl, ErrorKind, FinishReason, Fold, MediaSource, Message, Part, PartKind,
    Response, Role, Start, Usage, replay,
};
use crate::json::Text;

/// Decodes a stream and writes it again.
fn recode_stream(stream: &[u8], size: usize) -> Vec<u8> {
    let mut encoder = Encoder::new(&CONTEXT);
    let mut out = Vec::new();
    with_events(stream, size, &mut |event| encoder.event(event, &mut out));
    out
}

fn word() -> impl Strategy<Value = String> {
    "[a-zA-Zé😀 \"\\\\\n]{0,6}[a-z]"
}

/// A content block of an answer, as the API would write it.
fn answer_block() -> impl Strategy<Value = Json> {
    prop_oneof![
        word().prop_map(|text| j!({"type": "text", "text": text})),
        (word(), word()).prop_map(
            |(text, signature)| j!({"type": "thinking", "thinking": text, "signature": signature})
        ),
        word().prop_map(|data| j!({"type": "redacted_thinking", "data": data})),
        ("[a-z_0-9]{1,5}", "[a-z]{1,5}", word()).prop_map(
            |(id, name, value)| j!({"type": "tool_use", "id": id, "name": name, "input": {"a": value, "b": [1.5, null]}})
        ),
        word().prop_map(
            |query| j!({"type": "server_tool_use", "id": "s", "name": "web_search", "input": {"query": query}})
        ),
        word().prop_map(
            |text| j!({"type": "web_search_tool_result", "tool_use_id": "s", "content": [{"text": text}]})
        ),
    ]
}

/// A whole answer, as the API would write it.
fn answer() -> impl Strategy<Value = Json> {
    let reason = prop::sample::select(vec!["end_turn", "max_tokens", "pause_turn", "refusal"]);
    let blocks = prop::collection::vec(answer_block(), 0..5);
    (blocks, reason, 0u64..1000, 0u64..1000, 0u64..1000).prop_map(
        |(blocks, reason, input, read, output)| {
            let calls = blocks.iter().any(|block| block["type"] == "tool_use");
            let reason = if calls && reason == "end_turn" {
                "tool_use"
            } else {
                reason
            };
            j!({"id": "msg_1", "type": "message", "role": "assistant", "model": "claude-x",
                "content": blocks, "stop_reason": reason, "stop_sequence": null,
                "usage": {"input_tokens": input, "cache_creation_input_tokens": 0,
                          "cache_read_input_tokens": read, "output_tokens": output}})
        },
    )
}

/// The same answer as the API would stream it, in pieces of a few characters.
fn streamed(answer: &Json, piece: usize) -> String {
    let pieces = |text: &str| -> Vec<String> {
        let characters: Vec<char> = text.chars().collect();
        characters
            .chunks(piece.max(1))
            .map(String::from_iter)
            .collect()
    };
    let mut start = answer.clone();
    start["content"] = j!([]);
    start["stop_reason"] = Json::Null;
    start["usage"]["output_tokens"] = j!(1);
    let mut events = vec![j!({"type": "message_start", "message": start})];
    for (index, block) in answer["content"].as_array().unwrap().iter().enumerate() {
        let mut head = block.clone();
        let mut deltas = Vec::new();
        for (member, delta) in [
            ("text", "text_delta"),
            ("thinking", "thinking_delta"),
            ("signature", "signature_delta"),
        ] {
            if let Some(text) = block[member].as_str() {
                head[member] = j!("");
                deltas.extend(
                    pieces(text)
                        .iter()
                        .map(|piece| j!({"type": delta, member: piece})),
                );
            }
        }
        if block.get("input").is_some() {
            head["input"] = j!({});
            let input = block["input"].to_string();
            deltas.extend(
                pieces(&input)
                    .iter()
                    .map(|piece| j!({"type": "input_json_delta", "partial_json": piece})),
            );
        }
        events.push(j!({"type": "content_block_start", "index": index, "content_block": head}));
        events.extend(
            deltas
                .iter()
                .map(|delta| j!({"type": "content_block_delta", "index": index, "delta": delta})),
        );
        events.push(j!({"type": "content_block_stop", "index": index}));
    }
    events.push(j!({"type": "message_delta",
        "delta": {"stop_reason": answer["stop_reason"], "stop_sequence": null},
        "usage": answer["usage"]}));
    events.push(j!({"type": "message_stop"}));
    let frame = |event: &Json| {
        format!(
            "event: {}\ndata: {event}\n\n",
            event["type"].as_str().unwrap()
        )
    };
    events.iter().map(frame).collect()
}

fn encoded(response: &Response<'_>) -> Json {
    let mut out = Vec::new();
    encode_response(response, &CONTEXT, &mut out, &mut Losses::default());
    json(&out)
}

fn folded(stream: &[u8]) -> Json {
    let mut fold = Fold::new(1 << 20);
    with_events(stream, 17, &mut |event| fold.push(event));
    encoded(&fold.response().unwrap())
}

/// Any event, in no order at all.
fn any_event() -> impl Strategy<Value = Event<'static>> {
    let place = || (0u32..2, 0u32..4);
    let kind = prop_oneof![
        Just(PartKind::Text),
        Just(PartKind::Reasoning),
        Just(PartKind::Refusal),
        Just(PartKind::RedactedReasoning {
            data: crate::chat::Signature {
                origin: crate::chat::Origin::Anthropic,
                data: "r".into()
            }
        }),
        ("[a-z:]{0,2}", "[a-z]{1,2}").prop_map(|(id, name)| PartKind::ToolCall {
            id: id.into(),
            name: name.into()
        }),
    ];
    let reason = prop::sample::select(vec![
        FinishReason::Stop,
        FinishReason::StopSequence(Some("x".into())),
        FinishReason::ToolCalls,
        FinishReason::ContentFilter,
        FinishReason::Other("odd".into()),
    ]);
    prop_oneof![
        1 => Just(Event::Start(Start::default())),
        6 => (place(), kind).prop_map(|((choice, part), kind)| Event::PartStart { choice, part, kind }),
        8 => (place(), "[a-z]{0,2}").prop_map(|((choice, part), text)| Event::PartDelta {
            choice,
            part,
            text: text.into()
        }),
        2 => place().prop_map(|(choice, part)| Event::Signature { choice, part, signature: crate::chat::Signature { origin: crate::chat::Origin::Anthropic, data: "s".into() } }),
        4 => place().prop_map(|(choice, part)| Event::PartStop { choice, part }),
        1 => (0u32..2, reason).prop_map(|(choice, reason)| Event::Finish { choice, reason }),
        1 => (0u64..9).prop_map(|count| Event::Usage(Usage { output_tokens: Some(count), ..Usage::default() })),
        1 => Just(Event::Ping),
        1 => Just(Event::Malformed),
        1 => Just(Event::Unknown { kind: "odd".into() }),
    ]
}

/// A part of a conversation that the format carries as it is.
fn part(role: Role) -> BoxedStrategy<Part<'static>> {
    let cache = || {
        prop::option::of(prop::option::of(Just("1h")).prop_map(|ttl| CacheControl {
            ttl: ttl.map(Text::from),
        }))
    };
    let said = (word(), cache()).prop_map(|(text, cache)| Part::Text {
        text: text.into(),
        cache,
        citations: None,
    });
    match role {
        Role::Assistant => prop_oneof![
            said,
            (word(), word()).prop_map(|(text, signature)| Part::Reasoning {
                text: text.into(),
                signature: Some(crate::chat::Signature {
                    origin: crate::chat::Origin::Anthropic,
                    data: signature.into()
                })
            }),
            word().prop_map(|data| Part::RedactedReasoning {
                data: crate::chat::Signature {
                    origin: crate::chat::Origin::Anthropic,
                    data: data.into()
                }
            }),
        ]
        .boxed(),
        Role::System | Role::Developer => said.boxed(),
        Role::User => {
            let source = prop_oneof![
                word().prop_map(|url| MediaSource::Url(url.into())),
                Just(MediaSource::FileId("file_1".into())),
            ];
            prop_oneof![
                said,
                (source.clone(), cache()).prop_map(|(source, cache)| Part::Image {
                    source,
                    detail: None,
                    cache
                }),
                (source, word(), cache()).prop_map(|(source, name, cache)| Part::Document {
                    source,
                    name: Some(name.into()),
                    cache
                }),
            ]
            .boxed()
        }
    }
}

/// A conversation in the order the format has: system first, then turns.
fn conversation() -> impl Strategy<Value = Vec<Message<'static>>> {
    let parts = |role| prop::collection::vec(part(role), 1..4);
    let rounds = prop::collection::vec((parts(Role::User), parts(Role::Assistant)), 0..3);
    (
        prop::option::of(parts(Role::System)),
        rounds,
        parts(Role::User),
    )
        .prop_map(|(system, rounds, last)| {
            let mut turns: Vec<(Role, Vec<Part<'static>>)> = Vec::new();
            for (asked, answered) in rounds {
                turns.push((Role::User, asked));
                turns.push((Role::Assistant, answered));
            }
            turns.push((Role::User, last));
            let message = |role, parts, index| Message {
                role,
                parts,
                name: None,
                index,
                extra: Vec::new(),
            };
            let system = system.map(|parts| message(Role::System, parts, None));
            let turns = turns.into_iter().enumerate();
            let turns = turns.map(|(index, (role, parts))| message(role, parts, Some(index)));
            system.into_iter().chain(turns).collect()
        })
}

proptest! {
    #[test]
    fn a_request_survives_its_encoding(
        messages in conversation(),
        stop in prop::collection::vec(word(), 0..3),
        max in 0u64..100_000,
        stream: bool,
    ) {
        let request = Request {
            messages,
            max_output_tokens: Some(max),
            stop: stop.into_iter().map(Text::from).collect(),
            stream,
            user: Some("u".into()),
            ..Request::default()
        };
        let (body, losses) = encode_for("claude-sonnet-4-5", &request);
        prop_assert!(losses.is_empty());
        let body = Body::new(body.unwrap().to_string());
        let expected = Request {
            model: Some("claude-sonnet-4-5".into()),
            include_usage: true,
            ..request
        };
        prop_assert_eq!(
            format!("{:?}", decode_request(body.value()).unwrap()),
            format!("{expected:?}")
        );
    }

    #[test]
    fn any_events_in_any_order_make_a_well_formed_stream(
        events in prop::collection::vec(any_event(), 0..40),
        fails: bool,
    ) {
        let mut encoder = Encoder::new(&CONTEXT);
        let mut out = Vec::new();
        events.iter().for_each(|event| encoder.event(event, &mut out));
        let last = if fails {
            Event::Error(ApiError::new(ErrorKind::Server, "m"))
        } else {
            Event::End
        };
        encoder.event(&last, &mut out);
        prop_assert_eq!(check_well_formed(&out), Ok(()), "{}", String::from_utf8_lossy(&out));
        let length = out.len();
        events.iter().for_each(|event| encoder.event(event, &mut out));
        prop_assert_eq!(out.len(), length, "nothing comes after the end");
    }

    #[test]
    fn words_reach_the_client_whole_whatever_is_open_beside_them(
        pieces in prop::collection::vec((0u32..4, "[a-z]{1,3}"), 0..30),
    ) {
        // Parts 0 and 2 are calls, 1 is text and 3 reasoning, all open at once.
        let mut encoder = Encoder::new(&CONTEXT);
        let mut out = Vec::new();
        let mut expected = [const { String::new() }; 4];
        for part in 0..4 {
            let kind = match part {
                1 => PartKind::Text,
                3 => PartKind::Reasoning,
                _ => PartKind::ToolCall { id: format!("call_{part}").into(), name: "f".into() },
            };
            encoder.event(&Event::PartStart { choice: 0, part, kind }, &mut out);
        }
        for (part, text) in &pieces {
            expected[*part as usize].push_str(text);
            let text = text.as_str().into();
            encoder.event(&Event::PartDelta { choice: 0, part: *part, text }, &mut out);
        }
        for part in 0..4 {
            encoder.event(&Event::PartStop { choice: 0, part }, &mut out);
        }
        encoder.event(&Event::End, &mut out);
        prop_assert_eq!(check_well_formed(&out), Ok(()));
        let mut found = [const { String::new() }; 4];
        let mut part = 0;
        for (name, data) in frames(&out) {
            if name == "content_block_start" {
                part = match data["content_block"]["id"].as_str() {
                    Some("call_0") => 0,
                    Some(_) => 2,
                    None if data["content_block"]["type"] == "text" => 1,
                    None => 3,
                };
            }
            for member in ["text", "thinking", "partial_json"] {
                found[part].push_str(data["delta"][member].as_str().unwrap_or_default());
            }
        }
        prop_assert_eq!(found, expected);
    }

    #[test]
    fn no_bytes_make_a_decoder_end_twice_or_not_at_all(
        lines in prop::collection::vec(prop::sample::select(vec![
            "data: ", "event: error\n", "\n", "\n\n", "{", "}", "[DONE]", "null", "7", "\"x\"",
            r#"{"type":"message_start"}"#, r#"{"type":"message_start","message":{"usage":[]}}"#,
            r#"{"type":"content_block_start","content_block":{"type":"text"}}"#,
            r#"{"type":"content_block_start","content_block":{"input":7}}"#,
            r#"{"type":"content_block_delta","delta":{"type":"text_delta","text":"x"}}"#,
            r#"{"type":"content_block_delta","delta":{"type":"input_json_delta","partial_json":"x"}}"#,
            r#"{"type":"content_block_stop"}"#, r#"{"type":"error"}"#, r#"{"error":{}}"#,
            r#"{"type":"message_delta","delta":{"stop_reason":"end_turn"}}"#, r#"{"type":"message_stop"}"#,
        ]), 0..40),
    ) {
        let bytes = lines.concat();
        let mut ends = 0;
        let mut late = false;
        with_events(bytes.as_bytes(), 3, &mut |event| {
            late |= ends > 0;
            ends += usize::from(matches!(event, Event::End | Event::Error(_)));
        });
        prop_assert_eq!(ends, 1);
        prop_assert!(!late);
        let recoded = recode_stream(bytes.as_bytes(), 3);
        prop_assert_eq!(check_well_formed(&recoded), Ok(()));
    }

    #[test]
    fn an_answer_survives_the_hub(answer in answer()) {
        let body = Body::new(answer.to_string());
        prop_assert_eq!(encoded(&decode_response(body.value()).unwrap()), answer);
    }

    #[test]
    fn a_folded_stream_is_the_whole_answer(answer in answer(), piece in 1usize..9) {
        prop_assert_eq!(folded(streamed(&answer, piece).as_bytes()), answer);
    }

    #[test]
    fn a_stream_survives_the_hub(answer in answer(), piece in 1usize..9) {
        let recoded = recode_stream(streamed(&answer, piece).as_bytes(), 23);
        prop_assert_eq!(check_well_formed(&recoded), Ok(()));
        prop_assert_eq!(folded(&recoded), answer);
    }

    #[test]
    fn a_replayed_answer_streams_the_same(answer in answer()) {
        let body = Body::new(answer.to_string());
        let mut encoder = Encoder::new(&CONTEXT);
        let mut out = Vec::new();
        let response = decode_response(body.value()).unwrap();
        replay(&response, &mut |event| encoder.event(event, &mut out));
        prop_assert_eq!(check_well_formed(&out), Ok(()));
        prop_assert_eq!(folded(&out), answer);
    }

    #[test]
    fn any_chunking_gives_the_same_events_and_bytes(answer in answer(), size in 1usize..40) {
        let stream = streamed(&answer, 4);
        let whole = decode_stream(stream.as_bytes(), usize::MAX);
        prop_assert_eq!(decode_stream(stream.as_bytes(), size), whole);
        prop_assert_eq!(
            recode_stream(stream.as_bytes(), size),
            recode_stream(stream.as_bytes(), usize::MAX)
        );
    }
}
