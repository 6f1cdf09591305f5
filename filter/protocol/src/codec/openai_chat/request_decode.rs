//! A request body to the hub.
//!
//! Source: OpenAI API reference, "Create chat completion". Ranges are not
//! checked here: they are the target's. An explicit `null` means absent.

use super::{message_decode, tool_decode};
use crate::at::At;
use crate::chat::{Effort, Extra, LogProbs, Reasoning, Request};
use crate::codec::Outline;
use crate::codec::openai::keep_unknown;
use crate::error::DecodeError;
use crate::json::{Text, Value};

/// Keys that Sluice edits or acts upon; twice the same would leave open which is meant.
const OWNED: &[&str] = &["model", "messages", "stream", "stream_options"];

/// Reads the few fields that routing needs, and refuses what the API would not read.
///
/// # Errors
/// A body that is no object, an owned key given twice, a missing model, or an
/// owned field of another type.
pub(super) fn outline(body: Value<'_>) -> Result<Outline<'_>, DecodeError> {
    let at = At::Root;
    at.object(body)?;
    let owned = owned(body)?;
    let [model, messages, stream, options] = owned;
    let messages = messages.ok_or_else(|| DecodeError::missing("messages"))?;
    at.key("messages").array(messages)?;
    if messages.items().next().is_none() {
        return Err(at
            .key("messages")
            .problem("empty array, but at least one message is needed"));
    }
    let model = model.ok_or_else(|| DecodeError::missing("model"))?;
    let stream = stream
        .map(|value| at.key("stream").bool(value))
        .transpose()?;
    Ok(Outline {
        model: model_name(model)?,
        stream: stream.unwrap_or(false),
        include_usage: options.map(include_usage).transpose()?.unwrap_or(false),
    })
}

/// The values of [`OWNED`], in its order.
fn owned(body: Value<'_>) -> Result<[Option<Value<'_>>; 4], DecodeError> {
    let mut found = [None; 4];
    for (name, value) in body.members() {
        let slot = OWNED.iter().zip(&mut found).find(|(key, _)| name == **key);
        let Some((key, slot)) = slot else { continue };
        if slot.replace(value).is_some() {
            return Err(DecodeError::Duplicate { at: (*key).into() });
        }
    }
    Ok(found.map(|value| value.filter(|value| !value.is_null())))
}

fn model_name(value: Value<'_>) -> Result<Text<'_>, DecodeError> {
    let at = At::Root;
    let at = at.key("model");
    let model = at.text(value)?;
    if model.is_blank() {
        return Err(at.problem("must not be empty"));
    }
    Ok(model)
}

fn include_usage(options: Value<'_>) -> Result<bool, DecodeError> {
    let at = At::Root;
    let at = at.key("stream_options");
    let flag = at.optional_bool(at.object(options)?, "include_usage")?;
    Ok(flag.unwrap_or(false))
}

/// Reads a whole request.
///
/// # Errors
/// Whatever the API itself would answer with 400 because of the body's shape,
/// with the field's path.
pub(super) fn decode_request(body: Value<'_>) -> Result<Request<'_>, DecodeError> {
    let root = At::Root;
    root.object(body)?;
    let mut reader = Reader::default();
    for (name, value) in body.members() {
        let key = name.to_str();
        let owned = OWNED.iter().position(|owned| *owned == &*key);
        if let Some(seen) = owned.and_then(|index| reader.seen.get_mut(index))
            && std::mem::replace(seen, true)
        {
            return Err(DecodeError::Duplicate {
                at: key.into_owned().into(),
            });
        }
        if !value.is_null() {
            reader.field(&key, name.clone(), value, &root.key(&key))?;
        }
    }
    reader.finish()
}

/// What has been read so far.
#[derive(Default)]
struct Reader<'a> {
    request: Request<'a>,
    seen: [bool; 4],
    allowed: Option<Vec<Text<'a>>>,
    max_tokens: Option<u64>,
    log_probs: bool,
    top_log_probs: Option<u64>,
}

impl<'a> Reader<'a> {
    fn field(
        &mut self,
        key: &str,
        name: Text<'a>,
        value: Value<'a>,
        at: &At<'_>,
    ) -> Result<(), DecodeError> {
        let request = &mut self.request;
        match key {
            "model" => request.model = Some(model_name(value)?),
            "messages" => request.messages = message_decode::messages(value, at)?,
            "stream" => request.stream = at.bool(value)?,
            "stream_options" => {
                request.include_usage = include_usage(value)?;
                let others = value.members().filter(|(name, _)| *name != "include_usage");
                request.extra.extend(others.map(|(name, value)| Extra {
                    name: Text::from(format!("stream_options.{name}")),
                    value,
                }));
            }
            "tools" => {
                request.tools = tool_decode::tools(value, at)?;
                keep_unknown(value, "tools", tool_decode::TOOLS, &mut request.extra);
            }
            "functions" if request.tools.is_empty() => {
                request.tools = tool_decode::functions(value, at)?;
            }
            "tool_choice" => {
                let read = tool_decode::tool_choice(value, at)?;
                request.tool_choice = Some(read.choice);
                self.allowed = read.allowed;
            }
            "function_call" if request.tool_choice.is_none() => {
                request.tool_choice = Some(tool_decode::function_choice(value, at)?);
            }
            "parallel_tool_calls" => request.parallel_tool_calls = Some(at.bool(value)?),
            "response_format" => request.output = tool_decode::response_format(value, at)?,
            "temperature" => request.sampling.temperature = Some(at.number(value)?),
            "top_p" => request.sampling.top_p = Some(at.number(value)?),
            // Not OpenAI's own, but many servers of this format take it.
            "top_k" => request.sampling.top_k = Some(at.number(value)?),
            "frequency_penalty" => request.sampling.frequency_penalty = Some(at.number(value)?),
            "presence_penalty" => request.sampling.presence_penalty = Some(at.number(value)?),
            "seed" => request.sampling.seed = Some(at.number(value)?),
            "max_completion_tokens" => request.max_output_tokens = Some(at_least_one(value, at)?),
            "max_tokens" => self.max_tokens = Some(at_least_one(value, at)?),
            "n" => request.candidates = Some(at_least_one(value, at)?),
            "stop" => request.stop = stop(value, at)?,
            "reasoning_effort" => request.reasoning = Some(reasoning(value, at)?),
            "logprobs" => self.log_probs = at.bool(value)?,
            "top_logprobs" => self.top_log_probs = Some(at.u64(value)?),
            "service_tier" => request.service_tier = Some(at.text(value)?),
            "user" => request.user = Some(at.text(value)?),
            "metadata" => {
                let pairs = at.object(value)?;
                request.metadata = pairs.members().next().map(|_| pairs);
            }
            _ => request.extra.push(Extra { name, value }),
        }
        Ok(())
    }

    fn finish(self) -> Result<Request<'a>, DecodeError> {
        let Self {
            mut request,
            allowed,
            max_tokens,
            log_probs,
            top_log_probs,
            ..
        } = self;
        if request.model.is_none() {
            return Err(DecodeError::missing("model"));
        }
        if request.messages.is_empty() {
            return Err(DecodeError::missing("messages"));
        }
        if let Some(allowed) = allowed {
            tool_decode::retain_allowed(&mut request.tools, &allowed);
        }
        request.max_output_tokens = request.max_output_tokens.or(max_tokens);
        if log_probs {
            request.log_probs = Some(LogProbs { top: top_log_probs });
        } else if top_log_probs.is_some_and(|top| top > 0) {
            return Err(DecodeError::value(
                "top_logprobs",
                "only allowed where logprobs is true",
            ));
        }
        Ok(request)
    }
}

fn at_least_one(value: Value<'_>, at: &At<'_>) -> Result<u64, DecodeError> {
    match at.u64(value)? {
        0 => Err(at.problem("must be at least 1")),
        number => Ok(number),
    }
}

fn stop<'a>(value: Value<'a>, at: &At<'_>) -> Result<Vec<Text<'a>>, DecodeError> {
    if let Some(text) = value.text() {
        return Ok(vec![text]);
    }
    if !value.is_array() {
        return Err(at.expected("a string or an array of strings"));
    }
    value
        .items()
        .enumerate()
        .map(|(index, item)| at.item(index).text(item))
        .collect()
}

fn reasoning(value: Value<'_>, at: &At<'_>) -> Result<Reasoning<'static>, DecodeError> {
    let word = at.text(value)?;
    let effort = Effort::from_name(&word.to_str())
        .ok_or_else(|| at.problem("must be one of none, minimal, low, medium, high, xhigh, max"))?;
    Ok(Reasoning {
        effort: Some(effort),
        ..Reasoning::default()
    })
}
