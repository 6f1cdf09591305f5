//! What a target gets: the original body with a few bytes changed, or another body.

use sluice_config::Target;
use sluice_protocol::chat::ToolNames;
use sluice_protocol::json::Edits;
use sluice_protocol::{Losses, codec};

use super::shared::Exchange;
use super::{counts, lists, passed};
use crate::endpoint::Operation;
use crate::rejection::Rejection;

/// A request body made ready for one target.
#[derive(Debug)]
pub(super) enum Prepared {
    /// Same format: changes to the original bytes, and what the provider does not take.
    Edited(Edits, Losses),
    /// Another format: new bytes, what they could not carry, and what its tools are
    /// called there.
    Encoded(Vec<u8>, Losses, ToolNames),
    /// What differs has been written; the bytes to come pass.
    Passing,
    /// All has been written; the bytes to come are the original's and go.
    Written,
}

impl Prepared {
    /// Length of the body on the wire.
    pub(super) fn length(&self, original: usize) -> usize {
        match self {
            Self::Edited(edits, _) => original.saturating_add_signed(edits.growth()),
            Self::Encoded(bytes, ..) => bytes.len(),
            Self::Passing | Self::Written => original,
        }
    }

    /// What the target does not get.
    pub(super) fn losses(&self) -> &Losses {
        const NONE: &Losses = &Losses::NONE;
        match self {
            Self::Edited(_, losses) | Self::Encoded(_, losses, _) => losses,
            Self::Passing | Self::Written => NONE,
        }
    }

    /// What its tools are called there.
    pub(super) fn take_names(&mut self) -> ToolNames {
        match self {
            Self::Encoded(_, _, names) => std::mem::take(names),
            Self::Edited(..) | Self::Passing | Self::Written => ToolNames::default(),
        }
    }
}

/// Makes the body of `exchange` ready for `target`.
///
/// # Errors
/// A request that the provider's format cannot carry, that would not fit into
/// the proxy's buffer, or, in strict mode, that would not pass without loss.
pub(super) fn prepare(exchange: &Exchange, target: &Target) -> Result<Prepared, Rejection> {
    let body = exchange.body.as_ref().ok_or(Rejection::Internal)?;
    let surface = target.provider.surface(exchange.client);
    let mut losses = Losses::default();
    let prepared = if let Operation::List(_) = exchange.endpoint.operation {
        lists::prepare(exchange, target)?
    } else if exchange.endpoint.operation == Operation::CountTokens {
        counts::prepare(exchange, target)?
    } else if exchange.endpoint.operation != Operation::Chat {
        passed::prepare(exchange, target)?
    } else if exchange.client == surface.format {
        let betas = exchange.wire.betas(surface, &mut losses);
        let way = surface.way();
        let (bytes, outline) = (&body.bytes, body.outline());
        let edits = way.native(&target.model, bytes, outline, &betas, &mut losses);
        Prepared::Edited(edits, losses)
    } else {
        let wanted = codec::Target {
            model: &target.model,
            default_max_tokens: target.provider.default_max_tokens,
            wants_reasoning: surface.quirks.wants_reasoning(&target.model),
        };
        let mut out = Vec::with_capacity(body.bytes.len() + body.bytes.len() / 8 + 1024);
        let mut request = exchange.client.codec().decode_request(body.whole()?)?;
        // Some formats say it in the path.
        request.stream = exchange.stream;
        let codec = surface.format.codec();
        let names = ToolNames::fit(&mut request, codec.tool_names());
        codec.encode_request(&request, &wanted, &mut out, &mut losses)?;
        surface.way().rewrite(&target.model, &mut out, &mut losses);
        Prepared::Encoded(out, losses, names)
    };
    if exchange.model.strict && !prepared.losses().are_defaults_only() {
        return Err(Rejection::Lossy(prepared.losses().clone()));
    }
    let limit = exchange.limits.envoy_buffer();
    if prepared.length(body.bytes.len()) > limit {
        return Err(Rejection::BodyTooLarge { limit });
    }
    Ok(prepared)
}
