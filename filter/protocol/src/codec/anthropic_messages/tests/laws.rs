//! Laws that hold for any input.

use proptest::prelude::*;
use serde_json::json as j;

use super::*;
use crate::chat::{Fold, Response, replay};

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

proptest! {
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
