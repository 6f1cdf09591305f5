//! A gateway between a client and one simulator of each format, and what
//! clients of both formats send and get.

use serde_json::{Value, json};
use sluice_harness::client::{Answer, Request};
use sluice_harness::{CLIENT_KEY, Gateway, Settings, free_port, key_sha256};
use sluice_simulator::{Armed, Options, Simulator};

/// The keys that the simulators accept, and nobody else may see.
pub(crate) const OPENAI_KEY: &str = "sk-provider-openai-0001";
pub(crate) const CLAUDE_KEY: &str = "sk-ant-provider-claude-0002";

/// The key of the caller that may use the model `gpt` only.
pub(crate) const LIMITED_KEY: &str = "sk-sluice-limited-caller";

/// Both client formats.
/// The formats that clients speak in most tests; each has a provider of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    OpenAiChat,
    AnthropicMessages,
}

impl From<Format> for sluice_simulator::Format {
    fn from(format: Format) -> Self {
        match format {
            Format::OpenAiChat => Self::OpenAiChat,
            Format::AnthropicMessages => Self::AnthropicMessages,
        }
    }
}

pub(crate) const CLIENTS: [Format; 2] = [Format::OpenAiChat, Format::AnthropicMessages];

/// A gateway and its providers.
///
/// | model | targets |
/// |---|---|
/// | `smart` | claude, openai |
/// | `reverse` | openai, claude |
/// | `gpt` | openai |
/// | `sonnet` | claude |
/// | `modern` | claude-opus-5, gpt-5.2 |
/// | `strict` | claude, without losses |
/// | `down-first` | a port where nobody listens, openai |
/// | `down` | two ports where nobody listens |
/// | `picky` | claude, openai, but only on 429 |
pub(crate) struct World {
    pub(crate) gateway: Gateway,
    pub(crate) openai: Simulator,
    pub(crate) claude: Simulator,
}

impl World {
    pub(crate) fn start() -> Self {
        Self::start_with(Settings::default(), "2s")
    }

    /// A world that waits for answers long enough for very large ones.
    pub(crate) fn patient() -> Self {
        Self::start_with(Settings::default(), "60s")
    }

    /// With other settings and another time-out for answers.
    pub(crate) fn start_with(settings: Settings, patience: &str) -> Self {
        let openai =
            Simulator::start(Options::new(Format::OpenAiChat.into()).key(OPENAI_KEY)).unwrap();
        let claude =
            Simulator::start(Options::new(Format::AnthropicMessages.into()).key(CLAUDE_KEY))
                .unwrap();
        let yaml = yaml(&openai, &claude, patience);
        let settings = settings
            .variable("TEST_OPENAI_KEY", OPENAI_KEY)
            .variable("TEST_CLAUDE_KEY", CLAUDE_KEY);
        Self {
            gateway: Gateway::start_with(&yaml, settings),
            openai,
            claude,
        }
    }

    /// Sends a request through the gateway.
    #[track_caller]
    pub(crate) fn send(&self, request: &Request) -> Answer {
        self.gateway.send(request)
    }

    /// Sends a request, which has to succeed.
    #[track_caller]
    pub(crate) fn success(&self, request: &Request) -> Answer {
        let answer = self.send(request);
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer
    }

    /// The simulator of a format.
    pub(crate) fn simulator(&self, format: Format) -> &Simulator {
        match format {
            Format::OpenAiChat => &self.openai,
            Format::AnthropicMessages => &self.claude,
        }
    }

    /// No faults, and no requests seen.
    pub(crate) fn forget(&self) {
        for simulator in [&self.openai, &self.claude] {
            simulator.clear_faults();
            simulator.forget_requests();
        }
    }
}

/// The `gateway.yaml` of a world; `patience` is how long it waits for answers.
pub(crate) fn yaml(openai: &Simulator, claude: &Simulator, patience: &str) -> String {
    let claude_target = "{provider: claude, model: claude-sonnet-4-5}";
    let openai_target = "{provider: openai, model: gpt-4o}";
    format!(
        r#"catalogue: {{"*": {{context_window: 100000000}}}}
routing: {{cool_down: {{max: 0s}}, retry_budget: {{percent: 100, min: 100000}}}}
timeouts: {{connect: 1s, idle: {patience}, answer: {patience}}}
limits: {{request_body: 24MiB, response_body: 24MiB}}
providers:
  openai: {{format: openai-chat, endpoint: "{openai}", auth: {{bearer: {{env: TEST_OPENAI_KEY}}}}}}
  claude: {{format: anthropic-messages, endpoint: "{claude}", auth: {{header: x-api-key, env: TEST_CLAUDE_KEY}}}}
  nobody: {{format: openai-chat, endpoint: "http://127.0.0.1:{closed}"}}
  nobody-else: {{format: anthropic-messages, endpoint: "http://127.0.0.1:{also_closed}"}}
models:
  smart: {{targets: [{claude_target}, {openai_target}]}}
  reverse: {{targets: [{openai_target}, {claude_target}]}}
  gpt: {{targets: [{openai_target}]}}
  sonnet: {{targets: [{claude_target}]}}
  modern: {{targets: [{{provider: claude, model: claude-opus-5}}, {{provider: openai, model: gpt-5.2}}]}}
  strict: {{targets: [{claude_target}], translation: strict}}
  down-first: {{targets: [{{provider: nobody, model: gpt-4o}}, {openai_target}]}}
  down: {{targets: [{{provider: nobody, model: gpt-4o}}, {{provider: nobody-else, model: claude-sonnet-4-5}}]}}
  picky: {{targets: [{claude_target}, {openai_target}], fallback_on: [429]}}
consumers:
  - {{name: checkout, team: payments, key_sha256: "{key}"}}
  - {{name: limited, key_sha256: "{limited}", models: [gpt]}}
"#,
        openai = openai.url(),
        claude = claude.url(),
        closed = free_port(),
        also_closed = free_port(),
        key = key_sha256(CLIENT_KEY),
        limited = key_sha256(LIMITED_KEY),
    )
}

