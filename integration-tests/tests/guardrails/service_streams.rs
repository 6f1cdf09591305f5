//! Services that are asked about streams: before they begin, and about all of what comes.

use std::time::{Duration, Instant};

use sluice_harness::client::{Answer, End};

use super::services::{BAD, KINDS, SECRET, SPOILT, World, bad, kinds_for};
use crate::world::{CLIENTS, Format, error_of, fault, is_terminated, say, text_of};

fn ask(world: &World, client: Format, model: &str, text: &str) -> Answer {
    world.gateway.send(&say(client, model, text, true))
}

/// The text of a stream, which comes to its end in good form.
#[track_caller]
fn streams(world: &World, client: Format, model: &str, text: &str) -> String {
    let answer = ask(world, client, model, text);
    assert_eq!(answer.status, 200, "{model}: {}", answer.text());
    assert_eq!(answer.end, End::Complete, "{model}: {}", answer.text());
    assert!(is_terminated(client, &answer), "{model}: {}", answer.text());
    text_of(client, &answer)
}

/// The message of an error in the place of a stream.
#[track_caller]
fn refused(world: &World, client: Format, model: &str, text: &str, status: u16) -> String {
    let answer = ask(world, client, model, text);
    assert_eq!(answer.status, status, "{model}: {}", answer.text());
    error_of(client, &answer).1
}

/// Each kind of service lets a stream pass or refuses it, and a refused one asks the provider so
/// many times.
fn each_judges(world: &World, deed: &str, asked: usize) {
    for (kind, ..) in KINDS {
        let model = &format!("{deed}-{kind}");
        for client in CLIENTS {
            assert!(streams(world, client, model, "hello").contains("hello"));
            let before = world.asked();
            let message = refused(world, client, model, bad(kind), 400);
            assert!(
                message.contains(kind) && !message.contains(BAD),
                "{message}"
            );
            assert_eq!(world.asked(), before + asked, "{kind}");
        }
    }
}

pub(super) fn a_stream_waits_for_what_a_service_says_of_the_request(world: &World) {
    each_judges(world, "in", 0);
}

pub(super) fn a_service_judges_all_of_a_stream_before_any_of_it_is_seen(world: &World) {
    each_judges(world, "out", 1);
}

pub(super) fn what_a_service_masks_is_gone_from_a_stream(world: &World) {
    for (kind, _, masked) in kinds_for(true) {
        for client in CLIENTS {
            let say = format!("repeat exactly: {SECRET}");
            let text = streams(world, client, &format!("hide-out-{kind}"), &say);
            assert_eq!(Some(&*text), *masked, "{kind}");
            let text = streams(world, client, &format!("hide-in-{kind}"), &say);
            assert_eq!(Some(&*text), *masked, "{kind}");
        }
    }
}

pub(super) fn a_service_that_fails_refuses_or_passes_a_stream_as_the_file_says(world: &World) {
    for (kind, ..) in KINDS {
        for (closed, open) in [("in", "lax"), ("out", "lax-out")] {
            let (closed, open) = (format!("{closed}-{kind}"), format!("{open}-{kind}"));
            for (text, spoilt) in SPOILT {
                let faults = [*spoilt].into_iter().filter(|text| !text.is_empty());
                world.guards.set_faults(faults.map(fault));
                let message = refused(world, Format::OpenAiChat, &closed, text, 503);
                assert!(
                    message.contains("cannot be asked"),
                    "{closed} {spoilt}: {message}"
                );
                let passed = streams(world, Format::AnthropicMessages, &open, text);
                assert!(passed.contains(text), "{open} {spoilt}: {passed}");
            }
            world.guards.clear_faults();
        }
    }
}

pub(super) fn a_stream_does_not_wait_for_a_service_that_is_slow_or_not_there(world: &World) {
    world.guards.set_faults([fault("delay,headers=5s")]);
    for model in [
        "slow",
        "closed",
        "nowhere",
        "slow-out",
        "closed-out",
        "nowhere-out",
    ] {
        for client in CLIENTS {
            let started = Instant::now();
            let message = refused(world, client, model, "hello", 503);
            assert!(message.contains("cannot be asked"), "{message}");
            assert!(started.elapsed() < Duration::from_secs(3), "{model}");
        }
    }
    for model in ["open", "monitor", "open-out", "monitor-out"] {
        for client in CLIENTS {
            let started = Instant::now();
            assert!(streams(world, client, model, "hello").contains("hello"));
            assert!(started.elapsed() < Duration::from_secs(3), "{model}");
        }
    }
}

pub(super) fn a_model_judges_a_stream(world: &World) {
    let says = |word: &str| format!("repeat exactly: {word}");
    for client in CLIENTS {
        for (model, good, wrong) in [("llama", "safe", "unsafe\nS1"), ("judge", "no", "yes")] {
            streams(world, client, model, &says(good));
            refused(world, client, model, &says(wrong), 400);
            refused(world, client, model, "hello", 503);
        }
        // What the judge is shown is the answer, and that makes it say so.
        let told = streams(world, client, "judge-out", &says(&says("no")));
        assert_eq!(told, says("no"));
        refused(world, client, "judge-out", &says(&says("yes")), 400);
        refused(world, client, "judge-out", "hello", 503);
    }
}

pub(super) fn a_client_that_leaves_while_its_stream_is_held_is_no_trouble(world: &World) {
    world.leave_while_asked("out-webhook", true);
    assert!(streams(world, Format::OpenAiChat, "out-webhook", "hello").contains("hello"));
}
