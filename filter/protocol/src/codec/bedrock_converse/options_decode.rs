//! `inferenceConfig`, `additionalModelRequestFields` and `outputConfig` to hub.

use crate::at::At;
use crate::chat::{Effort, OutputFormat, Reasoning, Request};
use crate::error::DecodeError;
use crate::json::{Json, Value};

use super::blocks::{keep, keep_unknown};

/// Reads `inferenceConfig`.
pub(super) fn inference<'a>(
    config: Value<'a>,
    at: &At<'_>,
    request: &mut Request<'a>,
) -> Result<(), DecodeError> {
    let number = |name: &str| {
        at.object(config)?
            .get_some(name)
            .map(|value| at.key(name).number(value))
            .transpose()
    };
    request.sampling.temperature = number("temperature")?;
    request.sampling.top_p = number("topP")?;
    request.max_output_tokens = config
        .get_some("maxTokens")
        .map(|value| at.key("maxTokens").u64(value))
        .transpose()?;
    if let Some(stop) = config.get_some("stopSequences") {
        let at = at.key("stopSequences");
        for (index, sequence) in at.array(stop)?.items().enumerate() {
            request.stop.push(at.item(index).text(sequence)?);
        }
    }
    let known = ["temperature", "topP", "maxTokens", "stopSequences"];
    keep_unknown(config, &known, at, &mut request.extra);
    Ok(())
}

/// Reads what the model's own parameters say that the hub knows: Claude's and
/// Nova's reasoning, that of gpt-oss, and `top_k` in its spellings. The rest is
/// kept as it is.
pub(super) fn additional<'a>(
    fields: Value<'a>,
    at: &At<'_>,
    request: &mut Request<'a>,
) -> Result<(), DecodeError> {
    for (name, value) in at.object(fields)?.members() {
        if value.is_null() {
            continue;
        }
        let name = name.to_str();
        let at = at.key(&name);
        match &*name {
            "thinking" if thinking(value, &at, request)? => {}
            "reasoningConfig" if nova(value, request) => {}
            "reasoning_effort"
                if value
                    .text()
                    .is_some_and(|word| effort(&word.to_str(), request)) => {}
            "top_k" => request.sampling.top_k = Some(at.number(value)?),
            "inferenceConfig" if value.is_object() => {
                if let Some(top_k) = value.get_some("topK") {
                    request.sampling.top_k = Some(at.key("topK").number(top_k)?);
                }
                keep_unknown(value, &["topK"], &at, &mut request.extra);
            }
            _ => keep(&at, value, &mut request.extra),
        }
    }
    Ok(())
}

/// Reads Claude's `thinking`; `false` if its type is not known.
fn thinking<'a>(
    thinking: Value<'a>,
    at: &At<'_>,
    request: &mut Request<'a>,
) -> Result<bool, DecodeError> {
    let kind = at.required_text(at.object(thinking)?, "type")?;
    let reasoning = request.reasoning.get_or_insert_with(Reasoning::default);
    match &*kind.to_str() {
        "enabled" => {
            let budget = at.required(thinking, "budget_tokens")?;
            reasoning.budget_tokens = Some(at.key("budget_tokens").u64(budget)?);
        }
        "adaptive" => reasoning.adaptive = true,
        "disabled" => reasoning.effort = Some(Effort::None),
        _ => {
            request.reasoning = None;
            return Ok(false);
        }
    }
    reasoning.display = at.optional_text(thinking, "display")?;
    Ok(true)
}

/// Reads Nova's `reasoningConfig`; `false` if it says something else.
fn nova(config: Value<'_>, request: &mut Request<'_>) -> bool {
    let word = |name: &str| {
        let text = config.get_some(name)?.text()?;
        Some(text.to_str().into_owned())
    };
    match word("type").as_deref() {
        Some("disabled") => effort("none", request),
        Some("enabled") => effort(
            word("maxReasoningEffort").as_deref().unwrap_or("medium"),
            request,
        ),
        _ => false,
    }
}

/// Takes over an effort; `false` if there is none of that name.
fn effort(word: &str, request: &mut Request<'_>) -> bool {
    let Some(effort) = Effort::from_name(word) else {
        return false;
    };
    let reasoning = request.reasoning.get_or_insert_with(Reasoning::default);
    reasoning.effort = Some(effort);
    true
}

/// Reads `outputConfig`: the effort, and the schema that stands in it as text.
pub(super) fn output<'a>(
    config: Value<'a>,
    at: &At<'_>,
    request: &mut Request<'a>,
) -> Result<(), DecodeError> {
    if let Some(word) = at.optional_text(at.object(config)?, "effort")?
        && !effort(&word.to_str(), request)
    {
        return Err(at
            .key("effort")
            .problem("must be low, medium, high, xhigh or max"));
    }
    if let Some(format) = config.get_some("textFormat") {
        request.output = Some(text_format(format, &at.key("textFormat"))?);
    }
    keep_unknown(config, &["effort", "textFormat"], at, &mut request.extra);
    Ok(())
}

fn text_format<'a>(format: Value<'a>, at: &At<'_>) -> Result<OutputFormat<'a>, DecodeError> {
    let kind = at.required_text(at.object(format)?, "type")?;
    if kind != "json_schema" {
        return Err(at.key("type").problem("must be json_schema"));
    }
    let structure = at.required(format, "structure")?;
    let at = at.key("structure");
    let definition = at.required(at.object(structure)?, "jsonSchema")?;
    let at = at.key("jsonSchema");
    let text = at.required_text(at.object(definition)?, "schema")?;
    let schema = Json::made(text.to_str().into_owned().into_bytes())
        .ok()
        .filter(|schema| schema.value().is_object())
        .ok_or_else(|| {
            at.key("schema")
                .problem("must be the text of a JSON Schema")
        })?;
    Ok(OutputFormat::JsonSchema {
        name: at.optional_text(definition, "name")?,
        description: at.optional_text(definition, "description")?,
        schema,
        // This format knows no other.
        strict: Some(true),
    })
}
