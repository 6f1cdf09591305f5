//! Stream bytes to events.

use super::*;
use crate::chat::{ApiError, ErrorKind, FinishReason, Fold, Usage};

const START: &str = r#"{"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"claude-x","content":[],"stop_reason":null,"usage":{"input_tokens":10,"cache_read_input_tokens":4,"output_tokens":1,"service_tier":"standard"}}}"#;
const TEXT: &str =
    r#"{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}"#;
const HELLO: &str =
    r#"{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"hello"}}"#;
const STOP: &str = r#"{"type":"content_block_stop","index":0}"#;
const DELTA: &str = r#"{"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":5}}"#;
const END: &str = r#"{"type":"message_stop"}"#;

/// The names of the events, payloads left out.
fn names(events: &[&str]) -> Vec<String> {
    decode_stream(sse(events).as_bytes(), usize::MAX)
        .into_iter()
        .map(|event| event.split([' ', '(']).next().unwrap().to_owned())
        .collect()
}

fn fold(stream: &str) -> Fold {
    let mut fold = Fold::new(1 << 20);
    with_events(stream.as_bytes(), 5, &mut |event| fold.push(event));
    fold
}

#[track_caller]
fn error_of(stream: &str) -> ApiError {
    let mut last = None;
    with_events(stream.as_bytes(), usize::MAX, &mut |event| {
        assert!(last.is_none(), "nothing comes after an error");
        if let Event::Error(error) = event {
            last = Some(error.clone());
        }
    });
    last.expect("the stream ends with an error")
}

#[test]
fn a_plain_stream_becomes_a_plain_answer() {
    let fold = fold(&sse(&[
        START,
        TEXT,
        r#"{"type":"ping"}"#,
        HELLO,
        STOP,
        DELTA,
        END,
    ]));
    let response = fold.response().unwrap();
    assert_eq!(response.id.unwrap(), "msg_1");
    assert_eq!(response.choices[0].finish, Some(FinishReason::Stop));
    assert_eq!(
        response.usage,
        Usage {
            input_tokens: Some(14),
            output_tokens: Some(5),
            cache_read_input_tokens: Some(4),
            ..Usage::default()
        }
    );
    assert_eq!(response.service_tier.unwrap(), "standard");
}

