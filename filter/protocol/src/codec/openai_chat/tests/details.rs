//! Reasoning that goes out to a client comes back as it was.

use serde_json::json;

use super::*;
use crate::chat::{Choice, FinishReason, Fold, Origin, Part, Signature, replay};

fn signature(origin: Origin, data: &'static str) -> Signature<'static> {
    Signature {
        origin,
        data: data.into(),
    }
}

fn reasoning(text: &'static str, signature: Option<Signature<'static>>) -> Part<'static> {
    Part::Reasoning {
        text: text.into(),
        signature,
    }
}

fn call(id: &'static str) -> Part<'static> {
    Part::ToolCall {
        id: id.into(),
        name: "look".into(),
        arguments: "{}".into(),
        cache: None,
    }
}

fn said(text: &'static str) -> Part<'static> {
    Part::Text {
        text: text.into(),
        cache: None,
        citations: None,
    }
}

/// Turns of an assistant, as their providers answer.
fn turns() -> Vec<Vec<Part<'static>>> {
    use Origin::{Anthropic, Google, OpenAi};
    vec![
        vec![
            reasoning("hm \"x\"", Some(signature(Anthropic, "EqoB/+="))),
            said("hi"),
        ],
        vec![
            reasoning("", Some(signature(Anthropic, "s"))),
            Part::RedactedReasoning {
                data: signature(Anthropic, "sealed"),
            },
            reasoning("more", Some(signature(Anthropic, "t"))),
            call("a"),
        ],
        vec![
            reasoning("in short", Some(signature(OpenAi, "gAAAA"))),
            reasoning("", Some(signature(OpenAi, "gBBBB"))),
            said("hi"),
            call("a"),
        ],
        vec![
            reasoning("", Some(signature(Google, "CgQB"))),
            call("a"),
            call("b"),
            reasoning("", Some(signature(Google, "CgQC"))),
            call("c"),
        ],
        vec![reasoning("", Some(signature(Google, "CgQB"))), said("hi")],
        vec![reasoning("unsigned", None), said("hi")],
        vec![
            reasoning("unsigned", None),
            reasoning("", Some(signature(Google, "CgQB"))),
            said("hi"),
        ],
    ]
}

fn answer(parts: Vec<Part<'static>>) -> Response<'static> {
    Response {
        choices: vec![Choice {
            parts,
            finish: Some(FinishReason::Stop),
            ..Choice::default()
        }],
        ..Response::default()
    }
}

fn whole(response: &Response<'_>) -> Json {
    let (mut out, mut losses) = (Vec::new(), Losses::default());
    encode_response(response, &CONTEXT, &mut out, &mut losses);
    assert!(losses.is_empty(), "{losses:?}");
    serde_json::from_slice(&out).unwrap()
}

#[test]
fn what_a_client_sends_back_is_what_the_provider_said() {
    for parts in turns() {
        let message = whole(&answer(parts.clone()))["choices"][0]["message"].clone();
        let mut messages = vec![serde_json::json!({"role": "user", "content": "x"}), message];
        for part in &parts {
            if let Part::ToolCall { id, .. } = part {
                let id = id.to_str();
                messages
                    .push(serde_json::json!({"role": "tool", "tool_call_id": id, "content": "y"}));
            }
        }
        let read = with_messages(Json::Array(messages)).unwrap();
        assert_eq!(
            format!("{:?}", read.messages[1].parts),
            format!("{parts:?}")
        );
    }
}

#[test]
fn an_answer_is_read_as_it_was_written_whole_or_streamed() {
    for parts in turns() {
        let response = answer(parts.clone());
        let body = whole(&response).to_string();
        let read = decode_response(value(&body)).unwrap();
        assert_eq!(format!("{:?}", read.choices[0].parts), format!("{parts:?}"));

        let (mut encoder, mut stream) = (Encoder::new(&CONTEXT), Vec::new());
        replay(&response, &mut |event| encoder.event(event, &mut stream));
        let (mut decoder, mut fold) = (Decoder::new(), Fold::new(1 << 20));
        decoder.feed(&stream, &mut |event| fold.push(event));
        decoder.finish(&mut |event| fold.push(event));
        let streamed = fold.response().unwrap();
        assert_eq!(
            format!("{:?}", streamed.choices[0].parts),
            format!("{parts:?}")
        );
    }
}

#[test]
fn the_pieces_of_one_streamed_detail_are_joined() {
    let details = serde_json::json!([
        {"type": "reasoning.text", "text": "a", "format": "anthropic-claude-v1", "index": 0},
        {"type": "reasoning.text", "text": "b", "format": "anthropic-claude-v1", "index": 0},
        {"type": "reasoning.text", "signature": "s", "format": "anthropic-claude-v1", "index": 0},
        {"type": "reasoning.new", "index": 1}, 7,
    ]);
    let read = with_messages(serde_json::json!([
        {"role": "user", "content": "x"},
        {"role": "assistant", "content": "y", "reasoning_details": details},
    ]))
    .unwrap();
    assert_eq!(
        format!("{:?}", read.messages[1].parts[0]),
        format!(
            "{:?}",
            reasoning("ab", Some(signature(Origin::Anthropic, "s")))
        )
    );
}

#[test]
fn details_behind_the_reasoning_that_they_repeat_add_nothing_to_it() {
    let said = events(&stream(&[
        chunk(json!({"reasoning_content": "hm"})),
        chunk(json!({"reasoning_details": [
            {"type": "reasoning.summary", "summary": "hm", "format": "openai-responses-v1"}
        ]})),
        finishing(json!({"content": "Yes"}), json!("stop")),
    ]));
    let told = said.iter().filter(|event| event.ends_with(" hm"));
    assert_eq!(told.count(), 1, "{said:?}");
}
