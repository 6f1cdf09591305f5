//! Cohere's API, version 2: chat, embeddings and rerank.
//!
//! Source: Cohere API reference, and the types of the official Python library,
//! version 7.3.1.

use serde_json::{Map, Value, json};

use crate::formats::{Answer, Arrival, Dialect, streams, wanted_bytes};
use crate::ids;
use crate::plan;
use crate::reply::{Event, Reply};

mod answer;
mod ask;
mod error;
mod fields;
mod lists;
mod stream;
mod validate;

use error::{Refusal, refusal};

/// The dialect; see the module.
pub(crate) struct Cohere;

/// A request that was accepted.
pub(crate) struct Request {
    body: Map<String, Value>,
    /// What ids are made of.
    seed: u64,
}

impl Dialect for Cohere {
    fn body_limit(&self) -> usize {
        20 << 20
    }

    fn accept(&self, arrival: &Arrival<'_>) -> Result<Answer, Reply> {
        accept(arrival).map_err(|refusal| refusal.reply(ids::hash(arrival.body)))
    }

    fn error(&self, status: u16) -> Reply {
        error::of_status(status).reply(u64::from(status))
    }

    fn error_event(&self) -> Event {
        let delta = json!({"finish_reason": "ERROR", "error": "internal server error"});
        Event::named(
            "message-end",
            &json!({"type": "message-end", "delta": delta}),
        )
    }

    fn ping(&self) -> Option<Event> {
        None
    }

    fn unknown_event(&self) -> Event {
        Event::named(
            "future-notice",
            &json!({"type": "future-notice", "notice": {"level": 1}}),
        )
    }
}

fn accept(arrival: &Arrival<'_>) -> Result<Answer, Refusal> {
    validate::credentials(arrival)?;
    let route = arrival.route();
    let known = ["/v2/chat", "/v2/embed", "/v2/rerank"].contains(&route);
    match (known, arrival.method) {
        (false, _) => return Err(refusal(404, "resource not found")),
        (true, "POST") => {}
        (true, _) => return Err(refusal(405, "method not allowed")),
    }
    let body = validate::body(arrival)?;
    let request = Request {
        body,
        seed: ids::hash(arrival.body),
    };
    match route {
        "/v2/embed" => lists::embed(&request),
        "/v2/rerank" => lists::rerank(&request),
        _ => chat(request),
    }
}

fn chat(request: Request) -> Result<Answer, Refusal> {
    validate::chat(&request)?;
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

    fn list(&self, key: &str) -> &[Value] {
        let list = self.get(key).and_then(Value::as_array);
        list.map(Vec::as_slice).unwrap_or_default()
    }
}
