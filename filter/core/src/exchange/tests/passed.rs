//! Operations beside chat: routed, counted, and passed as they are.

use super::world::{Outcome, Provider, World, json};
use crate::telemetry::Metric;

const FORM: &str = "--xyz\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.wav\"\r\n\r\nRIFF\r\n--xyz\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\nopenai\r\n--xyz--\r\n";
const FORM_TYPE: (&str, &str) = ("content-type", "multipart/form-data; boundary=xyz");

fn get(world: World, path: &str, headers: &[(&str, &str)]) -> Outcome {
    let mut all = vec![(":method", "GET"), (":path", path)];
    all.extend_from_slice(headers);
    world.run(&all, "")
}

fn binary(bytes: &str) -> Provider {
    Provider::Answer {
        status: 200,
        headers: vec![("content-type", "audio/mpeg")],
        chunks: vec![bytes.as_bytes().to_vec()],
    }
}

#[test]
fn a_json_body_passes_with_its_model_replaced() {
    let usage = r#"{"data":[],"usage":{"input_tokens":7,"output_tokens":9}}"#;
    let body = r#"{"prompt":"a  cat", "model":"openai", "n":1.0}"#;
    let outcome = World::new([json(200, usage)]).post("/v1/images/generations", &[], body);
    assert_eq!((outcome.status, &*outcome.body), (200, usage));
    assert_eq!(outcome.received[0].path, "/v1/images/generations");
    assert_eq!(outcome.received[0].body, body.replace("openai", "gpt-x"));
    assert_eq!(outcome.measured(Metric::InputTokens), 7);
    assert_eq!(outcome.measured(Metric::OutputTokens), 9);
    assert!(
        outcome.log.contains(r#""operation":"image_generation""#),
        "{}",
        outcome.log
    );
}

#[test]
fn a_form_passes_with_its_model_replaced() {
    for shared in [true, false] {
        let mut world = World::new([json(200, r#"{"text":"hi"}"#)]);
        if !shared {
            world = world.without_shared_memory();
        }
        let outcome = world.post("/v1/audio/transcriptions", &[FORM_TYPE], FORM);
        assert_eq!(outcome.status, 200, "{}", outcome.body);
        let received = &outcome.received[0];
        assert_eq!(received.path, "/v1/audio/transcriptions");
        let expected = FORM.replace("openai", "gpt-x");
        assert_eq!(received.body, expected);
        assert_eq!(
            received.headers.text("content-length"),
            Some(&*expected.len().to_string())
        );
        assert_eq!(received.headers.text("content-type"), Some(FORM_TYPE.1));
    }
}

#[test]
fn a_form_in_pieces_is_read_as_a_whole() {
    let world = World::new([json(200, "{}")]).request_in_chunks(7);
    let outcome = world.post("/v1/audio/translations", &[FORM_TYPE], FORM);
    assert_eq!(outcome.received[0].body, FORM.replace("openai", "gpt-x"));
}

#[test]
fn sound_is_not_looked_at() {
    let sound = r#"ID3 "usage":{"input_tokens":5}"#;
    let body = r#"{"model":"openai","input":"hi","voice":"alloy"}"#;
    let outcome = World::new([binary(sound)]).post("/v1/audio/speech", &[], body);
    assert_eq!((outcome.status, &*outcome.body), (200, sound));
    assert_eq!(outcome.headers["content-type"], "audio/mpeg");
    assert_eq!(outcome.measured(Metric::InputTokens), 0);
}

#[test]
fn a_form_that_cannot_be_read_is_refused() {
    let post = |headers: &[(&str, &str)], form: &str| {
        World::new([]).post("/v1/audio/transcriptions", headers, form)
    };
    let twice = FORM.replace("name=\"file\"", "name=\"model\"");
    let cut = &FORM[..FORM.len() - 12];
    let nameless = FORM.replace("name=\"model\"", "name=\"language\"");
    let no_boundary = ("content-type", "multipart/form-data");
    for (headers, form, status, words) in [
        (FORM_TYPE, &*twice, 400, "model: given more than once"),
        (FORM_TYPE, cut, 400, "closing boundary is missing"),
        (FORM_TYPE, &nameless, 400, "names no model"),
        (no_boundary, FORM, 400, "without a boundary"),
        (
            ("content-type", "application/json"),
            "{}",
            415,
            "multipart/form-data",
        ),
    ] {
        let outcome = post(&[headers], form);
        assert_eq!(outcome.status, status, "{}", outcome.body);
        let message = outcome.json()["error"]["message"].to_string();
        assert!(message.contains(words), "{message}");
        assert!(outcome.received.is_empty());
    }
}

#[test]
fn a_request_without_a_place_for_a_model_names_it_in_a_header() {
    let model = [("x-sluice-model", "openai")];
    let answer = || json(200, r#"{"data":[]}"#);
    for shared in [true, false] {
        let mut world = World::new([answer()]);
        if !shared {
            world = world.without_shared_memory();
        }
        let outcome = get(world, "/v1/files/file-1/content?x=1", &model);
        assert_eq!(outcome.status, 200, "{}", outcome.body);
        assert_eq!(outcome.received[0].path, "/v1/files/file-1/content?x=1");
        assert_eq!(outcome.received[0].headers.get("content-length"), None);
        assert_eq!(outcome.received[0].headers.get("x-sluice-model"), None);
    }
    let outcome = get(World::new([answer()]), "/v1/files", &[]);
    assert_eq!(outcome.status, 400);
    assert_eq!(outcome.json()["error"]["code"], "missing_model");

    // Most moderations are asked for without a model.
    let outcome = World::new([answer()]).post("/v1/moderations", &model, r#"{"input":"x"}"#);
    assert_eq!(outcome.received[0].body, r#"{"model":"gpt-x","input":"x"}"#);
}

/// What an account keeps is nowhere else.
#[test]
fn what_belongs_to_an_account_is_not_asked_of_another() {
    let model = [("x-sluice-model", "back")];
    let world = World::new([json(500, "{}"), json(200, "{}")]);
    let outcome = get(world, "/v1/batches/b-1", &model);
    assert_eq!(outcome.received.len(), 1);
    assert_eq!(outcome.status, 500);
}

#[test]
fn a_provider_of_another_format_offers_nothing_beside_chat() {
    let body = r#"{"model":"claude","prompt":"a cat"}"#;
    let outcome = World::new([]).post("/v1/images/generations", &[], body);
    assert_eq!(outcome.status, 404);
    assert_eq!(outcome.json()["error"]["code"], "operation_not_supported");
}

#[test]
fn an_error_is_told_as_any_other() {
    let refused = r#"{"error":{"message":"no such voice","type":"invalid_request_error","param":"voice","code":null}}"#;
    let body = r#"{"model":"openai","input":"hi"}"#;
    let outcome = World::new([json(400, refused)]).post("/v1/audio/speech", &[], body);
    assert_eq!((outcome.status, &*outcome.body), (400, refused));
    let page = Provider::Answer {
        status: 503,
        headers: vec![("content-type", "text/html")],
        chunks: vec![b"<html>".to_vec()],
    };
    let outcome = World::new([page]).post("/v1/audio/speech", &[], body);
    assert_eq!(outcome.status, 503);
    assert!(outcome.json()["error"]["message"].is_string());
}

#[test]
fn a_websocket_is_let_through() {
    for shared in [true, false] {
        let upgraded = Provider::Answer {
            status: 101,
            headers: vec![("upgrade", "websocket"), ("connection", "upgrade")],
            chunks: vec![b"frame".to_vec(), b"frame".to_vec()],
        };
        let mut world = World::new([upgraded]);
        if !shared {
            world = world.without_shared_memory();
        }
        let upgrade = [("upgrade", "websocket"), ("connection", "Upgrade")];
        let outcome = get(world, "/v1/realtime?model=openai&x=1", &upgrade);
        assert_eq!((outcome.status, &*outcome.body), (101, "frameframe"));
        assert_eq!(outcome.received[0].path, "/v1/realtime?model=gpt-x&x=1");
    }
    let outcome = get(World::new([]), "/v1/realtime?model=openai", &[]);
    assert_eq!(outcome.status, 426);
    let upgrade = [("upgrade", "websocket"), ("connection", "Upgrade")];
    let outcome = get(World::new([]), "/v1/files", &upgrade);
    assert_eq!(outcome.json()["error"]["code"], "unexpected_upgrade");
}

#[test]
fn an_older_completion_is_a_chat_of_one_turn() {
    let body = r#"{"model":"claude","prompt":"Once upon","max_tokens":9}"#;
    let answer = r#"{"id":"msg_1","type":"message","role":"assistant","model":"claude-x","content":[{"type":"text","text":" a time"}],"stop_reason":"end_turn","usage":{"input_tokens":5,"output_tokens":2}}"#;
    let outcome = World::new([json(200, answer)]).post("/v1/completions", &[], body);
    assert_eq!(outcome.received[0].path, "/v1/messages");
    assert_eq!(outcome.json()["choices"][0]["text"], " a time");
    assert_eq!(outcome.json()["object"], "text_completion");
    assert!(
        outcome.log.contains(r#""operation":"text_completion""#),
        "{}",
        outcome.log
    );
}

#[test]
fn azure_clients_name_the_model_in_the_path() {
    let answer = r#"{"id":"1","object":"chat.completion","choices":[]}"#;
    let body = r#"{"messages":[{"role":"user","content":"hi"}]}"#;
    let path = "/openai/deployments/openai/chat/completions?api-version=2024-10-21";
    let outcome = World::new([json(200, answer)]).post(path, &[], body);
    assert_eq!(outcome.status, 200, "{}", outcome.body);
    assert_eq!(outcome.received[0].path, "/v1/chat/completions");
    assert_eq!(
        outcome.received[0].body,
        body.replacen('{', r#"{"model":"gpt-x","#, 1)
    );
    let path = "/openai/deployments/openai/audio/transcriptions?api-version=1";
    let form = FORM.replace("name=\"model\"", "name=\"language\"");
    let outcome = World::new([json(200, "{}")]).post(path, &[FORM_TYPE], &form);
    assert!(
        outcome.received[0].body.starts_with(
            "--xyz\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\ngpt-x\r\n--xyz"
        ),
        "{}",
        outcome.received[0].body
    );
}

#[test]
fn one_model_is_described_to_those_who_may_use_it() {
    let outcome = get(World::new([]), "/v1/models/both", &[]);
    assert_eq!(outcome.status, 200);
    assert_eq!(outcome.json()["id"], "both");
    let anthropic = [("anthropic-version", "2023-06-01")];
    let outcome = get(World::new([]), "/v1/models/both", &anthropic);
    assert_eq!(outcome.json()["type"], "model");
    let outcome = get(World::new([]), "/v1/models/nope", &[]);
    assert_eq!(outcome.status, 404);
    assert_eq!(outcome.json()["error"]["code"], "model_not_found");
}
