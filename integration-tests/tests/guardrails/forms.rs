//! Forms on a real Envoy: the prompt beside an upload is looked at and changed, and the
//! upload passes byte for byte.

use sluice_harness::client::{Answer, Request};
use sluice_harness::upstream::Upstream;
use sluice_harness::{CLIENT_KEY, Gateway, Settings, key_sha256};

const MAIL: &str = "jo@example.org";
const BOUNDARY: &str = "2f1c6f0e8c0b4f6f9e1f0a5d7c3b2a19";

fn start(upstream: &Upstream) -> Gateway {
    let yaml = format!(
        r#"providers:
  all: {{format: openai-chat, endpoint: "{url}", auth: {{bearer: {{env: TEST_KEY}}}}}}
models:
  whisper: {{targets: [{{provider: all, model: whisper-1}}]}}
guardrails:
  words: {{check: {{words: {{words: [forbidden]}}}}, on: input}}
  mail:
    check: {{pii: {{entities: [EMAIL_ADDRESS]}}}}
    action: redact
    redact: {{with: placeholder, restore: true}}
consumers: [{{name: checkout, key_sha256: "{key}"}}]
"#,
        url = upstream.url(),
        key = key_sha256(CLIENT_KEY),
    );
    let settings = Settings::default().variable("TEST_KEY", "sk-provider-forms-0001");
    Gateway::start_with(&yaml, settings)
}

/// A form as the official clients write it: fields first, then the file.
fn form(model: &str, prompt: &str, (name, kind, file): (&str, &str, &[u8])) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, value) in [("model", model), ("prompt", prompt)] {
        let part = format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
        );
        body.extend(part.into_bytes());
    }
    let head = format!(
        "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\nContent-Type: {kind}\r\n\r\n"
    );
    body.extend(head.into_bytes());
    body.extend_from_slice(file);
    body.extend(format!("\r\n--{BOUNDARY}--\r\n").into_bytes());
    body
}

fn send(gateway: &Gateway, path: &str, body: Vec<u8>) -> Answer {
    let request = Request::new("POST", path)
        .header("authorization", &format!("Bearer {CLIENT_KEY}"))
        .header(
            "content-type",
            &format!("multipart/form-data; boundary={BOUNDARY}"),
        )
        .body(body);
    gateway.send(&request)
}

/// Every byte, and something that must not be changed where it stands.
fn sound(length: usize) -> Vec<u8> {
    let noise = (0..=u8::MAX).chain(MAIL.bytes());
    noise.cycle().take(length).collect()
}

#[test]
fn the_prompt_beside_an_upload_is_looked_at_and_the_upload_passes_as_it_is() {
    let json = "content-type: application/json";
    let told = br#"{"text":"Dear [EMAIL_ADDRESS_1]"}"#;
    let upstream = Upstream::start(Upstream::answer(200, &[json], told));
    let gateway = start(&upstream);
    for path in ["/v1/audio/transcriptions", "/v1/images/edits"] {
        for size in [10, 3 << 20] {
            let file = sound(size);
            let file = ("a.wav", "audio/wav", file.as_slice());
            let answer = send(
                &gateway,
                path,
                form("whisper", "I am jo@example.org.", file),
            );
            assert_eq!(answer.status, 200, "{}", answer.text());
            assert_eq!(answer.text(), r#"{"text":"Dear jo@example.org"}"#);
            assert_eq!(
                answer.header("x-sluice-guardrails"),
                Some("mail;on=input;action=redact;count=1")
            );
            let received = upstream.received().pop().unwrap();
            let expected = form("whisper-1", "I am [EMAIL_ADDRESS_1].", file);
            assert!(received.body == expected, "{path}: {size} bytes");
            let answer = send(&gateway, path, form("whisper", "a forbidden word", file));
            assert_eq!(answer.status, 400, "{}", answer.text());
            assert_eq!(answer.json()["error"]["code"], "guardrail_denied");
        }
    }
    assert_eq!(upstream.received().len(), 4);
    assert!(!gateway.everything_written().contains(MAIL));
}

#[test]
fn a_file_that_is_text_is_looked_at_too() {
    let json = "content-type: application/json";
    let upstream = Upstream::start(Upstream::answer(200, &[json], br#"{"text":"hi"}"#));
    let gateway = start(&upstream);
    let path = "/v1/audio/transcriptions";
    let lines = "{\"say\": \"jo\\u0040example.org\"}\n{\"say\": \"jo@example.org\"}\n";
    let file = ("a.jsonl", "application/octet-stream", lines.as_bytes());
    let answer = send(&gateway, path, form("whisper", "hi", file));
    assert_eq!(answer.status, 200, "{}", answer.text());
    let received = upstream.received().pop().unwrap();
    let lines = "{\"say\": \"[EMAIL_ADDRESS_1]\"}\n{\"say\": \"[EMAIL_ADDRESS_1]\"}\n";
    let file = ("a.jsonl", "application/octet-stream", lines.as_bytes());
    assert_eq!(
        String::from_utf8_lossy(&received.body),
        String::from_utf8_lossy(&form("whisper-1", "hi", file))
    );
    let file = ("a.txt", "text/plain", &b"a forbidden word"[..]);
    let answer = send(&gateway, path, form("whisper", "hi", file));
    assert_eq!(answer.status, 400, "{}", answer.text());
}
