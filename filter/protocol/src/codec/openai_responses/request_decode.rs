//! A request body to the hub.
//!
//! Source: OpenAI API reference, "Create a model response". Ranges are not
//! checked here: they are the target's. An explicit `null` means absent.

use super::{item_decode, tool_decode};
use crate::at::At;
use crate::chat::{Effort, Extra, LogProbs, Message, Reasoning, Request, Role};
use crate::codec::Outline;
use crate::codec::openai::keep_unknown;
use crate::error::DecodeError;
use crate::json::{Text, Value};

/// Keys that Sluice edits or acts upon; twice the same would leave open which is meant.
const OWNED: &[&str] = &["model", "input", "stream"];

/// Fields that need what the provider keeps of earlier requests, and what to do
/// without them. A provider of another format keeps nothing, and to leave one out
/// would change what is asked.
const STATEFUL: &[(&str, &str)] = &[
    (
        "previous_response_id",
        "this model's provider keeps no earlier responses; send the whole conversation as input",
    ),
    (
        "conversation",
        "this model's provider keeps no conversations; send the whole conversation as input",
    ),
    (
        "prompt",
        "this model's provider keeps no prompt templates; send the prompt itself as instructions and input",
    ),
    (
        "background",
        "this model's provider answers no requests in the background; leave it out or set it to false",
    ),
];

