//! Finding the recordings, and what each of them is.

use std::path::{Path, PathBuf};

use serde_json::Value;
use sluice_protocol::WireFormat;

use crate::support::{self, files};

/// Folders of providers that speak one of our formats.
const FOLDERS: &[(&str, WireFormat)] = &[
    ("amazon-bedrock", WireFormat::BedrockConverse),
    ("anthropic", WireFormat::AnthropicMessages),
    ("azure", WireFormat::OpenAiResponses),
    ("cohere", WireFormat::CohereChat),
    ("deepseek/chat", WireFormat::OpenAiChat),
    ("google", WireFormat::GeminiGenerate),
    ("groq", WireFormat::OpenAiChat),
    ("mistral", WireFormat::OpenAiChat),
    ("moonshotai", WireFormat::OpenAiChat),
    ("openai", WireFormat::OpenAiChat),
    ("openai/chat", WireFormat::OpenAiChat),
    ("openai-compatible/chat", WireFormat::OpenAiChat),
    ("open-responses/responses", WireFormat::OpenAiResponses),
    ("openai/responses", WireFormat::OpenAiResponses),
    ("perplexity", WireFormat::OpenAiChat),
    ("xai", WireFormat::OpenAiChat),
    ("xai/responses", WireFormat::OpenAiResponses),
];

/// Folders of what is no chat in one of our formats: embeddings and rerank, which
/// `tables` reads, what passes as it is, and an API that is not translated.
const OTHERS: &[&str] = &[
    "amazon-bedrock/reranking",
    "google-vertex",
    "google/interactions",
    "openai/embedding",
    "openai/image",
    "openai/speech-translation",
    "togetherai/reranking",
];

/// Folders with recordings that no test reads.
pub(crate) fn unread_folders() -> Option<Vec<String>> {
    let root = root()?;
    let mut unread = Vec::new();
    let mut waiting = vec![root.clone()];
    while let Some(folder) = waiting.pop() {
        let entries = std::fs::read_dir(&folder).into_iter().flatten().flatten();
        waiting.extend(
            entries
                .map(|entry| entry.path())
                .filter(|path| path.is_dir()),
        );
        let name = folder.strip_prefix(&root).unwrap_or(&folder);
        let name = name.to_string_lossy().into_owned();
        let is_read = name.is_empty()
            || OTHERS.contains(&&*name)
            || FOLDERS.iter().any(|(known, _)| *known == name);
        if !is_read && !files(&folder).is_empty() {
            unread.push(name);
        }
    }
    Some(unread)
}

/// Where the recordings are; `None` where there is no such folder.
fn root() -> Option<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/recorded");
    let root = std::env::var_os("SLUICE_RECORDED").map_or_else(beside, PathBuf::from);
    root.is_dir().then_some(root)
}

/// What a recording is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Request,
    Answer,
    Stream,
    Error,
}

/// One recording.
#[derive(Debug)]
pub(crate) struct Recording {
    pub(crate) name: String,
    pub(crate) format: WireFormat,
    pub(crate) kind: Kind,
    /// HTTP status of the answer.
    pub(crate) status: u16,
    /// As on the wire.
    pub(crate) bytes: Vec<u8>,
    /// Of a stream: the data of each event that is JSON.
    pub(crate) events: Vec<Value>,
}

impl Recording {
    pub(crate) fn json(&self) -> Result<Value, String> {
        serde_json::from_slice(&self.bytes).map_err(|error| error.to_string())
    }
}

/// All of them; `None` where there is no such folder.
pub(crate) fn recordings() -> Option<Vec<Recording>> {
    let root = root()?;
    let mut found = Vec::new();
    for (folder, format) in FOLDERS {
        for path in files(&root.join(folder)) {
            let name = format!(
                "{folder}/{}",
                path.file_name().unwrap_or_default().to_string_lossy()
            );
            let text = std::fs::read_to_string(&path).unwrap_or_default();
            read(name, *format, &text, &mut found);
        }
    }
    Some(found)
}

