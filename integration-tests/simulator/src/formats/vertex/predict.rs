//! Embeddings: `predict` of the text models.

use serde_json::{Value, json};

use crate::check::Kind::{Bool, Int, List, Object, OneOf, Str};
use crate::check::{Field, Kind, TEXT, check_fields, optional, required};
use crate::formats::gemini_generate::error::{Refusal, bad, not_found};
use crate::formats::{Answer, vectors};
use crate::reply::Reply;
use crate::tokens;

const INSTANCE: Kind = Object(&[
    required(
        "content",
        Str {
            min: 1,
            max: usize::MAX,
        },
    ),
    optional("title", TEXT),
    optional(
        "task_type",
        OneOf(&[
            "RETRIEVAL_QUERY",
            "RETRIEVAL_DOCUMENT",
            "SEMANTIC_SIMILARITY",
            "CLASSIFICATION",
            "CLUSTERING",
            "QUESTION_ANSWERING",
            "FACT_VERIFICATION",
            "CODE_RETRIEVAL_QUERY",
        ]),
    ),
]);

const REQUEST: &[Field] = &[
    required(
        "instances",
        List {
            min: 1,
            max: 250,
            item: &INSTANCE,
        },
    ),
    optional(
        "parameters",
        Object(&[
            optional("autoTruncate", Bool),
            optional("outputDimensionality", Int { min: 1, max: 3072 }),
        ]),
    ),
];

/// Models, the length of their vectors, and the most instances of a call.
const MODELS: &[(&str, u64, usize)] = &[
    ("gemini-embedding-001", 3072, 1),
    ("text-embedding-005", 768, 250),
    ("text-multilingual-embedding-002", 768, 250),
];

/// Answers `publishers/google/models/MODEL:predict`.
pub(super) fn accept(bytes: &[u8], model: &str) -> Result<Answer, Refusal> {
    let Ok(Value::Object(body)) = serde_json::from_slice(bytes) else {
        return Err(bad("Invalid JSON payload received."));
    };
    let known = MODELS.iter().find(|(known, ..)| *known == model);
    let Some((_, longest, most)) = known else {
        return Err(not_found(&format!(
            "Publisher Model `publishers/google/models/{model}` was not found."
        )));
    };
    check_fields(&body, REQUEST, &[])?;
    let body = Value::Object(body);
    let instances = body["instances"].as_array().cloned().unwrap_or_default();
    if instances.len() > *most {
        return Err(bad(format!("{model} takes at most {most} instances.")));
    }
    let wanted = body["parameters"]["outputDimensionality"].as_u64();
    let length = wanted.unwrap_or(*longest);
    if length > *longest {
        return Err(bad(format!(
            "outputDimensionality must be at most {longest}."
        )));
    }
    let predictions: Vec<Value> = instances
        .iter()
        .map(|instance| {
            let text = instance["content"].as_str().unwrap_or_default();
            json!({"embeddings": {
                "values": vectors::of(text, length),
                "statistics": {"token_count": tokens::count(text), "truncated": false},
            }})
        })
        .collect();
    let answer = json!({"predictions": predictions, "metadata": {"billableCharacterCount": 1}});
    Ok(Box::new(move |_| Reply::json(200, &answer)))
}
