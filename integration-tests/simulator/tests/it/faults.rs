//! Every fault, seen from the other end of the socket.

use std::io;
use std::time::Duration;

use serde_json::json;
use sluice_harness::client::{Answer, Connection, End};
use sluice_simulator::{Fault, Format, Outcome, Simulator};

use super::{answer, anthropic, ask, openai, say, success, with_fault};

/// The formats whose streams are server-sent events.
const BOTH: &[Format] = &[Format::OpenAiChat, Format::AnthropicMessages];

fn streamed(simulator: &Simulator, format: Format) -> Answer {
    answer(
        simulator,
        &ask(format, "hello there", &json!({"stream": true})),
    )
}

/// Whether a stream ended as it should.
fn is_terminated(format: Format, answer: &Answer) -> bool {
    let last = answer.events().pop().unwrap();
    match format {
        Format::OpenAiChat | Format::OpenAiCompletions => last.data == "[DONE]",
        Format::OpenAiResponses => last.name.as_deref() == Some("response.completed"),
        Format::AnthropicMessages | Format::Vertex => last.name.as_deref() == Some("message_stop"),
        Format::GeminiGenerate => last.data.contains("finishReason"),
        Format::BedrockConverse => last.name.as_deref() == Some("metadata"),
        Format::CohereChat => {
            last.name.as_deref() == Some("message-end") && !last.data.contains("ERROR")
        }
        Format::Guards => panic!("its answers are not streamed"),
    }
}

#[test]
fn a_status_has_the_error_of_the_provider_and_the_headers_it_was_given() {
    let simulator = with_fault(
        Format::AnthropicMessages,
        "status=529,retry-after=2,header=x-note:hello",
    );
    let answer = answer(&simulator, &say(Format::AnthropicMessages, "hello"));
    assert_eq!(answer.status, 529);
    assert_eq!(answer.header("retry-after"), Some("2"));
    assert_eq!(answer.header("x-note"), Some("hello"));
    assert_eq!(answer.json()["error"]["type"], "overloaded_error");
}

#[test]
fn a_status_may_have_a_body_of_its_own() {
    let simulator = with_fault(
        Format::OpenAiChat,
        "status=429,header=content-type:text/plain,body={\"error\":\"slow down, please\"}",
    );
    let answer = answer(&simulator, &say(Format::OpenAiChat, "hello"));
    let types = answer
        .headers
        .iter()
        .filter(|(name, _)| name == "content-type");
    assert_eq!(
        types.map(|(_, value)| value.as_str()).collect::<Vec<_>>(),
        ["text/plain"]
    );
    assert_eq!(answer.status, 429);
    assert_eq!(answer.text(), "{\"error\":\"slow down, please\"}");
}

#[test]
fn a_fault_ends_after_its_times() {
    let simulator = openai();
    simulator.set_faults([Fault::status(500).times(2)]);
    let statuses = [(); 3].map(|()| answer(&simulator, &say(Format::OpenAiChat, "hello")).status);
    assert_eq!(statuses, [500, 500, 200]);
}

#[test]
fn a_request_that_would_be_refused_is_refused_and_uses_up_no_fault() {
    let simulator = openai();
    simulator.set_faults([Fault::status(500).times(1)]);
    let wrong = ask(Format::OpenAiChat, "hello", &json!({"temperature": 3}));
    assert_eq!(answer(&simulator, &wrong).status, 400);
    assert_eq!(
        answer(&simulator, &say(Format::OpenAiChat, "hello")).status,
        500
    );
}

#[test]
fn delays_hold_up_headers_and_events() {
    let simulator = with_fault(
        Format::OpenAiChat,
        "delay,headers=60ms,first-event=60ms,events=5ms",
    );
    let request = ask(Format::OpenAiChat, "hello", &json!({"stream": true}));
    let mut connection = Connection::open(simulator.address()).unwrap();
    let begun = std::time::Instant::now();
    connection
        .write(&request.bytes(simulator.address()))
        .unwrap();
    connection.read_until("\r\n\r\n").unwrap();
    assert!(begun.elapsed() >= Duration::from_millis(60));
    let answer = connection.answer().unwrap();
    let first = answer.pieces.first().unwrap().at;
    let last = answer.pieces.last().unwrap().at;
    assert!(first >= Duration::from_millis(120), "{first:?}");
    let events = answer.events().len() as u64;
    assert!(
        last - first >= Duration::from_millis(5 * (events - 2)),
        "{:?}",
        last - first
    );
}

