//! Requests that are routed and counted, but not translated: beside the path of chat
//! stands that of every other operation of an API.

use sluice_config::Target;
use sluice_protocol::Losses;
use sluice_protocol::json::Edits;

use super::prepare::Prepared;
use super::shared::Exchange;
use super::{counts, lists};
use crate::endpoint::{Endpoint, ModelAt, Operation, escaped};
use crate::rejection::Rejection;

/// Makes the body of such a request ready for `target`.
///
/// # Errors
/// A target that does not offer the operation.
pub(super) fn prepare(exchange: &Exchange, target: &Target) -> Result<Prepared, Rejection> {
    let body = exchange.body.as_ref().ok_or(Rejection::Internal)?;
    if call_path(exchange, target).is_none() {
        let operation = exchange.operation();
        return Err(Rejection::NotServed { operation });
    }
    let edits = match exchange.endpoint.operation {
        Operation::Pass(pass) if pass.model != ModelAt::Body => Edits::default(),
        _ => body.set_model(&target.model),
    };
    Ok(Prepared::Edited(edits, Losses::default()))
}

/// What a provider is called by; `None` if it does not offer the operation.
pub(super) fn call_path(exchange: &Exchange, target: &Target) -> Option<String> {
    if let Operation::List(_) = exchange.endpoint.operation {
        return lists::route(exchange, target).map(|route| route.path);
    }
    if exchange.endpoint.operation == Operation::CountTokens {
        return counts::path(exchange, target);
    }
    let surface = target.provider.surface(exchange.client);
    let chat = surface.path(&target.model, exchange.stream);
    if exchange.endpoint.operation == Operation::Chat {
        return Some(chat.into_owned());
    }
    if exchange.client != surface.format {
        return None;
    }
    path(&exchange.endpoint, &chat, &target.model)
}

/// What a provider is called by, for an operation beside chat; `chat` is what it is
/// called by for that. `None` if that does not end as its format has it.
pub(super) fn path(endpoint: &Endpoint, chat: &str, model: &str) -> Option<String> {
    let (chat, query) = chat.split_once('?').unwrap_or((chat, ""));
    let (mut path, own_query) = match endpoint.operation {
        Operation::Pass(pass) => {
            let base = chat.strip_suffix("/chat/completions")?;
            let base = match pass.model {
                ModelAt::Nowhere | ModelAt::Query => without_deployment(base),
                ModelAt::Body => base,
            };
            let named = match pass.model {
                ModelAt::Query => format!("model={}", escaped(model)),
                ModelAt::Body | ModelAt::Nowhere => String::new(),
            };
            (format!("{base}{}", endpoint.below), named)
        }
        Operation::Chat
        | Operation::List(_)
        | Operation::CountTokens
        | Operation::ListModels
        | Operation::ShowModel => return None,
    };
    for query in [query, &own_query] {
        if !query.is_empty() {
            path.push(if path.contains('?') { '&' } else { '?' });
            path.push_str(query);
        }
    }
    Some(path)
}

/// The path without the deployment of one model, which files do not belong to.
fn without_deployment(base: &str) -> &str {
    base.split_once("/deployments/")
        .map_or(base, |(base, _)| base)
}
