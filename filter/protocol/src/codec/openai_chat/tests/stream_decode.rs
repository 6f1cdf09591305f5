//! Streams as OpenAI and servers like it send them.

use serde_json::json;

use super::*;

/// The events between the start and the end of a stream of these chunks.
#[track_caller]
fn seen(chunks: &[Json]) -> Vec<String> {
    let mut seen = events(&stream(chunks));
    assert_eq!(
        seen.first().map(String::as_str),
        Some("start c1 m"),
        "{seen:?}"
    );
    assert_eq!(seen.last().map(String::as_str), Some("End"), "{seen:?}");
    seen.remove(0);
    seen.pop();
    seen
}

fn calls(list: Json) -> Json {
    chunk(json!({"tool_calls": list}))
}

fn done(reason: &str) -> Json {
    finishing(json!({}), json!(reason))
}

const ENDED_EARLY: &str = "error 502 the provider's stream ended early";
const NO_ANSWER: &str = "error 502 the provider's stream held no answer";

#[test]
fn text_is_one_part_and_empty_deltas_are_nothing() {
    let seen = seen(&[
        chunk(json!({"role": "assistant", "content": "", "refusal": null})),
        chunk(json!({"content": "Hel"})),
        chunk(json!({"content": null})),
        chunk(json!({"content": "lo"})),
        done("stop"),
    ]);
    assert_eq!(
        seen,
        [
            "0.0 begins Text",
            "0.0 Hel",
            "0.0 lo",
            "0.0 ends",
            "0 finishes Stop"
        ]
    );
}

#[test]
fn another_kind_of_text_closes_the_open_one() {
    let seen = seen(&[
        chunk(json!({"reasoning_content": "h"})),
        chunk(json!({"reasoning": "m", "content": "a"})),
        chunk(json!({"refusal": "no"})),
        done("stop"),
    ]);
    let expected = [
        "0.0 begins Reasoning",
        "0.0 h",
        "0.0 m",
        "0.0 ends",
        "0.1 begins Text",
        "0.1 a",
        "0.1 ends",
        "0.2 begins Refusal",
        "0.2 no",
        "0.2 ends",
        "0 finishes Stop",
    ];
    assert_eq!(seen, expected);
}

#[test]
fn reasoning_in_both_fields_is_told_once() {
    let seen = seen(&[
        chunk(json!({"reasoning": "hm", "reasoning_content": "hm"})),
        done("stop"),
    ]);
    assert_eq!(seen[..3], ["0.0 begins Reasoning", "0.0 hm", "0.0 ends"]);
}

