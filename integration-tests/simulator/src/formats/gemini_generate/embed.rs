//! Embeddings of the Gemini API: `models/MODEL:embedContent` and
//! `:batchEmbedContents`.
//!
//! Source: Gemini API reference, "Embeddings".

use serde_json::{Value, json};

use crate::check::Kind::{Int, List, Object, OneOf, Str};
use crate::check::{Field, Kind, TEXT, check_fields, optional, required};
use crate::formats::{Answer, vectors};
use crate::reply::Reply;

use super::error::{Refusal, bad};

/// The length of vectors, if no other is asked for.
const USUAL: u64 = 3072;
const MOST_REQUESTS: usize = 100;

const TASK: Kind = OneOf(&[
    "TASK_TYPE_UNSPECIFIED",
    "RETRIEVAL_QUERY",
    "RETRIEVAL_DOCUMENT",
    "SEMANTIC_SIMILARITY",
    "CLASSIFICATION",
    "CLUSTERING",
    "QUESTION_ANSWERING",
    "FACT_VERIFICATION",
    "CODE_RETRIEVAL_QUERY",
]);

const PART: Kind = Object(&[
    optional("text", TEXT),
    optional(
        "inlineData",
        Object(&[required("mimeType", TEXT), required("data", TEXT)]),
    ),
]);

const CONTENT: Kind = Object(&[
    optional("role", TEXT),
    required(
        "parts",
        List {
            min: 1,
            max: usize::MAX,
            item: &PART,
        },
    ),
]);

const ONE: &[Field] = &[
    optional("model", TEXT),
    required("content", CONTENT),
    optional("taskType", TASK),
    optional("title", TEXT),
    optional("outputDimensionality", Int { min: 1, max: 3072 }),
];

/// One of a batch, which names its model again.
const OF_BATCH: Kind = Object(&[
    required(
        "model",
        Str {
            min: 8,
            max: usize::MAX,
        },
    ),
    required("content", CONTENT),
    optional("taskType", TASK),
    optional("title", TEXT),
    optional("outputDimensionality", Int { min: 1, max: 3072 }),
]);

const BATCH: &[Field] = &[required(
    "requests",
    List {
        min: 1,
        max: MOST_REQUESTS,
        item: &OF_BATCH,
    },
)];

/// Answers the body of `embedContent`, or of `batchEmbedContents`.
pub(super) fn accept(bytes: &[u8], model: &str, is_batch: bool) -> Result<Answer, Refusal> {
    let Ok(Value::Object(body)) = serde_json::from_slice(bytes) else {
        return Err(bad("Invalid JSON payload received."));
    };
    let fields = if is_batch { BATCH } else { ONE };
    check_fields(&body, fields, &[])?;
    let body = Value::Object(body);
    if !is_batch {
        let answer = json!({"embedding": embedding(&body)});
        return Ok(Box::new(move |_| Reply::json(200, &answer)));
    }
    let requests = body.get("requests").and_then(Value::as_array);
    let requests = requests.map(Vec::as_slice).unwrap_or_default();
    let named = format!("models/{model}");
    if !requests.iter().all(|request| request["model"] == named) {
        return Err(bad(
            "BatchEmbedContentsRequest.requests: all requests must have the same model as the batch",
        ));
    }
    let embeddings: Vec<Value> = requests.iter().map(embedding).collect();
    let answer = json!({"embeddings": embeddings});
    Ok(Box::new(move |_| Reply::json(200, &answer)))
}

fn embedding(request: &Value) -> Value {
    let wanted = request["outputDimensionality"].as_u64();
    json!({"values": vectors::of(&request["content"].to_string(), wanted.unwrap_or(USUAL))})
}
