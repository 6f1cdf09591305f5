//! Claude in its own format: `invoke` and `invoke-with-response-stream`.
//!
//! Source: Amazon Bedrock user guide, "Anthropic Claude Messages API".

use serde_json::{Map, Value, json};

use crate::fault::Fault;
use crate::formats::{Answer, Arrival, anthropic_messages, base64};
use crate::reply::{Body, Event, Framing};

use super::error::{Refusal, bad, of_claude};
use super::{lists, model, stream};

/// What the body may say in the place of a header; the second is what the official
/// library writes since version 2.12.
const VERSIONS: &[&str] = &["bedrock-2023-05-31", "2026-10-21"];

/// Members of the provider's own API that this one refuses.
const FOREIGN: &[&str] = &["model", "stream", "service_tier", "inference_geo"];

/// Refuses what is refused here, and lets Claude's own rules judge the rest.
pub(super) fn accept(arrival: &Arrival<'_>, name: &str, streamed: bool) -> Result<Answer, Refusal> {
    if let Some(answered) = lists::accept(arrival.body, name).filter(|_| !streamed) {
        return answered;
    }
    if model::rules(name).is_none() {
        return Err(bad("This model does not take Claude's format."));
    }
    let mut body: Map<String, Value> = serde_json::from_slice(arrival.body)
        .map_err(|_| bad("The request body is not a JSON object."))?;
    let version = body.get("anthropic_version").and_then(Value::as_str);
    if !VERSIONS.iter().any(|known| Some(*known) == version) {
        return Err(bad("Malformed input request: no such anthropic_version."));
    }
    if let Some(key) = FOREIGN.iter().find(|key| body.contains_key(**key)) {
        return Err(bad(format!(
            "Malformed input request: extraneous key [{key}] is not permitted, please reformat your input and try again."
        )));
    }
    for key in ["anthropic_version", "anthropic_beta"] {
        body.shift_remove(key);
    }
    let at = name.find("claude-").unwrap_or(0);
    body.insert("model".to_owned(), json!(name.get(at..)));
    body.insert("stream".to_owned(), json!(streamed));
    let answer = anthropic_messages::invoked(&Value::Object(body))
        .map_err(|(status, error)| of_claude(status, &error))?;
    Ok(Box::new(move |faults: &[Fault]| {
        let reply = answer(faults);
        match reply.body {
            Body::Events(events) => stream::framed(events.into_iter().map(chunk).collect()),
            Body::Whole { .. } => reply,
        }
    }))
}

/// An event of Claude's in a frame.
fn chunk(event: Event) -> Event {
    let bytes = base64::encode(event.data.as_bytes());
    let data: Value = json!({"bytes": bytes, "p": "abc"});
    Event::named("chunk", &data).framed(Framing::Aws)
}
