//! A probe: one small body that uses one feature, and how to see the feature in the hub.

use serde_json::{Value, json};
use sluice_protocol::WireFormat;
use sluice_protocol::chat::{Part, Request, Response, Role};

/// Something that a request or an answer may have.
pub struct Feature<H> {
    /// As the page calls it.
    pub name: &'static str,
    /// The name of the feature that this one stands on: what is lost of that one is
    /// not held against this one.
    pub on: Option<&'static str>,
    /// Whether it only names the answer, or says what a format without it does anyway:
    /// such a format loses nothing with it.
    pub label: bool,
    /// The same probe in one or more formats, the members of a body as JSON. A format
    /// without one gets what its own codec makes of the first.
    pub seeds: Vec<(WireFormat, Value)>,
    /// What the hub says of it; `None` where the feature is not there.
    pub fact: H,
}

/// How a feature of a request is seen.
pub type RequestFact = fn(&Request<'_>) -> Option<String>;
/// How a feature of an answer is seen.
pub type AnswerFact = fn(&Response<'_>) -> Option<String>;

/// The smallest request of a format.
pub fn bare_request(format: WireFormat) -> Value {
    match format {
        WireFormat::OpenAiChat | WireFormat::CohereChat => {
            json!({"model": "m", "messages": [{"role": "user", "content": "Hello"}]})
        }
        WireFormat::OpenAiResponses => json!({"model": "m", "input": "Hello"}),
        WireFormat::AnthropicMessages => json!({
            "model": "m", "max_tokens": 4096, "messages": [{"role": "user", "content": "Hello"}],
        }),
        WireFormat::BedrockConverse => {
            json!({"messages": [{"role": "user", "content": [{"text": "Hello"}]}]})
        }
        WireFormat::GeminiGenerate => {
            json!({"contents": [{"role": "user", "parts": [{"text": "Hello"}]}]})
        }
        WireFormat::OpenAiCompletions => json!({"model": "m", "prompt": "Hello"}),
    }
}

/// A body with these members put in or in the place of others.
pub fn with(mut body: Value, members: &Value) -> Value {
    for (key, value) in members.as_object().into_iter().flatten() {
        body[key] = value.clone();
    }
    body
}

/// What the parts of a request say of something, results of tools included;
/// `None` if none does.
pub fn in_parts(
    request: &Request<'_>,
    see: impl Fn(Role, &Part<'_>) -> Option<String>,
) -> Option<String> {
    let mut seen = Vec::new();
    for message in &request.messages {
        for part in &message.parts {
            seen.extend(see(message.role, part));
            if let Part::ToolResult { content, .. } = part {
                seen.extend(content.iter().filter_map(|part| see(message.role, part)));
            }
        }
    }
    (!seen.is_empty()).then(|| seen.join("\n"))
}

/// The same for the parts of an answer.
pub fn in_answer(
    response: &Response<'_>,
    see: impl Fn(&Part<'_>) -> Option<String>,
) -> Option<String> {
    let parts = response.choices.iter().flat_map(|choice| &choice.parts);
    let seen: Vec<String> = parts.filter_map(see).collect();
    (!seen.is_empty()).then(|| seen.join("\n"))
}