#[test]
fn content_in_chunks_is_text_and_reasoning() {
    let seen = seen(&[
        chunk(
            json!({"content": [{"type": "thinking", "thinking": [{"type": "text", "text": "hm"}]}]}),
        ),
        chunk(json!({"content": [{"type": "text", "text": "a"}, {"type": "reference"}]})),
        done("stop"),
    ]);
    assert_eq!(
        seen[..5],
        [
            "0.0 begins Reasoning",
            "0.0 hm",
            "0.0 ends",
            "0.1 begins Text",
            "0.1 a"
        ]
    );
    assert_eq!(seen[5], r#"Unknown { kind: "reference" }"#);
}

#[test]
fn parallel_calls_keep_their_numbers_and_may_interleave() {
    let seen = seen(&[
        chunk(json!({"content": "look"})),
        calls(
            json!([{"index": 0, "id": "a", "type": "function", "function": {"name": "f", "arguments": ""}}]),
        ),
        calls(
            json!([{"index": 1, "id": "b", "type": "function", "function": {"name": "g", "arguments": ""}}]),
        ),
        calls(
            json!([{"index": 1, "function": {"arguments": "{\"y\""}}, {"index": 0, "function": {"arguments": "{\"x\":"}}]),
        ),
        calls(json!([{"index": 0, "function": {"arguments": "1}"}}])),
        calls(json!([{"index": 1, "function": {"arguments": ":2}"}}])),
        done("tool_calls"),
    ]);
    let expected = [
        "0.0 begins Text",
        "0.0 look",
        "0.0 ends",
        r#"0.1 begins ToolCall { id: "a", name: "f" }"#,
        r#"0.2 begins ToolCall { id: "b", name: "g" }"#,
        r#"0.2 {"y""#,
        r#"0.1 {"x":"#,
        "0.1 1}",
        "0.2 :2}",
        "0.1 ends",
        "0.2 ends",
        "0 finishes ToolCalls",
    ];
    assert_eq!(seen, expected);
}

#[test]
fn a_call_without_an_id_gets_a_stable_one() {
    let chunks = [
        calls(json!([{"index": 0, "function": {"name": "f", "arguments": "{}"}}])),
        calls(json!([{"index": 1, "id": "", "function": {"name": "g", "arguments": "{}"}}])),
        done("tool_calls"),
    ];
    let first = seen(&chunks);
    assert_eq!(
        first[0],
        r#"0.0 begins ToolCall { id: "call_0_0", name: "f" }"#
    );
    assert_eq!(
        first[2],
        r#"0.1 begins ToolCall { id: "call_0_1", name: "g" }"#
    );
    assert_eq!(first, seen(&chunks));
}

#[test]
fn names_may_come_in_pieces_repeated_or_late() {
    let pieces = seen(&[
        calls(json!([{"index": 0, "id": "a", "function": {"name": "get_"}}])),
        calls(json!([{"index": 0, "function": {"name": "it"}}])),
        calls(json!([{"index": 0, "function": {"arguments": "{}"}}])),
        done("tool_calls"),
    ]);
    assert_eq!(
        pieces[0],
        r#"0.0 begins ToolCall { id: "a", name: "get_it" }"#
    );
    let again = seen(&[
        calls(json!([{"index": 0, "id": "a", "function": {"name": "f", "arguments": ""}}])),
        calls(json!([{"index": 0, "id": "a", "function": {"name": "f", "arguments": "{"}}])),
        calls(json!([{"index": 0, "id": "a", "function": {"name": "f", "arguments": "}"}}])),
        done("tool_calls"),
    ]);
    assert_eq!(
        again[..3],
        [
            r#"0.0 begins ToolCall { id: "a", name: "f" }"#,
            "0.0 {",
            "0.0 }"
        ]
    );
    let late = seen(&[
        calls(json!([{"index": 0, "function": {"arguments": "{\"x\":"}}])),
        calls(json!([{"index": 0, "id": "a", "function": {"name": "f", "arguments": "1}"}}])),
        done("tool_calls"),
    ]);
    assert_eq!(
        late[..3],
        [
            r#"0.0 begins ToolCall { id: "a", name: "f" }"#,
            r#"0.0 {"x":"#,
            "0.0 1}"
        ]
    );
}

#[test]
fn calls_without_a_number_are_told_apart_by_their_id() {
    let seen = seen(&[
        calls(json!([{"id": "a", "function": {"name": "f", "arguments": "{}"}}])),
        calls(json!([{"id": "b", "function": {"name": "f", "arguments": "{}"}}])),
        done("stop"),
    ]);
    assert_eq!(seen[0], r#"0.0 begins ToolCall { id: "a", name: "f" }"#);
    assert_eq!(seen[2], r#"0.1 begins ToolCall { id: "b", name: "f" }"#);
    assert_eq!(seen.last().unwrap(), "0 finishes ToolCalls");
}

#[test]
fn a_number_used_again_with_another_id_is_another_call() {
    let seen = seen(&[
        calls(
            json!([{"index": 0, "id": "a", "function": {"name": "f", "arguments": "{\"x\":1}"}}]),
        ),
        calls(json!([{"index": 0, "id": "b", "function": {"name": "f", "arguments": "{\"x\":"}}])),
        calls(json!([{"index": 0, "function": {"arguments": "2}"}}])),
        done("tool_calls"),
    ]);
    assert_eq!(seen[2], r#"0.1 begins ToolCall { id: "b", name: "f" }"#);
    assert_eq!(seen[3..5], [r#"0.1 {"x":"#, "0.1 2}"]);
}

#[test]
fn empty_null_and_missing_arguments_become_an_empty_object() {
    for function in [
        json!({"name": "f"}),
        json!({"name": "f", "arguments": ""}),
        json!({"name": "f", "arguments": null}),
        json!({"name": "f", "arguments": {}}),
    ] {
        let seen = seen(&[
            calls(json!([{"index": 0, "id": "a", "function": function}])),
            done("tool_calls"),
        ]);
        assert_eq!(seen[1], "0.0 {}");
        assert_eq!(seen[2], "0.0 ends");
    }
}

#[test]
fn arguments_may_be_an_object() {
    let seen = seen(&[
        calls(json!([{"index": 0, "id": "a", "function": {"name": "f", "arguments": {"x": 1.5}}}])),
        done("tool_calls"),
    ]);
    assert_eq!(seen[1], r#"0.0 {"x":1.5}"#);
}

#[test]
fn the_older_function_call_is_a_call() {
    let seen = seen(&[
        chunk(
            json!({"role": "assistant", "content": null, "function_call": {"name": "f", "arguments": ""}}),
        ),
        chunk(json!({"function_call": {"arguments": "{}"}})),
        done("function_call"),
    ]);
    let expected = [
        r#"0.0 begins ToolCall { id: "call_0_0", name: "f" }"#,
        "0.0 {}",
        "0.0 ends",
        "0 finishes ToolCalls",
    ];
    assert_eq!(seen, expected);
}

#[test]
fn a_call_that_never_gets_a_name_is_reported_and_left_out() {
    let seen = seen(&[
        calls(json!([{"index": 0, "function": {"arguments": "{}"}}])),
        done("stop"),
    ]);
    assert_eq!(seen, ["Malformed", "0 finishes Stop"]);
}

#[test]
fn several_choices_go_side_by_side() {
    let both = |a: Json, b: Json| {
        json!({"id": "c1", "model": "m", "choices": [
        {"index": 0, "delta": a, "finish_reason": null}, {"index": 1, "delta": b}]})
    };
    let end = json!({"id": "c1", "choices": [
        {"index": 1, "delta": {}, "finish_reason": "length"},
        {"index": 0, "delta": {}, "finish_reason": "stop"}]});
    let seen = seen(&[
        both(json!({"content": "a"}), json!({"content": "b"})),
        both(json!({"content": "c"}), json!({"content": "d"})),
        end,
    ]);
    let expected = [
        "0.0 begins Text",
        "0.0 a",
        "1.0 begins Text",
        "1.0 b",
        "0.0 c",
        "1.0 d",
        "0.0 ends",
        "0 finishes Stop",
        "1.0 ends",
        "1 finishes Length",
    ];
    assert_eq!(seen, expected);
}

#[test]
fn an_empty_finish_reason_is_no_stop() {
    for nothing in [json!(""), json!(" "), json!("null"), json!(null)] {
        let cut = format!("data: {}\n\n", finishing(json!({"content": "a"}), nothing));
        assert_eq!(events(&cut).last().unwrap(), ENDED_EARLY);
    }
}

#[test]
fn text_behind_a_finish_reason_is_not_lost() {
    let seen = seen(&[
        finishing(json!({"content": "a"}), json!("stop")),
        finishing(json!({"content": "b"}), json!("length")),
    ]);
    assert_eq!(
        seen,
        [
            "0.0 begins Text",
            "0.0 a",
            "0.0 b",
            "0.0 ends",
            "0 finishes Length"
        ]
    );
}

#[test]
fn a_finish_reason_without_done_ends_the_stream_once() {
    let text = format!(
        "data: {}\n\n",
        finishing(json!({"content": "a"}), json!("stop"))
    );
    let seen = events(&text);
    assert_eq!(seen.iter().filter(|event| *event == "End").count(), 1);
    assert_eq!(seen.last().unwrap(), "End");
}

#[test]
fn done_without_a_finish_reason_is_a_stop() {
    let seen = seen(&[chunk(json!({"content": "a"}))]);
    assert_eq!(seen.last().unwrap(), "0 finishes Stop");
}

#[test]
fn usage_comes_last_from_whatever_chunk_and_once() {
    let usage = |n: u64| json!({"prompt_tokens": 3, "completion_tokens": n});
    let with = |mut chunk: Json, n: u64| {
        chunk["usage"] = usage(n);
        chunk
    };
    let alone = json!({"id": "c1", "choices": [], "usage": usage(7)});
    let last = seen(&[chunk(json!({"content": "a"})), done("stop"), alone]);
    assert_eq!(last[3..], ["0 finishes Stop", "usage Some(3)/Some(7)"]);
    let each = seen(&[
        with(chunk(json!({"content": "a"})), 1),
        with(chunk(json!({"content": "b"})), 2),
        with(done("stop"), 3),
    ]);
    let expected = [
        "0.0 begins Text",
        "0.0 a",
        "0.0 b",
        "0.0 ends",
        "0 finishes Stop",
        "usage Some(3)/Some(3)",
    ];
    assert_eq!(each, expected);
    let mut groq = done("stop");
    groq["x_groq"] = json!({"usage": usage(5)});
    assert_eq!(seen(&[groq]).last().unwrap(), "usage Some(3)/Some(5)");
    let mut inside = done("stop");
    inside["choices"][0]["usage"] = usage(6);
    assert_eq!(seen(&[inside]).last().unwrap(), "usage Some(3)/Some(6)");
}

#[test]
fn no_usage_is_no_hindrance() {
    let mut null = done("stop");
    null["usage"] = Json::Null;
    assert_eq!(
        seen(&[chunk(json!({"content": "a"})), null])
            .last()
            .unwrap(),
        "0 finishes Stop"
    );
}

#[test]
fn done_may_have_spaces_and_what_follows_is_ignored() {
    let text = format!(
        "data: {}\n\ndata:   [DONE]  \n\ndata: {}\n\ndata: [DONE]\n\n",
        finishing(json!({"content": "a"}), json!("stop")),
        chunk(json!({"content": "late"})),
    );
    let seen = events(&text);
    assert_eq!(seen.last().unwrap(), "End");
    assert!(!seen.iter().any(|event| event.contains("late")), "{seen:?}");
}

#[test]
fn a_stream_with_nothing_in_it_is_an_error() {
    for nothing in [
        "",
        "data: [DONE]\n\n",
        "data:\n\n",
        "data: {\"choices\":[]}\n\n",
        "<html>",
        "{\"id\":\"x\"}",
    ] {
        let seen = events(nothing);
        assert_eq!(
            seen.last().map(String::as_str),
            Some(NO_ANSWER),
            "{nothing}"
        );
    }
}

#[test]
fn a_cut_stream_is_an_error_and_tells_its_usage_first() {
    let mut with_usage = chunk(json!({"content": "a"}));
    with_usage["usage"] = json!({"prompt_tokens": 3, "completion_tokens": 1});
    let seen = events(&format!(
        "data: {with_usage}\n\ndata: {{\"id\":\"c1\",\"cho"
    ));
    let expected = ["0.0 a", "Malformed", "usage Some(3)/Some(1)", ENDED_EARLY];
    assert_eq!(seen[2..], expected);
}

#[test]
fn the_last_event_needs_no_blank_line() {
    let text = format!(
        "data: {}",
        finishing(json!({"content": "a"}), json!("stop"))
    );
    assert_eq!(events(&text).last().unwrap(), "End");
}

#[test]
fn an_error_event_ends_the_stream_wherever_it_stands() {
    for (body, expected) in [
        (
            json!({"error": {"message": "busy", "type": "overloaded_error", "code": null}}),
            "error 503 busy",
        ),
        (
            json!({"error": {"message": "busy", "code": 429}}),
            "error 429 busy",
        ),
        (
            json!({"error": {"message": "busy", "code": "rate_limit_exceeded"}}),
            "error 429 busy",
        ),
        (
            json!({"error": {"message": "busy", "type": "invalid_request_error"}}),
            "error 400 busy",
        ),
        (json!({"error": "busy"}), "error 500 busy"),
        (
            json!({"object": "error", "message": "busy"}),
            "error 500 busy",
        ),
        (
            json!({"choices": [{"index": 0, "error": {"message": "busy", "code": 502}}]}),
            "error 502 busy",
        ),
    ] {
        let first = events(&format!("data: {body}\n\ndata: [DONE]\n\n"));
        assert_eq!(first.last().unwrap(), expected);
        let middle = events(&stream(&[
            chunk(json!({"content": "a"})),
            body,
            done("stop"),
        ]));
        assert_eq!(middle[3..], [expected], "{middle:?}");
    }
    let named = events("event: error\ndata: {\"message\":\"busy\"}\n\n");
    assert_eq!(named, ["error 500 busy"]);
}

#[test]
fn an_empty_error_is_none() {
    for nothing in [json!(null), json!(""), json!({})] {
        let mut end = done("stop");
        end["error"] = nothing;
        assert_eq!(seen(&[end]), ["0 finishes Stop"]);
    }
}

#[test]
fn a_malformed_event_is_passed_over() {
    let text = format!(
        "data: {}\n\ndata: {{oops\n\ndata: 7\n\ndata: {}\n\ndata: [DONE]\n\n",
        chunk(json!({"content": "a"})),
        finishing(json!({"content": "b"}), json!("stop")),
    );
    let seen = events(&text);
    assert_eq!(seen[2..6], ["0.0 a", "Malformed", "Malformed", "0.0 b"]);
    assert_eq!(seen.last().unwrap(), "End");
}

#[test]
fn comments_are_signs_of_life_and_unknown_events_are_named() {
    let text = format!(
        ": OPENROUTER PROCESSING\n\ndata: {{\"type\":\"ping\"}}\n\n{}",
        stream(&[done("stop")])
    );
    assert_eq!(events(&text)[..2], ["Ping", r#"Unknown { kind: "ping" }"#]);
}

#[test]
fn a_first_chunk_of_azure_tells_nothing_yet() {
    let first =
        json!({"id": "", "model": "", "created": 0, "choices": [], "prompt_filter_results": []});
    assert_eq!(seen(&[first, done("stop")]), ["0 finishes Stop"]);
}

#[test]
fn annotations_log_probabilities_and_sound_are_told() {
    let mut tokens = chunk(json!({"content": "a"}));
    tokens["choices"][0]["logprobs"] = json!({"content": [{"token": "a"}]});
    let mut none = chunk(json!({"content": "b", "annotations": [{"x": 1}]}));
    none["choices"][0]["logprobs"] = json!({"content": [], "refusal": null});
    let seen = seen(&[
        tokens,
        none,
        chunk(json!({"audio": {"id": "x"}})),
        done("stop"),
    ]);
    let expected = [
        "0.0 begins Text",
        "0.0 a",
        r#"0 logprobs {"content":[{"token":"a"}]}"#,
        "0.0 b",
        r#"0.0 cites {"x":1}"#,
        r#"Unknown { kind: "audio" }"#,
    ];
    assert_eq!(seen[..6], expected);
}

#[test]
fn an_index_from_garbage_is_passed_over() {
    let mut far = chunk(json!({"content": "a"}));
    far["choices"][0]["index"] = json!(4_000_000_000_u64);
    assert_eq!(seen(&[far, done("stop")]), ["Malformed", "0 finishes Stop"]);
}

#[test]
fn what_is_kept_of_calls_is_bounded() {
    let early = calls(json!([{"index": 0, "function": {"arguments": "x".repeat(700_000)}}]));
    let seen = events(&stream(&[early.clone(), early, done("stop")]));
    assert_eq!(
        seen[1..],
        ["error 502 the provider's tool calls are too large"]
    );
    let many: Vec<_> = (0..300).map(|n| json!({"index": n, "id": format!("c{n}"), "function": {"name": "f", "arguments": "{}"}})).collect();
    let seen = self::seen(&[calls(json!(many)), done("stop")]);
    assert_eq!(
        seen.iter().filter(|event| event.contains("begins")).count(),
        256
    );
}

#[test]
fn an_event_over_the_limit_ends_the_stream_with_an_error() {
    let seen = events(&format!("data: {}", "x".repeat((16 << 20) + 1)));
    assert_eq!(seen.len(), 1);
    assert!(seen[0].starts_with("error 502"), "{seen:?}");
}

#[test]
fn bytes_after_the_end_are_ignored() {
    let mut decoder = Decoder::new();
    let mut count = 0;
    let mut each = |_: &Event<'_>| count += 1;
    decoder.feed(stream(&[done("stop")]).as_bytes(), &mut each);
    decoder.feed(b"", &mut each);
    decoder.feed(stream(&[done("stop")]).as_bytes(), &mut each);
    decoder.finish(&mut each);
    decoder.finish(&mut each);
    assert_eq!(count, 3);
}

#[test]
fn escapes_of_the_provider_reach_the_client_as_they_are() {
    let chunk = r#"{"id":"c1","model":"m","choices":[{"index":0,"delta":{"content":"caf\u00e9 \ud83d\ude00"},"finish_reason":"stop"}]}"#;
    let text = format!("data: {chunk}\n\n");
    assert_eq!(events(&text)[2], "0.0 café 😀");
    let (mut out, mut encoder, mut decoder) = (Vec::new(), Encoder::new(&CONTEXT), Decoder::new());
    decoder.feed(text.as_bytes(), &mut |event| encoder.event(event, &mut out));
    assert!(
        String::from_utf8(out)
            .unwrap()
            .contains(r#""content":"caf\u00e9 \ud83d\ude00""#)
    );
}

#[test]
fn a_huge_event_in_many_chunks_is_one_event() {
    let text = stream(&[
        chunk(json!({"reasoning_content": "x".repeat(1 << 20)})),
        done("stop"),
    ]);
    let seen = events_in(text.as_bytes(), 1000);
    assert_eq!(seen[2].len(), "0.0 ".len() + (1 << 20));
    assert_eq!(seen.last().unwrap(), "End");
}

#[test]
fn framing_is_read_as_servers_write_it() {
    let chunk = finishing(json!({"content": "a"}), json!("stop"));
    for text in [
        format!("\u{feff}data:{chunk}\n\n"),
        format!("  data: {chunk}\r\n\r\n"),
        format!("event: message\rdata: {chunk}\r\r"),
        format!("id: 1\nretry: 5\ndata\n: hm\ndata: {chunk}\n\n"),
    ] {
        assert_eq!(
            events(&text)[1..3],
            ["0.0 begins Text", "0.0 a"],
            "{text:?}"
        );
    }
}

#[test]
fn a_call_that_waits_for_arguments_stands_before_later_text() {
    let seen = seen(&[
        calls(json!([{"index": 0, "id": "a", "function": {"name": "f", "arguments": ""}}])),
        chunk(json!({"content": "x"})),
        done("tool_calls"),
    ]);
    assert_eq!(seen[0], r#"0.0 begins ToolCall { id: "a", name: "f" }"#);
    assert_eq!(seen[1..3], ["0.1 begins Text", "0.1 x"]);
}

#[test]
fn arguments_before_the_name_are_all_there_are() {
    let seen = seen(&[
        calls(json!([{"index": 0, "id": "a", "function": {"arguments": "{\"x\":1}"}}])),
        calls(json!([{"index": 0, "function": {"name": "f"}}])),
        done("tool_calls"),
    ]);
    let expected = [
        r#"0.0 begins ToolCall { id: "a", name: "f" }"#,
        r#"0.0 {"x":1}"#,
        "0.0 ends",
        "0 finishes ToolCalls",
    ];
    assert_eq!(seen, expected);
}

#[test]
fn calls_without_number_and_id_are_told_apart_by_their_place() {
    let seen = seen(&[
        calls(json!([
            {"function": {"name": "f", "arguments": "{}"}},
            {"function": {"name": "g", "arguments": "{}"}},
        ])),
        done("stop"),
    ]);
    assert_eq!(
        seen[0],
        r#"0.0 begins ToolCall { id: "call_0_0", name: "f" }"#
    );
    assert_eq!(
        seen[2],
        r#"0.1 begins ToolCall { id: "call_0_1", name: "g" }"#
    );
}

#[test]
fn a_stream_is_complete_only_when_every_choice_is() {
    let mut second = chunk(json!({"content": "b"}));
    second["choices"][0]["index"] = json!(1);
    let first = finishing(json!({"content": "a"}), json!("stop"));
    let seen = events(&format!("data: {first}\n\ndata: {second}\n\n"));
    assert_eq!(seen.last().unwrap(), ENDED_EARLY);
}

#[test]
fn an_answer_that_came_whole_is_told_as_a_stream() {
    let whole = json!({"id": "c1", "model": "m", "choices": [
        {"index": 0, "message": {"role": "assistant", "content": "Hello"}, "finish_reason": "stop"}]});
    let framed = events(&format!("data: {whole}\n\ndata: [DONE]\n\n"));
    assert_eq!(
        framed,
        [
            "start c1 m",
            "0.0 begins Text",
            "0.0 Hello",
            "0.0 ends",
            "0 finishes Stop",
            "End"
        ]
    );
    assert_eq!(events(&whole.to_string()), framed);
    assert_eq!(
        events(r#"{"error":{"message":"busy","code":"overloaded_error"}}"#),
        events("data: {\"error\":{\"message\":\"busy\",\"code\":\"overloaded_error\"}}\n\n")
    );
}

#[test]
fn usage_without_an_answer_is_not_told() {
    let usage = json!({"usage": {"prompt_tokens": 14, "completion_tokens": 3, "total_tokens": 17}});
    assert_eq!(
        events(&format!("data: {usage}\n\ndata: [DONE]\n\n")),
        [NO_ANSWER]
    );
}
