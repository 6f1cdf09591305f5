//! `generationConfig` to the hub.

use crate::at::At;
use crate::chat::{Effort, LogProbs, OutputFormat, Reasoning, Request};
use crate::error::DecodeError;
use crate::json::{Text, Value};

use super::key::{count, is, keep_unknown, list, member, optional_text, word};
use super::schema_read;

/// Members with a place in the hub.
const OWNED: &[&str] = &[
    "temperature",
    "topP",
    "topK",
    "candidateCount",
    "maxOutputTokens",
    "stopSequences",
    "responseMimeType",
    "responseSchema",
    "responseJsonSchema",
    "presencePenalty",
    "frequencyPenalty",
    "seed",
    "responseLogprobs",
    "logprobs",
    "thinkingConfig",
];

/// Reads `generationConfig`.
pub(super) fn generation<'a>(
    config: Value<'a>,
    request: &mut Request<'a>,
) -> Result<(), DecodeError> {
    let at = At::Root.key("generationConfig");
    at.object(config)?;
    for owned in OWNED {
        if config.members().filter(|(key, _)| is(key, owned)).count() > 1 {
            return Err(DecodeError::Duplicate {
                at: at.key(owned).path(),
            });
        }
    }
    let number = |name: &str| {
        member(config, name)
            .map(|value| at.key(name).number(value))
            .transpose()
    };
    let whole = |name: &str| {
        member(config, name)
            .map(|value| count(value).ok_or_else(|| at.key(name).expected("a whole number")))
            .transpose()
    };
    request.sampling.temperature = number("temperature")?;
    request.sampling.top_p = number("topP")?;
    request.sampling.top_k = number("topK")?;
    request.sampling.presence_penalty = number("presencePenalty")?;
    request.sampling.frequency_penalty = number("frequencyPenalty")?;
    request.sampling.seed = number("seed")?;
    request.candidates = whole("candidateCount")?;
    request.max_output_tokens = whole("maxOutputTokens")?;
    if let Some(sequences) = member(config, "stopSequences") {
        let place = at.key("stopSequences");
        for (index, sequence) in list(sequences).enumerate() {
            request.stop.push(place.item(index).text(sequence)?);
        }
    }
    let wanted = member(config, "responseLogprobs")
        .map(|flag| at.key("responseLogprobs").bool(flag))
        .transpose()?;
    if wanted == Some(true) {
        request.log_probs = Some(LogProbs {
            top: whole("logprobs")?,
        });
    }
    request.output = output(config, &at, request)?;
    if let Some(thinking) = member(config, "thinkingConfig") {
        request.reasoning = reasoning(thinking, &at.key("thinkingConfig"), request)?;
    }
    keep_unknown(config, OWNED, &at, &mut request.extra);
    Ok(())
}

/// The form of the answer. A schema says it; else the media type does.
fn output<'a>(
    config: Value<'a>,
    at: &At<'_>,
    request: &mut Request<'a>,
) -> Result<Option<OutputFormat<'a>>, DecodeError> {
    let media_type = optional_text(config, "responseMimeType", at)?;
    let is_json = media_type
        .as_ref()
        .is_some_and(|kind| *kind == "application/json");
    if let Some(kind) = &media_type
        && !is_json
        && *kind != "text/plain"
    {
        // `text/x.enum`: one word out of a schema's list, without quotes.
        keep_member(config, "responseMimeType", at, request);
        return Ok(None);
    }
    let plain = member(config, "responseJsonSchema");
    let own = member(config, "responseSchema");
    let schema = match (plain, own) {
        (Some(_), Some(_)) => {
            return Err(at
                .key("responseJsonSchema")
                .problem("given together with responseSchema"));
        }
        (Some(schema), None) => {
            at.key("responseJsonSchema").object(schema)?;
            schema.into()
        }
        (None, Some(schema)) => schema_read::json_schema(schema, &at.key("responseSchema"))?,
        (None, None) => return Ok(is_json.then_some(OutputFormat::JsonObject)),
    };
    Ok(Some(OutputFormat::JsonSchema {
        name: None,
        description: None,
        schema,
        // Schemas here are open; what others call strict takes closed ones only.
        strict: None,
    }))
}

fn keep_member<'a>(config: Value<'a>, name: &str, at: &At<'_>, request: &mut Request<'a>) {
    if let Some(value) = member(config, name) {
        request.extra.push(crate::chat::Extra {
            name: Text::from(at.key(name).path().0),
            value,
        });
    }
}

/// Levels of thinking and the hub's efforts.
pub(super) const LEVELS: &[(&str, Effort)] = &[
    ("MINIMAL", Effort::Minimal),
    ("LOW", Effort::Low),
    ("MEDIUM", Effort::Medium),
    ("HIGH", Effort::High),
    ("XHIGH", Effort::XHigh),
];

/// Reads `thinkingConfig`. Thoughts are hidden unless they are asked for.
fn reasoning<'a>(
    config: Value<'a>,
    at: &At<'_>,
    request: &mut Request<'a>,
) -> Result<Option<Reasoning<'a>>, DecodeError> {
    at.object(config)?;
    let shown = member(config, "includeThoughts")
        .map(|flag| at.key("includeThoughts").bool(flag))
        .transpose()?;
    let level = optional_text(config, "thinkingLevel", at)?;
    let effort = match &level {
        None => None,
        Some(level) => {
            let level = word(level);
            let known = LEVELS.iter().find(|(known, _)| *known == level);
            if known.is_none() && level != "THINKING_LEVEL_UNSPECIFIED" {
                return Err(at
                    .key("thinkingLevel")
                    .problem("must be MINIMAL, LOW, MEDIUM, HIGH or XHIGH"));
            }
            known.map(|(_, effort)| *effort)
        }
    };
    let budget = member(config, "thinkingBudget");
    let is_automatic = budget.is_some_and(|budget| budget.number() == Some("-1"));
    let tokens = match budget.filter(|_| !is_automatic) {
        None => None,
        Some(budget) => Some(count(budget).ok_or_else(|| {
            at.key("thinkingBudget")
                .expected("a whole number from 0 on, or -1")
        })?),
    };
    if level.is_some() && budget.is_some() {
        return Err(at
            .key("thinkingBudget")
            .problem("given together with thinkingLevel"));
    }
    keep_unknown(
        config,
        &["includeThoughts", "thinkingBudget", "thinkingLevel"],
        at,
        &mut request.extra,
    );
    if tokens == Some(0) {
        return Ok(Some(Reasoning {
            effort: Some(Effort::None),
            ..Reasoning::default()
        }));
    }
    if effort.is_none() && budget.is_none() && shown != Some(true) {
        return Ok(None);
    }
    Ok(Some(Reasoning {
        effort,
        budget_tokens: tokens,
        adaptive: effort.is_none() && tokens.is_none(),
        display: Some(Text::from(if shown == Some(true) {
            "summarized"
        } else {
            "omitted"
        })),
    }))
}
