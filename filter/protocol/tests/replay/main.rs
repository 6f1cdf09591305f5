//! Real answers of real providers: nothing that was said may get lost.
//!
//! The recordings are not part of the project. They are looked for in
//! `$SLUICE_RECORDED`, else in `../shared/recorded` beside the checkout, and the
//! tests pass with a message where there are none. What each recording says is
//! counted from its raw JSON by [`raw`], which knows nothing of the codecs.

mod gemini;
mod hub;
mod raw;
mod raw_cohere;
mod recordings;
#[path = "../support/mod.rs"]
#[expect(dead_code, reason = "fixtures are for other tests")]
mod support;
mod tally;

use std::io::Write as _;

use sluice_protocol::WireFormat;
use support::CONTEXT;

use recordings::{Kind, Recording, recordings};
use tally::Tally;

/// Runs `check` on each recording of a kind, and names all that fail.
fn each(kind: Kind, check: impl Fn(&Recording) -> Result<(), String>) {
    let Some(all) = recordings() else {
        // Straight to stderr: what a passing test prints is not shown.
        let message = "no recordings here: set SLUICE_RECORDED to their folder";
        let told = writeln!(std::io::stderr(), "{message}");
        assert!(told.is_ok());
        return;
    };
    let mut seen = 0;
    let mut failed = Vec::new();
    for recording in all.iter().filter(|recording| recording.kind == kind) {
        seen += 1;
        if let Err(problem) = check(recording) {
            failed.push(format!("{}: {problem}", recording.name));
        }
    }
    assert!(seen > 0, "recordings, but none of kind {kind:?}");
    assert!(
        failed.is_empty(),
        "{} of {seen} fail\n{}",
        failed.len(),
        failed.join("\n")
    );
}

fn same(what: &str, expected: &Tally, found: &Tally) -> Result<(), String> {
    match expected.differences(found) {
        differences if differences.is_empty() => Ok(()),
        differences => Err(format!("{what}: {}", differences.join("; "))),
    }
}

#[test]
fn every_folder_of_recordings_is_read() {
    assert_eq!(recordings::unread_folders().unwrap_or_default(), [""; 0]);
}

#[test]
fn whole_answers_are_read_without_loss() {
    each(Kind::Answer, |recording| {
        let expected = raw::answer(recording.format, &recording.json()?);
        same(
            "read",
            &expected,
            &hub::answer(recording.format, &recording.bytes)?,
        )
    });
}

#[test]
fn whole_answers_say_the_same_to_every_client() {
    each(Kind::Answer, |recording| {
        let expected = raw::answer(recording.format, &recording.json()?);
        for client in WireFormat::ALL {
            let (out, _) = support::response(recording.format, *client, &recording.bytes)
                .map_err(|refusal| format!("{refusal:?}"))?;
            same(
                client.name(),
                &expected.told_to(*client),
                &hub::answer(*client, &out)?.told_to(*client),
            )?;
        }
        Ok(())
    });
}

#[test]
fn streams_are_read_without_loss_however_they_are_cut() {
    each(Kind::Stream, |recording| {
        let expected = raw::stream(recording.format, &recording.events);
        for size in [1, 7, 64, usize::MAX] {
            let chunks = recording
                .bytes
                .chunks(size.min(recording.bytes.len().max(1)));
            let found = hub::stream(recording.format, chunks);
            same(&format!("in chunks of {size}"), &expected, &found)?;
        }
        Ok(())
    });
}

#[test]
fn streams_say_the_same_to_every_client() {
    each(Kind::Stream, |recording| {
        let expected = raw::stream(recording.format, &recording.events);
        for client in WireFormat::ALL {
            let out = support::stream(recording.format, *client, [&*recording.bytes], &CONTEXT);
            let found = hub::stream(*client, [&*out]);
            same(
                client.name(),
                &expected.told_to(*client),
                &found.told_to(*client),
            )?;
        }
        Ok(())
    });
}

#[test]
fn errors_keep_their_message_and_status_for_every_client() {
    each(Kind::Error, |recording| {
        let body = recording.json()?;
        let message = body["error"]["message"].as_str().unwrap_or_default();
        for client in WireFormat::ALL {
            let (_, out) = support::error(
                recording.format,
                *client,
                recording.status,
                &recording.bytes,
            );
            let told = client.codec().decode_error(recording.status, &out);
            if told.message != message || told.status != recording.status {
                return Err(format!("{client}: {told:?}"));
            }
        }
        Ok(())
    });
}

#[test]
fn requests_are_read_and_keep_every_word() {
    each(Kind::Request, |recording| {
        let body = recording.json()?;
        let said = raw::words(if body["prompt"].is_null() {
            &body["messages"]
        } else {
            &body
        });
        for provider in WireFormat::ALL {
            match support::request(recording.format, *provider, &recording.bytes) {
                Ok((out, _)) => {
                    let text = String::from_utf8_lossy(&out).into_owned();
                    let value: serde_json::Value =
                        serde_json::from_str(&text).map_err(|error| error.to_string())?;
                    let kept = raw::words(&value);
                    if let Some(lost) = said
                        .iter()
                        .find(|word| !kept.iter().any(|kept| kept.contains(*word)))
                    {
                        return Err(format!("{provider}: {lost:?} is lost"));
                    }
                }
                // What a format has no form for is refused, never left out.
                Err(support::Refusal::Encode(_)) => {}
                // Token ids and several prompts have no meaning outside of it.
                Err(support::Refusal::Decode(error))
                    if recording.format == WireFormat::OpenAiCompletions
                        && error.path() == Some("prompt") => {}
                Err(refusal) => return Err(format!("{refusal:?}")),
            }
        }
        Ok(())
    });
}
