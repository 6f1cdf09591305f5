//! What an answer says, counted: the same whoever counts.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use sluice_protocol::WireFormat;

/// One answer.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Tally {
    /// By number.
    pub(crate) choices: BTreeMap<u64, Said>,
    /// All input tokens, cached ones included.
    pub(crate) input_tokens: Option<u64>,
    /// All output tokens.
    pub(crate) output_tokens: Option<u64>,
}

/// One choice.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Said {
    /// Text and refusals.
    pub(crate) text: String,
    /// Reasoning that can be read.
    pub(crate) reasoning: String,
    /// Tool calls: name and arguments.
    pub(crate) calls: Vec<(String, Value)>,
    /// Why it ended, in the words of [`finish`].
    pub(crate) finish: Option<String>,
}

/// Arguments as a value: what is no JSON stays text, none at all is an empty object.
pub(crate) fn arguments(text: &str) -> Value {
    if text.trim().is_empty() {
        return Value::Object(serde_json::Map::new());
    }
    serde_json::from_str(text).unwrap_or_else(|_| text.into())
}

/// One word for each reason, whoever names it.
pub(crate) fn finish(word: &str) -> String {
    match word {
        "end_turn" | "stop_sequence" | "COMPLETE" | "STOP" | "STOP_SEQUENCE" => "stop",
        "max_tokens" | "MAX_TOKENS" | "max_output_tokens" | "model_context_window_exceeded" => {
            "length"
        }
        "tool_use" | "function_call" | "TOOL_CALL" => "tool_calls",
        "refusal" | "content_filtered" | "guardrail_intervened" => "content_filter",
        other => other,
    }
    .to_owned()
}

impl Tally {
    /// The part of it that a client of this format can be told: one choice where
    /// the format knows no more, and zero for counts that it demands and nobody
    /// gave. A paused turn looks finished outside its format, and so does one that only
    /// calls what the client cannot know.
    pub(crate) fn told_to(&self, client: WireFormat) -> Self {
        let mut told = self.clone();
        for said in told.choices.values_mut() {
            if said.finish.as_deref() == Some("pause_turn") {
                said.finish = Some("stop".to_owned());
            }
        }
        if client == WireFormat::GeminiGenerate {
            let calls = told.choices.values_mut().flat_map(|said| &mut said.calls);
            for (_, arguments) in calls.filter(|(_, arguments)| !arguments.is_object()) {
                *arguments = serde_json::json!({"_raw_arguments": arguments.take()});
            }
        }
        if client == WireFormat::OpenAiCompletions {
            for said in told.choices.values_mut() {
                said.reasoning.clear();
                said.calls.clear();
            }
        }
        if ![WireFormat::OpenAiChat, WireFormat::OpenAiResponses].contains(&client) {
            for said in told.choices.values_mut() {
                // Calls of custom tools, which nobody counts, are known to OpenAI alone.
                if said.calls.is_empty() && said.finish.as_deref() == Some("tool_calls") {
                    said.finish = Some("stop".to_owned());
                }
            }
        }
        if ![
            WireFormat::OpenAiChat,
            WireFormat::OpenAiCompletions,
            WireFormat::GeminiGenerate,
        ]
        .contains(&client)
        {
            told.choices.retain(|number, _| *number == 0);
        }
        let demands_counts = [
            WireFormat::AnthropicMessages,
            WireFormat::BedrockConverse,
            WireFormat::OpenAiResponses,
        ];
        if demands_counts.contains(&client) {
            told.input_tokens.get_or_insert(0);
            told.output_tokens.get_or_insert(0);
        }
        told
    }

    /// What differs in another count, each in a few words.
    pub(crate) fn differences(&self, other: &Self) -> Vec<String> {
        let mut found = Vec::new();
        let mut tell = |what: String, expected: String, seen: String| {
            if expected != seen {
                found.push(format!("{what} should be {expected:.300}, is {seen:.300}"));
            }
        };
        let numbers: BTreeSet<u64> = self
            .choices
            .keys()
            .chain(other.choices.keys())
            .copied()
            .collect();
        for number in numbers {
            let of = |tally: &Self| tally.choices.get(&number).cloned().unwrap_or_default();
            let (expected, seen) = (of(self), of(other));
            tell(
                format!("text {number}"),
                format!("{:?}", expected.text),
                format!("{:?}", seen.text),
            );
            tell(
                format!("reasoning {number}"),
                format!("{:?}", expected.reasoning),
                format!("{:?}", seen.reasoning),
            );
            tell(
                format!("calls {number}"),
                format!("{:?}", expected.calls),
                format!("{:?}", seen.calls),
            );
            tell(
                format!("finish {number}"),
                format!("{:?}", expected.finish),
                format!("{:?}", seen.finish),
            );
        }
        let counts = |tally: &Self| format!("{:?}", (tally.input_tokens, tally.output_tokens));
        tell("usage".to_owned(), counts(self), counts(other));
        found
    }
}
