//! OpenAI's Chat Completions API, and what stands beside it.
//!
//! Source: OpenAI API reference, "Create chat completion", and the types of the
//! official Python library, version 3.54.0.

use serde_json::{Map, Value, json};

use crate::formats::{Answer, Arrival, Dialect, openai_completions, streams, wanted_bytes};
use crate::ids;
use crate::plan;
use crate::reply::{Event, Reply};

pub(in crate::formats) mod answer;
mod ask;
mod embeddings;
pub(in crate::formats) mod error;
mod fields;
pub(in crate::formats) mod messages;
pub(in crate::formats) mod models;
mod stream;
pub(in crate::formats) mod tools;
pub(in crate::formats) mod validate;

use error::Refusal;

/// The dialect; see the module.
pub(crate) struct OpenAiChat;

/// A request that was accepted.
pub(crate) struct Request {
    body: Map<String, Value>,
    /// What ids are made of.
    seed: u64,
}

impl Dialect for OpenAiChat {
    fn body_limit(&self) -> usize {
        64 << 20
    }

    fn accept(&self, arrival: &Arrival<'_>) -> Result<Answer, Reply> {
        accept(arrival).map_err(|refusal| refusal.reply(ids::hash(arrival.body)))
    }

    fn error(&self, status: u16) -> Reply {
        error::of_status(status).reply(u64::from(status))
    }

    fn error_event(&self) -> Event {
        Event::data(&error::of_status(500).body())
    }

    fn ping(&self) -> Option<Event> {
        None
    }

    fn unknown_event(&self) -> Event {
        Event::named(
            "future.notice",
            &json!({"object": "future.notice", "notice": {"level": 1}}),
        )
    }
}

fn accept(arrival: &Arrival<'_>) -> Result<Answer, Refusal> {
    validate::credentials(arrival)?;
    match (arrival.route(), arrival.method) {
        ("/v1/models", "GET") => Ok(Box::new(|_| Reply::json(200, &models::list()))),
        ("/v1/chat/completions", "POST") => {
            let body = validate::body(arrival)?;
            let request = Request {
                body,
                seed: ids::hash(arrival.body),
            };
            Ok(Box::new(move |faults| {
                let mut ask = ask::of(&request);
                ask.bytes = wanted_bytes(faults);
                let plans: Vec<_> = (0..request.number("n").unwrap_or(1))
                    .map(|_| plan::plan(&ask))
                    .collect();
                if streams(request.flag("stream"), faults) {
                    stream::reply(&request, &plans)
                } else {
                    answer::reply(&request, &plans)
                }
            }))
        }
        ("/v1/embeddings", "POST") => embeddings::accept(arrival),
        ("/v1/completions", "POST") => openai_completions::accept(arrival),
        ("/v1/models" | "/v1/chat/completions" | "/v1/completions" | "/v1/embeddings", method) => {
            Err(error::method(method, arrival.route()))
        }
        (route, method) => Err(error::unknown_url(method, route)),
    }
}

impl Request {
    /// A key that is there and not null.
    fn get(&self, key: &str) -> Option<&Value> {
        self.body.get(key).filter(|value| !value.is_null())
    }

    fn flag(&self, key: &str) -> bool {
        self.get(key).and_then(Value::as_bool).unwrap_or(false)
    }

    fn number(&self, key: &str) -> Option<u64> {
        self.get(key).and_then(Value::as_u64)
    }

    fn text(&self, key: &str) -> Option<&str> {
        self.get(key).and_then(Value::as_str)
    }

    fn messages(&self) -> &[Value] {
        let messages = self.get("messages").and_then(Value::as_array);
        messages.map(Vec::as_slice).unwrap_or_default()
    }

    fn model(&self) -> &str {
        self.text("model").unwrap_or_default()
    }
}
