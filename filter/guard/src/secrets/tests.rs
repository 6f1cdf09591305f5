use super::charset::Charset;
use super::row::{Part, Row};
use super::{KINDS, Secrets, Spec, rows, starts};
use crate::find::{Match, find_all};
use crate::laws::{assert_any_cut, find_in_pieces};

mod blocks;
mod docs;
mod made;
mod words;

use made::{drawn, sample};

pub(super) fn all() -> Secrets {
    Spec {
        kinds: vec!["all".to_owned()],
        ..Spec::default()
    }
    .compile()
    .unwrap()
}

pub(super) fn only(kind: &str) -> Secrets {
    Spec {
        kinds: vec![kind.to_owned()],
        ..Spec::default()
    }
    .compile()
    .unwrap()
}

pub(super) fn told(text: &str) -> Vec<(String, String)> {
    find_all(&all(), text)
        .into_iter()
        .map(|found| {
            let value = text.get(found.span).unwrap();
            (found.label.as_str().to_owned(), value.to_owned())
        })
        .collect()
}

#[track_caller]
pub(super) fn finds(text: &str, label: &str, value: &str) {
    let told = told(text);
    assert_eq!(told, [(label.to_owned(), value.to_owned())], "in {text:?}");
}

#[track_caller]
pub(super) fn passes(text: &str) {
    assert_eq!(told(text), [], "in {text:?}");
}

#[test]
fn every_row_and_rule_is_of_a_kind_and_the_kinds_are_sorted() {
    let labels: Vec<_> = KINDS.iter().map(|kind| kind.label).collect();
    assert!(labels.is_sorted());
    for label in rows::all()
        .map(|row| row.label)
        .chain(starts::labels_of_rules())
    {
        assert!(labels.binary_search(&label).is_ok(), "{label}");
    }
}

#[test]
fn every_row_finds_its_own_in_a_sentence_in_code_and_behind_escapes() {
    for row in rows::all() {
        let secret = sample(row);
        for text in [
            format!("Use {secret} for it."),
            format!("x({{\"k\": \"{secret}\"}})"),
            secret.clone(),
            format!("a\\n{secret}\\n"),
            format!("中文{secret}，"),
        ] {
            let told = told(&text);
            assert!(
                told.iter()
                    .any(|(label, value)| *label == row.label && value.contains(&secret)),
                "{row:?} as {secret:?} in {text:?}: {told:?}"
            );
        }
    }
}

#[test]
fn a_letter_before_a_prefix_or_behind_a_body_of_fixed_length_makes_it_none() {
    for row in rows::all() {
        let secret = sample(row);
        let before = find_all(&only(row.label), &format!("Q{secret}"));
        let is_none = before.iter().all(|found| found.span.start > 1);
        assert!(is_none, "{row:?}: {before:?}");
        if let Some(Part::Of(_, least, most)) = row.parts.last()
            && least == most
        {
            let after = find_all(&only(row.label), &format!("{secret}{}", "q".repeat(300)));
            assert!(
                after.iter().all(|found| found.span.len() != secret.len()),
                "{row:?}"
            );
        }
    }
}

#[test]
fn a_body_of_one_letter_is_a_stand_in() {
    for row in rows::all() {
        let secret = sample(row);
        let body: String = secret
            .chars()
            .enumerate()
            .map(
                |(at, letter)| match letter.is_ascii_alphanumeric() && at >= row.prefix.len() {
                    true => 'x',
                    false => letter,
                },
            )
            .collect();
        let found = find_all(&only(row.label), &body);
        assert!(found.is_empty(), "{row:?}: {body}");
    }
}

#[test]
fn any_cut_of_a_stream_finds_the_same() {
    let check = all();
    for row in rows::all().step_by(3) {
        let secret = sample(row);
        if secret.len() < 120 {
            assert_any_cut(&check, &format!("é Key: {secret}, next"));
        }
    }
}

#[test]
fn kinds_that_are_not_known_are_refused_with_the_nearest() {
    let spec = Spec {
        kinds: vec!["GITHUB_TOKENS".to_owned()],
        min_score: Some(1.5),
        allow: vec![" ".to_owned()],
    };
    let errors = spec.compile().unwrap_err();
    let at: Vec<_> = errors.iter().map(|error| error.at.as_str()).collect();
    assert_eq!(
        at,
        ["secrets.kinds[0]", "secrets.min_score", "secrets.allow[0]"]
    );
    assert_eq!(errors.first().unwrap().mend, "the nearest is GITHUB_TOKEN");
}

#[test]
fn an_allowed_value_is_not_reported() {
    let secret = format!("{}_{}", "ghp", drawn(Charset::Alnum, 36, 1));
    let check = Spec {
        allow: vec![secret.clone()],
        ..Spec::default()
    }
    .compile()
    .unwrap();
    assert_eq!(find_all(&check, &format!("see {secret}.")), []);
    assert_eq!(find_all(&check, &format!("see {secret}A.")).len(), 1);
}

#[test]
fn a_checksum_of_github_makes_a_token_sure() {
    let random = drawn(Charset::Alnum, 30, 7);
    let digits = super::check::base62(crc32fast::hash(random.as_bytes()));
    let good = format!(
        "{}_{random}{}",
        "ghp",
        std::str::from_utf8(&digits).unwrap()
    );
    let scores = |text: &str| -> Vec<f32> {
        find_all(&all(), text)
            .iter()
            .map(|found| found.score)
            .collect()
    };
    assert_eq!(scores(&good), [0.99]);
    let bad = format!("{}_{random}{}", "ghp", "aaaaaa");
    assert_eq!(scores(&bad), [0.6]);
}

fn steps(text: &str) -> usize {
    // What a stream in small pieces asks for is what a whole does, again and again.
    let pieces = text
        .as_bytes()
        .chunks(64)
        .map(|piece| std::str::from_utf8(piece).unwrap());
    find_in_pieces(&all(), pieces).len()
}

#[test]
fn long_texts_without_an_end_are_found_alike_whole_and_in_pieces() {
    let hostile = [
        "-----BEGIN RSA PRIVATE KEY-----".repeat(300),
        "a".repeat(20_000),
        "password=".repeat(2_000),
        "eyJhbGciOiJIUzI1NiJ9.".repeat(900),
        "https://a:".repeat(2_000),
        format!("{}\n", "A1b/".repeat(16)).repeat(300),
        "::==>>\"'".repeat(2_000),
        "api_key ".repeat(2_000),
    ];
    for text in &hostile {
        assert_eq!(
            find_all(&all(), text).len(),
            steps(text),
            "{}",
            text.get(..40).unwrap()
        );
    }
}

pub(super) fn spans(found: &[Match]) -> Vec<(usize, usize)> {
    found
        .iter()
        .map(|found| (found.span.start, found.span.end))
        .collect()
}

#[test]
fn the_sample_of_a_row_is_made_of_its_alphabets() {
    const ROW: Row = super::row::row(
        "GITHUB_TOKEN",
        "zz_",
        &[Part::Of(Charset::LowerHex, 8, 8), Part::Is("!")],
    );
    let made = sample(&ROW);
    assert!(made.starts_with("zz_") && made.ends_with('!') && made.len() == 12);
}
