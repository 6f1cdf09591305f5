//! Claude in its own format: `rawPredict` and `streamRawPredict`.

use serde_json::{Map, Value, json};

use crate::formats::gemini_generate::error::{Refusal, bad, not_found};
use crate::formats::{Answer, anthropic_messages};
use crate::reply::Reply;

/// What the body says in the place of a header.
const VERSION: &str = "vertex-2023-10-16";

/// Members of the provider's own API that this one refuses.
const FOREIGN: &[&str] = &["model", "service_tier", "inference_geo"];

/// Refuses what is refused here, and lets Claude's own rules judge the rest.
///
/// # Errors
/// An error of the cloud's, or one of Claude's own.
pub(super) fn accept(bytes: &[u8], model: &str, streamed: bool) -> Result<Answer, Reply> {
    let body = body(bytes, model, streamed).map_err(|refusal| refusal.reply())?;
    anthropic_messages::invoked(&Value::Object(body))
        .map_err(|(status, body)| Reply::json(status, &body))
}

/// The body as Claude's own API takes it.
fn body(bytes: &[u8], model: &str, streamed: bool) -> Result<Map<String, Value>, Refusal> {
    // A dated version follows an at sign here.
    let name = model.replace('@', "-");
    if anthropic_messages::models::rules(&name).is_none() {
        return Err(not_found(&format!(
            "Publisher Model `publishers/anthropic/models/{model}` not found."
        )));
    }
    let mut body: Map<String, Value> =
        serde_json::from_slice(bytes).map_err(|_| bad("Invalid JSON payload received."))?;
    if body.shift_remove("anthropic_version") != Some(json!(VERSION)) {
        return Err(bad("anthropic_version: Field required"));
    }
    if let Some(key) = FOREIGN.iter().find(|key| body.contains_key(**key)) {
        return Err(bad(format!("{key}: Extra inputs are not permitted")));
    }
    let asked = body.get("stream").and_then(Value::as_bool).unwrap_or(false);
    if asked != streamed {
        return Err(bad("stream: does not go with the method that was called"));
    }
    body.insert("model".to_owned(), json!(name));
    Ok(body)
}
