//! Google Cloud's Model Armor. Source: its REST reference, version 1,
//! `projects.locations.templates.sanitizeUserPrompt` and `sanitizeModelResponse`.

use serde_json::{Value, json};

use super::{Wish, body, key, refusal};
use crate::check::Kind::Object;
use crate::check::{Field, Kind, TEXT, optional, required};
use crate::formats::Arrival;
use crate::reply::Reply;

const DATA: Kind = Object(&[required("text", TEXT)]);

const PROMPT: &[Field] = &[required("userPromptData", DATA)];
const RESPONSE: &[Field] = &[
    required("modelResponseData", DATA),
    optional("userPrompt", TEXT),
];

pub(super) fn is_path(path: &str) -> bool {
    path.starts_with("/v1/projects/") && path.contains("/templates/")
}

pub(super) fn answer(arrival: &Arrival<'_>) -> Result<(Wish, Value), Reply> {
    key(arrival, "authorization", "Bearer ")?;
    let method = arrival.route().rsplit(':').next().unwrap_or_default();
    let (fields, data) = match method {
        "sanitizeUserPrompt" => (PROMPT, "userPromptData"),
        "sanitizeModelResponse" => (RESPONSE, "modelResponseData"),
        _ => return Err(refusal(404, "no such method")),
    };
    let body = body(arrival, fields)?;
    let text = body.get(data).and_then(|data| data.get("text")?.as_str());
    let text = text.unwrap_or_default();
    let wish = Wish::of([text]);
    let masked = wish.masked(text);
    let state = |is_match: bool| {
        if is_match {
            "MATCH_FOUND"
        } else {
            "NO_MATCH_FOUND"
        }
    };
    let mut deidentified = json!({
        "executionState": "EXECUTION_SUCCESS",
        "matchState": state(masked.is_some()),
    });
    let is_match = wish.trips || masked.is_some();
    if let Some(masked) = masked {
        deidentified["data"] = json!({"text": masked});
    }
    Ok((
        wish,
        json!({"sanitizationResult": {
            "filterMatchState": state(is_match),
            "invocationResult": if wish.loses { "PARTIAL" } else { "SUCCESS" },
            "filterResults": {
                "csam": {"csamFilterFilterResult": {
                    "executionState": "EXECUTION_SUCCESS", "matchState": "NO_MATCH_FOUND"}},
                "pi_and_jailbreak": {"piAndJailbreakFilterResult": {
                    "executionState": "EXECUTION_SUCCESS", "matchState": state(wish.trips),
                    "confidenceLevel": "HIGH"}},
                "sdp": {"sdpFilterResult": {"deidentifyResult": deidentified}},
            },
        }}),
    ))
}
