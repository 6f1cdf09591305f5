//! The time that a check takes grows with the length of a text and not faster, whatever
//! the text is.

#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "it is a test of how long something takes"
)]

use std::hint::black_box;
use std::time::{Duration, Instant};

use sluice_guard::{Check, CheckSpec, Piece, PieceKind, Subject, detect, find_all};

/// What fills a text from end to end and makes checks stop at every turn.
const FILLINGS: &[&str] = &[
    "1",
    "a",
    "e",
    "@",
    ":",
    ".",
    "\"",
    "'",
    "a.",
    "a@",
    "1.",
    "1:",
    "1 ",
    "1-",
    "-_",
    "=:",
    "12 ",
    "123-",
    "4111 1111 ",
    "a://",
    "https://a.",
    "AB ",
    "A1",
    "(1",
    "+1",
    "0x",
    "::1",
    "fe80:",
    "January 1 ",
    "a@b.c",
    "(at)a",
    "1\u{200b}",
    "\u{200b}",
    "a\u{200b}\u{301}",
    "1\u{ff11}",
    "ssn 123-45-6789 ",
    // The alphabet of Base64, with and without what ends a group of it.
    "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWZnaGlqa2xtbm9wcXJzdHV2d3h5ejAxMjM0NTY3ODkrLw",
    "QUJD+/==",
    "[",
    "{",
    "[{",
    "[[]",
    "{\"a\":",
    "<a>",
    "```",
    "\\u0041",
    "%41",
    // Beginnings of secrets.
    "sk-",
    "ghp_",
    "AKIA",
    "password=",
    "-----BEGIN ",
    "-----BEGIN RSA PRIVATE KEY-----\n",
    "eyJhbGciOiJIUzI1NiJ9.",
    "Authorization: Basic ",
    // Beginnings of what is listed below.
    "very secret pro",
    "very ",
    "v-e-r-y ",
    "banana spl",
    "b@n@",
    "b.a.n.",
    "ignore all pre",
    "ignore ",
    "you are now ",
    "The cat. ",
];

