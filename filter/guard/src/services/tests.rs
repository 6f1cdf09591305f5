//! Each row against answers as its reference shows them, and against others.

use serde_json::{Value, json};

use super::{Answer, Ask, Direction, Service, ServiceError, Spec, Verdict};
use crate::judge::{Piece, PieceKind, Subject};

mod beside;
mod judging;
mod masking;
mod packing;
mod scoring;

fn service(spec: Value) -> Box<dyn Service + Send + Sync> {
    let spec: Spec = serde_json::from_value(spec).expect("a spec");
    spec.compile().expect("a valid spec")
}

fn refused(spec: Value) -> Vec<String> {
    let spec: Spec = serde_json::from_value(spec).expect("a spec");
    let errors = spec.compile().expect_err("a faulty spec");
    errors.into_iter().map(|error| error.at).collect()
}

fn pieces<'t>(texts: &[&'t str]) -> Vec<Piece<'t>> {
    let piece = |(message, text): (usize, &&'t str)| Piece {
        kind: PieceKind::User,
        message,
        text,
    };
    texts.iter().enumerate().map(piece).collect()
}

fn subject<'t>(pieces: &'t [Piece<'t>]) -> Subject<'t> {
    Subject {
        pieces,
        model: "gpt-x",
        metadata: &[("team", "search")],
        ..Subject::default()
    }
}

/// What is asked about texts that go in.
fn asks(service: &dyn Service, texts: &[&str]) -> Result<Vec<Ask>, ServiceError> {
    service.asks(&subject(&pieces(texts)), Direction::Input)
}

/// The calls that are made: paths and bodies.
fn calls(service: &dyn Service, texts: &[&str]) -> Vec<(String, Value)> {
    let call = |ask| match ask {
        Ask::Call(call) => (
            call.path,
            serde_json::from_slice(&call.body).expect("a body of JSON"),
        ),
        Ask::Question(question) => panic!("not a call: {question:?}"),
    };
    let asks = asks(service, texts).expect("asks");
    asks.into_iter().map(call).collect()
}

/// What an answer comes to about texts that go in.
fn read(
    service: &dyn Service,
    texts: &[&str],
    status: u16,
    body: &str,
) -> Result<Verdict, ServiceError> {
    let body = body.as_bytes();
    let answer = Answer { status, body };
    service.read(&subject(&pieces(texts)), Direction::Input, &[answer])
}

fn read_json(service: &dyn Service, texts: &[&str], body: &Value) -> Result<Verdict, ServiceError> {
    read(service, texts, 200, &body.to_string())
}

fn failed(reason: &str, score: f32) -> Result<Verdict, ServiceError> {
    let reason = reason.to_owned();
    Ok(Verdict::Failed { reason, score })
}

/// A row of each kind that takes calls.
fn rows() -> Vec<Box<dyn Service + Send + Sync>> {
    [
        json!({"kind": "webhook", "service": "s"}),
        json!({"kind": "openai_moderation", "service": "s"}),
        json!({"kind": "azure_content_safety", "service": "s"}),
        json!({"kind": "azure_prompt_shields", "service": "s"}),
        json!({"kind": "bedrock_guardrail", "service": "s", "guardrail": "g1", "version": "1"}),
        json!({"kind": "model_armor", "service": "s",
               "template": "projects/p/locations/us-central1/templates/t"}),
        json!({"kind": "presidio", "service": "s"}),
    ]
    .into_iter()
    .map(service)
    .collect()
}

#[test]
fn an_answer_that_is_no_answer_is_an_error_of_every_row() {
    let nonsense = [
        "",
        "ok",
        "null",
        "true",
        "[]",
        "{}",
        "[1]",
        r#"{"a":[]}"#,
        "{",
        "\u{feff}{}",
        r#"{"verdict":"true","results":[],"categoriesAnalysis":[],"action":"OTHER"}"#,
        r#"{"verdict":1,"results":{},"categoriesAnalysis":{},"action":null}"#,
        r#"{"sanitizationResult":{"invocationResult":"PARTIAL"}}"#,
        r#"[{"entity_type":"PERSON","start":0}]"#,
        r#"[{"entity_type":"PERSON","start":2,"end":1,"score":1}]"#,
        r#"[{"entity_type":"PERSON","start":0,"end":99,"score":1}]"#,
    ];
    for row in rows() {
        for body in nonsense {
            // Nothing found is an answer of Presidio's.
            if body == "[]" && row.asks_for_places() {
                continue;
            }
            let read = read(&*row, &["hello"], 200, body);
            assert!(read.is_err(), "{row:?}: {body}: {read:?}");
        }
        for status in [0, 199, 301, 400, 401, 403, 404, 429, 500, 503, 504] {
            let read = read(&*row, &["hello"], status, "{}");
            assert_eq!(read, Err(ServiceError::Status(status)), "{row:?}");
        }
    }
}

#[test]
fn an_error_quotes_nothing_of_an_answer() {
    for row in rows() {
        let body = r#"{"secret":"hunter2","error":{"message":"hunter2"}}"#;
        let error = read(&*row, &["hunter2"], 200, body).expect_err("an error");
        assert!(!error.to_string().contains("hunter2"), "{error}");
    }
}

#[test]
fn without_text_nothing_is_asked_and_all_is_well() {
    for row in rows() {
        let nothing = subject(&[]);
        assert_eq!(row.asks(&nothing, Direction::Input), Ok(Vec::new()));
        let read = row.read(&nothing, Direction::Input, &[]);
        assert_eq!(read, Ok(Verdict::Passed), "{row:?}");
    }
}

#[test]
fn an_unknown_option_or_kind_is_refused() {
    for spec in [
        json!({"kind": "presidio"}),
        json!({"kind": "presidio", "service": "s", "language_code": "en"}),
        json!({"kind": "presidium", "service": "s"}),
        json!({"service": "s"}),
    ] {
        assert!(
            serde_json::from_value::<Spec>(spec.clone()).is_err(),
            "{spec}"
        );
    }
}

impl dyn Service + Send + Sync {
    fn asks_for_places(&self) -> bool {
        format!("{self:?}").starts_with("Presidio")
    }
}
