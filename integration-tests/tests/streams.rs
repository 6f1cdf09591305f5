//! Streams that arrive in any pieces, with any line ends, with events nobody
//! knows, compressed, or in place of something else.

use std::time::Duration;

use sluice_harness::client::{Connection, End};

use super::world::{
    CLIENTS, Format, World, error_in, error_of, fault, is_terminated, model_of, say, streamed_text,
    text_of,
};
use crate::shared::share;

#[track_caller]
fn unharmed(world: &World, faults: &[&str]) {
    for client in CLIENTS {
        for provider in CLIENTS {
            world.forget();
            world
                .simulator(provider)
                .set_faults(faults.iter().map(|text| fault(text)));
            let text = "zażółć 🌊 and more";
            let answer = world.success(&say(client, model_of(provider), text, true));
            assert_eq!(answer.end, End::Complete);
            assert_eq!(
                text_of(client, &answer),
                format!("You wrote: {text}"),
                "{client:?} -> {provider:?} {faults:?}"
            );
        }
    }
}

share!(
    streams_are_understood_however_they_come: World::start(),
    [
        bytes_may_come_one_at_a_time,
        bytes_may_come_in_odd_pieces_with_any_line_end,
        comments_pings_and_unknown_events_are_no_trouble,
        a_malformed_event_does_not_end_a_translated_stream,
        events_are_passed_on_as_they_come,
        a_stream_without_its_terminator_is_not_passed_off_as_whole,
        a_finished_stream_without_done_is_finished_once,
        an_error_in_a_stream_has_the_client_s_shape_and_no_success_after_it,
        an_answer_compressed_unasked_is_never_passed_on_as_plain_text,
        a_whole_answer_in_place_of_a_stream_and_the_reverse_reach_the_client,
        a_stalled_stream_ends,
    ]
);

fn bytes_may_come_one_at_a_time(world: &World) {
    unharmed(world, &["split-bytes=1"]);
}

fn bytes_may_come_in_odd_pieces_with_any_line_end(world: &World) {
    for size in [2, 3, 7] {
        let split = format!("split-bytes={size}");
        unharmed(world, &[&split, "crlf"]);
        unharmed(world, &[&split, "cr"]);
    }
}

fn comments_pings_and_unknown_events_are_no_trouble(world: &World) {
    unharmed(world, &["pings"]);
    unharmed(world, &["unknown-event"]);
    unharmed(world, &["pings", "unknown-event", "split-bytes=5", "crlf"]);
}

fn a_malformed_event_does_not_end_a_translated_stream(world: &World) {
    for client in CLIENTS {
        let provider = super::world::other(client);
        world.forget();
        // The fourth event holds text in both formats.
        world
            .simulator(provider)
            .set_faults([fault("malformed-event=4")]);
        let answer = world.success(&say(client, model_of(provider), "one two three four", true));
        let text = streamed_text(client, &answer);
        assert!(text.ends_with("four"), "{text}");
    }
}

fn events_are_passed_on_as_they_come(world: &World) {
    for client in CLIENTS {
        for provider in CLIENTS {
            world.forget();
            world
                .simulator(provider)
                .set_faults([fault("delay,events=150ms")]);
            let answer = world.success(&say(client, model_of(provider), "one two", true));
            let (first, last) = (
                answer.pieces.first().unwrap().at,
                answer.pieces.last().unwrap().at,
            );
            assert!(
                last - first > Duration::from_millis(300),
                "{client:?} -> {provider:?}: {:?}",
                last - first
            );
            assert!(answer.pieces.len() >= 4);
        }
    }
}

fn a_stream_without_its_terminator_is_not_passed_off_as_whole(world: &World) {
    for provider in CLIENTS {
        let client = super::world::other(provider);
        world.forget();
        world
            .simulator(provider)
            .set_faults([fault("cut-stream=4")]);
        let answer = world.send(&say(client, model_of(provider), "one two three", true));
        assert!(
            answer.end == End::Cut || !is_terminated(client, &answer),
            "{}",
            answer.text()
        );
    }
}

fn a_finished_stream_without_done_is_finished_once(world: &World) {
    world.openai.set_faults([fault("no-done")]);
    let answer = world.success(&say(Format::AnthropicMessages, "gpt", "hello", true));
    assert_eq!(
        text_of(Format::AnthropicMessages, &answer),
        "You wrote: hello"
    );
}

fn an_error_in_a_stream_has_the_client_s_shape_and_no_success_after_it(world: &World) {
    for client in CLIENTS {
        for provider in CLIENTS {
            world.forget();
            world
                .simulator(provider)
                .set_faults([fault("error-mid-stream=5")]);
            let answer = world.success(&say(client, model_of(provider), "one two three", true));
            let last = answer.events().pop().unwrap();
            error_in(client, &last.json());
            if client == Format::AnthropicMessages {
                assert_eq!(last.name.as_deref(), Some("error"));
            }
            assert!(
                !answer.text().contains("[DONE]") && !answer.text().contains("message_stop"),
                "{}",
                answer.text()
            );
        }
    }
}

fn an_answer_compressed_unasked_is_never_passed_on_as_plain_text(world: &World) {
    for client in CLIENTS {
        for provider in CLIENTS {
            for stream in [false, true] {
                world.forget();
                world.simulator(provider).set_faults([fault("gzip")]);
                let request = say(client, model_of(provider), "hello", stream)
                    .header("accept-encoding", "gzip");
                let answer = world.send(&request);
                let case = format!("{client:?} -> {provider:?}, stream {stream}");
                assert_eq!(
                    world.simulator(provider).requests()[0].header("accept-encoding"),
                    None,
                    "{case}"
                );
                if answer.header("content-encoding") == Some("gzip") {
                    assert_eq!(client, provider, "{case}");
                    assert_eq!(answer.body[..2], [0x1f, 0x8b], "{case}");
                } else if answer.status == 200 {
                    assert_eq!(text_of(client, &answer), "You wrote: hello", "{case}");
                } else {
                    assert_eq!(answer.status, 502, "{case}");
                    error_of(client, &answer);
                }
            }
        }
    }
}

fn a_whole_answer_in_place_of_a_stream_and_the_reverse_reach_the_client(world: &World) {
    for client in CLIENTS {
        for provider in CLIENTS {
            for (text, stream) in [
                ("json-instead-of-stream", true),
                ("stream-instead-of-json", false),
            ] {
                world.forget();
                world.simulator(provider).set_faults([fault(text)]);
                let answer = world.send(&say(client, model_of(provider), "hello", stream));
                let case = format!("{client:?} -> {provider:?} {text}: {}", answer.text());
                if answer.status == 200 {
                    assert_eq!(text_of(client, &answer), "You wrote: hello", "{case}");
                } else {
                    assert_eq!(answer.status, 502, "{case}");
                    error_of(client, &answer);
                }
            }
        }
    }
}

fn a_stalled_stream_ends(world: &World) {
    world.claude.set_faults([fault("delay,events=30s")]);
    let request = say(Format::OpenAiChat, "sonnet", "hello", true);
    let mut connection = Connection::open(world.gateway.address()).unwrap();
    connection
        .write(&request.bytes(world.gateway.address()))
        .unwrap();
    let answer = connection.answer().unwrap();
    assert!(
        answer.status != 200
            || answer.end == End::Cut
            || !is_terminated(Format::OpenAiChat, &answer),
        "{}",
        answer.text()
    );
}
