//! What can be known of a request without its body: who asks for what.

use std::sync::Arc;

use sluice_config::{Config, Consumer};
use sluice_protocol::WireFormat;

use super::read::check_headers;
use super::wire::Wire;
use crate::endpoint::{Endpoint, NoEndpoint, caller_format, endpoint, query_value};
use crate::headers::Headers;
use crate::models;
use crate::policy::access;
use crate::rejection::Rejection;

/// Header by which a caller names a model where the body has no place for one.
const MODEL_HEADER: &str = "x-sluice-model";

/// Who asks for what, as far as that is known.
#[derive(Debug)]
pub(super) struct Caller {
    pub(super) format: WireFormat,
    /// What is asked for, by its name in the log; empty if that is nothing served.
    pub(super) operation: &'static str,
    pub(super) consumer: Option<Arc<Consumer>>,
}

impl Caller {
    /// Of whom nothing is known.
    pub(super) const fn unknown() -> Self {
        Self {
            format: WireFormat::OpenAiChat,
            operation: "",
            consumer: None,
        }
    }

    /// Its name in the configuration, if it has one.
    pub(super) fn name(&self) -> Option<&str> {
        self.consumer
            .as_deref()
            .map(|consumer| consumer.name.as_str())
    }
}

/// What is known of a request before its body.
#[derive(Debug)]
pub(super) struct Request {
    pub(super) endpoint: Endpoint,
    pub(super) method: String,
    pub(super) path: String,
    pub(super) content_type: Option<String>,
    /// The model that the caller names beside the body.
    pub(super) fallback_model: Option<String>,
    pub(super) wire: Wire,
    /// As the client sent them.
    pub(super) headers: Headers,
}

/// What the request headers lead to.
pub(super) enum Admission {
    /// The body is needed first.
    Collect(Request),
    /// There is none, or none that the gateway reads.
    Forward(Request),
    /// An answer of the gateway's own.
    Answer(Vec<u8>),
}

/// Checks everything that can be known without the body.
pub(super) fn admit(
    config: &Config,
    caller: &mut Caller,
    headers: &Headers,
    end_of_stream: bool,
) -> Result<Admission, Rejection> {
    let path = headers.text(":path").unwrap_or_default();
    caller.format = caller_format(path, headers);
    let method = headers.text(":method").unwrap_or_default();
    let found = endpoint(method, path, caller.format);
    if let Err(NoEndpoint::Path) = found {
        return Err(Rejection::UnknownPath);
    }
    caller.consumer = access::identify(config, headers, key_in_query(path).as_deref())?;
    let endpoint = match found {
        Ok(endpoint) => endpoint,
        Err(NoEndpoint::Method(allowed)) => return Err(Rejection::WrongMethod { allowed }),
        Err(NoEndpoint::Path) => return Err(Rejection::UnknownPath),
    };
    caller.operation = endpoint.operation.name(endpoint.format);
    if endpoint.operation.is_own() {
        return Ok(Admission::Answer(describe_models(
            config, caller, &endpoint,
        )?));
    }
    check_headers(&endpoint, headers, config.limits().request_body)?;
    let is_alone = endpoint.operation.needs_no_body();
    if end_of_stream && !is_alone {
        return Err(Rejection::EmptyBody);
    }
    let is_upgrade = endpoint.operation.is_upgrade();
    match (is_upgrade, asks_for_websocket(headers)) {
        (true, false) => return Err(Rejection::NoUpgrade),
        (false, true) => return Err(Rejection::UnexpectedUpgrade),
        (true, true) | (false, false) => {}
    }
    let request = Request {
        endpoint,
        method: method.to_owned(),
        path: path.split('?').next().unwrap_or_default().to_owned(),
        content_type: headers.text("content-type").map(str::to_owned),
        fallback_model: headers.text(MODEL_HEADER).map(str::to_owned),
        wire: Wire::read(headers),
        headers: Headers::default(),
    };
    Ok(if end_of_stream || is_upgrade {
        Admission::Forward(request)
    } else {
        Admission::Collect(request)
    })
}

/// The gateway's own answer about models.
fn describe_models(
    config: &Config,
    caller: &Caller,
    endpoint: &Endpoint,
) -> Result<Vec<u8>, Rejection> {
    let consumer = caller.consumer.as_deref();
    match &endpoint.model {
        Some(name) => {
            let model = access::model(config, consumer, name)?;
            Ok(models::one(&model.name, endpoint.format))
        }
        None => {
            let all: Vec<&str> = access::models(config, consumer).collect();
            Ok(models::list(&all, endpoint.format))
        }
    }
}

fn asks_for_websocket(headers: &Headers) -> bool {
    headers
        .text("upgrade")
        .is_some_and(|protocol| protocol.trim().eq_ignore_ascii_case("websocket"))
}

/// The key that Google's clients may put into the query.
fn key_in_query(path: &str) -> Option<String> {
    let (_, query) = path.split_once('?')?;
    query_value(query, "key")
}
