//! Models that embed and rank, by `invoke`, each in its maker's format.
//!
//! Source: Amazon Bedrock user guide, "Inference request parameters and response
//! fields for foundation models".

use serde_json::{Map, Value, json};

use crate::check::Kind::{Bool, Int, List, OneOf, Str};
use crate::check::{Field, Kind, TEXT, check_fields, optional, required};
use crate::formats::{Answer, vectors};
use crate::ids;
use crate::reply::Reply;
use crate::tokens;

use super::error::{Refusal, bad};

const SOME_TEXT: Kind = Str {
    min: 1,
    max: usize::MAX,
};

const TITAN: &[Field] = &[
    required("inputText", SOME_TEXT),
    optional(
        "dimensions",
        Int {
            min: 256,
            max: 1024,
        },
    ),
    optional("normalize", Bool),
    optional(
        "embeddingTypes",
        List {
            min: 1,
            max: 2,
            item: &OneOf(&["float", "binary"]),
        },
    ),
];

const COHERE: &[Field] = &[
    required(
        "texts",
        List {
            min: 1,
            max: 96,
            item: &TEXT,
        },
    ),
    required(
        "input_type",
        OneOf(&[
            "search_document",
            "search_query",
            "classification",
            "clustering",
        ]),
    ),
    optional(
        "truncate",
        OneOf(&["NONE", "START", "END", "LEFT", "RIGHT"]),
    ),
    optional(
        "output_dimension",
        Int {
            min: 256,
            max: 1536,
        },
    ),
    optional(
        "embedding_types",
        List {
            min: 1,
            max: 5,
            item: &OneOf(&["float", "int8", "uint8", "binary", "ubinary"]),
        },
    ),
];

const RERANK: &[Field] = &[
    required("query", SOME_TEXT),
    required(
        "documents",
        List {
            min: 1,
            max: 1000,
            item: &TEXT,
        },
    ),
    optional("top_n", Int { min: 1, max: 1000 }),
    optional("api_version", Int { min: 1, max: 2 }),
    optional("max_tokens_per_doc", Int { min: 1, max: 32768 }),
];

type Make = fn(&Map<String, Value>, &str) -> Result<Value, Refusal>;

/// What the names of models hold, the keys they take, and how they answer.
const MODELS: &[(&str, &[Field], Make)] = &[
    ("titan-embed-text", TITAN, titan),
    ("cohere.embed", COHERE, cohere),
    ("rerank", RERANK, rerank),
];

/// Answers a call of a model that embeds or ranks; `None` if it is neither.
pub(super) fn accept(bytes: &[u8], model: &str) -> Option<Result<Answer, Refusal>> {
    let (_, fields, make) = MODELS.iter().find(|(name, ..)| model.contains(name))?;
    Some(answer(bytes, model, fields, *make))
}

fn answer(
    bytes: &[u8],
    model: &str,
    fields: &'static [Field],
    make: Make,
) -> Result<Answer, Refusal> {
    let Ok(Value::Object(body)) = serde_json::from_slice(bytes) else {
        return Err(bad("The request body is not a JSON object."));
    };
    check_fields(&body, fields, &[])?;
    let answer = make(&body, model)?;
    let counted = counted(&body).to_string();
    Ok(Box::new(move |_| {
        Reply::json(200, &answer).header("x-amzn-bedrock-input-token-count", &counted)
    }))
}

fn texts<'b>(body: &'b Map<String, Value>, key: &str) -> Vec<&'b str> {
    let list = body.get(key).and_then(Value::as_array);
    list.into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect()
}

fn counted(body: &Map<String, Value>) -> u64 {
    let one = ["inputText", "query"].into_iter();
    let one = one.filter_map(|key| body.get(key)?.as_str());
    let many = ["texts", "documents"].into_iter();
    let many = many.flat_map(|key| texts(body, key));
    one.chain(many).map(tokens::count).sum()
}

fn titan(body: &Map<String, Value>, model: &str) -> Result<Value, Refusal> {
    let is_first = model.contains("embed-text-v1");
    let dimensions = body.get("dimensions").and_then(Value::as_u64);
    if is_first && body.len() > 1 {
        return Err(bad(
            "Malformed input request: extraneous key is not permitted, please reformat your input and try again.",
        ));
    }
    if dimensions.is_some_and(|wanted| ![256, 512, 1024].contains(&wanted)) {
        return Err(bad(
            "Malformed input request: dimensions must be 256, 512 or 1024, please reformat your input and try again.",
        ));
    }
    let text = body.get("inputText").and_then(Value::as_str);
    let text = text.unwrap_or_default();
    let usual = if is_first { 1536 } else { 1024 };
    let vector = vectors::of(text, dimensions.unwrap_or(usual));
    let mut answer = json!({"embedding": vector, "inputTextTokenCount": tokens::count(text)});
    if !is_first {
        answer["embeddingsByType"] = json!({"float": vector});
    }
    Ok(answer)
}

fn cohere(body: &Map<String, Value>, model: &str) -> Result<Value, Refusal> {
    let is_newest = model.contains("embed-v4");
    let dimensions = body.get("output_dimension").and_then(Value::as_u64);
    if dimensions.is_some() && !is_newest {
        return Err(bad(
            "Malformed input request: output_dimension is not supported by this model.",
        ));
    }
    let kinds = texts(body, "embedding_types");
    if kinds.iter().any(|kind| *kind != "float") {
        return Err(bad("The simulator knows vectors of numbers only."));
    }
    let usual = if is_newest { 1536 } else { 1024 };
    let texts = texts(body, "texts");
    let all: Vec<Vec<f32>> = texts
        .iter()
        .map(|text| vectors::of(text, dimensions.unwrap_or(usual)))
        .collect();
    let (embeddings, form) = if kinds.is_empty() {
        (json!(all), "embeddings_floats")
    } else {
        (json!({"float": all}), "embeddings_by_type")
    };
    let seed = ids::hash(Value::Object(body.clone()).to_string().as_bytes());
    Ok(json!({
        "id": ids::id("", seed, 0, 32),
        "texts": texts,
        "embeddings": embeddings,
        "response_type": form,
    }))
}

fn rerank(body: &Map<String, Value>, model: &str) -> Result<Value, Refusal> {
    let version = body.get("api_version").and_then(Value::as_u64);
    if model.contains("cohere.") && version != Some(2) {
        return Err(bad("Malformed input request: api_version is required."));
    }
    let query = body.get("query").and_then(Value::as_str);
    let most = body.get("top_n").and_then(Value::as_u64);
    let most = most.and_then(|most| usize::try_from(most).ok());
    let documents = texts(body, "documents");
    let ranked = vectors::ranked(query.unwrap_or_default(), &documents);
    let results: Vec<Value> = ranked
        .into_iter()
        .take(most.unwrap_or(usize::MAX))
        .map(|(index, score)| json!({"index": index, "relevance_score": score}))
        .collect();
    Ok(json!({"results": results}))
}
