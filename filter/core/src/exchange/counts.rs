//! Counting tokens: passed to a provider of the client's format, else translated to
//! one of the other formats that count.

use sluice_config::{Surface, Target};
use sluice_protocol::Losses;
use sluice_protocol::chat::ToolNames;
use sluice_protocol::codec;
use sluice_protocol::count;
use sluice_protocol::json::Edits;

use super::prepare::Prepared;
use super::shared::Exchange;
use crate::endpoint::Operation;
use crate::rejection::Rejection;

/// What is called to count; `None` if the provider does not offer it.
pub(super) fn path(exchange: &Exchange, target: &Target) -> Option<String> {
    let surface = target.provider.surface(exchange.client);
    let chat = surface.path(&target.model, false);
    let (chat, query) = chat.split_once('?').unwrap_or((&chat, ""));
    let mut path = count::path(surface.format, chat)?;
    if !query.is_empty() {
        path.push('?');
        path.push_str(query);
    }
    Some(path)
}

/// Whether the answer of a provider with this surface has to be translated.
pub(super) fn is_translated(exchange: &Exchange, surface: &Surface) -> bool {
    exchange.endpoint.operation == Operation::CountTokens && exchange.client != surface.format
}

/// Makes the body of such a request ready for `target`.
///
/// # Errors
/// A target that does not count, or that cannot take the request.
pub(super) fn prepare(exchange: &Exchange, target: &Target) -> Result<Prepared, Rejection> {
    let body = exchange.body.as_ref().ok_or(Rejection::Internal)?;
    let Some(path) = path(exchange, target) else {
        let operation = exchange.operation();
        return Err(Rejection::NotServed { operation });
    };
    let surface = target.provider.surface(exchange.client);
    if exchange.client == surface.format {
        let edits = if exchange.endpoint.is_path_only {
            Edits::default()
        } else {
            body.set_model(&target.model)
        };
        return Ok(Prepared::Edited(edits, Losses::default()));
    }
    let wanted = codec::Target {
        model: &target.model,
        default_max_tokens: target.provider.default_max_tokens,
        wants_reasoning: false,
    };
    let (client, provider) = (exchange.client, surface.format);
    let out =
        count::translate_request(client, &body.bytes, body.whole()?, provider, &path, &wanted)?;
    Ok(Prepared::Encoded(
        out,
        Losses::default(),
        ToolNames::default(),
    ))
}

/// The provider's count in the client's words. It costs nothing, so it is not counted
/// among the tokens.
///
/// # Errors
/// A body that tells no count.
pub(super) fn translate(
    exchange: &Exchange,
    surface: &Surface,
    bytes: &[u8],
) -> Result<Vec<u8>, Rejection> {
    count::translate_answer(surface.format, exchange.client, bytes)
        .map(|(_, out)| out)
        .map_err(|error| Rejection::BadAnswer {
            problem: error.to_string().into(),
        })
}
