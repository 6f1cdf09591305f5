//! What becomes of a body between client and provider.

use serde_json::{Value, json};
use sluice_protocol::Losses;
use sluice_protocol::provider::Way;
use sluice_protocol::translate::{Pair, Refusal};
use wasm_bindgen::prelude::wasm_bindgen;

use crate::answer::{accepted, refused};

/// The configuration's own default where a provider demands a limit.
const DEFAULT_MAX_TOKENS: u64 = 4096;

/// Translates a body as the filter does.
///
/// `kind` is `request` (a client's body becomes the provider's) or `response`,
/// `stream` or `error` (a provider's becomes the client's); `client` and
/// `provider` are names of formats. `model` is what a request asks the provider
/// for, the client's own if empty; `status` the HTTP status of an error. A stream
/// is fed `chunk` bytes at a time, 0 for all at once.
///
/// Returns `{"ok": true, "body", "losses": [{"field", "action", "reason"}]}` or
/// `{"ok": false, "error"}`.
#[wasm_bindgen]
#[must_use]
pub fn translate(
    kind: &str,
    client: &str,
    provider: &str,
    model: &str,
    status: u16,
    body: &str,
    chunk: usize,
) -> String {
    let (client, provider) = match (client.parse(), provider.parse()) {
        (Ok(client), Ok(provider)) => (client, provider),
        (Err(unknown), _) | (_, Err(unknown)) => return refused(unknown),
    };
    let pair = Pair {
        client,
        provider: Way::plain(provider),
        model: Some(model).filter(|model| !model.is_empty()),
        default_max_tokens: DEFAULT_MAX_TOKENS,
        include_usage: true,
    };
    let body = body.as_bytes();
    let outcome: Result<(Vec<u8>, Losses), Refusal> = match kind {
        "request" => pair.request(body),
        "response" => pair.response(body),
        "stream" => {
            let chunk = if chunk == 0 { usize::MAX } else { chunk };
            pair.stream(body, chunk).map(|out| (out, Losses::default()))
        }
        "error" => Ok((pair.error(status, body), Losses::default())),
        _ => return refused("a kind is request, response, stream or error"),
    };
    match outcome {
        Ok((body, losses)) => {
            let losses: Value = serde_json::from_slice(&losses.to_json()).unwrap_or_default();
            accepted(json!({"body": String::from_utf8_lossy(&body), "losses": losses}))
        }
        Err(refusal) => refused(refusal),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const REQUEST: &str =
        r#"{"model":"smart","messages":[{"role":"user","content":"caf\u00e9"}],"seed":7}"#;
    const STREAM: &str = "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"caf\u{e9}\"},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n";

    fn run(kind: &str, client: &str, provider: &str, body: &str, chunk: usize) -> Value {
        serde_json::from_str(&translate(
            kind,
            client,
            provider,
            "claude-opus-5",
            429,
            body,
            chunk,
        ))
        .unwrap()
    }

    #[test]
    fn a_request_is_translated_and_its_losses_are_listed() {
        let answer = run("request", "openai-chat", "anthropic-messages", REQUEST, 0);
        let body: Value = serde_json::from_str(answer["body"].as_str().unwrap()).unwrap();
        assert_eq!(body["model"], "claude-opus-5", "{answer}");
        assert_eq!(body["max_tokens"], 4096);
        let lost: Vec<_> = answer["losses"]
            .as_array()
            .unwrap()
            .iter()
            .map(|loss| &loss["field"])
            .collect();
        assert!(lost.contains(&&json!("seed")), "{answer}");
    }

    #[test]
    fn between_equal_formats_only_owned_keys_change() {
        let answer = run("request", "openai-chat", "openai-chat", REQUEST, 0);
        assert_eq!(answer["body"], REQUEST.replace("smart", "claude-opus-5"));
        assert_eq!(
            run("stream", "openai-chat", "openai-chat", STREAM, 3)["body"],
            STREAM
        );
    }

    #[test]
    fn the_size_of_chunks_does_not_matter() {
        let whole = run("stream", "anthropic-messages", "openai-chat", STREAM, 0);
        assert!(
            whole["body"].as_str().unwrap().contains("message_stop"),
            "{whole}"
        );
        for chunk in 1..40 {
            assert_eq!(
                run("stream", "anthropic-messages", "openai-chat", STREAM, chunk),
                whole
            );
        }
    }

    #[test]
    fn an_error_keeps_its_meaning() {
        let answer = run(
            "error",
            "anthropic-messages",
            "openai-chat",
            r#"{"error":{"message":"slow down"}}"#,
            0,
        );
        assert!(
            answer["body"]
                .as_str()
                .unwrap()
                .contains("rate_limit_error"),
            "{answer}"
        );
    }

    #[test]
    fn what_cannot_be_read_is_refused_with_a_reason() {
        for (kind, client, provider, body) in [
            ("request", "openai-chat", "anthropic-messages", "{"),
            ("request", "openai-chat", "openai-chat", "[]"),
            ("response", "openai-chat", "anthropic-messages", "{}"),
            ("poem", "openai-chat", "anthropic-messages", "{}"),
            ("request", "morse", "openai-chat", "{}"),
        ] {
            let answer = run(kind, client, provider, body, 0);
            assert_eq!(answer["ok"], false, "{answer}");
            assert!(!answer["error"].as_str().unwrap().is_empty());
        }
    }
}
