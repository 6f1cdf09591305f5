//! Anthropic's Messages API, versions 2023-06-01 and 2026-10-21.
//!
//! Source: Anthropic API reference, "Messages", "Streaming Messages" and
//! "Errors", and the types of the official Python library, version 2.12.0.

use serde_json::{Map, Value, json};

use crate::formats::{Answer, Arrival, Dialect, streams, wanted_bytes};
use crate::ids;
use crate::plan;
use crate::reply::{Event, Reply};

pub(in crate::formats) mod answer;
mod ask;
mod blocks;
mod error;
mod fields;
mod messages;
pub(in crate::formats) mod models;
mod stream;
mod validate;

use error::Refusal;

/// The dialect; see the module.
pub(crate) struct AnthropicMessages;

/// A request that was accepted.
pub(crate) struct Request {
    body: Map<String, Value>,
    /// What ids are made of.
    seed: u64,
}

impl Dialect for AnthropicMessages {
    fn body_limit(&self) -> usize {
        32 << 20
    }

    fn accept(&self, arrival: &Arrival<'_>) -> Result<Answer, Reply> {
        accept(arrival).map_err(|refusal| refusal.reply(ids::hash(arrival.body)))
    }

    fn error(&self, status: u16) -> Reply {
        error::of_status(status).reply(u64::from(status))
    }

    fn error_event(&self) -> Event {
        let mut body = error::of_status(529).body(529);
        if let Value::Object(body) = &mut body {
            body.shift_remove("request_id");
        }
        Event::named("error", &body)
    }

    fn ping(&self) -> Option<Event> {
        Some(Event::named("ping", &json!({"type": "ping"})))
    }

    fn unknown_event(&self) -> Event {
        Event::named(
            "future_notice",
            &json!({"type": "future_notice", "level": 1}),
        )
    }
}

fn accept(arrival: &Arrival<'_>) -> Result<Answer, Refusal> {
    validate::credentials(arrival)?;
    match (arrival.route(), arrival.method) {
        ("/v1/models", "GET") => Ok(Box::new(|_| Reply::json(200, &models::list()))),
        ("/v1/messages", "POST") => answer_to(arrival),
        ("/v1/models" | "/v1/messages", _) => Err(error::method()),
        _ => Err(error::not_found("Not Found")),
    }
}

/// The answer to a body that came by way of a cloud, which has checked credentials
/// and put in what stands elsewhere there.
///
/// # Errors
/// Status and body of a refusal.
pub(in crate::formats) fn invoked(body: &Value) -> Result<Answer, (u16, Value)> {
    let mut headers = hyper::HeaderMap::new();
    let json = hyper::header::HeaderValue::from_static("application/json");
    headers.insert("content-type", json);
    let bytes = body.to_string();
    let arrival = Arrival {
        method: "POST",
        path: "/v1/messages",
        headers: &headers,
        body: bytes.as_bytes(),
        key: None,
    };
    answer_to(&arrival).map_err(|refusal| (refusal.status(), refusal.body(0)))
}

fn answer_to(arrival: &Arrival<'_>) -> Result<Answer, Refusal> {
    let body = validate::body(arrival)?;
    let request = Request {
        body,
        seed: ids::hash(arrival.body),
    };
    Ok(Box::new(move |faults| {
        let mut ask = ask::of(&request);
        ask.bytes = wanted_bytes(faults);
        let plan = plan::plan(&ask);
        let message = answer::message(&request, &plan);
        let reply = if streams(request.flag("stream"), faults) {
            stream::reply(&message)
        } else {
            Reply::json(200, &message)
        };
        answer::finish(reply, &request)
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

    fn messages(&self) -> &[Value] {
        let messages = self.get("messages").and_then(Value::as_array);
        messages.map(Vec::as_slice).unwrap_or_default()
    }

    fn model(&self) -> &str {
        let model = self.get("model").and_then(Value::as_str);
        model.unwrap_or_default()
    }
}
