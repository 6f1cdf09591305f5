//! What the tests over fixtures share: finding them, translating them, showing
//! the outcome.
#![expect(unreachable_pub, reason = "it is a module of several test binaries")]

use std::path::{Path, PathBuf};

use sluice_protocol::chat::{ApiError, Event, ToolNames};
use sluice_protocol::codec::{AnswerContext, Target};
use sluice_protocol::eventstream::{self, HeaderValue};
use sluice_protocol::json::{Document, Kind, Limits, Value};
use sluice_protocol::{DecodeError, EncodeError, Losses, WireFormat};

/// What stands in for facts that the filter knows and an answer does not tell.
pub const CONTEXT: AnswerContext<'_> = AnswerContext {
    id: "an-id",
    created: 1_790_000_000,
    model: "a-model",
    include_usage: true,
    array_stream: false,
};

/// What a provider of this format is asked for: its newest model, which takes the
/// fewest old parameters.
pub const fn target(provider: WireFormat) -> Target<'static> {
    Target {
        model: match provider {
            WireFormat::OpenAiChat | WireFormat::OpenAiResponses => "gpt-5.2",
            WireFormat::AnthropicMessages => "claude-opus-5",
            WireFormat::BedrockConverse => "us.anthropic.claude-opus-5-v1:0",
            WireFormat::GeminiGenerate => "gemini-3-pro-preview",
            WireFormat::CohereChat => "command-a-03-2025",
            WireFormat::OpenAiCompletions => "gpt-3.5-turbo-instruct",
        },
        default_max_tokens: 4096,
        wants_reasoning: false,
    }
}

/// The fixtures of the protocol crate.
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures")
}

/// A fixture: `fixtures/<format>/<kind>/<case>.<ending>`.
#[derive(Debug, Clone)]
pub struct Fixture {
    /// Where it is.
    pub path: PathBuf,
    /// The format it is written in.
    pub format: WireFormat,
    /// The file name without its ending.
    pub case: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

impl Fixture {
    /// Name to show: `openai-chat/stream/text`.
    pub fn name(&self, kind: &str) -> String {
        format!("{}/{kind}/{}", self.format, self.case)
    }
}

/// The fixtures of a kind in every format, in order.
pub fn fixtures(kind: &str) -> Vec<Fixture> {
    let mut found = Vec::new();
    for format in WireFormat::ALL {
        for path in files(&folder().join(format.name()).join(kind)) {
            if path.extension().is_some_and(|ending| ending == "snap") {
                continue;
            }
            let case = path.file_stem().unwrap_or_default();
            let mut bytes = std::fs::read(&path).unwrap_or_default();
            if kind == "stream" && is_framed(*format) {
                bytes = framed(&String::from_utf8_lossy(&bytes));
            }
            found.push(Fixture {
                format: *format,
                case: case.to_string_lossy().into_owned(),
                bytes,
                path,
            });
        }
    }
    assert!(!found.is_empty(), "no fixtures of kind {kind}");
    found
}

/// Whether streams of this format come in frames of AWS.
pub fn is_framed(format: WireFormat) -> bool {
    format.codec().stream_type() == eventstream::MEDIA_TYPE
}

/// Frames of events that are written a line each, the name of the event as the key:
/// `{"messageStart": {…}}`. A name that ends in `Exception` is one.
pub fn framed(lines: &str) -> Vec<u8> {
    let mut out = Vec::new();
    for line in lines.lines() {
        let Ok(document) = Document::parse(line.as_bytes(), Limits::default()) else {
            continue;
        };
        for (name, value) in document.root(line.as_bytes()).members() {
            let name = name.to_str();
            let (key, kind) = if name.ends_with("Exception") {
                (":exception-type", "exception")
            } else {
                (":event-type", "event")
            };
            let headers = [
                (key, HeaderValue::Text(&name)),
                (":content-type", HeaderValue::Text("application/json")),
                (":message-type", HeaderValue::Text(kind)),
            ];
            eventstream::write_message(&mut out, &headers, |out| {
                out.extend_from_slice(value.raw());
            });
        }
    }
    out
}

/// A stream as text: frames as the lines that [`framed`] reads.
pub fn shown(format: WireFormat, stream: &[u8]) -> String {
    if !is_framed(format) {
        return String::from_utf8_lossy(stream).into_owned();
    }
    let mut out = String::new();
    let mut framer = eventstream::Framer::new(usize::MAX);
    let fed = framer.feed(stream, |message| {
        let name = [":event-type", ":exception-type"]
            .iter()
            .find_map(|key| message.headers.text(key));
        let payload = String::from_utf8_lossy(message.payload);
        out.push_str(&format!("{{\"{}\":{payload}}}\n", name.unwrap_or_default()));
    });
    assert!(fed.is_ok() && !framer.has_pending(), "{fed:?}");
    out
}

/// The files of a folder, sorted.
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.is_file())
        .collect();
    paths.sort();
    paths
}

