//! Clients of each format: how they ask, and what they make of an answer.

use serde_json::{Value, json};
use sluice_harness::CLIENT_KEY;
use sluice_harness::client::{Answer, End, Request, ServerSentEvent};

/// What a client was told: the text, and the word for why it ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Told {
    pub(super) text: String,
    pub(super) ending: String,
}

/// A client.
pub(super) struct Client {
    pub(super) name: &'static str,
    /// The providers that it is before: one of its own format, if there is one, and one
    /// of another.
    pub(super) providers: [&'static str; 2],
    /// It asks for streams only; its whole answers are those of another row.
    pub(super) streams_only: bool,
    /// A conversation, to which a turn can be added.
    pub(super) has_turns: bool,
    /// The words for an answer that is whole and for one that was filtered.
    pub(super) endings: [&'static str; 2],
    request: fn(&str, Value, bool) -> Request,
    whole: fn(&Value) -> Told,
    stream: fn(&Answer) -> Told,
    /// The status in a body, where the format has one, and the code or type.
    code: fn(&Value) -> (&'static str, &Value),
}

const OPENAI_CODE: fn(&Value) -> (&'static str, &Value) =
    |body| ("guardrail_denied", &body["error"]["code"]);

#[rustfmt::skip]
pub(super) const CLIENTS: &[Client] = &[
    Client { name: "openai-chat", providers: ["openai", "claude"], streams_only: false, has_turns: true,
        endings: ["stop", "content_filter"], request: chat, whole: chat_whole, stream: chat_stream, code: OPENAI_CODE },
    Client { name: "openai-responses", providers: ["responses", "claude"], streams_only: false, has_turns: true,
        endings: ["completed", "content_filter"], request: responses, whole: responses_whole, stream: responses_stream, code: OPENAI_CODE },
    Client { name: "anthropic-messages", providers: ["claude", "openai"], streams_only: false, has_turns: true,
        endings: ["end_turn", "refusal"], request: messages, whole: messages_whole, stream: messages_stream,
        code: |body| ("invalid_request_error", &body["error"]["type"]) },
    Client { name: "gemini-generate", providers: ["gemini", "openai"], streams_only: false, has_turns: true,
        endings: ["STOP", "SAFETY"], request: gemini, whole: gemini_whole, stream: gemini_stream, code: google_code },
    Client { name: "gemini-generate, an array", providers: ["gemini", "claude"], streams_only: true, has_turns: true,
        endings: ["STOP", "SAFETY"], request: gemini_array, whole: gemini_whole, stream: gemini_array_stream, code: google_code },
    Client { name: "openai-completions", providers: ["openai", "gemini"], streams_only: false, has_turns: false,
        endings: ["stop", "content_filter"], request: completions, whole: completions_whole, stream: completions_stream, code: OPENAI_CODE },
];

impl Client {
    /// A request that says a text.
    pub(super) fn says(&self, model: &str, text: &str, stream: bool) -> Request {
        (self.request)(model, json!(text), stream)
    }

    /// The same request with this client's key.
    pub(super) fn authorized(&self, request: Request) -> Request {
        let (name, value) = match self.name {
            "anthropic-messages" => ("x-api-key", CLIENT_KEY.to_owned()),
            "gemini-generate" => ("x-goog-api-key", CLIENT_KEY.to_owned()),
            _ => ("authorization", format!("Bearer {CLIENT_KEY}")),
        };
        let request = request.header("anthropic-version", "2023-06-01");
        request.header(name, &value)
    }

    /// The client of that name.
    pub(super) fn named(name: &str) -> &'static Self {
        CLIENTS.iter().find(|client| client.name == name).unwrap()
    }

    /// What an answer tells, which has to be whole and well-formed.
    #[track_caller]
    pub(super) fn told(&self, answer: &Answer, stream: bool) -> Told {
        assert!(
            matches!(answer.status, 200 | 246),
            "{} {} {:?} {}",
            self.name,
            answer.status,
            answer.headers,
            answer.text()
        );
        assert_eq!(answer.end, End::Complete, "{}", answer.text());
        if stream {
            (self.stream)(answer)
        } else {
            (self.whole)(&answer.json())
        }
    }

    /// Whether an answer is the refusal of a guardrail, in this format.
    #[track_caller]
    pub(super) fn assert_refused(&self, answer: &Answer, status: u16, words: &str) {
        assert_eq!(answer.status, status, "{} {}", self.name, answer.text());
        assert_eq!(answer.header("content-type"), Some("application/json"));
        let body = answer.json();
        let (wanted, code) = (self.code)(&body);
        assert_eq!(*code, wanted, "{body}");
        let message = body["error"]["message"].as_str().unwrap_or_default();
        assert!(message.contains(words), "{message}");
    }
}

fn google_code(body: &Value) -> (&'static str, &Value) {
    assert!(body["error"]["code"].is_u64(), "{body}");
    ("INVALID_ARGUMENT", &body["error"]["status"])
}

/// A request of OpenAI's clients.
fn openai(path: &str, body: &Value) -> Request {
    Request::post(path, body).header("authorization", &format!("Bearer {CLIENT_KEY}"))
}

fn chat(model: &str, text: Value, stream: bool) -> Request {
    let body =
        json!({"model": model, "stream": stream, "messages": [{"role": "user", "content": text}]});
    openai("/v1/chat/completions", &body)
}

fn responses(model: &str, text: Value, stream: bool) -> Request {
    openai(
        "/v1/responses",
        &json!({"model": model, "stream": stream, "input": text}),
    )
}

fn completions(model: &str, text: Value, stream: bool) -> Request {
    let body = json!({"model": model, "stream": stream, "max_tokens": 2000, "prompt": text});
    openai("/v1/completions", &body)
}

fn messages(model: &str, text: Value, stream: bool) -> Request {
    let body = json!({"model": model, "stream": stream, "max_tokens": 2000, "messages": [{"role": "user", "content": text}]});
    Request::post("/v1/messages", &body)
        .header("x-api-key", CLIENT_KEY)
        .header("anthropic-version", "2023-06-01")
}

fn gemini(model: &str, text: Value, stream: bool) -> Request {
    let call = if stream {
        "streamGenerateContent?alt=sse"
    } else {
        "generateContent"
    };
    gemini_call(model, text, call)
}

fn gemini_array(model: &str, text: Value, _stream: bool) -> Request {
    gemini_call(model, text, "streamGenerateContent")
}

fn gemini_call(model: &str, text: Value, call: &str) -> Request {
    let body = json!({"contents": [{"role": "user", "parts": [{"text": text}]}]});
    Request::post(&format!("/v1beta/models/{model}:{call}"), &body)
        .header("x-goog-api-key", CLIENT_KEY)
}

/// The text at a place of a value, which may be empty or left out.
fn at(value: &Value, pointer: &str) -> String {
    let text = value.pointer(pointer).and_then(Value::as_str);
    text.unwrap_or_default().to_owned()
}

/// The only one of these.
#[track_caller]
fn only(mut endings: Vec<String>) -> String {
    assert_eq!(endings.len(), 1, "{endings:?}");
    endings.remove(0)
}

/// The texts and endings of chunks, one of which says why it ends.
#[track_caller]
fn chunks(values: &[Value], text: &str, ending: &str) -> Told {
    let endings = values.iter().map(|value| at(value, ending));
    Told {
        text: values.iter().map(|value| at(value, text)).collect(),
        ending: only(endings.filter(|ending| !ending.is_empty()).collect()),
    }
}

/// The events before OpenAI's terminator, which is the last one.
#[track_caller]
fn until_done(answer: &Answer) -> Vec<Value> {
    let events = answer.events();
    let (last, events) = events.split_last().unwrap();
    assert_eq!(last.data, "[DONE]");
    let values: Vec<Value> = events.iter().map(ServerSentEvent::json).collect();
    assert!(values.iter().all(Value::is_object), "{}", answer.text());
    values
}

fn chat_whole(body: &Value) -> Told {
    Told {
        text: at(body, "/choices/0/message/content"),
        ending: at(body, "/choices/0/finish_reason"),
    }
}

fn chat_stream(answer: &Answer) -> Told {
    let text = "/choices/0/delta/content";
    chunks(&until_done(answer), text, "/choices/0/finish_reason")
}

fn completions_whole(body: &Value) -> Told {
    Told {
        text: at(body, "/choices/0/text"),
        ending: at(body, "/choices/0/finish_reason"),
    }
}

fn completions_stream(answer: &Answer) -> Told {
    let text = "/choices/0/text";
    chunks(&until_done(answer), text, "/choices/0/finish_reason")
}

fn responses_whole(body: &Value) -> Told {
    let items = body["output"].as_array().unwrap();
    let parts = items
        .iter()
        .flat_map(|item| item["content"].as_array().into_iter().flatten());
    let reason = at(body, "/incomplete_details/reason");
    Told {
        text: parts.map(|part| at(part, "/text")).collect(),
        ending: if reason.is_empty() {
            at(body, "/status")
        } else {
            reason
        },
    }
}

/// Its last event holds the whole answer, which has to say the same as the others.
fn responses_stream(answer: &Answer) -> Told {
    let events = answer.events();
    let mut text = String::new();
    for (number, event) in events.iter().enumerate() {
        let data = event.json();
        assert_eq!(data["sequence_number"], json!(number), "{}", event.data);
        assert_eq!(Some(at(&data, "/type")), event.name);
        if event.name.as_deref() == Some("response.output_text.delta") {
            text.push_str(&at(&data, "/delta"));
        }
    }
    let last = events.last().unwrap();
    let name = last.name.as_deref().unwrap_or_default();
    assert!(
        ["response.completed", "response.incomplete"].contains(&name),
        "{}",
        answer.text()
    );
    let told = responses_whole(&last.json()["response"]);
    assert_eq!(told.text, text);
    told
}

fn messages_whole(body: &Value) -> Told {
    let blocks = body["content"].as_array().unwrap();
    Told {
        text: blocks.iter().map(|block| at(block, "/text")).collect(),
        ending: at(body, "/stop_reason"),
    }
}

/// Every block that is begun has to be ended, before the message is.
fn messages_stream(answer: &Answer) -> Told {
    let events = answer.events();
    let names: Vec<&str> = events
        .iter()
        .filter_map(|event| event.name.as_deref())
        .filter(|name| *name != "ping")
        .collect();
    assert_eq!(names.first(), Some(&"message_start"), "{}", answer.text());
    assert!(
        names.ends_with(&["message_delta", "message_stop"]),
        "{}",
        answer.text()
    );
    let count = |wanted: &str| names.iter().filter(|name| **name == wanted).count();
    assert_eq!(count("content_block_start"), count("content_block_stop"));
    assert_eq!(count("message_stop"), 1);
    let values: Vec<Value> = events.iter().map(ServerSentEvent::json).collect();
    chunks(&values, "/delta/text", "/delta/stop_reason")
}

fn gemini_whole(body: &Value) -> Told {
    let parts = body["candidates"][0]["content"]["parts"].as_array();
    let parts = parts.into_iter().flatten();
    Told {
        text: parts.map(|part| at(part, "/text")).collect(),
        ending: at(body, "/candidates/0/finishReason"),
    }
}

fn gemini_chunks(values: &[Value]) -> Told {
    let text = "/candidates/0/content/parts/0/text";
    chunks(values, text, "/candidates/0/finishReason")
}

fn gemini_stream(answer: &Answer) -> Told {
    let events = answer.events();
    let values: Vec<Value> = events.iter().map(ServerSentEvent::json).collect();
    assert!(values.iter().all(Value::is_object), "{}", answer.text());
    gemini_chunks(&values)
}

fn gemini_array_stream(answer: &Answer) -> Told {
    gemini_chunks(answer.json().as_array().unwrap())
}
