//! Streams.

use super::*;
use crate::chat::{ApiError, ErrorKind, FinishReason, Fold, PartKind, Start};

fn events(frames: &[Json]) -> Vec<String> {
    let text: String = frames
        .iter()
        .map(|frame| format!("data: {frame}\n\n"))
        .collect();
    let mut seen = Vec::new();
    let mut decoder = Decoder::new();
    decoder.feed(text.as_bytes(), &mut |event| {
        seen.push(format!("{event:?}"))
    });
    decoder.finish(&mut |event| seen.push(format!("{event:?}")));
    seen
}

#[test]
fn every_kind_of_event_that_is_not_needed_is_passed_over() {
    for kind in [
        "audio.delta",
        "audio.transcript.done",
        "code_interpreter_call.in_progress",
        "code_interpreter_call_code.delta",
        "compaction.compacting",
        "custom_tool_call_input.delta",
        "file_search_call.searching",
        "image_generation_call.partial_image",
        "mcp_call_arguments.delta",
        "mcp_call.failed",
        "mcp_list_tools.completed",
        "shell_call_command.delta",
        "web_search_call.completed",
        "a_kind_of_next_year",
    ] {
        let seen = events(&[
            json!({"type": format!("response.{kind}"), "output_index": 0, "item_id": "x", "delta": "a"}),
            json!({"type": "response.completed", "response": {"status": "completed", "output": []}}),
        ]);
        assert!(seen[0].starts_with("Unknown"), "{seen:?}");
        assert_eq!(seen.last().map(String::as_str), Some("End"));
    }
}

#[test]
fn more_items_than_any_answer_has_end_the_stream() {
    let frames: Vec<Json> = (0..20_000)
        .map(|index| json!({"type": "response.output_item.added", "output_index": index, "item": {"type": "message"}}))
        .collect();
    let seen = events(&frames);
    assert!(
        seen.last()
            .is_some_and(|last| last.contains("too many items"))
    );
}

#[test]
fn a_call_that_never_gets_a_name_is_malformed_and_no_call() {
    let seen = events(&[
        json!({"type": "response.output_item.added", "output_index": 0, "item": {"type": "function_call", "call_id": "c"}}),
        json!({"type": "response.function_call_arguments.delta", "output_index": 0, "delta": "{}"}),
        json!({"type": "response.completed", "response": {"status": "completed"}}),
    ]);
    assert!(seen.contains(&"Malformed".to_owned()));
    assert!(
        seen.iter().any(|event| event.contains("reason: Stop")),
        "{seen:?}"
    );
}

