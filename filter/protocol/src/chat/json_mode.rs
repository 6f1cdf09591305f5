//! JSON asked for in words, where a model has no mode for it.

use super::request::OutputFormat;
use crate::json::Text;
use crate::loss::{LossAction, Losses};

/// The words that stand in for a JSON mode, or for a schema where the model takes none.
pub(crate) fn json_instruction(
    output: Option<&OutputFormat<'_>>,
    takes_schema: bool,
    losses: &mut Losses,
) -> Option<Text<'static>> {
    let instruction = match output? {
        OutputFormat::JsonObject => {
            Text::from("Answer with one JSON object and nothing else: no prose, no code fence.")
        }
        OutputFormat::JsonSchema { schema, .. } if !takes_schema => Text::from(format!(
            "Answer with one JSON value and nothing else: no prose, no code fence. \
             It must match this JSON Schema:\n{}",
            String::from_utf8_lossy(schema.value().raw())
        )),
        OutputFormat::JsonSchema { .. } => return None,
    };
    losses.push(
        LossAction::Renamed,
        "response_format",
        "the model is asked for JSON in words, which it may not heed",
    );
    Some(instruction)
}
