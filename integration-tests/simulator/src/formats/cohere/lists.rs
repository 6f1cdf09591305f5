//! Embeddings and rerank.

use serde_json::{Map, Value, json};

use crate::check::check_fields;
use crate::formats::{Answer, vectors};
use crate::ids;
use crate::reply::Reply;
use crate::tokens;

use super::error::{Refusal, bad};
use super::{Request, fields, validate};

/// The lists of which a request for embeddings has one.
const INPUTS: &[&str] = &["texts", "images", "inputs"];
/// Lengths of vectors that the newest model has.
const DIMENSIONS: &[u64] = &[256, 512, 1024, 1536];
/// The length of vectors of the older models.
const USUAL: u64 = 1024;

/// Answers `POST /v2/embed`.
pub(super) fn embed(request: &Request) -> Result<Answer, Refusal> {
    check_fields(&request.body, fields::EMBED, &[])?;
    validate::model(request, "embed-")?;
    let given: Vec<&&str> = INPUTS
        .iter()
        .filter(|key| request.get(key).is_some())
        .collect();
    let [key] = given.as_slice() else {
        return Err(bad(
            "invalid request: exactly one of texts, images, or inputs must be specified",
        ));
    };
    let inputs = request.list(key);
    if **key == "images" {
        let fine = |url: &Value| url.as_str().is_some_and(validate::is_image);
        if !inputs.iter().all(fine) {
            return Err(bad("invalid request: images must be data URIs"));
        }
    }
    let is_newest = request
        .get("model")
        .and_then(Value::as_str)
        .is_some_and(|model| model.starts_with("embed-v4"));
    let dimensions = match request.number("output_dimension") {
        Some(wanted) if is_newest && DIMENSIONS.contains(&wanted) => wanted,
        Some(_) => return Err(bad("invalid request: output_dimension is not supported")),
        None if is_newest => 1536,
        None => USUAL,
    };
    let kinds: Vec<&str> = match request.list("embedding_types") {
        [] => vec!["float"],
        kinds => kinds.iter().filter_map(Value::as_str).collect(),
    };
    let mut embeddings = Map::new();
    for kind in kinds {
        let all: Vec<Value> = inputs
            .iter()
            .map(|input| one(kind, &vectors::of(&input.to_string(), dimensions)))
            .collect();
        embeddings.insert(kind.to_owned(), Value::Array(all));
    }
    let counted: u64 = inputs
        .iter()
        .map(|input| tokens::count(&input.to_string()))
        .sum();
    let mut body = json!({
        "id": ids::id("", request.seed, 0, 32),
        "embeddings": embeddings,
        "meta": {
            "api_version": {"version": "2"},
            "billed_units": {"input_tokens": counted},
        },
        "response_type": "embeddings_by_type",
    });
    if **key == "texts" {
        body["texts"] = json!(inputs);
    }
    Ok(Box::new(move |_| Reply::json(200, &body)))
}

fn one(kind: &str, vector: &[f32]) -> Value {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "it is rounded and in range"
    )]
    let whole = |scale: f32, shift: f32| -> Vec<i16> {
        vector
            .iter()
            .map(|number| (number * scale + shift).round() as i16)
            .collect()
    };
    match kind {
        "base64" => json!(vectors::base64(vector)),
        "int8" => json!(whole(127.0, 0.0)),
        "uint8" => json!(whole(127.0, 128.0)),
        "binary" => json!(vec![-1; vector.len() / 8]),
        "ubinary" => json!(vec![255; vector.len() / 8]),
        _ => json!(vector),
    }
}

/// Answers `POST /v2/rerank`: what shares most words with the query comes first.
pub(super) fn rerank(request: &Request) -> Result<Answer, Refusal> {
    check_fields(&request.body, fields::RERANK, &[])?;
    validate::model(request, "rerank-")?;
    let query = request.get("query").and_then(Value::as_str);
    let documents = request.list("documents").iter();
    let documents: Vec<&str> = documents
        .map(|document| document.as_str().unwrap_or_default())
        .collect();
    let scored = vectors::ranked(query.unwrap_or_default(), &documents);
    let most = request
        .number("top_n")
        .and_then(|most| usize::try_from(most).ok())
        .unwrap_or(usize::MAX);
    let results: Vec<Value> = scored
        .into_iter()
        .take(most)
        .map(|(index, score)| json!({"index": index, "relevance_score": score}))
        .collect();
    let body = json!({
        "id": ids::id("", request.seed, 0, 32),
        "results": results,
        "meta": {"api_version": {"version": "2"}, "billed_units": {"search_units": 1}},
    });
    Ok(Box::new(move |_| Reply::json(200, &body)))
}
