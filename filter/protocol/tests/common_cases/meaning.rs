//! What a request or an answer means, apart from any format, as words that can be
//! compared.

use sluice_protocol::chat::{Choice, Part, Request, Response, Role, Tool, ToolChoice};

/// What is compared, and the words for it.
pub(crate) type Meaning = Vec<(&'static str, String)>;

/// What a client asks.
pub(crate) fn of_request(request: &Request<'_>) -> Meaning {
    // Some formats have a message for what others have a part for.
    let mut turns: Vec<(&str, Vec<String>)> = Vec::new();
    for message in &request.messages {
        let role = match message.role {
            Role::System | Role::Developer => "instructions",
            Role::User => "user",
            Role::Assistant => "assistant",
        };
        let said = parts(&message.parts);
        match turns.last_mut() {
            Some((last, all)) if *last == role => all.push(said),
            _ => turns.push((role, vec![said])),
        }
    }
    let turns = turns
        .iter()
        .map(|(role, said)| format!("{role}: {}", said.join(", ")));
    // What is not said is left to the model everywhere.
    let choice = request.tool_choice.as_ref().unwrap_or(&ToolChoice::Auto);
    let tools = request.tools.iter().map(|tool| match tool {
        Tool::Function {
            name,
            description,
            parameters,
            ..
        } => {
            let parameters = parameters.as_ref().map(|schema| schema.value().raw());
            format!("{name:?} {description:?} {}", json(parameters))
        }
        other => format!("{other:?}"),
    });
    let number = |value: Option<sluice_protocol::json::Value<'_>>| json(value.map(|v| v.raw()));
    let output = request.output.as_ref().map(|output| match output {
        sluice_protocol::chat::OutputFormat::JsonObject => "an object".to_owned(),
        sluice_protocol::chat::OutputFormat::JsonSchema { schema, .. } => {
            json(Some(schema.value().raw()))
        }
    });
    vec![
        ("messages", turns.collect::<Vec<_>>().join(" | ")),
        ("tools", tools.collect::<Vec<_>>().join(" | ")),
        ("tool choice", format!("{choice:?}")),
        (
            "parallel tool calls",
            format!("{:?}", request.parallel_tool_calls),
        ),
        ("output", format!("{output:?}")),
        ("temperature", number(request.sampling.temperature)),
        ("top p", number(request.sampling.top_p)),
        ("max tokens", format!("{:?}", request.max_output_tokens)),
        ("candidates", format!("{:?}", request.candidates)),
        ("stop", format!("{:?}", request.stop)),
        ("reasons", request.reasoning.is_some().to_string()),
        ("stream", request.stream.to_string()),
        ("user", format!("{:?}", request.user)),
        ("metadata", number(request.metadata)),
        ("service tier", format!("{:?}", request.service_tier)),
    ]
}

/// What a model answers.
pub(crate) fn of_answer(response: &Response<'_>) -> Meaning {
    let mut choices: Vec<&Choice<'_>> = response.choices.iter().collect();
    choices.sort_by_key(|choice| choice.index);
    let said = choices.iter().map(|choice| parts(&choice.parts));
    let ends = choices.iter().map(|choice| format!("{:?}", choice.finish));
    let usage = &response.usage;
    vec![
        ("answer", said.collect::<Vec<_>>().join(" | ")),
        ("finish", ends.collect::<Vec<_>>().join(" | ")),
        ("input tokens", format!("{:?}", usage.input_tokens)),
        ("output tokens", format!("{:?}", usage.output_tokens)),
        (
            "cached tokens",
            usage.cache_read_input_tokens.unwrap_or(0).to_string(),
        ),
        (
            "reasoning tokens",
            format!("{:?}", usage.reasoning_output_tokens.filter(|n| *n > 0)),
        ),
    ]
}

fn parts(parts: &[Part<'_>]) -> String {
    let words: Vec<String> = parts.iter().map(part).filter(|w| !w.is_empty()).collect();
    words.join(", ")
}

fn part(part: &Part<'_>) -> String {
    match part {
        Part::Text {
            text,
            cache,
            citations,
        } => {
            let cached = if cache.is_some() { " (cached)" } else { "" };
            let cites = citations.as_ref().map(|list| list.value());
            let cites = cites.is_some_and(|list| list.items().next().is_some());
            let cites = if cites { " (cites)" } else { "" };
            format!("{:?}{cached}{cites}", text.to_str())
        }
        // One that proves another part and says nothing itself is the format's own.
        Part::Reasoning { text, .. } if text.is_empty() => String::new(),
        Part::Reasoning { text, .. } => format!("thinks {:?}", text.to_str()),
        Part::Refusal { text } => format!("refuses {:?}", text.to_str()),
        Part::Image { source, .. } => format!("image {source:?}"),
        Part::Document { source, .. } => format!("document {source:?}"),
        Part::Audio { data, format } => format!("audio {format:?} {data:?}"),
        Part::ToolCall {
            id,
            name,
            arguments,
            ..
        } => {
            let arguments = json(Some(arguments.to_str().as_bytes()));
            format!("calls {name:?} {arguments} as {id:?}")
        }
        Part::ToolResult {
            call_id, content, ..
        } => format!("result of {call_id:?}: {}", parts(content)),
        other => format!("{other:?}"),
    }
}

/// JSON with its keys in order and its numbers in one spelling.
fn json(bytes: Option<&[u8]>) -> String {
    let Some(bytes) = bytes else {
        return "nothing".to_owned();
    };
    let value: serde_json::Value = serde_json::from_slice(bytes).unwrap_or_default();
    sorted(&value)
}

fn sorted(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::Object(members) => {
            let mut members: Vec<_> = members.iter().collect();
            members.sort_by_key(|(key, _)| *key);
            let members = members
                .iter()
                .map(|(key, value)| format!("{key:?}:{}", sorted(value)));
            format!("{{{}}}", members.collect::<Vec<_>>().join(","))
        }
        serde_json::Value::Array(items) => {
            let items = items.iter().map(sorted);
            format!("[{}]", items.collect::<Vec<_>>().join(","))
        }
        other => other.to_string(),
    }
}
