//! Token counts of a whole answer that passes as it came.

use crate::chat::Usage;
use crate::format::WireFormat;
use crate::json::{Document, Limits};

/// The counts in `body`, a whole answer of `format`; empty if it is not JSON or
/// tells none.
#[must_use]
pub fn usage_of(format: WireFormat, body: &[u8]) -> Usage {
    let Ok(document) = Document::parse(body, Limits::default()) else {
        return Usage::default();
    };
    document
        .root(body)
        .get_some("usage")
        .map(|usage| format.decode_usage(usage))
        .unwrap_or_default()
}
