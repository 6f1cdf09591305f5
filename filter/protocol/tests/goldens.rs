//! Every fixture in the other format, against the snapshot committed beside it.
//!
//! `SLUICE_BLESS=1 cargo test -p sluice-protocol --test goldens` writes the
//! snapshots anew; the difference is then a matter of review. What was lost and
//! what was refused stands in them too.

mod support;

use std::path::PathBuf;

use sluice_protocol::WireFormat;
use support::{CONTEXT, Fixture, Refusal, Translation, fixtures, others, pretty};

/// The snapshots of one kind of body.
fn check(kind: &str, render: impl Fn(&Fixture, WireFormat) -> String) {
    let bless = std::env::var_os("SLUICE_BLESS").is_some_and(|value| value == "1");
    let mut wanted: Vec<PathBuf> = Vec::new();
    let mut changed = Vec::new();
    for fixture in fixtures(kind) {
        for other in others(fixture.format) {
            let path = fixture.path.with_extension(format!("{other}.snap"));
            let now = render(&fixture, other);
            let committed = std::fs::read_to_string(&path).unwrap_or_default();
            if bless && now != committed {
                assert!(
                    std::fs::write(&path, &now).is_ok(),
                    "cannot write {}",
                    path.display()
                );
            } else if now != committed {
                changed.push(format!(
                    "{} as {other}:\n{}",
                    fixture.name(kind),
                    difference(&committed, &now)
                ));
            }
            wanted.push(path);
        }
    }
    for format in WireFormat::ALL {
        for path in support::files(&support::folder().join(format.name()).join(kind)) {
            let stale =
                path.extension().is_some_and(|ending| ending == "snap") && !wanted.contains(&path);
            if stale && bless {
                assert!(
                    std::fs::remove_file(&path).is_ok(),
                    "cannot remove {}",
                    path.display()
                );
            } else if stale {
                changed.push(format!(
                    "{}: the fixture of this snapshot is gone\n",
                    path.display()
                ));
            }
        }
    }
    assert!(
        changed.is_empty(),
        "{} translations changed; if they should have, run with SLUICE_BLESS=1\n\n{}",
        changed.len(),
        changed.join("\n")
    );
}

/// The lines from the first to the last that differ.
fn difference(before: &str, after: &str) -> String {
    let (before, after): (Vec<_>, Vec<_>) = (before.lines().collect(), after.lines().collect());
    let same = |(a, b): &(&&str, &&str)| a == b;
    let head = before.iter().zip(&after).take_while(same).count();
    let rest = before.len().min(after.len()) - head;
    let tail = before
        .iter()
        .rev()
        .zip(after.iter().rev())
        .take(rest)
        .take_while(same)
        .count();
    let lines = |sign: char, text: &[&str]| -> String {
        let middle = text.iter().skip(head).take(text.len() - head - tail);
        middle.map(|line| format!("  {sign} {line}\n")).collect()
    };
    lines('-', &before) + &lines('+', &after)
}

fn outcome(translation: Translation) -> String {
    match translation {
        Err(Refusal::Decode(error)) => format!("unreadable: {error}\n"),
        Err(Refusal::Encode(error)) => format!("refused: {error}\n"),
        Ok((body, losses)) => {
            let mut out = String::from("losses:\n");
            for loss in &losses {
                out.push_str(&format!("  {loss}\n"));
            }
            out + "body:\n" + &pretty(&body)
        }
    }
}

#[test]
fn requests_translate_as_committed() {
    check("request", |fixture, provider| {
        outcome(support::request(fixture.format, provider, &fixture.bytes))
    });
}

#[test]
fn whole_answers_translate_as_committed() {
    check("response", |fixture, client| {
        outcome(support::response(fixture.format, client, &fixture.bytes))
    });
}

#[test]
fn streams_translate_as_committed() {
    check("stream", |fixture, client| {
        let out = support::stream(fixture.format, client, [&*fixture.bytes], &CONTEXT);
        support::shown(client, &out)
    });
}

/// The status stands at the start of the file's name.
#[test]
fn errors_translate_as_committed() {
    check("error", |fixture, client| {
        let status = fixture
            .case
            .split('-')
            .next()
            .and_then(|word| word.parse().ok())
            .unwrap_or(500);
        let (error, body) = support::error(fixture.format, client, status, &fixture.bytes);
        let wait = error.retry_after;
        let wait = wait.map_or_else(String::new, |wait| format!("retry after: {wait:?}\n"));
        format!(
            "status: {}\nkind: {:?}\n{wait}body:\n{}",
            error.status,
            error.kind,
            pretty(&body)
        )
    });
}
