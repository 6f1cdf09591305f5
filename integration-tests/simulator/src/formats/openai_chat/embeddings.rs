//! `POST /v1/embeddings`.
//!
//! Source: OpenAI API reference, "Create embeddings".

use serde_json::Value;

use crate::check::Kind::{Any, Int, OneOf, Str};
use crate::check::{Field, TEXT, check_fields, nullable, optional, required};
use crate::formats::{Answer, Arrival, vectors};
use crate::reply::Reply;

use super::error::{Refusal, bad, unknown_model};

const MOST_INPUTS: usize = 2048;

const REQUEST: &[Field] = &[
    required(
        "model",
        Str {
            min: 1,
            max: usize::MAX,
        },
    ),
    required("input", Any),
    optional(
        "dimensions",
        Int {
            min: 1,
            max: i64::MAX,
        },
    ),
    nullable("encoding_format", OneOf(&["float", "base64"])),
    nullable("user", TEXT),
];

/// Models, the length of their vectors, and whether it can be less.
const MODELS: &[(&str, u64, bool)] = &[
    ("text-embedding-3-small", 1536, true),
    ("text-embedding-3-large", 3072, true),
    ("text-embedding-ada-002", 1536, false),
];

/// Answers a request whose key has been checked.
pub(super) fn accept(arrival: &Arrival<'_>) -> Result<Answer, Refusal> {
    let Ok(Value::Object(body)) = serde_json::from_slice(arrival.body) else {
        return Err(bad(
            "We could not parse the JSON body of your request.",
            "",
            None,
        ));
    };
    check_fields(&body, REQUEST, &[])?;
    let text = |key: &str| body.get(key).and_then(Value::as_str).unwrap_or_default();
    let name = text("model");
    let known = MODELS.iter().find(|(known, ..)| *known == name);
    let (_, longest, can_be_less) = known.ok_or_else(|| unknown_model(name))?;
    let dimensions = match body.get("dimensions").and_then(Value::as_u64) {
        Some(_) if !can_be_less => {
            return Err(bad(
                "This model does not support specifying dimensions.",
                "",
                None,
            ));
        }
        Some(wanted) if wanted > *longest => {
            return Err(bad(
                format!(
                    "Invalid value for 'dimensions' = {wanted}. Must be less than or equal to {longest}."
                ),
                "dimensions",
                None,
            ));
        }
        wanted => wanted.unwrap_or(*longest),
    };
    let inputs = inputs(body.get("input").unwrap_or(&Value::Null))?;
    let in_base64 = text("encoding_format") == "base64";
    let answer = vectors::openai_list(name, &inputs, dimensions, in_base64);
    Ok(Box::new(move |_| Reply::json(200, &answer)))
}

/// The inputs as text, tokens too.
fn inputs(input: &Value) -> Result<Vec<String>, Refusal> {
    let wrong = || {
        bad(
            "'$.input' is invalid. Please check the API reference: https://platform.openai.com/docs/api-reference.",
            "",
            None,
        )
    };
    let is_tokens = |value: &Value| {
        let items = value.as_array();
        items.is_some_and(|items| !items.is_empty() && items.iter().all(Value::is_u64))
    };
    let inputs = match input {
        Value::String(text) => vec![text.clone()],
        tokens if is_tokens(tokens) => vec![tokens.to_string()],
        Value::Array(items) if !items.is_empty() && items.len() <= MOST_INPUTS => {
            let all_text = items.iter().all(Value::is_string);
            if !all_text && !items.iter().all(is_tokens) {
                return Err(wrong());
            }
            items
                .iter()
                .map(|item| {
                    item.as_str()
                        .map_or_else(|| item.to_string(), str::to_owned)
                })
                .collect()
        }
        _ => return Err(wrong()),
    };
    if inputs.iter().any(String::is_empty) {
        return Err(wrong());
    }
    Ok(inputs)
}