#[test]
fn a_stream_is_cut_inside_an_event() {
    for format in BOTH {
        let simulator = with_fault(*format, "cut-stream=2");
        let answer = streamed(&simulator, *format);
        assert_eq!(answer.status, 200);
        assert_eq!(answer.end, End::Cut);
        assert_eq!(answer.events().len(), 2);
        assert!(!answer.text().ends_with("\n\n"));
    }
}

#[test]
fn a_body_is_cut_in_its_middle() {
    let simulator = with_fault(Format::OpenAiChat, "cut-body");
    let answer = answer(&simulator, &say(Format::OpenAiChat, "hello"));
    assert_eq!(answer.end, End::Cut);
    let announced: usize = answer.header("content-length").unwrap().parse().unwrap();
    assert!(!answer.body.is_empty() && answer.body.len() < announced);
}

#[test]
fn a_refused_connection_gives_no_answer() {
    let simulator = with_fault(Format::OpenAiChat, "refuse,times=1");
    let request = say(Format::OpenAiChat, "hello");
    assert!(request.send(simulator.address()).is_err());
    assert!(simulator.requests().is_empty());
    success(&simulator, &request);
}

#[test]
fn a_reset_comes_after_the_request_was_read() {
    let simulator = with_fault(Format::OpenAiChat, "reset");
    let error = say(Format::OpenAiChat, "hello")
        .send(simulator.address())
        .unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::ConnectionReset);
    assert_eq!(simulator.requests().len(), 1);
}

#[test]
fn bytes_arrive_a_few_at_a_time_and_give_the_same_answer() {
    for format in BOTH {
        let simulator = Simulator::start(sluice_simulator::Options::new(*format)).unwrap();
        let request = ask(*format, "hello", &json!({"stream": true}));
        let whole = success(&simulator, &request);
        simulator.set_faults(["split-bytes=1".parse().unwrap()]);
        assert_eq!(success(&simulator, &request).body, whole.body);
        simulator.set_faults(["split-bytes=40,pause=2ms".parse().unwrap()]);
        let split = success(&simulator, &request);
        assert_eq!(split.body, whole.body);
        assert!(split.pieces.len() > whole.pieces.len());
    }
}

fn tells_error(format: Format, event: &serde_json::Value) -> bool {
    match format {
        Format::CohereChat => event["delta"]["error"].is_string(),
        _ => event["error"]["message"].is_string(),
    }
}

#[test]
fn the_first_event_may_be_an_error() {
    for format in BOTH {
        let simulator = with_fault(*format, "error-first-event");
        let answer = streamed(&simulator, *format);
        assert_eq!(answer.status, 200);
        let events = answer.events();
        assert_eq!(events.len(), 1);
        assert!(tells_error(*format, &events[0].json()));
    }
}

#[test]
fn an_error_may_end_a_stream_that_had_begun() {
    for format in BOTH {
        let simulator = with_fault(*format, "error-mid-stream=3");
        let events = streamed(&simulator, *format).events();
        assert_eq!(events.len(), 4);
        assert!(events[2].json().get("error").is_none());
        assert!(tells_error(*format, &events[3].json()));
    }
}

#[test]
fn a_malformed_event_does_not_end_the_stream() {
    for format in BOTH {
        let simulator = with_fault(*format, "malformed-event=2");
        let answer = streamed(&simulator, *format);
        let events = answer.events();
        assert!(serde_json::from_str::<serde_json::Value>(&events[2].data).is_err());
        assert!(is_terminated(*format, &answer));
    }
}

#[test]
fn answers_are_compressed_although_nobody_asked() {
    for format in BOTH {
        let simulator = with_fault(*format, "gzip");
        for answer in [
            success(&simulator, &say(*format, "hello")),
            streamed(&simulator, *format),
        ] {
            assert_eq!(answer.header("content-encoding"), Some("gzip"));
            assert_eq!(answer.body[..2], [0x1f, 0x8b]);
            assert_eq!(answer.end, End::Complete);
        }
    }
}

