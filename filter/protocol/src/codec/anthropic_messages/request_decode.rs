//! Request body to hub, in one walk over its members.

use crate::chat::{Extra, Message, Request, Role};
use crate::codec::Outline;
use crate::error::DecodeError;
use crate::json::{Text, Value};

use super::blocks::{At, decode_content, keep_unknown, optional_text, required_text};
use super::options_decode::{decode_format, decode_output_config, decode_thinking, object_at};
use super::tools;

/// The fields that routing needs.
///
/// # Errors
/// The body is not an object, `model` or `stream` is of a wrong type, or one of
/// them is missing or there twice.
pub(super) fn outline(body: Value<'_>) -> Result<Outline<'_>, DecodeError> {
    let mut model = None;
    let mut stream = None;
    for (key, value) in object(body)?.members() {
        let (slot, name) = match &*key.to_str() {
            "model" => (&mut model, "model"),
            "stream" => (&mut stream, "stream"),
            _ => continue,
        };
        if slot.replace(value).is_some() {
            return Err(DecodeError::Duplicate { at: name.into() });
        }
    }
    Ok(Outline {
        model: text(model.ok_or_else(|| DecodeError::missing("model"))?, "model")?,
        stream: match stream {
            Some(flag) => optional_bool(flag, "stream")?.unwrap_or(false),
            None => false,
        },
        include_usage: true,
    })
}

/// Reads a whole request.
///
/// # Errors
/// What the API itself refuses: a required field that is missing, a value of a
/// wrong type, a word it does not know; and a field that is there twice.
pub(super) fn decode_request(body: Value<'_>) -> Result<Request<'_>, DecodeError> {
    let mut seen = Seen::default();
    let mut fields = Fields::default();
    let mut request = Request {
        include_usage: true,
        ..Request::default()
    };
    for (key, value) in object(body)?.members() {
        let name = key.to_str();
        let Some(bit) = OWNED.iter().position(|owned| **owned == *name) else {
            if !value.is_null() {
                request.extra.push(Extra { name: key, value });
            }
            continue;
        };
        let field = OWNED.get(bit).copied().unwrap_or_default();
        seen.mark(bit, field)?;
        if value.is_null() && !matches!(field, "model" | "messages" | "max_tokens") {
            continue;
        }
        read_field(field, value, &mut fields, &mut request)?;
    }
    for (field, missing) in [
        ("model", request.model.is_none()),
        ("max_tokens", request.max_output_tokens.is_none()),
        ("messages", fields.messages.is_none()),
    ] {
        if missing {
            return Err(DecodeError::missing(field));
        }
    }
    fields.finish(&mut request)?;
    Ok(request)
}

/// The top-level fields with a place in the hub.
const OWNED: &[&str] = &[
    "model",
    "messages",
    "system",
    "max_tokens",
    "stream",
    "tools",
    "tool_choice",
    "thinking",
    "output_config",
    "output_format",
    "stop_sequences",
    "temperature",
    "top_p",
    "top_k",
    "metadata",
    "service_tier",
];

/// Which of [`OWNED`] have come.
#[derive(Default)]
struct Seen(u32);

impl Seen {
    fn mark(&mut self, bit: usize, field: &'static str) -> Result<(), DecodeError> {
        let mask = 1 << bit;
        if self.0 & mask != 0 {
            return Err(DecodeError::Duplicate { at: field.into() });
        }
        self.0 |= mask;
        Ok(())
    }
}

/// Fields that are read together once all are known.
#[derive(Default)]
struct Fields<'a> {
    messages: Option<Value<'a>>,
    system: Option<Value<'a>>,
    thinking: Option<Value<'a>>,
    output_config: Option<Value<'a>>,
    output_format: Option<Value<'a>>,
}

fn read_field<'a>(
    field: &'static str,
    value: Value<'a>,
    fields: &mut Fields<'a>,
    request: &mut Request<'a>,
) -> Result<(), DecodeError> {
    match field {
        "model" => request.model = Some(text(value, field)?),
        "messages" => fields.messages = Some(value),
        "system" => fields.system = Some(value),
        "thinking" => fields.thinking = Some(value),
        "output_config" => fields.output_config = Some(value),
        "output_format" => fields.output_format = Some(value),
        "max_tokens" => {
            request.max_output_tokens = Some(
                value
                    .u64()
                    .ok_or_else(|| DecodeError::expected(field, "a whole number from 0 on"))?,
            );
        }
        "stream" => request.stream = optional_bool(value, field)?.unwrap_or(false),
        "tools" => tools::decode_tools(value, request)?,
        "tool_choice" => tools::decode_choice(value, request)?,
        "stop_sequences" => {
            request.stop = array(value, field)?
                .items()
                .map(|item| {
                    item.text()
                        .ok_or_else(|| DecodeError::expected(field, "an array of strings"))
                })
                .collect::<Result<_, _>>()?;
        }
        "temperature" => request.sampling.temperature = Some(number(value, field)?),
        "top_p" => request.sampling.top_p = Some(number(value, field)?),
        "top_k" => request.sampling.top_k = Some(number(value, field)?),
        "metadata" => {
            let at = At::Field("metadata");
            request.user = optional_text(object_at(value, field)?, "user_id", &at)?;
            keep_unknown(value, &["user_id"], &at, &mut request.extra);
        }
        "service_tier" => request.service_tier = Some(text(value, field)?),
        _ => {}
    }
    Ok(())
}