/// Every sort of check that is decided without a server, as in gateway.yaml.
const CHECKS: &[(&str, &str)] = &[
    ("pii", r#"{"pii": {}}"#),
    ("secrets", r#"{"secrets": {}}"#),
    (
        "words",
        r#"{"words": {"words": ["very secret project", "very very bad", "banana split", "aaaaaaab"]}}"#,
    ),
    (
        "words, inside of others",
        r#"{"words": {"words": ["very secret project", "banana split", "aaaaaaab"], "match": "substring"}}"#,
    ),
    (
        "regex",
        r#"{"regex": {"patterns": [{"pattern": "(a|aa)+b"}, {"pattern": "[0-9a-z.]+@[0-9a-z.]+x"}, {"pattern": "(\\d+[ -]?)+y"}]}}"#,
    ),
    ("injection", r#"{"injection": {}}"#),
    (
        "topics",
        r#"{"topics": {"topics": {"cats": {"words": {"cat": 1.0, "very secret": 0.5}}}, "min_words": 1}}"#,
    ),
    ("json", r#"{"json": {}}"#),
    (
        "json by schema",
        r#"{"json": {"schema": {"type": "array", "items": {"type": "object"}}, "fenced": true}}"#,
    ),
    (
        "length",
        r#"{"length": {"characters": {"max": 10000000}, "words": {"max": 10000000}, "sentences": {"max": 10000000}, "tokens": {"max": 10000000}}}"#,
    ),
    ("case", r#"{"case": {"case": "sentence"}}"#),
    ("affix", r#"{"affix": {"prefix": "a", "suffix": "1"}}"#),
    ("not_null", r#"{"not_null": {}}"#),
    ("language", r#"{"language": {"allow": ["en"]}}"#),
    ("code", r#"{"code": {}}"#),
    ("urls", r#"{"urls": {"deny": ["example.com"]}}"#),
];

/// How long the shorter text is. So long that what is bounded (a run of digits, a token,
/// what is decoded) has reached its bound, and most of the time goes into the text.
const LENGTH: usize = 1 << 13;
/// The most that a text may take, as a multiple of twice its half: 2.3 times the half.
const MOST: f64 = 1.15;
/// How often both are measured at least, so that one slow turn of the halves hides nothing,
/// and at most: what else a machine does only ever adds, so the best count.
const LEAST_ROUNDS: usize = 3;
const ROUNDS: usize = 100;
/// From so many on the usual ratio counts as well: on a machine that is fast for a moment only,
/// the best of one and the best of the other are not of the same moment.
const STEADY: usize = 15;
/// Clocks and calls are not worth more than this.
const RESOLUTION: Duration = Duration::from_micros(3);

fn checks(name: &str) -> Vec<Check> {
    match CHECKS.iter().find(|(known, _)| *known == name) {
        Some((_, spec)) => {
            let spec: CheckSpec = serde_json::from_str(spec).unwrap();
            vec![spec.compile().unwrap()]
        }
        None => detect(&[name], Some(0.01)).unwrap(),
    }
}

fn median(ratios: &mut [f64]) -> f64 {
    ratios.sort_by(f64::total_cmp);
    ratios[ratios.len() / 2]
}

#[track_caller]
fn check(name: &str) {
    let checks = checks(name);
    for filling in FILLINGS {
        let text = filling.repeat(2 * LENGTH / filling.len() + 1);
        let half = &text[..text.floor_char_boundary(text.len() / 2)];
        let (mut halves, mut whole) = (Duration::MAX, Duration::MAX);
        let mut ratios = Vec::new();
        let is_linear = (1..=ROUNDS).any(|round| {
            // Both take about as long, so that the machine comes between them as often.
            let (one, other) = (time(&checks, &[half, half]), time(&checks, &[&text]));
            (halves, whole) = (halves.min(one), whole.min(other));
            ratios.push(other.saturating_sub(RESOLUTION).div_duration_f64(one));
            let is_fast = whole < halves.mul_f64(MOST) + RESOLUTION;
            (round >= LEAST_ROUNDS && is_fast) || (round >= STEADY && median(&mut ratios) < MOST)
        });
        assert!(
            is_linear,
            "{name} in {filling:?}: {whole:?}, its halves {halves:?}"
        );
    }
}

fn time(checks: &[Check], texts: &[&str]) -> Duration {
    let start = Instant::now();
    for text in texts {
        for check in checks {
            look(check, text);
        }
    }
    start.elapsed()
}

fn look(check: &Check, text: &str) {
    match check {
        Check::Find(find) => {
            black_box(find_all(find.as_ref(), text));
        }
        Check::Judge(judge) => {
            let piece = Piece {
                kind: PieceKind::User,
                message: 0,
                text,
            };
            black_box(judge.judge(&Subject {
                pieces: &[piece],
                ..Subject::default()
            }));
        }
        Check::Service(_) => {}
    }
}

macro_rules! linear {
    ($($test:ident: $name:expr,)*) => {
        $(
            #[test]
            fn $test() {
                check($name);
            }
        )*

        #[test]
        fn every_check_is_tested() {
            let tested = [$($name),*];
            assert!(CHECKS.iter().all(|(name, _)| tested.contains(name)));
        }
    };
}

linear! {
    every_entity_takes_time_by_length: "all",
    personal_data_takes_time_by_length: "pii",
    secrets_take_time_by_length: "secrets",
    words_take_time_by_length: "words",
    words_inside_of_others_take_time_by_length: "words, inside of others",
    patterns_take_time_by_length: "regex",
    injection_takes_time_by_length: "injection",
    topics_take_time_by_length: "topics",
    json_takes_time_by_length: "json",
    json_by_schema_takes_time_by_length: "json by schema",
    lengths_take_time_by_length: "length",
    case_takes_time_by_length: "case",
    affixes_take_time_by_length: "affix",
    something_said_takes_time_by_length: "not_null",
    languages_take_time_by_length: "language",
    code_takes_time_by_length: "code",
    links_take_time_by_length: "urls",
}
