//! The Gemini API as Google AI Studio serves it: `generateContent`,
//! `streamGenerateContent` and `countTokens`.
//!
//! Source: API reference of the Gemini API, "Generating content", "Thinking",
//! "Thought signatures" and "Troubleshooting", and the types of the official Python
//! library, version 3.4.0.

use serde_json::{Map, Value, json};

use crate::formats::{Answer, Arrival, Dialect, streams, wanted_bytes};
use crate::ids;
use crate::plan;
use crate::reply::{Event, Reply};
use crate::tokens;

mod answer;
mod ask;
mod contents;
mod embed;
pub(in crate::formats) mod error;
mod fields;
mod keys;
mod validate;

use error::Refusal;

/// The dialect; see the module.
pub(crate) struct GeminiGenerate;

/// What a path asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Call {
    Generate,
    /// Streamed, as events or as one array.
    Stream {
        array: bool,
    },
    Count,
    /// Vectors, of one content or of several.
    Embed {
        batch: bool,
    },
}

const CALLS: &[(&str, Call)] = &[
    ("generateContent", Call::Generate),
    ("streamGenerateContent", Call::Stream { array: true }),
    ("countTokens", Call::Count),
    ("embedContent", Call::Embed { batch: false }),
    ("batchEmbedContents", Call::Embed { batch: true }),
];

/// A request that was accepted.
struct Request {
    body: Map<String, Value>,
    model: String,
    /// What ids are made of.
    seed: u64,
}

impl Dialect for GeminiGenerate {
    fn body_limit(&self) -> usize {
        20 << 20
    }

    fn accept(&self, arrival: &Arrival<'_>) -> Result<Answer, Reply> {
        accept(arrival).map_err(|refusal| refusal.reply())
    }

    fn error(&self, status: u16) -> Reply {
        error::of_status(status).reply()
    }

    fn error_event(&self) -> Event {
        Event::data(&error::of_status(503).body())
    }

    fn ping(&self) -> Option<Event> {
        None
    }

    fn unknown_event(&self) -> Event {
        Event::data(&json!({"futureNotice": {"level": 1}}))
    }
}

fn accept(arrival: &Arrival<'_>) -> Result<Answer, Refusal> {
    validate::credentials(arrival)?;
    let (model, call) = path(arrival)?;
    if arrival.method != "POST" {
        return Err(error::not_found("Requested entity was not found."));
    }
    answer_to(arrival, model, call)
}

/// The answer to a call that came by way of Vertex AI, which has checked its path and
/// credentials.
///
/// # Errors
/// What is refused.
pub(in crate::formats) fn called(
    arrival: &Arrival<'_>,
    model: &str,
    name: &str,
) -> Result<Answer, Refusal> {
    let call = call(arrival, model, name)?;
    // Vectors have a method of their own there.
    if matches!(call, Call::Embed { .. }) {
        return Err(unknown());
    }
    answer_to(arrival, model.to_owned(), call)
}

fn answer_to(arrival: &Arrival<'_>, model: String, call: Call) -> Result<Answer, Refusal> {
    if let Call::Embed { batch } = call {
        return embed::accept(arrival.body, &model, batch);
    }
    let body = validate::body(arrival, &model)?;
    let request = Request {
        body,
        model,
        seed: ids::hash(arrival.body),
    };
    Ok(Box::new(move |faults| {
        if call == Call::Count {
            let total = tokens::count(&answer::prompt(&request));
            return Reply::json(200, &json!({"totalTokens": total}));
        }
        let mut ask = ask::of(&request);
        ask.bytes = wanted_bytes(faults);
        let whole = answer::answer(&request, &plan::plan(&ask));
        match call {
            Call::Stream { array: true } => {
                let chunks: Vec<Value> = answer::chunks(&whole);
                Reply::json(200, &Value::Array(chunks))
            }
            call if streams(call != Call::Generate, faults) => answer::stream(&whole),
            _ => Reply::json(200, &whole),
        }
    }))
}

/// The model and the call that a path names.
fn path(arrival: &Arrival<'_>) -> Result<(String, Call), Refusal> {
    let rest = arrival.route().strip_prefix("/v1beta/models/");
    let (model, name) = rest
        .and_then(|rest| rest.split_once(':'))
        .ok_or_else(unknown)?;
    Ok((model.to_owned(), call(arrival, model, name)?))
}

fn unknown() -> Refusal {
    error::not_found("Requested entity was not found.")
}

/// The call of a name, which a model has to know.
fn call(arrival: &Arrival<'_>, model: &str, name: &str) -> Result<Call, Refusal> {
    let (_, call) = CALLS
        .iter()
        .find(|(known, _)| *known == name)
        .ok_or_else(unknown)?;
    if !model.starts_with("gemini-") {
        return Err(error::not_found(&format!(
            "models/{model} is not found for API version v1beta, or is not supported for {name}."
        )));
    }
    let query = arrival.path.split_once('?').map_or("", |(_, query)| query);
    let is_events = query.split('&').any(|pair| pair == "alt=sse");
    Ok(match call {
        Call::Stream { .. } => Call::Stream { array: !is_events },
        other => *other,
    })
}

impl Request {
    /// What stands at a path of keys, unless it is null.
    fn at(&self, path: &str) -> Option<&Value> {
        at(&self.body, path)
    }

    fn contents(&self) -> &[Value] {
        list(self.body.get("contents"))
    }

    /// Whether the model is of the third generation or later.
    fn is_new(&self) -> bool {
        is_new(&self.model)
    }
}

/// What stands at a path of keys, unless it is null.
fn at<'v>(body: &'v Map<String, Value>, path: &str) -> Option<&'v Value> {
    let mut keys = path.split('/');
    let first = body.get(keys.next()?);
    keys.fold(first, |value, key| value?.get(key))
        .filter(|value| !value.is_null())
}

fn is_new(model: &str) -> bool {
    !["gemini-1", "gemini-2"]
        .iter()
        .any(|old| model.starts_with(old))
}

/// The items of a list; none if it is none.
fn list(value: Option<&Value>) -> &[Value] {
    value
        .and_then(Value::as_array)
        .map(Vec::as_slice)
        .unwrap_or_default()
}