/// A fault in its text form.
pub(crate) fn fault(text: &str) -> Armed {
    text.parse().unwrap()
}

/// A request of that client format that says `text`.
pub(crate) fn say(client: Format, model: &str, text: &str, stream: bool) -> Request {
    ask(client, model, text, &json!({"stream": stream}))
}

/// The same with more keys in its body.
pub(crate) fn ask(client: Format, model: &str, text: &str, more: &Value) -> Request {
    let mut body = json!({"model": model, "messages": [{"role": "user", "content": text}]});
    if client == Format::AnthropicMessages {
        body["max_tokens"] = json!(2000);
    }
    for (key, value) in more.as_object().into_iter().flatten() {
        body[key] = value.clone();
    }
    request(client, &body)
}

/// A request of that client format with that body.
pub(crate) fn request(client: Format, body: &Value) -> Request {
    match client {
        Format::OpenAiChat => Request::post("/v1/chat/completions", body)
            .header("authorization", &format!("Bearer {CLIENT_KEY}")),
        Format::AnthropicMessages => Request::post("/v1/messages", body)
            .header("x-api-key", CLIENT_KEY)
            .header("anthropic-version", "2023-06-01"),
    }
}

/// The text of an answer in the client's format, whole or streamed; a stream
/// has to be terminated as its format wants.
#[track_caller]
pub(crate) fn text_of(client: Format, answer: &Answer) -> String {
    let streamed = answer
        .header("content-type")
        .is_some_and(|media| media.starts_with("text/event-stream"));
    if !streamed {
        let body = answer.json();
        let text = match client {
            Format::OpenAiChat => &body["choices"][0]["message"]["content"],
            Format::AnthropicMessages => {
                let blocks = body["content"].as_array().into_iter().flatten();
                let mut texts = blocks.filter(|block| block["type"] == "text");
                return texts
                    .next()
                    .and_then(|block| block["text"].as_str())
                    .unwrap_or_else(|| panic!("no text: {body}"))
                    .to_owned();
            }
        };
        return text
            .as_str()
            .unwrap_or_else(|| panic!("no text: {body}"))
            .to_owned();
    }
    assert!(is_terminated(client, answer), "{}", answer.text());
    streamed_text(client, answer)
}

/// The text of a stream, however it ended.
pub(crate) fn streamed_text(client: Format, answer: &Answer) -> String {
    let pointer = match client {
        Format::OpenAiChat => "/choices/0/delta/content",
        Format::AnthropicMessages => "/delta/text",
    };
    let events = answer.events();
    let parts = events.iter().filter_map(|event| {
        let data = event.json();
        data.pointer(pointer)
            .and_then(Value::as_str)
            .map(str::to_owned)
    });
    parts.collect()
}

/// Whether a stream has its terminator, as its last event and only there.
pub(crate) fn is_terminated(client: Format, answer: &Answer) -> bool {
    let is_end = |event: &sluice_harness::client::ServerSentEvent| match client {
        Format::OpenAiChat => event.data == "[DONE]",
        Format::AnthropicMessages => event.name.as_deref() == Some("message_stop"),
    };
    let events = answer.events();
    let ends = events.iter().filter(|event| is_end(event)).count();
    ends == 1 && events.last().is_some_and(is_end)
}

/// The error of an answer, which has to be in the client's format: its type
/// and its message.
#[track_caller]
pub(crate) fn error_of(client: Format, answer: &Answer) -> (String, String) {
    assert_eq!(
        answer.header("content-type"),
        Some("application/json"),
        "{}",
        answer.text()
    );
    error_in(client, &answer.json())
}

/// The same for a JSON value.
#[track_caller]
pub(crate) fn error_in(client: Format, body: &Value) -> (String, String) {
    if client == Format::AnthropicMessages {
        assert_eq!(body["type"], "error", "{body}");
    } else {
        for key in ["param", "code"] {
            assert!(body["error"].get(key).is_some(), "{body}");
        }
        assert!(body.get("type").is_none(), "{body}");
    }
    let part = |key: &str| {
        let text = body["error"][key].as_str();
        text.unwrap_or_else(|| panic!("no {key}: {body}"))
            .to_owned()
    };
    (part("type"), part("message"))
}

/// The name of the provider of a format.
pub(crate) fn provider_of(format: Format) -> &'static str {
    match format {
        Format::OpenAiChat => "openai",
        Format::AnthropicMessages => "claude",
    }
}

/// The other format.
pub(crate) fn other(format: Format) -> Format {
    match format {
        Format::OpenAiChat => Format::AnthropicMessages,
        Format::AnthropicMessages => Format::OpenAiChat,
    }
}

/// The model with two targets whose first speaks that format.
pub(crate) fn model_with_first(format: Format) -> &'static str {
    match format {
        Format::OpenAiChat => "reverse",
        Format::AnthropicMessages => "smart",
    }
}

/// The model with one target of that format.
pub(crate) fn model_of(format: Format) -> &'static str {
    match format {
        Format::OpenAiChat => "gpt",
        Format::AnthropicMessages => "sonnet",
    }
}
