//! Clients of each format: what they ask, and what they make of an answer.

use std::io;

use serde_json::{Value, json};
use sluice_harness::client::{Answer, End, Request, ServerSentEvent};
use sluice_simulator::Format;

/// What every client asks for, and so what every answer says.
const QUESTION: &str = "write 12 words";
const LAST_WORD: &str = "word12";

/// What a client was told of tokens: input and output.
pub(crate) type Told = (u64, u64);

/// What became of a request, as its client sees it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Outcome {
    /// A whole answer, or a stream with its terminator, of the first or a later target.
    Answer {
        /// It is not the first target that answered.
        by_next: bool,
    },
    /// An error of that status, in the client's format.
    Error {
        /// The HTTP status.
        status: u16,
        /// The `retry-after` that came with it.
        retry_after: Option<u64>,
    },
    /// A stream that began well and ends with an error event of the client's format.
    ErrorEvent,
    /// An answer that breaks off below HTTP, so that no client takes it for a whole one.
    Cut,
    /// Anything else, with what is wrong with it.
    Malformed(String),
    /// No end in bounded time.
    Endless,
}

impl Outcome {
    /// How a table shows it.
    pub(crate) fn label(&self) -> String {
        match self {
            Self::Answer { by_next: false } => "answer".to_owned(),
            Self::Answer { by_next: true } => "**next**".to_owned(),
            Self::Error {
                status,
                retry_after,
            } => {
                let wait = retry_after.map(|seconds| format!(", again in {seconds} s"));
                format!("{status}{}", wait.unwrap_or_default())
            }
            Self::ErrorEvent => "error event".to_owned(),
            Self::Cut => "cut".to_owned(),
            Self::Malformed(_) => "broken".to_owned(),
            Self::Endless => "hangs".to_owned(),
        }
    }
}

/// What a body or an event tells, or what is wrong with it.
type Read<T> = Result<T, String>;

/// A client of one format.
pub(crate) struct Client {
    pub(crate) format: Format,
    /// A model of the format's provider.
    pub(crate) model: &'static str,
    request: fn(&str, bool) -> Request,
    whole: fn(&Value) -> Read<Told>,
    stream: fn(&[ServerSentEvent]) -> Read<Told>,
    /// Whether a body is an error of this format.
    is_error: fn(&Value) -> bool,
    /// Whether an event of a stream is one.
    is_error_event: fn(&ServerSentEvent) -> bool,
}

pub(crate) const OPENAI_CHAT: Client = Client {
    format: Format::OpenAiChat,
    model: "gpt-4o",
    request: |model, stream| {
        let mut body = json!({"model": model, "stream": stream, "messages": [{"role": "user", "content": QUESTION}]});
        if stream {
            body["stream_options"] = json!({"include_usage": true});
        }
        Request::post("/v1/chat/completions", &body)
    },
    whole: |body| {
        wanted(body, "/object", &json!("chat.completion"))?;
        wanted(body, "/choices/0/message/role", &json!("assistant"))?;
        wanted(body, "/choices/0/finish_reason", &json!("stop"))?;
        says_all(text(body, "/choices/0/message/content")?)?;
        tokens(body, "/usage/prompt_tokens", "/usage/completion_tokens")
    },
    stream: |events| {
        let (last, chunks) = events.split_last().ok_or("no events")?;
        if last.data != "[DONE]" {
            return Err("no [DONE]".to_owned());
        }
        let mut said = String::new();
        let mut reasons = 0;
        let mut told = None;
        for chunk in chunks {
            let data = object(chunk)?;
            wanted(&data, "/object", &json!("chat.completion.chunk"))?;
            said.push_str(text(&data, "/choices/0/delta/content").unwrap_or_default());
            reasons += u32::from(text(&data, "/choices/0/finish_reason").is_ok());
            if data["usage"].is_object() {
                told = Some(tokens(
                    &data,
                    "/usage/prompt_tokens",
                    "/usage/completion_tokens",
                )?);
            }
        }
        once(reasons, "finish_reason")?;
        says_all(&said)?;
        told.ok_or_else(|| "no usage".to_owned())
    },
    is_error: is_openai_error,
    is_error_event: |event| is_openai_error(&event.json()),
};

