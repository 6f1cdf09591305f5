//! What becomes of a body between client and provider.

use serde_json::{Value, json};
use sluice_protocol::codec::{AnswerContext, DecodeStream as _, EncodeStream as _, Target};
use sluice_protocol::json::{Document, Limits};
use sluice_protocol::native::{self, StreamTap};
use sluice_protocol::{Losses, WireFormat};
use wasm_bindgen::prelude::wasm_bindgen;

use crate::answer::{accepted, refused};

/// The configuration's own default where a provider demands a limit.
const DEFAULT_MAX_TOKENS: u64 = 4096;

/// The facts of an exchange that only a gateway at work knows.
const CONTEXT: AnswerContext<'_> = AnswerContext {
    id: "playground",
    created: 0,
    model: "",
    include_usage: true,
};

/// Translates a body as the filter does.
///
/// `kind` is `request` (a client's body becomes the provider's) or `response`,
/// `stream` or `error` (a provider's becomes the client's); `client` and
/// `provider` are names of formats. `model` is what a request asks the provider
/// for, `status` the HTTP status of an error; a stream is fed `chunk` bytes at a
/// time, 0 for all at once.
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
    let formats = client
        .parse()
        .and_then(|client| Ok((client, provider.parse()?)));
    let (client, provider) = match formats {
        Ok(formats) => formats,
        Err(error) => return refused(error),
    };
    let body = body.as_bytes();
    let outcome = match kind {
        "request" => request(client, provider, model, body),
        "response" => response(client, provider, body),
        "stream" => stream(client, provider, body, chunk),
        "error" => Ok(error(client, provider, status, body)),
        _ => Err("a kind is request, response, stream or error".to_owned()),
    };
    match outcome {
        Ok((body, losses)) => {
            let losses: Value = serde_json::from_slice(&losses.to_json()).unwrap_or_default();
            accepted(json!({"body": String::from_utf8_lossy(&body), "losses": losses}))
        }
        Err(error) => refused(error),
    }
}

type Outcome = Result<(Vec<u8>, Losses), String>;

fn parse(body: &[u8]) -> Result<Document, String> {
    Document::parse(body, Limits::default())
        .map_err(|error| format!("the body is not valid JSON: {error}"))
}

fn request(client: WireFormat, provider: WireFormat, model: &str, body: &[u8]) -> Outcome {
    let document = parse(body)?;
    let root = document.root(body);
    let outline = client.outline(root).map_err(|error| error.to_string())?;
    let written = outline.model.to_str();
    let model = if model.is_empty() { &*written } else { model };
    if client == provider {
        return Ok((
            native::edits(client, root, model).apply(body),
            Losses::default(),
        ));
    }
    let target = Target {
        model,
        default_max_tokens: DEFAULT_MAX_TOKENS,
    };
    let request = client
        .decode_request(root)
        .map_err(|error| error.to_string())?;
    let (mut out, mut losses) = (Vec::new(), Losses::default());
    provider
        .encode_request(&request, &target, &mut out, &mut losses)
        .map_err(|error| error.to_string())?;
    Ok((out, losses))
}

fn response(client: WireFormat, provider: WireFormat, body: &[u8]) -> Outcome {
    if client == provider {
        return Ok((body.to_vec(), Losses::default()));
    }
    let document = parse(body)?;
    let response = provider
        .decode_response(document.root(body))
        .map_err(|error| error.to_string())?;
    let (mut out, mut losses) = (Vec::new(), Losses::default());
    client.encode_response(&response, &CONTEXT, &mut out, &mut losses);
    Ok((out, losses))
}

fn stream(client: WireFormat, provider: WireFormat, body: &[u8], chunk: usize) -> Outcome {
    let chunks = body.chunks(if chunk == 0 { body.len().max(1) } else { chunk });
    let mut out = Vec::new();
    if client == provider {
        let mut tap = StreamTap::new(client, false);
        for chunk in chunks {
            let changed = tap.feed(chunk).map_err(|error| error.to_string())?;
            out.extend_from_slice(changed.as_deref().unwrap_or(chunk));
        }
        out.extend(tap.finish().unwrap_or_default());
    } else {
        let mut decoder = provider.stream_decoder();
        let mut encoder = client.stream_encoder(&CONTEXT);
        for chunk in chunks {
            decoder.feed(chunk, &mut |event| encoder.event(event, &mut out));
        }
        decoder.finish(&mut |event| encoder.event(event, &mut out));
    }
    Ok((out, Losses::default()))
}

fn error(client: WireFormat, provider: WireFormat, status: u16, body: &[u8]) -> (Vec<u8>, Losses) {
    let mut out = Vec::new();
    client.encode_error(&provider.decode_error(status, body), &mut out);
    (out, Losses::default())
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
