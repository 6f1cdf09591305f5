//! The same cases in every format: each format has a fixture of every common case, or
//! no words for it, and says the same with it.
//!
//! Files are `fixtures/<format>/<kind>/common-<case>.<ending>`, hand-written in each
//! format's own words; of an error the status, which differs, stands in front. The
//! snapshots of all pairs are those of `goldens.rs`.

#[path = "../support/mod.rs"]
#[expect(dead_code, reason = "snapshots are for another test")]
mod support;

mod cases;
mod meaning;

use std::collections::BTreeMap;

use sluice_protocol::WireFormat;
use sluice_protocol::chat::{ErrorKind, Fold};
use sluice_protocol::json::{Document, Limits};
use support::{Fixture, fixtures};

/// The common fixtures of a kind: those of each case, by its name.
fn common(kind: &str) -> BTreeMap<String, Vec<Fixture>> {
    let mut cases: BTreeMap<String, Vec<Fixture>> = BTreeMap::new();
    for fixture in fixtures(kind) {
        let name = match fixture.case.split_once('-') {
            Some((status, rest)) if status.parse::<u16>().is_ok() => rest,
            _ => &fixture.case,
        };
        if let Some(case) = name.strip_prefix("common-") {
            cases.entry(case.to_owned()).or_default().push(fixture);
        }
    }
    cases
}

/// Checks that what one case means is the same in every format that has words for it.
fn agree(kind: &str, meaning: impl Fn(&Fixture) -> Vec<(&'static str, String)>) {
    let mut differences = String::new();
    for (case, fixtures) in common(kind) {
        let Some((first, others)) = fixtures.split_first() else {
            continue;
        };
        let expected = meaning(first);
        for other in others {
            let seen = meaning(other);
            for ((what, expected), (_, seen)) in expected.iter().zip(&seen) {
                let is_known = [first.format, other.format].iter().any(|format| {
                    let mut known = cases::DIFFERENCES.iter();
                    known.any(|known| known.is_about(kind, &case, *format, what))
                });
                if expected != seen && !is_known {
                    differences.push_str(&format!(
                        "{kind} {case}: {what} of {}: {expected}\n    of {}: {seen}\n",
                        first.format, other.format
                    ));
                }
            }
        }
    }
    assert!(differences.is_empty(), "{differences}");
}

#[test]
fn every_format_has_every_case_that_it_has_words_for() {
    let mut wrong = String::new();
    for (kind, names) in cases::CASES {
        let found = common(kind);
        for name in found.keys().filter(|name| !names.contains(&name.as_str())) {
            wrong.push_str(&format!("{kind} {name} is on no list\n"));
        }
        for (case, format) in names
            .iter()
            .flat_map(|case| WireFormat::ALL.iter().map(move |format| (*case, *format)))
        {
            let has = found
                .get(case)
                .is_some_and(|fixtures| fixtures.iter().any(|fixture| fixture.format == format));
            let speechless = cases::SPEECHLESS
                .iter()
                .any(|known| known.is_about(kind, case, format));
            match (has, speechless) {
                (true, true) => wrong.push_str(&format!("{format} has words for {kind} {case}\n")),
                (false, false) => wrong.push_str(&format!("{format} misses {kind} {case}\n")),
                _ => {}
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn a_request_means_the_same_in_every_format() {
    agree("request", |fixture| {
        let document = Document::parse(&fixture.bytes, Limits::default());
        let document = document.unwrap_or_default();
        let root = document.root(&fixture.bytes);
        let request = fixture.format.codec().decode_request(root);
        assert!(
            request.is_ok(),
            "{}: {:?}",
            fixture.name("request"),
            request.err()
        );
        request.map_or_else(|_| Vec::new(), |request| meaning::of_request(&request))
    });
}

#[test]
fn an_answer_means_the_same_in_every_format() {
    agree("response", |fixture| {
        let document = Document::parse(&fixture.bytes, Limits::default());
        let document = document.unwrap_or_default();
        let root = document.root(&fixture.bytes);
        let response = fixture.format.codec().decode_response(root);
        assert!(
            response.is_ok(),
            "{}: {:?}",
            fixture.name("response"),
            response.err()
        );
        response.map_or_else(|_| Vec::new(), |response| meaning::of_answer(&response))
    });
}

#[test]
fn a_stream_means_the_same_in_every_format() {
    agree("stream", |fixture| {
        let mut fold = Fold::new(usize::MAX);
        support::decode(fixture.format, [&*fixture.bytes], &mut |event| {
            fold.push(event);
        });
        match fold.response() {
            Ok(response) => meaning::of_answer(&response),
            Err(error) => vec![
                ("kind", format!("{:?}", error.kind)),
                ("message", error.message.into_owned()),
            ],
        }
    });
}

#[test]
fn a_stream_means_what_the_whole_answer_does() {
    let whole = common("response");
    for (case, streams) in common("stream") {
        for stream in streams {
            let twin = whole
                .get(&case)
                .and_then(|all| all.iter().find(|whole| whole.format == stream.format));
            let Some(twin) = twin else {
                continue;
            };
            let document = Document::parse(&twin.bytes, Limits::default()).unwrap_or_default();
            let whole = twin
                .format
                .codec()
                .decode_response(document.root(&twin.bytes))
                .map(|response| meaning::of_answer(&response))
                .map_err(|error| error.to_string());
            let mut fold = Fold::new(usize::MAX);
            support::decode(stream.format, [&*stream.bytes], &mut |event| {
                fold.push(event);
            });
            let streamed = fold
                .response()
                .map(|response| meaning::of_answer(&response))
                .map_err(|error| error.message.into_owned());
            assert_eq!(streamed, whole, "{}", stream.name("stream"));
        }
    }
}

#[test]
fn an_error_means_the_same_in_every_format() {
    const KINDS: &[(&str, ErrorKind)] = &[
        ("authentication", ErrorKind::Authentication),
        ("content-policy", ErrorKind::ContentPolicy),
        ("context-length", ErrorKind::ContextLength),
        ("invalid-request", ErrorKind::InvalidRequest),
        ("not-found", ErrorKind::NotFound),
        ("overloaded", ErrorKind::Overloaded),
        ("permission", ErrorKind::Permission),
        ("rate-limit", ErrorKind::RateLimit),
        ("server", ErrorKind::Server),
        ("too-large", ErrorKind::TooLarge),
    ];
    for (case, fixtures) in common("error") {
        let expected = KINDS.iter().find(|(known, _)| *known == case);
        for fixture in fixtures {
            let status = fixture.case.split('-').next();
            let status = status.and_then(|status| status.parse().ok());
            let name = fixture.name("error");
            let read = fixture
                .format
                .codec()
                .decode_error(status.unwrap_or_default(), &fixture.bytes);
            assert_eq!(Some(read.kind), expected.map(|(_, kind)| *kind), "{name}");
            for client in WireFormat::ALL {
                let mut out = Vec::new();
                client.codec().encode_error(&read, &mut out);
                let told = client.codec().decode_error(read.status, &out);
                let is_known = cases::WORDLESS
                    .iter()
                    .any(|(format, kind, _)| format == client && *kind == read.kind);
                assert!(
                    told.kind == read.kind || is_known,
                    "{name} to {client}: {:?}",
                    told.kind
                );
            }
        }
    }
}