impl<'a> Fields<'a> {
    fn finish(self, request: &mut Request<'a>) -> Result<(), DecodeError> {
        if let Some(system) = self.system {
            let parts = decode_content(system, &At::Field("system"), &mut request.extra)?;
            request.messages.push(Message {
                role: Role::System,
                parts,
                name: None,
                index: None,
                extra: Vec::new(),
            });
        }
        if let Some(messages) = self.messages {
            let messages = array(messages, "messages")?;
            for (index, message) in messages.items().enumerate() {
                let message = decode_message(message, index, &mut request.extra)?;
                request.messages.push(message);
            }
            if messages.items().next().is_none() {
                return Err(DecodeError::value(
                    "messages",
                    "at least one message is required",
                ));
            }
        }
        request.reasoning = self
            .thinking
            .map(|thinking| decode_thinking(thinking, &mut request.extra))
            .transpose()?
            .flatten();
        if let Some(config) = self.output_config {
            decode_output_config(config, request)?;
        }
        if let Some(format) = self.output_format {
            if request.output.is_some() {
                return Err(DecodeError::value(
                    "output_format",
                    "given together with output_config.format",
                ));
            }
            request.output = Some(decode_format(format, &At::Field("output_format"))?);
        }
        Ok(())
    }
}

fn decode_message<'a>(
    message: Value<'a>,
    index: usize,
    extra: &mut Vec<Extra<'a>>,
) -> Result<Message<'a>, DecodeError> {
    let at = At::Message(index);
    if !message.is_object() {
        return Err(DecodeError::expected(at.path(), "an object"));
    }
    let role = match &*required_text(message, "role", &at)?.to_str() {
        "user" => Role::User,
        "assistant" => Role::Assistant,
        "system" => Role::System,
        _ => {
            return Err(DecodeError::value(
                at.member("role"),
                "must be user, assistant or system",
            ));
        }
    };
    let content = message
        .get("content")
        .ok_or_else(|| at.missing("content"))?;
    let parts = decode_content(content, &At::Member(&at, "content"), extra)?;
    keep_unknown(message, &["role", "content"], &at, extra);
    Ok(Message {
        role,
        parts,
        name: None,
        index: Some(index),
        extra: Vec::new(),
    })
}

fn object(value: Value<'_>) -> Result<Value<'_>, DecodeError> {
    object_at(value, "")
}

fn array<'a>(value: Value<'a>, field: &'static str) -> Result<Value<'a>, DecodeError> {
    if value.is_array() {
        Ok(value)
    } else {
        Err(DecodeError::expected(field, "an array"))
    }
}

fn number<'a>(value: Value<'a>, field: &'static str) -> Result<Value<'a>, DecodeError> {
    if value.number().is_some() {
        Ok(value)
    } else {
        Err(DecodeError::expected(field, "a number"))
    }
}

fn text<'a>(value: Value<'a>, field: &'static str) -> Result<Text<'a>, DecodeError> {
    value
        .text()
        .ok_or_else(|| DecodeError::expected(field, "a string"))
}

fn optional_bool(value: Value<'_>, field: &'static str) -> Result<Option<bool>, DecodeError> {
    match value.bool() {
        None if !value.is_null() => Err(DecodeError::expected(field, "a boolean")),
        flag => Ok(flag),
    }
}
