//! `toolConfig` to hub.

use crate::at::At;
use crate::chat::{Request, Tool, ToolChoice};
use crate::error::DecodeError;
use crate::json::{Text, Value};

use super::blocks::{cache_point, keep, keep_unknown};

/// Reads the tools and the choice among them.
pub(super) fn decode_tools<'a>(
    config: Value<'a>,
    at: &At<'_>,
    request: &mut Request<'a>,
) -> Result<(), DecodeError> {
    let tools = at.required(at.object(config)?, "tools")?;
    let list = at.key("tools");
    for (index, tool) in list.array(tools)?.items().enumerate() {
        decode_tool(tool, &list.item(index), request)?;
    }
    if let Some(choice) = config.get_some("toolChoice") {
        request.tool_choice = Some(decode_choice(choice, &at.key("toolChoice"))?);
    }
    keep_unknown(config, &["tools", "toolChoice"], at, &mut request.extra);
    Ok(())
}

fn decode_tool<'a>(
    tool: Value<'a>,
    at: &At<'_>,
    request: &mut Request<'a>,
) -> Result<(), DecodeError> {
    at.object(tool)?;
    if let Some(point) = tool.get_some("cachePoint") {
        let marker = cache_point(point, &at.key("cachePoint"))?;
        match request.tools.last_mut() {
            Some(Tool::Function { cache, .. }) => *cache = Some(marker),
            _ => keep(&at.key("cachePoint"), point, &mut request.extra),
        }
        return Ok(());
    }
    let Some(spec) = tool.get_some("toolSpec") else {
        let (kind, _) = tool
            .members()
            .next()
            .ok_or_else(|| at.problem("must be a toolSpec, a systemTool or a cachePoint"))?;
        request.tools.push(Tool::Native { kind, value: tool });
        return Ok(());
    };
    let at = at.key("toolSpec");
    let schema = at.required(at.object(spec)?, "inputSchema")?;
    let inside = at.key("inputSchema");
    let schema = inside.required(inside.object(schema)?, "json")?;
    request.tools.push(Tool::Function {
        name: at.required_text(spec, "name")?,
        description: at.optional_text(spec, "description")?,
        parameters: Some(inside.key("json").object(schema)?.into()),
        strict: at.optional_bool(spec, "strict")?,
        cache: None,
    });
    let known = ["name", "description", "inputSchema", "strict"];
    keep_unknown(spec, &known, &at, &mut request.extra);
    Ok(())
}

fn decode_choice<'a>(choice: Value<'a>, at: &At<'_>) -> Result<ToolChoice<'a>, DecodeError> {
    at.object(choice)?;
    if let Some(tool) = choice.get_some("tool") {
        let at = at.key("tool");
        let name: Text<'a> = at.required_text(at.object(tool)?, "name")?;
        return Ok(ToolChoice::Named(name));
    }
    if choice.get_some("any").is_some() {
        return Ok(ToolChoice::Required);
    }
    if choice.get_some("auto").is_some() {
        return Ok(ToolChoice::Auto);
    }
    Err(at.problem("must be auto, any or tool"))
}