#[test]
fn whole_and_streamed_may_be_swapped() {
    for format in BOTH {
        let simulator = with_fault(*format, "json-instead-of-stream");
        let answer = streamed(&simulator, *format);
        assert_eq!(answer.header("content-type"), Some("application/json"));
        assert!(answer.json()["id"].is_string());
        let simulator = with_fault(*format, "stream-instead-of-json");
        let answer = success(&simulator, &say(*format, "hello"));
        assert!(is_terminated(*format, &answer));
    }
}

#[test]
fn a_proxy_may_answer_with_a_page() {
    let simulator = with_fault(Format::OpenAiChat, "html-error-page=502");
    let answer = answer(&simulator, &say(Format::OpenAiChat, "hello"));
    assert_eq!(answer.status, 502);
    assert!(
        answer
            .header("content-type")
            .unwrap()
            .starts_with("text/html")
    );
    assert!(answer.text().starts_with("<!DOCTYPE html>"));
}

#[test]
fn a_success_may_have_no_body() {
    let simulator = with_fault(Format::AnthropicMessages, "empty-body");
    let answer = success(&simulator, &say(Format::AnthropicMessages, "hello"));
    assert_eq!(answer.end, End::Complete);
    assert!(answer.body.is_empty());
}

#[test]
fn a_stream_may_lack_its_terminator() {
    for format in BOTH {
        let simulator = with_fault(*format, "no-done");
        let answer = streamed(&simulator, *format);
        assert_eq!(answer.end, End::Complete);
        assert!(!is_terminated(*format, &answer));
    }
}

#[test]
fn lines_may_end_in_other_ways() {
    for (fault, end) in [("crlf", "\r\n\r\n"), ("cr", "\r\r")] {
        let plain = streamed(&anthropic(), Format::AnthropicMessages);
        let simulator = with_fault(Format::AnthropicMessages, fault);
        let answer = streamed(&simulator, Format::AnthropicMessages);
        assert!(answer.text().ends_with(end), "{fault}");
        assert_eq!(answer.events(), plain.events());
    }
}

#[test]
fn comments_and_pings_come_between_the_events() {
    for format in BOTH {
        let plain = streamed(
            &Simulator::start(sluice_simulator::Options::new(*format)).unwrap(),
            *format,
        );
        let simulator = with_fault(*format, "pings");
        let answer = streamed(&simulator, *format);
        assert!(answer.text().starts_with(": keep-alive\n\n"));
        assert!(is_terminated(*format, &answer));
        let others = |answer: &Answer| {
            let mut events = answer.events();
            events.retain(|event| event.name.as_deref() != Some("ping"));
            events
        };
        assert_eq!(others(&answer), others(&plain));
    }
}

#[test]
fn answers_may_be_large() {
    for format in BOTH {
        let simulator = with_fault(*format, "large-answer=3000000");
        let answer = success(&simulator, &say(*format, "hello"));
        assert_eq!(answer.end, End::Complete);
        assert!(answer.body.len() > 3_000_000, "{}", answer.body.len());
    }
}

#[test]
fn an_unknown_event_stands_in_the_stream() {
    for format in BOTH {
        let simulator = with_fault(*format, "unknown-event");
        let answer = streamed(&simulator, *format);
        assert!(answer.text().contains("future"));
        assert!(is_terminated(*format, &answer));
    }
}

#[test]
fn faults_apply_together() {
    let simulator = openai();
    simulator.set_faults(["crlf", "split-bytes=7", "no-done"].map(|text| text.parse().unwrap()));
    let answer = streamed(&simulator, Format::OpenAiChat);
    assert!(answer.text().ends_with("\r\n\r\n"));
    assert!(!is_terminated(Format::OpenAiChat, &answer));
}

#[test]
fn a_client_that_leaves_is_noticed() {
    let simulator = with_fault(Format::AnthropicMessages, "delay,events=20ms");
    let request = ask(
        Format::AnthropicMessages,
        "write 5000 words",
        &json!({"stream": true}),
    );
    let mut connection = Connection::open(simulator.address()).unwrap();
    connection
        .write(&request.bytes(simulator.address()))
        .unwrap();
    connection.read_until("content_block_delta").unwrap();
    assert_eq!(simulator.requests()[0].outcome, Outcome::Open);
    connection.hang_up();
    let left = simulator.wait_for(Duration::from_secs(10), |requests| {
        requests[0].outcome == Outcome::ClientLeft
    });
    assert!(left.is_some());
}
