//! Request body to hub.

use crate::at::At;
use crate::chat::{Message, Request, Role};
use crate::codec::Outline;
use crate::error::DecodeError;
use crate::json::{Text, Value};

use super::calls::Calls;
use super::config_decode;
use super::key::{is, keep_unknown, list, member};
use super::parts_decode::PartReader;
use super::tools_decode;

/// The top-level members with a place in the hub.
const OWNED: &[&str] = &[
    "contents",
    "systemInstruction",
    "tools",
    "toolConfig",
    "generationConfig",
];

/// The fields that routing needs: none is in the body. The model and whether to
/// stream stand in the path.
///
/// # Errors
/// The body is not an object.
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
/// What the API itself refuses: missing contents, values of a wrong type, roles and
/// words it does not know; and a member that is there twice, in either spelling.
pub(super) fn decode_request(body: Value<'_>) -> Result<Request<'_>, DecodeError> {
    At::Root.object(body)?;
    for owned in OWNED {
        if body.members().filter(|(key, _)| is(key, owned)).count() > 1 {
            return Err(DecodeError::Duplicate {
                at: (*owned).into(),
            });
        }
    }
    let mut request = Request {
        model: Some(Text::from("")),
        include_usage: true,
        ..Request::default()
    };
    let mut calls = Calls::new("");
    if let Some(system) = member(body, "systemInstruction") {
        read_system(system, &mut calls, &mut request)?;
    }
    let contents = member(body, "contents").ok_or_else(|| DecodeError::missing("contents"))?;
    read_contents(contents, &mut calls, &mut request)?;
    if let Some(tools) = member(body, "tools") {
        tools_decode::tools(tools, &mut request)?;
    }
    if let Some(config) = member(body, "toolConfig") {
        tools_decode::config(config, &mut request)?;
    }
    if let Some(config) = member(body, "generationConfig") {
        config_decode::generation(config, &mut request)?;
    }
    keep_unknown(body, OWNED, &At::Root, &mut request.extra);
    Ok(request)
}

fn read_system<'a>(
    system: Value<'a>,
    calls: &mut Calls<'a>,
    request: &mut Request<'a>,
) -> Result<(), DecodeError> {
    let at = At::Root.key("systemInstruction");
    let mut message = Message {
        role: Role::System,
        parts: Vec::new(),
        name: None,
        index: None,
        extra: Vec::new(),
    };
    read_parts(at.object(system)?, &at, calls, &mut message)?;
    request.messages.push(message);
    Ok(())
}

fn read_contents<'a>(
    contents: Value<'a>,
    calls: &mut Calls<'a>,
    request: &mut Request<'a>,
) -> Result<(), DecodeError> {
    let place = At::Root.key("contents");
    let mut last = None;
    for (index, content) in list(contents).enumerate() {
        let at = place.item(index);
        let role = role(at.object(content)?, &at)?;
        if role == Role::Assistant && last != Some(Role::Assistant) {
            calls.next_turn();
        }
        last = Some(role);
        let mut message = Message {
            role,
            parts: Vec::new(),
            name: None,
            index: Some(index),
            extra: Vec::new(),
        };
        read_parts(content, &at, calls, &mut message)?;
        request.messages.push(message);
    }
    if last.is_none() {
        return Err(place.problem("at least one content is required"));
    }
    Ok(())
}

fn role(content: Value<'_>, at: &At<'_>) -> Result<Role, DecodeError> {
    let Some(role) = member(content, "role") else {
        return Ok(Role::User);
    };
    let at = at.key("role");
    match at.text(role)?.to_str().to_ascii_lowercase().as_str() {
        // What older clients wrote for results of functions.
        "user" | "function" | "" => Ok(Role::User),
        "model" => Ok(Role::Assistant),
        _ => Err(at.problem("must be user or model")),
    }
}

fn read_parts<'a>(
    content: Value<'a>,
    at: &At<'_>,
    calls: &mut Calls<'a>,
    message: &mut Message<'a>,
) -> Result<(), DecodeError> {
    let mut extra = Vec::new();
    let mut reader = PartReader {
        parts: Vec::new(),
        calls,
        extra: &mut extra,
        is_answer: false,
    };
    let place = at.key("parts");
    for (index, part) in member(content, "parts")
        .into_iter()
        .flat_map(list)
        .enumerate()
    {
        reader.read(part, &place.item(index))?;
    }
    message.parts = reader.parts;
    keep_unknown(content, &["role", "parts"], at, &mut extra);
    // Paths in a message's own fields begin at the message.
    let prefix = format!("{}.", at.path());
    for mut field in extra {
        if let Some(rest) = field.name.to_str().strip_prefix(&prefix) {
            field.name = Text::from(rest.to_owned());
        }
        message.extra.push(field);
    }
    Ok(())
}