/// Reads the few fields that routing needs, and refuses what the API would not read.
///
/// # Errors
/// A body that is no object, an owned key given twice, a missing model, or an
/// owned field of another type.
pub(super) fn outline(body: Value<'_>) -> Result<Outline<'_>, DecodeError> {
    let at = At::Root;
    at.object(body)?;
    let mut found = [None; 3];
    for (name, value) in body.members() {
        let slot = OWNED.iter().zip(&mut found).find(|(key, _)| name == **key);
        let Some((key, slot)) = slot else { continue };
        if slot.replace(value).is_some() {
            return Err(DecodeError::Duplicate { at: (*key).into() });
        }
    }
    let [model, input, stream] = found.map(|value| value.filter(|value| !value.is_null()));
    if input.is_some_and(|input| !input.is_array() && input.text().is_none()) {
        return Err(at.key("input").expected("a string or an array of items"));
    }
    let model = model.ok_or_else(|| DecodeError::missing("model"))?;
    let stream = stream
        .map(|value| at.key("stream").bool(value))
        .transpose()?;
    Ok(Outline {
        model: model_name(model)?,
        stream: stream.unwrap_or(false),
        include_usage: true,
    })
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

/// Reads a whole request.
///
/// # Errors
/// Whatever the API itself would answer with 400 because of the body's shape, with
/// the field's path; and what needs the state of OpenAI's own servers.
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
    seen: [bool; 3],
    instructions: Option<Text<'a>>,
    allowed: Option<Vec<tool_decode::Allowed<'a>>>,
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
            "input" => request.messages = item_decode::input(value, at)?,
            "instructions" => self.instructions = Some(at.text(value)?),
            "stream" => request.stream = at.bool(value)?,
            "stream_options" => self.others("stream_options", at.object(value)?, &[]),
            "tools" => {
                request.tools = tool_decode::tools(value, at)?;
                keep_unknown(value, "tools", tool_decode::TOOLS, &mut request.extra);
            }
            "tool_choice" => {
                let read = tool_decode::tool_choice(value, at)?;
                request.tool_choice = Some(read.choice);
                request.extra.extend(read.extra);
                self.allowed = read.allowed;
            }
            "parallel_tool_calls" => request.parallel_tool_calls = Some(at.bool(value)?),
            "text" => {
                if let Some(format) = at.object(value)?.get_some("format") {
                    request.output = tool_decode::output_format(format, &at.key("format"))?;
                }
                self.others("text", value, &["format"]);
            }
            "temperature" => request.sampling.temperature = Some(at.number(value)?),
            "top_p" => request.sampling.top_p = Some(at.number(value)?),
            "max_output_tokens" => match at.u64(value)? {
                0 => return Err(at.problem("must be at least 1")),
                most => request.max_output_tokens = Some(most),
            },
            "reasoning" => {
                request.reasoning = reasoning(value, at)?;
                self.others(
                    "reasoning",
                    value,
                    &["effort", "summary", "generate_summary"],
                );
            }
            "include" => self.include(value, at)?,
            "top_logprobs" => self.top_log_probs = Some(at.u64(value)?),
            "service_tier" => request.service_tier = Some(at.text(value)?),
            "user" => request.user = Some(at.text(value)?),
            "metadata" => {
                let pairs = at.object(value)?;
                request.metadata = pairs.members().next().map(|_| pairs);
            }
            // What is asked of a provider that keeps nothing anyway.
            "store" | "background" if value.bool() == Some(false) => {}
            "truncation" if value.text().is_some_and(|word| word == "disabled") => {}
            _ => {
                if let Some((_, problem)) = STATEFUL.iter().find(|(field, _)| *field == key) {
                    return Err(at.problem(problem));
                }
                request.extra.push(Extra { name, value });
            }
        }
        Ok(())
    }

    /// Keeps the members of a field that have no place in the hub.
    fn others(&mut self, field: &str, object: Value<'a>, known: &[&str]) {
        let others = object
            .members()
            .filter(|(name, value)| !value.is_null() && !known.contains(&&*name.to_str()));
        self.request.extra.extend(others.map(|(name, value)| Extra {
            name: Text::from(format!("{field}.{name}")),
            value,
        }));
    }

    /// Reads what the answer is to hold beside the usual. Reasoning is always asked
    /// for in the form in which it can be given back.
    fn include(&mut self, list: Value<'a>, at: &At<'_>) -> Result<(), DecodeError> {
        for (index, value) in at.array(list)?.items().enumerate() {
            let word = at.item(index).text(value)?;
            if word == "message.output_text.logprobs" {
                self.log_probs = true;
            } else if word != "reasoning.encrypted_content" {
                self.request.extra.push(Extra {
                    name: Text::from(format!("include[{index}]")),
                    value,
                });
            }
        }
        Ok(())
    }

    fn finish(self) -> Result<Request<'a>, DecodeError> {
        let Self {
            mut request,
            instructions,
            allowed,
            log_probs,
            top_log_probs,
            ..
        } = self;
        if request.model.is_none() {
            return Err(DecodeError::missing("model"));
        }
        if request.messages.is_empty() {
            return Err(DecodeError::missing("input"));
        }
        if let Some(text) = instructions.filter(|text| !text.is_empty()) {
            let system = Message {
                role: Role::System,
                parts: vec![super::part_decode::plain(text)],
                name: None,
                index: None,
                extra: Vec::new(),
            };
            request.messages.insert(0, system);
        }
        if let Some(allowed) = allowed {
            tool_decode::retain_allowed(&mut request.tools, &allowed);
        }
        if log_probs || top_log_probs.is_some_and(|top| top > 0) {
            request.log_probs = Some(LogProbs { top: top_log_probs });
        }
        Ok(request)
    }
}

/// Words for how much of its reasoning a client wants to see; the first means what
/// `summarized` means elsewhere.
fn reasoning<'a>(value: Value<'a>, at: &At<'_>) -> Result<Option<Reasoning<'a>>, DecodeError> {
    at.object(value)?;
    let effort = match at.optional_text(value, "effort")? {
        Some(word) => Some(Effort::from_name(&word.to_str()).ok_or_else(|| {
            at.key("effort")
                .problem("must be one of none, minimal, low, medium, high, xhigh, max")
        })?),
        None => None,
    };
    let summary = match at.optional_text(value, "summary")? {
        Some(word) => Some(word),
        None => at.optional_text(value, "generate_summary")?,
    };
    let display = summary.map(|word| {
        if word == "auto" {
            Text::Literal(b"summarized")
        } else {
            word
        }
    });
    if effort.is_none() && display.is_none() {
        return Ok(None);
    }
    Ok(Some(Reasoning {
        effort,
        display,
        ..Reasoning::default()
    }))
}
