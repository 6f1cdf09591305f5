//! A target that is asked again because of its answer: what it is told, also where the
//! next attempt runs in a VM of its own, which reads the client's request and knows no more
//! than filter state tells.

use sluice_protocol::native;

use super::read::{Body, Depth};
use super::shared::{ASKED, Exchange, list, listed};
use crate::host::Host;

/// Makes the next attempt one at the same target, that is told this. `false` where that
/// cannot be.
pub(super) fn ask(exchange: &mut Exchange, text: &str) -> bool {
    let place = exchange.tried.place;
    let Some(index) = exchange.order.get(place).copied() else {
        return false;
    };
    // The next VM reads it as one line.
    let text = text.replace(['\n', '\r'], " ");
    if !say(exchange, text) {
        return false;
    }
    exchange.order.insert(place + 1, index);
    true
}

/// Says something at the end of the request, in the user's place.
fn say(exchange: &mut Exchange, text: String) -> bool {
    let longer = exchange.body.as_ref().and_then(|body| {
        let root = body.whole().ok()?;
        let edits = native::add_user_text(exchange.client, root, &text)?;
        Body::json(edits.apply(&body.bytes), Depth::Whole).ok()
    });
    let limit = exchange.limits.envoy_buffer();
    let Some(mut longer) = longer.filter(|body| body.bytes.len() <= limit) else {
        return false;
    };
    longer.is_changed = true;
    exchange.body = Some(longer);
    exchange.guarded.told.push(text);
    true
}

/// Tells attempts in other VMs which targets come next, and what has been said.
pub(super) fn hand_on(host: &mut impl Host, exchange: &Exchange) {
    let told = &exchange.guarded.told;
    if told.is_empty() {
        return;
    }
    let lines = [&[listed(&exchange.order)], &**told].concat();
    host.set_property(ASKED, lines.join("\n").as_bytes());
}

/// Takes over what attempts in other VMs have told. `false` if it cannot be.
pub(super) fn take_over(host: &mut impl Host, exchange: &mut Exchange) -> bool {
    let Some(asked) = host.property(ASKED) else {
        return true;
    };
    let read = || {
        let mut lines = std::str::from_utf8(&asked).ok()?.lines();
        Some((list(lines.next()?)?, lines))
    };
    let Some((order, told)) = read() else {
        return false;
    };
    let known = exchange.guarded.told.len();
    for text in told.skip(known) {
        if !say(exchange, text.to_owned()) {
            return false;
        }
    }
    if exchange.guarded.told.len() > known {
        exchange.order = order;
    }
    true
}
