//! `thinking` and `output_config` of a request.

use crate::chat::{Effort, Extra, OutputFormat, Reasoning, Request};
use crate::error::DecodeError;
use crate::json::{Text, Value};

use super::blocks::{At, keep_unknown, optional_text, required_text};

/// Reads `thinking`; a type the hub has no place for is kept in `extra`.
pub(super) fn decode_thinking<'a>(
    thinking: Value<'a>,
    extra: &mut Vec<Extra<'a>>,
) -> Result<Option<Reasoning<'a>>, DecodeError> {
    let at = At::Field("thinking");
    let kind = required_text(object_at(thinking, "thinking")?, "type", &at)?;
    let display = optional_text(thinking, "display", &at)?;
    Ok(Some(match &*kind.to_str() {
        "enabled" => Reasoning {
            budget_tokens: Some(
                thinking
                    .get("budget_tokens")
                    .ok_or_else(|| at.missing("budget_tokens"))?
                    .u64()
                    .ok_or_else(|| {
                        DecodeError::expected("thinking.budget_tokens", "a whole number")
                    })?,
            ),
            display,
            ..Reasoning::default()
        },
        "disabled" => Reasoning {
            effort: Some(Effort::None),
            ..Reasoning::default()
        },
        "adaptive" => Reasoning {
            adaptive: true,
            display,
            ..Reasoning::default()
        },
        _ => {
            extra.push(Extra {
                name: Text::from("thinking"),
                value: thinking,
            });
            return Ok(None);
        }
    }))
}

/// Reads `output_config`.
pub(super) fn decode_output_config<'a>(
    config: Value<'a>,
    request: &mut Request<'a>,
) -> Result<(), DecodeError> {
    let at = At::Field("output_config");
    let config = object_at(config, "output_config")?;
    if let Some(word) = optional_text(config, "effort", &at)? {
        let effort = Effort::from_name(&word.to_str()).ok_or_else(|| {
            DecodeError::value(
                "output_config.effort",
                "must be low, medium, high, xhigh or max",
            )
        })?;
        let reasoning = request.reasoning.get_or_insert_with(Reasoning::default);
        if reasoning.effort == Some(Effort::None) {
            // Thinking is off; the effort of the answer alone has no place.
            request
                .extra
                .extend(config.get("effort").map(|value| Extra {
                    name: Text::from("output_config.effort"),
                    value,
                }));
        } else {
            reasoning.effort = Some(effort);
        }
    }
    if let Some(format) = config.get_some("format") {
        request.output = Some(decode_format(format, &At::Member(&at, "format"))?);
    }
    keep_unknown(config, &["effort", "format"], &at, &mut request.extra);
    Ok(())
}

/// Reads the format that the answer must have.
pub(super) fn decode_format<'a>(
    format: Value<'a>,
    at: &At<'_>,
) -> Result<OutputFormat<'a>, DecodeError> {
    if !format.is_object() {
        return Err(DecodeError::expected(at.path(), "an object"));
    }
    if required_text(format, "type", at)? != "json_schema" {
        return Err(DecodeError::value(at.member("type"), "must be json_schema"));
    }
    let schema = format.get("schema").ok_or_else(|| at.missing("schema"))?;
    if !schema.is_object() {
        return Err(DecodeError::expected(at.member("schema"), "an object"));
    }
    Ok(OutputFormat::JsonSchema {
        name: None,
        description: None,
        schema: schema.into(),
        // This format knows no other.
        strict: Some(true),
    })
}

/// The value, if it is an object.
pub(super) fn object_at<'a>(
    value: Value<'a>,
    field: &'static str,
) -> Result<Value<'a>, DecodeError> {
    if value.is_object() {
        Ok(value)
    } else {
        Err(DecodeError::expected(field, "an object"))
    }
}
