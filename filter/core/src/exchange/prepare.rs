//! What a target gets: the original body with a few bytes changed, or another body.

use sluice_config::Target;
use sluice_protocol::json::Edits;
use sluice_protocol::{Losses, codec};

use super::shared::Exchange;
use crate::rejection::Rejection;

/// A request body made ready for one target.
#[derive(Debug)]
pub(super) enum Prepared {
    /// Same format: changes to the original bytes.
    Edited(Edits),
    /// Another format: new bytes, and what they could not carry.
    Encoded(Vec<u8>, Losses),
    /// What differs has been written; the bytes to come pass.
    Passing,
    /// All has been written; the bytes to come are the original's and go.
    Written,
}

impl Prepared {
    /// Length of the body on the wire.
    pub(super) fn length(&self, original: usize) -> usize {
        match self {
            Self::Edited(edits) => original.saturating_add_signed(edits.growth()),
            Self::Encoded(bytes, _) => bytes.len(),
            Self::Passing | Self::Written => original,
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
    let provider = &target.provider;
    let prepared = if exchange.client == provider.format {
        Prepared::Edited(
            exchange
                .client
                .codec()
                .native_edits(body.outline(), &target.model),
        )
    } else {
        let wanted = codec::Target {
            model: &target.model,
            default_max_tokens: provider.default_max_tokens,
        };
        let mut out = Vec::with_capacity(body.bytes.len() + body.bytes.len() / 8 + 1024);
        let mut losses = Losses::default();
        let request = exchange.client.codec().decode_request(body.whole()?)?;
        provider
            .format
            .codec()
            .encode_request(&request, &wanted, &mut out, &mut losses)?;
        if exchange.model.strict && !losses.are_defaults_only() {
            return Err(Rejection::Lossy(losses));
        }
        Prepared::Encoded(out, losses)
    };
    let limit = exchange.limits.envoy_buffer();
    if prepared.length(body.bytes.len()) > limit {
        return Err(Rejection::BodyTooLarge { limit });
    }
    Ok(prepared)
}