#[test]
fn arguments_that_come_before_the_name_are_told_with_it() {
    let seen = events(&[
        json!({"type": "response.output_item.added", "output_index": 0, "item": {"type": "function_call"}}),
        json!({"type": "response.function_call_arguments.delta", "output_index": 0, "delta": "{\"a\""}),
        json!({"type": "response.function_call_arguments.delta", "output_index": 0, "delta": ":1}"}),
        json!({"type": "response.output_item.done", "output_index": 0,
            "item": {"type": "function_call", "name": "f", "call_id": "c", "arguments": "{\"a\":1}"}}),
        json!({"type": "response.completed", "response": {"status": "completed"}}),
    ]);
    assert!(
        seen.iter().any(|event| event.contains(r#"{\"a\":1}"#)),
        "{seen:?}"
    );
}

#[test]
fn what_a_later_event_contradicts_stays_as_it_was_told() {
    let seen = events(&[
        json!({"type": "response.output_text.delta", "output_index": 0, "content_index": 0, "delta": "yes"}),
        json!({"type": "response.output_text.done", "output_index": 0, "content_index": 0, "text": "no, never"}),
        json!({"type": "response.completed", "response": {"status": "completed"}}),
    ]);
    let deltas = seen.iter().filter(|event| event.starts_with("PartDelta"));
    assert_eq!(deltas.count(), 1, "{seen:?}");
}

fn part<'a>(kind: PartKind<'a>, part: u32, texts: &[&'a str]) -> Vec<Event<'a>> {
    let mut events = vec![Event::PartStart {
        choice: 0,
        part,
        kind,
    }];
    events.extend(texts.iter().map(|text| Event::PartDelta {
        choice: 0,
        part,
        text: (*text).into(),
    }));
    events.push(Event::PartStop { choice: 0, part });
    events
}

fn started() -> Vec<Event<'static>> {
    vec![Event::Start(Start::default())]
}

#[test]
fn neighbouring_texts_are_parts_of_one_message() {
    let mut events = started();
    events.extend(part(PartKind::Text, 0, &["a"]));
    events.extend(part(PartKind::Refusal, 1, &["b"]));
    events.push(Event::Finish {
        choice: 0,
        reason: FinishReason::Stop,
    });
    events.push(Event::End);
    let frames = told(&events);
    let (name, last) = frames.last().unwrap();
    assert_eq!(name, "response.completed");
    let output = last["response"]["output"].as_array().unwrap();
    assert_eq!(output.len(), 1);
    assert_eq!(
        output[0]["content"][1],
        json!({"type": "refusal", "refusal": "b"})
    );
    let added = frames
        .iter()
        .filter(|(name, _)| name == "response.content_part.added");
    assert_eq!(
        added
            .map(|(_, data)| data["content_index"].as_u64())
            .collect::<Vec<_>>(),
        [Some(0), Some(1)]
    );
}

#[test]
fn the_last_item_of_an_answer_that_was_cut_is_incomplete() {
    let mut events = started();
    events.extend(part(
        PartKind::ToolCall {
            id: "c".into(),
            name: "f".into(),
        },
        0,
        &["{\"a\""],
    ));
    events.push(Event::Finish {
        choice: 0,
        reason: FinishReason::Length,
    });
    events.push(Event::End);
    let (name, last) = told(&events).pop().unwrap();
    assert_eq!(name, "response.incomplete");
    assert_eq!(
        last["response"]["incomplete_details"]["reason"],
        "max_output_tokens"
    );
    assert_eq!(last["response"]["output"][0]["status"], "incomplete");
}

#[test]
fn an_error_fails_the_response_and_is_raised_by_the_libraries() {
    let mut events = started();
    events.extend(part(PartKind::Text, 0, &["a"]));
    let error = ApiError::new(ErrorKind::RateLimit, "slow down");
    events.push(Event::Error(error));
    events.push(Event::End);
    let frames = told(&events);
    let names: Vec<&str> = frames
        .iter()
        .rev()
        .take(2)
        .map(|(name, _)| name.as_str())
        .collect();
    assert_eq!(names, ["error", "response.failed"]);
    let (_, last) = frames.last().unwrap();
    assert_eq!(last["error"]["message"], "slow down");
    assert_eq!(
        (&last["code"], &last["message"]),
        (&json!("rate_limit_exceeded"), &json!("slow down"))
    );
}

#[test]
fn an_error_before_anything_else_is_all_there_is() {
    let frames = told(&[Event::Error(ApiError::new(ErrorKind::Overloaded, "busy"))]);
    assert_eq!(frames.len(), 1);
    assert_eq!(frames[0].0, "error");
}

#[test]
fn other_candidates_are_not_told() {
    let mut events = started();
    events.extend(part(PartKind::Text, 0, &["a"]));
    events.push(Event::PartStart {
        choice: 1,
        part: 0,
        kind: PartKind::Text,
    });
    events.push(Event::PartDelta {
        choice: 1,
        part: 0,
        text: "b".into(),
    });
    events.push(Event::PartStop { choice: 1, part: 0 });
    events.push(Event::Finish {
        choice: 0,
        reason: FinishReason::Stop,
    });
    events.push(Event::Finish {
        choice: 1,
        reason: FinishReason::Length,
    });
    events.push(Event::End);
    let (name, last) = told(&events).pop().unwrap();
    assert_eq!(name, "response.completed");
    assert_eq!(
        last["response"]["output"][0]["content"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
}

#[test]
fn an_answer_that_is_kept_has_a_bound() {
    let megabyte = "x".repeat(1 << 20);
    let mut out = Vec::new();
    let mut encoder = Encoder::new(&CONTEXT);
    encoder.event(
        &Event::PartStart {
            choice: 0,
            part: 0,
            kind: PartKind::Text,
        },
        &mut out,
    );
    for _ in 0..20 {
        out.clear();
        let text = megabyte.as_str().into();
        encoder.event(
            &Event::PartDelta {
                choice: 0,
                part: 0,
                text,
            },
            &mut out,
        );
    }
    assert!(out.is_empty(), "nothing comes after the error");
}

#[test]
fn halves_of_a_character_in_two_deltas_become_whole() {
    let text = |half: &'static str| value(&format!("\"{half}\"")).text().unwrap();
    let mut events = started();
    events.push(Event::PartStart {
        choice: 0,
        part: 0,
        kind: PartKind::Text,
    });
    for half in ["\\ud83d", "\\ude00"] {
        events.push(Event::PartDelta {
            choice: 0,
            part: 0,
            text: text(half),
        });
    }
    events.push(Event::PartStop { choice: 0, part: 0 });
    events.push(Event::End);
    let mut out = Vec::new();
    let mut encoder = Encoder::new(&CONTEXT);
    events
        .iter()
        .for_each(|event| encoder.event(event, &mut out));
    let done = String::from_utf8(out).unwrap();
    assert!(done.contains(r#""text":"\ud83d\ude00""#), "{done}");
}

#[test]
fn an_id_of_an_item_is_short_and_of_plain_characters() {
    let id = "response/ß".repeat(30);
    let context = AnswerContext { id: &id, ..CONTEXT };
    let mut out = Vec::new();
    let mut encoder = Encoder::new(&context);
    for event in part(PartKind::Text, 0, &["a"]) {
        encoder.event(&event, &mut out);
    }
    encoder.event(&Event::End, &mut out);
    let mut fold = Fold::new(1000);
    let mut decoder = Decoder::new();
    decoder.feed(&out, &mut |event| fold.push(event));
    assert!(fold.response().is_ok());
    let text = String::from_utf8(out).unwrap();
    let start = text.find("\"item\":{\"id\":\"").unwrap() + 14;
    let id = text[start..].split('"').next().unwrap();
    assert!(id.len() <= 64 && id.is_ascii(), "{id}");
}
