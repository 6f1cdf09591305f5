//! Errors of providers, in each format.

use serde_json::{Value, json};
use sluice_simulator::Format;

/// What an error is called: the status, then the words of OpenAI, Anthropic and Google.
const KINDS: &[(u16, &str, &str, &str)] = &[
    (
        429,
        "rate_limit_exceeded",
        "rate_limit_error",
        "RESOURCE_EXHAUSTED",
    ),
    (
        503,
        "service_unavailable",
        "overloaded_error",
        "UNAVAILABLE",
    ),
    (529, "overloaded", "overloaded_error", "UNAVAILABLE"),
];

/// The error of a provider of that format.
pub(super) fn error(format: Format, status: u16) -> Value {
    let row = KINDS.iter().find(|row| row.0 == status);
    let (code, openai, anthropic, google) =
        row.copied()
            .unwrap_or((status, "server_error", "api_error", "INTERNAL"));
    let message = format!("The provider fails on demand with {code}.");
    match format {
        Format::AnthropicMessages => json!({
            "type": "error",
            "error": {"type": anthropic, "message": message},
            "request_id": "req_chaos",
        }),
        Format::GeminiGenerate | Format::Vertex => {
            json!({"error": {"code": code, "message": message, "status": google}})
        }
        Format::OpenAiChat
        | Format::OpenAiCompletions
        | Format::OpenAiResponses
        | Format::BedrockConverse
        | Format::CohereChat
        | Format::Guards => json!({
            "error": {"message": message, "type": "server_error", "param": null, "code": openai},
        }),
    }
}

/// The same as an event of a stream.
pub(super) fn error_event(format: Format) -> Vec<u8> {
    let error = error(format, 529);
    match format {
        Format::AnthropicMessages => format!("event: error\ndata: {error}\n\n"),
        Format::OpenAiResponses => {
            let message = &error["error"]["message"];
            let event = json!({"type": "error", "code": "server_error", "message": message, "param": null, "sequence_number": 0});
            format!("event: error\ndata: {event}\n\n")
        }
        Format::OpenAiChat
        | Format::OpenAiCompletions
        | Format::GeminiGenerate
        | Format::Vertex
        | Format::BedrockConverse
        | Format::CohereChat
        | Format::Guards => format!("data: {error}\n\n"),
    }
    .into_bytes()
}

/// Google's way to say when to ask again, which gateways in front of other formats
/// send as well.
pub(super) fn retry_info(seconds: u64) -> Value {
    json!({"error": {
        "code": 429,
        "message": "Resource has been exhausted (e.g. check quota).",
        "status": "RESOURCE_EXHAUSTED",
        "details": [{
            "@type": "type.googleapis.com/google.rpc.RetryInfo",
            "retryDelay": format!("{seconds}s"),
        }],
    }})
}

/// A sign of life.
pub(super) fn ping(format: Format) -> &'static [u8] {
    match format {
        Format::AnthropicMessages => b"event: ping\ndata: {\"type\": \"ping\"}\n\n",
        Format::OpenAiChat
        | Format::OpenAiCompletions
        | Format::OpenAiResponses
        | Format::GeminiGenerate
        | Format::Vertex
        | Format::BedrockConverse
        | Format::CohereChat
        | Format::Guards => b": ping\n\n",
    }
}

/// The first half of a gzip file that holds these bytes as they are.
pub(super) fn half_a_gzip(bytes: &[u8]) -> Vec<u8> {
    /// Magic number, deflate, no name, no time, any system.
    const HEAD: [u8; 10] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
    /// The last block, stored.
    const STORED: u8 = 1;
    let length = u16::try_from(bytes.len()).unwrap_or(u16::MAX);
    let mut file = HEAD.to_vec();
    file.push(STORED);
    file.extend(length.to_le_bytes());
    file.extend((!length).to_le_bytes());
    file.extend(bytes.get(..bytes.len() / 2).unwrap_or_default());
    file
}
