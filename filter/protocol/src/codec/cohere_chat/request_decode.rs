//! A request body to the hub.
//!
//! Source: Cohere API reference, "Chat". An explicit `null` means absent.

use super::message_decode;
use crate::at::At;
use crate::chat::{Effort, Extra, LogProbs, OutputFormat, Reasoning, Request, Tool, ToolChoice};
use crate::codec::Outline;
use crate::codec::openai::{Known, keep_unknown};
use crate::error::DecodeError;
use crate::json::{Text, Value};

/// Keys that Sluice edits or acts upon; twice the same would leave open which is meant.
const OWNED: &[&str] = &["model", "messages", "stream"];

/// Reads the few fields that routing needs, and refuses what the API would not read.
pub(super) fn outline(body: Value<'_>) -> Result<Outline<'_>, DecodeError> {
    let at = At::Root;
    check_once(body)?;
    let messages = at.required(body, "messages")?;
    if at.key("messages").array(messages)?.items().next().is_none() {
        return Err(at
            .key("messages")
            .problem("empty array, but at least one message is needed"));
    }
    Ok(Outline {
        model: model(body)?,
        stream: at.optional_bool(body, "stream")?.unwrap_or(false),
        include_usage: true,
    })
}

fn check_once(body: Value<'_>) -> Result<(), DecodeError> {
    At::Root.object(body)?;
    for key in OWNED {
        if body.members().filter(|(name, _)| *name == *key).count() > 1 {
            return Err(DecodeError::Duplicate { at: (*key).into() });
        }
    }
    Ok(())
}

fn model(body: Value<'_>) -> Result<Text<'_>, DecodeError> {
    let at = At::Root;
    let model = at.required_text(body, "model")?;
    if model.is_blank() {
        return Err(at.key("model").problem("must not be empty"));
    }
    Ok(model)
}

/// Reads a whole request.
pub(super) fn decode_request(body: Value<'_>) -> Result<Request<'_>, DecodeError> {
    check_once(body)?;
    let root = At::Root;
    let mut request = Request {
        model: Some(model(body)?),
        include_usage: true,
        ..Request::default()
    };
    let messages = root.required(body, "messages")?;
    request.messages = message_decode::messages(messages, &root.key("messages"))?;
    let mut strict = None;
    for (name, value) in body.members().filter(|(_, value)| !value.is_null()) {
        let key = name.to_str();
        let at = root.key(&key);
        if &*key == "strict_tools" {
            strict = Some(at.bool(value)?);
        } else {
            field(&mut request, name.clone(), value, &at)?;
        }
    }
    for tool in &mut request.tools {
        if let Tool::Function { strict: own, .. } = tool {
            *own = strict;
        }
    }
    Ok(request)
}

fn field<'a>(
    request: &mut Request<'a>,
    name: Text<'a>,
    value: Value<'a>,
    at: &At<'_>,
) -> Result<(), DecodeError> {
    let sampling = &mut request.sampling;
    match &*name.to_str() {
        "model" | "messages" => {}
        "stream" => request.stream = at.bool(value)?,
        "tools" => {
            request.tools = tools(value, at)?;
            keep_unknown(value, "tools", TOOLS, &mut request.extra);
        }
        "tool_choice" => request.tool_choice = Some(tool_choice(value, at)?),
        "response_format" => request.output = response_format(value, at)?,
        "temperature" => sampling.temperature = Some(at.number(value)?),
        "p" => sampling.top_p = Some(at.number(value)?),
        "k" => sampling.top_k = Some(at.number(value)?),
        "frequency_penalty" => sampling.frequency_penalty = Some(at.number(value)?),
        "presence_penalty" => sampling.presence_penalty = Some(at.number(value)?),
        "seed" => sampling.seed = Some(at.number(value)?),
        "max_tokens" => request.max_output_tokens = Some(at.u64(value)?),
        "stop_sequences" => {
            let items = at.array(value)?.items().enumerate();
            request.stop = items
                .map(|(index, item)| at.item(index).text(item))
                .collect::<Result<_, _>>()?;
        }
        "logprobs" => {
            if at.bool(value)? {
                request.log_probs = Some(LogProbs { top: None });
            }
        }
        "thinking" => request.reasoning = Some(thinking(value, at)?),
        _ => request.extra.push(Extra { name, value }),
    }
    Ok(())
}

/// What is read of tools.
const TOOLS: &[Known] = &[Known {
    kind: "function",
    members: &[],
    inner: &["name", "description", "parameters"],
}];

fn tools<'a>(list: Value<'a>, at: &At<'_>) -> Result<Vec<Tool<'a>>, DecodeError> {
    let items = at.array(list)?.items().enumerate();
    items
        .map(|(index, item)| tool(item, &at.item(index)))
        .collect()
}

fn tool<'a>(value: Value<'a>, at: &At<'_>) -> Result<Tool<'a>, DecodeError> {
    at.object(value)?;
    let kind = at
        .optional_text(value, "type")?
        .unwrap_or(Text::Literal(b"function"));
    if kind != "function" {
        return Ok(Tool::Native { kind, value });
    }
    let function = at.required(value, "function")?;
    let at = at.key("function");
    at.object(function)?;
    let parameters = function
        .get_some("parameters")
        .map(|value| at.key("parameters").object(value));
    Ok(Tool::Function {
        name: at.required_text(function, "name")?,
        description: at.optional_text(function, "description")?,
        parameters: parameters.transpose()?.map(Into::into),
        strict: None,
        cache: None,
    })
}

fn tool_choice(value: Value<'_>, at: &At<'_>) -> Result<ToolChoice<'static>, DecodeError> {
    match &*at.text(value)?.to_str() {
        "REQUIRED" => Ok(ToolChoice::Required),
        "NONE" => Ok(ToolChoice::None),
        _ => Err(at.problem("must be REQUIRED or NONE, or left out")),
    }
}

/// Reads `response_format`; `text` is what no format at all means.
fn response_format<'a>(
    value: Value<'a>,
    at: &At<'_>,
) -> Result<Option<OutputFormat<'a>>, DecodeError> {
    let kind = at.required_text(at.object(value)?, "type")?;
    match &*kind.to_str() {
        "text" => Ok(None),
        "json_object" => {
            // The name that the field had before.
            let schema = ["json_schema", "schema"]
                .iter()
                .find_map(|key| Some((*key, value.get_some(key)?)));
            Ok(Some(match schema {
                None => OutputFormat::JsonObject,
                Some((key, schema)) => OutputFormat::JsonSchema {
                    name: None,
                    description: None,
                    schema: at.key(key).object(schema)?.into(),
                    strict: None,
                },
            }))
        }
        _ => Err(at.key("type").problem("must be text or json_object")),
    }
}

fn thinking<'a>(value: Value<'a>, at: &At<'_>) -> Result<Reasoning<'a>, DecodeError> {
    let kind = at.required_text(at.object(value)?, "type")?;
    let budget = value
        .get_some("token_budget")
        .map(|budget| at.key("token_budget").u64(budget))
        .transpose()?;
    match &*kind.to_str() {
        "disabled" => Ok(Reasoning {
            effort: Some(Effort::None),
            ..Reasoning::default()
        }),
        "enabled" => Ok(Reasoning {
            budget_tokens: budget,
            adaptive: budget.is_none(),
            ..Reasoning::default()
        }),
        _ => Err(at.key("type").problem("must be enabled or disabled")),
    }
}
