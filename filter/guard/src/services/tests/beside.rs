//! What services are told of the request of an answer.

use serde_json::json;

use super::*;
use crate::judge::{Beside, Purpose};
use crate::services::{Question, Speaker};

const REQUEST: &[Piece<'_>] = &[
    piece(PieceKind::System, 0, "Berlin is in Germany."),
    piece(PieceKind::User, 1, "Hello"),
    piece(PieceKind::Answer, 2, "Hi"),
    piece(PieceKind::User, 3, "Look at this."),
    piece(PieceKind::User, 3, "Where is Berlin?"),
    piece(PieceKind::Other, 0, "user-1"),
];

const fn piece(kind: PieceKind, message: usize, text: &str) -> Piece<'_> {
    Piece {
        kind,
        message,
        text,
    }
}

fn answer<'t>(pieces: &'t [Piece<'t>], request: &'t [Piece<'t>]) -> Subject<'t> {
    Subject {
        capabilities: &["stream"],
        beside: Beside {
            purpose: Purpose::Chat,
            request,
            provider: "openai",
            status: Some(200),
        },
        ..subject(pieces)
    }
}

fn ask_about(service: &dyn Service, subject: &Subject<'_>, direction: Direction) -> Ask {
    let asks = service.asks(subject, direction).expect("asks");
    asks.into_iter().next().expect("one ask")
}

fn sent(service: &dyn Service, subject: &Subject<'_>, direction: Direction) -> Value {
    match ask_about(service, subject, direction) {
        Ask::Call(call) => serde_json::from_slice(&call.body).expect("JSON"),
        Ask::Question(question) => panic!("not a call: {question:?}"),
    }
}

fn put(service: &dyn Service, request: &[Piece<'_>]) -> Question {
    let pieces = [piece(PieceKind::Answer, 0, "In Germany.")];
    match ask_about(service, &answer(&pieces, request), Direction::Output) {
        Ask::Question(question) => question,
        Ask::Call(call) => panic!("not a question: {call:?}"),
    }
}

#[test]
fn a_webhook_is_told_of_an_answer_with_its_request() {
    let row = service(json!({"kind": "webhook", "service": "mine"}));
    assert!(row.wants_request());
    let pieces = [piece(PieceKind::Answer, 0, "In Germany.")];
    let body = sent(&*row, &answer(&pieces, REQUEST), Direction::Output);
    assert_eq!(
        body,
        json!({
            "eventType": "afterRequestHook",
            "requestType": "chatComplete",
            "provider": "openai",
            "request": {
                "json": {"model": "gpt-x", "stream": true, "messages": [
                    {"role": "system", "content": "Berlin is in Germany."},
                    {"role": "user", "content": "Hello"},
                    {"role": "assistant", "content": "Hi"},
                    {"role": "user", "content": "Look at this."},
                    {"role": "user", "content": "Where is Berlin?"},
                    {"role": "user", "content": "user-1"},
                ]},
                "text": "Where is Berlin?",
                "isStreamingRequest": true,
                "isTransformed": false,
            },
            "response": {
                "json": {"choices": [
                    {"index": 0, "message": {"role": "assistant", "content": "In Germany."}},
                ]},
                "text": "In Germany.",
                "statusCode": 200,
                "isTransformed": false,
            },
            "metadata": {"team": "search"},
            "parts": ["answer"],
        })
    );
}

#[test]
fn a_webhook_is_told_of_completions_and_embeddings_in_their_own_form() {
    let row = service(json!({"kind": "webhook", "service": "mine"}));
    for (purpose, name, list) in [
        (Purpose::Completion, "complete", "prompt"),
        (Purpose::Embedding, "embed", "input"),
    ] {
        let with = |texts: &[&str]| {
            let pieces = pieces(texts);
            let mut subject = subject(&pieces);
            subject.beside.purpose = purpose;
            let body = sent(&*row, &subject, Direction::Input);
            assert_eq!(body["requestType"], name);
            body["request"]["json"][list].clone()
        };
        assert_eq!(with(&["a"]), json!("a"));
        assert_eq!(with(&["a", "b"]), json!(["a", "b"]));
        let read = |texts: &[&str], came: Value| {
            let pieces = pieces(texts);
            let mut subject = subject(&pieces);
            subject.beside.purpose = purpose;
            let body =
                json!({"verdict": true, "transformedData": {"request": {"json": {list: came}}}});
            let body = body.to_string();
            let body = body.as_bytes();
            row.read(&subject, Direction::Input, &[Answer { status: 200, body }])
        };
        let replaced = |texts: Vec<Option<&str>>| {
            let texts = texts.into_iter().map(|text| text.map(str::to_owned));
            Ok(Verdict::Replaced(texts.collect()))
        };
        assert_eq!(read(&["a"], json!("A")), replaced(vec![Some("A")]));
        assert_eq!(read(&["a"], json!(["A"])), replaced(vec![Some("A")]));
        assert_eq!(
            read(&["a", "b"], json!(["a", "B"])),
            replaced(vec![None, Some("B")])
        );
        for nonsense in [json!("A"), json!(["A"]), json!([1, 2]), json!(["a", ""])] {
            assert!(read(&["a", "b"], nonsense.clone()).is_err(), "{nonsense}");
        }
    }
    let pieces = [piece(PieceKind::Answer, 0, "there was")];
    let mut subject = answer(&pieces, &[]);
    subject.beside.purpose = Purpose::Completion;
    let body = sent(&*row, &subject, Direction::Output);
    let choices = json!([{"index": 0, "text": "there was"}]);
    assert_eq!(body["response"]["json"]["choices"], choices);
}

#[test]
fn a_webhook_s_texts_count_whatever_its_verdict_is() {
    let row = service(json!({"kind": "webhook", "service": "mine"}));
    let read = |side: &str, body: Value| {
        let pieces = pieces(&["a"]);
        let direction = match side {
            "request" => Direction::Input,
            _ => Direction::Output,
        };
        let body = json!({"verdict": false, "transformedData": {side: body}}).to_string();
        let body = body.as_bytes();
        row.read(
            &subject(&pieces),
            direction,
            &[Answer { status: 200, body }],
        )
    };
    let changed = Ok(Verdict::Replaced(vec![Some("A".to_owned())]));
    let messages = json!({"json": {"messages": [{"role": "user", "content": "A"}]}, "text": "A"});
    assert_eq!(read("request", messages), changed);
    let choices = json!({"json": {"choices": [{"message": {"content": "A"}}]}, "text": "A"});
    assert_eq!(read("response", choices), changed);
    let refused = failed("the webhook's verdict is false", 1.0);
    for same in [
        Value::Null,
        json!({"json": null}),
        json!({"json": {"messages": [{"content": "a"}]}}),
    ] {
        assert_eq!(read("request", same), refused);
    }
}

#[test]
fn a_webhook_s_nonsense_is_no_pass() {
    let row = service(json!({"kind": "webhook", "service": "mine"}));
    for data in [
        json!("A"),
        json!([]),
        json!(true),
        json!({"request": "A"}),
        json!({"request": [{"json": {}}]}),
        json!({"request": {"text": "A"}}),
        json!({"request": {"json": "A"}}),
        json!({"request": {"json": {}}}),
        json!({"request": {"json": {"messages": "A"}}}),
        json!({"request": {"json": {"messages": [{"content": ["A"]}]}}}),
        json!({"request": {"json": {"messages": [{"content": null}]}}}),
    ] {
        let read = read_json(
            &*row,
            &["a"],
            &json!({"verdict": true, "transformedData": data}),
        );
        assert!(read.is_err(), "{data}: {read:?}");
    }
    // What is said of the other side has no meaning there.
    let other = json!({"verdict": true, "transformedData": {"response": {"json": "A"}}});
    assert_eq!(read_json(&*row, &["a"], &other), Ok(Verdict::Passed));
}

fn grounded(request: &[Piece<'_>]) -> Value {
    let row = service(
        json!({"kind": "bedrock_guardrail", "service": "s", "guardrail": "g1",
                             "version": "1", "grounding": true}),
    );
    assert!(row.wants_request());
    let pieces = [piece(PieceKind::Answer, 0, "In Germany.")];
    let mut body = sent(&*row, &answer(&pieces, request), Direction::Output);
    assert_eq!(body["source"], "OUTPUT");
    body["content"].take()
}

fn block(text: &str, qualifier: &str) -> Value {
    json!({"text": {"text": text, "qualifiers": [qualifier]}})
}

#[test]
fn bedrock_is_told_what_an_answer_goes_by() {
    assert_eq!(
        grounded(REQUEST),
        json!([
            block("Berlin is in Germany.", "grounding_source"),
            block("Hello", "grounding_source"),
            block("Hi", "grounding_source"),
            block("Look at this.\n\nWhere is Berlin?", "query"),
            block("In Germany.", "guard_content"),
        ])
    );
    assert_eq!(
        grounded(&[piece(PieceKind::User, 0, "Where is it?")]),
        json!([
            block("Where is it?", "grounding_source"),
            block("Where is it?", "query"),
            block("In Germany.", "guard_content"),
        ])
    );
    assert_eq!(
        grounded(&[]),
        json!([block("In Germany.", "guard_content")])
    );
    let long = format!("{}é?", "x".repeat(2000));
    let told = grounded(&[
        piece(PieceKind::System, 0, "Be brief."),
        piece(PieceKind::User, 1, &long),
    ]);
    assert_eq!(told[1], block(&long, "grounding_source"));
    let query = told[2]["text"]["text"].as_str().unwrap_or_default();
    assert_eq!(query.chars().count(), 1000);
    assert!(query.ends_with("xé?"));
}

#[test]
fn bedrock_is_told_of_requests_only_what_is_guarded() {
    let grounding = service(
        json!({"kind": "bedrock_guardrail", "service": "s", "guardrail": "g1",
                                   "version": "1", "grounding": true}),
    );
    let pieces = pieces(&["a"]);
    let body = sent(&*grounding, &subject(&pieces), Direction::Input);
    assert_eq!(body["content"], json!([{"text": {"text": "a"}}]));
    let plain = service(
        json!({"kind": "bedrock_guardrail", "service": "s", "guardrail": "g1",
                               "version": "1"}),
    );
    assert!(!plain.wants_request());
    let body = sent(&*plain, &answer(&pieces, REQUEST), Direction::Output);
    assert_eq!(body["content"], json!([{"text": {"text": "a"}}]));
}

#[test]
fn model_armor_is_told_what_was_asked() {
    let row = service(json!({"kind": "model_armor", "service": "s",
                             "template": "projects/p/locations/l/templates/t"}));
    assert!(row.wants_request());
    let pieces = [piece(PieceKind::Answer, 0, "In Germany.")];
    let told = |request, direction| sent(&*row, &answer(&pieces, request), direction);
    assert_eq!(
        told(REQUEST, Direction::Output),
        json!({"modelResponseData": {"text": "In Germany."},
               "userPrompt": "Look at this.\n\nWhere is Berlin?"})
    );
    let alone = json!({"modelResponseData": {"text": "In Germany."}});
    assert_eq!(told(&[], Direction::Output), alone);
    let asked = json!({"userPromptData": {"text": "In Germany."}});
    assert_eq!(told(REQUEST, Direction::Input), asked);
    let long = "\u{e9}".repeat(10_001);
    let request = [piece(PieceKind::User, 0, &long)];
    let body = sent(&*row, &answer(&pieces, &request), Direction::Output);
    assert_eq!(body["userPrompt"].as_str().map(str::len), Some(20_000));
}

#[test]
fn llama_guard_is_told_what_was_asked() {
    let row = service(json!({"kind": "llama_guard", "service": "s"}));
    assert!(row.wants_request());
    let turns = put(&*row, REQUEST).turns;
    let told: Vec<_> = turns
        .iter()
        .map(|turn| (turn.speaker, turn.text.as_str()))
        .collect();
    assert_eq!(
        told,
        [
            (Speaker::User, "Look at this.\n\nWhere is Berlin?"),
            (Speaker::Model, "In Germany."),
        ]
    );
}

#[test]
fn a_judge_is_shown_the_request_if_it_shall_be() {
    let row = service(
        json!({"kind": "judge", "service": "s", "prompt": "Is it made up?",
                             "with_request": true}),
    );
    assert!(row.wants_request());
    let question = put(&*row, &REQUEST[4..5]);
    let shown: Value = serde_json::from_str(&question.turns[0].text).expect("JSON");
    assert_eq!(
        shown,
        json!({"request": [{"role": "user", "content": "Where is Berlin?"}],
               "answer": "In Germany."})
    );
    let system = question.system.unwrap_or_default();
    assert!(system.contains("Is it made up?") && system.contains("`request`"));
    let alone = service(json!({"kind": "judge", "service": "s", "prompt": "Is it rude?"}));
    assert!(!alone.wants_request());
    assert_eq!(put(&*alone, REQUEST).turns[0].text, "In Germany.");
}
