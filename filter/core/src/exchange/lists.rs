//! Embeddings and rerank: one request, one answer, no stream.
//!
//! Where the provider has the client's own format the body only gets another model
//! and the answer passes; else both are translated.

use sluice_config::{Provider, Target};
use sluice_protocol::Losses;
use sluice_protocol::chat::Usage;
use sluice_protocol::json::Value;
use sluice_protocol::provider::{List, ListFormat};
use sluice_protocol::{DecodeError, embed, rerank};

use super::prepare::Prepared;
use super::shared::Exchange;
use crate::endpoint::Operation;
use crate::rejection::Rejection;

/// Where a provider serves what a client asks for.
#[derive(Debug)]
pub(super) struct Route {
    /// What is spoken there.
    pub(super) format: ListFormat,
    /// What is called.
    pub(super) path: String,
}

/// Where `target` serves this; the client's own format comes first. `None` if this is
/// about something else, or not served.
pub(super) fn route(exchange: &Exchange, target: &Target) -> Option<Route> {
    let Operation::List(client) = exchange.endpoint.operation else {
        return None;
    };
    route_of(client, &target.provider, &target.model)
}

pub(super) fn route_of(client: ListFormat, provider: &Provider, model: &str) -> Option<Route> {
    let mut found = None;
    for surface in provider.surfaces.iter() {
        let chat = surface.path(model, false);
        for list in List::beside(surface.format) {
            let is_kin = list.format.is_kin_of(client);
            let Some(path) = list.path(&chat, model).filter(|_| is_kin) else {
                continue;
            };
            let route = Route {
                format: list.format,
                path,
            };
            if list.format == client {
                return Some(route);
            }
            found.get_or_insert(route);
        }
    }
    found
}

/// Whether the answer of the latest attempt has to be translated.
pub(super) fn is_translated(exchange: &Exchange) -> bool {
    let Operation::List(client) = exchange.endpoint.operation else {
        return false;
    };
    let route = exchange
        .current()
        .and_then(|target| route(exchange, target));
    route.is_some_and(|route| route.format != client)
}

/// The model that a request names; `None` if it stands elsewhere.
pub(super) fn model(format: ListFormat, root: Value<'_>) -> Result<Option<String>, DecodeError> {
    let named = match format {
        ListFormat::Embed(format) => format.outline(root)?.model,
        ListFormat::Rerank(format) => format.model(root)?,
    };
    Ok(Some(named.to_str().into_owned()).filter(|name| !name.is_empty()))
}

/// Makes the body of such a request ready for `target`.
///
/// # Errors
/// A target that does not offer this, or that cannot take it in one call.
pub(super) fn prepare(exchange: &Exchange, target: &Target) -> Result<Prepared, Rejection> {
    let body = exchange.body.as_ref().ok_or(Rejection::Internal)?;
    let Operation::List(client) = exchange.endpoint.operation else {
        return Err(Rejection::Internal);
    };
    let Some(route) = route(exchange, target) else {
        let operation = exchange.operation();
        return Err(Rejection::NotServed { operation });
    };
    if route.format == client {
        let edits = embed::model_edits(body.outline(), &target.model);
        return Ok(Prepared::Edited(edits, Losses::default()));
    }
    let (mut out, mut losses) = (
        Vec::with_capacity(body.bytes.len() + 1024),
        Losses::default(),
    );
    let (root, model) = (body.whole()?, &target.model);
    match (client, route.format) {
        (ListFormat::Embed(client), ListFormat::Embed(provider)) => {
            embed::translate_request(client, provider, root, model, &mut out, &mut losses)?;
        }
        (ListFormat::Rerank(client), ListFormat::Rerank(provider)) => {
            rerank::translate_request(client, provider, root, model, &mut out, &mut losses)?;
        }
        _ => return Err(Rejection::Internal),
    }
    Ok(Prepared::Encoded(out, losses, Default::default()))
}

/// The answer of the latest attempt as the client gets it, and what it cost. `id` is
/// for answers that need one.
///
/// # Errors
/// A body that is no answer.
pub(super) fn translate(
    exchange: &mut Exchange,
    id: &str,
    bytes: &[u8],
) -> Result<Vec<u8>, Rejection> {
    let Operation::List(client) = exchange.endpoint.operation else {
        return Err(Rejection::Internal);
    };
    let target = exchange.current().ok_or(Rejection::Internal)?;
    let route = route(exchange, target).ok_or(Rejection::Internal)?;
    let model = &target.model;
    let (mut out, mut losses) = (Vec::with_capacity(bytes.len()), Losses::default());
    let translated = match (client, route.format) {
        (ListFormat::Embed(client), ListFormat::Embed(provider)) => {
            let asked = exchange
                .body
                .as_ref()
                .and_then(|body| client.outline(body.outline()).ok());
            let context = embed::AnswerContext {
                model,
                id,
                encoding: asked.map(|asked| asked.encoding).unwrap_or_default(),
                input_tokens: exchange.tried.told_input_tokens,
            };
            embed::translate_response(client, provider, bytes, &context, &mut out, &mut losses)
        }
        (ListFormat::Rerank(client), ListFormat::Rerank(provider)) => {
            let context = rerank::AnswerContext { model, id };
            rerank::translate_response(client, provider, bytes, &context, &mut out, &mut losses)
        }
        _ => return Err(Rejection::Internal),
    };
    let usage = translated.map_err(|refusal| Rejection::BadAnswer {
        problem: refusal.to_string().into(),
    })?;
    exchange.tried.usage.merge(&usage);
    exchange.tried.losses.extend(losses);
    Ok(out)
}

/// The token counts of an answer that passed as it came.
pub(super) fn usage(format: ListFormat, bytes: &[u8]) -> Usage {
    match format {
        ListFormat::Embed(format) => embed::usage_of(format, bytes),
        ListFormat::Rerank(format) => rerank::usage_of(format, bytes),
    }
}
