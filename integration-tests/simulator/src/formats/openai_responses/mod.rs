//! OpenAI's Responses API.
//!
//! Source: OpenAI API reference, "Create a model response", and the types of the
//! official Python library, version 3.54.0. Nothing is stored: a response of
//! before, a conversation or a prompt is never found.

use serde_json::{Map, Value, json};

use crate::formats::openai_chat::error::{self, Refusal};
use crate::formats::openai_chat::{models, validate as chat};
use crate::formats::{Answer, Arrival, Dialect, streams, wanted_bytes};
use crate::ids;
use crate::plan;
use crate::reply::{Event, Reply};

mod answer;
mod ask;
mod fields;
mod items;
mod stream;
mod validate;

/// The dialect; see the module.
pub(crate) struct OpenAiResponses;

/// A request that was accepted.
pub(crate) struct Request {
    body: Map<String, Value>,
    /// What ids are made of.
    seed: u64,
}

impl Dialect for OpenAiResponses {
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
        let error = error::of_status(500).body();
        let error = error.get("error").cloned().unwrap_or_default();
        let mut event = json!({"type": "error", "sequence_number": 3});
        for key in ["code", "message", "param"] {
            event[key] = error.get(key).cloned().unwrap_or_default();
        }
        event["error"] = error;
        Event::named("error", &event)
    }

    fn ping(&self) -> Option<Event> {
        None
    }

    fn unknown_event(&self) -> Event {
        Event::named(
            "response.future.notice",
            &json!({"type": "response.future.notice", "sequence_number": 2, "notice": {"level": 1}}),
        )
    }
}

fn accept(arrival: &Arrival<'_>) -> Result<Answer, Refusal> {
    chat::credentials(arrival)?;
    match (arrival.route(), arrival.method) {
        ("/v1/models", "GET") => Ok(Box::new(|_| Reply::json(200, &models::list()))),
        ("/v1/responses", "POST") => {
            let body = validate::body(arrival)?;
            let request = Request {
                body,
                seed: ids::hash(arrival.body),
            };
            Ok(Box::new(move |faults| {
                let mut ask = ask::of(&request);
                ask.bytes = wanted_bytes(faults);
                let plan = plan::plan(&ask);
                if streams(request.flag("stream"), faults) {
                    stream::reply(&request, &plan)
                } else {
                    answer::reply(&request, &plan)
                }
            }))
        }
        ("/v1/models" | "/v1/responses", method) => Err(error::method(method, arrival.route())),
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

    fn list(&self, key: &str) -> &[Value] {
        let list = self.get(key).and_then(Value::as_array);
        list.map(Vec::as_slice).unwrap_or_default()
    }

    /// Whether something beside the usual was asked for.
    fn includes(&self, what: &str) -> bool {
        self.list("include").iter().any(|item| item == what)
    }
}
