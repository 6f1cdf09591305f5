//! Bodies without texts that guardrails can read, in front of those that let nothing
//! pass unread and of those that do.

use sluice_harness::client::{Answer, Request};
use sluice_harness::upstream::Upstream;
use sluice_harness::{CLIENT_KEY, Gateway, Settings, key_sha256};

fn start(upstream: &Upstream) -> Gateway {
    let yaml = format!(
        r#"providers:
  all: {{format: openai-chat, endpoint: "{url}", auth: {{bearer: {{env: TEST_KEY}}}}}}
models:
  closed: {{targets: [{{provider: all, model: whisper-1}}]}}
  open: {{targets: [{{provider: all, model: whisper-1}}]}}
guardrails:
  mail: {{check: {{pii: {{entities: [EMAIL_ADDRESS]}}}}, models: [closed]}}
  lax: {{check: {{pii: {{entities: [EMAIL_ADDRESS]}}}}, models: [open], on_error: pass}}
consumers: [{{name: checkout, key_sha256: "{key}"}}]
"#,
        url = upstream.url(),
        key = key_sha256(CLIENT_KEY),
    );
    let settings = Settings::default().variable("TEST_KEY", "sk-provider-unread-0001");
    Gateway::start_with(&yaml, settings)
}

fn authorized(request: Request) -> Request {
    request.header("authorization", &format!("Bearer {CLIENT_KEY}"))
}

/// An upload that calls itself text and is none.
fn upload(model: &str) -> Request {
    let head = "--b-1\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\nContent-Type: text/plain\r\n\r\n";
    let tail = format!(
        "\r\n--b-1\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\n{model}\r\n--b-1--\r\n"
    );
    let request = Request::new("POST", "/v1/audio/transcriptions")
        .header("content-type", "multipart/form-data; boundary=b-1")
        .body([head.as_bytes(), b"h\0i\0\xff", tail.as_bytes()].concat());
    authorized(request)
}

fn socket(model: &str) -> Request {
    let path = format!("/v1/realtime?model={model}");
    authorized(Request::new("GET", &path))
        .header("connection", "Upgrade")
        .header("upgrade", "websocket")
        .header("sec-websocket-version", "13")
        .header("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ==")
}

#[track_caller]
fn refused(answer: &Answer) {
    assert_eq!(answer.status, 400, "{}", answer.text());
    let error = &answer.json()["error"];
    assert_eq!(error["code"], "guardrail_unreadable", "{error}");
    assert!(error["message"].to_string().contains("'mail'"), "{error}");
}

#[test]
fn uploads_and_sockets_are_refused_unless_a_guardrail_lets_them_pass() {
    let json = "content-type: application/json";
    let text = br#"{"text":"hello"}"#;
    let upstream = Upstream::start(Upstream::answer(200, &[json], text));
    let gateway = start(&upstream);
    refused(&gateway.send(&upload("closed")));
    refused(&gateway.send(&socket("closed")));
    assert!(upstream.received().is_empty());
    let answer = gateway.send(&upload("open"));
    assert_eq!((answer.status, answer.body.as_slice()), (200, &text[..]));
    let written = gateway.everything_written();
    assert!(written.contains("guardrail_unreadable"), "{written}");
}
