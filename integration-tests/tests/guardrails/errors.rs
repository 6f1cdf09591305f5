//! Errors of providers: what a guardrail takes out of them, and what comes back in them.

use serde_json::{Value, json};

use super::desk::{Desk, MAIL};
use super::matrix::cells;
use crate::world::fault;

/// An error in a provider's format.
fn error(provider: &str, message: &str) -> Value {
    match provider {
        "claude" => {
            json!({"type": "error", "error": {"type": "invalid_request_error", "message": message}})
        }
        "gemini" => {
            json!({"error": {"code": 422, "message": message, "status": "INVALID_ARGUMENT"}})
        }
        _ => {
            json!({"error": {"message": message, "type": "invalid_request_error", "param": null, "code": null}})
        }
    }
}

/// Guardrails of the matrix, what a provider's error says, and what the client is told.
#[rustfmt::skip]
const ROWS: &[(&str, &str, &str)] = &[
    ("in-restore",      "not allowed: I am [EMAIL_ADDRESS_1]", "not allowed: I am jo@example.org"),
    ("out-placeholder", "ask jo@example.org about it",         "ask [EMAIL_ADDRESS_1] about it"),
    ("out-deny",        "ask jo@example.org about it",         "refused by the guardrail 'out-deny'"),
    ("out-fallback",    "ask jo@example.org about it",         "refused by the guardrail 'out-fallback'"),
    ("out-flag",        "ask jo@example.org about it",         "ask jo@example.org about it"),
    ("in-deny",         "never asked",                         "refused by the guardrail 'in-deny'"),
];

#[test]
fn an_error_is_told_to_every_client_without_what_a_guardrail_takes_out() {
    let desk = Desk::start();
    for (name, says, told) in ROWS {
        for (client, provider, stream) in cells() {
            desk.forget();
            let body = error(provider, says);
            desk.simulator(provider)
                .set_faults([fault(&format!("status=422,body={body}"))]);
            let prompt = "I am jo@example.org, hello";
            let prompt = if name.starts_with("in-") {
                prompt
            } else {
                "hello"
            };
            let model = format!("{name}.{provider}");
            let answer = desk.gateway.send(&client.says(&model, prompt, stream));
            let case = format!(
                "{name}: {} -> {provider}, stream {stream}: {}",
                client.name,
                answer.text()
            );
            let status = if *name == "in-deny" { 400 } else { 422 };
            assert_eq!(answer.status, status, "{case}");
            assert_eq!(
                answer.json()["error"]["message"].as_str(),
                Some(*told),
                "{case}"
            );
            assert_eq!(
                answer.header("content-length"),
                Some(&*answer.body.len().to_string()),
                "{case}"
            );
            assert!(answer.header("x-sluice-guardrails").is_some(), "{case}");
        }
    }
    let each = cells().count();
    let log = desk.gateway.access_log(ROWS.len() * each);
    assert!(log.iter().all(|line| line["guardrails"] != ""));
    assert!(!desk.gateway.everything_written().contains(MAIL));
}