pub(crate) const ANTHROPIC_MESSAGES: Client = Client {
    format: Format::AnthropicMessages,
    model: "claude-sonnet-4-5",
    request: |model, stream| {
        let body = json!({"model": model, "stream": stream, "max_tokens": 500, "messages": [{"role": "user", "content": QUESTION}]});
        Request::post("/v1/messages", &body).header("anthropic-version", "2023-06-01")
    },
    whole: |body| {
        wanted(body, "/type", &json!("message"))?;
        wanted(body, "/role", &json!("assistant"))?;
        wanted(body, "/stop_reason", &json!("end_turn"))?;
        says_all(text(body, "/content/0/text")?)?;
        tokens(body, "/usage/input_tokens", "/usage/output_tokens")
    },
    stream: |events| {
        let mut said = String::new();
        let mut told = (0, 0);
        let mut order = Vec::new();
        for event in events {
            let data = object(event)?;
            let kind = text(&data, "/type")?;
            if event.name.as_deref() != Some(kind) {
                return Err(format!("{kind} is not the event's name"));
            }
            match kind {
                "ping" => continue,
                "message_start" => {
                    told = tokens(
                        &data,
                        "/message/usage/input_tokens",
                        "/message/usage/output_tokens",
                    )?;
                }
                "message_delta" => {
                    told.1 = number(&data, "/usage/output_tokens")?;
                    told.0 = number(&data, "/usage/input_tokens").unwrap_or(told.0);
                }
                "content_block_delta" => said.push_str(text(&data, "/delta/text")?),
                _ => {}
            }
            order.push(kind.to_owned());
        }
        order.dedup();
        let expected = [
            "message_start",
            "content_block_start",
            "content_block_delta",
            "content_block_stop",
            "message_delta",
            "message_stop",
        ];
        if order != expected {
            return Err(format!("events come as {}", order.join(", ")));
        }
        says_all(&said)?;
        Ok(told)
    },
    is_error: is_anthropic_error,
    is_error_event: |event| {
        event.name.as_deref() == Some("error") && is_anthropic_error(&event.json())
    },
};

pub(crate) const OPENAI_RESPONSES: Client = Client {
    format: Format::OpenAiResponses,
    model: "gpt-4o",
    request: |model, stream| {
        Request::post(
            "/v1/responses",
            &json!({"model": model, "stream": stream, "input": QUESTION}),
        )
    },
    whole: response,
    stream: |events| {
        let mut said = String::new();
        for (at, event) in events.iter().enumerate() {
            let data = object(event)?;
            wanted(&data, "/type", &json!(event.name))?;
            wanted(&data, "/sequence_number", &json!(at))?;
            if event.name.as_deref() == Some("response.output_text.delta") {
                said.push_str(text(&data, "/delta")?);
            }
        }
        says_all(&said)?;
        let is = |event: Option<&ServerSentEvent>, name| {
            event.is_some_and(|event| event.name.as_deref() == Some(name))
        };
        if !is(events.first(), "response.created") {
            return Err("no response.created".to_owned());
        }
        match events.last() {
            last if is(last, "response.completed") => {
                let data = last.map(ServerSentEvent::json).unwrap_or_default();
                response(&data["response"])
            }
            _ => Err("no response.completed".to_owned()),
        }
    },
    is_error: is_openai_error,
    is_error_event: |event| {
        let data = event.json();
        match event.name.as_deref() {
            Some("error") => data["type"] == "error" && data["message"].is_string(),
            Some("response.failed") => data["response"]["error"]["message"].is_string(),
            _ => false,
        }
    },
};

pub(crate) const GEMINI_GENERATE: Client = Client {
    format: Format::GeminiGenerate,
    model: "gemini-2.5-flash",
    request: |model, stream| {
        let call = if stream {
            "streamGenerateContent?alt=sse"
        } else {
            "generateContent"
        };
        let body = json!({"contents": [{"role": "user", "parts": [{"text": QUESTION}]}]});
        Request::post(&format!("/v1beta/models/{model}:{call}"), &body)
    },
    whole: |body| {
        wanted(body, "/candidates/0/finishReason", &json!("STOP"))?;
        says_all(text(body, "/candidates/0/content/parts/0/text")?)?;
        gemini_tokens(body)
    },
    stream: |events| {
        let mut said = String::new();
        let mut reasons = 0;
        for event in events {
            let data = object(event)?;
            said.push_str(text(&data, "/candidates/0/content/parts/0/text").unwrap_or_default());
            reasons += u32::from(text(&data, "/candidates/0/finishReason").is_ok());
        }
        once(reasons, "finishReason")?;
        says_all(&said)?;
        gemini_tokens(&events.last().map(ServerSentEvent::json).unwrap_or_default())
    },
    is_error: is_google_error,
    is_error_event: |event| is_google_error(&event.json()),
};

impl Client {
    /// The request of such a client.
    pub(crate) fn ask(&self, model: &str, stream: bool) -> Request {
        (self.request)(model, stream)
    }

