//! The labelled corpus of this project: made by this code, kept as `corpus.jsonl`, and
//! measured against.
//!
//! `SLUICE_BLESS=1 cargo test -p sluice-guard --test corpus` writes the file anew;
//! `-- --nocapture` prints the tables.

#![expect(clippy::unwrap_used, reason = "a test, in more than one function")]
#![expect(clippy::print_stdout, reason = "the tables are for people")]

mod build;
mod digits;
mod europe;
mod global;
mod measure;
mod rng;
mod scheme;
mod secrets;
mod text;
mod words;
mod world;

use std::path::PathBuf;

use sluice_guard::{detect, entities};

use build::{HELD_OUT, SEED, build, is_secret, schemes};
use measure::{floor, measure, table};

/// Where the figures begin in docs/guardrails/accuracy.md.
const MARK: &str = "<!-- figures: written by the command above -->";

fn file() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/corpus/corpus.jsonl")
}

#[test]
fn the_file_is_what_the_generator_makes() {
    let lines: Vec<String> = build(SEED)
        .iter()
        .map(|text| text.to_line(is_secret))
        .collect();
    let made = lines.join("\n") + "\n";
    if std::env::var_os("SLUICE_BLESS").is_some() {
        std::fs::write(file(), &made).unwrap();
    }
    let kept = std::fs::read_to_string(file()).unwrap_or_default();
    assert!(
        kept == made,
        "corpus.jsonl is stale: run with SLUICE_BLESS=1"
    );
    assert!(lines.len() >= 2000, "{} texts", lines.len());
    for line in &lines {
        let value: serde_json::Value = serde_json::from_str(line).unwrap();
        assert!(value["text"].is_string() && value["labels"].is_array());
    }
}

#[test]
fn every_entity_keeps_its_floors() {
    let checks = detect(&["all"], None).unwrap();
    let known: Vec<&str> = entities().iter().map(|entity| entity.name).collect();
    for scheme in schemes() {
        assert!(
            known.contains(&scheme.entity),
            "{} is not known",
            scheme.entity
        );
    }
    let tallies = measure(&checks, &known, &build(SEED));
    println!("{}", table(&tallies));
    let mut low = Vec::new();
    for (entity, tally) in &tallies {
        let least = floor(entity);
        if tally.precision() < least || tally.recall() < least {
            low.push(format!(
                "{entity}: {:.3} / {:.3}\n  {}",
                tally.precision(),
                tally.recall(),
                tally.examples.join("\n  ")
            ));
        }
    }
    assert!(low.is_empty(), "below their floors:\n{}", low.join("\n"));
}

#[test]
fn a_seed_that_no_rule_was_made_with_is_reported() {
    let checks = detect(&["all"], None).unwrap();
    let known: Vec<&str> = entities().iter().map(|entity| entity.name).collect();
    let corpus = build(HELD_OUT);
    let tallies = measure(&checks, &known, &corpus);
    let total = |of: fn(&measure::Tally) -> usize| tallies.values().map(of).sum::<usize>();
    let (labelled, found, wrong) = (
        total(|t| t.labelled),
        total(|t| t.found),
        total(|t| t.wrong),
    );
    let precision = found as f64 / (found + wrong) as f64;
    let recall = found as f64 / labelled as f64;
    let summary = format!(
        "{} texts, {labelled} labels: {found} found, {wrong} false; precision {precision:.4}, recall {recall:.4}.",
        corpus.len(),
    );
    println!("{summary}");
    if std::env::var_os("SLUICE_BLESS").is_some() {
        let page =
            PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/guardrails/accuracy.md");
        let text = std::fs::read_to_string(&page).unwrap();
        let (head, _) = text.split_once(MARK).unwrap();
        std::fs::write(
            page,
            format!("{head}{MARK}\n{summary}\n\n{}", table(&tallies)),
        )
        .unwrap();
    }
    assert!(precision >= 0.98 && recall >= 0.98, "{summary}");
}

/// In a field of a form nothing says what a number is; of all that it may be, what has
/// been asked for is found.
#[test]
fn what_stands_alone_is_found_if_it_is_asked_for() {
    let mut rng = rng::Rng::new(SEED);
    let mut missed = Vec::new();
    for scheme in schemes().filter(|scheme| scheme.class.has_checksum()) {
        let checks = detect(&[scheme.entity], None).unwrap();
        for _ in 0..20 {
            let good = scheme.good(&mut rng);
            let value = scheme.written(&mut rng, &good);
            let mut alone = text::Text::new("positive");
            alone.label(scheme.entity, &value);
            let tallies = measure(&checks, &[scheme.entity], &[alone]);
            if tallies
                .values()
                .any(|tally| tally.found != 1 || tally.wrong > 0)
            {
                missed.push(format!("{}: {value}", scheme.entity));
            }
        }
    }
    assert!(missed.is_empty(), "{}", missed.join("\n"));
}

#[test]
fn every_scheme_writes_what_it_has_drawn() {
    let mut rng = rng::Rng::new(1);
    for scheme in schemes() {
        for _ in 0..20 {
            let good = scheme.good(&mut rng);
            assert!(
                !good.contains('?') || scheme.entity == "URL",
                "{}: {good}",
                scheme.entity
            );
            let written = scheme.written(&mut rng, &good);
            let letters = |text: &str| {
                text.chars()
                    .filter(|sign| sign.is_alphanumeric())
                    .collect::<String>()
            };
            let name = scheme.entity;
            assert!(
                letters(&written).ends_with(&letters(&good)),
                "{name}: {written}"
            );
            assert!(name == "URL" || !written.contains('#'), "{name}: {written}");
        }
    }
}
