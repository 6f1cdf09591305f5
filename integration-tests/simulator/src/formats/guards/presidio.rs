//! The analyzer of Microsoft Presidio. Source: its API reference, `POST /analyze`.

use serde_json::{Value, json};

use super::{WORD, Wish, body, key};
use crate::check::Kind::{Any, Bool, List, Num, Str};
use crate::check::{Field, TEXT, optional, required};
use crate::formats::Arrival;
use crate::reply::Reply;

const REQUEST: &[Field] = &[
    required(
        "text",
        Str {
            min: 1,
            max: usize::MAX,
        },
    ),
    required("language", Str { min: 2, max: 2 }),
    optional("correlation_id", TEXT),
    optional("score_threshold", Num { min: 0.0, max: 1.0 }),
    optional(
        "entities",
        List {
            min: 0,
            max: usize::MAX,
            item: &TEXT,
        },
    ),
    optional("return_decision_process", Bool),
    optional("ad_hoc_recognizers", Any),
];

pub(super) fn answer(arrival: &Arrival<'_>) -> Result<(Wish, Value), Reply> {
    // The analyzer itself has no keys; what stands in front of it may.
    if arrival.key.is_some() {
        key(arrival, "authorization", "Bearer ")?;
    }
    let body = body(arrival, REQUEST)?;
    let text = body.get("text").and_then(Value::as_str).unwrap_or_default();
    let wish = Wish::of([text]);
    let beyond = text.chars().count() + 1;
    let found = text.match_indices(WORD).map(|(at, word)| {
        let start = text.get(..at).unwrap_or_default().chars().count();
        let end = if wish.loses {
            beyond
        } else {
            start + word.len()
        };
        json!({"entity_type": "PERSON", "start": start, "end": end, "score": 0.85,
               "analysis_explanation": null})
    });
    Ok((wish, Value::Array(found.collect())))
}
