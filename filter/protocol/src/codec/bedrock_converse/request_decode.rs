//! Request body to hub.

use crate::at::At;
use crate::chat::{Message, Request, Role};
use crate::codec::Outline;
use crate::error::DecodeError;
use crate::json::{Text, Value};

use super::blocks::{decode_blocks, keep, keep_unknown};
use super::options_decode as options;
use super::tools_decode::decode_tools;

/// Reads what routing needs: nothing of it stands in the body. The model and
/// whether to stream stand in the path.
pub(super) fn outline(body: Value<'_>) -> Result<Outline<'_>, DecodeError> {
    At::Root.object(body)?;
    Ok(Outline {
        model: Text::from(""),
        stream: false,
        include_usage: true,
    })
}

/// Reads a whole request.
///
/// # Errors
/// A required field that is missing, a value of a wrong type, a word the API does
/// not know, and a field that is there twice.
pub(super) fn decode_request(body: Value<'_>) -> Result<Request<'_>, DecodeError> {
    let mut request = Request {
        model: Some(Text::from("")),
        include_usage: true,
        ..Request::default()
    };
    let mut seen: Vec<Text<'_>> = Vec::new();
    let mut system = None;
    let mut messages = None;
    for (name, value) in At::Root.object(body)?.members() {
        if seen.contains(&name) {
            let at = name.to_str().into_owned().into();
            return Err(DecodeError::Duplicate { at });
        }
        seen.push(name.clone());
        if value.is_null() {
            continue;
        }
        let name = name.to_str();
        let at = At::Root.key(&name);
        match &*name {
            "messages" => messages = Some(value),
            "system" => system = Some(value),
            "inferenceConfig" => options::inference(value, &at, &mut request)?,
            "toolConfig" => decode_tools(value, &at, &mut request)?,
            "additionalModelRequestFields" => options::additional(value, &at, &mut request)?,
            "outputConfig" => options::output(value, &at, &mut request)?,
            "serviceTier" => {
                request.service_tier = Some(at.required_text(at.object(value)?, "type")?);
            }
            "requestMetadata" => request.metadata = Some(at.object(value)?),
            _ => keep(&at, value, &mut request.extra),
        }
    }
    if let Some(system) = system {
        let at = At::Root.key("system");
        let parts = decode_blocks(system, &at, &mut request.extra)?;
        request.messages.push(message(Role::System, parts, None));
    }
    let messages = messages.ok_or_else(|| DecodeError::missing("messages"))?;
    decode_messages(messages, &mut request)?;
    Ok(request)
}

fn message<'a>(role: Role, parts: Vec<crate::chat::Part<'a>>, index: Option<usize>) -> Message<'a> {
    Message {
        role,
        parts,
        name: None,
        index,
        extra: Vec::new(),
    }
}

fn decode_messages<'a>(messages: Value<'a>, request: &mut Request<'a>) -> Result<(), DecodeError> {
    let list = At::Root.key("messages");
    for (index, turn) in list.array(messages)?.items().enumerate() {
        let at = list.item(index);
        let role = match &*at.required_text(at.object(turn)?, "role")?.to_str() {
            "user" => Role::User,
            "assistant" => Role::Assistant,
            "system" => Role::System,
            _ => {
                return Err(at.key("role").problem("must be user, assistant or system"));
            }
        };
        let content = at.required(turn, "content")?;
        let parts = decode_blocks(content, &at.key("content"), &mut request.extra)?;
        keep_unknown(turn, &["role", "content"], &at, &mut request.extra);
        request.messages.push(message(role, parts, Some(index)));
    }
    if messages.items().next().is_none() {
        return Err(list.problem("at least one message is required"));
    }
    Ok(())
}