#[test]
fn cache_tokens_in_both_reports_count_once_and_the_later_report_counts() {
    let start = START.replace(r#""input_tokens":10"#, r#""input_tokens":0"#);
    let delta = r#"{"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"input_tokens":20,"cache_read_input_tokens":4,"output_tokens":5}}"#;
    let usage = fold(&sse(&[&start, delta, END])).response().unwrap().usage;
    assert_eq!(usage.input_tokens, Some(24));
    let delta = delta.replace(
        r#""cache_read_input_tokens":4"#,
        r#""cache_read_input_tokens":null"#,
    );
    let usage = fold(&sse(&[&start, &delta, END])).response().unwrap().usage;
    assert_eq!(usage.input_tokens, Some(24));
    assert_eq!(usage.cache_creation_input_tokens, None);
}

#[test]
fn a_block_may_begin_with_content() {
    let events = [
        START,
        r#"{"type":"content_block_start","index":0,"content_block":{"type":"text","text":"a"}}"#,
        r#"{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"b"}}"#,
        STOP,
        r#"{"type":"content_block_start","index":1,"content_block":{"type":"thinking","thinking":"c","signature":"d"}}"#,
        r#"{"type":"content_block_stop","index":1}"#,
        r#"{"type":"content_block_start","index":2,"content_block":{"type":"tool_use","id":"t","name":"f","input":{"x":1}}}"#,
        r#"{"type":"content_block_stop","index":2}"#,
        DELTA,
        END,
    ];
    let fold = fold(&sse(&events));
    let shown = format!("{:?}", fold.response().unwrap().choices[0].parts);
    for piece in [
        r#"text: "ab""#,
        r#"text: "c", signature: Some(Signature { origin: Anthropic, data: "d" })"#,
        r#"arguments: "{\"x\":1}""#,
    ] {
        assert!(shown.contains(piece), "{piece} in {shown}");
    }
}

#[test]
fn arguments_come_in_pieces_some_of_them_empty() {
    let events = [
        START,
        r#"{"type":"content_block_start","index":0,"content_block":{"type":"tool_use","id":"t","name":"f","input":{}}}"#,
        r#"{"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":""}}"#,
        r#"{"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":"{\"a\":"}}"#,
        r#"{"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":"1}"}}"#,
        STOP,
        DELTA,
        END,
    ];
    let fold = fold(&sse(&events));
    let shown = format!("{:?}", fold.response().unwrap().choices[0].parts);
    assert!(shown.contains(r#"arguments: "{\"a\":1}""#), "{shown}");
    let deltas = names(&events)
        .iter()
        .filter(|name| *name == "PartDelta")
        .count();
    assert_eq!(deltas, 2);
}

#[test]
fn a_call_without_an_id_gets_a_stable_one() {
    let call = r#"{"type":"content_block_start","index":0,"content_block":{"type":"tool_use","name":"f","input":{}}}"#;
    let stream = sse(&[START, call, STOP, DELTA, END]);
    let events = decode_stream(stream.as_bytes(), usize::MAX);
    assert!(events[1].contains(r#"id: "toolu_1_0""#), "{}", events[1]);
    assert_eq!(events, decode_stream(stream.as_bytes(), 3));
}

#[test]
fn the_input_of_a_server_tool_is_told_whole() {
    let events = [
        START,
        r#"{"type":"content_block_start","index":0,"content_block":{"type":"server_tool_use","id":"s","name":"web_search","input":{}}}"#,
        r#"{"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":"{\"query\":"}}"#,
        r#"{"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":"\"x\"}"}}"#,
        STOP,
        r#"{"type":"content_block_start","index":1,"content_block":{"type":"web_search_tool_result","tool_use_id":"s","content":[]}}"#,
        r#"{"type":"content_block_stop","index":1}"#,
        DELTA,
        END,
    ];
    let fold = fold(&sse(&events));
    let response = fold.response().unwrap();
    let crate::chat::Part::Native { value, .. } = &response.choices[0].parts[0] else {
        panic!("{response:?}");
    };
    assert_eq!(json(value.raw())["input"]["query"], "x");
    assert_eq!(response.choices[0].parts.len(), 2);
}

#[test]
fn citations_and_signatures_reach_their_part() {
    let events = [
        START,
        TEXT,
        HELLO,
        r#"{"type":"content_block_delta","index":0,"delta":{"type":"citations_delta","citation":{"type":"char_location"}}}"#,
        STOP,
        r#"{"type":"content_block_start","index":1,"content_block":{"type":"thinking","thinking":"","signature":""}}"#,
        r#"{"type":"content_block_delta","index":1,"delta":{"type":"signature_delta","signature":"ab"}}"#,
        r#"{"type":"content_block_delta","index":1,"delta":{"type":"signature_delta","signature":"cd"}}"#,
        r#"{"type":"content_block_stop","index":1}"#,
        r#"{"type":"content_block_start","index":2,"content_block":{"type":"redacted_thinking","data":"r"}}"#,
        r#"{"type":"content_block_stop","index":2}"#,
        DELTA,
        END,
    ];
    let fold = fold(&sse(&events));
    let shown = format!("{:?}", fold.response().unwrap().choices[0].parts);
    assert!(
        shown.contains("citations: Some") && shown.contains(r#"data: "abcd""#),
        "{shown}"
    );
    assert!(
        shown.contains(r#"RedactedReasoning { data: Signature { origin: Anthropic, data: "r" } }"#),
        "{shown}"
    );
}

#[test]
fn unknown_and_malformed_events_do_not_end_the_stream() {
    let events = [
        START,
        r#"{"type":"brand_new"}"#,
        "{not json",
        r#"{"no":"type"}"#,
        TEXT,
        r#"{"type":"content_block_delta","index":0,"delta":{"type":"brand_new_delta"}}"#,
        r#"{"type":"content_block_delta","index":0}"#,
        HELLO,
        STOP,
        DELTA,
        END,
    ];
    assert_eq!(
        names(&events),
        [
            "Start",
            "Unknown",
            "Malformed",
            "Malformed",
            "PartStart",
            "Unknown",
            "Malformed",
            "PartDelta",
            "PartStop",
            "Finish",
            "Usage",
            "End"
        ]
    );
}

#[test]
fn the_type_in_the_data_counts_and_a_name_only_stands_in_for_it() {
    let stream = format!(
        "event: ping\ndata: {START}\n\nevent: message_delta\ndata: {{\"delta\":{{\"stop_reason\":\"end_turn\"}}}}\n\ndata: {END}\n\n"
    );
    let events = decode_stream(stream.as_bytes(), usize::MAX);
    assert!(
        events[0].starts_with("Start") && events[1].starts_with("Finish"),
        "{events:?}"
    );
    assert_eq!(events[2], "End");
}

#[test]
fn nothing_comes_after_the_end() {
    let stream = sse(&[START, TEXT, HELLO, STOP, DELTA, END, END, HELLO, START]);
    let whole = decode_stream(stream.as_bytes(), usize::MAX);
    assert_eq!(whole.iter().filter(|event| *event == "End").count(), 1);
    assert_eq!(whole.last().unwrap(), "End");
    assert_eq!(whole, decode_stream(stream.as_bytes(), 1));
}

#[test]
fn a_stop_reason_without_message_stop_still_ends_once() {
    for tail in ["", "data: [DONE]\n\n", "data:  [DONE] \n\n"] {
        let stream = sse(&[START, TEXT, HELLO, DELTA]) + tail;
        let events = decode_stream(stream.as_bytes(), usize::MAX);
        assert!(events.iter().any(|event| event.starts_with("PartStop")));
        assert_eq!(events.last().unwrap(), "End", "{tail:?}");
    }
}

#[test]
fn a_last_event_without_its_blank_line_counts() {
    let stream = sse(&[START, TEXT, HELLO, STOP, DELTA, END]);
    let cut = stream.trim_end();
    assert_eq!(decode_stream(cut.as_bytes(), 9).last().unwrap(), "End");
}

#[test]
fn a_null_or_blank_stop_reason_is_no_stop() {
    for word in ["null", r#""""#, r#"" ""#, r#""null""#] {
        let delta = format!(
            r#"{{"type":"message_delta","delta":{{"stop_reason":{word}}},"usage":{{"output_tokens":5}}}}"#
        );
        let error = error_of(&sse(&[START, &delta]));
        assert_eq!(error.status, 502, "{word}");
        assert_eq!(
            names(&[START, &delta, END]),
            ["Start", "Usage", "Finish", "End"]
        );
    }
}

#[test]
fn usage_in_many_deltas_does_not_end_the_stream() {
    let interim = r#"{"type":"message_delta","delta":{},"usage":{"output_tokens":2}}"#;
    assert_eq!(
        names(&[START, interim, TEXT, HELLO, STOP, DELTA, DELTA, END]),
        [
            "Start",
            "Usage",
            "PartStart",
            "PartDelta",
            "PartStop",
            "Finish",
            "Usage",
            "End"
        ]
    );
}

#[test]
fn a_cut_stream_is_an_error_and_no_success() {
    let stream = sse(&[START, TEXT, HELLO]);
    for cut in [stream.len(), stream.len() - 3, stream.len() - 40, 0] {
        let error = error_of(&stream[..cut]);
        assert_eq!((error.kind, error.status), (ErrorKind::Server, 502));
    }
}

#[test]
fn an_error_event_has_its_kind_and_status_wherever_it_comes() {
    let overloaded = r#"{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"},"request_id":"req_1"}"#;
    let error = error_of(&sse(&[overloaded]));
    assert_eq!((error.kind, error.status), (ErrorKind::Overloaded, 529));
    assert_eq!(error.request_id.as_deref(), Some("req_1"));
    assert_eq!(
        error_of(&sse(&[START, TEXT, HELLO, overloaded, HELLO, END])).status,
        529
    );
    let foreign = r#"{"error":{"message":"m","type":"server_error","code":500}}"#;
    assert_eq!(error_of(&sse(&[START, foreign])).kind, ErrorKind::Server);
    let limited = r#"{"type":"error","error":{"type":"rate_limit_error","message":"slow"}}"#;
    assert_eq!(error_of(&sse(&[limited])).status, 429);
    let named = "event: error\ndata: {\"message\":\"gone\"}\n\n";
    assert_eq!(error_of(named).message, "gone");
}

#[test]
fn a_repeated_start_is_passed_over_and_a_second_try_follows_the_first() {
    assert_eq!(
        names(&[START, START, TEXT, HELLO, STOP, DELTA, END]),
        [
            "Start",
            "PartStart",
            "PartDelta",
            "PartStop",
            "Finish",
            "Usage",
            "End"
        ]
    );
    assert_eq!(
        names(&[START, TEXT, HELLO, START, TEXT, HELLO, STOP, DELTA, END]),
        [
            "Start",
            "PartStart",
            "PartDelta",
            "PartStop",
            "PartStart",
            "PartDelta",
            "PartStop",
            "Finish",
            "Usage",
            "End"
        ]
    );
}

#[test]
fn a_block_that_is_told_with_its_end_is_numbered_then() {
    let mut parts = Vec::new();
    let native = r#"{"type":"content_block_start","index":7,"content_block":{"type":"server_tool_use","id":"s","name":"n","input":{}}}"#;
    let mut decoder = Decoder::new();
    let mut each = |event: &Event<'_>| {
        if let Event::PartStart { part, .. } = event {
            parts.push(*part);
        }
    };
    decoder.feed(
        sse(&[START, native, TEXT, HELLO, STOP, DELTA, END]).as_bytes(),
        &mut each,
    );
    decoder.finish(&mut each);
    assert_eq!(parts, [0, 1]);
}

#[test]
fn a_call_without_a_name_is_reported_and_left_out() {
    let nameless = r#"{"type":"content_block_start","index":0,"content_block":{"type":"tool_use","id":"t","input":{}}}"#;
    assert_eq!(
        names(&[START, nameless, STOP, DELTA, END]),
        ["Start", "Malformed", "Finish", "Usage", "End"]
    );
}

#[test]
fn blocks_that_come_with_the_start_are_told_whole() {
    let start = r#"{"type":"message_start","message":{"content":[{"type":"text","text":"a"},{"type":"tool_use","id":"t","name":"n","input":{"x":1}}]}}"#;
    assert_eq!(
        names(&[start, TEXT, HELLO, STOP, DELTA, END]),
        [
            "Start",
            "PartStart",
            "PartDelta",
            "PartStop",
            "PartStart",
            "PartDelta",
            "PartStop",
            "PartStart",
            "PartDelta",
            "PartStop",
            "Finish",
            "Usage",
            "End"
        ]
    );
}

#[test]
fn a_stream_that_never_began_does_not_end_well() {
    assert_eq!(error_of(&sse(&[END])).status, 502);
    assert_eq!(error_of("<html>busy</html>").status, 502);
}

#[test]
fn comments_and_pings_are_signs_of_life() {
    let stream = format!(
        ": wait\n\n{}: wait\n\n{}",
        sse(&[START]),
        sse(&[r#"{"type":"ping"}"#, DELTA, END])
    );
    let events = decode_stream(stream.as_bytes(), usize::MAX);
    assert_eq!(events.iter().filter(|event| *event == "Ping").count(), 2);
}

#[test]
fn escapes_of_the_provider_mean_their_characters() {
    let escaped = HELLO.replace("hello", r"caf\u00e9 \ud83d\ude00");
    let fold = fold(&sse(&[START, TEXT, &escaped, STOP, DELTA, END]));
    assert!(format!("{:?}", fold.response()).contains("café 😀"));
}

#[test]
fn a_huge_event_in_many_chunks_is_read_and_an_endless_one_refused() {
    let huge = r#"{"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"SIG"}}"#
        .replace("SIG", &"s".repeat(300_000));
    let thinking = r#"{"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":"","signature":""}}"#;
    let stream = sse(&[START, thinking, &huge, STOP, DELTA, END]);
    let events = decode_stream(stream.as_bytes(), 1000);
    assert_eq!(events.last().unwrap(), "End");
    assert!(events.iter().any(|event| event.len() > 300_000));

    let mut decoder = Decoder::new();
    let mut events = Vec::new();
    let mebibyte = vec![b'x'; 1 << 20];
    for _ in 0..20 {
        decoder.feed(&mebibyte, &mut |event| events.push(format!("{event:?}")));
    }
    decoder.finish(&mut |event| events.push(format!("{event:?}")));
    assert_eq!(events.len(), 1);
    assert!(events[0].contains("larger than"), "{}", events[0]);
}

#[test]
fn blocks_that_never_stop_are_bounded() {
    let mut events = vec![START.to_owned()];
    for index in 0..100 {
        events.push(TEXT.replace(r#""index":0"#, &format!(r#""index":{index}"#)));
    }
    let events: Vec<&str> = events.iter().map(String::as_str).collect();
    assert_eq!(error_of(&sse(&events)).status, 502);
}

#[test]
fn a_block_whose_start_was_lost_is_begun_by_its_words() {
    assert_eq!(
        names(&[START, HELLO, STOP, DELTA, END]),
        [
            "Start",
            "PartStart",
            "PartDelta",
            "PartStop",
            "Finish",
            "Usage",
            "End"
        ]
    );
}

#[test]
fn an_answer_or_error_that_comes_whole_is_told_as_a_stream() {
    let answer = r#"{"type":"message","id":"msg_1","content":[{"type":"text","text":"hi"}],
        "stop_reason":"end_turn","usage":{"input_tokens":1,"output_tokens":2}}"#;
    let fold = fold(answer);
    let response = fold.response().unwrap();
    assert_eq!(response.usage.output_tokens, Some(2));
    assert!(format!("{response:?}").contains(r#"text: "hi""#));
    let error = error_of(r#"{"type":"error","error":{"type":"overloaded_error","message":"m"}}"#);
    assert_eq!(error.status, 529);
}