/// The other formats.
pub fn others(format: WireFormat) -> impl Iterator<Item = WireFormat> {
    let all = WireFormat::ALL.iter().copied();
    all.filter(move |other| *other != format)
}

/// Why there is no translation.
#[derive(Debug, Clone, PartialEq)]
pub enum Refusal {
    /// The source is no such body.
    Decode(DecodeError),
    /// The target has no form for it.
    Encode(EncodeError),
}

/// A translation, and what it lost.
pub type Translation = Result<(Vec<u8>, Losses), Refusal>;

fn parse(bytes: &[u8]) -> Result<Document, Refusal> {
    Document::parse(bytes, Limits::default()).map_err(|error| Refusal::Decode(error.into()))
}

/// A request body in another format.
pub fn request(client: WireFormat, provider: WireFormat, bytes: &[u8]) -> Translation {
    let document = parse(bytes)?;
    let request = client.codec().decode_request(document.root(bytes));
    let mut request = request.map_err(Refusal::Decode)?;
    let _ = ToolNames::fit(&mut request, provider.codec().tool_names());
    let (mut out, mut losses) = (Vec::new(), Losses::default());
    provider
        .codec()
        .encode_request(&request, &target(provider), &mut out, &mut losses)
        .map_err(Refusal::Encode)?;
    Ok((out, losses))
}

/// A whole answer in another format.
pub fn response(provider: WireFormat, client: WireFormat, bytes: &[u8]) -> Translation {
    let document = parse(bytes)?;
    let response = provider.codec().decode_response(document.root(bytes));
    let response = response.map_err(Refusal::Decode)?;
    let (mut out, mut losses) = (Vec::new(), Losses::default());
    client
        .codec()
        .encode_response(&response, &CONTEXT, &mut out, &mut losses);
    Ok((out, losses))
}

/// An error body in another format.
pub fn error(
    provider: WireFormat,
    client: WireFormat,
    status: u16,
    bytes: &[u8],
) -> (ApiError, Vec<u8>) {
    let error = provider.codec().decode_error(status, bytes);
    let mut out = Vec::new();
    client.codec().encode_error(&error, &mut out);
    (error, out)
}

/// A stream that comes in these chunks, in another format.
pub fn stream<'c>(
    provider: WireFormat,
    client: WireFormat,
    chunks: impl IntoIterator<Item = &'c [u8]>,
    context: &AnswerContext<'_>,
) -> Vec<u8> {
    let mut encoder = client.codec().stream_encoder(context);
    let mut out = Vec::new();
    decode(provider, chunks, &mut |event| {
        encoder.event(event, &mut out)
    });
    out
}

/// The events of a stream that comes in these chunks.
pub fn decode<'c>(
    provider: WireFormat,
    chunks: impl IntoIterator<Item = &'c [u8]>,
    each: &mut dyn FnMut(&Event<'_>),
) {
    let mut decoder = provider.codec().stream_decoder();
    for chunk in chunks {
        decoder.feed(chunk, each);
    }
    decoder.finish(each);
}

/// JSON with a line a member, every value spelt as it was; other bytes as they are.
pub fn pretty(json: &[u8]) -> String {
    let Ok(document) = Document::parse(json, Limits::default()) else {
        return String::from_utf8_lossy(json).into_owned();
    };
    let mut out = String::new();
    lay_out(document.root(json), 0, &mut out);
    out.push('\n');
    out
}

fn lay_out(value: Value<'_>, depth: usize, out: &mut String) {
    let (open, close, items): (_, _, Vec<(Option<String>, Value<'_>)>) = match value.kind() {
        Kind::Object => (
            '{',
            '}',
            value
                .members()
                .map(|(key, value)| (Some(quoted(&key.to_str())), value))
                .collect(),
        ),
        Kind::Array => ('[', ']', value.items().map(|value| (None, value)).collect()),
        Kind::Null
        | Kind::True
        | Kind::False
        | Kind::Number
        | Kind::String
        | Kind::EscapedString => {
            out.push_str(&String::from_utf8_lossy(value.raw()));
            return;
        }
    };
    out.push(open);
    for (index, (key, item)) in items.iter().enumerate() {
        out.push_str(if index == 0 { "\n" } else { ",\n" });
        out.push_str(&"  ".repeat(depth + 1));
        if let Some(key) = key {
            out.push_str(key);
            out.push_str(": ");
        }
        lay_out(*item, depth + 1, out);
    }
    if !items.is_empty() {
        out.push('\n');
        out.push_str(&"  ".repeat(depth));
    }
    out.push(close);
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
