//! Amazon Bedrock's Converse API, and the invocation of Claude, and of models that
//! embed and rank, in their own formats.
//!
//! Source: API reference of the Amazon Bedrock runtime, "Converse",
//! "ConverseStream" and "InvokeModel", and the service model of botocore 1.44.5.
//! A model's own parameters are checked as far as they are Claude's.

use serde_json::{Map, Value, json};

use crate::formats::{Answer, Arrival, Dialect, wanted_bytes};
use crate::ids;
use crate::plan;
use crate::reply::{Event, Framing, Reply};

mod answer;
mod ask;
mod error;
mod fields;
mod invoke;
mod lists;
mod messages;
mod model;
mod stream;
mod validate;

use error::Refusal;

/// The dialect; see the module.
pub(crate) struct BedrockConverse;

/// What a path asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Call {
    Converse { stream: bool },
    Invoke { stream: bool },
}

/// A request that was accepted.
struct Request {
    body: Map<String, Value>,
    /// What ids are made of.
    seed: u64,
}

const CALLS: &[(&str, Call)] = &[
    ("converse", Call::Converse { stream: false }),
    ("converse-stream", Call::Converse { stream: true }),
    ("invoke", Call::Invoke { stream: false }),
    ("invoke-with-response-stream", Call::Invoke { stream: true }),
];

impl Dialect for BedrockConverse {
    fn body_limit(&self) -> usize {
        25 << 20
    }

    fn accept(&self, arrival: &Arrival<'_>) -> Result<Answer, Reply> {
        let seed = ids::hash(arrival.body);
        accept(arrival, seed).map_err(|refusal| refusal.reply(seed))
    }

    fn error(&self, status: u16) -> Reply {
        error::of_status(status).reply(u64::from(status))
    }

    fn error_event(&self) -> Event {
        let body = json!({"message": "Too many requests, please wait before trying again."});
        Event::named("throttlingException", &body).framed(Framing::AwsException)
    }

    fn ping(&self) -> Option<Event> {
        None
    }

    fn unknown_event(&self) -> Event {
        Event::named("futureNotice", &json!({"level": 1})).framed(Framing::Aws)
    }
}

fn accept(arrival: &Arrival<'_>, seed: u64) -> Result<Answer, Refusal> {
    validate::credentials(arrival)?;
    let (model, call) = path(arrival.route())?;
    if arrival.method != "POST" {
        return Err(error::unknown_operation());
    }
    match call {
        Call::Invoke { stream } => invoke::accept(arrival, &model, stream),
        Call::Converse { stream } => {
            let body = validate::body(arrival, &model)?;
            let request = Request { body, seed };
            Ok(Box::new(move |faults| {
                let mut ask = ask::of(&request);
                ask.bytes = wanted_bytes(faults);
                let plan = plan::plan(&ask);
                let message = answer::message(&request, &plan);
                let reply = if crate::formats::streams(stream, faults) {
                    stream::reply(&message)
                } else {
                    Reply::json(200, &message)
                };
                reply.header("x-amzn-requestid", &error::request_id(seed))
            }))
        }
    }
}

/// Whether a request has a bearer key or what looks like a signature.
pub(super) fn is_authorized(arrival: &Arrival<'_>) -> bool {
    validate::credentials(arrival).is_ok()
}

/// The model and the call that a path names.
fn path(route: &str) -> Result<(String, Call), Refusal> {
    let rest = route.strip_prefix("/model/");
    let (model, name) = rest
        .and_then(|rest| rest.rsplit_once('/'))
        .ok_or_else(error::unknown_operation)?;
    // An ARN has slashes, which are part of the model only where they are escaped.
    let call = CALLS.iter().find(|(known, _)| *known == name);
    let (_, call) = call
        .filter(|_| !model.contains('/'))
        .ok_or_else(error::unknown_operation)?;
    let model =
        unescaped(model).ok_or_else(|| error::bad("The provided model identifier is invalid."))?;
    model::check(&model)?;
    Ok((model, *call))
}

/// The text behind percent escapes; `None` if they are broken.
fn unescaped(text: &str) -> Option<String> {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        if *first != b'%' {
            bytes.push(*first);
            rest = tail;
            continue;
        }
        let (digits, tail) = tail.split_first_chunk::<2>()?;
        let digits = std::str::from_utf8(digits).ok()?;
        bytes.push(u8::from_str_radix(digits, 16).ok()?);
        rest = tail;
    }
    String::from_utf8(bytes).ok()
}

impl Request {
    /// What stands at a path of keys, unless it is null.
    fn at(&self, path: &str) -> Option<&Value> {
        let mut keys = path.split('/');
        let first = self.body.get(keys.next()?);
        keys.fold(first, |value, key| value?.get(key))
            .filter(|value| !value.is_null())
    }

    fn messages(&self) -> &[Value] {
        list(self.body.get("messages"))
    }
}

/// The items of a list; none if it is none.
fn list(value: Option<&Value>) -> &[Value] {
    value
        .and_then(Value::as_array)
        .map(Vec::as_slice)
        .unwrap_or_default()
}
