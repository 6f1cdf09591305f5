//! A request body to the hub.
//!
//! Source: OpenAI API reference, "Create completion". Ranges are not checked here:
//! they are the target's. An explicit `null` means absent.

use crate::at::At;
use crate::chat::{Extra, LogProbs, Message, Part, Request, Role};
use crate::codec::Outline;
use crate::error::DecodeError;
use crate::json::{Text, Value};

/// Keys that Sluice edits or acts upon; twice the same would leave open which is meant.
const OWNED: &[&str] = &["model", "prompt", "stream", "stream_options"];

/// Reads the few fields that routing needs.
///
/// # Errors
/// A body that is no object, an owned key given twice, a missing model, or an owned
/// field of another type.
pub(super) fn outline(body: Value<'_>) -> Result<Outline<'_>, DecodeError> {
    let at = At::Root;
    at.object(body)?;
    let mut found = [None; 4];
    for (name, value) in body.members() {
        let slot = OWNED.iter().zip(&mut found).find(|(key, _)| name == **key);
        let Some((key, slot)) = slot else { continue };
        if slot.replace(value).is_some() {
            return Err(DecodeError::Duplicate { at: (*key).into() });
        }
    }
    let [model, _, stream, options] = found.map(|value| value.filter(|value| !value.is_null()));
    let model = model.ok_or_else(|| DecodeError::missing("model"))?;
    let model = at.key("model").text(model)?;
    if model.is_blank() {
        return Err(at.key("model").problem("must not be empty"));
    }
    let stream = stream
        .map(|value| at.key("stream").bool(value))
        .transpose()?;
    let include_usage = options.map(include_usage).transpose()?;
    Ok(Outline {
        model,
        stream: stream.unwrap_or(false),
        include_usage: include_usage.unwrap_or(false),
    })
}

fn include_usage(options: Value<'_>) -> Result<bool, DecodeError> {
    let root = At::Root;
    let at = root.key("stream_options");
    let asked = at.optional_bool(at.object(options)?, "include_usage")?;
    Ok(asked.unwrap_or(false))
}

/// Reads a request body.
///
/// # Errors
/// What the API would not read, and what only a model's own tokenizer or a model
/// made for it could answer: token ids, several prompts, a suffix.
pub(super) fn decode_request(body: Value<'_>) -> Result<Request<'_>, DecodeError> {
    let outline = outline(body)?;
    let mut request = Request {
        model: Some(outline.model),
        stream: outline.stream,
        include_usage: outline.include_usage,
        ..Request::default()
    };
    let root = At::Root;
    let mut best_of = None;
    for (name, value) in body.members().filter(|(_, value)| !value.is_null()) {
        let key = name.to_str();
        let at = &root.key(&key);
        match &*key {
            "model" | "stream" => {}
            "stream_options" => extra_options(value, &mut request.extra),
            "prompt" => request.messages.push(prompt(value, at)?),
            "suffix" => suffix(value, at)?,
            "echo" if !at.bool(value)? => {}
            "max_tokens" => request.max_output_tokens = Some(at.u64(value)?),
            "temperature" => request.sampling.temperature = Some(at.number(value)?),
            "top_p" => request.sampling.top_p = Some(at.number(value)?),
            // Not OpenAI's own, but many servers of this format take it.
            "top_k" => request.sampling.top_k = Some(at.number(value)?),
            "frequency_penalty" => {
                request.sampling.frequency_penalty = Some(at.number(value)?);
            }
            "presence_penalty" => {
                request.sampling.presence_penalty = Some(at.number(value)?);
            }
            "seed" => request.sampling.seed = Some(at.number(value)?),
            "n" => request.candidates = Some(at_least_one(value, at)?),
            "best_of" => best_of = Some((at_least_one(value, at)?, Extra { name, value })),
            "stop" => request.stop = stop(value, at)?,
            "logprobs" => {
                let top = Some(at.u64(value)?);
                request.log_probs = Some(LogProbs { top });
            }
            "user" => request.user = Some(at.text(value)?),
            _ => request.extra.push(Extra { name, value }),
        }
    }
    if request.messages.is_empty() {
        return Err(DecodeError::missing("prompt"));
    }
    // The best of as many as are wanted are all of them.
    let candidates = request.candidates.unwrap_or(1);
    if let Some((_, extra)) = best_of.filter(|(count, _)| *count != candidates) {
        request.extra.push(extra);
    }
    Ok(request)
}

/// Options of the stream that the hub has no place for.
fn extra_options<'a>(options: Value<'a>, extra: &mut Vec<Extra<'a>>) {
    let unknown = options
        .members()
        .filter(|(name, value)| *name != "include_usage" && !value.is_null());
    extra.extend(unknown.map(|(name, value)| Extra {
        name: Text::from(format!("stream_options.{name}")),
        value,
    }));
}

fn prompt<'a>(value: Value<'a>, at: &At<'_>) -> Result<Message<'a>, DecodeError> {
    let text = match value.text() {
        Some(text) => text,
        None => only_prompt(value, at)?,
    };
    let part = Part::Text {
        text,
        cache: None,
        citations: None,
    };
    Ok(Message {
        role: Role::User,
        parts: vec![part],
        name: None,
        index: Some(0),
        extra: Vec::new(),
    })
}

/// The text in a list of one.
fn only_prompt<'a>(value: Value<'a>, at: &At<'_>) -> Result<Text<'a>, DecodeError> {
    let mut items = value.items();
    let first = items
        .next()
        .ok_or_else(|| at.expected("a string, or an array of one string"))?;
    if first.number().is_some() || first.is_array() {
        return Err(at.problem(
            "token ids mean something to one model's tokenizer only; send the prompt as text",
        ));
    }
    if items.next().is_some() {
        return Err(at.problem(
            "several prompts in one request go to providers of openai-completions only; send a request for each",
        ));
    }
    at.item(0).text(first)
}

fn suffix(value: Value<'_>, at: &At<'_>) -> Result<(), DecodeError> {
    if at.text(value)?.is_empty() {
        return Ok(());
    }
    Err(at.problem(
        "text is filled in before it by providers of openai-completions only; remove it, or ask for a model that one of them serves",
    ))
}

fn stop<'a>(value: Value<'a>, at: &At<'_>) -> Result<Vec<Text<'a>>, DecodeError> {
    if let Some(text) = value.text() {
        return Ok(vec![text]);
    }
    if !value.is_array() {
        return Err(at.expected("a string or an array of strings"));
    }
    let items = value.items().enumerate();
    items
        .map(|(index, item)| at.item(index).text(item))
        .collect()
}

fn at_least_one(value: Value<'_>, at: &At<'_>) -> Result<u64, DecodeError> {
    match at.u64(value)? {
        0 => Err(at.problem("must be at least 1")),
        number => Ok(number),
    }
}
