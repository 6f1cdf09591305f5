//! What the request asks for, and what the filter's decision makes of it.

use std::sync::Arc;
use std::time::Duration;

use sluice_config::{Config, Consumer, Model};
use sluice_core::policy::access;
use sluice_core::routing::{self, Caller, Facts, Moment};
use sluice_core::{Endpoint, Headers, Operation};
use sluice_protocol::json::{Document, Limits};
use sluice_protocol::native;

use super::{Args, state};
use crate::failure::Failure;

/// A request for a model that exists and that its caller may use.
pub(super) struct Asked {
    pub(super) model: Arc<Model>,
    pub(super) endpoint: Endpoint,
    /// What the client asked for, the model in it.
    pub(super) body: Vec<u8>,
    pub(super) is_stream: bool,
    pub(super) routing: routing::Explanation,
}

/// Reads a request as the filter does. None if it names no model that its caller may use.
pub(super) fn asked(
    config: &Config,
    args: &Args,
    headers: &Headers,
    consumer: Option<&Consumer>,
    endpoint: Endpoint,
    body: &[u8],
) -> Result<Option<Asked>, Failure> {
    let body = named(&endpoint, body);
    let name = endpoint
        .model
        .clone()
        .or_else(|| model_of(&body))
        .or_else(|| headers.text("x-sluice-model").map(str::to_owned));
    let Some(model) = name.and_then(|name| access::model(config, consumer, &name).ok()) else {
        return Ok(None);
    };
    let (facts, is_stream) = facts(&endpoint, &body);
    let moment = Moment {
        now: args.at.map_or_else(now, Duration::from_secs),
        seed: args.seed,
    };
    let known = args.state.as_deref().map_or_else(
        || Ok(routing::State::default()),
        |file| state::read(file, config, &model.targets, moment.now),
    )?;
    let caller = Caller {
        consumer,
        headers,
        path: &args.path,
    };
    let routing = routing::explain(config, &model, &facts, &caller, &known, moment);
    Ok(Some(Asked {
        model,
        endpoint,
        body,
        is_stream,
        routing,
    }))
}

fn now() -> Duration {
    std::time::SystemTime::UNIX_EPOCH
        .elapsed()
        .unwrap_or_default()
}

/// Azure's clients write the model into the path alone, where no codec looks for it.
fn named(endpoint: &Endpoint, body: &[u8]) -> Vec<u8> {
    let model = endpoint.model.as_deref().filter(|_| !endpoint.is_path_only);
    let document = Document::outline(body, Limits::default()).ok();
    match (model, document) {
        (Some(model), Some(document)) => native::set_model(document.root(body), model).apply(body),
        _ => body.to_vec(),
    }
}

fn model_of(body: &[u8]) -> Option<String> {
    let document = Document::outline(body, Limits::default()).ok()?;
    let name = document.root(body).get("model")?.text()?;
    Some(name.to_str().into_owned())
}

/// What the rules may ask, and whether the answer is to be streamed.
fn facts(endpoint: &Endpoint, body: &[u8]) -> (Facts, bool) {
    let codec = endpoint.format.codec();
    let outline = || {
        let document = Document::outline(body, Limits::default()).ok()?;
        Some(codec.outline(document.root(body)).ok()?.stream)
    };
    let is_chat = endpoint.operation == Operation::Chat;
    let in_body = if is_chat { outline() } else { None };
    let is_stream = endpoint.stream.or(in_body).unwrap_or_default();
    let whole = || {
        let document = Document::parse(body, Limits::default()).ok()?;
        let mut request = codec.decode_request(document.root(body)).ok()?;
        request.stream = is_stream;
        Some(Facts::of_request(&request))
    };
    let facts = if is_chat { whole() } else { None };
    let facts = facts.unwrap_or_else(|| Facts::outline(is_stream, body.len()));
    (facts, is_stream)
}
