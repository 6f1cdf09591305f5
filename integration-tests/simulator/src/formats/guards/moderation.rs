//! OpenAI's moderation: `POST /v1/moderations`. Source: OpenAI API reference, "Create
//! moderation".

use serde_json::{Value, json};

use super::{Wish, body, key, texts};
use crate::check::Kind::{Either, List};
use crate::check::{Field, TEXT, optional, required};
use crate::formats::Arrival;
use crate::reply::Reply;

const REQUEST: &[Field] = &[
    required(
        "input",
        Either(&[
            TEXT,
            List {
                min: 1,
                max: usize::MAX,
                item: &TEXT,
            },
        ]),
    ),
    optional("model", TEXT),
];

const CATEGORIES: &[&str] = &["harassment", "hate", "self-harm", "sexual", "violence"];

pub(super) fn answer(arrival: &Arrival<'_>) -> Result<(Wish, Value), Reply> {
    key(arrival, "authorization", "Bearer ")?;
    let body = body(arrival, REQUEST)?;
    let texts = texts(body.get("input"), "");
    let wish = Wish::of(texts.iter().copied());
    let result = |text: &&str| {
        let is_flagged = Wish::of([*text]).trips;
        let of = |category: &str| is_flagged && category == "violence";
        let flags = CATEGORIES.iter().map(|name| (*name, json!(of(name))));
        let score = |name: &&'static str| (*name, json!(if of(name) { 0.93 } else { 0.01 }));
        json!({
            "flagged": is_flagged,
            "categories": flags.collect::<std::collections::BTreeMap<_, _>>(),
            "category_scores": CATEGORIES.iter().map(score)
                .collect::<std::collections::BTreeMap<_, _>>(),
        })
    };
    let results = wish.items(texts.iter().map(result).collect());
    let model = body.get("model").cloned().unwrap_or_default();
    Ok((
        wish,
        json!({"id": "modr-1", "model": model, "results": results}),
    ))
}
