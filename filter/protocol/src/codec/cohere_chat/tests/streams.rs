//! Streams, in and out and on the native path.

use crate::chat::{Event, Fold, PartKind};
use crate::codec::Codec as _;
use crate::format::WireFormat;
use crate::native::StreamTap;

use super::{CONTEXT, CohereChat};

/// The events of a stream in pieces of `size` bytes, shown.
fn events(stream: &str, size: usize) -> Vec<String> {
    let mut seen = Vec::new();
    let mut each = |event: &Event<'_>| seen.push(format!("{event:?}"));
    let mut decoder = CohereChat.stream_decoder();
    for chunk in stream.as_bytes().chunks(size) {
        decoder.feed(chunk, &mut each);
    }
    decoder.finish(&mut each);
    seen
}

fn frame(json: &str) -> String {
    format!("data: {json}\n\n")
}

const END: &str = r#"{"type":"message-end","delta":{"finish_reason":"COMPLETE","usage":{"tokens":{"input_tokens":5,"output_tokens":2}}}}"#;

#[test]
fn arguments_of_null_are_none_wherever_they_are_cut() {
    let delta = |text: &str| {
        frame(&format!(
            r#"{{"type":"tool-call-delta","index":0,"delta":{{"message":{{"tool_calls":{{"function":{{"arguments":"{text}"}}}}}}}}}}"#
        ))
    };
    let start = frame(
        r#"{"type":"tool-call-start","index":0,"delta":{"message":{"tool_calls":{"id":"a","function":{"name":"f","arguments":""}}}}}"#,
    );
    let arguments = |pieces: &[&str]| {
        let deltas: String = pieces.iter().map(|piece| delta(piece)).collect();
        let stream = format!("{start}{deltas}{}", frame(END));
        let mut text = String::new();
        let mut decoder = CohereChat.stream_decoder();
        decoder.feed(stream.as_bytes(), &mut |event| {
            if let Event::PartDelta { text: piece, .. } = event {
                text.push_str(&piece.to_str());
            }
        });
        text
    };
    assert_eq!(arguments(&["null"]), "");
    assert_eq!(arguments(&["n", "ul", "l"]), "");
    assert_eq!(arguments(&[" ", "null "]), "");
    assert_eq!(arguments(&["nu", "mb"]), "numb");
    assert_eq!(arguments(&["nul"]), "nul");
    assert_eq!(arguments(&["{", "}"]), "{}");
}

#[test]
fn a_stream_without_its_end_is_an_error() {
    let stream =
        frame(r#"{"type":"content-delta","index":0,"delta":{"message":{"content":{"text":"a"}}}}"#);
    let seen = events(&stream, 7);
    assert!(seen.last().unwrap().contains("ended early"), "{seen:?}");
}

#[test]
fn nothing_is_told_after_the_end() {
    let stream = format!("{}{}", frame(END), frame(END));
    let seen = events(&stream, usize::MAX);
    let ends = seen.iter().filter(|event| *event == "End").count();
    assert_eq!(ends, 1, "{seen:?}");
    assert_eq!(seen.last().map(String::as_str), Some("End"));
}

#[test]
fn parallel_calls_keep_their_numbers_apart() {
    let call = |index: u8, id: &str| {
        frame(&format!(
            r#"{{"type":"tool-call-start","index":{index},"delta":{{"message":{{"tool_calls":{{"id":"{id}","function":{{"name":"f","arguments":"{{}}"}}}}}}}}}}"#
        ))
    };
    let stream = format!("{}{}{}", call(0, "a"), call(1, "b"), frame(END));
    let mut fold = Fold::new(1000);
    let mut decoder = CohereChat.stream_decoder();
    decoder.feed(stream.as_bytes(), &mut |event| fold.push(event));
    let response = fold.response().unwrap();
    let shown = format!("{:?}", response.choices[0].parts);
    assert!(
        shown.contains(r#"id: "a""#) && shown.contains(r#"id: "b""#),
        "{shown}"
    );
}

#[test]
fn an_answer_with_line_ends_in_its_citations_stays_one_event() {
    let body = "{\"id\":\"x\",\"finish_reason\":\"COMPLETE\",\"message\":{\"content\":[{\"type\":\"text\",\"text\":\"a\"}],\"citations\":[{\"start\":0,\n\"end\":1,\r\n\"sources\":[]}]}}";
    super::with_answer(body, |response| {
        let mut encoder = CohereChat.stream_encoder(&CONTEXT);
        let mut out = Vec::new();
        crate::chat::replay(response, &mut |event| encoder.event(event, &mut out));
        let text = String::from_utf8(out).unwrap();
        assert!(
            text.contains(r#"{"start":0,"end":1,"sources":[]}"#),
            "{text}"
        );
        let mut parts = 0;
        let mut decoder = CohereChat.stream_decoder();
        decoder.feed(text.as_bytes(), &mut |event| {
            assert!(!matches!(event, Event::Malformed), "{text}");
            parts += usize::from(matches!(
                event,
                Event::PartStart {
                    kind: PartKind::Text,
                    ..
                }
            ));
        });
        assert_eq!(parts, 1);
    });
}

#[test]
fn a_tap_on_a_stream_that_passes_reads_usage_and_errors() {
    let stream = format!(
        "{}{}",
        frame(r#"{"type":"content-delta","index":0,"delta":{"message":{"content":{"text":"a"}}}}"#),
        frame(END)
    );
    for size in [1, 10, usize::MAX] {
        let mut tap = StreamTap::new(WireFormat::CohereChat, false);
        for chunk in stream.as_bytes().chunks(size) {
            assert_eq!(tap.feed(chunk).unwrap(), None);
        }
        assert_eq!(tap.usage().output_tokens, Some(2));
        assert!(tap.has_content() && tap.error().is_none());
    }
    let failed = frame(
        r#"{"type":"message-end","delta":{"finish_reason":"ERROR","error":"too many tokens"}}"#,
    );
    let mut tap = StreamTap::new(WireFormat::CohereChat, false);
    tap.feed(failed.as_bytes()).unwrap();
    assert_eq!(&*tap.error().unwrap().message, "too many tokens");
    assert!(!tap.has_content());
}
