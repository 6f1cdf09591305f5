//! Operations beside chat on a real Envoy: forms, sound, files.

use sluice_harness::client::{Answer, Request};
use sluice_harness::upstream::Upstream;
use sluice_harness::{CLIENT_KEY, Gateway, Settings, key_sha256};

const PROVIDER_KEY: &str = "sk-provider-of-everything";

/// A gateway in front of one provider that answers the same each time.
pub(crate) fn before(upstream: &Upstream) -> Gateway {
    waiting(upstream, "20s")
}

/// The same; `patience` is how long it waits for answers.
pub(crate) fn waiting(upstream: &Upstream, patience: &str) -> Gateway {
    let yaml = format!(
        r#"timeouts: {{connect: 1s, idle: {patience}, answer: {patience}}}
providers:
  all: {{format: openai-chat, endpoint: "{named}", auth: {{bearer: {{env: TEST_KEY}}}}}}
  claude: {{format: anthropic-messages, endpoint: "{url}"}}
models:
  whisper: {{targets: [{{provider: all, model: whisper-1}}]}}
  claude: {{targets: [{{provider: claude, model: claude-opus-5}}]}}
consumers: [{{name: checkout, key_sha256: "{key}", models: [whisper]}}]
"#,
        url = upstream.url(),
        // As most providers, by a name.
        named = upstream.url().replace("127.0.0.1", "localhost"),
        key = key_sha256(CLIENT_KEY),
    );
    let settings = Settings::default().variable("TEST_KEY", PROVIDER_KEY);
    Gateway::start_with(&yaml, settings)
}

pub(crate) fn authorized(request: Request) -> Request {
    request.header("authorization", &format!("Bearer {CLIENT_KEY}"))
}

fn form(model: &str, sound: &[u8]) -> Vec<u8> {
    let head = "--b-1\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.wav\"\r\nContent-Type: audio/wav\r\n\r\n";
    let tail = format!(
        "\r\n--b-1\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\n{model}\r\n--b-1--\r\n"
    );
    [head.as_bytes(), sound, tail.as_bytes()].concat()
}

fn transcribe(gateway: &Gateway, body: Vec<u8>) -> Answer {
    let request = Request::new("POST", "/v1/audio/transcriptions?x=1")
        .header("content-type", "multipart/form-data; boundary=b-1")
        .body(body);
    gateway.send(&authorized(request))
}

/// Every byte, and line ends and boundaries that are none.
fn sound(length: usize) -> Vec<u8> {
    let noise = (0..=u8::MAX).chain(*b"\r\n--b-\r\n--");
    noise.cycle().take(length).collect()
}

#[test]
fn a_form_reaches_the_provider_with_another_model_and_no_other_change() {
    let text = br#"{"text":"hello","usage":{"type":"tokens","input_tokens":14,"output_tokens":3}}"#;
    let json = "content-type: application/json";
    let upstream = Upstream::start(Upstream::answer(200, &[json], text));
    let gateway = before(&upstream);
    for size in [10, 3 << 20] {
        let sound = sound(size);
        let answer = transcribe(&gateway, form("whisper", &sound));
        assert_eq!(answer.status, 200, "{}", answer.text());
        assert_eq!(answer.body, text);
        assert_eq!(answer.header("x-sluice-target"), Some("all/whisper-1"));
        let received = upstream.received().pop().unwrap();
        assert!(
            received
                .head
                .starts_with("POST /v1/audio/transcriptions?x=1 HTTP/1.1\r\n"),
            "{}",
            received.head
        );
        assert_eq!(
            received.header("authorization"),
            Some(&*format!("Bearer {PROVIDER_KEY}"))
        );
        assert!(received.body == form("whisper-1", &sound), "{size} bytes");
    }
    let counted = |name: &str| gateway.metric(name, &[("provider", "all")]);
    gateway.wait_until("both are counted", || {
        (counted("sluice_input_tokens_total") - 28.0).abs() < 0.5
    });
}

#[test]
fn a_form_that_cannot_be_read_never_leaves() {
    let upstream = Upstream::start(Upstream::answer(200, &[], b"{}"));
    let gateway = before(&upstream);
    let whole = form("whisper", b"RIFF");
    for (body, status, words) in [
        (whole[..whole.len() - 9].to_vec(), 400, "closing boundary"),
        (form("nothing", b"RIFF"), 404, "nothing"),
        (form("claude", b"RIFF"), 404, "claude"),
        (b"RIFF".to_vec(), 400, "nowhere in the body"),
    ] {
        let answer = transcribe(&gateway, body);
        assert_eq!(answer.status, status, "{}", answer.text());
        let message = answer.json()["error"]["message"].to_string();
        assert!(message.contains(words), "{message}");
    }
    assert!(upstream.received().is_empty());
}

#[test]
fn sound_comes_back_as_it_was_made() {
    let sound = sound(5 << 20);
    let mpeg = "content-type: audio/mpeg";
    let upstream = Upstream::start(Upstream::answer(200, &[mpeg], &sound));
    let gateway = before(&upstream);
    let body = serde_json::json!({"model": "whisper", "input": "hi", "voice": "alloy"});
    let answer = gateway.send(&authorized(Request::post("/v1/audio/speech", &body)));
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("content-type"), Some("audio/mpeg"));
    assert!(answer.body == sound);
}

#[test]
fn files_are_asked_for_by_the_header_that_names_a_model() {
    let upstream = Upstream::start(Upstream::answer(200, &[], b"line\n"));
    let gateway = before(&upstream);
    let request = authorized(Request::new("GET", "/v1/files/file-1/content"));
    let answer = gateway.send(&request.clone().header("x-sluice-model", "whisper"));
    assert_eq!((answer.status, &*answer.text()), (200, "line\n"));
    let received = upstream.received().pop().unwrap();
    assert!(
        received
            .head
            .starts_with("GET /v1/files/file-1/content HTTP/1.1\r\n")
    );
    assert_eq!(received.header("x-sluice-model"), None);
    assert_eq!(received.header("content-length"), None);

    assert_eq!(gateway.send(&request).status, 400);
    let forbidden = gateway.send(&request.header("x-sluice-model", "claude"));
    assert_eq!(forbidden.status, 404);
    let deleted =
        authorized(Request::new("DELETE", "/v1/files/file-1")).header("x-sluice-model", "whisper");
    assert_eq!(gateway.send(&deleted).status, 200);
}

#[test]
fn an_error_of_the_provider_is_told_in_json() {
    let page = "content-type: text/html";
    let upstream = Upstream::start(Upstream::answer(500, &[page], b"<html>"));
    let gateway = before(&upstream);
    let answer = transcribe(&gateway, form("whisper", b"RIFF"));
    assert_eq!(answer.status, 500);
    assert!(answer.json()["error"]["message"].is_string());
}
