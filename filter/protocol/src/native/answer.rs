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
    let codec = format.codec();
    let mut usage = Usage::default();
    codec.usages(document.root(body), &mut |counts| {
        usage.merge(&codec.decode_usage(counts))
    });
    usage
}
