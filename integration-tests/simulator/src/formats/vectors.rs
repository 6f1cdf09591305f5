//! Embeddings without a model: the same text has the same vector, of length one.

use serde_json::{Value, json};

use crate::formats::base64;
use crate::ids;
use crate::tokens;

/// The vector of a text.
pub(crate) fn of(text: &str, dimensions: u64) -> Vec<f32> {
    let raw: Vec<f32> = (0..dimensions)
        .map(|place| {
            let hash = ids::hash(format!("{place}:{text}").as_bytes());
            #[expect(clippy::cast_precision_loss, reason = "a few bits are enough")]
            let number = (hash % 2001) as f32;
            number / 1000.0 - 1.0
        })
        .collect();
    let length = raw.iter().map(|number| number * number).sum::<f32>().sqrt();
    raw.iter()
        .map(|number| number / length.max(f32::MIN_POSITIVE))
        .collect()
}

/// A vector as 32-bit floats, little endian, in base64.
pub(crate) fn base64(vector: &[f32]) -> String {
    let bytes: Vec<u8> = vector
        .iter()
        .flat_map(|number| number.to_le_bytes())
        .collect();
    base64::encode(&bytes)
}

/// How many words of the query a text has, from 0 to 1.
fn likeness(query: &str, text: &str) -> f64 {
    let text = text.to_lowercase();
    let words: Vec<&str> = query.split_whitespace().collect();
    let shared = words.iter().filter(|word| text.contains(**word)).count();
    #[expect(clippy::cast_precision_loss, reason = "a query has few words")]
    let share = shared as f64 / words.len().max(1) as f64;
    (share * 0.9 + 0.05).min(1.0)
}

/// The documents by their likeness to the query, the most like first: index and score.
pub(crate) fn ranked(query: &str, documents: &[&str]) -> Vec<(usize, f64)> {
    let query = query.to_lowercase();
    let scores = documents.iter().map(|document| likeness(&query, document));
    let mut ranked: Vec<(usize, f64)> = scores.enumerate().collect();
    ranked.sort_by(|a, b| b.1.total_cmp(&a.1));
    ranked
}

/// What OpenAI answers for these inputs, each as text to be counted.
pub(crate) fn openai_list(
    model: &str,
    inputs: &[String],
    dimensions: u64,
    in_base64: bool,
) -> Value {
    let data: Vec<Value> = inputs
        .iter()
        .enumerate()
        .map(|(index, input)| {
            let vector = of(input, dimensions);
            let embedding = if in_base64 {
                json!(base64(&vector))
            } else {
                json!(vector)
            };
            json!({"object": "embedding", "index": index, "embedding": embedding})
        })
        .collect();
    let counted: u64 = inputs.iter().map(|input| tokens::count(input)).sum();
    json!({
        "object": "list",
        "data": data,
        "model": model,
        "usage": {"prompt_tokens": counted, "total_tokens": counted},
    })
}