fn read(name: String, format: WireFormat, text: &str, found: &mut Vec<Recording>) {
    if name.ends_with(".sse") {
        return found.push(stream(name, format, text.to_owned()));
    }
    if name.ends_with(".chunks.txt") && support::is_framed(format) {
        let lines = text.lines();
        return found.push(Recording {
            name,
            format,
            kind: Kind::Stream,
            status: 200,
            bytes: support::framed(text),
            events: lines
                .filter_map(|line| serde_json::from_str(line).ok())
                .collect(),
        });
    }
    if name.ends_with(".chunks.txt") {
        // Some hold the answers of several turns, one after the other.
        for (number, lines) in text
            .split_inclusive("{\"type\":\"message_stop\"}\n")
            .enumerate()
        {
            found.push(stream(
                format!("{name} #{number}"),
                format,
                framed(format, lines),
            ));
        }
        return;
    }
    let Ok(value) = serde_json::from_str::<Value>(text) else {
        return;
    };
    let exchange = &value["request"]["path"];
    let path = exchange.as_str().unwrap_or_default();
    let format = if path.starts_with("/v1/completions") {
        WireFormat::OpenAiCompletions
    } else {
        format
    };
    if path.contains("/chat/completions") || format == WireFormat::OpenAiCompletions {
        let part = |part: &str| value[part]["body"].as_str().unwrap_or_default().to_owned();
        let status = value["response"]["status"]
            .as_u64()
            .and_then(|status| u16::try_from(status).ok());
        if status == Some(200) {
            let (name, bytes) = (format!("{name} (request)"), part("request").into_bytes());
            found.push(Recording {
                name,
                format,
                kind: Kind::Request,
                status: 0,
                bytes,
                events: Vec::new(),
            });
        }
        answer(name, format, status.unwrap_or(200), part("response"), found);
    } else if exchange.is_null() {
        answer(name, format, 200, text.to_owned(), found);
    }
}

/// A recording of an answer, if it is one of a chat.
fn answer(name: String, format: WireFormat, status: u16, text: String, found: &mut Vec<Recording>) {
    if text.trim_start().starts_with("data:") {
        return found.push(stream(name, format, text));
    }
    let body: Value = serde_json::from_str(&text).unwrap_or_default();
    let is_answer = match format {
        WireFormat::OpenAiChat | WireFormat::OpenAiCompletions => body["choices"].is_array(),
        WireFormat::AnthropicMessages => body["content"].is_array(),
        WireFormat::CohereChat => body["message"].is_object(),
        WireFormat::BedrockConverse => body["output"]["message"]["content"].is_array(),
        WireFormat::GeminiGenerate => body["candidates"].is_array(),
        WireFormat::OpenAiResponses => body["output"].is_array(),
    };
    let (kind, status) = match (is_answer, body["error"].is_object()) {
        (true, _) => (Kind::Answer, status),
        (false, true) => (Kind::Error, if status == 200 { 400 } else { status }),
        // Transcriptions and the like.
        (false, false) => return,
    };
    found.push(Recording {
        name,
        format,
        kind,
        status,
        bytes: text.into_bytes(),
        events: Vec::new(),
    });
}

fn stream(name: String, format: WireFormat, text: String) -> Recording {
    let data = text.lines().filter_map(|line| line.strip_prefix("data:"));
    let events = data
        .filter_map(|data| serde_json::from_str(data).ok())
        .collect();
    Recording {
        name,
        format,
        kind: Kind::Stream,
        status: 200,
        bytes: text.into_bytes(),
        events,
    }
}

/// Events that were recorded a line each, framed as the provider frames them.
fn framed(format: WireFormat, lines: &str) -> String {
    let mut out = String::new();
    for line in lines.lines().filter(|line| !line.trim().is_empty()) {
        if format != WireFormat::OpenAiChat {
            let value: Value = serde_json::from_str(line).unwrap_or_default();
            out.push_str(&format!(
                "event: {}\n",
                value["type"].as_str().unwrap_or_default()
            ));
        }
        out.push_str(&format!("data: {line}\n\n"));
    }
    if format == WireFormat::OpenAiChat {
        out.push_str("data: [DONE]\n\n");
    }
    out
}