    /// What an answer is to such a client, and what it was told of tokens. `first` is
    /// the provider that was to answer.
    pub(crate) fn judge(
        &self,
        first: &str,
        stream: bool,
        answer: io::Result<Answer>,
    ) -> (Outcome, Told) {
        const NONE: Told = (0, 0);
        let malformed = |problem: &str| (Outcome::Malformed(problem.to_owned()), NONE);
        let answer = match answer {
            Ok(answer) => answer,
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                return (Outcome::Endless, NONE);
            }
            Err(error) => return malformed(&format!("no answer: {error}")),
        };
        if answer.end == End::Cut {
            return (Outcome::Cut, NONE);
        }
        let media = answer.header("content-type").unwrap_or_default();
        let is_stream = media.starts_with("text/event-stream");
        if answer.status != 200 {
            let is_error = media == "application/json"
                && serde_json::from_slice(&answer.body).is_ok_and(|body| (self.is_error)(&body));
            if !is_error {
                return malformed(&format!("{} that is no error of the format", answer.status));
            }
            let retry_after = answer.header("retry-after").map(str::parse);
            let outcome = Outcome::Error {
                status: answer.status,
                retry_after: retry_after.and_then(Result::ok),
            };
            return (outcome, NONE);
        }
        if is_stream != stream {
            return malformed("200 of another media type");
        }
        let target = answer.header("x-sluice-target").unwrap_or_default();
        let by_next = target.split('/').next() != Some(first);
        if !stream {
            let body: Value = match serde_json::from_slice(&answer.body) {
                Ok(body) => body,
                Err(_) => return malformed("200 that is not JSON"),
            };
            return match (self.whole)(&body) {
                Ok(told) => (Outcome::Answer { by_next }, told),
                Err(problem) => malformed(&format!("200: {problem}")),
            };
        }
        if !answer.text().ends_with("\n\n") {
            return malformed("half an event");
        }
        let events = answer.events();
        // One format tells an error twice, in the answer's words and in its own.
        let begun = |event: &&ServerSentEvent| !(self.is_error_event)(event);
        let behind = events.iter().skip_while(begun).collect::<Vec<_>>();
        if behind.is_empty() {
            return match (self.stream)(&events) {
                Ok(told) => (Outcome::Answer { by_next }, told),
                Err(problem) => malformed(&format!("stream: {problem}")),
            };
        }
        if behind.iter().any(begun) {
            return malformed("stream that goes on behind an error");
        }
        (Outcome::ErrorEvent, NONE)
    }
}

/// The object that an event holds.
fn object(event: &ServerSentEvent) -> Read<Value> {
    serde_json::from_str(&event.data)
        .ok()
        .filter(Value::is_object)
        .ok_or_else(|| "an event that is not JSON".to_owned())
}

fn text<'v>(value: &'v Value, pointer: &str) -> Read<&'v str> {
    let found = value.pointer(pointer).and_then(Value::as_str);
    found.ok_or_else(|| format!("no {pointer}"))
}

fn number(value: &Value, pointer: &str) -> Read<u64> {
    let found = value.pointer(pointer).and_then(Value::as_u64);
    found.ok_or_else(|| format!("no {pointer}"))
}

fn wanted(value: &Value, pointer: &str, wanted: &Value) -> Read<()> {
    match value.pointer(pointer) {
        Some(found) if found == wanted => Ok(()),
        _ => Err(format!("{pointer} is not {wanted}")),
    }
}

fn once(count: u32, name: &str) -> Read<()> {
    match count {
        1 => Ok(()),
        _ => Err(format!("{count} times {name}")),
    }
}

fn says_all(said: &str) -> Read<()> {
    if said.starts_with("word1 ") && said.ends_with(LAST_WORD) {
        Ok(())
    } else {
        Err("words are missing".to_owned())
    }
}

fn tokens(value: &Value, input: &str, output: &str) -> Read<Told> {
    Ok((number(value, input)?, number(value, output)?))
}

fn gemini_tokens(body: &Value) -> Read<Told> {
    tokens(
        body,
        "/usageMetadata/promptTokenCount",
        "/usageMetadata/candidatesTokenCount",
    )
}

fn response(body: &Value) -> Read<Told> {
    wanted(body, "/object", &json!("response"))?;
    wanted(body, "/status", &json!("completed"))?;
    says_all(text(body, "/output/0/content/0/text")?)?;
    tokens(body, "/usage/input_tokens", "/usage/output_tokens")
}

fn is_openai_error(body: &Value) -> bool {
    let error = &body["error"];
    ["type", "message"].iter().all(|key| error[key].is_string())
        && ["param", "code"].iter().all(|key| error.get(key).is_some())
}

fn is_anthropic_error(body: &Value) -> bool {
    let error = &body["error"];
    body["type"] == "error" && ["type", "message"].iter().all(|key| error[key].is_string())
}

fn is_google_error(body: &Value) -> bool {
    let error = &body["error"];
    error["code"].is_u64()
        && ["status", "message"]
            .iter()
            .all(|key| error[key].is_string())
}
