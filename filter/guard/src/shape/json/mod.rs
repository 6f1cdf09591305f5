//! Answers that have to be JSON.

mod canon;
mod compile;
mod evaluate;
mod format;

use serde::{Deserialize, Serialize};
use sluice_protocol::json::{Document, Limits};

use super::failed;
use super::fences::parts;
use super::said::said;
use crate::judge::{Judge, Judged, Subject};
use crate::spec::SpecError;
use compile::Schema;

/// Bounds of an answer that is read as JSON.
const LIMITS: Limits = Limits {
    depth: 64,
    values: 1 << 18,
};

/// What is said has to be one JSON value. An answer that says nothing, as one that calls
/// a tool, is not judged.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(rename = "JsonCheck")
)]
#[serde(deny_unknown_fields)]
pub struct Spec {
    /// The JSON Schema that it has to match, of draft 2020-12 or 7. What is not supported
    /// in it is refused when the configuration is read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<serde_json::Value>,
    /// Whether all of it may stand in a fenced code block.
    #[serde(default)]
    pub fenced: bool,
}

impl Spec {
    /// Makes it ready.
    ///
    /// # Errors
    /// What is wrong in the schema, or not supported.
    pub fn compile(&self) -> Result<Json, Vec<SpecError>> {
        let schema = self.schema.as_ref().map(Schema::compile).transpose()?;
        Ok(Json {
            schema,
            fenced: self.fenced,
        })
    }
}

/// A check that what is said is JSON.
#[derive(Debug)]
pub struct Json {
    schema: Option<Schema>,
    fenced: bool,
}

impl Judge for Json {
    fn judge(&self, subject: &Subject<'_>) -> Judged {
        for text in said(subject) {
            let json = if self.fenced {
                unfenced(&text)
            } else {
                text.trim()
            };
            let document = match Document::parse(json.as_bytes(), LIMITS) {
                Ok(document) => document,
                Err(error) => {
                    return failed(format!(
                        "the text is not JSON: {} at byte {}",
                        error.problem, error.at
                    ));
                }
            };
            if let Some(schema) = &self.schema
                && let Err(rule) = schema.check(document.root(json.as_bytes()))
            {
                return failed(format!("the JSON does not match the schema: {rule}"));
            }
        }
        Judged::Passed
    }
}

/// What stands in a fenced code block, if that is all there is.
fn unfenced(text: &str) -> &str {
    let text = text.trim();
    let mut all = parts(text);
    match (all.next(), all.next()) {
        (Some(only), None) if only.fence.is_some_and(|fence| fence.is_closed) => only.text.trim(),
        _ => text,
    }
}

#[cfg(test)]
mod tests;
