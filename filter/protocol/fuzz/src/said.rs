//! What an answer says to a person or a tool, apart from any format.

use sluice_protocol::WireFormat;
use sluice_protocol::chat::{Part, Response};

/// What one choice says.
#[derive(Debug, Clone, Default)]
pub struct Said {
    /// Text.
    text: String,
    /// The model's words for declining, where the format tells them apart.
    refusal: String,
    /// Tool calls: the name, and the arguments if they are an object.
    calls: Vec<(String, Option<serde_json::Value>)>,
}

/// What `response` says to a client of this format: one that knows no candidates
/// gets one in any case, and not more.
pub fn said(client: WireFormat, response: &Response<'_>) -> Vec<Said> {
    let choices = response.choices.iter();
    match client {
        WireFormat::OpenAiChat => choices.map(|choice| says(&choice.parts, true)).collect(),
        WireFormat::OpenAiCompletions => choices
            .map(|choice| Said {
                calls: Vec::new(),
                ..says(&choice.parts, false)
            })
            .collect(),
        WireFormat::GeminiGenerate => choices.map(|choice| says(&choice.parts, false)).collect(),
        WireFormat::OpenAiResponses => {
            let first = choices.min_by_key(|choice| choice.index);
            let said = first.map(|choice| says(&choice.parts, true));
            vec![said.unwrap_or_default()]
        }
        WireFormat::AnthropicMessages | WireFormat::BedrockConverse | WireFormat::CohereChat => {
            let first = choices.min_by_key(|choice| choice.index);
            let said = first.map(|choice| says(&choice.parts, false));
            vec![said.unwrap_or_default()]
        }
    }
}

/// Whether nothing of `source` is lost or changed in `seen`. Arguments that are no
/// object may be put into one.
pub fn agree(source: &[Said], seen: &[Said]) -> bool {
    source.len() == seen.len()
        && source.iter().zip(seen).all(|(source, seen)| {
            source.text == seen.text
                && source.refusal == seen.refusal
                && source.calls.len() == seen.calls.len()
                && source.calls.iter().zip(&seen.calls).all(|(source, seen)| {
                    source.0 == seen.0 && (source.1.is_none() || source.1 == seen.1)
                })
        })
}

fn says(parts: &[Part<'_>], tells_refusals_apart: bool) -> Said {
    let mut said = Said::default();
    for part in parts {
        match part {
            Part::Refusal { text } if tells_refusals_apart => {
                said.refusal.push_str(&text.to_str());
            }
            Part::Text { text, .. } | Part::Refusal { text } => said.text.push_str(&text.to_str()),
            Part::ToolCall {
                name, arguments, ..
            } => {
                // Nothing but white space of JSON says that there are none.
                let text = arguments.to_str();
                let is_space = |c| matches!(c, ' ' | '\n' | '\r' | '\t');
                let text = if text.trim_matches(is_space).is_empty() {
                    "{}".into()
                } else {
                    text
                };
                let object = serde_json::from_str(&text).ok();
                let object = object.filter(serde_json::Value::is_object);
                said.calls.push((name.to_str().into_owned(), object));
            }
            _ => {}
        }
    }
    // Half of a surrogate pair in each of two parts becomes whole where a format
    // joins them.
    if said.text.contains(char::REPLACEMENT_CHARACTER) {
        said.text.clear();
    }
    said
}
